package rooms

import (
	"fmt"
	"testing"

	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
)

// Everything is found by what people call it, in the own stores only.
func TestFind_EverythingInScope(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	for _, of := range [][2]string{{"S001", "Harbour"}, {"S002", "Harbour North"}} {
		s.Must("PUT", "/v1/stores/"+of[0], fmt.Sprintf(`{"name":%q,"kind":"urban","timezone":"UTC","currency":"EUR"}`, of[1]))
	}
	s.Must("PUT", "/v1/products/5901", `{"name":"Soup of tomatoes","category":"soup","price":249}`)
	s.Must("PUT", "/v1/products/5902", `{"name":"Soup test strips","category":"health","price":249,"restricted":"no_inference"}`)
	f := finder{s.Chain, people{s.Chain, NewTally(s.Chain)}, &names{}}
	all := view.Wanted{Customers: true, Products: true, Stores: true, Promotions: true, Vouchers: true}
	find := func(scope view.Scope, text string) view.Found {
		t.Helper()
		w := all
		w.Text = text
		out, err := f.Find(t.Context(), scope, w)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := find(view.Scope{All: true}, "harbour"); len(got.Stores) != 2 || got.Stores[0].Name != "Harbour" {
		t.Errorf("the exact name stands first: %+v", got.Stores)
	}
	if got := find(view.Scope{Stores: []retail.StoreID{"S002"}}, "harbour"); len(got.Stores) != 1 || got.Stores[0].ID != "S002" {
		t.Errorf("another store is in scope: %+v", got.Stores)
	}
	if got := find(view.Scope{All: true}, "SOUP"); len(got.Products) != 1 || got.Products[0].ID != "5901" {
		t.Errorf("what nothing may be inferred from is found, or the soup is not: %+v", got.Products)
	}
	if _, err := f.Product(t.Context(), view.Scope{All: true}, "5902"); !fault.Is(err, fault.NotFound) {
		t.Errorf("its page answers %v", err)
	}
	if got := find(view.Scope{All: true}, "  "); len(got.Products)+len(got.Stores) != 0 {
		t.Error("nothing was asked for")
	}
}
