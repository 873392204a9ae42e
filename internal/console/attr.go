package console

import "github.com/a-h/templ"

// stream is where a list gets its live rows; a paused one has none.
func stream(url string) templ.Attributes {
	if url == "" {
		return nil
	}
	return templ.Attributes{"data-stream": url}
}
