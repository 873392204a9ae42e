// Package learned owns the rows that learning writes about customers: their
// outlooks, their moves between segments, and the sums that pages read. What it
// refuses: deciding any of it (package outlook and the models do), and folding: a
// rebuild leaves these rows, the next run of learning makes them anew.
//
// Invariants and the tests that hold them, on both engines (db/dbtest):
//   - an outlook, its move and the sums change in one transaction, and writing the
//     same again changes nothing (TestRun "outlooks");
//   - nothing is written about who does not allow a profile, and a withdrawal or an
//     erasure takes outlook and moves with it and lowers the sums (TestRun
//     "outlooks forgotten", TestOutlooks_WithdrawnWhileTheyAreWritten);
//   - the sums are a recount of the outlooks, whoever writes at once
//     (TestOutlooks_SumsAreARecount); sartor verify says so of a chain;
//   - sizes of a past day are those of now less what moved since (TestRun "outlooks").
package learned

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// Outlooks reads and writes them. It is safe for concurrent use.
type Outlooks struct {
	Engine engine.Engine
	Query  func(name string) *engine.Query
}

// MostBatch bounds the outlooks of one transaction: a till waits for one at most.
const MostBatch = 256

// laneWidth is how many buckets share a row of sums.
const laneWidth = 64

func lane(id retail.CustomerID) int64 { return int64(id.Bucket() - id.Bucket()%laneWidth) }

// Batch is what one transaction writes.
type Batch struct {
	At       retail.Micros
	Declared customer.Consent // the chain's default for who never answered
	Rows     []outlook.Outlook
}

// Written counts what became of a batch.
type Written struct {
	Rows   int // written
	Same   int // stood already, to the byte
	Kept   int // not written: no consent any more, or another run was faster
	Moved  int // changes of state or band
	Judged int // rows in the batch
}

// Put writes outlooks, the moves they make and the sums, all or nothing. A row that
// stands already is left alone, so that a run that was killed may do it again.
func (o *Outlooks) Put(ctx context.Context, b Batch) (out Written, err error) {
	const op = "learned.Put"
	if len(b.Rows) > MostBatch {
		return out, fault.At(op, fault.New(fault.Internal, "batch", "%d outlooks at once, at most %d are written", len(b.Rows), MostBatch))
	}
	for i := range b.Rows {
		if err := b.Rows[i].Check(); err != nil {
			return out, fault.At(op, err)
		}
	}
	rows := slices.SortedFunc(slices.Values(b.Rows), func(a, b outlook.Outlook) int { return cmp.Compare(a.Customer, b.Customer) })
	inner := context.WithoutCancel(ctx)
	err = o.Engine.Write(ctx, engine.Bulk, func(tx *engine.Tx) error {
		w := writing{Outlooks: o, tx: tx, batch: b, out: Written{Judged: len(rows)}, sums: map[segment]sums{}, flows: map[flow]int64{}}
		for i := range rows {
			if err := w.put(inner, &rows[i]); err != nil {
				return err
			}
		}
		if err := tx.Run(inner, w.steps()); err != nil {
			return err
		}
		out = w.out
		return nil
	})
	return out, fault.At(op, err)
}

// writing is one transaction of outlooks.
type writing struct {
	*Outlooks
	tx    *engine.Tx
	batch Batch
	out   Written
	moves []engine.Step
	sums  map[segment]sums
	flows map[flow]int64
}

type segment struct {
	state lifecycle.State
	band  lifecycle.Band
	lane  int64
}

// sums are what a segment's row adds up; order is that of the columns.
type sums struct{ day, customers, value, variance, lastDay, expected, spend int64 }

type flow struct {
	day            retail.BusinessDay
	kind, from, to string
	lane           int64
}

// columns are what stands beside the packed outlook, for sums.
func columns(o *outlook.Outlook) sums {
	const unit = 100 // minor units: squares of cents would not fit for many customers
	sd := int64(o.Error) / unit
	return sums{
		day: int64(o.Day), customers: 1, value: int64(o.Value), variance: sd * sd,
		lastDay: int64(o.Day) - int64(o.Idle()), expected: int64(o.Expected*1000 + .5), spend: int64(o.Spend),
	}
}

// put writes one outlook and notes what it changes.
func (w *writing) put(ctx context.Context, o *outlook.Outlook) error {
	was, err := w.standing(ctx, o.Customer)
	if err != nil {
		return err
	}
	c := columns(o)
	body := o.Append(nil)
	if was.at != 0 && was.snapshot == o.Snapshot && slices.Equal(was.body, body) {
		w.out.Same++
		return nil
	}
	now := max(w.batch.At, was.at+1) // two runs never share an instant
	name, args := "outlook.insert", []any{
		int64(o.Customer), int64(o.Customer.Bucket()), int64(now), int64(o.Snapshot), int64(o.Day), string(o.State), string(o.Band),
		c.value, c.variance, c.lastDay, c.expected, c.spend, body, declares(w.batch.Declared),
	}
	if was.at != 0 {
		name, args = "outlook.update", append(args, int64(was.at))
	}
	n, err := w.tx.Exec(ctx, w.Query(name), args...)
	if err != nil {
		return err
	}
	if n == 0 {
		w.out.Kept++
		return nil
	}
	w.out.Rows++
	w.note(was, o, now)
	return nil
}

// declares is 1 when the chain's default allows profiles.
func declares(c customer.Consent) int64 {
	if c.Allows(customer.ProfilePurpose) {
		return 1
	}
	return 0
}

// standing reads what the row is written over, and lets nobody else change it.
func (w *writing) standing(ctx context.Context, id retail.CustomerID) (row, error) {
	who := []any{int64(id), int64(id.Bucket())}
	if err := w.tx.Run(ctx, []engine.Step{{Query: w.Query("outlook.hold"), Want: engine.AnyRows, Args: who}}); err != nil {
		return row{}, err
	}
	return find(ctx, w.tx, w.Query("outlook.find"), id)
}

// note adds up what the new row changes: sums, flows, and the move.
func (w *writing) note(was row, now *outlook.Outlook, at retail.Micros) {
	l := lane(now.Customer)
	w.add(segment{now.State, now.Band, l}, columns(now), 1)
	if was.at != 0 {
		w.add(segment{was.state, was.band, l}, was.sums, -1)
	}
	c, moved := outlook.Moved(&outlook.Outlook{State: was.state, Band: was.band}, now, at)
	if !moved {
		return
	}
	w.out.Moved++
	if c.From != c.State {
		w.flows[flow{now.Day, "state", string(c.From), string(c.State), l}]++
	}
	if c.FromBand != c.Band {
		w.flows[flow{now.Day, "band", string(c.FromBand), string(c.Band), l}]++
	}
	w.moves = append(w.moves, engine.Step{Query: w.Query("segment.append"), Want: 1, Args: []any{
		int64(c.Customer), int64(at), int64(c.Customer.Bucket()), int64(now.Day), int64(c.Snapshot), string(c.From), string(c.State),
		string(c.FromBand), string(c.Band), string(c.Rule), int64(c.Idle), int64(c.Gap), int64(c.Left), c.Purchases, c.Worth,
	}})
}

// add puts a row into a segment's sums, or takes it out.
func (w *writing) add(s segment, c sums, times int64) {
	was := w.sums[s]
	w.sums[s] = sums{
		max(was.day, c.day), was.customers + times*c.customers, was.value + times*c.value, was.variance + times*c.variance,
		was.lastDay + times*c.lastDay, was.expected + times*c.expected, was.spend + times*c.spend,
	}
}

// steps are what is written last, in one order, so that two writers never wait for
// each other crosswise.
func (w *writing) steps() []engine.Step {
	out := w.moves
	bySegment := func(a, b segment) int {
		return cmp.Or(cmp.Compare(a.state, b.state), cmp.Compare(a.band, b.band), cmp.Compare(a.lane, b.lane))
	}
	for _, s := range slices.SortedFunc(maps.Keys(w.sums), bySegment) {
		c := w.sums[s]
		out = append(out, engine.Step{Query: w.Query("segment.open"), Want: engine.AnyRows, Args: []any{string(s.state), string(s.band), s.lane}},
			engine.Step{Query: w.Query("segment.grow"), Want: 1, Args: []any{
				string(s.state), string(s.band), s.lane, c.day, c.customers, c.value, c.variance, c.lastDay, c.expected, c.spend,
			}})
	}
	byFlow := func(a, b flow) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.kind, b.kind), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.lane, b.lane))
	}
	for _, f := range slices.SortedFunc(maps.Keys(w.flows), byFlow) {
		out = append(out, engine.Step{Query: w.Query("segment.flow"), Want: 1, Args: []any{int64(f.day), f.kind, f.from, f.to, f.lane, w.flows[f]}})
	}
	return out
}

// Forget returns what removes a customer's outlook and moves and lowers the sums, to
// be run with whatever takes the profile.
func (o *Outlooks) Forget(id retail.CustomerID) []engine.Step {
	who := []any{int64(id), int64(id.Bucket())}
	summed := append(slices.Clone(who), lane(id))
	step := func(name string, args []any) engine.Step {
		return engine.Step{Query: o.Query(name), Want: engine.AnyRows, Args: args}
	}
	return []engine.Step{
		step("outlook.hold", who), step("segment.leave", summed), step("segment.shrink", summed), step("segment.drop", who), step("outlook.drop", who),
	}
}
