package file

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

// JSON reads one JSON value. Keys that come twice are refused: which one
// holds would be a guess.
func JSON(b []byte) (Node, error) {
	switch {
	case len(b) > MaxBytes:
		return Node{}, fault.New(fault.TooLarge, "too_large", "a promotion is at most %d bytes; this has %d", MaxBytes, len(b))
	case !utf8.Valid(b):
		return Node{}, fault.New(fault.Malformed, "malformed", "the text is not UTF-8")
	}
	var whole json.RawMessage
	if err := json.Unmarshal(b, &whole); err != nil {
		return Node{}, notJSON(b, err)
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
func placeAt(src []byte, offset int64) Place {
	before := src[:min(int64(len(src)), offset)]
	line := bytes.LastIndexByte(before, '\n') + 1
	return Place{Line: bytes.Count(before, []byte{'\n'}) + 1, Column: utf8.RuneCount(before[line:]) + 1}
}

// jsonReader builds the tree from text that is known to be JSON.
type jsonReader struct{ dec *json.Decoder }

func (r *jsonReader) value(depth int) (Node, error) {
	token, err := r.dec.Token()
	if err != nil {
		return Node{}, err
	}
	if depth > maxDepth {
		return Node{}, fault.New(fault.Malformed, "malformed", "values lie more than %d levels deep", maxDepth)
	}
	switch v := token.(type) {
	case string:
		return Node{Kind: Text, Word: v}, nil
	case json.Number:
		return Node{Kind: Number, Word: v.String()}, nil
	case bool:
		return Node{Kind: Truth, Word: strconv.FormatBool(v)}, nil
	case json.Delim:
		if v == '[' {
			return r.list(depth)
		}
		return r.object(depth)
	}
	return Node{}, nil // null
}

func (r *jsonReader) list(depth int) (Node, error) {
	out := Node{Kind: List}
	for r.dec.More() {
		n, err := r.value(depth + 1)
		if err != nil {
			return Node{}, err
		}
		out.Items = append(out.Items, n)
	}
	_, err := r.dec.Token()
	return out, err
}

func (r *jsonReader) object(depth int) (Node, error) {
	out, seen := Node{Kind: Object}, map[string]bool{}
	for r.dec.More() {
		token, err := r.dec.Token()
		if err != nil {
			return Node{}, err
		}
		name, _ := token.(string) // the decoder gives nothing else before a colon
		if seen[name] {
			return Node{}, fault.AtField("/"+Escape(name), "stands twice; write it once")
		}
		seen[name] = true
		value, err := r.value(depth + 1)
		if err != nil {
			return Node{}, err
		}
		out.Keys = append(out.Keys, Entry{Name: name, Value: value})
	}
	_, err := r.dec.Token()
	return out, err
}
