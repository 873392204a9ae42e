package voucher

import (
	"cmp"
	"math/bits"
	"slices"

	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// worth is what a voucher gives on a basket.
type worth struct {
	amount   retail.Minor
	points   int64
	lines    []LineShare
	eligible int // lines it is good for
}

// none reports whether using the voucher would give nothing.
func (w *worth) none() bool { return w.amount == 0 && w.points == 0 }

// worth computes what the voucher gives on what is left of its eligible lines:
//
//	amount     once, at most their sum
//	percent    of all units on them, capped by max_amount, half up
//	free_item  amount ÷ quantity of the cheapest of them, half up; the whole
//	           line below quantity 1
//	points     as printed
func (c *counter) worth(p *Presented) worth {
	lines := c.lines(p)
	w := worth{eligible: len(lines)}
	if len(lines) == 0 {
		return w
	}
	sum := retail.Minor(0)
	for _, i := range lines {
		sum += c.left[i]
	}
	value := &p.Voucher.Value
	switch value.Kind {
	case promotion.Amount:
		w.amount = min(value.Amount, sum)
	case promotion.Percent:
		w.amount = min(divideHalfUp(sum, value.Percent, 100), sum)
		if value.MaxAmount > 0 {
			w.amount = min(w.amount, value.MaxAmount)
		}
	case promotion.FreeItem:
		share := c.cheapest(lines)
		if w.amount = share.Amount; share.Amount > 0 {
			w.lines = []LineShare{share}
		}
		return w
	case promotion.Points:
		w.points = value.Points
		return w
	}
	w.lines = c.split(w.amount, lines, sum)
	return w
}

// cheapest returns one unit of the eligible line whose unit costs least; ties
// go to the lower index.
func (c *counter) cheapest(lines []int) LineShare {
	best := lines[0]
	for _, i := range lines[1:] {
		if c.cheaper(i, best) {
			best = i
		}
	}
	unit := divideHalfUp(c.left[best], int(retail.One), int(c.units(best)))
	return LineShare{Index: best, Amount: unit}
}

// cheaper compares left ÷ units of two lines exactly.
func (c *counter) cheaper(a, b int) bool {
	high, low := bits.Mul64(uint64(c.left[a]), uint64(c.units(b)))
	otherHigh, otherLow := bits.Mul64(uint64(c.left[b]), uint64(c.units(a)))
	return high < otherHigh || high == otherHigh && low < otherLow
}

// units returns a line's quantity, at least one: what is weighed below one unit
// is given whole.
func (c *counter) units(line int) retail.Quantity {
	return max(retail.One, c.sale.Lines[line].Quantity)
}

// split divides an amount over lines in proportion to what is left of each, by
// largest remainder, ties to the lower index. Lines that get nothing are left out.
func (c *counter) split(amount retail.Minor, lines []int, sum retail.Minor) []LineShare {
	type quota struct {
		at        int // into shares
		remainder uint64
	}
	shares, quotas, rest := make([]LineShare, len(lines)), make([]quota, len(lines)), amount
	for k, i := range lines {
		high, low := bits.Mul64(uint64(amount), uint64(c.left[i]))
		whole, remainder := bits.Div64(high, low, uint64(sum)) // amount ≤ sum, so high < sum
		shares[k], quotas[k] = LineShare{Index: i, Amount: retail.Minor(whole)}, quota{k, remainder}
		rest -= retail.Minor(whole)
	}
	slices.SortStableFunc(quotas, func(a, b quota) int { return cmp.Compare(b.remainder, a.remainder) })
	for k := range int(rest) {
		shares[quotas[k].at].Amount++
	}
	return slices.DeleteFunc(shares, func(s LineShare) bool { return s.Amount == 0 })
}

// divideHalfUp returns n·by/over for n ≥ 0, rounded half up.
func divideHalfUp(n retail.Minor, by, over int) retail.Minor {
	high, low := bits.Mul64(uint64(n), 2*uint64(by))
	low, carry := bits.Add64(low, uint64(over), 0)
	q, _ := bits.Div64(high+carry, low, 2*uint64(over))
	return retail.Minor(q)
}
