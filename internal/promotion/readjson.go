package promotion

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"sartor/internal/fault"
)

// Bounds of a foreign file. A promotion that names 1,000 products takes 20 KiB.
const (
	MaxBytes = 4 << 20 // of one JSON body or YAML file
	maxDepth = 16      // the shape has three levels
)

// readJSON reads one JSON value. Keys that come twice are refused: which one
// holds would be a guess.
func readJSON(b []byte) (node, error) {
	switch {
	case len(b) > MaxBytes:
		return node{}, fault.New(fault.TooLarge, "too_large", "a promotion is at most %d bytes; this has %d", MaxBytes, len(b))
	case !utf8.Valid(b):
		return node{}, fault.New(fault.Malformed, "malformed", "the text is not UTF-8")
	}
	var whole json.RawMessage
	if err := json.Unmarshal(b, &whole); err != nil {
		return node{}, notJSON(b, err)
	}
	r := jsonReader{dec: json.NewDecoder(bytes.NewReader(b))}
	r.dec.UseNumber()
	return r.value(0)
}

// notJSON turns a syntax error into one with its line and column.
func notJSON(src []byte, err error) error {
	offset := int64(len(src)) // where the text ends too early
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok && !strings.HasPrefix(syntax.Error(), "unexpected end") {
		offset = max(0, syntax.Offset-1) // it counts the byte that is wrong
	}
	out := fault.New(fault.Malformed, "malformed", "this is not JSON: %s", err)
	out.Fields = []fault.Field{{Pointer: placeAt(src, offset).String(), Detail: err.Error()}}
	return out
}

// placeAt converts a byte offset to line and column; columns count characters.
func placeAt(src []byte, offset int64) place {
	before := src[:min(int64(len(src)), offset)]
	line := bytes.LastIndexByte(before, '\n') + 1
	return place{line: bytes.Count(before, []byte{'\n'}) + 1, column: utf8.RuneCount(before[line:]) + 1}
}

// jsonReader builds the tree from text that is known to be JSON.
type jsonReader struct{ dec *json.Decoder }

func (r *jsonReader) value(depth int) (node, error) {
	token, err := r.dec.Token()
	if err != nil {
		return node{}, err
	}
	if depth > maxDepth {
		return node{}, fault.New(fault.Malformed, "malformed", "values lie more than %d levels deep", maxDepth)
	}
	switch v := token.(type) {
	case string:
		return node{kind: text, word: v}, nil
	case json.Number:
		return node{kind: number, word: v.String()}, nil
	case bool:
		return node{kind: truth, word: strconv.FormatBool(v)}, nil
	case json.Delim:
		if v == '[' {
			return r.list(depth)
		}
		return r.object(depth)
	}
	return node{}, nil // null
}

func (r *jsonReader) list(depth int) (node, error) {
	out := node{kind: list}
	for r.dec.More() {
		n, err := r.value(depth + 1)
		if err != nil {
			return node{}, err
		}
		out.items = append(out.items, n)
	}
	_, err := r.dec.Token()
	return out, err
}

func (r *jsonReader) object(depth int) (node, error) {
	out, seen := node{kind: object}, map[string]bool{}
	for r.dec.More() {
		token, err := r.dec.Token()
		if err != nil {
			return node{}, err
		}
		name, _ := token.(string) // the decoder gives nothing else before a colon
		if seen[name] {
			return node{}, fault.AtField("/"+escape(name), "stands twice; write it once")
		}
		seen[name] = true
		value, err := r.value(depth + 1)
		if err != nil {
			return node{}, err
		}
		out.keys = append(out.keys, entry{name: name, value: value})
	}
	_, err := r.dec.Token()
	return out, err
}
