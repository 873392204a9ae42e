package demand

// leastIndex is what a day's index is at least when a series is divided by it.
const leastIndex = .1

// settled is how many units a week's pattern needs to count half.
const settled = 28

// Pattern is the index of each day of a week, 1 on average; entry d is the day
// d+1 steps after the end of the series, so that no calendar is needed.
type Pattern [Week]float64

// PatternOf learns the week's pattern from the last steps of a series.
//
//	Computes  idx_d = λ 7 s_d / S + (1−λ), λ = S / (S + 28)          (SCIENCE 4.1)
//	Edges     window is cut to whole weeks; 1 everywhere without demand
func PatternOf(y []float64, window int) Pattern {
	y = Begun(y)
	window = min(window, len(y)) / Week * Week
	var sums [Week]float64
	total := 0.0
	for i, v := range y[len(y)-window:] {
		sums[i%Week] += v
		total += v
	}
	out := Pattern{1, 1, 1, 1, 1, 1, 1}
	if total <= 0 {
		return out
	}
	share := total / (total + settled)
	for d := range out {
		out[d] = share*Week*sums[d]/total + 1 - share
	}
	return out
}

// of is the index of a step before the end: back 1 is the last one.
func (p Pattern) of(back int) float64 { return max(p[(Week-back%Week)%Week], leastIndex) }

// Weekly continues a daily series by a method on what is left when the week's
// pattern is divided out, and multiplies it back. SES with 56 days is the
// baseline to beat (SCIENCE 4.4).
func (m Method) Weekly(y []float64, steps, window int, t Tuning) []float64 {
	y = Begun(y)
	p := PatternOf(y, window)
	flat := make([]float64, len(y))
	for i, v := range y {
		flat[i] = v / p.of(len(y)-i)
	}
	out := m.Forecast(flat, steps, t)
	for h := range out {
		out[h] *= max(p[h%Week], leastIndex)
	}
	return out
}
