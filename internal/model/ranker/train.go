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
	Groups int    `json:"groups"` // customers at origins
	Rows   int    `json:"rows"`
	Loss   string `json:"loss"`
	Trees  int    `json:"trees"`
	Gains  []Gain `json:"gains"`
}

// Train learns from splits, oldest first: what their cases bought, everything
// counted from what each split knows. Loss and number of trees are chosen on a
// fifth of the customers at the last split; then all cases are learned from. It
// judges nothing: no case of these splits may judge the result. Fit does both.
func Train(splits []trial.Split, o Options) (*Ranker, Training, error) {
	const op = "ranker.Train"
	l := &learning{o: o}
	l.o.Workers = max(1, o.Workers)
	for i := range splits {
		l.add(NewTables(splits[i].Known, l.o).groups(&splits[i]))
	}
	r, err := l.learn()
	if err != nil {
		return nil, Training{}, fault.At(op, err)
	}
	return r, l.training, nil
}

type learning struct {
	o        Options
	past     []group // of all splits, in their order
	late     int     // the first group of the last split
	grown    boost.Options
	training Training
}

// add adds the groups of a split, the newest so far.
func (l *learning) add(groups []group) {
	l.late = len(l.past)
	l.past = append(l.past, groups...)
}

// learn chooses, unless it has chosen before, and grows on all groups.
func (l *learning) learn() (*Ranker, error) {
	if len(l.past) == 0 {
		return nil, ErrFew
	}
	if l.grown.Loss == nil {
		if err := l.choose(); err != nil {
			return nil, err
		}
	}
	return l.grow()
}

// settings are what a fold chooses from.
func (l *learning) settings() []boost.Options {
	grow := boost.Options{Leaves: 15, Depth: 8, Rate: .08, Least: 100, Share: .5, Patience: 25, Trees: cmp.Or(l.o.Trees, mostTrees), Workers: l.o.Workers, Seed: l.o.Seed, Stop: l.o.Stop}
	soft, plain := grow, grow
	soft.Loss, soft.L2 = boost.Softmax{}, 1
	plain.Loss, plain.L2 = boost.Logistic{}, 5
	return []boost.Options{soft, plain}
}

// choose grows each setting on four fifths of the customers, and stops and
// compares on the others at the last origin.
func (l *learning) choose() error {
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
		return ErrFew
	}
	cuts, err := cutsOf(learn)
	if err != nil {
		return err
	}
	train, err := sample(learn, cuts)
	if err != nil {
		return err
	}
	test, err := sample(held, cuts)
	if err != nil {
		return err
	}
	var best boost.Options
	most := -1.
	for _, o := range l.settings() {
		m, report, err := boost.Fit(train, &test, o)
		if err != nil {
			return err
		}
		if got := ranked(m, held); got > most && report.Trees > 0 {
			most, best = got, o
			best.Trees = report.Trees
		}
	}
	if most < 0 {
		return ErrFew
	}
	l.grown = best
	l.training.Loss, l.training.Trees = fmt.Sprintf("%T", best.Loss), best.Trees
	return nil
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
	m, _, err := boost.Fit(s, nil, l.grown)
	if err != nil {
		return nil, err
	}
	r := &Ranker{m}
	l.training.Groups, l.training.Rows, l.training.Gains = len(l.past), s.Table.Rows(), r.Gains()
	return r, nil
}
