package console

import (
	"slices"
	"strings"

	"sartor/internal/console/mark"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

// voucherPage is the paper beside the decision.
type voucherPage struct {
	Frame       frame
	Head        head
	Code, URL   string
	Strip       [3]string // head line, value, the rest: as printed
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
	v, err := c.site.cfg.Vouchers.Voucher(c.R.Context(), c.Scope(), c.R.PathValue("code"))
	if err != nil {
		return err
	}
	return c.Render(voucherBody(c.voucherPage(v)))
}

func (c *call) voucherPage(v view.Voucher) voucherPage {
	w := c.F.W.Voucher
	title := phrase.Fill(w.Title, phrase.Slot{Name: "code", Text: v.Code})
	p := voucherPage{
		Frame: c.Frame(title, vouchers, c.soldAt(v)...),
		Code:  v.Code, URL: "/vouchers/" + v.Code, Strip: stripParts(strings.Map(printable, v.Strip)), Barcode: mark.NewBarcode(v.Code),
		Label: phrase.Fill(w.StripLabel, phrase.Slot{Name: "store", Text: v.StoreName}), Facts: c.voucherFacts(v), HasTrace: v.Trace.Decision != 0,
	}
	p.Reprint, p.Void = c.mayHandle(v)
	for _, l := range v.Ledger {
		p.Ledger = append(p.Ledger, ledgerRow{
			When: c.F.When(l.At), Why: orPlain(w.Moves[l.Why], string(l.Why)), From: orPlain(w.Accounts[l.From], string(l.From)),
			To: orPlain(w.Accounts[l.To], string(l.To)), Amount: c.F.Money(l.Amount, v.Currency),
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

// soldAt leads from the list of vouchers to the till that printed this one.
func (c *call) soldAt(v view.Voucher) []crumb {
	out := []crumb{{Text: c.F.W.Screens[string(vouchers)], URL: "/vouchers"}, {Text: v.StoreName}}
	if v.Till != "" {
		out = append(out, crumb{Text: phrase.Fill(c.F.W.Voucher.AtTill, phrase.Slot{Name: "till", Text: v.Till})})
	}
	return out
}

func (c *call) voucherHeadBadges(v view.Voucher) []badge {
	out := c.voucherBadges(v.VoucherRow)
	if v.State == voucher.Issued {
		out = append([]badge{{Text: phrase.Fill(c.F.W.Voucher.ValidUntil, phrase.Slot{Name: "day", Text: c.F.Day(v.ValidUntil)}), Class: "good"}}, out...)
	}
	return out
}

func (c *call) voucherAnswer(v view.Voucher) []phrase.Part {
	w := c.F.W.Voucher
	offer := phrase.Slot{Name: "offer", Text: c.OfferText(v.Value, v.Product, v.Currency), URL: "#rank"}
	if v.Trace.Decision == 0 {
		offer.URL = ""
		return phrase.Sentence(w.AnswerPlain, offer, phrase.Slot{Name: "store", Text: v.StoreName, Plain: true})
	}
	why := phrase.Slot{Name: "why", Text: strings.TrimSuffix(strings.Join(v.Why, "; "), "."), Plain: true}
	n := phrase.Slot{Name: "n", Text: c.F.Count(int64(v.Trace.Considered)), URL: "#trace"}
	if why.Text == "" {
		return phrase.Sentence(w.AnswerChosen, offer, n)
	}
	return phrase.Sentence(w.Answer, offer, n, why)
}

func (c *call) voucherAsOf(v view.Voucher) string {
	w := c.F.W.Voucher
	if v.Trace.Decision == 0 {
		return phrase.Fill(w.AsOfPlain, phrase.Slot{Name: "t", Text: c.F.When(v.IssuedAt)})
	}
	return phrase.Fill(w.AsOf, phrase.Slot{Name: "t", Text: c.F.When(v.IssuedAt)}, phrase.Slot{Name: "snapshot", Text: orPlain(v.Trace.Snapshot, w.NoSnapshot)})
}

func (c *call) voucherFacts(v view.Voucher) []fact {
	w := c.F.W.Voucher
	out := []fact{{Name: w.FactFor, Value: c.Name(v.Customer, v.Identifiers)}}
	if v.Customer != 0 && shell.Sees(c.Who.Role, customers) {
		out[0].URL = "/customers/" + v.Customer.String()
	}
	promo := fact{Name: w.FactPromotion, Value: v.PromotionName}
	if shell.Sees(c.Who.Role, promotions) {
		promo.URL = "/promotions/" + string(v.Promotion)
	}
	out = append(out, promo, fact{Name: w.FactReceipt, Value: string(v.Receipt)}, fact{Name: w.FactValid, Value: c.F.Day(v.ValidFrom) + "–" + c.F.Day(v.ValidUntil)})
	if !v.RedeemedAt.IsZero() {
		out = append(out, fact{Name: w.FactUsed, Value: phrase.Fill(w.UsedAt, phrase.Slot{Name: "t", Text: c.F.When(v.RedeemedAt)}, phrase.Slot{Name: "store", Text: v.RedeemedIn}, phrase.Slot{Name: "receipt", Text: string(v.RedeemedBy)}, phrase.Slot{Name: "cost", Text: c.F.Money(v.Cost, v.Currency)})})
	}
	if !v.VoidedAt.IsZero() {
		voided := fact{Name: w.FactVoided, Value: c.F.When(v.VoidedAt)}
		if v.VoidReason != "" {
			voided.Value = phrase.Fill(w.VoidedAt, phrase.Slot{Name: "t", Text: voided.Value}, phrase.Slot{Name: "why", Text: plain(v.VoidReason)})
		}
		out = append(out, voided)
	}
	if t := v.Trace; t.Took > 0 {
		out = append(out, fact{Name: w.FactTook, Value: phrase.Fill(w.Took, phrase.Slot{Name: "took", Text: c.F.Took(t.Took)}, phrase.Slot{Name: "most", Text: c.F.Took(t.Deadline)})})
	}
	if v.Trace.Decision != 0 {
		out = append(out, fact{Name: w.FactDecision, Value: v.Trace.Decision.String()})
	}
	if v.Alias != "" {
		out = append(out, fact{Name: w.FactAlias, Value: v.Alias})
	}
	return out
}

// trace turns the logged decision into a funnel and a ranking.
func (c *call) trace(p *voucherPage, v view.Voucher) {
	w := c.F.W.Voucher
	left := v.Trace.Considered
	counts := []int{left}
	p.Funnel = []funnelRow{{Label: phrase.Fill(w.FunnelFirst, phrase.Slot{Name: "store", Text: v.StoreName})}}
	for _, r := range v.Trace.Refused {
		if r.N <= 0 {
			continue
		}
		left -= r.N
		words, known := w.Refusals[r.Code]
		if !known {
			words = phrase.RefusalWords{Left: plain(r.Code), Removed: w.RefusalOther}
		}
		counts = append(counts, left)
		p.Funnel = append(p.Funnel, funnelRow{Label: words.Left, Note: words.Removed.Of(c.F, int64(r.N))})
	}
	printed := 0
	for _, k := range v.Trace.Candidates {
		if k.Chosen {
			printed++
		}
	}
	last := funnelRow{Label: w.FunnelLast}
	if left > printed {
		last.Note = w.BestOf.Of(c.F, int64(left))
	}
	counts, p.Funnel = append(counts, printed), append(p.Funnel, last)
	for i, bar := range mark.Funnel(counts) {
		p.Funnel[i].Bar, p.Funnel[i].Count = bar, c.F.Count(int64(counts[i]))
	}
	p.FunnelTitle = phrase.Fill(w.FunnelFinding.Form(int64(printed)), phrase.Slot{Name: "n", Text: c.F.Count(int64(v.Trace.Considered))}, phrase.Slot{Name: "k", Text: strings.ToLower(c.F.NumberWord(int64(printed)))})
	c.candidates(p, v)
}

func (c *call) candidates(p *voucherPage, v view.Voucher) {
	w := c.F.W.Voucher
	low, high := 0.0, 0.0
	for _, k := range v.Trace.Candidates {
		low, high = min(low, k.Score.Low, k.Score.Mid), max(high, k.Score.High, k.Score.Mid)
		p.Ranges = p.Ranges || k.Score.High > k.Score.Low
	}
	p.Tape = mark.NewTape(low, high, func(x float64) string { return c.F.Axis(x, v.Currency) })
	for _, k := range v.Trace.Candidates {
		row := candidateRow{
			Offer: c.OfferText(k.Value, k.Product, v.Currency), Why: strings.Join(append(slices.Clone(k.Why), c.scoreParts(&k, v.Currency)...), "; "), Chosen: k.Chosen,
			Figure: c.F.Mean(k.Score.Mid, v.Currency), Chance: c.F.Percent(k.Chance), Badge: badge{Text: w.Chosen, Class: "good"},
		}
		if !k.Chosen {
			row.Badge = badge{Text: orPlain(w.Losses[k.Reason], orElse(k.Reason, w.Lower))}
		}
		if k.Chance <= 0 {
			row.Chance = "–" // the log keeps it for the chosen ones only
		}
		if k.Score.High > k.Score.Low {
			row.Range = c.F.MoneyRange(k.Score.Low, k.Score.High, v.Currency)
		}
		row.Span = mark.NewSpan(p.Tape, strings.TrimSpace(row.Figure+" "+row.Range), mark.Estimate{Low: k.Score.Low, Mid: k.Score.Mid, High: k.Score.High}, 52)
		p.Rows = append(p.Rows, row)
	}
	p.RankTitle = w.RankTitle
}

// scoreParts says what a score is made of, where the log keeps it.
func (c *call) scoreParts(k *view.Candidate, currency retail.Currency) []string {
	w := c.F.W.Voucher
	if k.Lifted <= 0 {
		return nil
	}
	out := []string{phrase.Fill(w.PartLift, phrase.Slot{Name: "lifted", Text: c.F.Percent(k.Lifted)}, phrase.Slot{Name: "chance", Text: c.F.Percent(k.Chance)})}
	if k.Visit > 0 {
		out = append(out, phrase.Fill(w.PartVisit, phrase.Slot{Name: "amount", Text: c.F.Mean(k.Visit, currency)}))
	}
	if k.Cost > 0 {
		out = append(out, phrase.Fill(w.PartCost, phrase.Slot{Name: "amount", Text: c.F.Mean(-k.Cost, currency)}))
	}
	return out
}

// stripParts parts the strip where the printer changes its type: the inverse
// head line, the value in double size, and the rest.
func stripParts(strip string) (out [3]string) {
	rest := strings.TrimLeft(strip, "\n")
	for i := range 2 {
		line, after, _ := strings.Cut(rest, "\n")
		out[i], rest = strings.TrimSpace(line), after
	}
	out[2] = strings.TrimRight(rest, "\n ")
	return out
}

func orElse(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// printable keeps lines and drops what is no sign on paper.
func printable(r rune) rune {
	if r < ' ' && r != '\n' || r == 0x7f {
		return -1
	}
	return r
}
