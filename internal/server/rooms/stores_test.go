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
