package wants

import (
	"errors"
	"fmt"

	"sartor/internal/model/basket"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/ranker"
	"sartor/internal/model/trial"
	"sartor/internal/stat"
)

// level is that of all intervals.
const level = .9

// fitting is one choice under way.
type fitting struct {
	view   basket.View
	o      Options
	newest trial.Split
	report Report
	model  *Model
	habits trial.Marks
	used   trial.Marks
	lists  [][]uint32 // of the additive score
}

// Fit chooses the order that is used: weights on splits before the newest, everything
// judged on the newest one, which none of them has seen. A nil model without an error
// says that own habits are not beaten, or what stands is better; Report.Why says which.
func Fit(v basket.View, o Options) (*Model, Report, error) {
	f := fitting{view: v, o: o}
	f.o.Workers = max(1, o.Workers)
	s, ok := ranker.Newest(v)
	earlier := ranker.Earlier(v, dayOf(&s), mostTuned)
	if !ok || len(s.Cases) < leastCases || len(earlier) == 0 {
		return nil, Report{}, ErrFew
	}
	f.newest = s
	f.report.Day, f.report.Cases = dayOf(&s), len(s.Cases)
	weights := neighbour.Start()
	steps := []func() error{
		func() error { weights = neighbour.Tune(earlier, f.o.neighbours()).Weights; return nil },
		func() error { return f.additive(weights) },
		f.ranked,
		f.choose,
	}
	for _, step := range steps {
		if err := f.stopped(); err != nil {
			return nil, f.report, err
		}
		if err := step(); err != nil {
			return nil, f.report, err
		}
	}
	return f.model, f.report, nil
}

func (f *fitting) stopped() error {
	if f.o.Stop == nil {
		return nil
	}
	return f.o.Stop()
}

// errSpent says why trees do not speak where their time was used up.
var errSpent = errors.New("the time for trees was used up before all had grown; without them until the next run, unless those that stand are better")

func (f *fitting) stoppedOrSpent() error {
	if err := f.stopped(); err != nil {
		return err
	}
	if f.o.Spent != nil && f.o.Spent() {
		return errSpent
	}
	return nil
}

func dayOf(s *trial.Split) int32 {
	if len(s.Cases) == 0 {
		return 0
	}
	return s.Cases[0].Day
}

// additive judges own habits, and the additive score with the weights chosen for it.
func (f *fitting) additive(w neighbour.Weights) error {
	habits, err := trial.Judge(&f.newest, neighbour.Fixed{Title: Habits, Weights: f.o.Habits, Options: f.o.neighbours()})
	if err != nil {
		return err
	}
	m, err := neighbour.Fit(f.newest.Known, w, f.o.neighbours())
	if err != nil {
		return err
	}
	f.habits = habits
	f.lists = listsOf(m, &f.newest)
	if f.used, err = trial.Judge(&f.newest, trial.Given{Title: Additive, Of: f.lists}); err != nil {
		return err
	}
	f.model = &Model{Weights: w, Chances: m.Chances(f.newest.Cases)}
	f.report.Weights, f.report.Habits, f.report.Tuned = w, habits.Score(f.draw()), f.used.Score(f.draw())
	return nil
}

func listsOf(m *neighbour.Model, s *trial.Split) [][]uint32 {
	out := make([][]uint32, len(s.Cases))
	for i, list := range m.Lists(s.Cases, trial.Deep, neighbour.Everything) {
		for _, p := range list {
			out[i] = append(out[i], p.Product)
		}
	}
	return out
}

func (f *fitting) draw() trial.Draw { return trial.Draw{Level: level, Seed: f.o.Seed} }

// ranked lets trees speak, where they win.
func (f *fitting) ranked() error {
	if f.o.Plain != "" {
		f.report.NoRanker = f.o.Plain
		return nil
	}
	o := f.o.ranker(trial.Given{Title: Additive, Of: f.lists})
	o.Stop = f.stoppedOrSpent
	r, report, err := ranker.Fit(f.view, o)
	switch {
	case errors.Is(err, ranker.ErrFew):
		f.report.NoRanker = ranker.ErrFew.Hint
		return nil
	case errors.Is(err, errSpent):
		f.report.NoRanker = errSpent.Error()
		return nil
	case err != nil:
		return err
	}
	f.report.Ranker = &report
	if report.Ships {
		f.model.Ranker, f.model.Chances, f.used = r, report.Chances, report.Marks
	}
	return nil
}

// choose takes the best that may speak: not below own habits, and not below what
// stands by more than that one's interval.
func (f *fitting) choose() error {
	gain, err := trial.Compare(&f.used, &f.habits, f.draw())
	if err != nil {
		return err
	}
	f.report.Gain, f.report.InUse, f.report.Name = gain, f.used.Score(f.draw()), f.model.Name()
	f.report.Why = fmt.Sprintf("%s: Recall@10 %.4f on the next baskets of %d customers, own habits and popularity %.4f (%+.4f to %+.4f)",
		f.report.Name, f.report.InUse.Recall10.Value, f.report.Cases, f.report.Habits.Recall10.Value, gain.Recall10.Low, gain.Recall10.High)
	if gain.Recall10.Value < 0 {
		f.report.Why += "; they stay in use"
		f.report.Name, f.report.InUse, f.model = Habits, f.report.Habits, nil
	}
	return f.gate()
}

// gate holds the choice against what stands.
func (f *fitting) gate() error {
	stands := f.o.Standing
	_, last, _ := f.view.Ends()
	f.report.Learned = Learned{Through: last, Score: f.report.InUse}
	if stands.Model == nil {
		return nil
	}
	s, least, err := f.bar(stands)
	if err != nil {
		return err
	}
	if s.Customers > 0 { // else nobody knows how well it did
		f.report.Standing = &s
	}
	if f.report.InUse.Recall10.Value < least {
		f.report.Why = fmt.Sprintf("%s: Recall@10 %.4f over %d customers; standing %.4f, least allowed %.4f",
			f.report.Name, f.report.InUse.Recall10.Value, f.report.Cases, s.Recall10.Value, least)
		f.report.Name, f.report.InUse, f.model, f.report.Learned = stands.Name(), s, stands.Model, stands.Learned
	}
	return nil
}

// bar is how well what stands does, and the least Recall@10 that is not worse: on the same
// customers, or, where its trees have grown on some of their next baskets and know them, by
// what it reached on others when it was learned.
func (f *fitting) bar(stands Standing) (s trial.Score, least float64, err error) {
	if stands.knows(f.report.Day) {
		was := stands.Score.Recall10
		return stands.Score, stat.Drifted(was.Value, was.Interval, f.report.InUse.Recall10.Interval), nil
	}
	marks, err := trial.Judge(&f.newest, stands.way(&f.o))
	if err != nil {
		return s, 0, err
	}
	s = marks.Score(f.draw())
	return s, s.Recall10.Value - s.Recall10.Half(), nil
}

// knows reports whether the order may have learned what was bought on the day or after it:
// trees grow on next baskets, weights alone remember none.
func (s Standing) knows(day int32) bool { return s.Ranker != nil && s.Through >= day }

// way is a given model as a candidate.
func (m *Model) way(o *Options) trial.Candidate {
	if m.Ranker != nil {
		return ranker.Way{Ranker: m.Ranker, Options: o.ranker(nil)}
	}
	return neighbour.Fixed{Title: m.Name(), Weights: m.Weights, Options: o.neighbours()}
}
