package access

import (
	"slices"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Principal is who stands behind a call, whether a person or a token. The zero
// Principal is nobody and may do nothing.
type Principal struct {
	ID       string           // "stf_…" or "tok_…": the actor of the audit
	Name     string           // as staff typed it, for screens
	Role     Role             //
	Stores   []retail.StoreID // the stores it acts for; empty: all of them
	Till     retail.TillID    // the till it acts for; empty: all of its stores
	Served   []Served         // of an account manager: whose names it is told; empty: of all customers
	Language string           // what the console speaks to them on signing in; empty: what the browser asks for
	By       Visitor          // who really acts, when somebody acts for this person
}

// Visitor is somebody who acts for a colleague.
type Visitor struct {
	ID, Name string
	Role     Role
}

// Visiting reports whether somebody else acts for this person.
func (p Principal) Visiting() bool { return p.By.ID != "" }

// onBehalf stands between the two ids of somebody who acts for a colleague.
const onBehalf = " for "

// Actor is who the audit names: whoever really acts, and for whom.
func (p Principal) Actor() string {
	if p.Visiting() {
		return p.By.ID + onBehalf + p.ID
	}
	return p.ID
}

// SplitActor is the reverse of Actor: who acted, and for whom or "".
func SplitActor(text string) (actor, behalf string) {
	actor, behalf, _ = strings.Cut(text, onBehalf)
	return actor, behalf
}

// Check refuses a principal that must not be made: a manager of no store, a
// till without its store.
func (p Principal) Check() error {
	switch {
	case !slices.Contains(Roles(), p.Role):
		return fault.AtField("/role", "%q is not a role; the roles are %s", clip(string(p.Role)), join(Roles()))
	case p.Role == Manager && len(p.Stores) == 0:
		return fault.AtField("/stores", "a manager needs at least one store")
	case p.Role != Account && len(p.Served) > 0:
		return fault.AtField("/serves", "only an account manager serves some customers; leave it out")
	case len(p.Served) > MostServed:
		return fault.AtField("/serves", "names %d; at most %d, a band or a state holds any number of customers", len(p.Served), MostServed)
	case p.Till != "" && p.Role != Till:
		return fault.AtField("/till", "only the role till acts for one till; leave it out")
	case p.Till != "" && len(p.Stores) != 1:
		return fault.AtField("/stores", "a till stands in one store; name exactly that one")
	}
	return nil
}

// May reports whether the principal may do it somewhere. Whoever acts for a
// colleague does not touch what belongs to persons: staff, tokens, a further visit; and
// who a customer is stays hidden from those whose own role is not told.
func (p Principal) May(a Action) bool {
	return p.Role.May(a) && (!p.Visiting() || !personal(a) && (!telling(a) || p.By.Role.May(a)))
}

// telling names what tells, or ends, who a customer is.
func telling(a Action) bool { return a == SeeNames || a == ExportCustomer || a == Erase }

// personal names what nobody does in somebody else's name.
func personal(a Action) bool {
	return a == AdministerStaff || a == AdministerTokens || a == VisitStaff
}

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
	if p.Visiting() && p.Role.May(a) && !p.May(a) {
		return fault.New(fault.Denied, "visiting", "this is not done in the name of %s; end the visit first", p.Name)
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
	if store == "" && len(p.Stores) > 0 {
		return missing("/store")
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
	if till == "" && p.Till != "" {
		return missing("/till")
	}
	if !p.MayAtTill(a, store, till) {
		return fault.New(fault.Denied, "wrong_till", "this token belongs to till %s, not to %s", p.Till, clip(string(till)))
	}
	return nil
}

// missing says that what a caller is bound to is not named at all: that is no other one.
func missing(pointer string) error {
	out := fault.AtField(pointer, "is missing")
	out.Hint = pointer + " is missing"
	return out
}
