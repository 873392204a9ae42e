package boost

import (
	"math"
	"slices"
)

// Cuts divide each feature's values into bins: bin 0 holds missing values
// (NaN), bin b ≥ 1 those above bound b−2 and up to bound b−1, the last one all
// above the last bound. Exact zeros have a bin of their own, since "none at
// all" differs from "little" in counts.
type Cuts struct{ bounds [][]float32 }

// NewCuts chooses bounds from a sample of rows (width values each, one row
// after the other) so that each of at most bins bins holds about as many of
// them. Cost: sorts each column of the sample once.
func NewCuts(sample []float32, width, bins int) (Cuts, error) {
	switch {
	case width < 1 || width > MostFeatures || len(sample)%width != 0:
		return Cuts{}, invalid("boost_width", "rows must have between 1 and 16384 features, all the same number")
	case bins < 4 || bins > MostBins:
		return Cuts{}, invalid("boost_bins", "a feature has between 4 and 255 bins")
	}
	c := Cuts{bounds: make([][]float32, width)}
	column := make([]float32, 0, len(sample)/width)
	for f := range width {
		column = column[:0]
		for i := f; i < len(sample); i += width {
			if v := sample[i]; v == v {
				column = append(column, v)
			}
		}
		c.bounds[f] = boundsOf(column, bins)
	}
	return c, nil
}

// boundsOf sorts the values and returns the growing bounds between bins.
func boundsOf(values []float32, bins int) []float32 {
	slices.Sort(values)
	zero, _ := slices.BinarySearch(values, 0)
	positive := zero
	for positive < len(values) && values[positive] == 0 {
		positive++
	}
	negative, above := values[:zero], values[positive:]
	if positive > zero {
		bins-- // the one for zero
	}
	if len(negative)+len(above) == 0 {
		return nil
	}
	share := bins * len(negative) / (len(negative) + len(above))
	if len(negative) > 0 {
		share = min(max(share, 1), bins-1)
	}
	out := quantileBounds(nil, negative, share)
	if len(negative) > 0 && (positive > zero || len(above) > 0) {
		out = append(out, -math.SmallestNonzeroFloat32)
	}
	if len(above) > 0 && positive > zero {
		out = append(out, 0)
	}
	return quantileBounds(out, above, bins-share)
}

// quantileBounds appends bounds that cut the sorted values into at most bins
// parts of about the same number, between different values.
func quantileBounds(out, sorted []float32, bins int) []float32 {
	done := 0 // values below the last bound
	for b := bins; b > 1 && done < len(sorted); b-- {
		at := done + (len(sorted)-done)/b
		if at == done {
			at++
		}
		for at < len(sorted) && sorted[at] == sorted[at-1] {
			at++
		}
		if at >= len(sorted) {
			break
		}
		out = append(out, between(sorted[at-1], sorted[at]))
		done = at
	}
	return out
}

// between returns a bound that keeps low on its left and high on its right.
func between(low, high float32) float32 {
	mid := float32((float64(low) + float64(high)) / 2)
	if mid >= low && mid < high {
		return mid
	}
	return low
}

// Width returns the number of features.
func (c Cuts) Width() int { return len(c.bounds) }

// same says whether values fall into the same bins under both.
func (c Cuts) same(d Cuts) bool {
	return slices.EqualFunc(c.bounds, d.bounds, func(a, b []float32) bool { return slices.Equal(a, b) })
}

// bin returns the bin of a feature's value.
func (c Cuts) bin(feature int, v float32) uint8 {
	if v != v {
		return 0
	}
	at, _ := slices.BinarySearch(c.bounds[feature], v)
	return uint8(at + 1)
}

// Table holds rows in bins, a byte a value, by columns.
type Table struct {
	cuts    Cuts
	columns [][]uint8
}

// Table returns an empty table with room for rows.
func (c Cuts) Table(rows int) *Table {
	t := &Table{cuts: c, columns: make([][]uint8, c.Width())}
	for f := range t.columns {
		t.columns[f] = make([]uint8, 0, rows)
	}
	return t
}

// Add appends rows, given one after the other. NaN is a missing value.
func (t *Table) Add(rows []float32) error {
	width := t.cuts.Width()
	if len(rows)%width != 0 {
		return invalid("boost_width", "a row has more or fewer features than the table")
	}
	if t.Rows()+len(rows)/width >= MostRows {
		return invalid("boost_rows", "a table holds fewer than 2^31 rows; take a sample")
	}
	for f := range t.columns {
		column := t.columns[f]
		for i := f; i < len(rows); i += width {
			column = append(column, t.cuts.bin(f, rows[i]))
		}
		t.columns[f] = column
	}
	return nil
}

// Rows returns the number of rows.
func (t *Table) Rows() int { return len(t.columns[0]) }

// bins returns the number of bins of a feature, the one for missing included.
func (t *Table) bins(feature int) int { return len(t.cuts.bounds[feature]) + 2 }
