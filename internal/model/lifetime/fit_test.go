package lifetime

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// simulated draws customers of a model, first seen within the first 90 days.
func simulated(m Model, n int, until int32) []History {
	rng := rand.New(rand.NewPCG(11, uint64(m.K)))
	out := make([]History, 0, n)
	for range n {
		start, track := rng.Int32N(90), Track{}
		track.Add(start)
		for _, d := range m.Newcomer().Sample(rng, int(until-start), nil) {
			track.Add(start + int32(math.Ceil(d)))
		}
		if h, ok := track.At(until); ok {
			out = append(out, h)
		}
	}
	return out
}

// Whole days merge what was bought twice a day: rates of less than a purchase in
// two weeks keep that below the standard errors.
func TestFit_Recovers(t *testing.T) {
	for _, want := range []Model{
		{BG, 1, .6, 9, .8, 2.5}, {MBG, 1, 1.2, 14, .5, 1.5}, {MBG, 2, 1.3, 6, .45, 1.2}, {MBG, 3, 1.5, 6, .6, 2}, {Pareto, 1, .8, 12, .6, 12},
	} {
		rows, err := Count(simulated(want, 12_000, 800), 2)
		if err != nil {
			t.Fatal(err)
		}
		got, err := rows.Fit(Model{Kind: want.Kind, K: want.K}, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range got.Model.theta() {
			if off := math.Abs(math.Log(p/want.theta()[i])) / got.SE[i]; !(off < 3.5) || got.SE[i] > .2 {
				t.Errorf("%s %s = %.4f, true %.4f: %.1f standard errors of %.3f", want.Name(), want.Names()[i], p, want.theta()[i], off, got.SE[i])
			}
		}
	}
}

func TestFit_SameForAnyWorkers(t *testing.T) {
	rows, err := Count(simulated(Model{MBG, 2, 1.3, 6, .45, 1.2}, 3000, 500), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []Model{{Kind: MBG, K: 2}, {Kind: Pareto, K: 1}} {
		one, err := rows.Fit(kind, 1)
		many, worse := rows.Fit(kind, 6)
		if err != nil || worse != nil || one.Model != many.Model || one.LogLik != many.LogLik || one.SE != many.SE {
			t.Errorf("one worker %+v (%v), six %+v (%v)", one, err, many, worse)
		}
	}
}

func TestFit_SaysWhenItCannot(t *testing.T) {
	once := make([]History, 5000)
	for i := range once {
		once[i] = History{Age: int32(i % 200)}
	}
	for i := range LeastRepeaters - 1 {
		once[i] = History{Repeats: 1, Recency: 3, Age: 100}
	}
	rows, _ := Count(once, 1)
	if _, err := rows.Fit(Model{Kind: MBG, K: 1}, 1); !errors.Is(err, ErrTooFew) {
		t.Errorf("fitted %d repeaters: %v", rows.Repeaters(), err)
	}
	once[LeastRepeaters] = History{Repeats: 1, Recency: 3, Age: 100}
	rows, _ = Count(once, 1)
	if _, err := rows.Fit(Model{Kind: MBG, K: 1}, 1); errors.Is(err, ErrTooFew) {
		t.Errorf("the first number that is enough is refused: %v", err)
	}
	few, _ := Count(simulated(Model{MBG, 1, 1.2, 14, .5, 1.5}, LeastCustomers-1, 500), 1)
	if _, err := few.Fit(Model{Kind: MBG, K: 1}, 1); !errors.Is(err, ErrTooFew) {
		t.Errorf("fitted %d customers: %v", few.Customers(), err)
	}
	if _, err := rows.Fit(Model{Kind: Pareto, K: 2}, 1); err == nil {
		t.Error("Pareto/NBD with two stages a gap")
	}
}

// Nobody ever leaves: the chance to leave is not identified, the rest is.
func TestFit_NamesWhatIsNotIdentified(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	all := []History{}
	for range 2000 {
		rate, track := gammaDraw(rng, 2)/10, Track{}
		track.Add(0)
		for at := 0.0; at < 600; at += rng.ExpFloat64() / rate * 7 {
			track.Add(int32(at))
		}
		track.Add(600) // all of them are there on the last day
		h, _ := track.At(600)
		all = append(all, h)
	}
	rows, _ := Count(all, 1)
	got, err := rows.Fit(Model{Kind: MBG, K: 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Loose) == 0 {
		t.Errorf("all parameters are said to be identified: %+v", got)
	}
	for i, se := range got.SE {
		if math.IsNaN(se) || (se > 0) == slices.Contains(got.Loose, got.Model.Names()[i]) {
			t.Errorf("standard errors %v, not identified %v", got.SE, got.Loose)
		}
	}
}

// A fit that begins near another one ends where one from all starts does; one
// that begins where no slope leads back ends there too.
func TestFitNear_EndsWhereFitDoes(t *testing.T) {
	rows, err := Count(simulated(Model{MBG, 2, 1.3, 6, .45, 1.2}, 3000, 500), 2)
	if err != nil {
		t.Fatal(err)
	}
	want, err := rows.Fit(Model{Kind: MBG, K: 2}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, near := range []Model{{MBG, 2, 1.1, 7, .6, 1.5}, {MBG, 2, 1e6, 1e6, 1e-6, 1e6}} {
		got, err := rows.FitNear(near, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range got.Model.theta() {
			if math.Abs(math.Log(p/want.Model.theta()[i])) > 1e-4 {
				t.Errorf("from %+v: %+v, want %+v", near, got.Model, want.Model)
			}
		}
	}
}
