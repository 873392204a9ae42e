package simulate

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"testing"

	"sartor/internal/retail"
	"sartor/internal/simulate/draw"
	"sartor/internal/touchpoint"
)

// measured is what a year of receipts looks like from outside, with the owner
// of each receipt from truth.
type measured struct {
	receipts, lines, withCard int
	sizes                     []int
	byCategory                []int // receipts that hold it
	lineCategory              []int
	unitPrices                []float64
	units                     [4]int // lines of 1, 2, 3, more units
	unitSum, countedLines     int
	own                       int
	ownValue, value           float64
	weekdays                  [7]int
	weekdayUnits              [7]float64
	perHouse                  map[HouseholdID]*house
	soup                      [12]float64
	pairs                     map[[2]uint8]int
	productLines              map[retail.ProductID]int
	kept                      []map[retail.ProductID]int // by category, of the 5 % sample
	againIn                   []int
}

// house is one household's year.
type house struct {
	visits, lines int
	value         float64
	byStore       map[retail.StoreID]int
	days          []int
	last          map[string]retail.ProductID // by category
	same, again   int
	sampled       int // lines in the 5 % sample
	sampledValue  float64
	counts        map[retail.ProductID]int
	basket        []retail.ProductID // the last one
	before        int                // products of the last basket bought before it
	hits          int                // of the ten most frequent own products
}

func measure(t testing.TB, c *Chain, to int) *measured {
	t.Helper()
	m := &measured{
		byCategory: make([]int, len(c.World.Preset.Categories)), lineCategory: make([]int, len(c.World.Preset.Categories)),
		kept: make([]map[retail.ProductID]int, len(c.World.Preset.Categories)), againIn: make([]int, len(c.World.Preset.Categories)),
		perHouse: map[HouseholdID]*house{}, pairs: map[[2]uint8]int{}, productLines: map[retail.ProductID]int{},
	}
	truth := c.Truth()
	for r := range c.History(t.Context(), 0, to) {
		who, ok := truth.Who(r.ID)
		if !ok {
			t.Fatalf("nobody is behind receipt %s", r.ID)
		}
		m.receipt(c, &r, who)
	}
	return m
}

func (m *measured) receipt(c *Chain, r *touchpoint.Receipt, who HouseholdID) {
	m.receipts++
	m.lines += len(r.Lines)
	m.sizes = append(m.sizes, len(r.Lines))
	if !r.Customer.Anonymous() {
		m.withCard++
	}
	day := int(retail.DayOf(r.At.Time(), c.World.Zone, retail.DefaultCut) - c.World.Origin)
	sunday := !rural(c, r.Store) // those shops that open every day, as in the data
	if sunday {
		m.weekdays[day%7]++
	}
	h := m.perHouse[who]
	if h == nil {
		h = &house{byStore: map[retail.StoreID]int{}, last: map[string]retail.ProductID{}, counts: map[retail.ProductID]int{}}
		m.perHouse[who] = h
	}
	h.visits++
	h.days = append(h.days, day)
	h.byStore[r.Store] += len(r.Lines)
	h.recall(r)
	var held []uint8
	for _, l := range r.Lines {
		held = append(held, uint8(m.line(c, h, l, day)))
		if sunday {
			m.weekdayUnits[day%7] += max(l.Quantity.Units(), 1)
		}
	}
	slices.Sort(held)
	for i, a := range held {
		for _, b := range held[i+1:] {
			m.pairs[[2]uint8{a, b}]++
		}
	}
}

func rural(c *Chain, id retail.StoreID) bool {
	return slices.ContainsFunc(c.Stores, func(s retail.Store) bool { return s.ID == id && s.Kind == retail.Rural })
}

func (m *measured) line(c *Chain, h *house, l touchpoint.Line, day int) int {
	p := &c.Market.Products[c.index[l.Product]]
	category := c.World.Preset.Category(p.Category)
	m.byCategory[category]++
	m.lineCategory[category]++
	m.productLines[l.Product]++
	amount := float64(l.Amount) / 100
	h.lines++
	h.value += amount
	if m.sample(category, h, l.Product, p.Category) {
		h.sampledValue += amount
	}
	m.value += amount
	if p.Unit == "KGM" {
		m.unitPrices = append(m.unitPrices, amount) // one piece, as the data count it
	} else {
		m.unitPrices = append(m.unitPrices, amount/l.Quantity.Units())
		n := int(l.Quantity / retail.One)
		m.units[min(n, 4)-1]++
		m.unitSum += n
		m.countedLines++
	}
	if slices.Contains(c.World.Preset.OwnBrands, p.Brand) {
		m.own++
		m.ownValue += amount
	}
	if p.Category == "tinned soup" {
		m.soup[c.Date(day).Time().Month()-1] += l.Quantity.Units()
	}
	return category
}

// sample keeps one line in twenty, as the data set of the targets does, and
// compares each with the last one kept of its category.
func (m *measured) sample(category int, h *house, product retail.ProductID, name string) bool {
	if draw.Mix(uint64(m.lines)<<20+uint64(h.lines))%20 != 0 {
		return false
	}
	h.sampled++
	if m.kept[category] == nil {
		m.kept[category] = map[retail.ProductID]int{}
	}
	m.kept[category][product]++
	if before, ok := h.last[name]; ok {
		h.again++
		m.againIn[category]++
		if before == product {
			h.same++
		}
	}
	h.last[name] = product
	return true
}

// chance is how often two lines of a category would name the same product if
// households were all alike.
func (m *measured) chance() float64 {
	same, all := 0.0, 0.0
	for c, products := range m.kept {
		sum, square := 0.0, 0.0
		for _, n := range products {
			sum += float64(n)
			square += float64(n) * float64(n)
		}
		if sum > 0 {
			same += float64(m.againIn[c]) * square / (sum * sum)
			all += float64(m.againIn[c])
		}
	}
	return same / all
}

// recall scores the ten products bought most so far against this basket, then
// counts the basket in.
func (h *house) recall(r *touchpoint.Receipt) {
	top := slices.SortedFunc(maps.Keys(h.counts), func(a, b retail.ProductID) int {
		return cmp.Or(cmp.Compare(h.counts[b], h.counts[a]), cmp.Compare(a, b))
	})
	top = top[:min(10, len(top))]
	h.basket, h.before, h.hits = h.basket[:0], 0, 0
	for _, l := range r.Lines {
		h.basket = append(h.basket, l.Product)
		if h.counts[l.Product] > 0 {
			h.before++
		}
		if slices.Contains(top, l.Product) {
			h.hits++
		}
	}
	for _, p := range h.basket {
		h.counts[p]++
	}
}

func quantileOf[T cmp.Ordered](sorted []T, q float64) T {
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

func moments[T int | float64](xs []T) (mean, sd float64) {
	var sum, square float64
	for _, x := range xs {
		sum, square = sum+float64(x), square+float64(x)*float64(x)
	}
	n := float64(len(xs))
	mean = sum / n
	return mean, math.Sqrt(square/n - mean*mean)
}

func share[T any](xs []T, is func(T) bool) float64 {
	n := 0
	for _, x := range xs {
		if is(x) {
			n++
		}
	}
	return float64(n) / float64(len(xs))
}
