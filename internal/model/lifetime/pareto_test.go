package lifetime

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Nodes that stay and nodes that follow each purchase are two ways to one figure.
func TestParetoTails_TwoWaysAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, h := anyModel(t), anyHistory(t)
		m.Kind, m.K = Pareto, 1
		p, weeks := m.Posterior(h), rapid.Float64Range(.1, 60).Draw(t, "weeks")
		next := p.paretoTails(weeks)
		for n := 1; n <= 60; n++ {
			if a, b := next(n), p.paretoTail(n, weeks); math.Abs(a-b) > 1e-7 {
				t.Fatalf("P(Y≥%d) %v and %v with R %v, A %v, β %v, s %v", n, a, b, p.shape, p.rate, p.b, p.a)
			}
		}
	})
}
