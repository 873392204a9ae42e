package shell

import (
	"strings"

	"sartor/internal/access"
	"sartor/internal/retail"
)

// Route is one row of the console's table of routes: what it answers, to whom,
// and what a change leaves behind. Whoever lacks a right is answered as if the
// address did not exist, before anything is read.
type Route struct {
	Pattern string        // "METHOD /path"; {store} is a store of the caller's own
	Screen  Screen        // whose screen it is part of; "" of everybody signed in
	Or      Screen        // the other screen it is part of, when there is one
	Action  access.Action // the right it takes beside the screen's; "" none
	// Trail is the action of the audit row that a change leaves, or Untracked and
	// why it leaves none. Reads leave it empty, unless they are logged.
	Trail  string
	Answer func(c *Call) error
}

// Untracked begins the Trail of a change that leaves no audit row; the reason
// follows.
const Untracked = "none: "

// Method returns the route's method.
func (r Route) Method() string {
	method, _, _ := strings.Cut(r.Pattern, " ")
	return method
}

// Changes reports whether the route is a form: it takes the session's token.
func (r Route) Changes() bool { return r.Method() == "POST" }

// Lets reports whether somebody may use the route, in the store its address
// names ("" none). It is the only place where the console decides that.
func (r Route) Lets(who access.Principal, store string) bool {
	if r.Screen != "" && !r.Screen.opens(who) && !(r.Or != "" && r.Or.opens(who)) {
		return false
	}
	if r.Action != "" && !who.May(r.Action) {
		return false
	}
	return store == "" || ScopeOf(who).Allows(retail.StoreID(store))
}

// opens reports whether somebody works with the screen.
func (s Screen) opens(who access.Principal) bool {
	return Sees(who.Role, s) && who.May(s.Reads())
}
