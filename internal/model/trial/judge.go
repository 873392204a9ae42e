package trial

import (
	"math"

	"sartor/internal/fault"
	"sartor/internal/model/basket"
	"sartor/internal/stat"
)

// Deep is how long lists are judged to.
const Deep = 20

// Candidate is a way of foretelling next baskets.
type Candidate interface {
	Name() string
	// Lists returns for each case up to k products, best first, none twice. It may
	// read s.Known and of a case everything but Truth.
	Lists(s *Split, k int) ([][]uint32, error)
}

// Mark is what one list was worth to one customer.
//
//	Computes  Recall@K = |list[1..K] ∩ truth| / |truth|
//	          NDCG@K = Σ_{k≤K} hit_k/log2(k+1) ÷ Σ_{k≤min(K,|truth|)} 1/log2(k+1)
//	          PHR@K = 1 with any hit
//	Source    Li, Jullien, Ariannezhad, de Rijke 2023; SCIENCE 3.7
type Mark struct {
	Recall10, Recall20, NDCG10, PHR10 float64
	// Repeats and News are Recall@10 of the truth's products bought before and never
	// bought before; −1 when there are none.
	Repeats, News float64
}

// MarkOf judges a list against what was bought, a set by growing number.
func MarkOf(list, truth []uint32) Mark {
	hits10, hits20 := hits(list, truth, 10), hits(list, truth, Deep)
	out := Mark{Repeats: -1, News: -1}
	if hits20 == 0 {
		return out
	}
	n := float64(len(truth))
	out.Recall10, out.Recall20, out.NDCG10 = hits10/n, hits20/n, ndcg(list, truth, 10)
	out.PHR10 = min(1, hits10)
	return out
}

func hits(list, truth []uint32, k int) (n float64) {
	for _, p := range list[:min(k, len(list))] {
		if basket.Contains(truth, p) {
			n++
		}
	}
	return n
}

func ndcg(list, truth []uint32, k int) float64 {
	gain, ideal := 0.0, 0.0
	for at, p := range list[:min(k, len(list))] {
		if basket.Contains(truth, p) {
			gain += 1 / math.Log2(float64(at+2))
		}
	}
	for at := range min(k, len(truth)) {
		ideal += 1 / math.Log2(float64(at+2))
	}
	return gain / ideal
}

// Marks are a candidate's marks, by case, and how many products its lists name.
type Marks struct {
	Name    string
	Of      []Mark
	Named   int     // distinct products among the first ten of all lists
	Covered float64 // of those sold: coverage@10
}

// Judge asks a candidate about every case.
func Judge(s *Split, c Candidate) (Marks, error) {
	lists, err := c.Lists(s, Deep)
	if err != nil {
		return Marks{}, fault.At("trial.Judge", err)
	}
	if len(lists) != len(s.Cases) {
		return Marks{}, fault.At("trial.Judge", fault.New(fault.Internal, "trial_lists", "%s answered for %d of %d customers", c.Name(), len(lists), len(s.Cases)))
	}
	out := Marks{Name: c.Name(), Of: make([]Mark, len(lists))}
	seen, named := make([]uint32, s.Known.Size()), make([]bool, s.Known.Size())
	var owned Owned
	for i, list := range lists {
		if p, twice := repeated(list, seen, uint32(i)+1); twice {
			return Marks{}, fault.At("trial.Judge", fault.New(fault.Internal, "trial_list", "%s names product %d twice, or one nobody knows, to customer %d", c.Name(), p, s.Cases[i].Customer))
		}
		for _, p := range list[:min(10, len(list))] {
			named[p] = true
		}
		out.Of[i] = MarkOf(list, s.Cases[i].Truth)
		out.Of[i].split(list, s.Cases[i].Truth, owned.Of(s.Known, s.Cases[i].Customer))
	}
	for p := range named {
		if named[p] {
			out.Named++
		}
	}
	out.Covered = float64(out.Named) / float64(max(1, sold(s.Known)))
	return out, nil
}

func repeated(list, seen []uint32, mark uint32) (uint32, bool) {
	for _, p := range list {
		if int(p) >= len(seen) || seen[p] == mark {
			return p, true
		}
		seen[p] = mark
	}
	return 0, false
}

// split fills in the recall of products bought before, and of new ones.
func (m *Mark) split(list, truth []uint32, owned func(uint32) bool) {
	var old, fresh []uint32
	for _, p := range truth {
		if owned(p) {
			old = append(old, p)
		} else {
			fresh = append(fresh, p)
		}
	}
	if len(old) > 0 {
		m.Repeats = hits(list, old, 10) / float64(len(old))
	}
	if len(fresh) > 0 {
		m.News = hits(list, fresh, 10) / float64(len(fresh))
	}
}

func sold(v basket.View) int {
	n := 0
	for _, pop := range basket.Count(v, 1).Pop {
		if pop > 0 {
			n++
		}
	}
	return n
}

// JudgeNews judges lists of products that the customer never bought: cases without a
// new product in their next basket are not asked, and a list that names a product the
// customer had is refused. Recall is of the new products alone.
func JudgeNews(s *Split, c Candidate) (Marks, error) {
	only := Split{Name: s.Name, Known: s.Known}
	var owned Owned
	for _, one := range s.Cases {
		has := owned.Of(s.Known, one.Customer)
		var fresh []uint32
		for _, p := range one.Truth {
			if !has(p) {
				fresh = append(fresh, p)
			}
		}
		if one.Truth = fresh; len(fresh) > 0 {
			only.Cases = append(only.Cases, one)
		}
	}
	marks, err := Judge(&only, checked{c})
	return marks, err
}

// checked refuses what a customer had already.
type checked struct{ Candidate }

func (c checked) Lists(s *Split, k int) ([][]uint32, error) {
	lists, err := c.Candidate.Lists(s, k)
	var owned Owned
	for i := range lists {
		has := owned.Of(s.Known, s.Cases[i].Customer)
		for _, p := range lists[i] {
			if has(p) {
				return nil, fault.New(fault.Internal, "trial_not_new", "%s names product %d as new to customer %d, who had it", c.Name(), p, s.Cases[i].Customer)
			}
		}
	}
	return lists, err
}

// Estimate is a mean over customers with its bootstrap interval.
type Estimate struct {
	Value float64 `json:"value"`
	SE    float64 `json:"se"` // standard error of the mean
	stat.Interval
}

// Score sums a candidate's marks up.
type Score struct {
	Name      string   `json:"name"`
	Recall10  Estimate `json:"recall_10"`
	Recall20  Estimate `json:"recall_20"`
	NDCG10    Estimate `json:"ndcg_10"`
	PHR10     Estimate `json:"phr_10"`
	Repeats   Estimate `json:"recall_10_repeats"` // of customers with such a product
	News      Estimate `json:"recall_10_new"`     // likewise
	Coverage  float64  `json:"coverage_10"`
	Customers int      `json:"customers"`
}

// Draw says how intervals are drawn: 1,000 resamples of customers.
type Draw struct {
	Level float64 // such as .9
	Seed  uint64
}

func (d Draw) how() stat.Resampling {
	return stat.Resampling{Draws: 1000, Level: d.Level, Seed: d.Seed}
}

// Score returns the means with their intervals.
func (m *Marks) Score(d Draw) Score {
	main := estimates(columns(m.Of), d)
	out := Score{Name: m.Name, Customers: len(m.Of), Coverage: m.Covered}
	out.Recall10, out.Recall20, out.NDCG10, out.PHR10 = main[0], main[1], main[2], main[3]
	out.Repeats = estimates([][]float64{those(m.Of, func(one Mark) float64 { return one.Repeats })}, d)[0]
	out.News = estimates([][]float64{those(m.Of, func(one Mark) float64 { return one.News })}, d)[0]
	return out
}

func columns(of []Mark) [][]float64 {
	cols := make([][]float64, 4)
	for c := range cols {
		cols[c] = make([]float64, len(of))
	}
	for i, m := range of {
		cols[0][i], cols[1][i], cols[2][i], cols[3][i] = m.Recall10, m.Recall20, m.NDCG10, m.PHR10
	}
	return cols
}

func those(of []Mark, value func(Mark) float64) []float64 {
	var out []float64
	for _, m := range of {
		if v := value(m); v >= 0 {
			out = append(out, v)
		}
	}
	return out
}

func estimates(cols [][]float64, d Draw) []Estimate {
	ranges := stat.Bootstrap(cols, d.how())
	out := make([]Estimate, len(cols))
	for c, values := range cols {
		out[c] = Estimate{stat.Mean(values), standardError(values), ranges[c]}
	}
	return out
}

func standardError(values []float64) float64 {
	if len(values) < 2 {
		return 0
	}
	mean, sum := stat.Mean(values), 0.0
	for _, v := range values {
		sum += float64((v - mean) * (v - mean))
	}
	n := float64(len(values))
	return math.Sqrt(sum / (n - 1) / n)
}

// Difference is one candidate less another, on the same customers.
type Difference struct {
	Name     string   `json:"name"`
	Rival    string   `json:"rival"`
	Recall10 Estimate `json:"recall_10"`
	Recall20 Estimate `json:"recall_20"`
	NDCG10   Estimate `json:"ndcg_10"`
	PHR10    Estimate `json:"phr_10"`
}

// Compare returns a less b, case by case, with the paired bootstrap's intervals.
func Compare(a, b *Marks, d Draw) (Difference, error) {
	if len(a.Of) != len(b.Of) {
		return Difference{}, fault.At("trial.Compare", fault.New(fault.Internal, "trial_pairs", "%s answered for %d customers, %s for %d: only the same ones can be compared", a.Name, len(a.Of), b.Name, len(b.Of)))
	}
	cols, minus := columns(a.Of), columns(b.Of)
	for c := range cols {
		for i := range cols[c] {
			cols[c][i] -= minus[c][i]
		}
	}
	e := estimates(cols, d)
	return Difference{a.Name, b.Name, e[0], e[1], e[2], e[3]}, nil
}

// Wins is the rule by which a richer model replaces a plainer one: the lower ends of
// the intervals of Recall@10 and NDCG@10 are both above 0 (RANKER "Ship rule", with
// Draw.Level .9: each end is a one-sided 95 % one).
func (d *Difference) Wins() bool { return d.Recall10.Low > 0 && d.NDCG10.Low > 0 }
