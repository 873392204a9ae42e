package wants

import (
	"testing"

	"sartor/internal/model/modeltest"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/trial"
)

// BenchmarkOnline_InUse judges what is used, chosen inside what came before, on strict
// splits in time, beside own habits, which were used before there was a choice.
func BenchmarkOnline_InUse(b *testing.B) {
	all := modeltest.Online(b).All()
	for b.Loop() {
		for _, day := range []string{"2011-10-01", "2011-11-01"} {
			s := trial.Before(all, modeltest.DayOf(b, day), 2, 10_000)
			s.Name = day
			compare(b, &s)
		}
	}
}

// compare sets what is used beside own habits, paired over the same customers.
func compare(b *testing.B, s *trial.Split) {
	b.Helper()
	o, draw := options(), trial.Draw{Level: .9, Seed: 1}
	o.Trees = 0
	mine, err := trial.Judge(s, Way{o})
	if err != nil {
		b.Fatal(err)
	}
	plain, err := trial.Judge(s, neighbour.Fixed{Title: Habits, Weights: o.Habits, Options: o.neighbours()})
	if err != nil {
		b.Fatal(err)
	}
	d, err := trial.Compare(&mine, &plain, draw)
	if err != nil {
		b.Fatal(err)
	}
	x, y := mine.Score(draw), plain.Score(draw)
	b.Logf("%s, %d customers: Recall@10 / @20 in use %.4f / %.4f, habits %.4f / %.4f; gain %+.4f (%+.4f to %+.4f), NDCG@10 %+.4f (%+.4f to %+.4f)", s.Name, x.Customers,
		x.Recall10.Value, x.Recall20.Value, y.Recall10.Value, y.Recall20.Value, d.Recall10.Value, d.Recall10.Low, d.Recall10.High, d.NDCG10.Value, d.NDCG10.Low, d.NDCG10.High)
}

// TestOnline_AdditiveInUse is the same for a chain in which trees may not speak, on half
// of the customers: cheap enough to be run each time.
func TestOnline_AdditiveInUse(t *testing.T) {
	t.Parallel()
	s := trial.Before(modeltest.Online(t).All(), modeltest.DayOf(t, "2011-11-01"), 2, 10_000)
	o := options()
	f := fitting{view: s.Known, o: o, newest: s}
	if err := f.additive(neighbour.Tune([]trial.Split{trial.Before(s.Known, modeltest.DayOf(t, "2011-10-01"), 2, 500)}, o.neighbours()).Weights); err != nil {
		t.Fatal(err)
	}
	d, err := trial.Compare(&f.used, &f.habits, trial.Draw{Level: .9, Seed: 1})
	if err != nil || d.Recall10.Low <= 0 || d.NDCG10.Low <= 0 {
		t.Errorf("the additive score is not better than own habits: %+v, %v", d, err)
	}
}
