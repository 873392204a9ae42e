package offer

import (
	"slices"

	"sartor/internal/customer"
	"sartor/internal/model/habit"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// workshop is the working space of one decision.
type workshop struct {
	d        *Decision
	ctx      *Context
	book     *Book
	enough   int // promotions of one list that can matter for one product
	round    uint32
	goods    []mark     // by product
	promos   []standing // by entry
	profile  habit.Profile
	scratch  habit.Scratch
	strange  []habit.Scored
	ahead    []habit.Scored
	spoils   []habit.Scored
	kind     kind         // that is walked
	here     [2]*[2]index // of that kind: for all stores, and for this one
	open     [2][]int32   // of them, those that no list narrows and that may issue here
	heads    lists        // room of headsOf
	looks    int          // entries that may still be looked at in this walk
	bet      bet
	season   seasonal
	pairs    []pair
	pool     []int
	refusals int    // in the trace
	fetched  uint32 // means nothing: so that fetch is not left out
}

// noIndex is that of a store without promotions of its own.
var noIndex [2]index

// mark is what a decision knows of a product; of another round it is nothing.
type mark struct {
	round   uint32
	refusal Refusal // in the basket, held or out of stock
	walk    kind    // 1 + the last kind in whose walk it was met
}

// standing is what a decision knows of a promotion; of another round it is
// nothing.
type standing struct {
	round    uint32
	held     uint32 // vouchers of it, and of its stores' versions, that the customer got
	drawn    uint8  // 1: the lot gives stores' versions of it, 2: it keeps the promotion itself
	refusal  Refusal
	settled  bool
	proposed uint32 // products of it that are candidates
	spoke    uint32 // 1 + the last slot for which it had one
}

// reset makes the workshop ready for a decision.
func (w *workshop) reset(d *Decision, ctx *Context) {
	w.d, w.ctx, w.book = d, ctx, ctx.Book
	w.enough = drawAmong + ctx.Most - 1 // each slot takes one promotion away
	if len(w.goods) < len(w.book.goods) || len(w.promos) < len(w.book.entries) || w.round == 1<<32-1 {
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
	in.Basket = slices.Compact(slices.Sorted(slices.Values(basket)))
	for _, n := range in.Basket {
		w.refuseProduct(n, InBasket)
	}
	for i := range w.ctx.Held {
		h := &w.ctx.Held[i]
		at, live := w.book.at(h.Promotion)
		limited := false
		if live {
			at = w.book.entries[at].head
			if limited = w.book.entries[at].limited; limited {
				w.promo(at).held++
			}
		}
		if h.Open && h.Product != 0 {
			w.refuseProduct(h.Product, AlreadyHolds)
		}
		if limited || h.Open && h.Product != 0 {
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
		*s = standing{round: w.round}
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
	packed := p.AppendPacked(nil, m.Decay())
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
	w.kind, w.here[0], w.here[1] = k, &w.book.wide[k], &noIndex
	if local := w.book.local[w.ctx.Store]; local != nil {
		w.here[1] = &local[k]
	}
	if w.here[0][anyBasket].empty() && w.here[1][anyBasket].empty() {
		return
	}
	w.looks = mostLooks
	for side := range w.open {
		w.open[side] = w.openHere(w.open[side][:0], w.here[0][side].open, w.here[1][side].open)
	}
	for i := range lists {
		w.offer(k, &lists[i])
	}
}

// offer offers a list's products to the promotions of a kind.
func (w *workshop) offer(k kind, l *list) {
	w.fetch(l.items)
	for i := range l.items {
		n := l.items[i].Product
		if int(n) >= len(w.book.goods) {
			continue
		}
		if m := w.product(n); m.walk != k+1 {
			m.walk = k + 1
			w.consider(k, l, &l.items[i])
		}
	}
}

// openHere appends the best promotions that no list narrows and that may issue
// here. Whatever the product, those behind them can never be drawn.
func (w *workshop) openHere(out, wide, local []int32) []int32 {
	for len(out) < w.enough && len(wide)+len(local) > 0 && w.look() {
		var at int32
		if len(local) == 0 || len(wide) > 0 && wide[0] < local[0] {
			at, wide = wide[0], wide[1:]
		} else {
			at, local = local[0], local[1:]
		}
		if w.standing(at) == NoRefusal {
			out = append(out, at)
		}
	}
	return out
}

// look reports whether one more entry may be looked at, and counts it.
func (w *workshop) look() bool {
	if w.looks--; w.looks >= 0 {
		return true
	}
	w.d.Counts[NotReached]++
	return false
}

// consider offers one product to the promotions of a kind.
func (w *workshop) consider(k kind, l *list, item *habit.Scored) {
	g := &w.book.goods[item.Product]
	if !g.restriction.Inferable() || !w.book.nameable(item.Related) {
		w.d.Counts[Restricted]++ // and named nowhere
		return
	}
	side := anyBasket
	r := w.refusal(item.Product, g)
	if r == InBasket && k.repeats() {
		w.refuseFor(k, item.Product, r)
		r, side = NoRefusal, sameBasket
	}
	if r == NoRefusal && item.Chance*g.margin <= 0 {
		r = NoMargin
	}
	if r != NoRefusal {
		w.refuseFor(k, item.Product, r)
		return
	}
	w.take(&pair{item: item, category: g.category, own: l.own, until: w.lastDay(k, item.Product)}, w.headsOf(side, item.Product, g))
}

// refuseFor refuses a product to the promotions that asked for it: all, or when
// it was just bought, those that do not allow that. It counts once.
func (w *workshop) refuseFor(k kind, product uint32, r Refusal) {
	g, some := &w.book.goods[product], r == InBasket && k.repeats()
	all, allowed := w.listsOf(anyBasket, product, g), w.listsOf(sameBasket, product, g)
	for i, entries := range all {
		if some && len(entries) == len(allowed[i]) {
			continue
		}
		at := slices.IndexFunc(entries, func(at int32) bool { return !some || !w.book.entries[at].again })
		if at >= 0 {
			w.refuse(entries[at], product, r)
			return
		}
	}
}

// refusal says why no promotion may take a product now.
func (w *workshop) refusal(n uint32, g *good) Refusal {
	switch {
	case !g.listed:
		return Unlisted
	case !g.restriction.Discountable():
		return Restricted
	}
	r := w.product(n).refusal
	if r == OutOfStock && !slices.Contains(w.d.Read.Out, n) {
		w.d.Read.Out = append(w.d.Read.Out, n)
	}
	return r
}

// take offers a product to the promotions of the lists, the best of all first,
// and stops when enough may have it: each slot takes one of them away. A promotion
// takes the first products that it may have, one more than there are slots: where
// others are given the first there is a second.
func (w *workshop) take(c *pair, heads [][]int32) {
	g := &w.book.goods[c.item.Product]
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
		e := &w.book.entries[at]
		if !e.fits(c.item.Product, g) || w.standing(at) != NoRefusal {
			continue
		}
		if c.until != 0 && w.ctx.Day+retail.BusinessDay(e.p.ValidAfterDays) > c.until {
			w.refuse(at, c.item.Product, SpoilsFirst)
			continue
		}
		if met++; w.promos[at].proposed <= uint32(w.ctx.Most) {
			c.worth = w.worth(e, c)
			w.keep(*c, at)
		}
	}
}

func (w *workshop) keep(c pair, at int32) {
	c.entry = at
	w.pairs = append(w.pairs, c)
	s := &w.promos[at]
	if s.proposed++; s.proposed == 1 {
		w.d.Counts[NoRefusal]++
	}
}

// anyone offers promotions on the whole basket, the best first.
func (w *workshop) anyone() {
	w.looks = mostLooks
	kept := 0
	for wide, local := w.book.anyone, w.book.single[w.ctx.Store]; len(wide)+len(local) > 0; {
		var at int32
		if len(local) == 0 || len(wide) > 0 && wide[0] < local[0] {
			at, wide = wide[0], wide[1:]
		} else {
			at, local = local[0], local[1:]
		}
		if kept == w.enough || !w.look() {
			return
		}
		if w.anyoneMay(at) {
			w.keep(pair{worth: w.worthOfAny(&w.book.entries[at])}, at)
			kept++
		}
	}
}

// anyoneMay reports whether a promotion on the whole basket may be offered, and
// refuses it otherwise.
func (w *workshop) anyoneMay(at int32) bool {
	e, r := &w.book.entries[at], w.standing(at)
	if free := e.value.Product; r == NoRefusal && e.p.Reward.Kind == promotion.FreeItem {
		if r = w.refusal(free, &w.book.goods[free]); r == InBasket || r == AlreadyHolds {
			r = NoRefusal
		}
		if r != NoRefusal {
			w.refuse(at, free, r)
		}
	}
	return r == NoRefusal
}
