package rooms

import (
	"fmt"
	"testing"

	"sartor/internal/console/view"
	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
)

// Who reads one store gets full pages of its customers, each once and in order, and no
// count of what nobody counted.
func TestCustomers_PagesOfOneStoreAreFull(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	for _, id := range []string{"S001", "S002"} {
		s.Must("PUT", "/v1/stores/"+id, fmt.Sprintf(`{"name":%q,"kind":"urban","timezone":"UTC","currency":"EUR"}`, id))
	}
	var all []intake.Customer
	for i := range 24 { // every fourth is at home in S002
		store := "S001"
		if i%4 == 0 {
			store = "S002"
		}
		all = append(all, intake.Customer{Identifiers: []retail.Identifier{{Kind: retail.Card, Value: fmt.Sprintf("26000%08d", i)}}, HomeStore: retail.StoreID(store)})
	}
	if err := s.DB.Customers(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	p := people{s.Chain, NewTally(s.Chain)}
	own := view.Scope{Stores: []retail.StoreID{"S002"}}
	var sizes []int
	last, seen := retail.CustomerID(0), 0
	for page := (view.Page{Limit: 4}); ; {
		list, err := p.Customers(t.Context(), own, page)
		if err != nil {
			t.Fatal(err)
		}
		for i := range list.Items {
			if list.Items[i].ID <= last {
				t.Errorf("%v stands behind %v", list.Items[i].ID, last)
			}
			last = list.Items[i].ID
			seen++
		}
		if !list.Uncounted {
			t.Error("a page of several counts what nobody counted")
		}
		sizes = append(sizes, len(list.Items))
		if page.Cursor = list.Next; list.Next == "" || len(sizes) > 9 {
			break
		}
	}
	if fmt.Sprint(sizes) != "[4 2]" || seen != 6 {
		t.Errorf("pages of %v rows", sizes)
	}
	if one, err := p.Customers(t.Context(), own, view.Page{Limit: 50}); err != nil || one.Uncounted || one.More || one.Total != 6 {
		t.Errorf("one page shows all six: %+v, %v", one, err)
	}
}
