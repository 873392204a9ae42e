// Package people owns who shops at the simulated chain: where they live, what
// they are like, when they come, when they leave, how they feel. A household
// can be replayed alone: nothing here depends on any other household
// (simulate.TestHouseholdAlone). It knows no baskets and no products.
//
// Types and styles are truth: they have no form in common with anything that
// leaves the simulator.
package people

import (
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
)

// Kinds of stores by number, as the tables of types are ordered.
const (
	Urban = iota
	Suburban
	Rural
	Online
)

// Style is how a household answers offers.
type Style uint8

// The styles, in the order of the preset.
const (
	Persuadable Style = iota
	Sure
	Never
	Irritated
)

// Store is a shop as its customers know it. X and Y are in 1/4096 km.
type Store struct {
	Name   string
	Region int
	Kind   int
	X, Y   draw.Nat
	Size   draw.Nat // ln of the size factor
	Tills  int
}

// Seed holds the two seeds of a world: Traits decide who people are, Noise
// what happens to them.
type Seed struct{ Traits, Noise uint64 }

// Town is the stores, the calendar and the tables that all households share.
// It is immutable.
type Town struct {
	Preset *preset.Preset
	Seed   Seed
	Stores []Store // the last one is the web shop
	Cal    *Calendar

	homes  draw.Weights
	near   [][]uint16 // by home store: the second and the errand store
	types  [3]draw.Weights
	kinds  [4]hours
	clocks [][24]int32 // hour weights by type
	law    law
}

type hours struct{ opens, closes, sundayOpens, sundayCloses int }

// NewTown places n stores (taken round the regions in the order of the preset)
// and the web shop.
func NewTown(p *preset.Preset, seed Seed, n int, cal *Calendar) *Town {
	t := &Town{Preset: p, Seed: seed, Cal: cal, law: newLaw(p)}
	t.place(n)
	t.neighbours()
	for kind, name := range []string{"urban", "suburban", "rural"} {
		k := p.Kinds[name]
		t.kinds[kind] = hours{k.Opens, k.Closes, k.SundayOpens, k.SundayCloses}
		w := make([]int32, len(p.Types))
		for i, ty := range p.Types {
			w[i] = int32(1000 * []float64{ty.Urban, ty.Suburban, ty.Rural}[kind])
		}
		t.types[kind] = draw.NewWeights(w)
	}
	t.kinds[Online] = hours{7, 23, 7, 23}
	t.clocks = make([][24]int32, len(p.Types))
	for i, ty := range p.Types {
		for h := range 24 {
			t.clocks[i][h] = int32(draw.NatOf(p.Hours[h]))
		}
		for _, h := range ty.Hours {
			t.clocks[i][h] = int32(float64(t.clocks[i][h]) * p.TypeHours)
		}
	}
	return t
}

// Web returns the number of the web shop.
func (t *Town) Web() uint16 { return uint16(len(t.Stores) - 1) }

// place puts the regions on a ring and their stores around them.
func (t *Town) place(n int) {
	p := t.Preset
	for i := range n {
		region := i % len(p.Regions)
		within := i / len(p.Regions)
		text := p.Regions[region].Stores[within]
		kind := map[string]int{"urban": Urban, "suburban": Suburban, "rural": Rural}[preset.KindOf(text)]
		k := draw.NewKey(t.Seed.Traits, draw.Place, uint64(1+region*100+within), 0)
		turn := uint32(uint64(region) << 32 / uint64(len(p.Regions)))
		spread := draw.NatOf(p.Spread)
		if kind == Urban {
			spread /= 2
		}
		radius := draw.NatOf(p.Radius)
		size := k.Normal(2).Mul(draw.NatOf(p.StoreSizeSD))
		t.Stores = append(t.Stores, Store{
			Name: text[:len(text)-2], Region: region, Kind: kind, Size: size,
			X:     radius.Mul(draw.Cos(turn)) + spread.Mul(k.Normal(0)),
			Y:     radius.Mul(draw.Cos(turn-1<<30)) + spread.Mul(k.Normal(1)),
			Tills: int(min(max(draw.ExpNat(size)*5>>12, 2), 9)),
		})
	}
	t.Stores = append(t.Stores, Store{Name: p.Chain + " Online", Region: 1 % len(p.Regions), Kind: Online, Tills: 1})
	w := make([]int32, n)
	for i := range w {
		w[i] = int32(draw.ExpNat(t.Stores[i].Size))
	}
	t.homes = draw.NewWeights(w)
}

// neighbours finds for each store the two next ones by size and minutes.
func (t *Town) neighbours() {
	n := len(t.Stores) - 1
	t.near = make([][]uint16, n)
	for a := range n {
		best := [2]int{a, a}
		worth := [2]draw.Nat{-1 << 30, -1 << 30}
		for b := range n {
			if b == a {
				continue
			}
			switch w := t.Stores[b].Size - t.minutes(a, b)/7; {
			case w > worth[0]:
				best, worth = [2]int{b, best[0]}, [2]draw.Nat{w, worth[0]}
			case w > worth[1]:
				best[1], worth[1] = b, w
			}
		}
		t.near[a] = []uint16{uint16(best[0]), uint16(best[1])}
	}
}

// minutes is the way from one store's quarter to another store.
func (t *Town) minutes(a, b int) draw.Nat {
	dx, dy := int64(t.Stores[a].X-t.Stores[b].X), int64(t.Stores[a].Y-t.Stores[b].Y)
	km := draw.ExpNat((draw.Ln(uint64(dx*dx+dy*dy+1)) - 2*draw.Ln(1<<12)) / 2)
	return 8*draw.One + draw.NatOf(1.25*1.1).Mul(km)
}
