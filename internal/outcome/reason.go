package outcome

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/model/response"
	"sartor/internal/stat"
)

// Taste is how much more than others some customers buy of something: 2 is twice as
// much of what they buy. A store's others are the chain.
type Taste struct {
	Name  string  `json:"name"` // of the category, or the product's id
	Index float64 `json:"index"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"` // customers, or units, behind it
}

// Strong reports whether it is clearly more than others': a fifth more with
// nine chances in ten (SCIENCE.md 8.1).
func (t Taste) Strong() bool { return t.Low > strong }

const strong = 1.2

// Finding is a group that does not answer where others do, and what is found in
// its baskets.
type Finding struct {
	Row       Row     `json:"row"`
	Than      Row     `json:"than"`      // of the same way of grouping: the one that answers best
	Promoted  Taste   `json:"promoted"`  // how much of the promotion's goods they bought before
	Instead   []Taste `json:"instead"`   // what they buy clearly more of than the others, the clearest first
	Swap      string  `json:"swap"`      // the category to tailor to; empty: none fits
	Customers int     `json:"customers"` // whose baskets were read
}

// How much a finding says.
const (
	mostFindings = 6 // a page that names more names none
	mostInstead  = 3
	leastBuyers  = 20  // customers who buy a category, before it is spoken of
	half         = .5  // a group flops when it answers less than half as much as the others
	tasteSpread  = .25 // usual differences between tastes, on the scale of logarithms
)

// find names the groups where the promotion flops, with the reason.
//
// A group flops when it is judged to be behind everybody else, its range does not
// lie above zero by more than half of what the best group of its kind gains, and
// that one gains.
func (s *Study) find(r *Report) error {
	for _, by := range Dimensions() {
		rows := r.Of(by)
		than, ok := best(rows)
		if !ok {
			continue
		}
		slices.SortFunc(rows, byEffect)
		for _, row := range rows {
			if len(r.Findings) == mostFindings {
				return nil
			}
			if row.Verdict != response.Behind || row.Sales.Estimate >= half*than.Sales.Estimate {
				continue
			}
			f := Finding{Row: row, Than: than}
			if err := s.explain(&f); err != nil {
				return err
			}
			r.Findings = append(r.Findings, f)
		}
	}
	return nil
}

// best is the group that surely gains the most.
func best(rows []Row) (Row, bool) {
	out, found := Row{}, false
	for _, r := range rows {
		if r.Sales.Known && r.Sales.Low > 0 && (!found || r.Sales.Low > out.Sales.Low) {
			out, found = r, true
		}
	}
	return out, found
}

// explain looks for what a group buys instead.
func (s *Study) explain(f *Finding) error {
	in := make([]bool, len(s.Persons))
	for i := range s.Persons {
		if s.nameOf(f.Row.By, &s.Persons[i]) == f.Row.Group {
			in[i] = true
			f.Customers++
		}
	}
	promoted := s.promotedCategories()
	tastes, err := s.tastes(in, promoted)
	if err != nil {
		return err
	}
	for _, t := range tastes {
		switch {
		case t.promoted:
			f.Promoted = t.Taste
		case t.Strong() && t.proven && len(f.Instead) < mostInstead:
			f.Instead = append(f.Instead, t.Taste)
		}
	}
	i := slices.IndexFunc(tastes, s.fits)
	if i >= 0 {
		f.Swap = tastes[i].Name
	}
	return nil
}

// fits reports whether a version may be tailored to a taste: within a frame to
// anything they surely buy more of, without one to what they buy much more of.
func (s *Study) fits(t categoryTaste) bool {
	switch {
	case t.promoted || !t.proven || t.Low <= 1:
		return false
	case s.Allowed == nil:
		return t.Strong()
	}
	return s.Allowed(t.category)
}

// promotedCategories are those of which the promotion is for every product: the
// group's answer to them is what is to be explained.
func (s *Study) promotedCategories() map[uint32]bool {
	out := map[uint32]bool{}
	for n := range s.Chain.Products {
		if s.Goods.of(uint32(n)) {
			out[s.Chain.CategoryOf(uint32(n))] = true
		}
	}
	if len(out) >= s.Chain.Categories()-1 {
		return nil // it is for everything
	}
	return out
}

// categoryTaste is a taste with what it was judged by.
type categoryTaste struct {
	Taste
	category uint32
	promoted bool
	proven   bool
}

// pile adds up what some customers bought.
type pile struct {
	of       float64 // units of the category
	all      float64 // units of everything
	squares  float64 // Σ all² of those who bought none of it
	category []float64
	each     []float64 // units of everything of those who bought it
}

// tastes compares a group's baskets with everybody else's, the clearest first: a
// group that is half of the chain would hide itself in the chain's.
//
//	Computes  index = (A_g/N_g)/(A_o/N_o), A units of the category, N of everything
//	          var ln index = Σ in g (a/A_g − n/N_g)² + Σ in o (a/A_o − n/N_o)²
//	          pooled over categories on the scale of logarithms (response.Prior);
//	          proven: |z| adjusted over all categories by Benjamini–Hochberg at .10
//	Source    linearisation of a ratio, Cochran, Sampling Techniques, 6.4; SCIENCE 6.4
func (s *Study) tastes(in []bool, promoted map[uint32]bool) ([]categoryTaste, error) {
	const whole = 0 // category number of the promotion's goods together
	group, others := s.piles(func(i int) bool { return in[i] }, promoted), s.piles(func(i int) bool { return !in[i] }, promoted)
	var out []categoryTaste
	var groups []response.Group
	var p []float64
	for c := range uint32(len(group)) {
		o, g := others[c], group[c]
		if (promoted[c] && c != whole) || o == nil || g == nil || min(len(g.category), len(o.category)) < leastBuyers {
			continue
		}
		e := math.Log(g.of / g.all * o.all / o.of)
		v := g.error() + o.error()
		if !(v > 0) {
			continue
		}
		t := categoryTaste{category: c, promoted: c == whole, Taste: Taste{Name: s.Chain.CategoryName(c), N: len(g.category)}}
		out, groups = append(out, t), append(groups, response.Group{Effect: e, SE: math.Sqrt(v)})
		p = append(p, 2*stat.NormalTail(math.Abs(e)/math.Sqrt(v)))
	}
	pooled, err := response.Prior{Scale: tasteSpread}.Of(groups)
	if err != nil {
		return nil, err
	}
	q := stat.BenjaminiHochberg(p)
	for i, g := range pooled.Groups {
		out[i].Index, out[i].Low, out[i].High = math.Exp(g.Effect), math.Exp(g.Range.Low), math.Exp(g.Range.High)
		out[i].proven = q[i] <= response.Discovery
	}
	slices.SortStableFunc(out, func(a, b categoryTaste) int { return -cmp.Compare(a.Low, b.Low) })
	return out, nil
}

// piles adds up baskets by category, of the persons who are among some. Number 0 is
// the promotion's goods together.
func (s *Study) piles(among func(person int) bool, promoted map[uint32]bool) []*pile {
	out := make([]*pile, s.Chain.Categories())
	sum, squares := 0.0, 0.0
	for i := range s.Persons {
		if !among(i) {
			continue
		}
		each, goods := 0.0, 0.0
		for _, b := range s.Persons[i].Bought {
			each += b.Units
			if promoted[b.Category] {
				goods += b.Units
			}
		}
		sum, squares = sum+each, squares+each*each
		for _, b := range s.Persons[i].Bought {
			if int(b.Category) < len(out) {
				put(out, b.Category, b.Units, each)
			}
		}
		if goods > 0 {
			put(out, 0, goods, each)
		}
	}
	for _, p := range out {
		if p == nil {
			continue
		}
		p.all, p.squares = sum, squares
		for _, n := range p.each {
			p.squares -= n * n
		}
	}
	return out
}

func put(out []*pile, c uint32, units, each float64) {
	if out[c] == nil {
		out[c] = &pile{}
	}
	p := out[c]
	p.of += units
	p.category, p.each = append(p.category, units), append(p.each, each)
}

// error sums the squared influence of the persons on the logarithm of their share.
func (p *pile) error() float64 {
	sum := max(p.squares, 0) / (p.all * p.all)
	for i := range p.category {
		d := p.category[i]/p.of - p.each[i]/p.all
		sum += d * d
	}
	return sum
}
