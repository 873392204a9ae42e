package rooms

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
)

// A store that is quiet today shows when it last sold, and one that never sold
// shows nothing.
func TestStores_TheLastReceiptIsOfAnyDay(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	for _, id := range []string{"S001", "S002"} {
		s.Must("PUT", "/v1/stores/"+id, `{"name":"A","kind":"urban","timezone":"UTC","currency":"EUR"}`)
	}
	for _, days := range []int{3, 9} { // the older one comes later
		a := s.Do(servertest.Call{As: access.Source, Path: "/v1/receipts", Body: fmt.Sprintf(
			`{"receipt":%q,"store":"S001","till":"T1","at":%q,"currency":"EUR","lines":[{"product":"bread","quantity":1,"amount":300}]}`,
			s.Receipt(), s.At(-time.Duration(days)*24*time.Hour))})
		if a.Status != http.StatusOK || !a.Has(`"accepted":1`) {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	tally := NewTally(s.Chain)
	if err := tally.advance(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, err := rooms{Chain: s.Chain, tally: tally}.Stores(t.Context(), view.Scope{All: true})
	want := s.Now().Add(-3 * 24 * time.Hour).Truncate(time.Second)
	if err != nil || len(rows) != 2 || !rows[0].Last.Equal(want) || !rows[1].Last.IsZero() || rows[0].Receipts != 0 {
		t.Errorf("got %+v, %v; want the last receipt of S001 at %s, none of S002", rows, err, want)
	}
}

// Another store's page is not there for whoever is bound to one.
func TestStorePage_OwnStoresOnly(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	for _, id := range []string{"S001", "S002"} {
		s.Must("PUT", "/v1/stores/"+id, `{"name":"A","kind":"urban","timezone":"UTC","currency":"EUR"}`)
	}
	r := rooms{Chain: s.Chain, tally: NewTally(s.Chain)}
	if _, err := r.StorePage(t.Context(), view.Scope{Stores: []retail.StoreID{"S002"}}, "S001"); !fault.Is(err, fault.NotFound) {
		t.Errorf("another store's page answers %v", err)
	}
	if v, err := r.StorePage(t.Context(), view.Scope{Stores: []retail.StoreID{"S002"}}, "S002"); err != nil || v.Store != "S002" {
		t.Errorf("the own store: %+v, %v", v.StoreRow, err)
	}
}

// TestCustomer_OtherStoresVouchersHaveNoCode: a voucher's page is there for its own store
// alone, and so is the code that leads to it.
func TestCustomer_OtherStoresVouchersHaveNoCode(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	for _, id := range []string{"S001", "S002"} {
		s.Must("PUT", "/v1/stores/"+id, `{"name":"A","kind":"urban","timezone":"UTC","currency":"EUR"}`)
	}
	s.Must("POST", "/v1/promotions", fmt.Sprintf(`{"id":"prm_any","name":{"en":"Any"},"reward":{"kind":"amount","amount":50},"target":{"kind":"anyone"},"starts":%q,"ends":%q,
		"budget":{"amount":250000,"currency":"EUR"},"holdout":0,"state":"live"}`, s.Now().AddDate(0, 0, -2).Format(time.DateOnly), s.Now().AddDate(0, 0, 9).Format(time.DateOnly)))
	for n := range 20 { // until one is not held out by lot
		sale := func(store string) servertest.Answer {
			return s.Must("POST", "/v1/till/close", fmt.Sprintf(`{"receipt":%q,"store":%q,"till":"T1","at":%q,"currency":"EUR","customer":{"card":"c%02d"},"lines":[{"product":"bread","quantity":1,"amount":300}]}`,
				s.Receipt(), store, s.At(0), n))
		}
		var sold struct{ Customer string }
		sale("S001").Into(t, &sold)
		s.Must("PUT", "/v1/customers/"+sold.Customer+"/consent", fmt.Sprintf(`{"purpose":"offers","granted":true,"at":%q,"proof":"form"}`, s.At(0)))
		if sale("S001").Has(`"vouchers":[]`) || sale("S002").Has(`"vouchers":[]`) {
			continue
		}
		id, err := retail.ParseCustomerID(sold.Customer)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := people{Chain: s.Chain}.vouchersOf(t.Context(), view.Scope{Stores: []retail.StoreID{"S002"}}, id)
		if err != nil || len(rows) != 2 || rows[0].Code == "" || rows[1].Code != "" {
			t.Errorf("got %+v, %v; want the newest, of S002, with its code alone", rows, err)
		}
		return
	}
	t.Error("nobody got a voucher")
}

// A till whose clock runs ahead does not make the feed newer than now.
func TestTally_ATillAheadSoldNow(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	s.Must("PUT", "/v1/stores/S001", `{"name":"A","kind":"urban","timezone":"UTC","currency":"EUR"}`)
	a := s.Do(servertest.Call{As: access.Source, Path: "/v1/receipts", Body: fmt.Sprintf(
		`{"receipt":%q,"store":"S001","till":"T1","at":%q,"currency":"EUR","lines":[{"product":"bread","quantity":1,"amount":300}]}`, s.Receipt(), s.At(4*time.Minute))})
	if a.Status != http.StatusOK || !a.Has(`"accepted":1`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	tally := NewTally(s.Chain)
	if err := tally.advance(t.Context()); err != nil {
		t.Fatal(err)
	}
	if tally.newest.IsZero() || tally.newest.After(s.Now()) {
		t.Errorf("the newest receipt is of %s, and it is %s", tally.newest, s.Now())
	}
}

// TestTally_Pace: it reads little at a time and rests as long, but never falls behind for
// it: neither at a start nor when more comes than it reads so.
func TestTally_Pace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		near      bool
		took, all time.Duration
		most      int
		rest      time.Duration
	}{
		{"at a start", false, time.Second, time.Second, tallyRead, 0},
		{"the first slice", true, 0, 0, tallyNear, 0},
		{"the next one", true, 2 * time.Millisecond, 2 * time.Millisecond, tallyNear, 2 * time.Millisecond},
		{"it reads since the last look", true, 2 * time.Millisecond, tallyEvery, tallyRead, 0},
	} {
		tally := Tally{near: c.near}
		if most, rest := tally.pace(c.took, c.all); most != c.most || rest != c.rest {
			t.Errorf("%s: %d entries after %v, want %d after %v", c.name, most, rest, c.most, c.rest)
		}
	}
}

// TestTally_ShortSlicesLoseNothing: as many receipts as some slices hold, and a few more.
func TestTally_ShortSlicesLoseNothing(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	s.Must("PUT", "/v1/stores/S1", `{"name":"One","region":"r","kind":"urban","timezone":"Europe/Berlin","currency":"EUR"}`)
	tally := NewTally(s.Chain)
	total := 0
	for _, n := range []int{1, tallyNear, 2 * tallyNear, 3*tallyNear + 5} {
		for range n {
			s.Must("POST", "/v1/till/close", fmt.Sprintf(`{"receipt":%q,"store":"S1","till":"T1","at":%q,"currency":"EUR","lines":[{"product":"p","quantity":1,"amount":100}]}`, s.Receipt(), s.At(0)))
		}
		total += n
		if err := tally.advance(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := tally.Figures(view.Scope{All: true}).Receipts; got != int64(total) {
			t.Errorf("%d receipts stand after %d", got, total)
		}
	}
}
