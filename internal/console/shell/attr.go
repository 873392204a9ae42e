package shell

import "github.com/a-h/templ"

// Themed is the attribute that fixes a theme; without one the device decides.
func Themed(name string) templ.Attributes {
	if name == "" {
		return nil
	}
	return templ.Attributes{"data-theme": name}
}

// current marks the link of the page one is on.
func (n NavItem) current() templ.Attributes {
	if !n.Current {
		return nil
	}
	return templ.Attributes{"aria-current": "page"}
}

// viewed marks the saved view that a list is.
func viewed(v SavedLink) templ.Attributes {
	if !v.Current {
		return nil
	}
	return templ.Attributes{"aria-current": "true"}
}
