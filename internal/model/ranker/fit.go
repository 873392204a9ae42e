package ranker

import (
	"fmt"

	"sartor/internal/fault"
	"sartor/internal/model/basket"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/trial"
	"sartor/internal/stat"
)

// What a chain needs before trees may speak [N].
const (
	leastCustomers = 500 // of the newest origin
	leastOrigins   = 3   // to learn from, beside the newest one
	mostOrigins    = 5
	leastSpan      = 7  // days between origins
	mostSpan       = 45 // likewise
	folds          = 5  // one part of the customers in five chooses how many trees
	level          = .9
	mostTrees      = 100 // of each loss
	rate           = .1  // of each tree that is taken
	tunedOrigins   = 2   // that the rival is tuned on
	listed         = 50  // products of a list that chances rest on
)

// Report says how a ranker came to be and whether it may speak.
type Report struct {
	Origins  []int32          `json:"origins"` // days learned from before the verdict, days since 1970-01-01
	Newest   int32            `json:"newest"`  // day of the verdict
	Score    trial.Score      `json:"score"`
	Rival    trial.Score      `json:"rival"`
	Beats    trial.Difference `json:"beats"`
	Ships    bool             `json:"ships"`
	Why      string           `json:"why"`
	Training                  // of what is returned

	Marks   trial.Marks       `json:"-"` // on the newest day
	Chances neighbour.Chances `json:"-"` // from shares to chances, on the newest day; as it was before it learned from that
}

// ErrFew says that a chain is too young or too small for trees: the additive
// score stands.
var ErrFew = fault.New(fault.Exhausted, "ranker_few", "the learned ranker needs 500 customers who came again after a day about a sixth of the history back; until then the additive score stands")

// Fit learns a ranker from a view. How many trees are grown is chosen on a fifth of
// the customers at the last origin before the newest; the verdict on these trees,
// which have learned from four fifths, falls at the newest one, which they have not
// seen; what is returned has learned from everybody, and from that one too.
// Report.Ships says whether it may stand in for the rival.
func Fit(v basket.View, o Options) (*Ranker, Report, error) {
	const op = "ranker.Fit"
	f := fitting{view: v, o: o}
	f.o.Workers = max(1, o.Workers)
	f.learn.o = f.o
	if err := f.plan(); err != nil {
		return nil, f.report, fault.At(op, err)
	}
	r, err := f.run()
	if err != nil {
		return nil, f.report, fault.At(op, err)
	}
	return r, f.report, nil
}

type fitting struct {
	view   basket.View
	o      Options
	learn  learning
	splits []trial.Split // of the last origins: the rival is tuned on them
	newest trial.Split
	report Report
}

// Newest is the split that a verdict falls on: the first baskets of the last eighth of
// the history, of customers with two before it; at most 4,000. False without baskets.
func Newest(v basket.View) (trial.Split, bool) {
	first, end, any := v.Ends()
	if !any {
		return trial.Split{}, false
	}
	return trial.Before(v, end+1-spanOf(first, end), 2, mostGroups), true
}

// Earlier are splits to choose weights on before the newest one, oldest first.
func Earlier(v basket.View, newest int32, most int) (out []trial.Split) {
	first, end, _ := v.Ends()
	days := origins(first, newest, spanOf(first, end))
	for _, day := range days[max(0, len(days)-tunedOrigins):] {
		out = append(out, trial.Before(v.Before(newest), day, 2, most))
	}
	return out
}

// chances set what the lists say beside what came.
func chances(s *trial.Split, lists [][]Scored) neighbour.Chances {
	var own, fresh []stat.Trial
	var owned trial.Owned
	for i, list := range lists {
		has := owned.Of(s.Known, s.Cases[i].Customer)
		for _, x := range list {
			one := stat.Trial{Score: x.Share}
			if basket.Contains(s.Cases[i].Truth, x.Product) {
				one.Hit = 1
			}
			if has(x.Product) {
				own = append(own, one)
			} else {
				fresh = append(fresh, one)
			}
		}
	}
	return neighbour.ChancesOf(own, fresh)
}

// plan lays the origins: the newest one span before the end, the others a span
// apart before it; a span is an eighth of the history, 7 to 45 days.
func (f *fitting) plan() error {
	first, end, any := f.view.Ends()
	if !any {
		return ErrFew
	}
	span := spanOf(first, end)
	f.newest, _ = Newest(f.view)
	f.report.Newest = end + 1 - span
	f.report.Origins = origins(first, f.report.Newest, span)
	if len(f.newest.Cases) < leastCustomers || len(f.report.Origins) < leastOrigins {
		return ErrFew
	}
	return nil
}

// origin is the split of a day, with targets before the newest origin.
func (f *fitting) origin(day int32) *trial.Split {
	s := trial.Before(f.view.Before(f.report.Newest), day, 2, mostGroups)
	if f.splits = append(f.splits, s); len(f.splits) > tunedOrigins {
		f.splits = f.splits[1:]
	}
	return &s
}

// rival is what must be beaten: the one given, else the additive score with
// the trend, tuned on the last origins.
func (f *fitting) rival() trial.Candidate {
	if f.o.Rival != nil {
		return f.o.Rival
	}
	o := neighbour.Options{Rank: f.o.Rank, Workers: f.o.Workers, Seed: f.o.Seed}
	return neighbour.Fixed{Title: "tuned additive score", Weights: neighbour.Tune(f.splits, o).Weights, Options: o}
}

func (f *fitting) run() (*Ranker, error) {
	for _, day := range f.report.Origins {
		if err := f.o.stopped(); err != nil {
			return nil, err
		}
		s := f.origin(day)
		f.learn.add(NewTables(s.Known, f.o).groups(s))
	}
	r, err := f.learn.choose()
	if err != nil {
		return nil, err
	}
	t := NewTables(f.newest.Known, f.o)
	if err := f.judge(Way{r, f.o, t}); err != nil {
		return nil, err
	}
	f.learn.add(t.groups(&f.newest))
	r, err = f.learn.grow()
	f.report.Training = f.learn.training
	return r, err
}

// judge compares the ranker with its rival at the newest origin.
func (f *fitting) judge(ours Way) error {
	draw := trial.Draw{Level: level, Seed: f.o.Seed}
	lists := ours.Scored(&f.newest, listed)
	f.report.Chances = chances(&f.newest, lists)
	marks, err := trial.Judge(&f.newest, trial.Given{Title: Name, Of: productsOf(lists)})
	if err != nil {
		return err
	}
	f.report.Marks = marks
	theirs, err := trial.Judge(&f.newest, f.rival())
	if err != nil {
		return err
	}
	f.report.Score, f.report.Rival = marks.Score(draw), theirs.Score(draw)
	if f.report.Beats, err = trial.Compare(&marks, &theirs, draw); err != nil {
		return err
	}
	d := &f.report.Beats
	f.report.Ships = d.Wins()
	f.report.Why = fmt.Sprintf("Recall@10 %+.4f (%+.4f to %+.4f), NDCG@10 %+.4f (%+.4f to %+.4f) against %s on %d customers: ",
		d.Recall10.Value, d.Recall10.Low, d.Recall10.High, d.NDCG10.Value, d.NDCG10.Low, d.NDCG10.High, theirs.Name, len(f.newest.Cases))
	if f.report.Ships {
		f.report.Why += "better beyond doubt in both, it is used"
	} else {
		f.report.Why += "not better beyond doubt in both, it is not used"
	}
	return nil
}
