package db

import (
	"context"
	"fmt"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// TakeBack writes a void, an acknowledgement that nothing was printed, or what
// follows a lost answer: all of it, or *till.Refused.
func (d *DB) TakeBack(ctx context.Context, b till.TakeBack) error {
	p := &plan{at: b.At}
	f := &b.Filed
	raced := till.Refused{Key: true, Voucher: -1}
	switch b.State {
	case "":
	case till.KeyAwaited:
		p.add(raced, sql("receipt.await"), 1, string(f.Receipt), int64(f.Receipt.Bucket()), int64(0),
			int64(retail.MicrosOf(d.now())), []byte{}, int64(b.At), string(b.Outcome))
	default:
		p.add(raced, sql("receipt.state"), 1, string(f.Receipt), int64(f.Receipt.Bucket()), string(f.State), string(b.State), int64(b.At), string(b.Outcome))
	}
	if b.Journal {
		p.add(raced, sql("journal.append"), 1, engine.SeqArg{}, int64(f.Bucket()), int64(touchpoint.KindVoid), int64(f.Customer), int64(f.Store),
			int64(b.At), int64(b.Day), string(f.Receipt), touchpoint.VoidBody(f.Seq))
	}
	if err := d.freeDays(ctx, p, b.Void); err != nil {
		return fault.At("db.TakeBack", err)
	}
	for i := range b.Void {
		p.void(&b.Void[i])
	}
	for i := range b.Return {
		p.giveBack(f, &b.Return[i])
	}
	for i := range b.Reverse {
		p.reverse(f, &b.Reverse[i])
	}
	p.close()
	p.steps = append(p.steps, auditStep(b.Actor, "receipt.take_back", string(f.Receipt), b.Reason, b.At))
	err := d.apply(ctx, engine.Till, p.steps)
	if at, ok := engine.LostAt(err); ok && at < len(p.about) {
		return &p.about[at]
	}
	return fault.At("db.TakeBack", err)
}

// freeDays lets vouchers that are taken back count no more against the business
// day on which they were issued: that of the receipt in the same write.
func (d *DB) freeDays(ctx context.Context, p *plan, list []voucher.Voucher) error {
	for i := range list {
		v := &list[i]
		issued, err := readEntries(ctx, d.engine.Reader(), sql("journal.one"), v.Seq, int64(v.Bucket))
		if err != nil {
			return err
		}
		for _, e := range issued {
			p.booking(v.Head()).guard(v.PromotionNumber, engine.Step{Query: sql("promotion.undo_day"), Want: engine.AnyRows, Args: []any{
				int64(v.Head()), int64(e.Day), budgetBucket(v.Head()),
			}})
		}
	}
	return nil
}

// void takes one unused voucher back.
func (p *plan) void(v *voucher.Voucher) {
	about := till.Refused{Voucher: -1, Promotion: v.PromotionNumber}
	p.touch(about, v, sql("voucher.void"))
	p.book(voucher.VoidEntries(v))
	b := p.booking(v.PromotionNumber)
	b.voided++
	b.issued--
	if v.Family != 0 {
		p.booking(v.Family).kin--
	}
}

// giveBack makes a redeemed voucher good again.
func (p *plan) giveBack(f *till.Filed, c *voucher.Change) {
	about := till.Refused{Voucher: -1, Promotion: c.Was.PromotionNumber}
	entries, reserve := voucher.ReturnEntries(&c.Was, 0)
	p.touch(about, &c.Was, sql("voucher.return"), string(f.Receipt), int64(c.Now.ValidUntil), int64(reserve))
	p.returned(f, &c.Was)
	p.book(entries)
	p.booking(c.Was.PromotionNumber).redeemed--
}

// returned marks a redemption of the receipt as taken back; it counts no more to
// the limits of who presented it.
func (p *plan) returned(f *till.Filed, v *voucher.Voucher) {
	receipt := f.Receipt
	for _, was := range []string{"stands", "bound"} {
		p.add(till.Refused{Voucher: -1}, sql("redemption.settle"), engine.AnyRows,
			string(receipt), int64(receipt.Bucket()), int64(v.Alias), int64(v.Bucket), was, "returned")
	}
	if f.Customer != 0 {
		p.add(till.Refused{Voucher: -1}, sql("customer_redemption.drop"), engine.AnyRows, int64(f.Customer), int64(v.Head()),
			string(receipt), int64(v.Alias), int64(v.Bucket), int64(f.Customer.Bucket()))
	}
}

// reverse books a flagged redemption back; its voucher does not become good.
func (p *plan) reverse(f *till.Filed, c *voucher.Change) {
	about := till.Refused{Voucher: -1, Promotion: c.Was.PromotionNumber}
	p.returned(f, &c.Was)
	if c.Flag == voucher.FlagTwice {
		p.book(voucher.ReturnAgainEntries(&c.Was, c.Amount))
		return
	}
	if c.Was.State != voucher.Redeemed {
		return
	}
	entries, _ := voucher.ReturnEntries(&c.Was, 0)
	p.touch(about, &c.Was, sql("voucher.unuse"), string(f.Receipt))
	p.book(entries)
	p.booking(c.Was.PromotionNumber).redeemed--
}

// VoidVoucher takes one unused voucher back, for a person with a reason. It
// reports false when the voucher is no longer unused.
func (d *DB) VoidVoucher(ctx context.Context, v voucher.Voucher, actor, reason string, at retail.Micros) (bool, error) {
	p := &plan{at: at}
	if err := d.freeDays(ctx, p, []voucher.Voucher{v}); err != nil {
		return false, fault.At("db.VoidVoucher", err)
	}
	p.void(&v)
	p.close()
	p.steps = append(p.steps, auditStep(actor, "voucher.void", fmt.Sprintf("voucher %d of bucket %d", v.Alias, v.Bucket), reason, at))
	err := d.apply(ctx, engine.Till, p.steps)
	if _, raced := engine.LostAt(err); raced {
		return false, nil
	}
	return err == nil, fault.At("db.VoidVoucher", err)
}

// ExpireVouchers releases the reserves of vouchers whose last day lies before a
// business day, at most `most` at once, and returns how many.
func (d *DB) ExpireVouchers(ctx context.Context, before retail.BusinessDay, most int, at retail.Micros) (int, error) {
	const op = "db.ExpireVouchers"
	due, err := d.readVouchers(ctx, d.engine.Reader(), sql("voucher.overdue"), int64(before), int64(most))
	if err != nil {
		return 0, fault.At(op, err)
	}
	done := 0
	for i := range due {
		v := &due[i].Voucher
		p := &plan{at: at}
		p.touch(till.Refused{Voucher: -1}, v, sql("voucher.expire"))
		p.book(voucher.ExpireEntries(v))
		p.booking(v.PromotionNumber).expired++
		p.close()
		err := d.apply(ctx, engine.Bulk, p.steps)
		if _, raced := engine.LostAt(err); raced {
			continue // used or voided meanwhile
		}
		if err != nil {
			return done, fault.At(op, err)
		}
		done++
	}
	return done, nil
}
