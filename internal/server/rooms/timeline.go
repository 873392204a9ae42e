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
	chain := p.DB.Catalogue()
	for i := range entries {
		e := &entries[i]
		shop := chain.Store(e.Store)
		touch := view.Touch{At: e.At.Time(), Kind: view.TouchVoid, StoreName: shop.Name, Receipt: e.Receipt, Currency: shop.Currency}
		if e.Kind == touchpoint.KindReceipt {
			local := touch.At.In(chain.Location(e.Store))
			out.Visits[local.Weekday()][local.Hour()]++
			if i < shownTouches {
				err = p.receiptTouch(ctx, e, &touch)
			}
		}
		if err != nil {
			return err
		}
		if i < shownTouches {
			out.Timeline = append(out.Timeline, touch)
		}
	}
	return p.answers(ctx, out)
}

func (p people) receiptTouch(ctx context.Context, e *touchpoint.Entry, touch *view.Touch) error {
	packed, err := touchpoint.Unpack(e.Body, nil)
	if err != nil {
		return err
	}
	touch.Kind, touch.Till, touch.Items, touch.Amount = view.TouchReceipt, string(packed.Till), len(packed.Lines), amountOf(&packed)
	if touch.Amount < 0 {
		touch.Kind = view.TouchReturn
	}
	trace, err := p.DB.Trace(ctx, till.Filed{Receipt: e.Receipt, Seq: e.Position.Seq, Customer: e.Customer})
	touch.Printed, touch.Used = len(trace.Issued), len(trace.Redeemed)
	return err
}

// amountOf is what a receipt comes to.
func amountOf(p *touchpoint.Packed) (sum retail.Minor) {
	for i := range p.Lines {
		sum += p.Lines[i].Amount
	}
	return sum
}

// answers puts the latest answers about consent in their place.
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
	if err := p.coupons(ctx, out); err != nil {
		return err
	}
	slices.SortStableFunc(out.Timeline, func(a, b view.Touch) int { return b.At.Compare(a.At) })
	out.Timeline = out.Timeline[:min(len(out.Timeline), shownTouches)]
	return nil
}

// coupons puts the coupons that another system saw used in their place.
func (p people) coupons(ctx context.Context, out *view.Customer) error {
	row, err := p.DB.Customer(ctx, out.ID)
	if err != nil {
		return err
	}
	facts, err := p.DB.ForeignFacts(ctx, row.Identifiers, lookedAt)
	for _, f := range facts {
		if f.Kind == "redemption" {
			at := retail.BusinessDay(f.At).Time()
			out.Timeline = append(out.Timeline, view.Touch{At: at, Kind: view.TouchCoupon, Purpose: f.Object})
		}
	}
	return err
}
