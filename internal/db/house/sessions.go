package house

import (
	"context"

	"sartor/internal/access"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/staff"
	"sartor/internal/web"
)

// CreateSession keeps a new session.
func (h *House) CreateSession(ctx context.Context, s web.Session) error {
	return fault.At("house.CreateSession", h.apply(ctx, engine.Till, []engine.Step{{
		Query: h.parts.Query("session.insert"), Want: 1, Args: []any{s.Hash, s.ID, s.Who.ID, s.Device, int64(s.Created), int64(s.Expires)},
	}}))
}

func (h *House) sessions(ctx context.Context, name string, args ...any) (out []staff.Session, err error) {
	err = engine.Each(ctx, h.parts.Engine.Reader(), h.parts.Query(name), args, func(scan func(...any) error) error {
		var s staff.Session
		err := scan(&s.ID, &s.Staff, &s.Device, &s.Created, &s.Seen, &s.Ends, &s.Visit.Staff, &s.Visit.Reason, &s.Visit.Ends)
		out = append(out, s)
		return err
	})
	return out, err
}

// FindSession reads a session and who it belongs to as they are now: whoever was
// disabled meanwhile has none, and a visit ends with its time or with the right to
// it.
func (h *House) FindSession(ctx context.Context, hash []byte) (web.Session, error) {
	const op = "house.FindSession"
	now := retail.MicrosOf(h.parts.Now())
	found, err := h.sessions(ctx, "session.find", hash, int64(now))
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "", "no such session")
	}
	if err != nil {
		return web.Session{}, fault.At(op, err)
	}
	row := found[0]
	who, err := h.findStaff(ctx, h.parts.Query("staff.find"), row.Staff)
	if err == nil && who.Disabled != 0 {
		err = fault.New(fault.NotFound, "", "no such session")
	}
	if err != nil {
		return web.Session{}, fault.At(op, err)
	}
	s := web.Session{Hash: hash, ID: row.ID, Device: row.Device, Who: who.Principal(), Created: row.Created, Seen: row.Seen, Expires: row.Ends}
	if row.Visit.Staff == "" || row.Visit.Ends <= now {
		return s, nil
	}
	return h.visiting(ctx, s, row.Visit)
}

// visiting turns a session into one that acts for a colleague, where it still may.
func (h *House) visiting(ctx context.Context, s web.Session, v staff.Visit) (web.Session, error) {
	whom, err := h.findStaff(ctx, h.parts.Query("staff.find"), v.Staff)
	if fault.Is(err, fault.NotFound) {
		return s, nil
	}
	if err != nil {
		return web.Session{}, fault.At("house.visiting", err)
	}
	if whom.Disabled != 0 || whom.Role == access.Owner || !s.Who.May(access.VisitStaff) {
		return s, nil
	}
	by := access.Visitor{ID: s.Who.ID, Name: s.Who.Name, Role: s.Who.Role}
	s.Who, s.Visit = whom.Principal(), web.Visit{Reason: v.Reason, Ends: v.Ends}
	s.Who.By = by
	return s, nil
}

// TouchSession notes that a session was used.
func (h *House) TouchSession(ctx context.Context, hash []byte, seen retail.Micros) error {
	return fault.At("house.TouchSession", h.apply(ctx, engine.Till, []engine.Step{{Query: h.parts.Query("session.touch"), Want: engine.AnyRows, Args: []any{hash, int64(seen)}}}))
}

// EndSession signs out.
func (h *House) EndSession(ctx context.Context, hash []byte) error {
	return fault.At("house.EndSession", h.apply(ctx, engine.Till, []engine.Step{{Query: h.parts.Query("session.end"), Want: engine.AnyRows, Args: []any{hash}}}))
}

// SessionsOf lists sessions of someone, "" of everybody, the last used first.
func (h *House) SessionsOf(ctx context.Context, id string, most int) ([]staff.Session, error) {
	now, name, args := int64(retail.MicrosOf(h.parts.Now())), "session.newest", []any{}
	if id != "" {
		name, args = "session.of_staff", append(args, id)
	}
	all, err := h.sessions(ctx, name, append(args, now, int64(most))...)
	return all, fault.At("house.SessionsOf", err)
}

// DropSession ends a session by its id; one of somebody else than staff, "" for
// anybody, is as absent as one that is not there.
func (h *House) DropSession(ctx context.Context, id, of string, t staff.Trail) error {
	err := h.tracked(ctx, t, engine.Step{Query: h.parts.Query("session.drop"), Want: 1, Args: []any{id, of}})
	if _, missed := engine.LostAt(err); missed {
		err = fault.New(fault.NotFound, "unknown_session", "this session has ended already")
	}
	return fault.At("house.DropSession", err)
}

// DropSessions ends every session of someone but one.
func (h *House) DropSessions(ctx context.Context, of, keep string, t staff.Trail) error {
	return fault.At("house.DropSessions", h.tracked(ctx, t, engine.Step{Query: h.parts.Query("session.end_of"), Want: engine.AnyRows, Args: []any{of, keep}}))
}

// SetVisit begins or, with the zero Visit, ends acting for a colleague.
func (h *House) SetVisit(ctx context.Context, session string, v staff.Visit, t staff.Trail) error {
	err := h.tracked(ctx, t, engine.Step{Query: h.parts.Query("session.visit"), Want: 1, Args: []any{session, v.Staff, v.Reason, int64(v.Ends)}})
	if _, missed := engine.LostAt(err); missed {
		err = fault.New(fault.NotFound, "unknown_session", "this session has ended; sign in again")
	}
	return fault.At("house.SetVisit", err)
}
