package field

import (
	"strconv"

	"github.com/a-h/templ"
)

// Input is one line to type into.
type Input struct {
	Name, Label, Hint, Value string
	Kind                     string // of HTML: text, number, date, search
	Unit                     string // said behind the label, such as % or EUR
	Err                      string
	Class                    string
	Fixed                    string // why it cannot be changed; empty: it can
	Min, Max, Step           string
	Most                     int    // characters; 0 is 128
	Needed                   bool   // nothing holds without it
	Form                     string // id of the form it goes with, where it stands outside of it
}

func (i *Input) id() string { return ID(i.Name) }

// attrs are those that depend on what the field is.
func (i *Input) attrs() templ.Attributes {
	a := templ.Attributes{"maxlength": "128"}
	if i.Most > 0 {
		a["maxlength"] = number(i.Most)
	}
	if i.Kind == "number" || i.Kind == "date" {
		delete(a, "maxlength")
	}
	for name, v := range map[string]string{"min": i.Min, "max": i.Max, "step": i.Step} {
		if v != "" {
			a[name] = v
		}
	}
	if i.Kind == "text" && i.Unit != "" {
		a["inputmode"] = "decimal"
	}
	if by := described(i.id(), i.Hint, i.Err); by != "" {
		a["aria-describedby"] = by
	}
	if i.Err != "" {
		a["aria-invalid"] = "true"
	}
	if i.Form != "" {
		a["form"] = i.Form
	}
	if i.Fixed != "" {
		a["readonly"] = true
	}
	if i.Needed {
		a["aria-required"] = "true" // not "required": the server says it beside the field, in the page's language
	}
	return a
}

// described names what explains a field, for those who hear it.
func described(id, hint, err string) string {
	switch {
	case hint != "" && err != "":
		return id + "-h " + id + "-e"
	case hint != "":
		return id + "-h"
	case err != "":
		return id + "-e"
	}
	return ""
}

// Option is one of several to choose.
type Option struct {
	Value, Text, Note string
	Chosen            bool
}

// Pick is a choice of one (radio or a list) or of several.
type Pick struct {
	Name, Label, Hint, Err, Class string
	Options                       []Option
	Fixed                         string
	Kind                          string // radio or checkbox
	Inline                        bool   // side by side, for short words
}

func (p *Pick) id() string { return ID(p.Name) }

func (p *Pick) attrs() templ.Attributes {
	a := templ.Attributes{}
	if by := described(p.id(), p.Hint, p.Err); by != "" {
		a["aria-describedby"] = by
	}
	if p.Err != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

func (p *Pick) option(i int) templ.Attributes {
	a := templ.Attributes{}
	if p.Options[i].Chosen {
		a["checked"] = true
	}
	if p.Fixed != "" && !p.Options[i].Chosen {
		a["disabled"] = true
	}
	return a
}

func (p *Pick) list() string {
	if p.Inline {
		return "picks row"
	}
	return "picks"
}

// chosen is the attribute of a list's entry.
func (o *Option) chosen() templ.Attributes {
	if !o.Chosen {
		return nil
	}
	return templ.Attributes{"selected": true}
}

func number(n int) string { return strconv.Itoa(n) }
