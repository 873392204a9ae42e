package console

import (
	"cmp"
	"net/url"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/bench"
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
	Bench  bench.Panel
	Watch  []touchRow
	Ticker live.Panel
	Tiles  []tile
	Day    hours.Panel
}

// tile is one figure of a strip.
type tile = hours.Tile

// todayHandler shows the chain's day; whose day is a store's is led there.
func todayHandler(c *call) error {
	if !shell.Sees(c.Who.Role, today) {
		return land(c)
	}
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
		Watch:  c.watch(v),
		Ticker: tills,
		Tiles:  c.todayTiles(v),
		Day:    hours.Box(c.F, v),
	}
	p.Bench = bench.Of(c.Call, p.Frame, v.Bench)
	p.Head = head{H1: c.F.W.Screens[string(today)], Acts: printBrief(c.F.W.Decide.Print), Answer: c.todayAnswer(v, p.Bench), AsOf: c.asOf(v.AsOf)}
	return p
}

func (c *call) todayAnswer(v view.Today, waits bench.Panel) []phrase.Part {
	w := c.F.W.Today
	pattern := w.Answer
	if v.Receipts == 0 {
		pattern = w.AnswerQuiet
	}
	day := phrase.Sentence(pattern,
		phrase.Slot{Name: "sales", Text: c.F.Short(float64(v.Sales), v.Currency), URL: "#day"},
		phrase.Slot{Name: "issued", Text: w.Vouchers.Of(c.F, v.Issued), URL: "#tiles"},
		phrase.Slot{Name: "redeemed", Text: c.F.Count(v.Redeemed), Plain: true})
	leads := c.leads(v, &waits)
	n := int64(len(waits.Rows))
	if n == 0 {
		return append(day, leads...)
	}
	out := phrase.Sentence(w.Waits.Form(n), phrase.Slot{Name: "n", Text: c.F.NumberWord(n), URL: "#bench"})
	if waits.Cost != "" {
		out = append(out, phrase.Part{Text: " "})
		out = append(out, phrase.Sentence(c.F.W.Decide.AnswerCost, phrase.Slot{Name: "cost", Text: waits.Cost, Range: waits.CostRange})...)
	}
	if len(leads) > 0 {
		return append(out, leads...)
	}
	return append(append(out, phrase.Part{Text: " "}), day...)
}

// leads names the one thing to begin with; where nothing is, to whoever answers for
// promotions the one that prints most.
func (c *call) leads(v view.Today, waits *bench.Panel) []phrase.Part {
	pattern, slots := "", []phrase.Slot(nil)
	if what, at := waits.First(c.Call); what != "" {
		pattern, slots = c.F.W.Decide.First, []phrase.Slot{{Name: "what", Text: what, URL: at}}
	} else if v.Leads.Promotion != "" && c.Who.May(access.EditPromotions) {
		pattern, slots = c.F.W.Decide.Leads, []phrase.Slot{
			{Name: "name", Text: v.Leads.Name, URL: "/promotions/" + url.PathEscape(string(v.Leads.Promotion))},
			{Name: "vouchers", Text: c.F.W.Today.Vouchers.Of(c.F, v.Leads.Issued), Plain: true},
		}
	}
	if pattern == "" {
		return nil
	}
	return append([]phrase.Part{{Text: " "}}, phrase.Sentence(pattern, slots...)...)
}

// asOf is the line below the answer.
func (c *call) asOf(t time.Time) string {
	if t.IsZero() {
		return c.F.W.AsOfNever
	}
	return phrase.Fill(c.F.W.AsOf, phrase.Slot{Name: "t", Text: c.F.When(t)})
}

// watch lists what is worth watching, with a link for those who may follow it.
func (c *call) watch(v view.Today) []touchRow {
	var out []touchRow
	for _, e := range v.Watch {
		row := touchRow{When: c.F.When(e.At), What: cmp.Or(c.F.W.Today.Watches[e.Kind], e.Text), Note: e.StoreName, Class: "till"}
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
