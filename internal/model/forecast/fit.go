package forecast

import (
	"cmp"
	"fmt"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/model/demand"
	"sartor/internal/stat"
)

// Group is what was chosen for a class of series, and why.
type Group struct {
	Class  demand.Class `json:"class"`
	Series int          `json:"series"` // judged; 0: too few of its own, all were asked
	Model  string       `json:"model"`  // of means and quantiles
	Point  string       `json:"point"`  // of points
	Scores []Score      `json:"scores"` // of means, the best first; then of points
}

// Report says how a model came about.
type Report struct {
	Series  int      `json:"series"`
	Sampled int      `json:"sampled"` // learned from
	Judged  int      `json:"judged"`  // forecast again at the origins
	Origins []int    `json:"origins"` // steps before the end
	Steps   int      `json:"steps"`   // of the past that were forecast again
	Periods []int    `json:"periods"`
	Usual   string   `json:"usual"` // the candidate that others had to beat
	Groups  []Group  `json:"groups"`
	Pooled  *Pooled  `json:"pooled,omitempty"` // absent where it was not grown, or not chosen
	Notes   []string `json:"notes,omitempty"`  // what could not be done, and what was done instead
}

// Pooled says what the pooled model rests on.
type Pooled struct {
	Rows     int       `json:"rows"`
	Trees    int       `json:"trees"`
	Features []Feature `json:"features"` // those that matter, the most first
}

// Feature is what a column of the pooled model is worth, as a share of all.
type Feature struct {
	Name  string  `json:"name"`
	Share float64 `json:"share"`
}

// Model forecasts series of the panel it was made from, and others like them. It
// is immutable; several goroutines may use it.
type Model struct {
	p        Panel // without Read
	o        Options
	periods  []int
	kind     kind
	baseline candidate
	pool     *pooled // nil where no group asks it
	groups   map[demand.Class]*group
	report   Report
}

// group is what continues a class of series.
type group struct {
	mean    choice
	law     *law
	percent bool // points come from the pooled model of percentages
}

// Until is the same model for series that end at another step than those it was
// made from: a model of Sunday's that forecasts on Tuesday.
func (m *Model) Until(last int) *Model {
	out := *m
	out.p.Last = last
	if m.pool != nil {
		pool, layout := *m.pool, *m.pool.layout
		layout.last, pool.layout = last, &layout
		out.pool = &pool
	}
	return &out
}

// Report returns how the model came about.
func (m *Model) Report() Report { return m.report }

// fitting is a model in the making.
type fitting struct {
	p       *Panel
	o       *Options
	sample  []Series
	scored  int // of the sample, from its first on
	list    []candidate
	origins origins
	model   *Model
}

// mostScored bounds the series forecast again at the origins, and mostSteps their
// steps: enough that a difference of one percent is seen.
const (
	mostScored = 1000
	mostSteps  = 400_000
)

// Fit chooses and learns what continues a panel's series. It reads at most
// Options.Sample of them. Errors: what Panel or Options hold that does not; what
// Stop returned.
func Fit(p Panel, o Options) (*Model, error) {
	const op = "forecast.Fit"
	if err := cmp.Or(p.check(), o.fill()); err != nil {
		return nil, fault.At(op, err)
	}
	f := &fitting{p: &p, o: &o, sample: sampleOf(&p, &o)}
	for i := range f.sample {
		if err := f.sample[i].check(&p); err != nil {
			return nil, fault.At(op, err)
		}
	}
	f.begin()
	t, err := f.try()
	if err != nil {
		return nil, fault.At(op, err)
	}
	for _, class := range classes() {
		f.decide(t, class)
	}
	if err := f.finish(); err != nil {
		return nil, fault.At(op, err)
	}
	m := f.model
	m.p.Read = nil
	m.report.Sampled, m.report.Judged, m.report.Origins, m.report.Steps = len(f.sample), f.scored, f.origins.back, len(t.rows)
	m.report.Series, m.report.Periods, m.report.Usual = p.Series, m.periods, m.baseline.name()
	return m, nil
}

// try forecasts the past again: with the simple candidates, and with trees grown
// on what came before the oldest origin.
func (f *fitting) try() (*trials, error) {
	if err := f.o.stopped(); err != nil {
		return nil, err
	}
	t := f.replay(f.list)
	if err := f.o.stopped(); err != nil || !f.o.allowed(pooledName) || len(t.rows) == 0 {
		return t, err
	}
	pool, err := f.learn(slices.Max(f.origins.back))
	if err != nil || pool == nil {
		f.model.report.Notes = append(f.model.report.Notes, fmt.Sprintf("no pooled model was tried: trees need %d steps before the oldest origin, and demand in them", leastRows))
		return t, err
	}
	t.pooled = f.asked(t, pool, pool.mean)
	if pool.percent != nil {
		t.percent = f.asked(t, pool, pool.percent)
	}
	return t, nil
}

// finish grows the trees on everything, where a group asks them.
func (f *fitting) finish() error {
	m := f.model
	for _, g := range m.groups {
		if m.pool != nil || g.mean.pooled == 0 && !g.percent {
			continue
		}
		pool, err := f.learn(0)
		if err != nil || pool == nil {
			return err
		}
		m.pool, m.report.Pooled = pool, pool.report()
	}
	return nil
}

// sampleOf reads the series that are learned from: all, or a fixed lot of them.
func sampleOf(p *Panel, o *Options) []Series {
	n := min(o.Sample, p.Series)
	ids := make([]int, p.Series)
	for i := range ids {
		ids[i] = i
	}
	if n < p.Series {
		slices.SortFunc(ids, func(a, b int) int {
			return cmp.Or(cmp.Compare(stat.Mix(o.Seed, uint64(a)), stat.Mix(o.Seed, uint64(b))), a-b)
		})
	}
	out := make([]Series, n)
	stat.Each(o.Workers, n, func(_, i int) {
		var s Series
		p.Read(ids[i], &s)
		out[i] = s.clone()
	})
	return out
}

func (s *Series) clone() Series {
	out := Series{Values: slices.Clone(s.Values)}
	for _, v := range s.Numbers {
		out.Numbers = append(out.Numbers, slices.Clone(v))
	}
	for _, v := range s.Codes {
		out.Codes = append(out.Codes, slices.Clone(v))
	}
	return out
}

func (s *Series) check(p *Panel) error {
	if len(s.Numbers) > len(p.Numbers) || len(s.Codes) > len(p.Codes) {
		return invalid("forecast_columns", "a series has more columns than the panel names")
	}
	all := len(s.Values) + p.Horizon
	for _, v := range s.Numbers {
		if v != nil && len(v) != all {
			return invalid("forecast_columns", "a covariate has %d steps, not %d: the history's and the horizon's", len(v), all)
		}
	}
	for _, v := range s.Codes {
		if len(v) > 1 && len(v) != all {
			return invalid("forecast_columns", "a category has %d steps, not 1 or %d: the history's and the horizon's", len(v), all)
		}
	}
	return nil
}

// begin looks at the sample: what values it has, which seasons, which origins.
func (f *fitting) begin() {
	whole := kindOf(f.sample)
	found := periods(f.p.Freq, f.sample)
	f.model = &Model{p: *f.p, o: *f.o, periods: found, kind: whole, baseline: usual(f.p.Freq, found, whole), groups: map[demand.Class]*group{}}
	f.list = slices.DeleteFunc(candidates(found, whole), func(c candidate) bool {
		return c != f.model.baseline && !f.o.allowed(c.name())
	})
	f.origins = originsOf(f.o, f.p.Horizon, f.sample, found)
	f.scored = min(len(f.sample), mostScored, max(mostSteps/(len(f.origins.back)*f.p.Horizon), 1))
}

// kindOf is what values a panel has: signed where more than a few of its series
// are, else the widest of the others.
func kindOf(sample []Series) kind {
	var p past
	var n [signed + 1]int
	for i := range sample {
		p.load(&sample[i], len(sample[i].Values))
		n[p.kind]++
	}
	switch {
	case n[signed]*20 > len(sample):
		return signed
	case n[sizes] > 0:
		return sizes
	}
	return counts
}

// decide chooses for a class of series and learns how sure it is.
func (f *fitting) decide(t *trials, class demand.Class) {
	units, own := t.of(class)
	mean := f.choose(t, Mean, units)
	if t.pooled != nil {
		mean = f.pool(t, mean, units)
	}
	g := &group{mean: mean.choice, law: f.learnLaw(t, &mean, units)}
	f.model.groups[class] = g
	said := Group{Class: class, Model: mean.name(), Point: mean.name(), Scores: mean.scores}
	if f.o.Point != Mean {
		said.Point += ", " + string(f.o.Point)
	}
	if t.percent != nil && f.o.Point == Percentage {
		said.Scores = slices.Concat(said.Scores, f.percent(t, g, &mean, units))
		if g.percent {
			said.Point = percentName
		}
	}
	if own {
		said.Series = len(units)
	}
	f.model.report.Groups = append(f.model.report.Groups, said)
}
