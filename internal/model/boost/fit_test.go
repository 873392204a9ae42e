package boost

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"
)

// made is a sample of rows with three useful features, one constant, one with
// gaps and one that says nothing.
type made struct {
	rows  []float32
	width int
	mean  []float64 // what the features say of each row, about −2…2
}

func makeRows(n int, seed uint64) made {
	rng := rand.New(rand.NewPCG(seed, 1))
	m := made{width: 6}
	for range n {
		x := [6]float32{float32(rng.NormFloat64()), float32(rng.IntN(5)), float32(rng.Float64()), 7, float32(rng.NormFloat64()), float32(rng.NormFloat64())}
		y := math.Sin(2*float64(x[0])) + .5*float64(int(x[1])%3) - .5
		if x[2] > .5 {
			y += float64(x[0]) / 2
		}
		if x[4] > 0 {
			x[4] = float32(math.NaN())
			y += .5
		}
		m.rows, m.mean = append(m.rows, x[:]...), append(m.mean, y)
	}
	return m
}

func (m made) sample(t testing.TB, cuts *Cuts, targets Targets) *Sample {
	t.Helper()
	if len(cuts.bounds) == 0 {
		c, err := NewCuts(m.rows, m.width, 64)
		if err != nil {
			t.Fatal(err)
		}
		*cuts = c
	}
	table := cuts.Table(len(m.mean))
	if err := table.Add(m.rows); err != nil {
		t.Fatal(err)
	}
	return &Sample{table, targets}
}

// draw makes the targets of a loss.
func draw(loss Loss, mean []float64, seed uint64) Targets {
	rng := rand.New(rand.NewPCG(seed, 2))
	t := Targets{Y: make([]float64, len(mean)), Weight: make([]float64, len(mean))}
	for i, m := range mean {
		t.Weight[i] = .5 + rng.Float64()
		switch loss.(type) {
		case Poisson:
			for p := math.Exp(-math.Exp(m)) / rng.Float64(); p < 1 && t.Y[i] < 50; p /= rng.Float64() {
				t.Y[i]++
			}
		case Logistic, Softmax:
			if rng.Float64() < Chance(2*m-1) {
				t.Y[i] = 1
			}
		case AbsolutePercentage:
			t.Y[i] = math.Exp(m + rng.NormFloat64()/2)
		default:
			t.Y[i] = m + rng.NormFloat64()/2
		}
	}
	if _, ok := loss.(Softmax); ok {
		for at := 0; at < len(mean); at += 5 + rng.IntN(20) {
			t.Groups = append(t.Groups, int32(at))
		}
		t.Groups = append(t.Groups, int32(len(mean)))
	}
	return t
}

func losses() map[string]Loss {
	return map[string]Loss{"squared": Squared{}, "Poisson": Poisson{}, "logistic": Logistic{}, "median": Pinball{.5}, "upper quantile": Pinball{.9},
		"percentage": AbsolutePercentage{}, "softmax": Softmax{}}
}

func fitted(t testing.TB, loss Loss, o Options) (*Model, Report, *Sample) {
	t.Helper()
	var cuts Cuts
	a, b := makeRows(6000, 1), makeRows(3000, 2)
	train, held := a.sample(t, &cuts, draw(loss, a.mean, 1)), b.sample(t, &cuts, draw(loss, b.mean, 2))
	o.Loss = loss
	m, report, err := Fit(*train, held, o)
	if err != nil {
		t.Fatal(err)
	}
	return m, report, held
}

func TestFit_EachLossBeatsItsConstant(t *testing.T) {
	t.Parallel()
	for name, loss := range losses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, report, _ := fitted(t, loss, Options{Trees: 80})
			before, after := report.Held[0], report.Held[report.Trees]
			t.Logf("held-out loss %.4f with %d trees, constant %.4f", after, report.Trees, before)
			if after > mostShare()[name]*before {
				t.Errorf("held-out loss %.4f with %d trees, constant %.4f", after, report.Trees, before)
			}
		})
	}
}

func TestFit_TrainingLossFalls(t *testing.T) {
	t.Parallel()
	for name, loss := range losses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, report, _ := fitted(t, loss, Options{Trees: 60, Patience: 60})
			for k, now := range report.Training[1:] {
				if now > report.Training[k]+1e-12 {
					t.Fatalf("training loss rose from %.9f to %.9f with tree %d", report.Training[k], now, k+1)
				}
			}
		})
	}
}

func TestFit_SameForAnyWorkers(t *testing.T) {
	t.Parallel()
	for name, loss := range losses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, first, _ := fitted(t, loss, Options{Trees: 20, Share: .5, Seed: 3})
			four, second, _ := fitted(t, loss, Options{Trees: 20, Share: .5, Seed: 3, Workers: 4})
			if !bytes.Equal(one.Append(nil), four.Append(nil)) {
				t.Error("four workers grew another model than one")
			}
			for k := range first.Held {
				if first.Held[k] != second.Held[k] {
					t.Fatalf("held-out loss with %d trees: %v and %v", k, first.Held[k], second.Held[k])
				}
			}
		})
	}
}

func TestFit_StopsWhenHeldOutLossCeasesToFall(t *testing.T) {
	t.Parallel()
	m, report, held := fitted(t, Squared{}, Options{Trees: 2000, Least: 5, Rate: .3, Patience: 10})
	if !report.Stopped || report.Trees != m.Trees() || len(report.Held) != report.Trees+11 {
		t.Fatalf("stopped %v after %d losses, kept %d of %d trees", report.Stopped, len(report.Held), m.Trees(), report.Trees)
	}
	least := math.Inf(1)
	for _, l := range report.Held {
		least = min(least, l)
	}
	if report.Held[report.Trees] != least {
		t.Errorf("kept %d trees with loss %v, the least was %v", report.Trees, report.Held[report.Trees], least)
	}
	sum, b := 0., makeRows(3000, 2)
	weight := 0.
	for i, y := range held.Targets.Y {
		e := m.Score(b.rows[i*6:i*6+6]) - y
		sum, weight = sum+held.Targets.Weight[i]*e*e/2, weight+held.Targets.Weight[i]
	}
	if got := sum / weight; math.Abs(got-least) > 1e-9 {
		t.Errorf("the model's loss is %v, its report says %v", got, least)
	}
}

func TestFit_NeverSplitsAConstant(t *testing.T) {
	t.Parallel()
	m, _, _ := fitted(t, Squared{}, Options{Trees: 50, Least: 5})
	gains := m.Gains()
	if gains[3] != 0 {
		t.Errorf("the constant feature gained %v", gains[3])
	}
	for _, f := range []int{0, 1, 2, 4} {
		if gains[f] <= gains[5] {
			t.Errorf("feature %d, which matters, gained %v; noise gained %v", f, gains[f], gains[5])
		}
	}
}

// TestFit_ByHand is one tree of two leaves over five rows: slopes at the mean
// of 2 are g = (1, 2, −1, −2, 0)·, and the best cut is after the second row.
func TestFit_ByHand(t *testing.T) {
	t.Parallel()
	cuts, err := NewCuts([]float32{1, 2, 3, 4, 5}, 1, 8)
	if err != nil {
		t.Fatal(err)
	}
	table := cuts.Table(5)
	if err := table.Add([]float32{1, 2, 3, 4, 5}); err != nil {
		t.Fatal(err)
	}
	m, report, err := Fit(Sample{table, Targets{Y: []float64{1, 0, 3, 4, 2}}}, nil, Options{Loss: Squared{}, Trees: 1, Leaves: 2, Rate: .5, Least: 1})
	if err != nil {
		t.Fatal(err)
	}
	// left G = 3, H = 2, term 3; right G = −3, H = 3, term 9/4; whole 0: gain 5.25
	if got := m.Gains()[0]; math.Abs(got-5.25) > 1e-9 {
		t.Errorf("gain %v, want 5.25", got)
	}
	for _, c := range []struct {
		x    float32
		want float64
	}{{1, 2 - .5*1}, {2.5, 2 - .5*1}, {2.51, 2 + .5*.75}, {9, 2 + .5*.75}} {
		if got := m.Score([]float32{c.x}); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("score at %v is %v, want %v", c.x, got, c.want)
		}
	}
	if report.Training[0] != 1 { // (1+4+1+4+0)/2/5
		t.Errorf("loss of the mean is %v, want 1", report.Training[0])
	}
}

// TestGrow_GainOfTheReference is the worked gain of SCIENCE 4.5.
func TestGrow_GainOfTheReference(t *testing.T) {
	t.Parallel()
	g := grower{o: &Options{L2: 1, Least: 1}, unit1: 1, unit2: 1}
	all := cell{3, 5, 5}
	if got := g.gain(cell{3, 2, 2}, all) - g.term(all); math.Abs(got-1.5) > 1e-12 {
		t.Errorf("gain %v, want 1.5", got)
	}
}

func TestFit_MissingGoesWhereItGains(t *testing.T) {
	t.Parallel()
	missing := float32(math.NaN())
	for _, side := range []struct {
		name string
		y    [3]float64 // of low, high and missing values
	}{{"left", [3]float64{0, 1, 0}}, {"right", [3]float64{0, 1, 1}}, {"alone", [3]float64{0, 0, 1}}} {
		rows, y := []float32{}, []float64{}
		for i := range 300 {
			rows, y = append(rows, []float32{1, 2, missing}[i%3]), append(y, side.y[i%3])
		}
		m := made{rows: rows, width: 1, mean: y}
		var cuts Cuts
		model, _, err := Fit(*m.sample(t, &cuts, Targets{Y: y}), nil, Options{Loss: Squared{}, Trees: 1, Leaves: 2, Rate: 1, L2: 1e-9, Least: 10})
		if err != nil {
			t.Fatal(err)
		}
		for k, x := range []float32{1, 2, missing} {
			if got := model.Score([]float32{x}); math.Abs(got-side.y[k]) > 1e-6 {
				t.Errorf("%s: score of %v is %v, want %v", side.name, x, got, side.y[k])
			}
		}
	}
}

func TestFit_RefusesWhatItCannotLearnFrom(t *testing.T) {
	t.Parallel()
	cuts, err := NewCuts([]float32{1, 2, 3}, 1, 8)
	if err != nil {
		t.Fatal(err)
	}
	table := cuts.Table(3)
	if err := table.Add([]float32{1, 2, 3}); err != nil {
		t.Fatal(err)
	}
	y := []float64{1, 2, 3}
	for name, c := range map[string]struct {
		s Sample
		o Options
	}{
		"no loss":              {Sample{table, Targets{Y: y}}, Options{}},
		"no rows":              {Sample{cuts.Table(0), Targets{}}, Options{Loss: Squared{}}},
		"too few targets":      {Sample{table, Targets{Y: y[:2]}}, Options{Loss: Squared{}}},
		"a target that is NaN": {Sample{table, Targets{Y: []float64{1, math.NaN(), 3}}}, Options{Loss: Squared{}}},
		"a huge target":        {Sample{table, Targets{Y: []float64{1e308, 1e308, -1e308}}}, Options{Loss: Squared{}}},
		"a negative weight":    {Sample{table, Targets{Y: y, Weight: []float64{1, -1, 1}}}, Options{Loss: Squared{}}},
		"negative counts":      {Sample{table, Targets{Y: []float64{1, -1, 3}}}, Options{Loss: Poisson{}}},
		"no probability":       {Sample{table, Targets{Y: y}}, Options{Loss: Logistic{}}},
		"percent of nothing":   {Sample{table, Targets{Y: []float64{0, 1, 2}}}, Options{Loss: AbsolutePercentage{}}},
		"quantile 1":           {Sample{table, Targets{Y: y}}, Options{Loss: Pinball{1}}},
		"ranks without groups": {Sample{table, Targets{Y: y}}, Options{Loss: Softmax{}}},
		"groups that fall":     {Sample{table, Targets{Y: y, Groups: []int32{0, 2, 1, 3}}}, Options{Loss: Softmax{}}},
		"groups that end":      {Sample{table, Targets{Y: y, Groups: []int32{0, 2}}}, Options{Loss: Softmax{}}},
		"a rate above 1":       {Sample{table, Targets{Y: y}}, Options{Loss: Squared{}, Rate: 1.1}},
		"a rate of NaN":        {Sample{table, Targets{Y: y}}, Options{Loss: Squared{}, Rate: math.NaN()}},
		"one leaf":             {Sample{table, Targets{Y: y}}, Options{Loss: Squared{}, Leaves: 1}},
	} {
		if m, _, err := Fit(c.s, nil, c.o); err == nil || m != nil {
			t.Errorf("%s: a model and error %v", name, err)
		}
	}
}

func TestFit_EdgesGiveAConstantOrATree(t *testing.T) {
	t.Parallel()
	missing := float32(math.NaN())
	for name, rows := range map[string][]float32{
		"one row": {1}, "all alike": {1, 1, 1, 1}, "all missing": {missing, missing, missing},
		"infinite": {float32(math.Inf(-1)), 0, float32(math.Inf(1))}, "huge": {-math.MaxFloat32, math.MaxFloat32},
	} {
		y := make([]float64, len(rows))
		for i := range y {
			y[i] = float64(i)
		}
		var cuts Cuts
		m, _, err := Fit(*made{rows: rows, width: 1, mean: y}.sample(t, &cuts, Targets{Y: y}), nil, Options{Loss: Squared{}, Least: 1})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, x := range append(rows, 0, missing, float32(math.Inf(1))) {
			if got := m.Score([]float32{x}); !finite(got) || got < -.01 || got > float64(len(rows)) {
				t.Errorf("%s: score of %v is %v", name, x, got)
			}
		}
	}
}

// mostShare is how much of the constant's held-out loss may remain: the drawn
// noise is the most of it.
func mostShare() map[string]float64 {
	return map[string]float64{"squared": .25, "Poisson": 0, "logistic": .7, "median": .5, "upper quantile": .55, "percentage": .6, "softmax": .9}
}
