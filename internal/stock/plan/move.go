package plan

import (
	"math"
	"slices"

	"sartor/internal/model/counts"
)

// giver is a store with more than it needs.
type giver struct {
	p     *Place
	e     economics
	stock int
	most  int        // that it can spare
	law   counts.Law // of what it needs itself, to its own next delivery and its review
	ends  counts.Law // of what it sells before its goods expire; zero: they keep
	given int        // of them, by moves told already
}

// taker is a store that runs dry before goods can be ordered.
type taker struct {
	p     *Place
	e     economics
	stock int
	most  int        // that could be sold
	until int        // last day before the next delivery
	next  int        // day of it, 0: none
	law   counts.Law // until then
	lasts int        // last day on which what comes is for sale; 0: it keeps
	ends  counts.Law // of what it sells to then
	taken int
}

// nextDelivery is the day on which goods could be there that are ordered, or are under
// way; 0: none. A depot that has nothing waits for its own delivery.
func (n *night) nextDelivery(p *Place) int {
	next := 0
	if t := p.Terms; t != nil && t.Lead >= 0 && t.Lead <= Horizon {
		next = t.arrives(t.next())
		if at := n.place(t.Depot); at != nil && at != p && !at.Unknown && at.stands() <= 0 && at.Terms != nil {
			next += at.Terms.arrives(at.Terms.next())
		}
	}
	for _, a := range p.Arrivals {
		if a.Units > 0 && a.Day > now && (next == 0 || a.Day < next) {
			next = a.Day
		}
	}
	return next
}

// joins reports whether vans stop at a place.
func (n *night) joins(p *Place) bool {
	s := &n.c.Stores[p.Store]
	return !p.Unknown && !s.Online && !s.Stays && !slices.Contains(n.depots, p.Store)
}

// mostDeep is the last chance to sell a unit that a move still looks at: beyond it
// nothing pays for being carried.
const mostDeep = .99

func (n *night) takers() (out []*taker) {
	e := n.c.economics(&n.it.Product)
	if e.margin <= 0 || n.it.Product.Life == 1 { // goods of one day arrive with no day left
		return nil
	}
	for i := range n.places {
		p := &n.places[i]
		if !n.joins(p) || !n.c.Stores[p.Store].sells(1) {
			continue
		}
		t := &taker{p: p, e: e, next: n.nextDelivery(p)}
		if t.until = t.next - 1; t.next == 0 {
			t.until = Shown
		}
		if t.until < 1 {
			continue
		}
		t.until = min(t.until, Shown)
		t.stock = max(p.stands()-int(math.Round(p.spoils(t.until))), 0)
		if m, v := p.moments(now, t.until); float64(t.stock) > m+4*math.Sqrt(v)+2 {
			continue
		}
		t.law = p.law(now, t.until)
		if t.most = t.law.Quantile(mostDeep) - t.stock; t.most <= 0 {
			continue
		}
		out = append(out, t)
	}
	return out
}

func (n *night) givers() (out []*giver) {
	e := n.c.economics(&n.it.Product)
	for i := range n.places {
		p := &n.places[i]
		if !n.joins(p) || p.stands() <= 0 {
			continue
		}
		g := &giver{p: p, e: e, stock: p.stands()}
		until := Shown
		if t := p.Terms; t != nil && t.Lead >= 0 && t.Lead <= Horizon {
			until = t.arrives(t.next()) - 1 + t.review()
		}
		if m, _ := p.moments(now, until); float64(g.stock) <= m {
			continue
		}
		g.law = p.law(now, until)
		g.most = g.stock - max(g.law.Quantile(n.c.Rules.Keep), p.Display)
		if w, _ := n.c.wantOf(n.it, p); w != nil { // what it gives, it must not order
			level, _ := w.level()
			level, _ = w.raised(level)
			g.most = min(g.most, w.position()-level)
		}
		if g.most <= 0 {
			continue
		}
		if last := p.lasts(); last > 0 {
			g.ends = p.law(now, last)
		}
		out = append(out, g)
	}
	return out
}

// lasts is the last day on which what is on hand is for sale; 0: it keeps.
func (p *Place) lasts() (last int) {
	for _, l := range p.Lots {
		last = max(last, l.Last)
	}
	return last
}

// loses is what giving some units, behind those given already, is expected to cost the
// giver: sales it may miss, less what would have spoiled there.
func (g *giver) loses(behind, units int) float64 {
	at := g.stock - behind
	cost := g.e.margin * (g.law.Short(at-units) - g.law.Short(at))
	if g.p.lasts() > 0 {
		cost -= (g.e.Cost - g.e.Salvage) * (g.ends.Over(at) - g.ends.Over(at-units))
	}
	return cost
}

// gains is what some units, behind those taken already, are expected to earn.
func (t *taker) gains(behind, units int) float64 {
	at := t.stock + behind
	gain := t.e.margin * (t.law.Short(at) - t.law.Short(at+units))
	if t.lasts > 0 {
		gain -= (t.e.Cost - t.e.Salvage) * (t.ends.Over(at+units) - t.ends.Over(at))
	}
	return gain
}
