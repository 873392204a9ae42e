package predict

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/fault"
	"sartor/internal/model/forecast"
	"sartor/internal/predict/panel"
)

// laid reads a history, and what is known ahead when there is any, as the command does.
func laid(t *testing.T, history, future string, change func(*Demand)) (*panel.Panel, *DemandSummary, error) {
	t.Helper()
	d := Demand{History: "-", Horizon: 2, Fill: "gap", Point: "mean", Out: "-", Workers: 1, Now: time.Now}
	if future != "" {
		d.Future = filepath.Join(t.TempDir(), "future.csv")
		write(t, d.Future, future)
	}
	if change != nil {
		change(&d)
	}
	return d.read(t.Context(), Streams{In: strings.NewReader(history)})
}

// seriesOf reads a series as the engine does.
func seriesOf(t *testing.T, p *panel.Panel, id string) (s forecast.Series) {
	t.Helper()
	for i := range p.Series {
		if p.ID(i) == id {
			p.Part(i, i+1).Read(0, &s)
			return s
		}
	}
	t.Fatalf("no series %s", id)
	return s
}

// alike compares with NaN equal to itself.
func alike(a []float32, b ...float64) bool {
	return slices.EqualFunc(a, b, func(x float32, y float64) bool { return x == float32(y) || x != x && y != y })
}

var unknown = math.NaN()

// TestHistory_GridOfSteps: a series goes from its first known quantity to the last step
// of the whole file, and a step without a row or without a quantity is a gap.
func TestHistory_GridOfSteps(t *testing.T) {
	t.Parallel()
	const days = "series,at,quantity\nb,2026-01-05,2\na,2026-01-03,1.5\na,2026-01-01,\na,2026-01-02,-3e2\nz,2026-01-06,\n"
	p, sum, err := laid(t, days, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if sum.Freq != "day" || sum.FreqFrom != "found" || sum.Origin != "2026-01-06" || sum.Series != 3 || sum.Rows != 5 || sum.Empty != 2 || sum.Steps != 6 {
		t.Errorf("%+v", sum)
	}
	if s := seriesOf(t, p, "a"); !alike(s.Values, -300, 1.5, unknown, unknown, unknown) {
		t.Errorf("a is %v", s.Values)
	}
	if s := seriesOf(t, p, "b"); !alike(s.Values, 2, unknown) {
		t.Errorf("b begins late: %v", s.Values)
	}
	if s := seriesOf(t, p, "z"); len(s.Values) != 0 {
		t.Errorf("nothing is known of z: %v", s.Values)
	}
	if got := p.Dates(); !slices.Equal(got, []string{"2026-01-07", "2026-01-08"}) {
		t.Errorf("forecast for %v", got)
	}
	p, _, err = laid(t, days, "", func(d *Demand) { d.Fill = "zero" })
	if err != nil {
		t.Fatal(err)
	}
	if s := seriesOf(t, p, "a"); !alike(s.Values, -300, 1.5, 0, 0, 0) {
		t.Errorf("with zeros a is %v", s.Values)
	}
}

// TestHistory_Rhythm: weeks are found where all dates lie whole weeks apart, whatever
// weekday they begin on, and integers are steps as they are.
func TestHistory_Rhythm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, steps, freq, want, next, fails string
	}{
		{name: "days", steps: "2026-01-01 2026-01-02 2026-01-09", want: "day", next: "2026-01-10"},
		{name: "weeks on Saturdays", steps: "2026-01-03 2026-01-17 2026-01-10", want: "week", next: "2026-01-24"},
		{name: "every other week", steps: "2026-01-03 2026-01-17 2026-01-31", want: "week", next: "2026-02-07"},
		{name: "one date", steps: "2026-01-03", want: "day", next: "2026-01-04"},
		{name: "one date that is a week", steps: "2026-01-03", freq: "week", want: "week", next: "2026-01-10"},
		{name: "weeks as days", steps: "2026-01-03 2026-01-10", freq: "day", want: "day", next: "2026-01-11"},
		{name: "times count by their date", steps: "2026-01-01T23:30:00-11:00 2026-01-02", want: "day", next: "2026-01-03"},
		{name: "over a leap day", steps: "2024-02-28 2024-02-29", want: "day", next: "2024-03-01"},
		{name: "integers", steps: "7 14 21", want: "step", next: "22"},
		{name: "integers that are weeks", steps: "7 8 9", freq: "week", want: "week", next: "10"},
		{name: "below nothing", steps: "-2 -1", want: "step", next: "0"},
		{name: "two weekdays", steps: "2026-01-03 2026-01-10 2026-01-18", freq: "week", fails: "line 4: 2026-01-18 lies no whole number of weeks from 2026-01-03 on line 2"},
		{name: "two kinds", steps: "2026-01-03 7", fails: `line 3, column 2 (at): "7" is not of the kind of the rows before`},
		{name: "no step", steps: "2026-13-01", fails: `line 2, column 2 (at): "2026-13-01" is neither a date`},
		{name: "seconds", steps: "1 1700000000", fails: `"1700000000" is out of range`},
		{name: "too far apart", steps: "20250131 20260131 1", fails: "20260131 steps; at most 50000"},
	} {
		text := "series,at,quantity\n"
		for _, at := range strings.Fields(c.steps) {
			text += "a," + at + ",1\n"
		}
		p, sum, err := laid(t, text, "", func(d *Demand) { d.Freq = c.freq })
		if c.fails != "" {
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.fails) || !strings.Contains(err.Error(), "nothing was written") {
				t.Errorf("%s: got %v, want %q", c.name, err, c.fails)
			}
			continue
		}
		if err != nil || string(sum.Freq) != c.want || p.Dates()[0] != c.next {
			t.Errorf("%s: %v, got %+v then %v, want %s then %s", c.name, err, sum, p, c.want, c.next)
		}
	}
}

// TestHistory_NumbersBeyondReckoning: what would become infinite on the way, or is no price,
// ends the run with its place.
func TestHistory_NumbersBeyondReckoning(t *testing.T) {
	t.Parallel()
	const past, ahead = "series,at,quantity,price\na,1,1,2.50\na,2,3,2\n", "series,at,price\na,3,2\na,4,"
	for _, c := range []struct{ history, future, fails string }{
		{past, ahead + "1e300\n", "line 3, column 3 (price): \"1e300\" is farther from 0"},
		{past, ahead + "-1e300\n", "line 3, column 3 (price)"},
		{past, ahead + "-2\n", "line 3, column 3 (price): \"-2\" is below 0"},
		{past + "a,3,1,1e300\n", "", "line 4, column 4 (price): \"1e300\" is farther from 0"},
		{past, ahead + "1e15\n", ""},
		{strings.ReplaceAll(past, "price", "degrees"), strings.ReplaceAll(ahead, "price", "degrees") + "-2\n", ""},
	} {
		if _, _, err := laid(t, c.history, c.future, nil); c.fails == "" && err != nil || c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails)) {
			t.Errorf("%q: got %v", c.future, err)
		}
	}
}

// TestHistory_FeaturesByTheirCells: a column is numbers when each of its cells is one or
// is missing, texts otherwise, whichever comes first; covariates need --future, and texts
// keep their last value.
func TestHistory_FeaturesByTheirCells(t *testing.T) {
	t.Parallel()
	const history = ",series,at,quantity,price,shop,mixed,odd,none\n" +
		"1,a,1,1,2.50,north,1,1e2,\n2,a,3,1,NA,south,x,,\n3,b,2,1,3,north,1,nan,\n"
	const future = "series,at,mixed,price\na,4,new,2\nb,4,,2\nb,5,x,2.25\na,5,x,1\nc,4,x,1\na,3,x,9\na,6,x,9\n"
	p, sum, err := laid(t, history, future, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(sum.Covariates, []string{"price"}) || !slices.Equal(sum.Categories, []string{"mixed", "shop"}) {
		t.Errorf("covariates %v, categories %v", sum.Covariates, sum.Categories)
	}
	for _, want := range []string{"the column odd is not used: --future does not have it", "the column none is not used: it is empty everywhere", "1 rows of --future are of series that the history does not have"} {
		if !slices.ContainsFunc(sum.Warnings, func(w string) bool { return strings.Contains(w, want) }) {
			t.Errorf("no warning %q in %q", want, sum.Warnings)
		}
	}
	if sum.Ahead != 4 || sum.Outside != 2 {
		t.Errorf("%d rows ahead, %d outside", sum.Ahead, sum.Outside)
	}
	a, b := seriesOf(t, p, "a"), seriesOf(t, p, "b")
	if !alike(a.Values, 1, unknown, 1) || !alike(a.Numbers[0], 2.5, 2.5, 2.5, 2, 1) || !alike(b.Numbers[0], 3, 3, 2, 2.25) {
		t.Errorf("prices %v and %v", a.Numbers, b.Numbers)
	}
	// in order of texts: "", 1, new, x; "", north, south
	if !slices.Equal(a.Codes[0], []int32{1, 1, 3, 2, 3}) || !slices.Equal(a.Codes[1], []int32{1, 1, 2, 2, 2}) || !slices.Equal(b.Codes[0], []int32{1, 1, 0, 3}) {
		t.Errorf("codes %v and %v", a.Codes, b.Codes)
	}
	if _, _, err := laid(t, history, "series,at,price\na,4,dear\n", nil); err == nil || !strings.Contains(err.Error(), `line 2, column 3 (price): "dear" is not a number`) {
		t.Errorf("got %v", err)
	}
}

// TestHistory_CoveredAhead: what --future knows nine tenths of is used, what it knows
// less of is left out; series it does not tell of do not count.
func TestHistory_CoveredAhead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cells string
		want  []string
	}{
		{"1 1 1 1 1 1 1 1 1 1", []string{"p"}}, {"1 1 1 1 1 1 1 1 1 -", []string{"p"}}, {"1 1 1 1 1 1 1 1 - -", []string{}}, {"- - - - - - - - - -", []string{}},
	} {
		future := "series,at,p\n"
		for i, cell := range strings.Fields(c.cells) {
			if cell != "-" {
				future += "a," + string("23456789XY"[i]) + ",1\n"
			}
		}
		future = strings.NewReplacer("X", "10", "Y", "11").Replace(future)
		_, sum, err := laid(t, "series,at,quantity,p\na,1,1,1\nb,1,1,1\n", future, func(d *Demand) { d.Horizon = 10 })
		if err != nil || !slices.Equal(sum.Covariates, c.want) {
			t.Errorf("%s: %v, %v, warnings %q; want %v", c.cells, err, sum.Covariates, sum.Warnings, c.want)
		}
	}
}

// TestHistory_RowsThatDoNotHold: each is refused with its place, and nothing is guessed.
func TestHistory_RowsThatDoNotHold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, history, future, want string }{
		{"no number", "series,at,quantity\na,1,x\n", "", `line 2, column 3 (quantity): "x" is not a quantity`},
		{"NaN", "series,at,quantity\na,1,NaN\n", "", `line 2, column 3 (quantity): "NaN"`},
		{"endless", "series,at,quantity\na,1,Inf\n", "", `line 2, column 3 (quantity): "Inf"`},
		{"too large", "series,at,quantity\na,1,1e16\n", "", "up to 10^15"},
		{"hexadecimal", "series,at,quantity\na,1,0x10\n", "", `"0x10" is not a quantity`},
		{"empty series", "series,at,quantity\n ,1,1\n", "", "line 2, column 1 (series)"},
		{"width", "series,at,quantity\na,1\n", "", "line 2, the row has 2 fields, the header 3"},
		{"no rows", "series,at,quantity\n", "", "holds no rows"},
		{"no column", "series,at\na,1\n", "", "lacks the column quantity"},
		{"columns of others", "sku,date,qty\na,1,2\n", "", "lacks the column series; it needs series,at,quantity"},
		{"a column twice", "series,at,quantity,p,P\na,1,1,1,1\n", "", "has the column p twice"},
		{"twice", "series,at,quantity,note\nb,1,1,\na,1,1,\n\nb,2,1,\"x\n\ny\"\na,2,1,\na,1,5,\n", "", `line 9: series "a" has 1 already on line 3;`},
		{"twice in order", "series,at,quantity\na,1,1\na,1,5\n", "", "line 3: series \"a\" has 1 already on line 2; a series has one row a step, so add such rows up first"},
		{"ahead twice", "series,at,quantity,p\na,1,1,1\n", "series,at,p\na,2,1\na,2,1\n", `line 3, series "a" has 2 already on line 2`},
		{"ahead of another kind", "series,at,quantity,p\na,1,1,1\n", "series,at,p\na,2026-01-01,1\n", "is not of the kind of the history"},
	} {
		_, _, err := laid(t, c.history, c.future, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
