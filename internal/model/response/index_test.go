package response

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

func seen() []Count { return []Count{{30, 20}, {12, 15}, {0, 2.5}, {55, 50}} }

func TestIndices_WorkedExample(t *testing.T) {
	t.Parallel()
	given := indices(seen(), 5) // SCIENCE.md 8.1, ν = 5
	for i, want := range [][4]float64{{1.4, 1.034786, 1.810625, .797308}, {.85, .541607, 1.215059, .056262}, {.666667, .262687, 1.220469, .054964}, {1.090909, .870042, 1.332431, .213921}} {
		near(t, "index", given[i].Index, want[0], 1e-5)
		near(t, "low", given[i].Range.Low, want[1], 1e-5)
		near(t, "high", given[i].Range.High, want[2], 1e-5)
		near(t, "chance over 1.2", given[i].Over(1.2), want[3], 1e-5)
	}
	near(t, "ν", math.Exp(likeliest(seen())), 26.1476, 1e-2)
	got, err := Indices(seen())
	if err != nil {
		t.Fatal(err)
	}
	near(t, "index by the likeliest ν", got[0].Index, 1.216696, 1e-3)
}

func TestIndices_RangesHold(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2, 2))
	held, n := 0, 0
	for range 100 {
		counts, truth := make([]Count, 20), make([]float64, 20)
		for i := range counts {
			truth[i] = distuv.Gamma{Alpha: 8, Beta: 8, Src: r}.Rand()
			e := 2 + 60*r.Float64()
			counts[i] = Count{distuv.Poisson{Lambda: truth[i] * e, Src: r}.Rand(), e}
		}
		got, err := Indices(counts)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			n++
			if got[i].Range.Low <= truth[i] && truth[i] <= got[i].Range.High {
				held++
			}
		}
	}
	if share := float64(held) / float64(n); share < .87 || share > .93 {
		t.Errorf("%.3f of the 90 %% ranges hold what is true", share)
	}
}

func TestIndices_Edges(t *testing.T) {
	t.Parallel()
	got, err := Indices([]Count{{0, 0}, {10, 10}, {90, 30}})
	if err != nil || got[0].Index != 1 {
		t.Errorf("nothing expected and nothing seen: %+v, %v", got, err)
	}
	for _, bad := range []Count{{1, 0}, {-1, 1}, {math.NaN(), 1}, {1, math.NaN()}, {math.Inf(1), 1}} {
		if got, err := Indices([]Count{bad}); err == nil {
			t.Errorf("%+v: got %+v, want a refusal", bad, got)
		}
	}
	if none, err := Indices(nil); err != nil || len(none) != 0 {
		t.Errorf("nothing: %v, %v", none, err)
	}
}
