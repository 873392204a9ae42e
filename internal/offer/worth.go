package offer

import (
	"math"
	"slices"

	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/promotion"
)

// What is assumed of how people respond to a voucher, until outcomes against the
// holdout have taught it. It is said where a worth is explained (Assumed), and it
// only orders offers: an assumption refuses nobody.
const (
	halfDepth  = .2  // share of a product's price at which a reward has half of its full pull on buying it
	halfBasket = .05 // share of the usual basket at which it has half of its full pull on coming
	redeemed   = .3  // of those who buy with a voucher out, how many hand it over
	pointWorth = 1   // minor units that a point of the chain's own system costs
	leastAlive = .1  // below it nothing more is expected of a return
	someVisit  = .5  // chance of a visit within a voucher's days, of somebody unknown
	someGoods  = 10  // products of average price in a basket, of somebody unknown
)

// responseOf is by how much the full pull of a reward raises the odds of buying a
// product: 1 doubles them. What is a habit anyway moves less than what was given
// up or never tried.
func responseOf(k kind) float64 {
	switch k {
	case kindLapsed:
		return 2
	case kindDue, kindSeason, kindExpiring:
		return 1.5
	case kindFavourite, kindNext, kindGoods, kindCount:
	}
	return 1
}

// Expected is what the models expect of the customer, as of the nightly outlook;
// the zero Expected knows nothing. Floats are as short as the log keeps them.
type Expected struct {
	State  LifeState
	Band   ValueBand
	Alive  float32 // P(alive); 0 where the model cannot say
	Visits float32 // purchases a day
	Basket float32 // revenue of one purchase, minor units
	Value  float32 // discounted revenue to come, minor units
}

// ExpectedOf is what a decision reads of an outlook; nil says nothing.
func ExpectedOf(o *outlook.Outlook) Expected {
	if o == nil {
		return Expected{}
	}
	x := Expected{State: StateOf(o.State), Band: BandOf(o.Band), Basket: float32(o.Spend), Value: float32(o.Value)}
	if o.AliveKnown {
		x.Alive = float32(o.Alive)
	}
	if o.Horizon > 0 {
		x.Visits = float32(o.Expected / float64(o.Horizon))
	}
	return x
}

// LifeState is where the customer stands with the chain. Its numbers are stored
// in decisions.
type LifeState uint8

// The states.
const (
	StateUnknown LifeState = iota
	StateNew
	StateGrowing
	StateLoyal
	StateAtRisk
	StateLapsed
	StateWonBack
	lifeStates
)

// StateOf numbers a state of the life cycle.
func StateOf(s lifecycle.State) LifeState {
	return LifeState(1 + slices.Index(lifecycle.States(), s))
}

// BandOf numbers a band of value.
func BandOf(b lifecycle.Band) ValueBand {
	return ValueBand(1 + slices.Index(lifecycle.Bands(), b))
}

// ValueBand is what the customer is worth beside the others. Its numbers are
// stored in decisions.
type ValueBand uint8

// The bands.
const (
	BandUnknown ValueBand = iota
	BandHigh
	BandMiddle
	BandLow
	valueBands
)

// pullOf is which share of those who would stay away come for a voucher of full
// pull on what they are sure to want.
func (x *Expected) pullOf() float64 {
	switch x.State {
	case StateAtRisk:
		return .15
	case StateUnknown, StateNew, StateLapsed, StateWonBack:
		return .1
	case StateGrowing, StateLoyal, lifeStates:
	}
	return .05
}

// comeback is what a visit more is worth: the margin of their basket, and what is to come of
// somebody of whom one knows again that they are there.
//
//	Computes  g·(basket + value·(1/alive − 1)),  alive ≥ leastAlive   [minor units]
func (x *Expected) comeback(rate float64) float64 {
	more := 0.0
	if x.Alive > 0 {
		alive := max(leastAlive, float64(x.Alive))
		more = float64(x.Value) * float64(1/alive-1)
	}
	return rate * float64(float64(x.Basket)+more)
}

// bet is what a decision knows of the customer's next visit.
type bet struct {
	rate   float64 // purchases a day; 0: nothing is known, and every voucher sees one visit
	pull   float64
	basket float64 // usual revenue, minor units
	back   float64 // what a visit more is worth, minor units
}

func betOf(x *Expected, b *Book) bet {
	if x.Visits <= 0 {
		return bet{pull: x.pullOf(), basket: someGoods * b.price, back: float64(someGoods*b.price) * b.rate}
	}
	return bet{rate: float64(x.Visits), pull: x.pullOf(), basket: float64(x.Basket), back: x.comeback(b.rate)}
}

// visits is the chance of at least one visit within days.
//
//	Assumes   Poisson visits whose rate is exponential over customers like this one
//	Computes  1 − 1/(1 + λt)
func (b *bet) visits(days float64) float64 {
	if b.rate <= 0 {
		return someVisit
	}
	t := float64(b.rate * days)
	return t / float64(1+t)
}

// draws is which share of those who would stay away come for a reward on what
// they are sure to want.
func (b *bet) draws(reward float64) float64 {
	if reward <= 0 {
		return 0
	}
	return b.pull * float64(reward/float64(reward+float64(b.basket*halfBasket)))
}

// worth is what a voucher is expected to bring beyond what would have come
// anyway, with its parts.
type worth struct {
	score  float64 // weighted by the promotion's priority
	lifted float64 // chance that the next basket holds the product, with the voucher
	visit  float64 // of the visits it adds, minor units
	cost   float64 // of its redemption, minor units
}

// value is what a candidate is worth.
func (w *workshop) value(c *pair) worth {
	if c.item == nil {
		return w.worthOfAny(&w.book.terms[c.entry])
	}
	return w.worth(&w.book.terms[c.entry], c)
}

// worth values a voucher for one product.
//
//	Symbols   p0 chance that the next basket holds the product; m its margin, P its price
//	          d what a redemption costs; q0 chance of a visit within the voucher's days
//	          V what a visit more is worth; L, v the assumed responses of product and visit
//	          B the usual basket
//	Computes  o  = 1 + L·d/(d + P·halfDepth),  p1 = p0·o/(1 + p0·(o−1))     odds grow by o
//	          q1 = q0 + (1−q0)·v·d/(d + B·halfBasket)·p1
//	          worth = (q1·p1 − q0·p0)·m + (q1−q0)·V − q1·p1·redeemed·d
//	Source    SCIENCE 6.9: p1·(m−d) − p0·m − c, with c = 0: paper that is printed anyway
//
// Of goods that would be thrown away the whole price is margin: what they cost is lost
// either way. Their voucher sees only the days until they end.
func (w *workshop) worth(t *terms, c *pair) (v worth) {
	item, g := c.item, &w.book.goods[c.product]
	margin, days := g.margin, float64(t.days)
	if c.until != 0 {
		margin, days = g.price, min(days, float64(c.until-w.ctx.Day)+1)
	}
	d := min(float64(t.share*g.price), t.cost)
	s := d / float64(d+float64(g.price*halfDepth))
	o := float64(responseOf(t.kind) * s) // odds grow by 1 + o
	v.lifted = float64(item.Chance*float64(1+o)) / float64(1+float64(item.Chance*o))
	q0 := w.bet.visits(days)
	more := float64(float64(1-q0)*float64(w.bet.draws(d))) * v.lifted
	buys := float64(float64(q0+more) * v.lifted)
	v.visit = more * w.bet.back
	v.cost = float64(buys * float64(redeemed*d))
	v.score = t.weigh(float64(float64(buys-float64(q0*item.Chance))*margin) + v.visit - v.cost)
	return v
}

// worthOfAny values a voucher on the whole basket: by the visits it adds, and
// everybody who comes can use it.
func (w *workshop) worthOfAny(t *terms) (v worth) {
	d := t.cost
	q0 := w.bet.visits(float64(t.days))
	more := float64(float64(1-q0) * w.bet.draws(d))
	v.lifted = q0 + more
	v.visit, v.cost = more*w.bet.back, float64(v.lifted*float64(redeemed*d))
	v.score = t.weigh(v.visit - v.cost)
	return v
}

// costOf is what one redemption of a reward costs, as a share of the price and
// at most; free is the price of a free item.
func costOf(r *promotion.Reward, free float64) (share, most float64) {
	switch r.Kind {
	case promotion.Percent:
		return float64(r.Percent) / 100, float64(r.MaxAmount)
	case promotion.FreeItem:
		return math.Inf(1), free
	case promotion.Points:
		return math.Inf(1), float64(r.Points) * pointWorth
	case promotion.Amount:
	}
	return 1, float64(r.Amount)
}

// weigh makes the better of two equal worths that of the higher priority, a loss
// included.
func (t *terms) weigh(worth float64) float64 {
	if worth < 0 {
		return worth / t.weight
	}
	return worth * t.weight
}
