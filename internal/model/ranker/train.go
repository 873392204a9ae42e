package ranker

import (
	"cmp"
	"fmt"

	"sartor/internal/fault"
	"sartor/internal/model/boost"
	"sartor/internal/model/trial"
	"sartor/internal/stat"
)

// Training says what trees were grown on and how.
type Training struct {
	Groups int      `json:"groups"` // customers at origins
	Rows   int      `json:"rows"`
	Losses []string `json:"losses"` // whose trees speak, each for its part
	Trees  int      `json:"trees"`  // of all of them
	Gains  []Gain   `json:"gains"`
}

// Train learns from splits, oldest first: what their cases bought, everything
// counted from what each split knows. How many trees of each loss are grown is chosen
// on a fifth of the customers at the last split; then all cases are learned from. It
// judges nothing: no case of these splits may judge the result. Fit does both.
func Train(splits []trial.Split, o Options) (*Ranker, Training, error) {
	const op = "ranker.Train"
	l := &learning{o: o}
	l.o.Workers = max(1, o.Workers)
	for i := range splits {
		l.add(NewTables(splits[i].Known, l.o).groups(&splits[i]))
	}
	if _, err := l.choose(); err != nil {
		return nil, Training{}, fault.At(op, err)
	}
	r, err := l.grow()
	if err != nil {
		return nil, Training{}, fault.At(op, err)
	}
	return r, l.training, nil
}

type learning struct {
	o        Options
	past     []group         // of all splits, in their order
	late     int             // the first group of the last split
	grown    []boost.Options // what was chosen; their mean ranks
	training Training
}

// add adds the groups of a split, the newest so far.
func (l *learning) add(groups []group) {
	l.late = len(l.past)
	l.past = append(l.past, groups...)
}

// settings are the ways of growing whose trees speak together. Two losses err apart: on
// Online Retail before its test days their mean was better by .003 Recall@10 than either
// alone, and than the mean of two or three of one loss.
func (l *learning) settings() []boost.Options {
	grow := boost.Options{Leaves: 15, Depth: 8, Rate: rate, Least: 100, Share: .5, Patience: 25, Trees: cmp.Or(l.o.Trees, mostTrees), Workers: l.o.Workers, Seed: l.o.Seed, Stop: l.o.Stop}
	soft, plain := grow, grow
	soft.Loss, soft.L2 = boost.Softmax{}, 1
	plain.Loss, plain.L2 = boost.Logistic{}, 5
	return []boost.Options{soft, plain}
}

// choose grows trees of each loss on four fifths of the customers until the others at
// the last origin are foretold no better. A loss that foretells them no better than
// none at all is left out. It returns the mean of what it has grown.
func (l *learning) choose() (*Ranker, error) {
	var learn, held []group
	for i, g := range l.past {
		switch aside := stat.Mix(uint64(g.customer), l.o.Seed)%folds == 0; {
		case !aside:
			learn = append(learn, g)
		case i >= l.late:
			held = append(held, g)
		}
	}
	if len(held) == 0 || len(learn) == 0 {
		return nil, ErrFew
	}
	cuts, err := cutsOf(learn)
	if err != nil {
		return nil, err
	}
	train, err := sample(learn, cuts)
	if err != nil {
		return nil, err
	}
	test, err := sample(held, cuts)
	if err != nil {
		return nil, err
	}
	var models []*boost.Model
	for _, o := range l.settings() {
		m, report, err := boost.Fit(train, &test, o)
		if err != nil {
			return nil, err
		}
		if o.Trees = report.Trees; o.Trees > 0 {
			models, l.grown = append(models, m), append(l.grown, o)
		}
	}
	if len(models) == 0 {
		return nil, ErrFew
	}
	return mean(models)
}

func mean(models []*boost.Model) (*Ranker, error) {
	m, err := boost.Mean(models...)
	if err != nil {
		return nil, err
	}
	return &Ranker{m}, nil
}

// grow grows the trees that were chosen on all groups.
func (l *learning) grow() (*Ranker, error) {
	cuts, err := cutsOf(l.past)
	if err != nil {
		return nil, err
	}
	s, err := sample(l.past, cuts)
	if err != nil {
		return nil, err
	}
	var models []*boost.Model
	l.training = Training{Groups: len(l.past), Rows: s.Table.Rows()}
	for _, o := range l.grown {
		m, _, err := boost.Fit(s, nil, o)
		if err != nil {
			return nil, err
		}
		models = append(models, m)
		l.training.Losses, l.training.Trees = append(l.training.Losses, fmt.Sprintf("%T", o.Loss)), l.training.Trees+o.Trees
	}
	r, err := mean(models)
	if err == nil {
		l.training.Gains = r.Gains()
	}
	return r, err
}
