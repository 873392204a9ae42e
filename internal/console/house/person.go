package house

import (
	"strconv"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/fault"
	"sartor/internal/staff"
)

// newPerson builds the page of one of the staff; t is what was typed, nil what stands.
func newPerson(c *shell.Call, s access.Staff, t *typed, bad wrong) *personPage {
	w := c.F.W.House
	if t == nil {
		t = &typed{Name: s.Name, Role: s.Role, Stores: s.Stores, Served: s.Served}
	}
	name := phrase.Slot{Name: "name", Text: s.Name}
	own := s.ID == c.Who.ID
	page := &personPage{
		Frame: c.Frame(s.Name, shell.Staff, crumbs(c, shell.Crumb{Text: c.F.W.Screens[string(shell.Staff)], URL: "/settings/staff"}, shell.Crumb{Text: s.Name})...), W: w,
		URL: "/settings/staff/" + s.ID, Title: phrase.Fill(w.Rights, name), VisitTitle: phrase.Fill(w.Visit, name), VisitSay: phrase.Fill(w.VisitSay, name),
		Form: rights(c, *t, bad), Was: version(s), Say: bad.Say,
		Rights: c.Who.Role.Grants(s.Role), Disable: s.Disabled == 0 && !own, Enable: s.Disabled != 0,
		Visit:   c.Who.May(access.VisitStaff) && s.Role != access.Owner && !own && s.Disabled == 0,
		History: phrase.Fill(w.History, name), HistoryURL: "/settings/audit?actor=" + s.ID,
		VisitReason: field{ID: "why", Name: "reason", Label: w.VisitReason, Value: c.R.PostFormValue("reason"), Error: bad.Fields["/reason"], Hint: w.ReasonHint, Max: "200", Auto: "off"},
		Minutes:     field{ID: "minutes", Name: "minutes", Label: w.Minutes, Value: orText(c.R.PostFormValue("minutes"), "30"), Type: "number", Error: bad.Fields["/minutes"], Max: "3"},
	}
	page.Form.Say = ""
	page.Frame.Toast = toast(c)
	page.Head = shell.Head{H1: s.Name, Badges: []shell.Badge{standing(c, s)}, Answer: phrase.Sentence(w.AnswerPerson,
		phrase.Slot{Name: "name", Text: s.Name, Plain: true}, phrase.Slot{Name: "login", Text: s.Login}, phrase.Slot{Name: "role", Text: roleName(c, s.Role)}, phrase.Slot{Name: "where", Text: where(c, s.Principal()), Plain: true})}
	return page
}

func orText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// version is what a form was made against; another one by the time it is sent
// means that somebody changed it meanwhile.
func version(s access.Staff) string {
	return strings.Join([]string{string(s.Role), join(s.Stores), join(s.Served)}, "|")
}

// change answers POST /settings/staff/{id}.
func (p Ports) change(c *shell.Call) error {
	id := c.R.PathValue("id")
	t, err := rightsOf(c.R.PostForm)
	if err != nil {
		return p.showPerson(c, id, &t, err)
	}
	was, err := p.People.One(c.R.Context(), c.Who, id)
	if err != nil {
		return err
	}
	if c.R.PostForm.Get("was") != version(was) {
		return p.showPerson(c, id, &t, fault.New(fault.Stale, "stale", "somebody changed this meanwhile; look again and send it once more"))
	}
	if _, err := p.People.Change(c.R.Context(), c.Who, was, staff.Change{Name: t.Name, Role: t.Role, Stores: t.Stores, Served: t.Served, Reason: t.Reason}); err != nil {
		return p.showPerson(c, id, &t, err)
	}
	return done(c, "/settings/staff/"+id, "saved")
}

// disable answers POST /settings/staff/{id}/disable.
func (p Ports) disable(c *shell.Call) error {
	id := c.R.PathValue("id")
	if err := p.People.Disable(c.R.Context(), c.Who, id, c.R.PostForm.Get("reason")); err != nil {
		return p.showPerson(c, id, nil, err)
	}
	return done(c, "/settings/staff/"+id, "disabled")
}

// enable answers POST /settings/staff/{id}/enable.
func (p Ports) enable(c *shell.Call) error {
	id := c.R.PathValue("id")
	if err := p.People.Enable(c.R.Context(), c.Who, id, c.R.PostForm.Get("reason")); err != nil {
		return p.showPerson(c, id, nil, err)
	}
	return done(c, "/settings/staff/"+id, "enabled")
}

// endAllOf answers POST /settings/staff/{id}/end.
func (p Ports) endAllOf(c *shell.Call) error {
	id := c.R.PathValue("id")
	if err := p.Presence.EndAllOf(c.R.Context(), c.Who, id, c.R.PostForm.Get("reason")); err != nil {
		return p.showPerson(c, id, nil, err)
	}
	return done(c, "/settings/staff/"+id, "ended")
}

// visit answers POST /settings/staff/{id}/visit: from the next page on this
// session acts for the colleague.
func (p Ports) visit(c *shell.Call) error {
	id := c.R.PathValue("id")
	minutes, err := strconv.Atoi(c.R.PostForm.Get("minutes"))
	if err != nil {
		minutes = 0 // refused beside the field
	}
	v := staff.Visiting{Staff: id, Reason: c.R.PostForm.Get("reason"), Length: time.Duration(minutes) * time.Minute, Session: c.Session.ID}
	if err := p.Presence.Visit(c.R.Context(), c.Who, v); err != nil {
		return p.showPerson(c, id, nil, err)
	}
	c.Redirect("/")
	return nil
}
