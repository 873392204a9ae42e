package template

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/terms"
	"sartor/internal/console/tryon"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/web"
)

// reviewPage is what goes live: what changes, what is expected, what stores may
// tailor.
type reviewPage struct {
	Frame   shell.Frame
	Head    shell.Head
	W       phrase.TemplateWords
	URL     string
	Title   string
	Sub     string
	Changes []terms.Change
	Terms   []terms.Fact
	Stores  []terms.Fact // what stores may tailor
	Sealed  bool         // they may tailor nothing
	Locked  bool         // there is a frame, and every part of it is locked
	First   bool         // there is no version before
	Look    tryon.Panel
	Go      string // the button's word; empty: nothing to do here
	To      string
	End     bool
}

// Review is GET /promotions/{id}/review: what goes live, before it does.
func (d *Desk) Review(c *shell.Call) error {
	s := d.open(c)
	if err := s.load(0); err != nil {
		return err
	}
	was, err := s.before()
	if err != nil {
		return err
	}
	if err := s.surround(s.R.Context(), s.is, was.Promotion, s.framePool()); err != nil {
		return err
	}
	s.own(&was.Promotion)
	p := s.review(&was)
	s.form.Typed = s.R.URL.Query()
	fit, e, err := s.tried()
	if err != nil {
		return err
	}
	p.Look = s.look(fit, e)
	return s.Render(reviewBody(p))
}

// before is the version the review compares with: the one before the one that
// stands; none of a new promotion.
func (s *sheet) before() (view.Edition, error) {
	if s.is.Version <= 1 {
		return view.Edition{}, nil
	}
	e, err := s.desk.Templates.Edition(s.R.Context(), s.id(), s.is.Version-1)
	if fault.Is(err, fault.NotFound) {
		return view.Edition{}, nil
	}
	return e, err
}

func (s *sheet) review(was *view.Edition) reviewPage {
	name, url := s.name(&s.is), "/promotions/"+string(s.is.ID)
	p := reviewPage{
		W: s.w, URL: url, Title: s.w.ReviewWhole, Sub: s.w.ReviewTermsSub, Sealed: s.is.Frame == nil, First: was.Promotion.Version == 0,
		Frame: s.Frame(name, shell.Promotions, shell.Crumb{Text: s.F.W.Screens[string(shell.Promotions)], URL: "/promotions"}, shell.Crumb{Text: name, URL: url}, shell.Crumb{Text: s.w.Review}),
	}
	s.toast(&p.Frame)
	for _, f := range terms.Of(s.F, &s.is, s.names()) {
		if f.Value != "" && !strings.HasPrefix(f.Key, "/frame") {
			p.Terms = append(p.Terms, f)
		}
	}
	p.Stores = terms.Frame(s.F, &s.is, s.names())
	p.Locked = !p.Sealed && len(terms.Open(&s.is)) == 0
	if was.Promotion.Version > 0 {
		p.Changes = terms.Between(s.F, &was.Promotion, &s.is, s.names())
		p.Title = s.w.ReviewChanges.Of(s.F, int64(len(p.Changes)))
		p.Sub = phrase.Fill(s.w.ReviewChangesSub, phrase.Slot{Name: "version", Text: version(was.Promotion.Version)})
	}
	answer := s.w.AnswerReviewed
	switch s.is.State {
	case promotion.Draft:
		p.Go, p.To, answer = s.w.GoLive, string(promotion.Live), s.w.AnswerReview
	case promotion.Paused:
		p.Go, p.To, p.End, answer = s.F.W.Promotion.Resume, string(promotion.Live), true, s.w.AnswerPaused
	case promotion.Live:
		p.End = true
	case promotion.Ended:
		answer = s.w.AnswerEnded
	}
	if !s.may() {
		p.Go, p.End = "", false
	}
	p.Head = shell.Head{
		H1: name, Badges: []shell.Badge{StateBadge(s.F, s.is.State), {Text: phrase.Fill(s.w.VersionBadge, phrase.Slot{Name: "version", Text: version(s.is.Version)}), Class: "central"}},
		Answer: phrase.Sentence(answer, phrase.Slot{Name: "starts", Text: s.F.Day(s.is.Starts)}, phrase.Slot{Name: "ends", Text: s.F.Day(s.is.Ends)}, phrase.Slot{Name: "budget", Text: s.F.Short(float64(s.is.Budget.Amount), s.is.Budget.Currency)}),
		AsOf:   phrase.Fill(s.w.SavedBy, phrase.Slot{Name: "who", Text: s.author(s.base.Author)}, phrase.Slot{Name: "when", Text: s.F.When(s.base.At)}),
	}
	return p
}

// toast says that the form was saved.
func (s *sheet) toast(f *shell.Frame) {
	if v, ok := strings.CutPrefix(s.R.URL.Query().Get("done"), "saved."); ok {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			f.Toast = &shell.Toast{Text: phrase.Fill(s.w.Saved, phrase.Slot{Name: "version", Text: version(n)})}
		}
	}
}

// historyPage is who changed what, newest first.
type historyPage struct {
	Frame  shell.Frame
	Head   shell.Head
	W      phrase.TemplateWords
	Rows   []editionRow
	ID     string
	Stands string // the version that does
	Note   string // why an earlier one cannot stand again
}

type editionRow struct {
	Version, Who, When, ISO string
	Badge                   shell.Badge
	Changes                 []terms.Change
	First                   bool
	Restore                 string // address of the form; empty: it stands, or not for this person
}

// History is GET /promotions/{id}/history.
func (d *Desk) History(c *shell.Call) error {
	s := d.open(c)
	if err := s.load(0); err != nil {
		return err
	}
	return s.history(http.StatusOK, "")
}

// Restore is POST /promotions/{id}/history/{version}: what an earlier version said
// stands again, as a new one; whether the promotion runs stays as it is.
func (d *Desk) Restore(c *shell.Call) error {
	s := d.open(c)
	if err := s.load(0); err != nil {
		return err
	}
	n, err := strconv.ParseInt(s.R.PathValue("version"), 10, 64)
	if err != nil || n < 1 {
		return shell.ErrAbsent()
	}
	earlier, err := d.Templates.Edition(s.R.Context(), s.id(), n)
	if err != nil {
		return err
	}
	base, _ := strconv.ParseInt(s.R.PostFormValue("version"), 10, 64) // anything else stands nowhere
	p := earlier.Promotion
	p.State, p.Version = s.is.State, base
	saved, err := d.Templates.SaveTemplate(s.R.Context(), s.Actor(phrase.Fill(s.w.RestoredReason, phrase.Slot{Name: "version", Text: version(n)})), view.SaveTemplate{Promotion: p, Base: max(base, 1)})
	switch {
	case err == nil:
		s.Redirect("/promotions/" + string(saved.Promotion.ID) + "/review?done=saved." + strconv.FormatInt(saved.Promotion.Version, 10))
		return nil
	case fault.Is(err, fault.NotFound):
		return err
	}
	web.Note(s.R, err)
	return s.history(web.ProblemOf(err).Status, s.unrestored(err))
}

// unrestored says why an earlier version cannot stand again, naming the parts that
// are in the way.
func (s *sheet) unrestored(err error) string {
	switch fault.CodeOf(err) {
	case "stale":
		return s.w.RestoreStale
	case "promotion_ended":
		return s.w.RestoreEnded
	case "promotion_live":
	default:
		return s.w.NotSaved
	}
	var names []string
	labels := s.labels()
	if e, ok := errors.AsType[*fault.Error](err); ok {
		for _, f := range e.Fields {
			if name := labels[s.place(f.Pointer, labels)]; name != "" {
				names = append(names, name)
			}
		}
	}
	return phrase.Fill(s.w.RestoreLive, phrase.Slot{Name: "parts", Text: s.F.List(names)})
}

func (s *sheet) history(status int, note string) error {
	d := s.desk
	list, err := d.Templates.Editions(s.R.Context(), s.id())
	if err != nil {
		return err
	}
	name := s.name(&s.is)
	p := historyPage{W: s.w, ID: string(s.is.ID), Stands: version(s.is.Version), Note: note, Frame: s.Frame(name, shell.Promotions, shell.Crumb{Text: s.F.W.Screens[string(shell.Promotions)], URL: "/promotions"}, shell.Crumb{Text: name, URL: "/promotions/" + string(s.is.ID)}, shell.Crumb{Text: s.w.History})}
	all := make([]promotion.Promotion, len(list))
	for i := range list {
		s.own(&list[i].Promotion)
		all[i] = list[i].Promotion
	}
	if err := s.surround(s.R.Context(), all...); err != nil {
		return err
	}
	for i := range list {
		e := &list[i]
		row := editionRow{Version: version(e.Promotion.Version), Who: s.author(e.Author), When: s.F.When(e.At), Badge: StateBadge(s.F, e.Promotion.State), First: e.Promotion.Version == 1}
		if i > 0 && s.may() && s.is.State != promotion.Ended {
			row.Restore = "/promotions/" + string(s.is.ID) + "/history/" + version(e.Promotion.Version)
		}
		if i+1 < len(list) {
			row.Changes = terms.Between(s.F, &list[i+1].Promotion, &e.Promotion, s.names())
		}
		p.Rows = append(p.Rows, row)
	}
	p.Head = shell.Head{H1: name, Badges: s.badges(), AsOf: s.w.HistorySub, Answer: phrase.Sentence(s.w.HistoryAnswer.Form(int64(len(list))), phrase.Slot{Name: "n", Text: s.F.NumberWord(int64(len(list)))}, phrase.Slot{Name: "who", Text: s.author(s.base.Author), Plain: true}, phrase.Slot{Name: "when", Text: s.F.When(s.base.At), Plain: true})}
	return s.RenderAs(status, historyBody(p))
}
