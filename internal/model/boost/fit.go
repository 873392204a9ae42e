package boost

import (
	"math"
	"math/rand/v2"
	"slices"

	"sartor/internal/stat"
)

// Report says how a fit went.
type Report struct {
	Trees    int       `json:"trees"`    // kept
	Training []float64 `json:"training"` // mean loss before the first tree and after each one grown
	Held     []float64 `json:"held"`     // the same on the held-out rows; empty without them
	Stopped  bool      `json:"stopped"`  // held-out loss had ceased to fall before the most trees stood
}

// Fit grows a model on train. With held, growth ends when its loss has not
// fallen for o.Patience trees, and the trees up to its least are kept; without,
// all are. It is the same for any number of workers. Memory: about 60 bytes a
// row beside the tables, and 24 bytes a bin, feature and leaf.
func Fit(train Sample, held *Sample, o Options) (*Model, Report, error) {
	if err := o.fill(); err != nil {
		return nil, Report{}, err
	}
	if err := train.check(o.Loss); err != nil {
		return nil, Report{}, err
	}
	if held != nil {
		if err := held.check(o.Loss); err != nil {
			return nil, Report{}, err
		}
		if !held.Table.cuts.same(train.Table.cuts) {
			return nil, Report{}, invalid("boost_width", "held-out rows must have the same features, cut alike")
		}
	}
	f := newFit(&train, held, &o)
	if !finite(f.model.base) {
		return nil, Report{}, invalid("boost_start", "the targets are too large to start from; scale them")
	}
	return f.run()
}

// side is one of the two samples and its scores.
type side struct {
	*Sample
	spans []Span
	score []float64
}

func (s *side) mean(o *Options) float64 {
	parts := make([]struct{ loss, weight float64 }, len(s.spans))
	stat.Spread(stat.Work{Workers: o.Workers, N: len(parts), Chunk: 1}, func(_, i int) {
		parts[i].loss, parts[i].weight = o.Loss.Sum(&s.Targets, s.score, s.spans[i])
	})
	loss, weight := 0., 0.
	for _, p := range parts {
		loss, weight = loss+p.loss, weight+p.weight
	}
	return loss / max(weight, tiny)
}

type fitting struct {
	o      *Options
	model  *Model
	train  side
	held   *side
	grow   *grower
	slopes []Slope
	rng    *rand.Rand
	report Report
	gains  []gained
}

// gained is what a split won, kept until it is known which trees stay.
type gained struct {
	tree, feature int
	gain          float64
}

func newFit(train, held *Sample, o *Options) *fitting {
	base := o.Loss.Start(&train.Targets)
	f := &fitting{
		o: o, rng: rand.New(rand.NewPCG(o.Seed, 0x626f6f73)),
		model:  &Model{width: train.Table.cuts.Width(), base: base, roots: []int32{0}},
		grow:   newGrower(train.Table, o),
		slopes: make([]Slope, train.Table.Rows()),
	}
	side := func(s *Sample) side {
		return side{Sample: s, spans: s.Targets.spans(), score: slices.Repeat([]float64{base}, s.Table.Rows())}
	}
	f.train = side(train)
	if held != nil {
		h := side(held)
		f.held = &h
	}
	return f
}

func (o *Options) stopped() error {
	if o.Stop == nil {
		return nil
	}
	return o.Stop()
}

func (f *fitting) run() (*Model, Report, error) {
	best, kept := math.Inf(1), 0
	f.judge()
	if f.held != nil {
		best = f.report.Held[0]
	}
	for k := range f.o.Trees {
		if err := f.o.stopped(); err != nil {
			return nil, f.report, err
		}
		if !f.step() {
			break
		}
		f.judge()
		if f.held == nil {
			kept = k + 1
			continue
		}
		if now := f.report.Held[k+1]; now < best {
			best, kept = now, k+1
		} else if k+1-kept >= f.o.Patience {
			f.report.Stopped = true
			break
		}
	}
	f.keep(kept)
	f.report.Trees = kept
	if last := f.report.Training[len(f.report.Training)-1]; !finite(last) {
		return nil, f.report, invalid("boost_diverged", "the trees ran away from the targets: lower the rate or raise L2, and scale the targets")
	}
	return f.model, f.report, nil
}

// keep drops the trees beyond the first ones and sums what those gained.
func (f *fitting) keep(trees int) {
	f.model.cut(trees)
	f.model.gains = make([]float64, f.model.width)
	for _, g := range f.gains {
		if g.tree < trees {
			f.model.gains[g.feature] += g.gain
		}
	}
}

// step grows one tree and adds it to the scores; false when no split is worth
// anything, now or with other features.
func (f *fitting) step() bool {
	stat.Spread(stat.Work{Workers: f.o.Workers, N: len(f.train.spans), Chunk: 1}, func(_, i int) {
		at := f.train.spans[i]
		f.o.Loss.Slopes(&f.train.Targets, f.train.score, at, f.slopes[at.Lo:at.Hi])
	})
	tree := f.grow.tree(f.slopes, f.features())
	if len(tree.nodes) == 1 && f.o.Share == 1 {
		return false
	}
	f.value(tree)
	for i, rows := range tree.leaves {
		v := tree.nodes[i].value
		for _, r := range rows {
			f.train.score[r] += v
		}
	}
	if f.held != nil {
		f.add(tree)
	}
	for i := range tree.nodes {
		if n := &tree.nodes[i]; n.left != 0 {
			f.gains = append(f.gains, gained{f.model.Trees(), n.feature, n.gain})
		}
	}
	f.model.add(tree, f.train.Table.cuts)
	return true
}

// features draws the features of a tree, in growing order.
func (f *fitting) features() []int {
	n := max(1, int(math.Ceil(f.o.Share*float64(f.model.width))))
	if n == f.model.width {
		out := make([]int, n)
		for i := range out {
			out[i] = i
		}
		return out
	}
	out := f.rng.Perm(f.model.width)[:n]
	slices.Sort(out)
	return out
}

// value sets what the leaves add to a score.
func (f *fitting) value(t *tree) {
	refit, own := f.o.Loss.(Refit)
	for i := range t.nodes {
		n := &t.nodes[i]
		if n.left != 0 {
			continue
		}
		if own {
			n.value = f.o.Rate * refit.Leaf(&f.train.Targets, f.train.score, t.leaves[i])
		} else if n.second+f.o.L2 > 0 {
			n.value = -f.o.Rate * clip(n.first/(n.second+f.o.L2), -mostStep, mostStep)
		}
	}
}

// mostStep bounds a leaf on any loss's scale but for squared loss with huge
// targets, which it bounds too: 10^12 is beyond what a retailer counts.
const mostStep = 1e12

// add sends the held-out rows down the tree.
func (f *fitting) add(t *tree) {
	columns := f.held.Table.columns
	stat.Spread(stat.Work{Workers: f.o.Workers, N: len(f.held.score), Chunk: block}, func(_, r int) {
		at := int32(0)
		for t.nodes[at].left != 0 {
			n := &t.nodes[at]
			at = n.left
			if !n.goesLeft(columns[n.feature][r]) {
				at++
			}
		}
		f.held.score[r] += t.nodes[at].value
	})
}

func (f *fitting) judge() {
	f.report.Training = append(f.report.Training, f.train.mean(f.o))
	if f.held != nil {
		f.report.Held = append(f.report.Held, f.held.mean(f.o))
	}
}
