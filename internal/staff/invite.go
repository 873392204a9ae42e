package staff

import (
	"context"
	"errors"
	"strings"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

func errorOf(err error) (*fault.Error, bool) { return errors.AsType[*fault.Error](err) }

// Guest is whom an invitation is for.
type Guest struct {
	Name   string
	Role   access.Role
	Stores []retail.StoreID
	Served []access.Served
	Reason string
}

// Invite makes a link for somebody new. The token is the link's secret: it is
// returned once and kept only as its hash.
func (d *Desk) Invite(ctx context.Context, who access.Principal, g Guest) (access.Invitation, access.Token, error) {
	const op = "staff.Invite"
	i := access.Invitation{Name: strings.TrimSpace(g.Name), Role: g.Role, Stores: g.Stores, Served: g.Served}
	err := who.Require(access.AdministerStaff)
	if err == nil {
		err = CheckName(i.Name)
	}
	if err == nil {
		err = d.checkRights(who, i.Principal())
	}
	if err != nil {
		return access.Invitation{}, access.Token{}, fault.At(op, err)
	}
	return d.invite(ctx, who, i, "invitation.make", g.Reason)
}

// Reset makes a link with which somebody who is known sets a new password. The
// old one goes on until then, and earlier links for them no longer work.
func (d *Desk) Reset(ctx context.Context, who access.Principal, id, reason string) (access.Invitation, access.Token, error) {
	const op = "staff.Reset"
	whom, err := d.One(ctx, who, id)
	if err == nil {
		err = mayTouch(who, whom)
	}
	if err == nil && whom.Disabled != 0 {
		err = fault.New(fault.Conflict, "disabled", "%s may not sign in; enable them first", whom.Name)
	}
	if err != nil {
		return access.Invitation{}, access.Token{}, fault.At(op, err)
	}
	i := access.Invitation{Name: whom.Name, Staff: whom.ID, Role: whom.Role, Stores: whom.Stores, Served: whom.Served}
	return d.invite(ctx, who, i, "staff.reset", reason)
}

func (d *Desk) invite(ctx context.Context, who access.Principal, i access.Invitation, action, reason string) (access.Invitation, access.Token, error) {
	const op = "staff.invite"
	secret, err := access.NewToken(access.InvitationLink, d.Random)
	if err != nil {
		return i, secret, fault.At(op, err)
	}
	if i.ID, err = d.newID("inv_"); err != nil {
		return i, secret, err
	}
	i.Hash, i.By, i.Created = secret.Hash(), who.ID, d.now()
	i.Expires = retail.MicrosOf(d.Clock().Add(access.InvitationLife))
	object := i.ID
	if i.Staff != "" {
		object = i.Staff
	}
	return i, secret, fault.At(op, d.Invitations.Invite(ctx, i, d.trail(who, action, object, reason)))
}

// mostInvitations bounds the list: the newest ones.
const mostInvitations = 200

// Invited lists invitations, newest first.
func (d *Desk) Invited(ctx context.Context, who access.Principal) ([]access.Invitation, error) {
	const op = "staff.Invited"
	if err := who.Require(access.AdministerStaff); err != nil {
		return nil, fault.At(op, err)
	}
	all, err := d.Invitations.Invitations(ctx, mostInvitations)
	return all, fault.At(op, err)
}

// Uninvite withdraws a link that nobody used yet.
func (d *Desk) Uninvite(ctx context.Context, who access.Principal, id, reason string) error {
	const op = "staff.Uninvite"
	if err := who.Require(access.AdministerStaff); err != nil {
		return fault.At(op, err)
	}
	i, err := d.Invitations.InvitationByID(ctx, id)
	if err == nil && !who.Role.Grants(i.Role) {
		err = fault.New(fault.Denied, "owner_only", "only an owner withdraws the invitation of an owner")
	}
	if err == nil {
		err = i.Check(d.now())
	}
	if err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, d.Invitations.RevokeInvitation(ctx, id, d.trail(who, "invitation.withdraw", id, reason)))
}

// Invitation is what a link's secret stands for; one that lets nobody in any more
// says why. The caller bounds how often it may be tried.
func (d *Desk) Invitation(ctx context.Context, secret string) (access.Invitation, error) {
	const op = "staff.Invitation"
	unknown := fault.New(fault.NotFound, "invitation_unknown", "this link is not known; it may have been cut off on its way, so copy all of it, or ask for a new one")
	token, err := access.ParseToken(secret)
	if err != nil || token.Kind() != access.InvitationLink {
		return access.Invitation{}, fault.At(op, unknown)
	}
	i, err := d.Invitations.InvitationByHash(ctx, token.Hash())
	if fault.Is(err, fault.NotFound) {
		return access.Invitation{}, fault.At(op, unknown)
	}
	if err != nil {
		return access.Invitation{}, fault.At(op, err)
	}
	if err = i.Check(d.now()); err == nil {
		err = d.stands(ctx, i)
	}
	return i, fault.At(op, err)
}

// stands refuses a link whose maker may not give these rights any more: who lost their
// access keeps no door open. Those made by a program stand.
func (d *Desk) stands(ctx context.Context, i access.Invitation) error {
	by, err := d.People.StaffByID(ctx, i.By)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil
	case err == nil && (by.Disabled != 0 || !by.Role.Grants(i.Role)):
		return fault.New(fault.Gone, "invitation_withdrawn", "whoever made this link may not let anybody in any more; ask for a new one")
	}
	return err
}

// Joining is what the invited person chooses.
type Joining struct {
	Name, Login string // not asked of somebody who is known
	Password    access.Password
	Language    string // that the page was read in; kept of who is new
}

// Join lets the invited person in: once.
func (d *Desk) Join(ctx context.Context, secret string, j Joining) (access.Principal, error) {
	const op = "staff.Join"
	i, err := d.Invitation(ctx, secret)
	if err != nil {
		return access.Principal{}, fault.At(op, err)
	}
	joined, err := d.joined(ctx, i, j)
	if err != nil {
		return access.Principal{}, fault.At(op, err)
	}
	if err := j.Password.Check(joined.Login); err != nil {
		return access.Principal{}, fault.At(op, err)
	}
	leave, err := d.place(ctx)
	if err != nil {
		return access.Principal{}, fault.At(op, err)
	}
	defer leave()
	if joined.Password, err = j.Password.Hash(d.Random); err != nil {
		return access.Principal{}, fault.At(op, err)
	}
	t := Trail{Actor: joined.ID, Action: "invitation.use", Object: i.ID, At: d.now()}
	if err := d.Invitations.UseInvitation(ctx, i, joined, t); err != nil {
		return access.Principal{}, fault.At(op, err)
	}
	return joined.Principal(), nil
}

// joined is who an invited person becomes; somebody who is known stays as they are.
func (d *Desk) joined(ctx context.Context, i access.Invitation, j Joining) (access.Staff, error) {
	if i.Staff != "" {
		known, err := d.People.StaffByID(ctx, i.Staff)
		if err == nil && known.Disabled != 0 {
			err = fault.New(fault.Gone, "invitation_withdrawn", "this access was ended; ask an admin")
		}
		if err == nil && known.Role != i.Role { // whoever made the link might not touch them now
			err = fault.New(fault.Gone, "invitation_withdrawn", "the rights of %s changed since this link was made; ask for a new one", known.Name)
		}
		return known, err
	}
	s := access.Staff{Login: access.FoldLogin(j.Login), Name: strings.TrimSpace(j.Name), Role: i.Role, Stores: i.Stores, Served: i.Served, Language: j.Language, Created: d.now()}
	if err := CheckName(s.Name); err != nil {
		return s, err
	}
	if err := access.CheckLogin(s.Login); err != nil {
		return s, err
	}
	var err error
	s.ID, err = d.newID("stf_")
	return s, err
}
