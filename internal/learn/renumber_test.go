package learn

import (
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/habit"
	"sartor/internal/model/season"
	"sartor/internal/retail"
)

// Seasons speak of the same goods after the chain has filed others under another
// category and started anew, which numbers all categories otherwise.
func TestModels_SeasonsKeepTheirGoods(t *testing.T) {
	t.Parallel()
	chain := func(first string) *retail.Catalogue {
		return retail.NewCatalogue([]retail.Product{{ID: "A", Number: 1, Category: first, Listed: true}, {ID: "B", Number: 2, Category: "Gifts", Listed: true}}, nil)
	}
	then, now := chain("Soup"), chain("Care")
	gifts, _ := then.CategoryNumber("Gifts")
	soup, _ := then.CategoryNumber("Soup")
	m := Models{Habit: smallHabit(t), Categories: namesOf(then), Season: &season.Calendar{
		Typology: season.Typology{Kinds: []season.Kind{{Customers: 9, Scores: []float64{0}}}},
		Seasons:  []season.Season{{Class: int(gifts), Verdict: season.Reported}, {Class: int(soup), Verdict: season.Reported}},
	}}
	body, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	back, _, err := Load(body, "{}")
	if err != nil {
		t.Fatal(err)
	}
	if got := back.For(then).Season.Seasons; len(got) != 2 || got[0].Class != int(gifts) || got[1].Class != int(soup) {
		t.Errorf("for the chain as it was: %+v", got)
	}
	want, _ := now.CategoryNumber("Gifts")
	if got := back.For(now).Season.Seasons; len(got) != 1 || got[0].Class != int(want) {
		t.Errorf("for the chain as it is: %+v, want %d alone", got, want)
	}
	moved := retail.NewCatalogue([]retail.Product{{ID: "C", Number: 1, Category: "New"}, {ID: "A", Number: 2, Category: "Soup"}, {ID: "B", Number: 3, Category: "Gifts"}}, nil)
	want, _ = moved.CategoryNumber("Gifts")
	if got := back.For(moved).Season.Seasons; len(got) != 2 || got[0].Class != int(want) || want == gifts {
		t.Errorf("numbered otherwise: %+v, want %d first", got, want)
	}
	m.Categories = nil // stored before names were kept
	if got := m.For(moved).Season; got != m.Season {
		t.Errorf("an old snapshot changed: %+v", got)
	}
}

// smallHabit is what one customer's few baskets teach.
func smallHabit(t *testing.T) *habit.Model {
	t.Helper()
	var b basket.Builder
	for day := range int32(5) {
		b.Add(basket.Basket{Day: day, Store: 1, Products: []uint32{1, 2}})
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	m, err := habit.Fit(c, habit.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	return m
}
