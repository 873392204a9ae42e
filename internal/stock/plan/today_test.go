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
