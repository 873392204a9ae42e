package staff

import (
	"cmp"
	"context"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// mostSessions bounds the list: the ones used last.
const mostSessions = 500

// Own lists somebody's own sessions.
func (d *Desk) Own(ctx context.Context, who access.Principal) ([]Session, error) {
	all, err := d.Sessions.SessionsOf(ctx, realID(who), mostSessions)
	return all, fault.At("staff.Own", err)
}

// realID is who sits in front of the screen.
func realID(who access.Principal) string {
	if who.Visiting() {
		return who.By.ID
	}
	return who.ID
}

// Present lists everybody's sessions.
func (d *Desk) Present(ctx context.Context, who access.Principal) ([]Session, error) {
	const op = "staff.Present"
	if err := who.Require(access.AdministerStaff); err != nil {
		return nil, fault.At(op, err)
	}
	all, err := d.Sessions.SessionsOf(ctx, "", mostSessions)
	return all, fault.At(op, err)
}

// EndSession ends one session: an own one, or anybody's for those who administer
// staff, an owner's by owners only. One that is not theirs answers like one that
// is not there.
func (d *Desk) EndSession(ctx context.Context, who access.Principal, id string) error {
	const op = "staff.EndSession"
	owner := realID(who)
	if who.May(access.AdministerStaff) {
		whose, err := d.whose(ctx, id)
		if err == nil && whose != "" && whose != owner {
			err = d.touching(ctx, who, whose)
		}
		if err != nil {
			return fault.At(op, err)
		}
		owner = cmp.Or(whose, owner)
	}
	return fault.At(op, d.Sessions.DropSession(ctx, id, owner, d.trail(who, "session.end", id, "")))
}

// whose names who has a session; "" when it is not among those that are listed.
func (d *Desk) whose(ctx context.Context, id string) (string, error) {
	all, err := d.Sessions.SessionsOf(ctx, "", mostSessions)
	for i := range all {
		if all[i].ID == id {
			return all[i].Staff, nil
		}
	}
	return "", err
}

// touching is mayTouch for somebody's id.
func (d *Desk) touching(ctx context.Context, who access.Principal, id string) error {
	whom, err := d.One(ctx, who, id)
	if err != nil {
		return err
	}
	return mayTouch(who, whom)
}

// EndOthers ends all own sessions but one; keep "" ends that one too.
func (d *Desk) EndOthers(ctx context.Context, who access.Principal, keep string) error {
	own := realID(who)
	return fault.At("staff.EndOthers", d.Sessions.DropSessions(ctx, own, keep, d.trail(who, "session.end_all", own, "")))
}

// EndAllOf ends all sessions of somebody else.
func (d *Desk) EndAllOf(ctx context.Context, who access.Principal, id, reason string) error {
	const op = "staff.EndAllOf"
	if err := d.touching(ctx, who, id); err != nil {
		return fault.At(op, err)
	}
	return fault.At(op, d.Sessions.DropSessions(ctx, id, "", d.trail(who, "session.end_all", id, reason)))
}

// Visiting is the wish to act for a colleague.
type Visiting struct {
	Staff, Reason string
	Length        time.Duration
	Session       string // in which it holds
}

// Visit lets somebody act for a colleague in one session, for a while.
func (d *Desk) Visit(ctx context.Context, who access.Principal, v Visiting) error {
	const op = "staff.Visit"
	if err := who.Require(access.VisitStaff); err != nil {
		return fault.At(op, err)
	}
	if v.Session == "" {
		return fault.At(op, fault.New(fault.Denied, "visit_token", "acting for a colleague takes a session of the console; a token acts for itself"))
	}
	whom, err := d.People.StaffByID(ctx, v.Staff)
	if err != nil {
		return fault.At(op, err)
	}
	if err := access.CheckVisit(who, whom, v.Reason, v.Length); err != nil {
		return fault.At(op, err)
	}
	reason := strings.TrimSpace(v.Reason)
	begun := Visit{Staff: whom.ID, Reason: reason, Ends: retail.MicrosOf(d.Clock().Add(v.Length))}
	return fault.At(op, d.Sessions.SetVisit(ctx, v.Session, begun, d.trail(who, "visit.begin", whom.ID, reason)))
}

// EndVisit ends acting for a colleague.
func (d *Desk) EndVisit(ctx context.Context, who access.Principal, session string) error {
	return fault.At("staff.EndVisit", d.Sessions.SetVisit(ctx, session, Visit{}, d.trail(who, "visit.end", who.ID, "")))
}
