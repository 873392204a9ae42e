// Package chain is a large synthetic chain for load: stores, products, card
// holders with habits, receipts and vouchers, each a pure function of the seed
// and its own number. So whoever fills a database and whoever sends load to it
// agree on every card and every voucher without handing over a list. It refuses
// nothing and knows no database; it is no simulation (internal/simulate): its
// customers have tastes but no reasons.
//
// Invariant: equal sizes give equal chains (TestChain_IsAFunctionOfItsSize).
package chain

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"

	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// Size says how large a chain is.
type Size struct {
	Seed       uint64
	Stores     int
	Products   int
	Customers  int
	Receipts   int // of the past; a fifth of them anonymous
	Vouchers   int // issued in the past, at most one a receipt
	Promotions int // live
	Last       retail.BusinessDay
}

// Default is the size that benchmarks are held against.
func Default(last retail.BusinessDay) Size {
	return Size{
		Seed: 1, Stores: 1_000, Products: 20_000, Customers: 1_000_000, Receipts: 5_000_000, Vouchers: 2_000_000, Promotions: 10_000, Last: last,
	}
}

// Save writes the size, so that a later run knows what stands in a database.
func (s Size) Save(path string) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// Read reads what Save wrote.
func Read(path string) (Size, error) {
	var s Size
	text, err := os.ReadFile(path)
	if err != nil {
		return Size{}, fmt.Errorf("no filled database here; run fill first: %w", err)
	}
	return s, json.Unmarshal(text, &s)
}

// Shape of the chain.
const (
	Days       = 180 // of history
	perShelf   = 50  // products a category
	perRegion  = 25  // stores a region
	habits     = 24  // products a customer comes back to
	minLines   = 10
	anonymous  = 5  // one receipt in so many has no customer
	popularity = .8 // exponent of the products' Zipf law
	Tills      = 8  // a store
)

// Chain answers what stands behind each number.
type Chain struct {
	Size
	table []int32 // a uniform draw to a product, popular ones more often
	live  []promotion.Promotion
}

// New prepares a chain of a size.
func New(s Size) *Chain {
	c := &Chain{Size: s, table: make([]int32, 1<<18)}
	cumulative := make([]float64, s.Products)
	sum := 0.
	for rank := range cumulative {
		sum += math.Pow(float64(rank+1), -popularity)
		cumulative[rank] = sum
	}
	rank := 0
	for i := range c.table {
		for cumulative[rank] < (float64(i)+.5)/float64(len(c.table))*sum {
			rank++
		}
		c.table[i] = int32(rank * 7919 % s.Products) // popular ones in every category
	}
	c.live = make([]promotion.Promotion, s.Promotions)
	for i := range c.live {
		c.live[i] = c.promotion(i)
	}
	return c
}

// The streams keep draws about different things apart.
const (
	ofCustomer = iota + 1
	ofHabit
	ofReceipt
	ofLine
	ofPrice
	ofVoucher
	ofLive
)

// draw is 64 uniform bits for a thing: splitmix64.
func (c *Chain) draw(stream, a, b int) uint64 {
	x := c.Seed*0x9e3779b97f4a7c15 + uint64(stream)<<56 + uint64(a)*0xd1342543de82ef95 + uint64(b)*0x2545f4914f6cdd1d
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (c *Chain) popular(h uint64) int { return int(c.table[h>>46]) }

// StoreID names a store.
func (c *Chain) StoreID(store int) retail.StoreID { return retail.StoreID(fmt.Sprintf("S%04d", store)) }

// Zone is where all stores stand.
const Zone = "Europe/Berlin"

// StoreList lists the stores, to be given numbers in this order.
func (c *Chain) StoreList() []retail.Store {
	out := make([]retail.Store, c.Stores)
	kinds := []retail.StoreKind{"urban", "suburban", "rural"}
	for i := range out {
		out[i] = retail.Store{
			ID: c.StoreID(i), Name: fmt.Sprintf("Store %d", i), Region: c.region(i), Kind: kinds[i%len(kinds)],
			Zone: Zone, Currency: "EUR", Opened: "2020-01-01",
		}
	}
	return out
}

func (c *Chain) region(store int) string { return fmt.Sprintf("region-%02d", store/perRegion) }

// ProductID names a product by its barcode.
func (c *Chain) ProductID(product int) retail.ProductID {
	digits := fmt.Sprintf("400%09d", product)
	return retail.ProductID(digits + string(retail.CheckDigit(digits)))
}

// Price is what one unit of a product costs at the shelf.
func (c *Chain) Price(product int) retail.Minor {
	return retail.Minor(49 + c.draw(ofPrice, product, 0)%1200)
}

func (c *Chain) category(product int) string { return fmt.Sprintf("category-%03d", product/perShelf) }

func (c *Chain) brand(product int) string {
	return fmt.Sprintf("brand-%03d", c.draw(ofPrice, product, 1)%uint64(c.Products/20+1))
}

// ProductList lists the products, to be given numbers in this order.
func (c *Chain) ProductList() []retail.Product {
	out := make([]retail.Product, c.Products)
	for i := range out {
		price := c.Price(i)
		out[i] = retail.Product{
			ID: c.ProductID(i), Name: fmt.Sprintf("Product %05d of the shelf", i), Brand: c.brand(i), Category: c.category(i),
			Department: fmt.Sprintf("department-%02d", i/perShelf/20), Price: price, Cost: price * 7 / 10, HasCost: true, Unit: "EA", CasePack: 6, Listed: true,
		}
	}
	return out
}

// Card is the number on a customer's card.
func (c *Chain) Card(customer int) string {
	digits := fmt.Sprintf("26%010d", customer)
	return digits + string(retail.CheckDigit(digits))
}

// CustomerID is the id of a customer: its bucket is that of the card.
func (c *Chain) CustomerID(customer int) retail.CustomerID {
	return retail.NewCustomerID(c.draw(ofCustomer, customer, 0), retail.BucketOf(string(retail.Card)+"\x00"+c.Card(customer)))
}

// Home is the store a customer goes to.
func (c *Chain) Home(customer int) int {
	return int(c.draw(ofCustomer, customer, 1) % uint64(c.Stores))
}

// Habit is one of the products a customer comes back to.
func (c *Chain) Habit(customer, k int) int { return c.popular(c.draw(ofHabit, customer, k%habits)) }

// Day returns the business day of a past receipt.
func (c *Chain) Day(receipt int) retail.BusinessDay {
	return c.Last - retail.BusinessDay(Days-1-receipt*Days/c.Receipts)
}

// firstOf returns the first receipt of the day on which a receipt stands.
func (c *Chain) firstOf(receipt int) int {
	day := receipt * Days / c.Receipts
	return (day*c.Receipts + Days - 1) / Days
}

// Slip is a receipt in the chain's own numbers.
type Slip struct {
	Number   int
	Customer int // −1: anonymous
	Store    int
	Till     int
	At       retail.Micros
	Day      retail.BusinessDay
	Lines    []Item
}

// Item is a line of a slip.
type Item struct {
	Product int
	Units   int
	Amount  retail.Minor
}

// Buyer is who a past receipt belongs to, −1 for nobody.
func (c *Chain) Buyer(receipt int) int {
	h := c.draw(ofReceipt, receipt, 0)
	if h%anonymous == 0 {
		return -1
	}
	return int(h >> 8 % uint64(c.Customers))
}

// ID names a past receipt.
func (c *Chain) ID(receipt int) retail.ReceiptID {
	store, till := c.place(receipt)
	return retail.ReceiptID(fmt.Sprintf("%s-T%02d-%09d", c.StoreID(store), till, receipt))
}

func (c *Chain) place(receipt int) (store, till int) {
	h := c.draw(ofReceipt, receipt, 1)
	store = int(h >> 16 % uint64(c.Stores))
	if who := c.Buyer(receipt); who >= 0 && h%10 != 0 {
		store = c.Home(who)
	}
	return store, int(h>>8%Tills) + 1
}

// Head returns a past receipt without its lines. Receipts of a day follow each
// other from 8 to 20 o'clock.
func (c *Chain) Head(receipt int) Slip {
	const open, hours = 8 * 3_600_000_000, 12 * 3_600_000_000
	s := Slip{Number: receipt, Customer: c.Buyer(receipt), Day: c.Day(receipt)}
	s.Store, s.Till = c.place(receipt)
	perDay := c.Receipts/Days + 1
	s.At = retail.MicrosOf(s.Day.Time()) + open + retail.Micros(int64(hours)/int64(perDay)*int64(receipt-c.firstOf(receipt)))
	return s
}

// Slip returns a past receipt, reusing lines.
func (c *Chain) Slip(receipt int, lines []Item) Slip {
	s := c.Head(receipt)
	s.Lines = c.basket(c.draw(ofReceipt, receipt, 2), s.Customer, lines[:0])
	return s
}

// basket draws what somebody buys: two thirds out of habit.
func (c *Chain) basket(h uint64, customer int, lines []Item) []Item {
	for j := range minLines + int(h%3) {
		d := c.draw(ofLine, int(h>>1), j)
		product := c.popular(d)
		if customer >= 0 && d%3 != 0 {
			k := min(int(d>>8%habits), int(d>>16%habits))
			product = c.Habit(customer, k)
		}
		units := 1 + int(d>>24%8/6)
		lines = append(lines, Item{product, units, c.Price(product) * retail.Minor(units)})
	}
	return lines
}

// Live returns the basket of a receipt that is closed now, twelve lines by a
// customer of the chain; n is the receipt's own number in the run.
func (c *Chain) Live(n int, lines []Item) Slip {
	h := c.draw(ofLive, n, 0)
	s := Slip{Number: n, Customer: int(h >> 8 % uint64(c.Customers))}
	s.Store, s.Till = c.Home(s.Customer), int(h%Tills)+1
	s.Lines = c.basket(h-h%3+2, s.Customer, lines[:0])
	return s
}

// ByPlace returns all past receipts in the order of their ids, so that the rows
// of their keys are written one behind the other.
func (c *Chain) ByPlace() []int32 {
	count := make([]int32, c.Stores*Tills+1)
	at := func(r int) int {
		store, till := c.place(r)
		return store*Tills + till - 1
	}
	for r := range c.Receipts {
		count[at(r)+1]++
	}
	for i := 1; i < len(count); i++ {
		count[i] += count[i-1]
	}
	out := make([]int32, c.Receipts)
	for r := range c.Receipts {
		p := at(r)
		out[count[p]] = int32(r)
		count[p]++
	}
	return out
}

// ByCustomer returns the past receipts of every customer, oldest first, behind
// each other: those of customer i are list[from[i]:from[i+1]].
func (c *Chain) ByCustomer() (list, from []int32) {
	from = make([]int32, c.Customers+2)
	for r := range c.Receipts {
		if who := c.Buyer(r); who >= 0 {
			from[who+2]++
		}
	}
	for i := 2; i < len(from); i++ {
		from[i] += from[i-1]
	}
	list = make([]int32, from[len(from)-1])
	for r := range c.Receipts {
		if who := c.Buyer(r); who >= 0 {
			list[from[who+1]] = int32(r)
			from[who+1]++
		}
	}
	return list, from[:c.Customers+1]
}

// ByID returns the customers in the order of their ids.
func (c *Chain) ByID() []int32 {
	ids := make([]retail.CustomerID, c.Customers)
	out := make([]int32, c.Customers)
	for i := range out {
		ids[i], out[i] = c.CustomerID(i), int32(i)
	}
	slices.SortFunc(out, func(a, b int32) int {
		if ids[a] < ids[b] {
			return -1
		}
		return 1
	})
	return out
}
