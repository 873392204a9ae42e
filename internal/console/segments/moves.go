package segments

import (
	"math"
	"strconv"

	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
)

// moves is the matrix of who went where: rows from, columns to.
type moves struct {
	Sub  string
	To   []string
	Rows []moveRow
	Any  bool
}

type moveRow struct {
	From string
	Cell []moveCell
}

// moveCell is one pair; Class is a step of the sequential ramp.
type moveCell struct{ Text, Title, Class string }

// movesOf draws the flows between states. The ramp is of square roots: most moves
// are few, and one large pair must not blank the rest.
func movesOf(c *shell.Call, r *view.SegmentReport) moves {
	w := c.F.W.Segments
	out := moves{Sub: phrase.Fill(w.MovesSub, phrase.Slot{Name: "day", Text: c.F.Day(r.Day)})}
	count, most := map[[2]string]int64{}, int64(0)
	for _, f := range r.Flows {
		if f.Kind == outlook.ByState && f.From != f.To {
			count[[2]string{f.From, f.To}] += f.Customers
			most = max(most, f.Customers)
		}
	}
	ends := make([]string, 0, len(lifecycle.States())+1)
	for _, s := range lifecycle.States() {
		ends = append(ends, string(s))
		out.To = append(out.To, w.States[string(s)])
	}
	out.To, out.Any = append(out.To, w.Left), most > 0
	for _, from := range append([]string{""}, ends...) {
		line := moveRow{From: orWord(w.States[from], w.Came)}
		for _, to := range append(append([]string{}, ends...), "") {
			cell := moveCell{Text: "·", Class: "q0"}
			if n := count[[2]string{from, to}]; n > 0 {
				const ramp = 6
				step := 1 + int(math.Round((ramp-1)*math.Sqrt(float64(n)/float64(most))))
				cell = moveCell{Text: c.F.Count(n), Class: "q" + strconv.Itoa(min(step, ramp)), Title: phrase.Fill(w.MovesCell,
					phrase.Slot{Name: "n", Text: c.F.Count(n)}, phrase.Slot{Name: "from", Text: line.From}, phrase.Slot{Name: "to", Text: orWord(w.States[to], w.Left)})}
			}
			line.Cell = append(line.Cell, cell)
		}
		out.Rows = append(out.Rows, line)
	}
	return out
}

func orWord(word, other string) string {
	if word == "" {
		return other
	}
	return word
}

// members is a page of the chosen segment's customers.
type members struct {
	Title, More string
	Chips       []chip
	Rows        []memberRow
}

type chip struct {
	Text, URL string
	Current   bool
}

type memberRow struct{ Name, URL, Since, From, Worth, Range, Why string }

// list shows a page of the chosen segment's customers.
func (p *page) list(c *shell.Call, r *view.SegmentReport, chosen outlook.Segment, who view.MemberList) {
	p.Members.Title = phrase.Fill(p.W.MembersTitle.Form(chosen.Customers), phrase.Slot{Name: "n", Text: c.F.Count(chosen.Customers)}, phrase.Slot{Name: "segment", Text: p.name(chosen)})
	for _, s := range r.Segments {
		p.Members.Chips = append(p.Members.Chips, chip{Text: p.name(s) + " " + c.F.Count(s.Customers), URL: address(p.On, s.ID, 0), Current: s.ID == chosen.ID})
	}
	for i := range who.Items {
		p.Members.Rows = append(p.Members.Rows, p.member(c, &who.Items[i], r, chosen.Kind))
	}
	if who.Next != 0 {
		p.Members.More = address(p.On, chosen.ID, who.Next)
	}
}

func (p *page) name(s outlook.Segment) string { return orWord(p.W.States[s.ID], p.W.Bands[s.ID]) }

func (p *page) member(c *shell.Call, m *view.Member, r *view.SegmentReport, kind string) memberRow {
	out := memberRow{Name: c.Pseudonym(m.Customer, nil), Since: c.F.Day(m.Since), From: orWord(p.W.States[string(m.From)], p.W.Came), Why: c.F.Standing(&m.Change)}
	if kind == outlook.ByBand {
		out.From = orWord(p.W.Bands[string(m.FromBand)], p.W.Came)
	}
	if shell.Sees(c.Who.Role, shell.Customers) {
		out.URL = "/customers/" + m.Customer.String()
	}
	out.Worth = p.W.Unknown
	if m.Now != nil {
		out.Worth = c.F.Short(float64(m.Now.Value), r.Currency)
		out.Range = c.F.MoneyRange(float64(m.Now.Low), float64(m.Now.High), r.Currency)
	}
	return out
}
