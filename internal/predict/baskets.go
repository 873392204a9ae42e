package predict

import (
	"cmp"
	"context"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/model/basket"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// Columns of baskets.
const (
	ofCustomer = iota
	ofBasket
	ofAt
	ofProduct
)

// visits are the baskets of a file: 8 bytes a line, about 100 a basket and 100 a
// customer while it is read. Rows may come in any order; a product that repeats in a
// basket counts once.
type visits struct {
	customers []string         // in order of their first rows
	number    map[string]int32 // in order of their ids once all is read, so that the order of rows does not show
	products  []string
	product   map[string]uint32
	baskets   []visit
	known     map[visitKey]uint32
	lines     []line
	clock     calendar
	rows      int
	last      visitKey // of the row before, and its basket
	lastAt    uint32
}

type visitKey struct {
	customer int32
	basket   string
}

// visit is one basket: who, and when by the smallest time of its rows.
type visit struct {
	visitKey
	at int64
}

type line struct{ basket, product uint32 }

// calendar reads times of one kind: integers, or dates and times (microseconds UTC).
type calendar struct {
	zone     *table.Zone
	kind     byte // 0 nothing read yet, 'i' integers, 't' dates and times
	min, max int64
}

const day = 24 * 3600 * 1_000_000

// read reads a time; should says what else was expected.
func (c *calendar) read(text []byte) (at int64, should string) {
	kind := byte('i')
	at, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		micros, ok := c.zone.Parse(text)
		if !ok {
			return 0, "is neither a date such as 2026-11-22, nor a time, nor an integer"
		}
		kind, at = 't', int64(micros)
	}
	switch {
	case c.kind == 0:
		c.kind, c.min, c.max = kind, at, at
	case c.kind != kind:
		return 0, "is not of the kind of the rows before: either all times are integers or none is"
	}
	const far = 1 << 61 // so that differences cannot overflow
	if at > far || at < -far {
		return 0, "is out of range"
	}
	c.min, c.max = min(c.min, at), max(c.max, at)
	return at, ""
}

// mostUnits is the longest span of integers that are taken as days: three centuries.
// A wider one (seconds, numbers of receipts) is cut into a thousand equal parts, since
// only the order of baskets and what is recent count.
const mostUnits = 300 * 366

// dayOf returns the day of a time.
func (c *calendar) dayOf(at int64) int32 {
	switch {
	case c.kind == 't':
		return int32(floorDiv(at, day))
	case c.max-c.min <= mostUnits:
		return int32(at - c.min)
	}
	return int32(float64(at-c.min) / float64(c.max-c.min) * 1000)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// readVisits reads customer, basket, at and product.
func readVisits(ctx context.Context, in *input) (*visits, error) {
	zone, err := table.NewZone("UTC")
	if err != nil {
		return nil, err
	}
	v := &visits{number: map[string]int32{}, product: map[string]uint32{}, known: map[visitKey]uint32{}, clock: calendar{zone: zone}}
	for in.next(ctx) {
		v.rows++
		at, should := v.clock.read(in.Text(ofAt))
		if should != "" {
			in.wrong(ofAt, should)
			break
		}
		if bad, reason := badID(in); reason != "" {
			in.wrong(bad, "is no id: "+reason)
			break
		}
		if len(v.lines) >= math.MaxUint32 {
			in.fail("that is more lines than can be counted (2^32)")
			break
		}
		v.lines = append(v.lines, line{v.basketOf(in, at), v.productOf(in.Text(ofProduct))})
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	switch {
	case len(v.lines) == 0:
		return nil, fault.New(fault.Invalid, "no_baskets", "%s holds no basket", in.Name)
	case len(v.products) > basket.MostProducts:
		return nil, fault.New(fault.Invalid, "too_many_products", "%s holds %d products; at most %d can be ranked", in.Name, len(v.products), basket.MostProducts)
	}
	v.known = nil
	v.sortCustomers()
	return v, nil
}

// sortCustomers renumbers customers in the byte order of their ids.
func (v *visits) sortCustomers() {
	sorted := slices.Clone(v.customers)
	slices.Sort(sorted)
	numbers := make([]int32, len(sorted)) // by number so far
	for to, id := range sorted {
		numbers[v.number[id]] = int32(to)
		v.number[id] = int32(to)
	}
	for i := range v.baskets {
		v.baskets[i].customer = numbers[v.baskets[i].customer]
	}
}

func badID(in *input) (col int, reason string) {
	for _, col := range []int{ofCustomer, ofBasket, ofProduct} {
		if reason := table.IDReason("the "+in.columns[col].Name, in.Text(col)); reason != "" {
			return col, reason
		}
	}
	return 0, ""
}

func (v *visits) basketOf(in *input, at int64) uint32 {
	customer, ok := v.number[string(in.Text(ofCustomer))]
	if !ok {
		customer = int32(len(v.customers))
		id := string(in.Text(ofCustomer))
		v.customers, v.number[id] = append(v.customers, id), customer
	}
	if n := v.lastAt; v.rows > 1 && v.last.customer == customer && v.last.basket == string(in.Text(ofBasket)) {
		v.baskets[n].at = min(v.baskets[n].at, at)
		return n
	}
	key := visitKey{customer, string(in.Text(ofBasket))}
	n, ok := v.known[key]
	if !ok {
		n = uint32(len(v.baskets))
		v.known[key] = n
		v.baskets = append(v.baskets, visit{key, at})
	}
	v.baskets[n].at = min(v.baskets[n].at, at)
	v.last, v.lastAt = v.baskets[n].visitKey, n
	return n
}

func (v *visits) productOf(text []byte) uint32 {
	p, ok := v.product[string(text)]
	if !ok {
		p = uint32(len(v.products))
		id := string(text)
		v.products, v.product[id] = append(v.products, id), p
	}
	return p
}

// corpus makes the chain of the baskets; product numbers become those of the byte
// order of ids. What was read is let go.
func (v *visits) corpus() (*basket.Corpus, error) {
	renumbered := v.sortProducts()
	order := make([]uint32, len(v.baskets))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return v.baskets[a].before(&v.baskets[b]) })
	starts := make([]uint32, len(v.baskets)+1)
	for _, l := range v.lines {
		starts[l.basket+1]++
	}
	for b := range v.baskets {
		starts[b+1] += starts[b]
	}
	sets, next := make([]uint32, len(v.lines)), slices.Clone(starts)
	for _, l := range v.lines {
		sets[next[l.basket]] = renumbered[l.product]
		next[l.basket]++
	}
	v.lines = nil
	var b basket.Builder
	for place, n := range order {
		one := &v.baskets[n]
		b.Add(basket.Basket{Customer: one.customer, Day: v.clock.dayOf(one.at), Order: uint32(place), Products: sets[starts[n]:starts[n+1]]})
	}
	v.baskets = nil
	return b.Corpus()
}

// before is the order of baskets: by customer, by time, then by their own names, as
// numbers where they are.
func (a *visit) before(b *visit) int {
	return cmp.Or(cmp.Compare(a.customer, b.customer), cmp.Compare(a.at, b.at), compareNames(a.basket, b.basket))
}

// compareNames orders names: numbers by value, then texts by bytes.
func compareNames(a, b string) int {
	x, y := numberOf(a), numberOf(b)
	switch {
	case x != nil && y != nil:
		return cmp.Or(x.Cmp(y), cmp.Compare(a, b))
	case x != nil:
		return -1
	case y != nil:
		return 1
	}
	return cmp.Compare(a, b)
}

// numberOf reads a plain decimal number of any length; nil when it is none.
func numberOf(text string) *big.Rat {
	digits := strings.TrimPrefix(text, "-")
	if whole, rest, cut := strings.Cut(digits, "."); cut {
		digits = whole + rest
	}
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return nil
	}
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil
	}
	return n
}

// sortProducts puts products in byte order and returns their new numbers.
func (v *visits) sortProducts() []uint32 {
	order := make([]uint32, len(v.products))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(v.products[a], v.products[b]) })
	numbers, sorted := make([]uint32, len(order)), make([]string, len(order))
	for to, from := range order {
		numbers[from], sorted[to] = uint32(to), v.products[from]
	}
	v.products, v.product = sorted, nil
	return numbers
}

// dateOf is a day as the report shows it.
func (v *visits) dateOf(d int32) string {
	if v.clock.kind == 't' {
		return retail.BusinessDay(d).String()
	}
	return strconv.Itoa(int(d))
}
