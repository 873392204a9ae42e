package customer

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

func TestDemand(t *testing.T) {
	t.Parallel()
	j := &journal{}
	j.sale("A", 1, sold(milk, 2), sold(bread, 1), sold(postage, 1), sold(test, 1))
	j.sale("B", 1, sold(milk, 1), sold(milk, -1), sold(milk, 1))
	j.receipt("C", 1, touchpoint.Packed{State: touchpoint.Training, Lines: []touchpoint.PackedLine{sold(soup, 1)}})
	j.sale("D", 2, back(bread, 1, "A", 1))
	j.sale("E", 1, sold(soup, 4))
	j.void("E")
	got, err := FoldDemand(j.entries, shop())
	if err != nil {
		t.Fatal(err)
	}
	want := map[StoreDay]*Demand{
		{1, 1}: {Cells: []Cell{{milk, 4000, 1000, 300}, {bread, 1000, 0, 100}, {test, 1000, 0, 100}}},
		{1, 2}: {Cells: []Cell{{bread, 0, 1000, -100}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", dump(got), dump(want))
	}
	if c := got[StoreDay{1, 1}].Of(milk); c.Units != 4000 || got[StoreDay{1, 2}].Of(milk) != (Cell{Product: milk}) {
		t.Errorf("milk: got %+v", c)
	}
}

func dump(d map[StoreDay]*Demand) string {
	out := ""
	for _, k := range slices.SortedFunc(maps.Keys(d), func(a, b StoreDay) int { return int(a.Day-b.Day)*10 + int(a.Store) - int(b.Store) }) {
		out += fmt.Sprintf("%v %v; ", k, d[k].Cells)
	}
	return out
}

// liveDemand counts as the journal grows: each entry once, in order, a void
// by the entry it names.
func liveDemand(entries []touchpoint.Entry, move func(*Demand, *touchpoint.Entry, *retail.Catalogue) error) (map[StoreDay]*Demand, error) {
	out, seen := map[StoreDay]*Demand{}, map[touchpoint.Position]bool{}
	gone := map[int64]bool{}
	for i := range entries {
		e := &entries[i]
		if seen[e.Position] {
			continue
		}
		seen[e.Position] = true
		if e.Kind == touchpoint.KindReceipt {
			if out[StoreDayOf(e)] == nil {
				out[StoreDayOf(e)] = &Demand{}
			}
			if err := out[StoreDayOf(e)].Add(e, shop()); err != nil {
				return nil, err
			}
		}
		if seq, ok := e.Voids(); ok && !gone[seq] {
			gone[seq] = true
			sale := &entries[slices.IndexFunc(entries, func(e touchpoint.Entry) bool { return e.Position.Seq == seq })]
			if err := move(out[StoreDayOf(sale)], sale, shop()); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func sameDemand(a, b map[StoreDay]*Demand) bool {
	for _, m := range []map[StoreDay]*Demand{a, b} {
		for where := range m {
			var x, y Demand
			if a[where] != nil {
				x = *a[where]
			}
			if b[where] != nil {
				y = *b[where]
			}
			if !bytes.Equal(x.Append(nil), y.Append(nil)) {
				return false
			}
		}
	}
	return true
}

// drawJournal is a journal whose voids stand behind what they take back.
func drawJournal(n dice, receipts int) *journal {
	j := arrive(n, story(n, receipts))
	j.entries = slices.DeleteFunc(j.entries, func(e touchpoint.Entry) bool {
		_, named := e.Voids()
		return e.Kind != touchpoint.KindReceipt && !named
	})
	return j
}

func TestDemand_OrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := dice(func(most int) int { return rapid.IntRange(0, most).Draw(t, "n") })
		j := drawJournal(n, rapid.IntRange(0, 25).Draw(t, "receipts"))
		live, err := liveDemand(j.entries, (*Demand).Remove)
		if err != nil {
			t.Fatal(err)
		}
		again := append(slices.Clone(j.entries), j.entries[:len(j.entries)/2]...)
		for i := range again {
			k := n(len(again) - 1)
			again[i], again[k] = again[k], again[i]
		}
		rebuilt, err := FoldDemand(again, shop())
		if err != nil || !sameDemand(live, rebuilt) {
			t.Fatalf("live %s\nrebuilt %s, %v", dump(live), dump(rebuilt), err)
		}
	})
}

// A live fold that forgets voids is caught by the comparison.
func TestDemand_Twin(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		j := drawJournal(splitMix(seed), 20)
		live, err := liveDemand(j.entries, func(*Demand, *touchpoint.Entry, *retail.Catalogue) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		if rebuilt, err := FoldDemand(j.entries, shop()); err != nil || !sameDemand(live, rebuilt) {
			return
		}
	}
	t.Error("the comparison did not notice")
}

func TestDemand_RemovingAllLeavesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := dice(func(most int) int { return rapid.IntRange(0, most).Draw(t, "n") })
		entries := story(n, 10)
		var d Demand
		for i := range entries {
			if err := d.Add(&entries[i], shop()); err != nil {
				t.Fatal(err)
			}
		}
		for i := range slices.Backward(entries) {
			if err := d.Remove(&entries[i], shop()); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(d.Append(nil), (&Demand{}).Append(nil)) {
			t.Fatalf("left %+v", d.Cells)
		}
	})
}

func TestDemand_ReadsBackAsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var d, back Demand
		quantity := rapid.Custom(func(t *rapid.T) retail.Quantity {
			q := retail.Quantity(rapid.Int64Range(-1e15, 1e15).Draw(t, "q"))
			if rapid.Bool().Draw(t, "whole") {
				q -= q % retail.One
			}
			return q
		})
		for range rapid.IntRange(0, 20).Draw(t, "cells") {
			d.add(Cell{rapid.Uint32().Draw(t, "product"), quantity.Draw(t, "units"), quantity.Draw(t, "returned"), retail.Minor(rapid.Int64().Draw(t, "amount"))})
		}
		b := d.Append(nil)
		if err := back.Decode(b); err != nil || !slices.Equal(d.Cells, back.Cells) {
			t.Fatalf("%x: got %+v, %v, want %+v", b, back, err, d)
		}
		for cut := range b {
			if err := back.Decode(b[:cut]); err == nil || len(back.Cells) != 0 {
				t.Fatalf("%d of %d bytes read as %+v", cut, len(b), back)
			}
		}
	})
}

func FuzzDecodeDemand(f *testing.F) {
	d := Demand{Cells: []Cell{{1, 1000, 0, 249}, {7, 250, 1000, -3}}}
	f.Add(d.Append(nil))
	f.Add((&Demand{}).Append(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		var d Demand
		if err := d.Decode(b); err != nil {
			if len(d.Cells) != 0 {
				t.Fatalf("a failure left %+v", d)
			}
			return
		}
		if !bytes.Equal(d.Append(nil), b) {
			t.Fatalf("%x prints back as %x", b, d.Append(nil))
		}
	})
}
