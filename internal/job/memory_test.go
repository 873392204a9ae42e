package job

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"sartor/internal/fault"
)

// memory is a Store that keeps its promises, and breaks on demand.
type memory struct {
	mu   sync.Mutex
	jobs map[string]Job
	down error // answered instead of anything, when set
}

func newMemory(jobs ...Job) *memory {
	m := &memory{jobs: map[string]Job{}}
	for _, j := range jobs {
		m.jobs[j.ID] = j
	}
	return m
}

func (m *memory) AddJob(_ context.Context, j Job) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, taken := m.jobs[j.ID]; taken {
		return fault.New(fault.Conflict, "", "taken")
	}
	m.jobs[j.ID] = j
	return m.down
}

func (m *memory) FindJob(_ context.Context, id string) (Job, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	j, ok := m.jobs[id]
	if !ok {
		return Job{}, fault.New(fault.NotFound, "", "no job %s", id)
	}
	return j, m.down
}

func (m *memory) OpenJobs(_ context.Context, kinds []string, limit int) ([]Job, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Job
	for _, j := range m.jobs {
		if j.State.Open() && slices.Contains(kinds, j.Kind) {
			out = append(out, j)
		}
	}
	slices.SortFunc(out, func(a, b Job) int { return cmp.Or(cmp.Compare(a.Created, b.Created), cmp.Compare(a.ID, b.ID)) })
	return out[:min(limit, len(out))], m.down
}

func (m *memory) SwapJob(ctx context.Context, old, now Job) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := cmp.Or(m.down, ctx.Err()); err != nil {
		return false, err
	}
	j := m.jobs[old.ID]
	if j.State != old.State || j.Owner != old.Owner || j.Attempts != old.Attempts || j.Lease != old.Lease {
		return false, nil
	}
	m.jobs[old.ID] = now
	return true, nil
}

func (m *memory) is(id string) Job {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.jobs[id]
}

func (m *memory) breakDown(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = err
}
