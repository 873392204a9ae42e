package console

import (
	"slices"

	"github.com/a-h/templ"

	"sartor/internal/access"
	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/response"
	"sartor/internal/console/view"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// promotionPage is one promotion.
type promotionPage struct {
	Frame       frame
	Head        head
	URL         string
	EffectTitle string
	EffectSub   string
	BudgetSub   string
	DaysSub     string
	StoresTitle string
	EffectNone  string // why nothing is said of it
	EffectSay   string
	Effect      *effectBox
	Arms        []fact
	BudgetTitle string
	Bullet      mark.Bullet
	BudgetTape  mark.Tape
	Money       []fact
	Tiles       []tile
	Issued      mark.Bars
	Redeemed    mark.Bars
	Days        []dayRow
	Stores      []promoStoreRow
	Terms       []fact
	Where       templ.Component // where and why it works; nil: nobody looks
	Versions    templ.Component // of stores
	Links       []crumb         // to its form, its review and its history
	Own         []crumb         // to the versions of this person's stores
	Button, Set string          // pause or go on; empty: not for this person or state
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
	v, err := c.site.cfg.Promotions.Promotion(c.R.Context(), c.Scope(), retail.PromotionID(c.R.PathValue("id")))
	if err != nil {
		return err
	}
	p := c.promotionPage(v)
	if from := c.site.cfg.Responses; from != nil {
		r, err := from.Response(c.R.Context(), c.Scope(), v.Promotion.ID)
		if err != nil {
			return err
		}
		p.Where = response.Panels(c.Call, &r)
	}
	if p.Versions, err = c.site.locals().Versions(c.Call, &v.Promotion, p.Frame); err != nil {
		return err
	}
	return c.Render(promotionBody(p))
}

func (c *call) promotionPage(v view.Promotion) promotionPage {
	name := c.promotionName(v.Promotion)
	p := promotionPage{
		Frame: c.Frame(name, promotions, crumb{Text: c.F.W.Screens[string(promotions)], URL: "/promotions"}, crumb{Text: name}),
		URL:   "/promotions/" + string(v.Promotion.ID), Terms: c.terms(v.Promotion), Bullet: c.bullet(v.Budget, v.Promotion.Budget.Currency),
	}
	c.effectPanel(&p, v)
	c.budgetPanel(&p, v)
	c.promotionDays(&p, v)
	for _, s := range v.Stores {
		p.Stores = append(p.Stores, promoStoreRow{
			Name: s.Name, Region: s.Region, Issued: c.F.Count(s.Issued), Redeemed: c.F.Count(s.Redeemed),
			Share: c.F.Percent(phrase.Ratio(s.Redeemed, s.Issued)), Given: c.F.Money(s.Given, v.Promotion.Budget.Currency),
		})
	}
	c.scoped(&p, &v)
	w := c.F.W.Promotion
	if c.mayPromote() {
		switch v.Promotion.State {
		case promotion.Live:
			p.Button, p.Set = w.Pause, string(promotion.Paused)
		case promotion.Paused:
			p.Button, p.Set = w.Resume, string(promotion.Live)
		case promotion.Draft, promotion.Ended:
		}
	}
	p.Head = head{H1: name, Badges: c.promotionBadges(v), Answer: c.scopedAnswer(&v), AsOf: c.asOf(v.AsOf) + " " + c.F.W.Ranges90}
	p.Links, p.Own = c.promotionLinks(p.URL), c.ownVersions(&v, p.URL)
	p.Head.Acts = promotionActs(p)
	return p
}

// scoped says of which stores the figures are: the effect and the budget are the
// whole chain's, days and stores those this person works in.
func (c *call) scoped(p *promotionPage, v *view.Promotion) {
	w := c.F.W.Promotion
	p.EffectSub, p.BudgetSub, p.DaysSub, p.StoresTitle = w.EffectSub, w.BudgetSub, w.DaysSub, w.StoresTitle
	if c.Scope().All {
		return
	}
	chain := func(sub string) string { return phrase.Fill(w.OfChain, phrase.Slot{Name: "what", Text: sub}) }
	p.EffectSub, p.BudgetSub = chain(w.EffectSub), chain(w.BudgetSub)
	p.DaysSub, p.StoresTitle = w.OwnDays.Form(int64(len(v.Stores))), w.OwnStores.Form(int64(len(v.Stores)))
	for i := range p.Tiles {
		p.Tiles[i].Note = chain(p.Tiles[i].Note)
	}
}

// scopedAnswer is the answer, for who works in some stores followed by theirs.
func (c *call) scopedAnswer(v *view.Promotion) []phrase.Part {
	out := c.promotionAnswer(*v)
	if c.Scope().All || v.Issued == 0 {
		return out
	}
	w := c.F.W.Promotion
	issued, redeemed := int64(0), int64(0)
	for _, s := range v.Stores {
		issued, redeemed = issued+s.Issued, redeemed+s.Redeemed
	}
	out = append(out, phrase.Part{Text: " "})
	if issued == 0 {
		return append(out, phrase.Sentence(w.OwnNone, phrase.Slot{Name: "stores", Text: w.OwnStores.Form(int64(len(v.Stores))), URL: "#stores"})...)
	}
	return append(out, phrase.Sentence(w.OwnBack, phrase.Slot{Name: "stores", Text: w.OwnStores.Form(int64(len(v.Stores))), URL: "#stores"}, phrase.Slot{Name: "redeemed", Text: c.F.Count(redeemed), Plain: true},
		phrase.Slot{Name: "issued", Text: c.F.Count(issued), Plain: true}, phrase.Slot{Name: "share", Text: c.F.Percent(phrase.Ratio(redeemed, issued)), Plain: true})...)
}

// promotionLinks lead to what was and what can be changed.
func (c *call) promotionLinks(url string) []crumb {
	w := c.F.W.Template
	out := []crumb{{Text: w.History, URL: url + "/history"}, {Text: w.Review, URL: url + "/review"}}
	if c.mayPromote() {
		out = append(out, crumb{Text: w.Edit, URL: url + "/edit"})
	}
	return out
}

// ownVersions lead a manager from head office's promotion to the version of each
// store of theirs.
func (c *call) ownVersions(v *view.Promotion, url string) []crumb {
	if v.Promotion.Frame == nil || !c.Who.May(access.EditVersions) {
		return nil
	}
	var out []crumb
	for _, id := range c.Who.Stores {
		name := string(id)
		if i := slices.IndexFunc(v.Stores, func(s view.PromotionStore) bool { return s.Store == id }); i >= 0 {
			name = v.Stores[i].Name
		}
		out = append(out, crumb{Text: phrase.Fill(c.F.W.Local.TailorFor, phrase.Slot{Name: "store", Text: name}), URL: url + "/stores/" + string(id)})
	}
	return out
}

func (c *call) promotionBadges(v view.Promotion) []badge {
	out := []badge{c.stateBadge(v.Promotion.State)}
	if v.Budget.Contingency < 0 {
		out = append(out, badge{Text: c.F.W.Bench.OverdrawnBadge, Class: "pin"})
	}
	return out
}

func (c *call) promotionAnswer(v view.Promotion) []phrase.Part {
	w := c.F.W.Promotion
	e := v.Effect
	cur := v.Promotion.Budget.Currency
	back := []phrase.Slot{
		{Name: "redeemed", Text: c.F.Count(v.Redeemed), URL: "#days"}, {Name: "issued", Text: c.F.Count(v.Issued), Plain: true},
		{Name: "share", Text: c.F.Percent(phrase.Ratio(v.Redeemed, v.Issued)), Plain: true},
		{Name: "effect", Text: c.F.MeanMoney(e.Margin.Mid, cur), URL: "#effect", Range: c.F.MoneyRange(e.Margin.Low, e.Margin.High, cur)},
	}
	thin, gains, loses, open := w.AnswerThin, w.AnswerGains, w.AnswerLoses, w.AnswerUnproven
	if !c.Scope().All {
		thin, gains, loses, open = w.ChainThin, w.ChainGains, w.ChainLoses, w.ChainUnproven
	}
	switch {
	case v.Issued == 0:
		return phrase.Sentence(w.AnswerNone)
	case !e.Margin.Known():
		return phrase.Sentence(thin, back...)
	case e.Margin.Proven() && e.Margin.Mid > 0:
		return phrase.Sentence(gains, back...)
	case e.Margin.Proven():
		return phrase.Sentence(loses, back...)
	}
	return phrase.Sentence(open, back...)
}

func (c *call) effectPanel(p *promotionPage, v view.Promotion) {
	w := c.F.W.Promotion
	e := v.Effect
	if !e.Read() {
		p.EffectTitle, p.EffectNone, p.EffectSay = w.EffectThin, c.F.W.Response.TitleNever, c.F.W.Response.NeverSay
		return
	}
	p.Arms = []fact{
		{Name: w.ArmTreated, Value: c.F.Count(e.Treated)},
		{Name: w.ArmHeld, Value: c.F.Count(e.Held)},
	}
	if !e.Margin.Known() {
		p.EffectTitle, p.EffectNone = w.EffectThin, c.F.W.Promotions.NotEnough
		p.EffectSay = phrase.Fill(w.EffectNeed, phrase.Slot{Name: "n", Text: c.F.Count(min(e.Treated, e.Held))}, phrase.Slot{Name: "need", Text: c.F.Count(e.Need)})
		return
	}
	cur := v.Promotion.Budget.Currency
	tape := mark.NewTape(e.Margin.Low, e.Margin.High, func(x float64) string { return c.F.Axis(x, cur) })
	figure, rng, span := c.effect(e, cur, tape)
	box := &effectBox{Tape: tape, Span: *span, Figure: figure, Range: rng, Badge: badge{Text: w.NotProven, Class: "warn"}}
	p.EffectTitle = w.EffectUnproven
	if e.Margin.Proven() && e.Margin.Mid > 0 {
		p.EffectTitle, box.Badge = w.EffectGains, badge{Text: w.Proven, Class: "good"}
	} else if e.Margin.Proven() {
		p.EffectTitle, box.Badge = w.EffectLoses, badge{Text: w.Loses, Class: "pin"}
	}
	p.Effect = box
}

func (c *call) budgetPanel(p *promotionPage, v view.Promotion) {
	w := c.F.W.Promotion
	b, cur := v.Budget, v.Promotion.Budget.Currency
	p.BudgetTitle = phrase.Fill(w.BudgetLeft, phrase.Slot{Name: "left", Text: c.F.Short(float64(max(b.Cap-b.Spent-b.Reserved, 0)), cur)})
	if b.Contingency < 0 {
		p.BudgetTitle = phrase.Fill(w.BudgetOver, phrase.Slot{Name: "amount", Text: c.F.Money(-b.Contingency, cur)})
	}
	p.BudgetTape = mark.NewRuler(0, float64(max(b.Cap, b.Spent+b.Reserved)), func(x float64) string { return c.F.Axis(x, cur) })
	p.Money = []fact{
		{Name: w.MoneyCap, Value: c.F.Money(b.Cap, cur)},
		{Name: w.MoneySpent, Value: c.F.Money(b.Spent, cur)},
		{Name: w.MoneyBeyond, Value: c.F.Money(b.Overspent, cur)},
		{Name: w.MoneyReserved, Value: c.F.Money(b.Reserved, cur)},
		{Name: w.MoneyContingency, Value: c.F.Money(b.Contingency, cur)},
	}
}

func (c *call) promotionDays(p *promotionPage, v view.Promotion) {
	w := c.F.W.Promotion
	issued, redeemed := make([]int64, 0, len(v.Days)), make([]int64, 0, len(v.Days))
	var titlesOut, titlesBack []string
	for _, d := range v.Days {
		row := dayRow{Day: c.F.Day(d.Day), Issued: c.F.Count(d.Issued), Redeemed: c.F.Count(d.Redeemed)}
		p.Days = append(p.Days, row)
		issued, redeemed = append(issued, d.Issued), append(redeemed, d.Redeemed)
		titlesOut, titlesBack = append(titlesOut, row.Day+": "+row.Issued), append(titlesBack, row.Day+": "+row.Redeemed)
	}
	p.Issued = mark.NewBars(w.BarsIssued, issued, titlesOut, 64)
	p.Redeemed = mark.NewBars(w.BarsRedeemed, redeemed, titlesBack, 64)
	held := tile{Label: w.TileHeld, Figure: c.F.Count(v.Holdout), Note: w.TileHeldNote}
	if !v.Effect.Read() {
		held.Figure, held.Note = "–", c.F.W.Promotions.NotRead
	}
	p.Tiles = []tile{
		{Label: w.TileIssued, Figure: c.F.Count(v.Issued), Note: c.F.W.Days.Of(c.F, int64(len(v.Days)))},
		{Label: w.TileRedeemed, Figure: c.F.Count(v.Redeemed), Note: phrase.Fill(w.TileShare, phrase.Slot{Name: "share", Text: c.F.Percent(phrase.Ratio(v.Redeemed, v.Issued))})},
		{Label: w.TileSpent, Figure: c.F.Short(float64(v.Budget.Given()), v.Promotion.Budget.Currency), Note: phrase.Fill(w.TileOf, phrase.Slot{Name: "cap", Text: c.F.Short(float64(v.Budget.Cap), v.Promotion.Budget.Currency)})},
		held,
	}
}
