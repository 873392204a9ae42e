package customer

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// say writes a state in one line: "3 receipts 500: 1×2 2×1", product×baskets.
func say(s *State) string {
	out := fmt.Sprintf("%d receipts %d:", s.Receipts, s.SpendOf(func(uint32) bool { return true }))
	for _, it := range s.Profile.Items {
		out += fmt.Sprintf(" %d×%d", it.Product, it.Count)
	}
	return out
}

type foldCase struct {
	name    string
	journal func(*journal)
	want    string
	pending bool
}

func folds(t *testing.T, cases []foldCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			j := &journal{}
			c.journal(j)
			s, err := Fold(j.entries, shop())
			if err != nil {
				t.Fatal(err)
			}
			if got := say(&s); got != c.want || s.Pending() != c.pending || s.Through.Seq != int64(len(j.entries)) {
				t.Errorf("got %s pending %v through %d, want %s pending %v", got, s.Pending(), s.Through.Seq, c.want, c.pending)
			}
		})
	}
}

func TestFold_WhatCounts(t *testing.T) {
	t.Parallel()
	training := func(s touchpoint.State, lines ...touchpoint.PackedLine) touchpoint.Packed {
		return touchpoint.Packed{State: s, Lines: lines}
	}
	folds(t, []foldCase{
		{"nothing", func(*journal) {}, "0 receipts 0:", false},
		{"two days", func(j *journal) { j.sale("A", 1, sold(milk, 2)); j.sale("B", 2, sold(milk, 1), sold(bread, 1)) }, "2 receipts 400: 1×2 2×1", false},
		{"two receipts of a day are one basket", func(j *journal) { j.sale("A", 1, sold(milk, 1)); j.sale("B", 1, sold(milk, 1)) }, "2 receipts 200: 1×1", false},
		{"training and parked", func(j *journal) {
			j.receipt("A", 1, training(touchpoint.Training, sold(milk, 1)))
			j.receipt("B", 1, training(touchpoint.Suspended, sold(milk, 1)))
			j.receipt("C", 1, training(touchpoint.Offline, sold(bread, 1)))
		}, "1 receipts 100: 2×1", false},
		{"parked, then finished", func(j *journal) {
			j.receipt("A", 1, training(touchpoint.Suspended, sold(milk, 1)))
			j.sale("A", 1, sold(milk, 1), sold(bread, 1))
		}, "1 receipts 200: 1×1 2×1", false},
		{"no inference: spend, no product", func(j *journal) { j.sale("A", 1, sold(test, 1)); j.sale("B", 2, sold(test, 1), sold(milk, 1)) }, "2 receipts 300: 1×1", false},
		{"no goods: nothing", func(j *journal) { j.sale("A", 1, sold(postage, 1)) }, "0 receipts 0:", false},
		{"void", func(j *journal) { j.sale("A", 1, sold(milk, 1)); j.sale("B", 2, sold(milk, 1)); j.void("A") }, "1 receipts 100: 1×1", false},
		{"void before its receipt, and any other entry of it", func(j *journal) {
			j.void("A")
			j.sale("A", 1, sold(milk, 1))
			j.sale("B", 2, sold(milk, 1))
			j.sale("A", 3, sold(milk, 1))
		}, "1 receipts 100: 1×1", true},
		{"void still waiting", func(j *journal) { j.void("A"); j.sale("B", 2, sold(milk, 1)) }, "1 receipts 100: 1×1", true},
		{"void of one entry leaves the next of its id", func(j *journal) { j.sale("A", 1, sold(milk, 1)); j.void("A"); j.sale("A", 1, sold(bread, 1)) }, "1 receipts 100: 2×1", false},
	})
}

func TestFold_WhatCameBack(t *testing.T) {
	t.Parallel()
	folds(t, []foldCase{
		{"named return takes the line away", func(j *journal) {
			j.sale("A", 1, sold(milk, 1), sold(bread, 1))
			j.sale("B", 5, back(milk, 1, "A", 0))
		}, "1 receipts 100: 2×1", false},
		{"named return of a part", func(j *journal) { j.sale("A", 1, sold(milk, 3)); j.sale("B", 5, back(milk, 2, "A", 0)) }, "1 receipts 100: 1×1", false},
		{"named return of more than there is", func(j *journal) {
			j.sale("A", 1, sold(milk, 1))
			j.sale("B", 2, sold(milk, 5))
			j.sale("C", 5, back(milk, 3, "A", 0))
		}, "1 receipts 300: 1×1", false},
		{"named return of everything leaves no occasion", func(j *journal) { j.sale("A", 1, sold(milk, 1)); j.sale("B", 5, back(milk, 1, "A", 0)) }, "0 receipts 0:", false},
		{"named after a year", func(j *journal) { j.sale("A", 1, sold(milk, 1)); j.sale("B", 400, back(milk, 1, "A", 0)) }, "0 receipts 0:", false},
		{"named return before its sale", func(j *journal) { j.sale("B", 5, back(milk, 1, "A", 0)); j.sale("A", 6, sold(milk, 1)) }, "0 receipts 0:", false},
		{"named return waits", func(j *journal) { j.sale("B", 5, back(milk, 1, "A", 0)); j.sale("C", 1, sold(milk, 1)) }, "1 receipts 0: 1×1", true},
		{"wrong line number finds the product", func(j *journal) {
			j.sale("A", 1, sold(bread, 1), sold(milk, 1))
			j.sale("B", 5, back(milk, 1, "A", 0))
		}, "1 receipts 100: 2×1", false},
		{"the named line, not another one of the product", func(j *journal) {
			j.sale("A", 1, sold(milk, 1), sold(milk, 5))
			j.sale("B", 5, back(milk, 1, "A", 0))
			j.sale("C", 6, back(milk, 5, "A", 1))
		}, "0 receipts 0:", false},
		{"unnamed: the latest line", func(j *journal) {
			j.sale("A", 1, sold(milk, 1))
			j.sale("B", 9, sold(milk, 1))
			j.sale("C", 10, sold(milk, -1))
		}, "1 receipts 100: 1×1", false},
		{"unnamed: the latest line with enough", func(j *journal) {
			j.sale("A", 1, sold(milk, 2), sold(bread, 1))
			j.sale("B", 9, sold(milk, 1))
			j.sale("C", 10, sold(milk, -2))
		}, "2 receipts 200: 1×1 2×1", false},
		{"unnamed: 90 days", func(j *journal) { j.sale("A", 1, sold(milk, 1)); j.sale("C", 91, sold(milk, -1)) }, "0 receipts 0:", false},
		{"unnamed: 91 days only lower the spend", func(j *journal) { j.sale("A", 1, sold(milk, 1)); j.sale("C", 92, sold(milk, -1)) }, "1 receipts 0: 1×1", false},
		{"unnamed: never a later sale", func(j *journal) { j.sale("C", 5, sold(milk, -1)); j.sale("A", 6, sold(milk, 1)) }, "1 receipts 0: 1×1", false},
		{"unnamed: corrected on the same receipt", func(j *journal) { j.sale("A", 1, sold(milk, 1), sold(milk, -1), sold(bread, 1)) }, "1 receipts 100: 2×1", false},
		{"a void undoes its return", func(j *journal) { j.sale("A", 1, sold(milk, 1)); j.sale("B", 2, sold(milk, -1)); j.void("B") }, "1 receipts 100: 1×1", false},
		{"erased", func(j *journal) {
			j.sale("A", 1, sold(milk, 1))
			j.append(touchpoint.Entry{Kind: touchpoint.KindErasure})
			j.sale("B", 2, sold(bread, 1))
		}, "1 receipts 100: 2×1", false},
	})
}

func TestExtend_SaysWhenToRefold(t *testing.T) {
	t.Parallel()
	start := func() (*journal, *State) {
		j := &journal{}
		j.sale("A", 5, sold(milk, 1))
		j.sale("B", 6, back(soup, 1, "X", 0))
		s, err := Fold(j.entries, shop())
		if err != nil {
			t.Fatal(err)
		}
		return j, &s
	}
	for _, c := range []struct {
		name  string
		entry func(*journal) touchpoint.Entry
		ok    bool
		want  string
	}{
		{"the next receipt", func(j *journal) touchpoint.Entry { return j.sale("C", 6, sold(milk, 1)) }, true, "2 receipts 100: 1×2"},
		{"again", func(j *journal) touchpoint.Entry { return j.entries[0] }, true, "1 receipts 0: 1×1"},
		{"in training, long ago", func(j *journal) touchpoint.Entry {
			return j.receipt("C", 1, touchpoint.Packed{State: touchpoint.Training, Lines: []touchpoint.PackedLine{sold(milk, 1)}})
		}, true, "1 receipts 0: 1×1"},
		{"no goods coming back", func(j *journal) touchpoint.Entry { return j.sale("C", 7, sold(postage, -1)) }, true, "1 receipts 0: 1×1"},
		{"late", func(j *journal) touchpoint.Entry { return j.sale("C", 4, sold(milk, 1)) }, false, ""},
		{"the same place", func(j *journal) touchpoint.Entry { return j.sale("B", 6, sold(milk, 1)) }, false, ""},
		{"just before", func(j *journal) touchpoint.Entry { return j.sale("AZ", 6, sold(milk, 1)) }, false, ""},
		{"a return", func(j *journal) touchpoint.Entry { return j.sale("C", 7, sold(milk, -1)) }, false, ""},
		{"a void", func(j *journal) touchpoint.Entry { return j.void("A") }, false, ""},
		{"an erasure", func(j *journal) touchpoint.Entry {
			return j.append(touchpoint.Entry{Kind: touchpoint.KindErasure})
		}, false, ""},
		{"what a return waits for", func(j *journal) touchpoint.Entry { return j.sale("X", 9, sold(soup, 1)) }, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			j, s := start()
			e := c.entry(j)
			before := s.Append(nil)
			ok, err := s.Extend(&e, shop())
			if err != nil || ok != c.ok {
				t.Fatalf("got %v, %v, want %v", ok, err, c.ok)
			}
			if !ok && !bytes.Equal(before, s.Append(nil)) {
				t.Fatalf("it changed to %s", say(s))
			}
			if ok && say(s) != c.want {
				t.Errorf("got %s, want %s", say(s), c.want)
			}
		})
	}
}

func TestFold_DamagedEntryIsAnError(t *testing.T) {
	t.Parallel()
	j := &journal{}
	e := j.sale("A", 1, sold(milk, 1))
	e.Body, j.entries[0].Body = e.Body[:3], e.Body[:3]
	var s State
	if ok, err := s.Extend(&e, shop()); ok || !fault.Is(err, fault.Internal) || s.Through.Seq != 0 {
		t.Errorf("got %v, %v", ok, err)
	}
	if got, err := Fold(j.entries, shop()); err == nil || !reflect.DeepEqual(got, State{}) {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := FoldDemand(j.entries, shop()); err == nil || got != nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestState_SpendByStore(t *testing.T) {
	t.Parallel()
	j := &journal{}
	for i, store := range []uint32{9, 2, 9, 4, 2, 9} {
		e := j.sale(fmt.Sprint("R", i), i, sold(milk, i+1))
		j.entries[e.Position.Seq-1].Store = store
	}
	s, err := Fold(j.entries, shop())
	if err != nil {
		t.Fatal(err)
	}
	want := []StoreSpend{{2, 2, 700}, {4, 1, 400}, {9, 3, 1000}}
	if !reflect.DeepEqual(s.Spend, want) || s.Store() != 9 || s.SpendOf(func(n uint32) bool { return n != 4 }) != 1700 {
		t.Errorf("got %+v, home %d", s.Spend, s.Store())
	}
}

func TestKey_Order(t *testing.T) {
	t.Parallel()
	keys := []Key{{1, 1, 1, "a"}, {1, 1, 1, "b"}, {1, 1, 2, "a"}, {1, 2, 0, "a"}, {2, 1, 0, "a"}}
	for i, a := range keys {
		for k, b := range keys {
			if got := a.Compare(b); (got < 0) != (i < k) || (got == 0) != (i == k) {
				t.Errorf("%+v and %+v: got %d", a, b, got)
			}
		}
	}
	if KeyOf(&touchpoint.Entry{Day: 1, Store: 2, At: 3, Receipt: "r"}) != (Key{1, 2, 3, "r"}) {
		t.Error("an entry has another key")
	}
	var id retail.ReceiptID = "r"
	if strings.Contains(fmt.Sprint(hashOf(id)), "-") || hashOf("") != 14695981039346656037 {
		t.Error("the hash is not FNV-1a")
	}
}
