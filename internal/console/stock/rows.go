package stock

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/retail"
)

// rows shows proposals on one tape of gains.
func (b builder) rows(p *page) {
	low, high := 0.0, 1.0
	for i := range b.v.Lines {
		low, high = min(low, b.v.Lines[i].Gain.Low), max(high, b.v.Lines[i].Gain.High)
	}
	p.Tape = mark.NewTape(low, high, func(x float64) string { return b.F.Axis(x, b.v.Currency) })
	for _, tour := range tours(b.v.Lines) {
		at := len(p.Rows)
		for _, l := range tour {
			p.Rows = append(p.Rows, b.row(l, p.Tape))
		}
		if len(tour) > 1 {
			p.Rows[at].Tour = b.tour(tour)
		}
	}
	for i := range p.Rows {
		if next := i + 1; next < len(p.Rows) {
			p.Rows[i].Beside, p.Rows[next].Beside = p.Rows[next].ID, p.Rows[i].ID
		}
	}
	if b.v.Next != "" {
		at := url.Values{}
		for _, h := range p.At {
			if name := strings.TrimPrefix(h.Name, "at_"); h.Value != "" && name != "after" {
				at.Set(name, h.Value)
			}
		}
		at.Set("after", b.v.Next)
		p.More = "/stock?" + at.Encode() + "#list"
	}
	if len(p.Rows) < b.v.Total && b.q.After+b.q.Find == "" {
		p.Shown = phrase.Fill(b.w.Shown, phrase.Slot{Name: "n", Text: b.F.Count(int64(len(p.Rows)))}, phrase.Slot{Name: "all", Text: b.F.Count(int64(b.v.Total))})
	}
	switch {
	case len(p.Rows) > 0:
	case b.v.Made && b.q.Find != "":
		p.Empty = [2]string{b.w.EmptyFind, phrase.Fill(b.w.EmptyFindSay, phrase.Slot{Name: "q", Text: b.q.Find})}
	case !b.v.Made:
		p.Empty = [2]string{b.w.EmptyNoPlan, b.w.EmptyNoPlanSay}
	case b.v.Open == 0 && b.v.Agreed == 0 && b.q.State+b.q.Kind+b.q.Class+b.q.Find == "":
		p.Empty = [2]string{b.w.EmptyQuiet, b.w.EmptyQuietSay}
	default:
		p.Empty = [2]string{b.w.EmptyDone, b.w.EmptyDoneSay}
	}
}

// tours puts the moves of one pair of stores, which a van takes together, where the best
// of them stands; orders stand alone.
func tours(lines []Line) (out [][]*Line) {
	at := map[[2]retail.StoreID]int{}
	for i := range lines {
		l := &lines[i]
		pair := [2]retail.StoreID{l.From.ID, l.To.ID}
		k, known := at[pair]
		if l.Kind != "move" || !known {
			k = len(out)
			out = append(out, nil)
		}
		if l.Kind == "move" {
			at[pair] = k
		}
		out[k] = append(out[k], l)
	}
	return out
}

// tour sums the moves of one pair of stores.
func (b builder) tour(lines []*Line) string {
	units, gain := int64(0), 0.0
	for _, l := range lines {
		units += cmp.Or(l.Agreed, l.Units)
		gain += l.Gain.Mid
	}
	return phrase.Fill(b.w.Tour, phrase.Slot{Name: "from", Text: lines[0].From.Name}, phrase.Slot{Name: "store", Text: lines[0].To.Name},
		phrase.Slot{Name: "n", Text: b.F.Count(int64(len(lines)))}, phrase.Slot{Name: "pieces", Text: b.F.Count(units)}, phrase.Slot{Name: "gain", Text: b.F.Short(gain, b.v.Currency)})
}

// offer offers all lines that fit as a file; those that a search finds are counted as
// far as they are shown.
func (b builder) offer(p *page) {
	switch n := int64(b.v.Total); {
	case b.q.Find == "":
		p.Frame.Tools.Offer(b.Call, n, shell.Exactly)
	case b.v.Next+b.q.After == "":
		p.Frame.Tools.Offer(b.Call, int64(len(b.v.Lines)), shell.Exactly)
	default:
		p.Frame.Tools.Offer(b.Call, int64(len(b.v.Lines)), shell.AtLeast)
	}
}

func (b builder) row(l *Line, tape mark.Tape) row {
	units, after := l.Units, l.Cover[1]
	if l.Agreed > 0 {
		units = l.Agreed
	}
	if l.Units > 0 {
		after = l.Cover[0] + (l.Cover[1]-l.Cover[0])*float64(units)/float64(l.Units) // each piece lasts as long as the one before
	}
	r := row{
		ID: l.ID, URL: "/stock/proposals/" + l.ID, Version: strconv.FormatInt(l.Version, 10), Name: l.Product, Kind: b.w.Kinds[l.Kind],
		From: cmp.Or(l.From.Name, l.Supplier), To: phrase.Fill(b.w.Route, phrase.Slot{Name: "store", Text: l.To.Name}),
		Pieces: b.F.Count(units), Gain: b.F.Short(l.Gain.Mid, b.v.Currency), Range: b.F.MoneyRange(l.Gain.Low, l.Gain.High, b.v.Currency),
		Cover: phrase.Fill(b.w.CoverFigure, phrase.Slot{Name: "before", Text: b.F.Number(l.Cover[0])}, phrase.Slot{Name: "after", Text: b.F.Number(after)}),
		Open:  l.State == "proposed", Taken: l.State == "accepted" || l.State == "adjusted" || l.State == "rejected", May: b.Who.May(access.DecidePlans),
		Units: strconv.FormatInt(units, 10), Step: "1", Badge: badgeOf(l, b.w),
	}
	if l.Kind == "order" && l.Pack > 1 {
		r.Step, r.Packs = strconv.Itoa(l.Pack), phrase.Fill(b.w.Packs, phrase.Slot{Name: "n", Text: strconv.Itoa(l.Pack)})
	}
	title := phrase.Fill(b.w.GainTitle, phrase.Slot{Name: "gain", Text: r.Gain}, phrase.Slot{Name: "range", Text: r.Range})
	r.Span = mark.NewSpan(tape, title, mark.Estimate(l.Gain), rowHeight)
	if l.Gain.Low <= 0 {
		r.Span = r.Span.Ring() // not proven
	}
	if units != l.Units {
		r.Changed = phrase.Fill(b.w.GainChanged, phrase.Slot{Name: "n", Text: b.F.Count(l.Units)}, phrase.Slot{Name: "gain", Text: r.Gain})
	}
	b.because(&r, l)
	if b.no != nil && b.no.id == l.ID {
		r.Error, r.Flawed, r.Units, r.Reason, r.Wide = b.no.text, b.no.field, b.no.units, b.no.reason, true
		if b.no.once != nil {
			b.once(&r, l)
		}
	}
	return r
}

// once says what a number would mean that is asked about once more, and how to take it.
func (b builder) once(r *row, l *Line) {
	u := b.no.once
	n := phrase.Slot{Name: "n", Text: b.F.Count(u.Units)}
	times := b.F.AxisNumber(u.Times)
	if u.Times != math.Trunc(u.Times) {
		times = b.F.Number(u.Times)
	}
	means := []string{phrase.Fill(b.w.OnceTimes, phrase.Slot{Name: "n", Text: times})}
	if math.IsInf(u.Weeks, 0) {
		means = append(means, b.w.OnceNever)
	} else {
		means = append(means, phrase.Fill(b.w.OnceWeeks, phrase.Slot{Name: "n", Text: b.F.AxisNumber(math.Round(u.Weeks))}))
	}
	if u.Shelf > 0 && u.Units > u.Shelf {
		means = append(means, phrase.Fill(b.w.OnceShelf, phrase.Slot{Name: "n", Text: b.F.Count(u.Shelf)}))
	}
	if u.Cost > 0 {
		means = append(means, phrase.Fill(b.w.OnceCost, phrase.Slot{Name: "amount", Text: b.F.Short(u.Cost, b.v.Currency)}))
	}
	r.Error = phrase.Fill(b.w.Once, n, phrase.Slot{Name: "list", Text: b.F.List(means)})
	r.Confirm, r.Anyway = strconv.FormatInt(u.Units, 10), phrase.Fill(b.w.Anyway[l.Kind], n)
}

// badgeOf is dashed while it is proposed, solid when it is decided.
func badgeOf(l *Line, w phrase.StockWords) shell.Badge {
	class := map[string]string{"proposed": "basted", "rejected": "warn", "lapsed": ""}
	text := w.Kinds[l.Kind]
	if l.State != "proposed" {
		text = w.States[l.State]
	}
	c, ok := class[l.State]
	if !ok {
		c = "good"
	}
	return shell.Badge{Text: text, Class: c}
}

// terms are what speaks for a line, in words.
func terms(f phrase.Formatter, l *Line) (out []string) {
	for i := range l.Terms {
		if s := term(f, &l.Terms[i]); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// because says in a line, and in full, what speaks for it.
func (b builder) because(r *row, l *Line) {
	r.Why = terms(b.F, l)
	r.Say = b.F.List(r.Why[:min(len(r.Why), noted)])
	r.Why = append(r.Why, phrase.Fill(b.w.ShelfLasts, phrase.Slot{Name: "before", Text: b.F.Number(l.Cover[0])}, phrase.Slot{Name: "after", Text: b.F.Number(l.Cover[1])}))
	money := func(pattern string, x float64) {
		if math.Abs(x) >= .5 {
			r.Why = append(r.Why, phrase.Fill(pattern, phrase.Slot{Name: "amount", Text: b.F.Short(x, b.v.Currency)}))
		}
	}
	either := func(costs, gains string, x float64) {
		if x < 0 {
			costs = gains
		}
		money(costs, math.Abs(x))
	}
	either(b.w.More, b.w.MoreGains, l.More)
	either(b.w.Less, b.w.LessGains, l.Less)
	money(b.w.Worth, l.Outlay)
	if policy := b.w.Policies[l.Policy]; policy != "" {
		r.Why = append(r.Why, phrase.Fill(b.w.Policy, phrase.Slot{Name: "policy", Text: policy}))
	}
	if l.State != "proposed" && l.Actor != "" {
		r.Note = phrase.Fill(b.w.Decided, phrase.Slot{Name: "state", Text: b.w.States[l.State]}, phrase.Slot{Name: "who", Text: l.Actor}, phrase.Slot{Name: "when", Text: b.F.When(l.Decided)})
		if l.Reason != "" {
			r.Note += " · " + phrase.Fill(b.w.Remembered, phrase.Slot{Name: "reason", Text: l.Reason})
		}
	}
}

func term(f phrase.Formatter, t *Term) string {
	const shown = .05 // less reads 0.0, and takes the place of what counts
	if x := math.Abs(t.Value); x > 0 && x < shown {
		return ""
	}
	w := &f.W.Stock
	n := phrase.Slot{Name: "n", Text: f.AxisNumber(math.Round(t.Value))}
	if math.Abs(t.Value) < 9.5 && t.Value != math.Trunc(t.Value) {
		n.Text = f.Number(t.Value)
	}
	day := phrase.Slot{Name: "day", Text: strconv.Itoa(t.Days)}
	switch t.Kind {
	case "vouchers":
		return phrase.Fill(w.TermVoucher, n, phrase.Slot{Name: "count", Text: f.Count(int64(t.Days))})
	case "runs_dry":
		return phrase.Fill(w.TermRunsDry, day)
	case "next_order":
		if t.Days == 0 {
			return w.TermNextNone
		}
		return phrase.Fill(w.TermNext, day)
	}
	pattern := w.Terms[t.Kind]
	if less := w.TermsLess[t.Kind]; less != "" && t.Value < 0 {
		pattern, n.Text = less, strings.TrimPrefix(n.Text, "−")
	}
	if t.Kind == "need" && t.Days == 1 {
		pattern = w.TermDay
	}
	if pattern == "" {
		return ""
	}
	out := phrase.Fill(pattern, n, phrase.Slot{Name: "days", Text: strconv.Itoa(t.Days)})
	if t.Text != "" {
		out += ": " + t.Text
	}
	return out
}

// outbox is what can be sent, and what went out lately.
func (b builder) outbox(p *page) {
	n := phrase.Slot{Name: "n", Text: b.F.Count(b.v.Agreed)}
	p.SendSub = b.w.SendNone
	if b.v.Agreed > 0 {
		p.Send, p.SendSub = phrase.Fill(b.w.Send, n), phrase.Fill(b.w.SendSub, n)
		p.SendID = b.v.Day.String() + "-" + strconv.FormatUint(b.draw()%1_000_000, 10) // the same form again is the same export
	}
	for _, e := range b.v.Exports {
		at := "/stock/exports/" + e.ID + "?format="
		r := exportRow{ID: e.ID, Say: phrase.Fill(b.w.Sent, phrase.Slot{Name: "n", Text: b.F.Count(int64(e.Lines))}, phrase.Slot{Name: "when", Text: b.F.When(e.At)})}
		r.Files = append(r.Files, fileLink{b.w.PickList, at + "pdf"})
		if e.Orders {
			r.Files = append(r.Files, fileLink{b.w.OrdersCSV, at + "csv&kind=order"}, fileLink{"EDIFACT", at + "edifact"}, fileLink{"X12 850", at + "x12"})
		}
		if e.Moves {
			r.Files = append(r.Files, fileLink{b.w.MovesCSV, at + "csv&kind=move"})
		}
		p.Exports = append(p.Exports, r)
	}
}

// hands says whether people's changes came nearer to what was sold than the plan.
func (b builder) hands(h Hands) string {
	n := phrase.Slot{Name: "n", Text: b.F.Count(int64(h.Lines))}
	if h.Lines < h.Least {
		return phrase.Fill(b.w.HandsFew, n, phrase.Slot{Name: "of", Text: b.F.Count(int64(h.Least))})
	}
	return phrase.Fill(b.w.HandsSay, n, phrase.Slot{Name: "share", Text: b.F.Percent(h.Nearer)}, phrase.Slot{Name: "range", Text: b.F.PercentRange(h.Low, h.High)})
}

// rules are the autopilot's, a row a class.
func (b builder) rules(p *page) {
	for _, class := range []string{"A", "B", "C", "fresh"} {
		a := b.v.Auto[class]
		r := autoRow{Class: class, Name: b.w.Classes[class], On: a.On, Gain: strconv.FormatFloat(float64(a.Gain)/100, 'f', -1, 64), Most: strconv.FormatInt(max(a.Most, 1), 10)}
		if slices.Contains(b.v.Drifting, class) {
			r.Note = b.w.AutoDrift
		}
		p.Auto = append(p.Auto, r)
	}
	p.Hands = b.hands(b.v.Hands)
	if b.v.ByRule > 0 {
		p.AutoDid = phrase.Fill(b.w.AutoDid, phrase.Slot{Name: "n", Text: b.F.Count(b.v.ByRule)})
	}
}
