package stage

import (
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/simulate/demo"
)

// TestStage_PlaysDaysThroughTheContract: the days of a world are closed at tills
// over HTTP by a clock that is turned, each receipt once; their households bring
// vouchers back, and everybody of the chain can sign in.
func TestStage_PlaysDaysThroughTheContract(t *testing.T) {
	t.Parallel()
	s := Build(t, demo.Plan{Preset: "grocery", Customers: 300, Stores: 3, Days: 42, Seed: 20261122})
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

func (s *Stage) count() int64 {
	s.t.Helper()
	n, err := s.Chain.DB.Receipts(s.t.Context())
	s.need(err)
	return n
}
