package retail

import (
	"encoding/json"
	"runtime"
	"testing"

	"pgregory.net/rapid"
)

func TestParseQuantity(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Quantity{
		"1": 1000, "0": 0, "-2": -2000, "0.25": 250, "1.2345": 1235, "1.2344": 1234, "0.0005": 1, "-0.0005": -1, "0.0004": 0,
		"1e3": 1_000_000, "1E-3": 1, "25e-2": 250, " 7 ": 7000, "1000000000": 1e12, "-1000000000": -1e12, "+3": 3000,
	} {
		if got, err := ParseQuantity(in); err != nil || got != want {
			t.Errorf("%q: got %d, %v, want %d", in, got, err, want)
		}
	}
	for _, in := range []string{
		"", " ", "x", "1/2", "0x10", "1_000", "NaN", "Inf", "--1", "+-1", "1.2.3", "1000000000.001", "1e10", "1e400", "1e999999", "-1e999999", "1e-999999x", "1 e3",
		"1,5", "0b1", "1e", "e5", ".", "12345678901234567890123456789012345678901",
	} {
		if got, err := ParseQuantity(in); err == nil || got != 0 {
			t.Errorf("%q: got %d, want a refusal", in, got)
		}
	}
}

// A few bytes of a till's message must not cost a second of the processor.
func TestParseQuantity_HugeExponentsCostNothing(t *testing.T) {
	var before, after runtime.MemStats
	for _, in := range []string{"1e999999", "1e-999999", "9E+999999", "1e-99999999999999999999"} {
		runtime.ReadMemStats(&before)
		_, _ = ParseQuantity(in)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 64<<10 {
			t.Errorf("%s took %d bytes of memory", in, used)
		}
	}
}

func TestQuantity_JSON(t *testing.T) {
	t.Parallel()
	var got struct{ A, B, C Quantity }
	got.C = 5
	if err := json.Unmarshal([]byte(`{"A":1.5,"B":-2e0,"C":null}`), &got); err != nil || got.A != 1500 || got.B != -2000 || got.C != 5 {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, in := range []string{`"1"`, `true`, `[]`, `{}`} {
		var q Quantity
		if err := json.Unmarshal([]byte(in), &q); err == nil {
			t.Errorf("%s was read as %s", in, q)
		}
	}
}

func TestQuantity_PrintsWhatItReads(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := Quantity(rapid.Int64Range(-1e12, 1e12).Draw(t, "q"))
		back, err := ParseQuantity(q.String())
		if err != nil || back != q {
			t.Fatalf("%d prints %s reads %d, %v", q, q, back, err)
		}
	})
}

func FuzzParseQuantity(f *testing.F) {
	for _, s := range []string{"1", "0.25", "-2", "1e3", "1e999999", "0x1p4", "1/3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := ParseQuantity(s)
		if err != nil {
			if q != 0 {
				t.Fatalf("%q: a failure left %d", s, q)
			}
			return
		}
		if back, err := ParseQuantity(q.String()); err != nil || back != q {
			t.Fatalf("%q: %d prints %s reads %d, %v", s, q, q, back, err)
		}
	})
}
