package outcome

import (
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Costs tells what one unit of a product costs the chain, in minor units;
// assumed rates where nobody gave a cost.
type Costs interface {
	UnitCost(product uint32) float64
}

// Window is the time in which an exposure may work, and a time before it.
type Window struct {
	From, At, Until retail.Micros // [From, At) before, (At, Until] after
}

// Deduction is what a voucher took off a receipt.
type Deduction struct {
	At     retail.Micros
	Store  uint32
	Amount retail.Minor
}

// History is what one customer left in the journal, and what vouchers gave them.
type History struct {
	Entries    []touchpoint.Entry
	Deductions []Deduction
}

// add counts an amount on its side of the exposure, or nowhere.
func (o *Observation) add(at retail.Micros, amount float64, w Window) {
	switch {
	case at < w.From || at > w.Until || at == w.At:
	case at < w.At:
		o.Before += amount
	default:
		o.After += amount
	}
}

// marginOf is what the lines left after their cost; returns take it back.
func marginOf(lines []touchpoint.PackedLine, costs Costs) float64 {
	sum := 0.0
	for i := range lines {
		l := &lines[i]
		sum += float64(l.Amount) - float64(costs.UnitCost(l.Product)*l.Quantity.Units())
	}
	return sum
}
