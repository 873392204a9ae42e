package predict

import (
	"context"
	"errors"
	"slices"

	"sartor/internal/model/basket"
	"sartor/internal/model/habit/baseline"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/ranker"
	"sartor/internal/model/trial"
)

// Bounds of the choice.
const (
	judged     = 4000   // customers who judge
	rivals     = 20_000 // customers up to which TIFU-KNN and UP-CF, whose cost is quadratic, take part
	leastJudge = 30     // below, nothing is chosen
	level      = .9
)

// choice is the way that foretells, and how it was chosen.
type choice struct {
	name    string
	weights neighbour.Weights
	lists   trial.Candidate // instead of the additive score; nil for it
	trees   *ranker.Ranker  // likewise
	learned *ranker.Report  // of the trees, shipped or not; nil when there were too few baskets
	split   string
	from    int32 // first day held back; of a split in time
	scores  []trial.Score
	against []trial.Difference
	asked   int // customers who judged
	lone    bool
}

// chooser chooses among candidates on baskets held back inside the file.
type chooser struct {
	all  basket.View
	o    neighbour.Options
	end  int32 // the day behind the last
	span int32 // days held back
	lone bool  // customers' histories end one by one

	plain bool // no trees
}

// plan looks at when the baskets are. Held back are the last days, an eighth of the
// history, 7 to 45; where histories end one by one (each customer's last basket was
// taken out, or times count a customer's own baskets), every customer's last basket
// instead: then the newest days hold less than half of what the days before them do, or
// nine customers in ten begin on the same day. So it is too where fewer than leastJudge
// customers bought before and within the last days.
func plan(v basket.View, o neighbour.Options) *chooser {
	c := &chooser{all: v, o: o}
	var days []int32
	for u := range v.Customers() {
		for b, to := v.Span(u); b < to; b++ {
			days = append(days, v.Day(b))
		}
	}
	slices.Sort(days)
	first, last := days[0], days[len(days)-1]
	c.end, c.span = last+1, min(max((last-first+1)/8, 7), 45)
	near, far := 0, 0
	for _, d := range days {
		switch age := last - d; {
		case 2*age < c.span:
			near++
		case age < c.span:
			far++
		}
	}
	c.lone = 2*near < far || last == first || 10*c.starting(first) >= 9*v.Customers()
	return c
}

// starting is how many customers' first basket is of that day.
func (c *chooser) starting(day int32) int {
	n := 0
	for u := range c.all.Customers() {
		if from, _ := c.all.Span(u); c.all.Day(from) == day {
			n++
		}
	}
	return n
}

// splits returns what judges, and what weights are tuned on before and after it.
func (c *chooser) splits() (judge trial.Split, before, final []trial.Split) {
	most := c.o.Most
	if most == 0 {
		most = 1500
	}
	if c.lone {
		judge = trial.LastOut(c.all, 1, 3, judged)
		return judge, []trial.Split{trial.LastOut(judge.Known, 1, 3, most)}, []trial.Split{trial.LastOut(c.all, 1, 3, most)}
	}
	day := c.end - c.span
	judge = trial.Before(c.all, day, 2, judged)
	earlier := trial.Before(judge.Known, day-c.span, 2, most)
	return judge, []trial.Split{earlier}, []trial.Split{trial.Before(c.all, day, 2, most), earlier}
}

// personal is popularity + personal top as weights: plain counts, ties by popularity.
func personal() neighbour.Weights { return neighbour.Weights{Delta: 1, K: 1, Pop: 1e-6} }

// choose judges every candidate on what is held back, takes the best, and tunes it
// again with all. It looks at ctx between the steps.
func (c *chooser) choose(ctx context.Context) (choice, error) {
	judge, before, final := c.splits()
	if len(judge.Cases) < leastJudge && !c.lone { // one row of a far day, or histories one behind the other
		c.lone = true
		judge, before, final = c.splits()
	}
	out := choice{name: "personal top", weights: personal(), split: judge.Name, from: c.end - c.span, asked: len(judge.Cases), lone: c.lone}
	if len(judge.Cases) < leastJudge {
		return out, nil
	}
	tuned := neighbour.Tune(before, c.o)
	ways := []trial.Candidate{
		neighbour.Fixed{Title: "additive score", Weights: tuned.Weights, Options: c.o},
		neighbour.Fixed{Title: "popularity + personal top", Weights: personal(), Options: c.o},
	}
	if c.all.Customers() <= rivals {
		o := baseline.Options{Workers: c.o.Workers}
		ways = append(ways, baseline.TIFU{Options: o}, baseline.UPCF{Options: o})
	}
	best, err := out.judge(ctx, &judge, ways)
	if err != nil {
		return out, err
	}
	out.name = ways[best].Name()
	switch best {
	case 0:
		if err := c.learn(&out, ways[0]); err != nil {
			return out, err
		}
		if err := ctx.Err(); err != nil {
			return out, err
		}
		out.weights = neighbour.Tune(final, c.o).Weights
	case 1:
	default:
		out.lists = ways[best]
	}
	return out, nil
}

// learn grows trees over the additive score and takes them where they win at the day
// that judges. They learn from several days of the past, so histories that end one by
// one teach them nothing.
func (c *chooser) learn(out *choice, additive trial.Candidate) error {
	if c.lone || c.plain {
		return nil
	}
	trees, report, err := ranker.Fit(c.all, ranker.Options{Workers: c.o.Workers, Seed: c.o.Seed, Rival: additive})
	switch {
	case errors.Is(err, ranker.ErrFew):
		return nil
	case err != nil:
		return err
	}
	if out.learned = &report; report.Ships {
		out.trees, out.name = trees, ranker.Way{}.Name()
	}
	return nil
}

// judge scores the ways and returns the best: the first, unless another is better in
// Recall@10 and NDCG@10 beyond doubt.
func (out *choice) judge(ctx context.Context, s *trial.Split, ways []trial.Candidate) (best int, err error) {
	draw := trial.Draw{Level: level, Seed: 1}
	marks := make([]trial.Marks, len(ways))
	for i, w := range ways {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if marks[i], err = trial.Judge(s, w); err != nil {
			return 0, err
		}
		out.scores = append(out.scores, marks[i].Score(draw))
	}
	for i := 1; i < len(ways); i++ {
		d, err := trial.Compare(&marks[0], &marks[i], draw)
		if err != nil {
			return 0, err
		}
		out.against = append(out.against, d)
		turned, err := trial.Compare(&marks[i], &marks[best], draw)
		if err != nil {
			return 0, err
		}
		if turned.Wins() {
			best = i
		}
	}
	return best, nil
}
