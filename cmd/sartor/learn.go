package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/learn"
	"sartor/internal/model/habit"
	"sartor/internal/offer"
	"sartor/internal/retail"
)

type learnCmd struct {
	dbFlag
	jsonFlag
	Back string `placeholder:"SNAPSHOT" help:"Publish a kept snapshot (snp_…) again instead of learning."`
}

// Help shows examples.
func (learnCmd) Help() string {
	return "Examples:\n  sartor learn\n  sartor learn --back snp_9x3 # the one before stands again"
}

// Run learns from the whole journal and publishes when the gate lets it.
func (c *learnCmd) Run(ctx context.Context, w world) error {
	a, done, err := w.open(ctx, w.url(c.DB))
	if err != nil {
		return err
	}
	if c.Back != "" {
		id, err := retail.ParseSnapshotID(c.Back)
		if err == nil {
			err = errors.Join(a.db.StandAgain(ctx, id), a.sights.refresh(ctx))
		}
		return errors.Join(err, done())
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

// learnOnce runs learning, one run at a time in this process, and keeps what it
// made.
func (a *app) learnOnce(ctx context.Context) (retail.SnapshotID, learn.Report, error) {
	if !a.learning.TryLock() {
		return 0, learn.Report{}, fault.New(fault.Conflict, "learning", "a run is under way; wait for it")
	}
	defer a.learning.Unlock()
	sight := a.sights.current()
	task := learn.Task{
		History: db.History{DB: a.db, Declared: sight.Chain.Consent}, Chain: sight.Catalogue, Workers: runtime.GOMAXPROCS(0), Now: a.clock,
	}
	if s, ok := a.standingScore(ctx); ok {
		task.Standing = &s
	}
	result, err := learn.Run(ctx, task)
	if err != nil {
		return 0, learn.Report{}, err
	}
	now := retail.MicrosOf(a.clock())
	row := db.SnapshotRow{ID: retail.SnapshotID(now), Created: now, State: "standing", Receipts: result.Report.Receipts, Body: result.Body}
	if !result.Report.Published {
		row.State, row.Body = "refused", []byte{}
	}
	text, err := json.Marshal(result.Report)
	if err != nil {
		return 0, learn.Report{}, err
	}
	row.Report = string(text)
	if err := a.db.PutSnapshot(ctx, row); err != nil {
		return 0, learn.Report{}, err
	}
	return row.ID, result.Report, a.sights.refresh(ctx)
}

// standingScore is what a new snapshot is held against.
func (a *app) standingScore(ctx context.Context) (habit.Score, bool) {
	id, err := a.db.StandingSnapshot(ctx)
	if err != nil || id == 0 {
		return habit.Score{}, false
	}
	row, err := a.db.Snapshot(ctx, id)
	if err != nil {
		return habit.Score{}, false
	}
	var r learn.Report
	if err := json.Unmarshal([]byte(row.Report), &r); err != nil {
		return habit.Score{}, false
	}
	return r.Own, true
}

// learnNow learns and leaves the outcome to the screens.
func (a *app) learnNow(ctx context.Context) error {
	_, report, err := a.learnOnce(ctx)
	if err == nil {
		a.log.Info("learned", "published", report.Published, "receipts", report.Receipts, "seconds", report.Seconds)
	}
	return err
}

// learnWhenDue starts a run by itself: after at least 5,000 new receipts that
// are also at least 5 % of those last learned from, or after 02:00.
func (a *app) learnWhenDue(ctx context.Context) error {
	now, err := a.db.Receipts(ctx)
	if err != nil {
		return err
	}
	last, err := a.db.Snapshots(ctx, 1)
	if err != nil {
		return err
	}
	if len(last) == 0 && now < learn.LeastFresh {
		return nil
	}
	if len(last) == 1 && !learn.Due(now, last[0].Receipts) {
		return nil
	}
	return a.learnNow(ctx)
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
