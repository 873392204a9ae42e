package httpapi

import (
	"sync/atomic"

	"sartor/internal/fault"
)

// lane is a queue of its own: what fills one never takes a place in another, so
// that imports and screens cannot starve the tills.
type lane string

const (
	tills lane = "till"  // a cashier waits
	facts lane = "facts" // what has happened
	desks lane = "desk"  // people and head office's programs
	free  lane = "free"  // health and description: no work behind them
)

// Places in flight. A close takes about 5 ms, so 1,024 are a second of work of
// the largest chain while the disk stalls; a stream of facts holds about 1 MiB.
const (
	tillPlaces  = 1024
	factPlaces  = 32
	deskPlaces  = 256
	largeBodies = 32 // of up to 4 MiB: 128 MiB
)

func newLanes() map[lane]*places {
	return map[lane]*places{tills: {most: tillPlaces}, facts: {most: factPlaces}, desks: {most: deskPlaces}}
}

// places counts who is in flight.
type places struct {
	most  int64
	taken atomic.Int64
}

// take takes a place, or reports that all are taken.
func (p *places) take() bool {
	if p.taken.Add(1) > p.most {
		p.taken.Add(-1)
		return false
	}
	return true
}

func (p *places) give() { p.taken.Add(-1) }

// enter takes a place in a lane; the caller leaves it. A full lane answers at
// once: waiting here would only hide the stall from a till that has a deadline.
func (a *API) enter(l lane) (leave func(), err error) {
	p := a.lanes[l]
	if p == nil {
		return func() {}, nil
	}
	if !p.take() {
		a.cfg.Metrics.overload(l)
		return nil, errBusy()
	}
	return p.give, nil
}

func errBusy() error {
	return fault.New(fault.Unavailable, "overloaded", "too many requests are under way; send the same request again in a second")
}
