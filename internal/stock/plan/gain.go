package plan

import "sartor/internal/model/counts"

// gains are what units that arrive are expected to earn, exactly: what is sold of
// them grows with demand, so points of the gain are those of what is sold, and the
// draws of SCIENCE 5.2.6 are not needed. A unit that outlasts the next delivery earns
// nothing more: that delivery would serve as well, whether the goods keep or spoil later.
type gains struct {
	w      *want
	lead   counts.Law // asked for before they come
	review counts.Law // asked for while they must last
	first  int        // there at the beginning
	behind int        // of what is under way, what comes while they must last
}

func (w *want) gains() *gains {
	g := &gains{w: w, first: w.stands - w.spoils}
	before := 0
	if w.policy == Newsvendor {
		g.lead = counts.Poisson(0)
		g.first = 0
	} else {
		before = w.p.coming(w.arrive - 1)
		g.lead = w.p.law(now, w.arrive-1)
	}
	g.first += before
	g.behind = w.coming - before
	g.review = w.p.law(w.arrive, w.arrive-1+w.review)
	return g
}

// there is what is left when the goods come, if x were asked for before.
func (g *gains) there(x int) int { return max(g.first-x, 0) + g.behind }

// sold is how many of the units are expected to be sold that would be asked for in
// vain without them.
//
//	Computes  E[min(q, (D_R − X)+)] = Σ P(D_L = x) (n_R(X) − n_R(X+q)), X = (first − x)+ + behind
func (g *gains) sold(units int) float64 {
	sum := 0.0
	last := min(g.lead.Last(), max(g.first, 0))
	for x := range last {
		at := g.there(x)
		sum += g.lead.Chance(x) * (g.review.Short(at) - g.review.Short(at+units))
	}
	at := g.there(last)
	return sum + (1-g.lead.AtMost(last-1))*(g.review.Short(at)-g.review.Short(at+units))
}

// point is the smallest number sold whose chance reaches u.
func (g *gains) point(units int, u float64) int {
	last := min(g.lead.Last(), max(g.first, 0))
	low, high := 0, units
	for low < high {
		mid := (low + high) / 2
		f := (1 - g.lead.AtMost(last-1)) * g.review.AtMost(g.there(last)+mid)
		for x := range last {
			f += g.lead.Chance(x) * g.review.AtMost(g.there(x)+mid)
		}
		if f >= u {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// worth is what units earn when some of them are sold and some spoil.
func (g *gains) worth(units int, sold, spoiled float64) float64 {
	w := g.w
	left := max(float64(units)-sold-spoiled, 0)
	return w.e.margin*sold - (w.e.Cost-w.e.Salvage)*spoiled - w.e.day*float64(w.review)*left - w.p.Terms.OrderCost
}

// mean is the expected gain of some units; none earn nothing.
func (g *gains) mean(units int) float64 {
	if units <= 0 {
		return 0
	}
	spoiled := 0.0
	if g.w.item.Product.Life > 0 {
		spoiled = g.w.left(units)
	}
	return g.worth(units, g.sold(units), spoiled)
}

func (g *gains) of(units int) Range {
	at := func(u float64) float64 {
		spoiled := 0.0
		if g.w.item.Product.Life > 0 {
			d, ip := g.w.life.Quantile(u), g.w.position()
			spoiled = float64(max(ip+units-d, 0) - max(ip-d, 0))
		}
		sold := float64(g.point(units, u))
		return g.worth(units, sold, min(spoiled, float64(units)-sold))
	}
	return ordered(Range{at(.05), g.mean(units), at(.95)})
}

// ordered keeps a range around its middle, which a skewed law may lie beyond.
func ordered(r Range) Range { return Range{min(r.Low, r.Mid), r.Mid, max(r.High, r.Mid)} }
