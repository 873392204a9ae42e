package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"time"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/job"
	"sartor/internal/learn"
	"sartor/internal/offer"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

type learnCmd struct {
	dbFlag
	jsonFlag
	Back string `placeholder:"SNAPSHOT" help:"Publish a kept snapshot (snp_…) instead of learning."`
}

// Help shows examples.
func (learnCmd) Help() string {
	return `Examples:
  sartor learn
  sartor learn --json
  sartor learn --back snp_9x3 # the one before stands again, or a refused one after all

One run at a time: when one is under way already, its result is waited for.`
}

// Run learns from the whole journal and publishes when the gate lets it.
func (c *learnCmd) Run(ctx context.Context, w world) error {
	a, done, err := w.open(ctx, w.url(c.DB))
	if err != nil {
		return err
	}
	if c.Back != "" {
		return errors.Join(a.learnBack(ctx, c.Back), done())
	}
	id, report, err := a.learnOnce(ctx)
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(struct {
			Snapshot string `json:"snapshot"`
			learn.Report
		}{id.String(), report})
	}
	state := "published"
	if !report.Published {
		state = "refused"
	}
	fmt.Fprintf(w.stdout, "%s %s: %s\nfrom %d receipts, %d baskets, %d customers in %.1f s\n", id, state, report.Why, report.Receipts, report.Baskets, report.Customers, report.Seconds)
	for _, s := range report.Scores {
		fmt.Fprintf(w.stdout, "  %-28s Recall@10 %.4f (%.4f–%.4f)\n", s.Model, s.Recall.Value, s.Recall.Low, s.Recall.High)
	}
	return nil
}

// learnBack publishes a kept or refused snapshot by hand.
func (a *app) learnBack(ctx context.Context, name string) error {
	id, err := retail.ParseSnapshotID(name)
	if err != nil {
		return err
	}
	if err := a.db.StandAgain(ctx, id, retail.MicrosOf(a.clock())); err != nil {
		return err
	}
	return a.sights.refresh(ctx)
}

// learnOnce asks for a run of learning, waits for it and returns what it made.
func (a *app) learnOnce(ctx context.Context) (retail.SnapshotID, learn.Report, error) {
	if err := a.askFor(ctx, learning); err != nil {
		return 0, learn.Report{}, err
	}
	j, err := a.finish(ctx, learning)
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
	row, err := a.db.Snapshot(ctx, id)
	if err != nil {
		return 0, learn.Report{}, err
	}
	report, err := learn.ReadReport(row.Report)
	return id, report, errors.Join(err, a.sights.refresh(ctx))
}

// learnWork is the job: read, fit, score, and publish what the gate lets through.
func (a *app) learnWork(ctx context.Context, _ job.Job, save job.Save) error {
	sight, note := a.sights.current(), saver(save, a.clock)
	was, standing, err := a.standing(ctx)
	if err != nil {
		return err
	}
	all, err := a.db.Receipts(ctx)
	if err != nil {
		return err
	}
	began, slice := a.clock(), a.clock()
	result, err := learn.Run(ctx, learn.Task{
		History: db.History{DB: a.db, Declared: sight.Chain.Consent}, Chain: sight.Catalogue, Standing: standing,
		Workers: a.workers(), Now: a.clock,
		Pause: func(ctx context.Context, receipts int64) error {
			err := errors.Join(
				note(ctx, jobProgress{Share: readingShare * float64(receipts) / float64(max(all, receipts))}, fmt.Sprintf("%d receipts read", receipts)),
				a.breathe(ctx, a.clock().Sub(slice)))
			slice = a.clock()
			return err
		},
	})
	if err != nil {
		return err
	}
	id, err := a.keepSnapshot(ctx, &result, was)
	if err != nil {
		return err
	}
	a.log.Info("learned", "snapshot", id.String(), "published", result.Report.Published, "receipts", result.Report.Receipts, "seconds", a.clock().Sub(began).Seconds())
	return note(ctx, jobProgress{Share: 1, Snapshot: id.String()}, result.Report.Why)
}

// readingShare is about how much of a run is reading the journal.
const readingShare = .7

// workers leaves tills half of the machine.
func (a *app) workers() int {
	if n := runtime.GOMAXPROCS(0); !a.serving.Load() {
		return n
	}
	return max(1, runtime.GOMAXPROCS(0)/2)
}

// standing is what a new snapshot is held against; nil when nothing stands.
func (a *app) standing(ctx context.Context) (retail.SnapshotID, *learn.Standing, error) {
	id, err := a.db.StandingSnapshot(ctx)
	if err != nil || id == 0 {
		return 0, nil, err
	}
	row, err := a.db.Snapshot(ctx, id)
	if err != nil {
		return 0, nil, err
	}
	model, report, err := learn.Load(row.Body, row.Report)
	if err != nil {
		a.log.Warn("the standing snapshot cannot be read; the next one is held against nothing", "snapshot", id.String(), "err", err)
		return id, nil, nil
	}
	return id, &learn.Standing{Model: model, Through: report.Through}, nil
}

// keepSnapshot stores what a run made, published or refused, and lets go of
// snapshots that nothing names any more.
func (a *app) keepSnapshot(ctx context.Context, r *learn.Result, was retail.SnapshotID) (retail.SnapshotID, error) {
	text, err := json.Marshal(r.Report)
	if err != nil {
		return 0, err
	}
	now := retail.MicrosOf(a.clock())
	row := db.SnapshotRow{ID: retail.SnapshotID(now), Created: now, State: "standing", Receipts: r.Report.Read, Report: string(text), Body: r.Body}
	if !r.Report.Published {
		row.State = "refused"
	}
	if err := ctx.Err(); err != nil { // the job may belong to another by now
		return 0, err
	}
	if err := a.db.PutSnapshot(ctx, row, was); err != nil {
		return 0, err
	}
	return row.ID, errors.Join(a.dropSnapshots(ctx), a.sights.refresh(ctx))
}

func (a *app) dropSnapshots(ctx context.Context) error {
	const most = 1_000
	rows, err := a.db.Snapshots(ctx, most)
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
	return a.db.DropSnapshots(ctx, learn.Stale(kept, a.clock()))
}

// learnNow learns and leaves the outcome to the screens.
func (a *app) learnNow(ctx context.Context) error {
	_, _, err := a.learnOnce(ctx)
	return err
}

// learnWhenDue starts a run by itself (learn.Wait); the runner does it. One that
// failed is not tried again at once: its cause is rarely gone a minute later.
func (a *app) learnWhenDue(ctx context.Context) error {
	const respite = time.Hour
	wait, err := a.learnWait(ctx)
	if err != nil || !wait.Due() {
		return err
	}
	last, err := a.db.FindJob(ctx, learning)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if last.State == job.Failed && a.clock().Sub(last.Updated.Time()) < respite {
		return nil
	}
	return a.askFor(ctx, learning)
}

// learnWait is how far the next run by itself is away.
func (a *app) learnWait(ctx context.Context) (learn.Wait, error) {
	w := learn.Wait{Last: a.started, Now: a.clock().In(chainZone(a.db.Catalogue()))}
	last, err := a.db.Snapshots(ctx, 1)
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
	w.Fresh, err = a.db.FreshReceipts(ctx, through, w.Needed())
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
	model, _, err := learn.Load(row.Body, row.Report)
	if err != nil {
		return nil, fmt.Errorf("snapshot %s: %w", id, err)
	}
	return &offer.Snapshot{ID: id, Created: row.Created, Model: model}, nil
}
