package shell

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"sartor/internal/console/phrase"
)

// Say writes a sentence: figures are strong or stitched links, ranges muted. It
// is no template because a template may put a blank between a link and the
// comma behind it.
func Say(parts []phrase.Part) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		for _, p := range parts {
			text := templ.EscapeString(p.Text)
			switch {
			case p.URL != "":
				b.WriteString(`<a href="` + templ.EscapeString(p.URL) + `">` + text + `</a>`)
			case p.Strong:
				b.WriteString("<b>" + text + "</b>")
			default:
				b.WriteString(text)
			}
			if p.Range != "" {
				b.WriteString(` <span class="rng">(` + templ.EscapeString(p.Range) + `)</span>`)
			}
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}
