package draw

import "math/bits"

// Nat is a number in 1/4096: logarithms, utilities, normal deviates, and any
// other number that must be equal on all processors.
type Nat int32

// One is the Nat of 1.
const One Nat = 1 << 12

// NatOf converts a decimal number; the product with 4096 is exact, the
// rounding half away from zero.
func NatOf(x float64) Nat {
	if x < 0 {
		return -Nat(-x*float64(One) + 0.5)
	}
	return Nat(x*float64(One) + 0.5)
}

// Float returns the number as a float64, for reports only.
func (n Nat) Float() float64 { return float64(n) / float64(One) }

// Mul returns n·m.
func (n Nat) Mul(m Nat) Nat { return Nat(int64(n) * int64(m) >> 12) }

// Div returns n/m, towards zero.
func (n Nat) Div(m Nat) Nat { return Nat(int64(n) << 12 / int64(m)) }

// Clip returns n held between low and high.
func (n Nat) Clip(low, high Nat) Nat { return min(max(n, low), high) }

// Share converts a number in [0, 1] to a probability.
func (n Nat) Share() Share { return Share(n.Clip(0, One)) << 20 }

// Ln returns the natural logarithm of a positive integer.
func Ln(v uint64) Nat {
	if v == 0 {
		v = 1
	}
	lead := bits.LeadingZeros64(v)
	m := v << lead << 1 // the bits behind the leading one
	exponent := int64(63 - lead)
	return Nat(exponent*ln2>>16) + lerp(&tables.ln, m)
}

// LnRatio returns ln(a/b) of two positive integers.
func LnRatio(a, b uint64) Nat { return Ln(a) - Ln(b) }

// LnOf returns the logarithm of a positive decimal number, by way of an
// integer of 2⁻²⁴.
func LnOf(x float64) Nat {
	return Ln(uint64(x*(1<<24))) - Nat(24*ln2>>16)
}

const (
	ln2   = 186065279 // ln 2 in 2⁻²⁸
	log2e = 387270501 // log₂ e in 2⁻²⁸
)

// Exp returns e^n in 2⁻¹⁶; 0 below −11, capped at 30.
func Exp(n Nat) int64 {
	y := int64(n.Clip(-20*One, 30*One)) * log2e // 2⁻⁴⁰
	whole, rest := y>>40, uint64(y)<<24
	v := uint64(lerp(&tables.pow2, rest)) // 2^rest in 2⁻³⁰
	if shift := whole - 14; shift >= 0 {
		return int64(v << shift)
	} else {
		return int64(v >> -shift)
	}
}

// ExpNat returns e^n as a Nat, for n up to 13.
func ExpNat(n Nat) Nat { return Nat(Exp(min(n, 13*One)) >> 4) }

// Cos returns the cosine of a turn given in 2⁻³² turns.
func Cos(turn uint32) Nat { return lerp(&tables.cos, uint64(turn)<<32) }

// lerp looks the 64 bits x up in a table of 4,096 steps over [0, 1).
func lerp(t *steps, x uint64) Nat {
	i := x >> 52
	a, b := int64(t[i]), int64(t[i+1])
	return Nat(a + (b-a)*int64(x>>32&0xFFFFF)>>20)
}
