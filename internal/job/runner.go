package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Work does a job from its Progress on. It returns soon after ctx ends; then
// nothing more is saved, and what it returns is not looked at.
type Work func(ctx context.Context, j Job, save Save) error

// Save keeps how far the work is, as JSON of its own and in words. It fails when
// the job no longer belongs to this runner.
type Save func(ctx context.Context, progress, message string) error

// Runner claims jobs and does them. All fields but Told and the durations are needed.
type Runner struct {
	Store Store
	Owner string           // names this process, unique among those that share the store
	Works map[string]Work  // by kind
	Now   func() time.Time // the clock
	Told  func(Job, error) // told of each attempt that ended, for the log

	Lease    time.Duration // 30 s: how long a dead runner's job lies idle
	Poll     time.Duration // 1 s between looks for work
	Attempts int           // 5, then the job has failed
	Parallel int           // 1: jobs at the same time
}

// Defaults of the Runner's fields.
const (
	defaultLease    = 30 * time.Second
	defaultPoll     = time.Second
	defaultAttempts = 5
	// look bounds the open jobs read at once; with more, the oldest go first.
	look = 100
	// goodbye bounds giving jobs back at a stop.
	goodbye = 5 * time.Second
)

// Run claims and does jobs until ctx ends, then gives back what it holds, to be
// continued by the next process. It returns once all its goroutines have.
func (r *Runner) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for n := range max(1, r.Parallel) {
		wg.Go(func() { r.worker(ctx, fmt.Sprintf("%s/%d", r.Owner, n)) })
	}
	wg.Wait()
}

func (r *Runner) worker(ctx context.Context, owner string) {
	for ctx.Err() == nil {
		j, ok, err := r.claim(ctx, owner)
		if err != nil && ctx.Err() == nil {
			r.tell(Job{}, fault.At("job.claim", err))
		}
		if ok {
			r.do(ctx, j)
			continue
		}
		r.wait(ctx, cmp.Or(r.Poll, defaultPoll))
	}
}

func (r *Runner) wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

func (r *Runner) now() retail.Micros { return retail.MicrosOf(r.Now()) }

func (r *Runner) most() int { return cmp.Or(r.Attempts, defaultAttempts) }

func (r *Runner) tell(j Job, err error) {
	if r.Told != nil {
		r.Told(j, err)
	}
}

// claim takes the oldest job that may be taken, if any.
func (r *Runner) claim(ctx context.Context, owner string) (Job, bool, error) {
	open, err := r.Store.OpenJobs(ctx, slices.Sorted(maps.Keys(r.Works)), look)
	if err != nil {
		return Job{}, false, err
	}
	for _, j := range open {
		now := r.now()
		if !j.claimable(now) {
			continue
		}
		mine := j.claimed(owner, now, cmp.Or(r.Lease, defaultLease))
		if j.Attempts >= r.most() { // it took its runner with it each time
			mine = j.ended(errGaveUp, now, 0)
		}
		won, err := r.Store.SwapJob(ctx, j, mine)
		switch {
		case err != nil:
			return Job{}, false, err
		case won && mine.State == Running:
			return mine, true, nil
		case won:
			r.tell(mine, errGaveUp)
		}
	}
	return Job{}, false, nil
}

var (
	errGaveUp = fault.New(fault.Internal, "gave_up", "given up: every attempt ended without an answer; the log of that time says more")
	errLost   = fault.New(fault.Conflict, "lease_lost", "the job belongs to another runner now")
)

// held is a job in this runner's hands; the row changes under its lock only.
type held struct {
	runner *Runner
	mu     sync.Mutex
	job    Job
	lost   context.CancelCauseFunc
}

// do runs the work, keeps the lease alive beside it, and writes how it ended.
func (r *Runner) do(ctx context.Context, j Job) {
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	h := &held{runner: r, job: j, lost: cancel}
	beating, still := context.WithCancel(inner)
	var wg sync.WaitGroup
	wg.Go(func() { h.beat(beating) })
	err := guarded(inner, r.Works[j.Kind], j, h.save)
	still()
	wg.Wait()
	h.finish(ctx, inner, err)
}

// guarded calls the work; a panic in it fails the job, not the tills.
func guarded(ctx context.Context, work Work, j Job, save Save) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("the work panicked: %v", broken)
		}
	}()
	return work(ctx, j, save)
}

// beat renews the lease three times before it would end.
func (h *held) beat(ctx context.Context) {
	every := cmp.Or(h.runner.Lease, defaultLease) / 3
	for {
		h.runner.wait(ctx, every)
		if ctx.Err() != nil {
			return
		}
		j, err := h.sign(ctx)
		if err != nil && ctx.Err() == nil {
			h.runner.tell(j, err)
		}
	}
}

// sign renews the lease once and returns the job as it then stands.
func (h *held) sign(ctx context.Context) (Job, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	err := h.renew(ctx, h.job)
	return h.job, err
}

func (h *held) save(ctx context.Context, progress, message string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	next := h.job
	next.Progress, next.Message = progress, message
	return fault.At("job.Save", h.renew(ctx, next))
}

// renew writes the row with a fresh lease. When the row is no longer ours, or
// the lease ran out while the store did not answer, the work is told to stop.
func (h *held) renew(ctx context.Context, next Job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := h.runner.now()
	next.Updated, next.Lease = now, now+retail.Micros(cmp.Or(h.runner.Lease, defaultLease).Microseconds())
	next.Lease = max(next.Lease, h.job.Lease+1) // a version of its own, also within one microsecond
	won, err := h.runner.Store.SwapJob(ctx, h.job, next)
	switch {
	case err != nil && now >= h.job.Lease, err == nil && !won:
		h.lost(errLost)
		return errors.Join(err, errLost)
	case err != nil:
		return err // the lease still stands; the next beat tries again
	}
	h.job = next
	return nil
}

// finish writes how the work ended, unless the job was lost.
func (h *held) finish(ctx, inner context.Context, err error) {
	if errors.Is(context.Cause(inner), errLost) {
		h.runner.tell(h.job, errLost)
		return
	}
	last := h.job.ended(err, h.runner.now(), h.runner.most())
	if ctx.Err() != nil && err != nil {
		last = h.job.released(h.runner.now())
	}
	bye, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
	defer cancel()
	won, failed := h.runner.Store.SwapJob(bye, h.job, last)
	switch {
	case failed != nil: // the lease will run out and another runner go on
		h.runner.tell(h.job, fault.At("job.finish", errors.Join(failed, err)))
	case !won:
		h.runner.tell(h.job, errLost)
	default:
		h.runner.tell(last, err)
	}
}

// words returns what of an error may be shown to people.
func words(err error) string {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Hint != "" {
		return e.Hint
	}
	return "failed (" + fault.CodeOf(err) + "); the log of that time says why"
}
