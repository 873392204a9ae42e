package draw

// Gumbel returns a standard Gumbel deviate, −ln(−ln u).
func (k Key) Gumbel(i uint64) Nat { return tables.gumbel.at(k.At(i)) }

// LnExp returns ln of a standard exponential deviate: an event of rate λ
// happens when it is below ln λ.
func (k Key) LnExp(i uint64) Nat { return -tables.gumbel.at(k.At(i)) }

// Normal returns a standard normal deviate.
func (k Key) Normal(i uint64) Nat { return tables.normal.at(k.At(i)) }

// Exponential returns an exponential deviate of mean 1.
func (k Key) Exponential(i uint64) Nat { return ExpNat(k.LnExp(i)) }

// quantile is a quantile function in 4,096 steps, with a second table for the
// outermost step at each end.
type quantile struct{ low, mid, high steps }

func (q *quantile) at(x uint64) Nat {
	switch i := x >> 52; i {
	case 0:
		return lerp(&q.low, x<<12)
	case last:
		return lerp(&q.high, x<<12)
	default:
		a, b := int64(q.mid[i]), int64(q.mid[i+1])
		return Nat(a + (b-a)*int64(x>>32&0xFFFFF)>>20)
	}
}

// The shapes of the gamma table: shape j is lowestShape · e^(j·shapeStep).
const (
	shapes      = 24
	gammaSteps  = 1024
	lowestShape = -5678 // ln .25
	shapeStep   = 987   // ln 256 / 23
)

// Gamma returns a gamma deviate of the given shape, divided by the shape: its
// mean is 1. Shapes from .25 to 64 come from the table, larger ones from the
// cube of Wilson and Hilferty.
func (k Key) Gamma(i uint64, shape Nat) Nat {
	shape = max(shape, One/4)
	if shape > 64*One {
		return wilsonHilferty(shape, k.Normal(i))
	}
	pos := Ln(uint64(shape)) - Nat(12*ln2>>16) - lowestShape
	row := min(max(int(pos)/shapeStep, 0), shapes-2)
	part := (int64(pos) - int64(row)*shapeStep) << 12 / shapeStep
	x := k.At(i)
	a, b := tables.gamma[row].at(x), tables.gamma[row+1].at(x)
	return Nat((a + (b-a)*part>>12) >> 4)
}

// wilsonHilferty approximates a mean-one gamma of a large shape k by
// (1 − 1/9k + N √(1/9k))³.
func wilsonHilferty(shape, normal Nat) Nat {
	ninth := Nat(int64(One) << 12 / (9 * int64(shape)))
	root := ExpNat((Nat(12*ln2>>16) - Ln(9*uint64(shape))) / 2)
	base := max(One-ninth+root.Mul(normal), 0)
	return base.Mul(base).Mul(base)
}

// Beta returns a beta deviate as a share of One; it uses indexes i and i+1.
func (k Key) Beta(i uint64, a, b Nat) Nat {
	x := int64(a) * int64(k.Gamma(i, a))
	y := int64(b) * int64(k.Gamma(i+1, b))
	if x+y == 0 {
		return One / 2
	}
	return Nat(x << 12 / (x + y))
}

// gammaRow holds the quantiles of one mean-one gamma in 2⁻¹⁶; the ends stand
// at 1/8192 and 1 − 1/8192.
type gammaRow [gammaSteps + 1]int32

func (g *gammaRow) at(x uint64) int64 {
	i := x >> 54
	a, b := int64(g[i]), int64(g[i+1])
	return a + (b-a)*int64(x>>34&0xFFFFF)>>20
}
