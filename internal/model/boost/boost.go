// Package boost owns gradient-boosted regression trees: binning of features,
// losses, growth, scoring and the encoding of a model. It is a pure kernel: it
// knows rows, columns and slopes, never customers, products or a clock.
//
//	Computes  F(x) = b + Σ_k ν·t_k(x), each tree t_k fitted to the first and second derivatives of the loss at F
//	          gain = G_L²/(H_L+λ) + G_R²/(H_R+λ) − G²/(H+λ),  leaf = −G/(H+λ), or the loss's own best constant
//	Source    Friedman, Greedy function approximation: a gradient boosting machine, Annals of Statistics 29 (2001);
//	          Ke et al., LightGBM, NIPS 2017 (histograms, leaf-wise growth, the larger child by subtraction)
//	Exact     slopes are summed as integers (at least 30 bits of the largest one), and integers add up to the same in any order:
//	          subtraction of histograms loses nothing, and no result depends on the number of workers
//	Weak      no categories but as numbers (encode their mean, or one column each); trees do not extrapolate
//
// Invariants and the tests that hold them: the same bytes for any number of
// workers (TestFit_SameForAnyWorkers), a constant feature is never split
// (TestFit_NeverSplitsAConstant), each loss beats its best constant on its own
// metric (TestFit_EachLossBeatsItsConstant), training loss never rises
// (TestFit_TrainingLossFalls), adding a constant to a group's scores changes no
// gradient and a group's gradients sum to 0 (TestSoftmax_Properties), a row
// scores the same from its bins and from its values
// (TestModel_BinsAndValuesAgree), and garbage decodes to an error (FuzzDecode).
package boost

import (
	"cmp"

	"sartor/internal/fault"
)

// The bounds of what a fit takes.
const (
	// MostBins is how many bins a column may have beside the one for missing
	// values: a bin is one byte.
	MostBins = 255
	// MostFeatures bounds the columns of a table: a split names one in 16 bits.
	MostFeatures = 1 << 14
	// MostRows bounds a table: row numbers are 32 bits, and sums of slopes keep
	// 30 bits of each below this many.
	MostRows = 1 << 31
	// MostLeaves bounds a tree.
	MostLeaves = 1 << 10
	// MostTrees bounds a model.
	MostTrees = 1 << 14
	// block is how many rows a worker takes at a time.
	block = 4096
)

// Options say how a model is grown. What is 0 takes the value in brackets.
type Options struct {
	Loss     Loss
	Trees    int          // most trees [150]
	Leaves   int          // most leaves a tree [15]
	Depth    int          // most splits from root to leaf [8]
	Rate     float64      // ν, what is taken of each tree, in (0,1] [.08]
	L2       float64      // λ, in units of second derivatives [1]
	Least    int          // fewest rows a leaf [100]
	Share    float64      // of the features each tree may use, in (0,1] [1]
	Patience int          // trees without a better held-out loss before growth ends [20]
	Workers  int          // goroutines; the result does not depend on it [1]
	Seed     uint64       // of the choice of features
	Stop     func() error // asked before every tree; an error ends the growing. nil never does
}

func (o *Options) fill() error {
	o.Trees, o.Leaves, o.Depth = cmp.Or(o.Trees, 150), cmp.Or(o.Leaves, 15), cmp.Or(o.Depth, 8)
	o.Rate, o.L2, o.Least = cmp.Or(o.Rate, .08), cmp.Or(o.L2, 1), cmp.Or(o.Least, 100)
	o.Share, o.Patience, o.Workers = cmp.Or(o.Share, 1), cmp.Or(o.Patience, 20), max(o.Workers, 1)
	switch {
	case o.Loss == nil:
		return invalid("boost_loss", "name the loss that the trees are to reduce")
	case o.Trees < 1 || o.Trees > MostTrees || o.Leaves < 2 || o.Leaves > MostLeaves || o.Depth < 1:
		return invalid("boost_size", "trees must be 1 to 16384, leaves 2 to 1024, depth 1 or more")
	case !(o.Rate > 0 && o.Rate <= 1) || !(o.L2 >= 0) || o.Least < 1 || !(o.Share > 0 && o.Share <= 1):
		return invalid("boost_rate", "rate and share of features must lie in (0,1], L2 must not be negative, a leaf needs a row")
	}
	return nil
}

// Sample is a table and what came of its rows.
type Sample struct {
	Table   *Table
	Targets Targets
}

// Targets are what came of the rows of a table.
type Targets struct {
	Y      []float64 // by row, finite; what else holds is the loss's to say
	Weight []float64 // by row, finite and ≥ 0; empty: 1 each
	Groups []int32   // first row of each group and, last, the number of rows; for losses that compare within groups
}

func (t *Targets) weight(row int) float64 {
	if len(t.Weight) == 0 {
		return 1
	}
	return t.Weight[row]
}

// Span is the rows from Lo to before Hi.
type Span struct{ Lo, Hi int }

// spans cuts the rows into fixed blocks, at the ends of groups where there are
// any: sums over them come out alike whoever works on which.
func (t *Targets) spans() []Span {
	out := make([]Span, 0, len(t.Y)/block+1)
	if len(t.Groups) == 0 {
		for lo := 0; lo < len(t.Y); lo += block {
			out = append(out, Span{lo, min(lo+block, len(t.Y))})
		}
		return out
	}
	lo := 0
	for _, end := range t.Groups[1:] {
		if int(end)-lo >= block || int(end) == len(t.Y) && int(end) > lo {
			out = append(out, Span{lo, int(end)})
			lo = int(end)
		}
	}
	return out
}

func (s *Sample) check(loss Loss) error {
	t := &s.Targets
	switch {
	case s.Table == nil || s.Table.Rows() == 0:
		return invalid("boost_rows", "there is no row to learn from")
	case len(t.Y) != s.Table.Rows():
		return invalid("boost_targets", "every row needs one target")
	case len(t.Weight) != 0 && len(t.Weight) != len(t.Y):
		return invalid("boost_weights", "give a weight for every row, or none")
	}
	for _, w := range t.Weight {
		if !finite(w) || w < 0 {
			return invalid("boost_weights", "a weight must be a finite number, 0 or more")
		}
	}
	for _, y := range t.Y {
		if !finite(y) {
			return invalid("boost_targets", "a target must be a finite number; leave rows without one out")
		}
	}
	if err := t.grouped(); err != nil {
		return err
	}
	return loss.Check(t)
}

func (t *Targets) grouped() error {
	if len(t.Groups) == 0 {
		return nil
	}
	if len(t.Groups) < 2 || t.Groups[0] != 0 || int(t.Groups[len(t.Groups)-1]) != len(t.Y) {
		return invalid("boost_groups", "groups begin at row 0 and end at the last row")
	}
	for i, g := range t.Groups[1:] {
		if g < t.Groups[i] {
			return invalid("boost_groups", "the first rows of groups must not fall")
		}
	}
	return nil
}

func invalid(code, hint string) error { return fault.New(fault.Invalid, code, hint) }

func finite(x float64) bool { return x-x == 0 }
