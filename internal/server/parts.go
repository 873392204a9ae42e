package server

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"sartor/internal/fault"
	"sartor/internal/job"
	"sartor/internal/learn"
	"sartor/internal/learn/extract"
	"sartor/internal/retail"
)

// A run of learning is one job, and its parts are jobs too, so that every
// process with the database open takes some. What a part made stands in rows; a
// run that goes on after a death finds its finished parts done.

// slicing is the kind of the parts that read a slice of the journal each.
const slicing = "learn.slice"

// kinds are all of this process's jobs.
func kinds() []string {
	out := []string{learning, slicing, looking, lookingPart}
	for _, kind := range learn.BacktestKinds() {
		out = append(out, backtesting+kind)
	}
	return out
}

// part is what one part of a run is about: its job's progress.
type part struct {
	Run  int64        `json:"run"`
	N    int          `json:"n"`
	Span extract.Span `json:"span,omitzero"`

	Snapshot retail.SnapshotID  `json:"snapshot,omitempty"` // of outlooks: whose models, as of which day
	Day      retail.BusinessDay `json:"day,omitempty"`
	Slices   int                `json:"slices,omitempty"` // a range is made of
	Before   retail.SnapshotID  `json:"before,omitempty"` // what stood when the run began
}

func (p part) id(kind string) string { return fmt.Sprintf("%s.%d.%d", kind, p.Run, p.N) }

// shared has parts of one kind done by whoever is free, here and elsewhere, and
// waits for all of them. told is called with the number of those done.
func (c *Chain) shared(ctx context.Context, kind string, parts []part, told func(done int) error) error {
	for _, p := range parts {
		if err := c.offer(ctx, kind, p); err != nil {
			return err
		}
	}
	helper, woken := c.runner(), make(chan struct{}, 1)
	say := helper.Told
	helper.Told = func(j job.Job, err error) {
		say(j, err)
		select {
		case woken <- struct{}{}:
		default: // it is about to look anyway
		}
	}
	helper.Works, helper.Parallel, helper.Poll = map[string]job.Work{kind: helper.Works[kind]}, c.Workers(), 50*time.Millisecond
	defer lend(ctx, helper)()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		open, err := c.DB.OpenJobs(ctx, []string{kind}, 2*extract.MostSlices)
		if err != nil {
			return err
		}
		mine := 0
		for _, j := range open {
			var p part
			if json.Unmarshal([]byte(j.Progress), &p) == nil && p.Run == parts[0].Run {
				mine++
			}
		}
		if mine == 0 {
			return c.concluded(ctx, kind, parts)
		}
		if err := told(len(parts) - mine); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		case <-woken:
		}
	}
}

// offer adds a part's job. One that is done stays done; one that failed an
// earlier attempt of the run is tried again.
func (c *Chain) offer(ctx context.Context, kind string, p part) error {
	j, err := c.jobOf(kind, p)
	if err != nil {
		return err
	}
	err = c.DB.AddJob(ctx, j)
	if !fault.Is(err, fault.Conflict) {
		return err
	}
	if was, err := c.DB.FindJob(ctx, j.ID); err != nil || was.State == job.Done {
		return err
	}
	_, err = job.Once(ctx, c.DB, j)
	return err
}

// jobOf is the job of a part; what it is about is its progress.
func (c *Chain) jobOf(kind string, p part) (job.Job, error) {
	input, err := json.Marshal(p)
	return job.New(p.id(kind), kind, string(input), retail.MicrosOf(c.Clock())), err
}

// again has parts that are done already done once more.
func (c *Chain) again(ctx context.Context, kind string, parts []part) error {
	for _, p := range parts {
		j, err := c.jobOf(kind, p)
		if err != nil {
			return err
		}
		if _, err := job.Once(ctx, c.DB, j); err != nil {
			return err
		}
	}
	return nil
}

// concluded says how parts ended that are no longer open.
func (c *Chain) concluded(ctx context.Context, kind string, parts []part) error {
	for _, p := range parts {
		j, err := c.DB.FindJob(ctx, p.id(kind))
		if fault.Is(err, fault.NotFound) {
			continue // done, and forgotten by another run that has ended
		}
		if err != nil {
			return err
		}
		if j.State != job.Done {
			return fault.New(fault.Unavailable, "learn_part", "part %d of the run did not succeed: %s", p.N+1, j.Message)
		}
	}
	return nil
}

// partOf reads what a part is about; ok is false when its run is no longer wanted.
func (c *Chain) partOf(ctx context.Context, j job.Job) (p part, ok bool, err error) {
	if err := json.Unmarshal([]byte(j.Progress), &p); err != nil {
		return p, false, fmt.Errorf("read part %s: %w", j.ID, err)
	}
	open, err := c.openRuns(ctx)
	return p, open[p.Run], err
}
