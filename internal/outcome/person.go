package outcome

import (
	"cmp"
	"fmt"
	"slices"

	"sartor/internal/model/lifecycle"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Person is one customer in the readout of a promotion: in which arm, where, and
// what they bought before and after the first offer.
type Person struct {
	Customer retail.CustomerID
	Store    uint32
	Treated  bool
	State    lifecycle.State // where they stood before the offer; empty: nobody knows
	Band     lifecycle.Band
	Sales    Observation // of the promotion's goods
	Margin   Observation // of everything, vouchers deducted
	Places   []Place     // what of it was where
	Bought   []Bought    // before the offer, by growing category
}

// Place is what somebody bought in one store.
type Place struct {
	Store  uint32
	Known  bool // they shopped there before the offer, or got it there: the offer could not change that
	Sales  Observation
	Margin Observation
}

// Bought is how many units of a category somebody bought.
type Bought struct {
	Category uint32
	Units    float64
}

// tasteDays is how far back receipts are read, for what somebody buys and for how
// much they bought before: eight whole weeks, so that every weekday counts alike
// and a monthly shop counts twice. A longer time before explains more of the time
// after than an equally long one; it is scaled to its length.
const tasteDays = 56

// goods says which products a promotion is for: numbers by product, true or false.
type goods []bool

func (g goods) of(product uint32) bool { return int(product) < len(g) && g[product] }

// tally adds up one customer's receipts.
type tally struct {
	chain  *retail.Catalogue
	costs  Costs
	goods  goods
	window Window
	units  map[uint32]float64
	lines  []touchpoint.PackedLine
	places []Place
}

// at is where what is bought in a store adds up.
func (t *tally) at(store uint32) *Place {
	i := slices.IndexFunc(t.places, func(p Place) bool { return p.Store == store })
	if i < 0 {
		i, t.places = len(t.places), append(t.places, Place{Store: store})
	}
	return &t.places[i]
}

// person adds up a history. What Observe holds of margins holds here of sales too.
func (t *tally) person(e Exposure, h History) (Person, error) {
	p := Person{Customer: e.Customer, Store: e.Store}
	voided := voidedIn(h.Entries)
	clear(t.units)
	t.places = append(t.places[:0], Place{Store: e.Store, Known: true})
	for i := range h.Entries {
		e := &h.Entries[i]
		if e.Kind != touchpoint.KindReceipt || voided[e.Position.Seq] || e.At < t.window.From || e.At > t.window.Until {
			continue
		}
		r, err := touchpoint.Unpack(e.Body, t.lines)
		if err != nil {
			return Person{}, fmt.Errorf("outcome: receipt %s: %w", e.Receipt, err)
		}
		if t.lines = r.Lines; !r.State.Counts() {
			continue
		}
		there := t.at(e.Store)
		there.Margin.add(e.At, marginOf(r.Lines, t.costs), t.window)
		there.Sales.add(e.At, t.salesOf(r.Lines), t.window)
		if e.At < t.window.At {
			there.Known = true
			t.count(r.Lines)
		}
	}
	for _, d := range h.Deductions {
		t.at(d.Store).Margin.add(d.At, -float64(d.Amount), t.window)
	}
	t.sum(&p)
	for c, units := range t.units {
		p.Bought = append(p.Bought, Bought{c, units})
	}
	slices.SortFunc(p.Bought, func(a, b Bought) int { return cmp.Compare(a.Category, b.Category) })
	return p, nil
}

// sum scales the time before to the time after, and adds up the stores.
func (t *tally) sum(p *Person) {
	same := float64(t.window.Until-t.window.At) / float64(t.window.At-t.window.From)
	for i := range t.places {
		at := &t.places[i]
		at.Sales.Before, at.Margin.Before = same*at.Sales.Before, same*at.Margin.Before
		p.Sales, p.Margin = p.Sales.plus(at.Sales), p.Margin.plus(at.Margin)
	}
	p.Places = slices.Clone(t.places)
}

func (t *tally) salesOf(lines []touchpoint.PackedLine) float64 {
	sum := 0.0
	for i := range lines {
		if t.goods.of(lines[i].Product) {
			sum += float64(lines[i].Amount)
		}
	}
	return sum
}

// count adds what a basket holds by category. Weighed goods count one a line, and
// goods that must not be inferred from are not looked at.
func (t *tally) count(lines []touchpoint.PackedLine) {
	for i := range lines {
		l := &lines[i]
		if int(l.Product) >= len(t.chain.Products) || l.Quantity <= 0 {
			continue
		}
		p := &t.chain.Products[l.Product]
		c := t.chain.CategoryOf(l.Product)
		if c == 0 || !p.Restriction.Inferable() {
			continue
		}
		units := l.Quantity.Units()
		if l.Quantity%retail.One != 0 {
			units = 1
		}
		t.units[c] += units
	}
}

// voidedIn lists the receipts that were taken back, by the number of their entry.
func voidedIn(entries []touchpoint.Entry) map[int64]bool {
	var out map[int64]bool
	for i := range entries {
		if seq, ok := entries[i].Voids(); ok {
			if out == nil {
				out = map[int64]bool{}
			}
			out[seq] = true
		}
	}
	return out
}
