// Package wire reads what comes over HTTP: bodies within bounds of size, time
// and unpacking, JSON with the place of what is wrong, and receipts as tills
// send them. It refuses what cannot be parsed with fault.Malformed and what is
// of the wrong kind with fault.Invalid; whether a receipt holds is for the
// domain to say.
//
// What always holds: no byte beyond its limit is kept (TestTill_Bounds in httpapi); a
// receipt's unknown fields are ignored and named (TestReceipt_NamesUnknownFields);
// any bytes give a receipt or a refusal (FuzzReceipt).
package wire

import (
	"errors"
	"net/http"
	"strings"

	"sartor/internal/fault"
)

// Refusal is an error whose status no kind of fault has: it belongs to HTTP.
type Refusal struct {
	Status int
	Code   string
	Title  string
	Detail string
}

// Error formats the refusal for the log.
func (e *Refusal) Error() string { return e.Code + ": " + e.Detail }

func errSlow() error {
	return &Refusal{
		Status: http.StatusRequestTimeout, Code: "too_slow", Title: "The body came too slowly",
		Detail: "the body did not arrive in time; send the same request again",
	}
}

func errEncoding(encoding string) error {
	return &Refusal{
		Status: http.StatusUnsupportedMediaType, Code: "content_encoding", Title: "Not read in this form",
		Detail: "Content-Encoding " + Clip(encoding) + " is not read here; send it plain or with gzip",
	}
}

// ErrLarge says that a body is above its limit.
func ErrLarge(most int64) error {
	return fault.New(fault.TooLarge, "too_large", "the body is larger than %d KiB", most>>10)
}

// Invalid is a refusal of one place whose hint says it too.
func Invalid(pointer, detail string) *fault.Error {
	out := fault.AtField(pointer, "%s", detail)
	out.Hint = strings.TrimSpace(Clip(pointer) + " " + detail)
	return out
}

// Detail says the refusal of one of many on one line: where, and what to do.
func Detail(err error) string {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Kind == fault.Internal {
		return "could not be stored; send it again"
	}
	if len(e.Fields) == 0 {
		return e.Hint
	}
	said := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		said[i] = strings.TrimSpace(f.Pointer + " " + f.Detail) // no pointer: all of it
	}
	return strings.Join(said, "; ")
}

// Clip shortens foreign text for a message.
func Clip(s string) string {
	const most = 64
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// IsControl reports a sign that a screen or a printer would take for a command.
func IsControl(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }
