package forecast

import (
	"math"
	"slices"

	"sartor/internal/model/boost"
	"sartor/internal/stat"
)

// pooled is the model of all series together: trees that correct a base forecast
// by what history, calendar, covariates and categories say.
//
//	Computes  f = B·e^s(x), Poisson loss of y/B weighed by B/v           (counts, sizes)
//	          f = B + d·s(x), squared loss of (y−B)/d                    (signed)
//	          f = B·e^s(x), absolute percentage loss of y/B, y > 0       (Options.Point of mape)
//	Symbols   B the smoothed level times the season, v the series' variance over its level, d its deviation
//	Source    SCIENCE 4.5; Montero-Manso, Hyndman 2021 on why one model of all series serves each
type pooled struct {
	layout  *layout
	mean    *boost.Model
	percent *boost.Model // nil unless asked for
	rows    int
}

const (
	leastRows    = 400 // that trees are worth growing on
	stepsARow    = 7   // steps ahead drawn at each origin
	mostSeen     = 2   // times a step is learned from, from different origins, on average
	poolYears    = 4   // how far back trees look
	poolBins     = 63
	poolTrees    = 120
	poolLeaves   = 31
	poolRate     = .06
	poolLeast    = 60
	poolShare    = .7
	poolL2       = 5
	mostCells    = 16 << 20 // values of all rows: 64 MiB
	mostWeighed  = 20       // times the mean weight a row may have
	leastHistory = 8
)

// lesson is one row to learn from.
type lesson struct {
	series, cut, h int
	base, weight   float64
	size           float64
	y              float64
}

// learn grows the pooled model from steps at least without steps before the end;
// nil where there are too few, or where trees cannot follow them.
func (f *fitting) learn(without int) (*pooled, error) {
	l := newLayout(f.p, f.model.kind, f.model.periods)
	lessons := f.lessons(l, without)
	sold := slices.ContainsFunc(lessons, func(r lesson) bool { return r.y != 0 })
	if len(lessons) < leastRows || !sold {
		return nil, nil
	}
	l.encode(f, lessons)
	rows := f.rows(l, lessons)
	out := &pooled{layout: l, rows: len(lessons)}
	var err error
	out.mean, err = f.grow(rows, lessons, l.target())
	if err == nil && f.o.Point == Percentage && l.kind != signed {
		out.percent, err = f.grow(rows, lessons, percentTarget())
	}
	if err != nil { // values that trees run away from: the simple candidates stay
		return nil, f.o.stopped()
	}
	return out, nil
}

// target is a loss and what trees see of a lesson.
type target struct {
	loss boost.Loss
	of   func(r *lesson) (y, weight float64)
}

func (l *layout) target() target {
	if l.kind == signed {
		return target{boost.Squared{}, func(r *lesson) (float64, float64) { return (r.y - r.base) / r.size, 1 }}
	}
	return target{boost.Poisson{}, func(r *lesson) (float64, float64) { return r.y / r.base, r.weight }}
}

func percentTarget() target {
	return target{boost.AbsolutePercentage{}, func(r *lesson) (float64, float64) {
		if r.y <= 0 {
			return 1, 0
		}
		return r.y / r.base, 1
	}}
}

// lessons draws origins of each series evenly over the years, and steps at each.
func (f *fitting) lessons(l *layout, without int) []lesson {
	rows := min(f.o.Rows, mostCells/l.width())
	each := max(rows/min(stepsARow, l.horizon)/len(f.sample), 1)
	parts := make([][]lesson, len(f.sample))
	views := f.views()
	stat.Spread(stat.Work{Workers: f.o.Workers, N: len(f.sample), Chunk: 4}, func(worker, i int) {
		parts[i] = f.lessonsOf(&views[worker], l, i, [2]int{each, without})
	})
	out := slices.Concat(parts...)
	total := 0.0
	for _, r := range out {
		total += r.weight
	}
	for i := range out {
		out[i].weight = min(out[i].weight*float64(len(out))/max(total, tiny), mostWeighed)
	}
	return out
}

func (f *fitting) views() []view {
	out := make([]view, f.o.Workers)
	for i := range out {
		out[i].bench = &bench{}
	}
	return out
}

// lessonsOf draws the lessons of a series: from is how many origins, and how many
// steps before the end nothing may be known of.
func (f *fitting) lessonsOf(v *view, l *layout, i int, from [2]int) []lesson {
	s, each := &f.sample[i], from[0]
	end := len(s.Values) - from[1]
	year := max(l.year, 52)
	span := min(end-leastHistory-1, poolYears*year)
	if span < 1 {
		return nil
	}
	var out []lesson
	var whole past
	whole.load(s, end)
	each = min(each, max(mostSeen*span/min(stepsARow, l.horizon), 1))
	gap := float64(span) / float64(min(each, span))
	for k := range min(each, span) {
		lot := stat.Mix(f.o.Seed, uint64(i)<<20|uint64(k))
		cut := end - 1 - int((float64(k)+float64(lot%1024)/1024)*gap)
		if cut < leastHistory {
			continue
		}
		v.look(l, s, cut)
		if v.bench.past.known < leastHistory || v.bench.past.kind > l.kind {
			continue
		}
		out = v.lessons(out, l, lesson{series: i, cut: cut, h: int(lot >> 32)}, &whole)
	}
	return out
}

// lessons adds steps after the origin, up to the end of the whole: head.h is the lot
// that draws them.
func (v *view) lessons(out []lesson, l *layout, head lesson, whole *past) []lesson {
	most := min(l.horizon, whole.from+len(whole.y)-head.cut)
	n := min(stepsARow, most)
	for k := range n {
		r := head
		r.h = (k*most + head.h%most) / n % most
		y := whole.at(head.cut + r.h)
		if y != y || y < 0 && l.kind != signed {
			continue
		}
		r.y, r.base, r.size = y, v.base[r.h], v.size
		r.weight = 1
		if l.kind != signed {
			r.weight = r.base * v.spread.level / max(v.spread.variance, tiny)
			if l.kind == counts {
				r.weight = r.base / max(v.spread.variance/v.spread.level, leastFactor)
			}
		}
		out = append(out, r)
	}
	return out
}

// encode learns what each code did to demand.
func (l *layout) encode(f *fitting, lessons []lesson) {
	l.codes = make([]coding, len(f.p.Codes))
	for k := range l.codes {
		c := &l.codes[k]
		c.effect = map[int32]value{}
		for i := range lessons {
			r := &lessons[i]
			s := &f.sample[r.series]
			if k < len(s.Codes) && len(s.Codes[k]) > 1 {
				c.steps = true
			}
			code, came := s.code(k, r.cut+r.h), r.y/r.base
			if l.kind == signed {
				came = 1 + (r.y-r.base)/r.size
			}
			v := c.effect[code]
			c.effect[code] = value{v.came + min(came, mostWeighed), v.expected + 1}
		}
		c.few = len(c.effect) <= fewCodes
	}
}

// rows writes the features of all lessons.
func (f *fitting) rows(l *layout, lessons []lesson) []float32 {
	width := l.width()
	out := make([]float32, len(lessons)*width)
	var starts []int
	for i := range lessons {
		if i == 0 || lessons[i].series != lessons[i-1].series || lessons[i].cut != lessons[i-1].cut {
			starts = append(starts, i)
		}
	}
	views := f.views()
	stat.Spread(stat.Work{Workers: f.o.Workers, N: len(starts), Chunk: 16}, func(worker, k int) {
		v, i := &views[worker], starts[k]
		v.look(l, &f.sample[lessons[i].series], lessons[i].cut)
		for ; i < len(lessons) && (k+1 == len(starts) || i < starts[k+1]); i++ {
			l.fill(v, lessons[i].h, out[i*width:(i+1)*width])
		}
	})
	return out
}

// mostCutRows is how many rows the bounds of bins are taken from.
const mostCutRows = 50_000

// grow fits trees to the lessons.
func (f *fitting) grow(rows []float32, lessons []lesson, t target) (*boost.Model, error) {
	width := len(rows) / len(lessons)
	sample := rows
	if len(lessons) > mostCutRows {
		sample = nil
		for i := 0; i < len(lessons); i += 1 + len(lessons)/mostCutRows {
			sample = append(sample, rows[i*width:(i+1)*width]...)
		}
	}
	cuts, err := boost.NewCuts(sample, width, poolBins)
	if err != nil {
		return nil, err
	}
	s := boost.Sample{Table: cuts.Table(len(lessons))}
	if err := s.Table.Add(rows); err != nil {
		return nil, err
	}
	for i := range lessons {
		y, w := t.of(&lessons[i])
		s.Targets.Y, s.Targets.Weight = append(s.Targets.Y, y), append(s.Targets.Weight, w)
	}
	m, _, err := boost.Fit(s, nil, boost.Options{
		Loss: t.loss, Trees: poolTrees, Leaves: poolLeaves, Rate: poolRate, Least: min(poolLeast, len(lessons)/20), Share: poolShare,
		L2: poolL2, Workers: f.o.Workers, Seed: f.o.Seed, Stop: f.o.Stop,
	})
	return m, err
}

// asked forecasts the steps of the past again.
func (f *fitting) asked(t *trials, pool *pooled, m *boost.Model) []float32 {
	out := make([]float32, len(t.rows))
	var starts []int
	for r := range t.rows {
		if r == 0 || t.rows[r].series != t.rows[r-1].series || t.rows[r].origin != t.rows[r-1].origin {
			starts = append(starts, r)
		}
	}
	askers := make([]asker, f.o.Workers)
	stat.Spread(stat.Work{Workers: f.o.Workers, N: len(starts), Chunk: 16}, func(worker, k int) {
		a, r := &askers[worker], starts[k]
		if a.view.bench == nil {
			a.view.bench = &bench{}
		}
		s, got := &f.sample[t.rows[r].series], make([]float64, f.p.Horizon)
		a.view.look(pool.layout, s, len(s.Values)-f.origins.back[t.rows[r].origin])
		a.ask(pool.layout, m, got)
		if t.rows[r].kind > pool.layout.kind { // as Ahead does
			a.view.bench.run(f.model.baseline, got)
		}
		for ; r < len(t.rows) && (k+1 == len(starts) || r < starts[k+1]); r++ {
			out[r] = float32(got[t.rows[r].step])
		}
	})
	return out
}

// told is how many features a report names.
const told = 12

// report says what the model rests on.
func (p *pooled) report() *Pooled {
	out := &Pooled{Rows: p.rows, Trees: p.mean.Trees()}
	total := 0.0
	for i, g := range p.mean.Gains() {
		out.Features = append(out.Features, Feature{p.layout.names[i], g})
		total += g
	}
	slices.SortStableFunc(out.Features, func(a, b Feature) int { return compareFloat(b.Share, a.Share) })
	out.Features = out.Features[:min(told, len(out.Features))]
	for i := range out.Features {
		out.Features[i].Share /= max(total, tiny)
	}
	return out
}

// asker is where the pooled model is asked.
type asker struct {
	view   view
	row    []float32
	keys   []uint32
	scores []float64
}

// ask writes a model's forecasts of a series' steps after an origin.
func (a *asker) ask(l *layout, m *boost.Model, out []float64) {
	width := l.width()
	if len(a.row) < width || len(a.keys) < width*len(out) {
		a.row, a.keys = make([]float32, width), make([]uint32, width*len(out))
		a.scores = make([]float64, len(out))
	}
	for h := range out {
		l.fill(&a.view, h, a.row)
		for i, x := range a.row[:width] {
			a.keys[h*width+i] = boost.Key(x)
		}
	}
	m.Scores(a.keys[:width*len(out)], a.scores[:len(out)])
	for h := range out {
		if l.kind == signed {
			out[h] = a.view.base[h] + a.view.size*a.scores[h]
		} else {
			out[h] = a.view.base[h] * math.Exp(min(a.scores[h], mostScore))
		}
	}
	a.view.bench.past.within(out)
}

// mostScore bounds a correction: e^5 is 148 times the base.
const mostScore = 5
