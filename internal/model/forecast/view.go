package forecast

import (
	"math"
	"slices"
	"time"

	"sartor/internal/model/demand"
)

// view is one series at an origin, as the pooled model looks at it: everything
// relative to where the series stands.
type view struct {
	bench  *bench
	series *Series
	cut    int
	level  float64   // of the smoothing that base continues
	base   []float64 // by step: what the pooled model corrects; at least floor
	floor  float64   // what is added before a ratio is taken
	size   float64   // what differences are divided by, where a series is signed
	spread spread
	sums   []float64 // of the values before each step of past.y
	seen   []float64 // how many of them are no gap
	known  []known   // by covariate
	sorted []float64
}

// known is where a covariate stood before the origin.
type known struct{ middle, newest, recent float64 }

// look turns to a series at an origin.
func (v *view) look(l *layout, s *Series, cut int) {
	b := v.bench
	b.put(s, cut)
	v.series, v.cut = s, cut
	v.spread = b.measure(l.base.period)
	v.base = append(v.base[:0], make([]float64, l.horizon)...)
	b.run(l.base, v.base)
	flat := b.without(l.base.period)
	v.level = level(flat.flat, demand.Usual().Level)
	v.floor = .02 * b.past.level
	if l.kind == counts {
		v.floor = .05
	}
	v.size = max(math.Sqrt(v.spread.variance), tiny)
	for h := range v.base {
		if l.kind != signed {
			v.base[h] = max(v.base[h], v.floor)
		}
	}
	v.sums, v.seen = append(v.sums[:0], 0), append(v.seen[:0], 0)
	sum, n := 0.0, 0.0
	for _, y := range b.past.y {
		if y == y {
			sum, n = sum+y, n+1
		}
		v.sums, v.seen = append(v.sums, sum), append(v.seen, n)
	}
	v.known = v.known[:0]
	for k := range s.Numbers {
		v.known = append(v.known, v.stood(s.Numbers[k], l))
	}
}

// stood sums up a covariate before the origin.
func (v *view) stood(x []float32, l *layout) known {
	out := known{gap, gap, gap}
	if x == nil {
		return out
	}
	v.sorted = v.sorted[:0]
	sum, n := 0.0, 0.0
	for t := max(v.cut-l.half, 0); t < v.cut; t++ {
		y := float64(x[t])
		if y != y {
			continue
		}
		v.sorted = append(v.sorted, y)
		out.newest = y
		if t >= v.cut-l.short {
			sum, n = sum+y, n+1
		}
	}
	if len(v.sorted) > 0 {
		slices.Sort(v.sorted)
		out.middle = v.sorted[len(v.sorted)/2]
	}
	if n > 0 {
		out.recent = sum / n
	}
	return out
}

// relative compares a covariate's value with its middle.
func (k known) relative(x float64) float32 {
	if x > 0 && k.middle > 0 {
		return float32(math.Log(x / k.middle))
	}
	return float32(x - k.middle)
}

// mean is the mean of the known values of steps from to before to; NaN for none.
func (v *view) mean(from, to int) float64 {
	last := len(v.sums) - 1
	from = min(max(from-v.bench.past.from, 0), last)
	to = min(max(to-v.bench.past.from, 0), last)
	if to <= from || v.seen[to] <= v.seen[from] {
		return gap
	}
	return (v.sums[to] - v.sums[from]) / (v.seen[to] - v.seen[from])
}

// ratio compares two sizes, as a logarithm; as a difference in units of the
// series' deviation where signs differ.
func (v *view) ratio(l *layout, a, b float64) float32 {
	if l.kind == signed {
		return float32((a - b) / v.size)
	}
	return float32(math.Log((max(a, 0) + v.floor) / (max(b, 0) + v.floor)))
}

// number is a covariate at a step; NaN where it is not known.
func (s *Series) number(k, t int) float64 {
	if k >= len(s.Numbers) || t < 0 || t >= len(s.Numbers[k]) {
		return gap
	}
	return float64(s.Numbers[k][t])
}

// code is a category at a step; −1 where it is not known.
func (s *Series) code(k, t int) int32 {
	switch {
	case k >= len(s.Codes) || len(s.Codes[k]) == 0 || t < 0:
		return -1
	case len(s.Codes[k]) == 1:
		return s.Codes[k][0]
	case t >= len(s.Codes[k]):
		return -1
	}
	return s.Codes[k][t]
}

// layout is what a row of the pooled model holds, in its order.
type layout struct {
	freq    Frequency
	last    int
	horizon int
	kind    kind
	base    candidate
	windows []int // of recent means
	period  int   // of same phases; 0 for none
	year    int   // steps; 0 for none
	around  int   // steps on both sides of last year's
	short   int   // steps of "recently"
	half    int   // steps of "usually": half a year
	numbers int
	codes   []coding
	names   []string
}

// coding is what a category's values did to demand, learned from training rows.
type coding struct {
	steps  bool            // differs from step to step
	few    bool            // the codes themselves may be split on
	effect map[int32]value // by code
}

// value is a sum of outcomes and of what was expected of them.
type value struct{ came, expected float64 }

// fewCodes is how many different codes trees may split on as numbers.
const fewCodes = 200

// newLayout plans the rows of a panel.
func newLayout(p *Panel, whole kind, periods []int) *layout {
	l := &layout{freq: p.Freq, last: p.Last, horizon: p.Horizon, kind: whole, base: candidate{ses, 1}, numbers: len(p.Numbers)}
	switch p.Freq {
	case Day:
		l.windows, l.period, l.year, l.around, l.short, l.half = []int{3, 7, 28, 56, 182, 364}, 7, 364, 3, 56, 182
		l.base.period = 7
	case Week:
		l.windows, l.year, l.around, l.short, l.half = []int{1, 2, 4, 8, 13, 26, 52}, 52, 1, 8, 26
	default:
		m := 7
		if len(periods) > 0 {
			m = periods[0]
			l.period, l.base.period = m, m
		}
		l.windows, l.short, l.half = []int{1, 3, m, 4 * m, 8 * m}, 4*m, 26*m
	}
	l.names = l.titles(p)
	return l
}

// fewNumbers is how many covariates are told in all five ways.
const fewNumbers = 20

func (l *layout) titles(p *Panel) []string {
	out := []string{"step", "weekday", "day", "season of year", "level", "zeros", "idle", "age", "unrest", "phase"}
	for range l.windows {
		out = append(out, "recent mean")
	}
	out = append(out, "last year", "last year's day", "year before", "same phase 4", "same phase 13")
	for _, name := range p.Numbers {
		out = append(out, name, name+" relative")
		if l.numbers <= fewNumbers {
			out = append(out, name+" before", name+" newest", name+" recently")
		}
	}
	for _, name := range p.Codes {
		out = append(out, name, name+" effect", name+" before", name+" after")
	}
	return out
}

func (l *layout) width() int { return len(l.names) }

// fill writes the row of a step ahead, from 0.
func (l *layout) fill(v *view, h int, out []float32) {
	out = out[:0]
	t := v.cut + h
	nan := float32(gap)
	weekday, day, season := l.date(v, t)
	out = append(out, float32(h), weekday, day, season,
		float32(math.Log(math.Abs(v.level)+v.floor)), v.zeros(l.short), v.idle(), float32(math.Log1p(float64(len(v.bench.past.y)))),
		float32(math.Sqrt(v.spread.variance)/max(v.spread.level, tiny)), v.ratio(l, v.base[h], v.level))
	for _, w := range l.windows {
		out = append(out, v.ratio(l, v.mean(v.cut-w, v.cut), v.level))
	}
	if l.year > 0 {
		back := l.year * (1 + h/l.year)
		before := v.mean(v.cut-back-l.short, v.cut-back)
		then := v.mean(t-back-l.around, t-back+l.around+1)
		out = append(out, v.ratio(l, then, before), v.ratio(l, v.mean(t-back, t-back+1), then),
			v.ratio(l, v.mean(t-back-l.year-l.around, t-back-l.year+l.around+1), v.mean(v.cut-back-l.year-l.short, v.cut-back-l.year)))
	} else {
		out = append(out, nan, nan, nan)
	}
	out = append(out, v.same(l, h, 4), v.same(l, h, 13))
	out = l.covariates(v, t, out)
	l.categories(v, t, out)
}

// date is what the calendar says of a step.
func (l *layout) date(v *view, t int) (weekday, day, season float32) {
	back := len(v.series.Values) - 1 - t
	switch l.freq {
	case Day:
		at := time.Unix(int64(l.last-back)*86400, 0).UTC()
		return float32(at.Weekday()), float32(at.Day()), float32(at.YearDay())
	case Week:
		at := time.Unix(int64(l.last-7*back+3)*86400, 0).UTC()
		return float32(gap), float32(at.Day()), float32(at.YearDay())
	}
	if l.period > 0 {
		return float32((back%l.period + l.period) % l.period), float32(gap), float32(gap)
	}
	return float32(gap), float32(gap), float32(gap)
}

// zeros is the share of the newest steps without demand.
func (v *view) zeros(window int) float32 {
	y := v.bench.past.y
	y = y[max(len(y)-window, 0):]
	n := 0
	for _, x := range y {
		if x == 0 {
			n++
		}
	}
	return float32(n) / float32(max(len(y), 1))
}

// idle is the number of steps since there was demand, up to 99.
func (v *view) idle() float32 {
	y := v.bench.past.y
	for i := range min(len(y), 99) {
		if x := y[len(y)-1-i]; x == x && x != 0 {
			return float32(i)
		}
	}
	return 99
}

// same compares the newest steps of the same phase with the base.
func (v *view) same(l *layout, h, cycles int) float32 {
	if l.period == 0 {
		return float32(gap)
	}
	sum, n := 0.0, 0.0
	t := v.cut + h - l.period*(1+h/l.period) - v.bench.past.from
	for k := 0; k < cycles && t >= 0; k, t = k+1, t-l.period {
		if y := v.bench.past.y[t]; y == y {
			sum, n = sum+y, n+1
		}
	}
	if n == 0 {
		return float32(gap)
	}
	return v.ratio(l, sum/n, v.base[h])
}

func (l *layout) covariates(v *view, t int, out []float32) []float32 {
	for k := range l.numbers {
		x := v.series.number(k, t)
		at := known{gap, gap, gap}
		if k < len(v.known) {
			at = v.known[k]
		}
		out = append(out, float32(x), at.relative(x))
		if l.numbers <= fewNumbers {
			out = append(out, at.relative(v.series.number(k, t-1)), at.relative(at.newest), at.relative(at.recent))
		}
	}
	return out
}

func (l *layout) categories(v *view, t int, out []float32) []float32 {
	nan := float32(gap)
	for k := range l.codes {
		c := &l.codes[k]
		own, before, after := nan, nan, nan
		if c.few {
			own = float32(v.series.code(k, t))
		}
		if c.steps {
			before, after = c.of(v.series.code(k, t-1)), c.of(v.series.code(k, t+1))
		}
		out = append(out, own, c.of(v.series.code(k, t)), before, after)
	}
	return out
}

// unsure is how many usual steps a code's effect must rest on to count half.
const unsure = 20

// of is the effect of a code: what came over what was expected.
func (c *coding) of(code int32) float32 {
	v := c.effect[code]
	return float32((v.came + unsure) / (v.expected + unsure))
}
