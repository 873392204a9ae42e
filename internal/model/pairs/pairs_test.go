package pairs

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/modeltest"
)

func none(uint32) uint32     { return 0 }
func itself(p uint32) uint32 { return p }

func receipt(customer, day int32, store uint32, products []uint32) basket.Basket {
	return basket.Basket{Customer: customer, Day: day, Store: store, Products: products}
}

func corpusOf(t testing.TB, baskets []basket.Basket) *basket.Corpus {
	t.Helper()
	var b basket.Builder
	for _, one := range baskets {
		b.Add(one)
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func of(c *basket.Corpus, t *basket.Tally) *Baskets {
	return &Baskets{Each: c.All().Each, Count: t.Baskets, Pop: t.Pop}
}

// learned learns from baskets; by is each product's category, and short means 0.
func learned(t testing.TB, baskets []basket.Basket, by []uint32) (with, instead Table) {
	t.Helper()
	c := corpusOf(t, baskets)
	tl := basket.Count(c.All(), 1)
	category := func(p uint32) uint32 {
		if int(p) < len(by) {
			return by[p]
		}
		return 0
	}
	return Learn(of(c, &tl), &Options{Category: category, Rank: itself, Workers: 2})
}

// pairs counts baskets with products 1 and 2, with one of them, and in all.
type overlap struct{ both, only1, only2, of int }

// baskets makes them, anonymous.
func (p overlap) baskets() []basket.Basket {
	var all []basket.Basket
	add := func(n int, set ...uint32) {
		for range n {
			all = append(all, receipt(basket.Anonymous, 1, 1, slices.Clone(set)))
		}
	}
	add(p.both, 1, 2)
	add(p.only1, 1)
	add(p.only2, 2)
	add(p.of-p.both-p.only1-p.only2, 9)
	return all
}

// Both sides of every border of the rule for complements.
func TestComplements_Border(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		overlap
		want bool
	}{
		{"20 together, 8 expected", overlap{20, 60, 80, 1000}, true},
		{"19 together", overlap{19, 60, 80, 1000}, false},
		{"20 of 11 expected, which chance does once in a hundred", overlap{20, 80, 90, 1000}, false},
		{"24 of 11 expected, which it hardly does", overlap{24, 76, 86, 1000}, true},
		{"1,000 of 670 expected, lift_5 below 1.5", overlap{1000, 0, 5700, 10000}, false},
		{"1,000 of 660 expected, lift_5 above 1.5", overlap{1000, 0, 5600, 10000}, true},
	} {
		with, _ := learned(t, c.baskets(), nil)
		if got := len(with.Of(1)) > 0; got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestSubstitutes_Border(t *testing.T) {
	t.Parallel()
	for overlap, want := range map[int]bool{0: true, 2: true, 3: false, 4: false} {
		_, instead := learned(t, taking(overlap), []uint32{0, 1, 1})
		if got := len(instead.Of(1)) > 0; got != want {
			t.Errorf("%d of 5 expected baskets shared: substitutes %v, want %v", overlap, got, want)
		}
	}
}

// taking makes a hundred customers buy 1 in the first ten of twenty baskets and
// 2 in ten others, but for an overlap: 5 shared baskets would be chance.
func taking(overlap int) []basket.Basket {
	var all []basket.Basket
	for u := range int32(100) {
		for day := range 20 {
			set := []uint32{9}
			if day < 10 {
				set = append(set, 1)
			}
			if day >= 10-overlap && day < 20-overlap {
				set = append(set, 2)
			}
			all = append(all, receipt(u, int32(day), 1, set))
		}
	}
	return all
}

// Alternating buyers take one of two products of a category, never both;
// couples take two others together; solitary ones are bought by different people.
func TestSubstitutes_AreBoughtInsteadNotTogether(t *testing.T) {
	t.Parallel()
	const tom, tim, left, right, odd, even = 1, 2, 3, 4, 5, 6
	rng := rand.New(rand.NewPCG(8, 8))
	var all []basket.Basket
	for u := range int32(200) {
		for day := range int32(12) {
			set := []uint32{tom + uint32(rng.IntN(2)), 9}
			if rng.IntN(2) == 0 {
				set = append(set, left, right)
			}
			if rng.IntN(2) == 0 {
				set = append(set, odd+uint32(u%2))
			}
			all = append(all, receipt(u, day, 1, set))
		}
	}
	with, instead := learned(t, all, []uint32{0, 1, 1, 1, 1, 1, 1, 1, 1, 1})
	for product, want := range map[uint32][]uint32{tom: {tim}, tim: {tom}, left: nil, right: nil, odd: nil, even: nil, 9: nil} {
		var got []uint32
		for _, l := range instead.Of(product) {
			got = append(got, l.Product)
		}
		if !slices.Equal(got, want) {
			t.Errorf("instead of %d: %v, want %v", product, got, want)
		}
	}
	if l := instead.Of(tom)[0]; l.Strength() < .35 || l.Strength() > .6 {
		t.Errorf("half the baskets could have held the other: %v", l.Strength())
	}
	if got := with.Of(left); len(got) == 0 || got[0].Product != right {
		t.Errorf("with left: %+v", got)
	}
	_, other := learned(t, all, []uint32{0, 1, 2})
	if len(other.Of(tom)) != 0 {
		t.Error("substitutes across categories")
	}
}

func TestTable_Lift(t *testing.T) {
	t.Parallel()
	near(t, "κ 0", lift(30, 400*250/1e4, 0), 3, 1e-9)
	near(t, "κ 5", lift(30, 400*250/1e4, 5), 2.333333, 1e-6)
	near(t, "rare, κ 0", lift(3, 20*15/1e4, 0), 100, 1e-9)
	near(t, "rare, κ 5", lift(3, 20*15/1e4, 5), 1.590457, 1e-6)
}

// groceries are 9,835 real baskets without customers.
func groceries(t testing.TB) (*basket.Corpus, map[string]uint32) {
	var b basket.Builder
	numbers := map[string]uint32{}
	baskets := map[int][]uint32{}
	modeltest.Rows(t, modeltest.Dataset(t, "groceries/baskets.csv.gz"), func(row []string) {
		basket, _ := strconv.Atoi(row[0])
		item, _ := strconv.Atoi(row[1])
		baskets[basket] = append(baskets[basket], uint32(item))
		numbers[string([]byte(row[2]))] = uint32(item)
	})
	for i := range len(baskets) {
		b.Add(basket.Basket{Customer: basket.Anonymous, Day: 1, Store: 1, Products: baskets[i+1]})
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c, numbers
}

func TestGroceries_Lifts(t *testing.T) {
	t.Parallel()
	c, number := groceries(t)
	v := c.All()
	tl := basket.Count(v, 1)
	near(t, "baskets", float64(tl.Baskets), 9835, 0)
	x := pairingOf(of(c, &tl))
	s := company{named: make([]uint32, v.Size()), others: make([]uint32, v.Size())}
	for _, want := range []struct {
		a, b         string
		na, nb, both float64
		plain, five  float64
	}{
		{"whole milk", "other vegetables", 2513, 1903, 736, 1.513634, 1.508406},
		{"beef", "root vegetables", 516, 1072, 171, 3.040367, 2.873788},
	} {
		a, b := number[want.a], number[want.b]
		s.gather(x, a)
		both := float64(s.named[b] + s.others[b])
		near(t, want.a, x.n(a), want.na, 0)
		near(t, want.b, x.n(b), want.nb, 0)
		near(t, "both", both, want.both, 0)
		expected := x.n(a) * x.n(b) / x.total()
		near(t, "lift", lift(both, expected, 0), want.plain, 1e-6)
		near(t, "lift_5", lift(both, expected, 5), want.five, 1e-6)
	}
	checkComplements(t, c, x)
}

// together counts the baskets that hold both products.
func together(c *basket.Corpus, i, j uint32) (n float64) {
	for b := range uint32(c.Baskets()) {
		if basket.Contains(c.Set(b), i) && basket.Contains(c.Set(b), j) {
			n++
		}
	}
	return n
}

// checkComplements recounts the rule for every link that a fit kept.
func checkComplements(t *testing.T, c *basket.Corpus, x *pairing) {
	t.Helper()
	tl := basket.Count(c.All(), 1)
	with, instead := Learn(of(c, &tl), &Options{Category: none, Rank: itself})
	found := 0
	for i := range uint32(c.Size()) {
		strength := 2.0
		for _, l := range with.Of(i) {
			found++
			nij := together(c, i, l.Product)
			expected := x.n(i) * x.n(l.Product) / x.total()
			want := (nij + 5*x.n(l.Product)/x.total()) / (x.n(i) + 5)
			near(t, "strength", l.Strength(), want, 1e-5)
			if nij < 20 || lift(nij, expected, 5) < 1.5 || l.Strength() > strength {
				t.Errorf("%d after %d: %v baskets, %v expected", l.Product, i, nij, expected)
			}
			strength = l.Strength()
		}
		if len(instead.Of(i)) != 0 {
			t.Errorf("product %d has substitutes, though nobody is known", i)
		}
	}
	if found < 300 {
		t.Errorf("only %d complements", found)
	}
}

func TestWideBaskets_AreThinnedTheSameWay(t *testing.T) {
	t.Parallel()
	var all []basket.Basket
	var wide []uint32
	for p := range uint32(200) {
		wide = append(wide, p+1)
	}
	for i := range 60 {
		all = append(all, receipt(basket.Anonymous, int32(i), 1, slices.Clone(wide)))
	}
	c := corpusOf(t, all)
	v := c.All()
	one, two := basket.Count(v, 1), basket.Count(v, 2)
	x, y := pairingOf(of(c, &one)), pairingOf(of(c, &two))
	if !slices.Equal(x.sets, y.sets) {
		t.Error("two runs kept other products")
	}
	for b := range uint32(60) {
		if len(x.set(b)) != widestBasket {
			t.Errorf("basket %d has %d products", b, len(x.set(b)))
		}
	}
	if slices.Equal(x.set(0), x.set(1)) {
		t.Error("every basket keeps the same products")
	}
}

// near fails unless got is want within tol.
func near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.8g, want %.8g ± %g", what, got, want, tol)
	}
}
