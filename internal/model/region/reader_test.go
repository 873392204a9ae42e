package region

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// TestReader_RangesHold: regions are drawn as the reader takes them to be, seen by
// three sources that each err in their own way.
func TestReader_RangesHold(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(8, 1))
	powers := []Power{{Slope: 1, Error: .3}, {Slope: 1.8, Error: .2}, {Slope: .8, Error: .5}}
	held, n, rank := 0, 0, 0
	for range 150 {
		truth := make([]float64, 8)
		sources := make([]Evidence, len(powers))
		for k, p := range powers {
			sources[k] = Evidence{Power: p, Seen: make([]Seen, len(truth))}
		}
		for g := range truth {
			truth[g] = Spread * r.NormFloat64()
			for k, p := range powers {
				e := 5 + 60*r.Float64()
				said := (truth[g] - p.Error*r.NormFloat64()) / p.Slope
				sources[k].Seen[g] = Seen{distuv.Poisson{Lambda: e * math.Exp(said), Src: r}.Rand(), e}
			}
		}
		got, err := Read(len(truth), sources)
		if err != nil {
			t.Fatal(err)
		}
		for g := range got {
			n++
			if got[g].Range.Low <= math.Exp(truth[g]) && math.Exp(truth[g]) <= got[g].Range.High {
				held++
			}
			if got[g].Index > 1 == (truth[g] > 0) {
				rank++
			}
		}
	}
	if share := float64(held) / float64(n); share < .87 || share > .94 {
		t.Errorf("%.3f of the 90 %% ranges hold what is true", share)
	}
	if share := float64(rank) / float64(n); share < .8 {
		t.Errorf("%.3f are on the right side of the mean", share)
	}
}

func guess() Power { return Power{Slope: 1, SlopeSE: .5, Error: .35} }

// TestLearn_PowerIsEarned: a source that foretold launches weighs more than one that
// foretold nothing, whose slope goes to zero; one that is too timid is stretched.
func TestLearn_PowerIsEarned(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(8, 2))
	var good, bad, timid []Outcome
	for range 60 {
		came := Spread * r.NormFloat64()
		good = append(good, Outcome{came + .1*r.NormFloat64(), came})
		timid = append(timid, Outcome{came/2 + .05*r.NormFloat64(), came})
		bad = append(bad, Outcome{Spread * r.NormFloat64(), came})
	}
	g, b, s := Learn(guess(), good), Learn(guess(), bad), Learn(guess(), timid)
	if math.Abs(g.Slope-1) > .1 || g.Error > .16 || g.Regions != 60 {
		t.Errorf("a good source: %+v", g)
	}
	if math.Abs(b.Slope) > .3 || b.Error < .35 {
		t.Errorf("a source that foretold nothing: %+v", b)
	}
	if math.Abs(s.Slope-2) > .25 {
		t.Errorf("a timid source: %+v", s)
	}
	seen := []Seen{{80, 40}}
	got, err := Read(1, []Evidence{{g, seen}, {b, seen}})
	if err != nil || got[0].Weights[0] < 3*got[0].Weights[1] {
		t.Errorf("weights %v, %v", got[0].Weights, err)
	}
	if p := Learn(guess(), []Outcome{{math.NaN(), 1}}); p != Learn(guess(), nil) || p.Regions != 0 || math.Abs(p.Slope-1) > 1e-12 || math.Abs(p.Error-.35) > 1e-12 || math.Abs(p.SlopeSE-.5) > 1e-12 {
		t.Errorf("without a past: %+v", p)
	}
}

func TestRead_Edges(t *testing.T) {
	t.Parallel()
	got, err := Read(2, nil)
	if err != nil || got[0].Index != 1 || got[0].Strong() || got[0].Weak() {
		t.Errorf("nothing is known: %+v, %v", got, err)
	}
	p := guess()
	got, err = Read(3, []Evidence{{p, []Seen{{0, 0}, {400, 100}, {4, 60}}}})
	if err != nil || got[0].Index != 1 || got[0].Weights[0] != 0 || got[1].Index <= 1.2 || got[2].Index > .6 || !got[1].Strong() {
		t.Errorf("silence, much, and little where much was expected: %+v, %v", got, err)
	}
	if twice := got[1].Times(1.5, .2); math.Abs(twice.Index-1.5*got[1].Index) > 1e-9 || twice.LogSD <= got[1].LogSD {
		t.Errorf("times a store's own factor: %+v", twice)
	}
	for _, bad := range []Seen{{-1, 1}, {math.NaN(), 1}, {1, math.Inf(1)}} {
		if got, err := Read(1, []Evidence{{p, []Seen{bad}}}); err == nil {
			t.Errorf("%+v: got %+v, want a refusal", bad, got)
		}
	}
	if _, err := Read(2, []Evidence{{p, []Seen{{1, 1}}}}); err == nil {
		t.Error("a source that lacks a region is refused")
	}
}

func TestDispersion(t *testing.T) {
	t.Parallel()
	if d := Dispersion([][]float64{{10, 10, 10}, {.1, .2}, {5}}); d != 1 {
		t.Errorf("steady weeks: %v", d)
	}
	near(t, "by hand", Dispersion([][]float64{{2, 10, 6}}), 32.0/6/2, 1e-12)
}
