package foresight

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/model/demand"
	"sartor/internal/model/forecast"
	"sartor/internal/retail"
)

// Window is how many days of history a forecast rests on: two years, and what a season
// a year ago needs beside them.
const Window = 756

// idle is after how many days without a sale a product is no longer carried: nothing is
// forecast of it.
const idle = 182

// Past is what one store sold on the days of a window: about 8 bytes a product and day.
type Past struct {
	Store       uint32
	First, Last retail.BusinessDay
	open        []bool           // by day
	place       map[uint32]int32 // of each product
	series      []series
	plans       []Plan
}

// series is what one product sold since its first day.
type series struct {
	product     uint32
	first, last int       // days of the window
	units       []float32 // from first to the end of the window
	price       []float32 // paid for a unit, minor units; 0 where nothing was sold
	empty       []int     // days that ended with an empty shelf, growing
	basis       Basis
	plans       []applied
}

// NewPast begins a store's past that ends with a day.
func NewPast(store uint32, last retail.BusinessDay) *Past {
	return &Past{Store: store, First: last - Window + 1, Last: last, open: make([]bool, Window), place: map[uint32]int32{}}
}

// Add counts a day, in any order; each is added once. Days outside the window do not
// count.
func (p *Past) Add(day retail.BusinessDay, d *customer.Demand) {
	at := int(day - p.First)
	if at < 0 || at >= Window || len(d.Cells) == 0 {
		return
	}
	p.open[at] = true
	for i := range d.Cells {
		if c := &d.Cells[i]; c.Units > 0 {
			p.sold(at, c)
		}
	}
}

func (p *Past) sold(at int, c *customer.Cell) {
	n, known := p.place[c.Product]
	if !known {
		n = int32(len(p.series))
		p.place[c.Product] = n
		p.series = append(p.series, series{product: c.Product, first: at, last: at})
	}
	s := &p.series[n]
	if !known || at < s.first {
		missing := Window - at - len(s.units)
		s.units = slices.Insert(s.units, 0, make([]float32, missing)...)
		s.price = slices.Insert(s.price, 0, make([]float32, missing)...)
		s.first = at
	}
	s.last = max(s.last, at)
	units := c.Units.Units()
	s.units[at-s.first] = float32(units)
	if paid := float64(c.Amount) / (units - c.Returned.Units()); paid > 0 && !math.IsInf(paid, 0) {
		s.price[at-s.first] = float32(paid)
	}
}

// Empty says that a product's shelf was empty at the end of a day, so that more may have
// been asked for than was sold.
func (p *Past) Empty(day retail.BusinessDay, product uint32) {
	n, known := p.place[product]
	if at := int(day - p.First); known && at >= p.series[n].first && at < Window {
		p.series[n].empty = append(p.series[n].empty, at)
	}
}

// Settle drops products that are no longer carried, marks closed days as gaps, corrects
// days of empty shelves and puts products in order. It is called once all is added.
func (p *Past) Settle() {
	p.series = slices.DeleteFunc(p.series, func(s series) bool { return s.last < Window-idle })
	slices.SortFunc(p.series, func(a, b series) int { return cmp.Compare(a.product, b.product) })
	nan := float32(math.NaN())
	for i := range p.series {
		s := &p.series[i]
		p.place[s.product] = int32(i)
		for at := s.first; at < Window; at++ {
			if !p.open[at] {
				s.units[at-s.first] = nan
			}
		}
		if len(s.empty) > 0 {
			s.uncensor()
		}
		s.prices()
	}
	p.apply()
}

// Len is the number of products.
func (p *Past) Len() int { return len(p.series) }

// chunk is how many days' demand is taken for alike when empty shelves are corrected.
const chunk = 56

// uncensor replaces what was sold on days of empty shelves by the demand expected of them
// (SCIENCE 4.7), from the days around.
func (s *series) uncensor() {
	slices.Sort(s.empty)
	s.empty = slices.Compact(s.empty)
	for to := Window; to > s.first; to -= chunk {
		from := max(to-chunk, s.first)
		low, _ := slices.BinarySearch(s.empty, from)
		high, _ := slices.BinarySearch(s.empty, to)
		if low == high {
			continue
		}
		var sold []demand.Sold
		var at []int
		for day := from; day < to; day++ {
			if v := s.units[day-s.first]; v == v {
				_, hit := slices.BinarySearch(s.empty[low:high], day)
				sold, at = append(sold, demand.Sold{Units: float64(v), Empty: hit}), append(at, day-s.first)
			}
		}
		mean, expected := demand.Uncensored(sold)
		for i, e := range expected {
			switch {
			case sold[i].Empty && mean <= 0:
				s.units[at[i]] = float32(math.NaN()) // nothing was there to be sold: nobody knows
			case sold[i].Empty && e > sold[i].Units:
				s.units[at[i]] = float32(e)
			}
		}
		s.basis = Censored
	}
}

// prices turns what was paid into the ratio to what is usual, and keeps the last one
// where nothing was sold.
func (s *series) prices() {
	var paid []float32
	for _, v := range s.price {
		if v > 0 {
			paid = append(paid, v)
		}
	}
	if len(paid) == 0 { // all of it was given away
		paid = []float32{1}
	}
	slices.Sort(paid)
	usual, last := paid[len(paid)/2], float32(1)
	for i, v := range s.price {
		if v > 0 {
			last = v / usual
		}
		s.price[i] = last
	}
}

// closes reports the weekdays on which the store is never open, by day behind the last:
// none of the last eight was.
func (p *Past) closes() (out [7]bool) {
	const weeks = 8
	for d := range out {
		seen := false
		for w := 1; w <= weeks; w++ {
			seen = seen || p.open[Window-7*w+d]
		}
		out[d] = !seen
	}
	return out
}

// recently is how many days say which price stands.
const recently = 28

// Columns of a panel.
const (
	ofPrice = iota
	ofPromotion
)

const (
	ofStore = iota
	ofProduct
	ofCategory
)

// Panel is the products of a store as package forecast takes them. category names a
// product's category by number.
func (p *Past) Panel(category func(product uint32) uint32) forecast.Panel {
	return forecast.Panel{
		Freq: forecast.Day, Last: int(p.Last), Horizon: Horizon, Series: len(p.series),
		Numbers: []string{"price", "promotion"}, Codes: []string{"store", "product", "category"},
		Read: func(i int, s *forecast.Series) { p.read(i, category, s) },
	}
}

func (p *Past) read(i int, category func(product uint32) uint32, into *forecast.Series) {
	s := &p.series[i]
	into.Values = append(into.Values[:0], s.units...)
	if len(into.Numbers) != ofPromotion+1 {
		into.Numbers = make([][]float32, ofPromotion+1)
	}
	prices := append(into.Numbers[ofPrice][:0], s.price...)
	now := append([]float32{}, prices[max(0, len(prices)-recently):]...)
	slices.Sort(now)
	for range Horizon {
		prices = append(prices, now[len(now)/2]) // nothing else is planned
	}
	into.Numbers[ofPrice] = prices
	into.Numbers[ofPromotion] = p.promotions(s, into.Numbers[ofPromotion])
	if len(into.Codes) != ofCategory+1 {
		into.Codes = [][]int32{make([]int32, 1), make([]int32, 1), make([]int32, 1)}
	}
	into.Codes[ofStore][0], into.Codes[ofProduct][0], into.Codes[ofCategory][0] = int32(p.Store), int32(s.product), int32(category(s.product))
}
