package lifetime

import (
	"cmp"
	"slices"

	"sartor/internal/stat"
)

// Row is what customers of equal repeats, recency and age share.
type Row struct {
	Repeats, Recency, Age int32
	Customers             int32
	SumLog                float64 // of all of them together
}

// Rows are counted histories in order of repeats, recency and age. Likelihoods of
// them cost by the row, not by the customer, and equal those of the customers.
type Rows struct {
	rows      []Row
	customers int
	repeaters int
	repeats   int
	span      int32 // the greatest age
	most      int32 // the most repeats
}

// Count groups histories. The result does not depend on their order.
//
//	Source    SCIENCE 0.6
func Count(histories []History, workers int) (Rows, error) {
	for _, h := range histories {
		if err := h.Check(); err != nil {
			return Rows{}, err
		}
	}
	sorted := sortedByRepeats(histories, workers)
	out := Rows{customers: len(histories)}
	for i, h := range sorted {
		if i == 0 || !alike(h, sorted[i-1]) {
			out.rows = append(out.rows, Row{Repeats: h.Repeats, Recency: h.Recency, Age: h.Age})
		}
		last := &out.rows[len(out.rows)-1]
		last.Customers++
		last.SumLog += h.SumLog
		out.span, out.most = max(out.span, h.Age), max(out.most, h.Repeats)
		out.repeats += int(h.Repeats)
		if h.Repeats > 0 {
			out.repeaters++
		}
	}
	return out, nil
}

// Customers returns how many customers were counted, Repeaters how many of them
// bought on more than one day, Len how many different histories there are.
func (r Rows) Customers() int { return r.customers }
func (r Rows) Repeaters() int { return r.repeaters }
func (r Rows) Len() int       { return len(r.rows) }

// All returns the rows; they are not to be changed.
func (r Rows) All() []Row { return r.rows }

func alike(a, b History) bool {
	return a.Repeats == b.Repeats && a.Recency == b.Recency && a.Age == b.Age
}

// order is by key, then by the logarithms, so that their sum has one order too.
func order(a, b History) int {
	return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a.SumLog, b.SumLog))
}

// key packs repeats, recency and age, each below 2¹⁷, in their order.
func key(h History) uint64 {
	return uint64(h.Repeats)<<34 | uint64(h.Recency)<<17 | uint64(h.Age)
}

// bins of a counting sort by repeats; those with more share the last bin.
const bins = 256

// sortedByRepeats puts histories into bins by repeats and sorts the bins beside
// each other. The order is total, so workers do not show in it.
func sortedByRepeats(histories []History, workers int) []History {
	bin := func(h History) int { return int(min(h.Repeats, bins-1)) }
	ends := [bins + 1]int{}
	for _, h := range histories {
		ends[bin(h)+1]++
	}
	for i := 1; i <= bins; i++ {
		ends[i] += ends[i-1]
	}
	out, at := make([]History, len(histories)), ends
	for _, h := range histories {
		b := bin(h)
		out[at[b]] = h
		at[b]++
	}
	stat.Spread(stat.Work{Workers: workers, N: bins, Chunk: 1}, func(_, i int) {
		slices.SortFunc(out[ends[i]:ends[i+1]], order)
	})
	return out
}

// LogLik returns the log-likelihood of all customers.
func (r Rows) LogLik(m Model, workers int) float64 {
	f := newSurface(r, m)
	ll, _ := f.at(m.theta(), workers)
	return ll
}

// thin returns every step-th row, for a first look at a surface. Rows are sorted,
// so each kind of history keeps its share.
func (r Rows) thin(step int) Rows {
	out := Rows{span: r.span, most: r.most}
	for i := step / 2; i < len(r.rows); i += step {
		row := r.rows[i]
		out.rows = append(out.rows, row)
		out.customers += int(row.Customers)
		if row.Repeats > 0 {
			out.repeaters += int(row.Customers)
		}
	}
	return out
}
