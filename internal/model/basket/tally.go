package basket

import "sartor/internal/stat"

// Tally counts what the popularity and the repurchase rate of products rest on.
type Tally struct {
	Pop       []uint32 // baskets with the product, anonymous ones too
	DF        []uint32 // customers who ever bought it
	Rebuyers  []uint32 // customers with it in two baskets or more
	Baskets   int
	Customers int // with a basket in the view
}

// stamps remember, by product, the customer seen last once and twice.
type stamps struct{ once, twice []uint32 }

// Count counts a view; the result does not depend on the number of workers.
func Count(v View, workers int) Tally {
	parts := make([]Tally, max(1, workers))
	marks := make([]stamps, len(parts))
	for w := range parts {
		parts[w] = Tally{Pop: make([]uint32, v.size), DF: make([]uint32, v.size), Rebuyers: make([]uint32, v.size)}
		marks[w] = stamps{make([]uint32, v.size), make([]uint32, v.size)}
	}
	stat.Each(workers, v.Customers(), func(w, u int) { parts[w].customer(v, u, marks[w]) })
	from, to := v.Unnamed()
	parts[0].Baskets += int(to - from)
	for b := from; b < to; b++ {
		for _, p := range v.Set(b) {
			parts[0].Pop[p]++
		}
	}
	sum := parts[0]
	for _, part := range parts[1:] {
		sum.Baskets, sum.Customers = sum.Baskets+part.Baskets, sum.Customers+part.Customers
		for p := range sum.Pop {
			sum.Pop[p] += part.Pop[p]
			sum.DF[p] += part.DF[p]
			sum.Rebuyers[p] += part.Rebuyers[p]
		}
	}
	return sum
}

func (t *Tally) customer(v View, u int, seen stamps) {
	from, to := v.Span(u)
	if from == to {
		return
	}
	t.Customers++
	t.Baskets += int(to - from)
	mark := uint32(u) + 1
	for b := from; b < to; b++ {
		for _, p := range v.Set(b) {
			t.Pop[p]++
			switch {
			case seen.once[p] != mark:
				seen.once[p] = mark
				t.DF[p]++
			case seen.twice[p] != mark:
				seen.twice[p] = mark
				t.Rebuyers[p]++
			}
		}
	}
}

const (
	rhoPrior  = .3 // rho0 and kappa of (3.3)
	rhoWeight = 10
)

// Ratios returns rho(i)/rhobar for every product, 1 for one never sold.
//
//	Computes  rho = (rebuyers + κ·rho0)/(df + κ),  κ = 10, rho0 = .3        (3.3)
//	          rhobar = plain mean of rho over sold products
func (t *Tally) Ratios() []float64 {
	out := make([]float64, len(t.Pop))
	sum, sold := 0.0, 0
	for p := range out {
		out[p] = (float64(t.Rebuyers[p]) + rhoWeight*rhoPrior) / float64(t.DF[p]+rhoWeight)
		if t.Pop[p] > 0 {
			sum, sold = sum+out[p], sold+1
		}
	}
	mean := sum / float64(max(1, sold))
	for p := range out {
		if t.Pop[p] == 0 {
			out[p] = 1
			continue
		}
		out[p] /= mean
	}
	return out
}
