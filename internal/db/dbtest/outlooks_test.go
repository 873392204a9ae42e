package dbtest

import (
	"math/rand/v2"
	"sync"
	"testing"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/db/learned"
	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// TestOutlooks_SumsAreARecount: two runs write the same customers at once, while
// some are forgotten and others withdraw and grant again. Whoever wins, the sums
// are a recount, and nothing stands about who does not allow it.
func TestOutlooks_SumsAreARecount(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		who := people(t, newChain(t, d, nil, nil), 24)
		var all sync.WaitGroup
		for run := range 2 {
			all.Go(func() {
				random := rand.New(rand.NewPCG(1, uint64(run)))
				for round := range 20 {
					var rows []outlook.Outlook
					for _, id := range who {
						if random.IntN(3) > 0 {
							rows = append(rows, expected(id, retail.BusinessDay(20_000+round), lifecycle.States()[random.IntN(6)], retail.Minor(random.IntN(20_000))))
						}
					}
					_, err := d.Outlooks().Put(t.Context(), learned.Batch{At: retail.Micros(100 * round), Declared: everybody(), Rows: rows})
					if err != nil && fault.KindOf(err) != fault.Unavailable {
						t.Error(err)
					}
				}
			})
		}
		all.Go(func() {
			for i, id := range who[:8] {
				if _, err := d.Erase(t.Context(), id, "desk", retail.Micros(i+1)); err != nil {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			for round := range 30 {
				for _, id := range who[8:12] {
					answer := db.ConsentAnswer{Purpose: customer.ProfilePurpose, Granted: round%2 == 1 && round < 29, At: retail.Micros(round + 1)}
					if err := d.SetConsent(t.Context(), id, answer); err != nil {
						t.Error(err)
					}
				}
			}
		})
		all.Wait()
		recounted(t, d)
		for _, id := range who[:12] {
			if o, err := d.Outlooks().Find(t.Context(), id); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s does not allow it and is expected to be %s (%v)", id, o.State, err)
			}
			if moves := got(d.Outlooks().Moves(t.Context(), id, 99))(t); len(moves) != 0 {
				t.Errorf("%s does not allow it and moved %d times", id, len(moves))
			}
		}
		for _, id := range who[12:] {
			chained(t, d, id)
		}
	})
}

// chained holds that each move of a customer begins where the one before ended, and
// that the newest says where they stand.
func chained(t *testing.T, d *db.DB, id retail.CustomerID) {
	t.Helper()
	moves := got(d.Outlooks().Moves(t.Context(), id, 999))(t)
	now := got(d.Outlooks().Find(t.Context(), id))(t)
	if len(moves) == 0 || moves[0].State != now.State || moves[0].Band != now.Band {
		t.Errorf("%s is %s and %s; the newest of %d moves says otherwise", id, now.State, now.Band, len(moves))
	}
	for i := 1; i < len(moves); i++ {
		if moves[i].State != moves[i-1].From || moves[i].Band != moves[i-1].FromBand {
			t.Errorf("%s: a move from %s follows one to %s", id, moves[i-1].From, moves[i].State)
		}
	}
}
