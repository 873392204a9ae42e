package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"

	"sartor/internal/fault"
	"sartor/internal/till"
	"sartor/internal/web"
)

// refusal is an error whose status no kind of fault has: it belongs to HTTP.
type refusal struct {
	status int
	code   string
	title  string
	detail string
}

// Error formats the refusal for the log.
func (e *refusal) Error() string { return e.code + ": " + e.detail }

func errNoRoute() error {
	return fault.New(fault.NotFound, "no_such_route", "nothing is served at this address; GET /openapi.json lists what is")
}

func errMethod(method, allow string) error {
	return &refusal{
		status: http.StatusMethodNotAllowed, code: "method_not_allowed", title: "Not with this method",
		detail: "this address does not answer " + clip(method) + "; it answers " + allow,
	}
}

func errSlow() error {
	return &refusal{
		status: http.StatusRequestTimeout, code: "too_slow", title: "The body came too slowly",
		detail: "the body did not arrive in time; send the same request again",
	}
}

func errEncoding(encoding string) error {
	return &refusal{
		status: http.StatusUnsupportedMediaType, code: "content_encoding", title: "Not read in this form",
		detail: "Content-Encoding " + clip(encoding) + " is not read here; send it plain or with gzip",
	}
}

func errNoIfMatch() error {
	return &refusal{
		status: http.StatusPreconditionRequired, code: "if_match_required", title: "Which version is edited is not said",
		detail: "send If-Match with the ETag of the version you read",
	}
}

// problem is the body of an error with what some errors bring beside it.
type problem struct {
	web.Problem
	Rejected *till.RejectedView `json:"rejected,omitempty"` // of a redemption
	Current  any                `json:"current,omitempty"`  // the version that stands, with 412
}

// rejected is a voucher that was refused, answered with 409.
type rejected struct{ view till.RejectedView }

// Error formats the refusal for the log; the code stays out of it.
func (e *rejected) Error() string { return "voucher refused: " + e.view.Reason }

// stale is an edit of an older version; the one that stands is shown.
type stale struct {
	error
	current any
}

// Unwrap returns the fault inside.
func (e *stale) Unwrap() error { return e.error }

// fail writes an error as problem+json.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problem{}
	if no, ok := errors.AsType[*refusal](err); ok {
		p.Problem = web.Problem{Title: no.title, Status: no.status, Detail: no.detail, Code: no.code}
	} else if no, ok := errors.AsType[*rejected](err); ok {
		p.Problem = web.Problem{Title: "The voucher cannot be used", Status: http.StatusConflict, Detail: no.view.Detail, Code: no.view.Reason}
		p.Rejected = &no.view
	} else if old, ok := errors.AsType[*stale](err); ok {
		p.Problem, p.Current = web.ProblemOf(err), old.current
	} else {
		web.WriteProblem(w, r, err)
		return
	}
	p.Type, p.RequestID = "urn:sartor:problem:"+p.Code, web.RequestID(r.Context())
	web.Note(r, err)
	body, failed := json.Marshal(p)
	if failed != nil {
		web.WriteProblem(w, r, failed)
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_, _ = w.Write(append(body, '\n')) // a reader that has left is nobody to tell
}

// clip shortens foreign text for a message.
func clip(s string) string {
	const most = 64
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
