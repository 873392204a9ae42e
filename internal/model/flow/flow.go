// Package flow owns the cheapest way to move whole units through a network of
// arcs with costs and capacities, by successive shortest paths, and the proof that
// no cheaper one exists. It refuses what nodes and arcs stand for.
//
// Invariants and the tests that hold them: the certificate holds for every plan,
// and a plan that was tampered with fails it (TestMinCost_Certified,
// TestPlan_CheckFindsTheCheaperWay); units are kept at every node and no arc
// carries more than it can (TestMinCost_Certified); no flow is cheaper
// (TestMinCost_EqualsBruteForce).
//
// Source: SCIENCE.md 5.2.5 (successive shortest paths with potentials; Edmonds
// and Karp 1972).
package flow

import (
	"container/heap"
	"math"

	"sartor/internal/fault"
)

// slack is how far below zero a reduced cost may be by rounding.
const slack = 1e-9

// Most bounds a network; ten thousand lanes of one product in one night are far
// more than vans.
const (
	MostNodes = 1 << 16
	MostArcs  = 1 << 20
)

// Arc goes from one node to another: up to Units of them, at Cost each. A cost
// below zero is a gain.
type Arc struct {
	From, To int
	Units    int
	Cost     float64
}

// Network is what units may move through. They come from Source, go to Sink, and
// only as many as lower the cost.
type Network struct {
	Nodes, Source, Sink int
	Arcs                []Arc
}

// Plan is the cheapest flow with the prices that prove it.
type Plan struct {
	Flow   []int     // units on each arc
	Prices []float64 // potential of each node: the certificate
	Cost   float64   // Σ flow × cost
	Units  int       // from source to sink
}

// check refuses a network that is none. Arcs must not form a circle that gains
// by itself; MinCost finds that.
func (n Network) check() error {
	const op = "flow.MinCost"
	if n.Nodes < 2 || n.Nodes > MostNodes || len(n.Arcs) > MostArcs {
		return fault.At(op, fault.New(fault.Invalid, "network_size", "%d nodes and %d arcs; 2 to %d and at most %d", n.Nodes, len(n.Arcs), MostNodes, MostArcs))
	}
	inside := func(v int) bool { return v >= 0 && v < n.Nodes }
	if !inside(n.Source) || !inside(n.Sink) || n.Source == n.Sink {
		return fault.At(op, fault.New(fault.Invalid, "network_ends", "source %d and sink %d must be two of the %d nodes", n.Source, n.Sink, n.Nodes))
	}
	for i, a := range n.Arcs {
		if !inside(a.From) || !inside(a.To) || a.Units < 0 || math.IsNaN(a.Cost) || math.IsInf(a.Cost, 0) {
			return fault.At(op, fault.New(fault.Invalid, "network_arc", "arc %d: %+v; its ends must be nodes, its units at least 0, its cost finite", i, a))
		}
	}
	return nil
}

// residual is the network as edges that come in pairs: 2i along arc i, 2i+1 back.
type residual struct {
	network Network
	left    []int // units that an edge can still take
	out     [][]int
	prices  []float64
	dist    []float64
	via     []int // the edge by which a node was reached; -1: none
}

func newResidual(n Network) *residual {
	r := &residual{
		network: n, left: make([]int, 2*len(n.Arcs)), out: make([][]int, n.Nodes),
		prices: make([]float64, n.Nodes), dist: make([]float64, n.Nodes), via: make([]int, n.Nodes),
	}
	for i, a := range n.Arcs {
		r.left[2*i] = a.Units
		r.out[a.From] = append(r.out[a.From], 2*i)
		r.out[a.To] = append(r.out[a.To], 2*i+1)
	}
	return r
}

func (r *residual) ends(e int) (from, to int) {
	a := &r.network.Arcs[e/2]
	if e%2 == 0 {
		return a.From, a.To
	}
	return a.To, a.From
}

func (r *residual) cost(e int) float64 {
	if e%2 == 0 {
		return r.network.Arcs[e/2].Cost
	}
	return -r.network.Arcs[e/2].Cost
}

// start finds prices under which no arc is cheaper than free (Bellman and Ford,
// from all nodes at once). A circle that gains has none.
func (r *residual) start() error {
	for range r.network.Nodes {
		changed := false
		for i, a := range r.network.Arcs {
			if d := r.prices[a.From] + a.Cost; r.left[2*i] > 0 && d < r.prices[a.To]-slack {
				r.prices[a.To], changed = d, true
			}
		}
		if !changed {
			return nil
		}
	}
	return fault.At("flow.MinCost", fault.New(fault.Invalid, "network_circle", "some arcs form a circle whose costs sum below zero, so moving round it for ever would pay; give one of them a cost"))
}

// search finds the cheapest way from the source to every node by reduced costs
// (Dijkstra); ties go to the lower node.
func (r *residual) search() {
	for v := range r.dist {
		r.dist[v], r.via[v] = math.Inf(1), -1
	}
	r.dist[r.network.Source] = 0
	q := &frontier{{0, r.network.Source}}
	for q.Len() > 0 {
		at := heap.Pop(q).(reached)
		if at.dist > r.dist[at.node] {
			continue
		}
		for _, e := range r.out[at.node] {
			_, to := r.ends(e)
			if r.left[e] == 0 {
				continue
			}
			d := at.dist + max(r.cost(e)+r.prices[at.node]-r.prices[to], 0)
			if d < r.dist[to]-slack*slack {
				r.dist[to], r.via[to] = d, e
				heap.Push(q, reached{d, to})
			}
		}
	}
}

// path returns the bottleneck and the true cost of the way found; 0 units where
// there is none.
func (r *residual) path() (units int, cost float64) {
	if r.via[r.network.Sink] < 0 {
		return 0, 0
	}
	units = math.MaxInt
	for v := r.network.Sink; v != r.network.Source; v, _ = r.ends(r.via[v]) {
		units = min(units, r.left[r.via[v]])
		cost += r.cost(r.via[v])
	}
	return units, cost
}

// MinCost returns the cheapest flow of any size.
//
//	Computes  shortest ways by reduced costs c + π_u − π_v until the next one no
//	          longer lowers the cost                            (SCIENCE 5.2.5)
//	Costs     O(F E log V), F the units moved
//	Edges     no arc that gains: nothing moves
func MinCost(n Network) (Plan, error) {
	if err := n.check(); err != nil {
		return Plan{}, err
	}
	r := newResidual(n)
	if err := r.start(); err != nil {
		return Plan{}, err
	}
	out := Plan{Flow: make([]int, len(n.Arcs))}
	for {
		r.search()
		units, cost := r.path()
		if units == 0 || cost >= -slack {
			break
		}
		r.raise(r.dist[n.Sink])
		for v := n.Sink; v != n.Source; v, _ = r.ends(r.via[v]) {
			r.left[r.via[v]] -= units
			r.left[r.via[v]^1] += units
		}
		out.Units += units
	}
	r.raise(max(r.prices[n.Source]-r.prices[n.Sink], 0)) // one unit more is worth nothing now
	for i, a := range n.Arcs {
		out.Flow[i] = r.left[2*i+1]
		out.Cost += float64(out.Flow[i]) * a.Cost
	}
	out.Prices = r.prices
	return out, out.Check(n)
}

// raise moves the prices by the ways found, none further than the given one, so
// that no edge that can take more is cheaper than free.
func (r *residual) raise(most float64) {
	for v := range r.prices {
		r.prices[v] += min(r.dist[v], most)
	}
}

// Check proves a plan: units are kept, no arc carries more than it can, no arc
// that could carry more would lower the cost, and neither would one more or one
// fewer unit through all of it (complementary slackness).
func (p Plan) Check(n Network) error {
	const op = "flow.Plan.Check"
	if len(p.Flow) != len(n.Arcs) || len(p.Prices) != n.Nodes {
		return fault.At(op, fault.New(fault.Invalid, "plan_shape", "a plan of %d arcs and %d prices is none for %d arcs and %d nodes", len(p.Flow), len(p.Prices), len(n.Arcs), n.Nodes))
	}
	kept := make([]int, n.Nodes)
	for i, a := range n.Arcs {
		if p.Flow[i] < 0 || p.Flow[i] > a.Units {
			return fault.At(op, fault.New(fault.Invalid, "plan_capacity", "arc %d carries %d units, 0 to %d fit", i, p.Flow[i], a.Units))
		}
		kept[a.From] -= p.Flow[i]
		kept[a.To] += p.Flow[i]
		reduced := a.Cost + p.Prices[a.From] - p.Prices[a.To]
		if p.Flow[i] < a.Units && reduced < -slack || p.Flow[i] > 0 && reduced > slack {
			return fault.At(op, fault.New(fault.Invalid, "plan_costly", "arc %d has reduced cost %g at %d of %d units: another plan is cheaper", i, reduced, p.Flow[i], a.Units))
		}
	}
	for v, units := range kept {
		if v != n.Source && v != n.Sink && units != 0 {
			return fault.At(op, fault.New(fault.Invalid, "plan_leaks", "node %d keeps %d units", v, units))
		}
	}
	if p.Units != kept[n.Sink] {
		return fault.At(op, fault.New(fault.Invalid, "plan_units", "%d units arrive, %d are said", kept[n.Sink], p.Units))
	}
	if last := p.Prices[n.Sink] - p.Prices[n.Source]; last < -slack || p.Units > 0 && last > slack {
		return fault.At(op, fault.New(fault.Invalid, "plan_size", "one unit more or fewer would lower the cost by up to %g", math.Abs(last)))
	}
	return nil
}

type reached struct {
	dist float64
	node int
}

// frontier is a heap of nodes, the nearest first.
type frontier []reached

func (f frontier) Len() int { return len(f) }

func (f frontier) Less(i, j int) bool {
	return f[i].dist < f[j].dist || f[i].dist == f[j].dist && f[i].node < f[j].node
}

func (f frontier) Swap(i, j int) { f[i], f[j] = f[j], f[i] }

// Push is part of heap.Interface.
func (f *frontier) Push(x any) { *f = append(*f, x.(reached)) }

// Pop is part of heap.Interface.
func (f *frontier) Pop() any {
	old := *f
	last := old[len(old)-1]
	*f = old[:len(old)-1]
	return last
}
