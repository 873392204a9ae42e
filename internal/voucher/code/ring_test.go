package code

import (
	"testing"

	"pgregory.net/rapid"
)

func TestRing_AcceptsCurrentAndPreviousOnly(t *testing.T) {
	t.Parallel()
	now, before, older := published(), other(1), other(2)
	ring := NewRing(now, before)
	rapid.Check(t, func(t *rapid.T) {
		bucket := rapid.IntRange(0, buckets-1).Draw(t, "bucket")
		serial := rapid.Uint32Range(0, serials-1).Draw(t, "serial")
		for i, c := range []Code{ring.Encode(bucket, serial), Encode(before, bucket, serial)} {
			if b, s, ok := ring.Decode(c); !ok || b != bucket || s != serial {
				t.Fatalf("keys %d: got %d %d %v, want %d %d", i, b, s, ok, bucket, serial)
			}
		}
		if ring.Encode(bucket, serial) != Encode(now, bucket, serial) {
			t.Fatal("the ring does not encode under the current keys")
		}
	})
	// Not drawn at random: one in half a million foreign codes passes two tags.
	for serial := range uint32(200) {
		if b, s, ok := ring.Decode(Encode(older, 5, serial)); ok || b != 0 || s != 0 {
			t.Errorf("a code of dropped keys is accepted as %d %d", b, s)
		}
	}
}

func TestRing_ServesManyGoroutines(t *testing.T) {
	t.Parallel()
	ring := NewRing(published(), other(1))
	failed := make(chan uint32, 4)
	for g := range uint32(4) {
		go func() {
			bad := uint32(0)
			for n := range uint32(500) {
				serial := g*1000 + n
				if b, s, ok := ring.Decode(ring.Encode(int(g), serial)); !ok || b != int(g) || s != serial {
					bad++
				}
			}
			failed <- bad
		}()
	}
	for range 4 {
		if bad := <-failed; bad > 0 {
			t.Errorf("%d of 500 codes came back wrong", bad)
		}
	}
}
