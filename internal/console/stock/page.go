package stock

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"sartor/internal/access"
	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
)

// page is all the template may know.
type page struct {
	Frame    shell.Frame
	Head     shell.Head
	W        phrase.StockWords
	Filters  []shell.Filter
	At       []shell.Hidden // the filters, for forms to come back to
	Picture  *picture
	Limits   limits
	Rows     []row
	Tape     mark.Tape
	Shown    string
	More     string // address of the next page
	Empty    [2]string
	Accept   string // label; empty: nothing to accept, or not by them
	MayPlan  bool
	Send     string // label; empty: nothing to send
	SendSub  string
	SendID   string
	Exports  []exportRow
	Nothing  []nothingRow
	Auto     []autoRow
	AutoDid  string
	Hands    string // how people's changes turned out
	Currency string
}

// picture is the week's availability.
type picture struct {
	Title string
	Tape  mark.Tape
	Days  []dayRow
}

type dayRow struct {
	Day, Without, WithoutRange, With, WithRange string
	Pair                                        mark.Pair
}

type limits struct {
	Title, Sub string
	Rows       []limitRow
}

type limitRow struct {
	Name, Note, Figure, Range string
	Meter                     *mark.Meter
}

// row is one proposal.
type row struct {
	ID, URL, Version, Name, Say, Kind, From, To, Pieces, Cover, Gain, Range string
	Badge                                                                   shell.Badge
	Span                                                                    mark.Span
	Why                                                                     []string
	Note                                                                    string // who decided it
	Changed                                                                 string // what is known of the gain, where people took another number
	Tour                                                                    string // of the first of several moves of one pair of stores: all of them
	Packs, Units, Reason, Step, Error                                       string
	Flawed                                                                  string // the field that was refused
	Beside                                                                  string // the row after it, or before it, where the reader stays when it leaves the list
	Confirm, Anyway                                                         string // the number that is asked about once more, and what takes it
	Open, Taken, May, Wide                                                  bool
}

type exportRow struct {
	ID, Say string
	Files   []fileLink
}

type fileLink struct{ Label, URL string }

type nothingRow struct{ Why, Count string }

type autoRow struct {
	Class, Name, Gain, Most, Note string
	On                            bool
}

const (
	rowHeight = 40
	noted     = 4 // terms a row's own line names
)

// builder turns one evening into a page.
type builder struct {
	*shell.Call
	q    Query
	v    *Evening
	w    phrase.StockWords
	no   *refused
	draw func() uint64
}

func (b builder) page() *page {
	title := shell.Stock.Called(b.F.W, b.Who.Role)
	p := &page{
		W: b.w, Frame: b.Frame(title, shell.Stock, shell.Crumb{Text: title, Strong: true}), Filters: b.filters(),
		At: []shell.Hidden{{Name: "at_store", Value: string(b.q.Store)}, {Name: "at_state", Value: b.q.State}, {Name: "at_kind", Value: b.q.Kind}, {Name: "at_class", Value: b.q.Class}, {Name: "at_q", Value: b.q.Find}, {Name: "at_after", Value: b.q.After}},
	}
	p.Head = shell.Head{H1: title, Answer: b.answer()}
	if b.v.Made {
		p.Head.AsOf = phrase.Fill(b.F.W.AsOf, phrase.Slot{Name: "t", Text: b.F.When(b.v.At)}) + " " + b.F.W.Ranges90
		if b.v.Late {
			p.Head.Badges = []shell.Badge{{Text: b.w.Late, Class: "warn"}}
		}
	}
	p.MayPlan = b.Who.May(access.SetPlans)
	if b.v.Open > 0 && b.q.Find == "" && b.Who.May(access.DecidePlans) && (b.q.State == "" || b.q.State == "proposed") {
		p.Accept = phrase.Fill(b.w.AcceptAll, phrase.Slot{Name: "n", Text: b.F.Count(b.v.Open)})
	}
	if b.v.Chain && !b.v.Blind {
		p.Picture, p.Limits = b.picture(), b.limits()
	}
	if b.v.Chain {
		p.Nothing = b.nothing()
	}
	b.rows(p)
	b.offer(p)
	if p.MayPlan {
		b.outbox(p)
		b.rules(p)
	}
	return p
}

func (b builder) answer() []phrase.Part {
	moves := phrase.Slot{Name: "moves", Text: b.both(b.v.Open-b.v.OpenMove, b.v.OpenMove), URL: "#list"}
	switch {
	case !b.v.Made:
		return phrase.Sentence(b.w.AnswerNone)
	case b.v.Blind:
		return phrase.Sentence(b.w.AnswerBlind)
	case b.v.Open == 0:
		return phrase.Sentence(b.w.AnswerDone)
	case !b.v.Chain || len(b.v.Days) == 0:
		name := b.w.AllStores
		for _, s := range b.v.Stores {
			if s.ID == b.q.Store || len(b.v.Stores) == 1 {
				name = s.Name
			}
		}
		return phrase.Sentence(b.w.AnswerOwn, moves, phrase.Slot{Name: "store", Text: name, Plain: true})
	}
	d, pattern := b.most(), b.w.Answer
	if b.v.Haulage > 0 {
		pattern = b.w.AnswerHaul
	}
	return phrase.Sentence(pattern, moves, phrase.Slot{Name: "day", Text: b.F.Day(d.Day), Plain: true}, phrase.Slot{Name: "without", Text: b.F.Fine(d.Without.Mid)},
		phrase.Slot{Name: "with", Text: b.F.Fine(d.With.Mid), URL: "#week", Range: b.F.FineRange(d.With.Low, d.With.High)},
		phrase.Slot{Name: "haulage", Text: b.F.Short(b.v.Haulage, b.v.Currency), Plain: true})
}

// both names orders and moves, of which there are any.
func (b builder) both(orders, moves int64) string {
	var out []string
	if orders > 0 || moves == 0 {
		out = append(out, b.w.OrdersOf.Of(b.F, orders))
	}
	if moves > 0 {
		out = append(out, b.w.MovesOf.Of(b.F, moves))
	}
	return b.F.List(out)
}

// most is the day on which the plan does most.
func (b builder) most() Day {
	return slices.MaxFunc(b.v.Days, func(x, y Day) int { return cmp.Compare(x.With.Mid-x.Without.Mid, y.With.Mid-y.Without.Mid) })
}

func (b builder) filters() []shell.Filter {
	choices := func(m map[string]string, keys ...string) (out []shell.Choice) {
		for _, k := range keys {
			out = append(out, shell.Choice{Value: k, Label: m[k]})
		}
		return out
	}
	pick := func(name, label, value string) shell.Filter {
		return shell.Filter{Name: name, Label: label, Value: value}
	}
	out := []shell.Filter{
		pick("q", b.w.Find, b.q.Find),
		pick("state", b.w.State, b.q.State).OneOf(b.w.States["proposed"], choices(b.w.States, "accepted", "adjusted", "rejected", "sent")...),
		pick("kind", b.w.Kind, b.q.Kind).OneOf(b.w.KindsBoth[""], choices(b.w.KindsBoth, "move", "order")...),
		pick("class", b.w.Class, b.q.Class).OneOf(b.w.AllClasses, choices(b.w.Classes, "A", "B", "C", "fresh")...),
	}
	if len(b.v.Stores) > 1 {
		var stores []shell.Choice
		for _, s := range b.v.Stores {
			stores = append(stores, shell.Choice{Value: string(s.ID), Label: s.Name})
		}
		out = append(out, pick("store", b.w.Store, string(b.q.Store)).OneOf(b.w.AllStores, stores...))
	}
	return out
}

// picture draws each day's share on one tape, without the plan and with it.
func (b builder) picture() *picture {
	if len(b.v.Days) == 0 {
		return nil
	}
	low := 1.0
	for _, d := range b.v.Days {
		low = min(low, d.Without.Low, d.With.Low)
	}
	p := &picture{Title: b.w.PictureTitle, Tape: mark.NewRuler(math.Floor(low*100)/100, 1, func(x float64) string { return b.F.Percent(math.Round(x*100) / 100) })}
	if d := b.most(); d.With.Mid-d.Without.Mid < .0005 {
		p.Title = b.w.PictureWorse
	}
	for _, d := range b.v.Days {
		r := dayRow{
			Day: b.F.Day(d.Day), Without: b.F.Fine(d.Without.Mid), WithoutRange: b.F.FineRange(d.Without.Low, d.Without.High),
			With: b.F.Fine(d.With.Mid), WithRange: b.F.FineRange(d.With.Low, d.With.High),
		}
		title := phrase.Fill(b.w.DayTitle, phrase.Slot{Name: "day", Text: r.Day}, phrase.Slot{Name: "without", Text: r.Without}, phrase.Slot{Name: "with", Text: r.With})
		r.Pair = mark.NewPair(p.Tape, title, mark.Versions{Central: mark.Estimate(d.With), Local: mark.Estimate(d.Without)}, rowHeight)
		p.Days = append(p.Days, r)
	}
	return p
}

func (b builder) limits() limits {
	v := b.v
	out := limits{Title: b.w.LimitsTitle, Sub: phrase.Fill(b.w.LimitsSub, phrase.Slot{Name: "time", Text: v.CutOff})}
	vans := limitRow{Name: b.w.Vans, Figure: b.F.Percent(v.VanSpace), Note: strconv.Itoa(v.Vans) + "/" + strconv.Itoa(v.VansMost)}
	meter := mark.NewMeter(b.w.Vans+": "+vans.Figure, v.VanSpace)
	vans.Meter = &meter
	switch {
	case v.MoreMove > 0:
		out.Title = b.w.LimitsVans
		vans.Note = phrase.Fill(b.w.VansMore, phrase.Slot{Name: "n", Text: b.F.Count(int64(v.MoreMove))})
	case v.Vans == 0:
		vans.Note = b.w.VansNone
	}
	earns := limitRow{Name: b.w.Earns, Note: b.both(int64(v.Orders), int64(v.Moves)), Figure: b.F.Short(v.Gain.Mid, v.Currency), Range: b.F.MoneyRange(v.Gain.Low, v.Gain.High, v.Currency)}
	out.Rows = []limitRow{earns, vans}
	if v.Haulage > 0 {
		haulage := limitRow{Name: b.w.Haulage, Figure: b.F.Short(v.Haulage, v.Currency)}
		haulage.Note = phrase.Fill(b.w.HaulagePays, phrase.Slot{Name: "times", Text: b.F.Number(v.MoveGain.Mid/v.Haulage) + " (" + b.F.Number(v.MoveGain.Low/v.Haulage) + "–" + b.F.Number(v.MoveGain.High/v.Haulage) + ")"})
		out.Rows = append(out.Rows, haulage)
	}
	out.Rows = append(out.Rows,
		limitRow{Name: b.w.Outlay, Note: b.w.OutlaySay, Figure: b.F.Short(v.Outlay, v.Currency)},
		limitRow{Name: b.w.Promised, Note: b.w.PromisedSay, Figure: b.F.Count(int64(v.Promised))},
		limitRow{Name: b.w.Held, Note: b.w.HeldSay, Figure: b.F.Count(int64(v.Held))},
	)
	return out
}

// nothing is why shelves get nothing, the most frequent first.
func (b builder) nothing() (out []nothingRow) {
	keys := make([]string, 0, len(b.v.Nothing))
	for why := range b.v.Nothing {
		keys = append(keys, why)
	}
	slices.SortFunc(keys, func(x, y string) int { return cmp.Or(-cmp.Compare(b.v.Nothing[x], b.v.Nothing[y]), cmp.Compare(x, y)) })
	for _, why := range keys {
		out = append(out, nothingRow{Why: cmp.Or(b.w.Nothing[why], why), Count: b.F.Count(int64(b.v.Nothing[why]))})
	}
	return out
}
