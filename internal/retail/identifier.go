package retail

// IdentifierKind is what kind of number or address points to a customer.
type IdentifierKind string

// The kinds in the order in which they decide who a receipt belongs to
// (CONTRACTS.md 2.1).
const (
	Card    IdentifierKind = "card"
	Account IdentifierKind = "account"
	Phone   IdentifierKind = "phone"
	Email   IdentifierKind = "email"
)

// IdentifierKinds returns the kinds, the deciding one first.
func IdentifierKinds() []IdentifierKind { return []IdentifierKind{Card, Account, Phone, Email} }

// Identifier points to a customer: a card number, an account, an address.
type Identifier struct {
	Kind  IdentifierKind
	Value string
}
