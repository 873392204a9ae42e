package lifetime

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// histories draws n customers, whatever model they follow.
func histories(rng *rand.Rand, n int) []History {
	out := make([]History, n)
	for i := range out {
		h := History{Age: rng.Int32N(600)}
		if h.Age > 0 && rng.IntN(3) > 0 {
			h.Recency = 1 + rng.Int32N(h.Age)
			h.Repeats = 1 + rng.Int32N(min(h.Recency, 1+rng.Int32N(80)))
			h.SumLog = rng.NormFloat64()
		}
		out[i] = h
	}
	return out
}

func TestRows_LikelihoodOfEachOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 3))
	all := histories(rng, 800)
	all = append(all, all[:200]...)
	all = append(all, History{Repeats: 500, Recency: 520, Age: 599}, History{Repeats: 599, Recency: 599, Age: 599}, History{})
	rows, err := Count(all, 2)
	if err != nil {
		t.Fatal(err)
	}
	if rows.Customers() != len(all) || rows.Len() >= len(all)-150 {
		t.Fatalf("%d customers in %d rows", rows.Customers(), rows.Len())
	}
	bg, mbg, cnbd, pareto := published()
	for _, m := range []Model{bg, mbg, cnbd, pareto, {BG, 3, .5, 2, .3, .6}, {MBG, 6, .01, .01, 40, .02}, {Pareto, 1, 3, .02, 2, 90}, {Pareto, 1, .01, 900, 9, .1}} {
		want, slope := 0.0, [4]float64{}
		for _, h := range all {
			want += m.LogLik(h)
			for i, g := range m.gradient(h) {
				slope[i] += g
			}
		}
		near(t, m.Name(), rows.LogLik(m, 2), want, 1e-10*math.Abs(want))
		_, got := newSurface(rows, m).at(m.theta(), 2)
		for i := range got {
			near(t, m.Name()+" gradient", got[i], slope[i], 1e-8*(math.Abs(slope[i])+float64(len(all))))
		}
	}
}

func TestRows_OrderAndWorkersDoNotShow(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 3))
	all := histories(rng, 3000)
	all = append(all, all...)
	one, _ := Count(all, 1)
	for i := range all {
		j := rng.IntN(len(all))
		all[i], all[j] = all[j], all[i]
	}
	two, err := Count(all, 5)
	if err != nil || !slices.Equal(one.rows, two.rows) {
		t.Fatalf("shuffled histories are counted in another way (%v)", err)
	}
	_, mbg, cnbd, pareto := published()
	for _, m := range []Model{mbg, cnbd, pareto} {
		a, ga := newSurface(one, m).at(m.theta(), 1)
		b, gb := newSurface(two, m).at(m.theta(), 7)
		if a != b || ga != gb {
			t.Errorf("%s: %v %v with one worker, %v %v with seven", m.Name(), a, ga, b, gb)
		}
	}
	if _, err := Count([]History{{Repeats: 2, Recency: 1, Age: 3}}, 1); err == nil {
		t.Error("an impossible history is counted")
	}
}

// Days for weeks multiplies α by 7 and shifts the likelihood by the repeats.
func TestRows_UnitOfTimeShiftsTheLikelihood(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	all := histories(rng, 500)
	slow, repeats := slices.Clone(all), 0.0
	for i := range slow {
		slow[i].Recency, slow[i].Age = 7*slow[i].Recency, 7*slow[i].Age
		slow[i].SumLog += float64(slow[i].Repeats) * math.Log(7)
		repeats += float64(slow[i].Repeats)
	}
	fast, _ := Count(all, 1)
	stretchedOut, _ := Count(slow, 1)
	for _, m := range []Model{{BG, 1, .24, 4.4, .79, 2.4}, {MBG, 3, .24, 4.4, .79, 2.4}} {
		days := m
		days.Alpha *= 7
		near(t, m.Name(), stretchedOut.LogLik(days, 1), fast.LogLik(m, 1)-repeats*math.Log(7), 1e-6)
	}
}
