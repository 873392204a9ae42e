package rollout

import (
	"testing"

	"sartor/internal/console/view"
	"sartor/internal/rollout"
)

// What a step is worth a year, and what the stores that carry it lose a week, is what an
// hour of waiting costs; a gate that is shut costs nothing that is known.
func TestAskOf_CostsAnHour(t *testing.T) {
	t.Parallel()
	stage := rollout.Step{Stores: make([]rollout.Place, 4)}
	for _, c := range []struct {
		name string
		r    rollout.Reading
		want view.Interval
		next int64
	}{
		{"go", rollout.Reading{Verdict: rollout.Verdict{Do: rollout.Go}, Next: &stage, Worth: rollout.Figure{Known: true, Low: -8760, Estimate: 17520, High: 35040, N: 9}}, view.Interval{Low: -1, Mid: 2, High: 4, N: 9}, 4},
		{"go, worth nothing", rollout.Reading{Verdict: rollout.Verdict{Do: rollout.Go}, Next: &stage, Worth: rollout.Figure{Known: true, Low: -20, Estimate: -10, High: 5, N: 9}}, view.Interval{}, 4},
		{"hold", rollout.Reading{Verdict: rollout.Verdict{Do: rollout.Stay}, Next: &stage, Worth: rollout.Figure{Known: true, Low: 1, Estimate: 2, High: 3, N: 9}}, view.Interval{}, 0},
		{"leave", rollout.Reading{Verdict: rollout.Verdict{Do: rollout.Leave}, Readout: rollout.Readout{Margin: rollout.Figure{Known: true, Low: -168, Estimate: -84, High: -42, N: 6}}}, view.Interval{Low: 1, Mid: 2, High: 4, N: 6}, 0},
		{"leave, earns too little", rollout.Reading{Verdict: rollout.Verdict{Do: rollout.Leave}, Readout: rollout.Readout{Margin: rollout.Figure{Known: true, Low: 1, Estimate: 2, High: 3, N: 6}}}, view.Interval{}, 0},
	} {
		got := askOf(&rollout.Shown{Entry: rollout.Entry{Rollout: rollout.Rollout{ID: "x", Stages: []rollout.Step{stage}}}, Reading: c.r, Read: true})
		if got.Cost != c.want || got.Count != c.next {
			t.Errorf("%s: costs %+v and goes to %d, want %+v and %d", c.name, got.Cost, got.Count, c.want, c.next)
		}
	}
}
