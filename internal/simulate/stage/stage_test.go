package stage

import (
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/retail"
	"sartor/internal/simulate/demo"
)

// TestStage_PlaysDaysThroughTheContract: the days of a world are closed at tills
// over HTTP by a clock that is turned, each receipt once; their households bring
// vouchers back, and everybody of the chain can sign in.
func TestStage_PlaysDaysThroughTheContract(t *testing.T) {
	t.Parallel()
	s := Build(t, demo.Plan{Preset: "grocery", Customers: 300, Stores: 3, Days: 42, Seed: 20261122})
	s.holdsWhatItsStoresWroteDown()
	begun, before := s.Now(), s.count()
	sentBefore := s.Demo.Player.Sent()
	const days = 5
	s.Play(days)
	sent := s.Demo.Player.Sent() - sentBefore
	if got := s.count() - before; sent < 100 || got != sent {
		t.Errorf("%d receipts sent in %d days of 384 households, %d came in", sent, days, got)
	}
	if passed := s.Now().Sub(begun).Hours() / 24; passed < days-1 || passed > days {
		t.Errorf("%.1f days passed on the clock, want about %d", passed, days)
	}
	newest, err := s.Chain.DB.NewestVouchers(t.Context(), 2000)
	s.need(err)
	used := 0
	for i := range newest {
		if newest[i].RedeemedAt.Time().After(begun) {
			used++
		}
	}
	if used == 0 {
		t.Error("no voucher came back")
	}
	if log := s.Logged(); strings.Contains(log, "refused") || strings.Contains(log, "failed") {
		t.Errorf("the tills complain:\n%s", log)
	}
	for _, store := range s.View.Stores {
		if store.Kind != "online" {
			s.SignInAs(access.Manager, store.Store)
		}
	}
	s.SignInAs(access.Marketer, "")
	s.SignInAs(access.Owner, "")
}

// holdsWhatItsStoresWroteDown: what receipts and movements make of every shelf is
// what the simulated store's own book says of it.
func (s *Stage) holdsWhatItsStoresWroteDown() {
	s.t.Helper()
	chain, shelves := s.Demo.Player.Chain(), s.Demo.Shelves()
	today := retail.DayOf(s.Now(), chain.World.Zone, retail.DefaultCut)
	shops, err := s.Chain.DB.Shelf().Shops(s.t.Context())
	s.need(err)
	same, others, coming := 0, 0, 0
	for _, shop := range shops {
		level, err := s.Chain.DB.Shelf().Today(s.t.Context(), shop, today)
		s.need(err)
		for i := range level.Held {
			h := &level.Held[i]
			book := shelves.State(int(shop.Store-1), int(h.Product-1))
			if coming += len(h.Due); int64(h.OnHand) == int64(book.Book) {
				same++
			} else if others++; others < 5 {
				s.t.Logf("store %d, product %d: Sartor holds %d, the store's book %d", shop.Store, h.Product, h.OnHand, book.Book)
			}
		}
	}
	if len(shops) != shelves.Stores() || same < 1000 || others > same/100 || coming == 0 {
		s.t.Errorf("%d stores: %d shelves as their books say, %d others; %d arrivals due", len(shops), same, others, coming)
	}
}

func (s *Stage) count() int64 {
	s.t.Helper()
	n, err := s.Chain.DB.Receipts(s.t.Context())
	s.need(err)
	return n
}
