package stock

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/customer"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

const one = retail.One

// at is a moment of a day, in minutes.
func at(day retail.BusinessDay, minute int) retail.Micros {
	return retail.MicrosOf(day.Time()) + retail.Micros(minute)*60_000_000
}

const today retail.BusinessDay = 20_786

// moved is a day of movements of product 1.
func moved(list ...Movement) *Day {
	d := &Day{}
	for i := range list {
		d.Add(&list[i], func(uint32, retail.Micros) retail.Quantity { return 0 })
	}
	return d
}

func goods(kind Kind, minute int, units int, more ...func(*Movement)) Movement {
	m := Movement{ID: "M", Kind: kind, Store: 1, Day: today, At: at(today, minute), Lines: []Line{{Product: 1, Quantity: retail.Quantity(units) * one}}}
	for _, change := range more {
		change(&m)
	}
	return m
}

func due(days int) func(*Movement) {
	return func(m *Movement) { m.Due = today + retail.BusinessDay(days) }
}

func expires(days int) func(*Movement) {
	return func(m *Movement) { m.Lines[0].Expires = today + retail.BusinessDay(days) }
}

func sold(units int) *customer.Demand {
	return &customer.Demand{Cells: []customer.Cell{{Product: 1, Units: retail.Quantity(units) * one, Amount: 1}}}
}

// after is what a store holds of product 1 after one day.
func after(l Level, d *Day, s *customer.Demand) Held {
	next := l.Next(today, d, s)
	if h := next.Find(1); h != nil {
		return *h
	}
	return Held{}
}

func TestLevel_Rules(t *testing.T) {
	t.Parallel()
	ten := Level{Held: []Held{{Product: 1, OnHand: 10 * one, Counted: today - 1}}}
	lots := Level{Held: []Held{{Product: 1, OnHand: 10 * one, Counted: today - 1, Lots: []Lot{{today, 4 * one}, {today + 2, 5 * one}}}}}
	open := Level{Held: []Held{{Product: 1, OnHand: 1, Counted: today - 1, Due: []Arrival{{today, 6 * one}, {today + 3, 6 * one}, {0, 2 * one}}}}}
	for _, c := range []struct {
		name string
		was  Level
		day  *Day
		sold int
		want Held
	}{
		{"nothing was told", Level{}, &Day{}, 5, Held{}},
		{"sold", ten, &Day{}, 3, Held{OnHand: 7 * one}},
		{"sold below nothing: kept as booked", ten, &Day{}, 12, Held{OnHand: -2 * one}},
		{"delivered, wasted, left", ten, moved(goods(Delivery, 9, 6), goods(Waste, 10, 2), goods(TransferOut, 11, 3)), 1, Held{OnHand: 10 * one}},
		{"counted, then delivered", ten, moved(goods(Delivery, 9, 6), goods(Count, 10, 4), goods(Delivery, 11, 2)), 0, Held{OnHand: 6 * one}},
		{"a delivery at the moment of the count is in it", ten, moved(goods(Count, 10, 4), goods(Delivery, 10, 2)), 0, Held{OnHand: 4 * one}},
		{"counted below nothing: kept as it is", ten, moved(goods(Count, 10, -4)), 0, Held{OnHand: -4 * one}},
		{"the first lot goes first", lots, &Day{}, 5, Held{OnHand: 5 * one, Lots: []Lot{{today + 2, 4 * one}}}},
		{"goods without a day go last", lots, &Day{}, 9, Held{OnHand: one}},
		{"waste of a lot", lots, moved(goods(Waste, 9, 5, expires(2))), 0, Held{OnHand: 5 * one, Lots: []Lot{{today, 4 * one}}}},
		{"a count takes what is not there", lots, moved(goods(Count, 9, 3)), 0, Held{OnHand: 3 * one, Lots: []Lot{{today + 2, 3 * one}}}},
		{"a count of one lot", lots, moved(goods(Count, 9, 3, expires(1))), 0, Held{OnHand: 3 * one, Lots: []Lot{{today + 1, 3 * one}}}},
		{"a lot grows", lots, moved(goods(Delivery, 9, 5, expires(2))), 0, Held{OnHand: 15 * one, Lots: []Lot{{today, 4 * one}, {today + 2, 10 * one}}}},
		{"ordered", ten, moved(goods(Order, 9, 5, due(2)), goods(Order, 10, 1)), 0, Held{OnHand: 10 * one, Due: []Arrival{{today + 2, 5 * one}, {0, one}}}},
		{"a delivery fulfils the earliest", open, moved(goods(Delivery, 9, 8)), 0, Held{OnHand: 8*one + 1, Due: []Arrival{{today + 3, 4 * one}, {0, 2 * one}}}},
		{"cancelled of a day", open, moved(goods(Cancel, 9, 6, due(0))), 0, Held{OnHand: 1, Due: []Arrival{{today + 3, 6 * one}, {0, 2 * one}}}},
		{"cancelled of none: the latest", open, moved(goods(Cancel, 9, 3)), 0, Held{OnHand: 1, Due: []Arrival{{today, 6 * one}, {today + 3, 5 * one}}}},
		{"a count says what is on order", open, moved(goods(Count, 9, 3, func(m *Movement) { m.Lines[0].OnOrder = Stated{4 * one, true} })), 0,
			Held{OnHand: 3 * one, Due: []Arrival{{0, 4 * one}}}},
		{"reserved and released", ten, moved(goods(Reserve, 9, 3), goods(Release, 10, 1)), 0, Held{OnHand: 10 * one, Reserved: 2 * one}},
		{"an estimate", Level{}, moved(goods(Delivery, 9, 5)), 2, Held{OnHand: 3 * one}},
		{"an estimate never falls below nothing", Level{}, moved(goods(Delivery, 9, 5)), 7, Held{}},
	} {
		got := after(c.was, c.day, sold(c.sold))
		c.want.Product, c.want.Counted, c.want.Supplied, c.want.Usual, c.want.Times, c.want.Odd = got.Product, got.Counted, got.Supplied, got.Usual, got.Times, got.Odd
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, got, c.want)
		}
	}
}

// A transfer is on its way until it comes in, and what is told twice of one moment
// holds as told last.
func TestDay_TransfersAndRecounts(t *testing.T) {
	t.Parallel()
	left := goods(TransferOut, 9, 6, due(1))
	there := &Day{}
	there.Expect(&left)
	h := after(Level{}, there, sold(0))
	if !reflect.DeepEqual(h.Moving, []Arrival{{today + 1, 6 * one}}) || h.OnHand != 0 || h.Counted != 0 {
		t.Errorf("under way: %+v", h)
	}
	if h = after(Level{Held: []Held{h}}, moved(goods(TransferIn, 9, 4)), sold(0)); h.OnHand != 4*one || h.Moving[0].Quantity != 2*one {
		t.Errorf("four of six came: %+v", h)
	}
	d := moved(goods(Count, 9, 5), goods(Count, 9, 7), goods(Count, 8, 1))
	if h = after(Level{}, d, sold(0)); h.OnHand != 7*one || len(d.Cells[0].Moves) != 2 {
		t.Errorf("told last of one moment: %+v, %+v", h, d)
	}
}

func TestLevel_UnusualDeliveries(t *testing.T) {
	t.Parallel()
	var l Level
	for range 4 {
		l = l.Next(today, moved(goods(Delivery, 9, 12)), sold(0))
	}
	if h := l.Find(1); h.Odd != 0 || h.Usual != 12*one {
		t.Fatalf("four usual ones: %+v", h)
	}
	for _, c := range []struct {
		units int
		odd   bool
	}{{60, false}, {61, true}, {144, true}, {3, false}, {2, true}} {
		if h := after(l, moved(goods(Delivery, 9, c.units)), sold(0)); (h.Odd == today) != c.odd {
			t.Errorf("%d after 12 each: odd %v, want %v", c.units, h.Odd, c.odd)
		}
	}
	h := after(l, moved(goods(Delivery, 9, 144), goods(Count, 10, 60)), sold(0))
	if h.Odd != 0 {
		t.Errorf("counted since: %+v", h)
	}
	if h := after(l, moved(goods(Delivery, 9, 144)), sold(0)); h.Usual != 15*one || h.OnHand != 192*one {
		t.Errorf("it is accepted, and moves what is usual by a quarter of twice: %+v", h)
	}
}

// Whatever the order in which movements come, days and levels are the same.
func TestDay_OrderSaysNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Movement {
			kind := rapid.SampledFrom(Kinds()).Draw(t, "kind")
			minute := rapid.IntRange(0, 50).Draw(t, "minute")
			if kind == Count {
				minute += 100 * rapid.IntRange(1, 1_000_000).Draw(t, "its own moment")
			}
			return goods(kind, minute, rapid.IntRange(1, 9).Draw(t, "units"), expires(rapid.IntRange(0, 3).Draw(t, "days")))
		}), 1, 12).Draw(t, "movements")
		shuffled := append([]Movement(nil), list...)
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		rng.Shuffle(len(shuffled), func(i, k int) { shuffled[i], shuffled[k] = shuffled[k], shuffled[i] })
		a, b := moved(list...), moved(shuffled...)
		if !bytes.Equal(a.Append(nil), b.Append(nil)) {
			t.Fatalf("%+v\n%+v", a, b)
		}
		var back Day
		if err := back.Decode(a.Append(nil)); err != nil || !reflect.DeepEqual(&back, a) {
			t.Fatalf("unpacked %+v, packed %+v: %v", back, a, err)
		}
		was := Level{Held: []Held{{Product: 1, OnHand: 5*one + 250, Counted: today, Lots: []Lot{{today + 1, one}}, Due: []Arrival{{today, one}}}}}
		level := was.Next(today, a, sold(rapid.IntRange(0, 9).Draw(t, "sold")))
		var again Level
		if err := again.Decode(level.Append(nil)); err != nil || !reflect.DeepEqual(again, level) {
			t.Fatalf("unpacked %+v, packed %+v: %v", again, level, err)
		}
		h := level.Find(1)
		sum := retail.Quantity(0)
		for _, lot := range h.Lots {
			sum += lot.Quantity
		}
		if sum > max(0, h.OnHand) || h.Reserved < 0 {
			t.Fatalf("more in lots than on hand: %+v", h)
		}
	})
}

func TestPosition(t *testing.T) {
	t.Parallel()
	h := Held{
		Product: 1, OnHand: 10 * one, Counted: today - 5, Reserved: one, Lots: []Lot{{today - 1, 2 * one}, {today, one}},
		Due: []Arrival{{today - 8, 3 * one}, {today - 7, 4 * one}, {0, 5 * one}}, Moving: []Arrival{{today + 2, 6 * one}, {today + 3, one}},
	}
	p := h.Position(Sight{Today: today})
	if p.Basis != Perpetual || p.Available != 7*one || p.Expired != 2*one || p.OnOrder != 9*one || p.Overdue != 3*one || p.InTransfer != 7*one {
		t.Errorf("%+v", p)
	}
	if q := h.Arriving(Sight{Today: today}, today+2); q != 10*one {
		t.Errorf("arriving within two days: %s, want 4 that are late by a week and 6 under way", q)
	}
	never := Held{Product: 1, OnHand: one, Supplied: today}
	for _, c := range []struct {
		h    Held
		s    Sight
		want Basis
	}{
		{never, Sight{Today: today}, Unknown},
		{never, Sight{Today: today, Estimates: true}, Estimated},
		{Held{}, Sight{Today: today, Estimates: true}, Unknown},
		{h, Sight{Today: today, Doubt: Silent}, Unknown},
	} {
		if got := c.h.Position(c.s).Basis; got != c.want {
			t.Errorf("%+v by %+v: %s, want %s", c.h, c.s, got, c.want)
		}
	}
}

func TestPromising(t *testing.T) {
	t.Parallel()
	s := Sight{Today: today}
	for _, c := range []struct {
		name     string
		h        Held
		promised float64
		short    bool
	}{
		{"something is there", Held{OnHand: one, Counted: today}, 0, false},
		{"nothing is there", Held{Counted: today}, 0, true},
		{"less than nothing", Held{OnHand: -4 * one, Counted: today}, 0, true},
		{"nothing is known", Held{}, 9, false},
		{"it comes the day after tomorrow", Held{Counted: today, Due: []Arrival{{today + 2, one}}}, 0, false},
		{"it comes a day later", Held{Counted: today, Due: []Arrival{{today + 3, one}}}, 0, true},
		{"nobody knows when it comes", Held{Counted: today, Due: []Arrival{{0, one}}}, 0, true},
		{"it is on its way", Held{Counted: today, Moving: []Arrival{{today + 1, one}}}, 0, false},
		{"a booked debt is no debt", Held{OnHand: -4 * one, Counted: today, Due: []Arrival{{today, one}}}, 0, false},
		{"vouchers out take it", Held{OnHand: 2 * one, Counted: today}, 2.1, true},
		{"vouchers out leave some", Held{OnHand: 2 * one, Counted: today}, 2, false},
		{"put aside", Held{OnHand: one, Reserved: one, Counted: today}, 0, true},
		{"past its day", Held{OnHand: one, Lots: []Lot{{today - 1, one}}, Counted: today}, 0, true},
		{"its last day", Held{OnHand: one, Lots: []Lot{{today, one}}, Counted: today}, 0, false},
	} {
		if got := c.h.Promising(s, c.promised); got.Short != c.short {
			t.Errorf("%s: short %v", c.name, got.Short)
		}
	}
}

func TestDoubted(t *testing.T) {
	t.Parallel()
	store := func(below, all int, told retail.BusinessDay) *Level {
		l := &Level{}
		for i := range all {
			h := Held{Product: uint32(i + 1), OnHand: one, Counted: told}
			if i < below {
				h.OnHand = -one
			}
			l.Held = append(l.Held, h)
		}
		return l
	}
	for _, c := range []struct {
		l    *Level
		want Doubt
	}{
		{store(0, 5, today-14), ""}, {store(0, 5, today-15), Silent}, {&Level{}, Silent},
		{store(19, 19, today), ""}, {store(20, 79, today), Contradictory}, {store(20, 80, today), ""},
	} {
		if got := c.l.Doubted(today); got != c.want {
			t.Errorf("%d products: %q, want %q", len(c.l.Held), got, c.want)
		}
	}
}

func TestTasks(t *testing.T) {
	t.Parallel()
	s := Sight{Today: today}
	for _, c := range []struct {
		h    Held
		want TaskKind
	}{
		{Held{OnHand: -one, Counted: today}, CountNegative},
		{Held{Counted: today}, CountEmpty},
		{Held{Counted: today, Due: []Arrival{{today, one}}}, ""},
		{Held{OnHand: one, Counted: today, Lots: []Lot{{today - 1, one}}}, TakeOff},
		{Held{OnHand: one, Counted: today, Due: []Arrival{{today - 8, one}}}, ChaseOverdue},
		{Held{OnHand: one, Counted: today - 20, Odd: today - 14}, CheckDelivery},
		{Held{OnHand: one, Counted: today - 20, Odd: today - 15}, ""},
	} {
		p := c.h.Position(s)
		kind := TaskKind("")
		if list := p.Tasks(s); len(list) == 1 {
			kind = list[0].Kind
		}
		if kind != c.want {
			t.Errorf("%+v: %q, want %q", c.h, kind, c.want)
		}
	}
	h := Held{Lots: []Lot{{today - 1, 9 * one}, {today, 3 * one}, {today + 2, 8 * one}, {today + 9, 90 * one}}}
	if stays, first := h.Expiring(s, 2, 3); stays != 5*one || first != today {
		t.Errorf("three today and eight in two days, two sold a day: %s stay, first %s", stays, first)
	}
	if stays, _ := h.Expiring(s, 4, 3); stays != 0 {
		t.Errorf("all are sold in time: %s stay", stays)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	now := at(today, 60)
	for _, c := range []struct {
		name string
		m    Movement
		at   string
	}{
		{"holds", goods(Delivery, 9, 5, expires(3)), ""},
		{"five minutes ahead", goods(Delivery, 65, 5), ""},
		{"six", goods(Delivery, 66, 5), "/at"},
		{"no id", goods(Delivery, 9, 5, func(m *Movement) { m.ID = " " }), "/movement"},
		{"a long id", goods(Delivery, 9, 5, func(m *Movement) { m.ID = MovementID(strings.Repeat("x", MaxID+1)) }), "/movement"},
		{"an unknown kind", goods(99, 9, 5), "/kind"},
		{"nothing delivered", goods(Delivery, 9, 0), "/lines/0/quantity"},
		{"nothing counted", goods(Count, 9, 0), ""},
		{"counted below nothing", goods(Count, 9, -3), ""},
		{"a million and one", goods(Count, 9, mostUnit+1), "/lines/0/quantity"},
		{"no lines", goods(Count, 9, 1, func(m *Movement) { m.Lines = nil }), "/lines"},
		{"counted twice", goods(Count, 9, 1, func(m *Movement) { m.Lines = append(m.Lines, m.Lines[0]) }), "/lines/1/product"},
		{"two lots of one product", goods(Delivery, 9, 1, func(m *Movement) { m.Lines = append(m.Lines, m.Lines[0]) }), ""},
		{"leaves for nowhere", goods(TransferOut, 9, 1), "/other_store"},
		{"leaves for itself", goods(TransferOut, 9, 1, func(m *Movement) { m.Other = 1 }), "/other_store"},
		{"a delivery to another", goods(Delivery, 9, 1, func(m *Movement) { m.Other = 2 }), "/other_store"},
		{"waste is not due", goods(Waste, 9, 1, due(1)), "/due"},
		{"an order expires", goods(Order, 9, 1, expires(1)), "/lines/0/expires"},
		{"due in eleven years", goods(Order, 9, 1, due(4_000)), "/due"},
		{"a delivery states orders", goods(Delivery, 9, 1, func(m *Movement) { m.Lines[0].OnOrder.Said = true }), "/lines/0/on_order"},
	} {
		err := Check(&c.m, now)
		pointer := ""
		if e, ok := err.(*fault.Error); ok && len(e.Fields) > 0 {
			pointer = e.Fields[0].Pointer
		}
		if pointer != c.at || (err != nil) != (c.at != "") {
			t.Errorf("%s: refused at %q (%v), want %q", c.name, pointer, err, c.at)
		}
	}
}

func TestWeekdays(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "", "mon|thu": "mon|thu", "Thursday, monday": "mon|thu", "1 4": "mon|thu", "7": "sun"} {
		if w, err := ParseWeekdays(in); err != nil || w.String() != want {
			t.Errorf("%q: %q, %v", in, w, err)
		}
	}
	for _, in := range []string{"someday", "8", "0", "mon|x"} {
		if _, err := ParseWeekdays(in); err == nil {
			t.Errorf("%q is taken", in)
		}
	}
	w, _ := ParseWeekdays("sun")
	sunday := retail.Day(2026, 11, 29)
	if !w.On(sunday) || w.On(sunday+1) || !Weekdays(0).On(sunday) || !w.On(retail.Day(1969, 12, 28)) {
		t.Error("a Sunday is none")
	}
}

func TestMovement_Packs(t *testing.T) {
	t.Parallel()
	m := goods(Count, 9, -3, func(m *Movement) {
		m.Ref, m.Lines = "order 7", []Line{{1, 1250, today, Stated{0, true}}, {7, -one, 0, Stated{}}, {3, 2 * one, 0, Stated{5, true}}}
	})
	back, err := FromEntry(&touchpoint.Entry{Receipt: "M", Store: 1, At: m.At, Day: m.Day, Body: m.Append(nil)})
	if err != nil || !reflect.DeepEqual(back, m) {
		t.Errorf("unpacked %+v: %v", back, err)
	}
	same := m
	same.ID = "another"
	if Fingerprint(&same) != Fingerprint(&m) {
		t.Error("the id is in the fingerprint")
	}
	for _, change := range []func(m *Movement){
		func(m *Movement) { m.Store = 2 }, func(m *Movement) { m.At++ }, func(m *Movement) { m.Kind = Waste }, func(m *Movement) { m.Ref = "" },
		func(m *Movement) { m.Lines = m.Lines[:2] }, func(m *Movement) { m.Due = today }, func(m *Movement) { m.Other = 2 },
	} {
		other := m
		change(&other)
		if Fingerprint(&other) == Fingerprint(&m) {
			t.Errorf("%+v has the same fingerprint", other)
		}
	}
}

// fuzz holds a decoder to: no panic, a failure leaves nothing, and what is read is
// written as it was.
func fuzz(f *testing.F, seed []byte, read func(b []byte) (again []byte, empty bool, err error)) {
	f.Add(seed)
	f.Add([]byte{version, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		again, empty, err := read(b)
		if err != nil && !empty {
			t.Errorf("%x is refused and leaves something", b)
		}
		if err == nil && !bytes.Equal(again, b) {
			t.Errorf("%x is written back as %x", b, again)
		}
	})
}

func FuzzDay(f *testing.F) {
	fuzz(f, moved(goods(Count, 9, 5, expires(2)), goods(Delivery, 10, 7)).Append(nil), func(b []byte) ([]byte, bool, error) {
		var d Day
		err := d.Decode(b)
		return d.Append(nil), d.Cells == nil, err
	})
}

func FuzzLevel(f *testing.F) {
	l := Level{Held: []Held{{Product: 3, OnHand: 5250, Counted: today, Lots: []Lot{{today, one}}, Due: []Arrival{{0, one}}, Times: 3}}}
	fuzz(f, l.Append(nil), func(b []byte) ([]byte, bool, error) {
		var l Level
		err := l.Decode(b)
		return l.Append(nil), l.Held == nil, err
	})
}

func FuzzMovement(f *testing.F) {
	m := goods(TransferOut, 9, 5, due(2))
	fuzz(f, m.Append(nil), func(b []byte) ([]byte, bool, error) {
		m, err := FromEntry(&touchpoint.Entry{Body: b})
		return m.Append(nil), m.Lines == nil, err
	})
}
