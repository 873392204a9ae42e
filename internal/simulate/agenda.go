package simulate

import (
	"time"

	"sartor/internal/retail"
)

// Tills names the tills of a store.
func (c *Chain) Tills(store retail.StoreID) []retail.TillID {
	for i := range c.Stores {
		if c.Stores[i].ID == store {
			return c.tills[i]
		}
	}
	return nil
}

// Stamp gives a visit the moment at which it is really sent and one of the
// first tills of its store, and numbers its receipt accordingly. Its contents
// stay as generated.
func (c *Chain) Stamp(v *Visit, at time.Time, tills int) {
	r := &v.Receipt
	r.At = retail.MicrosOf(at)
	till := c.tills[v.trip.Store]
	r.Till = till[int(v.trip.Till-1)%min(tills, len(till))]
	head := string(r.Store) + "-" + string(r.Till) + "-" + at.In(c.World.Zone).Format("20060102") + "-"
	r.ID = receiptID(head, c.numbers.serial(v.trip.Entity, v.trip.N))
}

// appointment is the next visit of a household.
type appointment struct {
	day, second int32
	store       uint16
	slot        uint32
}

// agenda is a heap of appointments by (day, time, store, household).
type agenda []appointment

// Len is part of heap.Interface.
func (a agenda) Len() int { return len(a) }

// Less is part of heap.Interface.
func (a agenda) Less(i, j int) bool {
	x, y := &a[i], &a[j]
	switch {
	case x.day != y.day:
		return x.day < y.day
	case x.second != y.second:
		return x.second < y.second
	case x.store != y.store:
		return x.store < y.store
	}
	return x.slot < y.slot
}

// Swap is part of heap.Interface.
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }

// Push is part of heap.Interface.
func (a *agenda) Push(x any) { *a = append(*a, x.(appointment)) }

// Pop is part of heap.Interface.
func (a *agenda) Pop() any {
	old := *a
	out := old[len(old)-1]
	*a = old[:len(old)-1]
	return out
}
