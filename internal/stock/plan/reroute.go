package plan

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/model/flow"
)

// Bounds of one product's network: a store takes from its nearest givers, and what a
// store gives or takes is divided into blocks of falling worth.
const (
	mostLanes  = 8
	mostBlocks = 8
)

// lane is a way from a giver to a taker.
type lane struct {
	from *giver
	to   *taker
	km   float64
	arc  int
}

// reroute finds the cheapest moves of the product between stores, by min-cost flow: from
// what each can spare, in blocks that cost it more and more, to what each would sell, in
// blocks that earn less and less (SCIENCE 5.2.5). The flow proves itself.
func (n *night) reroute() error {
	r := &n.c.Rules
	if r.Vans == 0 || r.VanUnits == 0 || len(n.places) < 2 {
		return nil
	}
	takers := n.takers()
	if len(takers) == 0 {
		return nil
	}
	givers := n.givers()
	if len(givers) == 0 {
		return nil
	}
	n.keeps(takers, givers)
	net, lanes := n.network(takers, givers)
	if len(lanes) == 0 {
		return nil
	}
	found, err := flow.MinCost(net)
	if err != nil {
		return err
	}
	for i := range lanes {
		if units := found.Flow[lanes[i].arc]; units > 0 {
			n.moves = append(n.moves, n.move(&lanes[i], units))
		}
	}
	return nil
}

// keeps tells takers how long what comes is for sale: as long as the freshest goods of
// the giver whose goods end first.
func (n *night) keeps(takers []*taker, givers []*giver) {
	lasts := 0
	for _, g := range givers {
		if l := g.p.lasts(); l > 0 && (lasts == 0 || l < lasts) {
			lasts = l
		}
	}
	for _, t := range takers {
		if t.lasts = lasts; lasts > 0 {
			t.ends = t.p.law(now, lasts)
		}
	}
}

// network is what may move: node 0 is where all comes from, 1 where it goes.
func (n *night) network(takers []*taker, givers []*giver) (flow.Network, []lane) {
	net := flow.Network{Nodes: 2 + len(givers) + len(takers), Source: 0, Sink: 1}
	for i, g := range givers {
		net.Arcs = blocks(net.Arcs, block{0, 2 + i, g.most}, g.loses)
	}
	worth := func(t *taker) func(int, int) float64 {
		return func(behind, units int) float64 { return -t.gains(behind, units) }
	}
	for i, t := range takers {
		net.Arcs = blocks(net.Arcs, block{2 + len(givers) + i, 1, t.most}, worth(t))
	}
	var lanes []lane
	for k, t := range takers {
		for _, l := range n.nearest(t, givers) {
			l.arc = len(net.Arcs)
			at := slices.Index(givers, l.from)
			net.Arcs = append(net.Arcs, flow.Arc{From: 2 + at, To: 2 + len(givers) + k, Units: min(l.from.most, t.most), Cost: n.carries(&l)})
			lanes = append(lanes, l)
		}
	}
	return net, lanes
}

// carries is what a unit costs on a lane: its handling, and its part of a full van's way.
func (n *night) carries(l *lane) float64 {
	r := &n.c.Rules
	return r.Handling + r.PerKm*l.km/float64(max(r.VanUnits, 1))
}

// block is a row of arcs between two nodes.
type block struct{ from, to, units int }

// blocks adds arcs of equal units with the cost of each; costs grow, as value is concave.
func blocks(arcs []flow.Arc, b block, cost func(behind, units int) float64) []flow.Arc {
	each := (b.units + mostBlocks - 1) / mostBlocks
	for done := 0; done < b.units; done += each {
		units := min(each, b.units-done)
		arcs = append(arcs, flow.Arc{From: b.from, To: b.to, Units: units, Cost: cost(done, units) / float64(units)})
	}
	return arcs
}

// nearest are the ways to a taker from the givers within reach; a store without a place
// on the map gives to its region alone.
func (n *night) nearest(t *taker, givers []*giver) []lane {
	var out []lane
	to := &n.c.Stores[t.p.Store]
	for _, g := range givers {
		from := &n.c.Stores[g.p.Store]
		km := distance(from, to)
		if g.p == t.p || km > n.c.Rules.Farthest || km == 0 && from.Region != to.Region {
			continue
		}
		out = append(out, lane{from: g, to: t, km: km})
	}
	slices.SortFunc(out, func(a, b lane) int {
		return cmp.Or(cmp.Compare(a.km, b.km), cmp.Compare(a.from.p.Store, b.from.p.Store))
	})
	return out[:min(len(out), mostLanes)]
}

// move is one lane's proposal.
func (n *night) move(l *lane, units int) Proposal {
	g, t := l.from, l.to
	out := Proposal{
		Kind: Move, Product: n.it.Product.Number, Class: n.it.Product.Class, To: t.p.Store, From: g.p.Store, Units: units, Pack: 1, Day: 1,
		Gain: n.drawn(l, units),
	}
	at, had := t.stock+t.taken, g.stock-g.given
	out.Cover = [2]float64{t.p.cover(at), t.p.cover(at + units)}
	out.Giver = [2]float64{g.p.cover(had), g.p.cover(had - units)}
	carry := n.c.Rules.Handling
	mean := func(units int) float64 {
		return t.gains(t.taken, units) - g.loses(g.given, units) - carry*float64(units)
	}
	step := max(1, units/4)
	out.More, out.Less = mean(units)-mean(units+step), mean(units)-mean(units-step)
	n.because(&out, l)
	before, after := t.misses(at), t.misses(at+units)
	for d := range out.served {
		out.served[d] = before[d] - after[d]
	}
	g.given += units
	t.taken += units
	return out
}

func (n *night) because(out *Proposal, l *lane) {
	g, t := l.from, l.to
	need, _ := t.p.moments(now, t.until)
	out.Terms = append(out.Terms, Term{Kind: Need, Value: need, Days: t.until})
	out.say(OnHand, float64(t.stock))
	dry := 1 + int(t.p.cover(t.stock+t.taken))
	out.Terms = append(out.Terms, Term{Kind: RunsDry, Value: float64(dry), Days: dry}, Term{Kind: NextOrder, Value: float64(t.next), Days: t.next})
	if m, _ := t.p.promised(1, t.until); m > 0 {
		out.Terms = append(out.Terms, Term{Kind: Vouchers, Value: m, Days: t.p.Promised.Vouchers})
	}
	if extra := planned(t.p.Planned, 1, t.until); extra > 0 {
		out.Terms = append(out.Terms, Term{Kind: Planned, Value: extra, Text: t.p.Event})
	}
	out.say(GiverHas, float64(g.stock-g.given))
	out.say(GiverKeeps, float64(g.stock-g.given-out.Units))
	out.say(Distance, math.Round(l.km))
}

// misses is what a taker is asked for in vain each day until its next delivery.
func (t *taker) misses(stock int) (out [Shown]float64) {
	m, v := t.p.moments(now, now)
	before := shortfall(m, v, stock)
	for day := 1; day <= t.until; day++ {
		m, v := t.p.moments(now, day)
		short := shortfall(m, v, stock)
		out[day-1] = max(short-before, 0)
		before = short
	}
	return out
}

// draws is the number of pairs of demands that a move's range is read from, the same for
// all moves: an even grid in one, steps of the golden section in the other, so that both
// are even and neither follows the other.
const draws = 400

const golden = 0.6180339887498949

// drawn is what a move is expected to gain, exactly, with the range of drawn demands.
func (n *night) drawn(l *lane, units int) Range {
	g, t := l.from, l.to
	at, had, k := t.stock+t.taken, g.stock-g.given, float64(units)
	carry := n.c.Rules.Handling * k // the van's way is paid by its route
	within := func(x int) float64 { return min(max(float64(x), 0), k) }
	spoil := t.e.Cost - t.e.Salvage
	gain := make([]float64, draws)
	for i := range draws {
		u := (float64(i) + .5) / draws
		v := math.Mod(float64(i)*golden, 1)
		gain[i] = t.e.margin*(within(t.law.Quantile(u)-at)-within(g.law.Quantile(v)-had+units)) - carry
		if t.lasts > 0 && g.p.lasts() > 0 {
			gain[i] += spoil * (within(had-g.ends.Quantile(v)) - within(at+units-t.ends.Quantile(u)))
		}
	}
	slices.Sort(gain)
	mid := t.gains(t.taken, units) - g.loses(g.given, units) - carry
	return ordered(Range{gain[draws/20], mid, gain[draws-1-draws/20]})
}
