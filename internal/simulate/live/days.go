package live

import (
	"context"
	"sync"
	"time"

	"sartor/internal/simulate"
	"sartor/internal/touchpoint"
)

// How far apart visits may be that are at tills at once, and how far behind the
// first of them the chain's clock is then: a receipt may be ten minutes old and
// five ahead (CONTRACTS.md 2.1).
const (
	window = 14 * time.Minute
	behind = 9*time.Minute + 30*time.Second
)

// Days plays the visits before a day as fast as the chain answers, for a chain
// whose clock can be turned: once for the visits of each window, or for each visit when
// they come in turn. Every receipt
// keeps the moment it was drawn for; nobody directs, and strips that came out are
// not acknowledged, so they count as handed over.
func (p *Player) Days(ctx context.Context, until int, turn func(time.Time)) error {
	p.mu.Lock()
	p.hasty = true
	p.mu.Unlock()
	most, before := mostOpen, behind
	if p.cfg.InTurn {
		most, before = 1, 0
	}
	for ctx.Err() == nil {
		visits := p.together(until, most)
		if len(visits) == 0 {
			return nil
		}
		turn(visits[0].Receipt.At.Time().Add(before))
		var wg sync.WaitGroup
		for i := range visits {
			wg.Go(func() { p.dated(ctx, visits[i]) })
		}
		wg.Wait()
	}
	return ctx.Err()
}

// Receipts plays the visits before a day as if nothing were printed or asked: their
// receipts, in the order of time, for a chain that learns of them later.
func (p *Player) Receipts(until int) (out []touchpoint.Receipt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.ahead(until) {
		v := p.queue[0]
		p.queue = p.queue[1:]
		if !v.PaymentFails && !v.VoidedLater {
			out = append(out, v.Receipt)
		}
		p.session.Answer(v, simulate.Answer{Silent: true})
	}
	return out
}

// With lends the session to somebody while no visit is taken.
func (p *Player) With(use func(*simulate.Session)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	use(p.session)
}

// ahead reports whether a visit before a day comes next; it stands in the queue then.
func (p *Player) ahead(until int) bool {
	if len(p.queue) == 0 {
		v, ok := p.session.Before(until, 0)
		if !ok {
			return false
		}
		p.queue = append(p.queue, v)
	}
	return p.queue[0].Day < until
}

// together takes at most so many visits of the next window; none when the day is reached.
func (p *Player) together(until, most int) (out []simulate.Visit) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(out) < most {
		if !p.ahead(until) {
			return out
		}
		v := p.queue[0]
		if len(out) > 0 && simTime(v.Day, v.Second) > simTime(out[0].Day, out[0].Second)+window {
			return out
		}
		out, p.queue = append(out, v), p.queue[1:]
	}
	return out
}

// dated plays a visit at its own moment.
func (p *Player) dated(ctx context.Context, v simulate.Visit) {
	p.mu.Lock()
	p.sent++
	p.mu.Unlock()
	w := wireOf(&v.Receipt, p.chain.World.Zone)
	if v.Web {
		p.deliver(ctx, []wire{w})
		p.answer(v, simulate.Answer{})
		return
	}
	p.atTill(ctx, v, w)
}
