package bench

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/outcome"
)

// The bench is sorted by what waiting costs, then by deadline, then by what it cost.
func TestUrgent_CostThenDeadline(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 15, 12, 0, 0, 0, time.UTC)
	want := []view.BenchItem{
		{Kind: "dear", Cost: view.Interval{Mid: 900, N: 9}, By: now.Add(9 * time.Hour)},
		{Kind: "cheap, soon", Cost: view.Interval{Mid: 10, N: 9}, By: now.Add(time.Hour)},
		{Kind: "cheap, later", Cost: view.Interval{Mid: 10, N: 9}, By: now.Add(2 * time.Hour)},
		{Kind: "unknown, overdue", By: now.Add(-time.Hour)},
		{Kind: "unknown, soon", By: now.Add(time.Hour)},
		{Kind: "once, dear", Amount: 500, At: now},
		{Kind: "once, cheap", Amount: 5, At: now},
		{Kind: "old", At: now.Add(-time.Hour)},
		{Kind: "new", At: now},
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		got := slices.Clone(want)
		r.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		slices.SortStableFunc(got, urgent)
		for i := range got {
			if got[i].Kind != want[i].Kind {
				t.Fatalf("place %d: got %q, want %q", i, got[i].Kind, want[i].Kind)
			}
		}
	}
}

// A promotion that gains, or of which nothing is known, costs nothing to wait for.
func TestLossOf_OnlyWhatIsLost(t *testing.T) {
	t.Parallel()
	if got := lossOf(outcome.Figure{Known: true, Estimate: -20, Low: -50, High: 10}, 3, 100); got != (view.Interval{Low: -30, Mid: 60, High: 150, N: 100}) {
		t.Errorf("got %+v", got)
	}
	for _, f := range []outcome.Figure{{Estimate: -20}, {Known: true, Estimate: 20, Low: 10, High: 30}} {
		if got := lossOf(f, 3, 100); got.Known() {
			t.Errorf("%+v costs %+v", f, got)
		}
	}
}
