package rollout

import (
	"math"
	"strings"

	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/retail"
	"sartor/internal/rollout"
)

// checks are what the pilot changed.
type checks struct {
	Title, Sub, Foot string
	Rows             []checkRow
}

type checkRow struct {
	What, Note, Figure, Range string
	Span                      *mark.Span
}

// rowHeight is the height of a check's plot in px.
const rowHeight = 26

func (m maker) checks(p *onePage) {
	ro := &m.r.Readout
	if len(m.s.Stages) == 0 || m.waits() && !ro.Sold.Known && !ro.Margin.Known && !ro.Placebo.Known {
		return // nothing is known of it yet, and the answer says when
	}
	p.Checks = checks{Title: m.w.ChecksOpen, Sub: phrase.Fill(m.w.ChecksSub, slot("weeks", m.w.Weeks.Of(m.F, int64(ro.Weeks))))}
	if m.r.Verdict.Do == rollout.Go {
		p.Checks.Title = m.w.ChecksPassed
	}
	if !m.s.State.Open() || !m.s.Read {
		p.Checks.Title = m.w.Checks
	}
	dropped := ""
	if m.r.Dropped > 0 {
		dropped = m.stores(m.r.Dropped) + ": " + m.w.NotEnough
	}
	p.Checks.Foot = phrase.Fill(m.w.ChecksFoot, slot("dropped", dropped))
	percent := func(x float64) float64 { return math.Round(x*100) / 100 }
	pieces := unit{m.signed, func(f rollout.Figure) string { return m.span(f) }}
	money := unit{func(x float64) string { return m.F.Short(x, m.currency) }, func(f rollout.Figure) string { return m.F.MoneyRange(f.Low, f.High, m.currency) }}
	share := unit{func(x float64) string { return m.F.Percent(percent(x)) }, func(f rollout.Figure) string { return m.F.PercentRange(percent(f.Low), percent(f.High)) }}
	bar := phrase.Fill(m.w.RepeatNote, slot("bar", m.F.Percent(m.s.Plan.Gates.Repeat)))
	for _, one := range []struct {
		what, note string
		f          rollout.Figure
		in         unit
	}{
		{m.w.Sold, m.w.SoldNote, ro.Sold, pieces}, {m.w.Margin, m.w.MarginNote, ro.Margin, money}, {m.w.Repeat, bar, ro.Repeat, share},
		{m.w.Taken, m.w.TakenNote, ro.Taken, share}, {m.w.Placebo, m.w.PlaceboNote, ro.Placebo, share},
	} {
		p.Checks.Rows = append(p.Checks.Rows, m.check(one.what, one.note, one.f, one.in))
	}
}

// unit is how figures of one kind are written, and their ranges.
type unit struct {
	write func(float64) string
	span  func(rollout.Figure) string
}

func (m maker) check(what, note string, f rollout.Figure, in unit) checkRow {
	out := checkRow{What: what, Note: note, Figure: m.w.NotEnough}
	if !f.Known {
		return out
	}
	out.Figure, out.Range = in.write(f.Estimate), in.span(f)
	title := phrase.Fill(m.w.Span, slot("what", what), slot("n", out.Figure), slot("range", out.Range))
	s := mark.NewSpan(mark.NewTape(f.Low, f.High, in.write), title, mark.Estimate{Low: f.Low, Mid: f.Estimate, High: f.High}, rowHeight)
	if f.Low <= 0 && f.High >= 0 {
		s = s.Ring()
	}
	out.Span = &s
	return out
}

// ramp draws the stores that carry it by week, and what is proposed.
func (m maker) ramp(p *onePage) {
	all := 0
	for _, x := range m.r.Stores {
		if x.Stage > 0 || !x.Waits {
			all++
		}
	}
	began := m.s.Began()
	if began == 0 {
		began = m.s.Today
	}
	week := func(d retail.BusinessDay) float64 { return float64(d-began)/7 + 1 }
	var rises []mark.Rise
	n := 0
	for i := range m.s.Stages {
		n += len(m.s.Stages[i].Stores)
		rises = append(rises, mark.Rise{At: week(m.s.Stages[i].Began), To: float64(n), Label: m.F.Count(int64(n))})
		p.RampRows = append(p.RampRows, [2]string{m.F.Day(m.s.Stages[i].Began), m.stores(n)})
	}
	at := max(m.s.Today, m.s.Due())
	if m.s.State.Open() && m.s.Read {
		for _, more := range m.ahead(n, all) {
			rises = append(rises, mark.Rise{At: week(at), To: float64(more), Proposed: true, Label: phrase.Fill(m.w.StartsAt, slot("n", m.F.Count(int64(more))), slot("day", m.F.Day(at)))})
			p.RampRows = append(p.RampRows, [2]string{m.F.Day(at), m.stores(more)})
			at += retail.BusinessDay(7 * m.s.Plan.Gates.StageWeeks)
		}
	}
	if len(rises) == 0 {
		return
	}
	weeks := week(max(at, m.s.Today)) + 1
	var ticks []string
	for w := range int(weeks) {
		text := ""
		if every := max(int(weeks)/4, 1); w%every == 1%every {
			text = m.F.Day(began + retail.BusinessDay(7*(w-1)))
		}
		ticks = append(ticks, text)
	}
	last := m.F.Count(int64(rises[len(rises)-1].To))
	p.RampTitle = phrase.Fill(m.w.Ramp, slot("n", last))
	s := mark.NewStairs(mark.Caption{ID: "ramp", Title: p.RampTitle, Desc: m.w.RampDesc}, mark.StairsOf{
		Rises: rises, Weeks: weeks, Now: week(m.s.Today), NowWord: m.w.NowWord, All: float64(max(len(m.r.Stores), 1)),
		AllWord: phrase.Fill(m.w.All, slot("n", m.F.Count(int64(len(m.r.Stores))))), Ticks: ticks,
	}, m.whole)
	p.Stairs = &s
}

// ahead is how many stores would carry it after each further stage.
func (m maker) ahead(n, all int) (out []int) {
	if m.r.Next == nil {
		return nil
	}
	n += len(m.r.Next.Stores)
	out = append(out, n)
	for _, share := range rollout.Shares() {
		if more := int(math.Ceil(share * float64(all))); share > m.r.Next.Share && more > n {
			out, n = append(out, more), more
		}
	}
	return out
}

// gates lists the stages that have begun, the next one and the stop rule.
func (m maker) gates(p *onePage) {
	g := &m.s.Plan.Gates
	for i := range m.s.Stages {
		x := &m.s.Stages[i]
		p.Gates = append(p.Gates, gateRow{
			Class: "till", What: m.stage(x.Share), Note: phrase.Fill(m.w.StageDay, slot("stores", m.stores(len(x.Stores))), slot("day", m.F.Day(x.Began))), Badge: shell.Badge{Text: m.w.Earned, Class: "good"},
		})
	}
	if m.s.State.Open() && m.s.Read && m.r.Next != nil {
		badge := shell.Badge{Text: m.w.Yours, Class: "basted"}
		if due := m.s.Due(); due > m.s.Today {
			badge = shell.Badge{Text: phrase.Fill(m.w.NotBefore, slot("day", m.F.Day(due)))}
		}
		p.Gates = append(p.Gates, gateRow{Class: "next", What: m.stage(m.r.Next.Share), Badge: badge, Note: phrase.Fill(m.w.GateNote, slot("repeat", m.F.Percent(g.Repeat)), slot("waste", m.F.Percent(g.MaxWaste)), slot("fill", m.F.Percent(g.MinFill)))})
	}
	rule := shell.Badge{Text: m.w.ArmedHand}
	if g.StopAlone {
		rule.Text = m.w.ArmedRule
	}
	least := g.MinMargin
	if m.s.State == rollout.Draft && least == 0 {
		least = m.r.Least() // what the pilot will begin with
	}
	p.Gates = append(p.Gates, gateRow{Class: "bad", What: m.w.RuleTitle, Note: phrase.Fill(m.w.RuleNote, slot("least", m.F.Money(least, m.currency))), Badge: rule})
}

func (m maker) stage(share float64) string {
	if share == 0 {
		return m.w.StagePilot
	}
	return phrase.Fill(m.w.StageMore, slot("share", m.F.Percent(share)))
}

// evidence says what each region's demand is read from.
func (m maker) evidence(p *onePage) {
	var spoken []rollout.Source
	for _, x := range m.r.Sources {
		if x.Weight <= 0 {
			continue
		}
		spoken = append(spoken, x.Source)
		note := m.w.Assumed
		if x.Regions > 0 {
			note = phrase.Fill(m.w.Taught, slot("n", m.F.Count(int64(x.Regions))))
		}
		p.Sources = append(p.Sources, sourceHead{m.w.Sources[string(x.Source)], m.F.Percent(math.Round(x.Weight*100)/100) + ", " + note})
	}
	top := 1.0
	for _, g := range m.r.Regions {
		top = max(top, g.Index.High)
	}
	p.Tape = mark.NewTape(0, min(top, 6), m.F.AxisNumber)
	next, left := map[string]int64{}, map[string]bool{}
	for _, x := range m.r.Stores {
		left[x.Region] = left[x.Region] || x.Stage == 0
		if m.s.Read && m.r.Next != nil && hasPlace(m.r.Next.Stores, x.Store) {
			next[x.Region]++
		}
	}
	for i := range m.r.Regions {
		g := &m.r.Regions[i]
		row := regionRow{Name: regionName(g.Region), Index: m.times(g.Index.Estimate), Range: m.F.Number(g.Index.Low) + "–" + m.F.Number(g.Index.High), Weekly: m.w.NotEnough, Plan: m.w.Later}
		if g.Weekly.Known {
			row.Weekly, row.WeeklyRange = m.pieces(g.Weekly.Estimate), m.span(g.Weekly)
		}
		switch {
		case next[g.Region] > 0:
			if row.Plan = phrase.Fill(m.w.Now, slot("n", m.F.Count(next[g.Region]))); m.waits() {
				row.Plan = phrase.Fill(m.w.StartsAt, slot("n", m.F.Count(next[g.Region])), slot("day", m.F.Day(m.s.Due())))
			}
		case !left[g.Region]:
			row.Plan = m.w.Sewn
		case g.Weak:
			row.Plan = m.w.Waits
		}
		row.Span = mark.NewSpan(p.Tape, row.Name, mark.Estimate{Low: g.Index.Low, Mid: g.Index.Estimate, High: g.Index.High}, 34)
		if g.Index.Low <= 1 && g.Index.High >= 1 {
			row.Span = row.Span.Ring()
		}
		for _, source := range spoken {
			text := m.w.EvidenceNone
			if seen, ok := g.Seen[source]; ok && seen.Expected > 0 {
				text = m.times(seen.Observed / seen.Expected)
			}
			row.Seen = append(row.Seen, text)
		}
		p.Regions = append(p.Regions, row)
	}
}

func hasPlace(list []rollout.Place, id retail.StoreID) bool {
	for _, p := range list {
		if p.Store == id {
			return true
		}
	}
	return false
}

// pilot is the pilot that began, else the one that is proposed.
func (m maker) pilot() []rollout.Place {
	switch {
	case len(m.s.Stages) > 0:
		return m.s.Stages[0].Stores
	case m.s.Read && m.r.Next != nil:
		return m.r.Next.Stores
	}
	return nil
}

// pairs are the pilot's stores with those they are measured beside.
func (m maker) pairs(p *onePage) {
	for _, x := range m.pilot() {
		row := pairRow{Store: m.name(x.Store), Opening: m.F.Count(int64(x.Opening))}
		if x.Random {
			row.Note = m.w.Random
		}
		var names []string
		for _, id := range x.Controls {
			names = append(names, m.name(id))
		}
		row.Controls = strings.Join(names, ", ")
		p.Pairs = append(p.Pairs, row)
	}
}

func (m maker) history(p *onePage, all []rollout.Entry, called func(string) string) {
	for i := range all {
		e := &all[i]
		p.History = append(p.History, historyRow{When: m.F.When(e.Actor.At.Time()), Who: m.who(e, called), What: m.w.Steps[string(e.Do)], Why: m.said(e.Actor.Reason)})
	}
}

// who took a step: a person, or the stop rule.
func (m maker) who(e *rollout.Entry, called func(string) string) string {
	if e.Actor.ID == rollout.ByRule {
		return m.w.ByRule
	}
	return called(e.Actor.ID)
}
