package outcome

import (
	"fmt"

	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Costs tells what one unit of a product costs the chain, in minor units;
// assumed rates where nobody gave a cost.
type Costs interface {
	UnitCost(product uint32) float64
}

// Window is the time in which an exposure may work, and as long a time before.
type Window struct {
	From, At, Until retail.Micros // [From, At) before, (At, Until] after
}

// WindowOf is the exposure's: to the end of the voucher's last day, or to now.
func WindowOf(e Exposure, end, now retail.Micros) Window {
	until := min(end, now)
	return Window{From: e.At - max(until-e.At, 0), At: e.At, Until: until}
}

// Deduction is what a voucher took off a receipt.
type Deduction struct {
	At     retail.Micros
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

// Observe adds up one customer's receipts within a window. The receipt that
// decided is in neither part; voided and training receipts count for nobody.
func Observe(h History, w Window, costs Costs) (Observation, error) {
	var out Observation
	entries := h.Entries
	voided := voidedIn(entries)
	var lines []touchpoint.PackedLine
	for i := range entries {
		e := &entries[i]
		if e.Kind != touchpoint.KindReceipt || voided[e.Position.Seq] || e.At < w.From || e.At > w.Until {
			continue
		}
		p, err := touchpoint.Unpack(e.Body, lines)
		if err != nil {
			return Observation{}, fmt.Errorf("outcome.Observe: receipt %s: %w", e.Receipt, err)
		}
		if lines = p.Lines; p.State.Counts() {
			out.add(e.At, marginOf(p.Lines, costs), w)
		}
	}
	for _, d := range h.Deductions {
		out.add(d.At, -float64(d.Amount), w)
	}
	return out, nil
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
