package console

import "strings"

// slot fills one {name} of a pattern. A figure with a URL is a stitched link to
// its evidence; Range follows it, muted.
type slot struct {
	Name, Text, URL, Range string
	Plain                  bool // no emphasis: a word, not a figure
}

// part is a piece of a finished sentence.
type part struct {
	Text, URL, Range string
	Strong           bool
}

// sentence fills the {slots} of a pattern in the order in which the language
// has them. A slot without text vanishes; an unknown one stays visible, so
// that a test finds it.
func sentence(pattern string, slots ...slot) []part {
	var out []part
	for pattern != "" {
		before, rest, found := strings.Cut(pattern, "{")
		if before != "" {
			out = append(out, part{Text: before})
		}
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		out = append(out, named(slots, name))
		pattern = after
	}
	return out
}

func named(slots []slot, name string) part {
	for _, s := range slots {
		if s.Name == name {
			return part{Text: s.Text, URL: s.URL, Range: s.Range, Strong: !s.Plain && s.URL == "" && s.Text != ""}
		}
	}
	return part{Text: "{" + name + "}"}
}

// fill is sentence as plain text.
func fill(pattern string, slots ...slot) string {
	var b strings.Builder
	for _, p := range sentence(pattern, slots...) {
		b.WriteString(p.Text)
		if p.Range != "" {
			b.WriteString(" (" + p.Range + ")")
		}
	}
	return b.String()
}

// plural is a phrase about a number: {n} is the number.
type plural struct{ One, Many string }

// of writes the phrase for n.
func (p plural) of(f formatter, n int64) string {
	return fill(p.form(n), slot{Name: "n", Text: f.count(n)})
}

func (p plural) form(n int64) string {
	if n == 1 {
		return p.One
	}
	return p.Many
}

// list joins words: a, b and c.
func (f formatter) list(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	return strings.Join(items[:len(items)-1], ", ") + f.w.And + items[len(items)-1]
}
