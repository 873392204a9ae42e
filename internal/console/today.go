package console

import (
	"math"
	"strconv"
	"time"

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
	Hours  mark.Hours
	Title  string // of the picture: the finding
	Table  []hourRow
	HasDay bool
	Usual  bool
}

// benchRow is one thing that waits for a hand.
type benchRow struct {
	What, Note, URL string
	Figure, Range   string
	When            string
	Badge           badge
	Act             string
}

// tile is one figure of the strip.
type tile struct {
	Label, Figure, Note string
	Key, NoteKey        string // of the texts that the stream keeps up to date
	Spark               mark.Spark
	Bullet              *mark.Bullet
}

// hourRow is the picture as a table.
type hourRow struct{ Hour, Sold, Usual, Range string }

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
	}
	p.Head = head{H1: c.F.W.Screens[string(today)], Answer: c.todayAnswer(v, len(p.Bench)), AsOf: c.asOf(v.AsOf)}
	c.day(&p, v)
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
		}
		out = append(out, row)
	}
	return out
}

func (c *call) todayTiles(v view.Today) []tile {
	w := c.F.W.Today
	var sold []float64
	sum := 0.0
	for _, h := range v.Hours {
		if h.Elapsed > 0 {
			sum += float64(h.Sold)
			sold = append(sold, sum)
		}
	}
	bullet := c.bullet(v.Budget, v.Currency)
	return []tile{
		{
			Label: w.TileSales, Figure: c.F.Short(float64(v.Sales), v.Currency), Spark: mark.NewSpark(w.SparkSales, sold),
			Note: live.SalesNote(c.F, v.Receipts, v.Named), Key: live.Sold, NoteKey: live.SoldNote,
		},
		{Key: live.Out, NoteKey: live.OutNote, Label: w.TileOut, Figure: c.F.Count(v.Issued), Note: phrase.Fill(w.TileOutNote, phrase.Slot{Name: "share", Text: c.F.Rate(v.Issued, v.Receipts)})},
		{
			Key: live.Back, NoteKey: live.BackNote, Label: w.TileBack, Figure: c.F.Count(v.Redeemed),
			Note: phrase.Fill(w.TileBackNote, phrase.Slot{Name: "given", Text: c.F.Money(v.Given, v.Currency)}),
		},
		{
			Label: phrase.Fill(w.TileBudget, phrase.Slot{Name: "live", Text: w.Live.Of(c.F, int64(v.Live))}), Figure: c.F.Short(float64(v.Budget.Spent), v.Currency), Bullet: &bullet,
			Note: phrase.Fill(w.TileBudgetNote, phrase.Slot{Name: "cap", Text: c.F.Short(float64(v.Budget.Cap), v.Currency)}, phrase.Slot{Name: "reserved", Text: c.F.Short(float64(v.Budget.Reserved), v.Currency)}),
		},
	}
}

// bullet is a budget's bar.
func (c *call) bullet(b view.Budget, cur retail.Currency) mark.Bullet {
	title := phrase.Fill(c.F.W.BulletTitle,
		phrase.Slot{Name: "spent", Text: c.F.Money(b.Spent, cur)}, phrase.Slot{Name: "reserved", Text: c.F.Money(b.Reserved, cur)}, phrase.Slot{Name: "cap", Text: c.F.Money(b.Cap, cur)})
	return mark.NewBullet(title, float64(b.Spent), float64(b.Reserved), float64(b.Cap))
}

// enoughOfAnHour is when the running hour says something about its rate.
const enoughOfAnHour = .2

func (c *call) day(p *todayPage, v view.Today) {
	w := c.F.W.Today
	hours := make([]mark.Hour, 0, len(v.Hours))
	sold, usual := 0.0, 0.0
	for _, h := range v.Hours {
		m := mark.Hour{Label: strconv.Itoa(h.Hour) + ":00", Measured: math.NaN(), Usual: [3]float64{math.NaN(), math.NaN(), math.NaN()}}
		row := hourRow{Hour: m.Label}
		if h.Usual.Known() {
			p.Usual = true
			m.Usual = [3]float64{h.Usual.Low, h.Usual.Mid, h.Usual.High}
			row.Usual, row.Range = c.F.Short(h.Usual.Mid, v.Currency), c.F.MoneyRange(h.Usual.Low, h.Usual.High, v.Currency)
			m.Value = phrase.Fill(w.HourUsual, phrase.Slot{Name: "hour", Text: m.Label}, phrase.Slot{Name: "usual", Text: row.Usual})
		}
		if h.Elapsed > 0 {
			row.Sold = c.F.Money(h.Sold, v.Currency)
			m.Value = phrase.Fill(w.HourSold, phrase.Slot{Name: "hour", Text: m.Label}, phrase.Slot{Name: "sold", Text: c.F.Short(float64(h.Sold), v.Currency)}, phrase.Slot{Name: "n", Text: w.Receipts.Of(c.F, h.Receipts)})
			sold, usual = sold+float64(h.Sold), usual+h.Usual.Mid*h.Elapsed
		}
		if h.Elapsed >= enoughOfAnHour {
			m.Measured, m.Elapsed = float64(h.Sold)/h.Elapsed, h.Elapsed // the running hour as a rate
		}
		hours = append(hours, m)
		p.Table = append(p.Table, row)
	}
	p.HasDay, p.Title = v.Receipts > 0 || p.Usual, w.DayPlain
	if p.Usual && usual > 0 {
		p.Title = dayFinding(w, sold/usual)
	}
	p.Hours = mark.NewHours(mark.Caption{ID: "day", Title: w.DayTitle, Desc: phrase.Fill(w.DayDesc, phrase.Slot{Name: "sales", Text: c.F.Short(sold, v.Currency)})}, hours,
		func(x float64) string { return c.F.Short(x, v.Currency) })
}

func dayFinding(w phrase.TodayWords, share float64) string {
	switch {
	case share > 1.03:
		return w.DayAhead
	case share < .97:
		return w.DayBehind
	}
	return w.DayAsUsual
}
