package boost

import (
	"math"
	"testing"
)

// smoothed says whether a loss's first slope at a row differs from its
// derivative on purpose.
func smoothed(loss Loss, y, score float64) bool {
	_, percentage := loss.(AbsolutePercentage)
	q := score - math.Log(max(y, tiny))
	return percentage && (math.Abs(math.Exp(q)-1) < .11 || q > .99)
}

// TestLoss_SlopesAreDerivatives compares first slopes with differences of the
// loss, and second ones where the loss has them.
func TestLoss_SlopesAreDerivatives(t *testing.T) {
	t.Parallel()
	mean := makeRows(200, 5).mean
	for name, loss := range losses() {
		targets, score := draw(loss, mean, 9), makeRows(200, 6).mean
		all, slopes := Span{0, len(mean)}, make([]Slope, len(mean))
		loss.Slopes(&targets, score, all, slopes)
		at := func(i int, d float64) float64 {
			old := score[i]
			score[i] += d
			l, _ := loss.Sum(&targets, score, all)
			score[i] = old
			return l
		}
		for i := range score {
			const step, wide = 1e-5, 1e-3 // a second difference loses digits twice
			first := (at(i, step) - at(i, -step)) / (2 * step)
			if got := slopes[i].First; math.Abs(got-first) > 1e-5*(1+math.Abs(first)) && !smoothed(loss, targets.Y[i], score[i]) {
				t.Errorf("%s: slope of row %d is %v, difference %v", name, i, got, first)
			}
			second := (at(i, wide) + at(i, -wide) - 2*at(i, 0)) / (wide * wide)
			if got := slopes[i].Second; math.Abs(got-second) > 1e-3*(1+math.Abs(second)) && !degenerate(loss) {
				t.Errorf("%s: second slope of row %d is %v, difference %v", name, i, got, second)
			}
		}
	}
}

// degenerate says whether a loss's second derivative is not what it gives.
func degenerate(loss Loss) bool {
	_, refit := loss.(Refit)
	return refit
}

// TestLoss_StartIsTheBestConstant looks to both sides of it.
func TestLoss_StartIsTheBestConstant(t *testing.T) {
	t.Parallel()
	m := makeRows(500, 4)
	for name, loss := range losses() {
		if name == "softmax" {
			continue // a constant changes nothing there
		}
		targets := draw(loss, m.mean, 4)
		start := loss.Start(&targets)
		at := func(s float64) float64 {
			score := make([]float64, len(m.mean))
			for i := range score {
				score[i] = s
			}
			l, _ := loss.Sum(&targets, score, Span{0, len(score)})
			return l
		}
		for _, d := range []float64{-.3, -.01, .01, .3} {
			if at(start+d) < at(start)-1e-9 {
				t.Errorf("%s: %v is better than the start %v", name, start+d, start)
			}
		}
	}
}

// TestRefit_LeafIsTheBestStep looks to both sides of what leaves take.
func TestRefit_LeafIsTheBestStep(t *testing.T) {
	t.Parallel()
	m := makeRows(101, 8)
	for _, loss := range []Refit{Pinball{.5}, Pinball{.1}, AbsolutePercentage{}} {
		targets := draw(loss, m.mean, 4)
		score, rows := make([]float64, 101), make([]int32, 101)
		for i := range score {
			score[i], rows[i] = m.mean[(i+7)%101], int32(i)
		}
		step := loss.Leaf(&targets, score, rows)
		at := func(d float64) float64 {
			moved := make([]float64, len(score))
			for i := range moved {
				moved[i] = score[i] + d
			}
			l, _ := loss.Sum(&targets, moved, Span{0, len(score)})
			return l
		}
		for _, d := range []float64{-.3, -.01, .01, .3} {
			if at(step+d) < at(step)-1e-9 {
				t.Errorf("%T: a step of %v is better than %v", loss, step+d, step)
			}
		}
	}
}

func TestSoftmax_Properties(t *testing.T) {
	t.Parallel()
	m := makeRows(400, 6)
	targets := draw(Softmax{}, m.mean, 6)
	all, slopes, moved := Span{0, 400}, make([]Slope, 400), make([]Slope, 400)
	Softmax{}.Slopes(&targets, m.mean, all, slopes)
	score := make([]float64, 400)
	targets.each(all, func(g Span) {
		sum := 0.
		for r := g.Lo; r < g.Hi; r++ {
			sum += slopes[r].First
			score[r] = m.mean[r] + float64(g.Lo%7)*3
		}
		if math.Abs(sum) > 1e-12 {
			t.Errorf("the gradients of group %v sum to %v", g, sum)
		}
	})
	Softmax{}.Slopes(&targets, score, all, moved)
	for r := range slopes {
		if math.Abs(slopes[r].First-moved[r].First) > 1e-12 {
			t.Errorf("row %d: %v, with a constant added to its group %v", r, slopes[r].First, moved[r].First)
		}
	}
}
