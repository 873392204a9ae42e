package inventory

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"sartor/internal/model/counts"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: %.6f, want %.6f", what, got, want)
	}
}

// TestReference holds the worked numbers of SCIENCE 5.2 and 5.3.
func TestReference(t *testing.T) {
	t.Parallel()
	q, cost := EOQ(8, 1300, .225)
	near(t, "EOQ", q, 304.046780, 1e-5)
	near(t, "EOQ cost", cost, 68.410526, 1e-5)
	level, cost := NewsvendorNormal(50, 8, Rates{.18, .70})
	near(t, "newsvendor normal", level, 56.603956, 1e-5)
	near(t, "its cost", cost, 1.997605, 1e-5)

	six, r := counts.Poisson(6), Rates{1, 4}
	s, cost := Newsvendor(six, r)
	near(t, "newsvendor Poisson", float64(s), 8, 0)
	near(t, "its cost", cost, 3.570107, 1e-5)
	for at, want := range map[int]float64{6: 4.818694, 7: 3.850208, 9: 3.806294, 10: 4.386674} {
		near(t, "cost", r.Cost(six, at), want, 1e-5)
	}
	s, cost = Newsvendor(counts.Poisson(50), Rates{.18, .70})
	near(t, "newsvendor Poisson 50", float64(s), 56, 0)
	near(t, "its cost", cost, 1.797235, 1e-5)
}

func TestReference_SS(t *testing.T) {
	t.Parallel()
	six, r := counts.Poisson(6), Rates{1, 4}
	best, cost, ok := BestSS(six, r, 5)
	if !ok || best != (SS{4, 10}) {
		t.Errorf("%v, %v", best, ok)
	}
	near(t, "cost", cost, 8.034112, 1e-5)
	for p, want := range map[SS]float64{{3, 10}: 8.161920, {4, 9}: 8.043961, {5, 10}: 8.228006} {
		near(t, "c(s,S)", CostSS(six, r, 5, p), want, 1e-5)
	}
}

func TestReference_Continuous(t *testing.T) {
	t.Parallel()
	c := Continuous{Rates: Rates{.225, 7.5}, Order: 8, Demand: 1300, Mean: 1300. / 12, SD: 150 / math.Sqrt(12)}
	near(t, "(r,Q)", c.Cost(126.8, 328.5), 78.071163, 1e-5)
	near(t, "fill", c.Fill(126.8, 328.5), .970810, 1e-5)
	r, q, ok := c.Best()
	if !ok {
		t.Fatal("the search did not settle")
	}
	near(t, "r", r, 126.867063, 1e-2)
	near(t, "Q", q, 328.449144, 1e-2)
	near(t, "optimum", c.Cost(r, q), 78.071146, 1e-6)
}

func TestReference_Lots(t *testing.T) {
	t.Parallel()
	lots, values := Lots(500, 2, []float64{90, 120, 80, 70})
	if !slices.Equal(lots, []float64{210, 0, 150, 0}) || !slices.Equal(values, []float64{1380, 940, 640, 500}) {
		t.Errorf("lots %v, values %v", lots, values)
	}
	if lots, values = Lots(500, 2, []float64{0, 0, 5}); !slices.Equal(lots, []float64{0, 0, 5}) || values[0] != 500 {
		t.Errorf("nothing asked for at first: %v, %v", lots, values)
	}
}

// day is the example of a product a day: mean 2, variance 3.2.
func day(days float64) counts.Law { return counts.NegativeBinomial(2*days, 3.2*days) }

func TestReference_Cycle(t *testing.T) {
	t.Parallel()
	c := Cycle{Lead: day(4), Both: day(5), Review: 1}
	for s, want := range map[int][2]float64{12: {.736201, .752696}, 14: {.859256, .867849}, 16: {.932094, .935953}, 18: {.969999, .971523}} {
		near(t, "fill", c.Fill(s), want[0], 1e-5)
		near(t, "service", c.Service(s), want[1], 1e-5)
	}
	for u, want := range map[float64]int{.8: 13, .9: 15, .95: 17, .99: 21} {
		if got := c.Both.Quantile(u); got != want {
			t.Errorf("quantile %g: %d, want %d", u, got, want)
		}
	}
	if got := counts.Poisson(10).Quantile(.95); got != 15 {
		t.Errorf("Poisson .95: %d", got)
	}
	if s := c.ForFill(.93); c.Fill(s) < .93 || c.Fill(s-1) >= .93 {
		t.Errorf("level %d is not the smallest of fill .93", s)
	}
}

func TestReference_Packs(t *testing.T) {
	t.Parallel()
	l, r := counts.NegativeBinomial(10, 16), Rates{1, 9}
	for s, want := range map[int]float64{14: 8.095791, 15: 7.774283, 16: 7.843685, 17: 8.203214, 18: 8.771807, 21: 11.185239} {
		near(t, "G", r.Cost(l, s), want, 1e-5)
	}
	level, _ := Newsvendor(l, r)
	if got := ToLevel(l, r, Want{3, level}, Pack{Units: 6}); got.Units != 12 {
		t.Errorf("order %d, want 12", got.Units)
	}
	if got := ToLevel(l, r, Want{3, level}, Pack{Units: 6, Minimum: 15}); got.Units != 18 {
		t.Errorf("raised to the minimum: %d, want 18", got.Units)
	}
	if got := ToLevel(l, r, Want{10, level}, Pack{Units: 6, Minimum: 60}); got.Units != 0 {
		t.Errorf("a minimum that costs more than nothing: %d, want 0", got.Units)
	}
	if got := ToLevel(l, r, Want{12, level}, Pack{Units: 48}); got.Units != 0 || !got.TooLarge {
		t.Errorf("a pack far beyond the level: %+v", got)
	}
}

func TestReference_Perishables(t *testing.T) {
	t.Parallel()
	near(t, "waste of 14", day(4).Over(14), 6.128092, 1e-5)
	near(t, "waste of 10", day(4).Over(10), 2.697330, 1e-5)
	e, six := Economics{2.5, 1.4, .2}, counts.Poisson(6)
	near(t, "ratio", e.Ratio(), .478261, 1e-6)
	if got := six.Quantile(e.Ratio()); got != 6 {
		t.Errorf("level %d, want 6", got)
	}
	for s, want := range map[int]float64{5: 4.308464, 6: 4.383401, 7: 4.088904} {
		near(t, "profit", e.Profit(six, s), want, 1e-5)
	}
	// A good of one day whose life is its cycle: lowering ends at the newsvendor.
	if got, _ := Fresh(six, six, e, 14); got != 6 {
		t.Errorf("lowered to %d, want 6", got)
	}
	if got, waste := Fresh(day(5), day(60), e, 15); got != 15 || waste > 1e-6 {
		t.Errorf("what never spoils was lowered to %d with waste %g", got, waste)
	}
}

func TestReference_Promised(t *testing.T) {
	t.Parallel()
	var list []Promise
	for _, p := range []float64{.2, .1, .05, .3} {
		list = append(list, Promise{Units: 1, Chance: p})
	}
	mean, variance := Promised(list)
	near(t, "mean", mean, .65, 1e-12)
	near(t, "variance", variance, .5075, 1e-12)
	l := counts.Chances([]float64{.2, .1, .05, .3})
	for x, want := range []float64{.4788, .4033, .1073, .0103, .0003} {
		near(t, "chance", l.Chance(x), want, 5e-5)
	}
	if mean, _ = Promised([]Promise{{Units: 1, Chance: .4, ChanceNow: .4}}); mean != 0 {
		t.Errorf("a sure sale was counted twice: %g", mean)
	}
}

func TestReference_Share(t *testing.T) {
	t.Parallel()
	claims := []Claim{{Law: counts.Poisson(4), OnHand: 1, Margin: 2}, {Law: counts.Poisson(6), Margin: 3}, {Law: counts.Poisson(9), OnHand: 4, Margin: 1.5}}
	got := Share(8, 1, 0, claims)
	if !slices.Equal(got, []int{2, 6, 0}) {
		t.Errorf("shared %v", got)
	}
	near(t, "value", worth(claims, got), 18.449420, 1e-5)
}

// worth is what a division earns: margin × Σ P(D > had).
func worth(claims []Claim, given []int) float64 {
	sum := 0.0
	for i := range claims {
		for n := range given[i] {
			sum += claims[i].gain(n)
		}
	}
	return sum
}

func TestShare_EqualsBruteForce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 3))
		var claims []Claim
		for range 3 {
			claims = append(claims, Claim{Law: counts.Poisson(8 * r.Float64()), OnHand: r.IntN(6) - 1, Margin: 3 * r.Float64()})
		}
		units, handling := r.IntN(10), .4*r.Float64()
		got, best := Share(units, 1, handling, claims), 0.0
		for code := range (units + 1) * (units + 1) * (units + 1) {
			all := []int{code % (units + 1), code / (units + 1) % (units + 1), code / (units + 1) / (units + 1)}
			if n := all[0] + all[1] + all[2]; n <= units {
				best = max(best, worth(claims, all)-handling*float64(n))
			}
		}
		near(t, "division", worth(claims, got)-handling*float64(got[0]+got[1]+got[2]), best, 1e-9)
	}
	floors := []Claim{{Law: counts.Poisson(1), Margin: 1, Floor: 3}, {Law: counts.Poisson(9), Margin: 9}}
	if got := Share(4, 1, 0, floors); !slices.Equal(got, []int{3, 1}) {
		t.Errorf("a display was not served first: %v", got)
	}
	if got := Share(7, 3, 0, floors); (got[0]+got[1])%3 != 0 || got[0]+got[1] > 7 {
		t.Errorf("packs were broken: %v", got)
	}
}

func TestNewsvendor_NoLevelIsCheaper(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		mean := math.Exp(7*r.Float64() - 3)
		l := counts.NegativeBinomial(mean, mean*(1+5*r.Float64()))
		rates := Rates{.01 + r.Float64(), .01 + 9*r.Float64()}
		s, cost := Newsvendor(l, rates)
		near(t, "mean", l.Mean(), mean, 1e-6*mean+1e-9)
		for y := max(s-20, 0); y <= s+20; y++ {
			if rates.Cost(l, y) < cost-1e-9 {
				t.Fatalf("seed %d: level %d costs %g, %d costs %g", seed, s, cost, y, rates.Cost(l, y))
			}
		}
	}
}

func TestSS_EqualsEnumeration(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 2))
		l, rates, order := counts.Poisson(1+6*r.Float64()), Rates{.2 + r.Float64(), 1 + 8*r.Float64()}, 8*r.Float64()
		got, cost, ok := BestSS(l, rates, order)
		if !ok {
			t.Fatalf("seed %d: no policy", seed)
		}
		best := math.Inf(1)
		for high := 0; high < 40; high++ {
			for low := -20; low < high; low++ {
				best = min(best, CostSS(l, rates, order, SS{low, high}))
			}
		}
		if cost > best+1e-9 || math.Abs(CostSS(l, rates, order, got)-cost) > 1e-9 {
			t.Errorf("seed %d: %+v costs %g, the best of all %g", seed, got, cost, best)
		}
	}
}

func TestEdges(t *testing.T) {
	t.Parallel()
	if s, _ := Newsvendor(counts.Poisson(9), Rates{Hold: 1}); s != 0 {
		t.Errorf("nothing lost by a shortage orders %d", s)
	}
	if s, cost := Newsvendor(counts.Poisson(0), Rates{1, 9}); s != 0 || cost != 0 {
		t.Errorf("nobody asks: level %d, cost %g", s, cost)
	}
	if _, _, ok := BestSS(counts.Poisson(0), Rates{1, 9}, 5); ok {
		t.Error("a policy for what nobody asks for")
	}
	if got := (Cycle{Lead: counts.Poisson(0), Both: counts.Poisson(0), Review: 1}).Fill(0); got != 1 {
		t.Errorf("fill where nobody asks: %g", got)
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1), -3} {
		for what, l := range map[string]counts.Law{"mean": counts.Poisson(bad), "variance": counts.NegativeBinomial(2, bad), "mass": counts.NewLaw([]float64{bad})} {
			if c := (Rates{1, 2}).Cost(l, 3); math.IsNaN(c) || math.IsInf(c, 0) {
				t.Errorf("%s %g: cost %g", what, bad, c)
			}
		}
	}
	if got := ToLevel(counts.Poisson(4), Rates{1, 9}, Want{-5, 8}, Pack{}); got.Units != 13 {
		t.Errorf("a debt of 5 and a level of 8 order %d, want 13", got.Units)
	}
	near(t, "sum of laws", counts.Poisson(3).Plus(counts.Poisson(4)).AtMost(7), counts.Poisson(7).AtMost(7), 1e-9)
}

func BenchmarkNewsvendor(b *testing.B) {
	for b.Loop() {
		l := counts.NegativeBinomial(12, 30)
		level, _ := Newsvendor(l, Rates{1, 9})
		ToLevel(l, Rates{1, 9}, Want{4, level}, Pack{Units: 6})
	}
}
