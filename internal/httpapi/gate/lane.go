package gate

import (
	"sync/atomic"

	"sartor/internal/fault"
)

// Lane is a queue of its own: what fills one never takes a place in another, so
// that imports and screens cannot starve the tills.
type Lane string

// The lanes.
const (
	Tills Lane = "till"  // a cashier waits
	Facts Lane = "facts" // what has happened
	Desks Lane = "desk"  // people and head office's programs
	Large Lane = "large" // bodies above 64 KiB, whatever they are about
	Free  Lane = "free"  // health and description: no work behind them, no bound
)

// Places in flight. A close takes about 5 ms, so 1,024 are a second of work of
// the largest chain while the disk stalls; a stream of facts holds about 1 MiB,
// a large body up to 4 MiB.
const (
	tillPlaces  = 1024
	factPlaces  = 32
	deskPlaces  = 256
	largePlaces = 32
)

// Lanes counts who is in flight in each lane.
type Lanes struct {
	most    map[Lane]int64
	taken   map[Lane]*atomic.Int64
	refused func(Lane)
}

// NewLanes returns empty lanes; refused is told of each refusal.
func NewLanes(refused func(Lane)) *Lanes {
	l := &Lanes{
		most:  map[Lane]int64{Tills: tillPlaces, Facts: factPlaces, Desks: deskPlaces, Large: largePlaces},
		taken: map[Lane]*atomic.Int64{}, refused: refused,
	}
	for lane := range l.most {
		l.taken[lane] = &atomic.Int64{}
	}
	return l
}

// Enter takes a place in a lane; the caller leaves it. A full lane answers at
// once: waiting here would only hide the stall from a till that has a deadline.
func (l *Lanes) Enter(lane Lane) (leave func(), err error) {
	taken := l.taken[lane]
	if taken == nil {
		return func() {}, nil
	}
	leave = func() { taken.Add(-1) }
	if taken.Add(1) > l.most[lane] {
		leave()
		l.refused(lane)
		return nil, fault.New(fault.Unavailable, "overloaded", "too many requests are under way; send the same request again in a second")
	}
	return leave, nil
}

// InFlight returns how many places each lane has given away.
func (l *Lanes) InFlight() map[Lane]int64 {
	out := map[Lane]int64{}
	for lane, taken := range l.taken {
		out[lane] = taken.Load()
	}
	return out
}
