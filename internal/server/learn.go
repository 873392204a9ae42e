package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/job"
	"sartor/internal/learn"
	"sartor/internal/offer"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// LearnBack publishes a kept or refused snapshot by hand, and has what is
// expected of customers computed by it.
func (c *Chain) LearnBack(ctx context.Context, name string) error {
	id, err := retail.ParseSnapshotID(name)
	if err != nil {
		return err
	}
	if err := c.DB.StandAgain(ctx, id, retail.MicrosOf(c.Clock())); err != nil {
		return err
	}
	if err := c.Refresh(ctx); err != nil {
		return err
	}
	if err := c.LookAgain(ctx); err != nil {
		return err
	}
	_, err = c.finish(ctx, looking)
	return err
}

// Learn asks for a run of learning, waits for it and returns what it made.
func (c *Chain) Learn(ctx context.Context) (retail.SnapshotID, learn.Report, error) {
	return c.learnWith(ctx, jobProgress{})
}

func (c *Chain) learnWith(ctx context.Context, p jobProgress) (retail.SnapshotID, learn.Report, error) {
	if err := c.askWith(ctx, learning, p); err != nil {
		return 0, learn.Report{}, err
	}
	j, err := c.finish(ctx, learning)
	if err != nil {
		return 0, learn.Report{}, err
	}
	var made jobProgress
	if err := json.Unmarshal([]byte(j.Progress), &made); err != nil {
		return 0, learn.Report{}, fmt.Errorf("read what the run made: %w", err)
	}
	id, err := retail.ParseSnapshotID(made.Snapshot)
	if err != nil {
		return 0, learn.Report{}, err
	}
	row, err := c.DB.Snapshot(ctx, id)
	if err != nil {
		return 0, learn.Report{}, err
	}
	report, err := learn.ReadReport(row.Report)
	return id, report, errors.Join(err, c.Refresh(ctx))
}

// standing is what a new snapshot is held against; nil when nothing stands.
func (c *Chain) standing(ctx context.Context) (retail.SnapshotID, *learn.Standing, error) {
	id, err := c.DB.StandingSnapshot(ctx)
	if err != nil || id == 0 {
		return 0, nil, err
	}
	row, err := c.DB.Snapshot(ctx, id)
	if err != nil {
		return 0, nil, err
	}
	models, report, err := learn.Load(row.Body, row.Report)
	if err != nil {
		c.Log.Warn("the standing snapshot cannot be read; the next one is held against nothing", "snapshot", id.String(), "err", err)
		return id, nil, nil
	}
	return id, &learn.Standing{Models: models, Through: report.Through}, nil
}

// keepSnapshot stores what a run made, published or refused, and lets go of
// snapshots that nothing names any more.
func (c *Chain) keepSnapshot(ctx context.Context, r *learn.Result, was retail.SnapshotID) (retail.SnapshotID, error) {
	text, err := json.Marshal(r.Report)
	if err != nil {
		return 0, err
	}
	now := retail.MicrosOf(c.Clock())
	row := db.SnapshotRow{ID: retail.SnapshotID(now), Created: now, State: "standing", Receipts: r.Report.Read, Report: string(text), Body: r.Body}
	if !r.Report.Published {
		row.State = "refused"
	}
	if err := ctx.Err(); err != nil { // the job may belong to another by now
		return 0, err
	}
	if err := c.DB.PutSnapshot(ctx, row, was); err != nil {
		return 0, err
	}
	return row.ID, errors.Join(c.dropSnapshots(ctx), c.Refresh(ctx))
}

func (c *Chain) dropSnapshots(ctx context.Context) error {
	const most = 1_000
	rows, err := c.DB.Snapshots(ctx, most)
	if err != nil {
		return err
	}
	var kept []learn.Kept
	for _, r := range rows {
		if r.State == "dropped" {
			continue
		}
		k := learn.Kept{ID: r.ID, Stands: r.State == "standing"}
		if r.Retired != 0 {
			k.Retired = r.Retired.Time()
		}
		kept = append(kept, k)
	}
	return c.DB.DropSnapshots(ctx, learn.Stale(kept, c.Clock()))
}

// LearnNow learns what takes seconds, for somebody who waits, and leaves the outcome to
// the screens; the order of the next basket is left to the next run.
func (c *Chain) LearnNow(ctx context.Context) error {
	_, _, err := c.learnWith(ctx, jobProgress{Quick: true})
	return err
}

// LearnSoon asks for a run in the background, due or not; one that is under way is
// the answer.
func (c *Chain) LearnSoon(ctx context.Context) error { return c.askFor(ctx, learning) }

// learnWhenDue starts a run by itself (learn.Wait); the runner does it. One that
// failed is not tried again at once: its cause is rarely gone a minute later.
func (c *Chain) learnWhenDue(ctx context.Context) error {
	const respite = time.Hour
	wait, err := c.LearnWait(ctx)
	if err != nil || !wait.Due() {
		return err
	}
	last, err := c.DB.FindJob(ctx, learning)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if last.State == job.Failed && c.Clock().Sub(last.Updated.Time()) < respite {
		return nil
	}
	return c.askFor(ctx, learning)
}

// LearnWait is how far the next run by itself is away.
func (c *Chain) LearnWait(ctx context.Context) (learn.Wait, error) {
	w := learn.Wait{Last: c.started, Now: c.Clock().In(chainZone(c.DB.Catalogue()))}
	last, err := c.DB.Snapshots(ctx, 1)
	if err != nil {
		return w, err
	}
	var through touchpoint.Position
	if len(last) == 1 {
		report, err := learn.ReadReport(last[0].Report)
		if err != nil {
			return w, err
		}
		w.Last, w.Learned, through = last[0].Created.Time(), report.Read, report.Through
	}
	w.Fresh, err = c.DB.FreshReceipts(ctx, through, w.Needed())
	return w, err
}

// chainZone is the zone of most stores: whose night is the chain's.
func chainZone(chain *retail.Catalogue) *time.Location {
	best, most, count := time.UTC, 0, map[string]int{}
	for n := 1; n < len(chain.Stores); n++ {
		zone := chain.Stores[n].Zone
		if count[zone]++; count[zone] > most {
			best, most = chain.Location(uint32(n)), count[zone]
		}
	}
	return best
}

// loadSnapshot reads a snapshot for decisions.
func loadSnapshot(ctx context.Context, d *db.DB, id retail.SnapshotID) (*offer.Snapshot, error) {
	row, err := d.Snapshot(ctx, id)
	if err != nil {
		return nil, err
	}
	models, _, err := learn.Load(row.Body, row.Report)
	if err != nil {
		return nil, fmt.Errorf("snapshot %s: %w", id, err)
	}
	models = models.For(d.Catalogue())
	return &offer.Snapshot{ID: id, Created: row.Created, Model: models.Habit, Lifetime: models.Lifetime, Season: models.Season}, nil
}
