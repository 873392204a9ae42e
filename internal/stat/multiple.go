package stat

import (
	"cmp"
	"math"
	"slices"
)

// BenjaminiHochberg returns the p-values adjusted for being read together: what
// is reported at an adjusted value of at most q is wrong in a share of at most q
// of the cases, on average. The order of the answer is that of the input.
//
//	Computes  adjusted p₍ᵢ₎ = min over j ≥ i of min(1, p₍ⱼ₎·M/j)
//	Source    Benjamini, Hochberg 1995; SCIENCE 6.4
//	Edges     a p that is no number counts as 1
func BenjaminiHochberg(p []float64) []float64 {
	order := make([]int, len(p))
	out := make([]float64, len(p))
	for i := range p {
		order[i], out[i] = i, p[i]
		if math.IsNaN(p[i]) {
			out[i] = 1
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(out[b], out[a]), cmp.Compare(a, b)) })
	least := 1.0
	for k, i := range order { // from the largest down
		least = min(least, out[i]*(float64(len(p))/float64(len(p)-k)))
		out[i] = least
	}
	return out
}
