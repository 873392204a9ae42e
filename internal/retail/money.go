package retail

import (
	"math/big"
	"strconv"
	"strings"

	"sartor/internal/fault"
)

// Currency is an ISO 4217 code in capitals.
type Currency string

// Exponent returns the number of decimals of the currency's minor unit
// (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD.
func (c Currency) Exponent() int {
	switch c {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	case "CLF", "UYW":
		return 4
	}
	return 2
}

// Valid reports whether the code has the shape of ISO 4217: three capitals.
func (c Currency) Valid() bool {
	if len(c) != 3 {
		return false
	}
	for i := range 3 {
		if c[i] < 'A' || c[i] > 'Z' {
			return false
		}
	}
	return true
}

// Minor is an amount of money in minor units of a currency that stands beside
// it (cents of EUR). It is never a float.
type Minor int64

// Money is an amount with its currency.
type Money struct {
	Amount   Minor
	Currency Currency
}

// Decimal formats the amount in major units with the currency's decimals: "2.49".
func (m Money) Decimal() string {
	exp := m.Currency.Exponent()
	sign, n := "", int64(m.Amount)
	digits := strconv.FormatInt(n, 10)
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	if exp == 0 {
		return sign + digits
	}
	for len(digits) <= exp {
		digits = "0" + digits
	}
	cut := len(digits) - exp
	return sign + digits[:cut] + "." + digits[cut:]
}

// ParseMinor reads a decimal amount of major units ("2.49", "-0.005") and
// returns minor units rounded half away from zero, and the exact value.
func ParseMinor(s string, c Currency) (Minor, *big.Rat, error) {
	exact, err := ParseDecimal(s)
	if err != nil {
		return 0, nil, err
	}
	minor, ok := RoundMinor(exact, c)
	if !ok {
		return 0, nil, fault.New(fault.Invalid, "amount", "%q is too large an amount", clip(s))
	}
	return minor, exact, nil
}

// ParseDecimal reads a plain decimal number, exactly. Exponents, separators of
// thousands, NaN and infinities are refused.
func ParseDecimal(s string) (*big.Rat, error) {
	t := strings.TrimSpace(s)
	body := strings.TrimLeft(t, "+-")
	if body == "" || len(t)-len(body) > 1 || len(t) > 40 || strings.Trim(body, "0123456789.") != "" || strings.Count(body, ".") > 1 || body == "." {
		return nil, fault.New(fault.Invalid, "amount", "%q is not a decimal number such as 2.49", clip(s))
	}
	r, ok := new(big.Rat).SetString(t)
	if !ok {
		return nil, fault.New(fault.Invalid, "amount", "%q is not a decimal number such as 2.49", clip(s))
	}
	return r, nil
}

// RoundMinor rounds an exact amount of major units to minor units, half away
// from zero. It reports false when the result does not fit.
func RoundMinor(exact *big.Rat, c Currency) (Minor, bool) {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(c.Exponent())), nil)
	num := new(big.Int).Mul(new(big.Int).Abs(exact.Num()), scale)
	num.Mul(num, big.NewInt(2)).Add(num, exact.Denom())
	num.Quo(num, new(big.Int).Mul(exact.Denom(), big.NewInt(2)))
	if !num.IsInt64() {
		return 0, false
	}
	n := Minor(num.Int64())
	if exact.Sign() < 0 {
		n = -n
	}
	return n, true
}
