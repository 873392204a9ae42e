package basket

import "slices"

// Past is one customer's baskets, oldest first, whether a view holds them or not. Its
// sets may point to where they came from.
type Past struct {
	Days []int32
	Sets [][]uint32
}

// Past reads a customer's baskets of the view into dst.
func (v View) Past(customer int, dst *Past) {
	dst.Reset()
	from, to := v.Span(customer)
	for b := from; b < to; b++ {
		dst.Days, dst.Sets = append(dst.Days, v.Day(b)), append(dst.Sets, v.Set(b))
	}
}

// Reset forgets all baskets.
func (p *Past) Reset() { p.Days, p.Sets = p.Days[:0], p.Sets[:0] }

// Add takes in the next basket, whose products grow.
func (p *Past) Add(day int32, set []uint32) {
	p.Days, p.Sets = append(p.Days, day), append(p.Sets, set)
}

// Join adds products to the newest basket; the set that stood there is left as it is.
func (p *Past) Join(set []uint32) {
	last := len(p.Sets) - 1
	joined := slices.Sorted(slices.Values(slices.Concat(p.Sets[last], set)))
	p.Sets[last] = slices.Compact(joined)
}

// Len is the number of baskets.
func (p *Past) Len() int { return len(p.Days) }
