package lifetime

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// published fits, with what they were found to be worth.
type known struct {
	kind   Model
	params [4]float64
	ll     float64
}

func checkFits(t *testing.T, rows Rows, fits []known) {
	t.Helper()
	for _, k := range fits {
		got, err := rows.Fit(k.kind, 2)
		if err != nil {
			t.Errorf("%s: %v", k.kind.Name(), err)
			continue
		}
		t.Logf("%s: %+v", k.kind.Name(), got)
		near(t, k.kind.Name()+" log-likelihood", got.LogLik, k.ll, 1e-3)
		for i, p := range got.Model.theta() {
			near(t, k.kind.Name()+" "+got.Model.names()[i], p, k.params[i], 1e-3*k.params[i])
		}
	}
}

func TestFit_CDNOW(t *testing.T) {
	rows := rowsUntil(t, cdnow(t), "1997-09-30")
	if rows.Customers() != 2357 || rows.Len() != 1016 || rows.Repeaters() != 946 {
		t.Fatalf("%d customers, %d repeaters, %d rows", rows.Customers(), rows.Repeaters(), rows.Len())
	}
	bg, mbg, _, _ := published()
	near(t, "BG at the published parameters", rows.LogLik(bg, 2), -9582.42921, 1e-3)
	near(t, "MBG at the published parameters", rows.LogLik(mbg, 2), -9582.13583, 1e-3)
	checkFits(t, rows, []known{
		{Model{Kind: BG, K: 1}, [4]float64{.242595, 4.413602, .792922, 2.425907}, -9582.4292},
		{Model{Kind: MBG, K: 1}, [4]float64{.524843, 6.183086, .891359, 1.614002}, -9582.1357},
		{Model{Kind: MBG, K: 2}, [4]float64{.579896, 2.288149, 1.134453, 1.584974}, -9853.253},
		{Model{Kind: Pareto, K: 1}, [4]float64{.553277, 10.577682, .606240, 11.668739}, -9594.9762},
	})
	fit, err := rows.Fit(Model{Kind: BG, K: 1}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{.0518, .0857, .2342, .2908} {
		near(t, "standard error", fit.SE[i], want, 1e-3)
	}
}

func TestFit_Grocery(t *testing.T) {
	rows := rowsUntil(t, grocery(t), "2006-12-31")
	if rows.Customers() != 1525 || rows.Len() != 1012 {
		t.Fatalf("%d customers, %d rows", rows.Customers(), rows.Len())
	}
	checkFits(t, rows, []known{
		{Model{Kind: BG, K: 1}, [4]float64{.348646, 2.581671, .503845, 3.644386}, -15836.566},
		{Model{Kind: MBG, K: 1}, [4]float64{1.256921, 6.039142, .368277, .715764}, -15781.939},
		{Model{Kind: MBG, K: 2}, [4]float64{1.329175, 2.812551, .424709, .790029}, -14978.211},
		{Model{Kind: MBG, K: 3}, [4]float64{1.302621, 1.749786, .449442, .835406}, -14996.850},
		{Model{Kind: MBG, K: 4}, [4]float64{1.265267, 1.238422, .465635, .870779}, -15326.923},

		{Model{Kind: Pareto, K: 1}, [4]float64{.786437, 5.679040, .386239, 5.717790}, -15782.392},
	})
}

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
				t.Errorf("%s %s = %.4f, true %.4f: %.1f standard errors of %.3f", want.Name(), want.names()[i], p, want.theta()[i], off, got.SE[i])
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
		if math.IsNaN(se) || (se > 0) == contains(got.Loose, got.Model.names()[i]) {
			t.Errorf("standard errors %v, not identified %v", got.SE, got.Loose)
		}
	}
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
