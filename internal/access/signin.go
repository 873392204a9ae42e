package access

import (
	"context"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// APIToken is a token as it is stored: never the token itself.
type APIToken struct {
	ID      string // "tok_…"
	Hash    TokenHash
	Shown   string // its first signs
	Name    string // what it is for, as typed
	Role    Role
	Stores  []retail.StoreID
	Till    retail.TillID
	Created retail.Micros
	Expires retail.Micros // 0: never
	Revoked retail.Micros // 0: not
	Used    retail.Micros // last use, written rarely; 0: never
}

// Principal returns who acts with the token.
func (t APIToken) Principal() Principal {
	return Principal{ID: t.ID, Name: t.Name, Role: t.Role, Stores: t.Stores, Till: t.Till}
}

// Check refuses a token that is withdrawn or has expired at the instant.
func (t APIToken) Check(now retail.Micros) error {
	switch {
	case t.Revoked != 0 && now >= t.Revoked:
		return fault.New(fault.Unknown, "token_revoked", "the token %s… was withdrawn; ask an admin for a new one", t.Shown)
	case t.Expires != 0 && now >= t.Expires:
		return fault.New(fault.Unknown, "token_expired", "the token %s… has expired; ask an admin for a new one", t.Shown)
	}
	return nil
}

// Tokens finds stored tokens; absence is fault.NotFound.
type Tokens interface {
	TokenByHash(ctx context.Context, hash TokenHash) (APIToken, error)
}

// Bearer returns who stands behind the token a caller sent.
func Bearer(ctx context.Context, tokens Tokens, sent string, now retail.Micros) (Principal, error) {
	const op = "access.Bearer"
	token, err := ParseToken(sent)
	if err != nil {
		return Principal{}, fault.At(op, err)
	}
	stored, err := tokens.TokenByHash(ctx, token.Hash())
	if fault.Is(err, fault.NotFound) || err == nil && !stored.Hash.Equal(token.Hash()) {
		return Principal{}, fault.At(op, fault.New(fault.Unknown, "bad_token", "nobody here has this token; it may belong to another installation"))
	}
	if err != nil {
		return Principal{}, fault.At(op, err)
	}
	if err := stored.Check(now); err != nil {
		return Principal{}, fault.At(op, err)
	}
	return stored.Principal(), nil
}

// Staff is someone of the chain who signs in to the console.
type Staff struct {
	ID       string // "stf_…"
	Login    string // lower case, unique
	Name     string
	Role     Role
	Stores   []retail.StoreID
	Served   []Served
	Password string // PHC string; empty: cannot sign in with a password
	Language string // what the console speaks to them; empty: what their browser asks for
	Created  retail.Micros
	Disabled retail.Micros // 0: not
}

// Principal returns who acts once signed in.
func (s Staff) Principal() Principal {
	return Principal{ID: s.ID, Name: s.Name, Role: s.Role, Stores: s.Stores, Served: s.Served, Language: s.Language}
}

// Roster finds staff by login; absence is fault.NotFound.
type Roster interface {
	StaffByLogin(ctx context.Context, login string) (Staff, error)
}

// SignIn returns who the login and password belong to. An unknown name, a wrong
// password and a disabled person get the same words after the same work. The
// caller bounds how many run at once: each takes 19 MiB.
func SignIn(ctx context.Context, roster Roster, login string, password Password) (Staff, error) {
	const op = "access.SignIn"
	refused := fault.New(fault.Unknown, "bad_sign_in", "name or password is wrong; an admin can send a link for a new password")
	staff, err := roster.StaffByLogin(ctx, FoldLogin(login))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Staff{}, fault.At(op, err)
	}
	if err != nil || staff.Password == "" {
		password.MatchesNobody()
		return Staff{}, fault.At(op, refused)
	}
	ok, err := password.Matches(staff.Password)
	if err != nil {
		return Staff{}, fault.At(op, err)
	}
	if !ok || staff.Disabled != 0 || !staff.Role.Console() {
		return Staff{}, fault.At(op, refused)
	}
	return staff, nil
}
