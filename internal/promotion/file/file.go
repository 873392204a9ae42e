// Package file reads JSON and YAML into one tree, in which every value knows
// where it stands in its file. It refuses what would be a guess: keys that come
// twice, text that is not UTF-8, anchors and tags of YAML. It knows no promotion;
// package promotion decodes the tree (TestParse_…, TestParseYAML_… there).
package file

import (
	"strconv"
	"strings"
)

// Kind is what a node of a parsed file is.
type Kind uint8

// The kinds.
const (
	Null Kind = iota
	Text
	Number
	Truth
	List
	Object
)

// String returns the kind as a message says it.
func (k Kind) String() string {
	return [...]string{"null", "text", "a number", "true or false", "a list", "an object"}[k]
}

// Node is one value of a JSON or YAML file: both are read into the same tree
// and decoded by the same code. The zero node is null.
type Node struct {
	Kind  Kind
	Word  string  // text, the digits of a number, "true" or "false"
	Plain bool    // a number of YAML without quotes: may also be read as text
	Items []Node  // of a list
	Keys  []Entry // of an object, in the order of the file
	Place Place
}

// Entry is one key of an object.
type Entry struct {
	Name  string
	Place Place // of the key
	Value Node
}

// Place is where something stands in a file, counted from 1; 0 is unknown.
type Place struct{ Line, Column int }

// String writes line and column.
func (p Place) String() string {
	return strconv.Itoa(max(1, p.Line)) + ":" + strconv.Itoa(max(1, p.Column))
}

// Key returns the value of a key.
func (n Node) Key(name string) (Node, bool) {
	e, ok := n.child(name)
	return e.Value, ok
}

// With returns the object with one key set, the others untouched.
func (n Node) With(e Entry) Node {
	keys := make([]Entry, 0, len(n.Keys)+1)
	found := false
	for _, k := range n.Keys {
		if k.Name == e.Name {
			k, found = e, true
		}
		keys = append(keys, k)
	}
	if !found {
		keys = append(keys, e)
	}
	n.Keys = keys
	return n
}

// without returns the object with some keys left out.
func (n Node) without(out func(name string) bool) Node {
	var keys []Entry
	for _, k := range n.Keys {
		if !out(k.Name) {
			keys = append(keys, k)
		}
	}
	n.Keys = keys
	return n
}

// Merge applies a JSON merge patch (RFC 7396) to target.
func Merge(target, patch Node) Node {
	if patch.Kind != Object {
		return patch
	}
	if target.Kind != Object {
		target = Node{Kind: Object, Place: patch.Place}
	}
	for _, e := range patch.Keys {
		if e.Value.Kind == Null {
			target = target.without(func(name string) bool { return name == e.Name })
			continue
		}
		old, _ := target.Key(e.Name)
		target = target.With(Entry{Name: e.Name, Place: e.Place, Value: Merge(old, e.Value)})
	}
	return target
}

// Locate returns where a pointer's value and its key stand: when that is missing,
// the nearest thing around it.
func (n Node) Locate(pointer string) (value, key Place) {
	value, key = n.Place, n.Place
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		e, ok := n.child(Unescape(part))
		if !ok {
			return value, value
		}
		n, value, key = e.Value, e.Value.Place, e.Place
	}
	return value, key
}

// child returns the entry of an object or of a list, by key or number.
func (n Node) child(part string) (Entry, bool) {
	if n.Kind == List {
		i, err := strconv.Atoi(part)
		if err != nil || i < 0 || i >= len(n.Items) {
			return Entry{}, false
		}
		return Entry{Place: n.Items[i].Place, Value: n.Items[i]}, true
	}
	for _, e := range n.Keys {
		if e.Name == part {
			return e, true
		}
	}
	return Entry{}, false
}

// Escape writes a key as a part of a JSON pointer (RFC 6901).
func Escape(part string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(part)
}

// Unescape is the reverse of Escape.
func Unescape(part string) string {
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
}

// Clip shortens foreign text for a message.
func Clip(s string) string {
	const most = 64
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
