package house

import (
	"context"

	"sartor/internal/access"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/staff"
)

// MakeToken keeps a new API token.
func (h *House) MakeToken(ctx context.Context, token access.APIToken, t staff.Trail) error {
	return fault.At("house.MakeToken", h.tracked(ctx, t, engine.Step{
		Query: h.parts.Query("token.insert"), Want: 1,
		Args: []any{token.ID, token.Hash[:], token.Shown, token.Name, string(token.Role), joined(token.Stores), string(token.Till), int64(token.Created), int64(token.Expires)},
	}))
}

// TokenByHash finds a token; absence is fault.NotFound.
func (h *House) TokenByHash(ctx context.Context, hash access.TokenHash) (access.APIToken, error) {
	const op = "house.TokenByHash"
	tokens, err := h.tokens(ctx, h.parts.Query("token.find"), []any{hash[:]})
	if err != nil {
		return access.APIToken{}, fault.At(op, err)
	}
	if len(tokens) == 0 {
		return access.APIToken{}, fault.At(op, fault.New(fault.NotFound, "", "no such token"))
	}
	return tokens[0], nil
}

// Tokens lists all API tokens, without their secrets.
func (h *House) Tokens(ctx context.Context) ([]access.APIToken, error) {
	tokens, err := h.tokens(ctx, h.parts.Query("token.all"), nil)
	return tokens, fault.At("house.Tokens", err)
}

func (h *House) tokens(ctx context.Context, q *engine.Query, args []any) (out []access.APIToken, err error) {
	err = engine.Each(ctx, h.parts.Engine.Reader(), q, args, func(scan func(...any) error) error {
		var (
			t      access.APIToken
			hash   []byte
			stores string
		)
		err := scan(&t.ID, &hash, &t.Shown, &t.Name, &t.Role, &stores, &t.Till, &t.Created, &t.Expires, &t.Revoked)
		copy(t.Hash[:], hash)
		t.Stores = split[retail.StoreID](stores)
		out = append(out, t)
		return err
	})
	return out, err
}

// WithdrawToken ends a token.
func (h *House) WithdrawToken(ctx context.Context, id string, t staff.Trail) error {
	err := h.tracked(ctx, t, engine.Step{Query: h.parts.Query("token.revoke"), Want: 1, Args: []any{id, int64(t.At)}})
	if _, missed := engine.LostAt(err); missed {
		err = fault.New(fault.NotFound, "unknown_token", "%s is not known, or was withdrawn before", id)
	}
	return fault.At("house.WithdrawToken", err)
}
