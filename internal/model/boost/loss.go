package boost

import (
	"math"
	"slices"
)

// Slope is the first and the second derivative of the loss at a row's score,
// weight included. Second is positive, or 0 where the row has no weight.
type Slope struct{ First, Second float64 }

// Loss is what trees reduce. A span never cuts a group.
type Loss interface {
	// Check refuses targets the loss cannot speak of.
	Check(t *Targets) error
	// Start returns the score that, given to all rows alike, has the least loss.
	Start(t *Targets) float64
	// Slopes writes the derivatives of the span's rows to out, which has their number.
	Slopes(t *Targets, score []float64, at Span, out []Slope)
	// Sum returns the span's loss, weighted and summed, and its weight.
	Sum(t *Targets, score []float64, at Span) (loss, weight float64)
}

// Refit is a Loss whose second derivative says nothing of how far to step:
// leaves take the constant that fits their rows best.
type Refit interface {
	Loss
	// Leaf returns what to add to the scores of the rows for the least loss.
	Leaf(t *Targets, score []float64, rows []int32) float64
}

// Squared is w(y−s)²/2: scores are means.
type Squared struct{}

// Check accepts every target.
func (Squared) Check(*Targets) error { return nil }

// Start returns the weighted mean.
func (Squared) Start(t *Targets) float64 { return meanOf(t) }

// Slopes are w(s−y) and w.
func (Squared) Slopes(t *Targets, score []float64, at Span, out []Slope) {
	for i := at.Lo; i < at.Hi; i++ {
		w := t.weight(i)
		out[i-at.Lo] = Slope{w * (score[i] - t.Y[i]), w}
	}
}

// Sum of w(y−s)²/2.
func (Squared) Sum(t *Targets, score []float64, at Span) (loss, weight float64) {
	for i := at.Lo; i < at.Hi; i++ {
		w, e := t.weight(i), score[i]-t.Y[i]
		loss, weight = loss+w*e*e/2, weight+w
	}
	return loss, weight
}

// Poisson is w(e^s − y·s) for counts and rates y ≥ 0: scores are the log of means.
type Poisson struct{}

// mostLog bounds scores on a log scale: e^30 is 10^13.
const mostLog = 30

// tiny keeps logs and shares away from 0.
const tiny = 1e-9

// Check refuses negative targets.
func (Poisson) Check(t *Targets) error {
	if slices.Min(t.Y) < 0 {
		return invalid("boost_targets", "a Poisson target must not be negative")
	}
	return nil
}

// Start returns the log of the weighted mean.
func (Poisson) Start(t *Targets) float64 { return math.Log(max(meanOf(t), tiny)) }

// Slopes are w(e^s − y) and w·e^s.
func (Poisson) Slopes(t *Targets, score []float64, at Span, out []Slope) {
	for i := at.Lo; i < at.Hi; i++ {
		w, mean := t.weight(i), math.Exp(min(max(score[i], -mostLog), mostLog))
		out[i-at.Lo] = Slope{w * (mean - t.Y[i]), w * mean}
	}
}

// Sum of w(e^s − y·s).
func (Poisson) Sum(t *Targets, score []float64, at Span) (loss, weight float64) {
	for i := at.Lo; i < at.Hi; i++ {
		w, s := t.weight(i), min(max(score[i], -mostLog), mostLog)
		loss, weight = loss+w*(math.Exp(s)-t.Y[i]*s), weight+w
	}
	return loss, weight
}

// Logistic is −w(y·ln p + (1−y)·ln(1−p)), p = 1/(1+e^−s), for y in [0,1]:
// scores are log odds.
type Logistic struct{}

// Check refuses targets outside [0,1].
func (Logistic) Check(t *Targets) error {
	if slices.Min(t.Y) < 0 || slices.Max(t.Y) > 1 {
		return invalid("boost_targets", "a logistic target lies in [0,1]")
	}
	return nil
}

// Start returns the log odds of the weighted mean.
func (Logistic) Start(t *Targets) float64 {
	p := min(max(meanOf(t), tiny), 1-tiny)
	return math.Log(p / (1 - p))
}

// Slopes are w(p−y) and w·p(1−p).
func (Logistic) Slopes(t *Targets, score []float64, at Span, out []Slope) {
	for i := at.Lo; i < at.Hi; i++ {
		w, p := t.weight(i), Chance(score[i])
		out[i-at.Lo] = Slope{w * (p - t.Y[i]), w * max(p*(1-p), tiny)}
	}
}

// Sum of the cross-entropy in nats.
func (Logistic) Sum(t *Targets, score []float64, at Span) (loss, weight float64) {
	for i := at.Lo; i < at.Hi; i++ {
		w, s := t.weight(i), score[i]
		loss, weight = loss+w*(max(s, 0)-s*t.Y[i]+math.Log1p(math.Exp(-math.Abs(s)))), weight+w
	}
	return loss, weight
}

// Chance is the probability that a logistic score speaks of.
func Chance(score float64) float64 { return 1 / (1 + math.Exp(-score)) }

// meanOf returns the weighted mean target, 0 without any weight.
func meanOf(t *Targets) float64 {
	sum, weight := 0., 0.
	for i, y := range t.Y {
		w := t.weight(i)
		sum, weight = sum+w*y, weight+w
	}
	if weight == 0 {
		return 0
	}
	return sum / weight
}
