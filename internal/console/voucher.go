package console

import (
	"strconv"
	"strings"

	"sartor/internal/console/mark"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// voucherPage is the paper beside the decision.
type voucherPage struct {
	Frame       frame
	Head        head
	Code, URL   string
	Strip       string
	Barcode     mark.Barcode
	Label       string // of the picture of the strip
	Facts       []fact
	Funnel      []funnelRow
	FunnelTitle string
	HasTrace    bool
	Rows        []candidateRow
	Tape        mark.Tape
	Ranges      bool // the scores have ranges
	RankTitle   string
	Ledger      []ledgerRow
	Reprint     bool
	Void        bool
}

// funnelRow is one step from all offers to the printed one.
type funnelRow struct {
	Bar                mark.Step
	Count, Label, Note string
}

// candidateRow is one offer that was scored.
type candidateRow struct {
	Offer, Why    string
	Span          mark.Span
	Figure, Range string
	Chance        string
	Badge         badge
	Chosen        bool
}

type ledgerRow struct{ When, Why, From, To, Amount string }

func voucherHandler(c *call) error {
	v, err := c.site.cfg.Vouchers.Voucher(c.r.Context(), c.scope(), c.r.PathValue("code"))
	if err != nil {
		return err
	}
	return c.render(voucherBody(c.voucherPage(v)))
}

func (c *call) voucherPage(v VoucherView) voucherPage {
	w := c.f.w.Voucher
	title := fill(w.Title, slot{Name: "code", Text: v.Code})
	p := voucherPage{
		Frame: c.frame(title, vouchers, crumb{Text: c.f.w.Screens[vouchers], URL: "/vouchers"}, crumb{Text: v.StoreName}, crumb{Text: c.tillReceipt(v)}),
		Code:  v.Code, URL: "/vouchers/" + v.Code, Strip: strings.Map(printable, v.Strip), Barcode: mark.NewBarcode(v.Code),
		Label: fill(w.StripLabel, slot{Name: "store", Text: v.StoreName}), Facts: c.voucherFacts(v), HasTrace: v.Trace.Decision != 0,
	}
	p.Reprint, p.Void = c.mayHandle(v)
	for _, l := range v.Ledger {
		p.Ledger = append(p.Ledger, ledgerRow{
			When: c.f.when(l.At), Why: orPlain(w.Moves[l.Why], string(l.Why)), From: orPlain(w.Accounts[l.From], string(l.From)),
			To: orPlain(w.Accounts[l.To], string(l.To)), Amount: c.f.money(l.Amount, v.Currency),
		})
	}
	if p.HasTrace {
		c.trace(&p, v)
	}
	p.Head = head{H1: title, Badges: c.voucherHeadBadges(v), Answer: c.voucherAnswer(v), AsOf: c.voucherAsOf(v)}
	if p.Reprint || p.Void {
		p.Head.Acts = voucherActs(p)
	}
	return p
}

func orPlain(text, code string) string {
	if text == "" {
		return plain(code)
	}
	return text
}

func (c *call) tillReceipt(v VoucherView) string {
	return fill(c.f.w.Voucher.TillReceipt, slot{Name: "till", Text: v.Till}, slot{Name: "receipt", Text: string(v.Receipt)})
}

func (c *call) voucherHeadBadges(v VoucherView) []badge {
	out := c.voucherBadges(v.VoucherRow)
	if v.State == voucher.Issued {
		out = append([]badge{{fill(c.f.w.Voucher.ValidUntil, slot{Name: "day", Text: c.f.day(v.ValidUntil)}), "good"}}, out...)
	}
	return out
}

func (c *call) voucherAnswer(v VoucherView) []part {
	w := c.f.w.Voucher
	offer := slot{Name: "offer", Text: c.offerText(v.Value, v.Product, v.Currency), URL: "#rank"}
	if v.Trace.Decision == 0 {
		offer.URL = ""
		return sentence(w.AnswerPlain, offer, slot{Name: "store", Text: v.StoreName, Plain: true})
	}
	why := slot{Name: "why", Text: strings.TrimSuffix(strings.Join(v.Why, "; "), "."), Plain: true}
	n := slot{Name: "n", Text: c.f.count(int64(v.Trace.Considered)), URL: "#trace"}
	if why.Text == "" {
		return sentence(w.AnswerChosen, offer, n)
	}
	return sentence(w.Answer, offer, n, why)
}

func (c *call) voucherAsOf(v VoucherView) string {
	w := c.f.w.Voucher
	if v.Trace.Decision == 0 {
		return fill(w.AsOfPlain, slot{Name: "t", Text: c.f.when(v.IssuedAt)})
	}
	return fill(w.AsOf, slot{Name: "t", Text: c.f.when(v.IssuedAt)}, slot{Name: "snapshot", Text: orPlain(v.Trace.Snapshot, w.NoSnapshot)})
}

func (c *call) voucherFacts(v VoucherView) []fact {
	w := c.f.w.Voucher
	out := []fact{{Name: w.FactFor, Value: c.name(v.Customer, v.Identifiers)}}
	if v.Customer != 0 && sees(c.who.Role, customers) {
		out[0].URL = "/customers/" + v.Customer.String()
	}
	promo := fact{Name: w.FactPromotion, Value: v.PromotionName}
	if sees(c.who.Role, promotions) {
		promo.URL = "/promotions/" + string(v.Promotion)
	}
	out = append(out, promo, fact{Name: w.FactValid, Value: c.f.day(v.ValidFrom) + "–" + c.f.day(v.ValidUntil)})
	if !v.RedeemedAt.IsZero() {
		out = append(out, fact{Name: w.FactUsed, Value: fill(w.UsedAt, slot{Name: "t", Text: c.f.when(v.RedeemedAt)}, slot{Name: "store", Text: v.RedeemedIn}, slot{Name: "receipt", Text: string(v.RedeemedBy)}, slot{Name: "cost", Text: c.f.money(v.Cost, v.Currency)})})
	}
	if !v.VoidedAt.IsZero() {
		out = append(out, fact{Name: w.FactVoided, Value: fill(w.VoidedAt, slot{Name: "t", Text: c.f.when(v.VoidedAt)}, slot{Name: "why", Text: orPlain("", v.VoidReason)})})
	}
	if t := v.Trace; t.Decision != 0 {
		out = append(out, fact{Name: w.FactTook, Value: fill(w.Took, slot{Name: "took", Text: c.f.took(t.Took)}, slot{Name: "most", Text: c.f.took(t.Deadline)})},
			fact{Name: w.FactDecision, Value: t.Decision.String()})
	}
	if v.Alias != "" {
		out = append(out, fact{Name: w.FactAlias, Value: v.Alias})
	}
	return out
}

// trace turns the logged decision into a funnel and a ranking.
func (c *call) trace(p *voucherPage, v VoucherView) {
	w := c.f.w.Voucher
	left := v.Trace.Considered
	counts := []int{left}
	p.Funnel = []funnelRow{{Label: fill(w.FunnelFirst, slot{Name: "store", Text: v.StoreName})}}
	for _, r := range v.Trace.Refused {
		if r.N <= 0 {
			continue
		}
		left -= r.N
		words, known := w.Refusals[r.Code]
		if !known {
			words = refusalWords{Left: plain(r.Code), Removed: w.RefusalOther}
		}
		counts = append(counts, left)
		p.Funnel = append(p.Funnel, funnelRow{Label: words.Left, Note: words.Removed.of(c.f, int64(r.N))})
	}
	printed := 0
	for _, k := range v.Trace.Candidates {
		if k.Chosen {
			printed++
		}
	}
	last := funnelRow{Label: w.FunnelLast}
	if left > printed {
		last.Note = w.BestOf.of(c.f, int64(left))
	}
	counts, p.Funnel = append(counts, printed), append(p.Funnel, last)
	for i, bar := range mark.Funnel(counts) {
		p.Funnel[i].Bar, p.Funnel[i].Count = bar, c.f.count(int64(counts[i]))
	}
	p.FunnelTitle = fill(w.FunnelFinding.form(int64(printed)), slot{Name: "n", Text: c.f.count(int64(v.Trace.Considered))}, slot{Name: "k", Text: c.f.words(int64(printed))})
	c.candidates(p, v)
}

func (c *call) candidates(p *voucherPage, v VoucherView) {
	w := c.f.w.Voucher
	low, high := 0.0, 0.0
	for _, k := range v.Trace.Candidates {
		low, high = min(low, k.Score.Low, k.Score.Mid), max(high, k.Score.High, k.Score.Mid)
		p.Ranges = p.Ranges || k.Score.High > k.Score.Low
	}
	p.Tape = mark.NewTape(low, high, func(x float64) string { return c.f.axis(x, v.Currency) })
	for _, k := range v.Trace.Candidates {
		row := candidateRow{
			Offer: c.offerText(k.Value, k.Product, v.Currency), Why: strings.Join(k.Why, "; "), Chosen: k.Chosen,
			Figure: c.f.short(k.Score.Mid, v.Currency), Chance: c.f.percent(k.Chance), Badge: badge{Text: w.Chosen, Class: "good"},
		}
		if !k.Chosen {
			row.Badge = badge{Text: orPlain(w.Losses[k.Reason], orElse(k.Reason, w.Lower))}
		}
		if k.Score.High > k.Score.Low {
			row.Range = c.f.moneyRange(k.Score, v.Currency)
		}
		row.Span = mark.NewSpan(p.Tape, strings.TrimSpace(row.Figure+" "+row.Range), k.Score.Low, k.Score.Mid, k.Score.High, 52)
		p.Rows = append(p.Rows, row)
	}
	p.RankTitle = w.RankTitle
}

func orElse(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// axis writes a round amount at a tick: €0.5, €10k.
func (f formatter) axis(minor float64, c retail.Currency) string {
	v := minor / scaleOf(c)
	s := strconv.FormatFloat(v, 'f', -1, 64)
	switch a := max(v, -v); {
	case a >= 1e6:
		s = strconv.FormatFloat(v/1e6, 'f', -1, 64) + "m"
	case a >= 10_000:
		s = strconv.FormatFloat(v/1e3, 'f', -1, 64) + "k"
	}
	return prefixed(symbol(c), s)
}

func scaleOf(c retail.Currency) float64 {
	s := 1.0
	for range c.Exponent() {
		s *= 10
	}
	return s
}

// printable keeps lines and drops what is no sign on paper.
func printable(r rune) rune {
	if r < ' ' && r != '\n' || r == 0x7f {
		return -1
	}
	return r
}
