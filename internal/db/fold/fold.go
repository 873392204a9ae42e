// Package fold keeps profiles and demand behind the journal, and proves that
// they are what the journal says: Follow folds what came, Rebuild folds
// everything anew and compares. The folds themselves are customer's; this
// package owns which entries they have seen.
//
// Invariants and the tests that hold them, on both engines:
//   - whatever arrives twice, late or shuffled, whenever the process dies, and
//     whatever consent, erasure, restriction or the chain's default does in
//     between, what stands is byte for byte what a rebuild makes, and its sums
//     are a plain recount (TestFolds_EqualARebuildAndARecount);
//   - one node at a time writes, and one that was overtaken writes nothing
//     (TestFolds_TwoNodes, TestFolds_TheOvertakenWritesNothing);
//   - no profile stands without consent, also when consent is withdrawn while
//     the profile is being folded (TestFolds_NoProfileIsWrittenWithoutConsent,
//     TestFolds_WithdrawalBeatsTheFold).
package fold

import (
	"context"
	"sync"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Limits of the follower. A slice is small while it keeps up, so that a till's
// receipt is folded within two seconds, and large when it is far behind, so that
// a customer's receipts are folded together. Rows are written in chunks between
// which tills go first: a till waits for one at most, so that they are short
// while any is open, however far behind the folds are.
const (
	sliceNear  = 2_000
	sliceFar   = 50_000
	chunkOpen  = 16 // profiles
	chunkQuiet = 256
	partOpen   = 32 // entries of which the days are written together
	partQuiet  = 16_000
)

// The folds, by the names under which their positions stand.
const (
	profiles = "profile"
	demand   = "demand"
	consents = "consent" // how far answers have been read: who may have a profile anew
	everyone = "anew"    // a pass over all customers: epoch 1 while it runs, seq the last one done
)

// Parts are what the folds work on.
type Parts struct {
	Engine    engine.Engine
	Query     func(name string) *engine.Query
	Catalogue func() *retail.Catalogue
	// Reload brings the catalogue up to date with what other nodes wrote.
	Reload func(ctx context.Context) error
	// Forget is what goes with a customer's profile.
	Forget func(id retail.CustomerID) []engine.Step
	Quiet  func() bool // no till sells: larger writes keep nobody waiting
	Now    func() time.Time
}

// Folds follows the journal of one database. It is safe for concurrent use; one
// call works at a time.
type Folds struct {
	Parts
	mu      sync.Mutex
	turn    turn
	checked checked
	known   struct { // the rules of a catalogue, to be made once
		checked
		rules
	}
	reloaded time.Time
	tails    *tails                      // of receipts read since the turn was taken
	firsts   map[retail.BusinessDay]bool // days whose first entry is written down
	rests    map[uint32]time.Time        // stores whose levels wait, and until when
	spare    []*customer.Demand          // days that are read no more: their room is
	bodies   []byte                      // of the days that are being written
}

// New returns the folds of a database.
func New(p Parts) *Folds {
	return &Folds{Parts: p, tails: newTails(), firsts: map[retail.BusinessDay]bool{}, rests: map[uint32]time.Time{}}
}

// Follow brings derived data one slice nearer to the end of the journal. more
// says that there is another slice. Whatever kills it, what is read again is
// folded once: every row carries the position it has reached, or is written
// together with it. While another node has the turn it does nothing.
func (f *Folds) Follow(ctx context.Context, declared customer.Consent) (more bool, err error) {
	const op = "fold.Follow"
	f.mu.Lock()
	defer f.mu.Unlock()
	more, err = f.follow(context.WithoutCancel(ctx), declared) // a slice is short, and each is finished
	if _, overtaken := engine.LostAt(err); overtaken {
		f.turn.token = 0
		return false, nil
	}
	return more, fault.At(op, err)
}

func (f *Folds) follow(ctx context.Context, declared customer.Consent) (bool, error) {
	if err := f.refresh(ctx); err != nil {
		return false, err
	}
	if !f.held() {
		waits, err := f.waits(ctx, declared)
		if err != nil || !waits {
			return false, err
		}
		if mine, err := f.take(ctx, politely); err != nil || !mine {
			return false, err
		}
	}
	w := work{Folds: f, declared: declared, rested: f.Now()}
	if _, err := w.settle(ctx); err != nil {
		return false, err
	}
	var more bool
	for _, part := range []func(context.Context) (bool, error){w.profiles, w.demand, w.everyone} {
		full, err := part(ctx)
		if err != nil {
			return false, err
		}
		more = more || full
	}
	if more {
		return true, nil // levels are made of days that are whole
	}
	return w.levels(ctx)
}

// work is what one call does, on one catalogue and one declared consent.
type work struct {
	*Folds
	declared customer.Consent
	chain    *retail.Catalogue
	steps    []engine.Step // of the chunk that fills
	late     bool          // far behind the journal: it goes on without rests
	rested   time.Time     // when it last let tills go first
}

// While tills sell, folding takes a quarter of a processor, a short stretch at a time,
// unless it is far behind: a whole slice in one go would be in the way of all that tills
// ask meanwhile.
const (
	stretch  = 500 * time.Microsecond
	easy     = 3 // rests as many times as long as it worked
	mostRest = 5 * time.Millisecond
	lateFrom = 1_000 // entries that wait
)

// breathe lets tills go first between two steps.
func (w *work) breathe() {
	engine.GiveWay()
	worked := w.Now().Sub(w.rested)
	if worked < stretch || w.late || w.Quiet() {
		return
	}
	time.Sleep(min(easy*worked, mostRest))
	w.rested = w.Now()
}

// refresh notices products that another node made or restricted.
func (f *Folds) refresh(ctx context.Context) error {
	const every = 2 * time.Second
	if f.Engine.Dialect() == engine.SQLite || f.Now().Sub(f.reloaded) < every {
		return nil // one process has the file: its catalogue is the newest
	}
	f.reloaded = f.Now()
	return f.Reload(ctx)
}

// position reads how far a fold has come.
func (f *Folds) position(ctx context.Context, name string) (p touchpoint.Position, err error) {
	_, err = engine.One(ctx, f.Engine.Reader(), f.Query("fold.position"), []any{name}, &p.Epoch, &p.Seq)
	return p, err
}

func (f *Folds) advance(name string, to touchpoint.Position) engine.Step {
	return engine.Step{Query: f.Query("fold.advance"), Want: 1, Args: []any{name, to.Epoch, to.Seq}}
}

// slice is what a fold reads next.
type slice struct {
	entries []touchpoint.Entry
	end     touchpoint.Position
	full    bool // more stands behind it
	chunk   int  // profiles written together
	part    int  // entries whose days are written together
}

// fill adds steps to the chunk, and writes the chunk when it is full.
func (w *work) fill(ctx context.Context, s []engine.Step, chunk int) error {
	w.steps = append(w.steps, s...)
	if len(w.steps) < chunk {
		return nil
	}
	return w.flush(ctx)
}

// flush writes what is left of the chunk, and last steps with it.
func (w *work) flush(ctx context.Context, last ...engine.Step) error {
	steps := append(w.steps, last...)
	w.steps = nil
	return w.write(ctx, steps...)
}

// slice reads what a fold has not seen.
func (w *work) slice(ctx context.Context, name string) (slice, error) {
	at, err := w.position(ctx, name)
	if err != nil {
		return slice{}, err
	}
	out := slice{end: at, chunk: chunkOpen, part: partOpen}
	if w.Quiet() {
		out.chunk, out.part = chunkQuiet, partQuiet
	}
	for _, most := range []int{sliceNear, sliceFar} {
		if out.entries, err = ReadEntries(ctx, w.Engine.Reader(), w.Query("journal.after"), at.Epoch, at.Seq, int64(most)); err != nil {
			return slice{}, err
		}
		out.full = len(out.entries) == most
		if !out.full {
			break
		}
	}
	if n := len(out.entries); n > 0 {
		out.end = out.entries[n-1].Position
	}
	w.late = len(out.entries) >= lateFrom
	return out, nil
}

// ReadEntries runs a query whose columns are those of journal.after.
func ReadEntries(ctx context.Context, s engine.Session, q *engine.Query, args ...any) (out []touchpoint.Entry, err error) {
	err = engine.Each(ctx, s, q, args, func(scan func(...any) error) error {
		var e touchpoint.Entry
		err := scan(&e.Position.Epoch, &e.Position.Seq, &e.Kind, &e.Customer, &e.Bucket, &e.Store, &e.At, &e.Day, &e.Receipt, &e.Body)
		out = append(out, e)
		return err
	})
	return out, err
}
