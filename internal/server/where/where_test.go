package where

import (
	"slices"
	"testing"
	"time"

	"sartor/internal/db"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

func chain() *retail.Catalogue {
	return retail.NewCatalogue([]retail.Product{{ID: "kit", Number: 1, Category: "kits", Brand: "A"}, {ID: "meal", Number: 2, Category: "meals", Brand: "B"}, {ID: "bread", Number: 3, Category: "bread", Brand: "A"}},
		[]retail.Store{{ID: "S1", Number: 1}, {ID: "S2", Number: 2}})
}

// TestFamilies: a store's version belongs to the centre's promotion, one that was
// never released to nobody, and one that is paused is measured but not compared.
func TestFamilies(t *testing.T) {
	t.Parallel()
	version := func(number uint32, store retail.StoreID, state promotion.State) db.NumberedPromotion {
		return db.NumberedPromotion{Number: number, Changed: 99, Promotion: promotion.Promotion{ID: promotion.VersionID("prm_a", store), Parent: "prm_a", Stores: []retail.StoreID{store}, State: state}}
	}
	got := Families([]db.NumberedPromotion{
		version(9, "S1", promotion.Live), {Number: 1, Promotion: promotion.Promotion{ID: "prm_a"}}, {Number: 2, Promotion: promotion.Promotion{ID: "prm_b"}},
		version(10, "S2", promotion.Draft), version(11, "S2", promotion.Paused), version(12, "S9", promotion.Live),
		{Number: 13, Promotion: promotion.Promotion{ID: "prm_z.S1", Parent: "prm_z", Stores: []retail.StoreID{"S1"}, State: promotion.Live}},
	}, chain())
	if len(got) != 2 || got[0].Number != 1 || got[1].Number != 2 || len(got[1].Versions) != 0 {
		t.Fatalf("got %+v, want two families", got)
	}
	v := got[0].Versions
	if len(v) != 2 || v[0].Number != 9 || v[0].Store != 1 || v[0].Live != 99 || v[1].Number != 11 || v[1].Live != 0 {
		t.Errorf("got versions %+v", v)
	}
}

func TestDueFor(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	p := &promotion.Promotion{State: promotion.Live, Ends: retail.Day(2026, 11, 10), VoucherDays: 14}
	ago := func(d time.Duration) retail.Micros { return retail.MicrosOf(now.Add(-d)) }
	for _, c := range []struct {
		name string
		last retail.Micros
		now  time.Time
		want bool
	}{
		{"never read", 0, now, true},
		{"just read", ago(LeastAge - time.Second), now, false},
		{"old enough", ago(LeastAge), now, true},
		{"over, read before the end", ago(0), now.AddDate(0, 1, 0), true},
		{"over, read after the end", ago(-10 * 24 * time.Hour), now.AddDate(0, 1, 0), false},
	} {
		if got := dueFor(p, c.now, c.last); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
	if dueFor(&promotion.Promotion{State: promotion.Draft}, now, 0) {
		t.Error("a draft has nothing to be read")
	}
}

func TestAllowed(t *testing.T) {
	t.Parallel()
	goods := chain()
	in := func(p promotion.Promotion) (out []string) {
		may := allowed(&p, goods)
		for _, name := range []string{"kits", "meals", "bread"} {
			if c, _ := goods.CategoryNumber(name); may == nil || may(c) {
				out = append(out, name)
			}
		}
		return out
	}
	pool := func(p promotion.Pool) promotion.Promotion {
		return promotion.Promotion{Frame: &promotion.Frame{Products: p}}
	}
	for _, c := range []struct {
		p    promotion.Promotion
		want []string
	}{
		{promotion.Promotion{}, []string{"kits", "meals", "bread"}},
		{pool(promotion.Pool{}), nil}, // locked
		{pool(promotion.Pool{Freedom: promotion.Free}), []string{"kits", "meals", "bread"}},
		{pool(promotion.Pool{Freedom: promotion.Within, Categories: []string{"meals"}}), []string{"meals"}},
		{pool(promotion.Pool{Freedom: promotion.Within, Brands: []string{"A"}}), []string{"kits", "bread"}},
		{pool(promotion.Pool{Freedom: promotion.Within, Products: []retail.ProductID{"meal"}}), []string{"meals"}},
	} {
		if got := in(c.p); !slices.Equal(got, c.want) {
			t.Errorf("%+v: allowed are %v, want %v", c.p.Frame, got, c.want)
		}
	}
}
