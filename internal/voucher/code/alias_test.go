package code

import (
	"math"
	"math/bits"
	"testing"

	"sartor/internal/retail"

	"pgregory.net/rapid"
)

func TestAlias_Examples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		bucket int
		r      uint32
		want   string
	}{
		{0, 0, "2900000000001"},
		{1023, 9_765_624, "2999999999991"}, // all ten digits in use
		{1, 1, "2900000010253"},
	} {
		got := Alias(c.bucket, c.r)
		if got != c.want {
			t.Errorf("bucket %d r %d: got %s, want %s", c.bucket, c.r, got, c.want)
		}
		if bucket, r, ok := ParseAlias(c.want); !ok || bucket != c.bucket || r != c.r {
			t.Errorf("%s: got %d %d %v", c.want, bucket, r, ok)
		}
	}
}

func TestAlias_RoundTripAndTypingErrors(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bucket := rapid.IntRange(0, buckets-1).Draw(t, "bucket")
		r := rapid.Uint32Range(0, aliases-1).Draw(t, "r")
		text := Alias(bucket, r)
		if _, ok := retail.ParseGTIN(text); !ok || len(text) != 13 {
			t.Fatalf("%s is no EAN-13", text)
		}
		if b, n, ok := ParseAlias(text[:3] + " " + text[3:9] + "-" + text[9:]); !ok || b != bucket || n != r {
			t.Fatalf("%s: got %d %d %v, want %d %d", text, b, n, ok, bucket, r)
		}
		i := rapid.IntRange(0, 12).Draw(t, "place")
		typed := []byte(text)
		typed[i] = '0' + (typed[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "add")))%10
		if _, _, ok := ParseAlias(string(typed)); ok {
			t.Fatalf("%s accepted for %s", typed, text)
		}
	})
}

func TestParseAlias_Refuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "29", "290000000000", "29000000000011", "4006381333931", "29000000A0001", "Q6P5-RW53-V60T", "２９00000000001",
	} {
		if b, r, ok := ParseAlias(text); ok || b != 0 || r != 0 {
			t.Errorf("%q: got %d %d %v", text, b, r, ok)
		}
	}
}

func TestNewSerial_UniformOverAliases(t *testing.T) {
	t.Parallel()
	const whole = serials / aliases * aliases
	if first, last := NewSerial(0), NewSerial(math.MaxUint64); first != 1 || last != whole-1 || last >= serials {
		t.Errorf("ends are %d and %d, want 1 and %d", first, last, whole-1)
	}
	if drawn%(aliases-1) != 0 || serials-whole >= aliases {
		t.Errorf("%d serials are not the most whole runs of %d aliases less one", drawn, aliases)
	}
	var parts [10]int // equidistant numbers fall evenly on tenths of the aliases
	const draws = 109_000
	for i := range uint64(draws) {
		serial := NewSerial(i * (math.MaxUint64 / draws))
		if got := AliasOf(serial); got != serial%9_765_625 || got >= aliases || got == 0 {
			t.Fatalf("serial %d has alias %d", serial, got)
		}
		parts[AliasOf(serial)*10/aliases]++
	}
	for run := range uint64(drawn / (aliases - 1)) { // the draws on both sides of where a run begins
		edge, _ := bits.Div64(run*(aliases-1), 0, drawn)
		for _, random := range []uint64{edge - 1, edge, edge + 1} {
			if serial := NewSerial(random); AliasOf(serial) == 0 {
				t.Errorf("random %d draws serial %d, whose alias number is that of a whole promotion", random, serial)
			}
		}
	}
	for i, n := range parts {
		if n < draws/10-200 || n > draws/10+200 {
			t.Errorf("tenth %d holds %d of %d", i, n, draws)
		}
	}
}
