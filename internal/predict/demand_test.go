package predict

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// foretell is a prediction of demand from text to text.
func foretell(t *testing.T, history, future string, change func(*Demand)) (out string, sum *DemandSummary, err error) {
	t.Helper()
	dir, tick := t.TempDir(), time.Unix(0, 0)
	d := Demand{
		History: "-", Horizon: 3, Quantiles: []float64{.9, .1, .5}, Fill: "gap", Point: "mean", Seed: 1, Out: "-", Workers: 2,
		Report: filepath.Join(dir, "report.json"), Now: func() time.Time { return tick },
	}
	if future != "" {
		d.Future = filepath.Join(dir, "future.csv")
		write(t, d.Future, future)
	}
	if change != nil {
		change(&d)
	}
	var stdout bytes.Buffer
	sum, err = PredictDemand(t.Context(), d, Streams{In: strings.NewReader(history), Out: &stdout})
	if err == nil && d.Report != "" {
		text, readErr := os.ReadFile(d.Report)
		var said DemandSummary
		if readErr != nil || json.Unmarshal(text, &said) != nil || said.Origin != sum.Origin || said.Model != sum.Model {
			t.Fatalf("the report cannot be read or says something else: %v %s", readErr, text)
		}
	}
	return stdout.String(), sum, err
}

// forecastOf reads an output by series, and fails where a cell is no finite number or
// quantiles cross.
func forecastOf(t *testing.T, out string) (header []string, by map[string][][]float64) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	by = map[string][][]float64{}
	for _, row := range rows[1:] {
		var numbers []float64
		for _, cell := range row[2:] {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%v holds %q", row, cell)
			}
			if n := len(numbers); n > 1 && v < numbers[n-1] {
				t.Fatalf("quantiles cross: %v", row)
			}
			numbers = append(numbers, v)
		}
		by[row[0]] = append(by[row[0]], numbers)
	}
	return rows[0], by
}

// shelf is a history of n products over some days, with a week's pattern, prices that
// halve now and then and sell thrice as much, and what is planned for a week.
func shelf(n, days int) (history, future []string) {
	s := rand.New(rand.NewPCG(5, 6))
	for i := range n {
		level := 2 + 10*s.Float64()
		for d := range days + 7 {
			price, lift := 2.0, 1.0
			if (d/7+i)%5 == 0 {
				price, lift = 1, 3
			}
			rate := level * lift * (1 + .5*math.Sin(float64(d%7)))
			at := retail.Day(2026, 1, 5) + retail.BusinessDay(d)
			row := fmt.Sprintf("p%02d,%s", i, at)
			if d < days {
				history = append(history, fmt.Sprintf("%s,%d,%.2f,k%d", row, int(rate+s.NormFloat64()*math.Sqrt(rate)+.5), price, i%3))
			} else {
				future = append(future, fmt.Sprintf("%s,%.2f", row, price))
			}
		}
	}
	return history, future
}

const (
	shelfHeader = "series,at,quantity,price,kind\n"
	aheadHeader = "series,at,price\n"
)

func text(header string, rows []string) string { return header + strings.Join(rows, "\n") + "\n" }

// TestDemand_SameForAnyWorkersAndOrderOfRows: neither the number of workers nor the
// order of rows or columns shows in the output.
func TestDemand_SameForAnyWorkersAndOrderOfRows(t *testing.T) {
	t.Parallel()
	history, future := shelf(12, 100)
	ask := func(history, future string, workers int) string {
		t.Helper()
		out, sum, err := foretell(t, history, future, func(d *Demand) { d.Horizon, d.Workers = 7, workers })
		if err != nil || sum.Series != 12 || len(sum.Covariates) != 1 || len(sum.Categories) != 1 || sum.Seconds != 0 {
			t.Fatalf("%+v, %v", sum, err)
		}
		return out
	}
	want := ask(text(shelfHeader, history), text(aheadHeader, future), 1)
	if got := ask(text(shelfHeader, history), text(aheadHeader, future), 3); got != want {
		t.Error("three workers write something else than one")
	}
	s := rand.New(rand.NewPCG(1, 1))
	mixed := make([]string, len(history))
	for i, at := range s.Perm(len(history)) {
		cells := strings.Split(history[at], ",")
		mixed[i] = strings.Join([]string{cells[4], cells[3], cells[2], cells[1], cells[0]}, ",")
	}
	s.Shuffle(len(future), func(i, j int) { future[i], future[j] = future[j], future[i] })
	if got := ask(text("kind,price,quantity,at,series\n", mixed), text(aheadHeader, future), 2); got != want {
		t.Error("other orders of rows and columns write something else")
	}
}

// TestDemand_TheFormOfTheOutput is the contract's.
func TestDemand_TheFormOfTheOutput(t *testing.T) {
	t.Parallel()
	history := "at,series,quantity\n"
	for d := range 40 {
		history += fmt.Sprintf("%d,\"b, \"\"c\"\"\",%d\n%d,a,7\n", d, d%4, d)
	}
	out, sum, err := foretell(t, history, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	header, by := forecastOf(t, out)
	if got := strings.Join(header, ","); got != "series,at,mean,q0.1,q0.5,q0.9" {
		t.Errorf("header %s", got)
	}
	lines := strings.Split(out, "\n")
	if !strings.HasPrefix(lines[1], "a,40,7,") || !strings.HasPrefix(lines[3], "a,42,") || !strings.HasPrefix(lines[4], `"b, ""c""",40,`) || len(by[`b, "c"`]) != 3 {
		t.Errorf("it writes\n%s", out)
	}
	if sum.Freq != "step" || sum.Origin != "39" || len(sum.Choice.Groups) == 0 || sum.Model == "" {
		t.Errorf("%+v", sum)
	}
	out, _, err = foretell(t, history, "", func(d *Demand) { d.Quantiles = nil })
	if header, _ := forecastOf(t, out); err != nil || strings.Join(header, ",") != "series,at,mean" {
		t.Errorf("without quantiles: %v, %v", header, err)
	}
}

// awkward are series of 60 days that were not made for forecasting; - is no row.
func awkward() map[string]func(d int) string {
	from := func(first int, cell string) func(int) string {
		return func(d int) string {
			if d < first {
				return "-"
			}
			return cell
		}
	}
	of := func(format string, value func(d int) float64) func(int) string {
		return func(d int) string { return fmt.Sprintf(format, value(d)) }
	}
	return map[string]func(d int) string{
		"begins late":  from(55, "4"),
		"ends early":   func(d int) string { return []string{"4", "-"}[d/30] },
		"all zero":     from(0, "0"),
		"one row":      func(d int) string { return from(20, "3")(d % 21) },
		"one last row": from(59, "3"),
		"only empty":   from(59, ""),
		"negative":     of("%.0f", func(d int) float64 { return float64(-5 - d%3) }),
		"returns":      of("%.0f", func(d int) float64 { return float64(d%5 - 1) }),
		"decimals":     of("%.3f", func(d int) float64 { return .125 + float64(d%7)/8 }),
		"large":        of("%.0fe11", func(d int) float64 { return float64(10 + d%2) }),
		"tiny":         of("%.0fe-9", func(d int) float64 { return float64(1 + d%2) }),
		"constant":     from(0, "7"),
		"one spike":    of("%.0f", func(d int) float64 { return float64(1_000_000 * (d % 41 / 40)) }),
		"rare":         of("%.0f", func(d int) float64 { return float64(d % 13 / 12) }),
	}
}

// TestDemand_AwkwardSeries: each is forecast for every step, with finite numbers in
// order, not below zero where the history never was.
func TestDemand_AwkwardSeries(t *testing.T) {
	t.Parallel()
	history := "series,at,quantity\n"
	for id, of := range awkward() {
		for d := range 60 {
			if cell := of(d); cell != "-" {
				history += fmt.Sprintf("%s,%s,%s\n", id, retail.Day(2026, 1, 1)+retail.BusinessDay(d), cell)
			}
		}
	}
	check := func(t *testing.T, point, fill string) {
		out, _, err := foretell(t, history, "", func(d *Demand) { d.Point, d.Fill = point, fill })
		if err != nil {
			t.Fatal(err)
		}
		_, by := forecastOf(t, out)
		near := map[string]float64{"constant": 7, "large": 1.05e12, "negative": -6, "all zero": 0}
		if point == "mape" {
			delete(near, "negative") // an error in percent of what is not above 0 has no meaning
		}
		if fill == "gap" {
			near["begins late"], near["ends early"], near["one last row"] = 4, 4, 3
		}
		for id := range awkward() {
			if len(by[id]) != 3 {
				t.Errorf("%s has %d rows", id, len(by[id]))
			}
			want, known := near[id]
			for _, row := range by[id] {
				if known && math.Abs(row[0]-want) > .25*math.Abs(want) {
					t.Errorf("%s is %v, want about %v", id, row[0], want)
				}
				if id != "negative" && id != "returns" && min(row[0], row[1]) < 0 {
					t.Errorf("%s goes below zero: %v", id, row)
				}
			}
		}
	}
	for _, point := range []string{"mean", "median", "mape"} {
		for _, fill := range []string{"gap", "zero"} {
			t.Run(point+" "+fill, func(t *testing.T) { t.Parallel(); check(t, point, fill) })
		}
	}
}

// TestDemand_SmallFiles: one row alone is enough to write an answer.
func TestDemand_SmallFiles(t *testing.T) {
	t.Parallel()
	for _, rows := range []string{"a,1,5", "a,2026-01-01,0", "a,1,5\nb,1,6", "a,1,5\nb,1,", "a,1,5\na,2,6"} {
		out, _, err := foretell(t, "series,at,quantity\n"+rows+"\n", "", nil)
		if err != nil {
			t.Errorf("%q: %v", rows, err)
			continue
		}
		if _, by := forecastOf(t, out); len(by["a"]) != 3 {
			t.Errorf("%q: %s", rows, out)
		}
	}
	for _, rows := range []string{"a,1,", "a,1,\nb,2,"} {
		if out, _, err := foretell(t, "series,at,quantity\n"+rows+"\n", "", nil); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "no quantity in any row") {
			t.Errorf("%q answers %s, %v", rows, out, err)
		}
	}
}

// TestDemand_WhatCannotBeAsked is refused before anything is read.
func TestDemand_WhatCannotBeAsked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		change func(*Demand)
		want   string
	}{
		{func(d *Demand) { d.Horizon = 0 }, "--horizon 0"},
		{func(d *Demand) { d.Horizon = mostHorizon + 1 }, "from 1 to 732"},
		{func(d *Demand) { d.Freq = "month" }, `--freq "month"`},
		{func(d *Demand) { d.Fill = "mean" }, `--fill "mean"`},
		{func(d *Demand) { d.Point = "rmse" }, `--point "rmse"`},
		{func(d *Demand) { d.Quantiles = []float64{0} }, "--quantiles 0"},
		{func(d *Demand) { d.Quantiles = []float64{1} }, "--quantiles 1"},
		{func(d *Demand) { d.Quantiles = []float64{math.NaN()} }, "--quantiles NaN"},
		{func(d *Demand) { d.Quantiles = []float64{.5, .1, .5} }, "names 0.5 twice"},
		{func(d *Demand) { d.Quantiles = make([]float64, 100) }, "names 100 of them"},
		{func(d *Demand) { d.Future = "-" }, "cannot both be standard input"},
		{func(d *Demand) { d.Report = "-" }, "cannot both be standard output"},
		{func(d *Demand) { d.Out = filepath.Join("nowhere", "out.csv") }, "its folder does not exist"},
	} {
		_, _, err := foretell(t, "series,at,quantity\nunread", "", c.change)
		if err == nil || !strings.Contains(err.Error(), c.want) || !fault.Is(err, fault.Malformed) && !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

// TestDemand_CoversAsItSays: a tenth of what comes lies below the tenth, half below the
// half; a promotion that is known ahead is in the forecast.
func TestDemand_CoversAsItSays(t *testing.T) {
	t.Parallel()
	history, future := shelf(60, 200)
	var known, came []string
	for _, row := range history {
		if cells := strings.Split(row, ","); cells[1] < "2026-07-17" {
			known = append(known, row)
		} else {
			came = append(came, row)
			future = append(future, strings.Join([]string{cells[0], cells[1], cells[3]}, ","))
		}
	}
	out, _, err := foretell(t, text(shelfHeader, known), text(aheadHeader, future), func(d *Demand) { d.Horizon = 7 })
	if err != nil {
		t.Fatal(err)
	}
	_, by := forecastOf(t, out)
	below, n, at := [3]float64{}, 0.0, map[string]int{}
	for _, row := range came {
		cells := strings.Split(row, ",")
		k := at[cells[0]]
		if at[cells[0]]++; k >= 7 {
			continue
		}
		units, _ := strconv.ParseFloat(cells[2], 64)
		n++
		for i, q := range by[cells[0]][k][1:] {
			if units < q {
				below[i]++
			} else if units == q {
				below[i] += .5
			}
		}
	}
	const together = .1 // the products of one week err together, so 420 values are worth far fewer
	for i, u := range []float64{.1, .5, .9} {
		if share := below[i] / n; math.Abs(share-u) > together {
			t.Errorf("%.0f %% lies below the %v-quantile of %v values", 100*share, u, n)
		}
	}
}
