package house

import (
	"context"

	"sartor/internal/access"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// Invite keeps a new invitation; earlier ones of somebody who is known no longer
// let them in.
func (h *House) Invite(ctx context.Context, i access.Invitation, t staff.Trail) error {
	return fault.At("house.Invite", h.tracked(ctx, t,
		engine.Step{Query: h.parts.Query("invitation.replace"), Want: engine.AnyRows, Args: []any{i.Staff, int64(i.Created)}},
		engine.Step{Query: h.parts.Query("invitation.insert"), Want: 1, Args: []any{
			i.ID, i.Hash[:], i.Name, i.Staff, string(i.Role), joined(i.Stores), joined(i.Served), i.By, int64(i.Created), int64(i.Expires),
		}}))
}

// Invitations lists the newest.
func (h *House) Invitations(ctx context.Context, most int) ([]access.Invitation, error) {
	all, err := h.invitations(ctx, "invitation.newest", int64(most))
	return all, fault.At("house.Invitations", err)
}

// InvitationByHash finds one by its link; absence is fault.NotFound.
func (h *House) InvitationByHash(ctx context.Context, hash access.TokenHash) (access.Invitation, error) {
	return h.invitation(ctx, "invitation.find", hash[:])
}

// InvitationByID finds one by its id; absence is fault.NotFound.
func (h *House) InvitationByID(ctx context.Context, id string) (access.Invitation, error) {
	return h.invitation(ctx, "invitation.by_id", id)
}

func (h *House) invitation(ctx context.Context, query string, key any) (access.Invitation, error) {
	const op = "house.invitation"
	all, err := h.invitations(ctx, query, key)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "invitation_unknown", "there is no such invitation")
	}
	if err != nil {
		return access.Invitation{}, fault.At(op, err)
	}
	return all[0], nil
}

func (h *House) invitations(ctx context.Context, query string, args ...any) (out []access.Invitation, err error) {
	err = engine.Each(ctx, h.parts.Engine.Reader(), h.parts.Query(query), args, func(scan func(...any) error) error {
		var (
			i              access.Invitation
			hash           []byte
			stores, served string
		)
		err := scan(&i.ID, &hash, &i.Name, &i.Staff, &i.Role, &stores, &served, &i.By, &i.Created, &i.Expires, &i.Used, &i.Revoked)
		copy(i.Hash[:], hash)
		i.Stores, i.Served = split[retail.StoreID](stores), split[access.Served](served)
		out = append(out, i)
		return err
	})
	return out, err
}

// RevokeInvitation withdraws one that nobody used.
func (h *House) RevokeInvitation(ctx context.Context, id string, t staff.Trail) error {
	err := h.tracked(ctx, t, engine.Step{Query: h.parts.Query("invitation.revoke"), Want: 1, Args: []any{id, int64(t.At)}})
	if _, missed := engine.LostAt(err); missed {
		err = fault.New(fault.Gone, "invitation_used", "this link was used or withdrawn meanwhile")
	}
	return fault.At("house.RevokeInvitation", err)
}

// UseInvitation lets the invited person in: once, whoever else opens the link.
func (h *House) UseInvitation(ctx context.Context, i access.Invitation, in access.Staff, t staff.Trail) error {
	steps := []engine.Step{{Query: h.parts.Query("invitation.use"), Want: 1, Args: []any{i.ID, int64(t.At)}}}
	if i.Staff != "" {
		steps = append(steps, h.renew(staff.Renewal{Staff: i.Staff, Hash: in.Password})...)
	} else {
		steps = append(steps, h.insertStaff(in))
	}
	err := h.tracked(ctx, t, steps...)
	switch at, missed := engine.LostAt(err); {
	case missed && at == 0:
		err = fault.New(fault.Gone, "invitation_used", "this link was used or withdrawn meanwhile; ask for a new one")
	case missed && i.Staff != "":
		err = fault.New(fault.Gone, "invitation_withdrawn", "this access was ended; ask an admin")
	case missed:
		err = errTaken(in.Login)
	}
	return fault.At("house.UseInvitation", err)
}
