package demand

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: %.7f, want %.7f", what, got, want)
	}
}

// TestReference holds the worked numbers of SCIENCE 4.2, 4.3, 4.7 and 4.8.
func TestReference(t *testing.T) {
	t.Parallel()
	y := []float64{2, 0, 0, 3, 0, 1, 0, 0, 4, 0}
	tune := Tuning{Level: .2, Rare: .1, Slope: .1, Damped: .9, Block: 2}
	for m, want := range map[Method][2]float64{
		SES: {1.147642, 1.147642}, Croston: {1.303965, 1.303965}, SBA: {1.173568, 1.173568}, TSB: {1.411741, 1.411741},
		ADIDA: {1.027200, 1.027200}, Holt: {.988708, .967360}, Theta: {1.174691, 1.180752},
	} {
		got := m.Forecast(y, 2, tune)
		near(t, string(m)+" 1", got[0], want[0], 1e-6)
		near(t, string(m)+" 2", got[1], want[1], 1e-6)
	}
	train, actual := []float64{0, 0, 3, 0, 2, 5, 4}, []float64{4, 1}
	square, size := Scale(train)
	near(t, "D2", square, 5.75, 1e-12)
	near(t, "D1", size, 2.25, 1e-12)
	v, _ := RMSSE(train, actual, []float64{3, 3})
	near(t, "RMSSE", v, .659380, 1e-6)
	v, _ = SPL(.75, train, actual, []float64{3, 3})
	near(t, "SPL", v, .277778, 1e-6)
	var tracking Tracking
	for _, e := range []float64{1, -1, 2, 3, 2, 1} {
		tracking.Add(e)
	}
	near(t, "tracking signal", tracking.Signal(), .499841, 1e-6)
}

func TestReference_Uncensored(t *testing.T) {
	t.Parallel()
	mean, expected := Uncensored([]Sold{{3, false}, {5, false}, {2, false}, {4, true}, {6, false}, {1, false}, {3, true}})
	near(t, "mean", mean, 3.854006, 1e-6)
	near(t, "e4", expected[3], 5.303932, 1e-6)
	near(t, "e7", expected[6], 4.674111, 1e-6)
	mean, expected = Uncensored([]Sold{{4, true}, {2, true}}) // 3 P(D≥3)/P(D≥4) and 3 P(D≥1)/P(D≥2)
	near(t, "only empty shelves", expected[0], 4.905296, 1e-5)
	near(t, "only empty shelves", expected[1], 3.559511, 1e-5)
	near(t, "their mean", mean, (4.905296+3.559511)/2, 1e-5)
	if mean, _ = Uncensored([]Sold{{0, true}, {0, false}}); mean != 0 {
		t.Errorf("nothing was sold, and %g were asked for", mean)
	}
	r := rand.New(rand.NewPCG(1, 1))
	var list []Sold
	for range 20_000 {
		d, p := 0.0, math.Exp(-5)
		for u := r.Float64(); u > p; d++ { // a draw of Poisson(5)
			u -= p
			p *= 5 / (d + 1)
		}
		stock := float64(2 + r.IntN(8))
		list = append(list, Sold{min(d, stock), d >= stock})
	}
	mean, _ = Uncensored(list)
	near(t, "mean behind random shelves", mean, 5, .06)
}

func TestReference_Reconcile(t *testing.T) {
	t.Parallel()
	nodes := []Node{{[]int{0, 1}, 100, 16}, {[]int{0}, 60, 9}, {[]int{1}, 30, 4}}
	got, err := Reconcile(2, nodes)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "A", got.Series[0], 63.103448, 1e-6)
	near(t, "B", got.Series[1], 31.379310, 1e-6)
	for what, bad := range map[string][]Node{
		"no variance": {{[]int{0, 1}, 1, 0}}, "a series nobody has": {{[]int{0}, 1, 1}}, "one too many": {{[]int{0, 1, 2}, 1, 1}}, "no number": {{[]int{0, 1}, math.NaN(), 1}},
	} {
		if _, err := Reconcile(2, bad); err == nil {
			t.Errorf("%s was taken", what)
		}
	}
}

// TestReconcile_AddsUp holds the normal equations: whatever is left of the
// forecasts, weighed, sums to nothing over the nodes of each series above 0.
func TestReconcile_AddsUp(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 4))
		nodes := grid(r)
		got, err := Reconcile(series, nodes)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range leftOf(nodes, got.Series) {
			near(t, "normal equation", v, 0, 1e-4)
			if got.Series[i] <= 0 {
				t.Errorf("seed %d: series %d is %g", seed, i, got.Series[i])
			}
		}
	}
}

const series = 24

// grid is a hierarchy of single series and of sums of 4, 8 and all of them.
func grid(r *rand.Rand) (nodes []Node) {
	for i := range series {
		nodes = append(nodes, Node{[]int{i}, 20 + 5*r.Float64(), .5 + r.Float64()})
	}
	for from := 0; from < series; from += 4 {
		for _, width := range []int{4, 8, series} {
			if from%width == 0 {
				nodes = append(nodes, Node{Forecast: 22 * float64(width) * (1 + .1*r.NormFloat64()), Variance: float64(width)})
			}
		}
	}
	for k := series; k < len(nodes); k++ {
		width := int(nodes[k].Variance)
		for i := range width {
			nodes[k].Series = append(nodes[k].Series, starts(nodes[series:k], width)+i)
		}
	}
	return nodes
}

// starts is where the next sum of a width begins.
func starts(nodes []Node, width int) int {
	from := 0
	for _, n := range nodes {
		if len(n.Series) == width {
			from += width
		}
	}
	return from
}

// leftOf sums for each series what its nodes' forecasts leave, weighed.
func leftOf(nodes []Node, series []float64) []float64 {
	left := make([]float64, len(series))
	for _, n := range nodes {
		sum := 0.0
		for _, i := range n.Series {
			sum += series[i]
		}
		for _, i := range n.Series {
			left[i] += (n.Forecast - sum) / n.Variance
		}
	}
	return left
}

func TestPattern(t *testing.T) {
	t.Parallel()
	var y []float64
	for i := range 70 {
		y = append(y, []float64{10, 10, 10, 10, 10, 30, 20}[i%Week])
	}
	p := PatternOf(y, 56)
	sum := 0.0
	for _, v := range p {
		sum += v
	}
	near(t, "mean index", sum/Week, 1, 1e-12)
	if got := SES.Weekly(y, 7, 56, Usual()); got[5] < 2.5*got[0] || got[5] < got[6] {
		t.Errorf("the sixth day is the greatest: %.1f", got)
	}
	if p = PatternOf(make([]float64, 70), 56); p[3] != 1 {
		t.Errorf("no demand has no pattern: %v", p)
	}
}

func TestForecast_Edges(t *testing.T) {
	t.Parallel()
	for _, y := range [][]float64{nil, {}, {0, 0, 0}, {5}, {0, 0, 7}, {1, 0, 0, 0, 0, 0, 0, 0}, {math.NaN(), 1}, {math.Inf(1), 1}, {-4, 2}} {
		for _, m := range Methods() {
			said := append(m.Forecast(y, 9, Usual()), m.Weekly(y, 9, 56, Usual())...)
			if slices.ContainsFunc(said, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) || v < 0 }) {
				t.Errorf("%s of %v says %v", m, y, said)
			}
		}
	}
	if class, interval, _ := ClassOf([]float64{0, 0}); class != Lumpy || !math.IsInf(interval, 1) {
		t.Errorf("no demand: %s, %g", class, interval)
	}
}

func TestAhead_Calibrated(t *testing.T) {
	t.Parallel()
	if got := Ratio([]float64{5, 5, 5, 5, 5, 5, 5, 5}, 2, 182); got != leastVariance {
		t.Errorf("what never varies has ratio %g", got)
	}
	var deep []float64
	for i := range 1000 { // outcomes lie deeper than the law says: U^(1/2)
		deep = append(deep, math.Sqrt((float64(i)+.5)/1000))
	}
	c := Calibrate(deep)
	near(t, "level for .95", c.Level(.95), math.Sqrt(.95), .002)
	if c.Level(.5) != .5 || Calibrate(nil).Level(.99) != .99 {
		t.Error("below .95, and without outcomes, a level stands")
	}
	if got := Ahead(0, 2, 7); got.Mean() < .13 {
		t.Errorf("a rare product is said to be gone: %g", got.Mean())
	}
}
