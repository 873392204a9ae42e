package customer

import (
	"cmp"
	"slices"
	"strings"

	"sartor/internal/retail"
)

// Normalize gives an identifier the one spelling under which it is kept: no
// blanks around, e-mail in small letters, telephone numbers without separators.
func Normalize(id retail.Identifier) retail.Identifier {
	id.Value = strings.TrimSpace(id.Value)
	switch id.Kind {
	case retail.Email:
		id.Value = strings.ToLower(id.Value)
	case retail.Phone:
		id.Value = strings.Map(func(r rune) rune {
			if strings.ContainsRune(" -/().\u00a0", r) {
				return -1
			}
			return r
		}, id.Value)
	}
	return id
}

// InOrder returns the identifiers in one spelling, each once, the deciding kind
// first; empty ones are left out.
func InOrder(ids []retail.Identifier) []retail.Identifier {
	kinds := retail.IdentifierKinds()
	var out []retail.Identifier
	for _, id := range ids {
		if id = Normalize(id); id.Value != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	slices.SortStableFunc(out, func(a, b retail.Identifier) int {
		return cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind))
	})
	return out
}

// Found is an identifier and whom it points to: the survivor, when that one was
// merged, and 0 when nobody (or somebody erased) has it.
type Found struct {
	Identifier retail.Identifier
	Owner      retail.CustomerID
}

// Proposal says that two customers may be one person, and why.
type Proposal struct {
	Customer, Other retail.CustomerID
	By              retail.Identifier // named with Customer, points to Other
}

// Resolution is who a receipt belongs to and what follows from it.
type Resolution struct {
	Customer retail.CustomerID   // 0: anonymous, or to be made when Mint
	Mint     bool                // nobody is known: make a customer in the bucket of Attach[0]
	Attach   []retail.Identifier // point to the customer from now on
	Propose  []Proposal          // never a merge
}

// Resolve decides who is meant (CONTRACTS.md 2.1): named, the customer behind
// the id of the receipt, 0 when it names none that is known; then the
// identifiers in the order of InOrder. The first that is known decides; one not
// seen before is attached to that customer, one that points elsewhere becomes a
// proposal. When none is known a customer is made of the identifiers.
func Resolve(named retail.CustomerID, found []Found) Resolution {
	out := Resolution{Customer: named}
	for _, f := range found {
		out.Customer = cmp.Or(out.Customer, f.Owner)
	}
	for _, f := range found {
		switch f.Owner {
		case 0:
			out.Attach = append(out.Attach, f.Identifier)
		case out.Customer:
		default:
			out.Propose = append(out.Propose, Proposal{out.Customer, f.Owner, f.Identifier})
		}
	}
	out.Mint = out.Customer == 0 && len(out.Attach) > 0
	return out
}
