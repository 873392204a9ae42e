package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"sartor/internal/fault"
)

// answer is how one kind of fault is answered.
type answer struct {
	status int
	title  string
	retry  string // seconds for Retry-After, or empty
}

// answerOf is the one place where a kind of fault becomes a status.
func answerOf(kind fault.Kind) answer {
	switch kind {
	case fault.Malformed:
		return answer{status: http.StatusBadRequest, title: "The request cannot be read"}
	case fault.Unknown:
		return answer{status: http.StatusUnauthorized, title: "Who asks is not known"}
	case fault.Denied:
		return answer{status: http.StatusForbidden, title: "Not allowed"}
	case fault.NotFound:
		return answer{status: http.StatusNotFound, title: "Not found"}
	case fault.Conflict:
		return answer{status: http.StatusConflict, title: "Clashes with what stands"}
	case fault.Gone:
		return answer{status: http.StatusGone, title: "No longer answered"}
	case fault.Stale:
		return answer{status: http.StatusPreconditionFailed, title: "Changed in the meantime"}
	case fault.TooLarge:
		return answer{status: http.StatusRequestEntityTooLarge, title: "Too large"}
	case fault.Invalid:
		return answer{status: http.StatusUnprocessableEntity, title: "What was sent does not hold"}
	case fault.Exhausted:
		return answer{status: http.StatusTooManyRequests, title: "Too many requests", retry: "60"}
	case fault.Unavailable:
		return answer{status: http.StatusServiceUnavailable, title: "Not available now", retry: "1"}
	case fault.Internal:
	}
	return answer{status: http.StatusInternalServerError, title: "Our fault"}
}

// StatusOf returns the HTTP status of an error.
func StatusOf(err error) int { return answerOf(KindOf(err)).status }

// KindOf returns the kind of an error; a body beyond its limit is TooLarge
// wherever it was noticed.
func KindOf(err error) fault.Kind {
	if _, over := errors.AsType[*http.MaxBytesError](err); over {
		return fault.TooLarge
	}
	return fault.KindOf(err)
}

// Problem is the body of an error (RFC 9457).
type Problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail,omitempty"`
	Code      string         `json:"code"`
	Errors    []ProblemField `json:"errors,omitempty"`
	RequestID string         `json:"request_id,omitempty"`

	hint string
}

// Said is what is wrong for a page, which has no pointers to places.
func (p Problem) Said() string {
	words := []string{p.hint}
	for _, f := range p.Errors {
		words = append(words, f.Detail)
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// ProblemField is one place of the input that does not hold.
type ProblemField struct {
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
}

// ProblemOf turns an error into what may be shown: hints and fields, never the
// cause. An Internal error shows nothing of itself.
func ProblemOf(err error) Problem {
	kind := KindOf(err)
	a := answerOf(kind)
	p := Problem{Title: a.title, Status: a.status, Code: fault.CodeOf(err)}
	if kind == fault.TooLarge && fault.KindOf(err) != fault.TooLarge {
		p.Code = "too_large"
	}
	if kind == fault.Internal {
		p.Code = fault.Internal.String()
	}
	if e, ok := errors.AsType[*fault.Error](err); ok && kind != fault.Internal {
		p.Detail, p.hint = e.Hint, e.Hint
		if p.Detail == "" && len(e.Fields) == 1 { // people read the detail
			p.Detail = strings.TrimSpace(e.Fields[0].Pointer + " " + e.Fields[0].Detail)
		}
		for _, f := range e.Fields {
			p.Errors = append(p.Errors, ProblemField{Pointer: f.Pointer, Detail: f.Detail})
		}
	}
	p.Type = "urn:sartor:problem:" + p.Code
	return p
}

// WriteProblem answers with problem+json and hands the cause to the log.
func WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	Note(r, err)
	p := ProblemOf(err)
	p.RequestID = RequestID(r.Context())
	SetProblemHeaders(w, err)
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	body, err := json.Marshal(p)
	if err != nil {
		Note(r, err)
		return
	}
	_, err = w.Write(append(body, '\n'))
	_ = ignoreGone(err)
}

// SetProblemHeaders sets the headers an error's status calls for: who may come
// in (401) and when to come again (429, 503).
func SetProblemHeaders(w http.ResponseWriter, err error) {
	a := answerOf(KindOf(err))
	if a.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="sartor"`)
	}
	if a.retry != "" {
		w.Header().Set("Retry-After", a.retry)
	}
}
