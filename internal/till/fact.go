package till

import (
	"context"
	"encoding/json"
	"errors"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// closeFact answers a receipt that has happened already: it is stored, presented
// vouchers stand, nothing is issued.
func (c *closing) closeFact(ctx context.Context) (Reply, error) {
	c.stood = true
	for range tries {
		reply, done, err := c.factRound(ctx)
		if done || err != nil {
			return reply, err
		}
	}
	return Reply{}, errBusy
}

func (c *closing) factRound(ctx context.Context) (reply Reply, done bool, err error) {
	if err := c.readFact(ctx); err != nil {
		return Reply{}, true, err
	}
	err = c.Desk.store.Sell(ctx, c.write)
	if err == nil {
		return Reply{Body: answerBody(c.write.Answer)}, true, nil
	}
	refused, ok := errors.AsType[*Refused](err)
	if !ok {
		return Reply{}, true, err
	}
	if !refused.Key {
		return Reply{}, false, nil // something moved meanwhile: once more
	}
	if c.fact.KeyState() == KeyUnanswered {
		return c.overrule(ctx)
	}
	return c.stands(ctx)
}

// readFact prepares one round: whatever was deducted stands.
func (c *closing) readFact(ctx context.Context) error {
	var err error
	if c.person, err = c.Desk.store.Person(ctx, c.call.Receipt.Customer, c.call.Receipt.At); err != nil {
		return err
	}
	c.answer = Answer{Receipt: string(c.call.Receipt.ID), Customer: c.person.ID.String(), Warnings: c.call.Warnings}
	if c.person.UnknownID {
		c.answer.Warnings = append(c.answer.Warnings, "unknown_customer")
	}
	if c.shown, err = c.Desk.lookUp(ctx, c.sight, c.call.Receipt.Vouchers); err != nil {
		return err
	}
	if err := c.bind(ctx); err != nil {
		return err
	}
	if c.outcome = (voucher.Outcome{}); c.call.Receipt.State.Counts() {
		c.outcome = voucher.Stand(c.basket(), c.shown)
	}
	c.answer.fill(&c.outcome)
	c.write = Sale{Fact: c.fact, Person: c.person, Replaces: c.write.Replaces, Now: retail.MicrosOf(c.now)}
	if err := c.spend(); err != nil {
		return err
	}
	body, err := c.answer.encode()
	c.write.Answer = storedAnswer(nil, body)
	return err
}

// bind finds what a channel without a till redeemed for this receipt before it
// arrived: it is repeated, not booked again.
func (c *closing) bind(ctx context.Context) error {
	if len(c.shown) == 0 {
		return nil
	}
	trace, err := c.Desk.store.Trace(ctx, Filed{Receipt: c.call.Receipt.ID})
	if err != nil {
		return err
	}
	for i := range trace.Redeemed {
		if err := c.bindTo(&trace.Redeemed[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *closing) bindTo(r *Redeemed) error {
	for i := range c.shown {
		s := &c.shown[i]
		if !r.Bound || !s.Found || s.Voucher.Bucket != r.Voucher.Bucket || s.Voucher.Serial != r.Voucher.Serial {
			continue
		}
		var err error
		if s.Bound, err = boundOf(r); err != nil {
			return err
		}
	}
	return nil
}

func boundOf(r *Redeemed) (*voucher.Redemption, error) {
	var v RedeemedView
	if err := json.Unmarshal(r.Body, &v); err != nil {
		return nil, err
	}
	out := &voucher.Redemption{Code: v.Code, Voucher: r.Voucher, Amount: v.Amount, Points: v.Points, Flag: voucher.Flag(v.Flag)}
	for _, l := range v.Lines {
		out.Lines = append(out.Lines, voucher.LineShare(l))
	}
	return out, nil
}

// overrule makes room for the fact that follows an unanswered close: vouchers
// the close issued become void, redemptions the till did not deduct return. The
// same fact again gets its answer again.
func (c *closing) overrule(ctx context.Context) (reply Reply, done bool, err error) {
	filed, found, err := c.Desk.store.Filed(ctx, c.call.Receipt.ID)
	if err != nil || !found {
		return Reply{}, false, err
	}
	switch filed.State {
	case KeyUnanswered:
		if filed.Fingerprint != c.fact.Fingerprint {
			return Reply{}, true, conflict(filed.Receipt)
		}
		reply, err = c.Desk.replay(ctx, filed, nil)
		return reply, true, err
	case KeyStands:
		return Reply{}, false, c.takeAnswerBack(ctx, filed)
	case KeySuspended:
		c.write.Replaces = KeySuspended
		return Reply{}, false, nil
	}
	return c.stands(ctx)
}

// takeAnswerBack undoes a close whose answer the till never got; the fact takes
// its place in the next round. When something moved meanwhile, the next round
// looks again.
func (c *closing) takeAnswerBack(ctx context.Context, filed Filed) error {
	trace, err := c.Desk.store.Trace(ctx, filed)
	if err != nil {
		return err
	}
	call := VoidCall{Receipt: filed.Receipt, Reason: "unanswered", At: retail.MicrosOf(c.now), Actor: c.call.Actor.ID}
	b := c.Desk.undo(call, filed, trace)
	b.State, b.Journal = KeySuspended, true
	err = c.Desk.giveBack(ctx, b)
	if _, raced := errors.AsType[*Refused](err); raced {
		return nil
	}
	if err == nil {
		c.write.Replaces = KeySuspended
	}
	return err
}

// FactResult is what became of one fact of a batch.
type FactResult struct {
	Duplicate bool
	Err       error // why it was refused; nil when it was accepted
}

// Facts files receipts that have happened, each on its own: a bad one is refused
// alone.
func (d *Desk) Facts(ctx context.Context, calls []Call) ([]FactResult, error) {
	const op = "till.Facts"
	out := make([]FactResult, len(calls))
	plain := make([]Fact, 0, len(calls))
	at := make([]int, 0, len(calls))
	if err := d.meetAll(ctx, calls); err != nil {
		return nil, fault.At(op, err)
	}
	now := d.clock()
	for i := range calls {
		r := &calls[i].Receipt
		if err := touchpoint.Check(r, retail.MicrosOf(now)); err != nil {
			out[i].Err = err
			continue
		}
		f, err := d.fact(ctx, r)
		if err != nil {
			out[i].Err = err
			continue
		}
		if len(r.Vouchers) == 0 && r.State&touchpoint.Unanswered == 0 {
			plain, at = append(plain, f.Fact), append(at, i)
			continue
		}
		out[i] = d.singleFact(ctx, &calls[i])
	}
	filings, err := d.store.File(ctx, plain)
	for k := range filings {
		i := at[k]
		switch filings[k].Outcome {
		case Duplicate:
			out[i].Duplicate = true
		case Conflicting:
			out[i].Err = conflict(plain[k].Receipt.ID)
		case Erased:
			out[i].Err = fault.New(fault.Gone, "erased", "the customer of receipt %s was erased", plain[k].Receipt.ID)
		}
	}
	return out, fault.At(op, err)
}

// singleFact files one fact that carries vouchers or follows a lost answer.
func (d *Desk) singleFact(ctx context.Context, call *Call) FactResult {
	c, err := d.begin(ctx, call)
	if err != nil {
		return FactResult{Err: err}
	}
	reply, err := c.closeFact(ctx)
	switch fault.CodeOf(err) {
	case "answer_expired", "receipt_voided": // it stands, or is stored as voided just now
		return FactResult{Duplicate: !c.late}
	}
	return FactResult{Duplicate: reply.Replayed, Err: err}
}

// meetAll gives all unknown products of a batch their numbers at once.
func (d *Desk) meetAll(ctx context.Context, calls []Call) error {
	chain := d.sight().Catalogue
	var fresh []retail.ProductID
	seen := map[retail.ProductID]bool{}
	for i := range calls {
		for j := range calls[i].Receipt.Lines {
			id := calls[i].Receipt.Lines[j].Product
			if _, ok := chain.ProductNumber(id); !ok && !seen[id] && id != "" && len(id) <= touchpoint.MaxID {
				seen[id], fresh = true, append(fresh, id)
			}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return d.store.MeetProducts(ctx, fresh)
}
