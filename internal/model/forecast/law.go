package forecast

import (
	"math"
	"slices"

	"sartor/internal/stat"
)

// law says how far what comes lies from what was foretold, learned from the
// rolling origins of a group. Rare counts follow a negative binomial law whose
// levels are corrected by how deep past outcomes lay in it (PIT); all else lies
// around its forecast as past errors of like steps did, in units of the series'
// own deviation.
//
//	Computes  Q(u) = F⁻¹(û), F = NB(mean f, variance f·v), û the u-quantile of past F(y)    (4.6)
//	          Q(u) = f + d(f)·z(u), d = s·(f/level)^p, z the u-quantile of past (y−f)/d(f)
//	          p of 0, ½, 1 with the least pinball loss on those origins
type law struct {
	power    float64
	relative float64   // usual relative variance of the group
	steps    []int     // last step of each block of steps but the last
	sureness []float64 // bounds of f/d between bins
	cells    []cell    // by block, by bin
}

type cell struct {
	off  ranked // (y−f)/d
	deep ranked // F(y)
}

const (
	rareMean    = 50  // mean of counts up to which their law is a table
	leastCell   = 300 // rows of a cell
	mostBlocks  = 4
	mostBins    = 5
	leastFactor = 1.05 // variance ratio up to which counts are Poisson (SCIENCE 4.6)
)

// drawn is one step ahead: its forecast and what its law depends on.
type drawn struct {
	f      float64
	step   int
	spread spread
	kind   kind
}

// ofRow is a past step as one ahead.
func ofRow(r *row, f float32) drawn { return drawn{float64(f), int(r.step), r.spread, r.kind} }

// learnLaw learns a group's law from its rows.
func (f *fitting) learnLaw(t *trials, c *chosen, units []int) *law {
	l := &law{}
	var at []int
	for _, i := range units {
		for r := t.units[i].from; r < t.units[i].to; r++ {
			at = append(at, r)
		}
	}
	l.relative = usualSpread(t, at)
	steps := make([]drawn, len(at))
	for k, r := range at {
		steps[k] = ofRow(&t.rows[r], c.forecast[r])
		steps[k].spread = steps[k].spread.toward(l.relative, steps[k].kind)
	}
	actual := func(k int) float64 { return t.rows[at[k]].actual }
	l.powerOf(steps, actual)
	l.divide(steps, f.p.Horizon)
	for k, d := range steps {
		cell := l.cell(d)
		if d.rare() {
			u := float64(stat.Mix(f.o.Seed, uint64(at[k]))>>11) / (1 << 53)
			cell.deep = append(cell.deep, float32(d.depth(actual(k), u)))
		}
		cell.off = append(cell.off, float32((actual(k)-d.f)/d.spread.deviation(d.f, l.power)))
	}
	for i := range l.cells {
		l.cells[i].off.sort()
		l.cells[i].deep.sort()
	}
	return l
}

// usualSpread is the median of the series' relative variances.
func usualSpread(t *trials, at []int) float64 {
	all := make([]float64, 0, len(at))
	for _, r := range at {
		if s := t.rows[r].spread; s.n >= fewest {
			all = append(all, s.relative(t.rows[r].kind))
		}
	}
	if len(all) == 0 {
		return 1
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// powerOf chooses how errors grow with what is foretold.
func (l *law) powerOf(steps []drawn, actual func(k int) float64) {
	best := math.Inf(1)
	for _, power := range [...]float64{.5, 0, 1} {
		z := make(ranked, 0, len(steps))
		for k, d := range steps {
			if d.kind == signed && power != 0 {
				return
			}
			z = append(z, float32((actual(k)-d.f)/d.spread.deviation(d.f, power)))
		}
		z.sort()
		loss := 0.0
		for _, u := range [...]float64{.1, .5, .9} {
			at := z.at(u)
			for k, d := range steps {
				e := actual(k) - d.f - at*d.spread.deviation(d.f, power)
				loss += max(u*e, (u-1)*e) / d.spread.level
			}
		}
		if loss < best {
			best, l.power = loss, power
		}
	}
}

// divide cuts steps into blocks, and forecasts into bins by how sure they are.
func (l *law) divide(steps []drawn, horizon int) {
	blocks := max(min(mostBlocks, horizon, len(steps)/leastCell), 1)
	for b := 1; b < blocks; b++ {
		l.steps = append(l.steps, b*horizon/blocks)
	}
	bins := max(min(mostBins, len(steps)/leastCell/blocks), 1)
	sure := make(ranked, len(steps))
	for k, d := range steps {
		sure[k] = float32(d.f / d.spread.deviation(d.f, l.power))
	}
	sure.sort()
	for b := 1; b < bins; b++ {
		l.sureness = append(l.sureness, float64(sure[b*len(sure)/bins]))
	}
	l.cells = make([]cell, blocks*bins)
}

func (l *law) cell(d drawn) *cell {
	block, bin := 0, 0
	for block < len(l.steps) && d.step >= l.steps[block] {
		block++
	}
	sure := d.f / d.spread.deviation(d.f, l.power)
	for bin < len(l.sureness) && sure >= l.sureness[bin] {
		bin++
	}
	return &l.cells[block*(len(l.sureness)+1)+bin]
}

// rare says whether a step's law is that of counts one by one.
func (d drawn) rare() bool { return d.kind == counts && d.f <= rareMean }

// table is a negative binomial law, unit by unit.
type table struct{ p, r, q, k float64 }

// begin starts a law at no units.
func (d drawn) begin() table {
	m := max(d.f, tiny)
	if v := d.spread.variance / d.spread.level; v > leastFactor {
		r := m / (v - 1)
		return table{p: math.Exp(-r * math.Log(v)), r: r, q: (v - 1) / v}
	}
	return table{p: math.Exp(-m), r: m, q: 0}
}

// next is the chance of one unit more.
func (t *table) next() {
	if t.q > 0 {
		t.p *= (t.k + t.r) / (t.k + 1) * t.q
	} else {
		t.p *= t.r / (t.k + 1)
	}
	t.k++
}

// mostUnits ends a table whose chances have become too small to add up.
const mostUnits = 5000

// depth is F(y), with a share u of the chance of y itself.
func (d drawn) depth(y, u float64) float64 {
	t, sum := d.begin(), 0.0
	for t.k < min(y, mostUnits) {
		sum += t.p
		t.next()
	}
	return min(sum+u*t.p, 1)
}

// quantiles writes the quantiles at growing levels.
func (l *law) quantiles(d drawn, levels, out []float64) {
	d.spread = d.spread.toward(l.relative, d.kind)
	c := l.cell(d)
	if d.rare() {
		d.counted(c.deep, levels, out)
	} else {
		size, low := d.spread.deviation(d.f, l.power), math.Inf(-1)
		if d.kind != signed {
			low = 0
		}
		for i, u := range levels {
			out[i] = max(d.f+size*c.off.at(u), low)
			if d.kind == counts {
				out[i] = math.Round(out[i])
			}
		}
	}
	for i := 1; i < len(levels); i++ {
		out[i] = max(out[i], out[i-1])
	}
}

// counted are the quantiles of a table at corrected levels.
func (d drawn) counted(deep ranked, levels, out []float64) {
	const leastDeep = 50
	t := d.begin()
	sum := t.p
	for i, u := range levels {
		if len(deep) >= leastDeep {
			u = deep.at(u)
		}
		u = min(u, mostDepth)
		for sum < u && t.k < mostUnits {
			t.next()
			sum += t.p
		}
		out[i] = t.k
	}
}

// mostDepth is the deepest level a table is asked for (SCIENCE 4.6).
const mostDepth = .99999
