package offer

import (
	"math"
	"slices"
	"testing"
	"unsafe"

	"pgregory.net/rapid"

	"sartor/internal/retail"
)

// What a decision reads of hundreds of promotions and goods shares lines of the cache,
// 64 bytes each, with nothing else.
func TestTerms_OneLine(t *testing.T) {
	t.Parallel()
	if terms, good := unsafe.Sizeof(terms{}), unsafe.Sizeof(good{}); terms != 64 || good != 32 {
		t.Errorf("terms take %d bytes and a good %d, want 64 and 32", terms, good)
	}
}

// By place and by hash, an index leads where the promotions were filed.
func TestIndex_FindsWhatWasFiled(t *testing.T) {
	t.Parallel()
	const numbers = 310 // of which those below 300 are filed
	rapid.Check(t, func(t *rapid.T) {
		f, filed := newFiling(), map[uint32][]int32{}
		for at := range int32(rapid.IntRange(0, 40).Draw(t, "promotions")) {
			fileOne(t, f, at, filed)
		}
		one, all := f.index(), f.wide()
		for i := range int(kindCount) * leading * 2 * numbers {
			k, side, way, n := kind(i/numbers/2/leading), i/numbers%2, i/numbers/2%leading, uint32(i%numbers)
			want := filed[keyOf(k, side, way, n)]
			if got, wide := one.find(k, side, way, n), all.find(k, side, way, n); !slices.Equal(got, want) || !slices.Equal(wide, want) {
				t.Fatalf("kind %d side %d way %d number %d: %v in one store, %v in all, want %v", k, side, way, n, got, wide, want)
			}
			if len(want) > 0 && one.seeds[k][way]>>(n%64)&1 == 0 {
				t.Fatalf("kind %d way %d number %d leads somewhere and has no seed", k, way, n)
			}
		}
	})
}

// fileOne files a promotion, and notes under which keys it is to be found.
func fileOne(t *rapid.T, f *filing, at int32, filed map[uint32][]int32) {
	e := &entry{terms: &terms{again: rapid.Bool().Draw(t, "again")}}
	k, way := kind(rapid.IntRange(0, int(kindCount)-1).Draw(t, "kind")), rapid.IntRange(0, leading-1).Draw(t, "way")
	under := rapid.SliceOfNDistinct(rapid.Uint32Range(1, 299), 1, 5, rapid.ID[uint32]).Draw(t, "numbers")
	*[leading]*[]uint32{&e.products, &e.brands, &e.categories}[way] = under
	f.put(k, e, at)
	for _, n := range under {
		for side := range 1 + int(bit(e.again)) {
			filed[keyOf(k, side, way, n)] = append(filed[keyOf(k, side, way, n)], at)
		}
	}
}

// Rounds are counted in few bits: when they begin anew nothing of old ones is left.
func TestWorkshop_RoundsBeginAnew(t *testing.T) {
	t.Parallel()
	s := settingOf(t, promo(1, "favourite"))
	s.ctx.Book = NewBook(s.live, retail.NewCatalogue(s.products, storeList()), DefaultMargin)
	w := &workshop{}
	w.reset(&Decision{}, &s.ctx)
	w.product(1).refusal, w.promo(0).refusal = InBasket, NotNow
	w.round = math.MaxUint16
	w.reset(&Decision{}, &s.ctx)
	w.reset(&Decision{}, &s.ctx)
	if product, promo := w.product(1).refusal, w.promo(0).refusal; product != NoRefusal || promo != unsettled {
		t.Fatalf("round %d knows of an earlier one: %v, %v", w.round, product, promo)
	}
}
