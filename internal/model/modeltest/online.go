package modeltest

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"sartor/internal/model/basket"
)

// Online reads Online Retail as SCIENCE 3.1 prepares it: a customer named,
// quantity and price above 0, codes upper-cased, one basket per customer-day,
// customers with four baskets or more (of the 3,665 codes all customers bought).
func Online(t testing.TB) *basket.Corpus {
	t.Helper()
	type line struct {
		customer, day int32
		code          string
	}
	var lines []line
	customers, codes := map[string]int32{}, map[string]uint32{}
	Rows(t, Dataset(t, "online_retail/online_retail.csv.gz"), func(row []string) {
		quantity, _ := strconv.Atoi(row[3])
		price, _ := strconv.ParseFloat(row[5], 64)
		if row[6] == "" || quantity <= 0 || price <= 0 {
			return
		}
		u, ok := customers[row[6]]
		if !ok {
			u = int32(len(customers))
			customers[strings.Clone(row[6])] = u
		}
		code := strings.ToUpper(row[1])
		lines = append(lines, line{u, DayOf(t, row[4]), code})
		codes[code] = 0
	})
	days := make([]map[int32]bool, len(customers))
	for _, l := range lines {
		if days[l.customer] == nil {
			days[l.customer] = map[int32]bool{}
		}
		days[l.customer][l.day] = true
	}
	var ids []string
	for code := range codes {
		ids = append(ids, code)
	}
	if len(ids) != 3665 {
		t.Fatalf("%d codes, want 3,665", len(ids))
	}
	slices.Sort(ids)
	for i, code := range ids {
		codes[code] = uint32(i) + 1 // so that numbers stand in byte order
	}
	var b basket.Builder
	kept := map[int32]int32{}
	for _, l := range lines {
		if len(days[l.customer]) < basket.Scorable {
			continue
		}
		u, ok := kept[l.customer]
		if !ok {
			u = int32(len(kept))
			kept[l.customer] = u
		}
		b.Add(basket.Basket{Customer: u, Day: l.day, Store: 1, Products: []uint32{codes[l.code]}})
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c
}
