package recovery

import (
	"cmp"
	"math"
	"slices"
	"testing"
	"time"

	"sartor/internal/model/lifetime"
	"sartor/internal/model/rhythm"
	"sartor/internal/retail"
	"sartor/internal/simulate"
)

// shoppers are the purchase days of everyone of a chain, by household, growing.
func shoppers(t *testing.T, kind string, size simulate.Scale) (map[simulate.HouseholdID][]int32, simulate.Truth) {
	t.Helper()
	ch, err := simulate.New(simulate.World{Seed: simulate.OneSeed(8), Preset: named(t, kind), Origin: origin(), Zone: time.UTC, Scale: size})
	if err != nil {
		t.Fatal(err)
	}
	out := map[simulate.HouseholdID][]int32{}
	for r := range ch.History(t.Context(), 0, size.Days) {
		h, _ := ch.Truth().Who(r.ID)
		day := int32(ch.Day(retail.DayOf(r.At.Time(), time.UTC, retail.DefaultCut)))
		if days := out[h]; len(days) == 0 || days[len(days)-1] < day {
			out[h] = append(days, day)
		}
	}
	return out, ch.Truth()
}

// told is what a model said of one household and what was true.
type told struct {
	rate, trueRate float64 // purchase days while alive; rate 0 where nothing is said
	alive, truly   float64
	buys, bought   float64 // within four weeks
}

// asked is a chain's customers as of a day: what a model is given, and what of
// it comes true.
type asked struct {
	histories []lifetime.History
	all       []told
}

const (
	now   = 540
	ahead = 28
)

// ask takes the customers who first came after the first days: of the others
// nobody knows when they first came.
func ask(t *testing.T, kind string, households int) asked {
	t.Helper()
	days, truth := shoppers(t, kind, simulate.Scale{Households: households, Stores: 6, Days: now + ahead + 1})
	living := truth.Living(now + 1)
	var out asked
	for _, h := range sorted(days) {
		past, ok := lifetime.HistoryOf(days[h], now)
		if !ok || days[h][0] < 150 {
			continue
		}
		one := told{trueRate: 1 / truth.Person(h).Gap}
		if living[h] {
			one.truly = 1
		}
		if slices.ContainsFunc(days[h], func(d int32) bool { return d > now && d <= now+ahead }) {
			one.bought = 1
		}
		out.histories, out.all = append(out.histories, past), append(out.all, one)
	}
	return out
}

// TestLifetime_FindsRates: fitted to receipts alone, the model of lifetimes orders
// customers by their true rates, and its own chances come true as far as the chain's law
// is its own (what is shown is held by TestChance_ComesTrue): in grocery .03 hold; clothes customers also leave after visits on
// which they bought nothing, so that only what they will do is held, not who is
// gone; home owners' projects come in bursts, which no renewal law knows.
func TestLifetime_FindsRates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind         string
		households   int
		order        float64 // Spearman's ρ at least
		alive, month float64 // calibration error at most
	}{
		{"grocery", 1500, .75, .03, .03},
		{"apparel", 4000, .30, .12, .02},
		{"diy", 2000, .50, .12, .06},
	} {
		t.Run(c.kind, func(t *testing.T) {
			t.Parallel()
			a := ask(t, c.kind, c.households)
			fit := a.judge(t)
			repeaters := slices.DeleteFunc(slices.Clone(a.all), func(x told) bool { return x.rate == 0 })
			order := spearman(column(repeaters, func(x told) float64 { return x.rate }), column(repeaters, func(x told) float64 { return x.trueRate }))
			alive := calibration(a.all, func(x told) (float64, float64) { return x.alive, x.truly })
			month := calibration(a.all, func(x told) (float64, float64) { return x.buys, x.bought })
			t.Logf("%d customers, %s %v; order of rates ρ %.3f; calibration error of P(alive) %.4f, of P(buys in 4 weeks) %.4f",
				len(a.all), fit.Model.Name(), fit.Model.Params(), order, alive, month)
			if order < c.order || alive > c.alive || month > c.month {
				t.Errorf("order of rates ρ %.3f, at least %.2f; calibration errors %.4f and %.4f, at most %.2f and %.2f", order, c.order, alive, month, c.alive, c.month)
			}
			// The clothes chain's rhythm is that of cdnow: r .525, α 6.0, leaving .37 a purchase.
			m := fit.Model
			if leaving := m.A / (m.A + m.B); c.kind == "apparel" && (math.Abs(m.R-.525) > .2 || math.Abs(m.Alpha-6) > 2 || math.Abs(leaving-.37) > .08) {
				t.Errorf("r %.3f, α %.2f, leaving %.3f; the chain was made with .525, 6.0, .37", m.R, m.Alpha, leaving)
			}
		})
	}
}

// judge fits the model to all customers and writes down what it says of each.
func (a *asked) judge(t *testing.T) lifetime.Fit {
	t.Helper()
	rows, err := lifetime.Count(a.histories, 2)
	if err != nil {
		t.Fatal(err)
	}
	fit, err := rows.Fit(lifetime.Model{Kind: lifetime.MBG, K: 1}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range a.histories {
		p, one := fit.Model.Posterior(h), &a.all[i]
		one.alive, _ = p.Alive()
		one.buys = p.Buys(ahead)
		if h.Repeats > 0 && one.alive > .01 {
			one.rate = p.Expected(ahead) / one.alive
		}
	}
	return fit
}

// TestRhythm_FindsRegularity: types that truly come more regularly are found to.
func TestRhythm_FindsRegularity(t *testing.T) {
	t.Parallel()
	days, truth := shoppers(t, "grocery", simulate.Scale{Households: 1200, Stores: 6, Days: 365})
	by := map[string][]rhythm.Renewal{}
	for _, h := range sorted(days) {
		ty := truth.Person(h).Type
		by[ty] = append(by[ty], rhythm.RenewalOf(days[h], 364))
	}
	k := func(kind string) float64 {
		fit, err := rhythm.Fit(by[kind], rhythm.Law{K: 1, R: 2, A: 10})
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		return fit.K
	}
	regular, middle, erratic := k("bulk"), k("family"), k("student")
	t.Logf("stages of a gap: bulk %.2f (truly about 4.0), family %.2f (3.0), student %.2f (1.1)", regular, middle, erratic)
	if regular < 1.15*middle || middle < 1.3*erratic {
		t.Errorf("stages of a gap: bulk %.2f, family %.2f, student %.2f; truly 4.0, 3.0, 1.1", regular, middle, erratic)
	}
}

func column(all []told, of func(told) float64) []float64 {
	out := make([]float64, len(all))
	for i, x := range all {
		out[i] = of(x)
	}
	return out
}

func sorted(days map[simulate.HouseholdID][]int32) []simulate.HouseholdID {
	out := make([]simulate.HouseholdID, 0, len(days))
	for h := range days {
		out = append(out, h)
	}
	slices.Sort(out)
	return out
}

// calibration is the expected error of chances in ten groups of equal size.
func calibration(all []told, of func(told) (chance, truly float64)) float64 {
	by := slices.Clone(all)
	slices.SortStableFunc(by, func(a, b told) int {
		x, _ := of(a)
		y, _ := of(b)
		return cmp.Compare(x, y)
	})
	const groups = 10
	sum := 0.0
	for g := range groups {
		part := by[g*len(by)/groups : (g+1)*len(by)/groups]
		off := 0.0
		for _, x := range part {
			chance, truly := of(x)
			off += chance - truly
		}
		sum += math.Abs(off)
	}
	return sum / float64(len(by))
}

// spearman is the rank correlation.
func spearman(a, b []float64) float64 {
	x, y := ranks(a), ranks(b)
	n, sum := float64(len(a)), 0.0
	for i := range x {
		sum += (x[i] - y[i]) * (x[i] - y[i])
	}
	return 1 - 6*sum/(n*(n*n-1))
}

func ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(v[a], v[b]) })
	out := make([]float64, len(v))
	for r, i := range order {
		out[i] = float64(r)
	}
	return out
}
