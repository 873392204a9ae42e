package stock

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

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
		{"the server's own id", goods(Cancel, 9, 5, func(m *Movement) { m.ID = "plan:pro_1-2-1" }), "/movement"},
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
		if e := (*fault.Error)(nil); errors.As(err, &e) && len(e.Fields) > 0 {
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
