package staff

import (
	"context"
	"strings"
	"unicode/utf8"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Carriers lists the API tokens, without their secrets.
func (d *Desk) Carriers(ctx context.Context, who access.Principal) ([]access.APIToken, error) {
	const op = "staff.Carriers"
	if err := who.Require(access.AdministerTokens); err != nil {
		return nil, fault.At(op, err)
	}
	all, err := d.Tokens.Tokens(ctx)
	return all, fault.At(op, err)
}

// Carrier is who is to carry a token.
type Carrier struct {
	Name   string // what it is for
	Role   access.Role
	Stores []retail.StoreID
	Till   retail.TillID
	Reason string
}

// CreateToken makes a token; its text is returned once.
func (d *Desk) CreateToken(ctx context.Context, who access.Principal, c Carrier) (access.APIToken, access.Token, error) {
	const op = "staff.CreateToken"
	if err := d.checkCarrier(who, c); err != nil {
		return access.APIToken{}, access.Token{}, fault.At(op, err)
	}
	secret, err := access.NewToken(access.TokenKindOf(c.Role), d.Random)
	if err != nil {
		return access.APIToken{}, access.Token{}, fault.At(op, err)
	}
	id, err := d.newID("tok_")
	if err != nil {
		return access.APIToken{}, access.Token{}, fault.At(op, err)
	}
	kept := access.APIToken{
		ID: id, Hash: secret.Hash(), Shown: secret.Shown(), Name: strings.TrimSpace(c.Name), Role: c.Role, Stores: c.Stores, Till: c.Till, Created: d.now(),
	}
	return kept, secret, fault.At(op, d.Tokens.MakeToken(ctx, kept, d.trail(who, "token.make", id, c.Reason)))
}

func (d *Desk) checkCarrier(who access.Principal, c Carrier) error {
	if err := who.Require(access.AdministerTokens); err != nil {
		return err
	}
	if len(c.Name) > mostName || !utf8.ValidString(c.Name) || strings.ContainsFunc(c.Name, retail.Unwritten) {
		return fault.AtField("/name", "is longer than %d bytes, or holds a control character", mostName)
	}
	if err := (access.Principal{Role: c.Role, Stores: c.Stores, Till: c.Till}).Check(); err != nil {
		return err
	}
	if !who.Role.Grants(c.Role) {
		return fault.New(fault.Denied, "owner_only", "only an owner makes a token of an owner")
	}
	if !who.Role.Lends(c.Role) {
		return fault.New(fault.Denied, "customers_by_token", "a token of the role %s reads customers, and your role does not; ask an owner to make it", c.Role)
	}
	return d.checkStores(c.Stores)
}

// WithdrawToken ends a token; it works at most five seconds longer.
func (d *Desk) WithdrawToken(ctx context.Context, who access.Principal, id, reason string) error {
	const op = "staff.WithdrawToken"
	if err := who.Require(access.AdministerTokens); err != nil {
		return fault.At(op, err)
	}
	all, err := d.Tokens.Tokens(ctx)
	if err != nil {
		return fault.At(op, err)
	}
	for _, t := range all {
		if t.ID == id && !who.Role.Grants(t.Role) {
			return fault.At(op, fault.New(fault.Denied, "owner_only", "only an owner withdraws a token of an owner"))
		}
	}
	return fault.At(op, d.Tokens.WithdrawToken(ctx, id, d.trail(who, "token.withdraw", id, reason)))
}
