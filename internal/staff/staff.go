// Package staff owns who works for the chain: inviting people and letting them in,
// changing what they may, ending their access and their sessions, acting for a
// colleague, API tokens, and reading the audit. Rights are access's; storage is
// behind the small interfaces here. It refuses by fault, always with a way on.
//
// Invariants and the tests that hold them: an admin never touches an owner
// (TestDesk_AdminsDoNotTouchOwners); an invitation lets one person in, once, for
// seven days (TestDesk_AnInvitationWorksOnce); a visit never widens and ends by
// itself (TestDesk_Visits); every change names who did it, why, and for whom
// (TestDesk_EveryChangeLeavesItsTrail). That the last owner stays is a guard of the
// rows: the suite of db/dbtest races it.
package staff

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// Trail is the audit row of a change, written in its transaction.
type Trail struct {
	Actor, Action, Object, Reason string
	At                            retail.Micros
}

// People keeps staff. Changes answer fault.NotFound for the unknown, fault.Stale
// when somebody else was faster, and fault.Conflict for the last owner.
type People interface {
	Staff(ctx context.Context) ([]access.Staff, error)
	StaffByID(ctx context.Context, id string) (access.Staff, error)
	ChangeStaff(ctx context.Context, was, now access.Staff, t Trail) error
	SetDisabled(ctx context.Context, who access.Staff, at retail.Micros, t Trail) error // 0 enables
	RenewPassword(ctx context.Context, r Renewal, t Trail) error
	SetLanguage(ctx context.Context, id, language string, t Trail) error
}

// Renewal is a new password; sessions but Keep end.
type Renewal struct{ Staff, Hash, Keep string }

// Invitations keeps invitations. UseInvitation makes or renews the person in the
// same transaction, and answers fault.Gone when the link was used meanwhile.
type Invitations interface {
	Invite(ctx context.Context, i access.Invitation, t Trail) error
	Invitations(ctx context.Context, most int) ([]access.Invitation, error)
	InvitationByHash(ctx context.Context, hash access.TokenHash) (access.Invitation, error)
	InvitationByID(ctx context.Context, id string) (access.Invitation, error)
	RevokeInvitation(ctx context.Context, id string, t Trail) error
	UseInvitation(ctx context.Context, i access.Invitation, joined access.Staff, t Trail) error
}

// Session is somebody signed in somewhere.
type Session struct {
	ID, Staff, Device   string
	Created, Seen, Ends retail.Micros
	Visit               Visit
}

// Visit is somebody acting for a colleague; the zero Visit is nobody doing so.
type Visit struct {
	Staff, Reason string // whom for, and why
	Ends          retail.Micros
}

// Sessions keeps who is signed in; staff "" is everybody.
type Sessions interface {
	SessionsOf(ctx context.Context, staff string, most int) ([]Session, error)
	DropSession(ctx context.Context, id, staff string, t Trail) error
	DropSessions(ctx context.Context, staff, keep string, t Trail) error
	SetVisit(ctx context.Context, session string, v Visit, t Trail) error
}

// Tokens keeps API tokens.
type Tokens interface {
	Tokens(ctx context.Context) ([]access.APIToken, error)
	MakeToken(ctx context.Context, token access.APIToken, t Trail) error
	WithdrawToken(ctx context.Context, id string, t Trail) error
}

// Parts are what a Desk works with.
type Parts struct {
	People      People
	Invitations Invitations
	Sessions    Sessions
	Tokens      Tokens
	Audit       Audit
	Store       func(retail.StoreID) bool // whether there is such a store
	Clock       func() time.Time
	Random      io.Reader
}

// Desk answers what is asked about staff.
type Desk struct {
	Parts
	hashing chan struct{}
}

// hashesAtOnce bounds the passwords that are hashed at the same time: 19 MiB each.
const hashesAtOnce = 2

// New returns a desk.
func New(p Parts) *Desk { return &Desk{Parts: p, hashing: make(chan struct{}, hashesAtOnce)} }

func (d *Desk) now() retail.Micros { return retail.MicrosOf(d.Clock()) }

// mostReason bounds a reason in the audit, in bytes; the rest of a longer one is cut off.
const mostReason = 500

// trail begins the audit row of a change.
func (d *Desk) trail(who access.Principal, action, object, reason string) Trail {
	if reason = strings.TrimSpace(strings.ToValidUTF8(reason, "")); len(reason) > mostReason {
		reason = strings.ToValidUTF8(reason[:mostReason], "") + "…"
	}
	return Trail{Actor: who.Actor(), Action: action, Object: object, Reason: reason, At: d.now()}
}

// newID makes an id of its kind.
func (d *Desk) newID(prefix string) (string, error) {
	var raw [8]byte
	if _, err := io.ReadFull(d.Random, raw[:]); err != nil {
		return "", fault.At("staff.newID", fmt.Errorf("no randomness: %w", err))
	}
	return prefix + hex.EncodeToString(raw[:]), nil
}

// mostName bounds a person's name, in bytes.
const mostName = 120

// CheckName refuses a name that a screen could not show.
func CheckName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return fault.AtField("/name", "is empty; write the name as colleagues know it")
	case len(name) > mostName:
		return fault.AtField("/name", "is longer than %d bytes", mostName)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, retail.Unwritten):
		return fault.AtField("/name", "holds a line break or another control character")
	}
	return nil
}

// checkRights refuses rights that nobody could have, or that who may not give.
func (d *Desk) checkRights(who, of access.Principal) error {
	if err := of.Check(); err != nil {
		return err
	}
	if !of.Role.Console() {
		return fault.AtField("/role", "%s is the role of a program: it carries a token and signs in nowhere", of.Role)
	}
	if !who.Role.Grants(of.Role) {
		return fault.New(fault.Denied, "owner_only", "only an owner makes an owner")
	}
	return d.checkStores(of.Stores)
}

// mostStores bounds what is listed of one person: beyond it, all stores are meant.
const mostStores = 200

func (d *Desk) checkStores(ids []retail.StoreID) error {
	if len(ids) > mostStores {
		return fault.AtField("/stores", "names %d; at most %d, an empty list means all of them", len(ids), mostStores)
	}
	for _, id := range ids {
		if !d.Store(id) {
			return fault.AtField("/stores", "%q is not a store of this chain", id)
		}
	}
	return nil
}

// mayTouch refuses a change of somebody mightier.
func mayTouch(who access.Principal, whom access.Staff) error {
	if err := who.Require(access.AdministerStaff); err != nil {
		return err
	}
	if !who.Role.Grants(whom.Role) {
		return fault.New(fault.Denied, "owner_only", "%s is an owner; only an owner changes that", whom.Name)
	}
	return nil
}
