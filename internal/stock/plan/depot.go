package plan

import (
	"slices"

	"sartor/internal/model/inventory"
)

// serve plans what a depot of the chain's own delivers, and what it orders itself: its
// demand is what the stores it serves are expected to sell.
func (n *night) serve(depot int) {
	at := n.place(depot)
	var asks []int // of n.orders
	for i := range n.orders {
		if n.orders[i].From == depot {
			asks = append(asks, i)
		}
	}
	if at != nil && !at.Unknown {
		n.share(at, asks)
	}
	if at == nil || at.Terms == nil || at.Terms.Depot >= 0 {
		return
	}
	asked := 0
	for _, i := range asks {
		asked += n.orders[i].Units
	}
	own := n.asDepot(at, asked)
	o, silence := n.c.order(n.it, &own)
	n.note(o, silence)
}

// asDepot is a depot's place with the demand of those it serves; what they order
// tonight is gone already.
func (n *night) asDepot(at *Place, asked int) Place {
	own := *at
	own.Means = make([]float64, Horizon)
	variance := 0.0
	for i := range n.places {
		p := &n.places[i]
		if p.Store != at.Store && (p.Terms == nil || p.Terms.Depot != at.Store) {
			continue
		}
		for day := range own.Means {
			m, _ := p.moments(day+1, day+1)
			own.Means[day] += m
		}
		_, v := p.moments(1, Horizon)
		variance += v
		own.Promised.Vouchers += p.Promised.Vouchers
	}
	own.Promised.Mean, own.Promised.Variance = 0, 0 // in the means already
	if total := sum(own.Means); total > 0 {
		own.Ratio = variance / total
	}
	own.Reserved += asked
	return own
}

// share divides what a depot has among those who ask for more (SCIENCE 5.2.4); one
// that would get more than it asked for leaves the rest to the others.
func (n *night) share(at *Place, asks []int) {
	has, asked := max(at.stands(), 0), 0
	for _, i := range asks {
		asked += n.orders[i].Units
	}
	if asked <= has {
		return
	}
	n.short = true
	given := map[int]int{}
	open := slices.Clone(asks)
	for len(open) > 0 && has > 0 {
		got := n.divide(has, open)
		full := slices.IndexFunc(got, func(g share) bool { return g.units >= n.orders[g.order].Units })
		if full < 0 {
			for _, g := range got {
				given[g.order] = g.units
			}
			break
		}
		i := got[full].order
		given[i] = n.orders[i].Units
		has -= given[i]
		open = slices.DeleteFunc(open, func(o int) bool { return o == i })
	}
	for _, i := range asks {
		n.cut(i, given[i])
	}
	n.orders = slices.DeleteFunc(n.orders, func(p Proposal) bool { return p.Units == 0 })
}

// share is what an order gets of a short depot.
type share struct{ order, units int }

// divide gives a depot's units to open orders by what a pack earns there.
func (n *night) divide(has int, open []int) []share {
	out := make([]share, len(open))
	claims := make([]inventory.Claim, len(open))
	pack := 1
	for k, i := range open {
		o := &n.orders[i]
		w, _ := n.c.wantOf(n.it, n.place(o.To))
		out[k].order = i
		claims[k] = inventory.Claim{Law: w.both, OnHand: w.position(), Margin: w.e.short, Floor: max(w.p.Display-w.position(), 0)}
		pack = max(pack, o.Pack)
	}
	for k, units := range inventory.Share(has, pack, 0, claims) {
		out[k].units = units
	}
	return out
}

// cut sets an order to what the depot can give.
func (n *night) cut(i, units int) {
	was := n.orders[i]
	if units >= was.Units {
		return
	}
	n.orders[i].Units = 0
	if units <= 0 {
		n.silent[DepotEmpty]++
		return
	}
	w, _ := n.c.wantOf(n.it, n.place(was.To))
	_, cost := w.level()
	o := w.proposal(units, cost)
	o.Terms = was.Terms
	o.say(Shortage, float64(was.Units-units))
	n.orders[i] = o
}
