// Package job owns work in the background: rows that somebody claims with a
// lease, that say how far they are, and that another process continues when the
// first one dies. It refuses to run a job twice at once: every change is a swap
// of a known row for a new one, and who loses a swap stops.
//
// Invariants and the tests that hold them: one runner at a time works on a job,
// whatever dies or stalls (TestRunner_NeverTwoAtOnce); what was saved is where
// the next one begins (TestRunner_ContinuesAfterADeath); a job that cannot be
// done ends, after a bounded number of attempts (TestRunner_GivesUp).
package job

import (
	"context"
	"slices"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// State is where a job stands.
type State string

// The states.
const (
	Waiting State = "waiting" // to be claimed, not before Lease
	Running State = "running" // claimed by Owner until Lease
	Done    State = "done"
	Failed  State = "failed"
	Stopped State = "stopped" // by a person
)

// Open reports whether there is still something to do.
func (s State) Open() bool { return s == Waiting || s == Running }

// Job is one piece of work. Together its State, Owner, Attempts and Lease name
// one version of the row: a swap names the version it replaces.
type Job struct {
	ID       string
	Kind     string
	State    State
	Owner    string        // the runner that holds it, empty when none does
	Lease    retail.Micros // running: until when; waiting: not before
	Attempts int           // how often it was claimed
	Created  retail.Micros
	Updated  retail.Micros
	Progress string // JSON of the work's own, from which it can go on
	Message  string // for people: how far it is, or why it failed
}

// Store keeps jobs.
type Store interface {
	// AddJob inserts a job; an id that is taken is fault.Conflict.
	AddJob(ctx context.Context, j Job) error
	// FindJob returns a job; absence is fault.NotFound.
	FindJob(ctx context.Context, id string) (Job, error)
	// OpenJobs returns waiting and running jobs of the kinds, oldest first.
	OpenJobs(ctx context.Context, kinds []string, limit int) ([]Job, error)
	// SwapJob replaces the row if its State, Owner, Attempts and Lease are still
	// those of old, and reports whether they were.
	SwapJob(ctx context.Context, old, now Job) (bool, error)
}

// New returns a job to be added, with what it is about as its first progress.
func New(id, kind, input string, now retail.Micros) Job {
	return Job{ID: id, Kind: kind, State: Waiting, Lease: now, Created: now, Updated: now, Progress: input}
}

// Once adds the job, unless one of the same id is open; one that has ended
// starts anew. It returns the job that now stands, so that "one run at a time"
// is one row, whoever asks.
func Once(ctx context.Context, store Store, j Job) (Job, error) {
	const op = "job.Once"
	err := store.AddJob(ctx, j)
	if err == nil {
		return j, nil
	}
	if !fault.Is(err, fault.Conflict) {
		return Job{}, fault.At(op, err)
	}
	standing, err := store.FindJob(ctx, j.ID)
	if err != nil || standing.State.Open() {
		return standing, fault.At(op, err)
	}
	won, err := store.SwapJob(ctx, standing, j)
	if err != nil {
		return Job{}, fault.At(op, err)
	}
	if won {
		return j, nil
	}
	standing, err = store.FindJob(ctx, j.ID) // somebody else started it just now
	return standing, fault.At(op, err)
}

// Stop ends an open job; whoever runs it notices at the next sign of life. A
// job that has ended stays as it is and is returned.
func Stop(ctx context.Context, store Store, id string, now retail.Micros) (Job, error) {
	const op = "job.Stop"
	const tries = 10 // against the signs of life of a running one, seconds apart
	for range tries {
		j, err := store.FindJob(ctx, id)
		if err != nil || !j.State.Open() {
			return j, fault.At(op, err)
		}
		next := j
		next.State, next.Owner, next.Updated, next.Message = Stopped, "", now, "stopped by hand"
		won, err := store.SwapJob(ctx, j, next)
		if err != nil || won {
			return next, fault.At(op, err)
		}
	}
	return Job{}, fault.At(op, fault.New(fault.Unavailable, "busy", "the job %s changes too fast to be stopped; try again", id))
}

// Orphaned lets jobs go on at once that dead runners hold, in a store that one
// process owns and has just opened: nobody else can be alive. Their attempts
// count, so that a job which takes its process with it is given up in the end.
func Orphaned(ctx context.Context, store Store, kinds []string, now retail.Micros) error {
	const op = "job.Orphaned"
	const most = 1_000
	open, err := store.OpenJobs(ctx, kinds, most)
	for _, j := range open {
		if j.State != Running {
			continue
		}
		next := j
		next.State, next.Owner, next.Updated, next.Lease = Waiting, "", now, now
		if _, err := store.SwapJob(ctx, j, next); err != nil {
			return fault.At(op, err)
		}
	}
	return fault.At(op, err)
}

// claimable reports whether a job may be taken over at an instant: it waits and
// its time has come, or its owner gave no sign of life until the lease ended.
func (j Job) claimable(now retail.Micros) bool { return j.State.Open() && j.Lease <= now }

// claimed returns the job in the hands of an owner.
func (j Job) claimed(owner string, now retail.Micros, lease time.Duration) Job {
	j.State, j.Owner, j.Attempts = Running, owner, j.Attempts+1
	j.Updated, j.Lease = now, now+retail.Micros(lease.Microseconds())
	return j
}

// ended returns the job after its work returned.
func (j Job) ended(err error, now retail.Micros, most int) Job {
	j.Owner, j.Updated, j.Lease = "", now, now
	switch {
	case err == nil:
		j.State = Done
	case !repeatable(err) || j.Attempts >= most:
		j.State, j.Message = Failed, words(err)
	default:
		j.State, j.Message = Waiting, words(err)
		j.Lease = now + retail.Micros(pause(j.Attempts).Microseconds())
	}
	return j
}

// released returns the job to be continued by another: its runner stops, the
// attempt does not count.
func (j Job) released(now retail.Micros) Job {
	j.State, j.Owner, j.Attempts, j.Updated, j.Lease = Waiting, "", max(0, j.Attempts-1), now, now
	return j
}

// repeatable reports whether the same work may succeed later.
func repeatable(err error) bool {
	return slices.Contains([]fault.Kind{fault.Internal, fault.Unavailable, fault.Exhausted, fault.Stale}, fault.KindOf(err))
}

// pause returns how long to wait after an attempt: 1 s, doubling, at most 5 min.
func pause(attempt int) time.Duration {
	return min(5*time.Minute, time.Second<<min(max(0, attempt-1), 16))
}
