// Package trouble lays what goes wrong between till and Sartor over correct
// receipts: they arrive twice, late, in bursts after a line was down, out of
// order. It changes no receipt and no behaviour: folded by receipt number, the
// stream with trouble equals the stream without (TestFoldingUndoesTrouble).
package trouble

import (
	"container/heap"
	"hash/fnv"
	"iter"
	"slices"
	"time"

	"sartor/internal/retail"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
	"sartor/internal/touchpoint"
)

// Delivery is a receipt on its way: Arrives is when it comes in, Copy is 0 for
// the first time and 1 for the duplicate, Cause says what happened to it.
type Delivery struct {
	Receipt touchpoint.Receipt
	Arrives retail.Micros
	Copy    int
	Cause   Cause
}

// Cause is why a delivery is not on time.
type Cause string

// The causes.
const (
	OnTime    Cause = ""
	Duplicate Cause = "duplicate"
	Late      Cause = "late"
	Outage    Cause = "outage"
)

// Laws are the rates in force.
type Laws struct {
	Seed uint64
	Rate preset.Trouble
}

// None is a clean world: every receipt arrives once, at its time.
func None() Laws { return Laws{} }

// Slots of purpose 60; never renumbered.
const (
	slotDuplicate = iota
	slotDuplicateWait
	slotLate
	slotLateWait
	slotOutageDay
	slotOutageHour
	slotTraining
)

// month is the length of the periods in which a store's line fails once.
const month = 30 * 24 * time.Hour

// Over lays trouble over receipts and yields their deliveries in the order of
// arrival. The receipts come in an order of days; held back are at most those
// of the longest delay.
func (l Laws) Over(receipts iter.Seq[touchpoint.Receipt]) iter.Seq[Delivery] {
	return func(yield func(Delivery) bool) {
		var waiting queue
		release := func(before retail.Micros) bool {
			for len(waiting) > 0 && waiting[0].Arrives < before {
				if !yield(heap.Pop(&waiting).(Delivery)) {
					return false
				}
			}
			return true
		}
		var latest retail.Micros
		for r := range receipts {
			if r.At > latest {
				latest = r.At
			}
			// stores follow one another within a day: a day behind the latest is safe
			if !release(latest - retail.Micros(36*time.Hour/time.Microsecond)) {
				return
			}
			for _, d := range l.Of(r) {
				heap.Push(&waiting, d)
			}
		}
		release(1<<63 - 1)
	}
}

// Of returns the deliveries of one receipt.
func (l Laws) Of(r touchpoint.Receipt) []Delivery {
	k := draw.NewKey(l.Seed, draw.Trouble, number(string(r.ID)), 0)
	first := Delivery{Receipt: r, Arrives: r.At}
	switch until := l.outage(r); {
	case until > r.At:
		first.Arrives, first.Cause = until+retail.Micros(k.Pick(slotLateWait, int(time.Minute/time.Microsecond))), Outage
	case k.Below(slotLate, draw.ShareOf(l.Rate.Late)):
		first.Arrives, first.Cause = r.At+wait(k, slotLateWait, l.Rate.LateDays), Late
	}
	out := []Delivery{first}
	if k.Below(slotDuplicate, draw.ShareOf(l.Rate.Duplicate)) {
		again := Delivery{Receipt: r, Copy: 1, Cause: Duplicate}
		again.Receipt.Lines = slices.Clone(r.Lines)
		again.Arrives = first.Arrives + wait(k, slotDuplicateWait, l.Rate.DuplicateDays)
		out = append(out, again)
	}
	return out
}

// Training reports whether the cashier rings up a training receipt after this
// one.
func (l Laws) Training(id retail.ReceiptID) bool {
	k := draw.NewKey(l.Seed, draw.Trouble, number(string(id)), 0)
	return k.Below(slotTraining, draw.ShareOf(l.Rate.Training))
}

// wait is a second to some days: most waits are short.
func wait(k draw.Key, slot uint64, days float64) retail.Micros {
	u := k.At(slot) >> 40 // 24 bits
	share := u * u >> 24 * u >> 24
	return retail.Micros(1e6 + share*uint64(days*86400)*1e6>>24)
}

// outage returns when the line of the receipt's store comes back, or 0 when it
// was up: once in thirty days it is down for some hours.
func (l Laws) outage(r touchpoint.Receipt) retail.Micros {
	if l.Rate.OutagesAMonth <= 0 {
		return 0
	}
	period := r.At / retail.Micros(month/time.Microsecond)
	k := draw.NewKey(l.Seed, draw.Trouble, number(string(r.Store)), int64(period))
	if !k.Below(slotOutageDay, draw.ShareOf(l.Rate.OutagesAMonth)) {
		return 0
	}
	length := retail.Micros(l.Rate.OutageHours) * 3600 * 1e6
	day := retail.Micros(k.Pick(slotOutageHour, 30))
	from := period*retail.Micros(month/time.Microsecond) + day*86400*1e6 + 11*3600*1e6
	if r.At < from || r.At >= from+length {
		return 0
	}
	return from + length
}

func number(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s)) // a hash never fails to write
	return h.Sum64()
}

// queue is a heap of deliveries by (arrival, receipt, copy).
type queue []Delivery

// Len is part of heap.Interface.
func (q queue) Len() int { return len(q) }

// Less is part of heap.Interface.
func (q queue) Less(i, j int) bool {
	a, b := &q[i], &q[j]
	switch {
	case a.Arrives != b.Arrives:
		return a.Arrives < b.Arrives
	case a.Receipt.ID != b.Receipt.ID:
		return a.Receipt.ID < b.Receipt.ID
	}
	return a.Copy < b.Copy
}

// Swap is part of heap.Interface.
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push is part of heap.Interface.
func (q *queue) Push(x any) { *q = append(*q, x.(Delivery)) }

// Pop is part of heap.Interface.
func (q *queue) Pop() any {
	old := *q
	out := old[len(old)-1]
	*q = old[:len(old)-1]
	return out
}
