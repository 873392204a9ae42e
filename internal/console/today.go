package console

import (
	"math"
	"strconv"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/mark"
	"sartor/internal/retail"
)

// todayPage is all the template may know.
type todayPage struct {
	Frame  frame
	Head   head
	Bench  []benchRow
	Ticker tickerPanel
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
	Spark               mark.Spark
	Bullet              *mark.Bullet
}

// hourRow is the picture as a table.
type hourRow struct{ Hour, Sold, Usual, Range string }

// tickerPanel is the live list.
type tickerPanel struct {
	Rate   string
	Bars   mark.Bars
	Rows   []tickRow
	Stream string // address of the stream; empty when paused
	Follow string // the newest voucher, for those who may follow it
	Pause  string // address that pauses or goes on
	Button string
}

// tickRow is one receipt; Seq orders it.
type tickRow struct {
	Seq, Time, Store, What, URL string
	Badge                       badge
}

// tickerRows is how many receipts the ticker holds.
const tickerRows = 7

func todayHandler(c *call) error {
	v, err := c.site.cfg.Days.Today(c.r.Context(), c.scope())
	if err != nil {
		return err
	}
	ticks, err := c.site.cfg.Days.Ticks(c.r.Context(), c.scope(), tickerRows)
	if err != nil {
		return err
	}
	return c.render(todayBody(c.todayPage(v, ticks)))
}

func (c *call) todayPage(v TodayView, ticks []Tick) todayPage {
	w := c.f.w.Today
	p := todayPage{
		Frame:  c.frame(c.f.w.Screens[today], today, crumb{Text: w.Stores.of(c.f, int64(v.Stores)), Strong: true}, crumb{Text: c.f.longDay(v.Day)}),
		Bench:  c.bench(v),
		Ticker: c.ticker(v, ticks),
		Tiles:  c.todayTiles(v),
	}
	p.Head = head{H1: c.f.w.Screens[today], Answer: c.todayAnswer(v, len(p.Bench)), AsOf: c.asOf(v.AsOf)}
	c.day(&p, v)
	return p
}

func (c *call) todayAnswer(v TodayView, waiting int) []part {
	w := c.f.w.Today
	pattern := w.Answer
	if v.Receipts == 0 {
		pattern = w.AnswerQuiet
	}
	out := sentence(pattern,
		slot{Name: "sales", Text: c.f.short(float64(v.Sales), v.Currency), URL: "#day"},
		slot{Name: "issued", Text: w.Vouchers.of(c.f, v.Issued), URL: "#tiles"},
		slot{Name: "redeemed", Text: c.f.count(v.Redeemed), Plain: true})
	if waiting > 0 {
		out = append(out, part{Text: " "})
		n := int64(waiting)
		out = append(out, sentence(w.Waits.form(n), slot{Name: "n", Text: c.f.words(n), URL: "#bench"})...)
	}
	return out
}

// asOf is the line below the answer.
func (c *call) asOf(t time.Time) string {
	if t.IsZero() {
		return c.f.w.AsOfNever
	}
	return fill(c.f.w.AsOf, slot{Name: "t", Text: c.f.when(t)})
}

func (c *call) bench(v TodayView) []benchRow {
	out := make([]benchRow, 0, len(v.Bench))
	for _, b := range v.Bench {
		if row, ok := c.benchRow(b); ok {
			out = append(out, row)
		}
	}
	return out
}

// benchRow leaves out what the role cannot open: it could do nothing about it.
func (c *call) benchRow(b BenchItem) (benchRow, bool) {
	w := c.f.w.Bench
	name := slot{Name: "name", Text: b.Name}
	row := benchRow{When: c.f.when(b.At)}
	switch b.Kind {
	case BenchOverdrawn:
		row.What, row.Note, row.Act = fill(w.Overdrawn, name), w.OverdrawnNote, w.OpenPromotion
		row.URL, row.Figure = "/promotions/"+string(b.Promotion), minus+c.f.money(b.Amount, b.Currency)
		row.Badge = badge{w.OverdrawnBadge, "pin"}
		return row, sees(c.who.Role, promotions)
	case BenchTwice:
		row.What = fill(w.Twice, slot{Name: "code", Text: b.Code})
		row.Note, row.Act = fill(w.TwiceNote, slot{Name: "store", Text: b.StoreName}, name), w.OpenVoucher
		row.URL, row.Figure = "/vouchers/"+b.Code, c.f.money(b.Amount, b.Currency)
		row.Badge = badge{w.TwiceBadge, "warn"}
		return row, sees(c.who.Role, vouchers)
	case BenchRefused:
		row.What, row.Act = fill(w.Refused, slot{Name: "id", Text: b.Snapshot}), w.OpenLearn
		row.Note = fill(w.RefusedNote,
			slot{Name: "score", Text: c.f.fine(b.Score.Mid), Range: c.f.fineRange(b.Score)},
			slot{Name: "standing", Text: c.f.fine(b.Standing.Mid)})
		row.URL, row.Badge = "/learn#runs", badge{w.RefusedBadge, "warn"}
		return row, sees(c.who.Role, learn)
	}
	return row, false
}

func (c *call) todayTiles(v TodayView) []tile {
	w := c.f.w.Today
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
			Label: w.TileSales, Figure: c.f.short(float64(v.Sales), v.Currency), Spark: mark.NewSpark(w.SparkSales, sold),
			Note: fill(w.TileSalesNote, slot{Name: "receipts", Text: w.Receipts.of(c.f, v.Receipts)}, slot{Name: "named", Text: c.f.percent(ratio(v.Named, v.Receipts))}),
		},
		{Label: w.TileOut, Figure: c.f.count(v.Issued), Note: fill(w.TileOutNote, slot{Name: "share", Text: c.f.rate(v.Issued, v.Receipts)})},
		{
			Label: w.TileBack, Figure: c.f.count(v.Redeemed),
			Note: fill(w.TileBackNote, slot{Name: "given", Text: c.f.money(v.Given, v.Currency)}),
		},
		{
			Label: fill(w.TileBudget, slot{Name: "live", Text: w.Live.of(c.f, int64(v.Live))}), Figure: c.f.short(float64(v.Budget.Spent), v.Currency), Bullet: &bullet,
			Note: fill(w.TileBudgetNote, slot{Name: "cap", Text: c.f.short(float64(v.Budget.Cap), v.Currency)}, slot{Name: "reserved", Text: c.f.short(float64(v.Budget.Reserved), v.Currency)}),
		},
	}
}

// bullet is a budget's bar.
func (c *call) bullet(b Budget, cur retail.Currency) mark.Bullet {
	title := fill(c.f.w.BulletTitle,
		slot{Name: "spent", Text: c.f.money(b.Spent, cur)}, slot{Name: "reserved", Text: c.f.money(b.Reserved, cur)}, slot{Name: "cap", Text: c.f.money(b.Cap, cur)})
	return mark.NewBullet(title, float64(b.Spent), float64(b.Reserved), float64(b.Cap))
}

// ratio is a share, 0 of nothing.
func ratio(a, b int64) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// rate writes "1.5" things for each of b.
func (f formatter) rate(a, b int64) string {
	return strconv.FormatFloat(ratio(a, b), 'f', 1, 64)
}

// words writes a small number as a word at the beginning of a sentence.
func (f formatter) words(n int64) string {
	if n >= 1 && int(n) <= len(f.w.Numbers) {
		return f.w.Numbers[n-1]
	}
	return f.count(n)
}

// enoughOfAnHour is when the running hour says something about its rate.
const enoughOfAnHour = .2

func (c *call) day(p *todayPage, v TodayView) {
	w := c.f.w.Today
	hours := make([]mark.Hour, 0, len(v.Hours))
	sold, usual := 0.0, 0.0
	for _, h := range v.Hours {
		m := mark.Hour{Label: strconv.Itoa(h.Hour) + ":00", Measured: math.NaN(), Usual: [3]float64{math.NaN(), math.NaN(), math.NaN()}}
		row := hourRow{Hour: m.Label}
		if h.Usual.Known() {
			p.Usual = true
			m.Usual = [3]float64{h.Usual.Low, h.Usual.Mid, h.Usual.High}
			row.Usual, row.Range = c.f.short(h.Usual.Mid, v.Currency), c.f.moneyRange(h.Usual, v.Currency)
			m.Value = fill(w.HourUsual, slot{Name: "hour", Text: m.Label}, slot{Name: "usual", Text: row.Usual})
		}
		if h.Elapsed > 0 {
			row.Sold = c.f.money(h.Sold, v.Currency)
			m.Value = fill(w.HourSold, slot{Name: "hour", Text: m.Label}, slot{Name: "sold", Text: c.f.short(float64(h.Sold), v.Currency)}, slot{Name: "n", Text: w.Receipts.of(c.f, h.Receipts)})
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
	p.Hours = mark.NewHours("day", w.DayTitle, fill(w.DayDesc, slot{Name: "sales", Text: c.f.short(sold, v.Currency)}), hours,
		func(x float64) string { return c.f.short(x, v.Currency) })
}

func dayFinding(w todayWords, share float64) string {
	switch {
	case share > 1.03:
		return w.DayAhead
	case share < .97:
		return w.DayBehind
	}
	return w.DayAsUsual
}

// offerText says what a voucher gives: €1.50 off oat drink.
func (c *call) offerText(v Value, product string, cur retail.Currency) string {
	w := c.f.w.Offer
	if product == "" {
		product = w.Basket
	}
	pattern := w.Kinds[v.Kind]
	if pattern == "" {
		pattern = w.Other
	}
	return fill(pattern,
		slot{Name: "amount", Text: c.f.money(v.Amount, cur)}, slot{Name: "percent", Text: strconv.Itoa(v.Percent) + nbsp + "%"},
		slot{Name: "points", Text: c.f.count(v.Points)}, slot{Name: "product", Text: product})
}

// mayFollow reports whether a voucher's code may be shown and linked.
func (c *call) mayFollow() bool {
	return sees(c.who.Role, vouchers) && c.who.May(access.ReadVouchers)
}
