package csvfolder

import (
	"context"

	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// The columns of receipts.csv, in the order of receiptColumns().
const (
	recID = iota
	recAt
	recStore
	recTill
	recCustomer
	recProduct
	recQuantity
	recAmount
	recDiscount
)

func receiptColumns() []table.Column {
	return table.Columns("receipt", "at", "store", "till?", "customer?", "product", "quantity", "amount", "discount?")
}

func (r *reading) receipts(ctx context.Context, in *intake.Import, f folder) error {
	return f.receipts.Each(ctx, func() error { return r.receipt(in, f.receipts) })
}

// receipt hands one line over, or refuses it.
func (r *reading) receipt(in *intake.Import, t *table.Table) error {
	store, zone, ok := in.StoreOf(t.Text(recStore))
	if !ok {
		var err error
		if store, zone, err = r.newStore(in, t); err != nil || zone == nil {
			return err
		}
	}
	c := t.Cells()
	row := intake.Row{
		Receipt: t.Text(recID), Store: t.Text(recStore), Product: t.Text(recProduct),
		At: c.At(recAt, zone), Quantity: c.Quantity(recQuantity), Amount: c.Decimal(recAmount),
	}
	if _, alone := table.ParseDate(t.Text(recAt)); alone && in.Future(row.At) {
		c.Fail("at %s says no time and counts as noon, which is still to come: write the time, or import it once noon is over", t.Text(recAt))
	}
	row.Till, row.Customer = said(t.Text(recTill)), said(t.Text(recCustomer))
	row.Discount, _ = c.Minor(recDiscount, store.Currency)
	if !c.OK() {
		return nil
	}
	r.row = row // outlives the call, so that no row costs an allocation
	return in.Row(t, &r.row)
}

// newStore takes in the store of a row that stands in no list, or refuses the
// row and returns no zone.
func (r *reading) newStore(in *intake.Import, t *table.Table) (retail.Store, *table.Zone, error) {
	c := t.Cells()
	id := c.ID(recStore)
	s, ok := shop(in, id)
	if !ok {
		c.Fail("store %.40q is not in stores.csv; add it there, or give --currency and --timezone", id)
	}
	if !c.OK() {
		return s, nil, nil
	}
	if _, err := in.Store(s); err != nil {
		return s, nil, err
	}
	s, zone, _ := in.StoreOf([]byte(id))
	return s, zone, nil
}

// said returns a field that is not only spaces, as written.
func said(b []byte) []byte {
	for _, c := range b {
		if c != ' ' && c != '\t' {
			return b
		}
	}
	return nil
}
