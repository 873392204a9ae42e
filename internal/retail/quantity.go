package retail

import (
	"math/big"
	"strconv"
	"strings"

	"sartor/internal/fault"
)

// Quantity is a number of units in thousandths: 1000 is one piece, 1250 is
// 1.250 kg. It is negative for goods that come back.
type Quantity int64

// One is one unit.
const One Quantity = 1000

// Units returns the quantity as a float64 number of units, for models only.
func (q Quantity) Units() float64 { return float64(q) / float64(One) }

// String formats the quantity without needless zeros: "1", "0.25".
func (q Quantity) String() string {
	sign, n := "", int64(q)
	if n < 0 {
		sign, n = "-", -n
	}
	s := sign + strconv.FormatInt(n/1000, 10)
	if rest := n % 1000; rest != 0 {
		s += "." + strings.TrimRight(strconv.FormatInt(1000+rest, 10)[1:], "0")
	}
	return s
}

// MarshalJSON writes a plain JSON number.
func (q Quantity) MarshalJSON() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalJSON reads a JSON number, with decimals and exponents.
func (q *Quantity) UnmarshalJSON(b []byte) error {
	s := string(b)
	if s == "null" {
		return nil
	}
	out, err := ParseQuantity(s)
	if err != nil {
		return err
	}
	*q = out
	return nil
}

// mostQuantity bounds a line to a billion units, far above any receipt seen.
const mostQuantity = 1_000_000_000 * int64(One)

// ParseQuantity reads a decimal number of units, with or without an exponent as
// JSON writes it, rounded half away from zero to thousandths.
func ParseQuantity(s string) (Quantity, error) {
	exact, ok := scientific(strings.TrimSpace(s))
	if !ok {
		return 0, fault.New(fault.Invalid, "quantity", "%q is not a quantity such as 1 or 0.25", clip(s))
	}
	scaled, ok := RoundMinor(exact, "KWD") // three decimals, the same rounding as money
	if !ok || int64(scaled) > mostQuantity || int64(scaled) < -mostQuantity {
		return 0, fault.New(fault.Invalid, "quantity", "%q is too large a quantity", clip(s))
	}
	return Quantity(scaled), nil
}

// mostExponent bounds exponents: beyond it a quantity is nothing or too large,
// and powers of ten would cost more than the receipt around them.
const mostExponent = 60

// scientific reads a decimal number with an optional exponent, exactly within
// mostExponent, beyond it as if the exponent were mostExponent.
func scientific(s string) (*big.Rat, bool) {
	digits, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		n, err := strconv.Atoi(s[i+1:])
		if err != nil {
			return nil, false
		}
		digits, exponent = s[:i], max(-mostExponent, min(n, mostExponent))
	}
	if strings.ContainsAny(digits, " \t\r\n") {
		return nil, false
	}
	exact, err := ParseDecimal(digits)
	if err != nil {
		return nil, false
	}
	power := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(exponent, -exponent))), nil))
	if exponent < 0 {
		return exact.Quo(exact, power), true
	}
	return exact.Mul(exact, power), true
}
