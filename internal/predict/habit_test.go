package predict

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// foretold runs a prediction on text and returns the rows behind the header.
func foretold(t *testing.T, h Habit, text string) ([][]string, HabitSummary) {
	t.Helper()
	var out bytes.Buffer
	h.Receipts, h.Out, h.Now = "-", "-", time.Now
	if h.Top == 0 {
		h.Top = 20
	}
	sum, err := PredictHabit(t.Context(), h, Streams{In: strings.NewReader(text), Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows[0], []string{"customer", "rank", "product", "score"}) {
		t.Fatalf("header %v", rows[0])
	}
	return rows[1:], sum
}

const few = `customer,basket,at,product
ann,1,2026-01-01,milk
ann,1,2026-01-01,bread
ann,2,2026-01-08,milk
bob,1,2026-01-03,"tea, green"
bob,1,2026-01-03,milk
`

func TestHabit_ExactlyTopRows(t *testing.T) {
	t.Parallel()
	for top, want := range map[int]int{1: 1, 2: 2, 3: 3, 20: 3} { // as far as there are products
		rows, sum := foretold(t, Habit{Top: top}, few)
		if len(rows) != 2*want || sum.Customers != 2 || sum.Products != 3 || sum.Baskets != 3 || sum.Lines != 5 {
			t.Fatalf("--top %d: %v, %+v", top, rows, sum)
		}
		for i, row := range rows {
			if row[0] != []string{"ann", "bob"}[i/want] || row[1] != fmt.Sprint(i%want+1) {
				t.Errorf("--top %d: row %v", top, row)
			}
		}
	}
	rows, sum := foretold(t, Habit{}, few)
	if rows[0][2] != "milk" || rows[1][2] != "bread" || rows[3][2] != "milk" || rows[4][2] != "tea, green" {
		t.Errorf("own products come first, ties by popularity: %v", rows)
	}
	if len(sum.Warnings) == 0 || sum.Judges != 0 {
		t.Errorf("two customers chose something: %+v", sum)
	}
}

func TestHabit_ListedCustomersAndStrangers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "who.csv")
	if err := os.WriteFile(path, []byte("customer\nbob\nzoe\nbob\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, sum := foretold(t, Habit{Customers: path, Top: 2}, few)
	var got []string
	for _, row := range rows {
		got = append(got, row[0]+":"+row[2])
	}
	// milk is in three baskets, bread and tea in one each.
	if want := []string{"bob:milk", "bob:tea, green", "zoe:milk", "zoe:bread"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if sum.Strangers != 1 || sum.Asked != 2 {
		t.Errorf("%+v", sum)
	}
}

// many is a chain with habits: customers who buy their own three products in turn.
func many(customers int, seed uint64) []string {
	rng := rand.New(rand.NewPCG(seed, 1))
	var rows []string
	for u := range customers {
		own := []int{rng.IntN(50), rng.IntN(50), rng.IntN(50)}
		day := rng.IntN(10)
		for b := range 4 + rng.IntN(6) {
			at := time.Date(2026, 1, 1+day, 9, 0, 0, 0, time.UTC).Format(time.RFC3339)
			for _, p := range []int{own[b%3], own[rng.IntN(3)], rng.IntN(60)} {
				rows = append(rows, fmt.Sprintf("c%d,%d,%s,p%02d", u, b, at, p))
			}
			day += 5 + rng.IntN(10)
		}
	}
	return rows
}

func fileOfRows(rows []string) string {
	return "customer,basket,at,product\n" + strings.Join(rows, "\n") + "\n"
}

func TestHabit_SameForAnyWorkersAndOrderOfRows(t *testing.T) {
	t.Parallel()
	rows := many(120, 1)
	run := func(workers int, rows []string, who string) string {
		var out bytes.Buffer
		h := Habit{Receipts: "-", Customers: who, Out: "-", Top: 20, Seed: 1, Workers: workers, Now: time.Now}
		if _, err := PredictHabit(t.Context(), h, Streams{In: strings.NewReader(fileOfRows(rows)), Out: &out}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	one := run(1, rows, "")
	if run(4, rows, "") != one {
		t.Error("four workers write otherwise than one")
	}
	who := filepath.Join(t.TempDir(), "who.csv")
	var list strings.Builder
	list.WriteString("customer\n")
	for u := range 120 {
		fmt.Fprintf(&list, "c%d\n", u)
	}
	if err := os.WriteFile(who, []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	shuffled := slices.Clone(rows)
	rand.New(rand.NewPCG(2, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if run(2, shuffled, who) != one {
		t.Error("shuffled rows give other lists")
	}
	doubled := append(slices.Clone(rows), rows[:50]...)
	if run(2, doubled, "") != one {
		t.Error("repeated rows give other lists")
	}
}

// A choice is made, told with its figures, and habits are found.
func TestHabit_ChoosesAndReports(t *testing.T) {
	t.Parallel()
	report := filepath.Join(t.TempDir(), "report.json")
	rows, sum := foretold(t, Habit{Report: report, Seed: 7, Workers: 2}, fileOfRows(many(200, 3)))
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var told HabitSummary
	if err := json.Unmarshal(text, &told); err != nil {
		t.Fatal(err)
	}
	if told.Model != sum.Model || told.Judges < leastJudge || len(told.Scores) < 4 || told.Seed != 7 || told.Customers != 200 || told.Holdout == "" {
		t.Errorf("report %s", text)
	}
	if len(rows) != 200*20 || told.Scores[0].Recall10.Value < .4 {
		t.Errorf("%d rows, recall %+v", len(rows), told.Scores[0].Recall10)
	}
}

// A chain that is large enough grows trees, and the report says whether they stand.
func TestHabit_GrowsTreesWhereItCan(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(4, 4))
	var rows []string
	for u := range 650 {
		for day := rng.IntN(9); day < 130; day += 4 + rng.IntN(12) {
			rows = append(rows, fmt.Sprintf("c%d,%d,%d,p%02d", u, day, day, (u+day%3*7)%60), fmt.Sprintf("c%d,%d,%d,p%02d", u, day, day, day/20+rng.IntN(4)))
		}
	}
	out, sum := foretold(t, Habit{Workers: 2}, fileOfRows(rows))
	if sum.Learned == nil || len(sum.Learned.Origins) < 3 || (sum.Model == "learned ranker") != sum.Learned.Ships {
		t.Fatalf("%s: %+v", sum, sum.Learned)
	}
	t.Logf("%s: %s", sum.Model, sum.Learned.Why)
	seen := map[string]bool{}
	for i, row := range out {
		if seen[row[0]+row[2]] || i%20+1 != rank(t, row) {
			t.Fatalf("row %d: %v is repeated or out of place", i, row)
		}
		seen[row[0]+row[2]] = true
	}
	if len(out) != 650*20 {
		t.Errorf("%d rows", len(out))
	}
}

func rank(t *testing.T, row []string) int {
	t.Helper()
	n, err := strconv.Atoi(row[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestHabit_OrderOfBaskets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ first, then string }{
		{"9", "10"}, {"1.5", "1.25e"}, {"-3", "2"}, {"99999999999999999999", "100000000000000000000"}, {"7", "A"}, {"a", "b"}, {"A", "a"},
	} {
		if compareNames(c.first, c.then) >= 0 || compareNames(c.then, c.first) <= 0 {
			t.Errorf("%s does not come before %s", c.first, c.then)
		}
	}
	if compareNames("07", "7") == 0 || compareNames("x", "x") != 0 {
		t.Error("names that differ are not the same basket")
	}
	// Of one day, basket 10 comes after 9; its time is its smallest.
	text := "customer,basket,at,product\n" +
		"u,10,2026-03-02,new\nu,9,2026-03-05,old\nu,9,2026-03-02,old\nu,1,2026-03-01,first\n"
	in := &Streams{In: strings.NewReader(text)}
	v := visitsOf(t, in)
	c, err := v.corpus()
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for b := range uint32(c.Baskets()) {
		for _, p := range c.Set(b) {
			order = append(order, v.products[p])
		}
	}
	if want := []string{"first", "old", "new"}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
}

func visitsOf(t *testing.T, s *Streams) *visits {
	t.Helper()
	in, err := s.open("-", basketColumns(), nil)
	if err != nil {
		t.Fatal(err)
	}
	v, err := readVisits(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestHabit_TimesMayBeIntegers(t *testing.T) {
	t.Parallel()
	small := "customer,basket,at,product\nu,a,7,x\nu,b,-3,y\n"
	v := visitsOf(t, &Streams{In: strings.NewReader(small)})
	if d := v.clock.dayOf(7) - v.clock.dayOf(-3); d != 10 {
		t.Errorf("integers within three centuries are days: %d", d)
	}
	seconds := "customer,basket,at,product\nu,a,1700000000,x\nu,b,1760000000,y\nu,c,1730000000,y\n"
	v = visitsOf(t, &Streams{In: strings.NewReader(seconds)})
	if v.clock.dayOf(1760000000) != 1000 || v.clock.dayOf(1730000000) != 500 {
		t.Errorf("wider ones are a thousandth of their span: %d", v.clock.dayOf(1730000000))
	}
}

// Histories that end one by one are seen, and judged by last baskets.
func TestHabit_LoneHistories(t *testing.T) {
	t.Parallel()
	var rows []string
	for u := range 100 {
		for b := range 3 + u%9 {
			rows = append(rows, fmt.Sprintf("c%d,%d,%d,p%02d", u, b, b, (u+b%2)%40))
		}
	}
	_, sum := foretold(t, Habit{}, fileOfRows(rows))
	if sum.Holdout != "last basket out" || sum.From != "" {
		t.Errorf("baskets that count a customer's own visits: %+v", sum)
	}
	_, sum = foretold(t, Habit{}, fileOfRows(many(150, 5)))
	if sum.Holdout == "" {
		t.Errorf("%+v", sum)
	}
}

func TestHabit_BadInputIsNamed(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 300)
	for name, c := range map[string]struct{ text, want string }{
		"a missing column":        {"customer,basket,product\nu,1,x\n", "at"},
		"no rows":                 {"customer,basket,at,product\n", "holds no basket"},
		"an empty file":           {"", "no header row"},
		"no time":                 {"customer,basket,at,product\nu,1,yesterday,x\n", `line 2, column 3 (at): "yesterday" is neither a date`},
		"NaN":                     {"customer,basket,at,product\nu,1,2026-01-01,x\nu,1,NaN,x\n", `line 3, column 3 (at): "NaN" is neither`},
		"two kinds of time":       {"customer,basket,at,product\nu,1,5,x\nu,1,2026-01-01,x\n", "line 3, column 3 (at)"},
		"no such day":             {"customer,basket,at,product\nu,1,2026-02-30,x\n", "line 2, column 3 (at)"},
		"an empty customer":       {"customer,basket,at,product\n,1,5,x\n", "line 2, column 1 (customer)"},
		"an empty product":        {"customer,basket,at,product\nu,1,5,\n", "line 2, column 4 (product)"},
		"an endless basket":       {"customer,basket,at,product\nu," + long + ",5,x\n", "line 2, column 2 (basket)"},
		"a column moved away":     {"product,at,basket,customer\nx,later,1,u\n", "line 2, column 2 (at)"},
		"an integer too large":    {"customer,basket,at,product\nu,1,9000000000000000000,x\n", "line 2, column 3 (at)"},
		"a row that is too short": {"customer,basket,at,product\nu,1,5\n", "line 2"},
	} {
		var out bytes.Buffer
		h := Habit{Receipts: "-", Out: "-", Top: 5, Now: time.Now}
		_, err := PredictHabit(t.Context(), h, Streams{In: strings.NewReader(c.text), Out: &out})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if out.Len() > 0 {
			t.Errorf("%s: %q was written", name, out.String())
		}
	}
	for _, h := range []Habit{{Top: 0}, {Top: mostTop + 1}, {Top: 1, Out: "-", Report: "-"}, {Top: 1, Receipts: "-", Customers: "-"}} {
		h.Now = time.Now
		if _, err := PredictHabit(t.Context(), h, Streams{In: strings.NewReader(few)}); err == nil {
			t.Errorf("%+v was taken", h)
		}
	}
}

// Awkward chains end well: a row a place, no NaN.
func TestHabit_AwkwardChains(t *testing.T) {
	t.Parallel()
	var oneDay, oneProduct, endless []string
	for u := range 60 {
		for b := range 5 {
			oneDay = append(oneDay, fmt.Sprintf("c%d,%d,2026-01-01,p%d", u, b, (u+b)%7))
			oneProduct = append(oneProduct, fmt.Sprintf("c%d,%d,2026-01-%02d,only", u, b, b+1))
		}
	}
	for b := range 10_000 {
		endless = append(endless, fmt.Sprintf("c,%d,%d,p%d", b, b, b%3))
	}
	for name, c := range map[string]struct {
		rows []string
		want int
	}{
		"one customer, one product": {[]string{"u,1,2026-01-01,x"}, 1},
		"all on one day":            {oneDay, 60 * 7},
		"one product":               {oneProduct, 60},
		"ten thousand baskets":      {endless, 3},
		"the future":                {[]string{"u,1,2999-01-01,x", "u,2,2999-01-02,y"}, 2},
		"before 1970":               {[]string{"u,1,1901-01-01,x", "u,2,1902-01-02,y"}, 2},
	} {
		rows, _ := foretold(t, Habit{}, fileOfRows(c.rows))
		if len(rows) != c.want {
			t.Errorf("%s: %d rows, want %d", name, len(rows), c.want)
		}
		for _, row := range rows {
			if strings.Contains(row[3], "NaN") || strings.Contains(row[3], "Inf") {
				t.Errorf("%s: %v", name, row)
			}
		}
	}
}
