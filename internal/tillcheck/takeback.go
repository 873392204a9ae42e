package tillcheck

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
)

func voidSpent(v *visit, t *trial) {
	if v.spent.raw == nil {
		t.skip(noCode)
		return
	}
	a, ok := read[voided](t, "void of the redeeming sale", v.void(v.spent.body.Receipt))
	if !ok {
		return
	}
	t.complete(&a)
	if !slices.Contains(list(a.RedemptionsReturned), v.code) {
		t.miss("redemptions_returned holds "+v.code, fmt.Sprint(list(a.RedemptionsReturned)))
	}
	t.good(v, "the returned voucher is good again")
}

// complete checks the lists of a void's answer.
func (t *trial) complete(a *voided) {
	if a.VouchersVoided == nil || a.VouchersKept == nil || a.RedemptionsReturned == nil {
		t.miss("vouchers_voided, vouchers_kept and redemptions_returned: lists are never absent", "absent")
	}
	if a.VoidedAt == "" {
		t.miss("voided_at", "absent")
	}
}

// good expects that a quote would redeem the code.
func (t *trial) good(v *visit, what string) {
	a, ok := read[answer](t, what, v.call(v.ctx, http.MethodPost, quotePath, v.with("")))
	if ok && len(list(a.Redeemed)) != 1 {
		t.miss(what+": a quote would redeem "+v.code, codesAndReasons(list(a.Rejected)))
	}
}

func voidAgain(v *visit, t *trial) {
	body := v.sale("voided")
	if !t.status("close", v.close(body), http.StatusOK) {
		return
	}
	first, second := v.void(body.Receipt), v.void(body.Receipt)
	if t.status("void", first, http.StatusOK) && t.status("the void again", second, http.StatusOK) && !bytes.Equal(first.body, second.body) {
		t.miss("the same answer again: "+clip(first.body), clip(second.body))
	}
}

func closeVoided(v *visit, t *trial) {
	body := v.sale("resold")
	if t.status("close", v.close(body), http.StatusOK) && t.status("void", v.void(body.Receipt), http.StatusOK) {
		t.refused("the close after its void", v.close(body), http.StatusConflict, "receipt_voided")
	}
}

func unanswered(v *visit, t *trial) {
	body := v.sale("unanswered")
	if v.code != "" {
		body = v.with("unanswered")
	}
	before, ok := read[answer](t, "the close whose answer is lost", v.close(body))
	if !ok {
		return
	}
	fact := body
	fact.Offline, fact.Unanswered, fact.Vouchers = true, true, []string{}
	after, ok := read[answer](t, "the same receipt with offline and unanswered", v.close(fact))
	if !ok {
		return
	}
	same(t, "redeemed", len(list(after.Redeemed)), 0)
	same(t, "vouchers issued to a fact:", len(list(after.Vouchers)), 0)
	t.refused("a later close of that id", v.close(body), http.StatusConflict, "receipt_conflict")
	if v.code != "" {
		t.good(v, "the redemption that was not deducted has returned")
	}
	for _, n := range list(before.Vouchers) {
		t.state(v, n.Code, "voided")
	}
}

// state expects that a voucher stands so.
func (t *trial) state(v *visit, code, want string) {
	if got, ok := read[voucher](t, "GET of "+code, v.voucher(code)); ok {
		same(t, "state of "+code, got.State, want)
	}
}

func voidFirst(v *visit, t *trial) {
	body := v.sale("void-first")
	if _, ok := readAs[voided](t, "void of a receipt that has not arrived", v.void(body.Receipt), http.StatusAccepted); !ok {
		return
	}
	t.refused("its first close", v.close(body), http.StatusConflict, "receipt_voided")
	fact := v.sale("void-first-fact")
	t.status("void of another", v.void(fact.Receipt), http.StatusAccepted)
	got, ok := read[filed](t, "its fact", v.call(v.ctx, http.MethodPost, factsPath, fact))
	if ok && (got.Accepted != 1 || got.RefusedTotal != 0) {
		t.miss("accepted 1: /v1/receipts takes a receipt that was voided before it came", fmt.Sprintf("%+v", got))
	}
}

func voidIssued(v *visit, t *trial) {
	body, issued, ok := v.issue(t, "issued")
	if !ok {
		return
	}
	a, ok := read[voided](t, "void", v.void(body.Receipt))
	if !ok {
		return
	}
	t.complete(&a)
	for _, code := range issued {
		if !slices.Contains(list(a.VouchersVoided), code) {
			t.miss("vouchers_voided holds "+code, fmt.Sprint(list(a.VouchersVoided)))
		}
		t.state(v, code, "voided")
	}
}

// issue sells until a close issues vouchers: what is given depends on a lot.
func (v *visit) issue(t *trial, name string) (body receipt, issued []string, ok bool) {
	const tries = 5
	for range tries {
		body = v.sale(name)
		a, ok := read[answer](t, "close", v.close(body))
		if !ok {
			return body, nil, false
		}
		for _, n := range list(a.Vouchers) {
			issued = append(issued, n.Code)
		}
		if len(issued) > 0 {
			return body, issued, true
		}
	}
	t.skip("no sale issued a voucher; a live promotion for anyone helps, or --customer CARD")
	return body, nil, false
}

func ackFalse(v *visit, t *trial) {
	t.refused("ack of a receipt nobody sent", v.ack(v.run+"-nothing", notPrinted), http.StatusNotFound, "")
	body, issued, ok := v.issue(t, "jammed")
	if !ok {
		return
	}
	first, second := v.ack(body.Receipt, notPrinted), v.ack(body.Receipt, notPrinted)
	a, ok := read[voided](t, "ack with printed false", first)
	if !ok || !t.status("the ack again", second, http.StatusOK) {
		return
	}
	if !bytes.Equal(first.body, second.body) {
		t.miss("the same answer again: "+clip(first.body), clip(second.body))
	}
	for _, code := range issued {
		if !slices.Contains(list(a.VouchersVoided), code) {
			t.miss("vouchers_voided holds "+code, clip(first.body))
		}
		t.state(v, code, "voided")
	}
}

// farewell takes back what the run sold.
func farewell() []check {
	return []check{{"farewell", "every sale of this run is voided: nothing of it counts", leave}}
}

func leave(v *visit, t *trial) {
	for _, id := range slices.Backward(v.open) { // users of a voucher before the sale that issued it
		if r := v.void(id); r.err != nil || r.status >= http.StatusBadRequest {
			t.miss("void of "+id, r.said())
		}
	}
	v.open = nil
}
