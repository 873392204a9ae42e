package learn

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sartor/internal/learn/extract"
	"sartor/internal/model/basket"
	"sartor/internal/model/habit"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/wants"
	"sartor/internal/retail"
)

// mostBase is about how many customers stand for the chain where orders of the next
// basket are learned, and where lists are made: as many neighbours as anybody needs, in
// seconds and some tens of MiB.
const mostBase = 10_000

// mostRanked is up to how many customers lists are made by trees: a list takes one or
// two milliseconds of a core, the additive score a fraction of it, and everybody's have
// to be made in a night.
const mostRanked = 250_000

// plain is why trees may not make the lists of a chain; empty: they may.
func plain(customers int) string {
	if customers <= mostRanked {
		return ""
	}
	return fmt.Sprintf("lists by trees take too long for %d customers, at most %d: the additive score stands", customers, mostRanked)
}

// What the trees of an order may take: they are worth a few hundredths of a list, and
// the night is for other things too.
const (
	leastOrderTime = 2 * time.Minute
	mostOrderTime  = 10 * time.Minute
	orderTimeOfOne = 10 * time.Millisecond // more for each customer of the chain
)

// orderTime is how long a run may take over the order of the next basket of a chain
// before its trees are left for another one: about ten times what two free cores need.
func orderTime(customers int) time.Duration {
	return min(leastOrderTime+time.Duration(customers)*orderTimeOfOne, mostOrderTime)
}

// every is one customer in so many.
func every(customers int) int { return max(1, (customers+mostBase-1)/mostBase) }

// WantsReport is what a run says of the order of the next basket.
type WantsReport struct {
	Outcome Outcome `json:"outcome"`
	Of      int     `json:"one_in"` // customers that it was learned from
	wants.Report
}

// Order learns which order of the next basket is used, from the customers that stand
// for the chain: was is the one that stood before, nil for none. What is refused leaves
// that one in its place.
func Order(ctx context.Context, t Task, m *habit.Model, was wants.Standing) (*wants.Model, *WantsReport, error) {
	customers := m.Report().Customers
	out := &WantsReport{Of: every(customers)}
	people, err := t.people(ctx, customers)
	if err != nil {
		return nil, nil, err
	}
	o := t.wants(m)
	o.Standing, o.Stop, o.Plain = was, ctx.Err, plain(customers)
	clock, stop := context.WithTimeout(ctx, orderTime(customers))
	defer stop()
	o.Spent = func() bool { return clock.Err() != nil }
	if o.Plain != "" && was.Model != nil && was.Ranker != nil {
		o.Standing = wants.Standing{} // it was learned while the chain was smaller
	}
	made, report, err := wants.Fit(people.corpus.All(), o)
	out.Report = report
	switch {
	case errors.Is(err, wants.ErrFew):
		out.Outcome = Outcome{Kept: was.Model != nil, Note: Note{Why: "not enough data: " + wants.ErrFew.Hint, Says: "wants.few"}}
		out.Learned = was.Learned
		return was.Model, out, nil
	case err != nil:
		return nil, nil, fmt.Errorf("learn: %w", err)
	}
	out.Outcome = Outcome{New: made != nil && made != was.Model, Kept: made != nil && made == was.Model, Note: Note{Why: report.Why}}
	if r := &report; out.Outcome.New {
		out.Outcome.Says, out.Outcome.Of = "wants.new", []float64{r.InUse.Recall10.Value, float64(r.Cases), r.Habits.Recall10.Value, r.Gain.Recall10.Low, r.Gain.Recall10.High}
	}
	return made, out, nil
}

// LearnedOf is what the order in use was learned from. Of a report that is older than this
// question the last day stands for it, and its score only where it was new then: what was
// kept had been judged by baskets it knew.
func (r *Report) LearnedOf() (out wants.Learned) {
	if r.Wants == nil {
		return out
	}
	if out = r.Wants.Learned; out.Through != 0 {
		return out
	}
	day, err := retail.ParseDay(r.LastDay)
	if err != nil {
		return out
	}
	if out.Through = int32(day); r.Wants.Outcome.New {
		out.Score = r.Wants.InUse
	}
	return out
}

// wants are the options of the order beside baskets.
func (t *Task) wants(m *habit.Model) wants.Options {
	o, w := options(t.Chain, t.Workers), m.Report().Weights
	return wants.Options{
		Rank: o.Rank, Region: o.Region, Workers: o.Workers, Seed: o.Seed,
		Habits: neighbour.Weights{Delta: habit.Decays[w.Decay], Pop: w.Pop, Eta: w.Eta},
	}
}

// Base is what lists of the next basket are made from, for all ranges of a run.
type Base struct {
	*wants.Base
	self map[retail.CustomerID]int // those whose baskets it holds
}

// MakeBase counts the customers that stand for the chain. Nil where no order was
// learned, or nobody agreed to a profile by now.
func MakeBase(ctx context.Context, t Task, m *habit.Model, order *wants.Model) (*Base, error) {
	if order == nil {
		return nil, nil //nolint:nilnil // own habits decide: there is nothing to make lists from
	}
	p, err := t.people(ctx, m.Report().Customers)
	if err != nil || len(p.self) == 0 {
		return nil, err
	}
	made, err := wants.NewBase(p.corpus.All(), order, t.wants(m))
	if err != nil {
		return nil, fmt.Errorf("learn: %w", err)
	}
	return &Base{made, p.self}, nil
}

// people are the customers that stand for a chain.
type people struct {
	corpus *basket.Corpus
	self   map[retail.CustomerID]int // their numbers in it
}

// people reads the pieces of all ranges for them; customers is how many the chain has,
// about.
func (t *Task) people(ctx context.Context, customers int) (people, error) {
	b := peopleMaker{every: uint64(every(customers)), self: map[retail.CustomerID]int{}}
	b.stack.Reach(uint32(len(t.Chain.Products)))
	for r := range extract.Ranges {
		pieces, err := open(ctx, t.Pieces, r)
		if err != nil {
			return people{}, err
		}
		if b.profiled, err = t.History.Profiled(ctx, r); err != nil {
			return people{}, err
		}
		if _, err = extract.Merge(pieces, extract.Taker{Customer: b.customer, Anonymous: b.anonymous}); err != nil {
			return people{}, fmt.Errorf("learn: %w", err)
		}
		if err := t.Pause.rest(ctx, 0); err != nil {
			return people{}, err
		}
	}
	corpus, err := b.stack.Corpus()
	if err != nil {
		return people{}, fmt.Errorf("learn: %w", err)
	}
	return people{corpus, b.self}, nil
}

// peopleMaker stacks the baskets of one customer in so many, and one in so many of nobody's.
type peopleMaker struct {
	every    uint64
	profiled map[retail.CustomerID]bool
	self     map[retail.CustomerID]int
	stack    basket.Stack
	nobodys  uint64
}

func (b *peopleMaker) customer(id retail.CustomerID, rows []extract.Row) error {
	if !b.profiled[id] {
		for i := range rows {
			_ = b.anonymous(&rows[i]) // never fails
		}
		return nil
	}
	if spread(id)%b.every != 0 {
		return nil
	}
	me := len(b.self)
	for i := range rows {
		if r := &rows[i]; len(r.Products) > 0 {
			b.self[id] = me
			b.stack.Add(basket.Basket{Customer: int32(me), Day: r.Day, Store: r.Store, Products: r.Products})
		}
	}
	return nil
}

func (b *peopleMaker) anonymous(r *extract.Row) error {
	if len(r.Products) > 0 {
		if b.nobodys++; b.nobodys%b.every == 0 {
			b.stack.Add(basket.Basket{Customer: basket.Anonymous, Day: r.Day, Store: r.Store, Products: r.Products})
		}
	}
	return nil
}

// spread takes ids apart that are neighbours (Fibonacci hashing).
func spread(id retail.CustomerID) uint64 { return uint64(id) * 0x9E3779B97F4A7C15 >> 32 }

// pastOf reads a customer's baskets until the end of a day, as the habits' fold merges
// them: one of each day and store.
func pastOf(rows []extract.Row, until int32, past *basket.Past) (store uint32) {
	past.Reset()
	last := -1
	for i := range rows {
		r := &rows[i]
		if len(r.Products) == 0 || r.Day > until {
			continue
		}
		if last >= 0 && rows[last].Day == r.Day && rows[last].Store == r.Store {
			past.Join(r.Products)
		} else {
			past.Add(r.Day, r.Products)
		}
		last, store = i, r.Store
	}
	return store
}

// fresh is how many of a list's products are new to the customer, at least.
const fresh = 15

// self is who somebody is in the base, -1 for nobody.
func (b *Base) selfOf(id retail.CustomerID) int {
	if me, ok := b.self[id]; ok {
		return me
	}
	return basket.Anonymous
}
