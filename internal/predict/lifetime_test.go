package predict

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sartor/internal/fault"
	"sartor/internal/model/lifetime"
	"sartor/internal/retail"
)

// chain is a file of purchases of simulated customers, row by row.
func chain(n int) []string {
	m := lifetime.Model{Kind: lifetime.MBG, K: 2, R: 1.6, Alpha: 4, A: .5, B: 1.4}
	s := rand.New(rand.NewPCG(3, 4))
	rows := []string{}
	first := retail.Day(2025, 1, 6)
	for i := range n {
		start := first + retail.BusinessDay(s.IntN(60))
		level := 10 + 20*s.Float64()
		days := []retail.BusinessDay{start}
		for _, d := range m.Newcomer().Sample(s, 330, nil) {
			days = append(days, start+1+retail.BusinessDay(d))
		}
		for _, d := range days {
			rows = append(rows, fmt.Sprintf("c%04d,%s,%.2f", i, d, level*(.5+s.Float64())))
		}
	}
	return rows
}

func until() retail.BusinessDay { return retail.Day(2025, 12, 1) }

// asked is a prediction from text to text.
func asked(t *testing.T, text string, change func(*Lifetime)) (out string, report lifetimeReport, err error) {
	t.Helper()
	dir, tick := t.TempDir(), time.Unix(0, 0)
	l := Lifetime{
		Receipts: "-", Until: until(), Horizon: 90, Model: "mbgnbd", Unit: "week", Discount: .1, Seed: 1, Out: "-", Workers: 2,
		Report: filepath.Join(dir, "report.json"), Now: func() time.Time { return tick },
	}
	if change != nil {
		change(&l)
	}
	var stdout bytes.Buffer
	_, err = PredictLifetime(t.Context(), l, Streams{In: strings.NewReader(text), Out: &stdout})
	if err == nil && l.Report != "" {
		b, readErr := os.ReadFile(l.Report)
		if readErr != nil || json.Unmarshal(b, &report) != nil {
			t.Fatalf("the report cannot be read: %v", readErr)
		}
	}
	return stdout.String(), report, err
}

func fileOf(rows []string) string { return "customer,at,amount\n" + strings.Join(rows, "\n") + "\n" }

// table reads an output and fails where a cell is no finite number.
func tableOf(t *testing.T, out string) map[string][]float64 {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[0], ","); got != "customer,purchases,recency,age,p_alive,expected_purchases,expected_spend,value,value_low,value_high" {
		t.Fatalf("header %s", got)
	}
	by := map[string][]float64{}
	for _, row := range rows[1:] {
		numbers := make([]float64, len(row)-1)
		for i, cell := range row[1:] {
			if numbers[i], err = strconv.ParseFloat(cell, 64); cell == "" {
				numbers[i], err = -1, nil
			}
			if err != nil || math.IsNaN(numbers[i]) || math.IsInf(numbers[i], 0) {
				t.Fatalf("%s holds %q", row[0], cell)
			}
		}
		by[row[0]] = numbers
	}
	return by
}

func TestLifetime_RowsAreWhatTheKernelsSay(t *testing.T) {
	rows := chain(500)
	rows = append(rows, `"a, ""b""",2025-11-01T23:59:59-11:00,10`, `"a, ""b""",2025-11-15,20`, `"a, ""b""",2025-11-15 08:00,4`, "late,2025-12-02,99")
	out, report, err := asked(t, fileOf(rows), nil)
	if err != nil {
		t.Fatal(err)
	}
	by := tableOf(t, out)
	if _, read := by["late"]; read || len(by) != 501 || report.Customers != 501 || report.Later == 0 || report.Model != "mbgnbd" || report.K != 1 {
		t.Errorf("%d customers, %+v", len(by), report)
	}
	m := lifetime.Model{Kind: lifetime.MBG, K: 1, R: report.Params["r"], Alpha: report.Params["alpha"], A: report.Params["a"], B: report.Params["b"]}
	h := lifetime.History{Repeats: 1, Recency: 14, Age: 30, SumLog: math.Log(2)}
	spend := &lifetime.Spend{P: report.GammaGamma.P, Q: report.GammaGamma.Q, Gamma: report.GammaGamma.Gamma}
	v, err := lifetime.NewValuer(m, spend, lifetime.Terms{Days: 90, Annual: .1})
	if err != nil {
		t.Fatal(err)
	}
	e := v.Of(h, lifetime.Spent{Days: 1, Mean: 24})
	for i, want := range []float64{2, 2, 30.0 / 7, e.Alive, e.Purchases, e.Spend, e.Value, e.Low, e.High} {
		if got := by[`a, "b"`][i]; math.Abs(got-want) > 1e-8*math.Abs(want) {
			t.Errorf("column %d is %v, want %v", i, got, want)
		}
	}
	if !strings.HasPrefix(out[strings.IndexByte(out, '\n')+1:], "c0000,") {
		t.Error("rows are not in the order of the customers' first rows")
	}
}

func TestLifetime_SameForAnyWorkers(t *testing.T) {
	text := fileOf(chain(400))
	one, _, err := asked(t, text, func(l *Lifetime) { l.Workers, l.Model = 1, "auto" })
	if err != nil {
		t.Fatal(err)
	}
	many, _, err := asked(t, text, func(l *Lifetime) { l.Workers, l.Model = 7, "auto" })
	if err != nil || one != many {
		t.Errorf("the number of workers shows in the output (%v)", err)
	}
}

func TestLifetime_OrderOfRowsDoesNotShow(t *testing.T) {
	rows := chain(300)
	out, _, err := asked(t, fileOf(rows), nil)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 9))
	rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	shuffled, _, err := asked(t, fileOf(rows), nil)
	if err != nil {
		t.Fatal(err)
	}
	want, got := strings.Split(out, "\n"), map[string]bool{}
	for _, line := range strings.Split(shuffled, "\n") {
		got[line] = true
	}
	for _, line := range want {
		if !got[line] {
			t.Fatalf("%q is not there when rows are shuffled", line)
		}
	}
}

func TestLifetime_LaterRowsAreNotRead(t *testing.T) {
	rows := chain(300)
	out, before, err := asked(t, fileOf(rows), nil)
	if err != nil {
		t.Fatal(err)
	}
	// Neither the customer nor the amount of a later row is looked at.
	more := append(rows, "c0001,2025-12-02,5", ",2026-01-01,x")
	after, report, err := asked(t, fileOf(more), nil)
	if err != nil || after != out || report.Later != before.Later+2 {
		t.Errorf("later rows show: %v, %d later", err, report.Later)
	}
}

func TestLifetime_ReturnsLowerTheDayAndBuyNothing(t *testing.T) {
	rows := append(chain(300), "r,2025-03-01,10", "r,2025-04-01,30", "r,2025-04-01,-10", "r,2025-05-01,-5", "only,2025-03-01,-5", "free,2025-03-01,0")
	out, report, err := asked(t, fileOf(rows), nil)
	if err != nil {
		t.Fatal(err)
	}
	by := tableOf(t, out)
	if by["r"][0] != 2 || by["free"][0] != 1 || by["only"] != nil || report.Returns != 1 {
		t.Errorf("r bought on %v days, free on %v, only returned: %v, %d such customers", by["r"][0], by["free"][0], by["only"], report.Returns)
	}
	net := lifetime.Spend{P: report.GammaGamma.P, Q: report.GammaGamma.Q, Gamma: report.GammaGamma.Gamma}
	want, _ := net.Purse(lifetime.Spent{Days: 1, Mean: 20}).Mean()
	if math.Abs(by["r"][5]-want) > 1e-7*want {
		t.Errorf("expected spend %v, want %v: a return lowers its day", by["r"][5], want)
	}
}

func TestLifetime_WithoutAmounts(t *testing.T) {
	rows := chain(300)
	for i, r := range rows {
		rows[i] = r[:strings.LastIndexByte(r, ',')]
	}
	out, report, err := asked(t, "at,note,customer\n"+swapped(rows), nil)
	if err != nil {
		t.Fatal(err)
	}
	for id, row := range tableOf(t, out) {
		if row[5] != -1 || row[8] != -1 || row[3] < 0 {
			t.Fatalf("%s: %v", id, row)
		}
	}
	if report.GammaGamma != nil {
		t.Error("a model of spend without amounts")
	}
}

// swapped puts the date before the customer, with a column nobody asks for.
func swapped(rows []string) string {
	var b strings.Builder
	for _, r := range rows {
		id, at, _ := strings.Cut(r, ",")
		fmt.Fprintf(&b, "%s,x,%s\r\n", at, id)
	}
	return b.String()
}

func TestLifetime_UnitsSayTheSame(t *testing.T) {
	text := fileOf(chain(300))
	for _, model := range []string{"mbgnbd", "paretonbd", "bgnbd"} {
		weeks, inWeeks, err := asked(t, text, func(l *Lifetime) { l.Model = model })
		if err != nil {
			t.Fatal(err)
		}
		days, inDays, err := asked(t, text, func(l *Lifetime) { l.Model, l.Unit = model, "day" })
		if err != nil {
			t.Fatal(err)
		}
		a, b := tableOf(t, weeks), tableOf(t, days)
		repeats := 0.0
		for id := range a {
			repeats += a[id][0] - 1
			if math.Abs(7*a[id][1]-b[id][1]) > 1e-7 || a[id][4] != b[id][4] {
				t.Fatalf("%s: %v in weeks, %v in days", id, a[id], b[id])
			}
			if (a[id][3] == -1) != (model == "bgnbd" && a[id][0] == 1) {
				t.Fatalf("%s of %s bought on %v days: p_alive %v", id, model, a[id][0], a[id][3])
			}
		}
		if math.Abs(inDays.Params["alpha"]-7*inWeeks.Params["alpha"]) > 1e-9 || math.Abs(inDays.LogLik-(inWeeks.LogLik-repeats*math.Log(7))) > 1e-6 || inDays.Params["r"] != inWeeks.Params["r"] {
			t.Errorf("%s: %+v in days, %+v in weeks", model, inDays.Params, inWeeks.Params)
		}
		if model == "paretonbd" && math.Abs(inDays.Params["beta"]-7*inWeeks.Params["beta"]) > 1e-9 {
			t.Errorf("β %v in days, %v in weeks", inDays.Params["beta"], inWeeks.Params["beta"])
		}
	}
}

func TestLifetime_BadCellsAreNamed(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"customer,at,amount\na,2025-01-01,1\na,NaN,1\n", `line 3, column 2 (at): "NaN" is not a date`},
		{"customer,at,amount\na,2025-02-30,1\n", `line 2, column 2 (at): "2025-02-30"`},
		{"amount,at,customer\nNaN,2025-02-03,a\n", `line 2, column 1 (amount): "NaN" is not an amount`},
		{"customer,at,amount\na,2025-02-03,1e3\n", `column 3 (amount): "1e3"`},
		{"customer,at,amount\na,2025-02-03,99999999999\n", `column 3 (amount)`},
		{"customer,at,amount\n,2025-02-03,1\n", `line 2, column 1 (customer): "" is no id`},
		{"customer,at,amount\na,1725-02-03,1\n", `200 years`},
		{"customer,at,amount\na,2025-02-03\n", `line 2, the row has 2 fields, the header 3`},
		{"customer,at,amount\n\"a,2025-02-03,1\n", `line 2`},
		{"customer,amount\na,1\n", "lacks the column at"},
		{"customer,at,at\n", "has the column at twice"},
		{"", "no header row"},
		{"customer,at,amount\n", "holds no purchase until 2025-12-01"},
		{"customer,at,amount\na,2026-01-01,1\n", "1 of them later"},
	} {
		out, _, err := asked(t, c.text, nil)
		if err == nil || !strings.Contains(fault.Plain(err), c.says) || out != "" {
			t.Errorf("%q says %q and writes %q; want %q and nothing", c.text, err, out, c.says)
		}
	}
}

// Chains from which little or nothing can be learned end with a reason, never
// with a number that means nothing.
func TestLifetime_AwkwardChains(t *testing.T) {
	same, once, ten := []string{}, []string{}, chain(300)
	for i := range 5000 {
		same = append(same, fmt.Sprintf("c%d,2025-11-01,5", i), fmt.Sprintf("c%d,2025-11-01,6", i))
		once = append(once, fmt.Sprintf("c%d,2025-%02d-11,5", i, 1+i%11))
	}
	for d := range 10_000 { // the newest first
		ten = append(ten, fmt.Sprintf("every-day,%s,1", until()-retail.BusinessDay(d)))
	}
	for name, rows := range map[string][]string{
		"one customer": {"a,2025-01-01,1", "a,2025-02-01,1"}, "all on one day": same, "nobody comes back": once,
	} {
		for _, model := range []string{"auto", "paretonbd"} {
			out, _, err := asked(t, fileOf(rows), func(l *Lifetime) { l.Model = model })
			if fault.CodeOf(err) != "cannot_learn" || !strings.Contains(fault.Plain(err), "200 and 50") || out != "" {
				t.Errorf("%s, %s: %v", name, model, err)
			}
		}
	}
	for _, model := range []string{"auto", "paretonbd"} {
		out, report, err := asked(t, fileOf(ten), func(l *Lifetime) { l.Model = model })
		if err != nil {
			t.Fatal(err)
		}
		if row := tableOf(t, out)["every-day"]; row[0] != 10_000 || row[4] < 85 || !(row[7] <= row[6] && row[6] <= row[8]) {
			t.Errorf("a customer of ten thousand baskets, %s: %v %v", model, row, report.Warnings)
		}
	}
	few := chain(300)
	for i, r := range few { // amounts of two customers only
		if !strings.HasPrefix(r, "c0001") && !strings.HasPrefix(r, "c0002") {
			few[i] = r[:strings.LastIndexByte(r, ',')+1]
		}
	}
	out, report, err := asked(t, fileOf(few), nil)
	if err != nil || report.GammaGamma != nil || len(report.Warnings) == 0 || tableOf(t, out)["c0001"][6] != -1 {
		t.Errorf("values from the spend of two customers: %v %+v", err, report.Warnings)
	}
}

// What is told to stop while it chooses writes nothing.
func TestLifetime_StopsWhileItChooses(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	l := Lifetime{Receipts: "-", Until: until(), Horizon: 90, Model: "auto", Unit: "week", Out: "-", Workers: 2, Now: time.Now}
	l.Say = func(p Progress) {
		switch {
		case strings.HasPrefix(p.Stage, "choosing"):
			stop()
		case ctx.Err() != nil:
			t.Errorf("went on to %s", p.Stage)
		}
	}
	var out bytes.Buffer
	_, err := PredictLifetime(ctx, l, Streams{In: strings.NewReader(fileOf(chain(300))), Out: &out})
	if !errors.Is(err, context.Canceled) || fault.CodeOf(err) == "cannot_learn" || out.Len() != 0 {
		t.Errorf("%v, wrote %d bytes", err, out.Len())
	}
}

func TestLifetime_WrongUse(t *testing.T) {
	for _, change := range []func(*Lifetime){
		func(l *Lifetime) { l.Model = "prophet" }, func(l *Lifetime) { l.Horizon = 0 }, func(l *Lifetime) { l.Horizon = lifetime.MostHorizon + 1 },
		func(l *Lifetime) { l.Unit = "month" }, func(l *Lifetime) { l.Discount = -.1 }, func(l *Lifetime) { l.Discount = math.NaN() },
		func(l *Lifetime) { l.Report = "-" },
	} {
		if out, _, err := asked(t, fileOf(chain(1)), change); fault.CodeOf(err) != "usage" || out != "" {
			t.Errorf("%v, wrote %q", err, out)
		}
	}
	if _, _, err := asked(t, "", func(l *Lifetime) { l.Receipts = "nowhere.csv" }); fault.CodeOf(err) != "no_file" {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestOutput_WholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path, s := filepath.Join(dir, "o.csv.gz"), Streams{}
	broken := errors.New("broken")
	if err := s.write(path, func(o *output) error { o.field("x"); return broken }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("a broken run leaves %v", left)
	}
	if err := s.write(path, func(o *output) error { o.field("a\"b"); return nil }); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(z); string(b) != `"a""b"` || err != nil {
		t.Errorf("%q %v", b, err)
	}
	if err := s.write(filepath.Join(dir, "no", "o.csv"), func(*output) error { return nil }); fault.CodeOf(err) != "no_output" {
		t.Errorf("a folder that is not there: %v", err)
	}
}
