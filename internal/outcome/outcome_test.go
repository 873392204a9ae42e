package outcome

import (
	"math"
	"math/rand/v2"
	"testing"

	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// people draws customers whose margin before and after are alike; added is what
// the action changed.
func people(r *rand.Rand, n int, added float64) []Observation {
	out := make([]Observation, n)
	for i := range out {
		habit := 500 + 200*r.NormFloat64()
		out[i] = Observation{Before: habit + 80*r.NormFloat64(), After: habit + 80*r.NormFloat64() + added}
	}
	return out
}

func TestMeasure_FindsNothingWhereNothingIs(t *testing.T) {
	t.Parallel()
	alarms := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		e := Measure(people(r, 900, 0), people(r, 100, 0))
		if !e.Spoken {
			t.Fatalf("seed %d: 100 in the smaller arm are enough, nothing was said", seed)
		}
		if e.Margin.Low > 0 || e.Margin.High < 0 {
			alarms++
		}
	}
	if alarms > 200/10 {
		t.Errorf("%d false alarms of 200, at most 20 at the 90 %% level", alarms)
	}
}

func TestMeasure_FindsWhatIsThere(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	e := Measure(people(r, 4500, 60), people(r, 500, 0))
	if !e.Spoken || e.Margin.Low <= 0 || e.Margin.Low > 60 || e.Margin.High < 60 {
		t.Errorf("60 minor units were added; got %.1f (%.1f to %.1f), spoken %v", e.Estimate, e.Margin.Low, e.Margin.High, e.Spoken)
	}
}

func TestMeasure_IsSilentOnThinEvidence(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	if e := Measure(people(r, 5000, 500), people(r, LeastArm-1, 0)); e.Spoken || e.Held != LeastArm-1 {
		t.Errorf("99 held out: got %+v, want silence with its counts", e)
	}
	if e := Measure(people(r, LeastArm, 500), people(r, LeastArm, 0)); !e.Spoken {
		t.Error("100 in each arm are enough")
	}
}

func TestMeasure_OneHugeBasketDecidesNothing(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	treated, held := people(r, 2000, 0), people(r, 2000, 0)
	before := Measure(treated, held).Estimate
	treated[0].After = 1e9
	if after := Measure(treated, held).Estimate; math.Abs(after-before) > 5 {
		t.Errorf("one basket of 10 million moved the effect from %.1f to %.1f", before, after)
	}
}

// flat is the same cost for everything.
type flat float64

func (f flat) UnitCost(uint32) float64 { return float64(f) }

func receipt(seq int64, at retail.Micros, state touchpoint.State, lines ...touchpoint.PackedLine) touchpoint.Entry {
	return touchpoint.Entry{
		Position: touchpoint.Position{Seq: seq}, Kind: touchpoint.KindReceipt, Customer: 1024, At: at,
		Body: touchpoint.Packed{State: state, Till: "1", Lines: lines}.Append(nil),
	}
}

func TestObserve(t *testing.T) {
	t.Parallel()
	one := func(amount retail.Minor) touchpoint.PackedLine {
		return touchpoint.PackedLine{Product: 1, Quantity: retail.One, Amount: amount}
	}
	w := Window{From: 100, At: 200, Until: 300}
	h := History{
		Entries: []touchpoint.Entry{
			receipt(1, 99, 0, one(1000)),  // too early
			receipt(2, 100, 0, one(500)),  // before: +400
			receipt(3, 200, 0, one(9000)), // the one that decided
			receipt(4, 201, 0, one(300), touchpoint.PackedLine{Product: 1, Quantity: -500, Amount: -150}), // after: +200 −100
			receipt(5, 250, 0, one(700)),                   // voided
			receipt(6, 260, touchpoint.Training, one(700)), // never counted
			receipt(7, 301, 0, one(800)),                   // too late
			{Position: touchpoint.Position{Seq: 8}, Kind: touchpoint.KindVoid, At: 900, Body: touchpoint.VoidBody(5)},
		},
		Deductions: []Deduction{{At: 150, Amount: 30}, {At: 250, Amount: 20}, {At: 400, Amount: 999}},
	}
	got, err := Observe(h, w, flat(100))
	if err != nil || got.Before != 370 || got.After != 80 {
		t.Errorf("got before %.0f, after %.0f, %v; want 370 and 80", got.Before, got.After, err)
	}
}

func TestWindowOf_IsAsLongBeforeAsAfter(t *testing.T) {
	t.Parallel()
	e := Exposure{At: 1000}
	for _, c := range []struct{ end, now, from, until retail.Micros }{
		{1300, 5000, 700, 1300}, // over: to the voucher's last day
		{1300, 1100, 900, 1100}, // still running: to now
	} {
		if w := WindowOf(e, c.end, c.now); w.From != c.from || w.Until != c.until || w.At != 1000 {
			t.Errorf("end %d now %d: got %+v, want from %d to %d", c.end, c.now, w, c.from, c.until)
		}
	}
}
