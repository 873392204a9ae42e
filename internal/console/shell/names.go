package shell

import (
	"strings"

	"sartor/internal/access"
	"sartor/internal/retail"
)

// Privacy says whether names are shown and why.
func (c *Call) Privacy() string {
	if c.Who.May(access.SeeNames) {
		return c.F.W.Customers.Logged
	}
	return c.F.W.Customers.Pseudonyms
}

// Name is how a customer is called to this person: the deciding identifier for
// those who serve, else a pseudonym. An account manager of some bands is told no
// name where nothing is known of where the customer stands; NameOf knows.
func (c *Call) Name(id retail.CustomerID, identifiers []retail.Identifier) string {
	return c.NameOf(access.Standing{Customer: id}, identifiers)
}

// Meets reports whether what somebody searched for may lead to this customer: by
// our own id always, by a card only where the name may be told.
func (c *Call) Meets(text string, who access.Standing) bool {
	return strings.HasPrefix(text, "cus_") || c.Who.MayName(who)
}

// NameOf is Name where it is known where the customer stands.
func (c *Call) NameOf(who access.Standing, identifiers []retail.Identifier) string {
	w, id := c.F.W.Customers, who.Customer
	if id == 0 {
		return w.Anonymous
	}
	if c.Who.MayName(who) && len(identifiers) > 0 {
		first := identifiers[0]
		return w.Identifiers[string(first.Kind)] + " " + first.Value
	}
	return c.Pseudonym(id, identifiers)
}

// Pseudonym shows the last four signs of a card, else of our own id: enough to
// speak about one customer, not enough to find a person.
func (c *Call) Pseudonym(id retail.CustomerID, identifiers []retail.Identifier) string {
	w := c.F.W.Customers
	for _, i := range identifiers {
		if i.Kind == retail.Card {
			return w.Identifiers[string(retail.Card)] + " ·· " + lastSigns(i.Value)
		}
	}
	return w.Customer + " ·· " + lastSigns(id.String())
}

func lastSigns(s string) string {
	r := []rune(s)
	return string(r[max(0, len(r)-4):])
}

// MayFollow reports whether a voucher's code may be shown and linked.
func (c *Call) MayFollow() bool {
	return Sees(c.Who.Role, Vouchers) && c.Who.May(access.ReadVouchers)
}
