// Package segments owns the page of segments: where customers stand and what they
// are worth, who moved, and who is in one. It turns the report of package outlook
// into sentences and pictures; it refuses rules of its own and names of customers.
//
// What always holds, with the tests that hold it (in console, with every page's):
// nothing inline, one answer below one h1 (TestPages_Golden), no identifier of a
// customer (TestPages_NamesOnlyForThoseWhoServe), silence where nothing was learned
// and no range of few customers (TestShow).
package segments

import (
	"math"
	"net/url"
	"slices"
	"time"

	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// page is the whole screen, in finished strings.
type page struct {
	Frame   shell.Frame
	Head    shell.Head
	W       phrase.SegmentsWords
	Learned bool
	On      string // as the form has it; "" for now
	Most    string // the latest day the form takes
	Past    bool
	Tape    mark.Tape
	States  []row
	Bands   []row
	Moves   moves
	Members members
}

// row is one segment.
type row struct {
	ID, Name, Note, URL         string
	Customers, Net, Came, Went  string
	Worth, Range                string
	Habit, Share                string // how often, how much, how long ago; share of all
	Span                        *mark.Span
	Meter                       mark.Meter
	Current, Thin, HasShareLine bool
}

// Show answers GET /segments?on=2026-03-01&segment=at_risk&after=cus_….
func Show(c *shell.Call, from view.Segments) error {
	ask := c.R.URL.Query()
	on := dayOf(ask.Get("on"), c.F.Now)
	r, err := from.Segments(c.R.Context(), on)
	if err != nil {
		return err
	}
	chosen, found := r.Find(ask.Get("segment"))
	if !found {
		chosen, _ = r.Find(string(lifecycle.AtRisk))
	}
	p := begin(c, &r, on)
	for i := range r.Segments {
		p.add(c, &r, r.Segments[i], chosen.ID)
	}
	p.Moves = movesOf(c, &r)
	if p.Learned {
		who, err := from.Members(c.R.Context(), view.MembersOf{Segment: chosen.ID, On: on, After: customerOf(ask.Get("after"))})
		if err != nil {
			return err
		}
		p.list(c, &r, chosen, who)
		p.Frame.Tools.Offer(c, chosen.Customers, shell.Exactly)
	}
	return c.Render(body(p))
}

// dayOf reads a day from the address; one that is none, or lies ahead, is now.
func dayOf(text string, now time.Time) retail.BusinessDay {
	day, err := retail.ParseDay(text)
	if err != nil || day <= 0 || day > retail.DayOf(now, time.UTC, 0) {
		return 0
	}
	return day
}

// customerOf reads where a page begins; nobody's id begins at the front.
func customerOf(text string) retail.CustomerID {
	id, err := retail.ParseCustomerID(text)
	if err != nil {
		return 0
	}
	return id
}

// begin makes head and scale.
func begin(c *shell.Call, r *view.SegmentReport, on retail.BusinessDay) *page {
	w := c.F.W.Segments
	name := c.F.W.Screens[string(shell.Segments)]
	asOf := c.F.W.AsOfNever
	if !r.AsOf.IsZero() {
		asOf = phrase.Fill(c.F.W.AsOf, phrase.Slot{Name: "t", Text: c.F.Day(r.Day)})
	}
	p := &page{
		W: w, Frame: c.Frame(name, shell.Segments, shell.Crumb{Text: name, Strong: true}, shell.Crumb{Text: c.F.Day(r.Day)}),
		Head:    shell.Head{H1: name, Answer: answer(c, r), AsOf: asOf + " " + c.F.W.Ranges90},
		Learned: r.Newest != 0, Past: r.Newest != 0 && r.Day < r.Newest, Most: c.F.Now.Format(time.DateOnly),
	}
	if on != 0 {
		p.On = on.String()
	}
	top := 0.0
	for i := range r.Segments {
		if s := &r.Segments[i]; s.Kind == outlook.ByState && s.Spoken {
			_, _, high := s.Worth()
			top = max(top, float64(high))
		}
	}
	p.Tape = mark.NewTape(0, max(top, 1), func(x float64) string { return c.F.Axis(x, r.Currency) })
	return p
}

// slipped counts those who fell silent within the period.
func slipped(r *view.SegmentReport) (n int64) {
	silent := []string{string(lifecycle.AtRisk), string(lifecycle.Lapsed)}
	for _, f := range r.Flows {
		if f.Kind == outlook.ByState && slices.Contains(silent, f.To) && f.From != "" && !slices.Contains(silent, f.From) {
			n += f.Customers
		}
	}
	return n
}

// answer is the sentence that the page is about.
func answer(c *shell.Call, r *view.SegmentReport) []phrase.Part {
	w := c.F.W.Segments
	if r.Newest == 0 {
		return phrase.Sentence(w.AnswerNone)
	}
	n := slipped(r)
	slip := phrase.Slot{Name: "slipped", Text: w.Slipped.Of(c.F, n), URL: "#moves"}
	all := phrase.Slot{Name: "all", Text: c.F.Count(r.Total.Customers)}
	switch {
	case !r.Total.Valued:
		return phrase.Sentence(w.AnswerPast, phrase.Slot{Name: "day", Text: c.F.Day(r.Day), Plain: true}, phrase.Slot{Name: "all", Text: w.Customers.Of(c.F, r.Total.Customers), URL: "#states"}, slip)
	case !r.Total.Spoken:
		return phrase.Sentence(w.AnswerThin, all, slip)
	}
	best, _ := r.Find(string(lifecycle.High))
	return phrase.Sentence(w.Answer, phrase.Slot{Name: "best", Text: c.F.Count(best.Customers), URL: "#bands"}, phrase.Slot{Name: "all", Text: all.Text, Plain: true},
		phrase.Slot{Name: "value", Text: c.F.Short(float64(r.Total.Value), r.Currency), URL: "#states", Range: c.F.ShortRange(float64(r.Total.Low), float64(r.Total.High), r.Currency)}, slip)
}

// add puts a segment into its table.
func (p *page) add(c *shell.Call, r *view.SegmentReport, s outlook.Segment, chosen string) {
	w := p.W
	out := row{
		ID: s.ID, Customers: c.F.Count(s.Customers), Current: s.ID == chosen, URL: address(p.On, s.ID, 0),
		Net: c.F.Count(s.Came - s.Went), Came: phrase.Fill(w.SegmentCame, phrase.Slot{Name: "n", Text: c.F.Count(s.Came)}), Went: phrase.Fill(w.SegmentWent, phrase.Slot{Name: "n", Text: c.F.Count(s.Went)}),
	}
	if s.Came > s.Went {
		out.Net = "+" + out.Net
	}
	if s.Valued && s.Customers > 0 {
		low, mid, high := s.Worth()
		out.Worth = c.F.Short(float64(mid), r.Currency)
		out.Habit = phrase.Fill(w.Habit, phrase.Slot{Name: "n", Text: plain(c.F, s.Expected)}, phrase.Slot{Name: "spend", Text: c.F.Short(float64(s.Spend), r.Currency)},
			phrase.Slot{Name: "days", Text: c.F.Count(int64(math.Round(s.Idle)))})
		if out.Thin = !s.Spoken; s.Spoken {
			out.Range = c.F.MoneyRange(float64(low), float64(high), r.Currency)
			span := mark.NewSpan(p.Tape, out.Worth+" ("+out.Range+")", mark.Estimate{Low: float64(low), Mid: float64(mid), High: float64(high)}, 46)
			out.Span = &span
		}
		if r.Total.Value > 0 {
			share := float64(s.Value) / float64(r.Total.Value)
			out.Share = phrase.Fill(w.BandShare, phrase.Slot{Name: "share", Text: c.F.Percent(share)}, phrase.Slot{Name: "each", Text: out.Worth})
			out.Meter, out.HasShareLine = mark.NewMeter(w.Bands[s.ID], share), true
		}
	}
	if s.Kind == outlook.ByState {
		out.Name, out.Note = w.States[s.ID], w.StateNotes[s.ID]
		p.States = append(p.States, out)
		return
	}
	out.Name, out.Note = w.Bands[s.ID], w.BandNotes[s.ID]
	p.Bands = append(p.Bands, out)
}

// plain writes a mean of purchases: one decimal below ten.
func plain(f phrase.Formatter, x float64) string {
	if x < 9.95 {
		return f.Fixed(x, 1)
	}
	return f.Fixed(x, 0)
}

// address is this page with a segment's customers.
func address(on, segment string, after retail.CustomerID) string {
	q := url.Values{"segment": {segment}}
	if on != "" {
		q.Set("on", on)
	}
	if after != 0 {
		q.Set("after", after.String())
	}
	return "/segments?" + q.Encode() + "#members"
}
