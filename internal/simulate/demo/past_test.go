package demo

import (
	"math"
	"testing"
	"time"

	"sartor/internal/simulate"
)

// TestPast_EndsNow holds that a chain of few customers ends where the clock stands, in
// any minute of an evening: no receipt is of later, and no van of tomorrow has come. The
// last who walk in today buy nothing, so whoever comes next comes tomorrow.
func TestPast_EndsNow(t *testing.T) {
	t.Parallel()
	for minute := range 10 {
		now := time.Date(2026, 11, 25, 20, minute, 0, 0, time.UTC)
		d := &Demo{Plan: Plan{Preset: "grocery", Customers: 12, Stores: 2, Days: TillDays + 1, Seed: uint64(minute + 1)}}
		s, err := d.newSimulation(now)
		if err != nil {
			t.Fatal(err)
		}
		s.books = &books{chain: s.chain}
		if s.session, err = s.chain.Closed(t.Context(), s.today-1, s.today+2, simulate.Supply{Book: s.books.hear}); err != nil {
			t.Fatal(err)
		}
		plays(t, s)
		tonight := s.chain.Moment(s.today+1, 0)
		for _, m := range s.books.take(math.MaxInt64) {
			if at := s.chain.Moment(int(m.Day), int(m.Second)); at >= tonight {
				t.Fatalf("at %s a %v of %s has been written down", now, m.Kind, at.Time().UTC())
			}
		}
	}
}

// plays answers all that is to be played before the clock, and holds that nothing is of later.
func plays(t *testing.T, s *simulation) {
	t.Helper()
	for visits := s.together(); len(visits) > 0; visits = s.together() {
		for i := range visits {
			if at := visits[i].Receipt.At.Time(); at.After(s.now) {
				t.Fatalf("at %s a receipt is of %s", s.now, at.UTC())
			}
			s.session.Answer(visits[i], simulate.Answer{})
		}
	}
}
