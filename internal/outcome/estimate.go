package outcome

import (
	"math"

	"sartor/internal/model/response"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/stat"
)

// Prospect is one customer of a sample on whom a promotion was tried.
type Prospect struct {
	Gets   bool    // a voucher, if they came now
	Visits float64 // expected a day
	Cost   float64 // of a redemption, minor units
	Gain   float64 // of a voucher, by the assumed response: what its reward costs aside, minor units
}

// Past is what one promotion of the same kind did.
type Past struct {
	Issued, Redeemed int64
	Treated          int    // customers who got a voucher, as measured
	Margin           Figure // added a customer
}

// Outlay is what is known of a promotion before it is live.
type Outlay struct {
	Days      int   // on which it issues
	Customers int64 // whom the sample stands for
	Sample    []Prospect
	Past      []Past // of the same kind, ended or long enough live
	Limits    promotion.Limits
	Budget    retail.Minor
	Holdout   float64 // share of customers who get nothing, the chain's own with it
}

// EstimateBasis is what an estimate rests on.
type EstimateBasis string

// The bases.
const (
	OnNothing EstimateBasis = "none"    // nobody is known yet
	OnGoods   EstimateBasis = "goods"   // it goes with goods near their last day: which ones, nobody knows yet
	OnPast    EstimateBasis = "past"    // this chain's promotions of the same kind
	OnAssumed EstimateBasis = "assumed" // assumed rates
)

// Estimate is what a promotion will probably bring, with 90 % ranges.
type Estimate struct {
	Basis    EstimateBasis
	Margin   Figure // added, against nothing: minor units
	Reach    Figure // customers who get a voucher
	Vouchers Figure
	Redeemed Figure
	Cost     Figure // minor units
	Past     int    // promotions that it rests on
	Sample   int
	Capped   bool // a limit or the budget ends it before its last day
}

// What is assumed where a chain has no promotion of the kind yet: about one printed
// voucher in seven comes back, and gain and redemption may be off by a factor of two
// either way. It is said so wherever it is shown.
const (
	assumedRate  = .14
	assumedTimes = 2.0
	leastIssued  = 100 // vouchers of a past promotion, before its rate counts
)

// part is a positive amount by its logarithm.
type part struct{ mean, sd float64 }

func (p part) times(q part) part { return part{p.mean + q.mean, math.Hypot(p.sd, q.sd)} }

func (p part) figure() Figure {
	z := stat.NormalQuantile((1 + response.Level) / 2)
	return Figure{true, math.Exp(p.mean), math.Exp(p.mean - z*p.sd), math.Exp(p.mean + z*p.sd)}
}

// Of estimates.
//
//	Computes  reach     N·mean of [gets]·(1 − e^(−visits·days)), error of a sample's mean
//	          vouchers  N·mean of [gets]·min(visits·days, per customer)
//	          redeemed  vouchers × rate; the rate of a further promotion of the kind:
//	                    mean and spread of the past ones' (response.Prior) on ln
//	          cost      redeemed × mean cost of a redemption
//	          margin    customers treated × what past ones of the kind added each, likewise
//	                    by their mean and spread; else vouchers × assumed gain − cost
//	          errors of factors add up on the scale of logarithms
//	Edges     nobody in the sample gets one: all zero, with the range of a Wilson interval
func (o Outlay) Of() Estimate {
	out := Estimate{Basis: OnNothing, Sample: len(o.Sample)}
	if len(o.Sample) == 0 || o.Days < 1 {
		return out
	}
	reached, made := make([]float64, len(o.Sample)), make([]float64, len(o.Sample))
	getting, cost, gain := 0.0, 0.0, 0.0
	for i, p := range o.Sample {
		if !p.Gets {
			continue
		}
		times := p.Visits * float64(o.Days)
		reached[i], made[i] = 1-math.Exp(-times), times
		if o.Limits.PerCustomer > 0 {
			made[i] = min(times, float64(o.Limits.PerCustomer))
		}
		getting, cost, gain = getting+made[i], cost+made[i]*p.Cost, gain+made[i]*p.Gain
	}
	out.Basis = OnAssumed
	if getting == 0 {
		most := float64(o.Customers) * stat.Wilson(0, float64(len(o.Sample)), response.Level).High
		out.Reach, out.Vouchers = Figure{true, 0, 0, most}, Figure{true, 0, 0, most}
		return out
	}
	people := float64(o.Customers) * (1 - o.Holdout)
	reach, vouchers := o.share(reached, people), o.share(made, people)
	rate, n := o.rate()
	each := part{mean: math.Log(max(cost/getting, 1e-9))}
	vouchers, out.Capped = o.capped(vouchers, rate, cost/getting)
	out.Reach, out.Vouchers = reach.figure(), vouchers.figure()
	out.Redeemed, out.Past = vouchers.times(rate).figure(), n
	if out.Cost = (Figure{Known: true}); cost > 0 {
		out.Cost = vouchers.times(rate).times(each).figure()
	}
	if n > 0 {
		out.Basis = OnPast
	}
	if m, ok := o.added(reach); ok {
		out.Margin = m
		return out
	}
	out.Margin = assumedMargin(vouchers, gain/getting, out.Cost)
	return out
}

// share scales a sample's mean to so many people.
func (o Outlay) share(list []float64, people float64) part {
	mean, square, n := stat.Mean(list), 0.0, float64(len(list))
	for _, v := range list {
		square += (v - mean) * (v - mean)
	}
	return part{math.Log(people * mean), math.Sqrt(square/max(n-1, 1)/n) / mean}
}

// rate is the share of vouchers that come back.
func (o Outlay) rate() (part, int) {
	var groups []response.Group
	for _, p := range o.Past {
		if p.Issued < leastIssued || p.Redeemed == 0 || p.Redeemed > p.Issued {
			continue
		}
		r := float64(p.Redeemed) / float64(p.Issued)
		groups = append(groups, response.Group{Effect: math.Log(r), SE: math.Sqrt(max(1-r, 1e-3) / float64(p.Redeemed))})
	}
	pool, err := response.Prior{Scale: usualSpread}.Of(groups)
	if err != nil || len(groups) == 0 {
		return part{math.Log(assumedRate), math.Log(assumedTimes) / stat.NormalQuantile((1+response.Level)/2)}, 0
	}
	return part{pool.Mean.Effect, math.Hypot(pool.Mean.SE, pool.Spread)}, len(groups)
}

// capped ends vouchers where a limit or the money does.
func (o Outlay) capped(v, rate part, cost float64) (part, bool) {
	most := math.Inf(1)
	if o.Limits.Total > 0 {
		most = float64(o.Limits.Total)
	}
	if o.Limits.PerDay > 0 {
		most = min(most, float64(o.Limits.PerDay)*float64(o.Days))
	}
	if each := cost * math.Exp(rate.mean); o.Budget > 0 && each > 0 {
		most = min(most, float64(o.Budget)/each)
	}
	if math.Exp(v.mean) <= most {
		return v, false
	}
	return part{math.Log(most), v.sd}, true
}

// added is what past promotions of the kind added, a customer, times those reached.
func (o Outlay) added(reach part) (Figure, bool) {
	var groups []response.Group
	z := stat.NormalQuantile((1 + response.Level) / 2)
	scale := 0.0
	for _, p := range o.Past {
		if p.Margin.Known && p.Margin.High > p.Margin.Low {
			se := (p.Margin.High - p.Margin.Low) / 2 / z
			groups, scale = append(groups, response.Group{Effect: p.Margin.Estimate, SE: se}), max(scale, se)
		}
	}
	pool, err := response.Prior{Scale: scale}.Of(groups)
	if err != nil || len(groups) == 0 {
		return Figure{}, false
	}
	people := math.Exp(reach.mean)
	mid := people * pool.Mean.Effect
	half := z * math.Hypot(people*math.Hypot(pool.Mean.SE, pool.Spread), mid*reach.sd)
	return Figure{true, mid, mid - half, mid + half}, true
}

// assumedMargin is by the assumed response, which may be off either way.
func assumedMargin(v part, gain float64, cost Figure) Figure {
	all := math.Exp(v.mean) * gain
	low, high := all/assumedTimes-cost.High, all*assumedTimes-cost.Low
	return Figure{true, all - cost.Estimate, min(low, high), max(low, high)}
}
