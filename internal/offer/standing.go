package offer

import (
	"math/bits"
	"slices"
)

// unsettled is the refusal of a promotion that was not asked for yet.
const unsettled = refusals

// standing is a promotion's with the reason why it gives this customer nothing,
// whatever the product. A refusal counts once.
func (w *workshop) standing(at int32) *standing {
	s := w.promo(at)
	if s.refusal == unsettled {
		if s.refusal = w.settle(&w.book.terms[at], at); s.refusal != NoRefusal {
			w.refuse(at, 0, s.refusal)
		}
	}
	return s
}

func (w *workshop) settle(t *terms, at int32) Refusal {
	switch {
	case !t.local && !t.everywhere(w.ctx.Store) && !w.book.entries[at].here(w.ctx.Store):
		return NotHere
	case w.ctx.Day < t.starts || w.ctx.Day > t.ends:
		return NotNow
	case t.states|t.values != 0 && w.outside(t) != NoRefusal:
		return w.outside(t)
	case (t.version || t.tailored) && w.other(at) != NoRefusal:
		return w.other(at)
	case has(w.ctx.Closed, t.number):
		w.d.Read.Closed = append(w.d.Read.Closed, t.number)
		return LimitOrBudget
	case t.most > 0 && w.ctx.Customer != 0 && w.promo(t.head).held >= t.most:
		return LimitCustomer
	}
	return NoRefusal
}

// outside says why the customer is in no segment that a promotion asks for.
func (w *workshop) outside(e *terms) Refusal {
	switch x := &w.d.Read.Expected; {
	case e.states != 0 && x.State == StateUnknown, e.values != 0 && x.Band == BandUnknown:
		return NoOutlook
	case e.states != 0 && e.states>>x.State&1 == 0, e.values != 0 && e.values>>x.Band&1 == 0:
		return NotInSegment
	}
	return NoRefusal
}

// refusal says why no promotion may take a product now.
func (w *workshop) refusal(n uint32, g *good) Refusal {
	switch {
	case !g.listed:
		return Unlisted
	case !g.restriction.Discountable():
		return Restricted
	}
	r := w.product(n).refusal
	if r == OutOfStock && !slices.Contains(w.d.Read.Out, n) {
		w.d.Read.Out = append(w.d.Read.Out, n)
	}
	return r
}

// refuseFor refuses a product to all promotions that asked for it. It counts once.
func (w *workshop) refuseFor(product uint32, r Refusal) {
	at := len(w.heads)
	if w.headsOf(anyBasket, product, &w.book.goods[product]); at < len(w.heads) {
		w.refuse(w.heads[at][0], product, r)
	}
	clear(w.heads[at:])
	w.heads = w.heads[:at]
}

// refuseBought refuses a product that was just bought to those promotions that do not
// allow that. It counts once.
func (w *workshop) refuseBought(product uint32) {
	first := func(all, allowed []int32) bool {
		if len(all) == len(allowed) {
			return false
		}
		at := slices.IndexFunc(all, func(at int32) bool { return !w.book.terms[at].again })
		if at >= 0 {
			w.refuse(all[at], product, InBasket)
		}
		return at >= 0
	}
	g := &w.book.goods[product]
	for places := w.places(product, g); places != 0; places &= places - 1 {
		place := bits.TrailingZeros32(places)
		if first(w.at(place, anyBasket, product, g), w.at(place, sameBasket, product, g)) {
			return
		}
	}
	first(w.open[anyBasket], w.open[sameBasket])
}

// refuse counts a refusal and keeps the first few for the trace.
func (w *workshop) refuse(at int32, product uint32, r Refusal) {
	w.d.Counts[r]++
	if w.refusals < topKept/2 {
		w.refusals++
		w.d.Top = append(w.d.Top, Candidate{Promotion: w.book.terms[at].number, Product: product, Refusal: r})
	}
}

// finish puts what was read into the order of the log and lets go of what is
// not the workshop's.
func (w *workshop) finish() {
	slices.Sort(w.d.Read.Closed)
	slices.Sort(w.d.Read.Out)
	slices.SortFunc(w.d.Read.Expiring, func(a, b Expiring) int { return int(a.Product) - int(b.Product) })
	w.d, w.ctx, w.book, w.here, w.mine = nil, nil, nil, [2]*index{}, nil
}

// nameable reports whether a product may stand in a reason; 0 names none.
func (b *Book) nameable(n uint32) bool {
	return n == 0 || int(n) < len(b.goods) && b.goods[n].restriction.Inferable() && b.goods[n].restriction.Discountable()
}
