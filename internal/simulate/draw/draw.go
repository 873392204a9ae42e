// Package draw owns the randomness of the simulated chain: a draw is a pure
// function of (seed, purpose, entity, ordinal, index). Nothing is carried
// along, so that the order of work and the number of workers cannot matter.
//
// It refuses floating point in anything that decides: quantiles, logarithms and
// exponentials come from embedded integer tables, equal on every processor
// (TestTables holds them to their formulas, TestKeyTable the keys to their
// published values).
package draw

import "math/bits"

// Purpose says what a draw decides. A number is never reused or renumbered.
type Purpose uint64

// The purposes in use.
const (
	Trait   Purpose = 1  // household, 0 | trait number
	Taste   Purpose = 2  // household, kind | category, product or brand
	Place   Purpose = 3  // store or region, kind | category or product
	Product Purpose = 4  // product, 0 | attribute
	Gap     Purpose = 10 // household, visit | 0
	Trip    Purpose = 11 // household, visit | slot
	Need    Purpose = 12 // household, visit | category
	Choice  Purpose = 13 // household, visit | product
	Units   Purpose = 14 // household, visit | category
	Leave   Purpose = 15 // household, visit | slot
	Project Purpose = 17 // household, project number | slot
	Aisle   Purpose = 18 // household, visit | kind and category: what an empty shelf makes of a need
	Voucher Purpose = 20 // household, issue number | slot
	Novel   Purpose = 21 // household, visit | slot: a new product is noticed; visit −1: whether it is liked
	Shock   Purpose = 30 // store or chain, day or week | category
	Price   Purpose = 31 // product, week | slot or store
	Supply  Purpose = 40 // supplier or lane, day; category, store or chain, 0 or year | slot
	Shelf   Purpose = 41 // store × product, day | slot
	Trouble Purpose = 60 // receipt number, 0 | slot
	Till    Purpose = 61 // receipt number, 0 | slot: payment fails, paper jams
	Number  Purpose = 62 // chain, 0 | kind: the permutation behind receipt and card numbers
)

const (
	golden = 0x9E3779B97F4A7C15
	stride = 0xD1B54A32D192ED03
)

// Mix is the finaliser of SplitMix64.
func Mix(z uint64) uint64 {
	z ^= z >> 30
	z *= 0xBF58476D1CE4E5B9
	z ^= z >> 27
	z *= 0x94D049BB133111EB
	return z ^ z>>31
}

// Key names all draws of one purpose for one entity and ordinal.
type Key uint64

// NewKey makes the key; arithmetic wraps, so a negative ordinal is allowed.
func NewKey(seed uint64, purpose Purpose, entity uint64, ordinal int64) Key {
	k := Mix(seed + golden*(uint64(purpose)+1))
	k = Mix(k ^ Mix(entity+golden))
	return Key(Mix(k + stride*(uint64(ordinal)+1)))
}

// At returns 64 random bits.
func (k Key) At(i uint64) uint64 { return Mix(uint64(k) + golden*(i+1)) }

// U returns a number in (0,1): for reports and tests, never for decisions.
func (k Key) U(i uint64) float64 { return (float64(k.At(i)>>11) + 0.5) * 0x1p-53 }

// U32 returns 32 random bits.
func (k Key) U32(i uint64) uint32 { return uint32(k.At(i) >> 32) }

// Pick returns a whole number in [0, n).
func (k Key) Pick(i uint64, n int) int {
	hi, _ := bits.Mul64(k.At(i), uint64(n))
	return int(hi)
}

// Share is a probability in 2⁻³²; One32 is certainty.
type Share uint64

// One32 is the share 1.
const One32 Share = 1 << 32

// ShareOf converts a share given as a decimal fraction. The product with a
// power of two is exact, so that every processor rounds alike.
func ShareOf(p float64) Share { return Share(min(max(p, 0), 1) * float64(One32)) }

// Below reports whether the draw falls below the share: true with chance p.
// A larger share only ever adds draws to those that are below.
func (k Key) Below(i uint64, p Share) bool { return Share(k.At(i)>>32) < p }

// Weights are cumulated integer weights to pick from.
type Weights []uint32

// NewWeights cumulates weights; negative ones count as 0.
func NewWeights(w []int32) Weights {
	out := make(Weights, len(w))
	sum := uint32(0)
	for i, x := range w {
		sum += uint32(max(x, 0))
		out[i] = sum
	}
	return out
}

// Of returns the index that the random bits fall on; the last one when all
// weights are 0.
func (w Weights) Of(random uint64) int {
	x, _ := bits.Mul64(random, uint64(w[len(w)-1]))
	for i, c := range w {
		if x < uint64(c) {
			return i
		}
	}
	return len(w) - 1
}

// permutation rounds: ten rounds make neighbours look unrelated.
const rounds = 10

// Permute maps numbers of 2·half bits onto each other, one to one, so that what
// leaves the simulator has no form in common with what it stands for.
func (k Key) Permute(x uint64, half uint) uint64 {
	mask := uint64(1)<<half - 1
	l, r := x>>half&mask, x&mask
	for i := range uint64(rounds) {
		l, r = r, l^Mix(uint64(k)+golden*(i+1)+r)&mask
	}
	return l<<half | r
}

// Unpermute undoes Permute.
func (k Key) Unpermute(y uint64, half uint) uint64 {
	mask := uint64(1)<<half - 1
	l, r := y>>half&mask, y&mask
	for i := uint64(rounds); i > 0; i-- {
		l, r = r^Mix(uint64(k)+golden*i+l)&mask, l
	}
	return l<<half | r
}
