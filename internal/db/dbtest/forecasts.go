package dbtest

import (
	"reflect"
	"testing"

	"sartor/internal/db"
	"sartor/internal/foresight"
	"sartor/internal/retail"
)

// forecasts: a night comes back equal after a restart, a later one replaces it, an
// earlier one that comes late does not, and parts it says nothing of go.
func forecasts(t *testing.T, url string) {
	row := func(product uint32, units float64) foresight.Forecast {
		f := foresight.Forecast{Product: product, Ratio: 1.5, Level: units, Model: "ses+7", Days: 400, Week: [7]float64{1, 1, 1, 1, 1, 2, 0}}
		for i := range f.Means {
			f.Means[i] = units * f.Week[i%7]
		}
		return f
	}
	night := func(at retail.Micros, units float64) []foresight.Sheet {
		return []foresight.Sheet{
			{Store: 3, Part: 0, Day: 20_000, At: at, Rows: []foresight.Forecast{row(1, units), row(9, 2)}},
			{Store: 3, Part: 2, Day: 20_000, At: at, Rows: []foresight.Forecast{row(2*foresight.PartSize, units)}},
		}
	}
	d := reopened(t, url, func(d *db.DB) {
		rows := d.Forecasts()
		must(t, rows.Put(t.Context(), 3, 20_000, night(5, 7)))
		must(t, rows.Put(t.Context(), 4, 20_000, night(5, 1)[:1]))
		must(t, rows.Put(t.Context(), 3, 19_999, night(4, 99)))
	})
	rows := d.Forecasts()
	want := night(5, 7)
	for _, product := range []uint32{9, 2 * foresight.PartSize} {
		sheet, found, err := rows.Of(t.Context(), 3, product)
		must(t, err)
		if part := want[min(product/foresight.PartSize, 1)]; !found || !reflect.DeepEqual(sheet, part) {
			t.Errorf("read back %v %+v, kept %+v", found, sheet, part)
		}
	}
	if _, found, err := rows.Of(t.Context(), 3, foresight.PartSize); found || err != nil {
		t.Errorf("no night made part 1: %v, %v", found, err)
	}
	must(t, rows.Put(t.Context(), 3, 20_001, night(6, 8)[:1]))
	parts := 0
	must(t, rows.Each(t.Context(), 3, func(s *foresight.Sheet) error {
		if parts++; s.Day != 20_001 || s.Rows[0].Level != 8 {
			t.Errorf("the next night left %+v", s)
		}
		return nil
	}))
	if _, found, err := rows.Of(t.Context(), 4, 1); parts != 1 || !found || err != nil {
		t.Errorf("%d parts of store 3; store 4: %v, %v", parts, found, err)
	}
}
