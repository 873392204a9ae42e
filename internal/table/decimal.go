package table

import (
	"math/big"
	"math/bits"
	"strings"

	"sartor/internal/retail"
)

// Decimal is an exact decimal number: Coef ÷ 10^Scale. It exists because a
// big.Rat per row makes reading ten times slower.
type Decimal struct {
	Coef  int64
	Scale uint8 // 0…MostScale
}

// MostScale is the most decimals a number may have; MostDigits the most digits
// in all. Prices with more are not prices.
const (
	MostScale  = 12
	MostDigits = 18 // what an int64 holds for certain
)

// ParseDecimal reads a plain decimal number, such as 2.49, -0.005 or .5, with
// spaces around it. Exponents and separators of thousands are not numbers
// here. It reports false for anything else.
func ParseDecimal(b []byte) (Decimal, bool) {
	b = trim(b)
	negative := false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		negative = b[0] == '-'
		b = b[1:]
	}
	var d Decimal
	digits, significant, point := 0, 0, false
	for _, c := range b {
		switch {
		case c == '.' && !point:
			point = true
			continue
		case c < '0' || c > '9':
			return Decimal{}, false
		}
		digits++
		if significant > 0 || c != '0' {
			significant++
		}
		if point {
			d.Scale++
		}
		if significant > MostDigits || d.Scale > MostScale {
			return Decimal{}, false
		}
		d.Coef = d.Coef*10 + int64(c-'0')
	}
	if digits == 0 {
		return Decimal{}, false
	}
	if negative {
		d.Coef = -d.Coef
	}
	return d, true
}

// Times returns the exact product, false when it does not fit.
func (d Decimal) Times(e Decimal) (Decimal, bool) {
	hi, lo := bits.Mul64(magnitude(d.Coef), magnitude(e.Coef))
	if hi != 0 || lo >= 1e18 || d.Scale+e.Scale > MostScale {
		return Decimal{}, false
	}
	out := Decimal{Coef: int64(lo), Scale: d.Scale + e.Scale}
	if (d.Coef < 0) != (e.Coef < 0) {
		out.Coef = -out.Coef
	}
	return out, true
}

// Fixed returns the number with the given decimals as an integer, rounded half
// away from zero; false when it does not fit.
func (d Decimal) Fixed(decimals int) (int64, bool) {
	switch shift := decimals - int(d.Scale); {
	case shift == 0:
		return d.Coef, true
	case shift > 0:
		hi, lo := bits.Mul64(magnitude(d.Coef), pow10[shift])
		if hi != 0 || lo >= 1e18 {
			return 0, false
		}
		return signed(lo, d.Coef), true
	default:
		unit := pow10[-shift]
		m := magnitude(d.Coef)
		q := m / unit
		if m%unit >= unit-unit/2 {
			q++
		}
		return signed(q, d.Coef), true
	}
}

// Minor returns the amount in minor units of the currency, rounded half away
// from zero; false above mostMinor.
func (d Decimal) Minor(c retail.Currency) (retail.Minor, bool) {
	n, ok := d.Fixed(c.Exponent())
	if !ok || n > mostMinor || n < -mostMinor {
		return 0, false
	}
	return retail.Minor(n), true
}

// mostMinor bounds one line: ten billion of the largest unit in cents, so that
// nine million such lines still fit a sum of int64.
const mostMinor = 1_000_000_000_000

// Quantity returns the number of units, rounded half away from zero to
// thousandths; false above a billion.
func (d Decimal) Quantity() (retail.Quantity, bool) {
	const most = 1_000_000_000 * int64(retail.One)
	n, ok := d.Fixed(3)
	if !ok || n > most || n < -most {
		return 0, false
	}
	return retail.Quantity(n), true
}

var pow10 = [...]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

func signed(m uint64, like int64) int64 {
	if like < 0 {
		return -int64(m)
	}
	return int64(m)
}

// Sum adds decimals exactly: a 128-bit integer per scale, which no file can
// overflow. The zero value is 0.
type Sum struct {
	parts [MostScale + 1]struct {
		hi int64
		lo uint64
	}
}

// Add adds d.
func (s *Sum) Add(d Decimal) {
	p := &s.parts[d.Scale]
	lo, carry := bits.Add64(p.lo, uint64(d.Coef), 0)
	p.lo = lo
	p.hi += d.Coef>>63 + int64(carry)
}

// String formats the sum without needless zeros: "9747747.934".
func (s *Sum) String() string {
	total := new(big.Int)
	for scale, p := range s.parts {
		n := new(big.Int).Lsh(big.NewInt(p.hi), 64)
		n.Add(n, new(big.Int).SetUint64(p.lo))
		total.Add(total, n.Mul(n, new(big.Int).SetUint64(pow10[MostScale-scale])))
	}
	sign := ""
	if total.Sign() < 0 {
		sign = "-"
		total.Neg(total)
	}
	digits := total.String()
	if short := MostScale + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	cut := len(digits) - MostScale
	decimals := strings.TrimRight(digits[cut:], "0")
	if decimals == "" {
		return sign + digits[:cut]
	}
	return sign + digits[:cut] + "." + decimals
}

// trim removes spaces and tabs around a number or date; ids are never trimmed.
func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}
