package console

import (
	"net/http"

	"github.com/a-h/templ"

	"sartor/internal/console/phrase"
	"sartor/internal/fault"
	"sartor/internal/web"
)

// failPage is the page of something that went wrong.
type failPage struct {
	Frame frame
	Head  head
	Say   string
	Back  string
	URL   string
	ID    string // the request's id, for whoever is asked for help
}

// render writes a finished page. It is built in memory first, so that a failed
// template never leaves half a page.
func (c *call) render(p templ.Component) error { return c.renderAs(http.StatusOK, p) }

func (c *call) renderAs(status int, p templ.Component) error {
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	if err := p.Render(c.r.Context(), buf); err != nil {
		return fault.At("console.render", err)
	}
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.w.WriteHeader(status)
	if _, err := c.w.Write(buf.Bytes()); err != nil {
		return nil // the reader left; there is nobody to tell
	}
	return nil
}

// fail answers an error as a page: what is wrong and what can be done, never
// the cause.
func (c *call) fail(err error) {
	web.Note(c.r, err)
	web.SetProblemHeaders(c.w, err)
	problem := web.ProblemOf(err)
	w := c.f.W.Fail
	text := w.Kinds[problem.Status]
	if text.Title == "" {
		text = w.Kinds[http.StatusInternalServerError]
	}
	say := problem.Detail
	for _, f := range problem.Errors {
		say += " " + f.Detail
	}
	if say == "" {
		say = text.Say
	}
	p := failPage{
		Frame: c.frame(text.Title, ""), Say: text.Say, Back: w.Back, URL: "/",
		Head: head{H1: text.Title, Answer: phrase.Sentence(say)},
	}
	p.Frame.Toast = nil // nothing was done
	if problem.Status >= 500 {
		p.ID = phrase.Fill(w.Request, phrase.Slot{Name: "id", Text: web.RequestID(c.r.Context())})
	}
	if again := c.renderAs(problem.Status, failBody(p)); again != nil {
		web.WriteProblem(c.w, c.r, again)
	}
}
