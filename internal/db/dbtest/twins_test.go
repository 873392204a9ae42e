package dbtest

import (
	"context"
	"errors"
	"testing"

	"sartor/internal/promotion"
	"sartor/internal/till"
)

// heedless is a broken twin: it does not look at the count of rows. A write that
// lost its race is answered as if it had won.
type heedless struct{ till.Store }

func (h heedless) Sell(ctx context.Context, s till.Sale) error {
	err := h.Store.Sell(ctx, s)
	if _, lost := errors.AsType[*till.Refused](err); lost {
		return nil
	}
	return err
}

// TestRaces_CatchATwinThatIgnoresLostRaces turns every race on the twin.
func TestRaces_CatchATwinThatIgnoresLostRaces(t *testing.T) {
	t.Parallel()
	twin := func(s till.Store) till.Store { return heedless{s} }
	engines(t, func(t *testing.T, fresh Fresh) {
		for _, race := range []struct {
			name string
			wrap func(till.Store) till.Store
			run  func(t *testing.T, c *chain) error
		}{
			{"codes", twin, func(t *testing.T, c *chain) error { return c.codesOnce(t, racers) }},
			{"budget", crowded(raceIssues, twin), func(t *testing.T, c *chain) error {
				return issuedExactly(budgetOf, c.tills(t, c.buyers("B", raceIssues)))
			}},
			{"receipt", crowded(sameReceipt, twin), func(t *testing.T, c *chain) error { return c.sameAnswer(t) }},
			{"identifier", crowded(racers, twin), func(t *testing.T, c *chain) error { return c.oneCustomer(t) }},
		} {
			t.Run(race.name, func(t *testing.T) {
				t.Parallel()
				c := newChain(t, open(t, fresh(t)), []promotion.Promotion{hundred()}, race.wrap)
				if err := race.run(t, c); err == nil {
					t.Error("the race found nothing wrong with a store that ignores lost races")
				}
			})
		}
	})
}
