package access

import (
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// InvitationLife is how long a link works: a week, so that a holiday is short.
const InvitationLife = 7 * 24 * time.Hour

// Invitation lets one person in, once: somebody new, or somebody who is known
// (Staff) and sets a new password.
type Invitation struct {
	ID      string // "inv_…"
	Hash    TokenHash
	Name    string // whom it is for, as typed
	Staff   string // "stf_…" of whom it gives a new password; empty: somebody new
	Role    Role
	Stores  []retail.StoreID
	Served  []Served
	By      string // who invited
	Created retail.Micros
	Expires retail.Micros
	Used    retail.Micros // 0: not
	Revoked retail.Micros // 0: not
}

// InvitationState is where an invitation stands.
type InvitationState string

// The states.
const (
	Open      InvitationState = "open"
	Used      InvitationState = "used"
	Expired   InvitationState = "expired"
	Withdrawn InvitationState = "withdrawn"
)

// State says where the invitation stands at the instant.
func (i Invitation) State(now retail.Micros) InvitationState {
	switch {
	case i.Used != 0:
		return Used
	case i.Revoked != 0:
		return Withdrawn
	case now >= i.Expires:
		return Expired
	}
	return Open
}

// Check refuses an invitation that lets nobody in any more, and says why.
func (i Invitation) Check(now retail.Micros) error {
	switch i.State(now) {
	case Used:
		return fault.New(fault.Gone, "invitation_used", "this link was used already; sign in with the name and the password chosen then, or ask for a new link")
	case Withdrawn:
		return fault.New(fault.Gone, "invitation_withdrawn", "this link was withdrawn; ask for a new one")
	case Expired:
		return fault.New(fault.Gone, "invitation_expired", "this link was good for %d days; ask for a new one", int(InvitationLife/(24*time.Hour)))
	case Open:
	}
	return nil
}

// Principal is who the invited person becomes.
func (i Invitation) Principal() Principal {
	return Principal{Name: i.Name, Role: i.Role, Stores: i.Stores, Served: i.Served}
}
