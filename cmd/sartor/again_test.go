package main

import (
	"os"
	"path/filepath"
	"testing"

	"sartor/internal/db/engine/enginetest"
	"sartor/internal/retail"
	"sartor/internal/server"
)

// TestImport_AgainWithFewerColumns: a second list with fewer columns leaves the rest of
// what the chain knows, on both engines.
func TestImport_AgainWithFewerColumns(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(t *testing.T) string{
		"SQLite":     func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "a.db") },
		"PostgreSQL": enginetest.Postgres,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, at := newShell(t), url(t)
			key := filepath.Join(s.dir, "a.key")
			for _, files := range []map[string]string{
				{
					"products.csv": "product,gtin,name,brand,category,department,price,cost,unit,case_pack,shelf_life_days,restricted\n" +
						"soup,,Soup,Own,soup,grocery,2.49,1.20,KGM,12,365,age\n",
					"stores.csv": "store,name,region,kind,latitude,longitude,timezone,currency,opened\nS1,Harbour,coast,urban,53.5,9.9,Europe/Berlin,EUR,2001-05-01\n",
				},
				{"products.csv": "product,price,brand\nsoup,2.99,\n", "stores.csv": "store,kind\nS1,rural\n"},
			} {
				dir := t.TempDir()
				for file, text := range files {
					if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				s.imported(t, "csv", dir, "--db", at, "--key-file", key)
			}
			chain, err := server.Open(t.Context(), server.Options{URL: at, KeyFile: key})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = chain.Close() }() // nothing was written
			product, store := chain.DB.Catalogue().Product(1), chain.DB.Catalogue().Store(1)
			want := retail.Product{
				Number: 1, ID: "soup", Name: "Soup", Category: "soup", Department: "grocery", Price: 299, Cost: 120, HasCost: true, Unit: "KGM", CasePack: 12, ShelfLife: 365,
				Restriction: retail.Age, Listed: true,
			}
			if product != want {
				t.Errorf("the product is %+v, want %+v", product, want)
			}
			if place := (retail.Store{
				Number: 1, ID: "S1", Name: "Harbour", Region: "coast", Kind: retail.Rural, Latitude: 53.5, Longitude: 9.9, Zone: "Europe/Berlin", Currency: "EUR", Opened: "2001-05-01",
			}); store != place {
				t.Errorf("the store is %+v, want %+v", store, place)
			}
		})
	}
}
