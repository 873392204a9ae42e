package lifetime

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

// valued draws customers with spend and their model.
func valued(n int) (Model, Spend, []History, []Spent) {
	m, s := Model{MBG, 2, 1.3, 3, .45, .8}, Spend{P: 2.5, Q: 3.7, Gamma: 40}
	h, rng := simulated(m, n, 500), rand.New(rand.NewPCG(8, 8))
	spent := make([]Spent, len(h))
	for i := range spent {
		next := s.Purse(Spent{}).draw(rng)
		spent[i].Days = h[i].Repeats
		for range h[i].Repeats {
			spent[i].Mean += next() / float64(h[i].Repeats)
		}
	}
	return m, s, h, spent
}

// The error of batch intervals against the exact law on 1,000 customers.
func TestQuick_MeetsTheExactQuantile(t *testing.T) {
	m, s, histories, spent := valued(1000)
	shared := gammasOf(s)
	for _, days := range []int{28, 364} {
		worst, mean, n := 0.0, 0.0, 0
		for i, h := range histories {
			w := WorthOf(m.Posterior(h).Counts(days), s.Purse(spent[i]))
			q := newQuick(w, shared, spent[i], nil)
			low, high := offBy(t, q, .05), offBy(t, q, .95)
			worst = max(worst, low, high)
			if w.Quantile(.95) > 0 {
				mean, n = mean+high, n+1
			}
		}
		t.Logf("%d days: mean error of the 95 %% point %.2g of %d, largest of both %.2g", days, mean/float64(n), n, worst)
		if worst > 1e-3 || n < 100 {
			t.Errorf("%d days: error %.4f of %d points, want at most .001", days, worst, n)
		}
	}
}

// offBy returns the relative error of a quick quantile.
func offBy(t *testing.T, q quick, u float64) float64 {
	t.Helper()
	exact, quick := q.worth.Quantile(u), q.quantile(u)
	if exact == quick {
		return 0
	}
	if exact == 0 || quick == 0 {
		t.Fatalf("%v quantile %v, exact %v", u, quick, exact)
	}
	return math.Abs(quick/exact - 1)
}

func TestIncompleteBeta_MeetsTheLibrary(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for range 5000 {
		a, b, x := math.Exp(8*rng.Float64()-2), math.Exp(6*rng.Float64()-1), rng.Float64()
		front := math.Exp(a*math.Log(x) + b*math.Log1p(-x) - lnBeta(a, b))
		near(t, "I_x(a,b)", incompleteBeta(a, b, x, front), mathext.RegIncBeta(a, b, x), 1e-7)
	}
}

func TestReading_MeetsTheSum(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 1))
	for _, terms := range []Terms{{Days: 120, Annual: .1}, {Days: 365, Annual: .1}, {Days: 1500, Annual: .3}} {
		for _, m := range []Model{{MBG, 1, .5, 6, .9, 1.6}, {MBG, 3, 1.8, 2, .4, 1.5}, {BG, 1, .24, .4, .8, 2.4}, {MBG, 2, 1.2, 3, .5, 1.6}, {MBG, 6, 3, 1, .4, 2}} {
			v, worst := Valuer{model: m, spends: true, terms: terms, weeks: terms.weeks()}, 0.0
			for _, h := range histories(rng, 30) {
				p := m.Posterior(h)
				want := p.Discounted(terms)
				got := v.discounted(p, v.reading(h.Age), p.Expected(terms.Days))
				worst = max(worst, math.Abs(got-want)/(want+1e-7))
				near(t, m.Name(), got, want, 1e-5*want+1e-12)
			}
			t.Logf("%s, %d days: %.2g", m.Name(), terms.Days, worst)
		}
	}
}

func TestValuer_AllEqualsEachOne(t *testing.T) {
	m, s, histories, spent := valued(700)
	terms := Terms{Days: 200, Annual: .1}
	v, err := NewValuer(m, &s, terms)
	if err != nil {
		t.Fatal(err)
	}
	all := v.All(histories, spent, 3)
	if !slices.Equal(all, v.All(histories, spent, 1)) {
		t.Fatal("workers show in the result")
	}
	for i, h := range histories {
		if one := v.Of(h, spent[i]); one != all[i] {
			t.Fatalf("customer %d: %+v in a batch, %+v alone", i, all[i], one)
		}
		p := m.Posterior(h)
		each, _ := s.Purse(spent[i]).Mean()
		near(t, "value", all[i].Value, each*p.Discounted(terms), 1e-5*all[i].Value)
		near(t, "purchases", all[i].Purchases, p.Expected(200), 1e-9*max(1, all[i].Purchases))
		near(t, "none", all[i].None, 1-p.Buys(200), 1e-9)
		if all[i].Low > all[i].High || math.IsNaN(all[i].High) {
			t.Fatalf("customer %d: %+v", i, all[i])
		}
	}
	plain, err := NewValuer(m, nil, terms)
	if err != nil {
		t.Fatal(err)
	}
	if one := plain.Of(histories[3], Spent{}); one.Value != 0 || one.Purchases == 0 || math.Abs(one.Purchases-all[3].Purchases) > 1e-9 {
		t.Errorf("without spend: %+v", one)
	}
}

// Spend that hardly varies, and a customer who is known to the cent.
func TestQuick_SteepLaws(t *testing.T) {
	m := Model{MBG, 1, .5, 6, .9, 1.6}
	for _, c := range []struct {
		s Spend
		h History
	}{
		{Spend{P: 1e5, Q: 3, Gamma: 3e-4}, History{Repeats: 9, Recency: 200, Age: 210}}, {Spend{P: 12, Q: 8, Gamma: 19}, History{Repeats: 9999, Recency: 9999, Age: 9999}},
		{Spend{P: 1e5, Q: 3, Gamma: 3e-4}, History{Repeats: 9999, Recency: 9999, Age: 9999}}, {Spend{P: 1e5, Q: .5, Gamma: 1}, History{}},
	} {
		spent := Spent{Days: c.h.Repeats, Mean: 1}
		w := WorthOf(m.Posterior(c.h).Counts(90), c.s.Purse(spent))
		q := newQuick(w, gammasOf(c.s), spent, nil)
		low, mid, high := q.quantile(.05), q.quantile(.5), q.quantile(.95)
		if !(low <= mid && mid <= high) || math.IsInf(high, 0) {
			t.Errorf("%+v of %+v: points %v %v %v", c.s, c.h, low, mid, high)
		}
		mean, ok := w.Mean()
		if c.h.Repeats > 100 && (low > mean || mean > high || !ok) {
			t.Errorf("%+v of %+v: %v to %v around %v", c.s, c.h, low, high, mean)
		}
	}
}

// Discounted points against simulated futures.
func TestValuer_PointsOfDiscountedValue(t *testing.T) {
	m, s, histories, spent := valued(400)
	terms := Terms{Days: 728, Annual: .15}
	v, err := NewValuer(m, &s, terms)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i, h := range histories {
		if h.Repeats < 3 || i%8 != 0 {
			continue
		}
		n++
		got, drawn := v.Of(h, spent[i]), futures(m.Posterior(h), s.Purse(spent[i]), terms, Draws{N: 6000, Seed: uint64(i)})
		below := func(s float64) float64 {
			at, _ := slices.BinarySearch(drawn, math.Nextafter(s, math.Inf(1)))
			return float64(at) / float64(len(drawn))
		}
		if got.High > 0 {
			near(t, "share below the 95 % point", below(got.High), .95, .015)
		}
		if got.Low > 0 {
			near(t, "share below the 5 % point", below(got.Low), .05, .015)
		}
	}
	if n < 10 {
		t.Errorf("only %d customers compared", n)
	}
}

func TestNewValuer_RefusesWhatCannotBe(t *testing.T) {
	ok := Model{MBG, 1, 1, 1, 1, 1}
	for _, c := range []struct {
		m Model
		s *Spend
		t Terms
	}{{Model{}, nil, Terms{Days: 7}}, {ok, &Spend{P: 1, Q: math.NaN(), Gamma: 1}, Terms{Days: 7}}, {ok, nil, Terms{}}, {ok, nil, Terms{Days: 7, Annual: -1}}, {ok, nil, Terms{Days: 7, Annual: math.NaN()}}} {
		if _, err := NewValuer(c.m, c.s, c.t); err == nil {
			t.Errorf("%+v passes", c)
		}
	}
	if _, err := NewValuer(ok, nil, Terms{Days: 1}); err != nil {
		t.Error(err)
	}
}
