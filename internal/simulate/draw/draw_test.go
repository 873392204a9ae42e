package draw

import (
	"math"
	"testing"
)

// TestKeyTable holds keys and draws to the published values (row A).
func TestKeyTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		seed, purpose, entity uint64
		ordinal               int64
		key, at               uint64
		u0, u7                float64
	}{
		{0, 0, 0, 0, 0x8209b480faed1b10, 0x1df5df97578d90c0, 0.117032980393, 0.483051671280},
		{20261122, 3, 1, 0, 0xcb8307719ed40744, 0x2517490a38e04dd8, 0.144886555668, 0.104984788494},
		{20261122, 4, 4417, 364, 0x64cff42debfdc2a5, 0xffb646ad6dcaea8d, 0.998875062314, 0.479284580014},
		{1, 2, 3, -1, 0xac1911a8bbd18184, 0x097f1dfae6387bee, 0.037095903163, 0.042816052973},
	} {
		k := NewKey(c.seed, Purpose(c.purpose), c.entity, c.ordinal)
		if uint64(k) != c.key || k.At(0) != c.at {
			t.Errorf("NewKey(%d,%d,%d,%d) = %x, At(0) = %x, want %x and %x", c.seed, c.purpose, c.entity, c.ordinal, k, k.At(0), c.key, c.at)
		}
		if math.Abs(k.U(0)-c.u0) > 1e-12 || math.Abs(k.U(7)-c.u7) > 1e-12 {
			t.Errorf("U(0), U(7) of key %x = %.12f, %.12f, want %.12f, %.12f", k, k.U(0), k.U(7), c.u0, c.u7)
		}
	}
}

const many = 1_000_000

// everyUse walks many draws of each purpose in the four ways neighbours meet.
func everyUse(visit func(name string, u func(i int) float64)) {
	for _, p := range []Purpose{Trait, Taste, Gap, Trip, Need, Choice, Units, Voucher, Shock, Trouble} {
		by := map[string]func(i int) float64{
			"index":  func(i int) float64 { return NewKey(7, p, uint64(i>>10), 3).U(uint64(i & 1023)) },
			"entity": func(i int) float64 { return NewKey(7, p, uint64(i), 3).U(1) },
			"day":    func(i int) float64 { return NewKey(7, p, 11, int64(i)).U(1) },
		}
		for name, u := range by {
			visit(string(rune('0'+p%10))+name, u)
		}
	}
}

// TestUniform is row H: cells of equal weight, no correlation of neighbours.
func TestUniform(t *testing.T) {
	t.Parallel()
	const n = many / 8 // per purpose and way; the three ways and ten purposes make 3.75 million
	everyUse(func(name string, u func(i int) float64) {
		var cell [256]float64
		var sum, square, serial, before float64
		for i := range n {
			x := u(i)
			cell[int(x*256)]++
			serial += (x - .5) * (before - .5)
			sum, square, before = sum+x-.5, square+(x-.5)*(x-.5), x
		}
		chi := 0.0
		for _, c := range cell {
			chi += (c - n/256.0) * (c - n/256.0) / (n / 256.0)
		}
		if chi > 348 { // χ² with 255 degrees of freedom: p = 1e−4
			t.Errorf("%s: χ² over 256 cells is %.1f", name, chi)
		}
		if rho := serial / square; math.Abs(rho) > 4/math.Sqrt(n) {
			t.Errorf("%s: neighbours correlate by %.5f", name, rho)
		}
	})
}

func TestQuantilesHaveTheirMoments(t *testing.T) {
	t.Parallel()
	k := NewKey(1, Trait, 1, 1)
	const n = 400_000
	for _, c := range []struct {
		name     string
		x        func(i uint64) Nat
		mean, sd float64
	}{
		{"normal", k.Normal, 0, 1},
		{"gumbel", k.Gumbel, .5772, 1.2825},
		{"exponential", k.Exponential, 1, 1},
		{"gamma .5", func(i uint64) Nat { return k.Gamma(i, One/2) }, 1, math.Sqrt2},
		{"gamma 1", func(i uint64) Nat { return k.Gamma(i, One) }, 1, 1},
		{"gamma 2.6", func(i uint64) Nat { return k.Gamma(i, NatOf(2.6)) }, 1, 1 / math.Sqrt(2.6)},
		{"gamma 124", func(i uint64) Nat { return k.Gamma(i, 124*One) }, 1, 1 / math.Sqrt(124)},
		{"beta 2.3 1.4", func(i uint64) Nat { return k.Beta(2*i, NatOf(2.3), NatOf(1.4)) }, 2.3 / 3.7, .2238},
		{"beta .5 49.5", func(i uint64) Nat { return k.Beta(2*i, One/2, NatOf(49.5)) }, .01, .01393},
	} {
		var sum, square float64
		for i := range uint64(n) {
			x := c.x(i).Float()
			sum, square = sum+x, square+x*x
		}
		mean := sum / n
		sd := math.Sqrt(square/n - mean*mean)
		if math.Abs(mean-c.mean) > .004+4*c.sd/math.Sqrt(n) || math.Abs(sd-c.sd) > .02*c.sd+.002 {
			t.Errorf("%s: mean %.4f sd %.4f, want %.4f and %.4f", c.name, mean, sd, c.mean, c.sd)
		}
	}
}

func TestLnAndExp(t *testing.T) {
	t.Parallel()
	for v := uint64(1); v < 1<<60; v = v*17/10 + 1 {
		if got, want := Ln(v).Float(), math.Log(float64(v)); math.Abs(got-want) > 6e-4 {
			t.Errorf("Ln(%d) = %f, want %f", v, got, want)
		}
	}
	for n := NatOf(-8); n < NatOf(12); n += 137 {
		got, want := float64(Exp(n))/65536, math.Exp(n.Float())
		if math.Abs(got-want) > 1e-5*want+2e-5 {
			t.Errorf("Exp(%f) = %f, want %f", n.Float(), got, want)
		}
	}
	for turn := uint64(0); turn < 1<<32; turn += 1 << 25 {
		if got, want := Cos(uint32(turn)).Float(), math.Cos(2*math.Pi*float64(turn)/(1<<32)); math.Abs(got-want) > 4e-4 {
			t.Errorf("Cos(%d) = %f, want %f", turn, got, want)
		}
	}
}

func TestALargerShareOnlyAdds(t *testing.T) {
	t.Parallel()
	k := NewKey(3, Need, 5, 8)
	hits := 0
	for i := range uint64(100_000) {
		small, large := k.Below(i, ShareOf(.2)), k.Below(i, ShareOf(.25))
		if small && !large {
			t.Fatalf("draw %d is below .2 and not below .25", i)
		}
		if large {
			hits++
		}
	}
	if hits < 24_400 || hits > 25_600 {
		t.Errorf("%d of 100,000 below .25", hits)
	}
}

func TestWeights(t *testing.T) {
	t.Parallel()
	w := NewWeights([]int32{0, 30, 0, 10})
	var got [4]int
	for i := range uint64(40_000) {
		got[w.Of(NewKey(1, Trip, i, 0).At(0))]++
	}
	if got[0] != 0 || got[2] != 0 || got[1] < 29_500 || got[1] > 30_500 {
		t.Errorf("picked %v of weights 0 30 0 10", got)
	}
}

func BenchmarkKey(b *testing.B) {
	var sum Key
	for i := range b.N {
		sum += NewKey(1, Need, uint64(i), 5)
	}
	_ = sum
}

func BenchmarkGumbel(b *testing.B) {
	k := NewKey(1, Need, 3, 5)
	var sum Nat
	for i := range b.N {
		sum += k.Gumbel(uint64(i))
	}
	_ = sum
}

func TestPermuteIsOneToOne(t *testing.T) {
	t.Parallel()
	k := NewKey(5, Number, 0, 0)
	seen := make([]bool, 1<<16)
	for x := range uint64(1 << 16) {
		y := k.Permute(x, 8)
		if y >= 1<<16 || seen[y] || k.Unpermute(y, 8) != x {
			t.Fatalf("Permute(%d) = %d, seen %v, back %d", x, y, seen[y], k.Unpermute(y, 8))
		}
		seen[y] = true
	}
}
