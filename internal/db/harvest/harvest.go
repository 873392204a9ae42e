// Package harvest keeps the rows of a run of learning: what it reads of the
// journal, slice by slice, and the pieces it makes of them until it ends. A run
// is known by its number; pieces of another run are nobody's.
//
// It refuses to outlive an erasure: who is forgotten takes the pieces of their
// range with them (TestHarvest_ErasureTakesPieces), and a run that misses some
// reads those slices again.
package harvest

import (
	"context"

	"sartor/internal/db/engine"
	"sartor/internal/db/fold"
	"sartor/internal/fault"
	"sartor/internal/learn/extract"
	"sartor/internal/touchpoint"
)

// Store keeps them in an open database.
type Store struct {
	Engine engine.Engine
	Query  func(name string) *engine.Query
}

// End is where the journal ends: entries up to Through are all visible.
type End struct {
	Through touchpoint.Position
	Newest  int64 // the highest number among them
}

// End returns where the journal ends now.
func (s Store) End(ctx context.Context) (End, error) {
	var e End
	_, err := engine.One(ctx, s.Engine.Reader(), s.Query("journal.end"), nil, &e.Through.Epoch, &e.Through.Seq, &e.Newest)
	return e, fault.At("harvest.End", err)
}

// Slice returns entries of a slice behind a number, at most `most`, by number.
func (s Store) Slice(ctx context.Context, span extract.Span, after int64, most int) ([]touchpoint.Entry, error) {
	from := max(after, span.First-1)
	out, err := fold.ReadEntries(ctx, s.Engine.Reader(), s.Query("journal.slice"), from, span.Last, span.Through.Epoch, span.Through.Seq, int64(most))
	return out, fault.At("harvest.Slice", err)
}

// Key names a piece.
type Key struct {
	Run   int64
	Range int
	Slice int
}

// bucket is the first one of a range: pieces lie with the customers they are of.
func bucket(r int) int64 { return int64(r * extract.Width) }

// Put keeps a piece, in place of one that stood there.
func (s Store) Put(ctx context.Context, k Key, body []byte) error {
	err := s.apply(ctx, engine.Step{Query: s.Query("piece.put"), Want: 1, Args: []any{k.Run, bucket(k.Range), int64(k.Slice), body}})
	return fault.At("harvest.Put", err)
}

// Pieces returns what a run keeps of a range, by slice.
func (s Store) Pieces(ctx context.Context, run int64, r int) (out [][]byte, err error) {
	err = engine.Each(ctx, s.Engine.Reader(), s.Query("piece.of_range"), []any{run, bucket(r)}, func(scan func(...any) error) error {
		var body []byte
		err := scan(&body)
		out = append(out, body)
		return err
	})
	return out, fault.At("harvest.Pieces", err)
}

// Kept lists the pieces there are, of every run.
func (s Store) Kept(ctx context.Context) (out []Key, err error) {
	err = engine.Each(ctx, s.Engine.Reader(), s.Query("piece.list"), nil, func(scan func(...any) error) error {
		var k Key
		var first int64
		err := scan(&k.Run, &first, &k.Slice)
		k.Range = extract.RangeOf(int(first))
		out = append(out, k)
		return err
	})
	return out, fault.At("harvest.Kept", err)
}

// Drop lets pieces go, a few at once so that tills go between.
func (s Store) Drop(ctx context.Context, keys []Key) error {
	const most = 16
	for len(keys) > 0 {
		n := min(most, len(keys))
		var steps []engine.Step
		for _, k := range keys[:n] {
			steps = append(steps, engine.Step{Query: s.Query("piece.drop"), Want: engine.AnyRows, Args: []any{k.Run, bucket(k.Range), int64(k.Slice)}})
		}
		if err := s.apply(ctx, steps...); err != nil {
			return fault.At("harvest.Drop", err)
		}
		keys = keys[n:]
	}
	return nil
}

// ForgetJobs removes the rows of jobs of a kind that have ended.
func (s Store) ForgetJobs(ctx context.Context, kind string) error {
	return fault.At("harvest.ForgetJobs", s.apply(ctx, engine.Step{Query: s.Query("job.forget"), Want: engine.AnyRows, Args: []any{kind}}))
}

func (s Store) apply(ctx context.Context, steps ...engine.Step) error {
	inner := context.WithoutCancel(ctx)
	return s.Engine.Write(ctx, engine.Bulk, func(tx *engine.Tx) error { return tx.Run(inner, steps) })
}
