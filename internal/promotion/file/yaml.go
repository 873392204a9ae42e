package file

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"sartor/internal/fault"
)

// YAML returns the tree of each promotion in the file.
func YAML(b []byte) ([]Node, error) {
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
	var out []Node
	for _, doc := range file.Docs {
		if doc == nil || doc.Body == nil {
			continue
		}
		n := r.value(doc.Body, 0)
		if n.Kind == List {
			out = append(out, n.Items...)
		} else if n.Kind != Null {
			out = append(out, n)
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	if len(out) == 0 {
		return nil, syntaxAt(Place{1, 1}, "the file holds no promotion")
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
		return syntaxAt(Place{1, 1}, err.Error())
	}
	return syntaxAt(placeOf(e.GetToken()), e.GetMessage())
}

func syntaxAt(at Place, why string) error {
	out := fault.New(fault.Malformed, "malformed", "this is not YAML that can be read: %s", why)
	out.Fields = []fault.Field{{Pointer: at.String(), Detail: why}}
	return out
}

func placeOf(t *token.Token) Place {
	if t == nil || t.Position == nil {
		return Place{1, 1}
	}
	return Place{Line: t.Position.Line, Column: t.Position.Column}
}

// yamlReader turns the parser's tree into ours and keeps the first error.
type yamlReader struct{ err error }

func (r *yamlReader) refuse(at Place, why string, args ...any) Node {
	if r.err == nil {
		r.err = syntaxAt(at, fmt.Sprintf(why, args...))
	}
	return Node{Place: at}
}

func (r *yamlReader) value(n ast.Node, depth int) Node {
	if n == nil {
		return Node{}
	}
	at := placeOf(n.GetToken())
	if depth > maxDepth {
		return r.refuse(at, "values lie more than %d levels deep", maxDepth)
	}
	switch v := n.(type) {
	case *ast.NullNode:
		return Node{Place: at}
	case *ast.BoolNode:
		return Node{Kind: Truth, Word: fmt.Sprint(v.Value), Place: at}
	case *ast.IntegerNode:
		return r.number(v.Token, at)
	case *ast.FloatNode:
		return r.number(v.Token, at)
	case *ast.StringNode:
		return Node{Kind: Text, Word: v.Value, Place: at}
	case *ast.LiteralNode:
		return Node{Kind: Text, Word: v.Value.Value, Place: at}
	case *ast.SequenceNode:
		return r.list(v, depth)
	case *ast.MappingNode:
		return r.object(v.Values, at, depth)
	case *ast.MappingValueNode:
		return r.object([]*ast.MappingValueNode{v}, at, depth)
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		return r.refuse(at, "anchors and aliases are not read; write the value out")
	case *ast.TagNode:
		return r.refuse(at, "tags such as %s are not read; leave it out", Clip(v.Start.Value))
	}
	return r.refuse(at, "%s is not read here", n.Type())
}

// number keeps the digits as written, so that a product's number without
// quotes stays the same text.
func (r *yamlReader) number(t *token.Token, at Place) Node {
	return Node{Kind: Number, Word: t.Value, Plain: true, Place: at}
}

func (r *yamlReader) list(v *ast.SequenceNode, depth int) Node {
	out := Node{Kind: List, Place: placeOf(v.GetToken())}
	for _, item := range v.Values {
		out.Items = append(out.Items, r.value(item, depth+1))
	}
	return out
}

func (r *yamlReader) object(values []*ast.MappingValueNode, at Place, depth int) Node {
	out, seen := Node{Kind: Object, Place: at}, map[string]bool{}
	for i, v := range values {
		if v == nil || v.Key == nil {
			continue
		}
		here := placeOf(v.Key.GetToken())
		if i == 0 {
			out.Place = here // the parser points at the colon
		}
		name, ok := r.name(v.Key)
		if !ok {
			return r.refuse(here, "a key must be one word")
		}
		if seen[name] {
			return r.refuse(here, "%q stands twice; write it once", Clip(name))
		}
		seen[name] = true
		value := r.value(v.Value, depth+1)
		if value.Place.Line == 0 || value.Kind == Null {
			value.Place = here
		}
		out.Keys = append(out.Keys, Entry{Name: name, Place: here, Value: value})
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
