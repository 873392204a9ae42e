package shell

import "net/url"

// Filter is one field of a list's filters: of words, or one of some choices.
type Filter struct {
	Name, Label, Value string
	Choices            []Choice // none: words
}

// Choice is one of what a filter may be.
type Choice struct {
	Value, Label string
	Chosen       bool
}

// Words is a filter of words.
func Words(q url.Values, name, label string) Filter {
	return Filter{Name: name, Label: label, Value: q.Get(name)}
}

// OneOf makes a filter one of some choices; the first is all of them.
func (f Filter) OneOf(all string, choices ...Choice) Filter {
	out := f
	out.Choices = append([]Choice{{Label: all}}, choices...)
	for i := range out.Choices {
		out.Choices[i].Chosen = out.Choices[i].Value == out.Value
	}
	return out
}
