package offer

import (
	"math"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/model/habit"
	"sartor/internal/retail"
)

// workshop is the working space of one decision.
type workshop struct {
	d        *Decision
	ctx      *Context
	book     *Book
	enough   int // promotions of one list that can matter for one product
	round    uint16
	goods    []mark     // by product
	promos   []standing // by entry
	profile  habit.Profile
	scratch  habit.Scratch
	strange  []habit.Scored
	ahead    []habit.Scored
	spoils   []habit.Scored
	here     [2]*index        // for all stores, and for this one
	kind     kind             // that is walked
	mine     *[leading]uint64 // seeds of this store's index
	open     [2][]int32       // of both, those that no list narrows and that may issue here
	asks     []ask            // of the list that is offered
	heads    [][]int32        // of these
	looks    int              // entries that may still be looked at in this walk
	bet      bet
	season   seasonal
	pairs    []pair
	left     int // of pairs
	pool     []int
	lots     lots
	refusals int    // in the trace
	fetched  uint32 // means nothing: so that fetch is not left out
}

// mark is what a decision knows of a product; of another round it is nothing.
type mark struct {
	round   uint16
	refusal Refusal // in the basket, held or out of stock
	walk    kind    // 1 + the last kind in whose walk it was met
}

// standing is what a decision knows of a promotion; of another round it is
// nothing.
type standing struct {
	round   uint16
	refusal Refusal // unsettled before it was asked for
	drawn   uint8   // 1: the lot gives stores' versions of it, 2: it keeps the promotion itself
	held    uint32  // vouchers of it, and of its stores' versions, that the customer got
	last    int32   // 1 + the place of its last candidate; 0: it has none
}

// reset makes the workshop ready for a decision.
func (w *workshop) reset(d *Decision, ctx *Context) {
	w.d, w.ctx, w.book = d, ctx, ctx.Book
	w.enough = drawAmong + ctx.Most - 1 // each slot takes one promotion away
	w.here = [2]*index{w.book.wide, w.book.none}
	if int(ctx.Store) < len(w.book.local) && w.book.local[ctx.Store] != nil {
		w.here[1] = w.book.local[ctx.Store]
	}
	w.lots.begin(ctx.HoldoutKey, ctx.Customer)
	if len(w.goods) < len(w.book.goods) || len(w.promos) < len(w.book.entries) || w.round == math.MaxUint16 {
		w.goods, w.promos, w.round = make([]mark, len(w.book.goods)), make([]standing, len(w.book.entries)), 0
	}
	w.round++
	w.pairs, w.strange, w.refusals = w.pairs[:0], w.strange[:0], 0
}

// read notes what basket, vouchers and stock say, and what of it the log needs.
func (w *workshop) read(basket []uint32) {
	in := &w.d.Read
	*in = Inputs{
		Through: w.ctx.Through, Day: w.ctx.Day, Store: w.ctx.Store, Customer: w.ctx.Customer, Consent: w.ctx.Consent,
		Most: w.ctx.Most, GlobalHoldout: w.ctx.GlobalHoldout, Expected: w.ctx.Expected,
	}
	if w.ctx.Customer == 0 || !w.ctx.Consent.Allows(customer.ProfilePurpose) {
		in.Expected = Expected{}
	}
	w.bet = betOf(&in.Expected, w.book)
	in.Basket = slices.Clone(basket)
	slices.Sort(in.Basket)
	in.Basket = slices.Compact(in.Basket)
	for _, n := range in.Basket {
		w.refuseProduct(n, InBasket)
	}
	for i := range w.ctx.Held {
		h := &w.ctx.Held[i]
		at, live := w.book.at(h.Promotion)
		limited := false
		if live {
			at = w.book.terms[at].head
			if limited = w.book.terms[at].limited; limited {
				w.promo(at).held++
			}
		}
		if h.Open && h.Product != 0 {
			w.refuseProduct(h.Product, AlreadyHolds)
		}
		if limited || h.Open && h.Product != 0 {
			if in.Held == nil {
				in.Held = make([]Held, 0, len(w.ctx.Held))
			}
			in.Held = append(in.Held, *h)
		}
	}
	for _, n := range w.ctx.Out {
		w.refuseProduct(n, OutOfStock)
	}
}

func (w *workshop) refuseProduct(n uint32, r Refusal) {
	if int(n) < len(w.book.goods) {
		w.product(n).refusal = r
	}
}

// product returns the mark of a product, of this decision.
func (w *workshop) product(n uint32) *mark {
	m := &w.goods[n]
	if m.round != w.round {
		*m = mark{round: w.round}
	}
	return m
}

// promo returns the standing of a promotion, of this decision.
func (w *workshop) promo(at int32) *standing {
	s := &w.promos[at]
	if s.round != w.round {
		*s = standing{round: w.round, refusal: unsettled}
	}
	return s
}

// list is products to be offered, best first.
type list struct {
	items []habit.Scored
	own   bool
}

// collect walks the lists a customer's profile and store give.
func (w *workshop) collect(s *Snapshot, p *habit.Profile) {
	var lists habit.Lists
	if s != nil && s.Model != nil {
		if p != nil && w.ctx.Customer != 0 && w.ctx.Consent.Allows(customer.ProfilePurpose) {
			lists = w.personal(s.Model, p)
		}
		w.strange = s.Model.StoreFavourites(w.ctx.Store, storeRead, w.strange)
	}
	w.walk(kindDue, list{head(lists.Due, listRead), true})
	w.walk(kindFavourite, list{head(lists.Favourites, listRead), true})
	w.walk(kindLapsed, list{head(lists.Lapsed, listRead), true})
	w.walk(kindNext, list{items: head(lists.Next, listRead)})
	w.inSeason(s, &lists)
	w.spoiling(&lists)
	w.walk(kindGoods, list{head(lists.Favourites, listRead), true}, list{items: head(lists.Next, listRead)}, list{items: w.strange})
	w.anyone()
}

func head[T any](s []T, n int) []T { return s[:min(n, len(s))] }

// personal evaluates the profile in its packed form, so that what is read is
// what the log holds.
func (w *workshop) personal(m *habit.Model, p *habit.Profile) habit.Lists {
	packed := p.AppendPacked(make([]byte, 0, 24+9*len(p.Items)), m.Decay()) // most need less
	if err := w.profile.Decode(packed); err != nil {
		return habit.Lists{} // a profile of another version speaks for nothing
	}
	w.d.Read.Profile = packed
	lists := *m.Evaluate(&w.profile, habit.Visit{Store: w.ctx.Store, Day: int32(w.ctx.Day)}, &w.scratch)
	w.newAhead(&lists)
	return lists
}

// walk offers lists of products to the promotions of a kind; a product in
// several lists counts in the first.
func (w *workshop) walk(k kind, lists ...list) {
	if !w.asked(k) {
		return
	}
	wide, local := w.here[0], w.here[1]
	w.kind, w.looks, w.mine = k, mostLooks, &local.seeds[k]
	for side := range w.open {
		w.open[side] = w.openHere(w.open[side][:0], wide.list(wide.open[k][side]), local.list(local.open[k][side]))
	}
	for i := range lists {
		w.offer(k, &lists[i])
	}
}

// ask is a product of a list that is offered, with what is known of it at once.
type ask struct {
	item     *habit.Scored
	good     *good
	refusal  Refusal
	again    bool  // just bought: for promotions only that allow that
	from, to int32 // its lists in workshop.heads
}

// offer offers a list's products to the promotions of a kind. What all of them need
// is found before the first is looked at: it lies far apart, and so memory brings it
// side by side.
func (w *workshop) offer(k kind, l *list) {
	w.fetch(l.items)
	w.asks, w.heads = w.asks[:0], w.heads[:0]
	for i := range l.items {
		n := l.items[i].Product
		if int(n) >= len(w.book.goods) {
			continue
		}
		if m := w.product(n); m.walk != k+1 {
			m.walk = k + 1
			w.ask(k, &l.items[i])
		}
	}
	w.fetchTerms()
	for i := range w.asks {
		w.consider(k, l, &w.asks[i])
	}
	clear(w.asks)
	clear(w.heads)
}

// openHere appends the best promotions that no list narrows and that may issue
// here. Whatever the product, those behind them can never be drawn.
func (w *workshop) openHere(out, wide, local []int32) []int32 {
	for len(out) < w.enough && len(wide)+len(local) > 0 && w.look() {
		at := nextOf(&wide, &local)
		if w.standing(at).refusal == NoRefusal {
			out = append(out, at)
		}
	}
	return out
}

// nextOf takes the better of the first entries of two lists, of which one may be empty.
func nextOf(wide, local *[]int32) (at int32) {
	from := local
	if len(*local) == 0 || len(*wide) > 0 && (*wide)[0] < (*local)[0] {
		from = wide
	}
	at, *from = (*from)[0], (*from)[1:]
	return at
}

// look reports whether one more entry may be looked at, and counts it.
func (w *workshop) look() bool {
	if w.looks--; w.looks >= 0 {
		return true
	}
	w.d.Counts[NotReached]++
	return false
}

// ask finds the promotions of a kind that one product may be for.
func (w *workshop) ask(k kind, item *habit.Scored) {
	g := &w.book.goods[item.Product]
	if !g.restriction.Inferable() || !w.book.nameable(item.Related) {
		w.d.Counts[Restricted]++ // and named nowhere
		return
	}
	a, side := ask{item: item, good: g, refusal: w.refusal(item.Product, g), from: int32(len(w.heads))}, anyBasket
	if a.refusal == InBasket && k.repeats() {
		a.refusal, a.again, side = NoRefusal, true, sameBasket
	}
	if a.refusal == NoRefusal && item.Chance*g.margin <= 0 {
		a.refusal = NoMargin
	}
	if a.refusal == NoRefusal {
		w.headsOf(side, item.Product, g)
	}
	a.to = int32(len(w.heads))
	w.asks = append(w.asks, a)
}

// consider offers one product to the promotions of a kind.
func (w *workshop) consider(k kind, l *list, a *ask) {
	if a.again {
		w.refuseBought(a.item.Product)
	}
	if a.refusal != NoRefusal {
		w.refuseFor(a.item.Product, a.refusal)
		return
	}
	w.take(a, &pair{
		item: a.item, product: a.item.Product, category: a.good.category, own: l.own, until: w.lastDay(k, a.item.Product),
	})
}

// take offers a product to the promotions of the lists, the best of all first,
// and stops when enough may have it: each slot takes one of them away. A promotion
// takes the first products that it may have, one more than there are slots: where
// others are given the first there is a second.
func (w *workshop) take(a *ask, c *pair) {
	heads := w.heads[a.from:a.to]
	for met := 0; met < w.enough && len(heads) > 0 && w.look(); {
		next := 0
		for i := 1; i < len(heads); i++ {
			if heads[i][0] < heads[next][0] {
				next = i
			}
		}
		at := heads[next][0]
		if heads[next] = heads[next][1:]; len(heads[next]) == 0 {
			heads = slices.Delete(heads, next, next+1)
		}
		t := &w.book.terms[at]
		if !t.single && !w.book.entries[at].fits(c.product, a.good) || w.standing(at).refusal != NoRefusal {
			continue
		}
		if c.until != 0 && w.ctx.Day+retail.BusinessDay(t.after) > c.until {
			w.refuse(at, c.product, SpoilsFirst)
			continue
		}
		met++
		w.keep(c, at)
	}
}

// keep makes a candidate, unless the promotion has enough of them. Its worth is
// counted when it is the promotion's first: others may never speak for it.
func (w *workshop) keep(c *pair, at int32) {
	s := &w.promos[at]
	c.entry, c.before, c.nth, c.valued = at, s.last-1, 1, s.last == 0
	if c.valued {
		c.score = w.value(c).score
		w.d.Counts[NoRefusal]++
	} else if c.nth += w.pairs[c.before].nth; int(c.nth) > w.ctx.Most+1 {
		return
	}
	w.pairs = append(w.pairs, *c)
	s.last = int32(len(w.pairs))
}

// anyone offers promotions on the whole basket, the best first.
func (w *workshop) anyone() {
	w.looks = mostLooks
	kept := 0
	for wide, local := w.here[0].list(w.here[0].basket), w.here[1].list(w.here[1].basket); len(wide)+len(local) > 0; {
		if kept == w.enough || !w.look() {
			return
		}
		if at := nextOf(&wide, &local); w.anyoneMay(at) {
			w.keep(&pair{}, at)
			kept++
		}
	}
}

// anyoneMay reports whether a promotion on the whole basket may be offered, and
// refuses it otherwise.
func (w *workshop) anyoneMay(at int32) bool {
	r := w.standing(at).refusal
	if r == NoRefusal && w.book.terms[at].free {
		free := w.book.entries[at].value.Product
		if r = w.refusal(free, &w.book.goods[free]); r == InBasket || r == AlreadyHolds {
			r = NoRefusal
		}
		if r != NoRefusal {
			w.refuse(at, free, r)
		}
	}
	return r == NoRefusal
}
