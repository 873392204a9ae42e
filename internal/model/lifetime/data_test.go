package lifetime

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// buyer is one customer of a public data set: purchase days, growing, and what
// was spent on each.
type buyer struct {
	days   []int32
	amount []float64
}

// purchases reads the customers of a public data set, in order of their ids, from
// $SARTOR_DATA or ../shared/data beside the repository. Without it the test is
// skipped aloud, but never in CI.
func purchases(t testing.TB, name string, columns ...string) []buyer {
	t.Helper()
	root := cmp.Or(os.Getenv("SARTOR_DATA"), "../../../../shared/data")
	f, err := os.Open(filepath.Join(root, name))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the public data sets are missing: %v", err)
		}
		t.Skipf("NOT TESTED: the public data sets are missing (set SARTOR_DATA): %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r, by := csv.NewReader(z), map[string]map[int32]float64{}
	header, err := r.Read()
	for row := []string{}; err == nil; row, err = r.Read() {
		if len(row) == 0 {
			continue
		}
		cell := func(i int) string {
			if i >= len(columns) {
				return "0"
			}
			return row[slices.Index(header, columns[i])]
		}
		at, bad := time.Parse(time.DateOnly, cell(1))
		amount, worse := strconv.ParseFloat(cell(2), 64)
		if bad != nil || worse != nil {
			t.Fatal(bad, worse)
		}
		if by[cell(0)] == nil {
			by[cell(0)] = map[int32]float64{}
		}
		by[cell(0)][int32(at.Unix()/86400)] += amount
	}
	if err != io.EOF {
		t.Fatal(err)
	}
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
	return purchases(t, "cdnow_sample/transactions.csv.gz", "customer_id", "date", "amount")
}

func grocery(t testing.TB) []buyer {
	return purchases(t, "grocery_elog/grocery_elog.csv.gz", "customer_id", "date")
}

func day(text string) int32 {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return int32(at.Unix() / 86400)
}

// rowsUntil counts the histories as of a day.
func rowsUntil(t testing.TB, buyers []buyer, until string) Rows {
	t.Helper()
	all := []History{}
	for _, b := range buyers {
		if h, ok := HistoryOf(b.days, day(until)); ok {
			all = append(all, h)
		}
	}
	rows, err := Count(all, 2)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
