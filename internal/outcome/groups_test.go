package outcome

import (
	"math"
	"math/rand/v2"
	"testing"

	"sartor/internal/model/lifecycle"
	"sartor/internal/model/response"
	"sartor/internal/retail"
)

// crossing draws customers who shop in an urban and in a suburban store, how much in
// which changes from week to week; what the action does, it does in the store. The
// first offer comes where they shop the most.
func crossing(seed uint64, persons int, e effects) Study {
	r := rand.New(rand.NewPCG(seed, 12))
	chain := shop()
	s := Study{Chain: chain, Since: 1, Now: 1 + 30*micros, Days: 30, Goods: goods{false, true, false, false, false}}
	for range persons {
		urban, suburban := uint32(1+r.IntN(2)), uint32(3+r.IntN(4))
		p := Person{Store: urban, Treated: r.Float64() < .7, State: []lifecycle.State{lifecycle.Loyal, lifecycle.New}[r.IntN(2)], Band: lifecycle.Bands()[r.IntN(3)]}
		home := r.Float64()
		if home < .5 {
			p.Store = suburban
		}
		buys := 1000 * math.Exp(.4*r.NormFloat64()-.08)
		share := func() float64 { return min(max(home+.6*(r.Float64()-.5), 0), 1) } // the urban store's
		before, after := share(), share()
		for i, store := range []uint32{urban, suburban} {
			b, a := before, after
			if i == 1 {
				b, a = 1-before, 1-after
			}
			sales := Observation{Before: buys * b, After: buys * a}
			if p.Treated {
				sales.After *= e[chain.Store(store).Kind]
			}
			margin := Observation{Before: sales.Before / 4, After: sales.After / 4}
			p.Places = append(p.Places, Place{Store: store, Known: b > 0 || store == p.Store, Sales: sales, Margin: margin})
			p.Sales, p.Margin = p.Sales.plus(sales), p.Margin.plus(margin)
		}
		s.Persons = append(s.Persons, p)
	}
	return s
}

// blurred is the twin that counts a customer's every purchase where the first offer
// came.
func blurred(s Study) Study {
	for i := range s.Persons {
		p := &s.Persons[i]
		p.Places = []Place{{Store: p.Store, Known: true, Sales: p.Sales, Margin: p.Margin}}
	}
	return s
}

// Who shops in both kinds of store blurs neither: each is told what the action does
// there; counted by the first offer, neither would be.
func TestRespond_CountsWhereTheyShop(t *testing.T) {
	t.Parallel()
	truth := effects{retail.Urban: 1.02, retail.Suburban: 1.5}
	r, twin := respond(t, crossing(1, 3000, truth)), respond(t, blurred(crossing(1, 3000, truth)))
	for kind, factor := range truth {
		row, _ := r.Find(ByKind, string(kind))
		if row.Sales.Low > factor-1 || row.Sales.High < factor-1 {
			t.Errorf("%s: %+v, in truth %+.2f", kind, row.Sales, factor-1)
		}
		if other, _ := twin.Find(ByKind, string(kind)); other.Sales.Low <= factor-1 && other.Sales.High >= factor-1 {
			t.Errorf("%s, by the first offer: %+v; the test's customers shop too little elsewhere", kind, other.Sales)
		}
	}
	if len(r.Findings) == 0 || r.Findings[0].Row.Group != "urban" {
		t.Errorf("found %+v, want urban stores", r.Findings)
	}
	urban, _ := r.Find(ByKind, "urban")
	if all := r.All; urban.Treated+urban.Held <= 3000/2 || all.Treated+all.Held != 3000 {
		t.Errorf("%d customers shop in urban stores and %d in any, want most of 3000 and all", urban.Treated+urban.Held, all.Treated+all.Held)
	}
}

// Ranges of groups hold nine times in ten, and the distance of a group from the
// others is known as well as it says, although customers are in both: with nothing,
// with the same and with something else in each.
func TestRespond_GroupsOfStoresHoldTheTruth(t *testing.T) {
	t.Parallel()
	const seeds, persons = 300, 500
	for _, truth := range []effects{{retail.Urban: 1, retail.Suburban: 1}, {retail.Urban: 1.4, retail.Suburban: 1.4}, {retail.Urban: 1, retail.Suburban: 1.5}} {
		held, accused, far, square := 0, 0, 0.0, 0.0
		for seed := range uint64(seeds) {
			s := crossing(1000+seed, persons, truth)
			r := respond(t, s)
			held += truth.within(&r)
			if len(r.Findings) > 0 {
				accused++
			}
			a := urbanApart(t, &s)
			z := (a.Effect - math.Log(truth[retail.Urban]/truth[retail.Suburban])) / a.SE
			far, square = far+z/seeds, square+z*z/seeds
		}
		share, sd := float64(held)/(2*seeds), math.Sqrt(square)
		t.Logf("%v: %.3f of the ranges hold, distances off by %+.2f and %.2f of their error, %d of %d readouts find a flop", truth, share, far, sd, accused, seeds)
		if share < .86 || share > .98 {
			t.Errorf("%v: %.3f of the 90 %% ranges hold what is true", truth, share)
		}
		if sd < .9 || sd > 1.1 || math.Abs(far) > .2 {
			t.Errorf("%v: distances are off by %+.2f and %.2f of their error", truth, far, sd)
		}
		if same := truth[retail.Urban] == truth[retail.Suburban]; same && accused > seeds/10 {
			t.Errorf("%v everywhere: %d of %d readouts find a flop", truth, accused, seeds)
		}
	}
}

// within counts the kinds of store whose range holds the truth.
func (e effects) within(r *Report) (n int) {
	for kind, factor := range e {
		if row, _ := r.Find(ByKind, string(kind)); row.Sales.Low <= factor-1 && row.Sales.High >= factor-1 {
			n++
		}
	}
	return n
}

// urbanApart is how far urban stores are from the others.
func urbanApart(t *testing.T, s *Study) response.Apart {
	t.Helper()
	sales := prepare(s.Persons, func(p *Person) Observation { return p.Sales })
	margin := prepare(s.Persons, func(p *Person) Observation { return p.Margin })
	var all both
	for i := range s.Persons {
		all.add(&s.Persons[i], sales, margin, i)
	}
	return s.group(ByKind, sales, margin).groups["urban"].apart(all.sales, sales.theta)
}

// Whoever looks on every planned day, at every way of grouping, is told of a flop
// that is none in a tenth of the promotions at most.
func TestRespond_LookingOftenFindsNothing(t *testing.T) {
	t.Parallel()
	const seeds, most = 200, 1200
	named := 0
	for seed := range uint64(seeds) {
		s := crossing(5000+seed, most, effects{retail.Urban: 1, retail.Suburban: 1})
		all, found := s.Persons, false
		for look, day := range Looks() {
			s.Persons, s.Days = all[:most*(look+1)/len(Looks())], day
			r := respond(t, s)
			found, s.Before = found || len(r.Findings) > 0, &r
		}
		if found {
			named++
		}
	}
	t.Logf("%d of %d promotions without effect are said to flop somewhere", named, seeds)
	if named > seeds/10 {
		t.Errorf("%d of %d promotions without effect are said to flop somewhere", named, seeds)
	}
}

// Every look and every way of grouping has its part of the one tenth.
func TestSpent_AddsUpToOne(t *testing.T) {
	t.Parallel()
	sum := 0.0
	for look := range Looks() {
		for _, by := range Dimensions() {
			sum += spent(look+1) * by.share()
		}
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("looks and ways of grouping spend %.3f of the chance", sum)
	}
}
