package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"

	"sartor/internal/fault"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
	"sartor/internal/till"
	"sartor/internal/web"
)

func errNoRoute() error {
	return fault.New(fault.NotFound, "no_such_route", "nothing is served at this address; GET /openapi.json lists what is")
}

func errMethod(method, allow string) error {
	return &wire.Refusal{
		Status: http.StatusMethodNotAllowed, Code: "method_not_allowed", Title: "Not with this method",
		Detail: "this address does not answer " + wire.Clip(method) + "; it answers " + allow,
	}
}

func errNoIfMatch() error {
	return &wire.Refusal{
		Status: http.StatusPreconditionRequired, Code: "if_match_required", Title: "Which version is edited is not said",
		Detail: "send If-Match with the ETag of the version you read",
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

// fail writes an error as problem+json.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problem{}
	if no, ok := errors.AsType[*wire.Refusal](err); ok {
		p.Problem = web.Problem{Title: no.Title, Status: no.Status, Detail: no.Detail, Code: no.Code}
	} else if no, ok := errors.AsType[*rejected](err); ok {
		p.Problem = web.Problem{Title: "The voucher cannot be used", Status: http.StatusConflict, Detail: no.view.Detail, Code: no.view.Reason}
		p.Rejected = &no.view
	} else if old, ok := errors.AsType[*room.Stale](err); ok {
		p.Problem, p.Current = web.ProblemOf(err), old.Current
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
