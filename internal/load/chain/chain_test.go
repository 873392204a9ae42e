package chain

import (
	"reflect"
	"slices"
	"testing"

	"sartor/internal/promotion"
	"sartor/internal/retail"
)

func small() Size {
	return Size{Seed: 3, Stores: 20, Products: 2_000, Customers: 400, Receipts: 4_000, Vouchers: 1_500, Promotions: 300, Last: 20_000}
}

func TestChain_IsAFunctionOfItsSize(t *testing.T) {
	t.Parallel()
	a, b := New(small()), New(small())
	other := small()
	other.Seed++
	c := New(other)
	differ := 0
	for r := range small().Receipts {
		x, y, z := a.Slip(r, nil), b.Slip(r, nil), c.Slip(r, nil)
		if !reflect.DeepEqual(x, y) || a.ID(r) != b.ID(r) {
			t.Fatalf("receipt %d: %+v and %+v", r, x, y)
		}
		if !reflect.DeepEqual(x, z) {
			differ++
		}
	}
	if differ < small().Receipts*9/10 {
		t.Errorf("another seed changed %d of %d receipts", differ, small().Receipts)
	}
}

// What a bulk writer relies on: times grow, places are sorted, everybody's
// receipts are found, aliases are unique.
func TestChain_Orders(t *testing.T) {
	t.Parallel()
	c := New(small())
	ids := make([]retail.ReceiptID, 0, c.Receipts)
	for _, r := range c.ByPlace() {
		ids = append(ids, c.ID(int(r)))
	}
	if !slices.IsSorted(ids) || len(slices.Compact(ids)) != c.Receipts {
		t.Error("receipts by place are not in the order of their ids, each once")
	}
	before := c.Head(0)
	for r := 1; r < c.Receipts; r++ {
		s := c.Head(r)
		if s.At < before.At || s.Day < before.Day || retail.BusinessDay(int64(s.At)/86_400_000_000) != s.Day {
			t.Fatalf("receipt %d at %d of day %d follows one at %d of day %d", r, s.At, s.Day, before.At, before.Day)
		}
		before = s
	}
	if first, last := c.Day(0), c.Day(c.Receipts-1); last != c.Last || first != c.Last-Days+1 {
		t.Errorf("the past is from %d to %d, want %d days up to %d", first, last, Days, c.Last)
	}
	list, from := c.ByCustomer()
	for i := range c.Customers {
		for k, r := range list[from[i]:from[i+1]] {
			if c.Buyer(int(r)) != i || k > 0 && r <= list[int(from[i])+k-1] {
				t.Fatalf("customer %d has receipt %d of %d", i, r, c.Buyer(int(r)))
			}
		}
	}
}

func TestChain_Vouchers(t *testing.T) {
	t.Parallel()
	c := New(small())
	catalogue := retail.NewCatalogue(c.ProductList(), c.StoreList())
	aliases, used := map[uint32]bool{}, map[int]bool{}
	for j := range c.Vouchers {
		v := c.Voucher(j, catalogue)
		if p := c.live[v.PromotionNumber-1]; aliases[v.Alias] || p.Target.Kind != promotion.TargetProduct || v.Reserve <= 0 {
			t.Fatalf("voucher %d: %+v of %+v", j, v, p.Target)
		}
		aliases[v.Alias] = true
		if r := c.Redeemer(j); r >= 0 && (used[r] || r <= c.Issuer(j)) {
			t.Fatalf("voucher %d of receipt %d is used on %d", j, c.Issuer(j), r)
		}
		used[c.Redeemer(j)] = true
	}
	good := 0
	for n := range c.Vouchers {
		g, ok := c.GoodOn(n, c.Last+1)
		if !ok {
			break
		}
		if g.Alias != "" {
			good++
		}
	}
	if good < c.Vouchers/5 {
		t.Errorf("%d of %d vouchers are good on the day after", good, c.Vouchers)
	}
}
