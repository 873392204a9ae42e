package plan

import (
	"math"

	"sartor/internal/model/counts"
	"sartor/internal/model/inventory"
)

// want is one place that may order tonight: what is there when goods come, and what
// will be asked for.
type want struct {
	c       *Chain
	item    *Item
	p       *Place
	e       economics
	arrive  int // day on which goods ordered tonight are for sale, as a rule
	review  int // days they must last: to the delivery after
	both    counts.Law
	life    counts.Law // to the end of the new goods' life, where they have one
	spoils  int        // of what is there, before they come
	coming  int
	stands  int
	lowered int     // of the level, since more would spoil
	service float64 // chance that the shelf lasts that is asked for; 0: by cost alone
	policy  Policy
}

// wantOf returns what a place may want, or why it cannot.
func (c *Chain) wantOf(it *Item, p *Place) (*want, Silence) {
	switch s := &c.Stores[p.Store]; {
	case s.Closes != 0 && s.Closes <= 1:
		return nil, Closed
	case p.Terms == nil:
		return nil, NoSupplier
	case !(p.Terms.Lead >= 0) || p.Terms.Lead > Horizon:
		return nil, LeadUnknown
	case p.Unknown:
		return nil, StockUnknown
	}
	w := &want{c: c, item: it, p: p, e: c.economics(&it.Product), arrive: p.Terms.arrives(0), review: p.Terms.review(), policy: BaseStock}
	w.service = c.Rules.Service[it.Product.Class]
	if w.e.short <= 0 && w.service == 0 && p.Display == 0 {
		return nil, NoMargin
	}
	switch {
	case it.Product.Life == 1:
		w.policy, w.review = Newsvendor, 1
	case it.Product.Life > 1:
		w.policy, w.review = Fresh, min(w.review, it.Product.Life)
	case p.Terms.OrderCost > 0 && sum(p.Planned) > 0:
		w.policy = Lots
	case p.Terms.OrderCost > 0:
		w.policy = OrderPoint
	}
	until := w.arrive - 1 + w.review
	if m, _ := p.moments(now, until); !(m > 0) && p.Display == 0 {
		return nil, NoDemand
	}
	w.stands, w.coming = p.stands(), p.coming(until)
	w.laws()
	return w, ""
}

func sum(list []float64) (s float64) {
	for _, x := range list {
		s += sane(x)
	}
	return s
}

// laws makes the laws that the level rests on. Goods of one day serve the day they
// come: nothing that lies there lives so long.
func (w *want) laws() {
	life := w.item.Product.Life
	if life == 1 {
		w.both = w.p.law(w.arrive, w.arrive)
		w.life, w.spoils = w.both, w.stands
		w.coming -= w.p.coming(w.arrive - 1)
		return
	}
	w.both = w.p.over(w.review)
	if life > 1 {
		w.life = w.p.law(now, w.arrive-1+life)
		w.spoils = int(math.Round(w.p.spoils(w.arrive)))
	}
}

// position is what counts against the level.
func (w *want) position() int { return w.stands - w.spoils + w.coming }

// level is where the place wants to be, with the cost of standing anywhere.
func (w *want) level() (level int, cost func(int) float64) {
	hold := max(w.e.day*float64(w.review), 1e-6)
	if w.item.Product.Life > 0 {
		return w.fresh(hold)
	}
	r := inventory.Rates{Hold: hold, Short: w.e.short}
	u := min(r.Ratio(), w.c.Rules.MostService)
	if w.service > 0 {
		u = w.service
	}
	r.Short = hold * u / (1 - u) // so that the cost of packs asks for the same service
	return w.both.Quantile(w.c.Calibration.Level(u)), func(s int) float64 { return r.Cost(w.both, s) }
}

// fresh is the level of goods that spoil. A service that is asked for by class stands
// in for what a customer who leaves without costs on top.
func (w *want) fresh(hold float64) (level int, cost func(int) float64) {
	e := w.e.Economics
	lost := max(e.Cost-e.Salvage, 0) + hold // a unit that spoils
	short := w.e.short
	if w.service > 0 {
		short = lost * w.service / (1 - w.service)
	}
	e.Price, e.Cost, e.Salvage = short+lost, lost, 0
	u := min(inventory.Rates{Hold: lost, Short: short}.Ratio(), w.c.Rules.MostService)
	if w.item.Product.Life > 1 {
		u = max(w.c.Rules.MostService, w.service) // spoiling alone lowers it
	}
	level = w.both.Quantile(w.c.Calibration.Level(u))
	wanted := level
	level, _ = inventory.Fresh(w.both, w.life, e, level)
	if w.policy == Fresh {
		w.lowered = wanted - level
	}
	return level, func(s int) float64 { return lost*w.life.Over(s) + short*w.both.Short(s) }
}

// order is what a place orders tonight, or why it does not.
func (c *Chain) order(it *Item, p *Place) (Proposal, Silence) {
	w, silence := c.wantOf(it, p)
	if w == nil {
		return Proposal{}, silence
	}
	if !p.Terms.tonight() {
		return Proposal{}, NotTonight
	}
	level, cost := w.level()
	level, ahead := w.raised(level)
	pack := inventory.Pack{Units: p.Terms.Pack, Minimum: p.Terms.Minimum}
	ip := w.position()
	o := inventory.ToLevelBy(cost, inventory.Want{Position: ip, Level: level}, pack)
	if beyond := w.policy == OrderPoint || ahead > 0 || ip < p.Display; beyond && o.Unpacked > 0 {
		o.Units = max(ceil(o.Unpacked, pack.Units), ceil(pack.Minimum, pack.Units)) // one cycle's cost does not see why
	}
	units, cut := w.fit(o.Units)
	switch {
	case units > 0:
	case o.Units > 0:
		return Proposal{}, NoRoom
	case o.Unpacked > 0:
		return Proposal{}, TooMuch
	default:
		return Proposal{}, Enough
	}
	out := w.proposal(units, cost)
	w.explain(&out, explained{level: level, order: o, ahead: ahead, cut: cut})
	return out, ""
}

// ceil is the least number of whole packs that hold some units, in units.
func ceil(units, pack int) int {
	pack = max(pack, 1)
	return (max(units, 0) + pack - 1) / pack * pack
}

// raised is the level where orders cost something by themselves, where what is planned
// is bought ahead, or where a display must stand.
func (w *want) raised(level int) (raised, ahead int) {
	k, ip := w.p.Terms.OrderCost, w.position()
	switch {
	case w.policy == OrderPoint:
		level = w.orderPoint(level)
	case w.policy == Lots && ip < level:
		need := []float64{float64(level - ip)}
		for from := w.arrive + w.review; from+w.review-1 <= Horizon; from += w.review {
			need = append(need, w.p.mean(from, from+w.review-1))
		}
		lots, _ := inventory.Lots(k, max(w.e.day*float64(w.review), 1e-6), need)
		ahead = max(int(math.Round(lots[0]-need[0])), 0)
		level += ahead
	}
	return max(level, w.p.Display), ahead
}

// mostSearched bounds the exact search of an (s,S) policy, in units of the law and of a
// lot: its cost grows with their square.
const mostSearched = 160

// orderPoint is the level of an (s,S) policy as it stands: as high as S when s or less
// is there, else as high as what is there, so that nothing is ordered.
//
//	Computes  without a lead time the best (s,S) (Zheng, Federgruen 1991); with one s is the last
//	          position that does not last to the delivery after, S lies an economic lot above it
func (w *want) orderPoint(level int) int {
	ip, k := w.position(), w.p.Terms.OrderCost
	hold := max(w.e.day*float64(w.review), 1e-6)
	best := inventory.SS{Low: level - 1}
	lot, _ := inventory.EOQ(k, w.p.mean(w.arrive, w.arrive-1+w.review), hold)
	best.High = max(level, level-1+int(math.Round(min(lot, w.p.mean(1, Horizon)))))
	if w.arrive == 1 && w.service == 0 && w.both.Last() <= mostSearched && lot <= mostSearched {
		if p, _, ok := inventory.BestSS(w.both, inventory.Rates{Hold: hold, Short: w.e.short}, k); ok {
			best = p
		}
	}
	if ip > best.Low {
		return min(ip, level)
	}
	return best.High
}

// fit cuts an order to what the shelf holds when it comes; what it no longer reaches
// the minimum with is no order.
func (w *want) fit(units int) (fits, cut int) {
	if w.p.Shelf <= 0 || units == 0 {
		return units, 0
	}
	sold := int(w.p.mean(now, w.arrive-1))
	there := max(w.stands-w.spoils+w.p.coming(w.arrive)-sold, 0)
	pack := max(w.p.Terms.Pack, 1)
	fits = min(max(w.p.Shelf-there, 0)/pack*pack, units)
	if fits < w.p.Terms.Minimum {
		fits = 0
	}
	return fits, units - fits
}

// proposal is an order with what it is expected to earn. What a pack more or less costs is,
// of goods that spoil, what decided the packs: goodwill and what is asked for before the
// goods come are in it.
func (w *want) proposal(units int, cost func(int) float64) Proposal {
	t, pack := w.p.Terms, max(w.p.Terms.Pack, 1)
	g := w.gains()
	out := Proposal{
		Kind: Order, Product: w.item.Product.Number, Class: w.item.Product.Class, To: w.p.Store, From: t.Depot, Supplier: t.Supplier,
		Units: units, Pack: pack, Day: w.arrive, Policy: w.policy, Gain: g.of(units), Outlay: w.e.Cost * float64(units),
		Cover: [2]float64{w.p.cover(w.stands + w.coming), w.p.cover(w.stands + w.coming + units)},
	}
	fewer := max(units-pack, 0)
	if fewer < t.Minimum {
		fewer = 0 // no such order is taken
	}
	out.More, out.Less = out.Gain.Mid-g.mean(units+pack), out.Gain.Mid-g.mean(fewer)
	if ip := w.position(); w.item.Product.Life > 0 {
		out.More, out.Less = cost(ip+units+pack)-cost(ip+units), cost(ip+fewer)-cost(ip+units)
	}
	return out
}

// explained is what an order came from.
type explained struct {
	level, ahead, cut int
	order             inventory.Order
}

func (w *want) explain(out *Proposal, x explained) {
	p, until := w.p, w.arrive-1+w.review
	from := now
	if w.policy == Newsvendor {
		from = w.arrive
	}
	need := p.mean(from, until)
	vouchers, _ := p.promised(from, until)
	out.Terms = append(out.Terms, Term{Kind: Need, Value: need + vouchers, Days: until - max(from, 1) + 1})
	if vouchers > 0 {
		out.Terms = append(out.Terms, Term{Kind: Vouchers, Value: vouchers, Days: p.Promised.Vouchers})
	}
	if extra := planned(p.Planned, from, until); extra > 0 {
		out.Terms = append(out.Terms, Term{Kind: Planned, Value: extra, Text: p.Event})
	}
	out.say(Safety, float64(x.level-x.ahead)-need-vouchers)
	out.say(OnHand, float64(w.stands-p.today()))
	out.say(Coming, float64(w.coming+p.today()))
	out.say(Spoiling, float64(w.spoils))
	out.say(Ahead, float64(x.ahead))
	if p.OnHand < 0 {
		out.say(Books, float64(p.OnHand))
	}
	if len(p.Terms.leads()) > 1 {
		out.say(LateBy, math.Round(10*p.Terms.LeadSD)/10)
	}
	if p.Terms.Assumed {
		out.say(Assumed, p.Terms.Lead)
	}
	if p.Display > 0 && x.level == p.Display {
		out.say(Display, float64(p.Display))
	}
	wanted := x.order.Unpacked
	switch {
	case x.order.TooLarge:
		out.say(PackLarge, w.left(out.Units))
	case p.Terms.Minimum > 0 && x.order.Units == ceil(p.Terms.Minimum, p.Terms.Pack) && wanted < x.order.Units:
		out.say(Minimum, float64(x.order.Units-wanted))
	default:
		out.say(Packed, float64(x.order.Units-wanted))
	}
	out.say(ShelfFull, float64(x.cut))
	out.say(Life, float64(w.lowered))
	if ip := w.position(); out.Gain.Mid < 0 {
		out.say(InVain, w.both.Short(ip)-w.both.Short(ip+out.Units))
	}
}

func planned(list []float64, from, until int) (s float64) {
	for day := max(from, 1); day <= until && day <= len(list); day++ {
		s += sane(list[day-1])
	}
	return s
}

// left is what of an order is expected to spoil, or to lie when the next one comes.
func (w *want) left(units int) float64 {
	law := w.both
	if w.item.Product.Life > 0 {
		law = w.life
	}
	return law.Over(w.position()+units) - law.Over(w.position())
}
