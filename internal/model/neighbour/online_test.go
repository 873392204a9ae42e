package neighbour

import (
	"testing"

	"sartor/internal/model/basket"
	"sartor/internal/model/modeltest"
	"sartor/internal/model/trial"
)

// reached tunes inside what a split knows and returns the score on its target.
func reached(t *testing.T, s trial.Split, inner ...trial.Split) trial.Score {
	t.Helper()
	o := Options{Workers: 2, Seed: 1}
	choice := Tune(inner, o)
	marks, err := trial.Judge(&s, Fixed{"additive", choice.Weights, o, Everything})
	if err != nil {
		t.Fatal(err)
	}
	score := marks.Score(trial.Draw{Level: .9, Seed: 1})
	t.Logf("%s: %+v of %d cells, R@10 %.4f±%.4f R@20 %.4f±%.4f NDCG@10 %.4f PHR@10 %.4f coverage %.3f", s.Name, choice.Weights, choice.Cells,
		score.Recall10.Value, score.Recall10.SE, score.Recall20.Value, score.Recall20.SE, score.NDCG10.Value, score.PHR10.Value, score.Coverage)
	return score
}

// The bar is RANKER "Results": tuned, and multiplied by the trend.
func TestOnlineRetail_LastBasketOut(t *testing.T) {
	t.Parallel()
	s := trial.LastOut(modeltest.Online(t).All(), 1, 4, 10_000)
	got := reached(t, s, trial.LastOut(s.Known, 1, 3, 1500))
	if got.Recall10.Value < .2276 || got.Recall20.Value < .3140 || got.NDCG10.Value < .3490 {
		t.Errorf("below the published additive score: %+v", got)
	}
}

func TestOnlineRetail_SplitInTime(t *testing.T) {
	t.Parallel()
	all := modeltest.Online(t).All()
	for _, c := range []struct {
		now, before      string
		cases            int
		recall, recall20 float64
	}{
		{"2011-10-01", "2011-08-16", 1149, .1762, .2527},
		{"2011-11-01", "2011-10-01", 1018, .1984, .2862},
	} {
		s := trial.Before(all, modeltest.DayOf(t, c.now), 2, 10_000)
		got := reached(t, s, inTime(t, s.Known, c.before))
		if got.Customers != c.cases || got.Recall10.Value < c.recall || got.Recall20.Value < c.recall20 {
			t.Errorf("%s: %d customers, want %d; below the published additive score: %+v", c.now, got.Customers, c.cases, got)
		}
	}
}

func inTime(t *testing.T, known basket.View, day string) trial.Split {
	return trial.Before(known, modeltest.DayOf(t, day), 2, 1500)
}
