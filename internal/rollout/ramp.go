package rollout

import (
	"math"

	"sartor/internal/model/counts"
	"sartor/internal/model/inventory"
	"sartor/internal/retail"
	"sartor/internal/stat"
)

// Advice is what the gates say.
type Advice string

// The advices.
const (
	Go    Advice = "go"   // the next stage may begin
	Wait  Advice = "wait" // its weeks are not over
	Stay  Advice = "hold" // undecided, or a gate is shut
	Leave Advice = "stop" // out of the stores
)

// Reason is why.
type Reason string

// The reasons.
const (
	MarginProven Reason = "margin_proven" // the range that may be read every week lies above zero
	MarginLikely Reason = "margin_likely" // four in five that it is above the least worth having
	Undecided    Reason = "undecided"
	TooEarly     Reason = "too_early"
	BelowLeast   Reason = "below_least"  // the whole range lies below the least worth having
	SellsLittle  Reason = "sells_little" // all that it sells itself earns less than that
	OutOfTime    Reason = "out_of_time"  // undecided for too many weeks
	RepeatLow    Reason = "repeat_low"
	WasteHigh    Reason = "waste_high"
	FillLow      Reason = "fill_low"
	Unlike       Reason = "unlike"   // pilot and matched stores went apart before the launch already
	Capacity     Reason = "capacity" // what can be delivered is less than would be needed
	NotMeasured  Reason = "not_measured"
	NoStores     Reason = "no_stores"  // fewer pairs than a pilot needs
	ToPropose    Reason = "to_propose" // a draft waits for somebody to approve its pilot
)

// Verdict is what the gates say, and until when to wait.
type Verdict struct {
	Do  Advice             `json:"do"`
	Why []Reason           `json:"why"`
	Due retail.BusinessDay `json:"due,omitempty"`
}

// Bounds of the ramp rule (SCIENCE.md 8.4).
const (
	likely    = .8
	leastLook = 2 // weeks before the kill rule acts: one week is weather
	material  = 3 // a difference before the launch matters from a third of the effect on
)

// Least is the smallest margin a store and week that is worth the shelf, where the
// plan names none: a quarter of what the product itself is expected to earn.
func (r *Reading) Least() retail.Minor {
	const part = .25
	return retail.Minor(math.Round(part * r.Expected))
}

// judge is the ramp rule.
//
//	Go     the anytime range of the margin lies above 0, or P(margin > least) ≥ .8; waste
//	       at most, fill at least, and repeat at least what the plan says, where known
//	Hold   undecided and fewer weeks than the most; a gate that is shut
//	Stop   the upper end is below the least, in any week; what it sells itself earns less
//	       than that after a stage's weeks; undecided after the most weeks
//	Source SCIENCE.md 8.4
func (r *Rollout) judge(out *Reading, today retail.BusinessDay) Verdict {
	if r.State == Draft {
		if out.Next == nil || measured(out.Next) < LeastPairs {
			return Verdict{Do: Stay, Why: []Reason{NoStores}}
		}
		return Verdict{Do: Go, Why: []Reason{ToPropose}}
	}
	if !r.State.Open() {
		return Verdict{Do: Wait, Why: []Reason{}}
	}
	ro, g := &out.Readout, &r.Plan.Gates
	if ro.Margin.Known && ro.Weeks >= leastLook && ro.Margin.High < float64(g.MinMargin) {
		return Verdict{Do: Leave, Why: []Reason{BelowLeast}}
	}
	if own := ro.Sold.High * float64(r.Plan.Price-r.Plan.Cost); ro.Sold.Known && ro.Weeks >= g.StageWeeks && own < float64(g.MinMargin) {
		return Verdict{Do: Leave, Why: []Reason{SellsLittle}}
	}
	if due := r.Due(); today < due {
		return Verdict{Do: Wait, Why: []Reason{TooEarly}, Due: due}
	}
	if shut := r.shut(out); len(shut) > 0 {
		return Verdict{Do: Stay, Why: shut}
	}
	switch {
	case !ro.Margin.Known:
		return Verdict{Do: Stay, Why: []Reason{NotMeasured}}
	case ro.Margin.Low > 0:
		return Verdict{Do: Go, Why: []Reason{MarginProven}}
	case ro.Chance >= likely:
		return Verdict{Do: Go, Why: []Reason{MarginLikely}}
	case ro.Weeks >= g.MostWeeks:
		return Verdict{Do: Leave, Why: []Reason{OutOfTime}}
	}
	return Verdict{Do: Stay, Why: []Reason{Undecided}}
}

// shut lists the gates that are shut, apart from the margin's own.
func (r *Rollout) shut(out *Reading) (why []Reason) {
	ro, g := &out.Readout, &r.Plan.Gates
	for _, one := range []struct {
		shut bool
		why  Reason
	}{
		{ro.Repeat.Known && ro.Repeat.Estimate < g.Repeat, RepeatLow},
		{ro.Waste.Known && ro.Waste.Estimate > g.MaxWaste, WasteHigh},
		{ro.Fill.Known && ro.Fill.Estimate < g.MinFill, FillLow},
		{ro.Placebo.Known && (ro.Placebo.Low > 0 || ro.Placebo.High < 0) && math.Abs(ro.Placebo.Estimate) > math.Abs(ro.Relative.Estimate)/material, Unlike},
		{r.Plan.Supply.Weekly > 0 && out.Need.Known && out.Need.tenth() > float64(r.Plan.Supply.Weekly), Capacity},
	} {
		if one.shut {
			why = append(why, one.why)
		}
	}
	return why
}

// tenth is what is passed in one case of ten: a figure's .9 quantile, its range being
// as wide on the scale of logarithms either way.
func (f Figure) tenth() float64 {
	return f.Estimate * math.Pow(f.High/f.Estimate, stat.NormalQuantile(.9)/stat.NormalQuantile(.95))
}

// value says what the proposed stores are worth a year and what all carriers need.
func (s *Study) value(r *Rollout, out *Reading) {
	next := map[retail.StoreID]bool{}
	if out.Next != nil {
		for _, p := range out.Next.Stores {
			next[p.Store] = true
		}
	}
	var carried, proposed, all, logs float64
	n := 0
	for _, x := range out.Stores {
		switch {
		case x.Stage > 0:
			carried, n = carried+x.Weekly.Estimate, n+1
		case next[x.Store]:
			proposed += x.Weekly.Estimate
		default:
			continue
		}
		all += x.Weekly.Estimate
		if x.Weekly.Known {
			logs = max(logs, math.Log(x.Weekly.High/x.Weekly.Estimate))
		}
	}
	if all > 0 {
		up := math.Exp(logs) // every store errs with the same guess of how much is sold: errors do not even out
		out.Need = Figure{Known: true, Estimate: all, Low: all / up, High: all * up, N: len(out.Stores)}
	}
	out.Expected = s.expected(r, out)
	if m := out.Readout.Margin; m.Known && carried > 0 && proposed > 0 {
		const year = 365.25 / 7
		k := proposed / (carried / float64(n)) * year
		out.Worth = Figure{Known: true, Estimate: m.Estimate * k, Low: m.Low * k, High: m.High * k, N: m.N}
	}
}

// expected is the margin a store and week that the product itself is expected to earn
// where it is carried, or proposed for a pilot.
func (s *Study) expected(r *Rollout, out *Reading) float64 {
	sum, n := 0.0, 0.0
	for _, x := range out.Stores {
		pilot := x.Stage == 1
		if len(r.Stages) == 0 && out.Next != nil {
			pilot = slicesHas(out.Next.Stores, x.Store)
		}
		if pilot {
			sum, n = sum+x.Weekly.Estimate, n+1
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n * float64(r.Plan.Price-r.Plan.Cost)
}

func slicesHas(list []Place, id retail.StoreID) bool {
	for _, p := range list {
		if p.Store == id {
			return true
		}
	}
	return false
}

// fillLevel is how sure the first filling lasts where nothing is short.
const fillLevel = .8

// open says how many units each store of a stage begins with: what lasts for the days
// of cover in four of five cases, in whole packs, no longer than it keeps; where there
// is less, a pack at a time to the store where it earns most.
func (s *Study) open(r *Rollout, step *Step, out *Reading) {
	supply := &r.Plan.Supply
	days := supply.CoverDays
	if supply.ShelfLife > 0 {
		days = min(days, supply.ShelfLife)
	}
	pack, want := max(supply.Pack, 1), 0
	claims := make([]inventory.Claim, len(step.Stores))
	for i := range step.Stores {
		for _, x := range out.Stores {
			if x.Store != step.Stores[i].Store || !x.Weekly.Known {
				continue
			}
			law := lasting(x.Weekly, float64(days)/7)
			claims[i] = inventory.Claim{Law: law, Margin: float64(r.Plan.Price - r.Plan.Cost), Floor: pack}
			step.Stores[i].Opening = (max(law.Quantile(fillLevel), 1) + pack - 1) / pack * pack
			want += step.Stores[i].Opening
		}
	}
	if supply.Opening == 0 || want <= supply.Opening {
		return
	}
	for i, units := range inventory.Share(supply.Opening, pack, 0, claims) {
		step.Stores[i].Opening = min(units, step.Stores[i].Opening)
	}
}

// lasting is the law of what is sold in some weeks, the doubt about its mean included.
func lasting(weekly Figure, weeks float64) counts.Law {
	mean := weekly.Estimate * weeks
	sd := mean * math.Log(weekly.High/weekly.Estimate) / stat.NormalQuantile(.95)
	return counts.NegativeBinomial(mean, 2*mean+sd*sd)
}
