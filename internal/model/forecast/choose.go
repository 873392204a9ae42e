package forecast

import (
	"math"
	"slices"

	"sartor/internal/model/demand"
)

// Score is what a candidate was worth at the rolling origins of a group.
type Score struct {
	Model      string  `json:"model"`
	Loss       float64 `json:"loss"`       // mean over the group's series
	Against    string  `json:"against"`    // the candidate it has to beat: the group's usual one, or for pooled ones what was chosen before
	Difference float64 `json:"difference"` // to that one; below 0 is better
	Low        float64 `json:"low"`        // of its 90 % interval
	High       float64 `json:"high"`
}

// choice is what continues the series of a group: a candidate, the pooled model,
// or some of both.
type choice struct {
	simple candidate
	pooled float64 // its share
}

func (c choice) name() string {
	switch c.pooled {
	case 0:
		return c.simple.name()
	case 1:
		return pooledName
	}
	return pooledName + " & " + c.simple.name()
}

// pooledName is the pooled model's.
const pooledName = "pooled"

// leastGroup is how many units a class needs for a choice of its own.
const leastGroup = 40

// classes are the groups that choices are made for.
func classes() []demand.Class {
	return []demand.Class{demand.Smooth, demand.Erratic, demand.Intermittent, demand.Lumpy}
}

// of returns the units of a class; all of them where the class has too few.
func (t *trials) of(class demand.Class) (units []int, own bool) {
	var all []int
	for i, u := range t.units {
		all = append(all, i)
		if u.class == class {
			units = append(units, i)
		}
	}
	if len(units) < leastGroup {
		return all, false
	}
	return units, true
}

// sure is the half width of a 90 % interval in standard errors.
const sure = 1.645

// compare judges a candidate's losses against the usual one's over some units.
func compare(name string, loss, usual []float64, units []int) Score {
	out := Score{Model: name}
	n, sum, off, squares := 0.0, 0.0, 0.0, 0.0
	for _, i := range units {
		a, b := loss[i], usual[i]
		if a != a || b != b {
			continue
		}
		n, sum, off, squares = n+1, sum+a, off+a-b, squares+(a-b)*(a-b)
	}
	if n == 0 {
		return out
	}
	out.Loss, out.Difference = sum/n, off/n
	half := math.Inf(1)
	if n > 1 {
		half = sure * math.Sqrt(max(squares-off*off/n, 0)/(n-1)/n)
	}
	out.Low, out.High = out.Difference-half, out.Difference+half
	if math.IsInf(half, 0) {
		out.Low, out.High = 0, 0 // one unit is not evidence
	}
	return out
}

// chosen is a group's choice and why.
type chosen struct {
	choice
	forecast []float32 // by row
	scores   []Score   // the best first
}

// choose takes the candidate of the least loss among those that are surely better
// than the usual one, and the usual one where none is.
func (f *fitting) choose(t *trials, point Point, units []int) chosen {
	usual := f.model.baseline
	at := slices.Index(t.names, usual.name())
	against := t.loss(point, t.forecast[at])
	out := chosen{choice: choice{simple: usual}, forecast: t.forecast[at]}
	best := compare(usual.name(), against, against, units)
	for c, name := range t.names {
		s := compare(name, t.loss(point, t.forecast[c]), against, units)
		s.Against = usual.name()
		out.scores = append(out.scores, s)
		if s.Loss < best.Loss && s.High < 0 || best.Model == usual.name() && !f.o.allowed(best.Model) {
			best, out.choice, out.forecast = s, choice{simple: f.list[c]}, t.forecast[c]
		}
	}
	out.sort()
	return out
}

func (c *chosen) sort() {
	slices.SortStableFunc(c.scores, func(a, b Score) int { return compareFloat(a.Loss, b.Loss) })
}

// pool takes the pooled model, or its mean with what was chosen, where that is
// surely better.
func (f *fitting) pool(t *trials, simple chosen, units []int) chosen {
	against := t.loss(Mean, simple.forecast)
	out, least := simple, 0.0
	half := make([]float32, len(t.pooled))
	for r := range half {
		half[r] = (t.pooled[r] + simple.forecast[r]) / 2
	}
	for _, c := range []chosen{
		{choice: choice{simple: simple.simple, pooled: 1}, forecast: t.pooled},
		{choice: choice{simple: simple.simple, pooled: .5}, forecast: half},
	} {
		s := compare(c.name(), t.loss(Mean, c.forecast), against, units)
		s.Against = simple.name()
		simple.scores = append(simple.scores, s)
		only := len(f.o.Only) == 1 && c.pooled == 1 // nothing else may be taken
		if s.Difference < least && s.High < 0 || only {
			least, out.choice, out.forecast = s.Difference, c.choice, c.forecast
		}
	}
	out.scores = simple.scores
	out.sort()
	return out
}

// percent takes the pooled model of percentages where it is better than the law's
// own point, and returns both scores.
func (f *fitting) percent(t *trials, g *group, mean *chosen, units []int) []Score {
	read, rest := make([]float32, len(t.rows)), make([]float64, len(pointLevels()))
	for _, i := range units {
		for r := t.units[i].from; r < t.units[i].to; r++ {
			read[r] = float32(g.law.point(ofRow(&t.rows[r], mean.forecast[r]), Percentage, rest))
		}
	}
	against := t.loss(Percentage, read)
	s := compare(percentName, t.loss(Percentage, t.percent), against, units)
	g.percent = s.Difference < 0
	return []Score{s, compare(mean.name()+", "+string(Percentage), against, against, units)}
}

// percentName is that of the pooled model of percentages.
const percentName = pooledName + ", percentage loss"

func compareFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
