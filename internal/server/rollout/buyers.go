package rollout

import (
	"context"
	"math"
	"time"

	"sartor/internal/db"
	"sartor/internal/learn/extract"
	"sartor/internal/retail"
	"sartor/internal/rollout"
	"sartor/internal/touchpoint"
)

// again is within how many days a buyer is to come again.
const again = 28

// slice is how many entries of the journal are read at a time.
const slice = 5_000

// buyers counts customers who bought it at least four weeks ago, and those of them who
// came again within four weeks. The journal is read behind the place where it ended
// when the pilot began; only those who allow a profile are counted, and nobody is
// remembered.
func (k Keeper) buyers(ctx context.Context, r *rollout.Rollout) (rollout.Buyers, error) {
	number, sold := k.DB.Catalogue().ProductNumber(r.Plan.Product)
	if r.Began() == 0 || !sold {
		return rollout.Buyers{}, nil
	}
	history := db.History{DB: k.DB, Declared: k.Sight().Chain.Consent}
	b := book{product: number, days: map[retail.CustomerID][]retail.BusinessDay{}, receipts: map[retail.ReceiptID]sale{}}
	for at := r.From; ; {
		began := k.Clock()
		entries, err := history.Entries(ctx, at, slice)
		if err != nil {
			return rollout.Buyers{}, err
		}
		for i := range entries {
			if err := b.take(&entries[i]); err != nil {
				return rollout.Buyers{}, err
			}
		}
		if len(entries) < slice {
			break
		}
		at = entries[len(entries)-1].Position
		if err := k.Breathe(ctx, max(k.Clock().Sub(began), time.Millisecond)); err != nil {
			return rollout.Buyers{}, err
		}
	}
	allowed, err := k.allowed(ctx, history, b.days)
	if err != nil {
		return rollout.Buyers{}, err
	}
	return b.count(allowed, k.Today(1)), nil
}

// allowed are those of the buyers who allow a profile.
func (k Keeper) allowed(ctx context.Context, h db.History, of map[retail.CustomerID][]retail.BusinessDay) (map[retail.CustomerID]bool, error) {
	ranges := map[int]bool{}
	for id := range of {
		ranges[extract.RangeOf(id.Bucket())] = true
	}
	out := map[retail.CustomerID]bool{}
	for r := range ranges {
		some, err := h.Profiled(ctx, r)
		if err != nil {
			return nil, err
		}
		for id := range some {
			if len(of[id]) > 0 {
				out[id] = true
			}
		}
	}
	return out, nil
}

// book is who bought the product, on which days.
type book struct {
	product  uint32
	days     map[retail.CustomerID][]retail.BusinessDay
	receipts map[retail.ReceiptID]sale
	lines    []touchpoint.PackedLine
}

// sale is whose a receipt was, and of which day: its void comes on another.
type sale struct {
	customer retail.CustomerID
	day      retail.BusinessDay
}

// take reads one entry; what is void takes its sale back.
func (b *book) take(e *touchpoint.Entry) error {
	switch {
	case e.Kind == touchpoint.KindVoid:
		if was, known := b.receipts[e.Receipt]; known {
			b.forget(e.Receipt, was)
		}
		return nil
	case e.Kind != touchpoint.KindReceipt || e.Customer == 0:
		return nil
	}
	packed, err := touchpoint.Unpack(e.Body, b.lines)
	if err != nil || !packed.State.Counts() {
		return err
	}
	b.lines = packed.Lines[:0]
	for i := range packed.Lines {
		if l := &packed.Lines[i]; l.Product == b.product && l.Quantity > 0 {
			b.days[e.Customer] = append(b.days[e.Customer], e.Day)
			b.receipts[e.Receipt] = sale{e.Customer, e.Day}
			return nil
		}
	}
	return nil
}

func (b *book) forget(receipt retail.ReceiptID, was sale) {
	delete(b.receipts, receipt)
	days := b.days[was.customer]
	for i, day := range days {
		if day == was.day {
			b.days[was.customer] = append(days[:i:i], days[i+1:]...)
			return
		}
	}
}

// count counts those whose four weeks are over.
func (b *book) count(allowed map[retail.CustomerID]bool, today retail.BusinessDay) (out rollout.Buyers) {
	for id := range allowed {
		first := retail.BusinessDay(math.MaxInt32)
		for _, day := range b.days[id] {
			first = min(first, day)
		}
		if first > today-again {
			continue
		}
		out.Asked++
		for _, day := range b.days[id] {
			if day > first && day <= first+again {
				out.Again++
				break
			}
		}
	}
	return out
}
