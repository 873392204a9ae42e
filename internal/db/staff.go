package db

import (
	"context"
	"slices"
	"strings"

	"sartor/internal/access"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/web"
)

// joinStores packs store ids into one column; splitStores is its reverse.
func joinStores(ids []retail.StoreID) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = string(id)
	}
	return strings.Join(parts, "\n")
}

func splitStores(text string) []retail.StoreID {
	if text == "" {
		return nil
	}
	var out []retail.StoreID
	for id := range strings.SplitSeq(text, "\n") {
		out = append(out, retail.StoreID(id))
	}
	return slices.Clip(out)
}

// CreateToken keeps a new API token.
func (d *DB) CreateToken(ctx context.Context, t access.APIToken) error {
	return fault.At("db.CreateToken", d.apply(ctx, engine.Bulk, []engine.Step{{
		Query: sql("token.insert"), Want: 1,
		Args: []any{t.ID, t.Hash[:], t.Shown, t.Name, string(t.Role), joinStores(t.Stores), string(t.Till), int64(t.Created), int64(t.Expires)},
	}}))
}

// TokenByHash finds a token; absence is fault.NotFound.
func (d *DB) TokenByHash(ctx context.Context, hash access.TokenHash) (access.APIToken, error) {
	const op = "db.TokenByHash"
	tokens, err := d.tokens(ctx, sql("token.find"), []any{hash[:]})
	if err != nil {
		return access.APIToken{}, fault.At(op, err)
	}
	if len(tokens) == 0 {
		return access.APIToken{}, fault.At(op, fault.New(fault.NotFound, "", "no such token"))
	}
	return tokens[0], nil
}

// Tokens lists all API tokens, without their secrets.
func (d *DB) Tokens(ctx context.Context) ([]access.APIToken, error) {
	tokens, err := d.tokens(ctx, sql("token.all"), nil)
	return tokens, fault.At("db.Tokens", err)
}

func (d *DB) tokens(ctx context.Context, q *engine.Query, args []any) (out []access.APIToken, err error) {
	err = engine.Each(ctx, d.engine.Reader(), q, args, func(scan func(...any) error) error {
		var (
			t      access.APIToken
			hash   []byte
			stores string
		)
		err := scan(&t.ID, &hash, &t.Shown, &t.Name, &t.Role, &stores, &t.Till, &t.Created, &t.Expires, &t.Revoked)
		copy(t.Hash[:], hash)
		t.Stores = splitStores(stores)
		out = append(out, t)
		return err
	})
	return out, err
}

// RevokeToken withdraws a token.
func (d *DB) RevokeToken(ctx context.Context, id string, at retail.Micros) error {
	return d.changeOne(ctx, "db.RevokeToken", engine.Step{Query: sql("token.revoke"), Want: 1, Args: []any{id, int64(at)}})
}

// changeOne runs an update that must find its row, and what follows from it.
func (d *DB) changeOne(ctx context.Context, op string, steps ...engine.Step) error {
	err := d.apply(ctx, engine.Bulk, steps)
	if _, missed := engine.LostAt(err); missed {
		err = fault.New(fault.NotFound, "", "%v is not known", steps[0].Args[0])
	}
	return fault.At(op, err)
}

// CreateStaff adds someone who signs in; a taken login is a conflict.
func (d *DB) CreateStaff(ctx context.Context, s access.Staff) error {
	err := d.apply(ctx, engine.Bulk, []engine.Step{{
		Query: sql("staff.insert"), Want: 1,
		Args: []any{s.ID, s.Login, s.Name, string(s.Role), joinStores(s.Stores), s.Password, int64(s.Created)},
	}})
	if _, taken := engine.LostAt(err); taken {
		err = fault.New(fault.Conflict, "login_taken", "%s is taken; choose another sign-in name", s.Login)
	}
	return fault.At("db.CreateStaff", err)
}

// StaffByLogin finds someone by what they type; absence is fault.NotFound.
func (d *DB) StaffByLogin(ctx context.Context, login string) (access.Staff, error) {
	return d.findStaff(ctx, sql("staff.by_login"), login)
}

func (d *DB) findStaff(ctx context.Context, q *engine.Query, key string) (access.Staff, error) {
	const op = "db.findStaff"
	all, err := d.staff(ctx, q, []any{key})
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "", "%s is not known", key)
	}
	if err != nil {
		return access.Staff{}, fault.At(op, err)
	}
	return all[0], nil
}

// Staff lists everybody who may sign in.
func (d *DB) Staff(ctx context.Context) ([]access.Staff, error) {
	all, err := d.staff(ctx, sql("staff.all"), nil)
	return all, fault.At("db.Staff", err)
}

func (d *DB) staff(ctx context.Context, q *engine.Query, args []any) (out []access.Staff, err error) {
	err = engine.Each(ctx, d.engine.Reader(), q, args, func(scan func(...any) error) error {
		var (
			s      access.Staff
			stores string
		)
		err := scan(&s.ID, &s.Login, &s.Name, &s.Role, &stores, &s.Password, &s.Created, &s.Disabled)
		s.Stores = splitStores(stores)
		out = append(out, s)
		return err
	})
	return out, err
}

// SetPassword replaces someone's password hash and ends their sessions: whoever
// knew the old one is out.
func (d *DB) SetPassword(ctx context.Context, login, hash string) error {
	return d.changeOne(ctx, "db.SetPassword", engine.Step{Query: sql("staff.password"), Want: 1, Args: []any{login, hash}},
		engine.Step{Query: sql("session.end_all"), Want: engine.AnyRows, Args: []any{login}})
}

// DisableStaff ends someone's access, sessions included.
func (d *DB) DisableStaff(ctx context.Context, login string, at retail.Micros) error {
	return d.changeOne(ctx, "db.DisableStaff", engine.Step{Query: sql("staff.disable"), Want: 1, Args: []any{login, int64(at)}})
}

// CreateSession keeps a new session.
func (d *DB) CreateSession(ctx context.Context, s web.Session) error {
	return fault.At("db.CreateSession", d.apply(ctx, engine.Till, []engine.Step{{
		Query: sql("session.insert"), Want: 1, Args: []any{s.Hash, s.Who.ID, int64(s.Created), int64(s.Expires)},
	}}))
}

// FindSession reads a session and who it belongs to as they are now: whoever was
// disabled meanwhile has none.
func (d *DB) FindSession(ctx context.Context, hash []byte) (web.Session, error) {
	const op = "db.FindSession"
	var (
		id string
		s  = web.Session{Hash: hash}
	)
	found, err := engine.One(ctx, d.engine.Reader(), sql("session.find"), []any{hash, int64(retail.MicrosOf(d.now()))}, &id, &s.Created, &s.Seen, &s.Expires)
	if err != nil {
		return web.Session{}, fault.At(op, err)
	}
	if !found {
		return web.Session{}, fault.At(op, fault.New(fault.NotFound, "", "no such session"))
	}
	who, err := d.findStaff(ctx, sql("staff.find"), id)
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
func (d *DB) TouchSession(ctx context.Context, hash []byte, seen retail.Micros) error {
	return fault.At("db.TouchSession", d.apply(ctx, engine.Till, []engine.Step{{Query: sql("session.touch"), Want: engine.AnyRows, Args: []any{hash, int64(seen)}}}))
}

// EndSession signs out.
func (d *DB) EndSession(ctx context.Context, hash []byte) error {
	return fault.At("db.EndSession", d.apply(ctx, engine.Till, []engine.Step{{Query: sql("session.end"), Want: engine.AnyRows, Args: []any{hash}}}))
}
