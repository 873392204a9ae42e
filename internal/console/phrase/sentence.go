package phrase

import "strings"

// Slot fills one {name} of a pattern. A figure with a URL is a stitched link to
// its evidence; Range follows it, muted.
type Slot struct {
	Name, Text, URL, Range string
	Plain                  bool // no emphasis: a word, not a figure
}

// Part is a piece of a finished sentence.
type Part struct {
	Text, URL, Range string
	Strong           bool
}

// Sentence fills the {slots} of a pattern in the order in which the language
// has them. A slot without text vanishes; an unknown one stays visible, so
// that a test finds it.
func Sentence(pattern string, slots ...Slot) []Part {
	var out []Part
	for pattern != "" {
		before, rest, found := strings.Cut(pattern, "{")
		if before != "" {
			out = append(out, Part{Text: before})
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

func named(slots []Slot, name string) Part {
	for _, s := range slots {
		if s.Name == name {
			return Part{Text: s.Text, URL: s.URL, Range: s.Range, Strong: !s.Plain && s.URL == "" && s.Text != ""}
		}
	}
	return Part{Text: "{" + name + "}"}
}

// Fill is sentence as plain text. The point of an abbreviation at the end of a
// sentence is the sentence's too: "As of 1. Nov." has one.
func Fill(pattern string, slots ...Slot) string {
	var b strings.Builder
	abbreviated := false
	for _, p := range Sentence(pattern, slots...) {
		if abbreviated && strings.HasPrefix(p.Text, ".") {
			p.Text = p.Text[1:]
		}
		abbreviated = strings.HasSuffix(p.Text, ".") && p.Range == ""
		b.WriteString(p.Text)
		if p.Range != "" {
			b.WriteString(" (" + p.Range + ")")
		}
	}
	return b.String()
}

// Plural is a phrase about a number: {n} is the number.
type Plural struct{ One, Many string }

// Of writes the phrase for n.
func (p Plural) Of(f Formatter, n int64) string {
	return Fill(p.Form(n), Slot{Name: "n", Text: f.Count(n)})
}

// Form returns the pattern for n, not yet filled.
func (p Plural) Form(n int64) string {
	if n == 1 {
		return p.One
	}
	return p.Many
}

// List joins words: a, b and c.
func (f Formatter) List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	return strings.Join(items[:len(items)-1], ", ") + f.W.And + items[len(items)-1]
}
