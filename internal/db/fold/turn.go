package fold

import (
	"context"
	"time"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// lease is how long a node that gives no sign keeps its turn. Every write renews
// it; a chain that is quiet lets it run out, and who sees work first takes it.
const lease = 5 * time.Second

// turnName is the row of the turn: epoch is until when it is held, in
// microseconds, and seq its number. Whoever takes it counts the number up, and
// every write of the folds names its number: one that was overtaken writes
// nothing, whatever clocks say.
const turnName = "turn"

// turn is this process's hold on the folds.
type turn struct {
	token int64
	until time.Time
}

// held reports whether the turn is ours as far as this process knows. A file has
// one process, which keeps it.
func (f *Folds) held() bool {
	return f.turn.token != 0 && (f.Engine.Dialect() == engine.SQLite || f.Now().Before(f.turn.until))
}

// manner is how a turn is asked for.
type manner uint8

const (
	politely manner = iota // wait until the other node's lease is out
	atOnce                 // overtake it: what it has begun comes to nothing
)

// take asks for the turn.
func (f *Folds) take(ctx context.Context, how manner) (bool, error) {
	was, err := f.position(ctx, turnName)
	if err != nil {
		return false, err
	}
	now := f.Now()
	free := was.Epoch <= now.UnixMicro() || was.Seq == f.turn.token && f.turn.token != 0 ||
		f.Engine.Dialect() == engine.SQLite // whoever had the file before is dead: its lock is ours
	if !free && how == politely {
		return false, nil
	}
	next := turn{was.Seq + 1, now.Add(lease)}
	err = f.apply(ctx, []engine.Step{
		{Query: f.Query("fold.begin"), Want: engine.AnyRows, Args: []any{turnName}},
		{Query: f.Query("fold.take"), Want: 1, Args: []any{turnName, next.until.UnixMicro(), was.Seq}},
	})
	if _, raced := engine.LostAt(err); raced {
		return false, nil
	}
	if err == nil {
		f.turn, f.checked = next, checked{}
		f.tails, f.firsts = newTails(), map[retail.BusinessDay]bool{} // another node may have read on meanwhile
	}
	return err == nil, err
}

// write applies steps if the turn is still ours, and renews it.
func (f *Folds) write(ctx context.Context, steps ...engine.Step) error {
	until := f.Now().Add(lease)
	hold := engine.Step{Query: f.Query("fold.hold"), Want: 1, Args: []any{turnName, until.UnixMicro(), f.turn.token}}
	if err := f.apply(ctx, append([]engine.Step{hold}, steps...)); err != nil {
		return err
	}
	f.turn.until = until
	return nil
}

func (f *Folds) apply(ctx context.Context, steps []engine.Step) error {
	return f.Engine.Write(ctx, engine.Bulk, func(tx *engine.Tx) error { return tx.Run(context.WithoutCancel(ctx), steps) })
}

// Release gives the turn back, so that another node need not wait for it.
func (f *Folds) Release(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.turn.token == 0 {
		return nil
	}
	err := f.apply(ctx, []engine.Step{{Query: f.Query("fold.hold"), Want: engine.AnyRows, Args: []any{turnName, int64(0), f.turn.token}}})
	f.turn = turn{}
	return fault.At("fold.Release", err)
}
