// Package house owns the pages of who may come in: staff and their invitations,
// one's own access, sessions, acting for a colleague, connections and the audit. It
// turns what staff.Desk answers into finished strings; it refuses rules of its own.
//
// What always holds: a secret is shown in the answer to the form that made it and
// nowhere else (TestInvite_TheLinkIsShownOnce); what was typed is kept when it is
// refused, passwords never (TestForms_KeepWhatWasTyped); whoever acts for a
// colleague sees so on every page (TestVisit_SaysSoEverywhere of console).
package house

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/staff"
	"sartor/internal/web"
)

// People are who may sign in.
type People interface {
	Everyone(ctx context.Context, who access.Principal) ([]access.Staff, error)
	One(ctx context.Context, who access.Principal, id string) (access.Staff, error)
	Change(ctx context.Context, who access.Principal, was access.Staff, c staff.Change) (access.Staff, error)
	Disable(ctx context.Context, who access.Principal, id, reason string) error
	Enable(ctx context.Context, who access.Principal, id, reason string) error
	Speak(ctx context.Context, who access.Principal, language string) error
	ChangePassword(ctx context.Context, who access.Principal, c staff.PasswordChange) error
}

// Guests are who is invited.
type Guests interface {
	Invite(ctx context.Context, who access.Principal, g staff.Guest) (access.Invitation, access.Token, error)
	Reset(ctx context.Context, who access.Principal, id, reason string) (access.Invitation, access.Token, error)
	Invited(ctx context.Context, who access.Principal) ([]access.Invitation, error)
	Uninvite(ctx context.Context, who access.Principal, id, reason string) error
	Invitation(ctx context.Context, secret string) (access.Invitation, error)
	Join(ctx context.Context, secret string, j staff.Joining) (access.Principal, error)
}

// Presence is who is signed in, and for whom they act.
type Presence interface {
	Own(ctx context.Context, who access.Principal) ([]staff.Session, error)
	Present(ctx context.Context, who access.Principal) ([]staff.Session, error)
	EndSession(ctx context.Context, who access.Principal, id string) error
	EndOthers(ctx context.Context, who access.Principal, keep string) error
	EndAllOf(ctx context.Context, who access.Principal, id, reason string) error
	Visit(ctx context.Context, who access.Principal, v staff.Visiting) error
	EndVisit(ctx context.Context, who access.Principal, session string) error
}

// Connections are the programs that call the API, and what was done.
type Connections interface {
	Carriers(ctx context.Context, who access.Principal) ([]access.APIToken, error)
	CreateToken(ctx context.Context, who access.Principal, c staff.Carrier) (access.APIToken, access.Token, error)
	WithdrawToken(ctx context.Context, who access.Principal, id, reason string) error
	Search(ctx context.Context, who access.Principal, s staff.Search) (staff.Found, error)
}

// Ports are what the pages are made of.
type Ports struct {
	People   People
	Guests   Guests
	Presence Presence
	Programs Connections
	Sessions web.Keeper
	Throttle *web.Throttle
}

// Of is all ports of one desk.
func Of(d *staff.Desk) Ports { return Ports{People: d, Guests: d, Presence: d, Programs: d} }

// Routes are the rows of the console's table.
func (p Ports) Routes() []shell.Route {
	on := func(h func(Ports, *shell.Call) error) func(*shell.Call) error {
		return func(c *shell.Call) error { return h(p, c) }
	}
	return []shell.Route{
		{Pattern: "GET /me", Answer: on(Ports.me)},
		{Pattern: "POST /me/password", Trail: "staff.password", Answer: on(Ports.changePassword)},
		{Pattern: "POST /me/language", Trail: "staff.language", Answer: on(Ports.changeLanguage)},
		{Pattern: "POST /me/sessions/{session}/end", Trail: "session.end", Answer: on(Ports.endSession)},
		{Pattern: "POST /me/sessions/end", Trail: "session.end_all", Answer: on(Ports.endOthers)},
		{Pattern: "POST /me/visit/end", Trail: "visit.end", Answer: on(Ports.endVisit)},
		{Pattern: "GET /settings/staff", Screen: shell.Staff, Answer: on(Ports.list)},
		{Pattern: "POST /settings/staff", Action: access.AdministerStaff, Trail: "invitation.make", Answer: on(Ports.invite)},
		{Pattern: "GET /settings/staff/{id}", Screen: shell.Staff, Answer: on(Ports.person)},
		{Pattern: "POST /settings/staff/{id}", Action: access.AdministerStaff, Trail: "staff.change", Answer: on(Ports.change)},
		{Pattern: "POST /settings/staff/{id}/disable", Action: access.AdministerStaff, Trail: "staff.disable", Answer: on(Ports.disable)},
		{Pattern: "POST /settings/staff/{id}/enable", Action: access.AdministerStaff, Trail: "staff.enable", Answer: on(Ports.enable)},
		{Pattern: "POST /settings/staff/{id}/link", Action: access.AdministerStaff, Trail: "staff.reset", Answer: on(Ports.reset)},
		{Pattern: "POST /settings/staff/{id}/end", Action: access.AdministerStaff, Trail: "session.end_all", Answer: on(Ports.endAllOf)},
		{Pattern: "POST /settings/staff/{id}/visit", Action: access.VisitStaff, Trail: "visit.begin", Answer: on(Ports.visit)},
		{Pattern: "POST /settings/invitations/{id}/withdraw", Action: access.AdministerStaff, Trail: "invitation.withdraw", Answer: on(Ports.uninvite)},
		{Pattern: "GET /settings/sessions", Screen: shell.Staff, Answer: on(Ports.present)},
		{Pattern: "GET /settings/tokens", Screen: shell.Tokens, Answer: on(Ports.tokens)},
		{Pattern: "POST /settings/tokens", Action: access.AdministerTokens, Trail: "token.make", Answer: on(Ports.makeToken)},
		{Pattern: "POST /settings/tokens/{id}/withdraw", Action: access.AdministerTokens, Trail: "token.withdraw", Answer: on(Ports.withdrawToken)},
		{Pattern: "GET /settings/audit", Screen: shell.Audit, Answer: on(Ports.audit)},
	}
}

// field is one field of a form with what was typed and what was wrong with it.
type field struct {
	ID, Name, Label, Type, Value, Hint, Error, Auto, Max string
}

// described is the id of what is said beside a field.
func (f field) described() string {
	if f.Error != "" {
		return f.ID + "-wrong"
	}
	if f.Hint != "" {
		return f.ID + "-hint"
	}
	return ""
}

// option is one choice.
type option struct {
	Value, Label, Note string
	On                 bool
}

// wrong is what a form is told: a sentence above it, and one beside each field.
type wrong struct {
	Say    string
	Fields map[string]string // by pointer
}

// wrongOf says a refusal in this language; faults of ours go on as they are.
func wrongOf(c *shell.Call, err error) (wrong, error) {
	e, ok := errors.AsType[*fault.Error](err)
	kind := fault.KindOf(err)
	if !ok || !slices.Contains([]fault.Kind{fault.Invalid, fault.Denied, fault.Conflict, fault.Gone, fault.Stale, fault.Exhausted, fault.Unavailable}, kind) {
		return wrong{}, err
	}
	out := wrong{Fields: map[string]string{}}
	w := c.F.W.House
	for _, f := range e.Fields {
		say := cmp.Or(w.Hints[e.Code], w.Fields[f.Pointer])
		if say == "" {
			say = c.Hint(e.Code, f.Detail)
		}
		out.Fields[f.Pointer] = say
	}
	if len(e.Fields) == 0 {
		if out.Say = w.Hints[fault.CodeOf(err)]; out.Say == "" {
			out.Say = c.Hint(fault.CodeOf(err), e.Hint)
		}
	}
	return out, nil
}

// done goes back to a page that says what was done.
func done(c *shell.Call, to, what string) error {
	c.Redirect(to + "?" + url.Values{"done": {"house." + what}}.Encode())
	return nil
}

// again writes the page once more after a refusal.
func again(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return web.StatusOf(err)
}

// where says in which stores somebody works, or whom they serve.
func where(c *shell.Call, p access.Principal) string {
	w := c.F.W.House
	var parts []string
	if len(p.Stores) > 0 {
		parts = append(parts, join(p.Stores))
	} else if p.Role != access.Account {
		parts = append(parts, w.AllStores)
	}
	switch {
	case p.Role == access.Account && len(p.Served) == 0:
		parts = append(parts, w.AllServed)
	case len(p.Served) > 0:
		parts = append(parts, servedSaid(c, p.Served))
	}
	if p.Till != "" {
		parts = append(parts, string(p.Till))
	}
	return strings.Join(parts, ", ")
}

func join[T ~string](ids []T) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}

// servedSaid names bands and states as the segments' page does.
func servedSaid(c *shell.Call, all []access.Served) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = servedName(c.F.W, s)
	}
	return strings.Join(words, ", ")
}

func servedName(w *phrase.Words, s access.Served) string {
	kind, name, _ := strings.Cut(string(s), ":")
	switch kind {
	case "band":
		return w.Segments.Bands[name]
	case "state":
		return w.Segments.States[name]
	}
	return string(s)
}

func roleName(c *shell.Call, r access.Role) string {
	if name := c.F.W.Roles[string(r)]; name != "" {
		return name
	}
	return string(r)
}

// listOf reads a list that was typed with commas, blanks or lines between.
func listOf[T ~string](text string) []T {
	var out []T
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '\r' || r == ' ' || r == '\t' }) {
		if !slices.Contains(out, T(part)) {
			out = append(out, T(part))
		}
	}
	return out
}

// when is an instant, or a word for none.
func when(c *shell.Call, at retail.Micros) string {
	if at == 0 {
		return c.F.W.House.Never
	}
	return c.F.When(at.Time())
}

// crumbs lead from the settings to a page.
func crumbs(c *shell.Call, more ...shell.Crumb) []shell.Crumb {
	out := []shell.Crumb{}
	if shell.Sees(c.Who.Role, shell.Settings) {
		out = append(out, shell.Crumb{Text: c.F.W.Screens[string(shell.Settings)], URL: "/settings"})
	}
	return append(out, more...)
}
