// Package field owns the parts of forms: inputs with their label, what was typed
// and what is wrong with it, choices, and lists picked without scripts. A field is
// called by the JSON pointer of what it edits ("/reward/percent"), so that a
// refusal of the domain finds its place by itself.
//
// What always holds: what was typed comes back as typed, whatever was wrong with it
// (TestForm_KeepsWhatWasTyped); a flaw stands beside the nearest field that holds its
// place (TestForm_FlawsFindTheirField); an amount is read the way people of either
// language write it (TestMinor).
package field

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"sartor/internal/fault"
)

// Form is what was typed into the fields of a page, and what is wrong with it.
type Form struct {
	Typed url.Values
	flaws []fault.Field
}

// Value is what was typed into a field.
func (f *Form) Value(name string) string { return strings.TrimSpace(f.Typed.Get(name)) }

// Has reports whether a field came with the form at all.
func (f *Form) Has(name string) bool { return f.Typed.Has(name) }

// List is what was chosen of a list, each once, in the order of the form.
func (f *Form) List(name string) []string {
	var out []string
	for _, v := range f.Typed[name] {
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// Bad marks a field. The first flaw of a place stands.
func (f *Form) Bad(pointer, detail string) {
	for _, was := range f.flaws {
		if was.Pointer == pointer {
			return
		}
	}
	f.flaws = append(f.flaws, fault.Field{Pointer: pointer, Detail: detail})
}

// Take adds what a refusal of the domain names; ok is false when the error is no
// such refusal.
func (f *Form) Take(err error) (ok bool) {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || len(e.Fields) == 0 {
		return false
	}
	for _, flaw := range e.Fields {
		f.Bad(flaw.Pointer, flaw.Detail)
	}
	return true
}

// Flawed reports whether anything is wrong.
func (f *Form) Flawed() bool { return len(f.flaws) > 0 }

// Flaws lists what is wrong.
func (f *Form) Flaws() []fault.Field { return f.flaws }

// Flaw is what is wrong with a field: of its own place, or of one inside it that
// has no field of its own among others.
func (f *Form) Flaw(name string, others []string) string {
	for _, flaw := range f.flaws {
		if Nearest(flaw.Pointer, others) == name {
			return flaw.Detail
		}
	}
	return ""
}

// Nearest is the field that holds a place: the longest of names that it is, or lies in.
func Nearest(pointer string, names []string) string {
	best := ""
	for _, n := range names {
		if (pointer == n || strings.HasPrefix(pointer, n+"/")) && len(n) > len(best) {
			best = n
		}
	}
	return best
}

// ID is the name of a field as an id of the page.
func ID(name string) string {
	return "f" + strings.NewReplacer("/", "-", " ", "_").Replace(name)
}

// Kept is what was chosen of a list: what stood before in its old order, so that
// nothing seems to change, then what is new.
func Kept[T ~string](f *Form, name string, was []T) []T {
	var out []T
	chosen := f.List(name)
	for _, e := range was {
		if slices.Contains(chosen, string(e)) {
			out = append(out, e)
		}
	}
	for _, v := range chosen {
		if !slices.Contains(was, T(v)) {
			out = append(out, T(v))
		}
	}
	return out
}
