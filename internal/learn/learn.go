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
	"slices"
	"time"

	"sartor/internal/learn/extract"
	"sartor/internal/model/habit"
	"sartor/internal/retail"
	"sartor/internal/stat"
	"sartor/internal/touchpoint"
)

const scoreSeed = 1 // of the bootstrap: equal data give equal intervals

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
	Lifetime   *LifetimeReport     `json:"lifetime,omitempty"`
	Season     *SeasonReport       `json:"season,omitempty"`
	Wants      *WantsReport        `json:"wants,omitempty"`
}

// Outcome says what became of one part of a snapshot: it is new, or that of the
// snapshot that stands was kept, or there is none.
type Outcome struct {
	New  bool `json:"new"`
	Kept bool `json:"kept"`
	Note
}

// Note is a sentence of a report: in English, and as a key with its figures in order
// for readers of other languages. What nobody foresaw has no key.
type Note struct {
	Why  string    `json:"why"`
	Says string    `json:"says,omitempty"`
	Of   []float64 `json:"of,omitempty"`
}

// note is a sentence with figures; english formats them in their order.
func note(says, english string, of ...float64) Note {
	figures := make([]any, len(of))
	for i, x := range of {
		figures[i] = x
	}
	return Note{Why: fmt.Sprintf(english, figures...), Says: says, Of: of}
}

// plainly is a sentence in English alone.
func plainly(why string) Note { return Note{Why: why} }

// ModelScore is how well one candidate foretold the held-out baskets.
type ModelScore struct {
	Model string `json:"model"`
	habit.Score
}

// Result is a finished run.
type Result struct {
	Models Models
	Report Report
	Body   []byte // the models as they are stored
}

// Standing is the snapshot that a new one is held against.
type Standing struct {
	Models  Models
	Through touchpoint.Position // how far its run had read the journal
}

// Task is what a run is given.
type Task struct {
	History  History
	Spans    []extract.Span // the slices of the journal (extract.Cut)
	Pieces   Pieces         // what they were read into; nil: the run reads them itself, into memory
	Chain    *retail.Catalogue
	Standing *Standing // nil for none
	Workers  int
	Now      func() time.Time
	// Pause is called between looks at the journal or at pieces with the receipts
	// read so far: the place to say how far the run is and to let tills go first.
	// It may be nil.
	Pause Pause
}

// Run puts the pieces together, fits and scores. Whether the result may be
// published stands in its report.
func Run(ctx context.Context, t Task) (Result, error) {
	start := t.Now()
	g, err := gather(ctx, &t)
	if err != nil {
		return Result{}, err
	}
	out, err := g.fit(&t)
	if err != nil {
		return Result{}, err
	}
	out.Report.Receipts, out.Report.Read, out.Report.Through = g.totals.Receipts, g.totals.Read, t.through()
	out.Report.Seconds = t.Now().Sub(start).Seconds()
	out.Body, err = out.Models.Pack()
	return out, err
}

// fit learns the parts one after the other. Whether the snapshot stands is
// decided by its habits, which also show whether receipts are filed under the
// right customers; each further part that is refused, or cannot speak, leaves
// that of the snapshot that stands in its place.
func (g *gathering) fit(t *Task) (Result, error) {
	corpus, err := g.baskets.Corpus()
	if err != nil {
		return Result{}, fmt.Errorf("learn: %w", err)
	}
	o := options(t.Chain, t.Workers)
	if o.Rival, err = g.rival(t.Standing); err != nil {
		return Result{}, err
	}
	out := Result{}
	if out.Models.Habit, err = habit.Fit(corpus, o); err != nil {
		return Result{}, fmt.Errorf("learn: %w", err)
	}
	out.Report = reportOf(out.Models.Habit)
	out.Report.decide(out.Models.Habit.Report(), t.Standing)
	var before Models
	if t.Standing != nil {
		before = t.Standing.Models
	}
	models, lifetimes := g.money.purchases(t.Workers, before.Lifetime)
	if err := g.money.stop(); err != nil { // what was refused for that was not refused
		return Result{}, err
	}
	out.Models.Lifetime, out.Report.Lifetime = models, &lifetimes
	out.Models.Season = g.seasons.Find(scoreSeed)
	out.Models.Categories = namesOf(t.Chain)
	out.Report.Season = seasonsOf(out.Models.Season, t.Chain)
	return out, nil
}

// through is how far the slices reach.
func (t *Task) through() touchpoint.Position {
	if len(t.Spans) == 0 {
		return touchpoint.Position{}
	}
	return t.Spans[0].Through
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
// as those before. These are different baskets.
func foreseeable(m habit.Match) (ok bool, why string) {
	was, now := m.Standing.Recall, m.Fresh.Recall
	least := stat.Drifted(was.Value, was.Interval, now.Interval)
	return now.Value >= least, fmt.Sprintf(
		"the last baskets of the %d customers who came since are foretold worse than their last ones before: Recall@10 %.4f, was %.4f, least allowed %.4f; are they filed under the right customers?",
		m.Fresh.Customers, now.Value, was.Value, least)
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
