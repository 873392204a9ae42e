package promotion

import (
	"fmt"
	"slices"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/promotion/file"
)

// ParseYAML reads one or several promotions: a document each, or lists of them.
// The tree is that of JSON, and so are the rules. Every error, of syntax, of
// shape or of rule, names line and column in Field.Pointer and the field in
// its text; all of them are reported at once.
func ParseYAML(b []byte) ([]Promotion, error) {
	const op = "promotion.ParseYAML"
	trees, err := file.YAML(b)
	if err != nil {
		return nil, fault.At(op, err)
	}
	var out []Promotion
	var flaws []flaw
	for _, n := range trees {
		p, bad := decode(n)
		if len(bad) == 0 {
			bad = problemsOutside(p)
		}
		if p.ID != "" && slices.ContainsFunc(out, func(other Promotion) bool { return other.ID == p.ID }) {
			bad = append(bad, flaw{pointer: "/id", detail: fmt.Sprintf("%q stands twice in this file", p.ID)})
		}
		for _, f := range bad {
			flaws = append(flaws, flaw{pointer: f.place(n).String(), detail: strings.TrimSpace(dotted(f.pointer) + " " + f.detail)})
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
		parts[i] = file.Unescape(parts[i])
	}
	return strings.Join(parts, ".")
}

// place is where the flaw stands in the file it was read from.
func (f *flaw) place(n file.Node) file.Place {
	value, key := n.Locate(f.pointer)
	if f.about == aKey {
		return key
	}
	return value
}
