package stat

import (
	"cmp"
	"slices"
)

// Trial is one prediction and what came of it.
type Trial struct {
	Score float64
	Hit   float64 // 0 or 1
}

// Block is one step of a calibration curve: trials with a score of at least
// From (and below the next block's) came true Hits times of Trials.
type Block struct {
	From         float64
	Hits, Trials float64
}

// Chance is the shrunk rate of the block, (hits+½)/(trials+1).
func (b Block) Chance() float64 { return (b.Hits + .5) / (b.Trials + 1) }

// Curve turns a score into a probability: blocks with growing From.
type Curve []Block

// Isotonic fits the best curve that never falls, by pooling adjacent violators.
//
//	Computes  blocks of consecutive scores with non-decreasing hits/trials that
//	          minimise the squared error; equal scores share a block
//	Source    Ayer, Brunk, Ewing, Reid, Silverman 1955; SCIENCE 3.8
//	Weak      the first and the last block rest on few trials: Chance shrinks them
func Isotonic(trials []Trial) Curve {
	sorted := slices.SortedFunc(slices.Values(trials), func(a, b Trial) int {
		return cmp.Compare(a.Score, b.Score)
	})
	var curve Curve
	for i := 0; i < len(sorted); {
		b := Block{From: sorted[i].Score}
		for ; i < len(sorted) && sorted[i].Score == b.From; i++ {
			b.Hits, b.Trials = b.Hits+sorted[i].Hit, b.Trials+1
		}
		curve = curve.push(b)
	}
	return curve
}

// push appends a block and pools it with those before it that are not below it.
func (c Curve) push(b Block) Curve {
	for len(c) > 0 {
		last := c[len(c)-1]
		if last.Hits*b.Trials < b.Hits*last.Trials {
			break
		}
		b = Block{last.From, last.Hits + b.Hits, last.Trials + b.Trials}
		c = c[:len(c)-1]
	}
	return append(c, b)
}

// At returns the block with the largest From not above the score (the first
// block for a score below all); ok is false for an empty curve.
func (c Curve) At(score float64) (block Block, ok bool) {
	if len(c) == 0 {
		return Block{}, false
	}
	low, high := 0, len(c)-1
	for low < high {
		mid := (low + high + 1) / 2
		if c[mid].From <= score {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return c[low], true
}
