// Package customer owns who a person is to the chain and what is known of them:
// consent, which identifiers point to whom (Resolve), and the exact fold of a
// customer's journal (State) beside that of a store's day (Demand). It is pure
// and refuses to guess: an identifier that points elsewhere becomes a proposal,
// never a merge, and goods marked no_inference never enter a profile.
//
// Invariants and the tests that hold them: the live state equals a refold byte
// for byte whatever arrives twice, late or shuffled (TestState_LiveIsRebuild,
// TestDemand_OrderDoesNotMatter), the bytes are the same on every processor
// (TestState_Golden), an explicit answer beats a declared default
// (TestConsent_LatestAnswerWins).
package customer

import (
	"cmp"
	"slices"

	"sartor/internal/retail"
)

// Purpose is what a customer's data may be used for.
type Purpose string

// The purposes (CONTRACTS.md 2.2).
const (
	ProfilePurpose   Purpose = "profile"
	OffersPurpose    Purpose = "offers"
	EmailPurpose     Purpose = "email"
	AnalyticsPurpose Purpose = "analytics"
)

// Purposes returns the purposes in the order of their bits, which are stored.
func Purposes() []Purpose {
	return []Purpose{ProfilePurpose, OffersPurpose, EmailPurpose, AnalyticsPurpose}
}

// ParsePurpose reads a purpose's word.
func ParsePurpose(s string) (Purpose, bool) {
	if p := Purpose(s); p.bit() != 0 {
		return p, true
	}
	return "", false
}

// bit is the purpose's place in a Consent, 0 for none of ours.
func (p Purpose) bit() Consent {
	switch p {
	case ProfilePurpose:
		return 1
	case OffersPurpose:
		return 2
	case EmailPurpose:
		return 4
	case AnalyticsPurpose:
		return 8
	}
	return 0
}

// Consent is what was answered, and granted, per purpose. The zero Consent is
// of somebody who never answered. A chain's declared default is one too.
type Consent uint8

// granted lies above the four bits of what was answered.
const granted = 4

// With returns the consent with one answer put in.
func (c Consent) With(p Purpose, grants bool) Consent {
	c = c&^(p.bit()<<granted) | p.bit()
	if grants {
		c |= p.bit() << granted
	}
	return c
}

// Answered reports whether there is an answer for the purpose.
func (c Consent) Answered(p Purpose) bool { return c&p.bit() != 0 }

// Allows reports whether the purpose was granted; silence grants nothing.
func (c Consent) Allows(p Purpose) bool { return c&(p.bit()<<granted) != 0 }

// Over returns the consent that holds: these answers, and the chain's declared
// default for what was not answered.
func (c Consent) Over(declared Consent) Consent {
	silent := declared & 0xF &^ c
	return c | silent | declared&(silent<<granted)
}

// Answer is one explicit answer in a customer's history.
type Answer struct {
	Purpose Purpose
	Granted bool
	At      retail.Micros // when it was given
	Order   int64         // grows with each record; decides between answers of one time
}

// ConsentOf returns what a history of answers leaves: of each purpose the
// latest, and of those given at one time the one recorded last.
func ConsentOf(history []Answer) Consent {
	sorted := slices.SortedStableFunc(slices.Values(history), func(a, b Answer) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Order, b.Order))
	})
	var c Consent
	for _, a := range sorted {
		c = c.With(a.Purpose, a.Granted)
	}
	return c
}
