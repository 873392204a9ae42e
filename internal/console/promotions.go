package console

import (
	"strconv"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/mark"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// promotionsPage is the list.
type promotionsPage struct {
	Frame frame
	Head  head
	Rows  []promotionRow
	Tape  mark.Tape
	Any   bool // some effect is known: the tape has a scale
}

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
	rows, err := c.site.cfg.Promotions.Promotions(c.r.Context(), c.scope())
	if err != nil {
		return err
	}
	return c.render(promotionsBody(c.promotionsPage(rows)))
}

func (c *call) promotionsPage(rows []PromotionRow) promotionsPage {
	w := c.f.w.Promotions
	p := promotionsPage{Frame: c.frame(c.f.w.Screens[promotions], promotions, crumb{Text: c.f.w.Screens[promotions], Strong: true})}
	p.Tape, p.Any = c.effectTape(rows)
	live, issued, redeemed := int64(0), int64(0), int64(0)
	for _, r := range rows {
		p.Rows = append(p.Rows, c.promotionRow(r, p.Tape))
		if r.Promotion.State == promotion.Live {
			live, issued, redeemed = live+1, issued+r.Issued, redeemed+r.Redeemed
		}
	}
	answer := sentence(w.Answer, slot{Name: "live", Text: w.Live.of(c.f, live), URL: "#list"},
		slot{Name: "issued", Text: c.f.w.Today.Vouchers.of(c.f, issued), Plain: true}, slot{Name: "share", Text: c.f.percent(ratio(redeemed, issued))})
	if live == 0 || issued == 0 {
		answer = sentence(w.AnswerNone.form(live), slot{Name: "live", Text: w.Live.of(c.f, live), URL: "#list"})
	}
	p.Head = head{H1: c.f.w.Screens[promotions], Answer: answer, AsOf: c.f.w.Ranges90}
	return p
}

// effectTape is one measure for all effects that are known.
func (c *call) effectTape(rows []PromotionRow) (mark.Tape, bool) {
	low, high, known := 0.0, 0.0, false
	cur := retail.Currency("")
	for _, r := range rows {
		if r.Effect.Margin.Known() {
			low, high, known = min(low, r.Effect.Margin.Low), max(high, r.Effect.Margin.High), true
			cur = r.Promotion.Budget.Currency
		}
	}
	return mark.NewTape(low, high, func(x float64) string { return c.f.axis(x, cur) }), known
}

func (c *call) promotionRow(r PromotionRow, tape mark.Tape) promotionRow {
	w := c.f.w.Promotions
	cur := r.Promotion.Budget.Currency
	row := promotionRow{
		Name: c.promotionName(r.Promotion), URL: "/promotions/" + string(r.Promotion.ID), Badge: c.stateBadge(r.Promotion.State),
		Note:   c.reward(r.Promotion) + ", " + c.f.day(r.Promotion.Starts) + "–" + c.f.day(r.Promotion.Ends),
		Issued: c.f.count(r.Issued), Redeemed: c.f.count(r.Redeemed), Share: c.f.percent(ratio(r.Redeemed, r.Issued)),
		Bullet: c.bullet(r.Budget, cur),
		Budget: fill(w.OfCap, slot{Name: "spent", Text: c.f.short(float64(r.Budget.Spent), cur)}, slot{Name: "cap", Text: c.f.short(float64(r.Budget.Cap), cur)}),
	}
	if r.Budget.Contingency < 0 {
		row.Overdrawn = fill(w.Overdrawn, slot{Name: "amount", Text: c.f.money(-r.Budget.Contingency, cur)})
	}
	row.Effect, row.Range, row.Span = c.effect(r.Effect, cur, tape)
	return row
}

// effect writes what a promotion did: a figure with its range, or why nothing
// is said yet.
func (c *call) effect(e Effect, cur retail.Currency, tape mark.Tape) (figure, rng string, span *mark.Span) {
	w := c.f.w.Promotions
	if !e.Margin.Known() && e.Need == 0 {
		return w.NotEnough, "", nil
	}
	if !e.Margin.Known() {
		return w.NotEnough, fill(w.NeedShort, slot{Name: "n", Text: c.f.count(min(e.Treated, e.Held))}, slot{Name: "need", Text: c.f.count(e.Need)}), nil
	}
	figure, rng = c.f.money2(e.Margin.Mid, cur), c.f.moneyRange(e.Margin, cur)
	s := mark.NewSpan(tape, figure+" ("+rng+")", e.Margin.Low, e.Margin.Mid, e.Margin.High, 40)
	if !e.Margin.Proven() {
		s = s.Ring()
	}
	return figure, rng, &s
}

// money2 writes a mean amount with the currency's decimals and its sign: +€0.86.
func (f formatter) money2(minor float64, c retail.Currency) string {
	s := strconv.FormatFloat(minor/scaleOf(c), 'f', c.Exponent(), 64)
	if minor > 0 {
		return "+" + symbol(c) + s
	}
	return prefixed(symbol(c), s)
}

// promotionName is the promotion's name in the language of the page.
func (c *call) promotionName(p promotion.Promotion) string {
	for _, lang := range []string{c.f.w.Language, "en"} {
		if name := p.Name[lang]; name != "" {
			return name
		}
	}
	return string(p.ID)
}

func (c *call) stateBadge(s promotion.State) badge {
	class := map[promotion.State]string{promotion.Draft: "basted", promotion.Live: "good", promotion.Paused: "warn"}[s]
	return badge{orPlain(c.f.w.Promotions.States[s], string(s)), class}
}

// reward says what is given and for what: 15 % off a favourite.
func (c *call) reward(p promotion.Promotion) string {
	w := c.f.w.Promotions
	target := orPlain(w.Targets[p.Target.Kind], string(p.Target.Kind))
	if narrow := append(append([]string{}, p.Target.Brands...), p.Target.Categories...); len(narrow) > 0 {
		target += " (" + c.f.list(narrow) + ")"
	}
	v := Value{Kind: p.Reward.Kind, Amount: p.Reward.Amount, Percent: p.Reward.Percent, MaxAmount: p.Reward.MaxAmount, Points: p.Reward.Points}
	return c.offerText(v, target, p.Budget.Currency)
}

// setPromotionState is POST /promotions/{id}/state: pause or go on.
func setPromotionState(c *call) error {
	if !sees(c.who.Role, promotions) {
		return errAbsent()
	}
	id, state := retail.PromotionID(c.r.PathValue("id")), promotion.State(c.r.PostFormValue("state"))
	if state != promotion.Live && state != promotion.Paused {
		return fault.New(fault.Invalid, "validation", "A promotion can be paused or go on from here.")
	}
	if _, err := c.site.cfg.Promotions.Promotion(c.r.Context(), c.scope(), id); err != nil {
		return err
	}
	if err := c.site.cfg.Commands.SetPromotionState(c.r.Context(), c.actor(c.r.PostFormValue("reason")), id, state); err != nil {
		return err
	}
	c.redirect("/promotions/" + string(id) + "?done=state." + string(state))
	return nil
}

func (c *call) mayPromote() bool { return c.who.May(access.EditPromotions) }

// terms are a promotion's rules as facts.
func (c *call) terms(p promotion.Promotion) []fact {
	w := c.f.w.Promotion
	where := append([]string{}, p.Regions...)
	for _, s := range p.Stores {
		where = append(where, string(s))
	}
	cur := p.Budget.Currency
	out := []fact{
		{Name: w.TermReward, Value: c.reward(p)},
		{Name: w.TermRuns, Value: c.f.day(p.Starts) + "–" + c.f.day(p.Ends)},
		{Name: w.TermWhere, Value: orElse(strings.Join(where, ", "), w.Everywhere)},
		{Name: w.TermValid, Value: c.f.w.Days.of(c.f, int64(p.VoucherDays))},
		{Name: w.TermHoldout, Value: c.f.percent(p.Holdout)},
		{Name: w.TermStacking, Value: orPlain(w.Stackings[p.Stacking], string(p.Stacking))},
	}
	if p.MinSpend > 0 {
		out = append(out, fact{Name: w.TermMinSpend, Value: c.f.money(p.MinSpend, cur)})
	}
	for _, l := range []struct {
		n    int64
		name string
	}{{p.Limits.PerCustomer, w.TermPerCustomer}, {p.Limits.PerDay, w.TermPerDay}, {p.Limits.Total, w.TermTotal}} {
		if l.n > 0 {
			out = append(out, fact{Name: l.name, Value: c.f.count(l.n)})
		}
	}
	return out
}
