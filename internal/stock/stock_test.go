package stock

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/retail"
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

func sold(units int) Sold { return Sold{{Product: 1, Units: retail.Quantity(units) * one}} }

// after is what a store holds of product 1 after one day.
func after(l Level, d *Day, s Sold) Held {
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
	late := Level{Held: []Held{{Product: 1, Counted: today - 1, Due: []Arrival{{today - 1, 6 * one}, {today, 6 * one}}}}}
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
		{"what is due and comes short by the evening comes no more", open, moved(goods(Delivery, 9, 4), goods(Delivery, 12, 1)), 0, Held{OnHand: 5*one + 1, Due: []Arrival{{today + 3, 6 * one}, {0, 2 * one}}}},
		{"what is late comes short", late, moved(goods(Delivery, 9, 10)), 0, Held{OnHand: 10 * one}},
		{"what comes in its time is not taken for what is late", late, moved(goods(Delivery, 9, 6)), 0, Held{OnHand: 6 * one, Due: []Arrival{{today - 1, 6 * one}}}},
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

// TestDay_LeftOver: goods that were thrown away or sent off lay on the shelf, unless they
// were past their day.
func TestDay_LeftOver(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		day  *Day
		left bool
	}{
		{"nothing moved", &Day{}, false},
		{"it came", moved(goods(Delivery, 9, 6)), false},
		{"thrown away", moved(goods(Waste, 9, 6)), true},
		{"thrown away on its last day", moved(goods(Waste, 9, 6, expires(0))), true},
		{"past its day", moved(goods(Waste, 9, 6, expires(-1))), false},
		{"sent off", moved(goods(TransferOut, 9, 6, due(1))), true},
	} {
		if got := len(c.day.LeftOver(today)) == 1; got != c.left {
			t.Errorf("%s: left over %v", c.name, got)
		}
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

// A count in packs where the book stands in units, or the other way round, is taken as it
// was told and put on the list of things to check; an empty shelf, few goods and a first
// count are not.
func TestLevel_CountsInAnotherUnit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		was, sold, count int
		odd              bool
	}{{144, 0, 12, true}, {12, 0, 144, true}, {144, 100, 44, false}, {144, 100, 8, true}, {60, 0, 12, false}, {61, 0, 12, true}, {144, 0, 0, false}, {10, 0, 1, false}, {-20, 0, 144, false}} {
		l := Level{Held: []Held{{Product: 1, OnHand: retail.Quantity(c.was) * one, Counted: today - 1}}}
		h := after(l, moved(goods(Count, 10, c.count)), sold(c.sold))
		if (h.Odd == today) != c.odd || h.OnHand != retail.Quantity(c.count)*one {
			t.Errorf("%d, %d sold, counted as %d: odd %v, want %v; %+v", c.was, c.sold, c.count, h.Odd, c.odd, h)
		}
	}
	first := Level{Held: []Held{{Product: 1, OnHand: 144 * one}}}
	if h := after(first, moved(goods(Count, 10, 12)), sold(0)); h.Odd != 0 {
		t.Errorf("an estimate is no book: %+v", h)
	}
}

// Whatever the order in which movements come, days and levels are the same.
func TestDay_OrderSaysNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Movement {
			kind := rapid.SampledFrom(Kinds()).Draw(t, "kind")
			return goods(kind, rapid.IntRange(0, 50).Draw(t, "minute"), rapid.IntRange(1, 9).Draw(t, "units"), expires(rapid.IntRange(0, 3).Draw(t, "days")))
		}), 1, 12).Draw(t, "movements")
		for i := range list {
			if list[i].Kind == Count { // each at a moment of its own
				list[i].At += retail.Micros(i + 1)
			}
		}
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
