package season

import (
	"cmp"
	"slices"
	"time"
)

// activeDays is how long before and after a purchase a customer counts as one
// of the chain's: a third of a year. Longer, and the first and last quarter, which
// see but one side of it, would look like a chain that grew; shorter, and those
// who come once a season would be there in their season only.
const activeDays = 120

// highShare is the share of a type's spendings that are not of high value.
const highShare = .9

// Find learns a calendar from what was collected.
//
//	Computes  types: typology over lines by category
//	          high value: a day's spending on a category at or above the 90 % point of
//	          the type's spendings on any category; of whole days, of the type's days
//	          exposure: customers with a purchase within a third of a year of the month ×
//	          days of the month on which the sample bought anything
//	          years: twelve whole months each, back from the last whole month
//	Edges     less than a year: every season is silent for that reason
func (c *Collector) Find(seed uint64) *Calendar {
	people := c.people()
	out := &Calendar{Typology: types(people)}
	f := finder{span: spanOf(people), kinds: make([]kindData, max(1, len(out.Typology.Kinds)))}
	for i := range people {
		// Also those of few lines: many of them came early or late in the years,
		// and without them the chain would seem to grow and to shrink.
		kind := out.Typology.likeliest(people[i].counts())
		f.kinds[kind].members = append(f.kinds[kind].members, &people[i])
	}
	out.Through, out.Seasons = f.through, f.judge(out.Typology.Groups, seed)
	return out
}

// Division names the type of a customer, for those who know better than what
// is bought: a chain's own segments, or the truth of a simulated one.
type Division struct {
	Kinds int
	Of    func(customer uint64) (kind int, ok bool)
}

// FindBy is Find with types that are given; the calendar has no typology.
func (c *Collector) FindBy(d Division, seed uint64) *Calendar {
	people := c.people()
	f := finder{span: spanOf(people), kinds: make([]kindData, d.Kinds)}
	lines := map[uint32]int{}
	for i := range people {
		for _, n := range people[i].counts() {
			lines[n.Group] += int(n.Lines)
		}
		if kind, ok := d.Of(people[i].id); ok && kind >= 0 && kind < d.Kinds {
			f.kinds[kind].members = append(f.kinds[kind].members, &people[i])
		}
	}
	return &Calendar{Through: f.through, Seasons: f.judge(largest(lines), seed)}
}

// judge reads all types and classes together.
func (f *finder) judge(categories []uint32, seed uint64) []Season {
	var groups []Group
	for k := range f.kinds {
		groups = append(groups, f.groups(k, categories)...)
	}
	return Judge(groups, seed)
}

// types finds the types among the customers who bought enough, at most
// mostShoppers of them, taken by their scattered numbers.
func types(people []person) Typology {
	var some []*person
	lines := map[uint32]int{}
	for i := range people {
		n := 0
		for _, c := range people[i].counts() {
			lines[c.Group] += int(c.Lines)
			n += int(c.Lines)
		}
		if n >= 2*LeastLines && len(people[i].visits) > 1 {
			some = append(some, &people[i])
		}
	}
	slices.SortFunc(some, func(a, b *person) int { return cmp.Compare(scatter(a.id), scatter(b.id)) })
	t := Typology{Groups: largest(lines)}
	shoppers := make([]shopper, 0, mostShoppers)
	for _, p := range some[:min(len(some), mostShoppers)] {
		shoppers = append(shoppers, t.shopper(p))
	}
	if len(shoppers) < LeastCustomers {
		return Typology{}
	}
	return typology(t.Groups, shoppers)
}

// largest returns the categories of most lines, in growing order.
func largest(lines map[uint32]int) []uint32 {
	groups := make([]uint32, 0, len(lines))
	for g := range lines {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b uint32) int { return cmp.Or(cmp.Compare(lines[b], lines[a]), cmp.Compare(a, b)) })
	groups = groups[:min(len(groups), MostGroups)]
	slices.Sort(groups)
	return groups
}

// shopper divides a customer's lines between the days that fit and those left out.
func (t *Typology) shopper(p *person) shopper {
	halves := [2][]float64{make([]float64, len(t.Groups)+1), make([]float64, len(t.Groups)+1)}
	for n, v := range p.visits {
		for _, g := range v.goods {
			halves[n%2][t.slot(g.group)] += float64(g.lines)
		}
	}
	cells := func(lines []float64) (out []cell) {
		for slot, n := range lines {
			if n > 0 {
				out = append(out, cell{slot, n})
			}
		}
		return out
	}
	return shopper{cells(halves[0]), cells(halves[1])}
}

// span is the whole months the purchases cover, as years × 12 + month.
type span struct {
	first, last int // months; none when last < first
	years       int // whole years back from last
	through     int32
	open        []float64 // days with a purchase, by month from first
}

func monthOf(day int32) int {
	t := time.Unix(int64(day)*86400, 0).UTC()
	return t.Year()*Months + int(t.Month()) - 1
}

func firstDay(month int) int32 {
	return int32(time.Date(month/Months, time.Month(month%Months+1), 1, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func spanOf(people []person) span {
	days := map[int32]bool{}
	low, high := int32(1<<31-1), int32(-1<<31)
	for i := range people {
		for _, v := range people[i].visits {
			days[v.day] = true
			low, high = min(low, v.day), max(high, v.day)
		}
	}
	if len(days) == 0 || int64(high)-int64(low) > mostDays {
		return span{last: -1}
	}
	s := span{first: monthOf(low), last: monthOf(high)}
	if low > firstDay(s.first)+2 { // shops may be shut on the first days of a month
		s.first++
	}
	if high < firstDay(s.last+1)-3 {
		s.last--
	}
	s.years = max(0, (s.last-s.first+1)/Months)
	s.first = s.last - s.years*Months + 1
	s.through = firstDay(s.last+1) - 1
	s.open = make([]float64, s.years*Months)
	for d := range days {
		if m := monthOf(d) - s.first; m >= 0 && m < len(s.open) {
			s.open[m]++
		}
	}
	if s.years == 0 {
		s.through = 0
	}
	return s
}

type finder struct {
	span
	kinds []kindData
}

type kindData struct{ members []*person }

// groups are a type's whole baskets and its categories.
func (f *finder) groups(k int, categories []uint32) []Group {
	members := f.kinds[k].members
	years := f.exposure(members)
	basket, good := thresholds(members)
	made := map[int]*Group{}
	at := func(class int) *Group {
		g := made[class]
		if g == nil {
			g = &Group{Type: k, Class: class, Years: years, Since: f.through + 1}
			if f.years > 0 {
				g.Since = firstDay(f.first)
			}
			made[class] = g
		}
		return g
	}
	at(Anything)
	for _, c := range categories {
		at(int(c))
	}
	for _, p := range members {
		buyers := map[int]*Buyer{}
		for i := range p.visits {
			f.events(&p.visits[i], basket, good, func(class int, promoted bool) {
				f.count(at(class), buyers, event{class, p.visits[i].day, promoted})
			})
		}
		for class, b := range buyers {
			at(class).Buyers = append(at(class).Buyers, *b)
		}
	}
	out := make([]Group, 0, len(made))
	for _, g := range made {
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b Group) int { return cmp.Compare(b.Class, a.Class) })
	return out
}
