package habit

import (
	"cmp"
	"maps"
	"slices"

	"sartor/internal/model/basket"
	"sartor/internal/model/rhythm"
	"sartor/internal/stat"
)

const (
	// rhythmBuyers is how many (customer, product) histories a category is fitted on,
	// rhythmChain how many the chain is: enough for parameters to a few percent.
	rhythmBuyers = 400
	rhythmChain  = 3000
	// leastBuyers is how many of them must have bought twice; below, the chain's law stands.
	leastBuyers = 50
	// rhythmCustomers is how many customers are looked at, taken by a fixed hash.
	rhythmCustomers = 20_000
)

// dated is one product of one basket, for sorting a customer's history.
type dated struct {
	product uint32
	day     int32
}

// learnRhythms fits the chain's law (category 0) and that of each category with
// enough buyers.
func learnRhythms(v basket.View, o *Options) map[uint32]rhythm.Law {
	byCategory := renewals(v, o)
	out := map[uint32]rhythm.Law{}
	start := rhythm.Law{K: 1, R: 1, A: 20} // gaps of weeks: the fit moves from there
	fit, err := rhythm.Fit(byCategory[0], start)
	if err != nil {
		return out
	}
	out[0] = fit.Law
	categories := slices.DeleteFunc(slices.Sorted(maps.Keys(byCategory)), func(c uint32) bool { return c == 0 })
	fits := make([]rhythm.Law, len(categories))
	stat.Spread(stat.Work{Workers: o.Workers, N: len(categories), Chunk: 1}, func(_, i int) {
		some := byCategory[categories[i]]
		if regular(some) < leastBuyers {
			return
		}
		if own, err := rhythm.Fit(some, out[0]); err == nil {
			fits[i] = own.Law
		}
	})
	for i, c := range categories {
		if fits[i].Sound() {
			out[c] = fits[i]
		}
	}
	return out
}

func regular(buyers []rhythm.Renewal) int {
	n := 0
	for i := range buyers {
		if buyers[i].Gaps > 0 {
			n++
		}
	}
	return n
}

// renewals samples histories by category; 0 holds those of the whole chain.
func renewals(v basket.View, o *Options) map[uint32][]rhythm.Renewal {
	out := map[uint32][]rhythm.Renewal{}
	step := uint64(max(1, v.Customers()/rhythmCustomers))
	var lines []dated
	for u := range v.Customers() {
		if stat.Mix(uint64(u), 1)%step != 0 {
			continue
		}
		lines = linesOf(v, u, lines[:0])
		sampleHistories(lines, v.LastDay(), o, out)
	}
	return out
}

// linesOf appends a customer's lines by (product, day).
func linesOf(v basket.View, u int, lines []dated) []dated {
	from, to := v.Span(u)
	for b := from; b < to; b++ {
		for _, p := range v.Set(b) {
			lines = append(lines, dated{p, v.Day(b)})
		}
	}
	slices.SortFunc(lines, func(a, b dated) int {
		return cmp.Or(cmp.Compare(a.product, b.product), cmp.Compare(a.day, b.day))
	})
	return lines
}

func sampleHistories(lines []dated, end int32, o *Options, out map[uint32][]rhythm.Renewal) {
	var days []int32
	for i := 0; i < len(lines); {
		product := lines[i].product
		days = days[:0]
		for ; i < len(lines) && lines[i].product == product; i++ {
			days = append(days, lines[i].day)
		}
		category := o.category(product)
		own, chain := len(out[category]) < rhythmBuyers && category != 0, len(out[0]) < rhythmChain
		if !own && !chain {
			continue
		}
		past := rhythm.RenewalOf(days, end)
		if own {
			out[category] = append(out[category], past)
		}
		if chain {
			out[0] = append(out[0], past)
		}
	}
}
