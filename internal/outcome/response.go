package outcome

import (
	"cmp"
	"math"
	"slices"
	"time"

	"sartor/internal/model/response"
	"sartor/internal/retail"
	"sartor/internal/stat"
)

// LeastGroup is how many customers the smaller arm of a group needs before the
// group is spoken of: below, an error guessed from the group itself says nothing
// (a t-value of 20 observations is within 5 % of a normal's). Pooling does the rest.
const LeastGroup = 20

// By is how customers are put into groups.
type By string

// The ways.
const (
	ByStore  By = "store"
	ByRegion By = "region"
	ByKind   By = "kind"  // of store
	ByState  By = "state" // of the customer, before the offer
	ByValue  By = "value" // the customer's band, before the offer
)

// share is the part of the chance of a false alarm that a way of grouping may use
// up, all of them together 1: most goes to the widest, of which a finding is told.
func (b By) share() float64 {
	switch b {
	case ByKind:
		return .5
	case ByRegion:
		return .2
	case ByValue, ByState, ByStore:
	}
	return .1
}

// place reports whether groups are of stores: then a customer counts where they
// shop, with what they buy there, so that who shops in two kinds of store blurs
// neither.
func (b By) place() bool { return b == ByStore || b == ByRegion || b == ByKind }

// Dimensions lists the ways, the widest groups first: a finding is told of the
// widest that shows it.
func Dimensions() []By { return []By{ByKind, ByRegion, ByValue, ByState, ByStore} }

// Figure is one effect: the middle and 90 % of what is plausible.
type Figure struct {
	Known    bool    `json:"known,omitempty"`
	Estimate float64 `json:"estimate,omitempty"`
	Low      float64 `json:"low,omitempty"`
	High     float64 `json:"high,omitempty"`
}

// Proven reports whether the whole range lies on one side of zero.
func (f Figure) Proven() bool { return f.Known && (f.Low > 0 || f.High < 0) }

// Row is how one group answered.
type Row struct {
	By      By               `json:"by,omitempty"`
	Group   string           `json:"group,omitempty"` // store id, region, kind, state or band
	Treated int              `json:"treated"`
	Held    int              `json:"held"`
	Sales   Figure           `json:"sales"`  // of the promotion's goods: relative, .5 is half as much again
	Margin  Figure           `json:"margin"` // added a customer, minor units
	Means   [2]float64       `json:"means"`  // sales of the goods a customer, minor units: treated, held out
	Earned  [2]float64       `json:"earned"` // net margin a customer, likewise
	Own     float64          `json:"own"`    // relative, before pooling
	Kept    float64          `json:"kept"`   // how much of its own distance from the others pooling left it
	Verdict response.Verdict `json:"verdict,omitempty"`
	Wait    int              `json:"wait,omitempty"` // about so many days until it can be spoken of; 0: now, or nobody knows
}

// Report is how one promotion works, as of one moment.
type Report struct {
	At       retail.Micros `json:"at"`
	Since    retail.Micros `json:"since"` // the first offer
	All      Row           `json:"all"`
	Rows     []Row         `json:"rows"`
	Findings []Finding     `json:"findings"`
	Locals   []Local       `json:"locals"`
	Look     int           `json:"look"`              // the planned looks that have been had: verdicts and findings are of the last one
	NextLook int           `json:"next_look"`         // after so many more days; 0: there is none
	Sampled  bool          `json:"sampled,omitempty"` // an arm was too large to be read whole
	Unseen   Unseen        `json:"unseen"`
}

// Unseen says whether silence about groups means anything.
type Unseen struct {
	Yes  bool `json:"yes,omitempty"`  // a group whose sales are a fifth behind the others' would not have been named
	Wait int  `json:"wait,omitempty"` // about so many days until a look that would name it; 0: none that is planned would
	Need int  `json:"need,omitempty"` // about so many customers would do on the looks that are left; 0: nobody knows
}

// Looks are the days after the first offer on which verdicts are given: planned
// beforehand, so that looking often finds nothing that is not there.
func Looks() []int { return []int{7, 14, 28, 56, 112, 224} }

// spent is the share of the chance of a false alarm that a look may use up, counted
// from 1: all of them together 1. Most goes to the looks at four and eight weeks,
// when most promotions end and something is known; days before know little.
func spent(look int) float64 { return [...]float64{.02, .08, .40, .25, .15, .10}[look-1] }

// looked is how many looks are due after so many days, and in how many days the
// next one is.
func looked(days int) (due, next int) {
	for _, at := range Looks() {
		if days < at {
			return due, at - days
		}
		due++
	}
	return due, 0
}

// Of returns the rows of one way, in the order they are shown.
func (r *Report) Of(by By) []Row {
	var out []Row
	for i := range r.Rows {
		if r.Rows[i].By == by {
			out = append(out, r.Rows[i])
		}
	}
	return out
}

// Find returns a group's row.
func (r *Report) Find(by By, group string) (Row, bool) {
	i := slices.IndexFunc(r.Rows, func(x Row) bool { return x.By == by && x.Group == group })
	if i < 0 {
		return Row{}, false
	}
	return r.Rows[i], true
}

// Study is what a report is made of.
type Study struct {
	Chain   *retail.Catalogue
	Persons []Person
	Since   retail.Micros
	Now     retail.Micros
	Days    int // business days since the first offer
	Goods   goods
	Before  *Report                    // as last read; nil: never
	Allowed func(category uint32) bool // what a store's version may be for; nil: anything
}

// Expected differences between groups before anything is known: half of the
// chances lie below a fifth of the sales, or below a fifth of the mean margin's
// own size (SIMULATION's and the trade's promotions vary by about that much).
const usualSpread = .2

// gap is a group whose sales are usualSpread behind the others': −ln(1 − usualSpread).
const gap = .2231435513142098

// Respond compares the arms in every group.
//
//	Computes  sales: ln of the ratio of means with CUPED, pooled by response.Prior within
//	          each way of grouping; margin: the difference, likewise
//	          groups of stores: what is bought there, by whoever shopped there before the
//	          offer or got it there
//	          verdicts: each group against everybody else, the groups of one way judged
//	          together, on planned days only (Looks)
//	Edges     groups below LeastGroup in an arm are listed and not spoken of
func (s *Study) Respond() (Report, error) {
	out := Report{At: s.Now, Since: s.Since, Rows: []Row{}, Findings: []Finding{}, Locals: []Local{}}
	sales := prepare(s.Persons, func(p *Person) Observation { return p.Sales })
	margin := prepare(s.Persons, func(p *Person) Observation { return p.Margin })
	var all both
	for i := range s.Persons {
		all.add(&s.Persons[i], sales, margin, i)
	}
	out.All = s.whole(all, sales.theta, margin.theta)
	out.Look, out.NextLook = looked(s.Days)
	fresh := s.fresh(&out)
	var widest []response.Apart // of the widest way that has groups to compare
	var way By
	for _, by := range Dimensions() {
		g := s.group(by, sales, margin)
		rows, apart, err := g.rows(all, s.days())
		if err != nil {
			return out, err
		}
		if compared := func(a response.Apart) bool { return a.SE > 0 }; widest == nil && slices.IndexFunc(apart, compared) >= 0 {
			way, widest = by, apart
		}
		if fresh && out.Look > 0 {
			for i, v := range response.Judge(apart, spent(out.Look)*by.share()) {
				rows[i].Verdict = v
			}
		}
		out.Rows = append(out.Rows, rows...)
	}
	out.Unseen = s.sight(&out, way, widest)
	if !fresh {
		s.keepVerdicts(&out)
		return out, nil
	}
	return out, s.find(&out)
}

// fresh reports whether a look is had for the first time.
func (s *Study) fresh(r *Report) bool { return s.Before == nil || s.Before.Look < r.Look }

// sight says whether a group that fell behind would have been named on the last look, and
// on which look it will be.
//
//	Assumes   customers go on coming as they came: errors shrink with the root of the days
func (s *Study) sight(r *Report, by By, apart []response.Apart) Unseen {
	fresh, days := s.fresh(r), float64(max(s.Days, 1))
	shows := func(look int, on float64) bool {
		return response.Shows(apart, spent(look)*by.share(), gap*math.Sqrt(on/days))
	}
	switch {
	case r.Look > 0 && fresh && shows(r.Look, days), r.Look > 0 && !fresh && !s.Before.Unseen.Yes:
		return Unseen{}
	}
	for i, day := range Looks() {
		if i >= r.Look && shows(i+1, float64(day)) {
			return Unseen{Yes: true, Wait: day - s.Days}
		}
	}
	return Unseen{Yes: true, Need: s.need(r, by, apart)}
}

// need is about how many customers, in place of those of the report, would have a group
// that fell behind named on the best of the looks that are left, or on the last one.
//
//	Assumes   as sight does; and more customers would be like these
func (s *Study) need(r *Report, by By, apart []response.Apart) int {
	days, times := float64(max(s.Days, 1)), math.Inf(1)
	for i, day := range Looks() {
		if i >= r.Look || i == len(Looks())-1 {
			on := math.Sqrt(max(float64(day), days) / days)
			times = min(times, response.Lacks(apart, spent(i+1)*by.share(), gap*on))
		}
	}
	if math.IsInf(times, 0) {
		return 0
	}
	return int(math.Ceil(times * float64(r.All.Treated+r.All.Held)))
}

// keepVerdicts takes over what the last planned look has said.
func (s *Study) keepVerdicts(r *Report) {
	for i := range r.Rows {
		was, _ := s.Before.Find(r.Rows[i].By, r.Rows[i].Group)
		r.Rows[i].Verdict = was.Verdict
	}
	r.Findings = s.Before.Findings
}

// days is how long offers have been made.
func (s *Study) days() float64 {
	return max(float64(s.Now-s.Since)/float64(24*time.Hour/time.Microsecond), 0)
}

// both are the arms by either outcome.
type both struct{ sales, margin pair }

func (b *both) add(p *Person, sales, margin prepared, i int) {
	b.sales.of(p).add(sales.list[i], sales.theta)
	b.margin.of(p).add(margin.list[i], margin.theta)
}

// whole is the row of everybody: its ranges hold whenever one looks.
func (s *Study) whole(all both, sales, margin float64) Row {
	out := Row{Treated: all.sales.treated.n, Held: all.sales.held.n, Kept: 1}
	if !all.sales.enough(LeastArm) {
		out.Wait = waitFor(out.Treated, out.Held, LeastArm, s.days())
		return out
	}
	seq, n := stat.Sequence{Alpha: alpha, TightAt: tightAt}, out.Treated+out.Held
	if e, se, ok := all.sales.ratio(sales); ok {
		half := seq.Half(se, n)
		out.Sales = relative(e, stat.Interval{Low: e - half, High: e + half})
		out.Own = out.Sales.Estimate
	}
	e, se := all.margin.difference(margin)
	half := seq.Half(se, n)
	out.Margin = Figure{true, e, e - half, e + half}
	out.Means[0], out.Means[1] = all.sales.means(sales)
	out.Earned[0], out.Earned[1] = all.margin.means(margin)
	return out
}

// relative turns a logarithm into a change: .5 is half as much again.
func relative(mid float64, in stat.Interval) Figure {
	return Figure{true, math.Expm1(mid), math.Expm1(in.Low), math.Expm1(in.High)}
}

// LongestWait is how many days are said at most: beyond, nobody plans.
const LongestWait = 365

// waitFor is after about how many more days the smaller arm will have so many
// customers, at the rate at which they came.
func waitFor(treated, held, least int, days float64) int {
	n := min(treated, held)
	if n == 0 || days <= 0 || n >= least {
		return 0
	}
	return int(min(math.Ceil(float64(least-n)*days/float64(n)), LongestWait))
}

// byEffect orders rows for a page: those that fall behind first, then the smallest
// effect first; those not spoken of last.
func byEffect(a, b Row) int {
	return cmp.Or(-cmp.Compare(known(a), known(b)), cmp.Compare(a.Sales.Estimate, b.Sales.Estimate), cmp.Compare(a.Group, b.Group))
}

func known(r Row) int {
	if r.Sales.Known {
		return 1
	}
	return 0
}
