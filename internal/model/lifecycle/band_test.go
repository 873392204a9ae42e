package lifecycle

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// TestTally_BandsHoldTheirShares: whatever the values, high holds half of them and
// with middle four fifths, within the width of a bin and one customer.
func TestTally_BandsHoldTheirShares(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 9))
	var tally Tally
	values := make([]int64, 50_000)
	for i := range values {
		values[i] = int64(math.Exp(8 + 1.4*random.NormFloat64()))
		tally.Add(values[i])
	}
	b := tally.Borders()
	of, total := map[Band]float64{}, 0.0
	for _, v := range values {
		of[b.Band(v, "")] += float64(v)
		total += float64(v)
	}
	if h := of[High] / total; math.Abs(h-shareHigh) > .01 {
		t.Errorf("high holds %.3f of all value, want about %v", h, shareHigh)
	}
	if m := (of[High] + of[Middle]) / total; math.Abs(m-shareMiddle) > .01 {
		t.Errorf("high and middle hold %.3f, want about %v", m, shareMiddle)
	}
}

// TestTally_MergesInAnyOrder: parts give the same whole, to the bit.
func TestTally_MergesInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Int64Range(-5, math.MaxInt64/1024)).Draw(t, "values")
		cut := rapid.IntRange(0, len(values)).Draw(t, "cut")
		var whole, a, b, ab, ba Tally
		for i, v := range values {
			whole.Add(v)
			if i < cut {
				a.Add(v)
			} else {
				b.Add(v)
			}
		}
		for _, m := range []struct {
			into *Tally
			of   []Tally
		}{{&ab, []Tally{a, b}}, {&ba, []Tally{b, a}}} {
			for _, p := range m.of {
				if err := m.into.Merge(p); err != nil {
					t.Fatal(err)
				}
			}
		}
		if !reflect.DeepEqual(ab.Count, ba.Count) || whole.Borders() != ab.Borders() || ab.Borders() != ba.Borders() {
			t.Fatalf("%v cut at %d: borders %+v, %+v and %+v", values, cut, whole.Borders(), ab.Borders(), ba.Borders())
		}
	})
	var t0 Tally
	if err := t0.Merge(Tally{Count: make([]int64, 3), Sum: make([]int64, 2)}); err == nil {
		t.Error("a damaged tally was merged")
	}
}

// TestBins: every value lies in its bin, and the least of a bin is in it.
func TestBins(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Int64Range(1, math.MaxInt64).Draw(t, "value")
		bin := binOf(v)
		if bin < 0 || bin >= allBins || least(bin) > v || binOf(least(bin)) != bin {
			t.Fatalf("%d lies in bin %d, whose least is %d", v, bin, least(bin))
		}
		if float64(v) > 1.0158*float64(least(bin))+1 {
			t.Fatalf("%d is far above %d, the least of its bin", v, least(bin))
		}
	})
}

// TestBand_KeepsWithinTheMargin: a customer leaves a band only by a tenth beyond
// its border, and those without value are low whatever they were.
func TestBand_KeepsWithinTheMargin(t *testing.T) {
	t.Parallel()
	b := Borders{High: 1000, Middle: 100}
	for _, c := range []struct {
		value int64
		was   Band
		want  Band
	}{
		{1000, "", High}, {999, "", Middle}, {100, "", Middle}, {99, "", Low}, {0, "", Low}, {-7, High, Low},
		{900, High, High}, {899, High, Middle}, {1099, Middle, Middle}, {1100, Middle, High},
		{90, Middle, Middle}, {89, Middle, Low}, {109, Low, Low}, {111, Low, Middle}, {1100, Low, High}, {89, High, Low},
	} {
		if got := b.Band(c.value, c.was); got != c.want {
			t.Errorf("%d after %q is %s, want %s", c.value, c.was, got, c.want)
		}
	}
	var none Tally
	if got := none.Borders().Band(5, ""); !got.Valid() {
		t.Errorf("with no spread a value is %q", got)
	}
}
