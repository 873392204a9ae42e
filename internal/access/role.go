package access

import (
	"slices"
	"strings"

	"sartor/internal/fault"
)

// ParseRole reads a role's word.
func ParseRole(s string) (Role, error) {
	if r := Role(s); slices.Contains(Roles(), r) {
		return r, nil
	}
	return "", fault.AtField("/role", "%q is not a role; the roles are %s", clip(s), join(Roles()))
}

// May reports whether the role may do it at all; where, says the Principal.
func (r Role) May(a Action) bool {
	return r == Owner && slices.Contains(Actions(), a) || slices.Contains(allowed(a), r)
}

// Console reports whether the role signs in as a person; till and source are
// machines and carry tokens.
func (r Role) Console() bool {
	return r != Till && r != Source && slices.Contains(Roles(), r)
}

// Grants reports whether somebody of this role may give the other one away:
// only an owner makes an owner.
func (r Role) Grants(other Role) bool {
	return r == Owner || r == Admin && other != Owner
}

// Lends reports whether somebody of this role may hand out a token of the other one.
// Whoever makes a token can call with it, so nobody makes one that reads customers whom
// they do not read themselves.
func (r Role) Lends(other Role) bool {
	return r.Grants(other) && (r.May(ReadCustomers) || !other.May(ReadCustomers))
}

// holders returns the roles that may do it, for the words of a refusal.
func holders(a Action) []Role {
	return append([]Role{Owner}, allowed(a)...)
}

func join(roles []Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, ", ")
}

// clip shortens foreign text for a message.
func clip(s string) string {
	const most = 64
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}
