package habit

// tally counts what the popularity and the repurchase rate of products rest on.
type tally struct {
	pop       []uint32 // baskets with the product, anonymous ones too
	df        []uint32 // customers who ever bought it
	rebuyers  []uint32 // customers with it in two baskets or more
	baskets   int
	customers int // with a basket in the view
}

// stamps remember, by product, the customer seen last once and twice.
type stamps struct{ once, twice []uint32 }

func count(v view, workers int) tally {
	parts := make([]tally, max(1, workers))
	marks := make([]stamps, len(parts))
	for w := range parts {
		parts[w] = tally{pop: make([]uint32, v.size), df: make([]uint32, v.size), rebuyers: make([]uint32, v.size)}
		marks[w] = stamps{make([]uint32, v.size), make([]uint32, v.size)}
	}
	each(workers, v.Customers(), func(w, u int) { parts[w].customer(v, u, marks[w]) })
	from, to := v.anonymous()
	parts[0].baskets += int(to - from)
	for b := from; b < to; b++ {
		for _, p := range v.set(b) {
			parts[0].pop[p]++
		}
	}
	sum := parts[0]
	for _, part := range parts[1:] {
		sum.baskets, sum.customers = sum.baskets+part.baskets, sum.customers+part.customers
		for p := range sum.pop {
			sum.pop[p] += part.pop[p]
			sum.df[p] += part.df[p]
			sum.rebuyers[p] += part.rebuyers[p]
		}
	}
	return sum
}

func (t *tally) customer(v view, u int, seen stamps) {
	from, to := v.span(u)
	if from == to {
		return
	}
	t.customers++
	t.baskets += int(to - from)
	mark := uint32(u) + 1
	for b := from; b < to; b++ {
		for _, p := range v.set(b) {
			t.pop[p]++
			switch {
			case seen.once[p] != mark:
				seen.once[p] = mark
				t.df[p]++
			case seen.twice[p] != mark:
				seen.twice[p] = mark
				t.rebuyers[p]++
			}
		}
	}
}

const (
	rhoPrior  = .3 // rho0 and kappa of (3.3)
	rhoWeight = 10
)

// ratios returns rho(i)/rhobar for every product, 1 for one never sold.
//
//	Computes  rho = (rebuyers + κ·rho0)/(df + κ),  κ = 10, rho0 = .3        (3.3)
//	          rhobar = plain mean of rho over sold products
func (t *tally) ratios() []float64 {
	out := make([]float64, len(t.pop))
	sum, sold := 0.0, 0
	for p := range out {
		out[p] = (float64(t.rebuyers[p]) + rhoWeight*rhoPrior) / float64(t.df[p]+rhoWeight)
		if t.pop[p] > 0 {
			sum, sold = sum+out[p], sold+1
		}
	}
	mean := sum / float64(max(1, sold))
	for p := range out {
		if t.pop[p] == 0 {
			out[p] = 1
			continue
		}
		out[p] /= mean
	}
	return out
}
