package learn

import (
	"context"
	"fmt"

	"sartor/internal/learn/extract"
	"sartor/internal/model/basket"
	"sartor/internal/model/habit"
	"sartor/internal/model/season"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// knownMost is about how many customers are kept as the standing snapshot knew
// them, to judge it by.
const knownMost = 20_000

// gathering puts the pieces together: customers numbered densely in the order
// of ranges and ids, so that neither slices nor nodes change anything.
type gathering struct {
	chain    *retail.Catalogue
	profiled map[retail.CustomerID]bool // of the range at hand
	baskets  basket.Stack
	people   int32
	totals   extract.Totals
	money    money
	seasons  season.Collector
	bought   []season.Line // of the receipt at hand

	known   basket.Builder // what the standing snapshot had, of some customers
	every   uint64         // one customer in so many is in known; 0: nothing stands
	touched map[int]bool   // customers of those who came since
}

// gather reads all ranges, one after the other.
func gather(ctx context.Context, t *Task) (*gathering, error) {
	g := &gathering{chain: t.Chain, touched: map[int]bool{}, money: money{rate: margins(t.Chain), stop: ctx.Err}}
	var err error
	if t.Pieces == nil {
		if t.Pieces, err = inMemory(ctx, t); err != nil {
			return nil, err
		}
	}
	for r := range extract.Ranges {
		if err := g.takeRange(ctx, t, r); err != nil {
			return nil, err
		}
	}
	return g, nil
}

func (g *gathering) takeRange(ctx context.Context, t *Task, r int) error {
	pieces, err := open(ctx, t.Pieces, r)
	if err != nil {
		return err
	}
	if g.profiled, err = t.History.Profiled(ctx, r); err != nil {
		return err
	}
	if r == 0 && t.Standing != nil && t.Standing.Through != (touchpoint.Position{}) {
		g.every = uint64(1 + extract.Ranges*len(g.profiled)/knownMost)
	}
	if r == 0 { // ranges are about alike: room for all of them, and some to spare
		rows, lines := 0, 0
		for _, p := range pieces {
			rows, lines = rows+p.Rows, lines+p.Lines
		}
		g.baskets.Room(rows*extract.Ranges*21/20, lines*extract.Ranges*21/20)
	}
	totals, err := extract.Merge(pieces, extract.Taker{Customer: g.customer, Anonymous: g.anonymous})
	if err != nil {
		return fmt.Errorf("learn: %w", err)
	}
	g.totals.Read, g.totals.Receipts = g.totals.Read+totals.Read, g.totals.Receipts+totals.Receipts
	return t.Pause.rest(ctx, g.totals.Read)
}

func open(ctx context.Context, from Pieces, r int) ([]*extract.Piece, error) {
	bodies, err := from(ctx, r)
	if err != nil {
		return nil, err
	}
	var out []*extract.Piece
	for _, body := range bodies {
		p, err := extract.Open(body)
		if err != nil {
			return nil, fmt.Errorf("learn: %w", err)
		}
		out = append(out, p)
	}
	return out, nil
}

// customer takes all receipts of one customer; without consent they count as
// anonymous ones.
func (g *gathering) customer(id retail.CustomerID, rows []extract.Row) error {
	if !g.profiled[id] {
		for i := range rows {
			if len(rows[i].Products) > 0 {
				_ = g.anonymous(&rows[i]) // never fails
			}
		}
		return nil
	}
	bought := false
	for i := range rows {
		if r := &rows[i]; len(r.Products) > 0 {
			bought = true
			one := basket.Basket{Customer: g.people, Day: r.Day, Store: r.Store, Products: r.Products}
			g.baskets.Add(one)
			g.compare(id, r, one)
			g.season(id, r)
		}
	}
	if bought {
		g.money.add(rows)
		g.people++
	}
	return nil
}

func (g *gathering) anonymous(r *extract.Row) error {
	g.baskets.Add(basket.Basket{Customer: basket.Anonymous, Day: r.Day, Store: r.Store, Products: r.Products})
	return nil
}

// season shows the receipt to the search for seasons.
func (g *gathering) season(id retail.CustomerID, r *extract.Row) {
	g.bought = g.bought[:0]
	for k, product := range r.Products {
		g.bought = append(g.bought, season.Line{Group: g.chain.CategoryOf(product), Amount: int64(r.Amounts[k]), Promoted: r.Reduced[k]})
	}
	g.seasons.Add(season.Purchase{Customer: uint64(id), Day: r.Day, Lines: g.bought})
}

// compare keeps what the standing snapshot knew of a customer, and who came since.
func (g *gathering) compare(id retail.CustomerID, r *extract.Row, one basket.Basket) {
	if g.every == 0 || spread(id)%g.every != 0 {
		return
	}
	if r.Fresh {
		g.touched[int(one.Customer)] = true
		return
	}
	g.known.Add(one)
}

// rival is the standing model with what it knew.
func (g *gathering) rival(standing *Standing) (*habit.Rival, error) {
	if standing == nil {
		return nil, nil //nolint:nilnil // nothing stands: there is nobody to be held against
	}
	knew, err := g.known.Corpus()
	if err != nil {
		return nil, fmt.Errorf("learn: %w", err)
	}
	return &habit.Rival{Model: standing.Models.Habit, Knew: knew, Touched: func(u int) bool { return g.touched[u] }}, nil
}
