package access

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"sartor/internal/fault"
)

// Limits of a password. 15 signs without any rule on their kinds, and no forced
// change, is what NIST SP 800-63B-4 asks of a password that stands alone.
const (
	MinPassword      = 15  // characters
	MaxPassword      = 256 // characters; bounds the work of a sign-in
	distinctPassword = 5   // different characters: refuses "aaaaaaaaaaaaaaa"
	maxEncoded       = 256 // bytes of a stored hash
)

// Password is a password as typed. It prints as "***".
type Password struct{ text string }

// NewPassword holds what was typed, in Unicode's composed form, so that the same
// word typed on two keyboards is the same password.
func NewPassword(typed string) Password { return Password{text: norm.NFKC.String(typed)} }

// String hides the password.
func (p Password) String() string { return "***" }

// GoString hides the password from %#v.
func (p Password) GoString() string { return "***" }

// Check refuses a password nobody should choose; login is the name it is for.
func (p Password) Check(login string) error {
	n := utf8.RuneCountInString(p.text)
	switch {
	case !utf8.ValidString(p.text):
		return fault.AtField("/password", "holds bytes that are not text")
	case n < MinPassword:
		return weak("password_short", "has %d characters; it takes at least %d, such as four or five words", n, MinPassword)
	case n > MaxPassword:
		return weak("password_long", "has %d characters; at most %d are read", n, MaxPassword)
	case distinct(p.text) < distinctPassword:
		return weak("password_same", "repeats too few characters; use at least %d different ones", distinctPassword)
	case login != "" && leftWithout(p.text, login) < MinPassword/2:
		return weak("password_login", "is little more than the sign-in name; choose words that have nothing to do with it")
	}
	return nil
}

// weak is a refusal with a code of its own, so that a page says which rule it was.
func weak(code, detail string, args ...any) error {
	err := fault.AtField("/password", detail, args...)
	err.Code = code
	return err
}

// leftWithout counts the characters that remain when the login is taken out.
func leftWithout(text, login string) int {
	return utf8.RuneCountInString(strings.ReplaceAll(FoldLogin(text), FoldLogin(login), ""))
}

func distinct(s string) int {
	seen := map[rune]struct{}{}
	for _, r := range s {
		seen[r] = struct{}{}
	}
	return len(seen)
}

// cost is what argon2id spends on one password.
type cost struct {
	memory  uint32 // KiB
	time    uint32 // passes
	threads uint8
}

// standing is the cost of new hashes: OWASP's first choice of 2024, about 25 ms
// and 19 MiB, so that a burst of sign-ins does not starve the tills.
func standing() cost { return cost{memory: 19 * 1024, time: 2, threads: 1} }

const (
	saltBytes = 16
	keyBytes  = 32
)

// Hash returns the password's argon2id hash as a PHC string, the stored form.
func (p Password) Hash(random io.Reader) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fault.At("access.Hash", fmt.Errorf("no randomness: %w", err))
	}
	c := standing()
	key := argon2.IDKey([]byte(p.text), salt, c.time, c.memory, c.threads, keyBytes)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads,
		b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// Matches reports whether the password is the one behind the stored hash,
// in time that does not depend on where they differ. A hash that cannot be
// read matches nothing and is an error for the log.
func (p Password) Matches(encoded string) (bool, error) {
	c, salt, want, err := decodeHash(encoded)
	if err != nil {
		return false, err
	}
	got := argon2.IDKey([]byte(p.text), salt, c.time, c.memory, c.threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// nobody is the hash of a password that no one has, at the standing cost.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$c2FydG9yIG5vYm9keSAgIA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// MatchesNobody does the work of Matches for a name that does not exist, so
// that the time of an answer does not tell who has an account.
func (p Password) MatchesNobody() bool {
	ok, err := p.Matches(nobody)
	return ok && err == nil
}

// Outdated reports whether a stored hash was made at another cost than new
// ones are; hash again at the next sign-in.
func Outdated(encoded string) bool {
	c, _, want, err := decodeHash(encoded)
	return err != nil || c != standing() || len(want) != keyBytes
}

// decodeHash reads a PHC string of argon2id. Costs are bounded, so that a
// damaged row cannot take all memory.
func decodeHash(encoded string) (cost, []byte, []byte, error) {
	const (
		mostMemory = 1 << 20 // KiB: 1 GiB
		mostTime   = 20
	)
	bad := func(why string) (cost, []byte, []byte, error) {
		return cost{}, nil, nil, fault.At("access.Matches", fmt.Errorf("stored password hash: %s", why))
	}
	parts := strings.Split(encoded, "$")
	if len(encoded) > maxEncoded || len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return bad("not an argon2id PHC string")
	}
	if parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return bad("another version of argon2")
	}
	var c cost
	n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads)
	if n != 3 || err != nil || parts[3] != fmt.Sprintf("m=%d,t=%d,p=%d", c.memory, c.time, c.threads) {
		return bad("costs cannot be read")
	}
	if c.memory < 8 || c.memory > mostMemory || c.time < 1 || c.time > mostTime || c.threads < 1 {
		return bad("costs out of bounds")
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(salt) < 8 || len(key) < 16 {
		return bad("salt or key cannot be read")
	}
	return c, salt, key, nil
}
