package lifetime

import "math"

// knots is at how many times the expected purchases are worked out, now and the end of the
// horizon among them, to be read off between: gaps that are regular make waves.
func (v *Valuer) knots() int {
	switch k := v.model.K; {
	case k == 1:
		return 7
	case k <= 3:
		return 13
	}
	return mostKnots
}

const mostKnots = 17

// reading is how discounted purchases follow from what is expected at a few times, for
// all customers of one age.
//
//	Computes  the expectation over time is smooth in v = ln(1+t/(α+T)), so that it is known from Chebyshev points;
//	          read off at the ends of weeks it is linear in its values there, and so is (2.4): Σ share·E[Y(at)]
//	Source    Berrut, Trefethen, Barycentric Lagrange interpolation, SIAM Review 46 (2004)
//	Error     below 1e-5 of Discounted: TestReading_MeetsTheSum
type reading struct {
	at    []float64 // weeks from now
	share []float64
}

// reading returns the one of an age; nil where the sum itself is as cheap.
func (v *Valuer) reading(age int32) *reading {
	n := v.knots()
	if !v.spends || len(v.weeks) <= n || v.model.Kind == Pareto {
		return nil
	}
	rate := v.model.Alpha + History{Age: age}.ageWeeks()
	r, place := &reading{at: make([]float64, n), share: make([]float64, n)}, make([]float64, n)
	width := math.Log1p(float64(v.terms.Days) / DaysPerWeek / rate)
	for i := range place {
		place[i] = width / 2 * (1 - math.Cos(math.Pi*float64(i)/float64(n-1)))
		r.at[i] = rate * math.Expm1(place[i])
	}
	weekly, factor := v.terms.weekly(), 1.0
	for i, end := range v.weeks {
		factor *= weekly
		weight := factor * (1 - weekly) // this week's factor for what came until its end, less the next one's
		if i == len(v.weeks)-1 {
			weight = factor
		}
		r.add(weight, place, math.Log1p(float64(end)/DaysPerWeek/rate))
	}
	return r
}

// add adds what is read off at v, times weight.
func (r *reading) add(weight float64, place []float64, v float64) {
	var part [mostKnots]float64
	sum := 0.0
	for i, knot := range place {
		if v == knot {
			r.share[i] += weight
			return
		}
		part[i] = 1 / (v - knot)
		if i == 0 || i == len(place)-1 {
			part[i] /= 2
		}
		if i%2 == 1 {
			part[i] = -part[i]
		}
		sum += part[i]
	}
	for i := range place {
		r.share[i] += weight * part[i] / sum
	}
}

// of returns the discounted purchases of a customer who is expected to make all of them
// within the horizon.
func (r *reading) of(p Posterior, all float64) float64 {
	last := len(r.at) - 1
	sum := r.share[last] * all
	for i := 1; i < last; i++ {
		sum += r.share[i] * p.mean(r.at[i])
	}
	return sum
}

// stairs sums what is expected week by week at each week's discount.
func stairs(weeks []int, weekly float64, expected func(days int) float64) float64 {
	sum, before, factor := 0.0, 0.0, 1.0
	for _, end := range weeks {
		factor *= weekly
		now := expected(end)
		sum += (now - before) * factor
		before = now
	}
	return sum
}

// mean is ΣP(Y≥n) within t weeks, without keeping the terms.
func (p *Posterior) mean(t float64) float64 {
	w, sum := p.stageTails(t), 0.0
	for range mostCounts {
		given := w.next()
		if sum += given; given < smallTerm*sum {
			break
		}
	}
	return p.active * sum
}

// smallTerm ends the sum of a mean that is read off.
const smallTerm = 1e-9
