package store

import (
	"sartor/internal/console/hours"
	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/model/lifecycle"
	"sartor/internal/promotion"
)

// promotions are what prints in the store.
type promotions struct {
	Title, Sub string
	Rows       []promotionRow
}

// shownPromotions bounds the table: the file has all of them.
const shownPromotions = 60

type promotionRow struct {
	Name, Note, URL string
	Badge           shell.Badge
	State           shell.Badge
	Until, Used     string
	Bullet          mark.Bullet
	Act, ActURL     string
}

func promotionsOf(c *shell.Call, v *view.StorePage) promotions {
	w := c.F.W.Store
	out := promotions{Title: w.PromotionsTitle, Sub: w.PromotionsSub}
	if all := len(v.Promotions); all > shownPromotions {
		out.Sub = phrase.Fill(w.PromotionsFirst, phrase.Slot{Name: "n", Text: c.F.Count(shownPromotions)}, phrase.Slot{Name: "all", Text: c.F.Count(int64(all))})
	}
	local := int64(0)
	for i := range v.Promotions {
		p := &v.Promotions[i]
		if p.Local {
			local++
		}
		if len(out.Rows) == shownPromotions {
			continue
		}
		row := promotionRow{
			Name: p.Name, Note: goods(c, p), URL: address(v, p), Badge: shell.Badge{Text: w.Central, Class: "central"}, Until: c.F.Day(p.Ends), Bullet: hours.Bullet(c.F, p.Budget, v.Currency),
			Used: phrase.Fill(w.BudgetUsed, phrase.Slot{Name: "share", Text: c.F.Percent(phrase.Ratio(int64(p.Budget.Given()), int64(p.Budget.Cap)))}, phrase.Slot{Name: "cap", Text: c.F.Short(float64(p.Budget.Cap), v.Currency)}),
		}
		if offer := c.OfferText(p.Reward, goods(c, p), v.Currency); offer != "" {
			row.Note = offer
		}
		if p.State == promotion.Paused {
			row.State = shell.Badge{Text: c.F.W.Promotions.States[p.State], Class: "warn"}
		}
		if p.Local {
			row.Badge = shell.Badge{Text: w.Local, Class: "local"}
			if len(p.Changed) > 0 {
				row.Note += "; " + phrase.Fill(w.Changed, phrase.Slot{Name: "parts", Text: parts(c, p.Changed)})
			}
		}
		if p.Framed || p.Local {
			row.Act, row.ActURL = w.Tailor, address(v, p)
		}
		out.Rows = append(out.Rows, row)
	}
	if local > 0 {
		out.Title = phrase.Fill(w.PromotionsLocal, phrase.Slot{Name: "n", Text: c.F.Count(local)})
	}
	return out
}

func parts(c *shell.Call, list []promotion.Part) string {
	words := make([]string, len(list))
	for i, p := range list {
		words[i] = c.F.W.Store.Parts[p]
	}
	return joined(words)
}

// risk is who slips away, and where the others stand.
type risk struct {
	Title         string
	States        []stateRow
	Tape          mark.Tape
	Rows          []riskRow
	None, NoneSay string
	More          string
}

type stateRow struct {
	Name, Customers string
	Meter           mark.Meter
}

type riskRow struct {
	Name, URL, Since, Idle, Worth, Range string
	Span                                 *mark.Span
}

func atRisk(v *view.StorePage) int64 { return v.Regulars.States[lifecycle.AtRisk] }

func riskOf(c *shell.Call, v *view.StorePage) risk {
	w := c.F.W.Store
	out := risk{Title: w.RiskPlain, None: w.RiskEmpty, NoneSay: w.RiskEmptySay}
	if v.Regulars.Total == 0 {
		out.None, out.NoneSay = w.WantsNone, ""
		if v.Regulars.Counted.IsZero() {
			out.None = w.WantsCounting
		}
		return out
	}
	n := atRisk(v)
	if n > 0 {
		out.Title = phrase.Fill(w.RiskTitle.Form(n), phrase.Slot{Name: "n", Text: c.F.Count(n)}, phrase.Slot{Name: "all", Text: c.F.Count(v.Regulars.Total)})
	}
	for _, s := range lifecycle.States() {
		k := v.Regulars.States[s]
		name := c.F.W.Segments.States[string(s)]
		out.States = append(out.States, stateRow{Name: name, Customers: c.F.Count(k), Meter: mark.NewMeter(name, phrase.Ratio(k, v.Regulars.Total))})
	}
	top := 0.0
	for _, r := range v.Regulars.Risk {
		top = max(top, r.Worth.High)
	}
	out.Tape = mark.NewRuler(0, max(top, 1), func(x float64) string { return c.F.Axis(x, v.Currency) })
	for _, r := range v.Regulars.Risk {
		out.Rows = append(out.Rows, riskRowOf(c, v, out.Tape, r))
	}
	if int64(len(out.Rows)) < n && len(out.Rows) > 0 {
		out.More = phrase.Fill(w.RiskMore, phrase.Slot{Name: "n", Text: c.F.Count(int64(len(out.Rows)))})
	}
	return out
}

func riskRowOf(c *shell.Call, v *view.StorePage, tape mark.Tape, r view.Regular) riskRow {
	w := c.F.W.Store
	row := riskRow{Name: c.Pseudonym(r.ID, r.Identifiers), Since: c.F.Day(r.Since), Idle: w.Idle.Of(c.F, int64(r.Idle))}
	if shell.Sees(c.Who.Role, shell.Customers) {
		row.URL = "/customers/" + r.ID.String()
	}
	if r.Worth.Known() {
		row.Worth, row.Range = c.F.Short(r.Worth.Mid, v.Currency), c.F.MoneyRange(r.Worth.Low, r.Worth.High, v.Currency)
		title := phrase.Fill(w.WorthTitle, phrase.Slot{Name: "worth", Text: row.Worth}, phrase.Slot{Name: "range", Text: row.Range})
		span := mark.NewSpan(tape, title, mark.Estimate{Low: r.Worth.Low, Mid: r.Worth.Mid, High: r.Worth.High}, tapeHeight)
		row.Span = &span
	}
	return row
}
