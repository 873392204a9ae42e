package frontier

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"sartor/internal/simulate"
	"sartor/internal/simulate/shelf"
	"sartor/internal/stock/plan"
)

// planner is stock/plan, the planner of every night, at the simulated stores: it sees
// their books, and forecasts as learned does.
type planner struct {
	*learned
	chain *plan.Chain
	t     testing.TB
	due   map[[2]int][]plan.Arrival // ordered and not seen to come, by the world's day
}

// newPlanner asks for a service, and moves goods by so many vans a night, for which a
// stop is paid at both ends and a hand for each unit, as outcome.cost does.
func newPlanner(t testing.TB, c *simulate.Chain, service float64, vans int) *planner {
	r := plan.Usual()
	r.Service = map[string]float64{"": service}
	r.MostService = max(service, r.MostService)
	r.Vans, r.Handling, r.Tour, r.PerKm = vans, 5, 800, 0
	p := &planner{learned: newLearned(c, service), chain: &plan.Chain{Rules: r}, t: t, due: map[[2]int][]plan.Arrival{}}
	for i := range c.Stores {
		p.chain.Stores = append(p.chain.Stores, plan.Store{Number: uint32(i + 1), Region: c.Stores[i].Region, Latitude: c.Stores[i].Latitude, Longitude: c.Stores[i].Longitude})
	}
	return p
}

func (p *planner) Tonight(n shelf.Night) (out []shelf.Line) {
	night, err := plan.NewNight(p.chain)
	if err != nil {
		p.t.Fatal(err)
	}
	tell := func(l *plan.Proposal) error {
		line := shelf.Line{Kind: shelf.Order, Store: l.To, Product: int(l.Product), Units: int32(l.Units)}
		if l.Kind == plan.Move {
			line.Kind, line.From = shelf.Transfer, l.From
		} else {
			at := [2]int{l.To, line.Product}
			p.due[at] = append(p.due[at], plan.Arrival{Day: int(n.Day) + l.Day, Units: l.Units})
		}
		out = append(out, line)
		return nil
	}
	for product := range n.Products() {
		it := p.item(n, product)
		o, err := p.chain.Plan(it)
		if err == nil {
			err = night.Add(&o, tell)
		}
		if err != nil {
			p.t.Fatal(err)
		}
	}
	if err := night.Settle(tell); err != nil {
		p.t.Fatal(err)
	}
	return out
}

func (p *planner) item(n shelf.Night, product int) plan.Item {
	g, terms := p.goods[product], n.Terms(product)
	it := plan.Item{Product: plan.Product{Number: uint32(product), Price: float64(g.Price) / 1.07, Cost: float64(g.Cost), Life: int(terms.Life)}}
	for store := range n.Stores() {
		if n.Listed(store, product) {
			it.Places = append(it.Places, p.place(n, store, product, terms))
		}
	}
	return it
}

func (p *planner) place(n shelf.Night, store, product int, terms shelf.Terms) plan.Place {
	at := n.Position(store, product)
	means, ratio := p.ahead(n, store, product, plan.Horizon)
	for i := range means {
		if !n.Open(store, n.Day+1+int32(i)) {
			means[i] = 0
		}
	}
	out := plan.Place{Store: store, OnHand: int(at.Book / shelf.Unit), Means: means, Ratio: ratio, Arrivals: p.arrivals(n, store, product, at)}
	out.Terms = &plan.Terms{Supplier: "s", Depot: -1, Lead: float64(terms.Supplied.Lead), Pack: int(terms.Pack)}
	for i := range out.Terms.Days {
		out.Terms.Days[i] = terms.Supplied.Takes(n.Day + int32(i))
	}
	before := int32(0)
	for day := int32(1); terms.Life > 0 && day <= terms.Life; day++ {
		gone := n.Spoils(store, product, n.Day+day+1)
		if gone > before {
			out.Lots = append(out.Lots, plan.Lot{Last: int(day), Units: int(gone-before) / shelf.Unit})
		}
		before = gone
	}
	return out
}

// arrivals are what the books say is on order, by the days it was ordered for: what is
// late comes tomorrow, what came is gone.
func (p *planner) arrivals(n shelf.Night, store, product int, at shelf.Position) (out []plan.Arrival) {
	if at.InTransfer > 0 {
		out = append(out, plan.Arrival{Day: 1, Units: int(at.InTransfer / shelf.Unit)})
	}
	cell, left := [2]int{store, product}, int(at.OnOrder/shelf.Unit)
	keep := p.due[cell][:0]
	for _, a := range slices.Backward(p.due[cell]) { // the first due come first
		if left <= 0 {
			break
		}
		units := min(a.Units, left)
		left -= units
		keep = append(keep, plan.Arrival{Day: a.Day, Units: units})
		out = append(out, plan.Arrival{Day: max(a.Day-int(n.Day), 1), Units: units})
	}
	slices.Reverse(keep)
	p.due[cell] = keep
	if left > 0 {
		out = append(out, plan.Arrival{Day: 1, Units: left})
	}
	return out
}

// onLine is what a frontier of dearer points ties up for a service: the line between the
// two around it, or beyond the last two. A frontier is convex, so inside it flatters it.
func onLine(points []outcome, available float64) float64 {
	i := 1
	for i < len(points)-1 && points[i].available < available {
		i++
	}
	a, b := points[i-1], points[i]
	return a.tied() + (b.tied()-a.tied())*(available-a.available)/(b.available-a.available)
}

// interval is the mean of paired differences over seeds with its 90 % range (Student).
func interval(v []float64) (mean, low, high float64) {
	n := float64(len(v))
	for _, x := range v {
		mean += x / n
	}
	s := 0.0
	for _, x := range v {
		s += (x - mean) * (x - mean)
	}
	half := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile(.95) * math.Sqrt(s/(n-1)/n)
	return mean, mean - half, mean + half
}

// TestPlanner_Frontier: the planner of every night ties up 15 % less, for the service it
// reaches, than reorder points that were set once; what it moves between stores raises
// availability, and costs less than it brings. Ranges are over seeds, 90 %.
func TestPlanner_Frontier(t *testing.T) {
	t.Parallel()
	n := max(*seeds, 3)
	var less, more, cheaper []float64
	for seed := range n {
		c, s := town(t, uint64(seed)+1, 1500, 130), span{60, 70, 120}
		var points []outcome
		for _, z := range []float64{1.5, 2.25, 3} {
			points = append(points, try(t, c, s, &fixed{z: z, points: map[[2]int]point{}}))
		}
		own := try(t, c, s, newPlanner(t, c, .97, 0))
		moved := try(t, c, s, newPlanner(t, c, .97, 5))
		less = append(less, 1-own.tied()/onLine(points, own.available))
		more, cheaper = append(more, moved.available-own.available), append(cheaper, own.cost()-moved.cost())
		t.Logf("seed %d: reorder points %.4f with %.0f to %.4f with %.0f; planned %.4f with %.0f + %.0f, %.1f %% less; with moves %.4f, cost %.0f instead of %.0f, %+v",
			seed+1, points[0].available, points[0].tied(), points[2].available, points[2].tied(), own.available, own.stock, own.waste, 100*less[seed], moved.available, moved.cost(), own.cost(), moved.moved)
	}
	mean, low, high := interval(less)
	a, al, ah := interval(more)
	m, ml, mh := interval(cheaper)
	t.Logf("%d seeds: stock and waste %.1f %% less (%.1f to %.1f); moves: availability %+.4f (%.4f to %.4f), cost of four weeks %.0f less (%.0f to %.0f)",
		n, 100*mean, 100*low, 100*high, a, al, ah, m, ml, mh)
	if low < .15 {
		t.Errorf("stock and waste are %.1f %% less (%.1f to %.1f) than reorder points take for the same service: not surely 15", 100*mean, 100*low, 100*high)
	}
	if al <= 0 {
		t.Errorf("moves change availability by %.4f (%.4f to %.4f): not surely more", a, al, ah)
	}
	if m <= 0 {
		t.Errorf("moves cost %.0f more in four weeks (%.0f to %.0f)", -m, -mh, -ml)
	}
}
