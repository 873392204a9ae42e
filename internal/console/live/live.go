// Package live owns what moves on an open page: the receipts that tills close
// now and the figures of the day, over server-sent events. It refuses to make
// anybody wait: tills publish into a list that wakes nobody, each open page looks
// once a second and gets what is newest by then, one row at most.
//
// A page is true without it. What always holds:
//   - a reader that stands still misses rows and holds up nobody
//     (TestStream_SlowReadersHoldUpNobody);
//   - who comes back goes on from where they were (TestStream_GoesOn);
//   - nobody sees a store or a code that is not theirs (TestStream_ScopeAndRights).
package live

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/web"
)

// MostRows is how many receipts the list holds.
const MostRows = 7

// Source is where a page's live parts come from.
type Source struct {
	Recent  *web.Recent[view.Tick]
	Figures view.Live
	Ticks   func(ctx context.Context, scope view.Scope, n int) ([]view.Tick, error) // newest first
}

// Panel is the list of the latest receipts.
type Panel struct {
	W      phrase.TickerWords
	Rate   string
	Bars   mark.Bars
	Rows   []row
	Stream string // address of the stream
	Paused bool
	Follow string // the newest voucher, for those who may follow it
	Pause  string // address that pauses or goes on
	Button string
	Other  string // what the button says then
}

// row is one receipt; Seq tells it from the others.
type row struct {
	Seq, Time, Store, What, URL string
	Badge                       shell.Badge
}

// Of reads the list for a page; minutes are the receipts of the last ones.
func Of(c *shell.Call, s Source, minutes []int64) (Panel, error) {
	w := c.F.W.Ticker
	from := s.Recent.Newest() // before the rows are read, so that none is missed between page and stream
	ticks, err := s.Ticks(c.R.Context(), c.Scope(), MostRows)
	if err != nil {
		return Panel{}, err
	}
	here := c.R.URL.Path
	p := Panel{W: w, Stream: "/today/tills?after=" + from, Pause: here + "?ticker=paused", Button: w.Pause, Other: w.GoOn}
	if c.R.URL.Query().Get("ticker") == "paused" {
		p.Paused, p.Pause, p.Button, p.Other = true, here, w.GoOn, w.Pause
	}
	rate := int64(0)
	if len(minutes) > 0 {
		rate = minutes[len(minutes)-1]
		p.Bars = mark.NewBars(phrase.Fill(w.BarsTitle, phrase.Slot{Name: "n", Text: c.F.Count(rate)}), minutes, nil, 40)
	}
	p.Rate = w.Rate.Of(c.F, rate)
	for _, t := range ticks {
		one := rowOf(c, t)
		if p.Follow == "" {
			p.Follow = one.URL
		}
		p.Rows = append(p.Rows, one)
	}
	return p, nil
}

func rowOf(c *shell.Call, t view.Tick) row {
	w := c.F.W.Ticker
	out := row{Seq: strconv.FormatInt(t.Seq, 10), Time: c.F.Seconds(t.At), Store: t.StoreName}
	switch t.Kind {
	case view.TickPrinted:
		out.Badge = shell.Badge{Text: w.Printed}
	case view.TickUsed:
		out.Badge = shell.Badge{Text: w.Used, Class: "good"}
	case view.TickVoided:
		out.Badge, out.What = shell.Badge{Text: w.Voided, Class: "warn"}, w.VoidedSay
		return out
	default:
		out.Badge, out.What = shell.Badge{Text: w.Silent}, w.SilentSay
		return out
	}
	out.What = c.OfferText(t.Voucher, t.Product, t.Currency)
	if t.More > 0 {
		out.What += w.More.Of(c.F, int64(t.More))
	}
	if c.MayFollow() && t.Code != "" {
		out.URL = "/vouchers/" + t.Code
	}
	return out
}

// Key marks a text of a page that the stream keeps up to date: one of the keys
// of texts, or nothing.
func Key(name string) templ.Attributes {
	if name == "" {
		return nil
	}
	return templ.Attributes{"data-live": name}
}

func (p Panel) paused() templ.Attributes {
	if !p.Paused {
		return nil
	}
	return templ.Attributes{"data-paused": ""}
}

// The keys of texts that a stream keeps up to date.
const (
	Sold      = "sold"
	SoldNote  = "sold-note"
	Out       = "out"
	OutNote   = "out-note"
	Back      = "back"
	BackNote  = "back-note"
	Rate      = "rate"
	feed      = "feed"
	feedClass = "feed-class"
)

// texts are the figures as a page writes them.
func texts(c *shell.Call, f view.Figures) map[string]string {
	w := c.F.W.Today
	out := map[string]string{
		Sold: c.F.Short(float64(f.Sales), f.Currency), SoldNote: SalesNote(c.F, f.Receipts, f.Named),
		Out: c.F.Count(f.Issued), OutNote: phrase.Fill(w.TileOutNote, phrase.Slot{Name: "share", Text: c.F.Rate(f.Issued, f.Receipts)}),
		Back: c.F.Count(f.Redeemed), BackNote: phrase.Fill(w.TileBackNote, phrase.Slot{Name: "given", Text: c.F.Money(f.Given, f.Currency)}),
		Rate: c.F.W.Ticker.Rate.Of(c.F, f.Minute),
	}
	c.Scene.Newest = f.Newest
	if text, class := c.Live(); text != "" {
		out[feed], out[feedClass] = text, class
	}
	return out
}

// SalesNote says how many receipts, and how many of known customers.
func SalesNote(f phrase.Formatter, receipts, named int64) string {
	return phrase.Fill(f.W.Today.TileSalesNote, phrase.Slot{Name: "receipts", Text: f.W.Today.Receipts.Of(f, receipts)}, phrase.Slot{Name: "named", Text: f.Percent(phrase.Ratio(named, receipts))})
}
