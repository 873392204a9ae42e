package tillcheck

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// trial collects what one step finds.
type trial struct {
	findings []Finding
	skipped  string
}

func (t *trial) miss(expected, came string) {
	t.findings = append(t.findings, Finding{Expected: expected, Came: came})
}

// skip says why the step cannot be taken here, and how it could.
func (t *trial) skip(why string) { t.skipped = why }

// same compares one value with the contract's.
func same[T comparable](t *trial, what string, got, want T) {
	if got != want {
		t.miss(fmt.Sprintf("%s %v", what, want), fmt.Sprintf("%v", got))
	}
}

// status expects a status; false when another came.
func (t *trial) status(what string, r reply, want int) bool {
	if r.err != nil || r.status != want {
		t.miss(fmt.Sprintf("%s: %d %s", what, want, http.StatusText(want)), r.said())
		return false
	}
	return true
}

// refused expects problem+json of a status and a code; an empty code may be any.
func (t *trial) refused(what string, r reply, status int, code string) {
	if !t.status(what, r, status) {
		return
	}
	if !r.isProblem() {
		t.miss(what+": application/problem+json", r.header.Get("Content-Type"))
	}
	p := r.problem()
	if p.Code == "" || p.Status != status {
		t.miss(fmt.Sprintf("%s: status %d and a code in the body", what, status), r.said())
	}
	if code != "" && p.Code != code {
		t.miss(what+": code "+code, p.Code)
	}
}

// read expects 200 and a body of the shape.
func read[T any](t *trial, what string, r reply) (T, bool) {
	return readAs[T](t, what, r, http.StatusOK)
}

func readAs[T any](t *trial, what string, r reply, status int) (out T, ok bool) {
	if !t.status(what, r, status) {
		return out, false
	}
	if err := json.Unmarshal(r.body, &out); err != nil {
		t.miss(what+": JSON of the contract's shape", err.Error())
		return out, false
	}
	return out, true
}

// sound checks what holds for every answer to a close, a quote or a fact.
func (t *trial) sound(a *answer) {
	for name, absent := range map[string]bool{
		"redeemed": a.Redeemed == nil, "rejected": a.Rejected == nil, "vouchers": a.Vouchers == nil, "warnings": a.Warnings == nil,
	} {
		if absent {
			t.miss("the list "+name+", empty when there is nothing: lists are never absent", "absent")
		}
	}
	if a.Deduction == nil {
		t.miss("deduction, 0 when nothing is deducted", "absent")
		return
	}
	var sum int64
	for _, r := range list(a.Redeemed) {
		var shares int64
		for _, s := range r.Lines {
			shares += s.Amount
		}
		same(t, "the sum of the lines of "+r.Code, shares, r.Amount)
		sum += r.Amount
	}
	same(t, "deduction, the sum of redeemed", *a.Deduction, sum)
}

// decodeInto reads a body that need not be there.
func decodeInto(r reply, out any) bool {
	return r.err == nil && r.status == http.StatusOK && json.Unmarshal(r.body, out) == nil
}
