package access

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"sartor/internal/fault"
)

func TestPasswordCheck_Borders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text, login string
		ok                bool
	}{
		{"fourteen", "abcdefghijklmn", "", false},
		{"fifteen", "abcdefghijklmno", "", true},
		{"fifteen characters of two bytes", strings.Repeat("äöüßé", 3), "", true},
		{"longest", strings.Repeat("abcdefgh", 32), "", true},
		{"too long", strings.Repeat("abcdefgh", 32) + "i", "", false},
		{"four different", "abcdabcdabcdabcd", "", false},
		{"five different", "abcdeabcdeabcde", "", true},
		{"the name three times", "mariemariemarie", "Marie", false},
		{"the name and a year", "christine.muller2026", "christine.muller", false},
		{"the name among words", "marie has seven grey geese", "marie", true},
		{"spaces are welcome", "four words and more", "ann", true},
		{"not text", "abcdefghijklmno\xff", "", false},
		{"empty", "", "", false},
	} {
		if err := NewPassword(c.text).Check(c.login); (err == nil) != c.ok {
			t.Errorf("%s: got %v, want ok %v", c.name, err, c.ok)
		} else if err != nil && strings.Contains(err.Error(), c.text) && c.text != "" {
			t.Errorf("%s: the refusal repeats the password: %v", c.name, err)
		}
	}
}

func TestPassword_HashAndMatch(t *testing.T) {
	t.Parallel()
	p := NewPassword("correct horse battery staple")
	one, err := p.Hash(seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	two, err := p.Hash(seeded(2))
	if err != nil || one == two {
		t.Fatalf("two salts gave one hash %q, %v", one, err)
	}
	if !strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$") || Outdated(one) {
		t.Errorf("got %q, outdated %v", one, Outdated(one))
	}
	for _, h := range []string{one, two} {
		if ok, err := p.Matches(h); !ok || err != nil {
			t.Errorf("right password: %v, %v", ok, err)
		}
	}
	if ok, err := NewPassword("correct horse battery stapl3").Matches(one); ok || err != nil {
		t.Errorf("wrong password: %v, %v", ok, err)
	}
	if p.MatchesNobody() {
		t.Error("nobody's password was found")
	}
}

// The published test of the reference implementation (phc-winner-argon2,
// src/test.c): argon2id, 64 MiB, two passes.
func TestPassword_ReferenceVector(t *testing.T) {
	t.Parallel()
	const phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if ok, err := NewPassword("password").Matches(phc); !ok || err != nil {
		t.Errorf("got %v, %v", ok, err)
	}
	if !Outdated(phc) {
		t.Error("a hash at another cost must be outdated")
	}
}

func TestPassword_ComposedAndDecomposedAreOne(t *testing.T) {
	t.Parallel()
	if NewPassword("cafe\u0301 cafe\u0301 cafe\u0301") != NewPassword("caf\u00e9 caf\u00e9 caf\u00e9") {
		t.Error("the same word from two keyboards must be the same password")
	}
}

func TestPassword_DamagedHashMatchesNothing(t *testing.T) {
	t.Parallel()
	good := nobody
	for _, h := range []string{
		"", "$", "plain", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=19456", "m=4294967295", 1), strings.Replace(good, "m=19456", "m=7", 1),
		strings.Replace(good, "t=2", "t=0", 1), strings.Replace(good, "t=2", "t=21", 1), strings.Replace(good, "p=1", "p=0", 1),
		strings.Replace(good, "p=1", "p=1,x=1", 1), good + "!", good + "$more", strings.Repeat("$", 5), strings.Repeat("a", 300),
		"$argon2id$v=19$m=19456,t=2,p=1$$",
	} {
		if ok, err := NewPassword("correct horse battery staple").Matches(h); ok || err == nil || fault.KindOf(err) != fault.Internal {
			t.Errorf("%q: got %v, %v; want an internal error", h, ok, err)
		}
		if !Outdated(h) {
			t.Errorf("%q is not outdated", h)
		}
	}
}

func TestPassword_NeverPrintsAndNeedsRandomness(t *testing.T) {
	t.Parallel()
	p := NewPassword("correct horse battery staple")
	if s := fmt.Sprintf("%s %v %+v %#v", p, p, p, p); strings.Contains(s, "horse") {
		t.Errorf("printed: %s", s)
	}
	if h, err := p.Hash(bytes.NewReader(nil)); err == nil || h != "" {
		t.Errorf("hash without a salt: %q, %v", h, err)
	}
}

func TestLogin(t *testing.T) {
	t.Parallel()
	if FoldLogin("  Ann.Lee@Example.COM ") != "ann.lee@example.com" {
		t.Errorf("got %q", FoldLogin("  Ann.Lee@Example.COM "))
	}
	for s, ok := range map[string]bool{
		"ann": true, "ann@example.com": true, "Ännchen": true, "": false, "  ": false, "a b": false, "a\x00b": false,
		"a\u200bb": false, strings.Repeat("a", 254): true, strings.Repeat("a", 255): false,
	} {
		if err := CheckLogin(s); (err == nil) != ok {
			t.Errorf("%q: got %v, want ok %v", s, err, ok)
		}
	}
}
