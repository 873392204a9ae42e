package dbtest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/db"
	"sartor/internal/db/harvest"
	"sartor/internal/job"
	"sartor/internal/learn/extract"
	"sartor/internal/touchpoint"
)

// TestHarvest_NamesEveryOperation: what harvest exports, this suite calls.
func TestHarvest_NamesEveryOperation(t *testing.T) {
	t.Parallel()
	source := source(t)
	for m := range reflect.TypeFor[harvest.Store]().Methods() {
		if !strings.Contains(source, "."+m.Name+"(") {
			t.Errorf("harvest.Store.%s is never called", m.Name)
		}
	}
}

// TestHarvest_SlicesAreTheJournal: however the journal is cut, its slices hold
// every entry up to where it ended, each once, and none that came after.
func TestHarvest_SlicesAreTheJournal(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		c := newChain(t, open(t, fresh(t)), nil, nil)
		history := db.History{DB: c.DB, Declared: everybody()}
		if end := got(c.Harvest().End(t.Context()))(t); end != (harvest.End{}) {
			t.Errorf("an empty journal ends at %+v", end)
		}
		for i := range 20 {
			c.close(t, c.sale(receiptID("R", i), card(fmt.Sprint(i%7))))
		}
		end := c.settled(t)
		want := got(history.Entries(t.Context(), touchpoint.Position{}, 100))(t)
		c.close(t, c.sale("later", card("1")))
		for _, receipts := range []int64{1, 500_000, 20_000_000} {
			var have []touchpoint.Entry
			for _, span := range extract.Cut(end.Through, touchpoint.Position{}, end.Newest, receipts) {
				have = append(have, slice(t, history, span)...)
			}
			if !reflect.DeepEqual(have, want) {
				t.Errorf("%d entries, want %d", len(have), len(want))
			}
		}
	})
}

// settled waits until all that was written can be read in the journal's order:
// PostgreSQL shows what lies below its oldest running transaction, and other
// tests have theirs on the same server.
func (c *chain) settled(t *testing.T) harvest.End {
	t.Helper()
	for began := time.Now(); time.Since(began) < time.Minute; {
		if end := got(c.Harvest().End(t.Context()))(t); end.Through == got(c.Newest(t.Context()))(t) {
			return end
		}
	}
	t.Fatal("a transaction on the server runs for more than a minute")
	return harvest.End{}
}

// slice reads a slice, three entries at once.
func slice(t *testing.T, h db.History, span extract.Span) (out []touchpoint.Entry) {
	t.Helper()
	for at := int64(0); ; at = out[len(out)-1].Position.Seq {
		few := got(h.Slice(t.Context(), span, at, 3))(t)
		if out = append(out, few...); len(few) == 0 {
			return out
		}
	}
}

// TestHarvest_ErasureTakesPieces: pieces stand until their run ends, or until
// somebody of their range is forgotten.
func TestHarvest_ErasureTakesPieces(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		c := newChain(t, open(t, fresh(t)), nil, nil)
		h := c.Harvest()
		c.close(t, c.sale("R1", card("1")))
		ann := got(c.FindCustomer(t.Context(), card("1")))(t)
		theirs := extract.RangeOf(ann.Bucket())
		for _, run := range []int64{1, 2} {
			for r := range extract.Ranges {
				for slice := range 3 {
					must(t, h.Put(t.Context(), harvest.Key{Run: run, Range: r, Slice: 2 - slice}, []byte("first")))
					must(t, h.Put(t.Context(), harvest.Key{Run: run, Range: r, Slice: 2 - slice}, []byte{byte(2 - slice)}))
				}
			}
		}
		if got := got(h.Pieces(t.Context(), 2, theirs))(t); !reflect.DeepEqual(got, [][]byte{{0}, {1}, {2}}) {
			t.Errorf("pieces %v", got)
		}
		got(c.Erase(t.Context(), ann, "desk", 99))(t)
		kept := got(h.Kept(t.Context()))(t)
		if len(kept) != 2*3*(extract.Ranges-1) || slices.ContainsFunc(kept, func(k harvest.Key) bool { return k.Range == theirs }) {
			t.Errorf("after the erasure %d pieces stand: %v", len(kept), kept)
		}
		must(t, h.Drop(t.Context(), kept))
		if kept := got(h.Kept(t.Context()))(t); len(kept) != 0 {
			t.Errorf("dropped, and still there: %v", kept)
		}
	})
}

// TestHarvest_ForgetJobs: parts that ended leave no row; others stay.
func TestHarvest_ForgetJobs(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		for _, kind := range []string{"part", "other"} {
			for _, state := range []job.State{job.Waiting, job.Running, job.Done, job.Failed, job.Stopped} {
				j := job.New(kind+string(state), kind, "{}", 1)
				j.State = state
				must(t, d.AddJob(t.Context(), j))
			}
		}
		must(t, d.Harvest().ForgetJobs(t.Context(), "part"))
		left := got(d.Jobs(t.Context(), 20))(t)
		if len(left) != 7 || slices.ContainsFunc(left, func(j job.Job) bool { return j.Kind == "part" && !j.State.Open() }) {
			t.Errorf("left are %+v", left)
		}
	})
}
