package outcome

import (
	"math"
	"math/rand/v2"
	"slices"
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

// measure reads the margin of two arms as a whole.
func measure(t *testing.T, treated, held []Observation) Effect {
	t.Helper()
	s := Study{Chain: shop()}
	for i, o := range slices.Concat(treated, held) {
		s.Persons = append(s.Persons, Person{Treated: i < len(treated), Margin: o})
	}
	r := respond(t, s)
	return r.Effect()
}

func TestRespond_SeesNoEffectWhereNoneIs(t *testing.T) {
	t.Parallel()
	alarms := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		e := measure(t, people(r, 900, 0), people(r, 100, 0))
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

func TestRespond_SeesTheEffect(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	e := measure(t, people(r, 4500, 60), people(r, 500, 0))
	if !e.Spoken || e.Margin.Low <= 0 || e.Margin.Low > 60 || e.Margin.High < 60 {
		t.Errorf("60 minor units were added; got %.1f (%.1f to %.1f), spoken %v", e.Estimate, e.Margin.Low, e.Margin.High, e.Spoken)
	}
}

func TestRespond_IsSilentOnThinEvidence(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	if e := measure(t, people(r, 5000, 500), people(r, LeastArm-1, 0)); e.Spoken || e.Held != LeastArm-1 {
		t.Errorf("99 held out: got %+v, want silence with its counts", e)
	}
	if e := measure(t, people(r, LeastArm, 500), people(r, LeastArm, 0)); !e.Spoken {
		t.Error("100 in each arm are enough")
	}
}

func TestRespond_OneHugeBasketDecidesNothing(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	treated, held := people(r, 2000, 0), people(r, 2000, 0)
	before := measure(t, treated, held).Estimate
	treated[0].After = 1e9
	if after := measure(t, treated, held).Estimate; math.Abs(after-before) > 5 {
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
