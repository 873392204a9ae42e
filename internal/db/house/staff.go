package house

import (
	"context"
	"slices"
	"strings"

	"sartor/internal/access"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// joined packs ids into one column; split is its reverse.
func joined[T ~string](ids []T) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = string(id)
	}
	return strings.Join(parts, "\n")
}

func split[T ~string](text string) []T {
	if text == "" {
		return nil
	}
	var out []T
	for id := range strings.SplitSeq(text, "\n") {
		out = append(out, T(id))
	}
	return slices.Clip(out)
}

func (h *House) insertStaff(s access.Staff) engine.Step {
	return engine.Step{
		Query: h.parts.Query("staff.insert"), Want: 1,
		Args: []any{s.ID, s.Login, s.Name, string(s.Role), joined(s.Stores), joined(s.Served), s.Password, s.Language, int64(s.Created)},
	}
}

// MakeStaff adds someone who signs in; a taken login is a conflict.
func (h *House) MakeStaff(ctx context.Context, s access.Staff, t staff.Trail) error {
	err := h.tracked(ctx, t, h.insertStaff(s))
	if _, taken := engine.LostAt(err); taken {
		err = errTaken(s.Login)
	}
	return fault.At("house.MakeStaff", err)
}

func errTaken(login string) error {
	return fault.New(fault.Conflict, "login_taken", "%s is taken; choose another sign-in name", login)
}

// StaffByLogin finds someone by what they type; absence is fault.NotFound.
func (h *House) StaffByLogin(ctx context.Context, login string) (access.Staff, error) {
	return h.findStaff(ctx, h.parts.Query("staff.by_login"), login)
}

// StaffByID finds someone by id; absence is fault.NotFound.
func (h *House) StaffByID(ctx context.Context, id string) (access.Staff, error) {
	return h.findStaff(ctx, h.parts.Query("staff.find"), id)
}

func (h *House) findStaff(ctx context.Context, q *engine.Query, key string) (access.Staff, error) {
	const op = "db.findStaff"
	all, err := h.staff(ctx, q, []any{key})
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "unknown_staff", "%s is not known", key)
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
			s              access.Staff
			stores, served string
		)
		err := scan(&s.ID, &s.Login, &s.Name, &s.Role, &stores, &served, &s.Password, &s.Language, &s.Created, &s.Disabled)
		s.Stores, s.Served = split[retail.StoreID](stores), split[access.Served](served)
		out = append(out, s)
		return err
	})
	return out, err
}

// ChangeStaff replaces what somebody may; was is what the change was made
// against. It holds from their next request on.
func (h *House) ChangeStaff(ctx context.Context, was, now access.Staff, t staff.Trail) error {
	step := engine.Step{Query: h.parts.Query("staff.change"), Want: 1, Args: []any{
		was.ID, string(was.Role), joined(was.Stores), joined(was.Served), now.Name, string(now.Role), joined(now.Stores), joined(now.Served),
	}}
	err := h.keepingAnOwner(ctx, was, t, step)
	if at, missed := engine.LostAt(err); missed && at == 1 {
		err = fault.New(fault.Stale, "stale", "somebody changed %s meanwhile; load the page again", was.Name)
	}
	return fault.At("house.ChangeStaff", err)
}

// SetDisabled ends somebody's access, or with at 0 gives it back. Sessions of
// somebody disabled end.
func (h *House) SetDisabled(ctx context.Context, who access.Staff, at retail.Micros, t staff.Trail) error {
	steps := []engine.Step{
		{Query: h.parts.Query("staff.disable"), Want: 1, Args: []any{who.Login, int64(at)}},
		{Query: h.parts.Query("session.end_of"), Want: engine.AnyRows, Args: []any{who.ID, ""}},
	}
	if at == 0 {
		steps = []engine.Step{{Query: h.parts.Query("staff.enable"), Want: 1, Args: []any{who.ID}}}
	}
	err := h.keepingAnOwner(ctx, who, t, steps...)
	if at, missed := engine.LostAt(err); missed && at == 1 {
		err = fault.New(fault.NotFound, "no_change", "%s is so already", who.Name)
	}
	return fault.At("house.SetDisabled", err)
}

// keepingAnOwner runs a change of somebody and refuses it when no owner who can
// sign in would be left. One such change runs at a time, so that two owners do
// not end each other.
func (h *House) keepingAnOwner(ctx context.Context, whom access.Staff, t staff.Trail, steps ...engine.Step) error {
	all := append([]engine.Step{{Query: h.parts.Query("staff.lock"), Want: engine.AnyRows}}, steps...)
	guard := len(all)
	if whom.Role == access.Owner {
		all = append(all, engine.Step{Query: h.parts.Query("staff.owned"), Want: 1})
	}
	err := h.tracked(ctx, t, all...)
	if at, missed := engine.LostAt(err); missed && at == guard && whom.Role == access.Owner {
		return fault.New(fault.Conflict, "last_owner", "%s is the last owner who can sign in; make another owner first", whom.Name)
	}
	return err
}

// setPassword replaces someone's password hash by their login and ends their
// sessions: whoever knew the old one is out.
func (h *House) setPassword(ctx context.Context, login, hash string, t staff.Trail) error {
	err := h.tracked(ctx, t, engine.Step{Query: h.parts.Query("staff.password"), Want: 1, Args: []any{login, hash}},
		engine.Step{Query: h.parts.Query("session.end_all"), Want: engine.AnyRows, Args: []any{login}})
	if _, missed := engine.LostAt(err); missed {
		err = fault.New(fault.NotFound, "unknown_staff", "%s is not known", login)
	}
	return fault.At("house.SetPassword", err)
}

// SetLanguage keeps what the console speaks to somebody.
func (h *House) SetLanguage(ctx context.Context, id, language string, t staff.Trail) error {
	err := h.tracked(ctx, t, engine.Step{Query: h.parts.Query("staff.speak"), Want: 1, Args: []any{id, language}})
	if _, missed := engine.LostAt(err); missed {
		err = errEnded()
	}
	return fault.At("house.SetLanguage", err)
}

func errEnded() error {
	return fault.New(fault.Conflict, "disabled", "this access was ended; ask an admin")
}

// RenewPassword replaces someone's password hash and ends their sessions but one.
func (h *House) RenewPassword(ctx context.Context, r staff.Renewal, t staff.Trail) error {
	err := h.tracked(ctx, t, h.renew(r)...)
	if _, missed := engine.LostAt(err); missed {
		err = errEnded()
	}
	return fault.At("house.RenewPassword", err)
}

func (h *House) renew(r staff.Renewal) []engine.Step {
	return []engine.Step{
		{Query: h.parts.Query("staff.renew"), Want: 1, Args: []any{r.Staff, r.Hash}},
		{Query: h.parts.Query("session.end_of"), Want: engine.AnyRows, Args: []any{r.Staff, r.Keep}},
	}
}
