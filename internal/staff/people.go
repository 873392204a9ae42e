package staff

import (
	"context"
	"strings"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Everyone lists who may sign in.
func (d *Desk) Everyone(ctx context.Context, who access.Principal) ([]access.Staff, error) {
	const op = "staff.Everyone"
	if err := who.Require(access.AdministerStaff); err != nil {
		return nil, fault.At(op, err)
	}
	all, err := d.People.Staff(ctx)
	return all, fault.At(op, err)
}

// One finds somebody by id.
func (d *Desk) One(ctx context.Context, who access.Principal, id string) (access.Staff, error) {
	const op = "staff.One"
	if err := who.Require(access.AdministerStaff); err != nil {
		return access.Staff{}, fault.At(op, err)
	}
	s, err := d.People.StaffByID(ctx, id)
	return s, fault.At(op, err)
}

// Change is what somebody is to be from now on.
type Change struct {
	Name   string
	Role   access.Role
	Stores []retail.StoreID
	Served []access.Served
	Reason string
}

// Change gives somebody another name, role, stores or customers; it holds from
// their next click on. was is what the change was made against.
func (d *Desk) Change(ctx context.Context, who access.Principal, was access.Staff, c Change) (access.Staff, error) {
	const op = "staff.Change"
	if err := mayTouch(who, was); err != nil {
		return was, fault.At(op, err)
	}
	now := was
	now.Name, now.Role, now.Stores, now.Served = strings.TrimSpace(c.Name), c.Role, c.Stores, c.Served
	if err := CheckName(now.Name); err != nil {
		return was, fault.At(op, err)
	}
	if err := d.checkRights(who, now.Principal()); err != nil {
		return was, fault.At(op, err)
	}
	if was.ID == who.ID && now.Role != was.Role {
		return was, fault.At(op, fault.New(fault.Denied, "own_role", "nobody changes their own role; ask another %s", who.Role))
	}
	if err := d.People.ChangeStaff(ctx, was, now, d.trail(who, "staff.change", was.ID, c.Reason)); err != nil {
		return was, fault.At(op, err)
	}
	return now, nil
}

// Disable ends somebody's access and sessions at once.
func (d *Desk) Disable(ctx context.Context, who access.Principal, id, reason string) error {
	const op = "staff.Disable"
	whom, err := d.One(ctx, who, id)
	if err == nil {
		err = mayTouch(who, whom)
	}
	if err == nil && whom.ID == who.ID {
		err = fault.New(fault.Denied, "own_access", "nobody ends their own access; ask another %s", who.Role)
	}
	if err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, d.People.SetDisabled(ctx, whom, d.now(), d.trail(who, "staff.disable", id, reason)))
}

// Enable lets somebody in again, with the password they had.
func (d *Desk) Enable(ctx context.Context, who access.Principal, id, reason string) error {
	const op = "staff.Enable"
	whom, err := d.One(ctx, who, id)
	if err == nil {
		err = mayTouch(who, whom)
	}
	if err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, d.People.SetDisabled(ctx, whom, 0, d.trail(who, "staff.enable", id, reason)))
}

// PasswordChange is somebody's wish for another password.
type PasswordChange struct {
	Old, New access.Password
	Session  string // the one that goes on
}

// ChangePassword replaces somebody's own password and ends their other sessions.
// The caller bounds how often it may be tried.
func (d *Desk) ChangePassword(ctx context.Context, who access.Principal, c PasswordChange) error {
	const op = "staff.ChangePassword"
	if who.Visiting() {
		return fault.At(op, fault.New(fault.Denied, "visiting", "a password is not changed in the name of %s; end the visit first", who.Name))
	}
	whom, err := d.People.StaffByID(ctx, who.ID)
	if err != nil {
		return fault.At(op, err)
	}
	if whom.Password == "" {
		return fault.At(op, fault.New(fault.Conflict, "no_password", "this account signs in by a link and has no password; ask an admin for an invitation link"))
	}
	if err := c.New.Check(whom.Login); err != nil {
		return fault.At(op, inField(err, "/new"))
	}
	leave, err := d.place(ctx)
	if err != nil {
		return fault.At(op, err)
	}
	defer leave()
	right, err := c.Old.Matches(whom.Password)
	if err != nil {
		return fault.At(op, err)
	}
	if !right {
		return fault.At(op, fault.AtField("/old", "is not the password you sign in with now"))
	}
	hash, err := c.New.Hash(d.Random)
	if err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, d.People.RenewPassword(ctx, Renewal{Staff: whom.ID, Hash: hash, Keep: c.Session}, d.trail(who, "staff.password", whom.ID, "")))
}

// Speak keeps the language the console speaks to somebody wherever they sign in, by
// its two letters (ISO 639-1). Which ones there are the console knows.
func (d *Desk) Speak(ctx context.Context, who access.Principal, language string) error {
	const op = "staff.Speak"
	if who.Visiting() {
		return fault.At(op, fault.New(fault.Denied, "visiting", "a language is not changed in the name of %s; end the visit first", who.Name))
	}
	if len(language) != 2 {
		return fault.At(op, fault.AtField("/language", "%q is not a language; choose one of the list", language))
	}
	return fault.At(op, d.People.SetLanguage(ctx, who.ID, language, d.trail(who, "staff.language", who.ID, "")))
}

// place waits for one of the few places to compute a hash.
func (d *Desk) place(ctx context.Context) (leave func(), err error) {
	select {
	case d.hashing <- struct{}{}:
		return func() { <-d.hashing }, nil
	case <-ctx.Done():
		return nil, fault.New(fault.Unavailable, "busy", "many are signing in; try again in a moment")
	}
}

// inField moves a refusal to the place it has in this form.
func inField(err error, pointer string) error {
	f, ok := errorOf(err)
	if !ok || len(f.Fields) != 1 {
		return err
	}
	out := fault.AtField(pointer, "%s", f.Fields[0].Detail)
	out.Code = f.Code
	return out
}
