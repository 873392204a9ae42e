package offer

import (
	"slices"
	"sync"

	"sartor/internal/customer"
	"sartor/internal/model/habit"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// Limits of a decision.
const (
	topKept    = 20 // candidates the log keeps, best first
	poolKept   = 48 // candidates that slots choose among: ten for each and room for diversity
	drawAmong  = 10 // of them a slot draws (SCIENCE.md 6.8: at most ten arms)
	listRead   = 80 // entries of each personal list; more never win
	storeRead  = 120
	explore    = .1 // ε: the share of draws spread evenly over the pool
	anyChance  = .3 // that a voucher on any basket is used; no model speaks of it
	anyBaskets = 4  // its margin is that of a basket of so many times its greatest cost
)

// Decide chooses the offers of one receipt.
//
//	Computes  score = chance × margin × weight        [minor units]
//	          chance  calibrated chance that the next basket holds the product (habit)
//	          margin  price − cost of one unit; an assumed rate where no cost is known
//	          weight  of the promotion's priority, 1 + priority/10 within .5…2
//	          π = (1−ε)·[best of the pool] + ε/A, A ≤ 10     (SCIENCE.md 6.8)
//
// This first version is an upper bound of expected incremental margin: it does
// not yet subtract what would have been bought anyway.
func Decide(s *Snapshot, p *habit.Profile, basket []uint32, ctx *Context, b *Book) Decision {
	d := Decision{Seed: ctx.Seed, Choices: make([]Choice, 0, ctx.Most)}
	if s != nil {
		d.Snapshot = s.ID
	}
	if b == nil || ctx.Most <= 0 || ctx.Customer != 0 && !ctx.Consent.Allows(customer.OffersPurpose) {
		return d
	}
	d.Book = b.Version
	w := workshops.Get().(*workshop)
	defer workshops.Put(w)
	w.reset(&d, basket, ctx, b)
	w.collect(s, p)
	w.choose()
	return d
}

// workshops keep their room between decisions; nothing of one reaches another.
var workshops = sync.Pool{New: func() any { return &workshop{} }}

// workshop is the working space of one decision.
type workshop struct {
	d       *Decision
	ctx     *Context
	book    *Book
	basket  []uint32
	seen    []uint32 // by entry: the round in which it was settled
	round   uint32
	top     []scored // best first, at most poolKept
	strange []habit.Scored
	scratch habit.Scratch
}

// scored is a candidate that passed all rules.
type scored struct {
	entry  int32
	item   habit.Scored
	own    bool
	kind   promotion.TargetKind
	score  float64
	chance float64
	margin float64
}

func (w *workshop) reset(d *Decision, basket []uint32, ctx *Context, b *Book) {
	w.d, w.ctx, w.book, w.basket = d, ctx, b, basket
	if len(w.seen) < len(b.entries) {
		w.seen, w.round = make([]uint32, len(b.entries)), 0
	}
	if w.round++; w.round == 0 { // wrapped: old marks would look new
		clear(w.seen)
		w.round = 1
	}
	w.top = w.top[:0]
}

// collect walks the lists, best first: the first product of a list that a
// promotion may take is the best it can get there.
func (w *workshop) collect(s *Snapshot, p *habit.Profile) {
	var lists habit.Lists
	at := habit.Visit{Store: w.ctx.Store, Day: int32(w.ctx.Day)}
	w.strange = w.strange[:0]
	if s != nil && s.Model != nil {
		if p != nil && w.ctx.Customer != 0 && w.ctx.Consent.Allows(customer.ProfilePurpose) {
			lists = *s.Model.Evaluate(p, at, &w.scratch)
		}
		w.strange = s.Model.StoreFavourites(w.ctx.Store, w.strange)
	}
	w.walk(kindDue, head(lists.Due, listRead), true)
	w.walk(kindFavourite, head(lists.Favourites, listRead), true)
	w.walk(kindLapsed, head(lists.Lapsed, listRead), true)
	w.walk(kindNext, head(lists.Next, listRead), false)
	for k := kindProduct; k <= kindCategory; k++ {
		w.walk(k, head(lists.Favourites, listRead), true)
		w.walk(k, head(lists.Next, listRead), false)
		w.walk(k, head(w.strange, storeRead), false)
	}
	for _, at := range w.book.kinds[kindAnyone].open {
		w.anyone(at)
	}
}

func head[T any](s []T, n int) []T { return s[:min(n, len(s))] }

// walk offers a list's products to the promotions of a kind.
func (w *workshop) walk(k kind, list []habit.Scored, own bool) {
	x := &w.book.kinds[k]
	for i := range list {
		item := &list[i]
		if int(item.Product) >= len(w.book.goods) {
			continue
		}
		g := &w.book.goods[item.Product]
		if g.restriction&retail.NoInference != 0 {
			continue
		}
		refusal := w.product(item.Product, g)
		w.offer(x.byProduct[item.Product], item, refusal, own)
		w.offer(x.byBrand[g.brand], item, refusal, own)
		w.offer(x.byCategory[g.category], item, refusal, own)
		w.offer(x.open, item, refusal, own)
	}
}

// product says why no promotion may take a product now, its own wishes aside.
func (w *workshop) product(n uint32, g *good) Refusal {
	switch {
	case !g.listed:
		return Unlisted
	case !g.restriction.Discountable():
		return Restricted
	case slices.Contains(w.ctx.Out, n):
		return OutOfStock
	}
	for i := range w.ctx.Held {
		if h := &w.ctx.Held[i]; h.Open && h.Product == n {
			return AlreadyHolds
		}
	}
	if slices.Contains(w.basket, n) {
		return InBasket
	}
	return NoRefusal
}

// offer lets promotions take a product; each takes the first it may have.
func (w *workshop) offer(entries []int32, item *habit.Scored, refusal Refusal, own bool) {
	for _, at := range entries {
		if w.seen[at] == w.round {
			continue
		}
		e := &w.book.entries[at]
		g := &w.book.goods[item.Product]
		if !e.fits(item.Product, g) {
			continue
		}
		if r := w.promotion(e); r != NoRefusal {
			w.seen[at] = w.round
			w.refuse(e, item.Product, r)
			continue
		}
		if refusal != NoRefusal && (refusal != InBasket || !e.p.SameBasket) {
			w.refuse(e, item.Product, refusal)
			continue // its next product may do
		}
		w.seen[at] = w.round
		score := item.Chance * g.margin * e.weight
		if score <= 0 {
			w.refuse(e, item.Product, NoMargin)
			continue
		}
		w.d.Counts[NoRefusal]++
		w.keep(scored{entry: at, item: *item, own: own, kind: e.p.Target.Kind, score: score, chance: item.Chance, margin: g.margin})
	}
}

// anyone offers a promotion on the whole basket.
func (w *workshop) anyone(at int32) {
	e := &w.book.entries[at]
	if r := w.promotion(e); r != NoRefusal {
		w.refuse(e, 0, r)
		return
	}
	cost := float64(e.p.MaxCost(0))
	margin := DefaultMargin * max(float64(e.p.MinSpend), anyBaskets*cost, 1)
	w.d.Counts[NoRefusal]++
	w.keep(scored{entry: at, kind: e.p.Target.Kind, score: anyChance * margin * e.weight, chance: anyChance, margin: margin})
}

// promotion says why a promotion gives this customer nothing, whatever the
// product.
func (w *workshop) promotion(e *entry) Refusal {
	switch {
	case !e.here(w.ctx.Store):
		return NotHere
	case w.ctx.Day < e.starts || w.ctx.Day > e.ends:
		return NotNow
	case has(w.ctx.Closed, e.number):
		return LimitOrBudget
	}
	if most := e.p.Limits.PerCustomer; most > 0 && w.ctx.Customer != 0 {
		n := int64(0)
		for i := range w.ctx.Held {
			if w.ctx.Held[i].Promotion == e.number {
				n++
			}
		}
		if n >= most {
			return LimitCustomer
		}
	}
	return NoRefusal
}

// refuse counts a refusal and keeps the first few for the trace.
func (w *workshop) refuse(e *entry, product uint32, r Refusal) {
	w.d.Counts[r]++
	if len(w.d.Top) < topKept/2 {
		w.d.Top = append(w.d.Top, Candidate{Promotion: e.number, Product: product, Refusal: r})
	}
}

// keep inserts a candidate among the best, ties to the lower promotion number.
func (w *workshop) keep(c scored) {
	if len(w.top) == poolKept && !w.better(&c, &w.top[poolKept-1]) {
		return
	}
	if len(w.top) < poolKept {
		w.top = append(w.top, c)
	} else {
		w.top[poolKept-1] = c
	}
	for i := len(w.top) - 1; i > 0 && w.better(&w.top[i], &w.top[i-1]); i-- {
		w.top[i], w.top[i-1] = w.top[i-1], w.top[i]
	}
}

func (w *workshop) better(a, b *scored) bool {
	if a.score != b.score {
		return a.score > b.score
	}
	return w.book.entries[a.entry].number < w.book.entries[b.entry].number
}

// choose draws the slots' offers one after the other.
func (w *workshop) choose() {
	for i := range w.top {
		if i < topKept/2 {
			c := &w.top[i]
			w.d.Top = append(w.d.Top, Candidate{Promotion: w.book.entries[c.entry].number, Product: c.item.Product, Score: c.score, Refusal: Outranked})
		}
	}
	lot := lots{key: w.ctx.HoldoutKey, who: w.ctx.Customer}
	left := slices.Clone(w.top)
	for slot := 0; slot < w.ctx.Most && len(left) > 0; slot++ {
		pool := min(drawAmong, len(left))
		at, propensity := drawSlot(w.ctx.Seed, slot, pool)
		c := w.choice(&left[at])
		c.Propensity, c.Pool = propensity, pool
		c.Ghost = lot.arm(w.ctx.GlobalHoldout, &c, w.book.entries[left[at].entry].p.Holdout)
		w.d.Choices = append(w.d.Choices, c)
		w.mark(&c, NoRefusal)
		left = w.without(left, &c)
	}
}

// mark notes in the trace what became of a candidate.
func (w *workshop) mark(c *Choice, r Refusal) {
	for i := range w.d.Top {
		if t := &w.d.Top[i]; t.Promotion == c.Promotion && t.Product == c.Product && t.Refusal == Outranked {
			t.Refusal = r
		}
	}
}

// without leaves out what shares promotion, product or category with a choice.
func (w *workshop) without(left []scored, c *Choice) []scored {
	category := uint32(0)
	if c.Product != 0 {
		category = w.book.goods[c.Product].category
	}
	return slices.DeleteFunc(left, func(o scored) bool {
		product := o.item.Product
		same := product != 0 && (product == c.Product || category != 0 && w.book.goods[product].category == category)
		return same || w.book.entries[o.entry].number == c.Promotion
	})
}

// choice is a candidate with its terms.
func (w *workshop) choice(s *scored) Choice {
	e := &w.book.entries[s.entry]
	price, assumed := retail.Minor(0), true
	if s.item.Product != 0 {
		g := &w.book.goods[s.item.Product]
		price, assumed = retail.Minor(g.price), g.assumed
	}
	c := Choice{
		Promotion: e.number, ID: e.p.ID, Version: e.p.Version, Product: s.item.Product, Value: e.value, MaxCost: e.p.MaxCost(price),
		Score: s.score, Chance: s.chance, Margin: s.margin, Assumed: assumed, PerDay: e.p.Limits.PerDay, PerPerson: e.p.Limits.PerCustomer,
		Reason: Reason{
			Kind: s.kind, Count: s.item.Count, Hits: s.item.Hits, Window: s.item.Window, Gap: s.item.Gap, Idle: s.item.Idle,
			Related: s.item.Related, Own: s.own,
		},
	}
	if c.Value.Kind == promotion.FreeItem {
		c.Value.MaxAmount = c.MaxCost
	}
	c.Reserve = voucher.ReserveOf(c.MaxCost, e.p.Budget.ReserveShare)
	c.From, c.Until = e.p.Validity(w.ctx.Day)
	return c
}
