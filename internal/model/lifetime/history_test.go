package lifetime

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTrack_EqualsTheWhole(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	for range 300 {
		days := make([]int32, 1+rng.IntN(60))
		for i := range days {
			days[i] = rng.Int32N(900) - 300
		}
		until := slices.Max(days) + rng.Int32N(200)
		want, ok := HistoryOf(days, until)
		if !ok || want.Check() != nil {
			t.Fatalf("history of %v until %d: %+v, %v, %v", days, until, want, ok, want.Check())
		}
		slices.Sort(days)
		var track Track
		for _, d := range days {
			if !track.Add(d) {
				t.Fatalf("day %d of %v refused", d, days)
			}
		}
		if got, ok := track.At(until); !ok || got != want {
			t.Fatalf("grown %+v, at once %+v", got, want)
		}
	}
}

func TestTrack_Edges(t *testing.T) {
	var track Track
	if _, ok := track.At(10); ok {
		t.Error("a history of nothing")
	}
	track.Add(5)
	track.Add(12)
	before := track
	if track.Add(11) || track != before {
		t.Errorf("an earlier day was taken in: %+v", track)
	}
	if !track.Add(12) || track != before {
		t.Errorf("the same day counted twice: %+v", track)
	}
	if _, ok := track.At(11); ok {
		t.Error("a history as of before its last purchase")
	}
	if h, ok := track.At(19); !ok || h != (History{Repeats: 1, Recency: 7, Age: 14}) {
		t.Errorf("a week's gap has the logarithm 0: %+v", h)
	}
	if _, ok := track.At(math.MaxInt32); ok {
		t.Error("an age beyond MostDays")
	}
	if h, ok := HistoryOf([]int32{30, 1, 8, 8, 40}, 30); !ok || h.Repeats != 2 || h.Recency != 29 || h.Age != 29 {
		t.Errorf("later days count, or days count twice: %+v", h)
	}
	if _, ok := HistoryOf([]int32{30}, 29); ok {
		t.Error("a history before the first purchase")
	}
}

func TestHistory_CheckNamesWhatCannotBe(t *testing.T) {
	for _, h := range []History{
		{Repeats: -1}, {Repeats: 1, Recency: 5, Age: 4}, {Repeats: 2, Recency: 1, Age: 4}, {Repeats: 0, Recency: 1, Age: 4},
		{Repeats: 1, Age: 4}, {Age: MostDays + 1}, {Repeats: 1, Recency: 1, Age: 1, SumLog: math.NaN()},
	} {
		if h.Check() == nil {
			t.Errorf("%+v passes", h)
		}
	}
	for _, h := range []History{{}, {Repeats: 4, Recency: 4, Age: 4}, {Age: MostDays}} {
		if err := h.Check(); err != nil {
			t.Errorf("%+v: %v", h, err)
		}
	}
}
