package panel

import (
	"strconv"
	"testing"
)

// TestFeature_ManyCells: numbers may be as many as they like, texts not; the border is
// exact and does not depend on which comes first.
func TestFeature_ManyCells(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                string
		numbers             int
		textFirst, textLast bool
		why                 bool
		wide                bool
	}{
		{name: "as many as fit", numbers: mostDistinct},
		{name: "one more", numbers: mostDistinct + 1, wide: true},
		{name: "with a text", numbers: mostDistinct - 1, textLast: true},
		{name: "with a text before", numbers: mostDistinct, textFirst: true, why: true},
		{name: "with a text behind", numbers: mostDistinct, textLast: true, why: true},
	} {
		f := newFeature("f")
		if c.textFirst {
			f.add([]byte("x"))
		}
		for i := range c.numbers {
			f.add([]byte(strconv.Itoa(i)))
		}
		if c.textLast {
			f.add([]byte("x"))
		}
		if (f.why != "") != c.why || (f.wide != nil) != c.wide {
			t.Errorf("%s: why %q, wide %v", c.name, f.why, f.wide != nil)
		}
		if c.wide && (f.value(0) != 0 || f.value(5) != 5 || f.value(mostDistinct) != mostDistinct) {
			t.Errorf("%s: values moved", c.name)
		}
	}
}
