package house

import (
	"net/http"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/staff"
)

// mePage is one's own access, which everybody has.
type mePage struct {
	Frame    shell.Frame
	Head     shell.Head
	W        phrase.HouseWords
	Old, New field
	Say      string
	Sessions []sessionRow
	Tongues  []option
	Visiting bool // acts for a colleague: no password here
}

type sessionRow struct {
	Who, URL, Device, Began, Seen, End string // End: address of the form
	Badge                              *shell.Badge
}

// me answers GET /me.
func (p Ports) me(c *shell.Call) error { return p.showMe(c, nil) }

func (p Ports) showMe(c *shell.Call, refused error) error {
	bad, err := wrongOf(c, refused)
	if refused != nil && err != nil {
		return err
	}
	all, err := p.Presence.Own(c.R.Context(), c.Who)
	if err != nil {
		return err
	}
	w := c.F.W.House
	page := &mePage{
		Frame: c.Frame(w.Me, "", shell.Crumb{Text: w.Me, Strong: true}), W: w, Say: bad.Say, Visiting: c.Who.Visiting(),
		Old: field{ID: "old", Name: "old", Label: w.Old, Type: "password", Auto: "current-password", Max: "1024", Error: bad.Fields["/old"]},
		New: field{ID: "new", Name: "new", Label: w.New, Type: "password", Auto: "new-password", Max: "1024", Hint: w.PasswordRule, Error: bad.Fields["/new"]},
	}
	page.Frame.Toast = toast(c)
	answer, slots := w.AnswerMe, []phrase.Slot{
		{Name: "name", Text: c.Who.Name}, {Name: "role", Text: roleName(c, c.Who.Role), Plain: true}, {Name: "where", Text: where(c, c.Who), Plain: true},
	}
	if page.Visiting {
		answer, slots = w.AnswerVisit, []phrase.Slot{{Name: "name", Text: c.Who.Name}, {Name: "until", Text: c.F.When(c.Session.Visit.Ends.Time()), Plain: true}}
	}
	page.Head = shell.Head{H1: w.Me, Answer: phrase.Sentence(answer, slots...)}
	for _, l := range phrase.Languages() {
		page.Tongues = append(page.Tongues, option{Value: l.Language, Label: l.Own, On: l.Language == c.F.W.Language})
	}
	for _, s := range all {
		page.Sessions = append(page.Sessions, sessionOf(c, s, nil))
	}
	return c.RenderAs(again(refused), meBody(page))
}

// sessionOf is a row; names tell whose it is, nil for one's own.
func sessionOf(c *shell.Call, s staff.Session, names map[string]string) sessionRow {
	w := c.F.W.House
	row := sessionRow{Device: orText(s.Device, w.NoDevice), Began: c.F.When(s.Created.Time()), Seen: c.F.When(s.Seen.Time()), End: "/me/sessions/" + s.ID + "/end"}
	if names != nil {
		row.Who, row.URL = nameOr(names, s.Staff), "/settings/staff/"+s.Staff
	}
	switch {
	case s.ID == c.Session.ID:
		row.Badge = &shell.Badge{Text: w.This, Class: "central"}
	case s.Visit.Staff != "" && s.Visit.Ends.Time().After(c.F.Now):
		row.Badge = &shell.Badge{Text: phrase.Fill(w.ReadAs, phrase.Slot{Name: "who", Text: row.Who}, phrase.Slot{Name: "whom", Text: nameOr(names, s.Visit.Staff)}), Class: "warn"}
	}
	return row
}

// changePassword answers POST /me/password.
func (p Ports) changePassword(c *shell.Call) error {
	key := "password of " + c.Who.ID
	if err := p.Throttle.Try(key); err != nil {
		return p.showMe(c, err)
	}
	form := c.R.PostForm
	err := p.People.ChangePassword(c.R.Context(), c.Who, staff.PasswordChange{
		Old: access.NewPassword(form.Get("old")), New: access.NewPassword(form.Get("new")), Session: c.Session.ID,
	})
	if err != nil {
		return p.showMe(c, err)
	}
	p.Throttle.Forgive(key)
	return done(c, "/me", "password")
}

// changeLanguage answers POST /me/language.
func (p Ports) changeLanguage(c *shell.Call) error {
	language := c.R.PostForm.Get("language")
	if phrase.In(language) == nil {
		language = "" // which the desk refuses
	}
	if err := p.People.Speak(c.R.Context(), c.Who, language); err != nil {
		return p.showMe(c, err)
	}
	c.Speak(language)
	return done(c, "/me", "language")
}

// endSession answers POST /me/sessions/{session}/end.
func (p Ports) endSession(c *shell.Call) error {
	id := c.R.PathValue("session")
	if err := p.Presence.EndSession(c.R.Context(), c.Who, id); err != nil {
		return err
	}
	if id == c.Session.ID {
		c.Redirect("/sign-in")
		return nil
	}
	if c.R.PostForm.Get("back") == "all" && shell.Sees(c.Who.Role, shell.Staff) {
		return done(c, "/settings/sessions", "session")
	}
	return done(c, "/me", "session")
}

// endOthers answers POST /me/sessions/end: all others, or all of them.
func (p Ports) endOthers(c *shell.Call) error {
	keep := c.Session.ID
	if c.R.PostForm.Get("all") != "" {
		keep = ""
	}
	if err := p.Presence.EndOthers(c.R.Context(), c.Who, keep); err != nil {
		return err
	}
	if keep == "" {
		c.Redirect("/sign-in")
		return nil
	}
	return done(c, "/me", "ended")
}

// endVisit answers POST /me/visit/end.
func (p Ports) endVisit(c *shell.Call) error {
	if !c.Who.Visiting() { // it ended by itself meanwhile
		c.Redirect("/")
		return nil
	}
	if err := p.Presence.EndVisit(c.R.Context(), c.Who, c.Session.ID); err != nil {
		return err
	}
	return done(c, "/settings/staff/"+c.Who.ID, "home")
}

// sessionsPage is who is signed in.
type sessionsPage struct {
	Frame shell.Frame
	Head  shell.Head
	W     phrase.HouseWords
	Rows  []sessionRow
}

// signedIn are the sessions that somebody may see, and the people's names by id.
func (p Ports) signedIn(c *shell.Call) (all []staff.Session, names map[string]string, err error) {
	if all, err = p.Presence.Present(c.R.Context(), c.Who); err != nil {
		return nil, nil, err
	}
	people, err := p.People.Everyone(c.R.Context(), c.Who)
	return all, namesOf(people), err
}

// present answers GET /settings/sessions.
func (p Ports) present(c *shell.Call) error {
	all, names, err := p.signedIn(c)
	if err != nil {
		return err
	}
	w := c.F.W.House
	page := &sessionsPage{Frame: c.Frame(w.SessionsAll, shell.Staff, crumbs(c, shell.Crumb{Text: c.F.W.Screens[string(shell.Staff)], URL: "/settings/staff"}, shell.Crumb{Text: w.SessionsAll})...), W: w}
	page.Frame.Toast = toast(c)
	page.Head = shell.Head{H1: w.SessionsAll, Answer: phrase.Sentence(w.AnswerSessions, phrase.Slot{Name: "n", Text: c.F.Count(int64(len(all))), URL: "#list"})}
	for _, s := range all {
		page.Rows = append(page.Rows, sessionOf(c, s, names))
	}
	return c.RenderAs(http.StatusOK, sessionsBody(page))
}
