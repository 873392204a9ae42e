package server

import (
	"context"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"sartor/internal/db/engine/enginetest"
	"sartor/internal/job"
	"sartor/internal/learn"
	"sartor/internal/learn/extract"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// looked is what stands of all customers.
func (c *Chain) looked(t *testing.T) map[retail.CustomerID]*outlook.Outlook {
	t.Helper()
	out := map[retail.CustomerID]*outlook.Outlook{}
	for r := range extract.Ranges {
		some, err := c.outlooksOf(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		for id := range some {
			out[id] = some.of(id)
		}
	}
	return out
}

// by fails unless n customers have an outlook, all by one snapshot.
func (c *Chain) by(t *testing.T, id retail.SnapshotID, n int) {
	t.Helper()
	all := c.looked(t)
	if len(all) != n {
		t.Errorf("%d outlooks, want %d", len(all), n)
	}
	for _, o := range all {
		if o.Snapshot != id || o.Purchases < 1 || o.State == "" {
			t.Fatalf("%+v, want one by %s", o, id)
		}
	}
}

// After a run everybody who agreed has an outlook by what stands; going back
// brings those of the earlier snapshot back, and nothing is left of a run.
func TestLook_FollowsWhatStands(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, url string) {
		c := opened(t, url)
		c.consented(t)
		c.regulars(t, 260)
		first, report, err := c.Learn(t.Context())
		if err != nil || !report.Lifetime.Outcome.New {
			t.Fatalf("%+v, %v", report.Lifetime, err)
		}
		c.by(t, first, 260)
		second, _, err := c.Learn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c.by(t, second, 260)
		if err := c.LearnBack(t.Context(), first.String()); err != nil {
			t.Fatal(err)
		}
		c.by(t, first, 260)
		c.clean(t)
	})
}

// fitted leaves a run as a process does that dies once its snapshot stands.
func (c *Chain) fitted(t *testing.T) (id retail.SnapshotID) {
	t.Helper()
	now := retail.MicrosOf(c.Clock())
	j := job.New(learning, learning, "{}", now)
	j.State, j.Owner, j.Attempts, j.Lease = job.Running, "dead", 1, now+retail.Micros(time.Minute.Microseconds())
	if err := c.DB.AddJob(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	save := func(ctx context.Context, progress, message string) error {
		next := j
		next.Progress, next.Message, next.Lease = progress, message, j.Lease+1
		won, err := c.DB.SwapJob(ctx, j, next)
		if err != nil || !won {
			t.Error(won, err)
		}
		j = next
		return nil
	}
	r := &learnRun{Chain: c, save: save, note: saver(save, c.Clock), began: c.Clock()}
	if err := r.begin(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if err := r.read(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.fit(t.Context()); err != nil {
		t.Fatal(err)
	}
	id, err := retail.ParseSnapshotID(r.made.Snapshot)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r.made)
	if err != nil {
		t.Fatal(err)
	}
	dead := j
	dead.Progress, dead.Lease = string(text), retail.MicrosOf(c.Clock()) // nobody gave a sign since
	if won, err := c.DB.SwapJob(t.Context(), j, dead); err != nil || !won {
		t.Fatal(won, err)
	}
	return id
}

// Who takes over a run whose snapshot stands goes on with the outlooks, on
// another node too, and learns nothing a second time.
func TestLook_GoesOnAfterADeath(t *testing.T) {
	t.Parallel()
	url := enginetest.Postgres(t)
	one, two := opened(t, url), opened(t, url)
	one.consented(t)
	one.regulars(t, 260)
	id := one.fitted(t)
	one.by(t, id, 0)
	if _, err := two.finish(t.Context(), learning); err != nil {
		t.Fatal(err)
	}
	one.by(t, id, 260)
	if runs, err := one.DB.Snapshots(t.Context(), 9); err != nil || len(runs) != 1 {
		t.Errorf("%d snapshots, %v", len(runs), err)
	}
	one.clean(t)
}

// A node that has helped with a run keeps what lists are made from until the run ends.
func TestLook_LetsTheBaseGo(t *testing.T) {
	t.Parallel()
	c := opened(t, "sqlite:"+filepath.Join(t.TempDir(), "c.DB"))
	now := retail.MicrosOf(c.Clock())
	j := job.New(learning, learning, `{"plan":{"run":77}}`, now)
	j.State, j.Owner, j.Lease = job.Running, "another", now+retail.Micros(time.Hour.Microseconds())
	if err := c.DB.AddJob(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	c.base.run, c.base.made = 77, &learn.Base{}
	if err := c.lookWhenDue(t.Context()); err != nil || c.base.made == nil {
		t.Errorf("let go while its run goes on: %v", err)
	}
	c.base.run = 76
	if err := c.lookWhenDue(t.Context()); err != nil || c.base.made != nil || c.base.run != 0 {
		t.Errorf("kept though its run has ended: %v", err)
	}
}

// Once a night outlooks are asked for, unless a run of learning has made them.
func TestLook_OnceANight(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, url string) {
		c := opened(t, url)
		c.consented(t)
		c.regulars(t, 260)
		now := time.Date(2026, 1, 3, 22, 0, 0, 0, time.UTC) // 23:00 in Berlin
		c.Clock, c.started = func() time.Time { return now }, now
		asked := func() bool {
			t.Helper()
			if err := c.lookWhenDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			j, err := c.DB.FindJob(t.Context(), looking)
			return err == nil && j.State.Open()
		}
		if asked() {
			t.Error("nothing stands, and asked")
		}
		id, _, err := c.Learn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if now = now.Add(time.Hour); asked() {
			t.Error("midnight")
		}
		if now = now.Add(2 * time.Hour); !asked() {
			t.Error("not asked at 02:00")
		}
		if _, err := c.finish(t.Context(), looking); err != nil {
			t.Fatal(err)
		}
		if asked() {
			t.Error("asked twice in a night")
		}
		c.by(t, id, 260)
		for _, o := range c.looked(t) {
			if o.Day.String() != "2026-01-03" {
				t.Fatalf("looked at as of %s", o.Day)
			}
		}
	})
}
