package demand

import (
	"math"
	"strconv"
	"testing"

	"sartor/internal/model/counts"
	"sartor/internal/model/modeltest"
)

// m5 is the public data of 28 products in 10 stores, as SCIENCE 4.4 uses it.
type m5 struct {
	names  [][5]string // product, department, category, store, state
	units  [][]float64
	prices []map[string]float64 // by week
	weeks  []string             // of each day
}

const trainDays, testDays = 1885, 28

func readM5(t testing.TB) *m5 {
	d := &m5{}
	at := map[string]int{}
	modeltest.Rows(t, modeltest.Dataset(t, "tiny_m5/sales.csv.gz"), func(row []string) {
		key := row[0] + " " + row[3]
		i, ok := at[key]
		if !ok {
			i = len(d.names)
			at[key] = i
			d.names = append(d.names, [5]string{row[0], row[1], row[2], row[3], row[4]})
			d.units, d.prices = append(d.units, nil), append(d.prices, map[string]float64{})
		}
		v, err := strconv.ParseFloat(row[6], 64)
		if err != nil {
			t.Fatal(err)
		}
		d.units[i] = append(d.units[i], v)
	})
	modeltest.Rows(t, modeltest.Dataset(t, "tiny_m5/calendar.csv.gz"), func(row []string) { d.weeks = append(d.weeks, row[1]) })
	modeltest.Rows(t, modeltest.Dataset(t, "tiny_m5/sell_prices.csv.gz"), func(row []string) {
		v, err := strconv.ParseFloat(row[3], 64)
		if err != nil {
			t.Fatal(err)
		}
		d.prices[at[row[1]+" "+row[0]]][row[2]] = v
	})
	return d
}

func (d *m5) find(t *testing.T, product, store string) []float64 {
	for i, n := range d.names {
		if n[0] == product && n[3] == store {
			return d.units[i][:trainDays]
		}
	}
	t.Fatalf("%s in %s is not there", product, store)
	return nil
}

// levels are the twelve of the M5 competition, from the total to each series.
func (d *m5) levels() []map[string][]int {
	keys := []func(n [5]string) string{
		func([5]string) string { return "all" },
		func(n [5]string) string { return n[4] },
		func(n [5]string) string { return n[3] },
		func(n [5]string) string { return n[2] },
		func(n [5]string) string { return n[1] },
		func(n [5]string) string { return n[4] + n[2] },
		func(n [5]string) string { return n[4] + n[1] },
		func(n [5]string) string { return n[3] + n[2] },
		func(n [5]string) string { return n[3] + n[1] },
		func(n [5]string) string { return n[0] },
		func(n [5]string) string { return n[0] + n[4] },
		func(n [5]string) string { return n[0] + n[3] },
	}
	out := make([]map[string][]int, len(keys))
	for l, key := range keys {
		out[l] = map[string][]int{}
		for i, n := range d.names {
			out[l][key(n)] = append(out[l][key(n)], i)
		}
	}
	return out
}

// sum adds up days of some series and what their last 28 training days took in.
func (d *m5) sum(members []int) (days []float64, revenue float64) {
	days = make([]float64, trainDays+testDays)
	for _, i := range members {
		for day, v := range d.units[i][:trainDays+testDays] {
			days[day] += v
		}
		for day := trainDays - 28; day < trainDays; day++ {
			revenue += d.units[i][day] * d.prices[i][d.weeks[day]]
		}
	}
	return days, revenue
}

// wrmsse is the competition's error of forecasts by series (4.2).
func (d *m5) wrmsse(forecast [][]float64) float64 {
	sum := 0.0
	for _, level := range d.levels() {
		error, weight := 0.0, 0.0
		for _, members := range level {
			days, revenue := d.sum(members)
			if v, ok := RMSSE(days[:trainDays], days[trainDays:], addUp(forecast, members)); ok {
				error, weight = error+revenue*v, weight+revenue
			}
		}
		sum += error / weight
	}
	return sum / 12
}

func addUp(forecast [][]float64, members []int) []float64 {
	out := make([]float64, testDays)
	for _, i := range members {
		for h, v := range forecast[i] {
			out[h] += v
		}
	}
	return out
}

// TestTinyM5_BaselinesAsMeasured holds the published comparison: every method's
// error within the reference's digits.
func TestTinyM5_BaselinesAsMeasured(t *testing.T) {
	t.Parallel()
	d := readM5(t)
	tune := Usual()
	for name, want := range map[string]float64{
		"naive": 1.345087, "seasonal": 1.035465, "average": .912744, "ses": .930855, "croston": .994831, "sba": 1.028918,
		"tsb": .931706, "adida": 1.038009, "holt": .924857, "theta": .931506,
	} {
		forecast := make([][]float64, len(d.units))
		for i, y := range d.units {
			forecast[i] = Method(name).Forecast(y[:trainDays], testDays, tune)
		}
		tol := 1e-5
		if name == "theta" {
			tol = 1e-4 // the reference lets a falling line go below 0
		}
		near(t, name, d.wrmsse(forecast), want, tol)
	}
	for window, want := range map[int]float64{56: .749447, 364: .751561} {
		forecast := make([][]float64, len(d.units))
		for i, y := range d.units {
			forecast[i] = SES.Weekly(y[:trainDays], testDays, window, tune)
		}
		near(t, "SES and the week", d.wrmsse(forecast), want, 1e-5)
	}
}

func TestTinyM5_SeriesAsMeasured(t *testing.T) {
	t.Parallel()
	d, tune := readM5(t), Usual()
	many, few := d.find(t, "FOODS_3_586", "CA_3"), d.find(t, "HOBBIES_1_330", "CA_1")
	for m, want := range map[Method][2]float64{
		SES: {68.418263, .698129}, Croston: {68.418294, .782652}, TSB: {68.418336, .735964}, ADIDA: {65.621849, .911085},
	} {
		near(t, string(m), m.Forecast(many, 1, tune)[0], want[0], 1e-5)
		near(t, string(m), m.Forecast(few, 1, tune)[0], want[1], 1e-5)
	}
	weekly := SES.Weekly(many, 2, 56, tune)
	near(t, "weekly 1", weekly[0], 63.097140, 1e-5)
	near(t, "weekly 2", weekly[1], 58.313136, 1e-5)
	weekly = SES.Weekly(few, 2, 56, tune)
	near(t, "weekly 1", weekly[0], .565350, 1e-5)
	near(t, "weekly 2", weekly[1], .904561, 1e-5)
	square, _ := Scale(many)
	near(t, "D2", square, 356.557325, 1e-4)
	class, interval, variation := ClassOf(few)
	near(t, "interval", interval, 1.776204, 1e-5)
	near(t, "variation", variation, .395754, 1e-5)
	if class != Intermittent {
		t.Errorf("class %s", class)
	}
	ratio := Ratio(many, 7, 182)
	near(t, "variance of a week", ratio*480.426136, 5712.977370, 1e-3)
	law := counts.NegativeBinomial(480.426136, 5712.977370)
	for u, want := range map[float64]int{.5: 477, .9: 579, .95: 611} {
		if got := law.Quantile(u); got != want {
			t.Errorf("quantile %g: %d, want %d", u, got, want)
		}
	}
}

// TestTinyM5_Reconciled holds that MinT over all twelve levels is about as good
// as adding up, and that the solver needs few steps.
func TestTinyM5_Reconciled(t *testing.T) {
	t.Parallel()
	d, tune := readM5(t), Usual()
	var nodes []Node
	var ahead [][]float64
	for _, level := range d.levels() {
		for _, members := range level {
			y, _ := d.sum(members)
			y = y[:trainDays]
			nodes = append(nodes, Node{Series: members, Variance: residual(y, tune)})
			ahead = append(ahead, SES.Weekly(y, testDays, 56, tune))
		}
	}
	forecast := make([][]float64, len(d.units))
	for h := range testDays {
		for k := range nodes {
			nodes[k].Forecast = ahead[k][h]
		}
		got, err := Reconcile(len(d.units), nodes)
		if err != nil {
			t.Fatal(err)
		}
		if got.Steps > 60 {
			t.Errorf("the solver took %d steps", got.Steps)
		}
		for i, v := range got.Series {
			forecast[i] = append(forecast[i], v)
		}
	}
	near(t, "MinT", d.wrmsse(forecast), .751981, 4e-3)
}

// residual is the variance of one-step errors of SES on the last 182 days.
func residual(y []float64, tune Tuning) float64 {
	sum, l := 0.0, y[0]
	for i, v := range y {
		if i >= len(y)-182 {
			sum += (v - l) * (v - l)
		}
		l += tune.Level * (v - l)
	}
	return math.Max(sum/182, 1e-6)
}
