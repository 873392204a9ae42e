// Package wants owns which of the learned orders of the next basket is used: own
// habits alone, the additive score with neighbours, or the learned ranker, each only
// where it is not worse on what customers bought in the chain's newest weeks; and the
// lists that are made with it, a customer at a time, from the tables of a base of
// customers (Base). It knows customers, products and days as numbers; it refuses
// clocks, storage and ids, and masks nothing.
//
//	Computes  the order with the best held-out Recall@10 among those that may speak; the
//	          chance of a place by isotonic curves over what came of such places
//	Source    SCIENCE 3.1, 3.8; RANKER "Ship rule"
//	Weak      a base of a large chain is a sample of its customers: rare products are
//	          known by the customer's own baskets alone
//
// Invariants and the tests that hold them: a customer is answered alike whether the
// base holds them or not (TestBase_AStrangerWithTheSameBaskets), what stands is
// replaced only by what is not worse (TestFit_KeepsWhatStands), what is encoded
// decodes to the same, of each version (TestDecode_EachVersion), and garbage to an
// error (FuzzDecode).
package wants

import (
	"cmp"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/model/basket"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/ranker"
	"sartor/internal/model/trial"
)

// Names of the ways as reports call them.
const (
	Habits   = "own habits and popularity"
	Additive = "additive score with neighbours"
	Ranked   = ranker.Name
)

// Options say what baskets do not.
type Options struct {
	Rank     []uint32          // by product number: its place in the byte order of ids; empty: the order of numbers
	Region   []uint32          // by store number; short or 0: the whole chain
	Workers  int               // the result does not depend on it
	Seed     uint64            // of samples, trees and intervals
	Trees    int               // most trees that are grown; 0: the ranker's own bound
	Habits   neighbour.Weights // of own habits and popularity, which decide where nothing better is known
	Standing Standing          // its model is nil for nothing
	Plain    string            // why trees may not speak here, for the report; empty: they may
	Stop     func() error      // asked before every part of the work; an error ends it. nil never does
	Spent    func() bool       // asked before every tree whether the time for trees is used up: they do not speak then. nil never
}

func (o *Options) neighbours() neighbour.Options {
	return neighbour.Options{Rank: o.Rank, Region: o.Region, Workers: o.Workers, Seed: o.Seed}
}

func (o *Options) ranker(rival trial.Candidate) ranker.Options {
	return ranker.Options{Rank: o.Rank, Workers: o.Workers, Seed: o.Seed, Trees: o.Trees, Rival: rival, Stop: o.Stop}
}

// Model is the order that is used, immutable.
type Model struct {
	Weights neighbour.Weights // of the additive score
	Ranker  *ranker.Ranker    // nil: the additive score ranks
	Chances neighbour.Chances // of the score that ranks: shares of the ranker's, scores of the additive one
}

// Name is the way the model ranks.
func (m *Model) Name() string {
	if m.Ranker != nil {
		return Ranked
	}
	return Additive
}

// Standing is an order that stands.
type Standing struct {
	*Model
	Learned
}

// Learned is what a model was learned from, and how it did on what it had not seen.
type Learned struct {
	Through int32       `json:"through"` // last day of its baskets, days since 1970-01-01
	Score   trial.Score `json:"score"`   // on customers whose next baskets were held out then; none: it is not known
}

// Report says how a model came to be.
type Report struct {
	Day      int32            `json:"day"`     // the first day that was held out, days since 1970-01-01
	Cases    int              `json:"cases"`   // customers judged by
	Name     string           `json:"name"`    // what is used
	InUse    trial.Score      `json:"in_use"`  // its score
	Habits   trial.Score      `json:"habits"`  // of own habits and popularity, on the same customers
	Gain     trial.Difference `json:"gain"`    // in use against habits
	Tuned    trial.Score      `json:"tuned"`   // of the additive score
	Weights  Weights          `json:"weights"` // of it
	Ranker   *ranker.Report   `json:"ranker,omitempty"`
	NoRanker string           `json:"no_ranker,omitempty"` // why there is none
	Standing *trial.Score     `json:"standing,omitempty"`  // of what stands: on the same customers, or as it was when it was learned
	Learned  Learned          `json:"learned"`             // of what is used
	Why      string           `json:"why"`
}

// Weights are those of the additive score.
type Weights = neighbour.Weights

// leastCases is below how many customers a choice would be noise.
const leastCases = 100

// mostTuned bounds the customers that weights are chosen by, in each split.
const mostTuned = 1_000

// ErrFew says that too few customers came again to choose by.
var ErrFew = fault.New(fault.Exhausted, "wants_few", "choosing how to foretell the next basket needs 100 customers who bought on two days and again in the newest eighth of the history; until then own habits decide")

// Way is the choice as a candidate of a trial: made anew from what each split knows.
type Way struct{ Options Options }

// Name is how reports call what is used.
func (Way) Name() string { return "in use: the best of these on the weeks before" }

// Lists chooses within what the split knows and answers its cases.
func (w Way) Lists(s *trial.Split, k int) ([][]uint32, error) {
	m, _, err := Fit(s.Known, w.Options)
	switch {
	case fault.Is(err, fault.Exhausted) || err == nil && m == nil:
		return neighbour.Fixed{Weights: w.Options.Habits, Options: w.Options.neighbours()}.Lists(s, k)
	case err != nil:
		return nil, err
	case m.Ranker != nil:
		return ranker.Way{Ranker: m.Ranker, Options: w.Options.ranker(nil)}.Lists(s, k)
	}
	return neighbour.Fixed{Weights: m.Weights, Options: w.Options.neighbours()}.Lists(s, k)
}

// Want is a product of a list.
type Want struct {
	Product uint32
	Score   float64 // orders the list
	Chance  float64 // that the customer's next basket holds it
	New     bool    // they never bought it
}

// Base is what lists are made from: tables of some customers' baskets. Immutable;
// shared by askers.
type Base struct {
	model  *Model
	size   int
	tables *ranker.Tables
	plain  *neighbour.Model
}

// NewBase counts a view for a model.
func NewBase(v basket.View, m *Model, o Options) (*Base, error) {
	b := &Base{model: m, size: v.Size()}
	if m.Ranker != nil {
		b.tables = ranker.NewTables(v, o.ranker(nil))
		return b, nil
	}
	var err error
	b.plain, err = neighbour.Fit(v, m.Weights, o.neighbours())
	return b, err
}

// Asker answers for one customer after the other; not for two goroutines.
type Asker struct {
	b      *Base
	ranked *ranker.Asker
	plain  *neighbour.Asker
	known  basket.Past // the customer's baskets, of products that the base has room for
	own    []uint32    // by product: the turn in which it was own
	turn   uint32
	sets   []uint32
	out    []Want
}

// NewAsker makes a working space.
func (b *Base) NewAsker() *Asker {
	a := &Asker{b: b, own: make([]uint32, b.size)}
	if b.tables != nil {
		a.ranked = b.tables.NewAsker()
	} else {
		a.plain = b.plain.NewAsker()
	}
	return a
}

// Ask is a question about one customer.
type Ask struct {
	Past  *basket.Past
	Self  int    // who they are in the base's view; -1: it does not hold them
	Day   int32  // of the visit
	Store uint32 // likewise
	K     int    // products
	New   int    // of them never bought, at least, as far as there are any
}

// LeastBaskets is how many a customer has for a list of their own: nobody with fewer
// was learned from.
const LeastBaskets = 2

// spare is how many more products are looked at, for new ones among them.
const spare = 10

// List returns the products a customer will want, best first; valid until the next
// call. It is empty for somebody with fewer than LeastBaskets.
func (a *Asker) List(q Ask) []Want {
	a.out = a.out[:0]
	a.read(q.Past)
	if a.known.Len() < LeastBaskets {
		return nil
	}
	if a.ranked != nil {
		who := ranker.Who{Past: &a.known, Self: q.Self, Day: q.Day}
		for _, x := range a.b.model.Ranker.ListOf(a.ranked, who, q.K+spare) {
			a.add(x.Product, x.Score, x.Share)
		}
	} else {
		ask := neighbour.Ask{Customer: q.Self, Day: q.Day, Store: q.Store, K: q.K + spare, Past: &a.known}
		for _, x := range a.plain.List(ask) {
			a.add(x.Product, x.Score, x.Score)
		}
	}
	return a.cut(q.K, q.New)
}

// read takes the baskets over, without products that came after the base.
func (a *Asker) read(past *basket.Past) {
	if a.turn++; a.turn == 0 {
		clear(a.own)
		a.turn++
	}
	a.known.Reset()
	a.sets = a.sets[:0]
	for j, set := range past.Sets {
		from := len(a.sets)
		for _, p := range set {
			if int(p) < a.b.size {
				a.sets = append(a.sets, p)
				a.own[p] = a.turn
			}
		}
		if len(a.sets) > from {
			a.known.Add(past.Days[j], a.sets[from:len(a.sets):len(a.sets)])
		}
	}
}

// add takes a product in with its chance; by is what the curves are over.
func (a *Asker) add(product uint32, score, by float64) {
	w := Want{Product: product, Score: score, New: a.own[product] != a.turn}
	kind := neighbour.OnlyOwn
	if w.New {
		kind = neighbour.OnlyNew
	}
	chance, ok := a.b.model.Chances.Of(by, kind)
	if !ok {
		chance = min(1, max(0, by))
	}
	w.Chance = chance
	a.out = append(a.out, w)
}

// cut keeps the first k, and as many new ones among them as are asked for, in place
// of the last own ones.
func (a *Asker) cut(k, fresh int) []Want {
	if len(a.out) <= k {
		return a.out
	}
	have := 0
	for _, w := range a.out[:k] {
		if w.New {
			have++
		}
	}
	last := k - 1
	for _, w := range a.out[k:] {
		if have >= fresh || last < 0 {
			break
		}
		if !w.New {
			continue
		}
		for last >= 0 && a.out[last].New {
			last--
		}
		if last >= 0 {
			a.out[last], have = w, have+1
			last--
		}
	}
	kept := a.out[:k]
	slices.SortStableFunc(kept, func(a, b Want) int { return cmp.Compare(b.Score, a.Score) })
	return kept
}
