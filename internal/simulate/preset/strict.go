package preset

import (
	"bytes"
	"reflect"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"sartor/internal/fault"
)

// strict decodes YAML into a struct and refuses unknown, repeated and missing
// keys, wherever they stand.
func strict(text []byte, into *Preset) error {
	dec := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict())
	if err := dec.Decode(into); err != nil {
		return &fault.Error{Kind: fault.Invalid, Code: "preset", Hint: yaml.FormatError(err, false, true), Err: err}
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil || len(file.Docs) != 1 {
		return fault.New(fault.Invalid, "preset", "a preset is one YAML document")
	}
	return whole("", file.Docs[0].Body, reflect.TypeFor[Preset]())
}

// whole walks the document along the type and names the first missing key.
func whole(path string, n ast.Node, t reflect.Type) error {
	switch t.Kind() {
	case reflect.Struct:
		return wholeStruct(path, n, t)
	case reflect.Slice:
		list, ok := n.(*ast.SequenceNode)
		if !ok {
			return fault.AtField(path, "must be a list")
		}
		for _, v := range list.Values {
			if err := whole(path+"[]", v, t.Elem()); err != nil {
				return err
			}
		}
	case reflect.Map:
		for key, v := range children(n) {
			if err := whole(path+"/"+key, v, t.Elem()); err != nil {
				return err
			}
		}
	}
	return nil
}

func wholeStruct(path string, n ast.Node, t reflect.Type) error {
	have := children(n)
	for f := range t.Fields() {
		key := f.Tag.Get("yaml")
		if key == "" {
			continue
		}
		v, ok := have[key]
		if !ok {
			return fault.AtField(path+"/"+key, "is missing")
		}
		if err := whole(path+"/"+key, v, f.Type); err != nil {
			return err
		}
	}
	return nil
}

func children(n ast.Node) map[string]ast.Node {
	out := map[string]ast.Node{}
	m, ok := n.(ast.MapNode)
	if !ok {
		return out
	}
	for it := m.MapRange(); it.Next(); {
		out[it.Key().String()] = it.Value()
	}
	return out
}
