package console

import (
	"net/url"
	"slices"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// promotionsPage is the list.
type promotionsPage struct {
	Filters []shell.Filter
	None    string // filters leave nothing
	Frame   frame
	Head    head
	Rows    []promotionRow
	Tape    mark.Tape
	Any     bool   // some effect is known: the tape has a scale
	More    string // the next page's address
}

// shownPromotions is how many stand on a page of the list: head office's usual year.
const shownPromotions = 200

// promotionRow is one promotion in the list.
type promotionRow struct {
	Name, URL, Note  string
	Badge            badge
	Issued, Redeemed string
	Share            string
	Bullet           mark.Bullet
	Budget           string
	Span             *mark.Span
	Effect, Range    string
	Overdrawn        string
}

func promotionsHandler(c *call) error {
	rows, err := c.site.cfg.Promotions.Promotions(c.R.Context(), c.Scope())
	if err != nil {
		return err
	}
	ask := c.R.URL.Query()
	found := view.FilterPromotions(rows, ask, c.F.W.Language)
	p := c.promotionsPage(found)
	from := 1 + slices.IndexFunc(found, func(r view.PromotionRow) bool { return string(r.Promotion.ID) == ask.Get("after") })
	to := min(from+shownPromotions, len(found))
	for _, r := range found[from:to] {
		p.Rows = append(p.Rows, c.promotionRow(r, p.Tape))
	}
	if to < len(found) {
		ask.Set("after", string(found[to-1].Promotion.ID))
		p.More = "/promotions?" + ask.Encode()
		ask.Del("after")
	}
	p.Filters = c.promotionFilters(ask)
	if len(rows) > 0 && len(found) == 0 {
		p.None = c.F.W.Desk.FilterNone
	}
	p.Frame.Tools.Offer(c.Call, int64(len(found)), shell.Exactly)
	return c.Render(promotionsBody(p))
}

func (c *call) promotionFilters(ask url.Values) []shell.Filter {
	w := c.F.W
	var states []shell.Choice
	for _, s := range []promotion.State{promotion.Draft, promotion.Live, promotion.Paused, promotion.Ended} {
		states = append(states, shell.Choice{Value: string(s), Label: w.Promotions.States[s]})
	}
	return []shell.Filter{shell.Words(ask, "q", w.Promotions.ColName), shell.Words(ask, "state", w.Promotions.ColState).OneOf(w.Desk.AllOf, states...)}
}

func (c *call) promotionsPage(rows []view.PromotionRow) promotionsPage {
	w := c.F.W.Promotions
	p := promotionsPage{Frame: c.Frame(c.F.W.Screens[string(promotions)], promotions, crumb{Text: c.F.W.Screens[string(promotions)], Strong: true})}
	p.Tape, p.Any = c.effectTape(rows)
	live, issued, redeemed := int64(0), int64(0), int64(0)
	for _, r := range rows {
		if r.Promotion.State == promotion.Live {
			live, issued, redeemed = live+1, issued+r.Issued, redeemed+r.Redeemed
		}
	}
	answer := phrase.Sentence(w.Answer, phrase.Slot{Name: "live", Text: w.Live.Of(c.F, live), URL: "#list"},
		phrase.Slot{Name: "issued", Text: c.F.W.Today.Vouchers.Of(c.F, issued), Plain: true}, phrase.Slot{Name: "share", Text: c.F.Percent(phrase.Ratio(redeemed, issued))})
	if live == 0 || issued == 0 {
		answer = phrase.Sentence(w.AnswerNone.Form(live), phrase.Slot{Name: "live", Text: w.Live.Of(c.F, live), URL: "#list"})
	}
	p.Head = head{H1: c.F.W.Screens[string(promotions)], Answer: answer, AsOf: c.F.W.Ranges90}
	if c.mayPromote() {
		p.Head.Acts = newPromotion(c.F.W)
	}
	return p
}

// effectTape is one measure for all effects that are known.
func (c *call) effectTape(rows []view.PromotionRow) (mark.Tape, bool) {
	low, high, known := 0.0, 0.0, false
	cur := retail.Currency("")
	for _, r := range rows {
		if r.Effect.Margin.Known() {
			low, high, known = min(low, r.Effect.Margin.Low), max(high, r.Effect.Margin.High), true
			cur = r.Promotion.Budget.Currency
		}
	}
	return mark.NewTape(low, high, func(x float64) string { return c.F.Axis(x, cur) }), known
}

func (c *call) promotionRow(r view.PromotionRow, tape mark.Tape) promotionRow {
	w := c.F.W.Promotions
	cur := r.Promotion.Budget.Currency
	row := promotionRow{
		Name: c.promotionName(r.Promotion), URL: "/promotions/" + string(r.Promotion.ID), Badge: c.stateBadge(r.Promotion.State),
		Note:   c.reward(r.Promotion) + ", " + c.F.Day(r.Promotion.Starts) + "–" + c.F.Day(r.Promotion.Ends),
		Issued: c.F.Count(r.Issued), Redeemed: c.F.Count(r.Redeemed), Share: c.F.Percent(phrase.Ratio(r.Redeemed, r.Issued)),
		Bullet: c.bullet(r.Budget, cur),
		Budget: phrase.Fill(w.OfCap, phrase.Slot{Name: "spent", Text: c.F.Short(float64(r.Budget.Given()), cur)}, phrase.Slot{Name: "cap", Text: c.F.Short(float64(r.Budget.Cap), cur)}),
	}
	if r.Budget.Contingency < 0 {
		row.Overdrawn = phrase.Fill(w.Overdrawn, phrase.Slot{Name: "amount", Text: c.F.Money(-r.Budget.Contingency, cur)})
	}
	row.Effect, row.Range, row.Span = c.effect(r.Effect, cur, tape)
	return row
}

// effect writes what a promotion did: a figure with its range, or why nothing
// is said yet.
func (c *call) effect(e view.Effect, cur retail.Currency, tape mark.Tape) (figure, rng string, span *mark.Span) {
	w := c.F.W.Promotions
	if !e.Read() {
		return w.NotRead, "", nil
	}
	if !e.Margin.Known() {
		return w.NotEnough, phrase.Fill(w.NeedShort, phrase.Slot{Name: "n", Text: c.F.Count(min(e.Treated, e.Held))}, phrase.Slot{Name: "need", Text: c.F.Count(e.Need)}), nil
	}
	figure, rng = c.F.MeanMoney(e.Margin.Mid, cur), c.F.MoneyRange(e.Margin.Low, e.Margin.High, cur)
	s := mark.NewSpan(tape, figure+" ("+rng+")", mark.Estimate{Low: e.Margin.Low, Mid: e.Margin.Mid, High: e.Margin.High}, 40)
	if !e.Margin.Proven() {
		s = s.Ring()
	}
	return figure, rng, &s
}

// promotionName is the promotion's name in the language of the page.
func (c *call) promotionName(p promotion.Promotion) string {
	for _, lang := range []string{c.F.W.Language, "en"} {
		if name := p.Name[lang]; name != "" {
			return name
		}
	}
	return string(p.ID)
}

func (c *call) stateBadge(s promotion.State) badge {
	class := map[promotion.State]string{promotion.Draft: "basted", promotion.Live: "good", promotion.Paused: "warn"}[s]
	return badge{Text: orPlain(c.F.W.Promotions.States[s], string(s)), Class: class}
}

// reward says what is given and for what: 15 % off a favourite.
func (c *call) reward(p promotion.Promotion) string {
	w := c.F.W.Promotions
	target := orPlain(w.Targets[p.Target.Kind], string(p.Target.Kind))
	if narrow := append(append([]string{}, p.Target.Brands...), p.Target.Categories...); len(narrow) > 0 {
		target += " (" + c.F.List(narrow) + ")"
	}
	v := view.Value{Kind: p.Reward.Kind, Amount: p.Reward.Amount, Percent: p.Reward.Percent, MaxAmount: p.Reward.MaxAmount, Points: p.Reward.Points}
	return c.OfferText(v, target, p.Budget.Currency)
}

// setPromotionState is POST /promotions/{id}/state: pause or go on.
func setPromotionState(c *call) error {
	if !shell.Sees(c.Who.Role, promotions) {
		return shell.ErrAbsent()
	}
	id, state := retail.PromotionID(c.R.PathValue("id")), promotion.State(c.R.PostFormValue("state"))
	if state != promotion.Live && state != promotion.Paused && state != promotion.Ended {
		return fault.New(fault.Invalid, "validation", "A promotion can go live, be paused or be ended from here.")
	}
	if _, err := c.site.cfg.Promotions.Promotion(c.R.Context(), c.Scope(), id); err != nil {
		return err
	}
	if err := c.site.cfg.Commands.SetPromotionState(c.R.Context(), c.Actor(c.R.PostFormValue("reason")), id, state); err != nil {
		return err
	}
	c.Redirect("/promotions/" + string(id) + "?done=state." + string(state))
	return nil
}

func (c *call) mayPromote() bool { return c.Who.May(access.EditPromotions) }

// segment says whom a promotion is for: at risk or lapsed, worth most.
func (c *call) segment(t promotion.Target) string {
	w := c.F.W.Promotion
	var states, bands []string
	for _, s := range t.States {
		states = append(states, orPlain(w.States[s], string(s)))
	}
	for _, b := range t.Values {
		bands = append(bands, orPlain(w.Bands[b], string(b)))
	}
	var out []string
	if len(states) > 0 {
		out = append(out, strings.Join(states, " / "))
	}
	if len(bands) > 0 {
		out = append(out, phrase.Fill(w.Worth, phrase.Slot{Name: "bands", Text: strings.Join(bands, " / ")}))
	}
	return strings.Join(out, ", ")
}

// terms are a promotion's rules as facts.
func (c *call) terms(p promotion.Promotion) []fact {
	w := c.F.W.Promotion
	where := append([]string{}, p.Regions...)
	for _, s := range p.Stores {
		where = append(where, string(s))
	}
	cur := p.Budget.Currency
	out := []fact{
		{Name: w.TermReward, Value: c.reward(p)},
		{Name: w.TermRuns, Value: c.F.Day(p.Starts) + "–" + c.F.Day(p.Ends)},
		{Name: w.TermWhere, Value: orElse(strings.Join(where, ", "), w.Everywhere)},
		{Name: w.TermValid, Value: c.F.W.Days.Of(c.F, int64(p.VoucherDays))},
		{Name: w.TermHoldout, Value: c.F.Percent(p.Holdout)},
		{Name: w.TermStacking, Value: orPlain(w.Stackings[p.Stacking], string(p.Stacking))},
	}
	if who := c.segment(p.Target); who != "" {
		out = slices.Insert(out, 1, fact{Name: w.TermWho, Value: who})
	}
	if p.MinSpend > 0 {
		out = append(out, fact{Name: w.TermMinSpend, Value: c.F.Money(p.MinSpend, cur)})
	}
	for _, l := range []struct {
		n    int64
		name string
	}{{p.Limits.PerCustomer, w.TermPerCustomer}, {p.Limits.PerDay, w.TermPerDay}, {p.Limits.Total, w.TermTotal}} {
		if l.n > 0 {
			out = append(out, fact{Name: l.name, Value: c.F.Count(l.n)})
		}
	}
	return out
}
