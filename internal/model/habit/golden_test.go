package habit

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"testing"
)

// The fold's bits are part of its Version: another digest, on any platform, is
// another fold, and every stored profile would have to be refolded.
func TestProfile_GoldenDigest(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(2026, 11))
	sum := sha256.New()
	for range 50 {
		var p Profile
		day := int32(17000)
		for range 300 {
			day += int32(rng.IntN(12))
			set := make([]uint32, 1+rng.IntN(25))
			for i := range set {
				set[i] = uint32(rng.IntN(1 + rng.IntN(4000)))
			}
			p.Add(day, uint32(rng.IntN(3)), set)
		}
		sum.Write(p.Append(nil))
		sum.Write(p.AppendPacked(nil, 1))
	}
	const want = "33e6f8e2ab97ba6f6571eac3fb626f5e938432cb2e3a05e16e0e900678f30712"
	if got := hex.EncodeToString(sum.Sum(nil)); got != want {
		t.Errorf("version %d folds to %s, want %s", Version, got, want)
	}
}
