package demo

import (
	"context"
	"fmt"
	"slices"

	"sartor/internal/db/plan"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server/tonight"
	"sartor/internal/simulate"
	"sartor/internal/simulate/shelf"
	kernel "sartor/internal/stock/plan"
)

// asked is how the simulated stores are supplied: what Sartor's planners, or its
// autopilot, agreed on goes out each evening and the world carries it out; of the rest the
// chain orders as it always did. A line takes the place of the chain's own order of that
// product and store. Goods that are left to the autopilot are Sartor's on each evening of
// a new plan, unless it brakes: what it does not order then, nobody does.
type asked struct {
	ctx   context.Context // of the chain: evenings come while shoppers are served
	desk  *tonight.Desk
	chain *simulate.Chain
	seen  int64 // number of the last export that was carried out
	plan  int64 // of the last plan that an evening saw
	count int   // evenings
	goods map[retail.ProductID]int
	shops map[retail.StoreID]int
}

// shelfAt is a product in a store by the numbers of the world.
type shelfAt struct{ store, product int }

func (s *simulation) newAsked(ctx context.Context) *asked {
	a := &asked{ctx: ctx, desk: tonight.Of(s.App), chain: s.chain, goods: map[retail.ProductID]int{}, shops: map[retail.StoreID]int{}}
	for i, p := range s.chain.Products() {
		a.goods[p.ID] = i
	}
	for i := range s.chain.Stores[:s.chain.Town.Web()] {
		a.shops[s.chain.Stores[i].ID] = i
	}
	return a
}

// Tonight is what is ordered and moved on an evening.
func (a *asked) Tonight(n shelf.Night) []shelf.Line {
	rows, err := a.evening()
	if err != nil && a.ctx.Err() == nil {
		a.desk.Log.Error("what was agreed on does not go out; the stores order as they always did", "err", err)
	}
	mine := map[shelfAt]bool{}
	var orders, moves []shelf.Line
	for i := range rows {
		l, ok := a.line(&rows[i])
		switch at := (shelfAt{l.Store, l.Product}); {
		case !ok:
		case l.Kind == shelf.Transfer:
			moves = append(moves, l)
		default:
			orders, mine[at] = append(orders, l), true
		}
	}
	left := a.left()
	return append(shelf.Replaced{
		Rest: shelf.Base{}, Lines: func(shelf.Night) []shelf.Line { return orders },
		Decides: func(store, product int) bool { return mine[shelfAt{store, product}] || left(n.Terms(product).Life) },
	}.Tonight(n), moves...)
}

// evening lets out what was agreed on, and reads it and what was sent by hand.
func (a *asked) evening() (out []plan.Row, err error) {
	a.count++
	plans := a.desk.DB.Plans()
	agreed, err := plans.Agreed(a.ctx, plan.ID{}, 1)
	if err == nil && len(agreed) > 0 {
		_, err = a.desk.Send(a.ctx, tonight.Parcel{ID: fmt.Sprintf("simulated evening %d", a.count), Actor: "simulated suppliers"})
	}
	if err != nil && fault.CodeOf(err) != tonight.NothingToSend {
		return nil, err
	}
	const most = 100 // an evening's exports of a whole chain
	exports, err := plans.Exports(a.ctx, most)
	if err != nil {
		return nil, err
	}
	for _, e := range slices.Backward(exports) { // the oldest first
		if e.Number <= a.seen || !e.Whole {
			continue
		}
		rows, err := plans.Lines(a.ctx, e.Number)
		if err != nil {
			return out, err
		}
		a.seen, out = e.Number, append(out, rows...)
	}
	return out, nil
}

// line is a proposal as the world carries it out; ok is false for what has no shelf.
func (a *asked) line(r *plan.Row) (l shelf.Line, ok bool) {
	known := a.desk.DB.Catalogue()
	l = shelf.Line{Kind: shelf.Order, Units: int32(r.Agreed), Told: r.ID.String()}
	if l.Store, ok = a.shops[known.Store(r.Store).ID]; !ok {
		return l, false
	}
	if r.Kind == kernel.Move {
		l.Kind = shelf.Transfer
		if l.From, ok = a.shops[known.Store(r.From).ID]; !ok {
			return l, false
		}
	}
	l.Product, ok = a.goods[known.Product(r.Product).ID]
	return l, ok
}

// left reports, by how long they live, which goods are left to the autopilot tonight:
// fresh ones, and what keeps where all classes of it are.
func (a *asked) left() func(life int32) bool {
	none := func(int32) bool { return false }
	run, found, err := a.desk.DB.Plans().Current(a.ctx)
	if err != nil || !found || run.Number == a.plan {
		return none
	}
	a.plan = run.Number
	set, err := a.desk.PlanSettings(a.ctx)
	if err != nil {
		return none
	}
	totals, err := tonight.TotalsOf(&run)
	if err != nil {
		return none
	}
	on := func(class string) bool { return set.Autopilot[class].On && !slices.Contains(totals.Drifting, class) }
	return func(life int32) bool {
		if life > 0 && life <= tonight.Fresh {
			return on("fresh")
		}
		return on("A") && on("B") && on("C")
	}
}
