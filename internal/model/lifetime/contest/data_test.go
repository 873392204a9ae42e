package contest

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sartor/internal/model/lifetime"
	"sartor/internal/model/modeltest"
)

// buyer is one customer of a public data set: purchase days, growing, and what
// was spent on each.
type buyer struct {
	days   []int32
	amount []float64
}

// purchases reads the customers of a public data set, in order of their ids, from
// columns of customer, date and, unless it is −1, amount.
func purchases(t testing.TB, name string, columns [3]int) []buyer {
	t.Helper()
	by := map[string]map[int32]float64{}
	modeltest.Rows(t, modeltest.Dataset(t, name), func(row []string) {
		id, amount := strings.Clone(row[columns[0]]), 0.0
		if columns[2] >= 0 {
			var err error
			if amount, err = strconv.ParseFloat(row[columns[2]], 64); err != nil {
				t.Fatal(err)
			}
		}
		if by[id] == nil {
			by[id] = map[int32]float64{}
		}
		by[id][modeltest.DayOf(t, row[columns[1]])] += amount
	})
	return buyersOf(by)
}

func buyersOf(by map[string]map[int32]float64) []buyer {
	ids, out := []string{}, []buyer{}
	for id := range by {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		b := buyer{}
		for day := range by[id] {
			b.days = append(b.days, day)
		}
		slices.Sort(b.days)
		for _, day := range b.days {
			b.amount = append(b.amount, by[id][day])
		}
		out = append(out, b)
	}
	return out
}

func cdnow(t testing.TB) []buyer {
	return purchases(t, "cdnow_sample/transactions.csv.gz", [3]int{1, 2, 4})
}

func grocery(t testing.TB) []buyer {
	return purchases(t, "grocery_elog/grocery_elog.csv.gz", [3]int{0, 1, -1})
}

func day(text string) int32 {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return int32(at.Unix() / 86400)
}

// rowsUntil counts the histories as of a day.
func rowsUntil(t testing.TB, buyers []buyer, until string) lifetime.Rows {
	t.Helper()
	rows, err := lifetime.Count(bookOf(buyers).Histories(day(until)), 2)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// near fails when a figure is further from what it must be than tol.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.9g, want %.9g ± %g", what, got, want, tol)
	}
}
