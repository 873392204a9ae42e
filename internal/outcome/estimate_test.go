package outcome

import (
	"math"
	"math/rand/v2"
	"testing"

	"sartor/internal/promotion"
)

// outlay is a promotion that half of a sample would get.
func outlay(n int) Outlay {
	o := Outlay{Days: 28, Customers: 10_000}
	for i := range n {
		o.Sample = append(o.Sample, Prospect{Gets: i%2 == 0, Visits: .2, Cost: 80, Gain: 30})
	}
	return o
}

func past(rates ...float64) (out []Past) {
	for _, r := range rates {
		out = append(out, Past{Issued: 10_000, Redeemed: int64(10_000 * r), Treated: 2000, Margin: Figure{true, 20, -10, 50}})
	}
	return out
}

func TestEstimate_IsWhatFollows(t *testing.T) {
	t.Parallel()
	o := outlay(400)
	o.Past = past(.1, .12, .11)
	e := o.Of()
	reach := 5000 * (1 - math.Exp(-.2*28))
	for name, c := range map[string]struct {
		got  Figure
		want float64
	}{"reach": {e.Reach, reach}, "vouchers": {e.Vouchers, 5000 * 5.6}, "redeemed": {e.Redeemed, 28_000 * .11}, "cost": {e.Cost, 28_000 * .11 * 80}, "margin": {e.Margin, reach * 20}} {
		if !c.got.Known || math.Abs(c.got.Estimate/c.want-1) > .02 || c.got.Low >= c.want || c.got.High <= c.want {
			t.Errorf("%s: got %+v, want about %.0f within its range", name, c.got, c.want)
		}
	}
	if e.Basis != OnPast || e.Past != 3 || e.Sample != 400 || e.Capped {
		t.Errorf("got %+v", e)
	}
	none := outlay(400).Of()
	if none.Basis != OnAssumed || none.Past != 0 || none.Redeemed.High/none.Redeemed.Low < e.Redeemed.High/e.Redeemed.Low {
		t.Errorf("without a past it is assumed, and known less well: %+v", none)
	}
	if none.Margin.Low >= none.Margin.Estimate || none.Margin.High <= none.Margin.Estimate {
		t.Errorf("assumed margin has a range: %+v", none.Margin)
	}
}

func TestEstimate_LimitsAndMoneyEndIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(o *Outlay)
		want   float64 // vouchers
		capped bool
	}{
		"none":         {func(*Outlay) {}, 28_000, false},
		"per customer": {func(o *Outlay) { o.Limits.PerCustomer = 2 }, 10_000, false},
		"total":        {func(o *Outlay) { o.Limits.Total = 500 }, 500, true},
		"per day":      {func(o *Outlay) { o.Limits = promotion.Limits{PerDay: 10} }, 280, true},
		"budget":       {func(o *Outlay) { o.Budget = 80 * 140 }, 1000, true}, // at an assumed .14 and 80 each
		"holdout":      {func(o *Outlay) { o.Holdout = .5 }, 14_000, false},
	} {
		o := outlay(400)
		c.change(&o)
		if e := o.Of(); math.Abs(e.Vouchers.Estimate/c.want-1) > .01 || e.Capped != c.capped {
			t.Errorf("%s: got %.0f vouchers, capped %v; want %.0f, %v", name, e.Vouchers.Estimate, e.Capped, c.want, c.capped)
		}
	}
}

// Nine of ten ranges hold what another promotion of the kind then does.
func TestEstimate_RangesHold(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 1))
	const trials = 300
	held := 0
	for range trials {
		rate := func() float64 { return .12 * math.Exp(.25*r.NormFloat64()) }
		o := outlay(400)
		o.Past = past(rate(), rate(), rate(), rate(), rate(), rate())
		e := o.Of()
		if is := 28_000 * rate(); e.Redeemed.Low <= is && is <= e.Redeemed.High {
			held++
		}
	}
	if share := float64(held) / trials; share < .84 || share > .97 {
		t.Errorf("%.2f of the ranges hold, want .9", share)
	}
}

func TestEstimate_Edges(t *testing.T) {
	t.Parallel()
	if e := (Outlay{Days: 28}).Of(); e.Basis != OnNothing || e.Reach.Known {
		t.Errorf("nobody is known: %+v", e)
	}
	over := outlay(10)
	over.Days = 0
	if e := over.Of(); e.Basis != OnNothing {
		t.Errorf("it is over: %+v", e)
	}
	nobody := Outlay{Days: 28, Customers: 1000, Sample: make([]Prospect, 400)}
	if e := nobody.Of(); e.Reach.Estimate != 0 || e.Reach.High <= 0 || e.Reach.High > 20 {
		t.Errorf("of 400 nobody would get one: %+v", e)
	}
	points := outlay(100)
	for i := range points.Sample {
		points.Sample[i].Cost = 0
	}
	if e := points.Of(); !e.Cost.Known || e.Cost.Estimate != 0 || math.IsNaN(e.Margin.Estimate) {
		t.Errorf("points cost nothing here: %+v", e)
	}
}
