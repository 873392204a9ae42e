package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"sartor/internal/fault"
)

// TokenKind is the two letters that say at a glance what a token is for.
type TokenKind string

// The kinds (CONVENTIONS.md 8.3).
const (
	SecretKey TokenKind = "sk" // a person's or a program's API key
	Device    TokenKind = "dv" // a till
	WriteKey  TokenKind = "wk" // write only; may sit in a web page
	// InvitationLink is the secret of an invitation's link; no call carries it.
	InvitationLink TokenKind = "in"
)

// TokenKindOf returns the kind of token a role carries.
func TokenKindOf(r Role) TokenKind {
	switch r {
	case Till:
		return Device
	case Source:
		return WriteKey
	}
	return SecretKey
}

const (
	base62      = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	randomSigns = 30 // 178 bits
	checkSigns  = 6  // 62⁶ > 2³²
	shownSigns  = 14 // of the whole token, kept for lists
	tokenLength = len("sartor_sk_") + randomSigns + checkSigns
)

// Token is an API token. It prints as "***"; Reveal gives the text, once, to
// the person it was made for.
type Token struct{ text string }

// NewToken makes a token of 30 random base62 signs and their checksum.
func NewToken(kind TokenKind, random io.Reader) (Token, error) {
	const fair = 248 // 4 × 62: bytes above would favour the first signs
	signs := make([]byte, 0, randomSigns)
	var buf [48]byte
	for len(signs) < randomSigns {
		if _, err := io.ReadFull(random, buf[:]); err != nil {
			return Token{}, fault.At("access.NewToken", fmt.Errorf("no randomness: %w", err))
		}
		for _, b := range buf {
			if b < fair && len(signs) < randomSigns {
				signs = append(signs, base62[b%62])
			}
		}
	}
	return Token{text: "sartor_" + string(kind) + "_" + string(signs) + checksum(string(signs))}, nil
}

// ParseToken reads a token as a caller sent it and refuses typing errors
// before anything is looked up. What it refuses may still be a key from
// elsewhere; HashOf finds those.
func ParseToken(s string) (Token, error) {
	bad := fault.New(fault.Unknown, "bad_token", "this is not a token of Sartor, or it was mistyped; make one with sartor token create")
	rest, ours := strings.CutPrefix(s, "sartor_")
	if len(s) != tokenLength || !ours || rest[2] != '_' {
		return Token{}, bad
	}
	switch TokenKind(rest[:2]) {
	case SecretKey, Device, WriteKey, InvitationLink:
	default:
		return Token{}, bad
	}
	signs, sum := rest[3:3+randomSigns], rest[3+randomSigns:]
	if strings.Trim(signs, base62) != "" || subtle.ConstantTimeCompare([]byte(sum), []byte(checksum(signs))) != 1 {
		return Token{}, bad
	}
	return Token{text: s}, nil
}

// Kind returns the token's two letters.
func (t Token) Kind() TokenKind {
	if len(t.text) != tokenLength {
		return ""
	}
	return TokenKind(t.text[7:9])
}

// Reveal returns the whole text: the only way to it.
func (t Token) Reveal() string { return t.text }

// Shown returns the first 14 signs, which lists show and may be stored.
func (t Token) Shown() string { return t.text[:min(shownSigns, len(t.text))] }

// Hash returns what is stored in place of the token.
func (t Token) Hash() TokenHash { return HashOf(t.text) }

// String hides the token from logs and messages.
func (t Token) String() string { return "***" }

// GoString hides the token from %#v.
func (t Token) GoString() string { return "***" }

// MarshalText hides the token from encoders.
func (t Token) MarshalText() ([]byte, error) { return []byte("***"), nil }

// TokenHash is SHA-256 of a whole token. A fast hash is enough, since 178
// random bits cannot be tried out.
type TokenHash [sha256.Size]byte

// HashOf hashes any token text, also keys brought from elsewhere.
func HashOf(text string) TokenHash { return sha256.Sum256([]byte(text)) }

// String returns the hash in hexadecimal, its stored form.
func (h TokenHash) String() string { return hex.EncodeToString(h[:]) }

// Equal compares in constant time.
func (h TokenHash) Equal(other TokenHash) bool {
	return subtle.ConstantTimeCompare(h[:], other[:]) == 1
}

// checksum is CRC-32 (IEEE) of the signs as six base62 digits.
func checksum(signs string) string {
	sum := crc32.ChecksumIEEE([]byte(signs))
	var out [checkSigns]byte
	for i := checkSigns - 1; i >= 0; i-- {
		out[i] = base62[sum%62]
		sum /= 62
	}
	return string(out[:])
}
