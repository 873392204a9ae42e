// Package store owns a store's own page, "My store" to its manager, and the list of
// stores: what its customers like and want, what prints there, who slips away. It
// turns numbers into finished strings and pictures; what is not known yet is said
// with what fills it.
//
// What always holds: an index or an expected number never stands without its range
// (TestPage_NoFigureWithoutItsRange), customers stand under pseudonyms for who does
// not serve them (TestPages_NamesOnlyForThoseWhoServe of console), a store without
// anything learned teaches instead of showing zeros (TestPage_Empty).
package store

import (
	"math"
	"net/url"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/hours"
	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// page is one store, in finished strings.
type page struct {
	ID         retail.StoreID
	Frame      shell.Frame
	Head       shell.Head
	W          phrase.StoreWords
	Tiles      []hours.Tile
	Day        hours.Panel
	Taste      ranged
	Wants      ranged
	Hints      []hint
	Promotions promotions
	Risk       risk
	Goods      *goodsPanel
}

// query is what narrows the page's files.
func (p *page) query() string { return "store=" + url.QueryEscape(string(p.ID)) }

// ranged is a table of figures with their ranges on one tape.
type ranged struct {
	Title, Sub      string
	Heads           [2]string
	Tape            mark.Tape
	Rows            []rangedRow
	None, NoneSay   string
	Foot            string
	ID, Figure, Col string
}

type rangedRow struct {
	Name, Note, URL, Figure, Range string
	Span                           mark.Span
}

// hint is one line for whoever works there today.
type hint struct{ Text, Note, URL string }

// tapeHeight is the height of a row's plot in px.
const tapeHeight = 40

// Show answers GET /stores/{store}.
func Show(c *shell.Call, from view.StorePages) error {
	v, err := from.StorePage(c.R.Context(), c.Scope(), retail.StoreID(c.R.PathValue("store")))
	if err != nil {
		return err
	}
	return c.Render(body(made(c, &v)))
}

func made(c *shell.Call, v *view.StorePage) *page {
	w := c.F.W.Store
	crumbs := []shell.Crumb{{Text: v.Name, Strong: true}, {Text: c.F.LongDay(v.Today.Day)}}
	if v.Region != "" {
		crumbs = append(crumbs, shell.Crumb{Text: v.Region})
	}
	if c.Who.Role != access.Manager || len(c.Who.Stores) != 1 {
		crumbs = append([]shell.Crumb{{Text: c.F.W.Screens[string(shell.Stores)], URL: "/stores"}}, crumbs...)
	}
	p := &page{
		ID: v.Store, W: w, Frame: c.Frame(v.Name, shell.Stores, crumbs...), Tiles: hours.Tiles(c.F, v.Today), Day: hours.Box(c.F, v.Today),
		Taste: tastes(c, v), Wants: wants(c, v), Promotions: promotionsOf(c, v), Risk: riskOf(c, v), Goods: goodsOf(c, v.Stock),
	}
	p.Hints = hints(c, v)
	p.Head = shell.Head{H1: v.Name, Answer: answer(c, v), Acts: printIt(p.W.Print)}
	p.Head.AsOf = c.F.W.AsOfNever
	if !v.Today.AsOf.IsZero() {
		p.Head.AsOf = phrase.Fill(c.F.W.AsOf, phrase.Slot{Name: "t", Text: c.F.When(v.Today.AsOf)}) + " " + c.F.W.Ranges90
	}
	if kind := c.F.W.Stores.Kinds[v.Kind]; kind != "" {
		p.Head.Badges = []shell.Badge{{Text: kind}}
	}
	return p
}

func answer(c *shell.Call, v *view.StorePage) []phrase.Part {
	w := c.F.W.Store
	pattern := w.Answer
	if v.Today.Receipts == 0 {
		pattern = w.AnswerQuiet
	}
	out := phrase.Sentence(pattern, phrase.Slot{Name: "store", Text: v.Name, Plain: true}, phrase.Slot{Name: "sales", Text: c.F.Short(float64(v.Today.Sales), v.Today.Currency), URL: "#day"},
		phrase.Slot{Name: "receipts", Text: c.F.W.Today.Receipts.Of(c.F, v.Today.Receipts), Plain: true})
	if v.Regulars.Total == 0 {
		return out
	}
	n := atRisk(v)
	risk := phrase.Sentence(w.Risk.Form(n), phrase.Slot{Name: "n", Text: c.F.NumberWord(n), URL: "#risk"})
	if n == 0 {
		risk = phrase.Sentence(w.RiskNone.Form(v.Regulars.Total), phrase.Slot{Name: "n", Text: c.F.Count(v.Regulars.Total), URL: "#risk"})
	}
	return append(append(out, phrase.Part{Text: " "}), risk...)
}

// index writes how much more of something is bought: 2.3 ×.
func index(c *shell.Call, x float64) string {
	return phrase.Fill(c.F.W.Store.IndexFigure, phrase.Slot{Name: "x", Text: c.F.Number(x)})
}

func indexRange(c *shell.Call, i view.Interval) string {
	return c.F.Number(i.Low) + "–" + c.F.Number(i.High)
}

func tastes(c *shell.Call, v *view.StorePage) ranged {
	w := c.F.W.Store
	out := ranged{ID: "taste", Title: w.TastePlain, Sub: w.TasteSub, Heads: [2]string{w.ColGoods, w.ColIndex}, None: w.TasteNone, NoneSay: w.TasteNoneSay}
	top := 1.0
	for _, t := range v.Tastes {
		top = max(top, t.Index.High)
	}
	out.Tape = mark.NewRuler(0, top, c.F.Number)
	for _, t := range v.Tastes {
		row := rangedRow{Name: t.Name, Note: phrase.Fill(w.IndexBasis, phrase.Slot{Name: "n", Text: c.F.Count(t.Index.N)}), Figure: index(c, t.Index.Mid), Range: indexRange(c, t.Index)}
		title := phrase.Fill(w.IndexTitle, phrase.Slot{Name: "goods", Text: t.Name}, phrase.Slot{Name: "index", Text: row.Figure}, phrase.Slot{Name: "range", Text: row.Range})
		row.Span = mark.NewSpan(out.Tape, title, mark.Estimate{Low: t.Index.Low, Mid: t.Index.Mid, High: t.Index.High}, tapeHeight)
		if t.Index.Low <= 1 && t.Index.High >= 1 {
			row.Span = row.Span.Ring()
		}
		out.Rows = append(out.Rows, row)
	}
	if finding, ok := clearest(v.Tastes); ok {
		pattern := w.TasteTitle
		if finding.Index.Mid < 1 {
			pattern = w.TasteLack
		}
		out.Title = phrase.Fill(pattern, phrase.Slot{Name: "index", Text: index(c, finding.Index.Mid)}, phrase.Slot{Name: "goods", Text: finding.Name})
	}
	if len(out.Rows) == 0 {
		out.Title = w.TasteHead
	}
	return out
}

// clearest is the taste that differs most from the chain's among those that do for
// sure; what is liked more comes before what is liked less: it can be acted on.
func clearest(list []view.Taste) (best view.Taste, ok bool) {
	most := 0.0
	for _, t := range list {
		far := 0.0
		switch {
		case t.Index.Low > 1:
			far = 1 + t.Index.Mid
		case t.Index.High < 1 && t.Index.Mid > 0:
			far = 1 - t.Index.Mid
		}
		if far > most {
			best, most, ok = t, far, true
		}
	}
	return best, ok
}

func wants(c *shell.Call, v *view.StorePage) ranged {
	w := c.F.W.Store
	out := ranged{ID: "wants", Title: w.WantsPlain, Sub: w.WantsSub, Heads: [2]string{w.ColWanted, w.ColCustomers}, None: w.WantsNone}
	if v.Regulars.Counted.IsZero() {
		out.None = w.WantsCounting
	}
	top := 1.0
	for _, d := range v.Regulars.Wants {
		top = max(top, d.Customers.High)
	}
	out.Tape = mark.NewRuler(0, top, func(x float64) string { return c.F.Count(int64(math.Round(x))) })
	for i, d := range v.Regulars.Wants {
		n := int64(math.Round(d.Customers.Mid))
		if n == 0 {
			break
		}
		row := rangedRow{Name: d.Name, Figure: c.F.Count(n), Range: c.F.Count(int64(math.Round(d.Customers.Low))) + "–" + c.F.Count(int64(math.Round(d.Customers.High)))}
		if shell.Sees(c.Who.Role, shell.Stores) {
			row.URL = "/products/" + url.PathEscape(string(d.Product))
		}
		title := phrase.Fill(w.WantFigure, phrase.Slot{Name: "n", Text: row.Figure}, phrase.Slot{Name: "range", Text: row.Range})
		row.Span = mark.NewSpan(out.Tape, title, mark.Estimate{Low: d.Customers.Low, Mid: d.Customers.Mid, High: d.Customers.High}, tapeHeight)
		out.Rows = append(out.Rows, row)
		if i == 0 && n > 1 {
			out.Title = phrase.Fill(w.WantsTitle.Form(n), phrase.Slot{Name: "n", Text: row.Figure}, phrase.Slot{Name: "product", Text: d.Name})
		}
	}
	if len(out.Rows) > 0 {
		out.Foot = phrase.Fill(w.WantsFoot, phrase.Slot{Name: "asked", Text: c.F.Count(int64(v.Regulars.Asked))}, phrase.Slot{Name: "all", Text: c.F.Count(v.Regulars.Total)})
	}
	return out
}

// leastHint is how many must be expected before anybody prepares for them.
const leastHint = 3

// mostHints is what somebody remembers on the way to the till.
const mostHints = 6

// orders is what of tonight's plan waits for somebody here who may decide it.
func orders(c *shell.Call, v *view.StorePage) (out []hint) {
	d, w := c.F.W.Decide, c.F.W.Stock
	for i := range v.Today.Bench {
		b := &v.Today.Bench[i]
		if b.Kind != view.BenchOrders || !c.Who.May(access.DecidePlans) || !shell.Sees(c.Who.Role, shell.Stock) {
			continue
		}
		var lines []string
		if n := b.Count - b.Moves; n > 0 {
			lines = append(lines, w.OrdersOf.Of(c.F, n))
		}
		if b.Moves > 0 {
			lines = append(lines, w.MovesOf.Of(c.F, b.Moves))
		}
		note := d.OrdersNote
		if !c.F.Now.Before(b.By) {
			note = d.OrdersLate
		}
		worth := phrase.Slot{Name: "worth", Text: c.F.Short(b.Worth.Mid, b.Currency), Range: c.F.MoneyRange(b.Worth.Low, b.Worth.High, b.Currency)}
		out = append(out, hint{Text: phrase.Fill(d.Orders.Form(b.Count), phrase.Slot{Name: "lines", Text: c.F.List(lines)}), Note: phrase.Fill(note, phrase.Slot{Name: "time", Text: c.F.When(b.By)}, worth), URL: "/stock#list"})
	}
	return out
}

// hints are what to know today: what of tonight's plan waits, what regulars want, what
// begins and ends, what prints here and nowhere else.
func hints(c *shell.Call, v *view.StorePage) []hint {
	w, out := c.F.W.Store, orders(c, v)
	for i, d := range v.Regulars.Wants {
		if n := int64(math.Round(d.Customers.Mid)); i < 3 && n >= leastHint {
			out = append(out, hint{Text: phrase.Fill(w.HintWant, phrase.Slot{Name: "n", Text: c.F.Count(n)}, phrase.Slot{Name: "product", Text: d.Name}),
				Note: c.F.Count(int64(math.Round(d.Customers.Low))) + "–" + c.F.Count(int64(math.Round(d.Customers.High)))})
		}
	}
	for i := range v.Promotions {
		p := &v.Promotions[i]
		pattern, when := "", p.Ends
		switch {
		case p.Starts > v.Today.Day:
			pattern, when = w.HintStarts, p.Starts
		case p.Ends-v.Today.Day <= 1:
			pattern = w.HintEnds
		case p.Local && p.State == promotion.Live:
			out = append(out, hint{Text: phrase.Fill(w.HintPrints, phrase.Slot{Name: "offer", Text: c.OfferText(p.Reward, goods(c, p), v.Currency)}), Note: p.Name, URL: address(v, p)})
		}
		if pattern != "" {
			out = append(out, hint{Text: phrase.Fill(pattern, phrase.Slot{Name: "name", Text: p.Name}, phrase.Slot{Name: "day", Text: c.F.Day(when)}), URL: address(v, p)})
		}
	}
	return out[:min(len(out), mostHints)]
}

func goods(c *shell.Call, p *view.StorePromotion) string {
	switch {
	case p.Goods != "":
		return p.Goods
	case p.Kind == promotion.TargetAnyone:
		return c.F.W.Offer.Basket
	}
	return c.F.W.Store.OwnGoods
}

// address is where the store's part of a promotion is looked at.
func address(v *view.StorePage, p *view.StorePromotion) string {
	to := "/promotions/" + url.PathEscape(string(p.ID))
	if p.Local || p.Framed {
		to += "/stores/" + url.PathEscape(string(v.Store))
	}
	return to
}

func joined(words []string) string { return strings.Join(words, ", ") }
