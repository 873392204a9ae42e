// Package house answers the routes about who may come in: staff, invitations,
// sessions, API tokens and the audit. It decodes, asks staff.Desk, and encodes;
// rules are the desk's. What always holds: a secret is in the answer to the call
// that made it and nowhere else, and is not kept for a replay
// (TestHouse_SecretsAreAnsweredOnce); each change leaves the audit row that its row of
// the table names (TestHouse_ChangesLeaveWhatTheySay).
package house

import (
	"context"
	"net/http"
	"time"

	"sartor/internal/access"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// People and their invitations; *staff.Desk is one.
type People interface {
	Everyone(ctx context.Context, who access.Principal) ([]access.Staff, error)
	One(ctx context.Context, who access.Principal, id string) (access.Staff, error)
	Change(ctx context.Context, who access.Principal, was access.Staff, c staff.Change) (access.Staff, error)
	Disable(ctx context.Context, who access.Principal, id, reason string) error
	Enable(ctx context.Context, who access.Principal, id, reason string) error
	Invite(ctx context.Context, who access.Principal, g staff.Guest) (access.Invitation, access.Token, error)
	Reset(ctx context.Context, who access.Principal, id, reason string) (access.Invitation, access.Token, error)
	Invited(ctx context.Context, who access.Principal) ([]access.Invitation, error)
}

// Access is what is open and what was done.
type Access interface {
	Uninvite(ctx context.Context, who access.Principal, id, reason string) error
	Present(ctx context.Context, who access.Principal) ([]staff.Session, error)
	EndSession(ctx context.Context, who access.Principal, id string) error
	EndAllOf(ctx context.Context, who access.Principal, id, reason string) error
	Carriers(ctx context.Context, who access.Principal) ([]access.APIToken, error)
	CreateToken(ctx context.Context, who access.Principal, c staff.Carrier) (access.APIToken, access.Token, error)
	WithdrawToken(ctx context.Context, who access.Principal, id, reason string) error
	Search(ctx context.Context, who access.Principal, s staff.Search) (staff.Found, error)
}

// Ports are what the routes ask.
type Ports struct {
	People People
	Access Access
	Now    func() time.Time
}

// Routes are the rows of the table.
func (p Ports) Routes() []room.Route {
	const people, tokens = access.AdministerStaff, access.AdministerTokens
	return []room.Route{
		{Pattern: "GET /v1/staff", Action: people, Answer: p.everyone},
		{Pattern: "GET /v1/staff/{staff}", Action: people, Answer: p.one},
		{Pattern: "PATCH /v1/staff/{staff}", Action: people, Most: room.MostSmall, Trail: "staff.change", Answer: p.change},
		{Pattern: "GET /v1/invitations", Action: people, Answer: p.invited},
		{Pattern: "POST /v1/invitations", Action: people, Most: room.MostSmall, Trail: "invitation.make", Answer: p.invite},
		{Pattern: "DELETE /v1/invitations/{invitation}", Action: people, Trail: "invitation.withdraw", Answer: p.uninvite},
		{Pattern: "GET /v1/sessions", Action: people, Answer: p.present},
		{Pattern: "DELETE /v1/sessions/{session}", Action: people, Trail: "session.end", Answer: p.endSession},
		{Pattern: "DELETE /v1/staff/{staff}/sessions", Action: people, Trail: "session.end_all", Answer: p.endAllOf},
		{Pattern: "GET /v1/tokens", Action: tokens, Answer: p.carriers},
		{Pattern: "POST /v1/tokens", Action: tokens, Most: room.MostSmall, Trail: "token.make", Answer: p.createToken},
		{Pattern: "DELETE /v1/tokens/{token}", Action: tokens, Trail: "token.withdraw", Answer: p.withdrawToken},
		{Pattern: "GET /v1/audit", Action: access.ReadAudit, Answer: p.audit},
	}
}

// at writes an instant; none is absent.
func at(m retail.Micros) string {
	if m == 0 {
		return ""
	}
	return m.Time().UTC().Format(time.RFC3339)
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// StaffView is somebody who signs in.
type StaffView struct {
	Staff    string           `json:"staff"`
	Login    string           `json:"login"`
	Name     string           `json:"name"`
	Role     access.Role      `json:"role"`
	Stores   []retail.StoreID `json:"stores"`
	Serves   []access.Served  `json:"serves"`
	Disabled bool             `json:"disabled"`
	Created  string           `json:"created_at"`
}

func staffView(s access.Staff) StaffView {
	return StaffView{
		Staff: s.ID, Login: s.Login, Name: s.Name, Role: s.Role, Stores: orEmpty(s.Stores), Serves: orEmpty(s.Served), Disabled: s.Disabled != 0, Created: at(s.Created),
	}
}

func (p Ports) everyone(c *room.Call) error {
	all, err := p.People.Everyone(c.Context(), c.Who)
	if err != nil {
		return err
	}
	views := make([]StaffView, len(all))
	for i, s := range all {
		views[i] = staffView(s)
	}
	return c.Reply(http.StatusOK, room.Listed(views, ""))
}

func (p Ports) one(c *room.Call) error {
	s, err := p.People.One(c.Context(), c.Who, c.R.PathValue("staff"))
	if err != nil {
		return err
	}
	return c.Tagged(http.StatusOK, staffView(s))
}

// StaffPatch is what somebody is to be; what is absent stays.
type StaffPatch struct {
	Name     *string           `json:"name"`
	Role     *access.Role      `json:"role"`
	Stores   *[]retail.StoreID `json:"stores"`
	Serves   *[]string         `json:"serves"`
	Disabled *bool             `json:"disabled"`
	Reason   string            `json:"reason"`
}

func (p Ports) change(c *room.Call) error {
	body, err := wire.Decode[StaffPatch](c.Body)
	if err != nil {
		return err
	}
	was, err := p.People.One(c.Context(), c.Who, c.R.PathValue("staff"))
	if err != nil {
		return err
	}
	if err := c.Match(staffView(was)); err != nil {
		return err
	}
	next, err := body.over(was)
	if err != nil {
		return err
	}
	now := was
	if body.Name != nil || body.Role != nil || body.Stores != nil || body.Serves != nil {
		if now, err = p.People.Change(c.Context(), c.Who, was, next); err != nil {
			return err
		}
	}
	if body.Disabled != nil && *body.Disabled != (was.Disabled != 0) {
		if err := p.able(c, was.ID, body); err != nil {
			return err
		}
		if now, err = p.People.One(c.Context(), c.Who, was.ID); err != nil {
			return err
		}
	}
	return c.Tagged(http.StatusOK, staffView(now))
}

// able ends an access or gives it back.
func (p Ports) able(c *room.Call, id string, body StaffPatch) error {
	if *body.Disabled {
		return p.People.Disable(c.Context(), c.Who, id, body.Reason)
	}
	return p.People.Enable(c.Context(), c.Who, id, body.Reason)
}

// over lays what was sent over what stands.
func (b StaffPatch) over(was access.Staff) (staff.Change, error) {
	next := staff.Change{Name: was.Name, Role: was.Role, Stores: was.Stores, Served: was.Served, Reason: b.Reason}
	if b.Name != nil {
		next.Name = *b.Name
	}
	if b.Role != nil {
		next.Role = *b.Role
	}
	if b.Stores != nil {
		next.Stores = *b.Stores
	}
	if b.Serves == nil {
		return next, nil
	}
	var err error
	next.Served, err = served(*b.Serves)
	return next, err
}

func served(texts []string) (out []access.Served, err error) {
	for _, text := range texts {
		s, err := access.ParseServed(text)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (p Ports) endAllOf(c *room.Call) error {
	if err := p.Access.EndAllOf(c.Context(), c.Who, c.R.PathValue("staff"), ""); err != nil {
		return err
	}
	return c.None()
}
