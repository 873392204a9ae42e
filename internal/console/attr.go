package console

import "github.com/a-h/templ"

// theme is the attribute that fixes a theme; without one the device decides.
func theme(name string) templ.Attributes {
	if name == "" {
		return nil
	}
	return templ.Attributes{"data-theme": name}
}

// current marks the link of the page one is on.
func (n navItem) current() templ.Attributes {
	if !n.Current {
		return nil
	}
	return templ.Attributes{"aria-current": "page"}
}

// stream is where a list gets its live rows; a paused one has none.
func stream(url string) templ.Attributes {
	if url == "" {
		return nil
	}
	return templ.Attributes{"data-stream": url}
}
