package db

import (
	"path/filepath"
	"strconv"
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

// A product met at a till costs the same however many there are: labels with a
// price or a weight inside bring a new one with each sale.
func TestMeetProducts_CostsWhatIsNew(t *testing.T) {
	d, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	ids := make([]retail.ProductID, 5000)
	for i := range ids {
		ids[i] = retail.ProductID("p" + strconv.Itoa(i))
	}
	if err := d.MeetProducts(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	met := 0
	allocated := testing.AllocsPerRun(5, func() {
		met++
		if err := d.MeetProducts(t.Context(), []retail.ProductID{retail.ProductID("new" + strconv.Itoa(met))}); err != nil {
			t.Fatal(err)
		}
	})
	if allocated > 1000 {
		t.Errorf("meeting one product allocates %v times among %d products", allocated, len(ids))
	}
	if n, ok := d.Catalogue().ProductNumber("new6"); !ok || int(n) != len(ids)+6 {
		t.Errorf("the sixth new product has number %d, %v", n, ok)
	}
}
