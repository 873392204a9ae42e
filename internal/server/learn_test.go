package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sartor/internal/fault"
	"sartor/internal/job"
	"sartor/internal/learn"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// opened is an app on a new database, with a store.
// keyFor is where the nodes of one test keep their key: an embedded database has
// it beside itself.
func keyFor(t *testing.T, url string) string {
	t.Helper()
	if SQLitePath(url) != "" {
		return ""
	}
	sum := sha256.Sum256([]byte(url))
	path := filepath.Join(os.TempDir(), "sartor-test-"+hex.EncodeToString(sum[:8])+".key")
	t.Cleanup(func() { _ = os.Remove(path) }) // the other node may have done so
	return path
}

func opened(t *testing.T, url string) *Chain {
	t.Helper()
	c, err := Open(t.Context(), Options{URL: url, KeyFile: keyFor(t, url), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := c.DB.PutStores(t.Context(), []retail.Store{{ID: "S1", Name: "One", Zone: "Europe/Berlin", Currency: "EUR"}}); err != nil {
		t.Fatal(err)
	}
	return c
}

// sold files receipts of regulars, numbered from a receipt on.
func (c *Chain) sold(t *testing.T, from, n int) {
	t.Helper()
	var list []touchpoint.Receipt
	for i := from; i < from+n; i++ {
		r := touchpoint.Receipt{
			ID: retail.ReceiptID(fmt.Sprintf("R%06d", i)), Store: "S1", Till: "T1", Currency: "EUR",
			At: retail.MicrosOf(time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Hour)),
		}
		r.Customer.Identifiers = []retail.Identifier{{Kind: retail.Card, Value: fmt.Sprint("C", i%40)}}
		for k := range 3 {
			r.Lines = append(r.Lines, touchpoint.Line{Product: retail.ProductID(fmt.Sprint("P", (i%40)*3+k)), Quantity: retail.One, Amount: 100})
		}
		list = append(list, r)
	}
	calls := make([]till.Call, len(list))
	for i := range list {
		calls[i].Receipt = list[i]
	}
	results, err := c.Desk.Facts(t.Context(), calls)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if r.Err != nil || r.Duplicate {
			t.Fatalf("%s: %+v", list[i].ID, r)
		}
	}
	c.settled(t)
}

// settled waits until all that was written can be read in the journal's order:
// PostgreSQL shows what lies below its oldest running transaction, and other
// tests have theirs on the same server.
func (c *Chain) settled(t *testing.T) {
	t.Helper()
	for began := time.Now(); time.Since(began) < time.Minute; {
		newest, err := c.DB.Newest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		end, err := c.DB.Harvest().End(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if end.Through == newest {
			return
		}
	}
	t.Fatal("a transaction on the server runs for more than a minute")
}

func (c *Chain) consented(t *testing.T) {
	t.Helper()
	if err := c.DeclareConsent(t.Context(), []string{"profile", "offers"}, "terms"); err != nil {
		t.Fatal(err)
	}
}

// Whoever asks while a run is under way gets that run's snapshot: there is one.
func TestLearn_OneRunAtATime(t *testing.T) {
	t.Parallel()
	c := opened(t, "sqlite:"+filepath.Join(t.TempDir(), "c.DB"))
	c.consented(t)
	c.sold(t, 0, 400)
	if err := c.askFor(t.Context(), learning); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	ids := make([]retail.SnapshotID, 4)
	errs := make([]error, len(ids))
	for i := range ids {
		wg.Go(func() { ids[i], _, errs[i] = c.Learn(t.Context()) })
	}
	wg.Wait()
	runs, err := c.DB.Snapshots(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	made := map[retail.SnapshotID]bool{}
	for i := range ids {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
		made[ids[i]] = true
	}
	if len(made) != len(runs) || len(runs) > 2 { // a second one only for who asked after the first had ended
		t.Errorf("%d snapshots for %v", len(runs), ids)
	}
	standing := 0
	for _, r := range runs {
		if r.State == "standing" {
			standing++
		}
	}
	if standing != 1 || c.Sight().Snapshot == nil {
		t.Errorf("%d snapshots stand", standing)
	}
}

// A run that a dead process left is taken over once its lease is out.
func TestLearn_ADeadRunIsTakenOver(t *testing.T) {
	t.Parallel()
	c := opened(t, "sqlite:"+filepath.Join(t.TempDir(), "c.DB"))
	c.sold(t, 0, 60)
	now := retail.MicrosOf(c.Clock())
	dead := job.New(learning, learning, "{}", now)
	dead.State, dead.Owner, dead.Lease, dead.Attempts = job.Running, "dead", now+retail.Micros(time.Second.Microseconds()), 1
	if err := c.DB.AddJob(t.Context(), dead); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Learn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if j, err := c.DB.FindJob(t.Context(), learning); err != nil || j.State != job.Done || j.Attempts != 2 {
		t.Errorf("%+v, %v", j, err)
	}
}

func TestLearn_NothingToLearnFrom(t *testing.T) {
	t.Parallel()
	c := opened(t, "sqlite:"+filepath.Join(t.TempDir(), "c.DB"))
	_, _, err := c.Learn(t.Context())
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "there is no basket to learn from") {
		t.Errorf("got %v", err)
	}
	if runs, err := c.DB.Snapshots(t.Context(), 1); err != nil || len(runs) != 0 {
		t.Errorf("kept %v, %v", runs, err)
	}
}

// What stands changes only as a whole and only when it is still what the run was
// judged against; by hand one goes back, also to a refused one.
func TestLearn_WhatStands(t *testing.T) {
	t.Parallel()
	c := opened(t, "sqlite:"+filepath.Join(t.TempDir(), "c.DB"))
	c.consented(t)
	c.sold(t, 0, 400)
	first, _, err := c.Learn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.LearnNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	row, err := c.DB.Snapshot(t.Context(), c.Sight().Snapshot.ID)
	if err != nil {
		t.Fatal(err)
	}
	if report, err := learn.ReadReport(row.Report); err != nil || report.Wants != nil || row.ID == first {
		t.Errorf("who waited for a quick run waited for the order of the next basket: %+v, %v", report.Wants, err)
	}
	second, report, err := c.Learn(t.Context())
	if err != nil || !report.Published || c.Sight().Snapshot.ID != second {
		t.Fatalf("%+v, %v", report, err)
	}
	if report.Wants == nil || report.Wants.Outcome.New || !strings.Contains(report.Wants.Outcome.Why, "not enough data") {
		t.Errorf("which order of the next basket is used, is not said: %+v", report.Wants)
	}
	stale := learn.Result{Report: learn.Report{Published: true}, Body: []byte("x")}
	if _, err := c.keepSnapshot(t.Context(), &stale, first); !fault.Is(err, fault.Conflict) {
		t.Errorf("a run judged against what no longer stands was published: %v", err)
	}
	refused := stale
	refused.Report.Published = false
	id, err := c.keepSnapshot(t.Context(), &refused, second)
	if err != nil || c.Sight().Snapshot.ID != second {
		t.Fatalf("a refused run changed what stands: %v", err)
	}
	if err := c.LearnBack(t.Context(), first.String()); err != nil || c.Sight().Snapshot.ID != first {
		t.Errorf("back to %s: %v", first, err)
	}
	if err := c.DB.StandAgain(t.Context(), id, 1); err != nil {
		t.Errorf("a refused one after all: %v", err)
	}
	if err := c.LearnBack(t.Context(), retail.SnapshotID(5).String()); !fault.Is(err, fault.NotFound) {
		t.Errorf("a snapshot nobody made: %v", err)
	}
}

// The rule of DESIGN.md 6 on a real journal: a run is asked for when it is due,
// and not again once it has failed.
func TestLearn_StartsByItself(t *testing.T) {
	t.Parallel()
	c := opened(t, "sqlite:"+filepath.Join(t.TempDir(), "c.DB"))
	now := time.Date(2026, 11, 28, 22, 0, 0, 0, time.UTC) // 23:00 in Berlin
	c.Clock, c.started = func() time.Time { return now }, now
	c.sold(t, 0, 40)
	asked := func() bool {
		t.Helper()
		if err := c.learnWhenDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		j, err := c.DB.FindJob(t.Context(), learning)
		if err != nil && !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		return j.State.Open()
	}
	if asked() {
		t.Error("40 receipts by day")
	}
	now = time.Date(2026, 11, 29, 0, 59, 0, 0, time.UTC)
	if asked() {
		t.Error("01:59 in Berlin")
	}
	now = now.Add(time.Minute)
	if !asked() {
		t.Error("not asked at 02:00 in Berlin")
	}
	if _, err := c.finish(t.Context(), learning); err != nil {
		t.Fatal(err)
	}
	if asked() {
		t.Error("nothing new, and asked again")
	}
	c.sold(t, 40, 5_000)
	if !asked() {
		t.Error("5,000 new ones")
	}
	failed, err := c.DB.FindJob(t.Context(), learning)
	if err != nil {
		t.Fatal(err)
	}
	ended := failed
	ended.State, ended.Updated = job.Failed, retail.MicrosOf(now)
	if won, err := c.DB.SwapJob(t.Context(), failed, ended); err != nil || !won {
		t.Fatal(won, err)
	}
	if asked() {
		t.Error("asked again at once after a failure")
	}
	if now = now.Add(time.Hour); !asked() {
		t.Error("never asked again after a failure")
	}
}

// In a server a run rests between slices and says how far it is.
func TestLearn_YieldsAndTells(t *testing.T) {
	t.Parallel()
	c := opened(t, "sqlite:"+filepath.Join(t.TempDir(), "c.DB"))
	c.Open()
	begun := time.Now()
	if err := c.Breathe(t.Context(), 40*time.Millisecond); err != nil || time.Since(begun) < 20*time.Millisecond {
		t.Errorf("rested %v, %v", time.Since(begun), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Breathe(ctx, time.Hour); err == nil {
		t.Error("a stopped run went on")
	}
	var saved []jobProgress
	now := time.Unix(100, 0)
	note := saver(func(_ context.Context, progress, _ string) error {
		var p jobProgress
		err := json.Unmarshal([]byte(progress), &p)
		saved = append(saved, p)
		return err
	}, func() time.Time { return now })
	for i := range 30 {
		now = now.Add(100 * time.Millisecond)
		if err := note(t.Context(), jobProgress{Share: float64(i)}, ""); err != nil {
			t.Fatal(err)
		}
	}
	if err := note(t.Context(), jobProgress{Share: 1, Snapshot: "snp_1"}, ""); err != nil || len(saved) != 4 || saved[3].Snapshot != "snp_1" {
		t.Errorf("saved %+v, %v", saved, err)
	}
}
