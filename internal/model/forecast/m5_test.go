package forecast

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"sartor/internal/model/modeltest"
)

// m5 is the cut of the M5 competition: 280 series of 1,913 days.
type m5 struct {
	names  [][5]string // item, department, category, store, state
	units  [][]float64
	prices [][]float64 // by day; NaN where not on sale
	first  int         // day of the first step
	events []int32
	snap   map[string][]float32
}

func readM5(t testing.TB) *m5 {
	d := &m5{snap: map[string][]float32{}}
	at, weeks, names := map[string]int{}, map[string][]int{}, map[string]int32{}
	modeltest.Rows(t, modeltest.Dataset(t, "tiny_m5/calendar.csv.gz"), func(row []string) {
		day := len(d.events)
		if day == 0 {
			d.first = int(modeltest.DayOf(t, row[0]))
		}
		weeks[row[1]] = append(weeks[row[1]], day)
		event := row[6] + row[8]
		if _, ok := names[event]; !ok {
			names[event] = int32(len(names))
		}
		d.events = append(d.events, names[event])
		for k, state := range []string{"CA", "TX", "WI"} {
			d.snap[state] = append(d.snap[state], float32(number(t, row[10+k])))
		}
	})
	modeltest.Rows(t, modeltest.Dataset(t, "tiny_m5/sales.csv.gz"), func(row []string) {
		i, ok := at[row[3]+" "+row[0]]
		if !ok {
			i = len(d.names)
			at[row[3]+" "+row[0]] = i
			d.names = append(d.names, [5]string(slices.Clone(row[:5])))
			d.units = append(d.units, nil)
			d.prices = append(d.prices, slices.Repeat([]float64{math.NaN()}, len(d.events)))
		}
		d.units[i] = append(d.units[i], number(t, row[6]))
	})
	modeltest.Rows(t, modeltest.Dataset(t, "tiny_m5/sell_prices.csv.gz"), func(row []string) {
		for _, day := range weeks[row[2]] {
			d.prices[at[row[0]+" "+row[1]]][day] = number(t, row[3])
		}
	})
	return d
}

func number(t testing.TB, text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// panel is the history up to an origin, with the prices, food stamp days and
// events of the 28 days after it, which a chain knows. Days not on sale are gaps.
func (d *m5) panel(origin int) Panel {
	codes := make([]map[string]int32, 5)
	for k := range codes {
		codes[k] = map[string]int32{}
		for _, n := range d.names {
			if _, ok := codes[k][n[k]]; !ok {
				codes[k][n[k]] = int32(len(codes[k]))
			}
		}
	}
	return Panel{
		Freq: Day, Last: d.first + origin - 1, Horizon: 28, Series: len(d.units),
		Numbers: []string{"price", "snap"}, Codes: []string{"item", "department", "category", "store", "state", "event"},
		Read: func(i int, s *Series) {
			for day, v := range d.units[i][:origin] {
				if d.prices[i][day] != d.prices[i][day] {
					v = math.NaN()
				}
				s.Values = append(s.Values, float32(v))
			}
			price := make([]float32, origin+28)
			for day := range price {
				price[day] = float32(d.prices[i][day])
			}
			s.Numbers = [][]float32{price, d.snap[d.names[i][4]][:origin+28]}
			for k := range codes {
				s.Codes = append(s.Codes, []int32{codes[k][d.names[i][k]]})
			}
			s.Codes = append(s.Codes, d.events[:origin+28])
		},
	}
}

// levels are the twelve of the competition: which series each node adds up.
func (d *m5) levels() [][][]int {
	var out [][][]int
	for _, keys := range [][]int{{}, {4}, {3}, {2}, {1}, {4, 2}, {4, 1}, {3, 2}, {3, 1}, {0}, {0, 4}, {0, 3}} {
		at, level := map[string]int{}, [][]int{}
		for i, n := range d.names {
			key := ""
			for _, k := range keys {
				key += n[k] + " "
			}
			if _, ok := at[key]; !ok {
				at[key] = len(level)
				level = append(level, nil)
			}
			level[at[key]] = append(level[at[key]], i)
		}
		out = append(out, level)
	}
	return out
}

// sum adds up the days of some series, and what their 28 days before the origin took in.
func (d *m5) sum(members []int, origin int) (days []float64, revenue float64) {
	days = make([]float64, origin+28)
	for _, i := range members {
		for day := range days {
			days[day] += d.units[i][day]
		}
		for day := origin - 28; day < origin; day++ {
			if p := d.prices[i][day]; p == p {
				revenue += d.units[i][day] * p
			}
		}
	}
	return days, revenue
}

// wrmsse is the competition's error (4.2).
func (d *m5) wrmsse(origin int, forecast func(i, h int) float64) float64 {
	sum := 0.0
	for _, level := range d.levels() {
		error, weight := 0.0, 0.0
		for _, members := range level {
			days, revenue := d.sum(members, origin)
			square := changes(days[:origin])
			if square == 0 {
				continue
			}
			off := squaredOff(days[origin:], members, forecast)
			error, weight = error+revenue*math.Sqrt(off/square), weight+revenue
		}
		sum += error / weight / 12
	}
	return sum
}

// squaredOff is the mean squared error of the forecasts of some series, added up.
func squaredOff(actual []float64, members []int, forecast func(i, h int) float64) float64 {
	off := 0.0
	for h, e := range actual {
		for _, i := range members {
			e -= forecast(i, h)
		}
		off += e * e / float64(len(actual))
	}
	return off
}

// changes is the mean squared change from the first demand on.
func changes(y []float64) float64 {
	for len(y) > 0 && y[0] == 0 {
		y = y[1:]
	}
	sum := 0.0
	for i := 1; i < len(y); i++ {
		sum += (y[i] - y[i-1]) * (y[i] - y[i-1])
	}
	return sum / float64(max(len(y)-1, 1))
}
