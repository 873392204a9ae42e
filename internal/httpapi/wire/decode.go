package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sartor/internal/fault"
)

// Decode reads the body of an administration route. Fields nobody knows are
// refused by name, so that a typing error is not a setting that never was made.
func Decode[T any](body []byte) (T, error) {
	var out, none T
	if err := DecodeStrict(body, &out); err != nil {
		return none, err
	}
	return out, nil
}

// DecodeStrict is Decode into what out points to.
func DecodeStrict(body []byte, out any) error {
	if err := json.Unmarshal(body, out, json.RejectUnknownMembers(true)); err != nil {
		return jsonError(body, err)
	}
	return nil
}

// DecodeLenient reads the body of a till or a source: unknown fields are for the
// target's embedded remainder.
func DecodeLenient(body []byte, out any) error {
	if err := json.Unmarshal(body, out); err != nil {
		return jsonError(body, err)
	}
	return nil
}

// jsonError tells what cannot be parsed (400) from what does not hold (422) and
// names the place.
func jsonError(body []byte, err error) error {
	if len(strings.TrimSpace(string(body[:min(len(body), 64)]))) == 0 && len(body) <= 64 {
		return fault.New(fault.Malformed, "malformed", "the body is empty; this address expects JSON")
	}
	if wrong, ok := errors.AsType[*json.SemanticError](err); ok {
		whole := jsontext.Value(bytes.Clone(body))
		broken := whole.Compact() // what stands behind the first wrong value may be no JSON at all
		if broken == nil {
			return semanticError(wrong)
		}
		err = broken
	}
	out := &fault.Error{Kind: fault.Malformed, Code: "malformed", Err: err}
	switch bad, _ := errors.AsType[*jsontext.SyntacticError](err); {
	case bad == nil || errors.Is(err, io.ErrUnexpectedEOF):
		out.Hint = "the JSON ends too early"
	case errors.Is(err, jsontext.ErrDuplicateName):
		out.Hint = "a field stands twice; which one holds would be a guess"
		out.Fields = []fault.Field{{Pointer: string(bad.JSONPointer), Detail: "stands twice"}}
	default:
		out.Hint = fmt.Sprintf("this is not JSON: byte %d, %v", bad.ByteOffset, bad.Err)
		out.Fields = []fault.Field{{Pointer: string(bad.JSONPointer), Detail: fmt.Sprint(bad.Err)}}
	}
	return out
}

// semanticError names a value of the wrong kind, or a field nobody knows.
func semanticError(wrong *json.SemanticError) error {
	pointer := string(wrong.JSONPointer)
	if inner, ok := errors.AsType[*fault.Error](wrong.Err); ok {
		return Invalid(pointer, inner.Hint)
	}
	if errors.Is(wrong.Err, json.ErrUnknownName) {
		out := Invalid(pointer, "is no field of the JSON this route takes; leave it out or correct its name")
		out.Code = "unknown_field"
		return out
	}
	return Invalid(pointer, fmt.Sprintf("must be %s, not %s", wanted(wrong.GoType), kindOf(wrong.JSONKind)))
}

// wanted says a Go type in the words of JSON.
func wanted(t reflect.Type) string {
	if t == nil {
		return "another value"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return wanted(t.Elem())
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint32:
		return "a whole number (money is in minor units: 249 for 2.49)"
	case reflect.Float64:
		return "a number"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	}
	return "another value"
}

// kindOf says a JSON value's kind.
func kindOf(k jsontext.Kind) string {
	switch k {
	case '"':
		return "text"
	case '0':
		return "this number"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	case '[':
		return "a list"
	case '{':
		return "an object"
	}
	return "this"
}
