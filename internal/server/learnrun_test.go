package server

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sartor/internal/db/engine/enginetest"
	"sartor/internal/db/harvest"
	"sartor/internal/fault"
	"sartor/internal/job"
	"sartor/internal/learn/extract"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// eachEngine runs a test on an empty database of both kinds.
func eachEngine(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, "sqlite:"+filepath.Join(t.TempDir(), "c.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, enginetest.Postgres(t))
	})
}

// dead leaves a run of learning as a process does that was killed while it read:
// many slices, some read, one in its hands.
func (c *Chain) dead(t *testing.T, read int) (p plan, spans []extract.Span) {
	t.Helper()
	end, err := c.DB.Harvest().End(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const receipts = 1_650_000 // makes 17 slices
	p = plan{Run: 7, Through: end.Through, Newest: end.Newest, Receipts: receipts}
	text, err := json.Marshal(jobProgress{Plan: &p})
	if err != nil {
		t.Fatal(err)
	}
	now := retail.MicrosOf(c.Clock())
	leader := job.New(learning, learning, string(text), now)
	leader.State, leader.Owner, leader.Lease, leader.Attempts = job.Running, "dead", now+retail.Micros(time.Second.Microseconds()), 1
	if err := c.DB.AddJob(t.Context(), leader); err != nil {
		t.Fatal(err)
	}
	spans = p.spans()
	for n, span := range spans[:read+1] {
		mine := part{Run: p.Run, N: n, Span: span}
		if err := c.offer(t.Context(), slicing, mine); err != nil {
			t.Fatal(err)
		}
		was, err := c.DB.FindJob(t.Context(), mine.id(slicing))
		if err != nil {
			t.Fatal(err)
		}
		now := was
		now.State, now.Lease = job.Done, was.Lease+1
		if n == read {
			now.State, now.Owner, now.Attempts, now.Lease = job.Running, "dead", 1, leader.Lease
		} else if err := c.sliceWork(t.Context(), was, nil); err != nil {
			t.Fatal(err)
		}
		if won, err := c.DB.SwapJob(t.Context(), was, now); err != nil || !won {
			t.Fatal(won, err)
		}
	}
	return p, spans
}

// A killed run goes on: what it had read is not read again, the slice in its
// hands is, and a piece that an erasure took is too. What is learned is what an
// undisturbed run learns.
func TestLearn_GoesOnAfterADeath(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, url string) {
		c := opened(t, url)
		c.consented(t)
		c.sold(t, 0, 600)
		p, spans := c.dead(t, 5)
		if len(spans) < 12 {
			t.Fatalf("%d slices", len(spans))
		}
		empty := extract.NewSieve(spans[1], nil).Pieces()
		for r, body := range empty { // a slice without anything: nobody may read it again
			if err := c.DB.Harvest().Put(t.Context(), harvest.Key{Run: p.Run, Range: r, Slice: 1}, body); err != nil {
				t.Fatal(err)
			}
		}
		gone := harvest.Key{Run: p.Run, Range: 9, Slice: 4}
		if err := c.DB.Harvest().Drop(t.Context(), []harvest.Key{gone}); err != nil {
			t.Fatal(err)
		}
		first, report, err := c.Learn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if report.Read == 600 || report.Read < 500 {
			t.Errorf("%d receipts: slices that were done were read again, or others not", report.Read)
		}
		if err := c.DB.Harvest().Put(t.Context(), harvest.Key{Run: 1, Range: 0, Slice: 0}, []byte{}); err != nil { // a run given up long ago
			t.Fatal(err)
		}
		second, report, err := c.Learn(t.Context())
		if err != nil || report.Read != 600 {
			t.Fatalf("%+v, %v", report, err)
		}
		third, _, err := c.Learn(t.Context())
		if err != nil || !slices.Equal(c.body(t, second), c.body(t, third)) || slices.Equal(c.body(t, first), c.body(t, second)) {
			t.Errorf("two runs over the same journal learned different things, or a damaged one the same: %v", err)
		}
		c.clean(t)
	})
}

// body is what is stored of a snapshot.
func (c *Chain) body(t *testing.T, id retail.SnapshotID) []byte {
	t.Helper()
	row, err := c.DB.Snapshot(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return row.Body
}

// clean fails when a run has left anything but its own job.
func (c *Chain) clean(t *testing.T) {
	t.Helper()
	kept, err := c.DB.Harvest().Kept(t.Context())
	if err != nil || len(kept) != 0 {
		t.Errorf("left behind %v, %v", kept, err)
	}
	jobs, err := c.DB.Jobs(t.Context(), 100)
	if err != nil || slices.ContainsFunc(jobs, func(j job.Job) bool { return j.Kind == slicing }) {
		t.Errorf("left behind %v, %v", jobs, err)
	}
}

// Several nodes share a run, one of them dead in the middle, and learn what one
// node learns.
func TestLearn_NodesShareARun(t *testing.T) {
	t.Parallel()
	url := enginetest.Postgres(t)
	one, two := opened(t, url), opened(t, url)
	one.consented(t)
	one.sold(t, 0, 600)
	one.dead(t, 5)
	var helped atomic.Int32
	helper := two.runner()
	helper.Poll = 2 * time.Millisecond
	helper.Works = map[string]job.Work{slicing: helper.Works[slicing]}
	helper.Told = func(j job.Job, err error) {
		if j.Kind == slicing && err == nil {
			helped.Add(1)
		}
	}
	two.work.Go(func() { helper.Run(t.Context()) })
	shared, report, err := one.Learn(t.Context())
	if err != nil || report.Read != 600 {
		t.Fatalf("%+v, %v", report, err)
	}
	if helped.Load() == 0 {
		t.Error("the other node did nothing")
	}
	alone, _, err := one.Learn(t.Context())
	if err != nil || !slices.Equal(one.body(t, shared), one.body(t, alone)) {
		t.Errorf("a shared run learned other things than one alone: %v", err)
	}
	one.clean(t)
}

// A backtest is a job like a run of learning: what it finds is kept, and without
// enough it fails with words that say what is missing.
func TestBacktest_IsKept(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, url string) {
		c := opened(t, url)
		c.consented(t)
		c.sold(t, 0, 400)
		if _, found, err := c.LastBacktest(t.Context(), "lifetime"); err != nil || found {
			t.Fatalf("found one before there was any: %v", err)
		}
		if _, err := c.Backtest(t.Context(), "lifetime"); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "not enough data") {
			t.Errorf("of 40 customers: %v", err)
		}
		many := c.regulars(t, 260)
		out, err := c.Backtest(t.Context(), "lifetime")
		if err != nil || out.Best == "" || out.Receipts != int64(400+many) {
			t.Fatalf("%+v, %v", out, err)
		}
		kept, found, err := c.LastBacktest(t.Context(), "lifetime")
		if err != nil || !found || !reflect.DeepEqual(kept, out) {
			t.Errorf("kept %+v, %v", kept, err)
		}
	})
}

// regulars files receipts of customers who each come every few weeks for a year.
func (c *Chain) regulars(t *testing.T, customers int) (n int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(5, 5))
	var calls []till.Call
	for u := range customers {
		for day := rng.IntN(100); day < 330; day += 7 + rng.IntN(60) {
			r := touchpoint.Receipt{
				ID: retail.ReceiptID(fmt.Sprintf("G%d-%d", u, day)), Store: "S1", Till: "T1", Currency: "EUR",
				At:    retail.MicrosOf(time.Date(2025, 2, 1, 10, 0, 0, 0, time.UTC).AddDate(0, 0, day)),
				Lines: []touchpoint.Line{{Product: retail.ProductID(fmt.Sprint("P", u%9)), Quantity: retail.One, Amount: retail.Minor(300 + rng.IntN(900))}},
			}
			r.Customer.Identifiers = []retail.Identifier{{Kind: retail.Card, Value: fmt.Sprint("G", u)}}
			calls = append(calls, till.Call{Receipt: r})
		}
	}
	results, err := c.Desk.Facts(t.Context(), calls)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	}
	c.settled(t)
	return len(calls)
}
