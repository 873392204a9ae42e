package shelf

import (
	"context"
	"time"

	"sartor/internal/retail"
)

// Take is what vouchers out on one product in one store will take.
//
//	Computes  mean Σ n_i·p_i, variance Σ n_i·p_i·(1−p_i) over promotions i with n_i
//	          vouchers out, a unit each          [units]   (SCIENCE.md 5.2.3)
//	          p_i = (redeemed + 1) / (redeemed + expired + 10), the promotion's own
//	          vouchers that came to an end, and ten more of which one was used
//	Assumes   p0 = 0: what would have been bought without the voucher is in the
//	          forecast; who adds both counts it twice, and takes the smaller of mean
//	          and forecast off first
type Take struct {
	Vouchers int64
	Mean     float64
	Variance float64
}

// Promised is what vouchers that are out will take, by store and product.
type Promised struct {
	of map[[2]uint32]Take
	At retail.Micros // when they were counted
}

// Of is what vouchers will take of a product in a store.
func (p *Promised) Of(store, product uint32) Take { return p.of[[2]uint32{store, product}] }

// Each calls f for every store and product with vouchers out.
func (p *Promised) Each(f func(store, product uint32, t Take)) {
	for at, t := range p.of {
		f(at[0], at[1], t)
	}
}

// Ended are the vouchers of a promotion that came to an end.
type Ended struct{ Redeemed, Expired int64 }

// Prior of the chance that a voucher is used: one in ten, worth ten vouchers.
const (
	priorUsed = 1
	priorAll  = 10
)

// count counts the vouchers that are out when it is time to.
func (k *Keeper) count(ctx context.Context) error {
	from := k.Clock()
	if from.Before(k.due) {
		return nil
	}
	ended, err := k.Ended(ctx)
	if err != nil {
		return err
	}
	out := &Promised{of: map[[2]uint32]Take{}, At: retail.MicrosOf(from)}
	yesterday := retail.DayOf(from, time.UTC, 0) - 1 // today somewhere
	err = k.DB.Each(ctx, "voucher.promised", []any{int64(yesterday)}, func(scan func(...any) error) error {
		var (
			at        [2]uint32
			promotion uint32
			n         int64
		)
		if err := scan(&at[0], &at[1], &promotion, &n); err != nil {
			return err
		}
		b := ended[promotion]
		p := float64(b.Redeemed+priorUsed) / float64(b.Redeemed+b.Expired+priorAll)
		t := out.of[at]
		t.Vouchers += n
		t.Mean += float64(n) * p
		t.Variance += float64(n) * p * (1 - p)
		out.of[at] = t
		return nil
	})
	if err != nil {
		return err
	}
	k.promised.Store(out)
	k.due = k.Clock().Add(max(lookVoucher, timesTook*k.Clock().Sub(from)))
	return nil
}
