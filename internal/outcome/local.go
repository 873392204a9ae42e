package outcome

import (
	"context"
	"math"

	"sartor/internal/model/response"
	"sartor/internal/retail"
	"sartor/internal/stat"
)

// Basis is how a store's version is compared with the centre's.
type Basis string

// The bases.
const (
	ByLot     Basis = "lot"     // customers of the store keep the centre's by lot
	ByMatched Basis = "matched" // against stores whose sales went alike before
)

// Local is a store's version against the centre's.
type Local struct {
	Store   retail.StoreID   `json:"store"`
	Since   retail.Micros    `json:"since"` // the version's first day with its terms
	Basis   Basis            `json:"basis"`
	Local   int              `json:"local"`  // customers with the store's version; or 1 store
	Centre  int              `json:"centre"` // customers with the centre's; or stores that went alike
	Sales   Figure           `json:"sales"`  // of the goods of either: relative, the store's over the centre's
	Margin  Figure           `json:"margin"` // added a customer, minor units; not of matched stores
	Means   [2]float64       `json:"means"`
	Verdict response.Verdict `json:"verdict,omitempty"` // of the last planned look
	Look    int              `json:"look"`
	Wait    int              `json:"wait,omitempty"` // about so many days until a difference worth knowing can be told; 0: nobody knows, or told
}

// worthKnowing is the difference that people wait to see: a tenth more or less of
// the goods' sales moves a store's margin more than the work of tailoring costs.
const worthKnowing = .10

// power is how far a difference must lie beyond its error to be found in four of
// five cases: Φ⁻¹(.95) + Φ⁻¹(.80).
const power = 1.6449 + .8416

// Homes lists whom a store's version is compared on.
type Homes interface {
	// AtHome lists customers whose home is the store, who allow offers and are in no
	// holdout, by id, and whether each keeps the centre's version by lot.
	AtHome(ctx context.Context, v *Version, most int) ([]Homer, error)
}

// Homer is one of them.
type Homer struct {
	Customer retail.CustomerID
	Centre   bool // keeps the centre's version by lot
}

// compare reads a version against the centre's. All customers at home in the store
// who bought there before are compared, whoever then got a voucher: who gets one
// depends on the version.
func (s Survey) compare(ctx context.Context, f *Family, v *Version, now retail.Micros) (Local, error) {
	out := Local{Store: s.Chain.Store(v.Store).ID, Since: v.Live, Basis: ByLot}
	homers, err := s.Homes.AtHome(ctx, v, MostPersons)
	if err != nil {
		return out, err
	}
	study := Study{Chain: s.Chain, Now: now, Since: v.Live, Goods: goodsOf(f, s.Chain)}
	arms := [2][]Exposure{}
	for _, h := range homers {
		e := Exposure{Customer: h.Customer, At: v.Live, Store: v.Store}
		if h.Centre {
			arms[1] = append(arms[1], e)
		} else {
			arms[0] = append(arms[0], e)
		}
	}
	for i, list := range arms {
		read, err := s.persons(ctx, study.Goods, reading{list, i == 0, min(now, s.lastDay(f))})
		if err != nil {
			return out, err
		}
		study.Persons = append(study.Persons, bought(read)...)
	}
	if v.Live < now {
		study.Days = int(s.dayOf(now) - s.dayOf(v.Live))
	}
	study.local(&out, f.Before)
	return out, nil
}

// bought leaves out who bought nothing in the weeks before: they are no customers
// of the store any more, whatever it offers.
func bought(list []Person) []Person {
	out := list[:0:0]
	for i := range list {
		if len(list[i].Bought) > 0 {
			out = append(out, list[i])
		}
	}
	return out
}

// local compares the arms of one store.
func (s *Study) local(out *Local, before *Report) {
	sales := prepare(s.Persons, func(p *Person) Observation { return p.Sales })
	margin := prepare(s.Persons, func(p *Person) Observation { return p.Margin })
	var all both
	for i := range s.Persons {
		all.add(&s.Persons[i], sales, margin, i)
	}
	out.Local, out.Centre = all.sales.treated.n, all.sales.held.n
	var was Local
	if before != nil {
		was = before.local(out.Store, out.Since)
	}
	due, _ := looked(s.Days)
	out.Look, out.Verdict = was.Look, was.Verdict
	if !all.sales.enough(LeastGroup) {
		return // a store has the customers it has: days bring no more
	}
	z := stat.NormalQuantile((1 + response.Level) / 2)
	if e, se := all.margin.difference(margin.theta); se > 0 {
		out.Margin = Figure{true, e, e - z*se, e + z*se}
	}
	e, se, ok := all.sales.ratio(sales.theta)
	if !ok || s.Days < 1 {
		return
	}
	out.Sales = relative(e, stat.Interval{Low: e - z*se, High: e + z*se})
	out.Means[0], out.Means[1] = all.sales.means(sales.theta)
	if due > was.Look {
		out.Look, out.Verdict = due, response.Judge([]response.Apart{{Effect: e, SE: se}}, spent(due))[0]
	}
	if out.Verdict == response.Alike {
		out.Wait = s.untilTold(se)
	}
}

// untilTold is after about how many more days a difference worth knowing would be
// found: errors shrink with the root of the days.
func (s *Study) untilTold(se float64) int {
	const longest = 365
	needed := math.Log1p(worthKnowing) / power
	more := float64(s.Days) * (se*se/(needed*needed) - 1)
	return int(min(max(math.Ceil(more), 0), longest))
}

// local returns what was read of a store's version with the same beginning.
func (r *Report) local(store retail.StoreID, since retail.Micros) Local {
	for _, l := range r.Locals {
		if l.Store == store && l.Since == since {
			return l
		}
	}
	return Local{}
}
