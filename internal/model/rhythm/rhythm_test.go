package rhythm

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"sartor/internal/model/modeltest"
)

func TestRhythm_WorkedExample(t *testing.T) {
	t.Parallel()
	r, p := Law{K: 2, R: 3, A: 20}, Past{Gaps: 4, Sum: 30, Idle: 9}
	near(t, "hazard(9)", r.Hazard(p), .127440, 1e-5)
	near(t, "F(9)", 1-r.Waited(p, 9), .566386, 1e-5)
	near(t, "F(16)", 1-r.Waited(p, 16), .827035, 1e-5)
	near(t, "due", r.Due(p, 7), .601108, 1e-5)
	mean, ok := r.MeanGap(p)
	near(t, "mean gap", mean, 10, 1e-9)
	near(t, "no history", r.Due(Past{Idle: 9}, 7), .368355, 1e-5)
	if _, none := (Law{1, .5, 1}).MeanGap(Past{}); !ok || none {
		t.Error("a mean gap exists for R > 1 only")
	}
}

// The hazard is checked without its formula: due(h)/h for a small h.
func TestRhythm_HazardIsTheRateOfDue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := Law{rapid.Float64Range(.5, 4).Draw(t, "k"), rapid.Float64Range(.3, 5).Draw(t, "r"), rapid.Float64Range(1, 100).Draw(t, "a")}
		p := Past{rapid.IntRange(0, 20).Draw(t, "n"), 0, rapid.Float64Range(1, 100).Draw(t, "y")}
		p.Sum = float64(p.Gaps) * rapid.Float64Range(1, 40).Draw(t, "gap")
		const h = 1e-5 // off by about h times the hazard squared
		if want := r.Due(p, h) / h; math.Abs(r.Hazard(p)-want) > 1e-4*(1+want) && r.Waited(p, p.Idle) > 1e-4 {
			t.Fatalf("hazard %v, due/h %v", r.Hazard(p), want)
		}
		due := 0.0
		for d := range 40 {
			next := r.Due(p, float64(d))
			if next < due || next > 1 {
				t.Fatalf("due falls from %v to %v at %d days", due, next, d)
			}
			due = next
		}
	})
}

func TestIncompleteBeta_AgreesWithGonum(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(1e-9, 1-1e-9).Draw(t, "x")
		a, b := rapid.Float64Range(.05, 300).Draw(t, "a"), rapid.Float64Range(.05, 300).Draw(t, "b")
		if got, want := incompleteBeta(x, a, b, logBeta(a, b)), mathext.RegIncBeta(a, b, x); math.Abs(got-want) > 1e-9 {
			t.Fatalf("I_%v(%v,%v): %v, want %v", x, a, b, got, want)
		}
	})
	if incompleteBeta(0, 1, 2, logBeta(1, 2)) != 0 || incompleteBeta(1, 1, 2, logBeta(1, 2)) != 1 || incompleteBeta(math.NaN(), 1, 2, logBeta(1, 2)) != 0 {
		t.Error("edges")
	}
}

// The online grocer of the public data, calibration year 2006.
func TestFitRhythm_GroceryLog(t *testing.T) {
	t.Parallel()
	end := modeltest.DayOf(t, "2006-12-31")
	days := map[string][]int32{}
	modeltest.Rows(t, modeltest.Dataset(t, "grocery_elog/grocery_elog.csv.gz"), func(row []string) {
		if d := modeltest.DayOf(t, row[1]); d <= end {
			days[row[0]] = append(days[row[0]], d)
		}
	})
	var buyers []Renewal
	for _, d := range days {
		buyers = append(buyers, RenewalOf(d, end))
	}
	fit, err := Fit(buyers, Law{1, 1, 20})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "buyers", float64(len(buyers)), 1525, 0)
	near(t, "k", fit.K, 1.252, 2e-3)
	near(t, "r", fit.R, .4329, 1e-3)
	near(t, "A", fit.A, 29.45, .05)
	near(t, "log-likelihood", fit.LogLik, -27137.38, .02)
	mean := 0.0
	for _, b := range buyers {
		mean += fit.Due(b.Past, 28) / float64(len(buyers))
	}
	near(t, "mean due in 28 days", mean, .231, 1e-3)
}

func simulated(rng *rand.Rand, law Law, end float64) Renewal {
	theta := distuv.Gamma{Alpha: law.R, Beta: law.A, Src: rng}.Rand()
	gap := distuv.Gamma{Alpha: law.K, Beta: theta, Src: rng}
	var out Renewal
	at := 0.0
	for {
		g := gap.Rand()
		if at+g > end {
			out.Idle = end - at
			return out
		}
		at += g
		out.Gaps, out.Sum, out.SumLog = out.Gaps+1, out.Sum+g, out.SumLog+math.Log(g)
	}
}

func TestFitRhythm_RecoversTheTruth(t *testing.T) {
	t.Parallel()
	for _, law := range []Law{{1, 2, 20}, {3, 4, 30}, {1.5, 1.2, 8}} {
		rng := rand.New(rand.NewPCG(11, 12))
		buyers := make([]Renewal, 3000)
		for i := range buyers {
			buyers[i] = simulated(rng, law, 200)
		}
		fit, err := Fit(buyers, Law{1, 1, 20})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "k", fit.K/law.K, 1, .06)
		near(t, "r", fit.R/law.R, 1, .12)
		near(t, "A", fit.A/law.A, 1, .15)
		if best := law.LogLik(buyers); fit.LogLik < best {
			t.Errorf("%+v: fitted %v below the truth's %v", law, fit.LogLik, best)
		}
	}
}

func TestFitRhythm_Refuses(t *testing.T) {
	t.Parallel()
	if _, err := Fit(nil, Law{1, 1, 20}); err == nil {
		t.Error("nobody has a rhythm")
	}
	if _, err := Fit([]Renewal{{Past: Past{0, 0, 5}}}, Law{1, 1, 20}); err == nil {
		t.Error("no gap, no rhythm")
	}
	if _, err := Fit([]Renewal{{Past: Past{1, 5, 5}}}, Law{}); err == nil {
		t.Error("a start of zeros")
	}
}

func BenchmarkDue(b *testing.B) {
	r, p := Law{1.3, .9, 25}, Past{Gaps: 6, Sum: 60, Idle: 8}
	for b.Loop() {
		p.Idle++
		if p.Idle > 40 {
			p.Idle = 1
		}
		r.Due(p, 7)
	}
}

// near fails unless got is want within tol.
func near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.8g, want %.8g ± %g", what, got, want, tol)
	}
}
