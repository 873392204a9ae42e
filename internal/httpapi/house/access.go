package house

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// InvitationView is a link that lets one person in. Key is its secret, only in the
// answer to the call that made it: the link is SITE/join?key=KEY.
type InvitationView struct {
	Invitation string                 `json:"invitation"`
	Name       string                 `json:"name"`
	Staff      string                 `json:"staff,omitempty"`
	Role       access.Role            `json:"role"`
	Stores     []retail.StoreID       `json:"stores"`
	Serves     []access.Served        `json:"serves"`
	State      access.InvitationState `json:"state"`
	By         string                 `json:"invited_by"`
	Created    string                 `json:"created_at"`
	Expires    string                 `json:"expires_at"`
	Key        string                 `json:"key,omitempty"`
}

func (p Ports) invitationView(i access.Invitation) InvitationView {
	return InvitationView{
		Invitation: i.ID, Name: i.Name, Staff: i.Staff, Role: i.Role, Stores: orEmpty(i.Stores), Serves: orEmpty(i.Served),
		State: i.State(retail.MicrosOf(p.Now())), By: i.By, Created: at(i.Created), Expires: at(i.Expires),
	}
}

func (p Ports) invited(c *room.Call) error {
	all, err := p.People.Invited(c.Context(), c.Who)
	if err != nil {
		return err
	}
	views := make([]InvitationView, len(all))
	for i := range all {
		views[i] = p.invitationView(all[i])
	}
	return c.Reply(http.StatusOK, room.Listed(views, ""))
}

// InvitationBody is whom to invite: somebody new, or with Staff somebody who is
// known and shall set a new password.
type InvitationBody struct {
	Name   string           `json:"name"`
	Role   access.Role      `json:"role"`
	Stores []retail.StoreID `json:"stores"`
	Serves []string         `json:"serves"`
	Staff  string           `json:"staff"`
	Reason string           `json:"reason"`
}

func (p Ports) invite(c *room.Call) error {
	body, err := wire.Decode[InvitationBody](c.Body)
	if err != nil {
		return err
	}
	if body.Staff != "" {
		if body.Name != "" || body.Role != "" || body.Stores != nil || body.Serves != nil {
			return wire.Invalid("/staff", "is known already: leave out name, role, stores and serves, or change them with PATCH /v1/staff/"+wire.Clip(body.Staff))
		}
		i, link, err := p.People.Reset(c.Context(), c.Who, body.Staff, body.Reason)
		return p.linked(c, i, link, err)
	}
	serves, err := served(body.Serves)
	if err != nil {
		return err
	}
	i, link, err := p.People.Invite(c.Context(), c.Who, staff.Guest{Name: body.Name, Role: body.Role, Stores: body.Stores, Served: serves, Reason: body.Reason})
	return p.linked(c, i, link, err)
}

// linked answers with a new invitation and its secret.
func (p Ports) linked(c *room.Call, i access.Invitation, link access.Token, err error) error {
	if err != nil {
		return err
	}
	v := p.invitationView(i)
	without := v
	v.Key = link.Reveal()
	return c.ReplyOnce(http.StatusCreated, v, without)
}

func (p Ports) uninvite(c *room.Call) error {
	if err := p.Access.Uninvite(c.Context(), c.Who, c.R.PathValue("invitation"), ""); err != nil {
		return err
	}
	return c.None()
}

// SessionView is somebody signed in to the console.
type SessionView struct {
	Session string `json:"session"`
	Staff   string `json:"staff"`
	Device  string `json:"device"`
	Created string `json:"created_at"`
	Seen    string `json:"seen_at"`
	Expires string `json:"expires_at"`
	Visits  string `json:"acts_for,omitempty"` // for whom it acts
	Until   string `json:"acts_until,omitempty"`
}

func (p Ports) present(c *room.Call) error {
	all, err := p.Access.Present(c.Context(), c.Who)
	if err != nil {
		return err
	}
	views := make([]SessionView, len(all))
	for i, s := range all {
		views[i] = SessionView{Session: s.ID, Staff: s.Staff, Device: s.Device, Created: at(s.Created), Seen: at(s.Seen), Expires: at(s.Ends)}
		if s.Visit.Staff != "" && s.Visit.Ends > retail.MicrosOf(p.Now()) {
			views[i].Visits, views[i].Until = s.Visit.Staff, at(s.Visit.Ends)
		}
	}
	return c.Reply(http.StatusOK, room.Listed(views, ""))
}

func (p Ports) endSession(c *room.Call) error {
	if err := p.Access.EndSession(c.Context(), c.Who, c.R.PathValue("session")); err != nil {
		return err
	}
	return c.None()
}

// TokenView is an API token. Secret is the token itself, only in the answer to the
// call that made it.
type TokenView struct {
	Token   string           `json:"token"`
	Begins  string           `json:"begins"`
	Name    string           `json:"name"`
	Role    access.Role      `json:"role"`
	Stores  []retail.StoreID `json:"stores"`
	Till    retail.TillID    `json:"till,omitempty"`
	Created string           `json:"created_at"`
	Revoked string           `json:"withdrawn_at,omitempty"`
	Secret  string           `json:"secret,omitempty"`
}

func tokenView(t access.APIToken) TokenView {
	return TokenView{Token: t.ID, Begins: t.Shown, Name: t.Name, Role: t.Role, Stores: orEmpty(t.Stores), Till: t.Till, Created: at(t.Created), Revoked: at(t.Revoked)}
}

func (p Ports) carriers(c *room.Call) error {
	all, err := p.Access.Carriers(c.Context(), c.Who)
	if err != nil {
		return err
	}
	views := make([]TokenView, len(all))
	for i, t := range all {
		views[i] = tokenView(t)
	}
	return c.Reply(http.StatusOK, room.Listed(views, ""))
}

// TokenBody is who is to carry a token.
type TokenBody struct {
	Name   string           `json:"name"`
	Role   access.Role      `json:"role"`
	Stores []retail.StoreID `json:"stores"`
	Till   retail.TillID    `json:"till"`
	Reason string           `json:"reason"`
}

func (p Ports) createToken(c *room.Call) error {
	body, err := wire.Decode[TokenBody](c.Body)
	if err != nil {
		return err
	}
	kept, secret, err := p.Access.CreateToken(c.Context(), c.Who, staff.Carrier{Name: body.Name, Role: body.Role, Stores: body.Stores, Till: body.Till, Reason: body.Reason})
	if err != nil {
		return err
	}
	v := tokenView(kept)
	v.Secret = secret.Reveal()
	return c.ReplyOnce(http.StatusCreated, v, tokenView(kept))
}

func (p Ports) withdrawToken(c *room.Call) error {
	if err := p.Access.WithdrawToken(c.Context(), c.Who, c.R.PathValue("token"), ""); err != nil {
		return err
	}
	return c.None()
}

// EntryView is one row of the audit.
type EntryView struct {
	At     string `json:"at"`
	Actor  string `json:"actor"`
	Behalf string `json:"on_behalf_of,omitempty"`
	Action string `json:"action"`
	Object string `json:"object"`
	Reason string `json:"reason"`
}

func (p Ports) audit(c *room.Call) error {
	s, err := searchOf(c.R)
	if err != nil {
		return err
	}
	found, err := p.Access.Search(c.Context(), c.Who, s)
	if err != nil {
		return err
	}
	views := make([]EntryView, len(found.Items))
	for i, e := range found.Items {
		views[i] = EntryView{At: e.Place.At.Time().UTC().Format(time.RFC3339Nano), Actor: e.Actor, Behalf: e.Behalf, Action: e.Action, Object: e.Object, Reason: e.Reason}
	}
	after := ""
	if found.More != (staff.Place{}) {
		after = base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "a%d.%d.%d", found.More.At, found.More.Seq, found.More.N))
	}
	return c.Reply(http.StatusOK, room.Listed(views, after))
}

// mostEntries bounds a page of the audit.
const mostEntries = 100

// searchOf reads what is looked for from the address.
func searchOf(r *http.Request) (staff.Search, error) {
	q := r.URL.Query()
	s := staff.Search{Actor: q.Get("actor"), Action: q.Get("action"), Object: q.Get("object"), Most: mostEntries}
	for name, to := range map[string]*retail.Micros{"since": &s.Since, "until": &s.Until} {
		if text := q.Get(name); text != "" {
			m, err := wire.Instant("/"+name, text)
			if err != nil {
				return s, err
			}
			*to = m
		}
	}
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > mostEntries {
			return s, wire.Invalid("/limit", "must be a whole number from 1 to "+strconv.Itoa(mostEntries))
		}
		s.Most = n
	}
	if text := q.Get("cursor"); text != "" {
		raw, err := base64.RawURLEncoding.DecodeString(text)
		if err == nil {
			_, err = fmt.Sscanf(string(raw), "a%d.%d.%d", &s.After.At, &s.After.Seq, &s.After.N)
		}
		if err != nil {
			return s, fault.New(fault.Malformed, "bad_cursor", "the cursor is none of ours; begin again without one")
		}
	}
	return s, nil
}
