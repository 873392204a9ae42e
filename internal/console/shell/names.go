package shell

import (
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
// those who serve, else a pseudonym.
func (c *Call) Name(id retail.CustomerID, identifiers []retail.Identifier) string {
	w := c.F.W.Customers
	if id == 0 {
		return w.Anonymous
	}
	if c.Who.May(access.SeeNames) && len(identifiers) > 0 {
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
