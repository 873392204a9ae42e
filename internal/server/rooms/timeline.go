package rooms

import (
	"context"
	"slices"

	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// touches adds when somebody comes and what happened last: receipts with what
// they printed and used, and the answers about consent between them.
func (p people) touches(ctx context.Context, out *view.Customer) error {
	entries, err := p.DB.Timeline(ctx, out.ID, db.Moment{}, lookedAt)
	if err != nil {
		return err
	}
	for i := range entries {
		e := &entries[i]
		if e.Kind == touchpoint.KindReceipt {
			local := e.At.Time().In(p.DB.Catalogue().Location(e.Store))
			out.Visits[local.Weekday()][local.Hour()]++
		}
		if i < shownTouches {
			touch, err := p.touch(ctx, e)
			if err != nil {
				return err
			}
			out.Timeline = append(out.Timeline, touch)
		}
	}
	return p.answers(ctx, out)
}

// Receipts hands over all receipts of a customer, and what took one back, a page in memory.
func (p people) Receipts(ctx context.Context, scope view.Scope, id retail.CustomerID, each func(view.Touch) error) error {
	_, err := p.Customer(ctx, scope, id)
	at, entries := db.Moment{}, make([]touchpoint.Entry, lookedAt)
	for err == nil && len(entries) == lookedAt {
		entries, err = p.DB.Timeline(ctx, id, at, lookedAt)
		for i := 0; err == nil && i < len(entries); i++ {
			var t view.Touch
			if t, err = p.touch(ctx, &entries[i]); err == nil {
				err = each(t)
			}
			at = db.Moment{At: entries[i].At, Seq: entries[i].Position.Seq}
		}
	}
	return err
}

// touch is an entry of the journal: a receipt, or that one was taken back.
func (p people) touch(ctx context.Context, e *touchpoint.Entry) (view.Touch, error) {
	shop := p.DB.Catalogue().Store(e.Store)
	touch := view.Touch{At: e.At.Time(), Kind: view.TouchVoid, StoreName: shop.Name, Receipt: e.Receipt, Currency: shop.Currency}
	if e.Kind != touchpoint.KindReceipt {
		return touch, nil
	}
	packed, err := touchpoint.Unpack(e.Body, nil)
	if err != nil {
		return touch, err
	}
	touch.Kind, touch.Till, touch.Items, touch.Amount = view.TouchReceipt, string(packed.Till), len(packed.Lines), amountOf(&packed)
	if touch.Amount < 0 {
		touch.Kind = view.TouchReturn
	}
	trace, err := p.DB.Trace(ctx, till.Filed{Receipt: e.Receipt, Seq: e.Position.Seq, Customer: e.Customer})
	touch.Printed, touch.Used = len(trace.Issued), len(trace.Redeemed)
	return touch, err
}

// amountOf is what a receipt comes to.
func amountOf(p *touchpoint.Packed) (sum retail.Minor) {
	for i := range p.Lines {
		sum += p.Lines[i].Amount
	}
	return sum
}

// answers puts the latest answers about consent in their place, and the coupons that
// another system saw used.
func (p people) answers(ctx context.Context, out *view.Customer) error {
	history, err := p.DB.ConsentHistory(ctx, out.ID)
	if err != nil {
		return err
	}
	for _, h := range history {
		touch := view.Touch{At: h.At.Time(), Kind: view.TouchWithdrew, Purpose: string(h.Purpose)}
		if h.Granted {
			touch.Kind = view.TouchGranted
		}
		out.Timeline = append(out.Timeline, touch)
	}
	facts, err := p.DB.ForeignFacts(ctx, out.Identifiers, lookedAt)
	for _, f := range facts {
		if f.Kind == "redemption" {
			out.Timeline = append(out.Timeline, view.Touch{At: retail.BusinessDay(f.At).Time(), Kind: view.TouchCoupon, Purpose: f.Object})
		}
	}
	slices.SortStableFunc(out.Timeline, func(a, b view.Touch) int { return b.At.Compare(a.At) })
	out.Timeline = out.Timeline[:min(len(out.Timeline), shownTouches)]
	return err
}
