// Package foresight owns what a store's products will ask for on each of the coming
// days, as a night's forecast leaves it: means by day, how much sums of days vary, and
// why. It turns days of demand into series, asks package forecast, and packs the answer.
// It refuses to know where either is stored, and what is ordered because of it.
//
// Invariants and the tests that hold them: what is packed comes back equal, and no bytes
// at all make it panic (TestSheet_ComesBack, FuzzSheet); closed days are gaps, not days
// without demand (TestPast_ClosedDays); a shelf that was empty does not count as no
// demand (TestPast_EmptyShelves); a product that is new to a store begins as like ones
// sell there (TestAnalogues).
package foresight

import (
	"encoding/binary"
	"math"

	"sartor/internal/fault"
	"sartor/internal/model/packed"
	"sartor/internal/retail"
)

// Horizon is how many days a night looks ahead: the longest usual lead time and review.
const Horizon = 28

// Forecast is what one product in one store will ask for.
type Forecast struct {
	Product uint32
	Means   [Horizon]float64 // units on day 1, 2, … behind Sheet.Day
	Ratio   float64          // variance to mean of sums of days: demand.Ahead's
	Level   float64          // units a day, where the series stands
	Week    [7]float64       // factor of day 1 … 7 behind Sheet.Day; 0 where the store is closed
	Model   string           // how it was made
	Days    int              // of history
	Basis   Basis
	Planned [Horizon]float64 // of Means, what the chain's own promotions add
	Event   string           // the promotion that is meant; empty: none is planned
}

// Basis says what a forecast rests on.
type Basis uint8

// The bases.
const (
	Own      Basis = iota // what was sold here
	Censored              // the same, with days of empty shelves corrected
	Analogue              // new here: what like products sell, and the little that was sold
)

// Effect is what price, events and trend do to a day: the factor that level, weekday and
// the chain's own promotions leave unsaid. 1 where nothing is expected.
func (f *Forecast) Effect(day int) float64 {
	usual := f.Level * f.Week[(day-1)%7]
	if usual <= 0 {
		return 1
	}
	return (f.Means[day-1] - f.Planned[day-1]) / usual
}

// PartSize is how many product numbers share a sheet: one of a full store is about
// 300 kB.
const PartSize = 4096

// Sheet is a part of a store's forecasts.
type Sheet struct {
	Store uint32
	Part  uint32             // product number ÷ PartSize
	Day   retail.BusinessDay // the last day that was known
	At    retail.Micros      // when it was made
	Rows  []Forecast         // by growing product number
}

// Of returns a product's forecast.
func (s *Sheet) Of(product uint32) (*Forecast, bool) {
	for low, high := 0, len(s.Rows); low < high; {
		switch mid := (low + high) / 2; {
		case s.Rows[mid].Product == product:
			return &s.Rows[mid], true
		case s.Rows[mid].Product < product:
			low = mid + 1
		default:
			high = mid
		}
	}
	return nil, false
}

// sheetVersion is the first byte of an encoded Sheet. Version 2, all numbers as the
// shortest varints:
//
//	byte 2; number of model names, each with its length; number of rows; for each
//	  product (less the one before), basis, place of the model's name, days of history,
//	  ratio, level, 7 factors of the week, 28 means; 0, or the place of the event among
//	  the names + 1 and 28 planned means
//
// where units are thousandths, ratio and factors hundredths. Version 1 had no events.
const sheetVersion = 2

var errSheet = fault.New(fault.Internal, "forecast_encoding", "a stored forecast is of another version or damaged; the next night makes it anew")

// Append encodes the rows behind b.
func (s *Sheet) Append(b []byte) []byte {
	names, places := []string{}, map[string]int{}
	for i := range s.Rows {
		for _, name := range []string{s.Rows[i].Model, s.Rows[i].Event} {
			if _, seen := places[name]; !seen {
				places[name] = len(names)
				names = append(names, name)
			}
		}
	}
	b = append(b, sheetVersion)
	b = binary.AppendUvarint(b, uint64(len(names)))
	for _, name := range names {
		b = append(binary.AppendUvarint(b, uint64(len(name))), name...)
	}
	b = binary.AppendUvarint(b, uint64(len(s.Rows)))
	before := uint32(0)
	for i := range s.Rows {
		f := &s.Rows[i]
		b = binary.AppendUvarint(b, uint64(f.Product-before))
		b = binary.AppendUvarint(append(b, byte(f.Basis)), uint64(places[f.Model]))
		b = binary.AppendUvarint(b, uint64(f.Days))
		b = appendFixed(appendFixed(b, f.Ratio, hundredth), f.Level, thousandth)
		for _, v := range f.Week {
			b = appendFixed(b, v, hundredth)
		}
		for _, v := range f.Means {
			b = appendFixed(b, v, thousandth)
		}
		b = f.appendEvent(b, places)
		before = f.Product
	}
	return b
}

func (f *Forecast) appendEvent(b []byte, places map[string]int) []byte {
	if f.Event == "" {
		return append(b, 0)
	}
	b = binary.AppendUvarint(b, uint64(places[f.Event]+1))
	for _, v := range f.Planned {
		b = appendFixed(b, v, thousandth)
	}
	return b
}

// The units numbers are packed in, and the most of them: a trillion units a day.
const (
	thousandth = 1000
	hundredth  = 100
	mostFixed  = 1 << 50
)

func appendFixed(b []byte, v, unit float64) []byte {
	v = math.Round(v * unit)
	if !(v > 0) {
		v = 0
	}
	return binary.AppendUvarint(b, uint64(min(v, mostFixed)))
}

// Decode reads what Append wrote; a failure leaves no rows.
func (s *Sheet) Decode(b []byte) error {
	r := packed.Reader{Src: b}
	s.Rows = nil
	version := r.Byte()
	if version != 1 && version != sheetVersion {
		return fault.At("foresight.Decode", errSheet)
	}
	names := make([]string, r.Length(1))
	for i := range names {
		names[i] = r.Text()
	}
	const leastRow = 5 + 7 + Horizon // bytes
	rows := make([]Forecast, r.Length(leastRow))
	before := uint32(0)
	for i := range rows {
		f := &rows[i]
		f.Product = r.Uint32() + before
		if f.Product < before || i > 0 && f.Product == before || f.Product/PartSize != s.Part {
			r.Fail()
		}
		f.decode(&r, names)
		if version == sheetVersion {
			f.decodeEvent(&r, names)
		}
		before = f.Product
	}
	if !r.Done() {
		return fault.At("foresight.Decode", errSheet)
	}
	s.Rows = rows
	return nil
}

func (f *Forecast) decode(r *packed.Reader, names []string) {
	f.Basis = Basis(r.AtMost(uint64(Analogue)))
	if place := r.AtMost(uint64(max(len(names), 1) - 1)); int(place) < len(names) {
		f.Model = names[place]
	} else {
		r.Fail()
	}
	f.Days = int(r.AtMost(math.MaxInt32))
	f.Ratio, f.Level = fixed(r, hundredth), fixed(r, thousandth)
	for i := range f.Week {
		f.Week[i] = fixed(r, hundredth)
	}
	for i := range f.Means {
		f.Means[i] = fixed(r, thousandth)
	}
}

func (f *Forecast) decodeEvent(r *packed.Reader, names []string) {
	place := r.AtMost(uint64(len(names)))
	if place == 0 {
		return
	}
	if f.Event = names[place-1]; f.Event == "" {
		r.Fail()
	}
	for i := range f.Planned {
		f.Planned[i] = fixed(r, thousandth)
	}
}

func fixed(r *packed.Reader, unit float64) float64 { return float64(r.AtMost(mostFixed)) / unit }
