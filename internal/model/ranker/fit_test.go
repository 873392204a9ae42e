package ranker

import (
	"bytes"
	"cmp"
	"errors"
	"math"
	"slices"
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
)

// oracle names what will be bought: nothing can beat it.
type oracle struct{}

func (oracle) Name() string { return "oracle" }
func (oracle) Lists(s *trial.Split, k int) ([][]uint32, error) {
	out := make([][]uint32, len(s.Cases))
	for i := range out {
		out[i] = s.Cases[i].Truth[:min(k, len(s.Cases[i].Truth))]
	}
	return out, nil
}

// ownCounts names own products by plain count, ties by popularity, then what
// is popular: trees must do better than that.
type ownCounts struct{ o Options }

func (ownCounts) Name() string { return "own counts" }

func (w ownCounts) Lists(s *trial.Split, k int) ([][]uint32, error) {
	t := NewTables(s.Known, w.o)
	out := make([][]uint32, len(s.Cases))
	t.each(s.Cases, func(a *Asker, i int) {
		a.read(t.view, s.Cases[i].Customer)
		slices.SortFunc(a.own, func(x, y owned) int {
			return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(t.tally.Pop[y.product], t.tally.Pop[x.product]), cmp.Compare(t.o.rank(x.product), t.o.rank(y.product)))
		})
		for j := range a.own[:min(k, len(a.own))] {
			out[i] = append(out[i], a.own[j].product)
		}
		for _, p := range t.popular {
			if a.slot[p] == 0 && len(out[i]) < k {
				out[i] = append(out[i], p)
			}
		}
	})
	return out, nil
}

func TestFit_ShipsOnlyWhatWins(t *testing.T) {
	t.Parallel()
	v := corpusOf(t, made(540, 1)).All()
	o := Options{Seed: 1, Workers: 2, Trees: 15}
	o.Rival = ownCounts{o}
	r, report, err := Fit(v, o)
	if err != nil {
		t.Fatal(err)
	}
	if !report.Ships || report.Beats.Recall10.Low <= 0 || report.Beats.NDCG10.Low <= 0 {
		t.Errorf("against own counts: %s", report.Why)
	}
	if len(report.Origins) < leastOrigins || report.Trees < 5 || report.Rows < 10_000 || len(report.Gains) != len(featureNames) {
		t.Errorf("%d origins, %d trees, %d rows, %d gains", len(report.Origins), report.Trees, report.Rows, len(report.Gains))
	}
	src := r.Append(nil)
	back, err := Decode(src)
	if err != nil || !bytes.Equal(back.Append(nil), src) {
		t.Fatalf("decoding gives another ranker: %v", err)
	}
	o.Workers, o.Rival = 1, oracle{}
	one, beaten, err := Fit(v, o)
	if err != nil || beaten.Ships {
		t.Errorf("against an oracle: %s, %v", beaten.Why, err)
	}
	if !bytes.Equal(one.Append(nil), src) {
		t.Error("one worker learns another ranker than two")
	}
	for _, cut := range []int{0, 1, 8, 9, len(src) / 2, len(src) - 1} {
		if _, err := Decode(src[:cut]); err == nil {
			t.Errorf("the first %d bytes were taken for a ranker", cut)
		}
	}
	src[3] ^= 1 // the list of features
	if _, err := Decode(src); err == nil {
		t.Error("a ranker of other features was taken")
	}
}

func TestFit_AYoungChainIsToldSo(t *testing.T) {
	t.Parallel()
	for name, all := range map[string][]bought{
		"nobody": nil, "one basket": {{0, 5, []uint32{1}}}, "a hundred customers": made(100, 1),
		"all on one day": {{0, 5, []uint32{1}}, {1, 5, []uint32{1}}, {2, 5, []uint32{2}}},
	} {
		r, report, err := Fit(corpusOf(t, all).All(), Options{})
		if !errors.Is(err, ErrFew) || r != nil || report.Ships {
			t.Errorf("%s: %v, ships %v", name, err, report.Ships)
		}
	}
}

func TestTop_KeepsTheFirst(t *testing.T) {
	t.Parallel()
	var all []basket.Place
	for i := range uint32(500) {
		all = append(all, basket.Place{Product: i, Score: float64(i * 7919 % 23), Pop: i * 31 % 5, Rank: i})
	}
	for _, n := range []int{0, 1, 7, 100, 600} {
		var h top
		h.reset(n)
		for _, x := range all {
			h.offer(x)
		}
		want := slices.SortedFunc(slices.Values(all), basket.Place.Before)
		if got := h.sorted(); !slices.Equal(got, want[:min(n, len(want))]) {
			t.Errorf("the first %d are %v", n, got[:min(3, len(got))])
		}
	}
}

func TestNth_IsTheNthLargest(t *testing.T) {
	t.Parallel()
	for size := range 40 {
		values := make([]float32, size)
		for i := range values {
			values[i] = float32(i * 7919 % 23)
		}
		sorted := slices.SortedFunc(slices.Values(values), func(a, b float32) int { return cmp.Compare(b, a) })
		for n := range size {
			if got := nth(slices.Clone(values), n+1); got != sorted[n] {
				t.Errorf("number %d of %v is %v, want %v", n+1, sorted, got, sorted[n])
			}
		}
		if nth(values, 0) != 0 || nth(values, size+1) != 0 {
			t.Errorf("of %d values there is no number 0 nor %d", size, size+1)
		}
	}
}

func TestLinks_EqualARecount(t *testing.T) {
	t.Parallel()
	v := corpusOf(t, made(40, 5)).All()
	tables := NewTables(v, Options{Workers: 2})
	pop, both := map[uint32]float64{}, map[[2]uint32]float64{}
	for _, set := range v.Each {
		for _, i := range set {
			pop[i]++
			for _, j := range set {
				both[[2]uint32{i, j}]++
			}
		}
	}
	seen := 0
	for j := range uint32(v.Size()) {
		products, weights := tables.together.of(j)
		for k, i := range products {
			if want := both[[2]uint32{i, j}] / math.Sqrt(pop[i]*pop[j]); i == j || math.Abs(float64(weights[k])-want) > 1e-6 {
				t.Fatalf("%d with %d weighs %v, recounted %v", i, j, weights[k], want)
			}
			seen++
		}
		if !slices.IsSortedFunc(weights, func(a, b float32) int { return cmp.Compare(b, a) }) {
			t.Fatalf("the links of %d are not in order: %v", j, weights)
		}
	}
	if seen < 100 {
		t.Errorf("only %d links", seen)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{version, 0, 0, 0, 0, 0, 0, 0, 0, 1})
	f.Fuzz(func(t *testing.T, src []byte) {
		r, err := Decode(src)
		if err == nil && !bytes.Equal(r.Append(nil), src) {
			t.Error("what decodes does not encode to the same bytes")
		}
		if err != nil && r != nil {
			t.Error("an error and a ranker")
		}
	})
}

func TestLearned_LearnsInsideWhatASplitKnows(t *testing.T) {
	t.Parallel()
	v := corpusOf(t, made(540, 1)).All()
	for _, s := range []trial.Split{trial.Before(v, 180, 2, math.MaxInt32), trial.LastOut(v, 1, 3, math.MaxInt32)} {
		inner, err := Inner(&s)
		if err != nil || len(inner) < 2 {
			t.Fatalf("%s: %d splits, %v", s.Name, len(inner), err)
		}
		for _, one := range inner {
			inside(t, &s, &one)
		}
	}
	young := trial.Before(v, 40, 2, math.MaxInt32)
	if _, err := Inner(&young); !errors.Is(err, ErrFew) {
		t.Errorf("after 40 days: %v", err)
	}
	s := trial.Before(v, 180, 2, math.MaxInt32)
	lists, err := Learned{Options{Seed: 1, Trees: 3}}.Lists(&s, 5)
	if err != nil || len(lists) != len(s.Cases) || len(lists[0]) != 5 {
		t.Errorf("%d lists for %d cases, %v", len(lists), len(s.Cases), err)
	}
}

// inside checks that all that one split learns from lies in what another knows.
func inside(t *testing.T, outer, inner *trial.Split) {
	t.Helper()
	if inner.Known.Known() >= outer.Known.Known() {
		t.Errorf("%s: a split to learn from knows all of %d baskets", outer.Name, outer.Known.Known())
	}
	for _, c := range inner.Cases {
		from, to := outer.Known.Span(c.Customer)
		if _, next := inner.Known.Span(c.Customer); next < from || next >= to {
			t.Fatalf("%s: what customer %d bought is learned from, and is held back", outer.Name, c.Customer)
		}
	}
}
