package code

import (
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// published are the keys of the vectors in SCIENCE.md 11.1.
func published() (keys Keys) {
	for i := range 32 {
		keys.Perm[i], keys.MAC[i] = byte(i), byte(32+i)
	}
	return keys
}

// other are keys that have nothing to do with the published ones.
func other(seed byte) (keys Keys) {
	keys.Perm, keys.MAC = sha256.Sum256([]byte{seed, 1}), sha256.Sum256([]byte{seed, 2})
	return keys
}

func TestEncode_PublishedVectors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		bucket int
		serial uint32
		want   string
	}{
		{0, 0, "958Z-TFH9-NZBN"},
		{0, 1, "DYGA-MSNZ-H036"},
		{0, 469885504, "ZZZT-W46W-F9PQ"},
		{1023, 123456, "Q6P5-RW53-V60T"},
	} {
		got := Encode(published(), c.bucket, c.serial)
		if Format(got) != c.want || got.String() != c.want {
			t.Errorf("bucket %d serial %d: got %s, want %s", c.bucket, c.serial, got, c.want)
		}
		parsed, shaped := Parse(c.want)
		bucket, serial, ok := Decode(published(), parsed)
		if !shaped || !ok || bucket != c.bucket || serial != c.serial {
			t.Errorf("%s: got bucket %d serial %d %v %v", c.want, bucket, serial, shaped, ok)
		}
	}
}

func TestMAC_EqualsTheStandardLibrary(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "key"))
		message := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "message")
		std := hmac.New(sha256.New, key[:])
		std.Write(message)
		w := &scratch{digest: sha256.New()}
		if got, want := newMAC(key).sum(w, message), std.Sum(nil); !hmac.Equal(got, want) {
			t.Fatalf("got %x, want %x", got, want)
		}
	})
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	codec := NewCodec(published())
	rapid.Check(t, func(t *rapid.T) {
		bucket := rapid.IntRange(0, buckets-1).Draw(t, "bucket")
		serial := rapid.Uint32Range(0, serials-1).Draw(t, "serial")
		c := codec.Encode(bucket, serial)
		text := Format(c)
		parsed, ok := Parse(text)
		if !ok || parsed != c || len(text) != 14 {
			t.Fatalf("%s parses to %v %v", text, parsed, ok)
		}
		if b, s, ok := codec.Decode(parsed); !ok || b != bucket || s != serial {
			t.Fatalf("%s: got %d %d %v, want %d %d", text, b, s, ok, bucket, serial)
		}
		if got := Encode(published(), bucket, serial); got != c {
			t.Fatalf("codec and function differ: %v %v", c, got)
		}
	})
}

func TestEncode_CodesAreDistinct(t *testing.T) {
	t.Parallel()
	codec := NewCodec(published())
	seen := map[Code]bool{}
	for serial := range uint32(3000) {
		seen[codec.Encode(7, serial)] = true
	}
	if len(seen) != 3000 {
		t.Errorf("3000 serials gave %d codes", len(seen))
	}
}

// TestTypingErrors changes each sign to each other and swaps each pair of
// neighbours in 40 codes. 15,000 wrong codes at 2⁻²⁰ each: none is expected to
// pass, and with these fixed keys none does.
func TestTypingErrors(t *testing.T) {
	t.Parallel()
	codec := NewCodec(published())
	tried := 0
	for n := range uint32(40) {
		meant := strings.ReplaceAll(Format(codec.Encode(int(n*25), n*7919)), "-", "")
		for _, typed := range mistyped(meant) {
			tried++
			c, ok := Parse(typed)
			if !ok {
				t.Fatalf("%s does not parse", typed)
			}
			if b, s, ok := codec.Decode(c); ok || b != 0 || s != 0 {
				t.Errorf("%s typed for %s: accepted as bucket %d serial %d", typed, meant, b, s)
			}
		}
	}
	if tried < 15_000 {
		t.Errorf("only %d wrong codes were tried", tried)
	}
}

// mistyped are all texts with one sign changed or two neighbours swapped.
func mistyped(meant string) (out []string) {
	for i := range meant {
		for _, sign := range alphabet {
			out = append(out, meant[:i]+string(sign)+meant[i+1:])
		}
		if i > 0 {
			out = append(out, meant[:i-1]+meant[i:i+1]+meant[i-1:i]+meant[i+1:])
		}
	}
	return slices.DeleteFunc(out, func(typed string) bool { return typed == meant })
}

func TestDecode_RefusesCodesAbove60Bits(t *testing.T) {
	t.Parallel()
	codec := NewCodec(published())
	c := codec.Encode(3, 4)
	for bit := 60; bit < 64; bit++ {
		if _, _, ok := codec.Decode(c | 1<<bit); ok {
			t.Errorf("accepted with bit %d set", bit)
		}
	}
}

func TestEncode_PanicsOutOfRange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		bucket int
		serial uint32
	}{{-1, 0}, {1024, 0}, {0, 1 << 30}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("bucket %d serial %d: no panic", c.bucket, c.serial)
				}
			}()
			Encode(published(), c.bucket, c.serial)
		}()
	}
	Encode(published(), 1023, 1<<30-1) // the last valid pair
}

func TestParse(t *testing.T) {
	t.Parallel()
	want, _ := Parse("Q6P5RW53V60T")
	for _, c := range []struct {
		name, text string
		ok         bool
	}{
		{"as printed", "Q6P5-RW53-V60T", true},
		{"lower case, blanks", " q6p5 rw53 v60t ", true},
		{"letter O for nought", "Q6P5-RW53-V6OT", true},
		{"scanner ends the line", "Q6P5-RW53-V60T\r\n", true},
		{"hyphens anywhere", "Q-6-P-5-R-W-5-3-V-6-0-T", true},
		{"one sign short", "Q6P5-RW53-V60", false},
		{"one sign long", "Q6P5-RW53-V60T0", false},
		{"U is no sign", "U6P5-RW53-V60T", false},
		{"other alphabets", "Q6P5-RW53-V60Т", false},
		{"empty", "", false},
		{"hyphens only", "----", false},
		{"an alias", "2900000012348", false},
		{"too long", "Q6P5-RW53-V60T" + strings.Repeat(" ", 51), false},
	} {
		got, ok := Parse(c.text)
		if ok != c.ok || (ok && got != want) || (!ok && got != 0) {
			t.Errorf("%s: %q gives %v %v", c.name, c.text, got, ok)
		}
	}
	ones, _ := Parse("111111111111")
	for _, text := range []string{"IIIIIIIIIIII", "LLLLLLLLLLLL", "iillIILL11Ll"} {
		if got, ok := Parse(text); !ok || got != ones {
			t.Errorf("%q gives %v %v, want %v", text, got, ok, ones)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"Q6P5-RW53-V60T", "958ztfh9nzbn", "", "U", "2900000012348", "\x00\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c, ok := Parse(text); ok {
			again, ok := Parse(Format(c))
			if !ok || again != c || c>>60 != 0 {
				t.Errorf("%q parses to %v, that to %v %v", text, c, again, ok)
			}
		} else if c != 0 {
			t.Errorf("%q: refused, but gives %v", text, c)
		}
		if bucket, r, ok := ParseAlias(text); ok {
			b2, r2, ok := ParseAlias(Alias(bucket, r))
			if !ok || b2 != bucket || r2 != r {
				t.Errorf("%q parses to %d %d, that to %d %d %v", text, bucket, r, b2, r2, ok)
			}
		} else if bucket != 0 || r != 0 {
			t.Errorf("%q: refused, but gives %d %d", text, bucket, r)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	codec := NewCodec(published())
	b.ReportAllocs()
	for b.Loop() {
		codec.Encode(1023, 123456)
	}
}

func BenchmarkRingDecode(b *testing.B) {
	ring := NewRing(published(), other(1))
	c := ring.Encode(1023, 123456)
	b.ReportAllocs()
	for b.Loop() {
		ring.Decode(c)
	}
}
