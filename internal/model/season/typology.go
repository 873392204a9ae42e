package season

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/stat"
)

// Count is how many lines of a category a customer bought.
type Count struct {
	Group uint32
	Lines float64
}

// Kind is a type of customers by what they buy.
type Kind struct {
	Customers int       // of those it was learned from
	Top       []uint32  // up to three categories that set it apart
	Prior     float64   // ln of its share of customers
	Scores    []float64 // ln of the share of a line, by Typology.Groups, then all others
}

// Typology divides customers into types by the categories they buy.
type Typology struct {
	Groups []uint32 // categories told apart, growing
	Kinds  []Kind
}

// Bounds of a typology.
const (
	MostKinds  = 8
	MostGroups = 128
	LeastLines = 5 // of a customer, before its type is spoken of
	topGroups  = 3
	seedsTried = 16 // customers tried as the beginning of a further type
)

// Of returns a customer's type; ok is false for one who has bought too little
// to tell, and when there are no types.
//
//	Computes  argmax over types of ln π + Σ lines·ln share
func (t *Typology) Of(counts []Count) (kind int, ok bool) {
	lines := 0.0
	for _, c := range counts {
		lines += c.Lines
	}
	if len(t.Kinds) == 0 || !(lines >= LeastLines) {
		return 0, false
	}
	return t.likeliest(counts), true
}

// likeliest is the type of however few lines; 0 when there are no types.
func (t *Typology) likeliest(counts []Count) (kind int) {
	best := math.Inf(-1)
	for k := range t.Kinds {
		if s := t.score(k, counts); s > best {
			best, kind = s, k
		}
	}
	return kind
}

func (t *Typology) score(k int, counts []Count) float64 {
	sum := t.Kinds[k].Prior
	for _, c := range counts {
		sum += c.Lines * t.Kinds[k].Scores[t.slot(c.Group)]
	}
	return sum
}

// slot is a category's place in Scores.
func (t *Typology) slot(group uint32) int {
	i, found := slices.BinarySearch(t.Groups, group)
	if !found {
		return len(t.Groups)
	}
	return i
}

// shopper is one customer as the search for types sees it: lines by slot, those
// of every other purchase day apart.
type shopper struct{ fit, test []cell }

type cell struct {
	slot  int
	lines float64
}

// Limits of the search for types: it is for the shape of the chain, not for
// every customer.
const (
	mostShoppers = 4_000
	mostRounds   = 30
	priorLines   = 5 // of the chain's own shares, in every type
)

// typology looks for the number of types that foretells best what customers buy
// on the days it has not seen, and takes the smallest that is as good.
//
//	Assumes   lines of a customer are drawn from the shares of its type
//	Computes  k-means under the multinomial: each customer goes to the type under
//	          which its lines are likeliest, each type's shares are those of its
//	          customers' lines and 5 lines of the chain's
//	          k = the smallest whose likelihood of the days left out is within one
//	          standard error of the best
//	Edges     one category, or few customers: one type
func typology(groups []uint32, shoppers []shopper) Typology {
	f := newKindFit(groups, shoppers)
	best := f.finished()
	values := best.heldOut(shoppers)
	for k := 2; k <= MostKinds && len(groups) > 1; k++ {
		f.split(k)
		f.settle(k)
		t := f.finished()
		if len(t.Kinds) < k {
			break // a type of too few customers: there are no more
		}
		got := t.heldOut(shoppers)
		if gain, se := paired(got, values); gain > se && gain > 0 {
			best, values = t, got
		}
	}
	return best
}

// paired returns the mean gain per customer and its standard error.
func paired(a, b []float64) (gain, se float64) {
	gains := make([]float64, len(a))
	for i := range a {
		gains[i] = a[i] - b[i]
	}
	return stat.Paired(gains)
}

// heldOut is the log-likelihood of each customer's days left out.
func (t *Typology) heldOut(shoppers []shopper) []float64 {
	out := make([]float64, len(shoppers))
	for i, s := range shoppers {
		k := t.nearest(s.fit)
		out[i] = along(s.test, t.Kinds[k].Scores)
	}
	return out
}

func (t *Typology) nearest(cells []cell) int {
	best, kind := math.Inf(-1), 0
	for k := range t.Kinds {
		if sum := t.Kinds[k].Prior + along(cells, t.Kinds[k].Scores); sum > best {
			best, kind = sum, k
		}
	}
	return kind
}

// newKindFit begins with one type, the whole chain; each further one begins
// where the types so far fit worst, so that no lot is drawn.
func newKindFit(groups []uint32, shoppers []shopper) *kindFit {
	f := &kindFit{t: Typology{Groups: groups}, shoppers: shoppers, of: make([]int, len(shoppers))}
	f.chain = f.shares(func(int) bool { return true }, nil)
	f.t.Kinds = []Kind{{Scores: f.chain}}
	f.update(1)
	return f
}

// finished is a typology of the types as they stand.
func (f *kindFit) finished() Typology {
	t := Typology{Groups: f.t.Groups, Kinds: slices.DeleteFunc(slices.Clone(f.t.Kinds), func(k Kind) bool { return k.Customers < LeastCustomers })}
	if len(t.Kinds) == 0 {
		t.Kinds = []Kind{{Customers: len(f.shoppers), Scores: f.chain}}
	}
	for i := range t.Kinds {
		t.Kinds[i].Top = f.top(t.Kinds[i].Scores)
	}
	return t
}

type kindFit struct {
	t        Typology
	shoppers []shopper
	of       []int
	chain    []float64
}

// shares are ln shares of the lines of some customers.
func (f *kindFit) shares(in func(i int) bool, prior []float64) []float64 {
	sums := make([]float64, len(f.t.Groups)+1)
	total := 0.0
	for g := range sums {
		sums[g] = .5
		if prior != nil {
			sums[g] = priorLines * math.Exp(prior[g])
		}
		total += sums[g]
	}
	for i, s := range f.shoppers {
		if !in(i) {
			continue
		}
		for _, c := range s.fit {
			sums[c.slot] += c.lines
			total += c.lines
		}
	}
	for g := range sums {
		sums[g] = math.Log(sums[g] / total)
	}
	return sums
}

// alone are ln shares of one customer's lines.
func (f *kindFit) alone(i int) []float64 {
	one := kindFit{t: f.t, shoppers: f.shoppers[i : i+1]}
	return one.shares(func(int) bool { return true }, f.chain)
}

// split begins type n with the lines of one customer: of some whom their types
// fit badly, the one whose lines fit most others better than what they have.
func (f *kindFit) split(n int) {
	type misfit struct {
		i     int
		worth float64
	}
	worst := make([]misfit, 0, len(f.shoppers))
	now := make([]float64, len(f.shoppers))
	for i, s := range f.shoppers {
		now[i] = along(s.fit, f.t.Kinds[f.of[i]].Scores)
		if lines := lines(s.fit); lines >= LeastLines {
			worst = append(worst, misfit{i, now[i] / lines})
		}
	}
	slices.SortStableFunc(worst, func(a, b misfit) int { return cmp.Compare(a.worth, b.worth) })
	step := max(1, len(worst)/2/seedsTried)
	best, scores := 0.0, []float64(nil)
	for k := 0; k < len(worst)/2; k += step {
		try := f.alone(worst[k].i)
		gain := 0.0
		for i, s := range f.shoppers {
			gain += max(0, along(s.fit, try)-now[i])
		}
		if gain > best {
			best, scores = gain, try
		}
	}
	if scores == nil {
		return
	}
	for i, s := range f.shoppers {
		if along(s.fit, scores) > now[i] {
			f.of[i] = n - 1
		}
	}
	f.update(n)
}

// along is the log-likelihood of lines under shares.
func along(cells []cell, scores []float64) float64 {
	sum := 0.0
	for _, c := range cells {
		sum += c.lines * scores[c.slot]
	}
	return sum
}

func lines(cells []cell) float64 {
	sum := 0.0
	for _, c := range cells {
		sum += c.lines
	}
	return sum
}

// settle moves customers between types until none moves.
func (f *kindFit) settle(n int) {
	for range mostRounds {
		moved := 0
		for i, s := range f.shoppers {
			if k := f.t.nearest(s.fit); k != f.of[i] {
				f.of[i] = k
				moved++
			}
		}
		f.update(n)
		if moved == 0 {
			return
		}
	}
}

func (f *kindFit) update(n int) {
	f.t.Kinds = make([]Kind, n)
	for k := range n {
		size := 0
		for _, o := range f.of {
			if o == k {
				size++
			}
		}
		f.t.Kinds[k] = Kind{
			Customers: size, Prior: math.Log((float64(size) + 1) / float64(len(f.of)+n)),
			Scores: f.shares(func(i int) bool { return f.of[i] == k }, f.chain),
		}
	}
}

// top are the categories that weigh most in telling a type from the chain.
func (f *kindFit) top(scores []float64) []uint32 {
	type lift struct {
		group uint32
		by    float64
	}
	lifts := make([]lift, 0, len(f.t.Groups))
	for g, s := range scores[:len(f.t.Groups)] {
		if by := math.Exp(s) * (s - f.chain[g]); by > 0 {
			lifts = append(lifts, lift{f.t.Groups[g], by})
		}
	}
	slices.SortStableFunc(lifts, func(a, b lift) int { return cmp.Compare(b.by, a.by) })
	var out []uint32
	for _, l := range lifts[:min(topGroups, len(lifts))] {
		out = append(out, l.group)
	}
	return out
}
