package house

import (
	"context"
	"slices"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/job"
)

// Jobs are written in the tills' lane: they are a row each, and a sign of life
// that waits behind an import would cost the job its lease.

// AddJob inserts a job; an id that is taken is fault.Conflict.
func (h *House) AddJob(ctx context.Context, j job.Job) error {
	args := append([]any{j.ID, j.Kind}, jobColumns(j)...)
	err := h.apply(ctx, engine.Till, []engine.Step{{Query: h.parts.Query("job.insert"), Want: 1, Args: args}})
	if _, taken := engine.LostAt(err); taken {
		err = fault.New(fault.Conflict, "job_taken", "there is a job %s already", j.ID)
	}
	return fault.At("house.AddJob", err)
}

// jobColumns are what a swap may change beside the kind.
func jobColumns(j job.Job) []any {
	return []any{
		string(j.State), j.Owner, int64(j.Lease), int64(j.Attempts), int64(j.Created), int64(j.Updated), j.Progress, j.Message,
	}
}

func scanJob(scan func(...any) error) (job.Job, error) {
	var j job.Job
	err := scan(&j.ID, &j.Kind, &j.State, &j.Owner, &j.Lease, &j.Attempts, &j.Created, &j.Updated, &j.Progress, &j.Message)
	return j, err
}

// FindJob returns a job; absence is fault.NotFound.
func (h *House) FindJob(ctx context.Context, id string) (job.Job, error) {
	const op = "house.FindJob"
	found, err := h.jobs(ctx, h.parts.Query("job.find"), id)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "unknown_job", "there is no job %s", id)
	}
	if err != nil {
		return job.Job{}, fault.At(op, err)
	}
	return found[0], nil
}

// Jobs returns the jobs that changed last, newest first, at most `most`.
func (h *House) Jobs(ctx context.Context, most int) ([]job.Job, error) {
	out, err := h.jobs(ctx, h.parts.Query("job.newest"), int64(most))
	return out, fault.At("house.Jobs", err)
}

func (h *House) jobs(ctx context.Context, q *engine.Query, args ...any) (out []job.Job, err error) {
	err = engine.Each(ctx, h.parts.Engine.Reader(), q, args, func(scan func(...any) error) error {
		j, err := scanJob(scan)
		out = append(out, j)
		return err
	})
	return out, err
}

// OpenJobs returns waiting and running jobs of the kinds, oldest first.
func (h *House) OpenJobs(ctx context.Context, kinds []string, limit int) ([]job.Job, error) {
	const op = "house.OpenJobs"
	r, err := h.parts.Engine.Reader().Query(ctx, h.parts.Query("job.open"))
	if err != nil {
		return nil, fault.At(op, err)
	}
	defer r.Close()
	var out []job.Job
	for len(out) < limit && r.Next() {
		j, err := scanJob(r.Scan)
		if err != nil {
			return nil, fault.At(op, err)
		}
		if slices.Contains(kinds, j.Kind) {
			out = append(out, j)
		}
	}
	r.Close()
	return out, fault.At(op, r.Err())
}

// SwapJob replaces the row if its State, Owner, Attempts and Lease are still
// those of old, and reports whether they were.
func (h *House) SwapJob(ctx context.Context, old, now job.Job) (bool, error) {
	args := []any{old.ID, string(old.State), old.Owner, int64(old.Attempts), int64(old.Lease), now.Kind}
	err := h.apply(ctx, engine.Till, []engine.Step{{Query: h.parts.Query("job.swap"), Want: 1, Args: append(args, jobColumns(now)...)}})
	if _, lost := engine.LostAt(err); lost {
		return false, nil
	}
	return err == nil, fault.At("house.SwapJob", err)
}
