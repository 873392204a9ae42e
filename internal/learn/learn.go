// Package learn turns history into a snapshot: one pass over the journal, a fit
// with its score on held-out baskets, and the gate that lets a new snapshot
// stand only when it is not worse. It refuses to publish what scores below the
// standing snapshot by more than its interval, both judged on the same customers
// (TestRun_RefusesAPoisonedBatch, TestRun_RefusesAWorseModel); the one that
// stands is never touched by a run that fails. It says when a run is due
// (TestDue) and which snapshots may go (TestStale).
package learn

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"sartor/internal/model/basket"
	"sartor/internal/model/habit"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Limits of a run. A slice of the journal is read at once; between slices tills
// go first. Of the standing snapshot's history about knownMost customers are
// read a second time, to be judged as it knew them.
const (
	sliceSize = 20_000
	knownMost = 20_000
	scoreSeed = 1 // of the bootstrap: equal data give equal intervals
)

// History is what a run reads; db fulfils it.
type History interface {
	// Entries returns the journal behind a position, oldest first.
	Entries(ctx context.Context, after touchpoint.Position, most int) ([]touchpoint.Entry, error)
	// Voided returns the numbers of the entries that were taken back.
	Voided(ctx context.Context) (map[int64]bool, error)
	// Profiled returns the customers whose profile may be learned from.
	Profiled(ctx context.Context) (map[retail.CustomerID]bool, error)
}

// Report is what a run says of itself; it is stored with its snapshot.
type Report struct {
	Published  bool                `json:"published"`
	Why        string              `json:"why"`      // the gate's words
	Receipts   int64               `json:"receipts"` // that count
	Read       int64               `json:"read"`     // receipts read, voided and training ones too
	Through    touchpoint.Position `json:"through"`  // how far the journal was read
	Baskets    int                 `json:"baskets"`
	Customers  int                 `json:"customers"`
	Lines      int                 `json:"lines"`
	Products   int                 `json:"products"`
	LastDay    string              `json:"last_day"`
	Scorable   int                 `json:"scorable"` // customers with four baskets or more
	Decay      float64             `json:"decay"`
	Validation float64             `json:"validation"`
	Scores     []ModelScore        `json:"scores"`
	Own        habit.Score         `json:"own"`
	Standing   *habit.Score        `json:"standing,omitempty"` // what stood then, on the same baskets
	Since      *habit.Match        `json:"since,omitempty"`    // of those who came since: their baskets now and then
	Seconds    float64             `json:"seconds"`
	Weights    habit.Weights       `json:"weights"`
}

// ModelScore is how well one candidate foretold the held-out baskets.
type ModelScore struct {
	Model string `json:"model"`
	habit.Score
}

// Result is a finished run.
type Result struct {
	Model  *habit.Model
	Report Report
	Body   []byte // the model as it is stored
}

// Standing is the snapshot that a new one is held against.
type Standing struct {
	Model   *habit.Model
	Through touchpoint.Position // how far its run had read the journal
}

// Task is what a run is given.
type Task struct {
	History  History
	Chain    *retail.Catalogue
	Standing *Standing // nil for none
	Workers  int
	Now      func() time.Time
	// Pause is called between slices with the receipts read so far: the place to
	// say how far the run is and to let tills go first. It may be nil.
	Pause func(ctx context.Context, receipts int64) error
}

// Run reads the whole journal, fits and scores. Whether the result may be
// published stands in its report.
func Run(ctx context.Context, t Task) (Result, error) {
	start := t.Now()
	b, err := newReading(ctx, t)
	if err != nil {
		return Result{}, err
	}
	if err := b.readAll(ctx, t); err != nil {
		return Result{}, err
	}
	corpus, err := b.builder.Corpus()
	if err != nil {
		return Result{}, fmt.Errorf("learn: %w", err)
	}
	o := options(t.Chain, t.Workers)
	if o.Rival, err = b.rival(t.Standing); err != nil {
		return Result{}, err
	}
	model, err := habit.Fit(corpus, o)
	if err != nil {
		return Result{}, fmt.Errorf("learn: %w", err)
	}
	out := Result{Model: model, Report: reportOf(model)}
	out.Report.Receipts, out.Report.Read, out.Report.Through = b.receipts, b.total, b.end
	out.Report.decide(model.Report(), t.Standing)
	out.Report.Seconds = t.Now().Sub(start).Seconds()
	out.Body, err = pack(model)
	return out, err
}

// decide asks twice: is the new model as good as the standing one on the same
// baskets, and are the baskets that came since as foreseeable as those before?
// Data filed under the wrong customers make every model worse alike; only the
// second shows them.
func (r *Report) decide(fit habit.Report, standing *Standing) {
	if standing == nil {
		r.Published, r.Why = true, "the first snapshot stands at once"
		return
	}
	r.Standing = &fit.Same.Standing
	r.Published, r.Why = habit.Gate(fit.Same.Fresh, fit.Same.Standing)
	if fit.Since.Standing.Customers == 0 {
		return
	}
	r.Since = &fit.Since
	if ok, why := foreseeable(fit.Since); r.Published && !ok {
		r.Published, r.Why = false, why
	}
}

// foreseeable says whether customers' baskets since are foretold about as well
// as those before. These are different baskets, so that chance and season move
// the figure: it may fall by twice the half-width of the difference's interval
// (about one honest run in a thousand falls lower) or by driftShare.
func foreseeable(m habit.Match) (ok bool, why string) {
	const driftShare = .05
	was, now := m.Standing.Recall, m.Fresh.Recall
	least := was.Value - max(2*math.Hypot(was.Half(), now.Half()), driftShare*was.Value)
	return now.Value >= least, fmt.Sprintf(
		"the last baskets of the %d customers who came since are foretold worse than their last ones before: Recall@10 %.4f, was %.4f, least allowed %.4f; are they filed under the right customers?",
		m.Fresh.Customers, now.Value, was.Value, least)
}

// reading collects baskets from journal entries.
type reading struct {
	chain    *retail.Catalogue
	voided   map[int64]bool
	profiled map[retail.CustomerID]bool
	dense    map[retail.CustomerID]int32
	builder  basket.Builder
	receipts int64 // that count
	total    int64
	end      touchpoint.Position
	lines    []touchpoint.PackedLine
	products []uint32

	known   basket.Builder      // what the standing snapshot had, of some customers
	through touchpoint.Position // how far it had read
	every   uint64              // one customer in so many is in known
	touched map[int]bool        // customers who came since
}

func newReading(ctx context.Context, t Task) (*reading, error) {
	b := &reading{chain: t.Chain, dense: map[retail.CustomerID]int32{}, touched: map[int]bool{}}
	if t.Standing != nil {
		b.through = t.Standing.Through
	}
	var err error
	if b.voided, err = t.History.Voided(ctx); err != nil {
		return nil, err
	}
	b.profiled, err = t.History.Profiled(ctx)
	b.every = uint64(1 + len(b.profiled)/knownMost)
	return b, err
}

// readAll takes the journal slice by slice, so that tills are never behind it.
func (b *reading) readAll(ctx context.Context, t Task) error {
	for {
		entries, err := t.History.Entries(ctx, b.end, sliceSize)
		if err != nil {
			return err
		}
		for i := range entries {
			if err := b.read(&entries[i]); err != nil {
				return err
			}
			b.end = entries[i].Position
		}
		if err := ctx.Err(); err != nil || len(entries) < sliceSize {
			return err
		}
		if t.Pause == nil {
			continue
		}
		if err := t.Pause(ctx, b.total); err != nil {
			return err
		}
	}
}

// read takes one receipt. Goods that came back or must not be inferred from
// stay out; a customer without consent counts as anonymous.
func (b *reading) read(e *touchpoint.Entry) error {
	if e.Kind != touchpoint.KindReceipt {
		return nil
	}
	b.total++
	if b.voided[e.Position.Seq] {
		return nil
	}
	p, err := touchpoint.Unpack(e.Body, b.lines)
	if err != nil {
		return fmt.Errorf("learn: receipt %s: %w", e.Receipt, err)
	}
	b.lines = p.Lines
	if !p.State.Counts() {
		return nil
	}
	b.receipts++
	b.products = b.products[:0]
	for i := range p.Lines {
		if l := &p.Lines[i]; l.Quantity > 0 && b.chain.Product(l.Product).Restriction.Inferable() {
			b.products = append(b.products, l.Product)
		}
	}
	if len(b.products) > 0 {
		one := basket.Basket{Customer: b.customer(e.Customer), Day: int32(e.Day), Store: e.Store, Products: b.products}
		b.builder.Add(one)
		b.compare(e, one)
	}
	return nil
}

// compare keeps what the standing snapshot knew of a customer, and who came since.
func (b *reading) compare(e *touchpoint.Entry, one basket.Basket) {
	const spread = 0x9E3779B97F4A7C15 // Fibonacci hashing: neighbouring ids apart
	if one.Customer == basket.Anonymous || b.through == (touchpoint.Position{}) || (uint64(e.Customer)*spread>>32)%b.every != 0 {
		return
	}
	if e.Position.After(b.through) {
		b.touched[int(one.Customer)] = true
		return
	}
	b.known.Add(one)
}

// rival is the standing model with what it knew.
func (b *reading) rival(standing *Standing) (*habit.Rival, error) {
	if standing == nil {
		return nil, nil //nolint:nilnil // nothing stands: there is nobody to be held against
	}
	knew, err := b.known.Corpus()
	if err != nil {
		return nil, fmt.Errorf("learn: %w", err)
	}
	return &habit.Rival{Model: standing.Model, Knew: knew, Touched: func(u int) bool { return b.touched[u] }}, nil
}

func (b *reading) customer(id retail.CustomerID) int32 {
	if id == 0 || !b.profiled[id] {
		return basket.Anonymous
	}
	n, ok := b.dense[id]
	if !ok {
		n = int32(len(b.dense))
		b.dense[id] = n
	}
	return n
}

// options are what baskets do not say: categories, regions, the order of ids.
func options(chain *retail.Catalogue, workers int) habit.Options {
	o := habit.Options{Workers: workers, Seed: scoreSeed, Category: make([]uint32, len(chain.Products)), Region: make([]uint32, len(chain.Stores))}
	order := make([]uint32, len(chain.Products))
	for n := range chain.Products {
		o.Category[n], order[n] = chain.CategoryOf(uint32(n)), uint32(n)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return bytes.Compare([]byte(chain.Products[a].ID), []byte(chain.Products[b].ID))
	})
	o.Rank = make([]uint32, len(order))
	for rank, n := range order {
		o.Rank[n] = uint32(rank)
	}
	regions := map[string]uint32{"": 0}
	for n := range chain.Stores {
		name := chain.Stores[n].Region
		if _, ok := regions[name]; !ok {
			regions[name] = uint32(len(regions))
		}
		o.Region[n] = regions[name]
	}
	return o
}

func reportOf(m *habit.Model) Report {
	r := m.Report()
	out := Report{
		Baskets: r.Baskets, Customers: r.Customers, Lines: r.Lines, Products: r.Products, Scorable: r.Scorable,
		LastDay: retail.BusinessDay(r.LastDay).String(), Decay: habit.Decays[m.Decay()], Validation: r.Validation, Weights: r.Weights, Own: r.Score(),
	}
	for i, s := range r.Scores {
		out.Scores = append(out.Scores, ModelScore{Model: habit.Candidates[i], Score: s})
	}
	return out
}
