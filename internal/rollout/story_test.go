package rollout

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"sartor/internal/retail"
	"sartor/internal/stat"
)

// town is a chain whose truth is known: six regions of four stores, a category that
// each sells by its size, and a product that some regions want more than others.
type town struct {
	rng    *rand.Rand
	theta  []float64 // of the product, by region
	appeal float64   // units a day in a store of the mean size
	taken  float64   // of them that others of the category lose
	study  Study
	size   []float64
	own    map[retail.StoreID]retail.BusinessDay // since when it is carried
}

const (
	firstDay = retail.BusinessDay(20_000)
	perUnit  = 100 // margin of a unit, minor
)

func theta() []float64 { return []float64{1.9, 1.2, 1.15, .95, .75, .5} }

func names() []string { return []string{"Coast", "South", "Midland", "Lakes", "North", "Hills"} }

func newTown(seed uint64, appeal float64) *town {
	t := &town{rng: rand.New(rand.NewPCG(seed, 9)), theta: theta(), appeal: appeal, taken: .3, own: map[retail.StoreID]retail.BusinessDay{}}
	t.study = Study{First: firstDay, Today: firstDay, Seed: seed, Typical: 20}
	for n := range 24 {
		t.size = append(t.size, math.Exp(.3*t.rng.NormFloat64()))
		t.study.Shops = append(t.study.Shops, Shop{ID: retail.StoreID(fmt.Sprintf("S%03d", n+1)), Region: names()[n%6], Place: [2]float64{50 + float64(n), 5}})
	}
	for _, source := range []Source{FromSearch, FromIdea} {
		for g, th := range t.theta {
			t.study.Notes = append(t.study.Notes, Tally{Source: source, Region: names()[g], Count: int64(t.poisson(60 * th))})
		}
	}
	return t
}

func (t *town) poisson(mean float64) float64 { return distuv.Poisson{Lambda: mean, Src: t.rng}.Rand() }

// pass lets some weeks go by.
func (t *town) pass(weeks int) {
	for range 7 * weeks {
		weather := math.Exp(.1 * t.rng.NormFloat64())
		for n := range t.study.Shops {
			s := &t.study.Shops[n]
			mood := weather * t.size[n] * math.Exp(.05*t.rng.NormFloat64())
			kin := t.poisson(20 * mood * math.Sqrt(t.theta[n%6]))
			rest := t.poisson(60 * mood)
			own := 0.0
			if since, ok := t.own[s.ID]; ok && t.study.Today >= since {
				own = t.poisson(t.appeal * mood * t.theta[n%6])
			}
			lost := min(math.Round(t.taken*own), kin)
			s.Traffic = append(s.Traffic, 1000*mood)
			s.Category = append(s.Category, kin+rest+own-lost)
			s.Margin = append(s.Margin, perUnit*(kin+rest+own-lost))
			s.Kin = append(s.Kin, kin-lost)
			s.Own = append(s.Own, own)
		}
		t.study.Today++
	}
}

func plan() Plan {
	return Plan{Name: "Paprika hummus", Product: "hummus", Category: "dips", Kin: []retail.ProductID{"dip"}, Price: 249, Cost: 149}.Defaults()
}

func (t *town) read(tb testing.TB, r *Rollout) Reading {
	tb.Helper()
	out, err := t.study.Of(r)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// approve takes what is proposed.
func (t *town) approve(tb testing.TB, r Rollout) Rollout {
	tb.Helper()
	out := t.read(tb, &r)
	next, err := r.Next(Command{Do: Approve, Day: t.study.Today, Stage: out.Next, Verdict: &out.Verdict, Least: out.Least(), Actor: Actor{ID: "stf_range"}})
	if err != nil {
		tb.Fatalf("%v: %+v", err, out.Verdict)
	}
	for _, id := range next.Carriers() {
		if _, known := t.own[id]; !known {
			t.own[id] = t.study.Today
		}
	}
	return next
}

// TestStory_GoodIsRampedDudIsStopped: a product that is wanted is piloted, read, ramped
// and done, its true effect within the range it was read with and nothing found before
// it began; one that nobody wants never gets beyond its pilot.
func TestStory_GoodIsRampedDudIsStopped(t *testing.T) {
	t.Parallel()
	held, quiet, ramped, stopped, n := 0, 0, 0, 0, 6
	for seed := range uint64(n) {
		good := newTown(seed+1, 12)
		good.pass(26)
		r := good.approve(t, Rollout{ID: "rol_good", Version: 1, State: Draft, Plan: plan()})
		good.pass(4)
		out := good.read(t, &r)
		truth := 0.0
		for _, p := range r.Stages[0].Stores {
			i := indexOf(good, p.Store)
			truth += 7 * good.appeal * good.size[i] * good.theta[i%6] * (1 - good.taken) / float64(len(r.Stages[0].Stores))
		}
		if f := out.Readout.Added; f.Known && f.Low <= truth && truth <= f.High {
			held++
		}
		if f := out.Readout.Placebo; f.Known && f.Low <= 0 && 0 <= f.High {
			quiet++
		}
		for range 6 {
			if out = good.read(t, &r); out.Verdict.Do != Go {
				good.pass(1)
				continue
			}
			if r = good.approve(t, r); r.State == Done {
				ramped++
				break
			}
			good.pass(4)
		}
		dud := newTown(seed+100, .4)
		dud.pass(26)
		d := dud.approve(t, Rollout{ID: "rol_dud", Version: 1, State: Draft, Plan: plan()})
		for range 12 {
			dud.pass(1)
			if out = dud.read(t, &d); out.Verdict.Do == Leave {
				stopped++
				break
			}
			if out.Verdict.Do == Go {
				t.Errorf("seed %d: a dud is let on: %+v %+v", seed, out.Verdict, out.Readout)
				break
			}
		}
	}
	if held < n-1 || quiet < n-2 || ramped < n-1 || stopped < n-1 {
		t.Errorf("of %d: truth within the range %d, nothing before the launch %d, ramped %d, stopped %d", n, held, quiet, ramped, stopped)
	}
}

func indexOf(t *town, id retail.StoreID) int {
	for i := range t.study.Shops {
		if t.study.Shops[i].ID == id {
			return i
		}
	}
	return -1
}

// TestStudy_FindsTheRegion: searches, ideas and kin name the strongest and the weakest
// region, and the true index lies in nine of ten ranges.
func TestStudy_FindsTheRegion(t *testing.T) {
	t.Parallel()
	held, n, first := 0, 0, 0
	const towns = 20
	for seed := range uint64(towns) {
		c := newTown(seed+500, 12)
		c.pass(10)
		out := c.read(t, &Rollout{State: Draft, Plan: plan()})
		for _, g := range out.Regions {
			n++
			if truth := c.theta[slices.Index(names(), g.Region)] / stat.Mean(c.theta); g.Index.Low <= truth && truth <= g.Index.High {
				held++
			}
		}
		if out.Regions[0].Region == "Coast" && out.Regions[5].Region == "Hills" {
			first++
		}
		if out.Basis != ByKin || !out.Stores[0].Weekly.Known || out.Stores[0].Weekly.High < 2*out.Stores[0].Weekly.Estimate {
			t.Fatalf("little experience: at least a factor of two, got %s %+v", out.Basis, out.Stores[0])
		}
	}
	if share := float64(held) / float64(n); share < .9 || first < towns-2 {
		t.Errorf("%.2f of the ranges hold the truth; %d of %d towns have the first and the last region", share, first, towns)
	}
}

// TestPropose_LeavesOtherPilotsAlone: stores of a pilot in the same category, and those it
// is measured beside, are neither proposed nor measured beside.
func TestPropose_LeavesOtherPilotsAlone(t *testing.T) {
	t.Parallel()
	c := newTown(500, 12)
	c.pass(10)
	draft := Rollout{State: Draft, Plan: plan()}
	first := c.read(t, &draft)
	for _, p := range first.Next.Stores[:2] {
		c.study.Taken = append(append(c.study.Taken, p.Store), p.Controls...)
	}
	second := c.read(t, &draft)
	if second.Next == nil || len(second.Next.Stores) == 0 {
		t.Fatalf("nothing is proposed beside a pilot in two stores: %+v", second.Next)
	}
	for _, p := range second.Next.Stores {
		for _, id := range append(p.Controls, p.Store) {
			if slices.Contains(c.study.Taken, id) {
				t.Errorf("%s belongs to another pilot: %+v", id, p)
			}
		}
	}
}
