package forecast

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/fault"
	"sartor/internal/model/demand"
	"sartor/internal/stat"
)

// Ahead is what a series will do.
type Ahead struct {
	Mean      []float64   // by step
	Point     []float64   // by step, in the sense of Options.Point
	Quantiles [][]float64 // by level, by step; they never cross
	Ratio     float64     // variance over mean of sums over a week of the past: demand.Ahead's
	Why       Why
}

// Why takes a forecast apart: Level × Season × Effect, or Level + Season + Effect
// where a series is signed.
type Why struct {
	Model  string    // "" where a series has no history: nothing is known of it
	Level  float64   // where the series stands
	Season []float64 // by step
	Effect []float64 // by step: covariates, events, trend
}

// reset makes room for a horizon and some quantiles.
func (a *Ahead) reset(horizon, levels int) {
	for _, v := range []*[]float64{&a.Mean, &a.Point, &a.Why.Season, &a.Why.Effect} {
		*v = append((*v)[:0], make([]float64, horizon)...)
	}
	for len(a.Quantiles) < levels {
		a.Quantiles = append(a.Quantiles, nil)
	}
	for i := range a.Quantiles {
		a.Quantiles[i] = append(a.Quantiles[i][:0], make([]float64, horizon)...)
	}
	a.Ratio, a.Why.Model, a.Why.Level = 0, "", 0
}

// Desk is where one goroutine makes forecasts.
type Desk struct {
	m     *Model
	bench *bench
	asker asker
	other []float64
	rest  []float64
}

// Desk returns a place to make forecasts at, for one goroutine at a time.
func (m *Model) Desk() *Desk {
	b := &bench{}
	return &Desk{m: m, bench: b, asker: asker{view: view{bench: b}}, other: make([]float64, m.p.Horizon)}
}

// Ahead forecasts a series of the panel's form. A series whose columns do not fit
// is an error; one without demand continues with 0, and its Why has no model.
func (d *Desk) Ahead(s *Series, out *Ahead) error {
	m, b := d.m, d.bench
	out.reset(m.p.Horizon, len(m.o.Quantiles))
	if err := s.check(&m.p); err != nil {
		return fault.At("forecast.Ahead", err)
	}
	b.put(s, len(s.Values))
	if b.past.known == 0 {
		return nil
	}
	g := m.groups[b.past.class()]
	pool := m.pool != nil && b.past.kind <= m.kind
	c := g.mean
	if !pool {
		c.pooled = 0
	}
	d.mean(s, c, out)
	d.law(g, out)
	if pool && g.percent {
		d.asker.ask(m.pool.layout, m.pool.percent, out.Point)
	}
	out.Ratio = d.ratio()
	return nil
}

// mean writes the mean and what it is made of.
func (d *Desk) mean(s *Series, c choice, out *Ahead) {
	b := d.bench
	out.Why.Model = c.name()
	if d.m.pool != nil {
		d.asker.view.look(d.m.pool.layout, s, len(s.Values))
	}
	if c.pooled < 1 {
		b.run(c.simple, out.Mean)
	}
	at := b.without(c.simple.period)
	for _, f := range out.Mean {
		out.Why.Level += f / float64(len(out.Mean))
	}
	if c.pooled > 0 {
		d.asker.ask(d.m.pool.layout, d.m.pool.mean, d.other)
		for h, f := range d.other {
			out.Mean[h] += c.pooled * (f - out.Mean[h])
		}
		at = b.without(d.m.pool.layout.base.period)
		out.Why.Level = d.asker.view.level
	}
	for h, f := range out.Mean {
		out.Why.Season[h] = at.season.ahead(h)
		out.Why.Effect[h] = at.season.beside(f, out.Why.Level, out.Why.Season[h])
	}
}

// beside is what a level and one of the season's indices leave unsaid of a
// forecast.
func (s *season) beside(f, level, index float64) float64 {
	switch expected := level * max(index, leastIndex); {
	case s.adds:
		return f - level - index
	case expected > tiny*(1+f):
		return f / expected
	}
	return 1
}

// farthest is how many times the largest value that was seen, or the mean if that is
// larger, a quantile may be. The law is of a mean's usual errors: where a series was told
// in another unit all of a sudden, its tail would be hundreds of times what ever was.
const farthest = 3

// law writes quantiles and points.
func (d *Desk) law(g *group, out *Ahead) {
	b, m := d.bench, d.m
	seen := 0.0
	for _, y := range b.past.y {
		if size := math.Abs(y); size > seen { // what is not known is not larger
			seen = size
		}
	}
	spread := b.measure(m.baseline.period)
	levels := m.o.Quantiles
	if len(d.rest) < max(len(levels), len(pointLevels())) {
		d.rest = make([]float64, max(len(levels), len(pointLevels())))
	}
	for h, f := range out.Mean {
		step := drawn{f, h, spread, b.past.kind}
		got := d.rest[:len(levels)]
		g.law.quantiles(step, levels, got)
		for i, q := range got {
			out.Quantiles[i][h] = min(q, farthest*max(seen, math.Abs(f)))
		}
		out.Point[h] = f
		if m.o.Point != Mean {
			out.Point[h] = g.law.point(step, m.o.Point, d.rest)
		}
	}
}

// ratio is how much sums over a week vary.
func (d *Desk) ratio() float64 {
	y := d.bench.past.y
	y = slices.Clone(y[max(len(y)-noticed-demand.Week, 0):])
	last := 0.0
	for i, v := range y {
		if v != v || v < 0 {
			y[i] = last
		}
		last = y[i]
	}
	return demand.Ratio(y, demand.Week, noticed)
}

// pointLevels are the levels a law is read at for its median and its point of
// least percentage error.
func pointLevels() []float64 {
	out := make([]float64, 49)
	for i := range out {
		out[i] = float64(2*i+2) / 100
	}
	return out
}

// point is the median, or the value of least expected percentage error: the
// median of the density proportional to f(y)/y (SCIENCE 4.5).
func (l *law) point(d drawn, p Point, rest []float64) float64 {
	levels := pointLevels()
	got := rest[:len(levels)]
	l.quantiles(d, levels, got)
	if p == Median {
		return got[len(got)/2]
	}
	total := 0.0
	for _, q := range got {
		if q > 0 {
			total += 1 / q
		}
	}
	below := 0.0
	for _, q := range got {
		if q > 0 {
			if below += 1 / q; below >= total/2 {
				return q
			}
		}
	}
	return math.Max(d.f, 0)
}

// Result is every series' forecast.
type Result struct {
	Ahead  []Ahead
	Report Report
}

// Forecast fits a model and forecasts all series of a panel.
func Forecast(p Panel, o Options) (Result, error) {
	m, err := Fit(p, o)
	if err != nil {
		return Result{}, err
	}
	out := Result{Ahead: make([]Ahead, p.Series), Report: m.Report()}
	err = m.Each(p, func(i int, a *Ahead) error {
		out.Ahead[i], *a = *a, Ahead{}
		return nil
	})
	return out, err
}

// Each forecasts all series of a panel like the one the model was made from,
// a few at a time. do is called by several goroutines, in any order; what it is
// given is used again when it returns. The first error by series ends the work.
func (m *Model) Each(p Panel, do func(i int, a *Ahead) error) error {
	const part = 4096 // series between two looks at Stop
	desks := make([]*Desk, m.o.Workers)
	aheads := make([]Ahead, m.o.Workers)
	for i := range desks {
		desks[i] = m.Desk()
	}
	for from := 0; from < p.Series; from += part {
		if err := m.o.stopped(); err != nil {
			return err
		}
		errs := make([]error, min(part, p.Series-from))
		stat.Spread(stat.Work{Workers: m.o.Workers, N: len(errs), Chunk: 16}, func(worker, i int) {
			var s Series
			p.Read(from+i, &s)
			if errs[i] = desks[worker].Ahead(&s, &aheads[worker]); errs[i] == nil {
				errs[i] = do(from+i, &aheads[worker])
			}
		})
		if err := cmp.Or(errs...); err != nil {
			return err
		}
	}
	return nil
}
