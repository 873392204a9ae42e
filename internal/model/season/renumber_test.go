package season

import (
	"reflect"
	"slices"
	"testing"
)

// A customer is of the same type, and hears of the same goods, whatever categories are
// called by.
func TestRenumbered(t *testing.T) {
	t.Parallel()
	c := &Calendar{
		Through: 9,
		Typology: Typology{Groups: []uint32{1, 2, 4}, Kinds: []Kind{
			{Customers: 5, Top: []uint32{1, 4}, Prior: -1, Scores: []float64{-.1, -3, -2, -4}},
			{Customers: 7, Top: []uint32{2}, Prior: -.5, Scores: []float64{-3, -.2, -2.5, -1}},
		}},
		Seasons: []Season{{Type: 0, Class: 1, Verdict: Reported, Peak: 100, Amplitude: 1}, {Type: 1, Class: 4, Verdict: Reported, Peak: 100, Amplitude: 1}, {Type: 1, Class: Anything, Verdict: Reported, Peak: 100, Amplitude: 1}},
	}
	to := map[uint32]uint32{1: 9, 2: 3} // 4 is gone
	got := c.Renumbered(func(g uint32) (uint32, bool) { n, ok := to[g]; return n, ok })
	for _, counts := range [][]Count{{{1, 6}}, {{2, 6}}, {{1, 4}, {2, 5}}, {{1, 9}, {7, 8}}} {
		var now []Count
		for _, one := range counts {
			if n, ok := to[one.Group]; ok {
				one.Group = n
			}
			now = append(now, one)
		}
		a, _ := c.Typology.Of(counts)
		if b, ok := got.Typology.Of(now); !ok || a != b {
			t.Errorf("%v: type %d, by other numbers %v type %d, %v", counts, a, now, b, ok)
		}
	}
	if w := got.InSeason(90, 0); len(w) != 1 || w[0].Class != 9 {
		t.Errorf("in season for the first type: %+v", w)
	}
	if w := got.InSeason(90, 1); len(w) != 1 || w[0].Class != Anything {
		t.Errorf("in season for the second: %+v, want no class that is gone", w)
	}
	if k := got.Typology.Kinds; len(k[0].Top) != 1 || k[0].Top[0] != 9 || k[1].Top[0] != 3 || got.Through != 9 {
		t.Errorf("%+v", got)
	}
	if back, err := Decode(got.Append(nil)); err != nil || !slices.Equal(back.Append(nil), got.Append(nil)) {
		t.Errorf("it came back as %+v, %v", back, err)
	}
	if same := c.Renumbered(func(g uint32) (uint32, bool) { return g, true }); !reflect.DeepEqual(same, c) {
		t.Errorf("by its own numbers it became %+v", same)
	}
}
