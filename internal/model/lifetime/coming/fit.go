// Package coming learns the chance that a customer buys within so many days from the
// chain's own earlier weeks: where the model of lifetimes was too high or too low. What
// is learned is used only where it won on newer weeks that it had not seen, else the
// model of lifetimes stands.
//
// It refuses files, clocks and ids, as contest does. Invariants and their tests: what
// is learned and judged sees nothing that came after its day (TestFit_SeesNothingThatCame);
// who judges finds the better one, and no other (TestFit_FindsBursts,
// TestFit_LeavesWhatIsRight); the number of workers does not show
// (TestFit_SameForAnyWorkers). That chances come true on chains of known truth is held
// by simulate/recovery.
package coming

import (
	"errors"

	"sartor/internal/model/boost"
	"sartor/internal/model/lifetime"
	"sartor/internal/model/lifetime/chance"
	"sartor/internal/model/lifetime/contest"
	"sartor/internal/stat"
)

// Ask is what a chance is learned for.
type Ask struct {
	Until   int32 // the last day that is known
	Days    int   // ahead
	Base    lifetime.Model
	Workers int
	Stop    func() error // asked before every fit; an error ends the learning. nil never does
}

// What became of a learning.
type Verdict string

// The verdicts.
const (
	Learned   Verdict = "learned"    // trees say the chance
	NotBetter Verdict = "not_better" // judged, and the model of lifetimes is as good
	Short     Verdict = "short"      // too little history or too few customers to learn from; the model of lifetimes may be judged all the same
)

// Report is what a learning found.
type Report struct {
	Days      int            `json:"days"`
	Verdict   Verdict        `json:"verdict"`
	Held      int            `json:"held"` // days in the past from which chances were judged
	Cases     int            `json:"cases"`
	Customers int            `json:"customers"`
	Base      *chance.Judged `json:"base,omitempty"`   // nil: too short to be judged
	Trees     *chance.Judged `json:"trees,omitempty"`  // nil: too short to be learned
	Share     float64        `json:"share,omitempty"`  // of the log odds that is the trees'
	Beyond    *Estimate      `json:"beyond,omitempty"` // log score of trees less the base's, on the same customers
}

// InUse is how the chances that are used were judged, nil where nothing could be.
func (r *Report) InUse() *chance.Judged {
	if r.Verdict == Learned {
		return r.Trees
	}
	return r.Base
}

const (
	step       = 28     // days between the days that are learned from
	mostDays   = 13     // of those: a year, so that each season counts
	heldDays   = 84     // over which chances shorter than that are judged
	mostPeople = 12_000 // who are learned from and judged, evenly taken
	mostRows   = 100_000
	leastRows  = 2_000 // to learn from
	leastEach  = 200   // of them who bought, and who did not
	leastPast  = 84    // days of history before any of those days
)

// fitting is one learning under way.
type fitting struct {
	Ask
	book  *contest.Book
	known map[int32][]example // by day
	near  lifetime.Model      // fitted to the day before: the next fit begins there
}

// example is a customer as of a day, and what came.
type example struct {
	customer int
	row      chance.Past
	base     float64
	bought   bool
}

// Fit learns the chance to buy within some days. A nil model says that the model of
// lifetimes stands; the report says why.
//
//	Computes  boosted trees (logistic loss, 80 of 6 leaves) over the log odds that the model of lifetimes
//	          gives, fitted to what was known on each day, and what is known of the past; on up to 13 days,
//	          28 apart, each horizon of which has ended
//	Judged    on the newest days, 84 days or a horizon back, by trees learned from days whose horizon ended
//	          before: they are used where their log score is lower beyond the 90 % interval of the paired
//	          difference, or not higher and their calibration error lower beyond chance; where whole trees are
//	          not, half of what they say is tried
//	Weak      horizons of days in a row overlap, so that what many days say is less than their number
func Fit(b *contest.Book, a Ask) (*chance.Model, Report, error) {
	out := Report{Days: a.Days, Verdict: Short}
	people, _ := b.Sample(mostPeople)
	f := fitting{Ask: a, book: people, known: map[int32][]example{}, near: a.Base}
	days, judged, before, err := f.split()
	if err != nil || len(judged) == 0 {
		return nil, out, err
	}
	customers, base := tell(judged, nil)
	if out.judged(len(days.held), customers, base); !enough(before) {
		return nil, out, nil
	}
	m, err := f.grow(before)
	if err != nil {
		return nil, out, err
	}
	for _, m.Share = range shares() {
		_, trees := tell(judged, m)
		if out.compare(customers, base, trees); out.Verdict == Learned {
			break
		}
	}
	if out.Verdict != Learned {
		return nil, out, nil
	}
	all, err := f.examples(days.all)
	if err != nil {
		return nil, out, err
	}
	out.Share = m.Share
	if m, err = f.grow(all); err != nil {
		return nil, out, err
	}
	m.Share = out.Share
	return m, out, nil
}

// shares are those of the log odds that trees are tried with, until one wins: where
// whole trees are not surely better, half of what they say may be.
func shares() [2]float64 { return [2]float64{1, .5} }

// plan is on which days customers are looked at, each newest first.
type plan struct {
	held   []int32 // judged from: their horizons end with what is known, and before it
	before []int32 // learned from to be judged: their horizons end before the first of held
	all    []int32 // learned from to be used
}

// split judges from as many days as leave enough to learn from, else from one.
func (f *fitting) split() (p plan, judged, before []example, err error) {
	for _, held := range []int{max(1, (heldDays-f.Days)/step+1), 1} {
		p = f.plan(held)
		if judged, err = f.examples(p.held); err != nil {
			break
		}
		if before, err = f.examples(p.before); err != nil || enough(before) {
			break
		}
	}
	return p, judged, before, err
}

func (f *fitting) plan(held int) (p plan) {
	newest := f.Until - int32(f.Days)
	p.held = f.days(newest, held, leastPast)
	if len(p.held) == 0 {
		return p
	}
	past := max(leastPast, int32(f.Days)/3)
	p.before = f.days(p.held[len(p.held)-1]-int32(f.Days), mostDays, past)
	p.all = f.days(newest, mostDays, past)
	return p
}

// days lists up to most days from the newest on, a step apart, each with so many days of
// history before it.
func (f *fitting) days(newest int32, most int, past int32) (out []int32) {
	first, _, ok := f.book.Span()
	for day := newest; ok && len(out) < most && day >= first+past; day -= step {
		out = append(out, day)
	}
	return out
}

// examples are the customers as of some days, thinned so that they stay within mostRows.
func (f *fitting) examples(days []int32) ([]example, error) {
	var out []example
	thin := 1 + f.book.Customers()*len(days)/(mostRows+1)
	for n, day := range days {
		if err := f.stopped(); err != nil {
			return nil, err
		}
		all, err := f.on(day)
		if errors.Is(err, lifetime.ErrTooFew) || errors.Is(err, lifetime.ErrNotConverged) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for i := range all {
			if (all[i].customer+n)%thin == 0 {
				out = append(out, all[i])
			}
		}
	}
	return out, nil
}

func (f *fitting) stopped() error {
	if f.Stop == nil {
		return nil
	}
	return f.Stop()
}

// on is everybody as of a day, as the model of lifetimes saw them then.
func (f *fitting) on(day int32) ([]example, error) {
	if all, ok := f.known[day]; ok {
		return all, nil
	}
	rows, err := lifetime.Count(f.book.Histories(day), f.Workers)
	if err != nil {
		return nil, err
	}
	fit, err := rows.FitNear(f.near, f.Workers)
	if err != nil {
		return nil, err
	}
	f.near = fit.Model
	cases := f.book.Cases(day, f.Days)
	out := make([]example, len(cases))
	stat.Spread(stat.Work{Workers: f.Workers, N: len(cases), Chunk: 64}, func(_, i int) {
		c := &cases[i]
		past, base := chance.PastOf(f.book.Of(c.Customer), day), fit.Model.Posterior(c.History).Buys(f.Days)
		out[i] = example{customer: c.Customer, row: past.Beside(base), base: base, bought: c.Bought > 0}
	})
	f.known[day] = out
	return out, nil
}

func enough(all []example) bool {
	bought := 0
	for i := range all {
		if all[i].bought {
			bought++
		}
	}
	return len(all) >= leastRows && bought >= leastEach && len(all)-bought >= leastEach
}

// grow learns trees.
func (f *fitting) grow(from []example) (*chance.Model, error) {
	values, targets := make([]float32, 0, chance.Width*len(from)), boost.Targets{Y: make([]float64, len(from))}
	for i := range from {
		values = append(values, from[i].row[:]...)
		if from[i].bought {
			targets.Y[i] = 1
		}
	}
	const bins = 64
	cuts, err := boost.NewCuts(values, chance.Width, bins)
	if err != nil {
		return nil, err
	}
	table := cuts.Table(len(from))
	if err := table.Add(values); err != nil {
		return nil, err
	}
	trees, _, err := boost.Fit(boost.Sample{Table: table, Targets: targets}, nil, boost.Options{Loss: boost.Logistic{}, Trees: 80, Leaves: 6, Workers: f.Workers, Stop: f.Stop})
	if err != nil {
		return nil, err
	}
	return chance.New(f.Days, 1, trees), nil
}

// tell is what a model says of examples.
func tell(all []example, m *chance.Model) (customers []int, told []chance.Told) {
	customers, told = make([]int, len(all)), make([]chance.Told, len(all))
	for i := range all {
		e := &all[i]
		customers[i], told[i] = e.customer, chance.Told{Chance: m.Of(&e.row, e.base), Bought: e.bought}
	}
	return customers, told
}

// judged notes how the model of lifetimes did.
func (r *Report) judged(held int, customers []int, base []chance.Told) {
	who := map[int]bool{}
	for _, c := range customers {
		who[c] = true
	}
	j := chance.Judge(base)
	r.Held, r.Cases, r.Customers, r.Base = held, len(base), len(who), &j
}

// compare decides whether trees are used.
func (r *Report) compare(customers []int, base, trees []chance.Told) {
	j, beyond := chance.Judge(trees), paired(customers, trees, base)
	r.Trees, r.Beyond, r.Verdict = &j, &beyond, NotBetter
	truer := beyond.Value <= 0 && r.Base.ECE-j.ECE > level*r.Base.Spread
	if beyond.High < 0 || truer {
		r.Verdict = Learned
	}
}
