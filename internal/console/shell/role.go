package shell

import (
	"slices"

	"sartor/internal/access"
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
	Learn      Screen = "learn"
	Settings   Screen = "settings"
)

// Screens returns what a role sees, where it lands first; the order is the
// frequency of use, which decides the four tabs on a phone. It is narrower
// than what the role may read: a role sees only its part of the work
// (TestScreens_AreWithinTheRights).
func Screens(r access.Role) []Screen {
	switch r {
	case access.Owner:
		return []Screen{Today, Customers, Promotions, Vouchers, Segments, Learn, Stores, Settings}
	case access.Admin:
		return []Screen{Settings, Learn, Stores}
	case access.Marketer:
		return []Screen{Today, Promotions, Vouchers, Segments, Customers, Stores}
	case access.Manager:
		return []Screen{Today, Customers, Promotions, Vouchers, Stores}
	case access.Planner:
		return []Screen{Today, Stores}
	case access.Account:
		return []Screen{Customers, Segments, Vouchers, Today}
	case access.Desk:
		return []Screen{Vouchers, Customers}
	case access.Analyst:
		return []Screen{Learn, Segments, Promotions}
	}
	return nil
}

func Sees(r access.Role, s Screen) bool { return slices.Contains(Screens(r), s) }

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
	case Learn:
		return access.ReadLearn
	case Settings:
		return access.ReadSettings
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
