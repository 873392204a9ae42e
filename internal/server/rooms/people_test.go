package rooms

import (
	"fmt"
	"testing"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/intake"
	"sartor/internal/model/habit"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/server"
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

// A customer's page counts days from one day, that of the outlooks: from today while the
// chain sells, else from its last receipt.
func TestCustomer_CountsFromOneDay(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	today := s.Today(1)
	at := func(ago retail.BusinessDay) time.Time { return (today - ago).Time().Add(12 * time.Hour) }
	row := func(ago retail.BusinessDay) *db.CustomerRow {
		return &db.CustomerRow{Outlook: &outlook.Outlook{Day: today - ago}}
	}
	for _, c := range []struct {
		name   string
		newest time.Time
		row    *db.CustomerRow
		ago    retail.BusinessDay
	}{
		{"nothing is known", time.Time{}, &db.CustomerRow{}, 0},
		{"it sells", at(1), row(200), 0},
		{"the last day that still counts", at(server.StillSells), row(server.StillSells), 0},
		{"the first that does not", at(server.StillSells + 1), &db.CustomerRow{}, server.StillSells + 1},
		{"no receipt was seen, outlooks end long ago", time.Time{}, row(90), 90},
		{"no receipt was seen, outlooks are new", time.Time{}, row(2), 0},
	} {
		tally := NewTally(s.Chain)
		tally.standing.Store(&standing{newest: c.newest})
		day, ended := people{s.Chain, tally}.counted(c.row)
		if day != today-c.ago || ended.IsZero() != (c.ago == 0) {
			t.Errorf("%s: from %s (%s), want %s", c.name, day, ended, today-c.ago)
		}
	}
}

// Who brought back all they bought was never seen first, least of all in 1970.
func TestFirstSeen(t *testing.T) {
	t.Parallel()
	if got := firstSeen(&habit.Profile{}); !got.IsZero() {
		t.Errorf("without a basket: %s", got)
	}
	if got := firstSeen(&habit.Profile{Baskets: 1, First: 20_000}); !got.Equal(retail.BusinessDay(20_000).Time()) {
		t.Errorf("with one: %s", got)
	}
}
