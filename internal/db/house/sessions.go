package house

import (
	"context"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/web"
)

// CreateSession keeps a new session.
func (h *House) CreateSession(ctx context.Context, s web.Session) error {
	return fault.At("house.CreateSession", h.apply(ctx, engine.Till, []engine.Step{{
		Query: h.parts.Query("session.insert"), Want: 1, Args: []any{s.Hash, s.Who.ID, int64(s.Created), int64(s.Expires)},
	}}))
}

// FindSession reads a session and who it belongs to as they are now: whoever was
// disabled meanwhile has none.
func (h *House) FindSession(ctx context.Context, hash []byte) (web.Session, error) {
	const op = "house.FindSession"
	var (
		id string
		s  = web.Session{Hash: hash}
	)
	found, err := engine.One(ctx, h.parts.Engine.Reader(), h.parts.Query("session.find"), []any{hash, int64(retail.MicrosOf(h.parts.Now()))}, &id, &s.Created, &s.Seen, &s.Expires)
	if err != nil {
		return web.Session{}, fault.At(op, err)
	}
	if !found {
		return web.Session{}, fault.At(op, fault.New(fault.NotFound, "", "no such session"))
	}
	who, err := h.findStaff(ctx, h.parts.Query("staff.find"), id)
	if err != nil {
		return web.Session{}, fault.At(op, err)
	}
	if who.Disabled != 0 {
		return web.Session{}, fault.At(op, fault.New(fault.NotFound, "", "no such session"))
	}
	s.Who = who.Principal()
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
