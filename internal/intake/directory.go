package intake

import (
	"sartor/internal/retail"
	"sartor/internal/table"
)

// directory is what an import knows of the chain: the distinct ids it met and
// the stores and products the files describe.
type directory struct {
	stores, tills, accounts, products *names

	store    []retail.Store // by number; the zero Store for one only asked for
	zone     []*table.Zone  // by store number
	zones    map[string]*table.Zone
	product  []retail.Product        // in the order of the file
	listed   map[uint32]bool         // numbers of products in the list
	standing map[retail.StoreID]bool // stores that the chain had before
	onLine   []bool                  // by product number: stands on a receipt
	buyer    []bool                  // by account number: has a receipt
	price    []lastPrice             // by product number
}

// lastPrice is the shelf price of the latest line with a positive amount.
type lastPrice struct {
	at       retail.Micros
	paid     retail.Minor // with the discount added back
	quantity retail.Quantity
}

func newDirectory() *directory {
	return &directory{
		stores: newNames(), tills: newNames(), accounts: newNames(), products: newNames(),
		store: make([]retail.Store, 1), zone: make([]*table.Zone, 1), zones: map[string]*table.Zone{},
		listed: map[uint32]bool{}, standing: map[retail.StoreID]bool{},
	}
}

// sell notes a line of a receipt.
func (d *directory) sell(product uint32, r *Row, amount retail.Minor) {
	d.onLine = grown(d.onLine, product)
	d.onLine[product] = true
	d.price = grown(d.price, product)
	if p := &d.price[product]; r.At >= p.at && amount > 0 && r.Quantity > 0 {
		*p = lastPrice{at: r.At, paid: amount + r.Discount, quantity: r.Quantity}
	}
}

// buy notes whose receipts there are.
func (d *directory) buy(slips []slip) {
	for i := range slips {
		k := uint32(slips[i].account)
		d.buyer = grown(d.buyer, k)
		d.buyer[k] = true // 0 is nobody, and never asked for
	}
}

// priceOf returns the latest unit price of a product, rounded half up; 0 unknown.
func (d *directory) priceOf(product uint32) retail.Minor {
	if int(product) >= len(d.price) || d.price[product].quantity == 0 {
		return 0
	}
	p := d.price[product]
	num, q := int64(p.paid)*int64(retail.One), int64(p.quantity)
	return retail.Minor((2*num + q) / (2 * q))
}

// sold returns the numbers of the products that stand on receipts.
func (d *directory) sold() []uint32 { return numbers(d.onLine) }

// buyers returns the numbers of the accounts that have receipts.
func (d *directory) buyers() []uint32 { return numbers(d.buyer) }

func numbers(set []bool) []uint32 {
	var out []uint32
	for k := 1; k < len(set); k++ {
		if set[k] {
			out = append(out, uint32(k))
		}
	}
	return out
}

// grown returns s with room for index k.
func grown[T any](s []T, k uint32) []T {
	if int(k) < len(s) {
		return s
	}
	return append(s, make([]T, max(int(k)+1, 2*len(s))-len(s))...)
}

// known returns the stores that the files describe or name.
func (d *directory) known() []retail.Store {
	var out []retail.Store
	for _, s := range d.store {
		if s.ID != "" && !d.standing[s.ID] {
			out = append(out, s)
		}
	}
	return out
}

// currency returns what the product list's prices are in.
func (d *directory) currency(wished retail.Currency) retail.Currency {
	if wished != "" {
		return wished
	}
	for i := range d.store {
		if c := d.store[i].Currency; c != "" {
			return c
		}
	}
	return ""
}
