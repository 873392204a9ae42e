package tonight

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// TestDrifts_Brake: what errs to one side for long is left to people, what errs to both
// or little is not.
func TestDrifts_Brake(t *testing.T) {
	t.Parallel()
	d := drifts{}
	for day := range 25 {
		d.add("high", 130, 100)
		d.add("low", 60, 100)
		both := 80.0
		if day%2 == 0 {
			both = 120
		}
		d.add("both", both, 100)
		d.add("good", 100, 100)
	}
	if got := d.classes(); !slices.Equal(got, []string{"high", "low"}) {
		t.Errorf("%v drift, want high and low", got)
	}
	for day := range 25 { // errs to both sides again, as forecasts do
		d.add("high", float64(90+day%2*20), 100)
	}
	if got := d.classes(); slices.Contains(got, "high") {
		t.Error("it drifts for ever")
	}
	if got := (drifts{}).classes(); len(got) != 0 {
		t.Errorf("nothing was seen, and %v drift", got)
	}
}

// TestUnlikely_SaysWhatItMeans: weeks, what nobody buys, the shelf and the cost.
func TestUnlikely_SaysWhatItMeans(t *testing.T) {
	t.Parallel()
	for want, u := range map[string]Unlikely{
		`12000 is 500 times what is proposed, 60 weeks of what is expected to be sold, 18000.00 EUR at cost; if`:              {Times: 500, Weeks: 60.2, Shelf: 12_000, Cost: 1_800_000},
		`12000 is 500 times what is proposed, none of it is expected to be sold, the shelf holds 90; if it is meant, send it`: {Times: 500, Weeks: math.Inf(1), Shelf: 90},
		`12000 is 10.5 times what is proposed, none`: {Times: 10.5, Weeks: math.Inf(1)},
	} {
		if got := unlikely(&u, 12_000, "EUR").Error(); !strings.Contains(got, want) || !strings.HasSuffix(got, `"confirm": 12000`) {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
