// Package stafftest keeps staff in memory for tests of what stands on package
// staff. It holds the same promises as the rows of db/house, one change at a time.
package stafftest

import (
	"context"
	"slices"
	"sync"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// Book is all that is kept. Failing, when set, is asked before every operation.
type Book struct {
	mu       sync.Mutex
	Failing  func() error
	People   []access.Staff
	Guests   []access.Invitation
	Signed   []staff.Session
	Carriers []access.APIToken
	Trails   []staff.Trail
}

func (b *Book) fail() error {
	if b.Failing == nil {
		return nil
	}
	return b.Failing()
}

// change runs one change and its audit row.
func (b *Book) change(t staff.Trail, f func() error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.fail(); err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	b.Trails = append(b.Trails, t)
	return nil
}

// Done returns the actions of all audit rows so far.
func (b *Book) Done() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]string, len(b.Trails))
	for i, t := range b.Trails {
		out[i] = t.Action
	}
	return out
}

// Staff lists everybody.
func (b *Book) Staff(context.Context) ([]access.Staff, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.People), b.fail()
}

// StaffByID finds somebody.
func (b *Book) StaffByID(_ context.Context, id string) (access.Staff, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.fail(); err != nil {
		return access.Staff{}, err
	}
	i := b.at(id)
	if i < 0 {
		return access.Staff{}, fault.New(fault.NotFound, "unknown_staff", "%s is not known", id)
	}
	return b.People[i], nil
}

func (b *Book) at(id string) int {
	return slices.IndexFunc(b.People, func(s access.Staff) bool { return s.ID == id })
}

// owned refuses to leave the chain without an owner who can sign in.
func (b *Book) owned() error {
	if slices.ContainsFunc(b.People, func(s access.Staff) bool { return s.Role == access.Owner && s.Disabled == 0 && s.Password != "" }) {
		return nil
	}
	return errLast()
}

func errLast() error {
	return fault.New(fault.Conflict, "last_owner", "this is the last owner who can sign in")
}

// ChangeStaff replaces somebody.
func (b *Book) ChangeStaff(_ context.Context, was, now access.Staff, t staff.Trail) error {
	return b.change(t, func() error {
		i := b.at(was.ID)
		if i < 0 || b.People[i].Role != was.Role || !slices.Equal(b.People[i].Stores, was.Stores) || !slices.Equal(b.People[i].Served, was.Served) {
			return fault.New(fault.Stale, "stale", "changed meanwhile")
		}
		b.People[i] = now
		if was.Role != access.Owner {
			return nil
		}
		err := b.owned()
		if err != nil {
			b.People[i] = was
		}
		return err
	})
}

// SetDisabled ends or gives back an access.
func (b *Book) SetDisabled(_ context.Context, who access.Staff, at retail.Micros, t staff.Trail) error {
	return b.change(t, func() error {
		i := b.at(who.ID)
		if i < 0 || (b.People[i].Disabled != 0) == (at != 0) {
			return fault.New(fault.NotFound, "no_change", "it is so already")
		}
		was := b.People[i].Disabled
		b.People[i].Disabled = at
		if who.Role == access.Owner && b.owned() != nil {
			b.People[i].Disabled = was
			return errLast()
		}
		b.drop(func(s staff.Session) bool { return at != 0 && s.Staff == who.ID })
		return nil
	})
}

func (b *Book) drop(f func(staff.Session) bool) { b.Signed = slices.DeleteFunc(b.Signed, f) }

// SetLanguage sets a language.
func (b *Book) SetLanguage(_ context.Context, id, language string, t staff.Trail) error {
	return b.change(t, func() error {
		i := b.at(id)
		if i < 0 || b.People[i].Disabled != 0 {
			return fault.New(fault.Conflict, "disabled", "this access was ended")
		}
		b.People[i].Language = language
		return nil
	})
}

// RenewPassword sets a password.
func (b *Book) RenewPassword(_ context.Context, r staff.Renewal, t staff.Trail) error {
	return b.change(t, func() error {
		i := b.at(r.Staff)
		if i < 0 || b.People[i].Disabled != 0 {
			return fault.New(fault.Conflict, "disabled", "this access was ended")
		}
		b.People[i].Password = r.Hash
		b.drop(func(s staff.Session) bool { return s.Staff == r.Staff && s.ID != r.Keep })
		return nil
	})
}

// Invite keeps an invitation.
func (b *Book) Invite(_ context.Context, i access.Invitation, t staff.Trail) error {
	return b.change(t, func() error {
		for k := range b.Guests {
			if i.Staff != "" && b.Guests[k].Staff == i.Staff && b.Guests[k].Used == 0 {
				b.Guests[k].Revoked = i.Created
			}
		}
		b.Guests = append([]access.Invitation{i}, b.Guests...)
		return nil
	})
}

// Invitations lists the newest.
func (b *Book) Invitations(_ context.Context, most int) ([]access.Invitation, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.Guests[:min(most, len(b.Guests))]), b.fail()
}

func (b *Book) invitation(is func(access.Invitation) bool) (access.Invitation, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.fail(); err != nil {
		return access.Invitation{}, err
	}
	i := slices.IndexFunc(b.Guests, is)
	if i < 0 {
		return access.Invitation{}, fault.New(fault.NotFound, "invitation_unknown", "there is no such invitation")
	}
	return b.Guests[i], nil
}

// InvitationByHash finds one by its link.
func (b *Book) InvitationByHash(_ context.Context, hash access.TokenHash) (access.Invitation, error) {
	return b.invitation(func(i access.Invitation) bool { return i.Hash == hash })
}

// InvitationByID finds one by its id.
func (b *Book) InvitationByID(_ context.Context, id string) (access.Invitation, error) {
	return b.invitation(func(i access.Invitation) bool { return i.ID == id })
}

// RevokeInvitation withdraws one.
func (b *Book) RevokeInvitation(_ context.Context, id string, t staff.Trail) error {
	return b.change(t, func() error {
		i := slices.IndexFunc(b.Guests, func(i access.Invitation) bool { return i.ID == id && i.Used == 0 && i.Revoked == 0 })
		if i < 0 {
			return fault.New(fault.Gone, "invitation_used", "used or withdrawn meanwhile")
		}
		b.Guests[i].Revoked = t.At
		return nil
	})
}

// UseInvitation lets somebody in, once.
func (b *Book) UseInvitation(_ context.Context, i access.Invitation, in access.Staff, t staff.Trail) error {
	return b.change(t, func() error {
		k := slices.IndexFunc(b.Guests, func(g access.Invitation) bool { return g.ID == i.ID && g.Check(t.At) == nil })
		if k < 0 {
			return fault.New(fault.Gone, "invitation_used", "used or withdrawn meanwhile")
		}
		if i.Staff != "" {
			b.People[b.at(i.Staff)].Password = in.Password
		} else if slices.ContainsFunc(b.People, func(s access.Staff) bool { return s.Login == in.Login }) {
			return fault.New(fault.Conflict, "login_taken", "%s is taken", in.Login)
		} else {
			b.People = append(b.People, in)
		}
		b.Guests[k].Used = t.At
		return nil
	})
}

// SessionsOf lists sessions.
func (b *Book) SessionsOf(_ context.Context, id string, most int) ([]staff.Session, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []staff.Session
	for _, s := range b.Signed {
		if (id == "" || s.Staff == id) && len(out) < most {
			out = append(out, s)
		}
	}
	return out, b.fail()
}

// DropSession ends one.
func (b *Book) DropSession(_ context.Context, id, of string, t staff.Trail) error {
	return b.change(t, func() error {
		n := len(b.Signed)
		b.drop(func(s staff.Session) bool { return s.ID == id && (of == "" || s.Staff == of) })
		if len(b.Signed) == n {
			return fault.New(fault.NotFound, "unknown_session", "this session has ended already")
		}
		return nil
	})
}

// DropSessions ends all but one.
func (b *Book) DropSessions(_ context.Context, of, keep string, t staff.Trail) error {
	return b.change(t, func() error {
		b.drop(func(s staff.Session) bool { return s.Staff == of && s.ID != keep })
		return nil
	})
}

// SetVisit begins or ends acting for a colleague.
func (b *Book) SetVisit(_ context.Context, session string, v staff.Visit, t staff.Trail) error {
	return b.change(t, func() error {
		i := slices.IndexFunc(b.Signed, func(s staff.Session) bool { return s.ID == session })
		if i < 0 {
			return fault.New(fault.NotFound, "unknown_session", "this session has ended")
		}
		b.Signed[i].Visit = v
		return nil
	})
}

// Tokens lists API tokens.
func (b *Book) Tokens(context.Context) ([]access.APIToken, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.Carriers), b.fail()
}

// MakeToken keeps one.
func (b *Book) MakeToken(_ context.Context, token access.APIToken, t staff.Trail) error {
	return b.change(t, func() error { b.Carriers = append(b.Carriers, token); return nil })
}

// WithdrawToken ends one.
func (b *Book) WithdrawToken(_ context.Context, id string, t staff.Trail) error {
	return b.change(t, func() error {
		i := slices.IndexFunc(b.Carriers, func(c access.APIToken) bool { return c.ID == id && c.Revoked == 0 })
		if i < 0 {
			return fault.New(fault.NotFound, "unknown_token", "%s is not known", id)
		}
		b.Carriers[i].Revoked = t.At
		return nil
	})
}

// AuditAlong reads what was done, newest first.
func (b *Book) AuditAlong(_ context.Context, r staff.AuditRange) ([]staff.Entry, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []staff.Entry
	for n, t := range slices.Backward(b.Trails) {
		actor, behalf := access.SplitActor(t.Actor)
		e := staff.Entry{Place: staff.Place{At: t.At, Seq: int64(n)}, Actor: actor, Behalf: behalf, Action: t.Action, Object: t.Object, Reason: t.Reason}
		value := map[staff.Along]string{staff.AlongActor: actor, staff.AlongBehalf: behalf, staff.AlongAction: t.Action, staff.AlongObject: t.Object}[r.Along]
		if value == r.Value && t.At >= r.Since && e.Place.Before(r.Before) && len(out) < r.Most {
			out = append(out, e)
		}
	}
	return out, b.fail()
}
