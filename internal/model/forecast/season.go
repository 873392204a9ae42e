package forecast

import (
	"math"
	"slices"
)

// season is the pattern that repeats: factors around 1, or amounts around 0
// where a series is signed. Entry d is the d+1-th step after the end.
type season struct {
	index []float64
	adds  bool
}

const (
	leastIndex = .1 // a step's factor when a series is divided by it
	settled    = 4  // units a step of the pattern that make it count half (28 of a week: SCIENCE 4.1)
	cycles     = 8  // that a pattern of a week is taken from
	longest    = 14 // period up to which the last cycles alone say the pattern
)

// none changes nothing.
func (s *season) none() { s.index, s.adds = append(s.index[:0], 1), false }

// ahead is the index of the h-th step after the end, from 0.
func (s *season) ahead(h int) float64 { return s.index[h%len(s.index)] }

// take divides the season out of y.
func (s *season) take(flat, y []float64) []float64 {
	flat = flat[:0]
	m := len(s.index)
	d := (m - len(y)%m) % m
	for _, v := range y {
		if s.adds {
			v -= s.index[d]
		} else {
			v /= max(s.index[d], leastIndex)
		}
		if d++; d == m {
			d = 0
		}
		flat = append(flat, v)
	}
	return flat
}

// give puts the season back on a forecast.
func (s *season) give(out []float64) {
	for h := range out {
		switch f := s.ahead(h); {
		case s.adds:
			out[h] += f
		default:
			out[h] *= max(f, leastIndex)
		}
	}
}

// learn finds a pattern of a period; none where fewer than two cycles are there.
func (s *season) learn(p *past, period int) {
	switch {
	case period < 2 || len(p.y) < 2*period:
		s.none()
	case p.kind == counts && period <= longest:
		s.shares(p.y, period)
	default:
		s.decompose(p, period)
	}
}

// shares is the pattern of counted units over the last cycles.
//
//	Computes  idx_d = λ m s_d / S + (1−λ), λ = S / (S + 4m)             (SCIENCE 4.1)
//	Edges     s_d are means, so that gaps do not count as no demand
func (s *season) shares(y []float64, m int) {
	s.adds = false
	window := min(cycles*m, len(y)) / m * m
	sums, seen := make([]float64, m), make([]float64, m)
	for i, v := range y[len(y)-window:] {
		if v == v {
			sums[i%m], seen[i%m] = sums[i%m]+v, seen[i%m]+1
		}
	}
	total, units := 0.0, 0.0
	for d := range sums {
		units += sums[d]
		if seen[d] > 0 {
			sums[d] /= seen[d]
		}
		total += sums[d]
	}
	s.index = s.index[:0]
	for d := range sums {
		v := 1.0
		if total > 0 && seen[d] > 0 {
			share := units / (units + settled*float64(m))
			v = share*float64(m)*sums[d]/total + 1 - share
		}
		s.index = append(s.index, v)
	}
}

// decompose compares each step with the moving mean of a cycle around it, and
// draws the means by phase toward no season as far as chance explains them.
//
//	Computes  r_t = y_t / trend_t, or y_t − trend_t where signs differ
//	          λ = max(0, 1 − noise/K / variance between phases), K cycles
//	Source    classical decomposition; shrinkage as in James, Stein 1961
func (s *season) decompose(p *past, m int) {
	s.adds = p.kind == signed
	n := len(p.y)
	sums, squares, seen := make([]float64, m), make([]float64, m), make([]float64, m)
	for i, trend := range centred(p.y, m) {
		t := i + m/2
		v := p.y[t]
		if v != v || trend != trend || !s.adds && trend <= 0 {
			continue
		}
		r := v - trend
		if !s.adds {
			r = v / trend
		}
		d := (t - n%m + m) % m
		sums[d], squares[d], seen[d] = sums[d]+r, squares[d]+r*r, seen[d]+1
	}
	if slices.Min(seen) < 1 {
		s.none()
		return
	}
	s.index = shrunk(sums, squares, seen)
	if !s.adds {
		normalise(s.index)
	}
}

// shrunk turns sums by phase into means drawn toward their own mean.
func shrunk(sums, squares, seen []float64) []float64 {
	m := float64(len(sums))
	out, noise, freedom, all, total := make([]float64, len(sums)), 0.0, 0.0, 0.0, 0.0
	for d := range sums {
		out[d] = sums[d] / seen[d]
		noise += squares[d] - seen[d]*out[d]*out[d]
		freedom += seen[d] - 1
		all += out[d] / m
		total += seen[d]
	}
	between := 0.0
	for _, v := range out {
		between += (v - all) * (v - all) / max(m-1, 1)
	}
	keep := 0.0
	if between > 0 {
		each := between // with one cycle nothing tells chance from season
		if freedom > 0 {
			each = noise / freedom / (total / m)
		}
		keep = max(0, 1-each/between)
	}
	for d := range out {
		out[d] = all + keep*(out[d]-all)
	}
	return out
}

func normalise(index []float64) {
	sum := 0.0
	for _, v := range index {
		sum += v
	}
	for d := range index {
		if sum > 0 {
			index[d] = max(index[d]*float64(len(index))/sum, 0)
		} else {
			index[d] = 1
		}
	}
}

// centred is the moving mean over a cycle around steps m/2 … n−1−m/2; both ends
// of an even cycle count half. Gaps are left out.
func centred(y []float64, m int) []float64 {
	half := m / 2
	out := make([]float64, 0, max(len(y)-2*half, 0))
	sum, n := 0.0, 0.0
	weigh := func(i int, w float64) {
		if v := y[i]; v == v {
			sum, n = sum+w*v, n+w
		}
	}
	edge := 1.0
	if m%2 == 0 {
		edge = .5
	}
	for j := 1; j < 2*half && 2*half < len(y); j++ {
		weigh(j, 1)
	}
	for i := half; i+half < len(y); i++ {
		if i == half {
			weigh(0, edge)
		} else {
			weigh(i-half-1, -edge)
			weigh(i-half, edge-1)
			weigh(i+half-1, 1-edge)
		}
		weigh(i+half, edge)
		v := gap
		if n > float64(m)/2 {
			v = sum / n
		}
		out = append(out, v)
	}
	return out
}

// likely are the periods looked for where no calendar names them, up to a week of
// hours.
func likely() []int { return []int{4, 5, 6, 7, 12, 13, 24, 26, 48, 52, 96, 168} }

// periods finds the seasons of a panel: of a calendar, or the likely ones whose
// autocorrelation stands out in most series, at most two of them.
func periods(f Frequency, sample []Series) []int {
	switch f {
	case Day:
		return []int{7}
	case Week:
		return []int{52}
	}
	type found struct {
		period int
		score  float64
	}
	var all []found
	for _, m := range likely() {
		sum, n := 0.0, 0.0
		var p past
		for i := range sample {
			p.load(&sample[i], len(sample[i].Values))
			if len(p.y) >= 3*m {
				sum, n = sum+correlation(p.y, m), n+1
			}
		}
		if n > 0 && n >= float64(len(sample))/4 && sum/n > .2 {
			all = append(all, found{m, sum / n})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int {
		switch {
		case a.score > b.score+.02:
			return -1
		case b.score > a.score+.02:
			return 1
		}
		return a.period - b.period // of equals the shorter
	})
	var out []int
	for _, f := range all {
		if len(out) < 2 && f.score > .8*all[0].score && (len(out) == 0 || f.period%out[0] != 0) {
			out = append(out, f.period)
		}
	}
	return out
}

// correlation is the autocorrelation at a lag of what is left when the line
// between neighbouring cycles is taken out: the part that repeats, less what
// steps half a cycle apart share.
func correlation(y []float64, m int) float64 {
	trend := centred(y, m)
	half := m / 2
	rest := make([]float64, len(trend))
	for i := range trend {
		rest[i] = y[i+half] - trend[i]
	}
	top, bottom := 0.0, 0.0
	for i := range rest {
		if rest[i] == rest[i] {
			bottom += rest[i] * rest[i]
		}
		if i >= m && rest[i] == rest[i] && rest[i-m] == rest[i-m] {
			top += rest[i] * rest[i-m]
		}
	}
	if !(bottom > 0) || len(rest) <= m {
		return 0
	}
	return top / bottom * float64(len(rest)) / float64(len(rest)-m) * math.Sqrt(1-1/float64(len(rest)))
}
