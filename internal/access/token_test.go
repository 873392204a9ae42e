package access

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const vector = "sartor_sk_Ab3dEf6hIj9kLmN0pQrS2tUvWx4yZa2cXZcq"

func seeded(n uint64) *rand.ChaCha8 {
	var seed [32]byte
	seed[0], seed[1] = byte(n), byte(n>>8)
	return rand.NewChaCha8(seed)
}

func TestChecksum_PublishedVector(t *testing.T) {
	t.Parallel()
	if got := checksum("Ab3dEf6hIj9kLmN0pQrS2tUvWx4yZa"); got != "2cXZcq" {
		t.Errorf("got %s, want 2cXZcq", got)
	}
	token, err := ParseToken(vector)
	if err != nil || token.Kind() != SecretKey || token.Reveal() != vector || token.Shown() != "sartor_sk_Ab3d" {
		t.Errorf("got %q kind %q shown %q, %v", token.Reveal(), token.Kind(), token.Shown(), err)
	}
}

func TestParseToken_CatchesEverySlip(t *testing.T) {
	t.Parallel()
	refuse := func(s string) {
		t.Helper()
		if token, err := ParseToken(s); err == nil || token != (Token{}) {
			t.Errorf("%q was taken as a token", s)
		}
	}
	for i := range len(vector) {
		if i == 7 {
			continue // sk and wk: the checksum covers the random signs only, the hash refuses the rest
		}
		for _, c := range base62 + "-_ é" {
			if byte(c) != vector[i] {
				refuse(vector[:i] + string(c) + vector[i+1:])
			}
		}
		if i > 0 && vector[i] != vector[i-1] {
			refuse(vector[:i-1] + vector[i:i+1] + vector[i-1:i] + vector[i+1:])
		}
		refuse(vector[:i])
	}
	refuse(vector + "x")
	refuse(strings.ToLower(vector))
	refuse("sartor_zz_" + vector[10:])
}

func TestNewToken_RoundTripsAndDiffers(t *testing.T) {
	t.Parallel()
	random, seen := seeded(1), map[TokenHash]bool{}
	for _, r := range Roles() {
		for range 200 {
			token, err := NewToken(TokenKindOf(r), random)
			if err != nil {
				t.Fatal(err)
			}
			back, err := ParseToken(token.Reveal())
			if err != nil || back != token || seen[token.Hash()] {
				t.Fatalf("%q: back %q, seen %v, %v", token.Reveal(), back.Reveal(), seen[token.Hash()], err)
			}
			seen[token.Hash()] = true
		}
	}
	if TokenKindOf(Till) != Device || TokenKindOf(Source) != WriteKey || TokenKindOf(Admin) != SecretKey {
		t.Error("a till carries dv, a source wk, everybody else sk")
	}
}

func TestNewToken_SignsAreFair(t *testing.T) {
	t.Parallel()
	counts, random := map[byte]int{}, seeded(2)
	const tokens = 4000
	for range tokens {
		token, err := NewToken(SecretKey, random)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []byte(token.Reveal()[10:40]) {
			counts[c]++
		}
	}
	const want = tokens * 30 / 62 // 1935, standard deviation 44
	for i := range len(base62) {
		if n := counts[base62[i]]; n < want-220 || n > want+220 {
			t.Errorf("%c came %d times, want about %d", base62[i], n, want)
		}
	}
}

func TestNewToken_NoRandomnessIsAnError(t *testing.T) {
	t.Parallel()
	if token, err := NewToken(SecretKey, bytes.NewReader(make([]byte, 10))); err == nil || token != (Token{}) {
		t.Errorf("got %q, %v", token.Reveal(), err)
	}
}

func TestToken_NeverPrints(t *testing.T) {
	t.Parallel()
	token, err := ParseToken(vector)
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(map[string]Token{"token": token})
	if err != nil {
		t.Fatal(err)
	}
	said := fmt.Sprintf("%s %v %+v %#v %s", token, token, token, token, asJSON)
	if strings.Contains(said, "Ab3d") {
		t.Errorf("the token was printed: %s", said)
	}
}

func FuzzParseToken(f *testing.F) {
	f.Add(vector)
	f.Add("sartor_dv_")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		token, err := ParseToken(s)
		if err != nil && token != (Token{}) || err == nil && token.Reveal() != s {
			t.Errorf("%q: got %q, %v", s, token.Reveal(), err)
		}
	})
}

func TestChecksum_SixSignsAlways(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[0-9A-Za-z]{30}`).Draw(t, "signs")
		if len(checksum(s)) != 6 {
			t.Fatalf("%q: %q", s, checksum(s))
		}
		if _, err := ParseToken("sartor_wk_" + s + checksum(s)); err != nil {
			t.Fatal(err)
		}
	})
}
