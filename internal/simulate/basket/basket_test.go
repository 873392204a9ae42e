package basket

import (
	"reflect"
	"slices"
	"testing"

	"sartor/internal/retail"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
)

// plain is a calendar without seasons.
type plain struct{}

func (plain) Wave(int32, draw.Nat, draw.Nat) draw.Nat { return 0 }
func (plain) Weekday(day int32) int                   { return int(day % 7) }

func market(t *testing.T) *Market {
	t.Helper()
	p, err := preset.Grocery()
	if err != nil {
		t.Fatal(err)
	}
	places := []Place{{0, 0}, {1, 1}, {5, 2}, {1, 3}}
	return NewMarket(p, Seed{1, 2}, Setting{Places: places, Calendar: plain{}, Days: 60})
}

// year shops every third day and returns all baskets.
func year(m *Market, entity uint64, pushes []Push) (all [][]Item) {
	var sh Shopper
	var pantry Pantry
	var out Trolley
	m.Shopper(&sh, Taste{Entity: entity, Beta: 2 * draw.One, Delta: draw.One, Gap: 3 * draw.One})
	m.Fill(&pantry, entity)
	for n := range int64(20) {
		v := Visit{N: n, Day: int32(3 * n), Store: uint16(entity % 4), Occasion: -1, Focus: -1, Elapsed: 72, Hour: 12}
		m.Shop(Home{&sh, &pantry}, &v, pushes, &out)
		all = append(all, slices.Clone(out.Items))
	}
	return all
}

// TestDelistingLeavesTheOthersAlone is row G: a household that never considers
// a product does not notice that it is gone.
func TestDelistingLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	whole, less := market(t), market(t)
	gone := whole.first[4] + 2
	for s := range less.listed {
		less.listed[s][gone] = false
	}
	noticed, unmoved := 0, 0
	for entity := range uint64(300) {
		var sh Shopper
		whole.Shopper(&sh, Taste{Entity: entity, Gap: draw.One})
		same := reflect.DeepEqual(year(whole, entity, nil), year(less, entity, nil))
		switch {
		case same:
			unmoved++
		case !sh.considers(4, gone):
			t.Fatalf("household %d never considers the product and shops otherwise without it", entity)
		default:
			noticed++
		}
	}
	if noticed == 0 || unmoved == 0 {
		t.Errorf("%d households noticed, %d did not", noticed, unmoved)
	}
}

// TestPushMovesOnlyUp: a voucher in mind never loses its product a sale, and
// wins some.
func TestPushMovesOnlyUp(t *testing.T) {
	t.Parallel()
	m := market(t)
	product := m.first[14] // milk
	for i := m.first[14]; i < m.first[15]; i++ {
		if m.goods[i].appeal > m.goods[product].appeal {
			product = i
		}
	}
	bought := func(pushes []Push) (n int) {
		for entity := range uint64(600) {
			for _, it := range year(m, entity, pushes)[0] {
				if int(it.Product) == product {
					n++
				}
			}
		}
		return n
	}
	without := bought(nil)
	with := bought([]Push{{Product: product, Category: 14, Need: draw.One, Choice: draw.NatOf(1.6)}})
	if with <= 2*without {
		t.Errorf("%d first baskets hold the product with a voucher, %d without", with, without)
	}
}

func TestLinesAddUp(t *testing.T) {
	t.Parallel()
	m := market(t)
	cut, weighed := 0, 0
	check := func(it Item, store uint16, day int32) {
		list, paid := m.paid(int(it.Product), store, day)
		units := int64(it.Quantity)
		full, less := (int64(list)*units+500)/1000, (int64(paid)*units+500)/1000
		if int64(it.Amount) != less || int64(it.Amount+it.Discount) != full || it.Discount < 0 || it.Quantity <= 0 {
			t.Fatalf("line %+v at list %d, paid %d", it, list, paid)
		}
		if it.Discount > 0 {
			cut++
		}
		if m.Products[it.Product].Unit == "KGM" {
			weighed++
		} else if units%1000 != 0 {
			t.Fatalf("%d thousandths of a product sold by the piece", units)
		}
	}
	for entity := range uint64(300) {
		for n, items := range year(m, entity, nil) {
			for _, it := range items {
				check(it, uint16(entity%4), int32(3*n))
			}
		}
	}
	if cut == 0 || weighed == 0 {
		t.Errorf("%d lines with a price cut, %d by weight", cut, weighed)
	}
}

func TestNines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   int64
		want int32
	}{{41 * 256, 41}, {99 * 256, 99}, {100 * 256, 109}, {109 * 256, 109}, {110 * 256, 119}, {1*256 + 127, 5}, {242*256 + 128, 249}} {
		if got := nines(c.in); got != c.want {
			t.Errorf("nines(%d/256) = %d, want %d", c.in, got, c.want)
		}
	}
}

func TestNoVoucherGoodsAreNotPromoted(t *testing.T) {
	t.Parallel()
	m := market(t)
	share := 0.0
	for _, week := range m.cut {
		for i, cut := range week {
			if cut == 0 {
				continue
			}
			share++
			if m.Products[i].Restriction&retail.NoVoucher != 0 || cut < 9 || cut > 45 {
				t.Errorf("%q is %d %% off", m.Products[i].Name, cut)
			}
		}
	}
	if share /= float64(len(m.cut) * len(m.goods)); share < .06 || share > .11 {
		t.Errorf("%.3f of product-weeks on promotion, want about .09", share)
	}
}
