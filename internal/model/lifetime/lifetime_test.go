package lifetime

import (
	"math"
	"math/rand/v2"
	"testing"
)

// near fails when a figure is further from what it must be than tol.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.9g, want %.9g ± %g", what, got, want, tol)
	}
}

// The published parameters, and four customers of CDNOW.
func published() (bg, mbg, cnbd, pareto Model) {
	return Model{BG, 1, .2425945, 4.4136, .79292, 2.42589}, Model{MBG, 1, .525, 6.183, .891, 1.614},
		Model{MBG, 2, 1.329175, 2.812551, .424709, .790029}, Model{Pareto, 1, .55315, 10.5763, .60625, 11.6715}
}

// customer returns a history of x repeats within weeks that lie on whole days.
func customer(x, recency, age int32, sumLog float64) History {
	return History{Repeats: x, Recency: recency, Age: age, SumLog: sumLog}
}

// The tables state time in hundredths of weeks. A history here counts whole days,
// so the tests count in hundredths and slow the models down as much: a rate per
// week becomes one per stretched week, and each repeat's density falls by it.
const stretch = 100.0 / DaysPerWeek

func stretched(m Model) Model {
	m.Alpha *= stretch
	if m.Kind == Pareto {
		m.B *= stretch
	}
	return m
}

func four() [4]History {
	gaps := func(x float64) float64 { return 1.5*x + x*math.Log(stretch) }
	return [4]History{customer(0, 0, 3886, 0), customer(1, 171, 3886, gaps(1)), customer(2, 3043, 3886, gaps(2)), customer(7, 2943, 3886, gaps(7))}
}

func TestLogLik_WorkedExamples(t *testing.T) {
	bg, mbg, cnbd, pareto := published()
	for _, c := range []struct {
		model Model
		want  [4]float64
	}{
		{bg, [4]float64{-.553807, -4.470448, -9.459693, -21.864833}},
		{mbg, [4]float64{-.539837, -4.460361, -9.485551, -21.776522}},
		{cnbd, [4]float64{-.941342, -3.090878, -11.539133, -18.292277}},
		{pareto, [4]float64{-.521162, -4.449864, -9.554361, -21.594308}},
	} {
		for i, h := range four() {
			near(t, c.model.Name(), stretched(c.model).LogLik(h)+float64(h.Repeats)*math.Log(stretch), c.want[i], 1e-6)
		}
	}
	three := Model{BG, 3, .5, 2, .3, .6}
	near(t, "BG/CNBD-3, 3 repeats", three.LogLik(customer(3, 84, 98, 3)), -10.424999, 1e-5)
	near(t, "BG/CNBD-3, 4 repeats", three.LogLik(customer(4, 84, 98, 3)), -12.223962, 1e-5)
	three.Kind = MBG
	near(t, "MBG/CNBD-3, 3 repeats", three.LogLik(customer(3, 84, 98, 3)), -10.539371, 1e-5)
	near(t, "MBG/CNBD-3, 4 repeats", three.LogLik(customer(4, 84, 98, 3)), -12.309633, 1e-5)
	for _, m := range []Model{bg, mbg, cnbd, pareto} {
		near(t, m.Name()+" on the first day", m.LogLik(History{}), 0, 1e-12)
	}
}

func TestLogLik_ParetoIntegral(t *testing.T) {
	m := Model{Pareto, 1, .55, 10.6, .6, 11.7}
	for _, c := range []struct {
		h    History
		want float64
	}{{customer(5, 140, 210, 0), -23.610867}, {customer(300, 700, 728, 0), -1423.422074}, {customer(0, 0, 364, 0), -3.600214}} {
		near(t, "ln J + ln s", m.leaving(c.h).log+math.Log(m.A), c.want, 1e-5)
	}
}

func TestGradient_EqualsDifferences(t *testing.T) {
	bg, mbg, cnbd, pareto := published()
	rng := rand.New(rand.NewPCG(1, 2))
	for _, m := range []Model{bg, mbg, cnbd, pareto, {BG, 3, .5, 2, .3, .6}, {MBG, 6, .5, 2, 1, 9}} {
		for range 200 {
			age := rng.Int32N(3000)
			h := History{Age: age}
			if age > 0 {
				h.Recency = rng.Int32N(age + 1)
				h.Repeats = min(h.Recency, rng.Int32N(300)+1)
			}
			got, p := m.gradient(h), m.theta()
			for i := range p {
				up, down, step := p, p, 1e-5*p[i]
				up[i], down[i] = p[i]+step, p[i]-step
				want := (m.with(up).LogLik(h) - m.with(down).LogLik(h)) / (2 * step)
				near(t, m.Name(), got[i], want, 1e-6*(1+math.Abs(want))+1e-10*math.Abs(m.LogLik(h))/step)
			}
		}
	}
}

func TestPosterior_WorkedExamples(t *testing.T) {
	bg, mbg, cnbd, pareto := published()
	for _, c := range []struct {
		model           Model
		h               History
		days            int
		alive, expected float64
	}{
		{bg, four()[2], 3900, .7266087, 1.2259059},
		{bg, four()[0], 3900, 1, .1947820},
		{bg, four()[1], 3900, -1, .2032540},
		{bg, four()[3], 3900, -1, 3.3371867},
		{mbg, four()[0], 3900, .389735, .154013},
		{mbg, four()[1], 3900, .170836, .188837},
		{mbg, four()[3], 3900, .622724, 3.167572},
		{cnbd, four()[0], 5200, .103751, .111252},
		{cnbd, four()[1], 5200, .010186, .023358},
		{cnbd, four()[2], 5200, .803667, 2.517944},
		{cnbd, four()[3], 5200, .616219, 5.250422},
		{cnbd, customer(5, 4000, 5200, 0), 5200, .742747, 3.762821},
		{pareto, customer(26, 3086, 3100, 0), 5200, .997918, 25.45726},
		{pareto, four()[2], 3900, .869122, 1.455085},
	} {
		p := stretched(c.model).Posterior(c.h)
		alive, ok := p.Alive()
		if wantOK := c.model.Kind != BG || c.h.Repeats > 0; ok != wantOK {
			t.Errorf("%s says something of a customer with %d repeats: %v, want %v", c.model.Name(), c.h.Repeats, ok, wantOK)
		}
		if c.alive >= 0 {
			near(t, c.model.Name()+" P(alive)", alive, c.alive, 1e-6)
		}
		near(t, c.model.Name()+" E[Y]", p.Expected(c.days), c.expected, 1e-5)
		near(t, c.model.Name()+" ΣP(Y≥n)", p.Counts(c.days).Mean, p.Expected(c.days), 1e-9*max(1, c.expected))
	}
}

func TestPosterior_WholeDistribution(t *testing.T) {
	bg, _, cnbd, _ := published()
	c := stretched(bg).Posterior(four()[2]).Counts(3900)
	near(t, "variance", c.Variance, 2.5285666, 1e-6)
	for n, want := range []float64{.445393, .239330, .144178, .080842, .043538, .022859} {
		near(t, "P(Y=n)", c.AtLeast(n)-c.AtLeast(n+1), want, 1e-6)
	}
	for u, want := range map[float64]int{.05: 0, .5: 1, .95: 4} {
		if got := c.Quantile(u); got != want {
			t.Errorf("quantile %v = %d, want %d", u, got, want)
		}
	}
	c = cnbd.Posterior(customer(5, 280, 364, 0)).Counts(364)
	near(t, "variance", c.Variance, 9.674201, 1e-5)
	for n, want := range map[int]float64{1: .741880, 5: .414927, 10: .038131} {
		near(t, "P(Y≥n)", c.AtLeast(n), want, 1e-5)
	}
	near(t, "P(buys)", cnbd.Posterior(customer(5, 280, 364, 0)).Buys(364), .741880, 1e-5)
	for u, want := range map[float64]int{.05: 0, .5: 4, .95: 9} {
		if got := c.Quantile(u); got != want {
			t.Errorf("quantile %v = %d, want %d", u, got, want)
		}
	}
}

func TestPosterior_Newcomer(t *testing.T) {
	for _, c := range []struct {
		kind             Kind
		two, mean, never float64
	}{{BG, .0566859, .4938246, .6846664}, {MBG, .0454754, .3664051, .7897776}} {
		n := Model{c.kind, 3, .5, 2, .3, .6}.Newcomer().Counts(70)
		near(t, "P(X=2)", n.AtLeast(2)-n.AtLeast(3), c.two, 1e-6)
		near(t, "E[X]", n.Mean, c.mean, 1e-6)
		near(t, "P(X=0)", 1-n.AtLeast(1), c.never, 1e-6)
	}
}

// At a = 1 the textbook formula is 0/0; SCIENCE 1.4 has its values beside it.
func TestPosterior_WhereTheTextbookDividesByZero(t *testing.T) {
	m := stretched(Model{BG, 1, .2425945, 4.4136, 1, 2.42589})
	at, below, above := m, m, m
	below.A, above.A = 1-1e-6, 1+1e-6
	mean := func(m Model) float64 { return m.Posterior(four()[2]).Expected(3900) }
	near(t, "E[Y] at a = 1", mean(at), (mean(below)+mean(above))/2, 1e-9)
}
