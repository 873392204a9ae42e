package file

import (
	"encoding/json"
	"testing"
)

// TestMerge_RFC7396 runs the examples of the standard's appendix A.
func TestMerge_RFC7396(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `null`, `null`},
		{`{"a":"foo"}`, `"bar"`, `"bar"`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
	} {
		target, err1 := JSON([]byte(c[0]))
		patch, err2 := JSON([]byte(c[1]))
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if got := printNode(t, Merge(target, patch)); got != c[2] {
			t.Errorf("%s with %s: got %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

func printNode(t *testing.T, n Node) string {
	t.Helper()
	switch n.Kind {
	case Text:
		b, err := json.Marshal(n.Word)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	case List:
		s := ""
		for _, item := range n.Items {
			s += "," + printNode(t, item)
		}
		return "[" + s[min(1, len(s)):] + "]"
	case Object:
		s := ""
		for _, e := range n.Keys {
			s += `,"` + e.Name + `":` + printNode(t, e.Value)
		}
		return "{" + s[min(1, len(s)):] + "}"
	case Null:
		return "null"
	}
	return n.Word
}
