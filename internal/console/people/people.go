// Package people owns what a page says is expected of a customer: their value with
// its range, where they stand and how they came there, what is new to them, and
// their season or an honest silence. It turns numbers into finished strings and
// pictures; it reads no data, and without a number it says why there is none.
//
// What always holds: no figure stands without its range or its evidence, and
// nothing is shown where nothing was learned (TestPanels_SilentWithoutEvidence).
package people

import (
	"strings"

	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/model/lifecycle"
	"sartor/internal/model/season"
	"sartor/internal/retail"
)

// Panels are those of one customer.
type Panels struct {
	W      phrase.PeopleWords
	Value  *valueBox // nil: nothing was learned
	States []stateRow
	Fresh  []freshRow
	Season seasonBox
	state  string
}

type valueBox struct {
	Title, Sub    string // the chance to buy; what is expected of it
	AsOf          string
	Tape          mark.Tape
	Span          mark.Span
	Figure, Range string // empty: nothing is known of what they spend
	Facts         []fact
}

type fact struct{ Name, Value string }

type stateRow struct {
	When, What, Why string
	Class           string
}

type freshRow struct {
	Name, Why, Chance string
	Meter             mark.Meter
}

type seasonBox struct {
	Title, Silent string
	Rows          []seasonRow
	Type          string
}

type seasonRow struct {
	Class, When, Basis string
	Badge              shell.Badge
}

// Of builds the panels of a customer.
func Of(f phrase.Formatter, v *view.Customer) Panels {
	b := builder{f, f.W.People, v.Currency}
	p := Panels{W: b.w, Fresh: b.fresh(v.Fresh), Season: b.season(v.Seasons)}
	if v.Outlook != nil {
		p.Value, p.States = b.value(v.Outlook), b.states(v.Outlook)
		p.state = b.standing(v.Outlook)
	}
	return p
}

// Badges are where the customer stands, for the head of the page.
func Badges(f phrase.Formatter, v *view.Customer) []shell.Badge {
	if v.Outlook == nil {
		return nil
	}
	class := map[lifecycle.State]string{lifecycle.AtRisk: "warn", lifecycle.Lapsed: "pin", lifecycle.Growing: "good", lifecycle.WonBack: "good"}[v.Outlook.State]
	return []shell.Badge{{Text: f.W.People.States[v.Outlook.State], Class: class}}
}

// Answer is what is said of the chance to buy and of value, empty when nothing is known.
func Answer(f phrase.Formatter, v *view.Customer) []phrase.Part {
	o := v.Outlook
	if o == nil {
		return nil
	}
	var out []phrase.Part
	if o.SoonDays > 0 {
		out = phrase.Sentence(f.W.People.Buys+".", phrase.Slot{Name: "chance", Text: f.Percent(o.Soon), URL: "#value"}, phrase.Slot{Name: "days", Text: f.Ahead(o.SoonDays), Plain: true})
	}
	if !o.Priced {
		return out
	}
	if out != nil {
		out = append(out, phrase.Part{Text: " "})
	}
	return append(out, phrase.Sentence(f.W.People.Worth+".", phrase.Slot{
		Name: "value", Text: f.Short(o.Value.Mid, v.Currency), URL: "#value", Range: f.MoneyRange(o.Value.Low, o.Value.High, v.Currency),
	}, phrase.Slot{Name: "days", Text: f.W.DaysAgo.Of(f, int64(o.Horizon)), Plain: true})...)
}

type builder struct {
	f        phrase.Formatter
	w        phrase.PeopleWords
	currency retail.Currency
}

func (b builder) days(n int) string { return b.f.W.DaysAgo.Of(b.f, int64(n)) }

// buys is the chance of a purchase as a finding.
func (b builder) buys(days int, chance float64) string {
	return phrase.Fill(b.w.Buys, phrase.Slot{Name: "chance", Text: b.f.Percent(chance)}, phrase.Slot{Name: "days", Text: b.f.Ahead(days)})
}

func (b builder) value(o *view.Outlook) *valueBox {
	out := &valueBox{Title: b.buys(o.Horizon, 1-o.NoPurchase), Sub: b.w.NoSpend, AsOf: phrase.Fill(b.w.As, phrase.Slot{Name: "day", Text: b.f.Day(o.Day)})}
	if o.SoonDays > 0 {
		out.Title = b.buys(o.SoonDays, o.Soon)
	}
	out.Facts = []fact{
		{phrase.Fill(b.w.Again, phrase.Slot{Name: "days", Text: b.f.Ahead(o.Horizon)}), b.f.Percent(1 - o.NoPurchase)},
		{b.w.Visits, b.f.Number(o.Expected)},
	}
	if o.AliveHolds {
		out.Facts = append(out.Facts, fact{b.w.Alive, b.f.Percent(o.Alive)})
	}
	if !o.Priced {
		return out
	}
	out.Facts = append(out.Facts, fact{b.w.Basket, b.f.Money(o.Spend, b.currency)})
	figure := b.f.Short(o.Value.Mid, b.currency)
	out.Sub = phrase.Fill(b.w.Worth, phrase.Slot{Name: "value", Text: figure}, phrase.Slot{Name: "days", Text: b.days(o.Horizon)})
	out.Figure, out.Range = figure, b.f.MoneyRange(o.Value.Low, o.Value.High, b.currency)
	out.Tape = mark.NewRuler(0, max(1, o.Value.High), func(x float64) string { return b.f.Axis(x, b.currency) })
	title := phrase.Fill(b.w.SpanTitle, phrase.Slot{Name: "value", Text: figure}, phrase.Slot{Name: "range", Text: out.Range})
	out.Span = mark.NewSpan(out.Tape, title, mark.Estimate{Low: o.Value.Low, Mid: o.Value.Mid, High: o.Value.High}, 40)
	return out
}

// standing is the title of where somebody stands.
func (b builder) standing(o *view.Outlook) string {
	return phrase.Fill(b.w.StateTitle, phrase.Slot{Name: "state", Text: b.w.States[o.State]}, phrase.Slot{Name: "day", Text: b.f.Day(o.Since)})
}

func (b builder) states(o *view.Outlook) []stateRow {
	out := []stateRow{{When: b.f.Day(o.Day), What: b.w.States[o.State] + ", " + b.w.Bands[o.Band], Why: b.f.Standing(&o.Reason), Class: "next"}}
	for _, m := range o.Moves {
		row := stateRow{When: b.f.Day(m.Day), Why: b.f.Standing(&m.Reason)}
		state := phrase.Slot{Name: "state", Text: b.w.States[m.State]}
		switch {
		case m.From == "":
			row.What = phrase.Fill(b.w.First, state)
		case m.From == m.State:
			row.What = b.w.Bands[m.Band]
		default:
			row.What = phrase.Fill(b.w.Moved, phrase.Slot{Name: "from", Text: b.w.States[m.From]}, state)
		}
		if m.State == lifecycle.Lapsed && m.From != m.State {
			row.Class = "bad"
		}
		out = append(out, row)
	}
	return out
}

func (b builder) fresh(list []view.Fresh) []freshRow {
	var out []freshRow
	for _, n := range list {
		chance := b.f.Percent(n.Chance)
		why := b.w.FreshLiked
		if n.Store != "" {
			why = phrase.Fill(b.w.FreshLikedAt, phrase.Slot{Name: "store", Text: n.Store})
		}
		if n.With != "" {
			why = phrase.Fill(b.w.FreshWith, phrase.Slot{Name: "product", Text: n.With})
		}
		out = append(out, freshRow{Name: n.Name, Why: why, Chance: chance, Meter: mark.NewMeter(n.Name+": "+chance, n.Chance)})
	}
	return out
}

// season says what is in season for the customer, or why nothing is.
func (b builder) season(s *view.Seasons) seasonBox {
	if s == nil {
		return seasonBox{Title: b.w.SeasonUnknown, Silent: b.w.SeasonEmpty}
	}
	out := seasonBox{Title: b.w.SeasonNone}
	if len(s.Type) > 0 {
		out.Type = phrase.Fill(b.w.TypeOf, phrase.Slot{Name: "type", Text: strings.Join(s.Type, ", ")})
	}
	if len(s.Windows) == 0 {
		if out.Silent = b.w.Silences[s.Silent]; out.Silent == "" {
			out.Silent = b.w.Silences[season.NotClear]
		}
		return out
	}
	for i := range s.Windows {
		out.Rows = append(out.Rows, b.window(&s.Windows[i]))
	}
	at := max(0, firstNow(s.Windows))
	pattern := b.w.SeasonTitle
	if s.Windows[at].Now {
		pattern = b.w.SeasonNow
	}
	if !s.Windows[at].FirstSeen {
		out.Title = phrase.Fill(pattern, phrase.Slot{Name: "class", Text: out.Rows[at].Class})
	}
	return out
}

func firstNow(list []view.Season) int {
	for i := range list {
		if list[i].Now && !list[i].FirstSeen {
			return i
		}
	}
	return -1
}

func (b builder) window(s *view.Season) seasonRow {
	row := seasonRow{Class: s.Class}
	if row.Class == "" {
		row.Class = b.w.Whole
	}
	row.When = phrase.Fill(b.w.Runs, phrase.Slot{Name: "begins", Text: b.f.Day(s.Begins)}, phrase.Slot{Name: "peak", Text: b.f.Day(s.Peak)}, phrase.Slot{Name: "ends", Text: b.f.Day(s.Ends)})
	row.Basis = phrase.Fill(b.w.Basis, phrase.Slot{Name: "times", Text: b.f.Number(s.Times)}, phrase.Slot{Name: "n", Text: b.f.Count(int64(s.Customers))},
		phrase.Slot{Name: "years", Text: b.w.Years.Of(b.f, int64(s.Years))})
	switch {
	case s.FirstSeen:
		row.Basis, row.Badge = b.w.BasisOnce, shell.Badge{Text: b.f.W.Promotion.NotProven, Class: "warn"}
	case s.Now:
		row.Badge = shell.Badge{Text: b.w.Now, Class: "good"}
	case s.ToCome:
		row.Badge = shell.Badge{Text: b.w.Soon, Class: "basted"}
	}
	return row
}
