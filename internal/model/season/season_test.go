package season

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// table is SCIENCE 7.4.
func table() Counts {
	return Counts{
		Events:   []float64{8, 7, 10, 9, 12, 14, 20, 22, 15, 10, 9, 24},
		Exposure: []float64{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31},
	}
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s is %.7f, want %.7f ± %g", what, got, want, tol)
	}
}

func TestTable74(t *testing.T) {
	t.Parallel()
	const tol = 1e-5
	s, ok := Rayleigh(table())
	if !ok {
		t.Fatal("the table cannot be tested")
	}
	near(t, "T", s.T, 7.514903, tol)
	near(t, "p", s.P, .0233432, tol)
	w, ok := Harmonic(table())
	if !ok {
		t.Fatal("the table cannot be fitted")
	}
	near(t, "b0", w.B0, -.850484, tol)
	near(t, "b1", w.B1, -.191741, tol)
	near(t, "b2", w.B2, -.245012, tol)
	near(t, "A", w.Amplitude, .311120, tol)
	near(t, "se(A)", w.AmplitudeSE, .114173, tol)
	near(t, "peak in months", w.Peak()/daysAYear*12, 7.731804, tol)
	near(t, "se(peak) in months", w.PhaseSE/(2*math.Pi)*12, .689551, tol)
	near(t, "peak/trough", math.Exp(2*w.Amplitude), 1.863096, tol)
	near(t, "φ", w.Dispersion, 2.147935, tol)
	f := s.T / 2 / w.Dispersion
	near(t, "F", f, 1.7493, 1e-4)
	near(t, "p of F", FTail(f, w.Freedom), .2281, 1e-4)
	near(t, "likelihood ratio", w.LR, 7.563451, tol)

	p, _, ok := (sample{Counts: table(), patterns: singles(table().Events)}).p(1)
	if !ok || p < .2 {
		t.Errorf("a December spike counts as a season: p %.4f, want that of F", p)
	}
}

func TestTable74_Permutation(t *testing.T) {
	t.Parallel()
	p := Permute(singles(table().Events), table().Exposure, 7.514903, 1)
	near(t, "permuted p", p, .0232, .0035) // its standard error is .0011, and so is the table's
}

func TestTable74_Shrinkage(t *testing.T) {
	t.Parallel()
	in := []Estimate{{.4, .1, .02}, {.05, -.02, .01}, {-.3, .35, .03}, {.1, .1, .05}, {.02, .03, .01}}
	got := Shrink(in)
	near(t, "τ²", got.Tau2, .01667, 1e-5)
	for i, want := range []struct{ factor, amplitude float64 }{{.454595, .187434}, {.625047, .033660}, {.357189, .164656}, {.250037, .035361}, {.625047, .022536}} {
		near(t, "factor", got.Factors[i], want.factor, 1e-4)
		near(t, "amplitude", got.Factors[i]*math.Hypot(in[i].B1, in[i].B2), want.amplitude, 1e-5)
	}
	if flat := Shrink([]Estimate{{.01, .01, .05}, {-.01, 0, .05}}); flat.Tau2 != 0 || flat.Factors[0] != 0 {
		t.Errorf("waves smaller than their noise are kept: %+v", flat)
	}
}

// TestRayleigh_Uniform is the classical statistic 2NR̄² (SCIENCE 7.1).
func TestRayleigh_Uniform(t *testing.T) {
	t.Parallel()
	c := table()
	for m := range c.Exposure {
		c.Exposure[m] = 3
	}
	s, ok := Rayleigh(c)
	var z vector
	for m, o := range c.Events {
		x := direction(m, 12)
		z.C, z.S = z.C+o*x.C, z.S+o*x.S
	}
	if !ok {
		t.Fatal("cannot be tested")
	}
	near(t, "T", s.T, 8.066618, 1e-5)
	near(t, "2NR̄²", 2*(z.C*z.C+z.S*z.S)/s.N, s.T, 1e-9)
}

// TestRayleigh_Daily: the same test on days finds the day.
func TestRayleigh_Daily(t *testing.T) {
	t.Parallel()
	c := Counts{Events: make([]float64, 365), Exposure: make([]float64, 365)}
	for d := range 365 {
		c.Exposure[d] = 10 + float64(d%7)
		c.Events[d] = c.Exposure[d] * math.Exp(.5*math.Cos(2*math.Pi*(float64(d)+.5-200)/365))
	}
	s, ok := Rayleigh(c)
	w, fits := Harmonic(c)
	if !ok || !fits || s.P > 1e-6 {
		t.Fatalf("%+v %v %v", s, ok, fits)
	}
	near(t, "amplitude", w.Amplitude, .5, 1e-6)
	near(t, "peak", w.Phase/(2*math.Pi)*365, 200, 1e-4)
}

func TestRayleigh_ProportionIsNoSeason(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(least, 366).Draw(t, "parts")
		rate := rapid.Float64Range(.01, 50).Draw(t, "rate")
		c := Counts{Events: make([]float64, n), Exposure: make([]float64, n)}
		for m := range n {
			c.Exposure[m] = rapid.Float64Range(1, 1000).Draw(t, "exposure")
			c.Events[m] = rate * c.Exposure[m]
		}
		s, ok := Rayleigh(c)
		w, fits := Harmonic(c)
		if !ok || !fits || s.T > 1e-6 || w.Amplitude > 1e-4 {
			t.Fatalf("T %g (%v), amplitude %g (%v) of counts in proportion to exposure", s.T, ok, w.Amplitude, fits)
		}
	})
}

// TestKernels_AnyInput: never NaN, never a panic, p in [0,1].
func TestKernels_AnyInput(t *testing.T) {
	t.Parallel()
	odd := []float64{0, 1, -1, math.NaN(), math.Inf(1), 1e300, 1e-300, 5, 40}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 14).Draw(t, "parts")
		c := Counts{Events: make([]float64, n), Exposure: make([]float64, n)}
		for m := range n {
			c.Events[m] = rapid.SampledFrom(odd).Draw(t, "events")
			c.Exposure[m] = rapid.SampledFrom(odd).Draw(t, "exposure")
		}
		if s, ok := Rayleigh(c); math.IsNaN(s.T) || !(s.P >= 0 && s.P <= 1) || !ok && s.P != 1 {
			t.Fatalf("%v: %+v %v", c, s, ok)
		}
		if w, ok := Harmonic(c); ok && !w.finite() {
			t.Fatalf("%v: %+v", c, w)
		}
	})
	for name, c := range map[string]Counts{
		"nothing":            {},
		"unequal":            {Events: make([]float64, 12), Exposure: make([]float64, 11)},
		"no events":          {Events: make([]float64, 12), Exposure: table().Exposure},
		"events in no month": {Events: table().Events, Exposure: make([]float64, 12)},
		"five months":        {Events: []float64{1, 2, 3, 4, 5}, Exposure: []float64{1, 1, 1, 1, 1}},
	} {
		if _, ok := Rayleigh(c); ok {
			t.Errorf("%s: tested", name)
		}
		if _, ok := Harmonic(c); ok {
			t.Errorf("%s: fitted", name)
		}
	}
	spike := Counts{Events: make([]float64, 12), Exposure: table().Exposure}
	spike.Events[4] = 60
	if w, ok := Harmonic(spike); ok {
		t.Errorf("all in one month has no end, fitted %+v", w)
	}
	if s, ok := Rayleigh(spike); !ok || s.P > 1e-12 {
		t.Errorf("all in one month: %+v %v", s, ok)
	}
}

// TestPermute_CustomersAreNotEvents: 40 customers who each buy five times in
// one month are 40 draws, not 200.
func TestPermute_CustomersAreNotEvents(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 7))
	naive, honest := 0, 0
	const repeats = 20
	for r := range repeats {
		patterns := make([]Pattern, 40)
		for i := range patterns {
			patterns[i][rng.IntN(12)] = 5
		}
		c := Counts{Events: countsOf(patterns), Exposure: table().Exposure}
		s, ok := Rayleigh(c)
		if !ok {
			t.Fatal("cannot be tested")
		}
		if s.P < .05 {
			naive++
		}
		if p := Permute(patterns, c.Exposure, s.T, uint64(r)); p < .05 {
			honest++
		}
		near(t, "clustering", clustering(patterns), 5, 1e-9)
	}
	if naive < repeats/2 || honest > repeats/6 {
		t.Errorf("of %d worlds without a season the plain test finds %d, by customers %d", repeats, naive, honest)
	}
}

// TestPermute_AgreesWhereItEnds: at the number of events from which none are
// permuted, the chi-square says the same.
func TestPermute_AgreesWhereItEnds(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(11, 2))
	for peak := range 4 {
		w := world{rng: rng, years: 1, amplitude: .30, peak: 3 * float64(peak)}
		g := w.group(mostPermuted).sample(0, 1)
		s, ok := Rayleigh(g.Counts)
		if !ok {
			t.Fatal("cannot be tested")
		}
		p := Permute(g.patterns, g.Exposure, s.T, 1)
		if off := math.Abs(math.Log(p / s.P)); off > .35 && math.Abs(p-s.P) > 2e-4 { // some of it is the lot of 20,000 draws
			t.Errorf("T %.3f: permuted p %.5f, chi-square %.5f", s.T, p, s.P)
		}
	}
}

// singles makes one customer of each event.
func singles(events []float64) []Pattern {
	var out []Pattern
	for m, n := range events {
		for range int(n) {
			var p Pattern
			p[m] = 1
			out = append(out, p)
		}
	}
	return out
}
