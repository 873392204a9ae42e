package shell

import (
	"net/url"
	"slices"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/view"
)

// Screen is one entry of the navigation and the first part of its address.
type Screen string

// The screens that exist.
const (
	Today      Screen = "today"
	Customers  Screen = "customers"
	Segments   Screen = "segments"
	Promotions Screen = "promotions"
	Vouchers   Screen = "vouchers"
	Stores     Screen = "stores"
	Rollouts   Screen = "rollouts"
	Stock      Screen = "stock"
	Learn      Screen = "learn"
	Settings   Screen = "settings"
	Staff      Screen = "staff"
	Audit      Screen = "audit"
	Tokens     Screen = "tokens"
)

// Screens returns what a role sees, where it lands first; the order is the
// frequency of use, which decides the four tabs on a phone. It is narrower
// than what the role may read: a role sees only its part of the work
// (TestScreens_AreWithinTheRights).
func Screens(r access.Role) []Screen {
	switch r {
	case access.Owner:
		return []Screen{Today, Customers, Promotions, Vouchers, Segments, Learn, Stores, Stock, Rollouts, Settings, Staff, Tokens, Audit}
	case access.Admin:
		return []Screen{Settings, Staff, Audit, Tokens, Learn}
	case access.Marketer:
		return []Screen{Today, Promotions, Vouchers, Segments, Customers, Stores, Rollouts}
	case access.Manager:
		return []Screen{Stores, Customers, Promotions, Stock, Vouchers}
	case access.Planner:
		return []Screen{Stock, Stores, Rollouts, Today}
	case access.Account:
		return []Screen{Segments, Customers, Vouchers, Today}
	case access.Desk:
		return []Screen{Vouchers, Customers}
	case access.Analyst:
		return []Screen{Learn, Segments, Promotions}
	}
	return nil
}

func Sees(r access.Role, s Screen) bool { return slices.Contains(Screens(r), s) }

// Home is the address a screen has for somebody: a manager of one store works
// on that store's page.
func (s Screen) Home(who access.Principal) string {
	switch {
	case s == Stores && who.Role == access.Manager && len(who.Stores) == 1:
		return "/stores/" + url.PathEscape(string(who.Stores[0]))
	case s == Staff || s == Audit || s == Tokens:
		return "/settings/" + string(s)
	}
	return "/" + string(s)
}

// Called is what a screen is called for a role: to a store manager all of it is
// theirs.
func (s Screen) Called(w *phrase.Words, r access.Role) string {
	if own := w.OwnScreens[string(s)]; own != "" && r == access.Manager {
		return own
	}
	return w.Screens[string(s)]
}

// Reads is the right that stands behind a screen.
func (s Screen) Reads() access.Action {
	switch s {
	case Customers:
		return access.ReadCustomers
	case Segments:
		return access.ReadSegments
	case Promotions:
		return access.ReadPromotions
	case Vouchers:
		return access.ReadVouchers
	case Stores:
		return access.ReadCatalogue
	case Rollouts:
		return access.ReadRollouts
	case Stock:
		return access.ReadPlans
	case Learn:
		return access.ReadLearn
	case Settings:
		return access.ReadSettings
	case Staff:
		return access.AdministerStaff
	case Audit:
		return access.ReadAudit
	case Tokens:
		return access.AdministerTokens
	}
	return access.ReadToday
}

// Habits reports whether a role works with what Customers buy; the desk finds
// a receipt or a card, sets consent and nothing else.
func Habits(r access.Role) bool { return r != access.Desk }

// ScopeOf is what somebody may read: a manager only the own Stores.
func ScopeOf(p access.Principal) view.Scope {
	return view.Scope{All: len(p.Stores) == 0 && p.Role != access.Manager, Stores: p.Stores}
}
