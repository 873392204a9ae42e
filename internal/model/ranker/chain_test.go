package ranker

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
)

// bought is one basket of the made chain.
type bought struct {
	customer, day int32
	products      []uint32
}

// made is a chain of n customers over 200 days: each has about eight habits,
// kept with chances that differ and bought again only when due, now and then
// something that sells just now, and something of a friend's.
func made(n int, seed uint64) []bought {
	rng := rand.New(rand.NewPCG(seed, 7))
	const products, days = 100, 200
	var out []bought
	habits := make([][]uint32, n)
	for u := range habits {
		for range 5 + rng.IntN(6) {
			habits[u] = append(habits[u], 1+uint32(rng.IntN(6)*15+u%15))
		}
	}
	for u := range n {
		gap := 6 + rng.IntN(20)
		last := map[uint32]int{}
		for day := rng.IntN(gap); day < days; day += 1 + gap/2 + rng.IntN(gap) {
			set := due(habits[u], last, day, rng)
			for range 2 {
				set = append(set, 1+uint32((day/20*11+rng.IntN(8))%products))
			}
			friend := habits[(u+15)%n]
			set = append(set, friend[rng.IntN(len(friend))])
			out = append(out, bought{int32(u), int32(day), set})
		}
	}
	return out
}

// due draws which habits are kept on a day, and remembers it.
func due(habits []uint32, last map[uint32]int, day int, rng *rand.Rand) []uint32 {
	var set []uint32
	for k, p := range habits {
		if at, seen := last[p]; rng.Float64() < .25+.05*float64(k) && (!seen || day-at > 2*k) {
			set = append(set, p)
			last[p] = day
		}
	}
	return set
}

func corpusOf(t testing.TB, all []bought) *basket.Corpus {
	t.Helper()
	var b basket.Builder
	for _, x := range all {
		b.Add(basket.Basket{Customer: x.customer, Day: x.day, Store: 1, Products: x.products})
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// asked is what an asker made of one case.
type asked struct {
	candidates []uint32
	rows       []float32
}

func askAll(t *Tables, cases []trial.Case) []asked {
	out := make([]asked, len(cases))
	t.each(cases, func(a *Asker, i int) {
		a.ask(cases[i].Customer, cases[i].Day)
		out[i] = asked{slices.Clone(a.candidates), slices.Clone(a.rows)}
	})
	return out
}

func sameFloats(a, b []float32) bool {
	return slices.EqualFunc(a, b, func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) })
}

// TestFeatures_TheTargetInfluencesNothing changes all that was bought from a day
// on, and adds customers and baskets then: not one bit of a feature may move.
func TestFeatures_TheTargetInfluencesNothing(t *testing.T) {
	t.Parallel()
	const day = 150
	all := made(150, 1)
	other := slices.Clone(all)
	for i := range other {
		if other[i].day >= day {
			other[i].products = []uint32{uint32(1 + i%100)}
		}
	}
	other = append(other, bought{3, day, []uint32{17}}, bought{150, day + 1, []uint32{17, 18}})
	a, b := trial.Before(corpusOf(t, all).All(), day, 2, math.MaxInt32), trial.Before(corpusOf(t, other).All(), day, 2, math.MaxInt32)
	b.Cases = a.Cases
	x, y := askAll(NewTables(a.Known, Options{}), a.Cases), askAll(NewTables(b.Known, Options{}), b.Cases)
	if len(x) < 100 {
		t.Fatalf("only %d cases", len(x))
	}
	for i := range x {
		if !slices.Equal(x[i].candidates, y[i].candidates) || !sameFloats(x[i].rows, y[i].rows) {
			t.Fatalf("customer %d is seen otherwise when others, or later baskets, change", a.Cases[i].Customer)
		}
	}
	// the twin that looks: with the day after as its end, the same change shows
	late := askAll(NewTables(corpusOf(t, other).Before(day+20), Options{}), a.Cases)
	if slices.EqualFunc(x, late, func(p, q asked) bool { return sameFloats(p.rows, q.rows) }) {
		t.Error("a view that holds the target looks the same: the comparison sees nothing")
	}
}

func TestAsk_AllThatIsOwnIsACandidate(t *testing.T) {
	t.Parallel()
	c := corpusOf(t, made(150, 2))
	s := trial.Before(c.All(), 150, 1, math.MaxInt32)
	var owned trial.Owned
	for i, x := range askAll(NewTables(s.Known, Options{}), s.Cases) {
		set := slices.Sorted(slices.Values(x.candidates))
		if len(slices.Compact(slices.Clone(set))) != len(set) {
			t.Fatalf("case %d has a candidate twice", i)
		}
		had := owned.Of(s.Known, s.Cases[i].Customer)
		for p := range uint32(c.Size()) {
			if had(p) && !basket.Contains(set, p) {
				t.Fatalf("case %d lacks %d, which was bought before", i, p)
			}
		}
		if len(x.rows) != len(x.candidates)*len(featureNames) {
			t.Fatalf("%d values for %d candidates", len(x.rows), len(x.candidates))
		}
	}
}

// feature returns a feature's place.
func feature(t *testing.T, name string) int {
	t.Helper()
	i := slices.Index(featureNames, name)
	if i < 0 {
		t.Fatalf("there is no feature %q", name)
	}
	return i
}

// TestFeatures_EqualARecount counts anew, product by product, in the plainest way.
func TestFeatures_EqualARecount(t *testing.T) {
	t.Parallel()
	const day = 150
	all := made(60, 3)
	c := corpusOf(t, all)
	s := trial.Before(c.All(), day, 2, math.MaxInt32)
	tables := NewTables(s.Known, Options{Workers: 3})
	chains := map[uint32]map[string]float64{}
	for p := range uint32(c.Size()) {
		chains[p] = recountChain(s.Known, p, day)
	}
	check := func(u int, p uint32, row []float32, want map[string]float64) {
		for name, w := range want {
			if got := float64(row[feature(t, name)]); math.Abs(got-w) > 1e-4*(1+math.Abs(w)) && !(got != got && w != w) {
				t.Errorf("customer %d, product %d: %s is %v, recounted %v", u, p, name, got, w)
			}
		}
	}
	for i, x := range askAll(tables, s.Cases) {
		u := s.Cases[i].Customer
		for k, p := range x.candidates {
			row := x.rows[k*len(featureNames) : (k+1)*len(featureNames)]
			check(u, p, row, chains[p])
			check(u, p, row, recountOwn(s.Known, u, p))
		}
	}
}

// recountChain computes a product's features from all baskets.
func recountChain(v basket.View, p uint32, day int32) map[string]float64 {
	first, idle := math.NaN(), math.NaN()
	var pop, n28, b28, lasts, total, buyers float64
	one := func(b uint32, newest float64) {
		recent := 0.
		if v.Day(b) >= day-28 {
			recent = 1
		}
		total, b28 = total+1, b28+recent
		if basket.Contains(v.Set(b), p) {
			pop, n28, lasts = pop+1, n28+recent, lasts+newest
			first, idle = minOf(first, float64(v.Day(b))), minOf(idle, float64(day-v.Day(b)))
		}
	}
	for u := range v.Customers() {
		from, to := v.Span(u)
		if to > from {
			buyers++
			one(to-1, 1)
		}
		for b := from; b+1 < to; b++ {
			one(b, 0)
		}
	}
	again := recountAgain(v, func(q uint32) bool { return q == p })
	all := recountAgain(v, func(uint32) bool { return true })
	return map[string]float64{
		"ln pop": math.Log1p(pop), "28 days": n28 / (b28 + 1), "trend": (n28 + 2) / (b28*pop/total + 2),
		"in last basket": (lasts + 1) / (pop + total/buyers), "age": float64(day) - first, "idle": idle,
		"bought again": (again[0] + 20*all[0]/all[1]) / (again[1] + 20),
	}
}

// recountAgain counts baskets after a customer's first with a wanted product:
// those with it again, and all of them.
func recountAgain(v basket.View, wanted func(p uint32) bool) (counts [2]float64) {
	had := map[uint32]bool{}
	one := func(set []uint32) {
		counts[1] += float64(len(had))
		for _, q := range set {
			if had[q] {
				counts[0]++
			} else if wanted(q) {
				had[q] = true
			}
		}
	}
	for u := range v.Customers() {
		clear(had)
		for from, to := v.Span(u); from < to; from++ {
			one(v.Set(from))
		}
	}
	return counts
}

// recountOwn computes what one customer's baskets say of a product.
func recountOwn(v basket.View, customer int, p uint32) map[string]float64 {
	from, to := v.Span(customer)
	baskets, c8, numbers := float64(to-from), 0., []float64{}
	for b := from; b < to; b++ {
		if basket.Contains(v.Set(b), p) {
			c8, numbers = c8+math.Pow(.8, float64(to-1-b)), append(numbers, float64(b-from))
		}
	}
	n := float64(len(numbers))
	out := map[string]float64{"n": n, "c.8": c8, "share": n / baskets, "baskets": baskets, "baskets since": math.NaN(), "share since first": 0, "mean gap": math.NaN()}
	if n > 0 {
		out["baskets since"], out["share since first"] = baskets-numbers[len(numbers)-1], n/(baskets-numbers[0])
	}
	if n > 1 {
		out["mean gap"] = (numbers[len(numbers)-1] - numbers[0]) / (n - 1)
	}
	return out
}

// minOf is the smaller one; NaN is none.
func minOf(a, b float64) float64 {
	if a < b {
		return a
	}
	return b
}
