package access

import (
	"context"
	"errors"
	"testing"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

type shelf map[TokenHash]APIToken

func (s shelf) TokenByHash(_ context.Context, h TokenHash) (APIToken, error) {
	if t, ok := s[h]; ok {
		return t, nil
	}
	return APIToken{}, fault.New(fault.NotFound, "", "no such token")
}

func TestBearer(t *testing.T) {
	t.Parallel()
	const now = retail.Micros(1_000)
	stored := APIToken{ID: "tok_1", Hash: HashOf(vector), Shown: vector[:14], Role: Till, Stores: []retail.StoreID{"S1"}}
	other, err := NewToken(SecretKey, seeded(3))
	if err != nil {
		t.Fatal(err)
	}
	with := func(change func(*APIToken)) shelf {
		s := stored
		change(&s)
		return shelf{HashOf(vector): s}
	}
	for _, c := range []struct {
		name   string
		tokens shelf
		sent   string
		code   string
	}{
		{"known", with(func(*APIToken) {}), vector, ""},
		{"last valid instant", with(func(a *APIToken) { a.Expires = now + 1 }), vector, ""},
		{"first expired instant", with(func(a *APIToken) { a.Expires = now }), vector, "token_expired"},
		{"withdrawn", with(func(a *APIToken) { a.Revoked = now }), vector, "token_revoked"},
		{"withdrawn later on", with(func(a *APIToken) { a.Revoked = now + 1 }), vector, ""},
		{"of another installation", with(func(*APIToken) {}), other.Reveal(), "bad_token"},
		{"row of another hash", with(func(a *APIToken) { a.Hash = TokenHash{} }), vector, "bad_token"},
		{"mistyped", with(func(*APIToken) {}), vector[:45] + "A", "bad_token"},
	} {
		p, err := Bearer(t.Context(), c.tokens, c.sent, now)
		switch {
		case c.code == "" && (err != nil || p.ID != "tok_1" || p.Role != Till || !p.MayAt(CloseTill, "S1")):
			t.Errorf("%s: got %+v, %v", c.name, p, err)
		case c.code != "" && (fault.CodeOf(err) != c.code || fault.KindOf(err) != fault.Unknown || p.Role != ""):
			t.Errorf("%s: got %+v, %v, want %s", c.name, p, err, c.code)
		}
	}
}

type roster struct {
	staff Staff
	err   error
}

func (r roster) StaffByLogin(_ context.Context, login string) (Staff, error) {
	if r.err != nil {
		return Staff{}, r.err
	}
	if login != r.staff.Login {
		return Staff{}, fault.New(fault.NotFound, "", "no such name")
	}
	return r.staff, nil
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	const right = "correct horse battery staple"
	hash, err := NewPassword(right).Hash(seeded(4))
	if err != nil {
		t.Fatal(err)
	}
	ann := Staff{ID: "stf_1", Login: "ann", Role: Desk, Password: hash}
	with := func(change func(*Staff)) roster {
		s := ann
		change(&s)
		return roster{staff: s}
	}
	refusal := ""
	for _, c := range []struct {
		name, login, password string
		roster                roster
		ok                    bool
	}{
		{"right", " ANN ", right, with(func(*Staff) {}), true},
		{"wrong password", "ann", right + "r", with(func(*Staff) {}), false},
		{"unknown name", "bob", right, with(func(*Staff) {}), false},
		{"disabled", "ann", right, with(func(s *Staff) { s.Disabled = 1 }), false},
		{"no password set", "ann", "", with(func(s *Staff) { s.Password = "" }), false},
		{"a machine's role", "ann", right, with(func(s *Staff) { s.Role = Till }), false},
	} {
		staff, err := SignIn(t.Context(), c.roster, c.login, NewPassword(c.password))
		if c.ok != (err == nil) || c.ok && staff.Principal().ID != "stf_1" {
			t.Errorf("%s: got %+v, %v", c.name, staff, err)
			continue
		}
		if err == nil {
			continue
		}
		if refusal == "" {
			refusal = err.Error()
		}
		if err.Error() != refusal || fault.KindOf(err) != fault.Unknown || staff.ID != "" {
			t.Errorf("%s: %q tells more than %q", c.name, err, refusal)
		}
	}
	if _, err := SignIn(t.Context(), roster{err: errors.New("disk")}, "ann", NewPassword(right)); fault.KindOf(err) != fault.Internal {
		t.Errorf("a broken disk must not look like a wrong password: %v", err)
	}
}
