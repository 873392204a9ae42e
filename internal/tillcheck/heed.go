package tillcheck

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// hungUp looks whether the till waited as long as it said.
func (w *Watch) hungUp(e *exchange) {
	wait := patience
	if ms := e.receipt.DeadlineMS; ms != nil {
		wait = time.Duration(*ms) * time.Millisecond
	}
	if waited := w.now().Sub(e.began); e.path == closePath && waited < wait {
		w.find(e, Breach{
			Rule: "hung_up", What: fmt.Sprintf("hung up after %s, before the deadline of %s", waited.Round(time.Millisecond), wait),
			Mend: "wait longer than deadline_ms, or send a smaller deadline_ms; then repeat the same body",
		})
	}
}

// refusal names what the server did not take.
func (w *Watch) refusal(e *exchange, r reply) {
	if r.err != nil || r.status < http.StatusBadRequest {
		return
	}
	if s, err := strconv.Atoi(r.header.Get("Retry-After")); err == nil {
		e.lane.wait = w.now().Add(time.Duration(s) * time.Second)
	}
	if r.status >= http.StatusInternalServerError || r.status == http.StatusTooManyRequests {
		return // not the till's fault
	}
	p := r.problem()
	if e.named && (p.Code == "receipt_conflict" || p.Code == "receipt_voided") {
		return
	}
	what := fmt.Sprintf("%s was refused: %d %s, %s", e.path, r.status, p.Code, p.Detail)
	for _, f := range p.Errors {
		what += "; " + f.Pointer + " " + f.Detail
	}
	w.find(e, Breach{Rule: "refused", What: what, Mend: "docs/TILL.md lists what to do for each code"})
}

// quoted keeps a quote that would redeem, to see what becomes of it.
func (w *Watch) quoted(e *exchange, r reply) {
	q := &attempt{body: e.receipt}
	if e.lane.quoted = nil; decodeInto(r, &q.answer) && len(list(q.answer.Redeemed)) > 0 {
		e.lane.quoted = q
	}
}

// acked notes what the till said of its printer.
func (w *Watch) acked(e *exchange) {
	var body struct {
		Printed *bool `json:"printed"`
	}
	if json.Unmarshal(e.body, &body) != nil || body.Printed == nil {
		return
	}
	part := "ack not printed"
	if *body.Printed {
		part = "ack printed"
	}
	w.done[part]++
	if a := e.lane.attempts[e.receipt.Receipt]; a != nil {
		a.acked = true
	}
}

// voided notes a void.
func (w *Watch) voided(e *exchange, r reply) {
	w.done["void"]++
	if a := e.lane.attempts[e.receipt.Receipt]; a != nil && r.status == http.StatusOK {
		a.voided, a.answered = true, true
	}
	if r.status == http.StatusAccepted {
		w.find(e, Breach{
			Level: Advice, Rule: "void_unknown", What: "a receipt was voided that has not arrived",
			Mend: "its close will be stored as voided; if there is none to come, look at the receipt id",
		})
	}
}

// filed names the facts that were refused.
func (w *Watch) filed(e *exchange, r reply) {
	w.done["receipts"]++
	var got filed
	if !decodeInto(r, &got) {
		return
	}
	for _, f := range got.Refused {
		w.find(e, Breach{
			Rule: "fact_refused", What: fmt.Sprintf("receipt %d of the request was refused: %s, %s", f.Index, f.Code, f.Detail),
			Mend: "mend it and send it again; the others stand",
		})
	}
}
