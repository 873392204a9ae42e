package house

import (
	"net/http"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// listPage is who may sign in and who is invited.
type listPage struct {
	Frame  shell.Frame
	Head   shell.Head
	W      phrase.HouseWords
	Rows   []personRow
	Guests []guestRow
	Form   rightsForm
}

type personRow struct {
	Name, Login, URL, Role, Where, Seen string
	Badge                               shell.Badge
}

type guestRow struct {
	Name, Role, Where, By, Until, Withdraw string // Withdraw: address of the form, or empty
	Badge                                  shell.Badge
}

// list answers GET /settings/staff.
func (p Ports) list(c *shell.Call) error { return p.showList(c, typed{Role: access.Desk}, nil) }

func (p Ports) showList(c *shell.Call, t typed, refused error) error {
	bad, err := wrongOf(c, refused)
	if refused != nil && err != nil {
		return err
	}
	people, err := p.People.Everyone(c.R.Context(), c.Who)
	if err != nil {
		return err
	}
	guests, err := p.Guests.Invited(c.R.Context(), c.Who)
	if err != nil {
		return err
	}
	sessions, err := p.Presence.Present(c.R.Context(), c.Who)
	if err != nil {
		return err
	}
	w := c.F.W.House
	title := c.F.W.Screens[string(shell.Staff)]
	page := listPage{Frame: c.Frame(title, shell.Staff, crumbs(c, shell.Crumb{Text: title, Strong: true})...), W: w, Form: rights(c, t, bad)}
	page.Frame.Toast = toast(c)
	active, open := page.people(c, people, seenOf(sessions)), page.guests(c, guests, namesOf(people))
	page.Head = shell.Head{H1: title, Answer: phrase.Sentence(w.Answer,
		phrase.Slot{Name: "people", Text: w.People.Of(c.F, active), URL: "#list"}, phrase.Slot{Name: "open", Text: w.Open.Of(c.F, open), URL: "#guests"})}
	return c.RenderAs(again(refused), listBody(&page))
}

// seenOf is when each of the staff was last seen in a session that goes on.
func seenOf(all []staff.Session) map[string]retail.Micros {
	out := map[string]retail.Micros{}
	for _, s := range all {
		out[s.Staff] = max(out[s.Staff], s.Seen)
	}
	return out
}

func namesOf(all []access.Staff) map[string]string {
	out := map[string]string{}
	for _, s := range all {
		out[s.ID] = s.Name
	}
	return out
}

func (page *listPage) people(c *shell.Call, all []access.Staff, seen map[string]retail.Micros) (active int64) {
	for _, s := range all {
		row := personRow{
			Name: s.Name, Login: s.Login, URL: "/settings/staff/" + s.ID, Role: roleName(c, s.Role), Where: where(c, s.Principal()),
			Seen: when(c, seen[s.ID]), Badge: standing(c, s),
		}
		if s.Disabled == 0 {
			active++
		}
		page.Rows = append(page.Rows, row)
	}
	return active
}

func standing(c *shell.Call, s access.Staff) shell.Badge {
	if s.Disabled != 0 {
		return shell.Badge{Text: c.F.W.House.Disabled}
	}
	return shell.Badge{Text: c.F.W.House.Active, Class: "good"}
}

func (page *listPage) guests(c *shell.Call, all []access.Invitation, names map[string]string) (open int64) {
	for _, i := range all {
		state := i.State(retail.MicrosOf(c.F.Now))
		row := guestRow{
			Name: i.Name, Role: roleName(c, i.Role), Where: where(c, i.Principal()), By: nameOr(names, i.By), Until: c.F.When(i.Expires.Time()),
			Badge: shell.Badge{Text: c.F.W.House.States[string(state)]},
		}
		if state == access.Open {
			open++
			row.Badge.Class = "basted"
			if c.Who.Role.Grants(i.Role) {
				row.Withdraw = "/settings/invitations/" + i.ID + "/withdraw"
			}
		}
		page.Guests = append(page.Guests, row)
	}
	return open
}

func nameOr(names map[string]string, id string) string {
	if name := names[id]; name != "" {
		return name
	}
	return id
}

// invite answers POST /settings/staff: the link is in this answer and nowhere else.
func (p Ports) invite(c *shell.Call) error {
	t, err := rightsOf(c.R.PostForm)
	if err != nil {
		return p.showList(c, t, err)
	}
	i, link, err := p.Guests.Invite(c.R.Context(), c.Who, staff.Guest{Name: t.Name, Role: t.Role, Stores: t.Stores, Served: t.Served, Reason: t.Reason})
	if err != nil {
		return p.showList(c, t, err)
	}
	return p.showLink(c, i, link)
}

// reset answers POST /settings/staff/{id}/link.
func (p Ports) reset(c *shell.Call) error {
	id := c.R.PathValue("id")
	i, link, err := p.Guests.Reset(c.R.Context(), c.Who, id, c.R.PostForm.Get("reason"))
	if err != nil {
		return p.showPerson(c, id, nil, err)
	}
	return p.showLink(c, i, link)
}

// secretPage shows a secret, once.
type secretPage struct {
	Frame              shell.Frame
	Head               shell.Head
	W                  phrase.HouseWords
	Label, Text, Until string
	Back, BackURL      string
}

func (p Ports) showLink(c *shell.Call, i access.Invitation, link access.Token) error {
	w := c.F.W.House
	name := phrase.Slot{Name: "name", Text: i.Name}
	title := phrase.Fill(w.LinkTitle, name)
	page := secretPage{
		Frame: c.Frame(title, shell.Staff, crumbs(c, shell.Crumb{Text: c.F.W.Screens[string(shell.Staff)], URL: "/settings/staff"})...), W: w,
		Label: w.LinkLabel, Text: p.Sessions.Site(c.R) + "/join?key=" + link.Reveal(), Back: w.LinkBack, BackURL: "/settings/staff",
		Until: phrase.Fill(w.LinkFor, phrase.Slot{Name: "until", Text: c.F.When(i.Expires.Time())}),
		Head:  shell.Head{H1: title, Answer: phrase.Sentence(w.LinkSay, phrase.Slot{Name: "name", Text: i.Name, Plain: true})},
	}
	page.Frame.Toast = nil
	return c.RenderAs(http.StatusCreated, secretBody(&page))
}

// uninvite answers POST /settings/invitations/{id}/withdraw.
func (p Ports) uninvite(c *shell.Call) error {
	if err := p.Guests.Uninvite(c.R.Context(), c.Who, c.R.PathValue("id"), ""); err != nil {
		return p.showList(c, typed{Role: access.Desk}, err)
	}
	return done(c, "/settings/staff", "withdrawn")
}

// toast says what was just done here.
func toast(c *shell.Call) *shell.Toast {
	what, ours := strings.CutPrefix(c.R.URL.Query().Get("done"), "house.")
	if text := c.F.W.House.Toasts[what]; ours && text != "" {
		return &shell.Toast{Text: text}
	}
	return nil
}

// personPage is one of the staff.
type personPage struct {
	Frame                          shell.Frame
	Head                           shell.Head
	W                              phrase.HouseWords
	URL, Title                     string
	VisitTitle, VisitSay           string
	Form                           rightsForm
	Was                            string // what the form was made against
	Sessions                       []sessionRow
	VisitReason, Minutes           field
	Visit, Disable, Enable, Rights bool // what may be done
	History, HistoryURL            string
	Say                            string
}

// person answers GET /settings/staff/{id}.
func (p Ports) person(c *shell.Call) error { return p.showPerson(c, c.R.PathValue("id"), nil, nil) }

func (p Ports) showPerson(c *shell.Call, id string, t *typed, refused error) error {
	bad, err := wrongOf(c, refused)
	if refused != nil && err != nil {
		return err
	}
	s, err := p.People.One(c.R.Context(), c.Who, id)
	if err != nil {
		return err
	}
	sessions, err := p.Presence.Present(c.R.Context(), c.Who)
	if err != nil {
		return err
	}
	page := newPerson(c, s, t, bad)
	for _, one := range sessions {
		if one.Staff == s.ID {
			page.Sessions = append(page.Sessions, sessionOf(c, one, nil))
		}
	}
	return c.RenderAs(again(refused), personBody(page))
}
