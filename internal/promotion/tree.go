package promotion

import (
	"strconv"
	"strings"
)

// kind is what a node of a parsed file is.
type kind uint8

const (
	null kind = iota
	text
	number
	truth
	list
	object
)

// String returns the kind as a message says it.
func (k kind) String() string {
	return [...]string{"null", "text", "a number", "true or false", "a list", "an object"}[k]
}

// node is one value of a JSON or YAML file: both are read into the same tree
// and decoded by the same code. The zero node is null.
type node struct {
	kind  kind
	word  string  // text, the digits of a number, "true" or "false"
	plain bool    // a number of YAML without quotes: may also be read as text
	items []node  // of a list
	keys  []entry // of an object, in the order of the file
	place place
}

// entry is one key of an object.
type entry struct {
	name  string
	place place // of the key
	value node
}

// place is where something stands in a file, counted from 1; 0 is unknown.
type place struct{ line, column int }

func (p place) String() string {
	return strconv.Itoa(max(1, p.line)) + ":" + strconv.Itoa(max(1, p.column))
}

// key returns the value of a key.
func (n node) key(name string) (node, bool) {
	e, ok := n.child(name)
	return e.value, ok
}

// with returns the object with one key set, the others untouched.
func (n node) with(e entry) node {
	keys := make([]entry, 0, len(n.keys)+1)
	found := false
	for _, k := range n.keys {
		if k.name == e.name {
			k, found = e, true
		}
		keys = append(keys, k)
	}
	if !found {
		keys = append(keys, e)
	}
	n.keys = keys
	return n
}

// without returns the object with some keys left out.
func (n node) without(out func(name string) bool) node {
	var keys []entry
	for _, k := range n.keys {
		if !out(k.name) {
			keys = append(keys, k)
		}
	}
	n.keys = keys
	return n
}

// merge applies a JSON merge patch (RFC 7396) to target.
func merge(target, patch node) node {
	if patch.kind != object {
		return patch
	}
	if target.kind != object {
		target = node{kind: object, place: patch.place}
	}
	for _, e := range patch.keys {
		if e.value.kind == null {
			target = target.without(func(name string) bool { return name == e.name })
			continue
		}
		old, _ := target.key(e.name)
		target = target.with(entry{name: e.name, place: e.place, value: merge(old, e.value)})
	}
	return target
}

// locate returns where a flaw stands: its value or key, else, when that is
// missing, the nearest thing around it.
func (n node) locate(f flaw) place {
	at := n.place
	for part := range strings.SplitSeq(strings.TrimPrefix(f.pointer, "/"), "/") {
		e, ok := n.child(unescape(part))
		if !ok {
			return at
		}
		n, at = e.value, e.value.place
		if f.about == aKey {
			at = e.place
		}
	}
	return at
}

// child returns the entry of an object or of a list, by key or number.
func (n node) child(part string) (entry, bool) {
	if n.kind == list {
		i, err := strconv.Atoi(part)
		if err != nil || i < 0 || i >= len(n.items) {
			return entry{}, false
		}
		return entry{place: n.items[i].place, value: n.items[i]}, true
	}
	for _, e := range n.keys {
		if e.name == part {
			return e, true
		}
	}
	return entry{}, false
}

// escape writes a key as a part of a JSON pointer (RFC 6901).
func escape(part string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(part)
}

func unescape(part string) string {
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
}
