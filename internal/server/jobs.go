package server

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"sartor/internal/fault"
	"sartor/internal/job"
	"sartor/internal/learn"
	"sartor/internal/retail"
)

// learning is the one job of its kind: whoever asks, one run at a time.
const learning = "learn"

// runner does the background work of this process, shared with every other that
// has the same database open.
func (c *Chain) runner() *job.Runner {
	works := map[string]job.Work{learning: c.learnWork, slicing: c.sliceWork, looking: c.lookingWork, lookingPart: c.lookWork}
	for _, kind := range learn.BacktestKinds() {
		works[backtesting+kind] = c.backtestWork(kind)
	}
	return &job.Runner{
		Store: c.DB, Owner: c.RunnerName(),
		Works: works, Now: c.Clock,
		Told: func(j job.Job, err error) {
			if err != nil {
				c.Log.Error("job ended", "job", j.ID, "state", string(j.State), "err", err)
			}
		},
	}
}

// RunnerName names a runner of this process, unlike any other.
func (c *Chain) RunnerName() string {
	host, _ := os.Hostname() // empty will do: the rest names the process
	return fmt.Sprintf("%s:%d:%x", host, os.Getpid(), randomBytes(4))
}

// askFor adds a job, unless one of its id is open already.
func (c *Chain) askFor(ctx context.Context, id string) error {
	return c.askWith(ctx, id, jobProgress{})
}

// askWith does so with what the job begins with.
func (c *Chain) askWith(ctx context.Context, id string, p jobProgress) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = job.Once(ctx, c.DB, job.New(id, id, string(text), retail.MicrosOf(c.Clock())))
	return err
}

// finish waits for a job, and works on it when nobody else does.
func (c *Chain) finish(ctx context.Context, id string) (job.Job, error) {
	helper := c.runner()
	helper.Poll = 50 * time.Millisecond
	defer lend(ctx, helper)()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		j, err := c.DB.FindJob(ctx, id)
		switch {
		case err != nil:
			return j, err
		case j.State == job.Done:
			return j, nil
		case !j.State.Open():
			return j, fault.New(fault.Invalid, "job_"+string(j.State), "%s", cmp.Or(j.Message, "the job was stopped"))
		}
		select {
		case <-ctx.Done():
			return j, ctx.Err()
		case <-tick.C:
		}
	}
}

// lend has a runner work beside the caller until stop is called, which waits for it.
func lend(ctx context.Context, r *job.Runner) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.Run(ctx)
	}()
	return func() { cancel(); <-done }
}

// jobProgress is what a job keeps of how far it is.
type jobProgress struct {
	Share    float64 `json:"share"`              // of the whole, 0…1
	Snapshot string  `json:"snapshot,omitempty"` // what a run of learning made
	Plan     *plan   `json:"plan,omitempty"`     // how it is divided
	Quick    bool    `json:"quick,omitempty"`    // without what takes minutes: the order of the next basket stays
}

// saver keeps a job's progress, at most once a second: a sign of life is a write.
func saver(save job.Save, now func() time.Time) func(ctx context.Context, p jobProgress, message string) error {
	var last time.Time
	return func(ctx context.Context, p jobProgress, message string) error {
		if t := now(); p.Snapshot != "" || t.Sub(last) >= time.Second {
			last = t
			text, err := json.Marshal(p)
			if err != nil {
				return err
			}
			return save(ctx, string(text), message)
		}
		return ctx.Err()
	}
}

// Run is a run of learning under way.
type Run struct {
	Since time.Time
	Share float64 // done, 0…1
}

// Learning returns the run of learning that is open, if one is.
func (c *Chain) Learning(ctx context.Context) (Run, bool, error) {
	j, err := c.DB.FindJob(ctx, learning)
	if fault.Is(err, fault.NotFound) || err == nil && !j.State.Open() {
		return Run{}, false, nil
	}
	if err != nil {
		return Run{}, false, err
	}
	var p jobProgress
	err = json.Unmarshal([]byte(j.Progress), &p)
	return Run{Since: j.Created.Time(), Share: p.Share}, true, err
}
