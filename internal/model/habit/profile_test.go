package habit

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.8g, want %.8g ± %g", what, got, want, tol)
	}
}

// The five customers of SCIENCE 3.9.
const (
	milk = iota + 1
	bread
	eggs
	coffee
	tea
	wine
)

var fiveCustomers = [][][]uint32{
	{{milk, bread}, {milk, eggs}, {milk, bread, coffee}},
	{{milk}, {bread, milk}, {coffee, bread}, {milk}},
	{{tea}, {tea, eggs}, {milk, tea}},
	{{coffee, bread}, {coffee, eggs}},
	{{wine}, {wine, bread}},
}

func folded(baskets [][]uint32) *Profile {
	var p Profile
	for day, b := range baskets {
		p.Add(int32(day), 1, b)
	}
	return &p
}

func TestProfile_WorkedExample(t *testing.T) {
	t.Parallel()
	p := folded(fiveCustomers[0])
	for product, want := range map[uint32]float64{milk: 2.8525, bread: 1.9025, eggs: .95, coffee: 1} {
		it, ok := p.Item(product)
		if !ok {
			t.Fatalf("product %d is missing", product)
		}
		near(t, "c_u1", p.Weight(&it, 1), want, 1e-6)
	}
	if _, ok := p.Item(wine); ok {
		t.Error("u1 never bought wine")
	}
}

func TestProfile_OneDayInOneStoreIsOneBasket(t *testing.T) {
	t.Parallel()
	var p Profile
	p.Add(10, 7, []uint32{milk})
	p.Add(10, 7, []uint32{bread, milk, bread}) // a second receipt of that day
	p.Add(10, 8, []uint32{milk})               // another store
	p.Add(12, 7, nil)                          // nothing that counts
	if p.Baskets != 2 || p.First != 10 || p.Last != 10 || p.Store != 8 {
		t.Fatalf("got %+v", p)
	}
	m, _ := p.Item(milk)
	b, _ := p.Item(bread)
	if m.Count != 2 || b.Count != 1 || m.LastBasket != 1 || b.LastBasket != 0 {
		t.Errorf("milk %+v, bread %+v", m, b)
	}
	for _, older := range []struct {
		day   int32
		store uint32
	}{{9, 9}, {10, 7}} {
		before := p.Append(nil)
		if p.Add(older.day, older.store, []uint32{tea}) || !bytes.Equal(before, p.Append(nil)) {
			t.Errorf("an older receipt %+v was folded", older)
		}
	}
}

// history draws baskets by growing day; -1 as the day's gap never happens.
type visit struct {
	day      int32
	store    uint32
	products []uint32
}

func history(t *rapid.T) []visit {
	var out []visit
	day := int32(rapid.IntRange(-100, 20000).Draw(t, "first"))
	store := uint32(0)
	for range rapid.IntRange(0, 60).Draw(t, "visits") {
		ahead := int32(rapid.IntRange(0, 9).Draw(t, "gap"))
		next := uint32(rapid.IntRange(0, 2).Draw(t, "store"))
		if ahead == 0 {
			next = max(next, store)
		}
		day, store = day+ahead, next
		products := rapid.SliceOfN(rapid.Uint32Range(0, 12), 1, 6).Draw(t, "products")
		out = append(out, visit{day, store, products})
	}
	return out
}

func foldVisits(visits []visit) *Profile {
	var p Profile
	for _, v := range visits {
		p.Add(v.day, v.store, v.products)
	}
	return &p
}

// baskets is the batch view of a history: sets by (day, store).
func basketsOf(visits []visit) (sets []map[uint32]bool, days []int32) {
	for i, v := range visits {
		if i == 0 || v.day != visits[i-1].day || v.store != visits[i-1].store {
			sets, days = append(sets, map[uint32]bool{}), append(days, v.day)
		}
		for _, p := range v.products {
			sets[len(sets)-1][p] = true
		}
	}
	return sets, days
}

func TestProfile_FoldIsTheSum(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		visits := history(t)
		p := foldVisits(visits)
		sets, days := basketsOf(visits)
		if int(p.Baskets) != len(sets) {
			t.Fatalf("%d baskets, want %d", p.Baskets, len(sets))
		}
		for i := range p.Items {
			it := &p.Items[i]
			checkItem(t, p, it, sets, days)
		}
	})
}

func checkItem(t *rapid.T, p *Profile, it *Item, sets []map[uint32]bool, days []int32) {
	var sum [3]float64
	count, first, last, recent := uint32(0), int32(0), int32(0), 0
	for j, set := range sets {
		if !set[it.Product] {
			continue
		}
		if count == 0 {
			first = days[j]
		}
		count, last = count+1, days[j]
		if len(sets)-j <= Window {
			recent++
		}
		for d, delta := range Decays {
			sum[d] += math.Pow(delta, float64(len(sets)-1-j))
		}
	}
	hits, window := p.RecentOf(it)
	if it.Count != count || it.First != first || it.Last != last || hits != recent || window != min(Window, len(sets)) {
		t.Fatalf("%+v: recount %d first %d last %d, %d of %d (read %d)", *it, count, first, last, recent, window, hits)
	}
	for d := range Decays {
		if got := p.Weight(it, d); math.Abs(got-sum[d]) > 3e-6 {
			t.Fatalf("decay %v: %v, want %v", Decays[d], got, sum[d])
		}
	}
}

// The bound 3e-6 of the rounding holds in the long run too: at .99 each step
// adds at most .9 of 2^-25, and the sum of those fades like the count itself.
func TestProfile_LongHistoriesKeepTheirPrecision(t *testing.T) {
	t.Parallel()
	var p Profile
	var sum [3]float64
	for day := range int32(6000) {
		products := []uint32{9}
		if day%3 != 0 {
			products = append(products, 4)
		}
		p.Add(day, 1, products)
		for d, delta := range Decays {
			sum[d] *= delta
			if day%3 != 0 {
				sum[d]++
			}
		}
	}
	it, _ := p.Item(4)
	always, _ := p.Item(9)
	for d, delta := range Decays {
		near(t, "two of three", p.Weight(&it, d), sum[d], 3e-6)
		near(t, "always", p.Weight(&always, d), 1/(1-delta), 3e-6)
	}
	p.Add(9000, 1, []uint32{1})
	for range reach {
		p.Add(p.Last+1, 1, []uint32{1})
	}
	if it, _ := p.Item(4); p.Weight(&it, 2) != 0 {
		t.Error("a count survived 4,096 baskets")
	}
}

func TestProfile_RefoldGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		visits := history(t)
		whole := foldVisits(visits).Append(nil)
		if len(visits) == 0 {
			return
		}
		// Take the last receipt away and add it again, from a decoded state.
		var p Profile
		if err := p.Decode(foldVisits(visits[:len(visits)-1]).Append(nil)); err != nil {
			t.Fatal(err)
		}
		last := visits[len(visits)-1]
		slices.Reverse(last.products) // order within a receipt says nothing
		if !p.Add(last.day, last.store, last.products) || !bytes.Equal(p.Append(nil), whole) {
			t.Fatalf("re-adding %+v differs", last)
		}
	})
}

func TestPacked_AnswersAsTheExactForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := foldVisits(history(t))
		decay := rapid.IntRange(0, 2).Draw(t, "decay")
		packed := p.AppendPacked(nil, decay)
		var q Profile
		if err := q.Decode(packed); err != nil {
			t.Fatal(err)
		}
		if again := q.AppendPacked(nil, decay); !bytes.Equal(again, packed) || q.Baskets != p.Baskets || len(q.Items) != len(p.Items) {
			t.Fatal("packed form does not print back")
		}
		for i := range p.Items {
			a, b := &p.Items[i], &q.Items[i]
			ha, wa := p.RecentOf(a)
			hb, wb := q.RecentOf(b)
			if a.Product != b.Product || a.Count != b.Count || a.First != b.First || a.Last != b.Last || ha != hb || wa != wb {
				t.Fatalf("%+v became %+v", *a, *b)
			}
			if d := p.Weight(a, decay) - q.Weight(b, decay); d < 0 || d > 1./256 {
				t.Fatalf("weight off by %v", d)
			}
		}
		if q.Add(30000, 1, []uint32{1}) || q.Append(nil) != nil {
			t.Fatal("a packed profile was folded or stored")
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(folded(fiveCustomers[0]).Append(nil))
	f.Add(folded(fiveCustomers[2]).AppendPacked(nil, 1))
	f.Add((&Profile{}).Append(nil))
	f.Add([]byte{1, 1, 20, 0, 1, 1, 3, 5, 0}) // an item after the last day
	f.Add([]byte{1, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, src []byte) {
		var p Profile
		if err := p.Decode(src); err != nil {
			if p.Baskets != 0 || len(p.Items) != 0 || p.First != 0 || p.packed != 0 {
				t.Fatalf("a failure left %+v", p)
			}
			return
		}
		for i, it := range p.Items {
			grows := i == 0 || p.Items[i-1].Product < it.Product
			if !grows || it.First < p.First || it.Last < it.First || it.Last > p.Last || it.Count > it.LastBasket+1 || it.LastBasket >= p.Baskets {
				t.Fatalf("%+v cannot be in %+v", it, p)
			}
		}
		back := p.Append(nil)
		if p.packed != 0 {
			back = p.AppendPacked(nil, int(p.packed-1))
			var q Profile
			if err := q.Decode(back); err != nil { // bits of Recent before the window are dropped
				t.Fatal(err)
			}
			return
		}
		if !bytes.Equal(back, src) {
			t.Fatalf("%x prints back as %x", src, back)
		}
	})
}

func sixtyItems() *Profile {
	var p Profile
	for b := range 40 {
		var products []uint32
		for i := range 14 {
			products = append(products, uint32((b*(i*i+1))%60*700+i))
		}
		for i := range 6 {
			products = append(products, uint32(40+i*800))
		}
		p.Add(int32(19000+b*6), 3, products)
		if len(p.Items) >= 60 {
			p.Items = p.Items[:60]
		}
	}
	return &p
}

func TestDecode_AllocatesNothing(t *testing.T) {
	src := sixtyItems().Append(nil)
	var p Profile
	if err := p.Decode(src); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() { _ = p.Decode(src) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkDecode(b *testing.B) {
	p := sixtyItems()
	for name, src := range map[string][]byte{"exact": p.Append(nil), "packed": p.AppendPacked(nil, 1)} {
		b.Run(name, func(b *testing.B) {
			b.ReportMetric(float64(len(src)), "bytes")
			var q Profile
			for b.Loop() {
				_ = q.Decode(src)
			}
		})
	}
}
