package simulate

import (
	"flag"
	"fmt"
	"math"
	"slices"
	"testing"

	"sartor/internal/simulate/people"
)

// row is one quantity of a simulated year beside its target.
type row struct {
	name           string
	got            float64
	target, within float64 // within 0: reported, not asserted
}

// rows computes the quantities of the calibration table.
func (m *measured) rows(c *Chain) []row {
	mean, sd := moments(m.sizes)
	var out []row
	add := func(name string, got, target, within float64) { out = append(out, row{name, got, target, within}) }
	add("products per receipt, mean", mean, 4.41, .25)
	add("products per receipt, sd", sd, 3.59, .25)
	add("share with one", share(m.sizes, func(n int) bool { return n == 1 }), .220, .02)
	add("share up to three", share(m.sizes, func(n int) bool { return n <= 3 }), .519, 0)
	add("share ten and more", share(m.sizes, func(n int) bool { return n >= 10 }), .091, .02)
	sizes := slices.Sorted(slices.Values(m.sizes))
	for i, q := range []float64{.25, .50, .75, .90, .95, .99} {
		add(fmt.Sprintf("quantile %.2f", q), float64(quantileOf(sizes, q)), []float64{2, 3, 6, 9, 11, 16}[i], []float64{1, 1, 1, 1, 1, 2}[i])
	}
	add("NB shape of size − 1", (mean-1)*(mean-1)/(sd*sd-(mean-1)), 1.23, .15)
	out = append(out, m.categoryRows(c)...)
	lines := float64(m.countedLines)
	add("units 1", float64(m.units[0])/lines, .799, .02)
	add("units 2", float64(m.units[1])/lines, .147, .02)
	add("units 3", float64(m.units[2])/lines, .028, .02)
	add("mean units", float64(m.unitSum)/lines, 1.32, .10)
	out = append(out, m.priceRows()...)
	open := 0
	for _, n := range m.weekdays {
		open += n
	}
	for d := range 7 {
		add("receipts on "+weekday(d), float64(m.weekdays[d])/float64(open), []float64{.143, .129, .126, .126, .134, .163, .179}[d], .02)
	}
	units := 0.0
	for _, u := range m.weekdayUnits {
		units += u / 7
	}
	for d := range 7 {
		add("units on "+weekday(d), m.weekdayUnits[d]/units, []float64{.92, .88, .88, .90, 1.03, 1.23, 1.16}[d], []float64{.06, .06, .06, .06, .06, .10, .06}[d])
	}
	add("soup, best to worst month", slices.Max(m.soup[:])/slices.Min(m.soup[:]), 1.94, 0)
	add("receipts with card", float64(m.withCard)/float64(m.receipts), .775, .075)
	return append(out, m.houseRows(c)...)
}

func weekday(d int) string { return []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}[d] }

func (m *measured) categoryRows(c *Chain) []row {
	var off, shares []float64
	top := 0.0
	for i, n := range m.byCategory {
		got, want := float64(n)/float64(m.receipts), c.World.Preset.Categories[i].Share/100
		off = append(off, math.Abs(got/want-1))
		shares = append(shares, got)
	}
	slices.Sort(off)
	slices.Sort(shares)
	sum, weighted := 0.0, 0.0
	for i, s := range shares {
		sum += s
		weighted += s * float64(2*(i+1)-len(shares)-1)
		if i >= len(shares)-10 {
			top += s
		}
	}
	return []row{
		{"category shares, median error", off[len(off)/2], 0, .10},
		{"category shares, worst error", off[len(off)-1], 0, 0},
		{"Gini of category shares", weighted / (sum * float64(len(shares))), .397, .02},
		{"ten largest categories, of lines", top / sum, .342, .02},
	}
}

func (m *measured) priceRows() []row {
	prices := slices.Sorted(slices.Values(m.unitPrices))
	var logs []float64
	for _, p := range prices {
		logs = append(logs, math.Log(p))
	}
	_, sd := moments(logs)
	var out []row
	for i, q := range []float64{.10, .25, .50, .75, .90} {
		want := []float64{.79, 1.29, 2.20, 3.49, 5.19}[i]
		within := .10 * want
		if q < .2 || q > .8 {
			within = 0 // the ends vary with the seed's nine hundred prices
		}
		out = append(out, row{fmt.Sprintf("unit price %.2f", q), quantileOf(prices, q), want, within})
	}
	return append(out,
		row{"sd of ln unit price", sd, .774, .05},
		row{"own brand, lines", float64(m.own) / float64(m.lines), .281, 0},
		row{"own brand, value", m.ownValue / m.value, .215, .05})
}

// houseRows are those by household; of those with little history the
// comparisons of baskets leave out.
func (m *measured) houseRows(c *Chain) []row {
	var loyal, recalls, before, values, lines []float64
	same, again, visits, carded := 0, 0, 0, map[uint32]bool{}
	truth := c.Truth()
	for id, h := range m.perHouse {
		if h.sampled > 0 {
			values, lines = append(values, h.sampledValue), append(lines, float64(h.sampled))
		}
		same, again = same+h.same, again+h.again
		if len(truth.Person(id).Cards) > 0 {
			visits += h.visits
			carded[people.Slot(uint64(id))] = true
		}
		if h.visits < 2 {
			continue
		}
		most := 0
		for _, n := range h.byStore {
			most = max(most, n)
		}
		loyal = append(loyal, float64(most)/float64(h.lines))
		recalls = append(recalls, float64(h.hits)/float64(len(h.basket)))
		before = append(before, float64(h.before)/float64(len(h.basket)))
	}
	slices.Sort(values)
	slices.Sort(loyal)
	store, _ := moments(loyal)
	recall, _ := moments(recalls)
	known, _ := moments(before)
	mean, sd := moments(lines)
	return []row{
		{"main store's share of lines, mean", store, .779, .04},
		{"main store's share of lines, 10 %", quantileOf(loyal, .1), .47, 0},
		{"main store's share of lines, median", quantileOf(loyal, .5), .83, .04},
		{"same product again, 5 % sample", float64(same) / float64(again), .330, 0},
		{"the same by chance", m.chance(), .132, 0},
		{"excess", float64(same)/float64(again) - m.chance(), .198, .03},
		{"lines per household, NB shape", mean * mean / (sd*sd - mean), 1.09, 0},
		{"best 10 % of households' value", topShare(values, .1), .342, .04},
		{"best 20 % of households' value", topShare(values, .2), .540, .04},
		{"part of the last basket bought before", known, .532, .05},
		{"Recall@10, most frequent own products", recall, .214, .04},
		{"visits per carded household", float64(visits) / float64(len(carded)), 52, 13},
	}
}

func topShare(sorted []float64, part float64) float64 {
	sum, top := 0.0, 0.0
	for i, v := range sorted {
		sum += v
		if i >= len(sorted)-int(part*float64(len(sorted))) {
			top += v
		}
	}
	return top / sum
}

var seeds = flag.Int("seeds", 1, "how many seeds TestYear runs; 5 for the written results")

// TestYear is row J: a year of the chain beside its targets. The rows that do
// not hold have no tolerance here and stand, with their figures, in
// docs/SIMULATION-RESULTS.md. One seed at 4,500 households runs with the other
// tests; -seeds 5 makes the table of that document.
func TestYear(t *testing.T) {
	t.Parallel()
	all := map[string][]float64{}
	var order []row
	for n := range *seeds {
		w := world(t, 4500, 12, 364)
		w.Seed = OneSeed(uint64(n + 1))
		if *seeds > 1 {
			w.Scale.Households = 9000
		}
		c := chain(t, w)
		order = measure(t, c, 364).rows(c)
		for _, r := range order {
			all[r.name] = append(all[r.name], r.got)
			if r.within > 0 && math.Abs(r.got-r.target) > r.within {
				t.Errorf("seed %d: %s is %.3f, want %.3f ± %.3f", w.Seed.Noise, r.name, r.got, r.target, r.within)
			}
		}
	}
	for _, r := range order {
		mean, _ := moments(all[r.name])
		t.Logf("| %s | %.3f | %.3f | %.3f … %.3f | ± %.3f |", r.name, r.target, mean, slices.Min(all[r.name]), slices.Max(all[r.name]), r.within)
	}
}
