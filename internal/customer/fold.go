package customer

import (
	"cmp"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// returnDays is how far before an unnamed return its sale may lie (SCIENCE.md 0.2).
const returnDays = 90

// receipt is a receipt that counts, as the fold sees it: goods only.
type receipt struct {
	key   Key
	seq   int64
	lines []line
}

// line is one line of goods; units fall when some came back.
type line struct {
	product   uint32
	units     retail.Quantity
	amount    retail.Minor
	number    int // on the receipt, counted from 0
	of        retail.ReceiptID
	ofLine    int
	inferable bool
}

// read decodes a receipt's entry. Lines that are no goods are left out; one in
// training or parked does not count.
func read(e *touchpoint.Entry, chain *retail.Catalogue) (receipt, bool, error) {
	packed, err := touchpoint.Unpack(e.Body, nil)
	if err != nil {
		return receipt{}, false, fault.At("customer.read", err)
	}
	if !packed.State.Counts() {
		return receipt{}, false, nil
	}
	r := receipt{key: KeyOf(e), seq: e.Position.Seq, lines: make([]line, 0, len(packed.Lines))}
	for i := range packed.Lines {
		l := &packed.Lines[i]
		restriction := chain.Product(l.Product).Restriction
		if restriction&retail.NotGoods != 0 || l.Quantity == 0 {
			continue
		}
		r.lines = append(r.lines, line{
			product: l.Product, units: l.Quantity, amount: l.Amount, number: i,
			of: l.ReturnOf, ofLine: l.ReturnLine, inferable: restriction.Inferable(),
		})
	}
	return r, true, nil
}

// Fold returns the state of a customer from all of their journal entries, in
// any order and however often each stands there: duplicates count once, voided
// receipts not at all, what came back is taken off first (SCIENCE.md 0.2).
func Fold(entries []touchpoint.Entry, chain *retail.Catalogue) (State, error) {
	var s State
	receipts, err := s.standing(entries, chain)
	if err != nil {
		return State{}, err
	}
	s.takeBack(receipts)
	var room []uint32
	for i := range receipts {
		room = s.count(&receipts[i], room)
	}
	return s, nil
}

// standing returns the receipts that count, in their order, and notes how far
// the entries reach and what voids still wait for.
func (s *State) standing(entries []touchpoint.Entry, chain *retail.Catalogue) ([]receipt, error) {
	live := inOrder(entries)
	if len(live) > 0 {
		s.Through = live[len(live)-1].Position
	}
	live = behindErasure(live)
	voids := voidsOf(live)
	var out []receipt
	for i := range live {
		e := live[i]
		if e.Kind != touchpoint.KindReceipt || voids.take(e) {
			continue
		}
		r, counts, err := read(e, chain)
		if err != nil {
			return nil, err
		}
		if counts {
			out = append(out, r)
		}
	}
	for _, id := range voids.awaited() {
		s.await(id)
	}
	slices.SortFunc(out, func(a, b receipt) int { return cmp.Or(a.key.Compare(b.key), cmp.Compare(a.seq, b.seq)) })
	return out, nil
}

// behindErasure returns what came after a customer was forgotten.
func behindErasure(live []*touchpoint.Entry) []*touchpoint.Entry {
	for i := len(live) - 1; i >= 0; i-- {
		if live[i].Kind == touchpoint.KindErasure {
			return live[i+1:]
		}
	}
	return live
}

// inOrder returns the entries in the order of the journal, each once.
func inOrder(entries []touchpoint.Entry) []*touchpoint.Entry {
	out := make([]*touchpoint.Entry, len(entries))
	for i := range entries {
		out[i] = &entries[i]
	}
	slices.SortStableFunc(out, func(a, b *touchpoint.Entry) int {
		return cmp.Or(cmp.Compare(a.Position.Epoch, b.Position.Epoch), cmp.Compare(a.Position.Seq, b.Position.Seq))
	})
	return slices.CompactFunc(out, func(a, b *touchpoint.Entry) bool { return a.Position == b.Position })
}
