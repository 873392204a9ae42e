package learn

import (
	"sartor/internal/learn/extract"
	"sartor/internal/model/lifetime"
	"sartor/internal/model/lifetime/contest"
	"sartor/internal/offer"
	"sartor/internal/retail"
)

// money is when customers bought and what it was worth, customer by customer.
type money struct {
	book  contest.Book
	spent []lifetime.Spent // by place in the book
	rate  []float64        // margin share of the price, by product

	stop func() error // asked before every fit; nil: it never ends

	revenue, margin float64 // of all of them, minor units
	days            int64   // purchase days

	read []extract.Day // of the customer at hand
	list []int32
}

// add takes in all rows of the next customer.
func (m *money) add(rows []extract.Row) {
	m.read = extract.Days(rows, m.rateOf, m.read)
	m.list = m.list[:0]
	for _, d := range m.read {
		m.list = append(m.list, d.Day)
		m.revenue, m.margin, m.days = m.revenue+float64(d.Amount), m.margin+d.Margin, m.days+1
	}
	m.book.Add(m.list)
	m.spent = append(m.spent, spentOf(m.read))
}

// sample is the same of at most `most` customers, evenly taken: in the order of
// buckets, which is that of nothing that they do. Sums stay those of all.
func (m *money) sample(most int) *money {
	if m.book.Customers() <= most {
		return m
	}
	book, at := m.book.Sample(most)
	out := *m
	out.book, out.spent = *book, make([]lifetime.Spent, len(at))
	for i, from := range at {
		out.spent[i] = m.spent[from]
	}
	return &out
}

func (m *money) rateOf(product uint32) float64 {
	if int(product) >= len(m.rate) {
		return offer.DefaultMargin
	}
	return m.rate[product]
}

// segment is the chain's own margin share and revenue a purchase day.
func (m *money) segment() lifetime.Rate {
	if m.days == 0 || m.revenue <= 0 {
		return lifetime.Rate{Segment: offer.DefaultMargin}
	}
	return lifetime.Rate{Segment: m.margin / m.revenue, Revenue: m.revenue / float64(m.days)}
}

// spentOf is what a customer spent on repeat days, as the model of spend reads it.
func spentOf(days []extract.Day) (out lifetime.Spent) {
	sum := 0.0
	for i, d := range days {
		if i > 0 && d.Amount > 0 {
			sum, out.Days = sum+float64(d.Amount), out.Days+1
		}
	}
	if out.Days > 0 {
		out.Mean = sum / float64(out.Days)
	}
	return out
}

// margins are the margin shares of products: price less cost, the category's
// where nobody gave a cost, the assumed one where there is none either
// (CONTRACTS.md 4). A product sold below cost has a negative one.
func margins(chain *retail.Catalogue) []float64 {
	type sums struct{ price, cost float64 }
	by := map[uint32]sums{}
	for n := range chain.Products {
		if p := &chain.Products[n]; p.Cost > 0 && p.Price > 0 {
			c := chain.CategoryOf(uint32(n))
			by[c] = sums{by[c].price + float64(p.Price), by[c].cost + float64(p.Cost)}
		}
	}
	out := make([]float64, len(chain.Products))
	for n := range chain.Products {
		p, category := &chain.Products[n], by[chain.CategoryOf(uint32(n))]
		switch {
		case p.Cost > 0 && p.Price > 0:
			out[n] = 1 - float64(p.Cost)/float64(p.Price)
		case category.price > 0:
			out[n] = 1 - category.cost/category.price
		default:
			out[n] = offer.DefaultMargin
		}
	}
	return out
}
