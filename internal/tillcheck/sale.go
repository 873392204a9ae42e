package tillcheck

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// sales are the steps of an ordinary sale.
func sales() []check {
	return []check{
		{"token", "without a token: 401 as problem+json that says who may come in", noToken},
		{"quote", "a quote needs no receipt id, lists are never absent, and it promises no codes", quote},
		{"quote.nothing", "a quote changes nothing: its receipt id is unknown afterwards", quoteWritesNothing},
		{"close", "a close answers the receipt, what to deduct, and new vouchers", firstClose},
		{"close.print", "print holds the strip when there are vouchers, and is absent when there are none", printed},
		{"close.anonymous", "an anonymous close names no customer", anonymous},
		{"retry", "the same receipt again: the same bytes, with Idempotent-Replayed: true", retry},
		{"retry.spelling", "same content is the parsed receipt: spelling and order of keys do not matter", retrySpelling},
		{"retry.print", "another print gives the same codes in the other format", retryPrint},
		{"retry.race", "concurrent retries wait for the first: one sale, one answer", retryRace},
		{"conflict", "other content under a known receipt id: 409 receipt_conflict", conflict},
		{"deadline", "past deadline_ms nothing is issued and the sale closes", deadline},
	}
}

func noToken(v *visit, t *trial) {
	body, err := json.Marshal(v.sale(""))
	if err != nil {
		t.miss("a receipt as JSON", err.Error())
		return
	}
	r := v.send(v.ctx, request{method: http.MethodPost, path: quotePath, body: body, kind: "application/json"})
	t.refused("quote without a token", r, http.StatusUnauthorized, "")
	if r.err == nil && r.header.Get("WWW-Authenticate") == "" {
		t.miss("WWW-Authenticate beside 401", "absent")
	}
}

func quote(v *visit, t *trial) {
	a, ok := read[answer](t, "quote", v.call(v.ctx, http.MethodPost, quotePath, v.sale("")))
	if !ok {
		return
	}
	t.sound(&a)
	for _, n := range list(a.Vouchers) {
		if n.Code != "" {
			t.miss("no code in a quote: only close decides", n.Code)
		}
	}
}

func quoteWritesNothing(v *visit, t *trial) {
	body := v.sale("quoted")
	if _, ok := read[answer](t, "quote with a receipt id", v.call(v.ctx, http.MethodPost, quotePath, body)); !ok {
		return
	}
	t.refused("ack of a receipt that was only quoted", v.ack(body.Receipt, printedOK), http.StatusNotFound, "")
}

// strip is what tills mostly ask for.
func strip(format string) *printer { return &printer{Format: format, Columns: 42, Cut: true} }

func firstClose(v *visit, t *trial) {
	body := v.sale("first")
	body.Print = strip("escpos")
	r := v.close(body)
	a, ok := read[answer](t, "close", r)
	if !ok {
		return
	}
	t.sound(&a)
	same(t, "receipt", a.Receipt, body.Receipt)
	v.first = sale{body: body, raw: r.body, answer: a}
	for _, n := range list(a.Vouchers) {
		if n.Code == "" || n.Promotion == "" || n.Text == "" || n.ValidFrom == "" || n.ValidUntil == "" {
			t.miss("code, promotion, text, valid_from and valid_until of every voucher", fmt.Sprintf("%+v", n))
		}
	}
}

const noFirst = "the first close was not answered"

func printed(v *visit, t *trial) {
	switch a := &v.first.answer; {
	case v.first.raw == nil:
		t.skip(noFirst)
	case len(list(a.Vouchers)) == 0:
		if a.Print != nil {
			t.miss("no print without vouchers", fmt.Sprintf("%d bytes", len(a.Print)))
		}
	default:
		t.strip("escpos", a)
	}
}

// strip checks that a strip is of its format and shows every code.
func (t *trial) strip(format string, a *answer) {
	magic := map[string]string{"escpos": "\x1b@", "png": "\x89PNG", "text": ""}[format]
	if len(a.Print) == 0 || !bytes.HasPrefix(a.Print, []byte(magic)) {
		t.miss("print: a strip in "+format+", base64", fmt.Sprintf("%d bytes that begin %q", len(a.Print), a.Print[:min(len(a.Print), 8)]))
	}
	if format == "png" {
		return // a picture is not read here
	}
	for _, n := range list(a.Vouchers) {
		if !bytes.Contains(a.Print, []byte(n.Code)) {
			t.miss("the code "+n.Code+" on the strip in "+format, "absent")
		}
	}
}

func anonymous(v *visit, t *trial) {
	body := v.sale("anonymous")
	body.Customer = nil
	a, ok := read[answer](t, "close without a customer", v.close(body))
	if ok && a.Customer != nil {
		t.miss("no customer in the answer", *a.Customer)
	}
}

// again expects the first answer once more.
func (t *trial) again(what string, r reply, want []byte) {
	if !t.status(what, r, http.StatusOK) {
		return
	}
	if !bytes.Equal(r.body, want) {
		t.miss(what+": the same bytes as the first answer: "+clip(want), clip(r.body))
	}
	if !r.replayed() {
		t.miss(what+": the header Idempotent-Replayed: true", "absent")
	}
}

func clip(b []byte) string {
	return strings.ToValidUTF8(strings.TrimSpace(string(b[:min(len(b), mostShown)])), "?")
}

func retry(v *visit, t *trial) {
	if v.first.raw == nil {
		t.skip(noFirst)
		return
	}
	t.again("the same close again", v.close(v.first.body), v.first.raw)
}

func retrySpelling(v *visit, t *trial) {
	if v.first.raw == nil {
		t.skip(noFirst)
		return
	}
	b := v.first.body
	swapped, err := json.MarshalIndent(struct {
		Lines    []line    `json:"lines"`
		Customer *customer `json:"customer,omitempty"`
		Currency string    `json:"currency"`
		At       string    `json:"at"`
		Till     string    `json:"till"`
		Store    string    `json:"store"`
		Receipt  string    `json:"receipt"`
	}{b.Lines, b.Customer, b.Currency, b.At, b.Till, b.Store, b.Receipt}, "", "  ")
	if err != nil {
		t.miss("a receipt as JSON", err.Error())
		return
	}
	t.again("the same close with its keys in another order and without print", v.call(v.ctx, http.MethodPost, closePath, swapped), v.first.raw)
}

func retryPrint(v *visit, t *trial) {
	if v.first.raw == nil || len(list(v.first.answer.Vouchers)) == 0 {
		t.skip("no voucher was issued, so there is no strip; a live promotion for anyone helps, or --customer CARD")
		return
	}
	for _, format := range []string{"text", "png"} {
		body := v.first.body
		body.Print = strip(format)
		a, ok := read[answer](t, "close with print as "+format, v.close(body))
		if !ok {
			continue
		}
		same(t, "codes in "+format, codes(&a), codes(&v.first.answer))
		t.strip(format, &a)
	}
}

func codes(a *answer) string {
	var out []string
	for _, n := range list(a.Vouchers) {
		out = append(out, n.Code)
	}
	return strings.Join(out, " ")
}

// racers send the same close at once.
const racers = 4

func retryRace(v *visit, t *trial) {
	body := v.sale("race")
	var replies [racers]reply
	var all sync.WaitGroup
	for i := range replies {
		all.Go(func() { replies[i] = v.call(v.ctx, http.MethodPost, closePath, body) })
	}
	all.Wait()
	v.open = append(v.open, body.Receipt)
	firsts := 0
	for _, r := range replies {
		if !t.status("concurrent close", r, http.StatusOK) {
			continue
		}
		if !r.replayed() {
			firsts++
		}
		if !bytes.Equal(r.body, replies[0].body) {
			t.miss("concurrent closes of one receipt: the same bytes "+clip(replies[0].body), clip(r.body))
		}
	}
	same(t, "answers that are not a replay:", firsts, 1)
}

func conflict(v *visit, t *trial) {
	if v.first.raw == nil {
		t.skip(noFirst)
		return
	}
	dearer := v.first.body
	dearer.Lines = []line{dearer.Lines[0]}
	dearer.Lines[0].Amount++
	t.refused("the same receipt id with another amount", v.close(dearer), http.StatusConflict, "receipt_conflict")
	later := v.first.body
	later.At = v.past(-1e9)
	t.refused("the same receipt id with another at", v.close(later), http.StatusConflict, "receipt_conflict")
	t.again("the first close after the conflict", v.close(v.first.body), v.first.raw)
}

func deadline(v *visit, t *trial) {
	body := v.sale("late")
	none := 0
	body.DeadlineMS = &none
	a, ok := read[answer](t, "close with deadline_ms 0", v.close(body))
	if ok && len(list(a.Vouchers)) > 0 {
		t.miss("no vouchers past the deadline", codes(&a))
	}
}

// acked is what a till says of its printer.
type acked bool

const (
	printedOK  acked = true
	notPrinted acked = false
)

func (v *visit) ack(id string, how acked) reply {
	return v.call(v.ctx, http.MethodPost, ackPath, struct {
		Receipt string `json:"receipt"`
		Printed acked  `json:"printed"`
	}{id, how})
}
