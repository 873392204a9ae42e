// Package response owns the panels of a promotion's page that say where and why it
// works: stores as tiles, groups as ranges, the reason of a flop, and stores'
// versions against head office's. It turns what package outcome found into finished
// sentences and pictures; it refuses rules of its own.
//
// What always holds, with the tests that hold it: an effect never stands without
// its range, and a group of few customers says how long to wait (TestPanels); what
// is not proven is drawn as a ring (TestPanels).
package response

import (
	"math"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	kernel "sartor/internal/model/response"
	"sartor/internal/outcome"
	"sartor/internal/retail"
)

// panels are all of them, in finished strings.
type panels struct {
	Frame     shell.Frame // whose words files go by
	ID        string      // of the promotion
	W         phrase.ResponseWords
	AsTable   string
	Range     string
	Title     string
	Say       [][]phrase.Part
	Grid      mark.TileGrid
	Key       mark.Ramp
	Stores    []row
	Tape      mark.Tape
	Parts     []section
	Foot      string
	Never     bool
	Locals    []localRow
	LocalTape mark.Tape
	LocalHead string
}

// section is one way of grouping.
type section struct {
	Head string
	Rows []row
}

// row is one group.
type row struct {
	Name, Change, Range, Margin, MarginRange, Customers, Arms string
	Badge                                                     shell.Badge
	Span                                                      *mark.Span
}

// localRow is a store's version.
type localRow struct {
	Store, URL, Change, Range, Basis string
	Badge                            shell.Badge
	Span                             *mark.Span
}

// rowHeight is the height of a row's plot in px.
const rowHeight = 40

// Panels returns what a promotion's page shows of its response.
func Panels(c *shell.Call, v *view.Response) templ.Component { return body(made(c, v)) }

func made(c *shell.Call, v *view.Response) *panels {
	p := &panels{Frame: shell.Frame{W: c.F.W}, ID: string(v.Promotion), W: c.F.W.Response, AsTable: c.F.W.AsTable, Range: c.F.W.ColRange}
	if v.At == 0 {
		p.Never, p.Title, p.Say = true, p.W.TitleNever, [][]phrase.Part{phrase.Sentence(p.W.NeverSay)}
		return p
	}
	m := maker{Call: c, v: v, w: p.W}
	m.answer(p)
	m.tiles(p)
	m.groups(p)
	m.locals(p)
	foot := []string{p.W.Looks}
	if v.NextLook > 0 {
		foot = append(foot, phrase.Fill(p.W.NextLook, phrase.Slot{Name: "days", Text: c.F.W.DaysAgo.Of(c.F, int64(v.NextLook))}))
	}
	if v.Sampled {
		foot = append(foot, p.W.Sampled)
	}
	p.Foot = strings.Join(foot, " ")
	return p
}

// maker turns one report into panels.
type maker struct {
	*shell.Call
	v *view.Response
	w phrase.ResponseWords
}

// change writes a relative change: +48 %.
func (m maker) change(x float64) string {
	if x > 0 {
		return "+" + m.F.Percent(round(x))
	}
	return m.F.Percent(round(x))
}

// round cuts a share to whole percent: a range of ten percent needs no decimals.
func round(x float64) float64 { return math.Round(x*100) / 100 }

func (m maker) span(f outcome.Figure) string { return m.F.PercentRange(round(f.Low), round(f.High)) }

// index writes 2.3 × with its range.
func (m maker) index(t outcome.Taste) (figure, rng string) {
	return phrase.Fill(m.w.Index, phrase.Slot{Name: "x", Text: m.F.Number(t.Index)}), m.F.Number(t.Low) + "–" + m.F.Number(t.High)
}

// name says who is in a group.
func (m maker) name(r *outcome.Row) string {
	switch r.By {
	case outcome.ByKind:
		return or(m.w.Kinds[r.Group], r.Group)
	case outcome.ByRegion:
		return phrase.Fill(m.w.InRegion, phrase.Slot{Name: "region", Text: r.Group})
	case outcome.ByValue:
		return or(m.w.Values[r.Group], r.Group)
	case outcome.ByState:
		return phrase.Fill(m.w.In, phrase.Slot{Name: "state", Text: or(m.F.W.Segments.States[r.Group], r.Group)})
	case outcome.ByStore:
	}
	return or(m.v.Stores[retail.StoreID(r.Group)].Name, r.Group)
}

func or(word, other string) string {
	if word == "" {
		return other
	}
	return word
}

// answer is the finding in a sentence, with its reason.
func (m maker) answer(p *panels) {
	say := func(pattern string, slots ...phrase.Slot) { p.Say = append(p.Say, phrase.Sentence(pattern, slots...)) }
	if len(m.v.Findings) == 0 {
		p.Title = m.w.TitleAlike
		if !m.v.All.Sales.Known {
			p.Title = m.w.TitleThin
			say(m.w.ThinSay)
			return
		}
		m.silence(p, say)
		return
	}
	f := &m.v.Findings[0]
	p.Title = phrase.Fill(m.w.TitleFlops, phrase.Slot{Name: "group", Text: m.name(&f.Row)})
	say(m.w.Flops, phrase.Slot{Name: "group", Text: m.name(&f.Row), Plain: true}, m.figure("sales", f.Row.Sales), phrase.Slot{Name: "than", Text: m.within(&f.Than), Plain: true}, m.figure("thansales", f.Than.Sales))
	m.reason(f, say)
	if f.Swap != "" && m.v.Framed {
		say(m.w.SwapTo, phrase.Slot{Name: "goods", Text: f.Swap})
	}
}

// silence says what it is worth that no group was named.
func (m maker) silence(p *panels, say func(string, ...phrase.Slot)) {
	switch u := m.v.Unseen; {
	case u.Yes && u.Wait > 0:
		p.Title = m.w.TitleFew
		say(m.w.FewSay, phrase.Slot{Name: "days", Text: m.F.W.Days.Of(m.F, int64(u.Wait)), Plain: true})
	case u.Yes:
		p.Title = m.w.TitleFew
		say(m.w.FewNever)
		if have := m.v.All.Treated + m.v.All.Held; u.Need > have {
			say(m.w.FewNeed, phrase.Slot{Name: "need", Text: m.F.Count(roughly(u.Need))}, phrase.Slot{Name: "have", Text: m.F.Count(int64(have)), Plain: true})
		}
	default:
		say(m.w.AlikeSay)
	}
}

// roughly is a number to two figures, never less: nobody knows it better.
func roughly(n int) int64 {
	step := int64(1)
	for int64(n) >= 100*step {
		step *= 10
	}
	return (int64(n) + step - 1) / step * step
}

func (m maker) figure(name string, f outcome.Figure) phrase.Slot {
	return phrase.Slot{Name: name, Text: m.change(f.Estimate), Range: m.span(f)}
}

// reason says what the group buys instead.
func (m maker) reason(f *outcome.Finding, say func(string, ...phrase.Slot)) {
	for i, t := range f.Instead {
		figure, rng := m.index(t)
		if i == 0 {
			say(m.w.Buy, phrase.Slot{Name: "index", Text: figure, Range: rng}, phrase.Slot{Name: "goods", Text: t.Name})
		}
	}
	var more []string
	for _, t := range f.Instead[min(1, len(f.Instead)):] {
		figure, rng := m.index(t)
		more = append(more, t.Name+" "+figure+" ("+rng+")")
	}
	if len(more) > 0 {
		say(m.w.Also, phrase.Slot{Name: "list", Text: m.F.List(more), Plain: true})
	}
	if t := f.Promoted; t.N > 0 && t.High < 1 {
		figure, rng := m.index(t)
		say(m.w.Fewer, phrase.Slot{Name: "index", Text: figure, Range: rng})
	}
}

// within is a group's name in the middle of a sentence; German nouns and names of
// stores keep their capitals.
func (m maker) within(r *outcome.Row) string {
	name := m.name(r)
	if m.F.W.Language != "en" || r.By == outcome.ByStore || name == "" {
		return name
	}
	return strings.ToLower(name[:1]) + name[1:]
}

// tiles draws every store.
func (m maker) tiles(p *panels) {
	rows := m.v.Of(outcome.ByStore)
	reach := .1
	names := make([]string, len(rows))
	for i := range rows {
		if rows[i].Sales.Known {
			reach = max(reach, math.Abs(rows[i].Sales.Estimate))
		}
		names[i] = m.name(&rows[i])
	}
	shades, codes := mark.Against(0, reach), mark.Codes(names)
	at := map[string]int{}
	var regions []mark.Region
	for i := range rows {
		r := &rows[i]
		shop := m.v.Stores[retail.StoreID(r.Group)]
		k, met := at[shop.Region]
		if !met {
			k, at[shop.Region] = len(regions), len(regions)
			regions = append(regions, mark.Region{Name: shop.Region})
		}
		t := mark.Tile{Code: codes[i], URL: "/stores/" + r.Group, Value: math.NaN(), Figure: "·", Title: phrase.Fill(m.w.TileThin, phrase.Slot{Name: "store", Text: names[i]}, phrase.Slot{Name: "wait", Text: m.wait(r.Wait)})}
		if r.Sales.Known {
			t.Value, t.Figure = r.Sales.Estimate, strings.TrimSuffix(m.change(r.Sales.Estimate), phrase.NBSP+"%")
			t.Title = phrase.Fill(m.w.Tile, phrase.Slot{Name: "store", Text: names[i]}, phrase.Slot{Name: "change", Text: m.change(r.Sales.Estimate)},
				phrase.Slot{Name: "range", Text: m.span(r.Sales)}, phrase.Slot{Name: "customers", Text: m.w.Customers.Of(m.F, int64(r.Treated+r.Held))})
		}
		if shop.Local {
			t.State = mark.Tailored
		}
		regions[k].Tiles = append(regions[k].Tiles, t)
		p.Stores = append(p.Stores, m.row(nil, r))
	}
	slices.SortStableFunc(regions, func(a, b mark.Region) int { return strings.Compare(a.Name, b.Name) })
	p.Grid, p.Key = mark.NewTileGrid(shades, regions).Big(), shades.Key(m.w.GridLow, m.w.GridHigh)
}

func (m maker) wait(days int) string {
	switch days {
	case 0:
		return m.w.WaitUnknown
	case outcome.LongestWait:
		return m.w.WaitLong
	}
	return m.w.Wait.Of(m.F, int64(days))
}

// groups draws the ranges of all other ways of grouping on one tape.
func (m maker) groups(p *panels) {
	low, high := 0.0, .1
	for i := range m.v.Rows {
		if r := &m.v.Rows[i]; r.By != outcome.ByStore && r.Sales.Known {
			low, high = min(low, r.Sales.Low), max(high, r.Sales.High)
		}
	}
	p.Tape = mark.NewTape(low, min(high, most), func(x float64) string { return m.change(x) })
	for _, by := range outcome.Dimensions() {
		rows := m.v.Of(by)
		if by == outcome.ByStore || len(rows) == 0 {
			continue
		}
		s := section{Head: m.w.By[string(by)]}
		for i := range rows {
			s.Rows = append(s.Rows, m.row(&p.Tape, &rows[i]))
		}
		p.Parts = append(p.Parts, s)
	}
}

// most is the largest change that a tape shows: beyond three times as much the
// rest would be a dot.
const most = 3.0

func (m maker) row(tape *mark.Tape, r *outcome.Row) row {
	cur := m.v.Currency
	out := row{Name: m.name(r), Customers: m.F.Count(int64(r.Treated + r.Held)), Change: m.wait(r.Wait),
		Arms: phrase.Fill(m.w.Arms, phrase.Slot{Name: "treated", Text: m.F.Count(int64(r.Treated))}, phrase.Slot{Name: "held", Text: m.F.Count(int64(r.Held))})}
	if r.Margin.Known {
		out.Margin, out.MarginRange = m.F.MeanMoney(r.Margin.Estimate, cur), m.F.MoneyRange(r.Margin.Low, r.Margin.High, cur)
	}
	if !r.Sales.Known {
		return out
	}
	out.Change, out.Range = m.change(r.Sales.Estimate), m.span(r.Sales)
	switch r.Verdict {
	case kernel.Behind:
		out.Badge = shell.Badge{Text: m.w.Behind, Class: "pin"}
	case kernel.Ahead:
		out.Badge = shell.Badge{Text: m.w.Ahead, Class: "good"}
	case kernel.Alike:
	}
	if tape != nil {
		out.Span = spanOf(*tape, out.Name+": "+out.Change+" ("+out.Range+")", r.Sales)
	}
	return out
}

// spanOf places a figure; what may be nothing is a ring.
func spanOf(tape mark.Tape, title string, f outcome.Figure) *mark.Span {
	s := mark.NewSpan(tape, title, mark.Estimate{Low: f.Low, Mid: f.Estimate, High: f.High}, rowHeight)
	if !f.Proven() {
		s = s.Ring()
	}
	return &s
}

// locals draws stores' versions against head office's.
func (m maker) locals(p *panels) {
	low, high := 0.0, .1
	for _, l := range m.v.Locals {
		if l.Sales.Known {
			low, high = min(low, l.Sales.Low), max(high, l.Sales.High)
		}
	}
	p.LocalTape = mark.NewTape(low, min(high, most), func(x float64) string { return m.change(x) })
	p.LocalHead = phrase.Fill(m.w.TitleLocalOpen.Form(int64(len(m.v.Locals))), phrase.Slot{Name: "n", Text: m.F.Count(int64(len(m.v.Locals)))})
	best := 0.0
	for i := range m.v.Locals {
		l := &m.v.Locals[i]
		p.Locals = append(p.Locals, m.local(p.LocalTape, l))
		if l.Verdict == kernel.Ahead && l.Sales.Estimate > best {
			best = l.Sales.Estimate
			p.LocalHead = phrase.Fill(m.w.TitleLocal, phrase.Slot{Name: "store", Text: or(m.v.Stores[l.Store].Name, string(l.Store))}, phrase.Slot{Name: "change", Text: m.F.Percent(round(best))})
		}
	}
}

func (m maker) local(tape mark.Tape, l *outcome.Local) localRow {
	pattern := m.w.ByLot
	if l.Basis == outcome.ByMatched {
		pattern = m.w.ByMatched
	}
	out := localRow{
		Store: or(m.v.Stores[l.Store].Name, string(l.Store)), URL: "/stores/" + string(l.Store),
		Basis: phrase.Fill(pattern, phrase.Slot{Name: "centre", Text: m.F.Count(int64(l.Centre))}, phrase.Slot{Name: "local", Text: m.F.Count(int64(l.Local))}),
		Badge: shell.Badge{Text: m.w.LocalOpen, Class: "warn"}, Change: m.w.LocalFew,
	}
	switch l.Verdict {
	case kernel.Ahead:
		out.Badge = shell.Badge{Text: m.w.LocalBetter, Class: "good"}
	case kernel.Behind:
		out.Badge = shell.Badge{Text: m.w.LocalWorse, Class: "pin"}
	case kernel.Alike:
		if l.Wait > 0 {
			out.Badge.Text = m.w.LocalWait.Of(m.F, int64(l.Wait))
		}
	}
	if l.Sales.Known {
		out.Change, out.Range = m.change(l.Sales.Estimate), m.span(l.Sales)
		out.Span = spanOf(tape, out.Store+": "+out.Change+" ("+out.Range+")", l.Sales)
	}
	return out
}
