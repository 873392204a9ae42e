package learn

import (
	"context"

	"sartor/internal/learn/extract"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// lookSize is how many entries are read of the journal at once; between looks
// tills go first.
const lookSize = 20_000

// History is what a run reads; db fulfils it.
type History interface {
	// Slice returns entries of a slice behind a number, at most `most`, by number.
	Slice(ctx context.Context, span extract.Span, after int64, most int) ([]touchpoint.Entry, error)
	// Profiled returns the customers of a range whose profile may be learned from.
	Profiled(ctx context.Context, r int) (map[retail.CustomerID]bool, error)
}

// Pieces returns what the slices were read into, of one range, by slice. A run
// that has lost some answers with an error.
type Pieces func(ctx context.Context, r int) ([][]byte, error)

// Pause lets tills go first.
type Pause func(ctx context.Context, receipts int64) error

// rest calls it, unless there is none or the work was stopped.
func (p Pause) rest(ctx context.Context, receipts int64) error {
	if err := ctx.Err(); err != nil || p == nil {
		return err
	}
	return p(ctx, receipts)
}

// ReadSlice reads one slice of the journal into pieces, one a range of buckets.
func ReadSlice(ctx context.Context, t *Task, span extract.Span) ([extract.Ranges][]byte, error) {
	inferable := make([]bool, len(t.Chain.Products))
	for n := range t.Chain.Products {
		inferable[n] = t.Chain.Products[n].Restriction.Inferable()
	}
	sieve := extract.NewSieve(span, func(product uint32) bool {
		if int(product) >= len(inferable) {
			return t.Chain.Product(product).Restriction.Inferable()
		}
		return inferable[product]
	})
	for at := span.First - 1; ; {
		entries, err := t.History.Slice(ctx, span, at, lookSize)
		if err != nil {
			return [extract.Ranges][]byte{}, err
		}
		for i := range entries {
			if err := sieve.Add(&entries[i]); err != nil {
				return [extract.Ranges][]byte{}, err
			}
			at = entries[i].Position.Seq
		}
		if err := t.Pause.rest(ctx, sieve.Read()); err != nil {
			return [extract.Ranges][]byte{}, err
		}
		if len(entries) < lookSize {
			return sieve.Pieces(), nil
		}
	}
}

// inMemory reads all slices, for a run that nobody shares.
func inMemory(ctx context.Context, t *Task) (Pieces, error) {
	var kept [extract.Ranges][][]byte
	for _, span := range t.Spans {
		pieces, err := ReadSlice(ctx, t, span)
		if err != nil {
			return nil, err
		}
		for r, body := range pieces {
			kept[r] = append(kept[r], body)
		}
	}
	return func(_ context.Context, r int) ([][]byte, error) { return kept[r], nil }, nil
}
