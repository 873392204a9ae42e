package house

import (
	"context"
	"slices"
	"strings"

	"sartor/internal/access"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
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

// CreateStaff adds someone who signs in; a taken login is a conflict.
func (h *House) CreateStaff(ctx context.Context, s access.Staff) error {
	err := h.apply(ctx, engine.Bulk, []engine.Step{{
		Query: h.parts.Query("staff.insert"), Want: 1,
		Args: []any{s.ID, s.Login, s.Name, string(s.Role), joinStores(s.Stores), s.Password, int64(s.Created)},
	}})
	if _, taken := engine.LostAt(err); taken {
		err = fault.New(fault.Conflict, "login_taken", "%s is taken; choose another sign-in name", s.Login)
	}
	return fault.At("house.CreateStaff", err)
}

// StaffByLogin finds someone by what they type; absence is fault.NotFound.
func (h *House) StaffByLogin(ctx context.Context, login string) (access.Staff, error) {
	return h.findStaff(ctx, h.parts.Query("staff.by_login"), login)
}

func (h *House) findStaff(ctx context.Context, q *engine.Query, key string) (access.Staff, error) {
	const op = "db.findStaff"
	all, err := h.staff(ctx, q, []any{key})
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "", "%s is not known", key)
	}
	if err != nil {
		return access.Staff{}, fault.At(op, err)
	}
	return all[0], nil
}

// Staff lists everybody who may sign in.
func (h *House) Staff(ctx context.Context) ([]access.Staff, error) {
	all, err := h.staff(ctx, h.parts.Query("staff.all"), nil)
	return all, fault.At("house.Staff", err)
}

func (h *House) staff(ctx context.Context, q *engine.Query, args []any) (out []access.Staff, err error) {
	err = engine.Each(ctx, h.parts.Engine.Reader(), q, args, func(scan func(...any) error) error {
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
func (h *House) SetPassword(ctx context.Context, login, hash string) error {
	return h.changeOne(ctx, "house.SetPassword", engine.Step{Query: h.parts.Query("staff.password"), Want: 1, Args: []any{login, hash}},
		engine.Step{Query: h.parts.Query("session.end_all"), Want: engine.AnyRows, Args: []any{login}})
}

// DisableStaff ends someone's access, sessions included.
func (h *House) DisableStaff(ctx context.Context, login string, at retail.Micros) error {
	return h.changeOne(ctx, "house.DisableStaff", engine.Step{Query: h.parts.Query("staff.disable"), Want: 1, Args: []any{login, int64(at)}})
}
