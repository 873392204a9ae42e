package offer

import (
	"sync"

	"sartor/internal/customer"
	"sartor/internal/model/habit"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// ruleNow grows whenever the same inputs may come to be decided otherwise: 1 took
// chance × margin for the score, 2 knew of new products by the live habits alone.
const ruleNow = 3

// Limits of a decision.
const (
	topKept   = 20   // candidates and refusals the log keeps
	drawAmong = 10   // candidates a slot draws among (SCIENCE.md 6.8: at most ten arms)
	listRead  = 80   // entries of each personal list; more never win
	storeRead = 120  // of the store's favourites
	explore   = .1   // ε: the share of draws spread evenly over the pool
	mostLooks = 4096 // promotions looked at for one kind: 10 µs or so; the best come first, the rest is not reached
)

// Decide chooses the offers of one receipt.
//
//	Computes  score = expected incremental margin × weight   [minor units]
//	            of a product  (q1·p1 − q0·p0)·margin + (q1−q0)·V − q1·p1·redeemed·reward
//	            p0, p1  chance that the next basket holds it, without and with the voucher
//	            q0, q1  chance of a visit within its days, without and with it
//	            V       what a visit more is worth (Expected); of an offer on the
//	                    whole basket only (q1−q0)·V − q1·redeemed·reward stays
//	            margin  price − cost of one unit; an assumed rate where no cost is known
//	          weight  of the promotion's priority, 1 + priority/10 within .5…2; divides a loss
//	          π = (1−ε)·[best of the pool] + ε/A, A ≤ 10     (SCIENCE.md 6.8)
//
// What somebody buys anyway is worth little, or less than its reward costs; what
// is new to them is worth nearly all its margin. The responses p1 − p0 and q1 − q0
// are assumed (worth.go), so they order offers and refuse none.
//
// A candidate is a promotion with one product: the first of its list that it may
// have, so that habit comes before what a rarer product earns. A product meets
// the enough best promotions by priority, then number, that may have it. A slot
// draws among the ten best; then what shares promotion, product or category with
// the drawn one is out, and a promotion whose product is out comes with its next
// one. Ties go to the lower promotion number, then the lower product number.
//
// Where nothing may be offered, nothing is decided: the zero Decision.
func Decide(s *Snapshot, p *habit.Profile, basket []uint32, ctx *Context) Decision {
	b := ctx.Book
	if b == nil || b.Len() == 0 || ctx.Most <= 0 || ctx.Customer != 0 && !ctx.Consent.Allows(customer.OffersPurpose) {
		return Decision{}
	}
	d := Decision{Rule: ruleNow, Book: b.Version, Seed: ctx.Seed, Choices: make([]Choice, 0, ctx.Most), Top: make([]Candidate, 0, topKept)}
	if s != nil {
		d.Snapshot = s.ID
	}
	w := workshops.Get().(*workshop)
	defer workshops.Put(w)
	w.reset(&d, ctx)
	w.read(basket)
	w.collect(s, p)
	w.choose()
	w.finish()
	return d
}

// workshops keep their room between decisions; nothing of one reaches another.
var workshops = sync.Pool{New: func() any { return &workshop{} }}

// pair is a candidate that passed all rules: a promotion and a product for it.
type pair struct {
	score    float64            // of its worth, where valued
	item     *habit.Scored      // nil: the whole basket
	product  uint32             // 0: the whole basket
	category uint32             // of the product, 0 none
	entry    int32              // of the book; lower is the better promotion
	before   int32              // the place of its promotion's candidate before it; -1: none
	until    retail.BusinessDay // by which it has to be used; 0: as the promotion says
	nth      uint16             // of its promotion
	own      bool               // one of the customer's own products
	valued   bool
	out      bool // shares promotion, product or category with one that was drawn
}

// better orders candidates: score, then the numbers of promotion and product.
func (w *workshop) better(a, b *pair) bool {
	if a.score != b.score {
		return a.score > b.score
	}
	if a.entry != b.entry {
		return w.book.terms[a.entry].number < w.book.terms[b.entry].number
	}
	return a.product < b.product
}

// best returns the places of the best candidates left for a slot, best first, at
// most drawAmong.
func (w *workshop) best() []int {
	w.pool = w.pool[:0]
	for i := range w.pairs {
		c := &w.pairs[i]
		if c.out || w.spoken(c) {
			continue
		}
		if !c.valued {
			c.score, c.valued = w.value(c).score, true
		}
		at := len(w.pool)
		if at == drawAmong {
			if at--; !w.better(c, &w.pairs[w.pool[at]]) {
				continue
			}
		} else {
			w.pool = append(w.pool, i)
		}
		for ; at > 0 && w.better(c, &w.pairs[w.pool[at-1]]); at-- {
			w.pool[at] = w.pool[at-1]
		}
		w.pool[at] = i
	}
	return w.pool
}

// spoken reports whether another speaks for a candidate's promotion: the first that
// is left, in the order of its list.
func (w *workshop) spoken(c *pair) bool {
	for at := c.before; at >= 0; at = w.pairs[at].before {
		if !w.pairs[at].out {
			return true
		}
	}
	return false
}

// choose draws the slots' offers one after the other.
func (w *workshop) choose() {
	w.lots.global = w.ctx.Customer != 0 && w.lots.heldOut(w.ctx.GlobalHoldout, globalExperiment)
	w.left = len(w.pairs)
	for slot := 0; slot < w.ctx.Most && w.left > 0; slot++ {
		pool := w.best()
		if slot == 0 {
			w.show(pool)
		}
		at, propensity := drawSlot(w.ctx.Seed, slot, len(pool))
		drawn := w.pairs[pool[at]]
		c := w.choice(&drawn)
		c.Propensity, c.Pool = propensity, len(pool)
		c.Ghost = w.lots.arm(&c, w.book.entries[drawn.entry].p.Holdout)
		w.d.Choices = append(w.d.Choices, c)
		w.leave(&drawn)
	}
}

// show puts the best candidates into the trace; what becomes of them follows.
func (w *workshop) show(pool []int) {
	for _, i := range pool {
		c := &w.pairs[i]
		w.d.Top = append(w.d.Top, Candidate{Promotion: w.book.terms[c.entry].number, Product: c.product, Score: c.score, Refusal: Outranked})
	}
}

// leave leaves out what shares promotion, product or category with the one that
// was drawn, and notes in the trace what became of it.
func (w *workshop) leave(drawn *pair) {
	for i := range w.pairs {
		o := &w.pairs[i]
		same := o.product != 0 && o.product == drawn.product || o.category != 0 && o.category == drawn.category || o.entry == drawn.entry
		if same && !o.out {
			o.out = true
			w.left--
			w.mark(o, Diversity)
		}
	}
	w.mark(drawn, NoRefusal)
}

func (w *workshop) mark(c *pair, r Refusal) {
	number, product := w.book.terms[c.entry].number, c.product
	for i := range w.d.Top {
		if t := &w.d.Top[i]; t.Promotion == number && t.Product == product && (t.Refusal == Outranked || t.Refusal == Diversity) {
			t.Refusal = r
		}
	}
}

// choice is a candidate with its terms.
func (w *workshop) choice(s *pair) Choice {
	e, v := &w.book.entries[s.entry], w.value(s)
	c := Choice{
		Promotion: e.number, ID: e.p.Family(), Version: e.p.Version, Product: s.product, Value: e.value,
		Score: v.score, Lifted: v.lifted, Visit: v.visit, Cost: v.cost,
		PerDay: w.book.entries[e.head].p.Limits.PerDay, PerPerson: e.p.Limits.PerCustomer, Reason: Reason{Kind: e.p.Target.Kind, Own: s.own},
	}
	priced := c.Product
	if s.item == nil {
		c.Chance, c.Margin, c.Assumed, priced = w.bet.visits(float64(e.days)), w.bet.back, w.bet.rate <= 0, e.value.Product
	} else {
		g := &w.book.goods[c.Product]
		c.Chance, c.Margin, c.Assumed = s.item.Chance, g.margin, g.assumed
		c.Reason.Count, c.Reason.Hits, c.Reason.Window = s.item.Count, s.item.Hits, s.item.Window
		c.Reason.Gap, c.Reason.Idle, c.Reason.Related = s.item.Gap, s.item.Idle, s.item.Related
	}
	c.MaxCost = e.p.MaxCost(retail.Minor(w.book.goods[priced].price))
	if c.Value.Kind == promotion.FreeItem {
		c.Value.MaxAmount = c.MaxCost
	}
	c.Reserve = voucher.ReserveOf(c.MaxCost, e.p.Budget.ReserveShare)
	c.From, c.Until = e.p.Validity(w.ctx.Day)
	if s.until != 0 {
		c.Until, c.Margin = min(c.Until, s.until), w.book.goods[c.Product].price
	}
	return c
}
