package simulate

import (
	"cmp"
	"container/heap"
	"context"
	"slices"

	"sartor/internal/retail"
	"sartor/internal/simulate/basket"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/people"
	"sartor/internal/simulate/shelf"
	"sartor/internal/touchpoint"
)

// Session plays a world one receipt at a time, from a day on, in the order of
// time: households keep the vouchers that the till printed, think of them,
// show them, and feel what the till answers. It is for one goroutine.
//
// A visit taken with Next must be answered before its household can come
// again; visits of different households may be answered in any order.
type Session struct {
	chain   *Chain
	all     []household
	purses  []purse
	due     agenda
	worker  *worker
	shelves *shelf.Shelves    // of a closed world; nil: open
	tastes  map[uint32]*taste // lasting tastes of households met
	novel   []novelty         // by product that is held back
	quick   [][]entrance      // by store and quick category
	until   int32
	today   int32 // the date by which vouchers count, when it is not the visit's own
}

// taste caches a household's shopper.
type taste struct {
	of      uint64
	shopper basket.Shopper
}

// mostTastes bounds the cache: 5 KB a household, about 200 MB.
const mostTastes = 40_000

// Visit is one basket at a till, before tender.
type Visit struct {
	Receipt      touchpoint.Receipt
	Day          int
	Second       int // of the store's local day
	Web          bool
	Tried        []Tried
	PaymentFails bool // after close: the till must void
	PaperJams    bool // after close: the till must acknowledge with printed false
	VoidedLater  bool // paid and printed, then taken back whole

	slot uint32
	trip people.Trip
}

// Tried is a presented voucher and why it came out.
type Tried struct {
	Code string
	Why  Why
}

// Why says why a voucher is presented.
type Why string

// The reasons.
const (
	Wanted Why = "wanted" // its product is in the basket
	Late   Why = "late"   // its days are over, it was still in the purse
	Again  Why = "again"  // it has been used, the paper is still there
)

// Printed is a voucher that the till handed over.
type Printed struct {
	Code       string
	Promotion  retail.PromotionID
	Product    retail.ProductID // empty: any of the categories, or anything
	Categories []string
	Value      retail.Minor // what it is worth in cents; see Percent
	Percent    int          // of the product's price, at most Value when that is set
	From       retail.BusinessDay
	Until      retail.BusinessDay
}

// Answer is what came of a visit.
type Answer struct {
	Printed  []Printed
	Redeemed []string // codes accepted
	Rejected []string // codes refused
	Silent   bool     // the till had no answer: nothing was printed or decided
}

// Session brings every household to the start of day from and waits there;
// visits up to the day until (exclusive) can be taken.
func (c *Chain) Session(ctx context.Context, from, until int) (*Session, error) {
	return c.session(ctx, from, until, func(*people.Trip, []basket.Item) {})
}

// session tells met of every basket before the first day.
func (c *Chain) session(ctx context.Context, from, until int, met func(*people.Trip, []basket.Item)) (*Session, error) {
	s := &Session{
		chain: c, all: c.population(), purses: make([]purse, c.slots), worker: &worker{chain: c},
		tastes: map[uint32]*taste{}, until: int32(min(until, c.World.Scale.Days)), today: noDate,
		quick: make([][]entrance, len(c.Stores)),
	}
	for i := range s.quick {
		s.quick[i] = slices.Repeat([]entrance{{noDate, noDate}}, len(c.World.Preset.Recipe.Quick))
	}
	s.worker.swapped = s.swapped
	s.unveil()
	c.blocks(len(s.all), func(w *worker, i int) {
		if ctx.Err() == nil {
			w.run(&s.all[i], int32(from), met)
		}
	})
	for i := range s.all {
		s.plan(uint32(i))
	}
	return s, ctx.Err()
}

// Chain returns the world that is played.
func (s *Session) Chain() *Chain { return s.chain }

// plan dates a household's next visit and puts it on the agenda.
func (s *Session) plan(slot uint32) {
	h := &s.all[slot]
	if _, ok := s.chain.Town.Next(&h.state, s.until, s.purses[slot].pulls); ok {
		trip := s.chain.Town.Trip(&h.state)
		heap.Push(&s.due, appointment{day: trip.Day, second: trip.Second, store: trip.Store, slot: slot})
	}
}

// Next takes the next visit with a receipt, in the order (day, time, store,
// household); ok is false when there is none before the end.
func (s *Session) Next() (Visit, bool) {
	for len(s.due) > 0 {
		if v, ok := s.next(); ok {
			return v, true
		}
	}
	return Visit{}, false
}

// Before takes the next visit with a receipt that begins before a moment, as Next does;
// what lies after it is left alone, and the night before its day does not pass.
func (s *Session) Before(day, second int) (Visit, bool) {
	for {
		if at, when, ok := s.Peek(); !ok || cmp.Or(cmp.Compare(at, day), cmp.Compare(when, second)) >= 0 {
			return Visit{}, false
		}
		if v, ok := s.next(); ok {
			return v, true
		}
	}
}

// next keeps the next appointment; ok is false when nothing was bought.
func (s *Session) next() (Visit, bool) {
	next := heap.Pop(&s.due).(appointment)
	s.reach(next.day)
	v, ok := s.visit(next.slot)
	if !ok {
		s.finish(next)
	}
	return v, ok
}

// noDate says that vouchers count by the visit's own day.
const noDate = -1 << 30

// Today sets the date by which households judge their vouchers from now on.
// Live tills need it: their days pass faster than the calendar's.
func (s *Session) Today(date retail.BusinessDay) { s.today = int32(s.chain.Day(date)) }

// date is the day by which a voucher counts at a visit.
func (s *Session) date(visit int32) int32 {
	if s.today != noDate {
		return s.today
	}
	return visit
}

// Peek returns day and second of the next appointment: a visit, or a walk
// through the shop without one.
func (s *Session) Peek() (day, second int, ok bool) {
	if len(s.due) == 0 {
		return 0, 0, false
	}
	return int(s.due[0].day), int(s.due[0].second), true
}

func (s *Session) visit(slot uint32) (Visit, bool) {
	h := &s.all[slot]
	s.know(slot)
	trip, bought := s.worker.visit(h, func(t *people.Trip) []basket.Push { return s.pushes(slot, t) })
	if !bought {
		return Visit{}, false
	}
	s.tried(h, &trip)
	v := Visit{
		Receipt: s.chain.receipt(&trip, s.worker.trolley.Items), Day: int(trip.Day), Second: int(trip.Second),
		Web: trip.Store == s.chain.Town.Web(), slot: slot, trip: trip,
	}
	k := draw.NewKey(s.chain.World.Seed.Noise, draw.Till, s.chain.numbers.serial(trip.Entity, trip.N), 0)
	v.PaymentFails = k.Below(0, draw.ShareOf(s.chain.World.Preset.Trouble.PaymentFails))
	v.PaperJams = k.Below(1, draw.ShareOf(s.chain.World.Preset.Trouble.PaperJams))
	v.VoidedLater = k.Below(2, draw.ShareOf(s.chain.World.Preset.Trouble.Void))
	s.scan(&v)
	if !v.Web {
		v.Tried = s.present(slot, &v)
	}
	for _, t := range v.Tried {
		v.Receipt.Vouchers = append(v.Receipt.Vouchers, t.Code)
	}
	return v, true
}

// know lends the worker the household's lasting tastes.
func (s *Session) know(slot uint32) {
	w, p := s.worker, &s.all[slot].state.Person
	t := s.tastes[slot]
	if t == nil {
		if len(s.tastes) >= mostTastes {
			return // the worker draws them itself
		}
		t = &taste{}
		s.tastes[slot] = t
	}
	if t.of != p.Entity+1 {
		s.chain.Market.Shopper(&t.shopper, s.chain.tasteOf(p))
		t.of = p.Entity + 1
	}
	w.shopper, w.of = t.shopper, t.of
}

// Answer tells a visit's household what the till said, and plans its next
// visit.
func (s *Session) Answer(v Visit, a Answer) {
	h := &s.all[v.slot]
	if !a.Silent {
		s.settle(v.slot, &v, a)
	}
	s.chain.Town.Settle(&h.state.Mood, v.trip.Day)
	s.finish(appointment{slot: v.slot, second: v.trip.Second, store: v.trip.Store})
}

func (s *Session) finish(at appointment) {
	slot := at.slot
	h := &s.all[slot]
	s.chain.Town.After(&h.state, at.second, at.store)
	s.purses[slot].tidy(s.date(h.state.Day) - int32(s.chain.World.Preset.Response.LateDays))
	if h.state.Left {
		s.purses[slot] = purse{} // someone else will live here
	}
	s.plan(slot)
}
