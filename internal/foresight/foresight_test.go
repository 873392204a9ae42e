package foresight

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/customer"
	"sartor/internal/model/forecast"
	"sartor/internal/retail"
)

// TestSheet_ComesBack: what is packed comes back equal, to the unit it is packed in.
func TestSheet_ComesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		units := func(name string) float64 { return float64(rapid.Int64Range(0, 1<<40).Draw(t, name)) / thousandth }
		percent := func(name string) float64 { return float64(rapid.IntRange(0, 5000).Draw(t, name)) / hundredth }
		in := Sheet{Part: 1}
		for n := range rapid.IntRange(0, 5).Draw(t, "rows") {
			f := Forecast{
				Product: uint32(PartSize + 7*n), Model: rapid.SampledFrom([]string{"", "ses+7", "pooled"}).Draw(t, "model"),
				Basis: Basis(rapid.IntRange(0, 2).Draw(t, "basis")), Days: rapid.IntRange(0, 900).Draw(t, "days"), Ratio: percent("ratio"), Level: units("level"),
			}
			for i := range f.Week {
				f.Week[i] = percent("factor")
			}
			for i := range f.Means {
				f.Means[i] = units("mean")
			}
			if f.Event = rapid.SampledFrom([]string{"", "ses+7", "Soup week"}).Draw(t, "event"); f.Event != "" {
				for i := range f.Planned {
					f.Planned[i] = units("planned")
				}
			}
			in.Rows = append(in.Rows, f)
		}
		out := Sheet{Part: 1}
		if err := out.Decode(in.Append(nil)); err != nil {
			t.Fatal(err)
		}
		if len(in.Rows) > 0 && !reflect.DeepEqual(in.Rows, out.Rows) || len(in.Rows) != len(out.Rows) {
			t.Fatalf("packed %+v, read %+v", in.Rows, out.Rows)
		}
		for i := range in.Rows {
			if f, found := out.Of(in.Rows[i].Product); !found || f.Product != in.Rows[i].Product {
				t.Fatalf("product %d is not found", in.Rows[i].Product)
			}
		}
		if _, found := out.Of(PartSize + 3); found {
			t.Fatal("a product is found that is not there")
		}
	})
}

func FuzzSheet(f *testing.F) {
	full := Sheet{Rows: []Forecast{{Product: 3, Model: "ses", Level: 1, Ratio: 2}, {Product: 4000, Model: "pooled"}}}
	f.Add(full.Append(nil))
	f.Add([]byte{sheetVersion, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		var s Sheet
		if err := s.Decode(b); err != nil {
			if s.Rows != nil {
				t.Fatalf("%x fails and leaves rows", b)
			}
			return
		}
		var again Sheet
		if err := again.Decode(s.Append(nil)); err != nil || len(again.Rows) != len(s.Rows) {
			t.Fatalf("%x does not come back: %v", b, err)
		}
	})
}

const last = retail.BusinessDay(20_000)

// sold is a day of demand: units by product, from product 1 on.
func sold(units ...float64) *customer.Demand {
	d := &customer.Demand{}
	for i, u := range units {
		if u > 0 {
			d.Cells = append(d.Cells, customer.Cell{Product: uint32(i + 1), Units: retail.Quantity(u * float64(retail.One)), Amount: retail.Minor(u * 100)})
		}
	}
	return d
}

func one(uint32) uint32 { return 1 }

func (p *Past) values(t *testing.T, product uint32) forecast.Series {
	t.Helper()
	var s forecast.Series
	for i := range p.series {
		if p.series[i].product == product {
			p.read(i, one, &s)
			return s
		}
	}
	t.Fatalf("product %d is not there", product)
	return s
}

// TestPast_ClosedDays: a day on which the store sold nothing at all is a gap, one on which
// only this product was not sold is no demand; days come in any order.
func TestPast_ClosedDays(t *testing.T) {
	t.Parallel()
	p := NewPast(1, last)
	p.Add(last, sold(0, 5))
	p.Add(last-3, sold(2, 5))
	p.Add(last-1, sold(4))
	p.Add(last-Window, sold(9)) // outside
	p.Add(last+1, sold(9))
	p.Settle()
	s := p.values(t, 1)
	if got := s.Values; len(got) != 4 || got[0] != 2 || got[1] == got[1] || got[2] != 4 || got[3] != 0 {
		t.Errorf("%v, want 2, a gap, 4, 0", got)
	}
	if got := s.Numbers[0]; len(got) != 4+Horizon || got[0] != 1 || got[3] != 1 || got[len(got)-1] != 1 {
		t.Errorf("prices %v, want the usual one throughout", got)
	}
	closes := p.closes()
	if want := [7]bool{true, true, true, false, true, false, false}; closes != want {
		t.Errorf("closed on %v, want %v", closes, want)
	}
}

// TestPast_NoLongerCarried: what was not sold for half a year is not forecast.
func TestPast_NoLongerCarried(t *testing.T) {
	t.Parallel()
	p := NewPast(1, last)
	p.Add(last-idle, sold(1, 1, 0))
	p.Add(last-idle+1, sold(0, 1, 1))
	p.Settle()
	if p.Len() != 2 || p.series[0].product != 2 || p.series[1].product != 3 {
		t.Errorf("%d products: %+v", p.Len(), p.series)
	}
}

// TestPast_EmptyShelves: on days that ended with an empty shelf more was asked for than
// was sold; other days stay as they were.
func TestPast_EmptyShelves(t *testing.T) {
	t.Parallel()
	p := NewPast(1, last)
	for i, u := range []float64{3, 5, 2, 4, 6, 1, 3} { // SCIENCE 4.7
		p.Add(last-6+retail.BusinessDay(i), sold(u, 50))
	}
	p.Empty(last-3, 1)
	p.Empty(last, 1)
	p.Empty(last, 1)
	p.Empty(last, 77) // unknown here
	p.Empty(last-Window, 1)
	p.Settle()
	got := p.values(t, 1).Values
	for i, want := range []float64{3, 5, 2, 5.303932, 6, 1, 4.674111} {
		if math.Abs(float64(got[i])-want) > 1e-5 {
			t.Errorf("day %d is %v, want %v", i, got[i], want)
		}
	}
	if p.series[0].basis != Censored || p.series[1].basis != Own {
		t.Errorf("bases %v and %v", p.series[0].basis, p.series[1].basis)
	}
}

// TestPast_NothingToSell: where nothing lay for weeks nobody knows what was asked for: gaps,
// not days without demand; a day on which it lay there unsold is one.
func TestPast_NothingToSell(t *testing.T) {
	t.Parallel()
	p := NewPast(1, last)
	for d := range 2 * chunk {
		day := last - retail.BusinessDay(d)
		if d < chunk {
			p.Add(day, sold(0, 50))
		} else {
			p.Add(day, sold(5, 50))
		}
	}
	for d := range chunk {
		if d != 3 {
			p.Empty(last-retail.BusinessDay(d), 1)
		}
	}
	p.Settle()
	got := p.values(t, 1).Values
	for i, v := range got {
		switch {
		case i < chunk && v != 5, i == len(got)-4 && v != 0, i >= chunk && i != len(got)-4 && v == v:
			t.Errorf("day %d of %d is %v", i, len(got), v)
		}
	}
}

// chain is a past of two stores of some weeks: product 1 sells 10 a day, twice as much
// on day 6 of each week, product 2 five; the last product came to store 2 three days ago and is
// established in store 1 with 20.
func chain(weeks int) (pasts []*Past, alike *Analogues) {
	alike = NewAnalogues(one)
	for store := uint32(1); store <= 2; store++ {
		p := NewPast(store, last)
		alike.Begin(store, last)
		for d := range 7 * weeks {
			day := last - retail.BusinessDay(7*weeks-1-d)
			units := []float64{10, 5, 20}
			if d%7 == 6 {
				units[0] = 20
			}
			if store == 2 && d < 7*weeks-3 {
				units[2] = 0
			}
			if store == 2 && units[2] > 0 {
				units[2] = 1 // it begins slowly
			}
			p.Add(day, sold(units...))
			alike.Add(day, sold(units...))
		}
		alike.End()
		p.Settle()
		pasts = append(pasts, p)
	}
	return pasts, alike
}

func night(t *testing.T, pasts []*Past, alike *Analogues) Night {
	t.Helper()
	var l Lot
	for _, p := range pasts {
		l.Draw(p, len(pasts))
	}
	m, err := Learn(&l, one, forecast.Options{Workers: 1, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return Night{Model: m, Chain: retail.NewCatalogue(nil, nil), Alike: alike, At: 5}
}

// TestNight_ForecastsWhatWasSold: levels, weekdays and why.
func TestNight_ForecastsWhatWasSold(t *testing.T) {
	t.Parallel()
	pasts, alike := chain(20)
	n := night(t, pasts, alike)
	sheets, err := n.Sheets(pasts[0])
	if err != nil || len(sheets) != 1 || sheets[0].Day != last || sheets[0].Store != 1 || sheets[0].At != 5 || len(sheets[0].Rows) != 3 {
		t.Fatalf("%+v, %v", sheets, err)
	}
	a, b := sheets[0].Rows[0], sheets[0].Rows[1]
	if math.Abs(a.On(1)-10) > 1.5 || math.Abs(a.On(7)-20) > 3 || a.On(35) != a.On(28) || a.Week[6] < 1.4*a.Week[0] {
		t.Errorf("product 1 is %v, week %v", a.Means, a.Week)
	}
	if math.Abs(b.On(1)-5) > 1 || math.Abs(b.Effect(1)-1) > .1 {
		t.Errorf("product 2 is %v, effect %v", b.Means, b.Effect(1))
	}
	if mean, ratio := a.Law(1, 7); mean < 70 || mean > 90 || ratio < leastRatio {
		t.Errorf("a week is %v with ratio %v", mean, ratio)
	}
	if low, high := a.Quantile(1, .05), a.Quantile(1, .95); !(low < a.On(1) && a.On(1) < high) {
		t.Errorf("90 %% of day 1 lie from %v to %v", low, high)
	}
}

// TestAnalogues: three slow days in a new store do not hide what the product sells where
// it is established; without analogues they do.
func TestAnalogues(t *testing.T) {
	t.Parallel()
	pasts, alike := chain(20)
	n := night(t, pasts, alike)
	of := func() Forecast {
		t.Helper()
		sheets, err := n.Sheets(pasts[1])
		if err != nil {
			t.Fatal(err)
		}
		return sheets[0].Rows[2]
	}
	with := of()
	n.Alike = nil
	without := of()
	if with.Basis != Analogue || with.Level < 4 || without.Basis != Own || without.Level > 2 {
		t.Errorf("with analogues %v (%v), without %v (%v)", with.Level, with.Basis, without.Level, without.Basis)
	}
}

// TestLot_AnEqualShareOfEachStore: no store speaks for the chain, and the lot is always
// the same.
func TestLot_AnEqualShareOfEachStore(t *testing.T) {
	t.Parallel()
	draw := func() *Lot {
		var l Lot
		for store := range uint32(3) {
			p := NewPast(store, last)
			units := make([]float64, 1500)
			for i := range units {
				units[i] = 1
			}
			p.Add(last, sold(units...))
			p.Settle()
			l.Draw(p, 3)
		}
		return &l
	}
	a, b := draw(), draw()
	if a.Len() != sampled {
		t.Fatalf("%d drawn", a.Len())
	}
	var first, again forecast.Series
	for _, i := range []int{0, 999, 1000, 2999} {
		a.panel(one).Read(i, &first)
		b.panel(one).Read(i, &again)
		if !reflect.DeepEqual(first, again) || first.Codes[ofStore][0] != int32(i/1000) {
			t.Errorf("series %d: %v and %v", i, first.Codes, again.Codes)
		}
	}
	if _, err := Learn(&Lot{}, one, forecast.Options{}); err == nil {
		t.Error("nothing was learned from nothing")
	}
}
