// Package onlineretail reads the Online Retail data set (UCI Machine Learning
// Repository, Chen 2012): two years of a British web wholesaler. It takes the
// CSV with headers invoice_no,… and the published spreadsheet saved as CSV
// (InvoiceNo,…), plain or gzip, with ISO or American dates.
//
// What becomes what: an invoice is a receipt whose id is the invoice number as
// written, at the earliest minute of its lines; the shop is one online store,
// ONLINE; the customer number is an account, a row without one is anonymous;
// stock codes are products as written, in upper or lower case. Cancellations
// (C…) and negative quantities are return lines as they stand, repeated lines
// are kept. Postage, fees, discounts and corrections are products marked as no
// goods. A line whose quantity is 0 or contradicts the sign of its amount (the
// adjusted bad debts) gets the quantity 1 or -1: amounts always stay.
//
// A line's amount is quantity × price rounded half away from zero to pence; the
// sums of the result are exact. The tests check them against the published
// data.
package onlineretail

import (
	"context"
	"strings"

	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// Name is the format's name on the command line.
const Name = "online-retail"

// The one shop.
const (
	store    = "ONLINE"
	zoneName = "Europe/London"
	currency = "GBP"
)

// The columns, in the order of columns().
const (
	colInvoice = iota
	colCode
	colDescription
	colQuantity
	colDate
	colPrice
	colCustomer
	colCountry
)

func columns() []table.Column {
	return []table.Column{
		{Name: "invoice_no", Also: []string{"InvoiceNo", "Invoice"}},
		{Name: "stock_code", Also: []string{"StockCode"}},
		{Name: "description", Also: []string{"Description"}},
		{Name: "quantity"},
		{Name: "invoice_date", Also: []string{"InvoiceDate"}},
		{Name: "unit_price", Also: []string{"UnitPrice", "Price"}},
		{Name: "customer_id", Also: []string{"CustomerID", "Customer ID"}},
		{Name: "country", Optional: true},
	}
}

// New returns the format for one import.
func New() intake.Format {
	r := &reading{store: []byte(store), titles: newTitles(), country: map[string]string{}}
	return intake.Format{Name: Name, Read: r.read, Facts: r.facts}
}

// reading is the state of one import.
type reading struct {
	zone    *table.Zone
	titles  *titles
	country map[string]string // by customer: the last one seen
	store   []byte
	row     intake.Row
}

func (r *reading) read(ctx context.Context, in *intake.Import) error {
	if err := r.open(in); err != nil {
		return err
	}
	tables := make([]*table.Table, 0, len(in.Paths))
	for _, path := range in.Paths {
		t, err := in.Open(path, columns())
		if err != nil {
			return err
		}
		tables = append(tables, t)
	}
	for _, t := range tables {
		for t.Next(ctx) {
			if err := r.line(in, t); err != nil {
				return err
			}
		}
		if err := t.Err(); err != nil {
			return err
		}
	}
	in.ListSold(r.product)
	return nil
}

// open makes the one store known. The data's own zone and currency are known;
// a wish for others is honoured.
func (r *reading) open(in *intake.Import) error {
	shop := retail.Store{
		ID: store, Name: "Web shop", Kind: retail.Online,
		Zone: zoneName, Currency: currency,
	}
	if in.Options.Timezone != "" {
		shop.Zone = in.Options.Timezone
	}
	if in.Options.Currency != "" {
		shop.Currency = in.Options.Currency
	}
	if _, err := in.Store(shop); err != nil {
		return err
	}
	var err error
	r.zone, err = in.Zone(shop.Zone)
	return err
}

// line hands one row over, or refuses it.
func (r *reading) line(in *intake.Import, t *table.Table) error {
	c := t.Cells()
	q, price := c.Decimal(colQuantity), c.Decimal(colPrice)
	amount, ok := q.Times(price)
	units, fits := q.Quantity()
	if !ok || !fits {
		c.Fail("quantity × unit_price is too large")
	}
	at, ok := r.zone.Parse(t.Text(colDate))
	if !ok {
		at, ok = r.zone.ParseUS(t.Text(colDate))
	}
	if !ok {
		c.Fail("invoice_date %.40q is not a time such as 2010-12-01T08:26:00 or 12/1/2010 8:26", t.Text(colDate))
	}
	if !c.OK() {
		return nil
	}
	r.row = intake.Row{
		Receipt: t.Text(colInvoice), Store: r.store, Customer: t.Text(colCustomer),
		Product: t.Text(colCode), At: at, Quantity: units, Amount: amount,
	}
	r.agree(in)
	r.note(t, price)
	return in.Row(t, &r.row)
}

// agree makes the quantity's sign that of the amount; see the package comment.
func (r *reading) agree(in *intake.Import) {
	q, a := r.row.Quantity, r.row.Amount.Coef
	if q != 0 && (a == 0 || (q > 0) == (a > 0)) {
		return
	}
	in.Adjusted()
	r.row.Quantity = retail.One
	if a < 0 {
		r.row.Quantity = -retail.One
	}
}

// note remembers what the row says of its product and customer.
func (r *reading) note(t *table.Table, price table.Decimal) {
	r.titles.add(t.Text(colCode), t.Text(colDescription), price)
	customer, country := t.Text(colCustomer), t.Text(colCountry)
	if len(customer) == 0 || len(country) == 0 || table.TextReason("country", country) != "" {
		return
	}
	if r.country[string(customer)] != string(country) { // seldom: no allocation otherwise
		r.country[string(customer)] = string(country)
	}
}

// product describes a stock code.
func (r *reading) product(id retail.ProductID) retail.Product {
	p := retail.Product{ID: id, Name: r.titles.best(string(id)), Unit: "EA", Listed: true}
	if p.Name == "" {
		p.Name = string(id)
	}
	if notGoods(string(id)) {
		p.Restriction = retail.NotGoods
	}
	return p
}

// notGoods reports whether a code stands for postage, a fee, a discount, a gift
// voucher or a correction.
func notGoods(code string) bool {
	switch code {
	case "POST", "DOT", "C2", "M", "m", "D", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK":
		return true
	}
	return strings.HasPrefix(code, "gift_0001_")
}
