package access

import (
	"strings"
	"time"
	"unicode/utf8"

	"sartor/internal/fault"
)

// Limits of acting for a colleague.
const (
	VisitMost   = 60 * time.Minute
	VisitReason = 8 // characters at least: a word that can be checked later
)

// CheckVisit refuses a visit that may not begin: acting for an owner, for
// oneself, for somebody disabled, without a reason or for too long.
func CheckVisit(who Principal, whom Staff, reason string, length time.Duration) error {
	if err := who.Require(VisitStaff); err != nil {
		return err
	}
	switch {
	case whom.Role == Owner:
		return fault.New(fault.Denied, "visit_owner", "nobody acts for an owner")
	case whom.ID == who.ID:
		return fault.New(fault.Invalid, "visit_self", "this is you already; choose a colleague")
	case whom.Disabled != 0:
		return fault.New(fault.Conflict, "visit_disabled", "%s may not sign in, so nobody acts for them; enable them first", whom.Name)
	case utf8.RuneCountInString(strings.TrimSpace(reason)) < VisitReason:
		return fault.AtField("/reason", "needs at least %d characters: it stands in the audit, such as a ticket number and what was asked", VisitReason)
	case length < time.Minute || length > VisitMost:
		return fault.AtField("/minutes", "must be from 1 to %d", int(VisitMost/time.Minute))
	}
	return nil
}
