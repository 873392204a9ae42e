package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestSequence_WorkedExamples(t *testing.T) {
	t.Parallel()
	s := Sequence{Alpha: .05, TightAt: 1000} // SCIENCE 6.3: one sample, sd 1
	for n, want := range map[int]float64{100: .385505, 1000: .095982, 10_000: .032417} {
		near(t, "half width", s.Half(1/math.Sqrt(float64(n)), n), want, 1e-6)
	}
	near(t, "two samples", Sequence{Alpha: .05, TightAt: 5000}.Half(.0648074, 1000), .218005, 1e-6)
}

// With no effect, 60 looks at a growing sample raise a false alarm far less often
// than once in twenty; a fixed-n range would in a third of all runs.
func TestSequence_MayBeReadEveryDay(t *testing.T) {
	t.Parallel()
	const runs, looks, step = 400, 60, 100
	s := Sequence{Alpha: .05, TightAt: 3000}
	sequence, fixed := 0, 0
	for seed := range uint64(runs) {
		r := rand.New(rand.NewPCG(seed, 9))
		sum, alarmed, naive := 0.0, false, false
		for look := 1; look <= looks; look++ {
			for range step {
				sum += r.NormFloat64()
			}
			n := look * step
			mean, se := sum/float64(n), 1/math.Sqrt(float64(n))
			alarmed = alarmed || math.Abs(mean) > s.Half(se, n)
			naive = naive || math.Abs(mean) > twoSided(.95)*se
		}
		if alarmed {
			sequence++
		}
		if naive {
			fixed++
		}
	}
	if sequence > runs/20 || fixed < runs/5 {
		t.Errorf("false alarms of %d runs: sequence %d (at most %d), fixed-n %d (at least %d, else the test shows nothing)", runs, sequence, runs/20, fixed, runs/5)
	}
}

func TestSequence_NothingSeen(t *testing.T) {
	t.Parallel()
	if h := (Sequence{Alpha: .1, TightAt: 10}).Half(1, 0); !math.IsInf(h, 1) {
		t.Errorf("no observation: got half width %v, want infinity", h)
	}
}
