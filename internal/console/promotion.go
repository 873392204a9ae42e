package console

import (
	"sartor/internal/console/mark"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// promotionPage is one promotion.
type promotionPage struct {
	Frame       frame
	Head        head
	URL         string
	EffectTitle string
	EffectSay   string
	Effect      *effectBox
	Arms        []fact
	BudgetTitle string
	Bullet      mark.Bullet
	Money       []fact
	Tiles       []tile
	Issued      mark.Bars
	Redeemed    mark.Bars
	Days        []dayRow
	Stores      []promoStoreRow
	Terms       []fact
	Button, Set string // pause or go on; empty: not for this person or state
}

// effectBox is the effect against the holdout on its tape.
type effectBox struct {
	Tape          mark.Tape
	Span          mark.Span
	Figure, Range string
	Badge         badge
}

type dayRow struct{ Day, Issued, Redeemed string }

type promoStoreRow struct{ Name, Region, Issued, Redeemed, Share, Given string }

func promotionHandler(c *call) error {
	v, err := c.site.cfg.Promotions.Promotion(c.r.Context(), c.scope(), retail.PromotionID(c.r.PathValue("id")))
	if err != nil {
		return err
	}
	return c.render(promotionBody(c.promotionPage(v)))
}

func (c *call) promotionPage(v PromotionView) promotionPage {
	name := c.promotionName(v.Promotion)
	p := promotionPage{
		Frame: c.frame(name, promotions, crumb{Text: c.f.w.Screens[promotions], URL: "/promotions"}, crumb{Text: name}),
		URL:   "/promotions/" + string(v.Promotion.ID), Terms: c.terms(v.Promotion), Bullet: c.bullet(v.Budget, v.Promotion.Budget.Currency),
	}
	c.effectPanel(&p, v)
	c.budgetPanel(&p, v)
	c.promotionDays(&p, v)
	for _, s := range v.Stores {
		p.Stores = append(p.Stores, promoStoreRow{
			Name: s.Name, Region: s.Region, Issued: c.f.count(s.Issued), Redeemed: c.f.count(s.Redeemed),
			Share: c.f.percent(ratio(s.Redeemed, s.Issued)), Given: c.f.money(s.Given, v.Promotion.Budget.Currency),
		})
	}
	w := c.f.w.Promotion
	if c.mayPromote() {
		switch v.Promotion.State {
		case promotion.Live:
			p.Button, p.Set = w.Pause, string(promotion.Paused)
		case promotion.Paused:
			p.Button, p.Set = w.Resume, string(promotion.Live)
		case promotion.Draft, promotion.Ended:
		}
	}
	p.Head = head{H1: name, Badges: c.promotionBadges(v), Answer: c.promotionAnswer(v), AsOf: c.asOf(v.AsOf) + " " + c.f.w.Ranges90}
	if p.Button != "" {
		p.Head.Acts = promotionActs(p)
	}
	return p
}

func (c *call) promotionBadges(v PromotionView) []badge {
	out := []badge{c.stateBadge(v.Promotion.State)}
	if v.Budget.Contingency < 0 {
		out = append(out, badge{c.f.w.Bench.OverdrawnBadge, "pin"})
	}
	return out
}

func (c *call) promotionAnswer(v PromotionView) []part {
	w := c.f.w.Promotion
	e := v.Effect
	cur := v.Promotion.Budget.Currency
	back := []slot{
		{Name: "redeemed", Text: c.f.count(v.Redeemed), URL: "#days"}, {Name: "issued", Text: c.f.count(v.Issued), Plain: true},
		{Name: "share", Text: c.f.percent(ratio(v.Redeemed, v.Issued)), Plain: true},
		{Name: "effect", Text: c.f.money2(e.Margin.Mid, cur), URL: "#effect", Range: c.f.moneyRange(e.Margin, cur)},
	}
	switch {
	case v.Issued == 0:
		return sentence(w.AnswerNone)
	case !e.Margin.Known():
		return sentence(w.AnswerThin, back...)
	case e.Margin.Proven() && e.Margin.Mid > 0:
		return sentence(w.AnswerGains, back...)
	case e.Margin.Proven():
		return sentence(w.AnswerLoses, back...)
	}
	return sentence(w.AnswerUnproven, back...)
}

func (c *call) effectPanel(p *promotionPage, v PromotionView) {
	w := c.f.w.Promotion
	e := v.Effect
	p.Arms = []fact{
		{Name: w.ArmTreated, Value: c.f.count(e.Treated)},
		{Name: w.ArmHeld, Value: c.f.count(e.Held)},
	}
	if !e.Margin.Known() {
		p.EffectTitle = w.EffectThin
		p.EffectSay = fill(w.EffectNeed, slot{Name: "n", Text: c.f.count(min(e.Treated, e.Held))}, slot{Name: "need", Text: c.f.count(e.Need)})
		return
	}
	cur := v.Promotion.Budget.Currency
	tape := mark.NewTape(e.Margin.Low, e.Margin.High, func(x float64) string { return c.f.axis(x, cur) })
	figure, rng, span := c.effect(e, cur, tape)
	box := &effectBox{Tape: tape, Span: *span, Figure: figure, Range: rng, Badge: badge{w.NotProven, "warn"}}
	p.EffectTitle = w.EffectUnproven
	if e.Margin.Proven() && e.Margin.Mid > 0 {
		p.EffectTitle, box.Badge = w.EffectGains, badge{w.Proven, "good"}
	} else if e.Margin.Proven() {
		p.EffectTitle, box.Badge = w.EffectLoses, badge{w.Loses, "pin"}
	}
	p.Effect = box
}

func (c *call) budgetPanel(p *promotionPage, v PromotionView) {
	w := c.f.w.Promotion
	b, cur := v.Budget, v.Promotion.Budget.Currency
	p.BudgetTitle = fill(w.BudgetLeft, slot{Name: "left", Text: c.f.short(float64(max(b.Cap-b.Spent-b.Reserved, 0)), cur)})
	if b.Contingency < 0 {
		p.BudgetTitle = fill(w.BudgetOver, slot{Name: "amount", Text: c.f.money(-b.Contingency, cur)})
	}
	p.Money = []fact{
		{Name: w.MoneyCap, Value: c.f.money(b.Cap, cur)},
		{Name: w.MoneySpent, Value: c.f.money(b.Spent, cur)},
		{Name: w.MoneyReserved, Value: c.f.money(b.Reserved, cur)},
		{Name: w.MoneyContingency, Value: c.f.money(b.Contingency, cur)},
	}
}

func (c *call) promotionDays(p *promotionPage, v PromotionView) {
	w := c.f.w.Promotion
	issued, redeemed := make([]int64, 0, len(v.Days)), make([]int64, 0, len(v.Days))
	var titlesOut, titlesBack []string
	for _, d := range v.Days {
		row := dayRow{Day: c.f.day(d.Day), Issued: c.f.count(d.Issued), Redeemed: c.f.count(d.Redeemed)}
		p.Days = append(p.Days, row)
		issued, redeemed = append(issued, d.Issued), append(redeemed, d.Redeemed)
		titlesOut, titlesBack = append(titlesOut, row.Day+": "+row.Issued), append(titlesBack, row.Day+": "+row.Redeemed)
	}
	p.Issued = mark.NewBars(w.BarsIssued, issued, titlesOut, 64)
	p.Redeemed = mark.NewBars(w.BarsRedeemed, redeemed, titlesBack, 64)
	p.Tiles = []tile{
		{Label: w.TileIssued, Figure: c.f.count(v.Issued), Note: c.f.w.Days.of(c.f, int64(len(v.Days)))},
		{Label: w.TileRedeemed, Figure: c.f.count(v.Redeemed), Note: fill(w.TileShare, slot{Name: "share", Text: c.f.percent(ratio(v.Redeemed, v.Issued))})},
		{Label: w.TileSpent, Figure: c.f.short(float64(v.Budget.Spent), v.Promotion.Budget.Currency), Note: fill(w.TileOf, slot{Name: "cap", Text: c.f.short(float64(v.Budget.Cap), v.Promotion.Budget.Currency)})},
		{Label: w.TileHeld, Figure: c.f.count(v.Holdout), Note: w.TileHeldNote},
	}
}
