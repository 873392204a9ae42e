package outcome

import "testing"

// sells is a day on which a store sold so many of each product.
func sells(units ...int64) (out []Sold) {
	for n, u := range units {
		out = append(out, Sold{uint32(n + 1), float64(u)})
	}
	return out
}

// Store 1 sells twice its share of meals every day, store 2 as much less.
func TestTastes(t *testing.T) {
	t.Parallel()
	s := NewShelves(shop(), 1000)
	for day := s.From(); day <= 1000; day++ {
		s.Add(1, day, sells(10, 40, 30, 99))
		s.Add(2, day, sells(40, 10, 30, 99))
	}
	s.Add(1, s.From()-1, sells(9999))
	s.Add(1, 1001, sells(9999))
	got, err := s.Tastes(1, []float64{0, 560, 2240, 1680, 5544}, s.Dispersions())
	if err != nil || got.Store != "S1" || got.Days != 56 || len(got.Categories) != 3 {
		t.Fatalf("got %+v, %v; goods that say something of health are not spoken of", got, err)
	}
	meals, _ := got.Of("meals")
	kits, _ := got.Of("kits")
	bread, _ := got.Of("bread")
	if meals.Index < 1.5 || meals.Index > 1.6 || meals.Low <= 1 || meals.N != 2240 || got.Categories[0].Name != "meals" || !meals.Strong() {
		t.Errorf("meals are 1.6 times the chain's: %+v", got.Categories)
	}
	if kits.High >= 1 || got.Categories[2].Name != "kits" || bread.Low > 1 || bread.High < 1 {
		t.Errorf("kits are less, bread as the chain: %+v", got.Categories)
	}
	if len(got.Products) != 1 || got.Products[0].Name != "meals" {
		t.Errorf("of the products only meals are surely more: %+v", got.Products)
	}
	if none, err := s.Tastes(3, nil, s.Dispersions()); err != nil || len(none.Categories) != 0 {
		t.Errorf("a store that sold nothing: %+v, %v", none, err)
	}
}

// Sales that jump from week to week say less than steady ones of the same sum.
func TestTastes_RestlessSalesHaveWiderRanges(t *testing.T) {
	t.Parallel()
	of := func(meals func(week int) int64) Taste {
		s := NewShelves(shop(), 1000)
		for day := s.From(); day <= 1000; day++ {
			s.Add(1, day, sells(10, meals(int(day-s.From())/7), 30))
			s.Add(2, day, sells(10, 10, 30))
		}
		got, err := s.Tastes(1, nil, s.Dispersions())
		if err != nil {
			t.Fatal(err)
		}
		m, _ := got.Of("meals")
		return m
	}
	calm, wild := of(func(int) int64 { return 20 }), of(func(week int) int64 { return int64(40 * (week % 2)) })
	if wild.High-wild.Low <= calm.High-calm.Low {
		t.Errorf("ranges %.2f–%.2f and %.2f–%.2f: restless sales know less", calm.Low, calm.High, wild.Low, wild.High)
	}
}
