package promotion

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"sartor/internal/fault"
)

// ParseYAML reads one or several promotions: a document each, or lists of them.
// The tree is that of JSON, and so are the rules. Every error, of syntax, of
// shape or of rule, names line and column in Field.Pointer and the field in
// its text; all of them are reported at once.
func ParseYAML(file []byte) ([]Promotion, error) {
	const op = "promotion.ParseYAML"
	trees, err := readYAML(file)
	if err != nil {
		return nil, fault.At(op, err)
	}
	var out []Promotion
	var flaws []flaw
	for _, n := range trees {
		p, bad := decode(n)
		if len(bad) == 0 {
			bad = problems(p)
		}
		if p.ID != "" && slices.ContainsFunc(out, func(other Promotion) bool { return other.ID == p.ID }) {
			bad = append(bad, flaw{pointer: "/id", detail: fmt.Sprintf("%q stands twice in this file", p.ID)})
		}
		for _, f := range bad {
			flaws = append(flaws, flaw{pointer: n.locate(f).String(), detail: strings.TrimSpace(dotted(f.pointer) + " " + f.detail)})
		}
		out = append(out, p)
	}
	if len(flaws) > 0 {
		return nil, fault.At(op, refusal(flaws))
	}
	return out, nil
}

// dotted writes a pointer as people write it in YAML: budget.amount.
func dotted(pointer string) string {
	parts := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i := range parts {
		parts[i] = unescape(parts[i])
	}
	return strings.Join(parts, ".")
}

// readYAML returns the tree of each promotion in the file.
func readYAML(b []byte) ([]node, error) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	switch {
	case len(b) > MaxBytes:
		return nil, fault.New(fault.TooLarge, "too_large", "the file is larger than %d MiB: split it", MaxBytes>>20)
	case !utf8.Valid(b):
		return nil, fault.New(fault.Malformed, "malformed", "the file is not UTF-8")
	}
	file, err := parse(b)
	if err != nil {
		return nil, syntax(err)
	}
	r := yamlReader{}
	var out []node
	for _, doc := range file.Docs {
		if doc == nil || doc.Body == nil {
			continue
		}
		n := r.value(doc.Body, 0)
		if n.kind == list {
			out = append(out, n.items...)
		} else if n.kind != null {
			out = append(out, n)
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	if len(out) == 0 {
		return nil, syntaxAt(place{1, 1}, "the file holds no promotion")
	}
	return out, nil
}

// parse calls the parser of YAML. A panic in it is an answer about the file,
// not a reason to stop the server that reads it.
func parse(b []byte) (file *ast.File, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			file, err = nil, fmt.Errorf("the file cannot be read: %v", broken)
		}
	}()
	tokens := lexer.Tokenize(string(b))
	if at, found := emptyDocument(tokens); found {
		return nil, &emptyError{at: at}
	}
	return parser.Parse(tokens, 0)
}

// emptyDocument finds a document with nothing in it before another one. The
// parser loses what stands behind it, and a promotion must not get lost.
func emptyDocument(tokens token.Tokens) (*token.Token, bool) {
	var header *token.Token
	for _, t := range tokens {
		switch {
		case t.Type == token.CommentType:
		case t.Type == token.DocumentHeaderType && header != nil:
			return t, true
		case t.Type == token.DocumentHeaderType:
			header = t
		default:
			header = nil
		}
	}
	return nil, false
}

// emptyError has the shape of the parser's own errors.
type emptyError struct{ at *token.Token }

func (e *emptyError) Error() string          { return e.GetMessage() }
func (e *emptyError) GetToken() *token.Token { return e.at }
func (e *emptyError) GetMessage() string {
	return "the document before this line is empty; remove one of the ---"
}

// syntax turns the parser's error into one with its place.
func syntax(err error) error {
	type placed interface {
		error
		GetToken() *token.Token
		GetMessage() string
	}
	e, ok := errors.AsType[placed](err)
	if !ok {
		return syntaxAt(place{1, 1}, err.Error())
	}
	return syntaxAt(placeOf(e.GetToken()), e.GetMessage())
}

func syntaxAt(at place, why string) error {
	out := fault.New(fault.Malformed, "malformed", "this is not YAML that can be read: %s", why)
	out.Fields = []fault.Field{{Pointer: at.String(), Detail: why}}
	return out
}

func placeOf(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{1, 1}
	}
	return place{line: t.Position.Line, column: t.Position.Column}
}

// yamlReader turns the parser's tree into ours and keeps the first error.
type yamlReader struct{ err error }

func (r *yamlReader) refuse(at place, why string, args ...any) node {
	if r.err == nil {
		r.err = syntaxAt(at, fmt.Sprintf(why, args...))
	}
	return node{place: at}
}

func (r *yamlReader) value(n ast.Node, depth int) node {
	if n == nil {
		return node{}
	}
	at := placeOf(n.GetToken())
	if depth > maxDepth {
		return r.refuse(at, "values lie more than %d levels deep", maxDepth)
	}
	switch v := n.(type) {
	case *ast.NullNode:
		return node{place: at}
	case *ast.BoolNode:
		return node{kind: truth, word: fmt.Sprint(v.Value), place: at}
	case *ast.IntegerNode:
		return r.number(v.Token, at)
	case *ast.FloatNode:
		return r.number(v.Token, at)
	case *ast.StringNode:
		return node{kind: text, word: v.Value, place: at}
	case *ast.LiteralNode:
		return node{kind: text, word: v.Value.Value, place: at}
	case *ast.SequenceNode:
		return r.list(v, depth)
	case *ast.MappingNode:
		return r.object(v.Values, at, depth)
	case *ast.MappingValueNode:
		return r.object([]*ast.MappingValueNode{v}, at, depth)
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		return r.refuse(at, "anchors and aliases are not read; write the value out")
	case *ast.TagNode:
		return r.refuse(at, "tags such as %s are not read; leave it out", clip(v.Start.Value))
	}
	return r.refuse(at, "%s is not read here", n.Type())
}

// number keeps the digits as written, so that a product's number without
// quotes stays the same text.
func (r *yamlReader) number(t *token.Token, at place) node {
	return node{kind: number, word: t.Value, plain: true, place: at}
}

func (r *yamlReader) list(v *ast.SequenceNode, depth int) node {
	out := node{kind: list, place: placeOf(v.GetToken())}
	for _, item := range v.Values {
		out.items = append(out.items, r.value(item, depth+1))
	}
	return out
}

func (r *yamlReader) object(values []*ast.MappingValueNode, at place, depth int) node {
	out, seen := node{kind: object, place: at}, map[string]bool{}
	for i, v := range values {
		if v == nil || v.Key == nil {
			continue
		}
		here := placeOf(v.Key.GetToken())
		if i == 0 {
			out.place = here // the parser points at the colon
		}
		name, ok := r.name(v.Key)
		if !ok {
			return r.refuse(here, "a key must be one word")
		}
		if seen[name] {
			return r.refuse(here, "%q stands twice; write it once", clip(name))
		}
		seen[name] = true
		value := r.value(v.Value, depth+1)
		if value.place.line == 0 || value.kind == null {
			value.place = here
		}
		out.keys = append(out.keys, entry{name: name, place: here, value: value})
	}
	return out
}

func (r *yamlReader) name(key ast.MapKeyNode) (string, bool) {
	switch k := key.(type) {
	case *ast.StringNode:
		return k.Value, true
	case *ast.IntegerNode:
		return k.Token.Value, true
	case *ast.BoolNode:
		return k.Token.Value, true
	case *ast.NullNode:
		return k.Token.Value, true
	case *ast.MergeKeyNode:
		r.refuse(placeOf(k.GetToken()), "merge keys are not read; write the value out")
		return "<<", true
	}
	return "", false
}
