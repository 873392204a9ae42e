// Package hours owns the panel of a business day that runs, by the hour beside what is
// usual, and the strip of figures: the chain's page of today and a store's page wear
// both. It reads no data.
//
// What always holds: an hour that has hardly begun says nothing of its rate, and
// without what is usual nothing is called ahead or behind (TestBox).
package hours

import (
	"math"
	"strconv"

	"github.com/a-h/templ"

	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

// Panel is the running day as a picture and as a table.
type Panel struct {
	W     *phrase.Words
	Title string // the finding
	Hours mark.Hours
	Table []hour
	Shown bool // there is a day to show
	Usual bool // and what is usual
}

// hour is one row of the table.
type hour struct{ Hour, Sold, Usual, Range string }

// Tile is one figure of a strip.
type Tile struct {
	Label, Figure, Note string
	Live, NoteLive      templ.Attributes // of the texts that a stream keeps up to date; nil: none
	Spark               mark.Spark
	Bullet              *mark.Bullet
}

// Bullet is a budget's bar.
func Bullet(f phrase.Formatter, b view.Budget, cur retail.Currency) mark.Bullet {
	title := phrase.Fill(f.W.BulletTitle,
		phrase.Slot{Name: "spent", Text: f.Money(b.Spent, cur)}, phrase.Slot{Name: "reserved", Text: f.Money(b.Reserved, cur)}, phrase.Slot{Name: "cap", Text: f.Money(b.Cap, cur)})
	return mark.NewBullet(title, float64(b.Spent), float64(b.Reserved), float64(b.Cap))
}

// Tiles are the figures of the day: sold, printed, come back.
func Tiles(f phrase.Formatter, v view.Today) []Tile {
	w := f.W.Today
	var sold []float64
	sum := 0.0
	for _, h := range v.Hours {
		if h.Elapsed > 0 {
			sum += float64(h.Sold)
			sold = append(sold, sum)
		}
	}
	return []Tile{
		{
			Label: w.TileSales, Figure: f.Short(float64(v.Sales), v.Currency), Spark: mark.NewSpark(w.SparkSales, sold),
			Note: phrase.Fill(w.TileSalesNote, phrase.Slot{Name: "receipts", Text: w.Receipts.Of(f, v.Receipts)}, phrase.Slot{Name: "named", Text: f.Percent(phrase.Ratio(v.Named, v.Receipts))}),
		},
		{Label: w.TileOut, Figure: f.Count(v.Issued), Note: phrase.Fill(w.TileOutNote, phrase.Slot{Name: "share", Text: f.Rate(v.Issued, v.Receipts)})},
		{
			Label: w.TileBack, Figure: f.Count(v.Redeemed),
			Note: phrase.Fill(w.TileBackNote, phrase.Slot{Name: "given", Text: f.Money(v.Given, v.Currency)}),
		},
	}
}

// Money is the figure of what the live promotions have spent together.
func Money(f phrase.Formatter, v view.Today) Tile {
	w := f.W.Today
	bullet := Bullet(f, v.Budget, v.Currency)
	return Tile{
		Label: phrase.Fill(w.TileBudget, phrase.Slot{Name: "live", Text: w.Live.Of(f, int64(v.Live))}), Figure: f.Short(float64(v.Budget.Given()), v.Currency), Bullet: &bullet,
		Note: phrase.Fill(w.TileBudgetNote, phrase.Slot{Name: "cap", Text: f.Short(float64(v.Budget.Cap), v.Currency)}, phrase.Slot{Name: "reserved", Text: f.Short(float64(v.Budget.Reserved), v.Currency)}),
	}
}

// enoughOfAnHour is when the running hour says something about its rate.
const enoughOfAnHour = .2

// Box makes the panel of the running day.
func Box(f phrase.Formatter, v view.Today) Panel {
	p := Panel{W: f.W}
	w := f.W.Today
	list := make([]mark.Hour, 0, len(v.Hours))
	sold, usual := 0.0, 0.0
	for _, h := range v.Hours {
		m := mark.Hour{Label: strconv.Itoa(h.Hour) + ":00", Measured: math.NaN(), Usual: [3]float64{math.NaN(), math.NaN(), math.NaN()}}
		row := hour{Hour: m.Label}
		if h.Usual.Known() {
			p.Usual = true
			m.Usual = [3]float64{h.Usual.Low, h.Usual.Mid, h.Usual.High}
			row.Usual, row.Range = f.Short(h.Usual.Mid, v.Currency), f.MoneyRange(h.Usual.Low, h.Usual.High, v.Currency)
			m.Value = phrase.Fill(w.HourUsual, phrase.Slot{Name: "hour", Text: m.Label}, phrase.Slot{Name: "usual", Text: row.Usual})
		}
		if h.Elapsed > 0 {
			row.Sold = f.Money(h.Sold, v.Currency)
			m.Value = phrase.Fill(w.HourSold, phrase.Slot{Name: "hour", Text: m.Label}, phrase.Slot{Name: "sold", Text: f.Short(float64(h.Sold), v.Currency)}, phrase.Slot{Name: "n", Text: w.Receipts.Of(f, h.Receipts)})
			sold, usual = sold+float64(h.Sold), usual+h.Usual.Mid*h.Elapsed
		}
		if h.Elapsed >= enoughOfAnHour {
			m.Measured, m.Elapsed = float64(h.Sold)/h.Elapsed, h.Elapsed // the running hour as a rate
		}
		list = append(list, m)
		p.Table = append(p.Table, row)
	}
	p.Shown, p.Title = v.Receipts > 0 || p.Usual, w.DayPlain
	if p.Usual && usual > 0 {
		p.Title = finding(w, sold/usual)
	}
	p.Hours = mark.NewHours(mark.Caption{ID: "day", Title: w.DayTitle, Desc: phrase.Fill(w.DayDesc, phrase.Slot{Name: "sales", Text: f.Short(sold, v.Currency)})}, list,
		func(x float64) string { return f.Axis(x, v.Currency) })
	return p
}

func finding(w phrase.TodayWords, share float64) string {
	switch {
	case share > 1.03:
		return w.DayAhead
	case share < .97:
		return w.DayBehind
	}
	return w.DayAsUsual
}
