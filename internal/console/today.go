package console

import (
	"time"

	"sartor/internal/console/hours"
	"sartor/internal/console/live"
	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

// todayPage is all the template may know.
type todayPage struct {
	Frame  frame
	Head   head
	Bench  []benchRow
	Watch  []touchRow
	Ticker live.Panel
	Tiles  []tile
	Day    hours.Panel
}

// benchRow is one thing that waits for a hand.
type benchRow struct {
	What, Note, URL string
	Figure, Range   string
	When            string
	Badge           badge
	Act             string
}

// tile is one figure of a strip.
type tile = hours.Tile

func todayHandler(c *call) error {
	v, err := c.site.cfg.Days.Today(c.R.Context(), c.Scope())
	if err != nil {
		return err
	}
	tills, err := live.Of(c.Call, c.site.live(), v.Minutes)
	if err != nil {
		return err
	}
	return c.Render(todayBody(c.todayPage(v, tills)))
}

func (c *call) todayPage(v view.Today, tills live.Panel) todayPage {
	w := c.F.W.Today
	p := todayPage{
		Frame:  c.Frame(c.F.W.Screens[string(today)], today, crumb{Text: w.Stores.Of(c.F, int64(v.Stores)), Strong: true}, crumb{Text: c.F.LongDay(v.Day)}),
		Bench:  c.bench(v),
		Watch:  c.watch(v),
		Ticker: tills,
		Tiles:  c.todayTiles(v),
		Day:    hours.Box(c.F, v),
	}
	p.Head = head{H1: c.F.W.Screens[string(today)], Answer: c.todayAnswer(v, len(p.Bench)), AsOf: c.asOf(v.AsOf)}
	return p
}

func (c *call) todayAnswer(v view.Today, waiting int) []phrase.Part {
	w := c.F.W.Today
	pattern := w.Answer
	if v.Receipts == 0 {
		pattern = w.AnswerQuiet
	}
	out := phrase.Sentence(pattern,
		phrase.Slot{Name: "sales", Text: c.F.Short(float64(v.Sales), v.Currency), URL: "#day"},
		phrase.Slot{Name: "issued", Text: w.Vouchers.Of(c.F, v.Issued), URL: "#tiles"},
		phrase.Slot{Name: "redeemed", Text: c.F.Count(v.Redeemed), Plain: true})
	if waiting > 0 {
		out = append(out, phrase.Part{Text: " "})
		n := int64(waiting)
		out = append(out, phrase.Sentence(w.Waits.Form(n), phrase.Slot{Name: "n", Text: c.F.NumberWord(n), URL: "#bench"})...)
	}
	return out
}

// asOf is the line below the answer.
func (c *call) asOf(t time.Time) string {
	if t.IsZero() {
		return c.F.W.AsOfNever
	}
	return phrase.Fill(c.F.W.AsOf, phrase.Slot{Name: "t", Text: c.F.When(t)})
}

func (c *call) bench(v view.Today) []benchRow {
	out := make([]benchRow, 0, len(v.Bench))
	for _, b := range v.Bench {
		if row, ok := c.benchRow(b); ok {
			out = append(out, row)
		}
	}
	return out
}

// benchRow leaves out what the role cannot open: it could do nothing about it.
func (c *call) benchRow(b view.BenchItem) (benchRow, bool) {
	w := c.F.W.Bench
	name := phrase.Slot{Name: "name", Text: b.Name}
	row := benchRow{When: c.F.When(b.At)}
	switch b.Kind {
	case view.BenchOverdrawn:
		row.What, row.Note, row.Act = phrase.Fill(w.Overdrawn, name), w.OverdrawnNote, w.OpenPromotion
		row.URL, row.Figure = "/promotions/"+string(b.Promotion), phrase.Minus+c.F.Money(b.Amount, b.Currency)
		row.Badge = badge{Text: w.OverdrawnBadge, Class: "pin"}
		return row, shell.Sees(c.Who.Role, promotions)
	case view.BenchClosed:
		row.What, row.Note, row.Act = phrase.Fill(w.Closed, name), w.ClosedNote, w.OpenPromotion
		row.URL, row.Badge = "/promotions/"+string(b.Promotion), badge{Text: w.ClosedBadge, Class: "warn"}
		return row, shell.Sees(c.Who.Role, promotions)
	case view.BenchMerge:
		one, two := b.Pair[0], b.Pair[1]
		row.What = phrase.Fill(w.Merge, phrase.Slot{Name: "a", Text: c.Name(one.ID, one.Identifiers)}, phrase.Slot{Name: "b", Text: c.Name(two.ID, two.Identifiers)})
		row.Note, row.Act = phrase.Fill(w.MergeNote, phrase.Slot{Name: "kind", Text: c.F.W.Customers.Identifiers[string(one.Kind)]}), w.OpenCustomer
		row.URL, row.Badge = "/customers/"+one.ID.String(), badge{Text: w.MergeBadge, Class: "basted"}
		return row, shell.Sees(c.Who.Role, customers)
	case view.BenchTwice:
		row.What = phrase.Fill(w.Twice, phrase.Slot{Name: "code", Text: b.Code})
		row.Note, row.Act = phrase.Fill(w.TwiceNote, phrase.Slot{Name: "store", Text: b.StoreName}, name), w.OpenVoucher
		row.URL, row.Figure = "/vouchers/"+b.Code, c.F.Money(b.Amount, b.Currency)
		row.Badge = badge{Text: w.TwiceBadge, Class: "warn"}
		return row, shell.Sees(c.Who.Role, vouchers)
	case view.BenchRefused:
		row.What, row.Act = phrase.Fill(w.Refused, phrase.Slot{Name: "id", Text: b.Snapshot}), w.OpenLearn
		row.Note = phrase.Fill(w.RefusedNote,
			phrase.Slot{Name: "score", Text: c.F.Fine(b.Score.Mid), Range: c.F.FineRange(b.Score.Low, b.Score.High)},
			phrase.Slot{Name: "standing", Text: c.F.Fine(b.Standing.Mid)})
		row.URL, row.Badge = "/learn#runs", badge{Text: w.RefusedBadge, Class: "warn"}
		return row, shell.Sees(c.Who.Role, learn)
	}
	return row, false
}

// watch lists what is worth watching, with a link for those who may follow it.
func (c *call) watch(v view.Today) []touchRow {
	var out []touchRow
	for _, e := range v.Watch {
		row := touchRow{When: c.F.When(e.At), What: e.Text, Note: e.StoreName, Class: "till"}
		switch {
		case e.Code != "" && c.MayFollow():
			row.URL = "/vouchers/" + e.Code
		case e.Customer != 0 && shell.Sees(c.Who.Role, customers):
			row.URL = "/customers/" + e.Customer.String()
		case e.Promotion != "" && shell.Sees(c.Who.Role, promotions):
			row.URL = "/promotions/" + string(e.Promotion)
		}
		out = append(out, row)
	}
	return out
}

// todayTiles are the figures of the day, kept up to date by the stream.
func (c *call) todayTiles(v view.Today) []tile {
	out := append(hours.Tiles(c.F, v), hours.Money(c.F, v))
	for i, keys := range [][2]string{{live.Sold, live.SoldNote}, {live.Out, live.OutNote}, {live.Back, live.BackNote}} {
		out[i].Live, out[i].NoteLive = live.Key(keys[0]), live.Key(keys[1])
	}
	return out
}

// bullet is a budget's bar.
func (c *call) bullet(b view.Budget, cur retail.Currency) mark.Bullet {
	return hours.Bullet(c.F, b, cur)
}
