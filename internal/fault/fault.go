// Package fault owns the one error type of Sartor: what went wrong, of which
// kind, and what the person in front of us can do about it. It imports nothing
// of ours, so that every package may use it.
package fault

import (
	"errors"
	"fmt"
)

// Kind says who has to act. The edges turn it into an HTTP status or an exit
// code; nothing else looks at error texts.
type Kind uint8

// The kinds, in the order of the table that maps them to statuses.
const (
	Internal    Kind = iota // ours; the cause goes to the log only
	Malformed               // cannot be parsed (400)
	Invalid                 // parsed, but does not hold (422)
	Denied                  // known, but not allowed (403)
	Unknown                 // not signed in (401)
	NotFound                // absent, or hidden from this caller (404)
	Conflict                // clashes with what stands (409)
	Gone                    // stood once and may not be answered again (410)
	Stale                   // an edit of an older version (412)
	TooLarge                // above a named limit (413)
	Exhausted               // a limit per time is used up (429)
	Unavailable             // try again later (503)
)

var names = [...]string{
	"internal", "malformed", "invalid", "denied", "unknown", "not_found",
	"conflict", "gone", "stale", "too_large", "exhausted", "unavailable",
}

// String returns the kind's stable word.
func (k Kind) String() string {
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Field is one place in the input that does not hold.
type Field struct {
	Pointer string // JSON pointer (RFC 6901) or "line:column" of a file
	Detail  string // what is wrong, the limit, and the value that works
}

// Error is the one error type that crosses package borders.
type Error struct {
	Op     string  // "voucher.Redeem": package.Operation, never a sentence
	Kind   Kind    // who has to act
	Code   string  // stable word for scripts, such as "receipt_conflict"; empty means the kind's word
	Hint   string  // what the person in front of us can do; safe to show
	Fields []Field // places in the input, when there are any
	Err    error   // the cause, for the log only
}

// Error formats the operation, the hint and the cause, for logs.
func (e *Error) Error() string {
	s := e.Op
	if _, nested := errors.AsType[*Error](e.Err); nested {
		return join(s, e.Err.Error()) // the fault inside says the rest
	}
	if e.Hint != "" {
		s = join(s, e.Hint)
	}
	for _, f := range e.Fields {
		s = join(s, f.Pointer+" "+f.Detail)
	}
	if e.Err != nil {
		s = join(s, e.Err.Error())
	}
	if s == "" {
		return e.Kind.String()
	}
	return s
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + ": " + b
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns an error of a kind with a stable code and a hint that may be shown.
func New(kind Kind, code, hint string, args ...any) *Error {
	if len(args) > 0 {
		hint = fmt.Sprintf(hint, args...)
	}
	return &Error{Kind: kind, Code: code, Hint: hint}
}

// AtField returns an Invalid error about one place of the input.
func AtField(pointer, detail string, args ...any) *Error {
	if len(args) > 0 {
		detail = fmt.Sprintf(detail, args...)
	}
	return &Error{Kind: Invalid, Code: "validation", Fields: []Field{{Pointer: pointer, Detail: detail}}}
}

// At adds the operation at a package border; the kind, code and hint of a
// fault inside are kept. At(op, nil) is nil.
func At(op string, err error) error {
	if err == nil {
		return nil
	}
	if inner, ok := errors.AsType[*Error](err); ok {
		out := *inner
		out.Op, out.Err = op, err
		return &out
	}
	return &Error{Op: op, Kind: Internal, Err: err}
}

// KindOf returns the kind of the outermost fault in err, Internal otherwise.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// CodeOf returns the stable code of err.
func CodeOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.Code != "" {
		return e.Code
	}
	return KindOf(err).String()
}

// Is reports whether err is a fault of the kind.
func Is(err error, kind Kind) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Kind == kind
}
