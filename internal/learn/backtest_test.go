package learn

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sartor/internal/fault"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// many is a past of n customers who each come about every nine days for half a
// year, to buy of their own goods.
func many(n int) *past {
	p := newPast()
	rng := rand.New(rand.NewPCG(9, 9))
	for day := range 180 {
		for u := range n {
			p.profiled[retail.CustomerID(u+1)] = true
			if rng.IntN(9) == 0 {
				p.add(day, u, bought(u, rng))
			}
		}
	}
	return p
}

// Every candidate is scored on the same held-out baskets, the best one differs
// from itself by nothing, and knowing the customer beats knowing nothing of them.
func TestBacktest_Habit(t *testing.T) {
	t.Parallel()
	p := many(520)
	out, err := RunBacktest(t.Context(), p.task(nil), "habit")
	if err != nil || len(out.Origins) != habitOrigins || out.Cases < 520 {
		t.Fatalf("%+v, %v", out, err)
	}
	finite(t, reflect.ValueOf(out))
	at := func(name string) Candidate {
		t.Helper()
		i := slices.IndexFunc(out.Candidates, func(c Candidate) bool { return strings.HasPrefix(c.Name, name) })
		if i < 0 || out.Candidates[i].Failed != "" {
			t.Fatalf("%s did not run: %+v", name, out.Candidates)
		}
		return out.Candidates[i]
	}
	if best := at(out.Best); best.Beyond != (Range{}) || best.Score.Low >= best.Score.Value || best.Score.Value >= best.Score.High {
		t.Errorf("%+v", best)
	}
	if own, popular := at("own habits"), at("popular"); own.Score.Low <= popular.Score.High || popular.Beyond.High >= 0 {
		t.Errorf("own habits %+v, popular products %+v", own, popular)
	}
	task := p.task(nil)
	task.Workers = 1
	again, err := RunBacktest(t.Context(), task, "habit")
	if err != nil || !reflect.DeepEqual(out, again) {
		t.Errorf("one worker finds something else: %v", err)
	}
}

func TestBacktest_Lifetime(t *testing.T) {
	t.Parallel()
	p := many(400)
	task := p.task(nil)
	task.Workers = 1
	out, err := RunBacktest(t.Context(), task, "lifetime")
	if err != nil || out.Best == "" || out.Cases < 400 || out.Metric != "rps" {
		t.Fatalf("%+v, %v", out, err)
	}
	finite(t, reflect.ValueOf(out))
	for _, c := range out.Candidates {
		if c.Failed == "" && (c.ECE == nil || c.Beyond.Value < 0) {
			t.Errorf("%+v is better than the best", c)
		}
	}
	if len(out.Chances) != 2 || out.Chances[0].Days != outlook.Soon || out.Chances[0].InUse() == nil {
		t.Fatalf("chances: %+v", out.Chances)
	}
	n := 0
	for _, r := range out.Chances[0].InUse().Rows {
		n += r.N
	}
	if n != out.Chances[0].Cases || n == 0 {
		t.Errorf("%d chances in the table of %d", n, out.Chances[0].Cases)
	}
}

// With too little there is no comparison, and it says what is missing.
func TestBacktest_TooLittle(t *testing.T) {
	t.Parallel()
	none := newPast()
	few := newPast()
	few.days(0, 60, itself)
	one := newPast()
	one.add(1, 1, touchpoint.Packed{Lines: []touchpoint.PackedLine{{Product: 1, Quantity: retail.One, Amount: 1}}})
	for _, kind := range BacktestKinds() {
		for name, p := range map[string]*past{"empty": none, "few": few, "one": one} {
			_, err := RunBacktest(t.Context(), p.task(nil), kind)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "not enough data") {
				t.Errorf("%s of %s: %v", kind, name, err)
			}
		}
	}
	if _, err := RunBacktest(t.Context(), none.task(nil), "weather"); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}
