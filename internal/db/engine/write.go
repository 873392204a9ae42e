package engine

import (
	"context"
	"errors"
	"fmt"
)

// Tx is one write transaction. Seq is the write's place in the journal: it
// grows in the order of commitment on SQLite; on PostgreSQL it is unique, and
// the transaction's id orders before it.
type Tx struct {
	Session
	Seq  int64
	more func(context.Context) (int64, error)
}

// Next gives a further number for a write that appends several entries.
func (tx *Tx) Next(ctx context.Context) (int64, error) { return tx.more(ctx) }

// Step is one guarded statement: when it changes another number of rows than
// Want, the whole write is undone and answered with *Lost.
type Step struct {
	Query *Query
	Want  int64
	Args  []any
}

// AnyRows is the Want of a step for which any number of rows is fine.
const AnyRows = -1

// SeqArg stands in the Args of a step for the write's Tx.Seq.
type SeqArg struct{}

// Lost says which guard failed: the state was not what the decision had read.
type Lost struct{ at int }

// Error makes a Lost an error of a write.
func (l *Lost) Error() string { return fmt.Sprintf("guard %d did not hold", l.at) }

// LostAt returns the index of the failed guard.
func LostAt(err error) (int, bool) {
	l, ok := errors.AsType[*Lost](err)
	if !ok {
		return 0, false
	}
	return l.at, true
}

// Run executes guarded steps in their order.
func (tx *Tx) Run(ctx context.Context, steps []Step) error {
	if p, ok := tx.Session.(pipeliner); ok {
		return p.pipeline(ctx, tx.Seq, steps)
	}
	for i := range steps {
		if steps[i].Query.sqlite == "" {
			continue // a step of PostgreSQL alone
		}
		n, err := tx.Exec(ctx, steps[i].Query, bind(steps[i].Args, tx.Seq)...)
		if err != nil {
			return fmt.Errorf("%s: %w", steps[i].Query.name, err)
		}
		if steps[i].Want != AnyRows && n != steps[i].Want {
			return &Lost{at: i}
		}
	}
	return nil
}

// pipeliner sends all steps at once and looks at the counts afterwards.
type pipeliner interface {
	pipeline(ctx context.Context, seq int64, steps []Step) error
}

// bind puts the write's number where a step asks for it.
func bind(args []any, seq int64) []any {
	for i := range args {
		if _, ok := args[i].(SeqArg); !ok {
			continue
		}
		out := make([]any, len(args))
		copy(out, args)
		for j := i; j < len(out); j++ {
			if _, ok := out[j].(SeqArg); ok {
				out[j] = seq
			}
		}
		return out
	}
	return args
}
