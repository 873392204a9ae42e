// Package pairs owns what goes with a product and what stands in for it: complements
// and substitutes of every product, with shrinkage, learned from a chain's baskets. It
// refuses pairs that chance explains. Invariants and the tests that hold them: every
// link that is kept recounts to its rule (TestGroceries_Lifts), both sides of each
// border (TestComplements_Border, TestSubstitutes_Border), substitutes are bought
// instead, not together (TestSubstitutes_AreBoughtInsteadNotTogether), wide baskets are
// thinned alike at every run (TestWideBaskets_AreThinnedTheSameWay).
package pairs

import (
	"cmp"
	"iter"
	"math"
	"slices"

	"sartor/internal/stat"
)

const (
	pairKappa = 5    // κ of (3.7)
	leastPair = 20   // baskets with both, and so with each, below which nothing is said
	leastLift = 1.5  // of a complement, after shrinking
	pairTail  = .005 // one side of the 99 % Poisson interval
	// MostLinks is how many complements and substitutes a product keeps.
	MostLinks = 10
	// widestBasket is how many distinct products of a basket are paired. Of a
	// larger one (a wholesale order of 500 would make 125,000 pairs that say little)
	// this many are kept by a fixed hash, the same at every run.
	widestBasket = 40
	// mostPairBaskets bounds the work: beyond it every s-th basket by a fixed hash.
	mostPairBaskets = 4_000_000
)

// Link says that a product goes with (or stands in for) another.
type Link struct {
	Product  uint32
	strength uint16 // in 1/65535
}

// Strength is P(product | the other) for a complement; for a substitute, the
// share of the other's baskets in which its buyers' own taste would have had
// this product too and did not. In (0,1].
func (l Link) Strength() float64 { return float64(l.strength) / math.MaxUint16 }

// LinkOf is a link of that strength, in (0,1].
func LinkOf(product uint32, strength float64) Link {
	return Link{product, uint16(math.Round(min(1, max(0, strength)) * math.MaxUint16))}
}

// lift is the shrunk lift of a pair.
//
//	Computes  (n_ij + κ)/(n_i n_j/B + κ)                         (3.7)
func lift(nij, expected, kappa float64) float64 { return (nij + kappa) / (expected + kappa) }

// Baskets are what pairs are learned from.
type Baskets struct {
	Each  iter.Seq2[int32, []uint32] // buyer, −1 for nobody, and products; a buyer's stand together, nobody's come last
	Count int                        // of them
	Pop   []uint32                   // baskets with each product
}

// pairing is the baskets as pairs read them: common products only, large ones
// thinned, and for each product where it is. Baskets of customers come first.
type pairing struct {
	sets   []uint32 // products
	from   []uint32 // of each basket in sets, and the end
	buyer  []int32  // of each basket, −1 at the end
	named  uint32   // baskets with a buyer
	where  []uint32 // baskets
	starts []uint32 // of each product in where, and the end
}

func (x *pairing) set(b uint32) []uint32  { return x.sets[x.from[b]:x.from[b+1]] }
func (x *pairing) with(p uint32) []uint32 { return x.where[x.starts[p]:x.starts[p+1]] }
func (x *pairing) n(p uint32) float64     { return float64(x.starts[p+1] - x.starts[p]) }
func (x *pairing) total() float64         { return float64(len(x.buyer)) }

func pairingOf(in *Baskets) *pairing {
	x := &pairing{from: []uint32{0}}
	step := uint64(max(1, (in.Count+mostPairBaskets-1)/mostPairBaskets))
	at := uint64(0)
	for buyer, set := range in.Each {
		at++
		if step > 1 && stat.Mix(at, 0)%step != 0 {
			continue
		}
		x.take(set, buyer, in.Pop)
		if buyer >= 0 {
			x.named = uint32(len(x.buyer))
		}
	}
	x.invert(len(in.Pop))
	return x
}

// take appends a basket's common products, thinned.
func (x *pairing) take(set []uint32, buyer int32, pop []uint32) {
	at := len(x.sets)
	for _, p := range set {
		if pop[p] >= leastPair {
			x.sets = append(x.sets, p)
		}
	}
	if kept := x.sets[at:]; len(kept) > widestBasket {
		salt := uint64(len(x.buyer))
		slices.SortFunc(kept, func(a, b uint32) int {
			return cmp.Compare(stat.Mix(salt, uint64(a)), stat.Mix(salt, uint64(b)))
		})
		x.sets = x.sets[:at+widestBasket]
	}
	x.from, x.buyer = append(x.from, uint32(len(x.sets))), append(x.buyer, buyer)
}

func (x *pairing) invert(size int) {
	x.starts = make([]uint32, size+1)
	for _, p := range x.sets {
		x.starts[p+1]++
	}
	for p := range size {
		x.starts[p+1] += x.starts[p]
	}
	x.where = make([]uint32, len(x.sets))
	next := slices.Clone(x.starts)
	for b := range uint32(len(x.buyer)) {
		for _, p := range x.set(b) {
			x.where[next[p]] = b
			next[p]++
		}
	}
}

// company counts, by product, the baskets shared with one product.
type company struct {
	named, others []uint32 // baskets with a buyer, and without
	touched       []uint32
}

func (s *company) gather(x *pairing, product uint32) {
	for _, q := range s.touched {
		s.named[q], s.others[q] = 0, 0
	}
	s.touched = s.touched[:0]
	for _, b := range x.with(product) {
		counts := s.named
		if b >= x.named {
			counts = s.others
		}
		for _, q := range x.set(b) {
			if s.named[q]+s.others[q] == 0 {
				s.touched = append(s.touched, q)
			}
			counts[q]++
		}
	}
}

// complements returns what is bought with a product beyond chance, strongest
// first.
//
//	Computes  j after i when n_ij ≥ 20, lift_5 ≥ 1.5 and the two-sided 99 % Poisson
//	          interval of n_ij lies above n_i n_j/B (3.7); ordered by
//	          P(j|i) = (n_ij + κ n_j/B)/(n_i + κ), ties by the order of ids
//	Source    SCIENCE 3.6
func (s *company) complements(x *pairing, i uint32, rank func(uint32) uint32) []Link {
	var out []Link
	for _, j := range s.touched {
		nij := s.named[j] + s.others[j]
		if j == i || nij < leastPair {
			continue
		}
		expected := x.n(i) * x.n(j) / x.total()
		if lift(float64(nij), expected, pairKappa) < leastLift || stat.PoissonAtLeast(int(nij), expected) >= pairTail {
			continue
		}
		share := (float64(nij) + pairKappa*x.n(j)/x.total()) / (x.n(i) + pairKappa)
		out = append(out, LinkOf(j, share))
	}
	return strongest(out, rank)
}

func strongest(links []Link, rank func(uint32) uint32) []Link {
	slices.SortFunc(links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(b.strength, a.strength), cmp.Compare(rank(a.Product), rank(b.Product)))
	})
	return slices.Clone(links[:min(len(links), MostLinks)])
}
