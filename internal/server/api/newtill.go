package api

import (
	"context"
	"sync"

	"sartor/internal/httpapi"
	"sartor/internal/server"
	"sartor/internal/till"
)

// mostMet bounds the tills that are remembered in memory; beyond it they are
// looked up once more.
const mostMet = 10_000

// meeting is a desk that notices tills nobody has met: they may sell, and the
// operator is told once, in the log and the audit.
type meeting struct {
	httpapi.Desk
	chain *server.Chain
	mu    sync.Mutex
	met   map[string]bool
}

func newMeeting(c *server.Chain) *meeting {
	return &meeting{Desk: c.Desk, chain: c, met: map[string]bool{}}
}

// Close closes, and notices the till.
func (m *meeting) Close(ctx context.Context, call till.Call) (till.Reply, error) {
	reply, err := m.Desk.Close(ctx, call)
	if err == nil {
		m.chain.Sold()
		m.meet(ctx, &call)
	}
	return reply, err
}

// Facts files, and notices the tills.
func (m *meeting) Facts(ctx context.Context, calls []till.Call) ([]till.FactResult, error) {
	results, err := m.Desk.Facts(ctx, calls)
	for i := range results {
		if results[i].Err == nil {
			m.chain.Sold()
			m.meet(ctx, &calls[i])
		}
	}
	return results, err
}

// first reports whether the till was not met since the server started.
func (m *meeting) first(place string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.met[place] {
		return false
	}
	if len(m.met) >= mostMet {
		clear(m.met)
	}
	m.met[place] = true
	return true
}

// meet tells of a till that sells for the first time. It never fails a sale.
func (m *meeting) meet(ctx context.Context, call *till.Call) {
	r := &call.Receipt
	place := string(r.Store) + "/" + string(r.Till)
	if r.Till == "" || !m.first(place) { // a web shop has no till
		return
	}
	ctx = context.WithoutCancel(ctx)
	known, err := m.chain.MeetTill(ctx, place, call.Actor.ID)
	switch {
	case err != nil:
		m.chain.Log.Warn("a till was not noted", "till", place, "err", err)
	case !known:
		m.chain.Log.Info("a till sells for the first time", "store", string(r.Store), "till", string(r.Till))
	}
}
