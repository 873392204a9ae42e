package forecast

import (
	"math"
	"slices"

	"sartor/internal/model/demand"
	"sartor/internal/stat"
)

// origins are the cuts at which the past is forecast again: back[k] steps before
// the end, the newest first.
type origins struct{ back []int }

// fewest is the history below which an origin says nothing.
const fewest = 4

// originsOf chooses the cuts: a horizon apart where most of the history and, if it
// can be, three cycles of the season stay before the oldest, else closer. A panel
// of few series takes more of them.
func originsOf(o *Options, horizon int, sample []Series, periods []int) origins {
	lengths := make([]int, len(sample))
	for i := range sample {
		lengths[i] = len(sample[i].Values)
	}
	slices.Sort(lengths)
	n := o.Origins
	if n == 0 {
		n = min(max(2000/(len(sample)*horizon), usualOrigins), mostOrigins)
	}
	usual, season := lengths[len(lengths)/2], 0
	if len(periods) > 0 {
		season = 3 * slices.Max(periods)
	}
	room := usual - horizon - max(2*fewest, min(horizon, 28), usual*6/10, min(season, usual*8/10))
	room = max(room, min(n-1, usual-horizon-fewest)) // rather little history than no second look
	stride := min(horizon, max(room/max(n-1, 1), 1))
	out := origins{}
	for k := range n {
		if back := horizon + k*stride; k == 0 || back-horizon <= max(room, 0) {
			out.back = append(out.back, back)
		}
	}
	return out
}

// row is one step of the past that was forecast: what came, and what was known.
type row struct {
	series, step, origin int32 // of the sample; from 0; of the origins
	actual               float64
	spread               spread
	kind                 kind
}

// measure is what forecasts of a series are judged by.
type measure struct {
	class        demand.Class
	square, size float64 // of its one-step changes before the oldest origin
}

// unit is rows that are judged together: those of a series or, where there are
// few of these, of one origin of a series.
type unit struct {
	measure
	from, to int
}

// trials is the past forecast again.
type trials struct {
	rows     []row
	units    []unit
	names    []string
	forecast [][]float32 // by candidate, by row
	pooled   []float32   // by row; nil where there is no pooled model
	percent  []float32   // by row; nil where it is not asked for
}

// replay forecasts the sample at all origins with all candidates.
func (f *fitting) replay(list []candidate) *trials {
	parts := make([]trials, f.scored)
	benches := make([]bench, f.o.Workers)
	stat.Spread(stat.Work{Workers: f.o.Workers, N: len(parts), Chunk: 4}, func(worker, i int) {
		f.again(&benches[worker], list, i, &parts[i])
	})
	out := &trials{forecast: make([][]float32, len(list))}
	for _, c := range list {
		out.names = append(out.names, c.name())
	}
	for i := range parts {
		begin := len(out.rows)
		for _, u := range parts[i].units {
			u.from, u.to = u.from+begin, u.to+begin
			if last := len(out.units) - 1; f.scored >= manySeries && u.from > begin && last >= 0 {
				out.units[last].to = u.to
				continue
			}
			out.units = append(out.units, u)
		}
		out.rows = append(out.rows, parts[i].rows...)
		for c := range parts[i].forecast {
			out.forecast[c] = append(out.forecast[c], parts[i].forecast[c]...)
		}
		parts[i] = trials{}
	}
	return out
}

// manySeries is how many series say by themselves how sure a choice is.
const manySeries = 8

// again forecasts one series at all origins.
func (f *fitting) again(b *bench, list []candidate, i int, to *trials) {
	s, horizon := &f.sample[i], f.p.Horizon
	out := make([]float64, horizon)
	var judged measure
	var whole past
	whole.load(s, len(s.Values))
	for k := len(f.origins.back) - 1; k >= 0; k-- {
		cut := len(s.Values) - f.origins.back[k]
		if cut < 1 {
			continue
		}
		b.put(s, cut)
		if b.past.known < fewest {
			continue
		}
		if to.units == nil {
			judged = b.past.measured()
			to.forecast = make([][]float32, len(list))
		}
		begin := len(to.rows)
		head := row{series: int32(i), origin: int32(k), spread: b.measure(f.model.baseline.period), kind: b.past.kind}
		to.came(head, &whole, [2]int{cut, cut + horizon})
		to.units = append(to.units, unit{judged, begin, len(to.rows)})
		for c := range list {
			b.run(list[c], out)
			for _, r := range to.rows[begin:] {
				to.forecast[c] = append(to.forecast[c], float32(out[r.step]))
			}
		}
	}
}

// came adds the steps after an origin that are no gap: no forecast is judged by
// what was bulk.
func (t *trials) came(head row, whole *past, steps [2]int) {
	for at := steps[0]; at < steps[1]; at++ {
		if y := whole.at(at); y == y {
			head.step, head.actual = int32(at-steps[0]), y
			t.rows = append(t.rows, head)
		}
	}
}

// measured is what forecasts of a series are measured by, from its past alone.
func (p *past) measured() measure {
	m := measure{class: p.class()}
	n, before := 0.0, gap
	for _, v := range p.y {
		if d := v - before; d == d {
			m.square, m.size, n = m.square+d*d, m.size+math.Abs(d), n+1
		}
		if v == v {
			before = v
		}
	}
	if n > 0 {
		m.square, m.size = m.square/n, m.size/n
	}
	return m
}

// class is how a series' demand comes; signed values come smoothly.
func (p *past) class() demand.Class {
	if p.kind == signed {
		return demand.Smooth
	}
	known := make([]float64, 0, len(p.y))
	for _, v := range p.y {
		if v == v {
			known = append(known, v)
		}
	}
	class, _, _ := demand.ClassOf(known)
	return class
}

// loss is a candidate's error by unit, in the sense of a point; NaN where a
// unit says nothing.
//
//	mean    √(mean (y−f)² / mean of squared one-step changes)           (4.2)
//	median  mean |y−f| / mean size of one-step changes
//	mape    mean |y−f|/y over y > 0
func (t *trials) loss(point Point, forecast []float32) []float64 {
	out := make([]float64, len(t.units))
	for i, m := range t.units {
		sum, n := 0.0, 0.0
		for r := m.from; r < m.to; r++ {
			y := t.rows[r].actual
			e := math.Abs(y - float64(forecast[r]))
			switch {
			case point == Mean:
				sum, n = sum+e*e, n+1
			case point == Median:
				sum, n = sum+e, n+1
			case y > 0:
				sum, n = sum+e/y, n+1
			}
		}
		switch {
		case n == 0 || point != Percentage && !(m.square > 0):
			out[i] = gap
		case point == Mean:
			out[i] = math.Sqrt(sum / n / m.square)
		case point == Median:
			out[i] = sum / n / m.size
		default:
			out[i] = sum / n
		}
	}
	return out
}
