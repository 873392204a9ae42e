package engine

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"sartor/internal/fault"
)

// held is an open file whose writer is busy until let go: what is written
// meanwhile waits in the queues.
type held struct {
	*sqlite
	let   chan struct{}
	all   sync.WaitGroup
	mu    sync.Mutex
	order []string
	errs  map[string]error
}

func hold(t *testing.T) *held {
	t.Helper()
	e, err := openSQLite(t.Context(), filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() }) // checked where it matters
	h := &held{sqlite: e, let: make(chan struct{}), errs: map[string]error{}}
	h.write("table", Till, func(tx *Tx) error {
		_, err := tx.Exec(context.Background(), plain("table", "create table kept (name text not null primary key)"))
		return err
	})
	h.all.Wait()
	busy := make(chan struct{})
	h.write("busy", Till, func(*Tx) error {
		select {
		case <-busy:
		default:
			close(busy)
		}
		<-h.let
		return nil
	})
	<-busy
	return h
}

func (h *held) write(name string, lane Lane, fn func(*Tx) error) {
	h.all.Go(func() {
		err := h.Write(context.Background(), lane, fn)
		h.mu.Lock()
		defer h.mu.Unlock()
		h.errs[name] = err
	})
}

// keep queues a write of one row and waits until it stands in its queue.
func (h *held) keep(name string, lane Lane, then error) {
	queue := h.till
	if lane == Bulk {
		queue = h.bulk
	}
	before := len(queue)
	h.write(name, lane, func(tx *Tx) error {
		h.order = append(h.order, name) // one writer
		if _, err := tx.Exec(context.Background(), plain("keep", "insert into kept (name) values ('"+name+"')")); err != nil {
			return err
		}
		return then
	})
	for len(queue) == before {
		runtime.Gosched()
	}
}

func (h *held) kept(t *testing.T) (names []string) {
	t.Helper()
	err := Each(t.Context(), h.Reader(), plain("all", "select name from kept order by name"), nil, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		names = append(names, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// An import whose groups wait, and tills that come after them: tills go first.
func TestGroup_TillsGoBeforeAnImport(t *testing.T) {
	t.Parallel()
	h := hold(t)
	for _, name := range []string{"import-1", "import-2", "import-3"} {
		h.keep(name, Bulk, nil)
	}
	for _, name := range []string{"till-1", "till-2"} {
		h.keep(name, Till, nil)
	}
	close(h.let)
	h.all.Wait()
	if want := []string{"till-1", "till-2", "import-1", "import-2", "import-3"}; !slices.Equal(h.order, want) {
		t.Errorf("written in the order %v, want %v", h.order, want)
	}
}

// A write whose guard fails undoes itself, not those that share its sync.
func TestGroup_ARefusedWriteUndoesItselfOnly(t *testing.T) {
	t.Parallel()
	h := hold(t)
	h.keep("a", Till, nil)
	h.keep("b", Till, &Lost{})
	h.keep("c", Till, nil)
	close(h.let)
	h.all.Wait()
	if got := h.kept(t); !slices.Equal(got, []string{"a", "c"}) {
		t.Errorf("kept %v, want a and c", got)
	}
	if _, lost := errors.AsType[*Lost](h.errs["b"]); !lost || h.errs["a"] != nil || h.errs["c"] != nil {
		t.Errorf("answered %v, want b refused alone", h.errs)
	}
}

// A full queue answers at once instead of letting a till wait without end.
func TestGroup_AFullQueueAnswersOverload(t *testing.T) {
	t.Parallel()
	h := hold(t)
	for range queueTill {
		h.till <- &writing{ctx: context.Background(), fn: func(*Tx) error { return nil }, done: make(chan struct{})}
	}
	err := h.Write(t.Context(), Till, func(*Tx) error { return nil })
	if fault.KindOf(err) != fault.Unavailable {
		t.Errorf("one more answered %v, want overload", err)
	}
	close(h.let)
	h.all.Wait()
}

// What was accepted before the stop is finished, what comes later is refused.
func TestGroup_AStopFinishesWhatWaits(t *testing.T) {
	t.Parallel()
	h := hold(t)
	h.keep("till", Till, nil)
	h.keep("import", Bulk, nil)
	closed := make(chan error)
	go func() { closed <- h.stop() }()
	<-h.quit
	close(h.let)
	if err := <-closed; err != nil {
		t.Error(err)
	}
	h.all.Wait()
	if h.errs["till"] != nil || h.errs["import"] != nil {
		t.Errorf("answered %v, want both written", h.errs)
	}
	if err := h.Write(t.Context(), Till, func(*Tx) error { return nil }); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a write after the stop answered %v, want that the server is stopping", err)
	}
}
