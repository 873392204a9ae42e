package predict

import (
	"math"
	"testing"
)

// The report of a choice sets the chance to buy beside who did, with how many they were.
func TestLifetime_SaysHowChancesCameTrue(t *testing.T) {
	_, report, err := asked(t, fileOf(chain(500)), func(l *Lifetime) { l.Model = "auto" })
	if err != nil || len(report.Chances) < 3 {
		t.Fatalf("%+v, %v", report.Chances, err)
	}
	n, off := 0, 0.0
	for _, b := range report.Chances {
		if b.Chance < b.From || b.Chance > b.To || b.Share < 0 || b.Share > 1 {
			t.Errorf("%+v", b)
		}
		n, off = n+b.N, off+float64(b.N)*math.Abs(b.Chance-b.Share)
	}
	if n < 400 || n > 500 || off > .1*float64(n) {
		t.Errorf("%d chances are off by %.3f: %+v", n, off/float64(n), report.Chances)
	}
	if _, alone, err := asked(t, fileOf(chain(500)), nil); err != nil || len(alone.Chances) != 0 {
		t.Errorf("one model alone is not judged: %+v, %v", alone.Chances, err)
	}
}
