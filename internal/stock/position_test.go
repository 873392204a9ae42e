package stock

import (
	"testing"

	"sartor/internal/retail"
)

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
