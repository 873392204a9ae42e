package response

import (
	"math"
	"math/rand/v2"
	"testing"

	"sartor/internal/stat"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %.4f, want %.4f ± %g", what, got, want, tolerance)
	}
}

func schools() []Group {
	return []Group{{28, 15}, {8, 10}, {-3, 16}, {7, 11}, {-1, 9}, {1, 11}, {18, 10}, {12, 18}}
}

// The eight schools of Rubin 1981, with the uniform prior of Bayesian Data Analysis
// 5.5: medians of its table 5.3, which rests on 200 draws.
func TestPool_EightSchools(t *testing.T) {
	t.Parallel()
	got, err := Prior{Scale: math.Inf(1)}.Of(schools())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{10, 8, 7, 8, 5, 6, 10, 8} {
		near(t, "school "+string(rune('A'+i)), got.Groups[i].Effect, want, 1.6)
	}
	near(t, "mean", got.Mean.Effect, 8, 1)
}

// The same by another way: Gibbs draws, which know nothing of the mixture.
func TestPool_EqualsDraws(t *testing.T) {
	t.Parallel()
	const scale, draws = 5.0, 400_000
	all := schools()
	got, err := Prior{Scale: scale}.Of(all)
	if err != nil {
		t.Fatal(err)
	}
	// Importance sampling: τ from its prior, weighed by what the data say of it.
	r := rand.New(rand.NewPCG(4, 4))
	sum, weight, below := 0.0, 0.0, 0.0
	for range draws {
		tau := scale * math.Abs(math.Tan(math.Pi*(r.Float64()-.5)))
		c, l := at(tau, all)
		n := c.group(all[0])
		theta := n.mean + math.Sqrt(n.variance)*r.NormFloat64()
		w := math.Exp(l)
		sum, weight = sum+w*theta, weight+w
		if theta < got.Groups[0].Range.Low {
			below += w
		}
	}
	near(t, "school A", got.Groups[0].Effect, sum/weight, .1)
	near(t, "below its range", below/weight, .05, .004)
}

// drawn are nine groups and what is true of them.
func drawn(r *rand.Rand, tau float64) (groups []Group, truth []float64) {
	for range 9 {
		real, se := .2+tau*r.NormFloat64(), .05+.25*r.Float64()
		groups, truth = append(groups, Group{real + se*r.NormFloat64(), se}), append(truth, real)
	}
	return groups, truth
}

// ranges counts how many of all ranges hold the truth, and how wide they are
// against those of the groups alone.
func ranges(t *testing.T, tau float64) (share, width float64) {
	t.Helper()
	const draws = 200
	r := rand.New(rand.NewPCG(uint64(1000*tau), 3))
	held, alone := 0, 0.0
	for range draws {
		groups, truth := drawn(r, tau)
		p, err := Prior{Scale: .2}.Of(groups)
		if err != nil {
			t.Fatal(err)
		}
		for i, g := range p.Groups {
			width, alone = width+g.Range.High-g.Range.Low, alone+2*1.645*groups[i].SE
			if g.Range.Low <= truth[i] && truth[i] <= g.Range.High {
				held++
			}
		}
	}
	return float64(held) / (9 * draws), width / alone
}

// Nine of ten ranges hold the truth, when groups differ much, little and not at
// all; ranges of the groups alone are the wider ones.
func TestPool_RangesHold(t *testing.T) {
	t.Parallel()
	whole := 0.0
	for _, tau := range []float64{0, .05, .2, .6} {
		share, width := ranges(t, tau)
		t.Logf("τ %.2f: %.3f of the ranges hold, at %.2f of the width alone", tau, share, width)
		whole += share / 4
		if share < .86 || share > .985 {
			t.Errorf("τ %.2f: %.3f of the 90 %% ranges hold what is true", tau, share)
		}
		if width >= 1 {
			t.Errorf("τ %.2f: pooling made the ranges wider, %.2f times", tau, width)
		}
	}
	if whole < .9 || whole > .95 {
		t.Errorf("%.3f of all 90 %% ranges hold what is true", whole)
	}
}

func TestPool_Shrinks(t *testing.T) {
	t.Parallel()
	p, err := Prior{Scale: .2}.Of([]Group{{.5, .02}, {.5, .5}, {0, .05}, {.1, .05}, {.05, .05}, {.2, .05}})
	if err != nil {
		t.Fatal(err)
	}
	sure, unsure := p.Groups[0], p.Groups[1]
	if sure.Kept < .9 || unsure.Kept > .5 || unsure.Effect >= sure.Effect {
		t.Errorf("the same effect, well and hardly known: kept %.2f and %.2f, %.2f and %.2f", sure.Kept, unsure.Kept, sure.Effect, unsure.Effect)
	}
	if sure.Range.High-sure.Range.Low >= unsure.Range.High-unsure.Range.Low {
		t.Error("who is known better has the smaller range")
	}
}

func TestPool_Edges(t *testing.T) {
	t.Parallel()
	one, err := Prior{Scale: .2}.Of([]Group{{.3, .1}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "one group", one.Groups[0].Effect, .3, 1e-9)
	near(t, "its range", one.Groups[0].Range.Low, .3-1.6449*.1, 1e-4)
	alike, err := Prior{Scale: .2}.Of([]Group{{.3, .1}, {.3, .1}, {.3, .1}, {.3, .1}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "all alike", alike.Groups[2].Effect, .3, 1e-9)
	if alike.Spread > .08 {
		t.Errorf("all alike: a spread of %.3f", alike.Spread)
	}
	if huge, err := (Prior{Scale: .2}).Of([]Group{{1e9, 1e-6}, {-1e9, 1e6}}); err != nil || math.IsNaN(huge.Groups[1].Effect) {
		t.Errorf("huge: %+v, %v", huge, err)
	}
	for _, bad := range [][]Group{{{.1, 0}}, {{math.NaN(), 1}}, {{1, math.NaN()}}, {{1, math.Inf(1)}}, {{math.Inf(-1), 1}}, {{1, -1}}} {
		if got, err := (Prior{Scale: .2}).Of(bad); err == nil {
			t.Errorf("%v: got %+v, want a refusal", bad, got)
		}
	}
	if none, err := (Prior{Scale: .2}).Of(nil); err != nil || len(none.Groups) != 0 {
		t.Errorf("nothing: %+v, %v", none, err)
	}
}

// Of groups that are alike at most one readout in ten accuses any, and one in ten
// praises any, however many groups and looks there are; the twin that does not
// adjust accuses in most.
func TestBehind_AccusesNobody(t *testing.T) {
	t.Parallel()
	const readouts, groups, looks = 500, 12, 6
	r := rand.New(rand.NewPCG(8, 8))
	accused, praised, twin := 0, 0, 0
	for range readouts {
		sums, behind, ahead, naive := make([]float64, groups), false, false, false
		for look := 1; look <= looks; look++ {
			all := make([]Apart, groups)
			for g := range all {
				sums[g] += r.NormFloat64()
				all[g] = Apart{sums[g] / float64(look), 1 / math.Sqrt(float64(look))}
				naive = naive || all[g].Effect/all[g].SE < -1.282
			}
			for _, v := range Judge(all, 1.0/looks) {
				behind, ahead = behind || v == Behind, ahead || v == Ahead
			}
		}
		if behind {
			accused++
		}
		if ahead {
			praised++
		}
		if naive {
			twin++
		}
	}
	if max(accused, praised) > readouts/10 || twin < readouts/2 {
		t.Errorf("%d of %d readouts accuse a group that is like the others and %d praise one; %d accuse without adjusting", accused, readouts, praised, twin)
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	got := Judge([]Apart{{-.5, .1}, {.5, .1}, {-.1, .1}, {-9, 0}, {math.NaN(), 1}}, .2)
	want := []Verdict{Behind, Ahead, Alike, Alike, Alike}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("group %d: got %d, want %d", i, got[i], want[i])
		}
	}
	if len(Judge(nil, .2)) != 0 {
		t.Error("no group, no verdict")
	}
}

// TestShows: of a group as far behind as Shows says it takes, about eight in ten are
// named; of one known a little less, it says no.
func TestShows(t *testing.T) {
	t.Parallel()
	const gap, share, groups = .223, .2, 4
	reach := stat.NormalQuantile(1-Discovery*share/groups) + stat.NormalQuantile(Power)
	near(t, "reach", reach, 2.575829+.841621, 1e-5)
	se := gap / reach
	if !Shows([]Apart{{0, se * .999}, {0, se * .5}, {}, {}}, share, gap) {
		t.Error("what is known well enough does not show")
	}
	for name, bad := range map[string][]Apart{"one is known too little": {{0, se * 1.001}, {0, se * .5}, {}, {}}, "one alone": {{0, se * .5}}, "nothing": nil, "no number": {{0, math.NaN()}, {0, se}}} {
		if Shows(bad, share, gap) {
			t.Errorf("%s, and it shows", name)
		}
	}
	r, named := rand.New(rand.NewPCG(7, 7)), 0
	const draws = 4000
	for range draws {
		all := []Apart{{-gap + se*r.NormFloat64(), se}, {se * r.NormFloat64(), se}, {se * r.NormFloat64(), se}, {se * r.NormFloat64(), se}}
		if Judge(all, share)[0] == Behind {
			named++
		}
	}
	if part := float64(named) / draws; part < .78 || part > .83 {
		t.Errorf("%.3f of the groups that are so far behind are named, want about %v", part, Power)
	}
}
