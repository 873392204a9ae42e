package touchpoint

import (
	"bytes"
	"encoding/hex"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/retail"
)

func drawPacked(t *rapid.T) Packed {
	p := Packed{
		State: State(rapid.IntRange(0, 15).Draw(t, "state")),
		Till:  retail.TillID(rapid.StringN(0, 8, -1).Draw(t, "till")),
	}
	for range rapid.IntRange(0, 20).Draw(t, "lines") {
		l := PackedLine{
			Product:  rapid.Uint32().Draw(t, "product"),
			Quantity: retail.Quantity(rapid.Int64Range(-1e12, 1e12).Draw(t, "quantity")),
			Amount:   retail.Minor(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "amount")),
			Discount: retail.Minor(rapid.Int64Range(0, 1<<40).Draw(t, "discount")),
		}
		if rapid.Bool().Draw(t, "whole") {
			l.Quantity -= l.Quantity % retail.One
		}
		if rapid.Bool().Draw(t, "return") {
			l.ReturnOf = retail.ReceiptID(rapid.StringN(1, 10, -1).Draw(t, "of"))
			l.ReturnLine = rapid.IntRange(0, MaxLines-1).Draw(t, "line")
		}
		p.Lines = append(p.Lines, l)
	}
	return p
}

func same(a, b Packed) bool {
	return a.State == b.State && a.Till == b.Till && len(a.Lines) == len(b.Lines) &&
		(len(a.Lines) == 0 || reflect.DeepEqual(a.Lines, b.Lines))
}

func TestPacked_ReadsBackAsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPacked(t)
		body := p.Append([]byte("before"))[6:]
		got, err := Unpack(body, make([]PackedLine, 3))
		if err != nil || !same(got, p) {
			t.Fatalf("%x: got %+v, %v, want %+v", body, got, err, p)
		}
		for cut := range body {
			if got, err := Unpack(body[:cut], nil); err == nil || !reflect.DeepEqual(got, Packed{}) {
				t.Fatalf("%d of %d bytes read as %+v", cut, len(body), got)
			}
		}
	})
}

// Version 1 as it was first stored; it is read for ever.
func TestUnpack_Version1(t *testing.T) {
	t.Parallel()
	const stored = "010403543033031c04f2030de907fa010ac28b1106e30702523902"
	want := Packed{State: Offline, Till: "T03", Lines: []PackedLine{
		{Product: 7, Quantity: retail.One, Amount: 249},
		{Product: 3, Quantity: 250, Amount: 125, Discount: 10},
		{Product: 70_000, Quantity: -2 * retail.One, Amount: -498, ReturnOf: "R9", ReturnLine: 2},
	}}
	body, err := hex.DecodeString(stored)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Unpack(body, nil); err != nil || !same(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if got := hex.EncodeToString(want.Append(nil)); got != stored {
		t.Errorf("written as %s, want %s", got, stored)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(Packed{Till: "T", Lines: []PackedLine{{Product: 1, Quantity: retail.One, Amount: 5, ReturnOf: "R"}}}.Append(nil))
	f.Add([]byte{1, 0, 0, 1, 2, 4, 4, 0, 0})
	f.Add([]byte{1, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := Unpack(body, nil)
		if err != nil {
			if !reflect.DeepEqual(p, Packed{}) {
				t.Fatalf("a failure left %+v", p)
			}
			return
		}
		again, err := Unpack(p.Append(nil), nil)
		if err != nil || !same(p, again) {
			t.Fatalf("%x reads as %+v, then %+v, %v", body, p, again, err)
		}
		if !bytes.Equal(p.Append(nil), again.Append(nil)) {
			t.Fatal("writing is not stable")
		}
	})
}

func TestUnpack_ReusesLines(t *testing.T) {
	body := Packed{Lines: make([]PackedLine, 12)}.Append(nil)
	lines := make([]PackedLine, 0, 16)
	if n := testing.AllocsPerRun(100, func() { _, _ = Unpack(body, lines) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestPosition_After(t *testing.T) {
	t.Parallel()
	ordered := []Position{{0, 1}, {0, 2}, {1, 0}, {1, 9}, {2, 1}}
	for i, a := range ordered {
		for j, b := range ordered {
			if a.After(b) != (i > j) {
				t.Errorf("%+v after %+v: %v", a, b, a.After(b))
			}
		}
	}
}

func TestState_Counts(t *testing.T) {
	t.Parallel()
	for s, want := range map[State]bool{0: true, Offline: true, Unanswered | Offline: true, Training: false, Suspended: false, Training | Offline: false} {
		if s.Counts() != want {
			t.Errorf("%b: got %v", s, s.Counts())
		}
	}
}
