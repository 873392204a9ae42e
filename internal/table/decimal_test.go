package table

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"sartor/internal/retail"
)

func TestParseDecimal_Borders(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2.49": "2.49", "-0.005": "-0.005", "+1.": "1", ".5": "0.5", " 7\t": "7", "00012.50": "12.5", "-0": "0",
		"999999999999999999": "999999999999999999", "0.000000000001": "0.000000000001", "-000000000000000000000000": "0",
		"1000000000000000000": "", "0.0000000000001": "", "1e3": "", "": "", " ": "", ".": "", "-": "", "+-1": "", "1.2.3": "",
		"1,5": "", "1 000": "", "0x1f": "", "NaN": "", "Inf": "", "½": "", "١": "", "1-": "",
	} {
		d, ok := ParseDecimal([]byte(text))
		if ok != (want != "") {
			t.Errorf("%q: %v %v", text, d, ok)
			continue
		}
		var s Sum
		if s.Add(d); ok && s.String() != want {
			t.Errorf("%q reads as %s, want %s", text, s.String(), want)
		}
	}
}

func (d Decimal) rat() *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(d.Coef), new(big.Int).SetUint64(pow10[d.Scale]))
}

func drawDecimal(t *rapid.T, label string) Decimal {
	return Decimal{
		Coef:  rapid.Int64Range(-999_999_999_999_999_999, 999_999_999_999_999_999).Draw(t, label),
		Scale: uint8(rapid.IntRange(0, MostScale).Draw(t, label+" scale")),
	}
}

func TestParseDecimal_IsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[+-]?[0-9]{1,10}(\.[0-9]{0,8})?`).Draw(t, "text")
		d, ok := ParseDecimal([]byte(text))
		want, err := retail.ParseDecimal(text)
		if !ok || err != nil || d.rat().Cmp(want) != 0 {
			t.Fatalf("%s: %+v %v, want %v %v", text, d, ok, want, err)
		}
	})
}

// Rounding agrees with exact arithmetic in every currency.
func TestDecimal_MinorRoundsAsMoney(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := drawDecimal(t, "d")
		c := rapid.SampledFrom([]retail.Currency{"EUR", "JPY", "KWD", "CLF"}).Draw(t, "currency")
		got, ok := d.Minor(c)
		want, fits := retail.RoundMinor(d.rat(), c)
		if fits && want <= mostMinor && want >= -mostMinor {
			if !ok || got != want {
				t.Fatalf("%+v in %s: %d %v, want %d", d, c, got, ok, want)
			}
		} else if ok {
			t.Fatalf("%+v in %s: %d is out of bounds", d, c, got)
		}
	})
}

func TestDecimal_TimesIsExactOrRefused(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawDecimal(t, "a"), drawDecimal(t, "b")
		if rapid.Bool().Draw(t, "small") {
			a.Coef, b.Coef = a.Coef%1e9, b.Coef%1e9
			a.Scale, b.Scale = a.Scale/2, b.Scale/2
		}
		got, ok := a.Times(b)
		want := new(big.Rat).Mul(a.rat(), b.rat())
		if ok && got.rat().Cmp(want) != 0 {
			t.Fatalf("%+v × %+v = %+v", a, b, got)
		}
		fits := magnitude(a.Coef) < 1e9 && magnitude(b.Coef) < 1e9 && a.Scale+b.Scale <= MostScale
		if fits && !ok {
			t.Fatalf("%+v × %+v was refused", a, b)
		}
	})
}

func TestSum_Exact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s Sum
		want := new(big.Rat)
		for i := range rapid.IntRange(0, 40).Draw(t, "n") {
			d := drawDecimal(t, fmt.Sprint("d", i))
			s.Add(d)
			want.Add(want, d.rat())
		}
		text := want.FloatString(MostScale)
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
		if text == "" || text == "-0" || want.Sign() == 0 {
			text = "0"
		}
		if want.IsInt() {
			text = want.RatString()
		}
		if s.String() != text {
			t.Fatalf("got %s, want %s", s.String(), text)
		}
	})
}

// A billion of the largest numbers still adds up: what int64 or float64 lose.
func TestSum_DoesNotOverflow(t *testing.T) {
	t.Parallel()
	var s Sum
	largest := Decimal{Coef: 999_999_999_999_999_999}
	for range 1000 {
		s.Add(largest)
	}
	s.Add(Decimal{Coef: 1, Scale: MostScale})
	if got, want := s.String(), "999999999999999999000.000000000001"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for range 1001 {
		s.Add(Decimal{Coef: -999_999_999_999_999_999})
	}
	if got, want := s.String(), "-999999999999999998.999999999999"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDecimal_QuantityBorders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want retail.Quantity
		ok   bool
	}{
		{"0.0005", 1, true}, {"0.0004", 0, true}, {"-0.0005", -1, true}, {"1.2345", 1235, true},
		{"1000000000", 1_000_000_000_000, true}, {"1000000000.001", 0, false}, {"-1000000000.001", 0, false},
	} {
		d, _ := ParseDecimal([]byte(c.text))
		if got, ok := d.Quantity(); ok != c.ok || ok && got != c.want {
			t.Errorf("%s: %d %v, want %d %v", c.text, got, ok, c.want, c.ok)
		}
	}
}
