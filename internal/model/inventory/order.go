package inventory

import "sartor/internal/model/counts"

// Pack is how goods come: whole packs, and not fewer than a minimum.
type Pack struct {
	Units   int // in a pack; 1 when single
	Minimum int // units of one order; 0: none
}

// Want is where a place stands, on hand and on order together, and where it
// wants to be, in units.
type Want struct{ Position, Level int }

// Order is how many units to order, with what it is expected to cost either way.
type Order struct {
	Units    int
	Cost     float64 // of the position after the order, over the interval
	Nothing  float64 // the same without an order
	Unpacked int     // what would be ordered if goods came singly
	TooLarge bool    // one pack reaches beyond the level that is wanted
}

// ToLevel orders from a position up to a level in whole packs: floor or ceiling,
// whichever costs less; raised to the minimum, or left when nothing costs less.
//
//	Computes  G(IP + n c) over the interval                      (SCIENCE 5.2.1)
//	Edges     a position below zero is a debt and is filled; a pack of 0 is 1
func ToLevel(l counts.Law, r Rates, want Want, pack Pack) Order {
	return ToLevelBy(func(s int) float64 { return r.Cost(l, s) }, want, pack)
}

// ToLevelBy is ToLevel for goods whose cost at a level is more than what is left over
// and what is short: those that spoil.
func ToLevelBy(cost func(level int) float64, want Want, pack Pack) Order {
	position, level := want.Position, want.Level
	unit := max(pack.Units, 1)
	out := Order{Nothing: cost(position), Unpacked: max(level-position, 0)}
	out.Cost = out.Nothing
	if out.Unpacked == 0 {
		return out
	}
	packs := out.Unpacked / unit
	best, costs := packs*unit, cost(position+packs*unit)
	if packs*unit < out.Unpacked {
		if more := cost(position + (packs+1)*unit); more < costs {
			best, costs = (packs+1)*unit, more
		}
	}
	out.TooLarge = position+unit > level && unit > 1
	if least := (max(pack.Minimum, 0) + unit - 1) / unit * unit; best > 0 && best < least {
		best, costs = least, cost(position+least)
	}
	if best > 0 && costs < out.Nothing {
		out.Units, out.Cost = best, costs
	}
	return out
}

// Economics are a perishable's value a unit: sold, bought, and salvaged.
type Economics struct{ Price, Cost, Salvage float64 }

// Ratio is the critical ratio of a good that is worth Salvage tomorrow:
// (v−c)/(v−g); 0 when selling earns nothing.
func (e Economics) Ratio() float64 {
	if e.Price <= e.Cost || e.Price <= e.Salvage {
		return 0
	}
	return min((e.Price-e.Cost)/(e.Price-e.Salvage), 1)
}

// Profit is the expected profit of S units for one life.
func (e Economics) Profit(l counts.Law, s int) float64 {
	left := l.Over(s)
	return e.Price*(float64(s)-left) + e.Salvage*left - e.Cost*float64(s)
}

// Fresh is the level of a good that lives some periods: the level for lead and
// review, lowered while the last unit's expected waste costs more than its sale
// earns. waste is E[(S−D_m)+], at most what spoils of it first-in-first-out.
//
//	Computes  lower S while (c−g) F_m(S−1) > (v−c)(1−F_{L+R}(S−1))   (SCIENCE 5.2.2)
//	Notes     the unit that S adds to S−1 spoils when D_m ≤ S−1, sells when D_{L+R} ≥ S
func Fresh(cycle, life counts.Law, e Economics, level int) (lowered int, waste float64) {
	for level > 0 && (e.Cost-e.Salvage)*life.AtMost(level-1) > (e.Price-e.Cost)*(1-cycle.AtMost(level-1)) {
		level--
	}
	return level, life.Over(level)
}

// Promise is a voucher in a customer's hand.
type Promise struct {
	Units     float64 // that its use takes
	Chance    float64 // that it is used in the window
	ChanceNow float64 // that the goods were bought without it
}

// Promised is what vouchers add to a demand: mean and variance in units.
//
//	Computes  Σ q (p − p₀), Σ q² p (1−p)                         (SCIENCE 5.2.3)
func Promised(list []Promise) (mean, variance float64) {
	for _, o := range list {
		mean += o.Units * (o.Chance - o.ChanceNow)
		variance += o.Units * o.Units * o.Chance * (1 - o.Chance)
	}
	return mean, variance
}
