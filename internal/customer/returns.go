package customer

import (
	"slices"

	"sartor/internal/retail"
)

// at points to a line: receipts[receipt].lines[line].
type at struct{ receipt, line int }

// shelf finds sold lines: by receipt, and by product in the receipts' order.
type shelf struct {
	receipts []receipt
	byID     map[retail.ReceiptID]int
	products map[uint32][]at
}

// takeBack nets what came back before anything is counted (SCIENCE.md 0.2): a
// return that names its line reduces that line; one that names none reduces the
// latest line of that product with enough units within 90 days before, else it
// only lowers the spend. Named ones go first; what they name and has not come
// yet is remembered.
func (s *State) takeBack(receipts []receipt) {
	if !slices.ContainsFunc(receipts, func(r receipt) bool {
		return slices.ContainsFunc(r.lines, func(l line) bool { return l.units < 0 })
	}) {
		return
	}
	goods := stock(receipts)
	var unnamed []at
	for i := range receipts {
		for j := range receipts[i].lines {
			l := &receipts[i].lines[j]
			if l.units >= 0 {
				continue
			}
			if l.of == "" {
				unnamed = append(unnamed, at{i, j})
				continue
			}
			if known := goods.named(l); !known {
				s.await(l.of)
			}
		}
	}
	for _, back := range unnamed {
		goods.unnamed(back)
	}
}

func stock(receipts []receipt) *shelf {
	s := &shelf{receipts: receipts, byID: make(map[retail.ReceiptID]int, len(receipts)), products: map[uint32][]at{}}
	for i := range receipts {
		id := receipts[i].key.Receipt
		if first, twice := s.byID[id]; !twice || receipts[i].seq < receipts[first].seq {
			s.byID[id] = i // of several, the one that stood in the journal first
		}
		for j := range receipts[i].lines {
			if l := &receipts[i].lines[j]; l.units > 0 {
				s.products[l.product] = append(s.products[l.product], at{i, j})
			}
		}
	}
	return s
}

// named reduces the line that a return names, or, when that line is of another
// product, the receipt's first line of the product with enough units. It
// reports whether the receipt is known.
func (s *shelf) named(back *line) bool {
	i, known := s.byID[back.of]
	if !known {
		return false
	}
	best := -1
	for j := range s.receipts[i].lines {
		l := &s.receipts[i].lines[j]
		switch {
		case l.product != back.product || l.units <= 0:
		case l.number == back.ofLine:
			l.units -= min(l.units, -back.units)
			return true
		case best < 0 && l.units >= -back.units:
			best = j
		}
	}
	if best >= 0 {
		s.receipts[i].lines[best].units += back.units
	}
	return true
}

// unnamed reduces the latest line with enough units that is not older than 90
// days; a line of the same receipt counts as before.
func (s *shelf) unnamed(where at) {
	back := &s.receipts[where.receipt].lines[where.line]
	day := s.receipts[where.receipt].key.Day
	for _, sold := range slices.Backward(s.products[back.product]) {
		if sold.receipt > where.receipt {
			continue
		}
		r := &s.receipts[sold.receipt]
		if r.key.Day < day-returnDays {
			return
		}
		if l := &r.lines[sold.line]; l.units >= -back.units {
			l.units += back.units
			return
		}
	}
}
