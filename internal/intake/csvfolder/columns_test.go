package csvfolder_test

import (
	"strings"
	"testing"

	"sartor/internal/intake"
	"sartor/internal/intake/intaketest"
	"sartor/internal/retail"
)

// TestCSV_MissingColumnsStand: a list with fewer columns changes what it has, and an
// empty cell takes back; of what the chain did not have, the rest is as nobody told it.
func TestCSV_MissingColumnsStand(t *testing.T) {
	t.Parallel()
	product := retail.Product{
		ID: "5901", GTIN: "05901234123457", Name: "Soup", Brand: "Own", Category: "soup", Department: "grocery", Price: 249, Cost: 120, HasCost: true,
		Unit: "KGM", CasePack: 12, ShelfLife: 365, Restriction: retail.Age, Listed: true,
	}
	store := retail.Store{
		ID: "S012", Name: "Harbour", Region: "coast", Kind: retail.Urban, Latitude: 53.5, Longitude: 9.9, Zone: "Europe/Berlin", Currency: "EUR", Opened: "2001-05-01",
	}
	has := intake.Options{
		Stores:   []retail.Store{store},
		Product:  func(id retail.ProductID) (retail.Product, bool) { return product, id == product.ID },
		Timezone: "Etc/UTC", Currency: "EUR",
	}
	empty := retail.Product{ID: "5901", Name: "5901", Unit: "EA", Listed: true}
	changed := func(change func(*retail.Product)) retail.Product {
		p := product
		change(&p)
		return p
	}
	for list, want := range map[string]retail.Product{
		"product\n5901\n":                   product,
		"product,price\n5901,3.00\n":        changed(func(p *retail.Product) { p.Price = 300 }),
		"product,brand,cost\n5901,,\n":      changed(func(p *retail.Product) { p.Brand, p.Cost, p.HasCost = "", 0, false }),
		"product,case_pack\n5901,24\n":      changed(func(p *retail.Product) { p.CasePack = 24 }),
		"product,restricted,unit\n5901,,\n": changed(func(p *retail.Product) { p.Restriction, p.Unit = 0, "EA" }),
		"product,gtin,name,brand,category,department,price,cost,unit,case_pack,shelf_life_days,restricted\n5901,,,,,,,,,,,\n": empty,
		"product,brand\n5903,Own\n": {ID: "5903", Name: "5903", Brand: "Own", Unit: "EA", Listed: true},
	} {
		sink := intaketest.New()
		if _, err := run(t, sink, has, folder(t, map[string]string{"products.csv": list})); err != nil {
			t.Fatalf("%q: %v", list, err)
		}
		if got := sink.Goods[want.ID]; got != want {
			t.Errorf("%q:\ngot  %+v\nwant %+v", list, got, want)
		}
	}
	for list, keeps := range map[string]bool{
		"product,supplier,lead_time_days\n5901,Mill,2\n": true, "product,supplier,lead_time_days,order_days,min_order\n5901,Mill,2,,\n": false,
	} {
		sink := intaketest.New()
		if _, err := run(t, sink, has, folder(t, map[string]string{"suppliers.csv": list})); err != nil {
			t.Fatalf("%q: %v", list, err)
		}
		want := intake.Supply{Product: "5901", Supplier: "Mill", LeadTime: 2, KeepDays: keeps, KeepMin: keeps}
		if got := sink.Beside[`supply "5901" "Mill"`]; got != want {
			t.Errorf("%q:\ngot  %+v\nwant %+v", list, got, want)
		}
	}
	for list, want := range map[string]retail.Store{
		"store\nS012\n":                    store,
		"store,kind\nS012,rural\n":         {ID: "S012", Name: "Harbour", Region: "coast", Kind: retail.Rural, Latitude: 53.5, Longitude: 9.9, Zone: "Europe/Berlin", Currency: "EUR", Opened: "2001-05-01"},
		"store,region,latitude\nS012,,\n":  {ID: "S012", Name: "Harbour", Kind: retail.Urban, Longitude: 9.9, Zone: "Europe/Berlin", Currency: "EUR", Opened: "2001-05-01"},
		"store,timezone,opened\nS012,,\n":  {ID: "S012", Name: "Harbour", Region: "coast", Kind: retail.Urban, Latitude: 53.5, Longitude: 9.9, Zone: "Etc/UTC", Currency: "EUR"},
		"store,name\nS013,Market square\n": {ID: "S013", Name: "Market square", Zone: "Etc/UTC", Currency: "EUR"},
	} {
		sink := intaketest.New()
		if _, err := run(t, sink, has, folder(t, map[string]string{"stores.csv": list})); err != nil {
			t.Fatalf("%q: %v", list, err)
		}
		if got := sink.Shops[want.ID]; got != want {
			t.Errorf("%q:\ngot  %+v\nwant %+v", strings.TrimSpace(list), got, want)
		}
	}
}
