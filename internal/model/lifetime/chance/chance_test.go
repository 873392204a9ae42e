package chance

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"sartor/internal/model/boost"
)

// some are trees of two things.
func some(t testing.TB) *boost.Model {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 1))
	const rows = 1000
	values, y := make([]float32, 0, rows*Width), make([]float64, rows)
	for i := range rows {
		days := []int32{int32(rng.IntN(50)), int32(50 + rng.IntN(30)), int32(80 + rng.IntN(20))}
		past := PastOf(days, 100)
		row := past.Beside(rng.Float64())
		values = append(values, row[:]...)
		if row[colIdle] < 2 {
			y[i] = 1
		}
	}
	cuts, err := boost.NewCuts(values, Width, 16)
	if err != nil {
		t.Fatal(err)
	}
	table := cuts.Table(rows)
	if err := table.Add(values); err != nil {
		t.Fatal(err)
	}
	trees, _, err := boost.Fit(boost.Sample{Table: table, Targets: boost.Targets{Y: y}}, nil, boost.Options{Loss: boost.Logistic{}, Trees: 80, Leaves: 6})
	if err != nil {
		t.Fatal(err)
	}
	return trees
}

// TestModel_ReadsBack: a stored model says the same; what is damaged is refused.
func TestModel_ReadsBack(t *testing.T) {
	t.Parallel()
	m := New(28, .5, some(t))
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var got Model
	if err := json.Unmarshal(text, &got); err != nil || got.Days != 28 {
		t.Fatal(err)
	}
	near, far := PastOf([]int32{3, 60, 99}, 100), PastOf([]int32{3, 60, 80}, 100)
	for _, past := range []Past{near, far, PastOf([]int32{5}, 100), PastOf(nil, 100)} {
		for _, base := range []float64{0, .3, 1} {
			if a, z := m.Of(&past, base), got.Of(&past, base); a != z || !(a > 0 && a < 1) {
				t.Errorf("%v beside %v: %v, read back %v", past, base, a, z)
			}
		}
	}
	if a, z := m.Of(&near, .3), m.Of(&far, .3); a <= z {
		t.Errorf("who came yesterday %v, who came long ago %v", a, z)
	}
	for _, bad := range []string{`{"days":0,"share":1}`, `{"days":28,"share":1.5}`, `{"days":28,"share":1,"trees":"AAAA"}`, `{"days":28,"share":1,"trees":3}`} {
		if err := json.Unmarshal([]byte(bad), &got); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

// TestModel_NoneSaysTheBase: without trees the model of lifetimes speaks.
func TestModel_NoneSaysTheBase(t *testing.T) {
	t.Parallel()
	past := PastOf([]int32{5, 9}, 100)
	var none *Model
	for _, m := range []*Model{none, {Days: 28}, New(28, 0, nil)} {
		if got := m.Of(&past, .375); got != .375 {
			t.Errorf("%+v makes .375 %v", m, got)
		}
	}
	whole, half := New(28, 1, some(t)), New(28, .5, some(t))
	if a, b := whole.Of(&past, .375), half.Of(&past, .375); math.Abs(b-.375) >= math.Abs(a-.375) {
		t.Errorf("whole trees say %v, half of them %v", a, b)
	}
}

// TestPastOf reads what stands in the days, nothing behind them, and is missing what is.
func TestPastOf(t *testing.T) {
	t.Parallel()
	p := PastOf([]int32{10, 60, 90, 96, 200}, 100)
	n := func(x float64) float32 { return float32(math.Log1p(x)) }
	if want := (Past{0, n(4), n(6), n(18), n(1), n(2), n(2), n(3), n(3), n(4), n(4)}); p != want {
		t.Errorf("got %v, want %v", p, want)
	}
	one := PastOf([]int32{100}, 100)
	if one[colIdle] != 0 || one[colGap] == one[colGap] || one[colGaps] == one[colGaps] || one[colCounts] != n(1) {
		t.Errorf("one purchase, today: %v", one)
	}
	if none := PastOf([]int32{101}, 100); none[colCounts] != 0 {
		t.Errorf("nothing yet: %v", none)
	}
}

// TestJudge_WorkedExample: twenty customers, half of them told .2 and half .7.
func TestJudge_WorkedExample(t *testing.T) {
	t.Parallel()
	var told []Told
	for i := range 10 {
		told = append(told, Told{.2, i < 3}, Told{.7, i < 6})
	}
	j := Judge(told)
	// Ten groups of two, in the order given: of .2 both, one, none, none, none bought, of .7
	// both, both, both, none, none.
	want := (1.6 + .6 + .4 + .4 + .4 + .6 + .6 + .6 + 1.4 + 1.4) / 20
	luck := (5*math.Sqrt(2*.32/math.Pi) + 5*math.Sqrt(2*.42/math.Pi)) / 20
	loss := -(3*math.Log(.2) + 7*math.Log(.8) + 6*math.Log(.7) + 4*math.Log(.3)) / 20
	if math.Abs(j.ECE-want) > 1e-12 || math.Abs(j.Luck-luck) > 1e-12 || math.Abs(j.LogScore-loss) > 1e-12 || len(j.Rows) != 10 {
		t.Errorf("%+v, want ECE %v, luck %v, log score %v", j, want, luck, loss)
	}
	if r := j.Rows[1]; r.N != 2 || math.Abs(r.Chance-.2) > 1e-12 || r.Share != .5 || r.From != .2 || r.To != .2 {
		t.Errorf("%+v", r)
	}
	if none := Judge(nil); none.ECE != 0 || len(none.Rows) != 0 {
		t.Errorf("of nobody %+v", none)
	}
}

// TestJudge_Luck: what is said of a perfect forecast is what perfect forecasts show.
func TestJudge_Luck(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 9))
	const times, n = 400, 600
	var sum, square, luck, spread float64
	for range times {
		told := make([]Told, n)
		for i := range told {
			p := rng.Float64()
			told[i] = Told{p, rng.Float64() < p}
		}
		j := Judge(told)
		sum, square, luck, spread = sum+j.ECE/times, square+j.ECE*j.ECE/times, luck+j.Luck/times, spread+j.Spread/times
	}
	if sd := math.Sqrt(square - sum*sum); math.Abs(sum/luck-1) > .04 || math.Abs(sd/spread-1) > .12 {
		t.Errorf("perfect forecasts show %.5f ± %.5f, told %.5f ± %.5f", sum, sd, luck, spread)
	}
}
