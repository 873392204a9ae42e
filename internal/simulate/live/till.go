package live

import (
	"context"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/simulate"
)

// serve plays one visit at its till, from close to the last paper.
func (p *Player) serve(ctx context.Context, v simulate.Visit) {
	p.chain.Stamp(&v, p.cfg.Clock(), tillsAStore)
	till := p.tills[tillKey{v.Receipt.Store, v.Receipt.Till}]
	till.Lock()
	defer till.Unlock()
	p.chain.Stamp(&v, p.cfg.Clock(), tillsAStore) // after the queue at this till
	w := wireOf(&v.Receipt, p.chain.World.Zone)
	p.mu.Lock()
	p.sent++
	offline := p.down == v.Receipt.Store
	if offline {
		w.Offline, w.Vouchers = true, nil
		p.held = append(p.held, w)
	}
	p.mu.Unlock()
	switch {
	case offline:
		p.answer(v, simulate.Answer{Silent: true})
	case v.Web:
		p.deliver(ctx, []wire{w})
		p.answer(v, simulate.Answer{})
	default:
		p.atTill(ctx, v, w)
	}
}

// atTill is close, deduct, pay, print.
func (p *Player) atTill(ctx context.Context, v simulate.Visit, w wire) {
	out, err := p.cfg.Till.close(ctx, w)
	if err != nil {
		p.unanswered(ctx, v, w, err)
		return
	}
	p.mu.Lock()
	hasty := p.hasty
	p.mu.Unlock()
	a := simulate.Answer{}
	for _, r := range out.Redeemed {
		a.Redeemed = append(a.Redeemed, r.Code)
	}
	for _, r := range out.Rejected {
		a.Rejected = append(a.Rejected, r.Code)
	}
	for _, o := range out.Vouchers {
		a.Printed = append(a.Printed, p.paper(o))
	}
	did := done{visit: &v, wire: w, answer: out}
	switch {
	case v.PaymentFails:
		did.void = p.take(ctx, w, "payment failed")
		a = simulate.Answer{}
	case v.PaperJams && len(out.Vouchers) > 0:
		a.Printed = nil
		p.quietly("ack", p.cfg.Till.ack(ctx, handed{w.Receipt, false}))
	case len(out.Vouchers) > 0 && !hasty:
		p.quietly("ack", p.cfg.Till.ack(ctx, handed{w.Receipt, true}))
	}
	if v.VoidedLater && !v.PaymentFails {
		did.void = p.take(ctx, w, "taken back whole")
		a = simulate.Answer{}
	}
	p.answer(v, a)
	if p.cfg.Training != nil && p.cfg.Training(w.Receipt) {
		p.train(ctx, w)
	}
	p.say.saw(did)
}

// done is what happened at a till.
type done struct {
	visit  *simulate.Visit
	wire   wire
	answer closed
	void   bool
}

// take voids a receipt; it reports whether the chain said yes.
func (p *Player) take(ctx context.Context, w wire, reason string) bool {
	ctx, cancel := context.WithTimeout(ctx, factsTime)
	defer cancel()
	err := p.cfg.Till.void(ctx, w, reason, p.cfg.Clock().In(p.chain.World.Zone))
	p.quietly("void", err)
	return err == nil
}

// train rings up what was just sold once more, as practice.
func (p *Player) train(ctx context.Context, w wire) retail.ReceiptID {
	w.Receipt += "-T"
	w.Training, w.Customer, w.Vouchers = true, nil, nil
	p.deliver(ctx, []wire{w})
	return w.Receipt
}

// unanswered is a close that did not come back: the till deducts and prints
// nothing, and sends the receipt as a fact. A refusal is told and left.
func (p *Player) unanswered(ctx context.Context, v simulate.Visit, w wire, err error) {
	p.answer(v, simulate.Answer{Silent: true})
	if ctx.Err() != nil {
		return
	}
	if !fault.Is(err, fault.Unavailable) {
		p.cfg.Log.Warn("close refused", "receipt", w.Receipt, "code", fault.CodeOf(err), "error", err)
		return
	}
	p.tell(Event{Kind: Unanswered, Store: w.Store, Till: w.Till, Receipt: w.Receipt, Text: "No answer in time: the till prints nothing and sends the receipt later."})
	w.Offline, w.Unanswered, w.Vouchers = true, true, nil
	p.deliver(ctx, []wire{w})
}

// deliver sends facts; what does not get through is kept and tried again.
func (p *Player) deliver(ctx context.Context, ws []wire) (loaded, bool) {
	ctx, cancel := context.WithTimeout(ctx, factsTime)
	defer cancel()
	out, err := p.cfg.Till.receipts(ctx, ws)
	if err == nil {
		for _, r := range out.Refused {
			p.cfg.Log.Warn("receipt refused", "code", r.Code, "detail", r.Detail)
		}
		return out, true
	}
	if fault.Is(err, fault.Unavailable) {
		p.mu.Lock()
		p.facts = append(p.facts, ws...)
		if over := len(p.facts) - mostFacts; over > 0 {
			p.facts = p.facts[over:]
			p.cfg.Log.Error("receipts dropped", "count", over)
		}
		p.mu.Unlock()
	}
	p.quietly("receipts", err)
	return out, false
}

// redeliver tries what was kept, until the context ends.
func (p *Player) redeliver(ctx context.Context) {
	for sleep(ctx, retryEvery) {
		p.mu.Lock()
		ws := p.facts
		p.facts = nil
		p.mu.Unlock()
		if len(ws) > 0 {
			p.deliver(ctx, ws)
		}
	}
}

// answer tells the household.
func (p *Player) answer(v simulate.Visit, a simulate.Answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.session.Answer(v, a)
}

// quietly logs a failure that the till works around.
func (p *Player) quietly(what string, err error) {
	if err != nil {
		p.cfg.Log.Warn("call failed", "call", what, "code", fault.CodeOf(err), "error", err)
	}
}

// paper reads a printed voucher as its household does.
func (p *Player) paper(o printed) simulate.Printed {
	out := simulate.Printed{Code: o.Code, Promotion: o.Promotion, Product: o.Product, Value: o.Value.Amount, Percent: o.Value.Percent}
	if o.Value.Kind == "percent" {
		out.Value = o.Value.MaxAmount
	}
	if o.Product == "" && p.cfg.Categories != nil {
		out.Categories = p.cfg.Categories(o.Promotion)
	}
	out.From, out.Until = p.date(o.ValidFrom), p.date(o.ValidUntil)
	return out
}

func (p *Player) date(text string) retail.BusinessDay {
	day, err := retail.ParseDay(text)
	p.quietly("read voucher", err)
	return day
}
