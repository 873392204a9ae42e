package plan

import (
	"math"

	"sartor/internal/model/counts"
	"sartor/internal/model/inventory"
	"sartor/internal/stat"
)

// Product is what is planned.
type Product struct {
	Number uint32
	Price  float64 // of one unit sold, 0 unknown
	Cost   float64 // of one unit bought
	Life   int     // days for sale from its delivery; 0: it keeps
	Class  string  // whose rules hold for it
}

// Item is one product in all places of the chain.
type Item struct {
	Product Product
	Places  []Place // at most one a store
}

// Place is one product in one store.
type Place struct {
	Store    int  // index in Chain.Stores
	Unknown  bool // nobody knows what lies here: nothing is proposed
	OnHand   int  // as booked; below zero is an error of the books and counts as nothing
	Reserved int  // set aside for customers by name
	Arrivals []Arrival
	Lots     []Lot // what expires, of what is on hand; the rest keeps
	Promised Promised
	Today    float64   // still asked for before the shops close
	Means    []float64 // forecast of day 1, 2 …; a day beyond takes the mean of the last week
	Ratio    float64   // variance to mean of sums of days
	Planned  []float64 // of Means, what planned promotions add: day 1, 2 …
	Event    string    // why Planned is above nothing, in words of the forecast
	Terms    *Terms    // nil: nobody delivers here
	Shelf    int       // units that fit; 0: any number
	Display  int       // units that always stand here
}

// Arrival is goods under way: ordered, or in transfer.
type Arrival struct {
	Day   int // on which they are for sale; 0: they come before the shops open today
	Units int
}

// Lot is units on hand that are for sale to a day, that day included.
type Lot struct{ Last, Units int }

// Promised is what vouchers in customers' hands add to demand within some days.
type Promised struct {
	Mean, Variance float64
	Days           int
	Vouchers       int
}

// Terms are how goods come to a place.
type Terms struct {
	Supplier  string
	Depot     int     // index of the store that delivers, -1: from outside the chain
	Lead      float64 // days; below zero: unknown
	LeadSD    float64 // days that deliveries vary by
	Assumed   bool    // nobody named the lead time: it is the chain's usual one
	Days      [7]bool // nights on which it takes orders, tonight first; all false: every night
	Pack      int     // units in a pack
	Minimum   int     // units an order
	OrderCost float64 // of one order, whatever its size
}

// tonight reports whether the supplier takes orders tonight.
func (t *Terms) tonight() bool { return t.Days == [7]bool{} || t.Days[0] }

// review is the number of nights to the next one on which orders are taken.
func (t *Terms) review() int {
	for n := 1; n < 7; n++ {
		if t.Days == [7]bool{} || t.Days[n] {
			return n
		}
	}
	return 7
}

// next is the number of nights to the next order: 0 is tonight.
func (t *Terms) next() int {
	if t.tonight() {
		return 0
	}
	return t.review()
}

// arrives is the day on which goods ordered in some nights are for sale, as a rule.
func (t *Terms) arrives(nights int) int {
	return nights + max(int(math.Ceil(t.Lead-1e-9)), 1)
}

// lead is one length of a lead time with its chance.
type lead struct {
	days   int // on which goods are for sale
	chance float64
}

// leads are the lengths that a lead time takes: normal with its SD, in whole days, no
// day earlier than tomorrow (SCIENCE 5.1: demand over a random lead time is a mixture).
func (t *Terms) leads() []lead {
	const most = 21
	if !(t.LeadSD > .05) {
		return []lead{{t.arrives(0), 1}}
	}
	sd := min(t.LeadSD, 7)
	first := max(int(math.Floor(t.Lead-3*sd)), 1)
	var out []lead
	below := 0.0
	for day := first; len(out) < most; day++ {
		upto := 1 - stat.NormalTail((float64(day)+.5-t.Lead)/sd)
		if p := upto - below; p > 1e-4 {
			out = append(out, lead{day, p})
		}
		below = upto
		if 1-upto < 1e-3 {
			break
		}
	}
	if len(out) == 0 {
		return []lead{{t.arrives(0), 1}}
	}
	out[len(out)-1].chance += 1 - below
	return out
}

// mean is the demand expected in the days from…to, both included; day 0 is the rest of
// today.
func (p *Place) mean(from, to int) float64 {
	sum := 0.0
	if from < 1 {
		sum = sane(p.Today)
	}
	for day := max(from, 1); day <= to; day++ {
		if day > len(p.Means) {
			return sum + float64(to-day+1)*p.beyond()
		}
		sum += sane(p.Means[day-1])
	}
	return sum
}

// beyond is a day's mean where no forecast reaches.
func (p *Place) beyond() float64 {
	week := p.Means[max(len(p.Means)-7, 0):]
	sum := 0.0
	for _, m := range week {
		sum += sane(m)
	}
	return sum / float64(max(len(week), 1))
}

// now is the day from which demand counts that takes what is on hand.
const now = 0

// sane makes a mean or an amount of whatever came; more units a day than fit a week's
// law are cut.
func sane(x float64) float64 {
	const most = counts.MostUnits / 8
	if !(x > 0) {
		return 0
	}
	return min(x, most)
}

// amount makes an amount of money of whatever came.
func amount(x float64) float64 {
	const most = 1e12
	if !(x > 0) {
		return 0
	}
	return min(x, most)
}

// promised is what vouchers add to the days from…to: evenly over their days.
func (p *Place) promised(from, to int) (mean, variance float64) {
	days := max(p.Promised.Days, 1)
	share := float64(max(min(to, days)-max(from, 1)+1, 0)) / float64(days)
	return share * sane(p.Promised.Mean), share * sane(p.Promised.Variance)
}

// moments are mean and variance of what is asked for in the days from…to.
func (p *Place) moments(from, to int) (mean, variance float64) {
	m, v := p.promised(from, to)
	forecast := p.mean(from, to)
	ratio := p.Ratio
	if !(ratio > 1) || math.IsInf(ratio, 0) {
		ratio = 1
	}
	return forecast + m, ratio*forecast + v
}

// law is the law of what is asked for in the days from…to.
func (p *Place) law(from, to int) counts.Law {
	m, v := p.moments(from, to)
	return counts.NegativeBinomial(m, v)
}

// over is the law of demand from now until further days behind a delivery that is
// ordered tonight: a mixture over the lengths of the lead time.
//
//	Computes  F(x) = Σ P(L = l) F_{0…l−1+days}(x)
func (p *Place) over(days int) counts.Law {
	leads := p.Terms.leads()
	if len(leads) == 1 {
		return p.law(now, leads[0].days-1+days)
	}
	var mass []float64
	for _, l := range leads {
		one := p.law(now, l.days-1+days)
		for len(mass) <= one.Last() {
			mass = append(mass, 0)
		}
		for x := range one.Last() + 1 {
			mass[x] += l.chance * one.Chance(x)
		}
	}
	return counts.NewLaw(mass)
}

// stands is what is on hand for whoever comes first: what still comes today is there
// when the shops open.
func (p *Place) stands() int { return max(p.OnHand, 0) + p.today() - max(p.Reserved, 0) }

// today is what still comes today.
func (p *Place) today() (sum int) {
	for _, a := range p.Arrivals {
		if a.Day <= now {
			sum += max(a.Units, 0)
		}
	}
	return sum
}

// coming is what arrives from tomorrow until a day.
func (p *Place) coming(until int) (sum int) {
	for _, a := range p.Arrivals {
		if a.Day > now && a.Day <= until {
			sum += max(a.Units, 0)
		}
	}
	return sum
}

// spoils is what of the lots on hand is expected to expire before a day, sold first
// in, first out: at least that much (SCIENCE 5.2.2). What ends today is still sold today.
//
//	Computes  max over lots i that expire of E[(Q_i − D_{0…last_i})+], Q_i the units up to lot i
func (p *Place) spoils(before int) float64 {
	most, sum := 0.0, 0
	for _, l := range p.Lots {
		sum += max(l.Units, 0)
		if l.Last >= before {
			continue
		}
		units := min(sum, max(p.OnHand, 0)+p.today())
		if l.Last < now {
			most = max(most, float64(units))
			continue
		}
		law := p.law(now, l.Last)
		most = max(most, law.Over(units))
	}
	return most
}

// cover is how many days some units last by the means, one decimal is meant; Horizon
// when they outlast the forecasts.
func (p *Place) cover(units int) float64 {
	left := max(float64(max(units, 0))-sane(p.Today), 0)
	for day := 1; day <= Horizon; day++ {
		m, _ := p.moments(day, day)
		if left < m {
			return float64(day-1) + left/m
		}
		left -= m
	}
	return Horizon
}

// economics are what a unit earns and costs.
type economics struct {
	inventory.Economics
	margin float64 // that a unit sold earns
	short  float64 // that a unit asked for in vain loses
	day    float64 // that a unit on the shelf costs a day
}

// economics of a product under the chain's rules. A product without a price, or sold
// below its cost, loses nothing by a shortage.
func (c *Chain) economics(p *Product) economics {
	price, cost := amount(p.Price), amount(p.Cost)
	e := economics{Economics: inventory.Economics{Price: price, Cost: cost, Salvage: cost * c.Rules.Salvage}}
	e.margin = max(price-cost, 0)
	e.short = e.margin * (1 + c.Rules.Goodwill)
	e.day = cost * c.Rules.Holding / 365
	return e
}
