package season

import (
	"strconv"
	"testing"

	"sartor/internal/model/modeltest"
)

// TestFind_OnlineRetail: thirteen months of a gift wholesaler make no season,
// whatever they show: a first sighting at most, and nothing to act on.
func TestFind_OnlineRetail(t *testing.T) {
	t.Parallel()
	var plain, banded Collector // without categories, and by bands of price
	modeltest.Rows(t, modeltest.Dataset(t, "online_retail/online_retail.csv.gz"), func(row []string) {
		quantity, _ := strconv.Atoi(row[3])
		price, _ := strconv.ParseFloat(row[5], 64)
		customer, err := strconv.ParseUint(row[6], 10, 64)
		if err != nil || quantity <= 0 || price <= 0 {
			return
		}
		line := Line{Amount: int64(100*price*float64(quantity) + .5)}
		one := Purchase{Customer: customer, Day: modeltest.DayOf(t, row[4]), Lines: []Line{line}}
		plain.Add(one)
		for _, limit := range []float64{1, 2, 4, 8} {
			if price > limit {
				one.Lines[0].Group++
			}
		}
		banded.Add(one)
	})
	for name, c := range map[string]*Collector{"no categories": &plain, "bands of price": &banded} {
		cal := c.Find(1)
		if len(cal.Anticipation()) != 0 || cal.Through == 0 || len(cal.Typology.Kinds) == 0 {
			t.Errorf("%s: %d types, through day %d, anticipates %+v", name, len(cal.Typology.Kinds), cal.Through, cal.Anticipation())
		}
		for _, s := range cal.Seasons {
			if s.Verdict == Reported || s.Years != 1 {
				t.Errorf("%s: one whole year reports %+v", name, s)
			}
			t.Logf("%s: type %d class %d: %s, %s; %d purchases of %d customers, peak %.0f, ×%.2f, q %.4f", name, s.Type, s.Class, s.Verdict, s.Why, s.Events, s.Customers, s.Peak, s.PeakToTrough, s.Q)
		}
	}
}
