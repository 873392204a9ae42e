package db

import (
	"path/filepath"
	"testing"

	"sartor/internal/retail"
)

func TestOpen_FreshFileHasSchemaAndCatalogue(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	d, err := Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.PutStores(t.Context(), []retail.Store{{ID: "S1", Name: "One", Kind: retail.Urban, Zone: "UTC", Currency: "EUR"}}); err != nil {
		t.Fatal(err)
	}
	if err := d.MeetProducts(t.Context(), []retail.ProductID{"a", "b"}); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d, err = Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if n, ok := d.Catalogue().ProductNumber("b"); !ok || n != 2 {
		t.Errorf("product b has number %d, %v; want 2", n, ok)
	}
	if _, ok := d.Catalogue().StoreNumber("S1"); !ok {
		t.Error("store S1 is gone after reopening")
	}
}
