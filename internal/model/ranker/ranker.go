// Package ranker owns the learned order of what a customer will buy next:
// candidates, their features, training over several past days, the rule by
// which it may replace the additive score, and its encoding. It knows
// customers, products and days as numbers; it refuses clocks, storage and ids,
// masks nothing, and gives no probabilities and no words: those are habit's.
//
//	Computes  boosted trees over about 40 features of each (customer, product), fitted to what was in the first basket after
//	          each of several past days (origins), with everything counted before that day; the mean of two losses' trees
//	Assumes   the next weeks are as foreseeable as those after the origins
//	Source    RANKER.md
//	Weak      chains with fewer than 500 customers who came again; a single origin would learn its season
//
// Invariants and the tests that hold them: what is held back changes no
// feature (TestFeatures_TheTargetInfluencesNothing), every own product is a
// candidate and none stands twice (TestAsk_AllThatIsOwnIsACandidate), features
// equal a plain recount (TestFeatures_EqualARecount), the same bytes for any
// number of workers (TestFit_SameForAnyWorkers), it ships only where it wins
// (TestFit_ShipsOnlyWhatWins), what is encoded decodes to the same and garbage
// to an error (FuzzDecode).
package ranker

import (
	"encoding/binary"
	"hash/fnv"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/model/basket"
	"sartor/internal/model/boost"
	"sartor/internal/model/trial"
	"sartor/internal/stat"
)

// Options say what baskets do not.
type Options struct {
	Rank    []uint32        // by product number: its place in the byte order of ids; empty: the order of numbers
	Workers int             // goroutines; the result does not depend on it
	Seed    uint64          // of samples, trees and intervals
	Trees   int             // most trees of each loss that are grown; 0: 100
	Stop    func() error    // asked before every tree and origin; an error ends the learning. nil never does
	Rival   trial.Candidate // what it must beat; nil: the additive score of neighbour, tuned on the last origins
}

func (o *Options) stopped() error {
	if o.Stop == nil {
		return nil
	}
	return o.Stop()
}

func (o *Options) rank(product uint32) uint32 {
	if int(product) >= len(o.Rank) {
		return product
	}
	return o.Rank[product]
}

// Ranker orders candidates. Immutable.
type Ranker struct{ model *boost.Model }

// List returns the customer's k products most likely next, best first; valid
// until the asker's next use. Fewer when there are fewer candidates, none for
// somebody without a basket.
func (r *Ranker) List(a *Asker, customer int, day int32, k int) []Scored {
	if !a.ask(customer, day) {
		return nil
	}
	return a.scored(a.list(r.model, k))
}

// Who is somebody with baskets of their own, all of products below the tables' Size.
type Who struct {
	Past *basket.Past
	Self int // who they are in the tables' view; -1: it does not hold them
	Day  int32
}

// ListOf is List for somebody whom no view needs to hold.
func (r *Ranker) ListOf(a *Asker, who Who, k int) []Scored {
	if !a.askOf(who.Past, who.Self, who.Day) {
		return nil
	}
	return a.scored(a.list(r.model, k))
}

// Gains are the features by what they are worth to the trees, the best first.
func (r *Ranker) Gains() []Gain {
	var out []Gain
	for i, g := range r.model.Gains() {
		out = append(out, Gain{featureNames[i], g})
	}
	slices.SortStableFunc(out, func(a, b Gain) int {
		switch {
		case a.Gain > b.Gain:
			return -1
		case a.Gain < b.Gain:
			return 1
		}
		return 0
	})
	return out
}

// Gain is a feature and what it is worth to the trees.
type Gain struct {
	Feature string  `json:"feature"`
	Gain    float64 `json:"gain"`
}

// Way is the ranker as a candidate of a trial.
type Way struct {
	Ranker  *Ranker
	Options Options
	Tables  *Tables // of the one view that will be asked about; nil: every split's is counted anew
}

// Name is how the ranker is called in reports.
func (Way) Name() string { return Name }

// Name is how the ranker is called in reports.
const Name = "learned ranker"

// Lists counts what the split knows, if need be, and answers its cases.
func (w Way) Lists(s *trial.Split, k int) ([][]uint32, error) {
	return productsOf(w.Scored(s, k)), nil
}

// Scored is Lists with scores.
func (w Way) Scored(s *trial.Split, k int) [][]Scored {
	t := w.Tables
	if t == nil {
		t = NewTables(s.Known, w.Options)
	}
	out := make([][]Scored, len(s.Cases))
	t.each(s.Cases, func(a *Asker, i int) {
		out[i] = slices.Clone(w.Ranker.List(a, s.Cases[i].Customer, s.Cases[i].Day, k))
	})
	return out
}

func productsOf(lists [][]Scored) [][]uint32 {
	out := make([][]uint32, len(lists))
	for i, list := range lists {
		for _, x := range list {
			out[i] = append(out[i], x.Product)
		}
	}
	return out
}

// each asks the cases, those of one day together, on the workers; do must
// write only to places of its case.
func (t *Tables) each(cases []trial.Case, do func(a *Asker, i int)) {
	order := make([]int, len(cases))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(cases[a].Day) - int(cases[b].Day) })
	askers := make([]*Asker, t.o.Workers)
	stat.Spread(stat.Work{Workers: t.o.Workers, N: len(order), Chunk: 64}, func(w, k int) {
		if askers[w] == nil {
			askers[w] = t.NewAsker()
		}
		do(askers[w], order[k])
	})
}

// version is the first byte of an encoded ranker; after it stand eight bytes
// that name the features and their order, and the trees.
const version = 1

var errRanker = fault.New(fault.Invalid, "ranker_encoding", "these bytes are no ranker of this version; learn again")

// print names the list of features: trees of another list must not be read.
func featuresPrint() uint64 {
	h := fnv.New64a()
	for _, name := range featureNames {
		_, _ = h.Write(append([]byte(name), 0)) // a hash takes everything
	}
	return h.Sum64()
}

// Append appends the encoding, which Decode reads to an equal ranker.
func (r *Ranker) Append(dst []byte) []byte {
	return r.model.Append(binary.LittleEndian.AppendUint64(append(dst, version), featuresPrint()))
}

// Decode reads a ranker. What is not a whole one of this version is refused.
func Decode(src []byte) (*Ranker, error) {
	if len(src) < 9 || src[0] != version || binary.LittleEndian.Uint64(src[1:]) != featuresPrint() {
		return nil, errRanker
	}
	m, err := boost.Decode(src[9:])
	if err != nil || m.Width() != len(featureNames) {
		return nil, errRanker
	}
	return &Ranker{m}, nil
}
