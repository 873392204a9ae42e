package rollout

import (
	"math"
	"strconv"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/retail"
	"sartor/internal/rollout"
)

// onePage is the screen of one rollout, in finished strings.
type onePage struct {
	Frame     shell.Frame
	Head      shell.Head
	W         phrase.RolloutWords
	AsTable   string
	RangeWord string
	Read      bool // something was read, ever
	URL       string
	GridTitle string
	Grid      mark.TileGrid
	Key       mark.Ramp
	Stores    []storeRow
	Basis     string
	Checks    checks
	Pairs     []pairRow
	Stairs    *mark.Stairs
	RampTitle string
	RampRows  [][2]string
	Gates     []gateRow
	Act       act
	Tape      mark.Tape
	Regions   []regionRow
	Sources   []sourceHead
	History   []historyRow
}

// query is what narrows the page's files.
func (p *onePage) query() string {
	return "rollout=" + strings.TrimSuffix(strings.TrimPrefix(p.URL, "/rollouts/"), "/step")
}

type storeRow struct{ Name, Region, Weekly, Range, State string }

type pairRow struct{ Store, Note, Controls, Opening string }

type regionRow struct {
	Name, Index, Range, Weekly, WeeklyRange, Plan string
	Span                                          mark.Span
	Seen                                          []string
}

type sourceHead struct{ Name, Note string }

type historyRow struct{ When, Who, What, Why string }

type gateRow struct {
	Class, What, Note string
	Badge             shell.Badge
}

// act is the form of the next step.
type act struct {
	Shown                   bool
	Version                 string
	Go, Say, Reason, Wrong  string
	Finish, Anyway, Later   bool
	ApproveClass, StopClass string
}

func (p Ports) show(c *shell.Call) error { return p.showOne(c, "", nil) }

// mostSteps is how much of the history the page shows.
const mostSteps = 30

func (p Ports) showOne(c *shell.Call, reason string, refused error) error {
	bad, err := wrongOf(c, refused)
	if err != nil {
		return err
	}
	s, err := p.Desk.Show(c.R.Context(), rollout.ID(c.R.PathValue("rollout")))
	if err != nil {
		return err
	}
	history, err := p.Desk.History(c.R.Context(), s.ID, 0, mostSteps)
	if err != nil {
		return err
	}
	called, err := p.Called(c.R.Context())
	if err != nil {
		return err
	}
	m := maker{Call: c, s: &s, r: &s.Reading, w: c.F.W.Rollout, chain: p.Chain(), currency: p.currency()}
	page := m.page()
	page.Act.Say, page.Act.Wrong, page.Act.Reason = bad.Say, bad.Fields["/reason"], reason
	m.history(page, history, called)
	return c.RenderAs(status(refused), oneBody(page))
}

// maker turns one rollout into its page.
type maker struct {
	*shell.Call
	s        *rollout.Shown
	r        *rollout.Reading
	w        phrase.RolloutWords
	chain    *retail.Catalogue
	currency retail.Currency
}

func (m maker) page() *onePage {
	name := m.F.W.Screens[string(shell.Rollouts)]
	asOf := "" // nothing is read yet, and the answer says so
	if m.r.At != 0 {
		asOf = phrase.Fill(m.F.W.AsOf, slot("t", m.F.Day(m.r.Through))) + " " + m.F.W.Ranges90
	}
	p := &onePage{
		W: m.w, AsTable: m.F.W.AsTable, RangeWord: m.F.W.ColRange, Read: m.r.At != 0, URL: "/rollouts/" + string(m.s.ID) + "/step",
		Frame: m.Frame(m.s.Plan.Name, shell.Rollouts, shell.Crumb{Text: name, URL: "/rollouts"}, shell.Crumb{Text: m.s.Plan.Name, Strong: true}),
	}
	p.Head = shell.Head{H1: m.s.Plan.Name, Badges: []shell.Badge{stateBadge(m.Call, m.s)}, Answer: m.answer(), AsOf: asOf}
	if m.s.Read && m.s.State.Open() && m.s.State != rollout.Draft {
		p.Head.Badges = append(p.Head.Badges, shell.Badge{Text: m.w.Advices[string(m.r.Verdict.Do)], Class: adviceClass(m.r.Verdict.Do)})
	}
	m.act(p)
	m.gates(p)
	if !p.Read {
		return p
	}
	m.grid(p)
	m.checks(p)
	m.pairs(p)
	m.ramp(p)
	m.evidence(p)
	return p
}

// stores says a number of them.
func (m maker) stores(n int) string { return m.w.Stores.Of(m.F, int64(n)) }

func (m maker) whole(x float64) string { return m.F.Count(int64(math.Round(x))) }

// pieces writes units a week: few have a decimal.
func (m maker) pieces(x float64) string {
	const few = 10
	if x < few {
		return m.F.Number(x)
	}
	return m.whole(x)
}

func (m maker) span(f rollout.Figure) string {
	if f.Low < 0 {
		return m.signed(f.Low) + " " + m.F.W.Range.To + " " + m.signed(f.High)
	}
	return m.pieces(f.Low) + "–" + m.pieces(f.High)
}

func (m maker) signed(x float64) string {
	if x < 0 {
		return "−" + m.whole(-x)
	}
	return m.whole(x)
}

func (m maker) times(x float64) string { return phrase.Fill(m.w.IndexRange, slot("x", m.F.Number(x))) }

// why lists the reasons of the verdict.
func (m maker) why() string {
	var out []string
	for _, r := range m.r.Verdict.Why {
		if text := m.w.Reasons[string(r)]; text != "" {
			out = append(out, text)
		}
	}
	return m.F.List(out)
}

// answer is the sentence that the page is about.
func (m maker) answer() []phrase.Part {
	carry := phrase.Slot{Name: "stores", Text: m.stores(len(m.s.Carriers())), URL: "#where"}
	switch {
	case m.s.State == rollout.Stopped:
		return phrase.Sentence(m.w.AnswerEnded, slot("why", m.said(m.s.Actor.Reason)))
	case m.s.State == rollout.Done:
		return phrase.Sentence(m.w.AnswerDone, carry)
	case !m.s.Read && len(m.s.Stages) > 0:
		return m.begun(m.w.AnswerUnread, carry)
	case !m.s.Read || len(m.r.Regions) == 0:
		return phrase.Sentence(m.w.Never)
	case m.s.State == rollout.Draft:
		return m.draft()
	}
	why := slot("why", m.why())
	switch m.r.Verdict.Do {
	case rollout.Leave:
		return phrase.Sentence(m.w.AnswerStop, why)
	case rollout.Stay:
		return phrase.Sentence(m.w.AnswerHold, why)
	case rollout.Wait:
		f := m.r.Readout.Margin
		if !f.Known {
			return m.begun(m.w.AnswerBegun, carry)
		}
		margin := phrase.Slot{Name: "margin", Text: m.F.Short(f.Estimate, m.currency), Range: m.F.MoneyRange(f.Low, f.High, m.currency), URL: "#checks"}
		return phrase.Sentence(m.w.AnswerRuns, carry, margin, slot("due", m.F.Day(m.s.Due())))
	case rollout.Go:
	}
	if m.r.Next == nil {
		return phrase.Sentence(m.w.AnswerWhole)
	}
	worth := phrase.Slot{Name: "worth", Text: m.w.NotEnough, Plain: true}
	if f := m.r.Worth; f.Known {
		worth = phrase.Slot{Name: "worth", Text: m.F.Short(f.Estimate, m.currency), Range: m.F.MoneyRange(f.Low, f.High, m.currency), URL: "#checks"}
	}
	return phrase.Sentence(m.w.AnswerGo, phrase.Slot{Name: "stores", Text: m.stores(len(m.r.Next.Stores)), URL: "#where"}, worth)
}

// begun says which step stands, since when, and when it is read next.
func (m maker) begun(pattern string, carry phrase.Slot) []phrase.Part {
	last := &m.s.Stages[len(m.s.Stages)-1]
	due := m.s.Due()
	if due <= m.s.Today {
		pattern = m.w.AnswerLate
	}
	return phrase.Sentence(pattern, slot("stage", m.stage(last.Share)), slot("day", m.F.Day(last.Began)), carry, slot("due", m.F.Day(due)))
}

// waits reports whether the next step is answered, and nothing is asked.
func (m maker) waits() bool {
	return len(m.s.Stages) > 0 && (!m.s.Read || m.r.Verdict.Do == rollout.Wait)
}

// said is a reason as somebody typed it, or what the rule's word means.
func (m maker) said(reason string) string {
	if text := m.w.Reasons[reason]; text != "" {
		return text
	}
	return reason
}

func (m maker) draft() []phrase.Part {
	best := m.r.Regions[0]
	index := phrase.Slot{Name: "index", Text: m.times(best.Index.Estimate), Range: m.F.Number(best.Index.Low) + "–" + m.F.Number(best.Index.High), URL: "#evidence"}
	region := phrase.Slot{Name: "region", Text: regionName(best.Region)}
	if m.r.Verdict.Do != rollout.Go || m.r.Next == nil {
		return phrase.Sentence(m.w.AnswerThin, region, index)
	}
	return phrase.Sentence(m.w.AnswerDraft, region, index, phrase.Slot{Name: "stores", Text: m.stores(len(m.r.Next.Stores)), URL: "#where"})
}

// regionName is how a region is called; stores without one are together.
func regionName(name string) string {
	if name == "" {
		return "–"
	}
	return name
}

// act is the form of the next step: the answer says which button is the primary one.
func (m maker) act(p *onePage) {
	a := &p.Act
	a.Shown, a.Version = m.s.State.Open() && m.Who.May(access.EditRollouts), strconv.FormatInt(m.s.Version, 10)
	if !a.Shown {
		return
	}
	a.Later = m.waits()
	n := 0
	if m.s.Read && m.r.Next != nil {
		n = len(m.r.Next.Stores)
	}
	count := slot("stores", m.stores(n))
	switch {
	case m.s.State == rollout.Draft && n > 0 && m.r.Verdict.Do == rollout.Go: // nobody is shown a button that is refused
		a.Go = phrase.Fill(m.w.Pilot, count)
	case m.s.State != rollout.Draft && m.s.Read && m.r.Next == nil:
		a.Go, a.Finish = m.w.Finish, true
	case m.s.State != rollout.Draft && n > 0:
		a.Go = phrase.Fill(m.w.Approve, count)
	}
	a.ApproveClass, a.StopClass = "btn", "btn"
	if m.s.Read && m.r.Verdict.Do == rollout.Go {
		a.ApproveClass = "btn go"
	}
	if m.s.Read && m.r.Verdict.Do == rollout.Leave {
		a.StopClass = "btn go"
	}
	shut := m.s.Read && m.s.State != rollout.Draft && m.r.Verdict.Do != rollout.Go
	a.Anyway = shut && m.Who.May(access.PassGates)
	if shut && !a.Anyway {
		a.Go = "" // nobody is shown a button that is refused
	}
}

// grid draws every store in its region.
func (m maker) grid(p *onePage) {
	top := 1.0
	for _, x := range m.r.Stores {
		top = max(top, x.Weekly.Estimate)
	}
	shades := mark.Amounts(0, top)
	var names []string
	for _, x := range m.r.Stores {
		names = append(names, m.name(x.Store))
	}
	codes := mark.Codes(names)
	var regions []mark.Region
	for _, g := range m.r.Regions {
		one := mark.Region{Name: regionName(g.Region), Note: m.pieces(g.Weekly.Estimate)}
		for i, x := range m.r.Stores {
			if x.Region == g.Region {
				one.Tiles = append(one.Tiles, m.tile(p, &x, codes[i]))
			}
		}
		regions = append(regions, one)
	}
	p.Grid, p.Key = mark.NewTileGrid(shades, regions).Big(), shades.Key(m.w.Few, m.w.Many)
	p.GridTitle = m.w.GridThin
	if n := len(m.r.Regions); n > 1 && m.r.Regions[0].Index.Low > m.r.Regions[n-1].Index.High {
		best, least := m.r.Regions[0], m.r.Regions[n-1]
		p.GridTitle = phrase.Fill(m.w.Grid, slot("best", regionName(best.Region)), slot("least", regionName(least.Region)), slot("times", m.times(best.Index.Estimate/least.Index.Estimate)))
	}
	p.Basis = phrase.Fill(m.w.Basis, slot("basis", m.w.Bases[string(m.r.Basis)]))
}

func (m maker) name(id retail.StoreID) string {
	n, _ := m.chain.StoreNumber(id)
	if s := m.chain.Store(n); s.Name != "" {
		return s.Name
	}
	return string(id)
}

// stands says what a store is to the rollout.
func (m maker) stands(x *rollout.StoreRead) string {
	switch {
	case x.Stage > 0:
		return m.w.Sewn
	case m.s.Read && m.r.Next != nil && hasPlace(m.r.Next.Stores, x.Store):
		return m.w.Next
	case x.Waits:
		return m.w.Waits
	}
	return m.w.Later
}

// tile is a store in the picture, with its row in the table: what it is to the rollout.
func (m maker) tile(p *onePage, x *rollout.StoreRead, code string) mark.Tile {
	state := m.stands(x)
	out := mark.Tile{Code: code, Figure: m.pieces(x.Weekly.Estimate), Value: x.Weekly.Estimate, URL: "/stores/" + string(x.Store), State: map[string]mark.TileState{m.w.Sewn: mark.Tailored, m.w.Next: mark.Proposed}[state]}
	row := storeRow{Name: m.name(x.Store), Region: regionName(x.Region), Weekly: m.w.NotEnough, State: state}
	if x.Weekly.Known {
		row.Weekly, row.Range = m.pieces(x.Weekly.Estimate), m.span(x.Weekly)
		out.Title = phrase.Fill(m.w.Tile, slot("store", row.Name), slot("n", row.Weekly), slot("range", row.Range), slot("what", state))
	} else {
		out.Value, out.Figure = math.NaN(), "–"
		out.Title = phrase.Fill(m.w.TileThin, slot("store", row.Name))
	}
	p.Stores = append(p.Stores, row)
	return out
}
