package offer

import "slices"

// standing says why a promotion gives this customer nothing, whatever the
// product. A refusal counts once.
func (w *workshop) standing(at int32) Refusal {
	s := w.promo(at)
	if s.settled {
		return s.refusal
	}
	s.settled = true
	e := &w.book.entries[at]
	switch {
	case !e.local && !e.here(w.ctx.Store):
		s.refusal = NotHere
	case w.ctx.Day < e.starts || w.ctx.Day > e.ends:
		s.refusal = NotNow
	case e.states|e.values != 0 && w.outside(e) != NoRefusal:
		s.refusal = w.outside(e)
	case (e.version || e.tailored) && w.other(e) != NoRefusal:
		s.refusal = w.other(e)
	case has(w.ctx.Closed, e.number):
		s.refusal = LimitOrBudget
		w.d.Read.Closed = append(w.d.Read.Closed, e.number)
	case e.most > 0 && w.ctx.Customer != 0 && int64(w.promo(e.head).held) >= e.most:
		s.refusal = LimitCustomer
	}
	if s.refusal != NoRefusal {
		w.refuse(at, 0, s.refusal)
	}
	return s.refusal
}

// outside says why the customer is in no segment that a promotion asks for.
func (w *workshop) outside(e *entry) Refusal {
	switch x := &w.d.Read.Expected; {
	case e.states != 0 && x.State == StateUnknown, e.values != 0 && x.Band == BandUnknown:
		return NoOutlook
	case e.states != 0 && e.states>>x.State&1 == 0, e.values != 0 && e.values>>x.Band&1 == 0:
		return NotInSegment
	}
	return NoRefusal
}

// refuse counts a refusal and keeps the first few for the trace.
func (w *workshop) refuse(at int32, product uint32, r Refusal) {
	w.d.Counts[r]++
	if w.refusals < topKept/2 {
		w.refusals++
		w.d.Top = append(w.d.Top, Candidate{Promotion: w.book.entries[at].number, Product: product, Refusal: r})
	}
}

// finish puts what was read into the order of the log and lets go of what is
// not the workshop's.
func (w *workshop) finish() {
	slices.Sort(w.d.Read.Closed)
	slices.Sort(w.d.Read.Out)
	slices.SortFunc(w.d.Read.Expiring, func(a, b Expiring) int { return int(a.Product) - int(b.Product) })
	w.d, w.ctx, w.book, w.here = nil, nil, nil, [2]*[2]index{}
	w.heads = lists{}
}

// nameable reports whether a product may stand in a reason; 0 names none.
func (b *Book) nameable(n uint32) bool {
	return n == 0 || int(n) < len(b.goods) && b.goods[n].restriction.Inferable() && b.goods[n].restriction.Discountable()
}
