package neighbour

import (
	"reflect"
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
	"sartor/internal/stat"
)

// TestChances_ComeTrue: calibrated on one half of the customers, chances come true on
// the other, for own products and for new ones.
func TestChances_ComeTrue(t *testing.T) {
	t.Parallel()
	s := trial.LastOut(corpusOf(t, shop(1600, 9)).All(), 1, 4, 10_000)
	m, err := Fit(s.Known, Weights{Delta: .9, K: 100, NN: 1, Pop: .1, Eta: .5}, Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	half := len(s.Cases) / 2
	c := m.Chances(s.Cases[:half])
	own, fresh := m.Trials(s.Cases[half:])
	for kind, trials := range map[Kind][]stat.Trial{OnlyOwn: own, OnlyNew: fresh} {
		said, came := 0.0, 0.0
		for i := range trials {
			chance, ok := c.Of(trials[i].Score, kind)
			if !ok {
				t.Fatalf("kind %d has no curve", kind)
			}
			trials[i].Score = chance
			said, came = said+chance, came+trials[i].Hit
		}
		bins, ece := Reliability(trials)
		t.Logf("kind %d: %d trials, said %.4f, came %.4f, expected calibration error %.4f, %+v", kind, len(trials), said/float64(len(trials)), came/float64(len(trials)), ece, bins)
		if ece > .03 {
			t.Errorf("kind %d: expected calibration error %.4f", kind, ece)
		}
	}
	if _, ok := (&Chances{}).Of(1, OnlyOwn); ok {
		t.Error("a curve of nothing speaks")
	}
}

func TestReliability_OfKnownTrials(t *testing.T) {
	t.Parallel()
	bins, ece := Reliability([]stat.Trial{{Score: .05, Hit: 0}, {Score: .05, Hit: 1}, {Score: .95, Hit: 1}, {Score: 1, Hit: 1}})
	if bins[0] != (Bin{.05, .5, 2}) || bins[9].Trials != 2 {
		t.Errorf("%+v", bins)
	}
	near(t, "error", ece, (.45*2+.025*2)/4, 1e-12)
}

func TestKeep_ChangesNoList(t *testing.T) {
	t.Parallel()
	s := trial.LastOut(corpusOf(t, shop(150, 3)).All(), 1, 4, 1000)
	w := Weights{Delta: .9, K: 40, NN: 2, Near: .6, Pop: .1, Eta: .5, Trend: .25}
	lists := func(keep int) [][]basket.Place {
		m, err := Fit(s.Known, w, Options{Workers: 3})
		if err != nil {
			t.Fatal(err)
		}
		if keep > 0 {
			m.Keep(keep)
		}
		return m.Lists(s.Cases, 20, Everything)
	}
	searched := lists(0)
	if !reflect.DeepEqual(lists(40), searched) || !reflect.DeepEqual(lists(1000), searched) {
		t.Error("kept neighbours make other lists than searched ones")
	}
	if reflect.DeepEqual(lists(2), searched) {
		t.Error("two neighbours make the lists of forty")
	}
	w.NN = 0
	if m, err := Fit(s.Known, w, Options{}); err != nil || m.Keep(5) != nil {
		t.Errorf("neighbours that weigh nothing were kept: %v", err)
	}
}
