package tillcheck

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// redemptions are the steps of vouchers: presented, spent, taken back.
func redemptions() []check {
	return []check{
		{"code.unknown", "an unknown and a mistyped code get the same words; the sale closes", unknownCode},
		{"code.future", "a voucher issued on this sale is refused until it is valid: not_yet_valid", notYet},
		{"code.look-up", "a voucher is found by its code in any case, without hyphens, and by its alias", lookUp},
		{"redeem", "a close redeems: deduct exactly what redeemed says, line by line", redeem},
		{"redeem.retry", "a retry of the redeeming close gets the same bytes", redeemRetry},
		{"redeem.twice", "a second use is refused: already_redeemed; nothing is deducted, the sale closes", redeemTwice},
		{"void", "a void takes the sale back and returns its redemptions", voidSpent},
		{"void.again", "a repeated void answers the same", voidAgain},
		{"void.close", "a close after its void: 409 receipt_voided", closeVoided},
		{"unanswered", "the fact after an unanswered close overrules it: what was not deducted returns", unanswered},
		{"void.first", "a void before its receipt: 202, then the close is 409 receipt_voided, the fact accepted", voidFirst},
		{"void.issued", "a void makes the sale's unused vouchers void", voidIssued},
		{"ack", "ack with printed false voids the sale's vouchers, a repeat answers the same, an unknown receipt is 404", ackFalse},
	}
}

const noCode = "no voucher can be redeemed today: pass one with --voucher CODE, or make a promotion for anyone with valid_after_days 0"

func unknownCode(v *visit, t *trial) {
	words := map[string]bool{}
	for _, code := range []string{"0000-0000-0000", "ZZZZ-ZZZZ-ZZZZ"} {
		a, ok := read[answer](t, "close with a code nobody has", v.close(v.sale("unknown", code)))
		if !ok {
			continue
		}
		t.sound(&a)
		no := list(a.Rejected)
		if len(no) != 1 || no[0].Reason != "unknown" {
			t.miss("one member of rejected with reason unknown", codesAndReasons(no))
			continue
		}
		words[strings.ReplaceAll(no[0].Detail, no[0].Code, "CODE")] = true
	}
	if len(words) > 1 {
		t.miss("the same words for every code that nobody has", "different ones")
	}
}

func codesAndReasons(no []rejected) string {
	out := make([]string, len(no))
	for i, r := range no {
		out[i] = r.Code + " " + r.Reason
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func notYet(v *visit, t *trial) {
	today := v.opt.Now().UTC().Add(24 * time.Hour).Format(time.DateOnly)
	for _, n := range list(v.first.answer.Vouchers) {
		if n.ValidFrom < today {
			continue // surely in the future wherever the store stands
		}
		t.presented("a voucher good from "+n.ValidFrom, v.close(v.sale("early", n.Code)), "not_yet_valid")
		return
	}
	if len(list(v.first.answer.Vouchers)) == 0 {
		t.skip("no voucher was issued to present; a live promotion for anyone helps, or --customer CARD")
		return
	}
	body := v.sale("early", list(v.first.answer.Vouchers)[0].Code)
	if _, ok := read[answer](t, "quote with a fresh voucher", v.call(v.ctx, http.MethodPost, quotePath, body)); ok {
		t.skip("the issued vouchers may be good today or from tomorrow, as the store's day has it")
	}
}

// presented expects that the one code of a sale was refused for the reason.
func (t *trial) presented(what string, r reply, reason string) {
	a, ok := read[answer](t, what, r)
	if !ok {
		return
	}
	t.sound(&a)
	if no := list(a.Rejected); len(no) != 1 || no[0].Reason != reason || no[0].Detail == "" {
		t.miss(what+": rejected as "+reason+", with words for the cashier", codesAndReasons(no))
	}
	if len(list(a.Redeemed)) > 0 {
		t.miss(what+": nothing redeemed", list(a.Redeemed)[0].Code)
	}
}

func lookUp(v *visit, t *trial) {
	var code, alias string
	for _, n := range list(v.first.answer.Vouchers) {
		code, alias = n.Code, n.Alias
	}
	if code == "" && len(v.opt.Vouchers) > 0 {
		code = v.opt.Vouchers[0]
	}
	if code == "" {
		t.skip("no voucher was issued to look up; pass one with --voucher CODE")
		return
	}
	for _, spelt := range []string{code, strings.ToLower(strings.ReplaceAll(code, "-", "")), alias} {
		if spelt == "" {
			continue
		}
		got, ok := read[voucher](t, "GET /v1/vouchers/"+spelt, v.voucher(spelt))
		if ok {
			same(t, "code of "+spelt, got.Code, code)
		}
	}
	t.refused("GET of a code nobody has", v.voucher("0000-0000-0000"), http.StatusNotFound, "unknown")
}

func (v *visit) voucher(code string) reply {
	return v.call(v.ctx, http.MethodGet, "/v1/vouchers/"+url.PathEscape(code), nil)
}

// findCode looks for a voucher that a quote would redeem.
func (v *visit) findCode() {
	candidates := v.opt.Vouchers
	for _, n := range list(v.first.answer.Vouchers) {
		candidates = append(candidates, n.Code)
	}
	for _, code := range candidates {
		body := v.sale("", code)
		var seen voucher
		if v.get("/v1/vouchers/"+url.PathEscape(code), &seen) == nil && seen.Product != "" {
			var p product
			if v.get("/v1/products/"+url.PathEscape(seen.Product), &p) == nil {
				body.Lines = []line{{Product: p.Product, Quantity: units, Amount: units * max(p.Price, 100)}}
			}
		}
		var a answer
		r := v.call(v.ctx, http.MethodPost, quotePath, body)
		if decodeInto(r, &a) && len(list(a.Redeemed)) == 1 {
			v.code, v.basket = code, body.Lines
			return
		}
	}
}

// with is a sale of the basket on which the code can be redeemed.
func (v *visit) with(name string) receipt {
	body := v.sale(name, v.code)
	body.Lines = v.basket
	return body
}

func redeem(v *visit, t *trial) {
	if v.findCode(); v.code == "" {
		t.skip(noCode)
		return
	}
	body := v.with("redeem")
	r := v.close(body)
	a, ok := read[answer](t, "close with "+v.code, r)
	if !ok {
		return
	}
	t.sound(&a)
	yes := list(a.Redeemed)
	if len(yes) != 1 || yes[0].Flag != "" || yes[0].Code != v.code && len(v.opt.Vouchers) == 0 {
		t.miss("one member of redeemed for "+v.code, clip(r.body))
		return
	}
	v.code = yes[0].Code // as printed, should it have been typed otherwise
	for _, s := range yes[0].Lines {
		if s.Index < 0 || s.Index >= len(body.Lines) || s.Amount < 0 || s.Amount > body.Lines[s.Index].Amount {
			t.miss("each line's part within the line's amount", clip(r.body))
		}
	}
	v.spent = sale{body: body, raw: r.body, answer: a}
}

func redeemRetry(v *visit, t *trial) {
	if v.spent.raw == nil {
		t.skip(noCode)
		return
	}
	t.again("the redeeming close again", v.close(v.spent.body), v.spent.raw)
}

func redeemTwice(v *visit, t *trial) {
	if v.spent.raw == nil {
		t.skip(noCode)
		return
	}
	t.presented("a close with the spent "+v.code, v.close(v.with("twice")), "already_redeemed")
}
