package foresight

import (
	"errors"
	"testing"

	"sartor/internal/retail"
)

// promoted is a past of a store in which each of thirty products, one week in five, has a
// promotion and sells twice as much; ahead are those that have one on the coming days.
func promoted(ahead ...uint32) *Past {
	const products, weeks = 30, 40
	p := NewPast(1, last)
	on := func(product, week int) bool { return (product+week)%5 == 0 }
	for d := range 7 * weeks {
		units := make([]float64, products)
		for i := range units {
			units[i] = float64(8 + (3*i+5*d)%5)
			if on(i+1, d/7) {
				units[i] *= 2
			}
		}
		p.Add(last-retail.BusinessDay(7*weeks-1-d), sold(units...))
	}
	for i := 1; i <= products; i++ {
		for w := range weeks {
			if on(i, w) {
				first := last - retail.BusinessDay(7*(weeks-w)-1)
				p.Plan(Plan{First: first, Last: first + 6, Name: "Week", Depths: only(uint32(i))})
			}
		}
	}
	for _, product := range ahead {
		p.Plan(Plan{First: last + 1, Last: last + 7, Name: "Soup week", Depths: only(product)})
	}
	p.Settle()
	return p
}

func only(product uint32) []Depth { return []Depth{{product, .15}} }

// TestPlan_RaisesTheForecast: what promotions did to demand before is expected of those
// that are planned, on their days, and what they add is told apart; other products stay
// as they are.
func TestPlan_RaisesTheForecast(t *testing.T) {
	t.Parallel()
	with, without := promoted(7), promoted()
	n := night(t, []*Past{without}, nil)
	of := func(p *Past, product uint32) *Forecast {
		t.Helper()
		sheets, err := n.Sheets(p)
		if err != nil {
			t.Fatal(err)
		}
		f, ok := sheets[0].Of(product)
		if !ok {
			t.Fatalf("product %d is not there", product)
		}
		return f
	}
	planned, usual, other := of(with, 7), of(without, 7), of(with, 8)
	if planned.Event != "Soup week" || usual.Event != "" || other.Event != "" || usual.Planned != [Horizon]float64{} {
		t.Fatalf("events %q, %q, %q", planned.Event, usual.Event, other.Event)
	}
	for d := range 7 {
		if more := planned.Means[d] - usual.Means[d]; more < 5 || more > 15 || planned.Planned[d] < more-1 || planned.Planned[d] > more+1 {
			t.Errorf("day %d: %.1f with the promotion (%.1f of it planned), %.1f without; it doubles demand", d+1, planned.Means[d], planned.Planned[d], usual.Means[d])
		}
	}
	if planned.Planned[7] > .5 || planned.Means[20] > usual.Means[20]+2 {
		t.Errorf("after it %.1f more are planned, %.1f instead of %.1f", planned.Planned[7], planned.Means[20], usual.Means[20])
	}
}

// TestSheets_Rests: a night lets others go first between products, and ends when it is told.
func TestSheets_Rests(t *testing.T) {
	t.Parallel()
	p := promoted()
	n, rested := night(t, []*Past{p}, nil), 0
	n.Rest = func() error { rested++; return nil }
	if _, err := n.Sheets(p); err != nil || rested != p.Len() {
		t.Errorf("rested %d times between %d products, %v", rested, p.Len(), err)
	}
	enough := errors.New("the server stops")
	n.Rest = func() error { return enough }
	if _, err := n.Sheets(p); !errors.Is(err, enough) {
		t.Errorf("it went on: %v", err)
	}
}
