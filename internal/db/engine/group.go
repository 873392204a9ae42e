package engine

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"sartor/internal/fault"
)

// Limits of the writer. groupTill is how many writes share one sync while tills
// are open: 32 gives most of the gain and keeps the median wait low (measured:
// groups of 256 gain 1.1 times more and wait five times longer). queueTill and
// queueBulk bound what waits; a full till queue answers 503.
const (
	groupTill = 32
	queueTill = 1024
	queueBulk = 64
)

// group owns the one writing connection of a SQLite file. Writes wait in two
// queues; those of tills go first and share a sync.
type group struct {
	writer   *line
	files    *files
	till     chan *writing
	bulk     chan *writing
	quit     chan struct{}
	done     chan struct{}
	seq      int64 // the last given; owned by the loop
	failed   atomic.Pointer[error]
	restart  atomic.Bool // the log is long: begin it anew (checkpoint.go)
	pace     pace        // owned by the loop
	stopOnce sync.Once
}

// writing is one write that waits.
type writing struct {
	ctx  context.Context
	fn   func(*Tx) error
	err  error
	done chan struct{}
}

func startGroup(writer *line, files *files) *group {
	g := &group{
		writer: writer, files: files,
		till: make(chan *writing, queueTill), bulk: make(chan *writing, queueBulk),
		quit: make(chan struct{}), done: make(chan struct{}),
	}
	go g.loop()
	return g
}

// stop finishes what waits and closes the connection.
func (g *group) stop() error {
	g.stopOnce.Do(func() { close(g.quit) })
	<-g.done
	return g.writer.close()
}

func (g *group) Broken() error {
	if e := g.failed.Load(); e != nil {
		return *e
	}
	return nil
}

func (g *group) Write(ctx context.Context, lane Lane, fn func(*Tx) error) error {
	if err := g.Broken(); err != nil {
		return err
	}
	w := &writing{ctx: ctx, fn: fn, done: make(chan struct{})}
	if err := g.enqueue(ctx, lane, w); err != nil {
		return err
	}
	select {
	case <-w.done:
		return w.err
	case <-g.done:
	}
	select { // the loop may have finished it on the way out
	case <-w.done:
		return w.err
	default:
		return errClosed
	}
}

var (
	errClosed   = fault.New(fault.Unavailable, "closing", "the server is stopping; send it again in a few seconds")
	errOverload = fault.New(fault.Unavailable, "overloaded", "too much waits to be written; send it again in a second")
)

func (g *group) enqueue(ctx context.Context, lane Lane, w *writing) error {
	if lane == Till {
		select {
		case g.till <- w:
			return nil
		case <-g.quit:
			return errClosed
		default:
			return errOverload
		}
	}
	GiveWay()
	select {
	case g.bulk <- w:
		return nil
	case <-g.quit:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// loop takes the till's writes first, a bulk write only when no till waits and
// its rest is over.
func (g *group) loop() {
	defer close(g.done)
	for {
		if batch := g.take(nil); len(batch) > 0 {
			g.sell(batch)
			continue
		}
		select {
		case w := <-g.till:
			g.sell(g.take(w))
		case w := <-g.pace.open(g.bulk):
			begun := time.Now()
			g.commit([]*writing{w})
			g.pace.wrote(begun, time.Now())
		case <-g.pace.rest:
			g.pace.rest = nil
		case <-g.quit:
			g.drain()
			return
		}
	}
}

// sell commits what tills wait for.
func (g *group) sell(batch []*writing) {
	g.commit(batch)
	g.pace.sold = time.Now()
}

// take collects what waits at the tills' queue, up to a group.
func (g *group) take(first *writing) []*writing {
	var batch []*writing
	if first != nil {
		batch = append(batch, first)
	}
	for len(batch) < groupTill {
		select {
		case w := <-g.till:
			batch = append(batch, w)
		default:
			return batch
		}
	}
	return batch
}

// drain finishes what was accepted before the stop.
func (g *group) drain() {
	for {
		batch := g.take(nil)
		select {
		case w := <-g.bulk:
			batch = append(batch, w)
		default:
		}
		if len(batch) == 0 {
			return
		}
		g.commit(batch)
	}
}

// commit runs a batch in one transaction. First all together; if one fails, all
// is rolled back and each runs behind a savepoint of its own, so that a refused
// write undoes itself only.
func (g *group) commit(batch []*writing) {
	defer func() {
		for _, w := range batch {
			close(w.done)
		}
	}()
	g.begin()
	if err := g.Broken(); err != nil {
		fail(batch, err)
		return
	}
	start := g.seq
	if g.together(batch) {
		return
	}
	g.seq = start
	g.apart(batch)
}

func (g *group) together(batch []*writing) bool {
	if err := g.raw(groupBegin); err != nil {
		return g.refuse(batch, g.notBegun(err))
	}
	for _, w := range batch {
		if err := g.run(w); err != nil {
			if len(batch) == 1 {
				w.err = err
			}
			if err := g.raw(groupRollback); err != nil {
				return g.refuse(batch, g.breakDown(err))
			}
			if err := g.Broken(); err != nil {
				return g.refuse(batch, err)
			}
			return len(batch) == 1
		}
	}
	if err := g.end(); err != nil {
		return g.refuse(batch, g.breakDown(err))
	}
	return true
}

func (g *group) apart(batch []*writing) {
	if err := g.raw(groupBegin); err != nil {
		g.refuse(batch, g.notBegun(err))
		return
	}
	for _, w := range batch {
		seq := g.seq
		if err := g.raw(oneBegin); err != nil {
			g.refuse(batch, g.breakDown(err))
			return
		}
		if w.err = g.run(w); w.err != nil {
			g.seq = seq
			if err := g.raw(oneRollback); err != nil {
				g.refuse(batch, g.breakDown(err))
				return
			}
			if err := g.Broken(); err != nil {
				g.refuse(batch, err)
				return
			}
		}
		if err := g.raw(oneEnd); err != nil {
			g.refuse(batch, g.breakDown(err))
			return
		}
	}
	if err := g.end(); err != nil {
		g.refuse(batch, g.breakDown(err))
	}
}

// run executes one write. Its caller's cancellation is not heard any more: a
// half-run write would only be rolled back and run again.
func (g *group) run(w *writing) error {
	if err := w.ctx.Err(); err != nil {
		return err // gave up while it waited
	}
	seq, _ := g.number(w.ctx)
	err := w.fn(&Tx{Session: g.writer, Seq: seq, more: g.number})
	if failing(err) {
		return g.breakDown(err)
	}
	return err
}

// notBegun says why no transaction could be begun.
func (g *group) notBegun(err error) error {
	if failing(err) {
		return g.breakDown(err)
	}
	f := fault.New(fault.Unavailable, "storage_busy", "another process holds the file of the database; send it again in a few seconds")
	f.Err = err
	return fault.At("db.write", f)
}

// number gives the next journal number; only the loop calls it.
func (g *group) number(context.Context) (int64, error) {
	g.seq++
	return g.seq, nil
}

// The writer's own statements.
var (
	groupBegin    = plain("write.begin", "begin immediate")
	groupCommit   = plain("write.commit", "commit")
	groupRollback = plain("write.rollback", "rollback")
	oneBegin      = plain("write.savepoint", "savepoint w")
	oneRollback   = plain("write.undo", "rollback to w")
	oneEnd        = plain("write.release", "release w")
)

func (g *group) raw(q *Query) error {
	_, err := g.writer.Exec(context.Background(), q)
	return err
}

func (g *group) refuse(batch []*writing, err error) bool {
	fail(batch, err)
	return true
}

func fail(batch []*writing, err error) {
	for _, w := range batch {
		w.err = err
	}
}

// end commits, and fails when the disk does not have it in files that are still
// there.
func (g *group) end() error {
	if err := g.raw(groupCommit); err != nil {
		return err
	}
	return g.files.check()
}

// breakDown stops all writing: after a failed sync the file's state is unknown
// until it is opened anew.
func (g *group) breakDown(cause error) error {
	f := fault.New(fault.Unavailable, "storage_failed", "the disk refused a write, or the file is gone; the server accepts nothing until it is restarted")
	f.Err = cause
	err := fault.At("db.write", f)
	g.failed.CompareAndSwap(nil, &err)
	return g.Broken()
}
