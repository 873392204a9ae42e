package access

import (
	"slices"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// MostServed bounds what is assigned to one account manager: more customers than
// one person knows by name.
const MostServed = 500

// Served is a part of the customers that an account manager serves, as it is
// stored: "band:high", "state:at_risk" or one customer, "cus_…".
type Served string

const (
	bandPrefix  = "band:"
	statePrefix = "state:"
)

// Bands and states of customers that can be assigned, as model/lifecycle names
// them (TestServed_IsWhatIsLearned compares).
func servable() []Served {
	return []Served{
		"band:high", "band:middle", "band:low",
		"state:new", "state:growing", "state:loyal", "state:at_risk", "state:lapsed", "state:won_back",
	}
}

// Servable returns the bands and states that can be assigned.
func Servable() []Served { return servable() }

// ParseServed reads one assignment.
func ParseServed(text string) (Served, error) {
	s := Served(strings.TrimSpace(text))
	if slices.Contains(servable(), s) {
		return s, nil
	}
	if _, err := retail.ParseCustomerID(string(s)); err == nil {
		return s, nil
	}
	return "", fault.AtField("/serves", "%q is neither a customer (cus_…) nor one of %s", clip(text), joinServed(servable()))
}

// Standing is where a customer stands, as far as it matters to who serves them.
type Standing struct {
	Customer    retail.CustomerID
	Band, State string // empty: nothing is known yet
}

// MayName reports whether the principal is told the name of this customer: its
// role is, and an account manager of some customers serves this one.
func (p Principal) MayName(c Standing) bool {
	if !p.May(SeeNames) || p.Role != Account || len(p.Served) == 0 {
		return p.May(SeeNames)
	}
	return slices.ContainsFunc(p.Served, func(s Served) bool { return s.holds(c) })
}

func (s Served) holds(c Standing) bool {
	if band, ok := strings.CutPrefix(string(s), bandPrefix); ok {
		return band == c.Band
	}
	if state, ok := strings.CutPrefix(string(s), statePrefix); ok {
		return state == c.State
	}
	return c.Customer != 0 && string(s) == c.Customer.String()
}

func joinServed(all []Served) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = string(s)
	}
	return strings.Join(words, ", ")
}
