package server

import (
	"context"
	"sync"
	"time"

	"sartor/internal/outcome"
	"sartor/internal/retail"
)

// Limits of readouts: one is read at most every resultAge, at most one at a
// time, and a list of promotions reads at most mostFresh of them anew.
const (
	resultAge = 5 * time.Minute
	mostFresh = 20
)

// results keeps what came of promotions, as last read.
type results struct {
	mu   sync.Mutex // one reading at a time: it reads many receipts
	kept sync.Map   // promotion number → result
}

type result struct {
	effect outcome.Effect
	at     time.Time
}

// Effect returns a promotion against its holdout, at most five minutes old.
func (c *Chain) Effect(ctx context.Context, promotion uint32) (outcome.Effect, error) {
	if e, ok := c.keptEffect(promotion); ok {
		return e, nil
	}
	c.results.mu.Lock()
	defer c.results.mu.Unlock()
	if e, ok := c.keptEffect(promotion); ok {
		return e, nil
	}
	now := c.Clock()
	sight := c.Sight()
	reading := outcome.Reading{Records: c.DB, Costs: sight.Book, Cut: sight.Chain.Cut}
	e, err := reading.Of(ctx, promotion, retail.MicrosOf(now))
	if err != nil {
		return e, err
	}
	c.results.kept.Store(promotion, result{e, now})
	return e, nil
}

func (c *Chain) keptEffect(promotion uint32) (outcome.Effect, bool) {
	kept, ok := c.results.kept.Load(promotion)
	if !ok {
		return outcome.Effect{}, false
	}
	r, _ := kept.(result)
	return r.effect, c.Clock().Sub(r.at) < resultAge
}

// Effects returns what is kept for a list of promotions and reads the first few
// that are not; a long list never waits for all of its receipts.
func (c *Chain) Effects(ctx context.Context, promotions []uint32) (map[uint32]outcome.Effect, error) {
	out := make(map[uint32]outcome.Effect, len(promotions))
	fresh := 0
	for _, p := range promotions {
		e, ok := c.keptEffect(p)
		if !ok && fresh < mostFresh {
			fresh++
			var err error
			if e, err = c.Effect(ctx, p); err != nil {
				return nil, err
			}
		}
		out[p] = e
	}
	return out, nil
}
