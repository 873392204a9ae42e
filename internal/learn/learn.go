// Package learn turns history into a snapshot: one pass over the journal, a fit
// with its score on held-out baskets, and the gate that lets a new snapshot
// stand only when it is not worse. It refuses to publish what scores below the
// standing snapshot by more than its interval (TestRun_RefusesAPoisonedBatch);
// the one that stands is never touched by a run that fails.
package learn

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"sartor/internal/model/habit"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Limits of a run. A slice of the journal is read at once; between slices tills
// go first.
const (
	sliceSize    = 20_000
	mostModel    = 512 << 20 // bytes a stored model may unpack to
	scoreSeed    = 1         // of the bootstrap: equal data give equal intervals
	LeastFresh   = 5_000     // new receipts before a run starts by itself
	LeastPortion = .05       // and their share of those last learned from
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
	Published  bool          `json:"published"`
	Why        string        `json:"why"` // the gate's words
	Receipts   int64         `json:"receipts"`
	Baskets    int           `json:"baskets"`
	Customers  int           `json:"customers"`
	Lines      int           `json:"lines"`
	Products   int           `json:"products"`
	LastDay    string        `json:"last_day"`
	Scorable   int           `json:"scorable"` // customers with four baskets or more
	Decay      float64       `json:"decay"`
	Validation float64       `json:"validation"`
	Scores     []ModelScore  `json:"scores"`
	Standing   *habit.Score  `json:"standing,omitempty"` // what it was held against
	Own        habit.Score   `json:"own"`
	Seconds    float64       `json:"seconds"`
	Weights    habit.Weights `json:"weights"`
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

// Task is what a run is given.
type Task struct {
	History  History
	Chain    *retail.Catalogue
	Standing *habit.Score // of the snapshot that stands; nil for none
	Workers  int
	Now      func() time.Time
}

// Run reads the whole journal, fits and scores. Whether the result may be
// published stands in its report.
func Run(ctx context.Context, t Task) (Result, error) {
	start := t.Now()
	b, err := newReading(ctx, t)
	if err != nil {
		return Result{}, err
	}
	if err := b.readAll(ctx, t.History); err != nil {
		return Result{}, err
	}
	corpus, err := b.builder.Corpus()
	if err != nil {
		return Result{}, fmt.Errorf("learn: %w", err)
	}
	model, err := habit.Fit(corpus, options(t.Chain, t.Workers))
	if err != nil {
		return Result{}, fmt.Errorf("learn: %w", err)
	}
	out := Result{Model: model, Report: reportOf(model, b.receipts)}
	out.Report.Published, out.Report.Why = true, "the first snapshot stands at once"
	if t.Standing != nil {
		out.Report.Standing = t.Standing
		out.Report.Published, out.Report.Why = habit.Gate(out.Report.Own, *t.Standing)
	}
	out.Report.Seconds = t.Now().Sub(start).Seconds()
	out.Body, err = pack(model)
	return out, err
}

// reading collects baskets from journal entries.
type reading struct {
	chain    *retail.Catalogue
	voided   map[int64]bool
	profiled map[retail.CustomerID]bool
	dense    map[retail.CustomerID]int32
	builder  habit.Builder
	receipts int64
	lines    []touchpoint.PackedLine
	products []uint32
}

func newReading(ctx context.Context, t Task) (*reading, error) {
	b := &reading{chain: t.Chain, dense: map[retail.CustomerID]int32{}}
	var err error
	if b.voided, err = t.History.Voided(ctx); err != nil {
		return nil, err
	}
	b.profiled, err = t.History.Profiled(ctx)
	return b, err
}

// readAll takes the journal slice by slice, so that tills are never behind it.
func (b *reading) readAll(ctx context.Context, h History) error {
	var at touchpoint.Position
	for {
		entries, err := h.Entries(ctx, at, sliceSize)
		if err != nil {
			return err
		}
		for i := range entries {
			if err := b.read(&entries[i]); err != nil {
				return err
			}
		}
		if len(entries) < sliceSize {
			return nil
		}
		at = entries[len(entries)-1].Position
	}
}

// read takes one receipt. Goods that came back or must not be inferred from
// stay out; a customer without consent counts as anonymous.
func (b *reading) read(e *touchpoint.Entry) error {
	if e.Kind != touchpoint.KindReceipt || b.voided[e.Position.Seq] {
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
		b.builder.Add(habit.Basket{Customer: b.customer(e.Customer), Day: int32(e.Day), Store: e.Store, Products: b.products})
	}
	return nil
}

func (b *reading) customer(id retail.CustomerID) int32 {
	if id == 0 || !b.profiled[id] {
		return habit.Anonymous
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

func reportOf(m *habit.Model, receipts int64) Report {
	r := m.Report()
	out := Report{
		Receipts: receipts, Baskets: r.Baskets, Customers: r.Customers, Lines: r.Lines, Products: r.Products, Scorable: r.Scorable,
		LastDay: retail.BusinessDay(r.LastDay).String(), Decay: habit.Decays[m.Decay()], Validation: r.Validation, Weights: r.Weights, Own: r.Score(),
	}
	for i, s := range r.Scores {
		out.Scores = append(out.Scores, ModelScore{Model: habit.Candidates[i], Score: s})
	}
	return out
}

// pack is the stored form of a model.
func pack(m *habit.Model) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(m.Append(nil)); err != nil {
		return nil, fmt.Errorf("pack a model: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack a model: %w", err)
	}
	return b.Bytes(), nil
}

// Load reads what Run stored.
func Load(body []byte, report string) (*habit.Model, Report, error) {
	var r Report
	if err := json.Unmarshal([]byte(report), &r); err != nil {
		return nil, r, fmt.Errorf("read a snapshot's report: %w", err)
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, r, fmt.Errorf("unpack a model: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(z, mostModel))
	if err != nil {
		return nil, r, fmt.Errorf("unpack a model: %w", err)
	}
	m, err := habit.Decode(plain)
	return m, r, err
}

// Due reports whether enough has come in for a run to start by itself.
func Due(now, learned int64) bool {
	fresh := now - learned
	return fresh >= LeastFresh && float64(fresh) >= LeastPortion*float64(learned)
}
