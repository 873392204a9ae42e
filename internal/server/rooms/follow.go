package rooms

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sartor/internal/db"
	"sartor/internal/db/engine"
	"sartor/internal/server/rush"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// advance reads what came since the last time.
func (t *Tally) advance(ctx context.Context) error {
	whole := context.WithoutCancel(ctx) // a slice is short, and a statement that can be cancelled costs two goroutines
	began, took := t.chain.Clock(), time.Duration(0)
	for more := true; more && ctx.Err() == nil; {
		most, rest := t.pace(took, t.chain.Clock().Sub(began))
		_ = rush.Pause(ctx, rest) // its end is seen above
		from := t.chain.Clock()
		var err error
		if more, err = t.slice(whole, most); err != nil {
			return err
		}
		took = t.chain.Clock().Sub(from)
		t.near = t.near || !more
	}
	return ctx.Err()
}

// pace says how many entries are read next and how long it rests before: few, resting as
// long as the last ones took, while that is quick enough; long slices without rests where
// it is far behind, or falls behind because more comes than it reads.
func (t *Tally) pace(took, all time.Duration) (most int, rest time.Duration) {
	if !t.near || all >= tallyEvery {
		return tallyRead, 0
	}
	return tallyNear, took
}

// slice reads one slice of the journal and lets go: a page that waits for figures
// while a server starts waits for a slice of it, not for all that it reads.
func (t *Tally) slice(ctx context.Context, most int) (more bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.at == (touchpoint.Position{}) {
		newest, err := t.chain.DB.Newest(ctx)
		if err != nil {
			return false, err
		}
		t.at = touchpoint.Position{Epoch: newest.Epoch, Seq: max(0, newest.Seq-mostToday)}
		if newest.Epoch > 0 {
			t.at = newest // PostgreSQL: transaction ids do not count entries; the day begins now
		}
	}
	entries, err := db.History{DB: t.chain.DB}.Entries(ctx, t.at, most)
	if err == nil {
		err = t.readAll(ctx, entries)
	}
	more = len(entries) == most
	if err == nil && (!more || most == tallyRead) {
		t.settle()
	}
	return more, err
}

// readAll reads a slice of the journal, oldest first.
func (t *Tally) readAll(ctx context.Context, entries []touchpoint.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	from, to := entries[0].Position.Seq, entries[0].Position.Seq
	for i := range entries {
		from, to = min(from, entries[i].Position.Seq), max(to, entries[i].Position.Seq)
	}
	answered, err := t.chain.DB.Answered(ctx, from, to)
	if err != nil {
		return err
	}
	if t.yields, err = t.chain.DB.Yields(ctx, t.countable(entries, answered)); err != nil {
		return err
	}
	switch {
	case len(t.ticks) < mostTicks:
		t.shows = mostTicks
	case len(entries) == tallyNear:
		t.shows = 1 // newer ones follow
	default:
		t.shows = mostAtOnce
	}
	for i := range entries {
		engine.GiveWay()
		if err := t.read(ctx, &entries[i], len(entries)-i); err != nil {
			return err
		}
		t.at = entries[i].Position
	}
	return nil
}

// countable are the receipts of the running day that a till was answered for, in
// the order of their numbers.
func (t *Tally) countable(entries []touchpoint.Entry, answered map[int64]bool) []till.Filed {
	out := make([]till.Filed, 0, len(entries))
	for i := range entries {
		e := &entries[i]
		if e.Kind == touchpoint.KindReceipt && answered[e.Position.Seq] && e.Day == t.chain.Today(e.Store) {
			out = append(out, filedOf(e))
		}
	}
	slices.SortFunc(out, func(a, b till.Filed) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

func filedOf(e *touchpoint.Entry) till.Filed {
	return till.Filed{Receipt: e.Receipt, Seq: e.Position.Seq, Customer: e.Customer}
}
