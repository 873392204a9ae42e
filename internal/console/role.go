package console

import (
	"slices"

	"sartor/internal/access"
	"sartor/internal/console/view"
)

// screen is one entry of the navigation and the first part of its address.
type screen string

// The screens that exist.
const (
	today      screen = "today"
	customers  screen = "customers"
	promotions screen = "promotions"
	vouchers   screen = "vouchers"
	stores     screen = "stores"
	learn      screen = "learn"
	settings   screen = "settings"
)

// screens returns what a role sees, where it lands first; the order is the
// frequency of use, which decides the four tabs on a phone. It is narrower
// than what the role may read: a role sees only its part of the work
// (TestScreens_AreWithinTheRights).
func screens(r access.Role) []screen {
	switch r {
	case access.Owner:
		return []screen{today, customers, promotions, vouchers, learn, stores, settings}
	case access.Admin:
		return []screen{settings, learn, stores}
	case access.Marketer:
		return []screen{today, promotions, vouchers, customers, stores}
	case access.Manager:
		return []screen{today, customers, promotions, vouchers, stores}
	case access.Planner:
		return []screen{today, stores}
	case access.Account:
		return []screen{customers, vouchers, today}
	case access.Desk:
		return []screen{vouchers, customers}
	case access.Analyst:
		return []screen{learn, promotions}
	}
	return nil
}

func sees(r access.Role, s screen) bool { return slices.Contains(screens(r), s) }

// reads is the right that stands behind a screen.
func (s screen) reads() access.Action {
	switch s {
	case customers:
		return access.ReadCustomers
	case promotions:
		return access.ReadPromotions
	case vouchers:
		return access.ReadVouchers
	case stores:
		return access.ReadCatalogue
	case learn:
		return access.ReadLearn
	case settings:
		return access.ReadSettings
	}
	return access.ReadToday
}

// habits reports whether a role works with what customers buy; the desk finds
// a receipt or a card, sets consent and nothing else.
func habits(r access.Role) bool { return r != access.Desk }

// scopeOf is what somebody may read: a manager only the own stores.
func scopeOf(p access.Principal) view.Scope {
	return view.Scope{All: len(p.Stores) == 0 && p.Role != access.Manager, Stores: p.Stores}
}
