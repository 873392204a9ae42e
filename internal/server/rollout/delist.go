package rollout

import (
	"context"
	"slices"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/learn/extract"
	"sartor/internal/retail"
	"sartor/internal/rollout"
	"sartor/internal/touchpoint"
)

// What is looked at to say which products lose money.
const (
	delistWeeks   = 13
	delistUnits   = 20        // sold in them, before a product is spoken of
	mostLosers    = 100       // those that lose most
	mostEntries   = 2_000_000 // of the journal, the newest, in which their buyers are looked for
	delistingsAge = 7         // days after which they are read again
)

// delistings reads which products lose money and who depends on them, once a week.
func (k Keeper) delistings(ctx context.Context) error {
	today := k.Today(1)
	last, read, err := k.DB.Rollouts().Delistings(ctx)
	if err != nil || read && today-last.Through <= delistingsAge {
		return err
	}
	earned, err := k.earned(ctx, today)
	if err != nil {
		return err
	}
	losers := slices.DeleteFunc(earned, func(e rollout.Earned) bool { return e.Net() >= 0 })
	slices.SortFunc(losers, func(a, b rollout.Earned) int { return int(min(max(a.Net()-b.Net(), -1), 1)) })
	losers = losers[:min(len(losers), mostLosers)]
	buyers := map[retail.ProductID][]rollout.Buyer{}
	if len(losers) > 0 {
		if buyers, err = k.dependants(ctx, losers, today); err != nil {
			return err
		}
	}
	return k.DB.Rollouts().PutDelistings(ctx, &rollout.Delistings{At: retail.MicrosOf(k.Clock()), Through: today - 1, Weeks: delistWeeks, Items: rollout.Delist(losers, buyers)})
}

// earned is what each product brought, of those whose cost is known.
func (k Keeper) earned(ctx context.Context, today retail.BusinessDay) ([]rollout.Earned, error) {
	chain := k.DB.Catalogue()
	sums := make([]rollout.Earned, len(chain.Products))
	cost := k.Sight().Book.UnitCost
	err := k.each(ctx, today-7*delistWeeks, today, func(_ uint32, _ retail.BusinessDay, cells []customer.Cell) {
		for _, c := range cells {
			if int(c.Product) < len(sums) {
				e, units := &sums[c.Product], (c.Units - c.Returned).Units()
				e.Units, e.Sales, e.Margin = e.Units+units, e.Sales+float64(c.Amount), e.Margin+float64(c.Amount)-units*cost(c.Product)
			}
		}
	})
	var out []rollout.Earned
	for n := range sums {
		g, e := chain.Product(uint32(n)), sums[n]
		if e.Units < delistUnits || !g.Restriction.Inferable() {
			continue
		}
		e.Product, e.Weeks, e.Assumed, e.Substitute = g.ID, delistWeeks, !g.HasCost, k.instead(uint32(n))
		out = append(out, e)
	}
	return out, err
}

// instead is what is bought in a product's place, by the snapshot that stands.
func (k Keeper) instead(product uint32) retail.ProductID {
	s := k.Sight().Snapshot
	if s == nil || s.Model == nil {
		return ""
	}
	links := s.Model.Substitutes(product)
	if len(links) == 0 {
		return ""
	}
	return k.DB.Catalogue().Product(links[0].Product).ID
}

// purse is what one customer bought.
type purse struct {
	all, margin float64
	of          map[uint32]*rollout.Buyer
}

// dependants reads who bought the losers, and what else; only those who allow a profile.
func (k Keeper) dependants(ctx context.Context, losers []rollout.Earned, today retail.BusinessDay) (map[retail.ProductID][]rollout.Buyer, error) {
	chain, wanted := k.DB.Catalogue(), map[uint32]bool{}
	for _, e := range losers {
		if n, ok := chain.ProductNumber(e.Product); ok {
			wanted[n] = true
		}
	}
	purses := map[retail.CustomerID]*purse{}
	err := k.newest(ctx, func(e *touchpoint.Entry, lines []touchpoint.PackedLine) {
		if e.Day < today-7*delistWeeks || e.Customer == 0 {
			return
		}
		p := purses[e.Customer]
		if p == nil {
			p = &purse{of: map[uint32]*rollout.Buyer{}}
			purses[e.Customer] = p
		}
		p.take(lines, wanted, k.Sight().Book.UnitCost)
	})
	if err != nil {
		return nil, err
	}
	allowed, err := k.allowedOf(ctx, purses)
	out := map[retail.ProductID][]rollout.Buyer{}
	for id, p := range purses {
		for n, b := range p.of {
			if allowed[id] {
				product := chain.Product(n).ID
				out[product] = append(out[product], rollout.Buyer{Customer: id, Times: b.Times, Spent: b.Spent, All: p.all, Margin: p.margin})
			}
		}
	}
	return out, err
}

func (p *purse) take(lines []touchpoint.PackedLine, wanted map[uint32]bool, cost func(uint32) float64) {
	seen := map[uint32]bool{}
	for i := range lines {
		l := &lines[i]
		p.all += float64(l.Amount)
		p.margin += float64(l.Amount) - l.Quantity.Units()*cost(l.Product)
		if !wanted[l.Product] {
			continue
		}
		b := p.of[l.Product]
		if b == nil {
			b = &rollout.Buyer{}
			p.of[l.Product] = b
		}
		if b.Spent += float64(l.Amount); !seen[l.Product] && l.Quantity > 0 {
			b.Times++
			seen[l.Product] = true
		}
	}
}

func (k Keeper) allowedOf(ctx context.Context, purses map[retail.CustomerID]*purse) (map[retail.CustomerID]bool, error) {
	days := map[retail.CustomerID][]retail.BusinessDay{}
	for id, p := range purses {
		if len(p.of) > 0 {
			days[id] = []retail.BusinessDay{0}
		}
	}
	return k.allowed(ctx, db.History{DB: k.DB, Declared: k.Sight().Chain.Consent}, days)
}

// newest calls fn for the newest receipts of the journal, at most mostEntries; tills go
// between.
func (k Keeper) newest(ctx context.Context, fn func(e *touchpoint.Entry, lines []touchpoint.PackedLine)) error {
	end, err := k.DB.Harvest().End(ctx)
	if err != nil {
		return err
	}
	span := extract.Span{First: max(1, end.Newest-mostEntries+1), Last: end.Newest, Through: end.Through}
	var lines []touchpoint.PackedLine
	for after := span.First - 1; after < span.Last; {
		began := k.Clock()
		entries, err := k.DB.Harvest().Slice(ctx, span, after, slice)
		if err != nil || len(entries) == 0 {
			return err
		}
		for i := range entries {
			e := &entries[i]
			after = max(after, e.Position.Seq)
			if e.Kind != touchpoint.KindReceipt {
				continue
			}
			packed, err := touchpoint.Unpack(e.Body, lines)
			if err != nil {
				return err
			}
			if lines = packed.Lines[:0]; packed.State.Counts() {
				fn(e, packed.Lines)
			}
		}
		if err := k.Breathe(ctx, max(k.Clock().Sub(began), time.Millisecond)); err != nil {
			return err
		}
	}
	return nil
}
