package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"

	"sartor/internal/fault"
	"sartor/internal/paper"
	"sartor/internal/retail"
	"sartor/internal/simulate"
	"sartor/internal/till"
)

// datedTill is a desk whose clock shows the time of the visit it closes, and whose lots
// are that visit's: a seed's past is the same each time.
type datedTill struct {
	*simulation
	desk *till.Desk
	at   time.Time
	lots rand.PCG
}

func (s *simulation) newDatedTill() *datedTill {
	t := &datedTill{simulation: s}
	t.desk = s.App.DeskAt(func() time.Time { return t.at }, t.lots.Uint64)
	return t
}

// close plays one visit: close, then what payment and printer do.
func (t *datedTill) close(ctx context.Context, v *simulate.Visit) (simulate.Answer, error) {
	t.at = v.Receipt.At.Time()
	key := fnv.New64a()
	_, _ = key.Write([]byte(v.Receipt.ID)) // never fails
	t.lots.Seed(t.world.Seed.Noise, key.Sum64())
	reply, err := t.desk.Close(ctx, till.Call{Receipt: v.Receipt, Wait: time.Minute, Print: &paper.Printer{Format: paper.ESCPOS, Columns: 42, Cut: true}})
	if code := fault.CodeOf(err); code == "receipt_conflict" || code == "receipt_voided" {
		return simulate.Answer{Silent: true}, nil // trouble laid over the chain on purpose
	}
	if err != nil {
		return simulate.Answer{}, fmt.Errorf("close %s: %w", v.Receipt.ID, err)
	}
	var a till.Answer
	if err := json.Unmarshal(reply.Body, &a); err != nil {
		return simulate.Answer{}, fmt.Errorf("close %s: %w", v.Receipt.ID, err)
	}
	if v.PaymentFails || v.VoidedLater {
		if _, _, err := t.desk.Void(ctx, till.VoidCall{Receipt: v.Receipt.ID, Reason: "payment failed", Actor: "till"}); err != nil {
			return simulate.Answer{}, err
		}
		return simulate.Answer{Silent: v.PaymentFails}, nil
	}
	if v.PaperJams {
		_, err := t.desk.NotPrinted(ctx, v.Receipt.ID, "till")
		a.Vouchers = nil
		if err != nil {
			return simulate.Answer{}, err
		}
	}
	return t.told(v, &a), nil
}

// told is what the household learns, and notes what is redeemable today.
func (t *datedTill) told(v *simulate.Visit, a *till.Answer) simulate.Answer {
	var out simulate.Answer
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range a.Redeemed {
		out.Redeemed = append(out.Redeemed, r.Code)
		delete(t.printed, r.Code)
	}
	for _, r := range a.Rejected {
		out.Rejected = append(out.Rejected, r.Code)
	}
	for i := range a.Vouchers {
		p := &a.Vouchers[i]
		out.Printed = append(out.Printed, t.printedOf(p))
		if a.Customer != "" && p.Product != "" {
			until := out.Printed[len(out.Printed)-1].Until
			t.printed[p.Code] = Voucher{Code: p.Code, Customer: a.Customer, Store: v.Receipt.Store, Product: retail.ProductID(p.Product)}
			t.until[p.Code] = until
		}
	}
	return out
}

// printedOf is a voucher as its household sees it.
func (s *simulation) printedOf(v *till.VoucherView) simulate.Printed {
	p := simulate.Printed{Code: v.Code, Promotion: retail.PromotionID(v.Promotion), Product: retail.ProductID(v.Product)}
	p.From, _ = retail.ParseDay(v.ValidFrom) // our own words
	p.Until, _ = retail.ParseDay(v.ValidUntil)
	p.Value, p.Percent = v.Value.Amount, v.Value.Percent
	if p.Percent > 0 {
		p.Value = v.Value.MaxAmount
	}
	if p.Product == "" {
		p.Categories = s.tale.categoriesOf(p.Promotion)
	}
	return p
}
