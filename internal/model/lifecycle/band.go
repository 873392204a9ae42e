package lifecycle

import (
	"fmt"
	"math/bits"
	"slices"
)

// Band is what a customer is worth beside the others.
type Band string

// The bands: the customers who, best first, bring the first half of all expected
// value, the next three tenths, and the rest.
const (
	High   Band = "high"
	Middle Band = "middle"
	Low    Band = "low"
)

// Bands returns all bands, the most valuable first.
func Bands() []Band { return []Band{High, Middle, Low} }

// Valid reports whether it is one of the bands.
func (b Band) Valid() bool { return slices.Contains(Bands(), b) }

// The shares of all value that the bands hold, from the top.
const (
	shareHigh   = 0.5
	shareMiddle = 0.8 // together with high
)

// bandMargin is how far beyond a border, as a share of it, a value has to lie
// before a customer leaves the band they are in: about the error of a batch
// interval, so that nobody moves by rounding or a refit.
const bandMargin = 0.1

// Borders are the least values of the bands above low, in the unit of the values.
type Borders struct {
	High   int64 `json:"high"`
	Middle int64 `json:"middle"`
}

// Band places a value; was is the band it was in, "" for none. A value of nothing
// is low.
func (b Borders) Band(value int64, was Band) Band {
	high, middle := 1.0, 1.0
	switch was {
	case High:
		high, middle = 1-bandMargin, 1-bandMargin
	case Middle:
		high, middle = 1+bandMargin, 1-bandMargin
	case Low:
		high, middle = 1+bandMargin, 1+bandMargin
	}
	switch v := float64(value); {
	case value > 0 && v >= high*float64(b.High):
		return High
	case value > 0 && v >= middle*float64(b.Middle):
		return Middle
	}
	return Low
}

// The bins of a tally: equal steps to a doubling, so that a border is known to 1.6 %.
const (
	stepBits = 6
	steps    = 1 << stepBits
	allBins  = 63 * steps
)

// Tally is how values are spread: counts and sums by bins that grow by 1.6 % at most. It is
// exact in integers, so that tallies of parts merge to the same whole in any order.
// The zero Tally is empty. A tally takes 64 KiB at most.
type Tally struct {
	Count []int64 `json:"count,omitempty"` // by bin, short at the end
	Sum   []int64 `json:"sum,omitempty"`
}

// binOf returns the bin of a positive value, by integers alone.
func binOf(value int64) int {
	whole := bits.Len64(uint64(value)) - 1
	leading := uint64(value) << (63 - whole) // the first one at bit 63
	return whole*steps + int(leading>>(63-stepBits))&(steps-1)
}

// least returns the smallest value of a bin.
func least(bin int) int64 {
	whole, part := bin/steps, uint64(bin%steps)
	edge := (steps + part) << (63 - stepBits) >> (63 - whole)
	if edge<<(63-whole) < (steps+part)<<(63-stepBits) {
		edge++ // a bin narrower than one holds nothing: the next whole number
	}
	return int64(edge)
}

// Add takes in the value of one customer; nothing and less counts as nothing.
func (t *Tally) Add(value int64) {
	if value <= 0 {
		return
	}
	at := binOf(value)
	t.grow(at + 1)
	t.Count[at]++
	t.Sum[at] += value
}

func (t *Tally) grow(n int) {
	if more := n - len(t.Count); more > 0 {
		t.Count = append(t.Count, make([]int64, more)...)
		t.Sum = append(t.Sum, make([]int64, more)...)
	}
}

// Merge takes in another tally.
func (t *Tally) Merge(other Tally) error {
	if len(other.Count) != len(other.Sum) || len(other.Count) > allBins {
		return fmt.Errorf("%w: a tally of %d counts and %d sums", errEvidence, len(other.Count), len(other.Sum))
	}
	t.grow(len(other.Count))
	for i := range other.Count {
		t.Count[i] += other.Count[i]
		t.Sum[i] += other.Sum[i]
	}
	return nil
}

// Borders cuts the spread into bands. Without any value both borders are 1: all
// customers are low.
func (t *Tally) Borders() Borders {
	total := 0.0
	for _, s := range t.Sum {
		total += float64(s)
	}
	out := Borders{High: 1, Middle: 1}
	above := 0.0
	for i := len(t.Sum) - 1; i >= 0; i-- {
		if t.Count[i] == 0 {
			continue
		}
		if above < shareHigh*total {
			out.High = least(i)
		}
		if above < shareMiddle*total {
			out.Middle = least(i)
		}
		above += float64(t.Sum[i])
	}
	return out
}
