package completejourney

import (
	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// The columns of transactions, in the order of lineColumns().
const (
	linHousehold = iota
	linStore
	linBasket
	linProduct
	linQuantity
	linValue
	linDiscount
	linCoupon
	linMatch
	linWeek
	linAt
)

func lineColumns() []table.Column {
	return table.Columns("household_id", "store_id", "basket_id", "product_id", "quantity", "sales_value",
		"retail_disc", "coupon_disc", "coupon_match_disc", "week?", "transaction_timestamp")
}

// line hands one line over, or refuses it.
func (r *reading) line(in *intake.Import, t *table.Table) error {
	if ok, err := r.store(in, t); err != nil || !ok {
		return err
	}
	c := t.Cells()
	row := intake.Row{
		Receipt: t.Text(linBasket), Store: t.Text(linStore), Customer: t.Text(linHousehold), Product: t.Text(linProduct),
		At: c.At(linAt, r.zone), Quantity: c.Quantity(linQuantity), Amount: c.Decimal(linValue),
	}
	row.Discount, _ = c.Minor(linDiscount, r.usd)
	row.Note = r.note(&c)
	if !c.OK() {
		return nil
	}
	switch {
	case r.fuel[string(row.Product)]:
		row.Quantity = retail.One
	case row.Quantity == 0:
		row.Quantity = retail.One
		in.Adjusted()
	}
	r.row = row // outlives the call, so that no row costs an allocation
	return in.Row(t, &r.row)
}

// store makes the row's store known; false when its id was refused.
func (r *reading) store(in *intake.Import, t *table.Table) (bool, error) {
	if _, _, known := in.StoreOf(t.Text(linStore)); known {
		return true, nil
	}
	c := t.Cells()
	id := c.ID(linStore)
	if !c.OK() {
		return false, nil
	}
	_, err := in.Store(retail.Store{ID: retail.StoreID(id), Name: "Store " + id, Zone: r.zone.Name(), Currency: r.usd})
	return true, err
}

// note says what coupons took off the line: what the maker pays back, and what
// the chain added to it.
func (r *reading) note(c *table.Cells) []byte {
	coupon, match := c.Decimal(linCoupon), c.Decimal(linMatch)
	if coupon.Coef == 0 && match.Coef == 0 {
		return nil
	}
	off, fits := coupon.Minor(r.usd)
	added, alsoFits := match.Minor(r.usd)
	if !fits || !alsoFits {
		c.Fail("coupon_disc or coupon_match_disc is too large")
	}
	r.spare = append(r.spare[:0], `"coupon":`...)
	r.spare = append(r.spare, retail.Money{Amount: off, Currency: r.usd}.Decimal()...)
	if added != 0 {
		r.spare = append(r.spare, `,"match":`...)
		r.spare = append(r.spare, retail.Money{Amount: added, Currency: r.usd}.Decimal()...)
	}
	return r.spare
}
