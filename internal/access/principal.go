package access

import (
	"slices"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Principal is who stands behind a call, whether a person or a token. The zero
// Principal is nobody and may do nothing.
type Principal struct {
	ID     string           // "stf_…" or "tok_…": the actor of the audit
	Name   string           // as staff typed it, for screens
	Role   Role             //
	Stores []retail.StoreID // the stores it acts for; empty: all of them
	Till   retail.TillID    // the till it acts for; empty: all of its stores
}

// Check refuses a principal that must not be made: a manager of no store, a
// till without its store.
func (p Principal) Check() error {
	switch {
	case !slices.Contains(Roles(), p.Role):
		return fault.AtField("/role", "%q is not a role; the roles are %s", clip(string(p.Role)), join(Roles()))
	case p.Role == Manager && len(p.Stores) == 0:
		return fault.AtField("/stores", "a manager needs at least one store")
	case p.Till != "" && p.Role != Till:
		return fault.AtField("/till", "only the role till acts for one till; leave it out")
	case p.Till != "" && len(p.Stores) != 1:
		return fault.AtField("/stores", "a till stands in one store; name exactly that one")
	}
	return nil
}

// May reports whether the principal may do it somewhere.
func (p Principal) May(a Action) bool { return p.Role.May(a) }

// MayAt reports whether the principal may do it in the store.
func (p Principal) MayAt(a Action, store retail.StoreID) bool {
	return p.May(a) && (len(p.Stores) == 0 || slices.Contains(p.Stores, store))
}

// MayAtTill reports whether the principal may do it at a till of the store.
func (p Principal) MayAtTill(a Action, store retail.StoreID, till retail.TillID) bool {
	return p.MayAt(a, store) && (p.Till == "" || p.Till == till)
}

// Require is May as an error that names who could.
func (p Principal) Require(a Action) error {
	if p.Role == "" {
		return fault.New(fault.Unknown, "unauthorized", "sign in, or send a token as Authorization: Bearer TOKEN")
	}
	if !p.May(a) {
		return fault.New(fault.Denied, "forbidden", "the role %s may not do this; it takes %s", p.Role, join(holders(a)))
	}
	return nil
}

// RequireAt is MayAt as an error.
func (p Principal) RequireAt(a Action, store retail.StoreID) error {
	if err := p.Require(a); err != nil {
		return err
	}
	if !p.MayAt(a, store) {
		return fault.New(fault.Denied, "wrong_store", "this %s acts for other stores than %s", p.Role, clip(string(store)))
	}
	return nil
}

// RequireAtTill is MayAtTill as an error.
func (p Principal) RequireAtTill(a Action, store retail.StoreID, till retail.TillID) error {
	if err := p.RequireAt(a, store); err != nil {
		return err
	}
	if !p.MayAtTill(a, store, till) {
		return fault.New(fault.Denied, "wrong_till", "this token belongs to till %s, not to %s", p.Till, clip(string(till)))
	}
	return nil
}
