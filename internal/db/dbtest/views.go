package dbtest

import (
	"fmt"
	"reflect"
	"testing"

	"sartor/internal/db"
	"sartor/internal/db/house"
	"sartor/internal/fault"
)

// savedViews are each person's own, replaced by their name, and bounded.
func savedViews(t *testing.T, url string) {
	soup := house.View{Staff: "stf_1", Screen: "promotions", Name: "Soups", Query: "q=soup", At: 5}
	d := reopened(t, url, func(d *db.DB) {
		must(t, d.PutView(t.Context(), soup))
		must(t, d.PutView(t.Context(), house.View{Staff: "stf_1", Screen: "customers", Name: "Soups"}))
		must(t, d.PutView(t.Context(), house.View{Staff: "stf_2", Screen: "promotions", Name: "Soups", Query: "q=stew"}))
		soup.Query = "q=soup&state=live"
		must(t, d.PutView(t.Context(), soup))
	})
	soup.At = 0 // nobody reads it
	want := []house.View{{Staff: "stf_1", Screen: "customers", Name: "Soups"}, soup}
	if all := got(d.Views(t.Context(), "stf_1"))(t); !reflect.DeepEqual(all, want) {
		t.Errorf("got %+v, want %+v", all, want)
	}
	must(t, d.DropView(t.Context(), soup))
	must(t, d.DropView(t.Context(), soup))
	if all := got(d.Views(t.Context(), "stf_2"))(t); len(all) != 1 || len(got(d.Views(t.Context(), "stf_1"))(t)) != 1 {
		t.Errorf("another one's view went: %+v", all)
	}
	for i := range house.MostViews - 1 {
		must(t, d.PutView(t.Context(), house.View{Staff: "stf_1", Screen: "stores", Name: fmt.Sprint(i)}))
	}
	if err := d.PutView(t.Context(), house.View{Staff: "stf_1", Screen: "stores", Name: "one more"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("one more than the most answered %v", err)
	}
	must(t, d.PutView(t.Context(), house.View{Staff: "stf_1", Screen: "stores", Name: "0", Query: "q=a"}))
}
