package till

import (
	"context"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// Quote answers what a close of the same body would redeem and issue right now.
// It changes nothing and is no promise: only Close decides. The receipt id may
// be absent.
func (d *Desk) Quote(ctx context.Context, call Call) (Reply, error) {
	const op = "till.Quote"
	unnamed := call.Receipt.ID == ""
	if unnamed {
		call.Receipt.ID = "quote"
	}
	c, err := d.beginBy(ctx, &call, d.glance)
	if err != nil {
		return Reply{}, fault.At(op, err)
	}
	if unnamed {
		c.call.Receipt.ID = ""
	}
	if err := c.prepare(ctx, 0); err != nil {
		return Reply{}, fault.At(op, err)
	}
	c.answer.Print, c.answer.Decision = "", ""
	for i := range c.answer.Vouchers { // no promise, so no code to keep
		c.answer.Vouchers[i].Code, c.answer.Vouchers[i].Alias = "", ""
	}
	if c.person.Fresh { // nobody was made
		c.answer.Customer = ""
	}
	body, err := c.answer.encode()
	return Reply{Body: body}, fault.At(op, err)
}

// RedeemReply is what a redemption without a till answers: one of both.
type RedeemReply struct {
	Redeemed *RedeemedView
	Rejected *RejectedView
}

// Redeem uses one voucher for a receipt that follows later, for channels without
// a till. It binds the code to the receipt id; the same again answers the same.
func (d *Desk) Redeem(ctx context.Context, text string, call Call) (RedeemReply, error) {
	const op = "till.Redeem"
	call.Receipt.Vouchers = []string{text}
	for range tries {
		c, err := d.begin(ctx, &call)
		if err != nil {
			return RedeemReply{}, fault.At(op, err)
		}
		reply, again, err := c.redeemOnce(ctx)
		if !again || err != nil {
			return reply, fault.At(op, err)
		}
	}
	return RedeemReply{}, fault.At(op, errBusy)
}

func (c *closing) redeemOnce(ctx context.Context) (reply RedeemReply, again bool, err error) {
	if c.person, err = c.Desk.store.Person(ctx, c.call.Receipt.Customer, c.call.Receipt.At); err != nil {
		return reply, false, err
	}
	if err := c.present(ctx); err != nil {
		return reply, false, err
	}
	if len(c.later) > 0 {
		return RedeemReply{Rejected: &RejectedView{
			Code: c.later[0], Reason: string(voucher.TryLater), Detail: "too many unknown codes from here; try again in a minute",
		}}, false, nil
	}
	if len(c.shown) == 1 && c.shown[0].Bound != nil {
		view := redeemedView(c.shown[0].Bound)
		return RedeemReply{Redeemed: &view}, false, nil
	}
	filed, found, err := c.Desk.store.Filed(ctx, c.call.Receipt.ID)
	if err != nil {
		return reply, false, err
	}
	if found {
		return reply, false, fault.New(fault.Conflict, "receipt_conflict", "receipt %s has arrived already (%s); redeem before it", filed.Receipt, filed.State)
	}
	c.outcome = voucher.Apply(c.basket(), c.shown)
	c.answer.fill(&c.outcome)
	if len(c.answer.Rejected) > 0 {
		return RedeemReply{Rejected: &c.answer.Rejected[0]}, false, nil
	}
	c.write = Sale{Fact: c.fact, Person: c.person, Now: retail.MicrosOf(c.now)}
	if err := c.spend(); err != nil {
		return reply, false, err
	}
	err = c.Desk.store.Bind(ctx, c.write)
	if isRefused(err) {
		return reply, true, nil
	}
	return RedeemReply{Redeemed: &c.answer.Redeemed[0]}, false, err
}
