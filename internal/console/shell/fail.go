package shell

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"sartor/internal/console/phrase"
	"sartor/internal/fault"
	"sartor/internal/web"
)

// failPage is the page of something that went wrong.
type failPage struct {
	Frame  Frame
	Head   Head
	Say    string
	Back   string
	URL    string
	Detail string // in English, where the page's language has no words for it
	ID     string // the request's id, for whoever is asked for help
}

// Render writes a finished page. It is built in memory first, so that a failed
// template never leaves half a page.
func (c *Call) Render(p templ.Component) error { return c.RenderAs(http.StatusOK, p) }

func (c *Call) RenderAs(status int, p templ.Component) error {
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	if err := p.Render(c.R.Context(), buf); err != nil {
		return fault.At("console.render", err)
	}
	c.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.W.WriteHeader(status)
	if _, err := c.W.Write(buf.Bytes()); err != nil {
		return nil // the reader left; there is nobody to tell
	}
	return nil
}

// Fail answers an error as a page: what is wrong and what can be done, never
// the cause.
func (c *Call) Fail(err error) {
	web.Note(c.R, err)
	web.SetProblemHeaders(c.W, err)
	problem := web.ProblemOf(err)
	say := problem.Said()
	w := c.F.W.Fail
	text := w.Kinds[problem.Status]
	if text.Title == "" {
		text = w.Kinds[http.StatusInternalServerError]
	}
	hint := c.Hint(problem.Code, say)
	p := failPage{
		Frame: c.Frame(text.Title, ""), Say: text.Say, Back: w.Back, URL: "/",
		Head: Head{H1: text.Title, Answer: []phrase.Part{{Text: cmp.Or(hint, text.Say)}}},
	}
	if strings.HasSuffix(p.Head.Answer[0].Text, text.Say) {
		p.Say = "" // it is said above
	}
	if hint == "" {
		p.Detail = say // not in this language: what exactly, as the domain says it
	}
	p.Frame.Toast = nil // nothing was done
	if problem.Status >= 500 {
		p.ID = phrase.Fill(w.Request, phrase.Slot{Name: "id", Text: web.RequestID(c.R.Context())})
	}
	if again := c.RenderAs(problem.Status, failBody(p)); again != nil {
		web.WriteProblem(c.W, c.R, again)
	}
}

// Hint is what somebody can do about a failure, in their language: the domain
// speaks English; other languages have words for its codes, "" where they have
// none.
func (c *Call) Hint(code, english string) string {
	if c.F.W.Language == "en" {
		return english
	}
	return c.F.W.Fail.Hints[code]
}

// Attach answers with a file to keep.
func (c *Call) Attach(media, name string, body []byte) {
	h := c.W.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = c.W.Write(body) // a reader that has left is nobody to tell
}

// Redirect sends the browser on, after a form by GET.
func (c *Call) Redirect(to string) { http.Redirect(c.W, c.R, to, http.StatusSeeOther) }
