package mark

// Step is one bar of a funnel: how many were left.
type Step struct{ Width, Class string }

// Funnel returns the bars for counts from top to bottom; the last one is what
// came of it and has the thread's colour. One of thousands still shows.
func Funnel(counts []int) []Step {
	most := 1
	for _, n := range counts {
		most = max(most, n)
	}
	out := make([]Step, len(counts))
	for i, n := range counts {
		out[i] = Step{Width: pct(float64(max(n, 0)) / float64(most)), Class: "b5"}
		if n > 0 && float64(n)/float64(most) < .02 {
			out[i].Width = pct(.02)
		}
		if i == len(counts)-1 {
			out[i].Class = "f2"
		}
	}
	return out
}
