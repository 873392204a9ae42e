package server

import (
	"context"
	"time"

	"sartor/internal/job"
)

// Recurring is work that is looked at again and again: what is due is asked for as a
// job, and this node does jobs of that kind, its own or another node's.
type Recurring struct {
	Name  string // of the runner, before this node's own
	Kind  string // of the job
	Work  job.Work
	Every time.Duration                   // between looks
	First time.Duration                   // before the first look; 0: at once
	Due   func(ctx context.Context) error // asks for the job when it is due
	Fails string                          // the message of a look that failed
}

// Recur looks and works until the context ends. It is given to Background.
func (c *Chain) Recur(ctx context.Context, r Recurring) {
	runner := &job.Runner{
		Store: c.DB, Owner: r.Name + ":" + c.RunnerName(), Now: c.Clock, Works: map[string]job.Work{r.Kind: r.Work},
		Told: func(j job.Job, err error) {
			if err != nil && ctx.Err() == nil {
				c.Log.Error("job ended", "job", j.ID, "state", string(j.State), "err", err)
			}
		},
	}
	done := make(chan struct{})
	go func() { defer close(done); runner.Run(ctx) }()
	defer func() { <-done }()
	next := time.NewTimer(r.First)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
		if err := r.Due(ctx); err != nil && ctx.Err() == nil {
			c.Log.Error(r.Fails, "err", err)
		}
		next.Reset(r.Every)
	}
}
