package rooms_test

import (
	"encoding/json"
	"testing"

	"sartor/internal/console/view"
	"sartor/internal/retail"
	"sartor/internal/server/rooms"
)

// TestPeople_WhoMayBeOneOfAnotherStore: whoever serves one store is told of no customer of
// another, also where the two may be one person.
func TestPeople_WhoMayBeOneOfAnotherStore(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.Must("PUT", "/v1/stores/S013", `{"name":"Hill","region":"coast","kind":"urban","timezone":"Europe/Berlin","currency":"EUR"}`)
	near := h.sell(`"customer":{"card":"2600000055550"}`).Customer
	h.Must("POST", "/v1/receipts", `{"receipt":"far-1","store":"S013","till":"T01","at":"`+h.At(0)+`","currency":"EUR","customer":{"account":"A-77"},"lines":[{"product":"bread","quantity":1,"amount":300}]}`)
	var far struct{ Customer string }
	if err := json.Unmarshal([]byte(h.Must("GET", "/v1/customers?account=A-77", "").Body), &far); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{near, far.Customer} { // whoever has no profile has no store
		h.Must("PUT", "/v1/customers/"+id+"/consent", `{"purpose":"profile","granted":true,"proof":"asked at the desk"}`)
	}
	h.sell(`"customer":{"card":"2600000055550","account":"A-77"}`)
	if err := h.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	id, err := retail.ParseCustomerID(near)
	if err != nil {
		t.Fatal(err)
	}
	cfg := rooms.Config(h.Chain, rooms.NewTally(h.Chain), rooms.Options{Version: "test"})
	for _, c := range []struct {
		scope view.Scope
		maybe int
	}{{view.Scope{All: true}, 1}, {view.Scope{Stores: []retail.StoreID{"S012"}}, 0}, {view.Scope{Stores: []retail.StoreID{"S012", "S013"}}, 1}} {
		v, err := cfg.Customers.Customer(t.Context(), c.scope, id)
		if err != nil || len(v.Maybe) != c.maybe {
			t.Errorf("%+v: may be one with %+v, want %d: %v", c.scope, v.Maybe, c.maybe, err)
		}
	}
}
