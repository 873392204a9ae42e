package retail

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCurrency(t *testing.T) {
	t.Parallel()
	for c, want := range map[Currency]int{"EUR": 2, "GBP": 2, "JPY": 0, "KWD": 3, "CLF": 4, "ISK": 0, "TND": 3} {
		if got := c.Exponent(); got != want {
			t.Errorf("%s: exponent %d, want %d", c, got, want)
		}
	}
	for c, want := range map[Currency]bool{"EUR": true, "AAA": true, "ZZZ": true, "": false, "EU": false, "EURO": false, "eur": false, "E1R": false, "@UR": false, "E[R": false, "€U": false} {
		if c.Valid() != want {
			t.Errorf("%q: valid %v, want %v", c, c.Valid(), want)
		}
	}
}

func TestMoney_Decimal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m    Money
		want string
	}{
		{Money{249, "EUR"}, "2.49"}, {Money{5, "EUR"}, "0.05"}, {Money{0, "EUR"}, "0.00"}, {Money{-5, "EUR"}, "-0.05"}, {Money{-12345, "EUR"}, "-123.45"},
		{Money{249, "JPY"}, "249"}, {Money{-249, "JPY"}, "-249"}, {Money{1, "KWD"}, "0.001"}, {Money{1, "CLF"}, "0.0001"},
		{Money{-1 << 63, "EUR"}, "-92233720368547758.08"}, {Money{1<<63 - 1, "JPY"}, "9223372036854775807"},
	} {
		if got := c.m.Decimal(); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.m, got, c.want)
		}
	}
}

func TestParseMinor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in       string
		currency Currency
		want     Minor
	}{
		{"2.49", "EUR", 249}, {"2.495", "EUR", 250}, {"-2.495", "EUR", -250}, {"2.4949999", "EUR", 249}, {"-0.005", "EUR", -1}, {"0.004", "EUR", 0},
		{"+7", "EUR", 700}, {".5", "EUR", 50}, {"5.", "EUR", 500}, {" 1 ", "EUR", 100}, {"2.49", "JPY", 2}, {"2.5", "JPY", 3}, {"0.0005", "KWD", 1},
		{"92233720368547758.07", "EUR", 1<<63 - 1}, {"0.1", "EUR", 10}, {"1.1", "EUR", 110},
	} {
		got, exact, err := ParseMinor(c.in, c.currency)
		if err != nil || got != c.want {
			t.Errorf("%q %s: got %d, %v, want %d", c.in, c.currency, got, err, c.want)
			continue
		}
		if want, _ := new(big.Rat).SetString(strings.Trim(strings.TrimSpace(c.in), "+")); exact.Cmp(want) != 0 {
			t.Errorf("%q: exact value %s", c.in, exact)
		}
	}
	for _, in := range []string{"", " ", "-", "+-1", "--1", "1.2.3", "1,5", "1e5", "NaN", "Inf", "0x1", "1_0", "1/2", ".", "-.", "٣", "92233720368547758.08", strings.Repeat("1", 41)} {
		if got, exact, err := ParseMinor(in, "EUR"); err == nil || got != 0 || exact != nil {
			t.Errorf("%q: got %d, want a refusal", in, got)
		}
	}
}

func TestMoney_PrintsWhatItReads(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := Money{Minor(rapid.Int64().Draw(t, "amount")), rapid.SampledFrom([]Currency{"EUR", "JPY", "KWD", "CLF"}).Draw(t, "currency")}
		back, _, err := ParseMinor(m.Decimal(), m.Currency)
		if m.Amount == -1<<63 {
			return // one beyond what is read
		}
		if err != nil || back != m.Amount {
			t.Fatalf("%+v prints %s reads %d, %v", m, m.Decimal(), back, err)
		}
	})
}

// No amount lies more than half a minor unit from what was written, and halves
// go away from zero.
func TestRoundMinor_Property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		exact := big.NewRat(rapid.Int64Range(-1e12, 1e12).Draw(t, "num"), rapid.Int64Range(1, 4000).Draw(t, "den"))
		got, ok := RoundMinor(exact, "EUR")
		diff := new(big.Rat).Sub(new(big.Rat).SetFrac64(int64(got), 100), exact)
		half := big.NewRat(1, 200)
		if !ok || diff.Abs(diff).Cmp(half) > 0 {
			t.Fatalf("%s: got %d", exact, got)
		}
		if diff.Cmp(half) == 0 && new(big.Rat).Abs(exact).Cmp(new(big.Rat).Abs(new(big.Rat).SetFrac64(int64(got), 100))) > 0 {
			t.Fatalf("%s: half went towards zero: %d", exact, got)
		}
	})
}

func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"2.49", "-0.005", "5.", ".5", "+1", "1e5", "", "1.2.3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseDecimal(s)
		if err != nil {
			if r != nil {
				t.Fatalf("%q: a failure left %s", s, r)
			}
			return
		}
		if back, err := ParseDecimal(r.FloatString(40)); len(s) < 20 && (err == nil) && back.Cmp(r) != 0 {
			t.Fatalf("%q reads as %s, then %s", s, r, back)
		}
	})
}
