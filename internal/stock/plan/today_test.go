package plan

import "testing"

// TestOrder_TodayIsStillToCome: a plan that is made in the morning knows that what lies on
// the shelf is sold from until tonight; a shelf that lasts until tomorrow only by the
// books is filled, and dry sooner.
func TestOrder_TodayIsStillToCome(t *testing.T) {
	t.Parallel()
	place := func(today float64, onHand int) Place {
		return Place{OnHand: onHand, Today: today, Means: same(10), Ratio: 1.2, Terms: daily(1)}
	}
	c := town(1, nil)
	evening := planned1(t, c, Item{Product: Product{Number: 1, Price: 200, Cost: 100}, Places: []Place{place(0, 12)}})
	morning := planned1(t, c, Item{Product: Product{Number: 1, Price: 200, Cost: 100}, Places: []Place{place(10, 12)}})
	if len(evening.Orders) != 1 || len(morning.Orders) != 1 {
		t.Fatalf("orders %+v in the evening, %+v in the morning", evening.Orders, morning.Orders)
	}
	e, m := evening.Orders[0], morning.Orders[0]
	if more := m.Units - e.Units; more < 10 || more > 13 {
		t.Errorf("%d more are ordered in the morning, want the day's 10 and a little safety", more)
	}
	if m.Cover[0] >= e.Cover[0]-.9 || m.Of(Need) != e.Of(Need)+10 {
		t.Errorf("cover %.1f and need %.0f in the morning, %.1f and %.0f in the evening", m.Cover[0], m.Of(Need), e.Cover[0], e.Of(Need))
	}
	if morning.Week[0].Without.Mid <= evening.Week[0].Without.Mid+5 {
		t.Errorf("tomorrow %.1f are missed by the morning's plan, %.1f by the evening's", morning.Week[0].Without.Mid, evening.Week[0].Without.Mid)
	}
}

// TestOrder_WhatComesToday: goods that come this morning are sold today. Those of one day
// leave the whole of tomorrow to be ordered, those that last count for what is left of
// them, and what ends tonight is still sold from.
func TestOrder_WhatComesToday(t *testing.T) {
	t.Parallel()
	c := town(1, func(r *Rules) { r.Service = map[string]float64{"": .9} })
	lead := 1.0
	units := func(life int, p Place) int {
		t.Helper()
		p.Today, p.Means, p.Ratio, p.Terms = 10, same(10), 1.05, daily(lead)
		return ordered1(planned1(t, c, Item{Product: Product{Number: 1, Price: 200, Cost: 100, Life: life}, Places: []Place{p}}))
	}
	comes := func(day int) Place { return Place{Arrivals: []Arrival{{day, 14}}} }
	if today, tomorrow := units(1, comes(0)), units(1, comes(1)); today < 12 || tomorrow != 0 {
		t.Errorf("%d are ordered of one-day goods while 14 come today, %d while they come tomorrow", today, tomorrow)
	}
	there := Place{OnHand: 14, Lots: []Lot{{1, 14}}}
	if came, comes := units(2, there), units(2, comes(0)); came != comes || came < 8 || came > 14 {
		t.Errorf("%d are ordered when 14 came, %d while they come", came, comes)
	}
	ends := Place{OnHand: 10, Lots: []Lot{{0, 10}}}
	if end, lasts := units(2, ends), units(2, Place{OnHand: 10, Lots: []Lot{{1, 10}}}); end < lasts || end > lasts+2 {
		t.Errorf("%d are ordered when what is there ends tonight, %d when it lasts until tomorrow", end, lasts)
	}
	lead = 2
	there = Place{OnHand: 44, Lots: []Lot{{1, 44}}}
	many := Place{Arrivals: []Arrival{{0, 44}}}
	if came, comes := units(2, there), units(2, many); came != comes || came < 8 {
		t.Errorf("%d are ordered for the day after tomorrow when 44 came that end before, %d while they come", came, comes)
	}
	p := comes(0)
	p.Means, p.Today = same(10), 10
	if without, with := p.missing(1), (&Place{OnHand: 14, Means: same(10), Today: 10}).missing(1); without != with {
		t.Errorf("missed %v, and %v when it was there", without, with)
	}
}
