package mark

import "strconv"

// Funnel is how many became one: a bar a step, each with what it removed.
type Funnel struct {
	ID, Title, Desc string
	Height          string
	Step            []FunnelStep
}

// FunnelStep is one bar; its texts are finished.
type FunnelStep struct {
	Count, Label, Note          string
	Width, Class                string
	BarY, CountY, LabelY, NoteY string
	RuleY                       string // line below, or empty at the last
}

// FunnelCount is a step as the caller knows it.
type FunnelCount struct {
	N                  int
	Count, Label, Note string
}

const (
	funnelRow  = 44  // pixels a step
	funnelWide = .28 // of the width for the longest bar
)

// NewFunnel lays the steps out from top to bottom; the last one is what came
// of it and has the thread's colour.
func NewFunnel(id, title, desc string, steps []FunnelCount) Funnel {
	f := Funnel{ID: id, Title: title, Desc: desc, Height: strconv.Itoa(funnelRow * len(steps))}
	most := 1
	for _, s := range steps {
		most = max(most, s.N)
	}
	for i, s := range steps {
		top := i * funnelRow
		step := FunnelStep{
			Count: s.Count, Label: s.Label, Note: s.Note, Class: "b5",
			Width: pct(funnelWide * float64(s.N) / float64(most)),
			BarY:  strconv.Itoa(top + 6), CountY: strconv.Itoa(top + 24),
			LabelY: strconv.Itoa(top + 17), NoteY: strconv.Itoa(top + 32), RuleY: strconv.Itoa(top+funnelRow-1) + ".5",
		}
		if s.Note == "" {
			step.LabelY = step.CountY
		}
		if s.N > 0 && funnelWide*float64(s.N)/float64(most) < .006 {
			step.Width = pct(.006) // one of thousands still shows
		}
		if i == len(steps)-1 {
			step.Class, step.RuleY = "f2", ""
		}
		f.Step = append(f.Step, step)
	}
	return f
}
