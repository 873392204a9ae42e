package outcome

import (
	"cmp"
	"slices"

	"sartor/internal/model/response"
	"sartor/internal/retail"
)

// Tastes is what the customers of one store buy beside the chain's, known or not:
// all that the store sold counts.
type Tastes struct {
	Store      retail.StoreID     `json:"store"`
	Through    retail.BusinessDay `json:"through"` // the last day that counts
	Days       int                `json:"days"`
	Categories []Taste            `json:"categories"` // the clearest surplus first, the clearest lack last
	Products   []Taste            `json:"products"`   // of the clearest surplus, at most MostProducts; Name is the product's id
}

// Of returns a category's.
func (t *Tastes) Of(category string) (Taste, bool) {
	i := slices.IndexFunc(t.Categories, func(c Taste) bool { return c.Name == category })
	if i < 0 {
		return Taste{}, false
	}
	return t.Categories[i], true
}

// Bounds of what is said of a store.
const (
	TasteWeeks   = tasteDays / 7
	MostProducts = 12
	leastUnits   = 20   // sold in a store, before a category or product is spoken of
	mostWeighed  = 1000 // products by which it is learned how much products differ
)

// Shelves adds up what stores sold, for tastes.
type Shelves struct {
	chain    *retail.Catalogue
	through  retail.BusinessDay
	category []float64            // of all stores
	product  []float64            //
	weeks    map[uint32][]float64 // by store: units by week and category
	all      float64
}

// NewShelves begins sums of the TasteWeeks through a day.
func NewShelves(chain *retail.Catalogue, through retail.BusinessDay) *Shelves {
	return &Shelves{
		chain: chain, through: through, category: make([]float64, chain.Categories()), product: make([]float64, len(chain.Products)), weeks: map[uint32][]float64{},
	}
}

// From is the first day that counts.
func (s *Shelves) From() retail.BusinessDay { return s.through - tasteDays + 1 }

// Sold is how many units of a product were sold.
type Sold struct {
	Product uint32
	Units   float64
}

// Add counts a store's day.
func (s *Shelves) Add(store uint32, day retail.BusinessDay, sold []Sold) {
	week := int(day-s.From()) / 7
	if day < s.From() || week >= TasteWeeks {
		return
	}
	sums := s.weeks[store]
	if sums == nil {
		sums = make([]float64, TasteWeeks*len(s.category))
		s.weeks[store] = sums
	}
	s.Each(sold, func(product uint32, units float64) {
		c := s.chain.CategoryOf(product)
		sums[week*len(s.category)+int(c)] += units
		s.category[c] += units
		s.product[product] += units
		s.all += units
	})
}

// Each calls fn for what may be spoken of.
func (s *Shelves) Each(sold []Sold, fn func(product uint32, units float64)) {
	for _, c := range sold {
		if int(c.Product) >= len(s.product) || c.Units <= 0 {
			continue
		}
		if p := &s.chain.Products[c.Product]; p.Restriction.Inferable() && s.chain.CategoryOf(c.Product) != 0 {
			fn(c.Product, c.Units)
		}
	}
}

// Stores lists the stores that sold anything.
func (s *Shelves) Stores() []uint32 {
	out := make([]uint32, 0, len(s.weeks))
	for n := range s.weeks {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// of is a store's units of a category in a week.
func (s *Shelves) of(store uint32, week, category int) float64 {
	sums := s.weeks[store]
	if sums == nil {
		return 0 // it sold nothing
	}
	return sums[week*len(s.category)+category]
}

// total is what a store sold in all, of a category (0: of everything).
func (s *Shelves) total(store uint32, category int) float64 {
	sum := 0.0
	for week := range TasteWeeks {
		if category != 0 {
			sum += s.of(store, week, category)
			continue
		}
		for c := 1; c < len(s.category); c++ {
			sum += s.of(store, week, c)
		}
	}
	return sum
}

// Dispersions are how much more than by chance a category's weekly units vary.
//
//	Computes  max(1, mean over stores of Σ (O_w − Ō)²/Ō/(weeks − 1))
//	Edges     a store that sells less than one a week says nothing
func (s *Shelves) Dispersions() []float64 {
	out := make([]float64, len(s.category))
	for c := range out {
		sum, n := 0.0, 0.0
		for store := range s.weeks {
			mean := s.total(store, c) / TasteWeeks
			if c == 0 || mean < 1 {
				continue
			}
			square := 0.0
			for week := range TasteWeeks {
				d := s.of(store, week, c) - mean
				square += d * d
			}
			sum, n = sum+square/mean/(TasteWeeks-1), n+1
		}
		if out[c] = 1; n > 0 {
			out[c] = max(1, sum/n)
		}
	}
	return out
}

// Tastes says what one store's customers buy beside the chain's. sold is what the
// store sold by product; dispersions are those of Dispersions.
//
//	Computes  O units of a category, E its share of all the chain sold times what this
//	          store sold; both over the dispersion; response.Indices
func (s *Shelves) Tastes(store uint32, sold []float64, dispersions []float64) (Tastes, error) {
	out := Tastes{Store: s.chain.Store(store).ID, Through: s.through, Days: tasteDays, Categories: []Taste{}, Products: []Taste{}}
	all := s.total(store, 0)
	if all <= 0 || s.all <= 0 {
		return out, nil
	}
	var cats, prods []spoken
	for c := 1; c < len(s.category); c++ {
		o, e := s.total(store, c), s.category[c]/s.all*all
		if max(o, e) >= leastUnits {
			cats = append(cats, spoken{s.chain.CategoryName(uint32(c)), o, response.Count{Observed: o / dispersions[c], Expected: e / dispersions[c]}})
		}
	}
	for p, o := range sold {
		if e := s.product[p] / s.all * all; o >= leastUnits && e > 0 {
			d := dispersions[s.chain.CategoryOf(uint32(p))]
			prods = append(prods, spoken{string(s.chain.Products[p].ID), o, response.Count{Observed: o / d, Expected: e / d}})
		}
	}
	slices.SortFunc(prods, func(a, b spoken) int { return cmp.Or(-cmp.Compare(a.units, b.units), cmp.Compare(a.name, b.name)) })
	var err error
	if out.Categories, err = speak(cats); err != nil {
		return out, err
	}
	products, err := speak(prods[:min(len(prods), mostWeighed)])
	out.Products = append(out.Products, surplus(products)...)
	return out, err
}

// spoken is one thing of which something may be said.
type spoken struct {
	name  string
	units float64
	count response.Count
}

func speak(list []spoken) ([]Taste, error) {
	counts := make([]response.Count, len(list))
	for i := range list {
		counts[i] = list[i].count
	}
	found, err := response.Indices(counts)
	if err != nil {
		return nil, err
	}
	out := make([]Taste, len(list))
	for i, f := range found {
		out[i] = Taste{Name: list[i].name, Index: f.Index, Low: f.Range.Low, High: f.Range.High, N: int(list[i].units)}
	}
	slices.SortFunc(out, func(a, b Taste) int { return cmp.Or(-cmp.Compare(clarity(a), clarity(b)), cmp.Compare(a.Name, b.Name)) })
	return out, nil
}

// clarity orders tastes by what is sure of them: a surplus by its low end, a lack by
// its high end, what may be either in between.
func clarity(t Taste) float64 {
	switch {
	case t.Low > 1:
		return t.Low
	case t.High < 1:
		return t.High
	}
	return 1
}

// surplus are the first that are surely above the chain's.
func surplus(list []Taste) []Taste {
	n := 0
	for n < min(len(list), MostProducts) && list[n].Low > 1 {
		n++
	}
	return list[:n]
}
