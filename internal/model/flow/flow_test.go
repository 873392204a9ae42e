package flow

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"sartor/internal/fault"
)

// reference is the example of SCIENCE 5.2.5: supplies 6 and 4, demands 3, 5, 1,
// and what a unit earns at each demand.
func reference() Network {
	n := Network{Nodes: 7, Source: 0, Sink: 6, Arcs: []Arc{{0, 1, 6, 0}, {0, 2, 4, 0}}}
	cost := [2][3]float64{{2, 4, 1}, {3, 1, 2.5}}
	value := [3]float64{5, 6, 2}
	for i := range cost {
		for j := range cost[i] {
			n.Arcs = append(n.Arcs, Arc{1 + i, 3 + j, 10, cost[i][j] - value[j]})
		}
	}
	for j, units := range []int{3, 5, 1} {
		n.Arcs = append(n.Arcs, Arc{3 + j, 6, units, 0})
	}
	return n
}

func TestMinCost_Reference(t *testing.T) {
	t.Parallel()
	got, err := MinCost(reference())
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{3, 1, 1, 0, 4, 0}; !slices.Equal(got.Flow[2:8], want) || math.Abs(got.Cost+32) > 1e-9 || got.Units != 9 {
		t.Errorf("flow %v, cost %g, %d units; want %v, -32, 9", got.Flow[2:8], got.Cost, got.Units, want)
	}
}

// random draws a network of donors, takers and lanes between them; costs are
// whole so that nothing is a matter of rounding.
func random(r *rand.Rand) Network {
	donors, takers := 1+r.IntN(3), 1+r.IntN(3)
	n := Network{Nodes: donors + takers + 2, Sink: donors + takers + 1}
	for i := range donors {
		n.Arcs = append(n.Arcs, Arc{0, 1 + i, r.IntN(4), float64(r.IntN(3))})
		for j := range takers {
			if r.IntN(4) > 0 {
				n.Arcs = append(n.Arcs, Arc{1 + i, 1 + donors + j, r.IntN(4), float64(r.IntN(12) - 8)})
			}
		}
	}
	for j := range takers {
		for block := range 2 { // falling marginal value
			n.Arcs = append(n.Arcs, Arc{1 + donors + j, n.Sink, 1 + r.IntN(2), float64(2*block - r.IntN(3))})
		}
	}
	if donors > 1 { // units may also go round
		n.Arcs = append(n.Arcs, Arc{1, 2, 2, 1})
	}
	return n
}

// cheapest tries every flow: the arcs one after the other, then who leaks.
func cheapest(n Network) float64 {
	best, flow := 0.0, make([]int, len(n.Arcs))
	kept := make([]int, n.Nodes)
	last := make([]int, n.Nodes) // the last arc that touches a node
	for i, a := range n.Arcs {
		last[a.From], last[a.To] = i, i
	}
	var try func(i int, cost float64)
	try = func(i int, cost float64) {
		for v := range kept {
			if v != n.Source && v != n.Sink && last[v] == i-1 && kept[v] != 0 {
				return
			}
		}
		if i == len(n.Arcs) {
			best = min(best, cost)
			return
		}
		a := n.Arcs[i]
		for u := 0; u <= a.Units; u++ {
			flow[i] = u
			kept[a.From], kept[a.To] = kept[a.From]-u, kept[a.To]+u
			try(i+1, cost+float64(u)*a.Cost)
			kept[a.From], kept[a.To] = kept[a.From]+u, kept[a.To]-u
		}
	}
	try(0, 0)
	return best
}

func TestMinCost_EqualsBruteForce(t *testing.T) {
	t.Parallel()
	gains := 0
	for seed := range uint64(60) {
		n := random(rand.New(rand.NewPCG(seed, 5)))
		if len(n.Arcs) > 12 {
			continue // a try of every flow would take too long
		}
		got, err := MinCost(n)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if want := cheapest(n); math.Abs(got.Cost-want) > 1e-9 {
			t.Errorf("seed %d: cost %g, the cheapest of all is %g: %+v", seed, got.Cost, want, n)
		}
		if got.Cost < 0 {
			gains++
		}
	}
	if gains < 10 {
		t.Errorf("only %d networks had anything to gain", gains)
	}
}

func TestMinCost_Certified(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 7))
		n := Network{Nodes: 42, Sink: 41}
		for i := 1; i <= 20; i++ {
			n.Arcs = append(n.Arcs, Arc{0, i, r.IntN(30), 0}, Arc{20 + i, 41, 1 + r.IntN(20), -9 * r.Float64()})
			for range 6 {
				n.Arcs = append(n.Arcs, Arc{i, 21 + r.IntN(20), r.IntN(15), 6 * r.Float64()})
			}
		}
		if _, err := MinCost(n); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

func TestPlan_CheckFindsTheCheaperWay(t *testing.T) {
	t.Parallel()
	n := reference()
	sound, err := MinCost(n)
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*Plan){
		"plan_shape":    func(p *Plan) { p.Flow = p.Flow[1:] },
		"plan_capacity": func(p *Plan) { p.Flow[0] = 7 },
		"plan_costly":   func(p *Plan) { p.Prices[3]++ },
		"plan_leaks":    func(p *Plan) { p.Flow[1]-- },
		"plan_units":    func(p *Plan) { p.Units++ },
	} {
		broken := Plan{Flow: slices.Clone(sound.Flow), Prices: slices.Clone(sound.Prices), Units: sound.Units}
		change(&broken)
		if err := broken.Check(n); fault.CodeOf(err) != what && !(what == "plan_leaks" && fault.CodeOf(err) == "plan_costly") {
			t.Errorf("%s: %v", what, err)
		}
	}
	less := Plan{Flow: make([]int, len(n.Arcs)), Prices: make([]float64, n.Nodes)}
	if less.Check(n) == nil {
		t.Error("moving nothing was certified although 32 can be gained")
	}
}

func TestMinCost_Refuses(t *testing.T) {
	t.Parallel()
	for code, n := range map[string]Network{
		"network_size":   {Nodes: 1},
		"network_ends":   {Nodes: 3, Source: 1, Sink: 1},
		"network_arc":    {Nodes: 3, Sink: 2, Arcs: []Arc{{0, 3, 1, 1}}},
		"network_circle": {Nodes: 4, Sink: 3, Arcs: []Arc{{1, 2, 1, -1}, {2, 1, 1, 0}}},
	} {
		if _, err := MinCost(n); fault.CodeOf(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	if _, err := MinCost(Network{Nodes: 2, Sink: 1, Arcs: []Arc{{0, 1, 1, math.NaN()}}}); fault.CodeOf(err) != "network_arc" {
		t.Errorf("a cost that is no number: %v", err)
	}
	if got, err := MinCost(Network{Nodes: 3, Sink: 2, Arcs: []Arc{{0, 1, 5, -3}}}); err != nil || got.Units != 0 {
		t.Errorf("no way to the sink: %+v, %v", got, err)
	}
}

func BenchmarkMinCost(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	n := Network{Nodes: 102, Sink: 101} // 50 stores, some short, some long of one product
	for i := 1; i <= 50; i++ {
		n.Arcs = append(n.Arcs, Arc{0, i, r.IntN(12), 0}, Arc{50 + i, 101, 1 + r.IntN(6), -8 * r.Float64()})
		for j := range 50 {
			n.Arcs = append(n.Arcs, Arc{i, 51 + j, 12, 4 * r.Float64()})
		}
	}
	for b.Loop() {
		if _, err := MinCost(n); err != nil {
			b.Fatal(err)
		}
	}
}
