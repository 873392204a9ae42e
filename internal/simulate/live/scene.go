package live

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sartor/internal/retail"
	"sartor/internal/simulate"
)

// tell reports an event, one at a time.
func (p *Player) tell(e Event) {
	e.At = p.cfg.Clock()
	p.watch.Lock()
	defer p.watch.Unlock()
	p.cfg.Watch(e)
}

// bring moves the first coming visit of a kind to now: only its minute
// changes. It reports whether there is one within the look-ahead.
func (p *Player) bring(is func(*simulate.Visit) bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.queue {
		v := &p.queue[i]
		if v.Web || v.Receipt.Store == p.down || !is(v) || p.laterThanAnother(i) {
			continue
		}
		now := p.sim(p.cfg.Clock())
		if at := simTime(v.Day, v.Second); at <= now || at > now+lookAhead {
			return at <= now
		}
		moved := *v
		p.queue = slices.Delete(p.queue, i, i+1)
		moved.Day, moved.Second = int(now/(24*time.Hour)), int(now%(24*time.Hour)/time.Second)
		p.queue = slices.Insert(p.queue, 0, moved)
		return true
	}
	return false
}

// laterThanAnother reports whether a visit of the same card stands before
// queue[i]: the order of one customer's visits is kept. Callers hold mu.
func (p *Player) laterThanAnother(i int) bool {
	card := cardOf(&p.queue[i])
	return card != "" && slices.ContainsFunc(p.queue[:i], func(v simulate.Visit) bool { return cardOf(&v) == card })
}

func cardOf(v *simulate.Visit) string {
	if len(v.Receipt.Customer.Identifiers) == 0 {
		return ""
	}
	return v.Receipt.Customer.Identifiers[0].Value
}

// cut takes a store's line down: its receipts are held back as facts.
func (p *Player) cut(store retail.StoreID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = store
}

// burst brings the line back: what was held comes in at once, twice, and
// counts once.
func (d *director) burst(ctx context.Context) {
	d.p.mu.Lock()
	store, held := d.p.down, d.p.held
	d.p.down, d.p.held = "", nil
	d.p.mu.Unlock()
	if len(held) == 0 {
		return
	}
	first, ok := d.p.deliver(ctx, held)
	if !ok {
		return
	}
	again, ok := d.p.deliver(ctx, held)
	if ok {
		d.p.tell(Event{Kind: LateBurst, Store: store, Text: fmt.Sprintf(
			"%s's line is back: %d late receipts came in, twice; %d counted, %d known already.", d.p.name(store), len(held), first.Accepted, again.Duplicates)})
	}
}

func (p *Player) name(store retail.StoreID) string {
	for _, s := range p.chain.Stores {
		if s.ID == store {
			return s.Name
		}
	}
	return string(store)
}

// practise rings up a training receipt with the contents of a coming one; it
// reports whether there was one to copy.
func (d *director) practise(ctx context.Context) bool {
	d.p.mu.Lock()
	if len(d.p.queue) == 0 {
		d.p.mu.Unlock()
		return false
	}
	v := d.p.queue[0]
	d.p.mu.Unlock()
	d.p.chain.Stamp(&v, d.p.cfg.Clock(), tillsAStore)
	w := wireOf(&v.Receipt, d.p.chain.World.Zone)
	id := d.p.train(ctx, w)
	d.p.tell(Event{Kind: Practice, Store: w.Store, Till: w.Till, Receipt: id, Text: "A cashier practises: the receipt is kept and counted nowhere."})
	return true
}

// withdraw takes consent to offers back for a customer who comes next; it
// reports whether that has been done.
func (d *director) withdraw(ctx context.Context) bool {
	d.mu.Lock()
	done := d.gone != ""
	d.mu.Unlock()
	if done {
		return true
	}
	card := d.candidate()
	if card == "" {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, factsTime)
	defer cancel()
	id, err := d.p.cfg.Desk.lookup(ctx, card)
	if err == nil {
		err = d.p.cfg.Desk.withdraw(ctx, id, d.p.cfg.Clock().In(d.p.chain.World.Zone))
	}
	if err != nil {
		d.p.quietly("withdraw consent", err)
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gone, d.who = card, id
	return true
}

// candidate is the first coming customer who agreed to offers.
func (d *director) candidate() string {
	d.p.mu.Lock()
	defer d.p.mu.Unlock()
	for i := range d.p.queue {
		v := &d.p.queue[i]
		card := cardOf(v)
		if card == "" || v.Web || v.PaymentFails || v.VoidedLater || d.p.laterThanAnother(i) {
			continue
		}
		if m, ok := d.p.chain.MemberOf(card); ok && m.Consent.Offers && m.Consent.Profile {
			return card
		}
	}
	return ""
}

// returns reports whether a visit is that of the customer who withdrew.
func (d *director) returns(v *simulate.Visit) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.gone != "" && cardOf(v) == d.gone
}
