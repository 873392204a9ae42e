package tonight

import (
	"slices"
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
