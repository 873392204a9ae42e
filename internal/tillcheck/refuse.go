package tillcheck

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// refusals are the steps of input that does not hold.
func refusals() []check {
	return []check{
		{"bad.json", "what is not JSON: 400", badJSON},
		{"bad.fields", "what does not hold: 422 with a pointer to the field", badFields},
		{"bad.clock", "at more than 5 minutes ahead: 422 future; a little ahead is accepted", badClock},
		{"bad.size", "10,000 lines close; 10,001 are 413 too_large", badSize},
		{"unknown.field", "unknown fields are ignored and named in warnings", unknownField},
		{"unknown.id", "an unknown customer id closes as anonymous with the warning unknown_customer", unknownID},
		{"return", "goods that come back have negative quantity and amount, and the sale closes", returned},
	}
}

func badJSON(v *visit, t *trial) {
	for _, body := range []string{`{"receipt":`, `[`, `nonsense`, `{"receipt":"a","receipt":"b"}`, strings.Repeat(`{"a":`, 20_000)} {
		t.refused("close of "+clip([]byte(body[:min(len(body), 40)])), v.call(v.ctx, http.MethodPost, closePath, []byte(body)), http.StatusBadRequest, "")
	}
}

func badFields(v *visit, t *trial) {
	for _, c := range []struct {
		what, pointer string
		spoil         func(*receipt)
	}{
		{"quantity 0", "/lines/0/quantity", func(r *receipt) { r.Lines = []line{{Product: v.product.Product, Amount: 100}} }},
		{"a sign unlike the amount's", "/lines/0/quantity", func(r *receipt) { r.Lines = []line{{Product: v.product.Product, Quantity: -1, Amount: 100}} }},
		{"a negative discount", "/lines/0/discount", func(r *receipt) {
			r.Lines = []line{{Product: v.product.Product, Quantity: 1, Amount: 100, Discount: -1}}
		}},
		{"no product", "/lines/0/product", func(r *receipt) { r.Lines = []line{{Quantity: 1, Amount: 100}} }},
		{"another currency than the store's", "/currency", func(r *receipt) { r.Currency = "XTS" }},
		{"no at", "/at", func(r *receipt) { r.At = "" }},
		{"no receipt id", "/receipt", func(r *receipt) { r.Receipt = "" }},
		{"at without an offset", "/at", func(r *receipt) { r.At = v.opt.Now().Format("2006-01-02T15:04:05") }},
	} {
		body := v.sale("bad")
		c.spoil(&body)
		r := v.close(body)
		t.refused("close with "+c.what, r, http.StatusUnprocessableEntity, "")
		if p := r.problem(); r.status == http.StatusUnprocessableEntity && !slices.ContainsFunc(p.Errors, func(f field) bool { return f.Pointer == c.pointer }) {
			t.miss("close with "+c.what+": errors points to "+c.pointer, clip(r.body))
		}
	}
}

func badClock(v *visit, t *trial) {
	far := v.sale("future")
	far.At = v.past(-6 * time.Minute)
	t.refused("close 6 minutes ahead", v.close(far), http.StatusUnprocessableEntity, "future")
	near := v.sale("ahead")
	near.At = v.past(-4 * time.Minute)
	t.status("close 4 minutes ahead", v.close(near), http.StatusOK)
}

const mostLines = 10_000

func badSize(v *visit, t *trial) {
	body := v.sale("long")
	one := line{Product: v.product.Product, Quantity: 1, Amount: 100}
	body.Lines = slices.Repeat([]line{one}, mostLines)
	t.status("close of 10,000 lines", v.close(body), http.StatusOK)
	body = v.sale("longer")
	body.Lines = slices.Repeat([]line{one}, mostLines+1)
	t.refused("close of 10,001 lines", v.close(body), http.StatusRequestEntityTooLarge, "too_large")
}

func unknownField(v *visit, t *trial) {
	body := v.sale("field")
	raw, err := json.Marshal(struct {
		receipt
		Strange string `json:"till_check_strange"`
	}{body, "x"})
	if err != nil {
		t.miss("a receipt as JSON", err.Error())
		return
	}
	v.open = append(v.open, body.Receipt)
	a, ok := read[answer](t, "close with a field nobody knows", v.call(v.ctx, http.MethodPost, closePath, raw))
	if ok && !slices.ContainsFunc(list(a.Warnings), func(w string) bool { return strings.Contains(w, "till_check_strange") }) {
		t.miss("warnings names till_check_strange", strings.Join(list(a.Warnings), ", "))
	}
}

func unknownID(v *visit, t *trial) {
	body := v.sale("stranger")
	body.Customer = &customer{ID: "cus_nobody"}
	a, ok := read[answer](t, "close for an id nobody has", v.close(body))
	if !ok {
		return
	}
	if a.Customer != nil {
		t.miss("no customer in the answer", *a.Customer)
	}
	if !slices.Contains(list(a.Warnings), "unknown_customer") {
		t.miss("the warning unknown_customer", strings.Join(list(a.Warnings), ", "))
	}
}

func returned(v *visit, t *trial) {
	body := v.sale("return")
	for i := range body.Lines {
		body.Lines[i].Quantity, body.Lines[i].Amount = -body.Lines[i].Quantity, -body.Lines[i].Amount
	}
	a, ok := read[answer](t, "close of a return", v.close(body))
	if ok {
		t.sound(&a)
	}
}
