package csvfolder

import (
	"context"

	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// The columns of stock.csv, in the order of stockColumns().
const (
	stkStore = iota
	stkProduct
	stkOnHand
	stkOnOrder
	stkAsOf
)

func stockColumns() []table.Column {
	return table.Columns("store", "product", "on_hand", "on_order?", "as_of")
}

// The columns of suppliers.csv, in the order of supplierColumns().
const (
	supProduct = iota
	supSupplier
	supLead
	supDays
	supMin
)

func supplierColumns() []table.Column {
	return table.Columns("product", "supplier", "lead_time_days", "order_days?", "min_order?")
}

// The columns of promotions.csv, in the order of promotionColumns().
const (
	prmID = iota
	prmStore
	prmProduct
	prmStarts
	prmEnds
	prmPrice
	prmFeature
	prmDisplay
)

func promotionColumns() []table.Column {
	return table.Columns("promotion", "store?", "product", "starts", "ends", "price?", "feature?", "display?")
}

// mostLead bounds a lead time, in days.
const mostLead = 3_650

// facts hands over stock, suppliers and past promotions.
func (r *reading) facts(ctx context.Context, in *intake.Import) error {
	for _, f := range r.folders {
		for _, one := range []struct {
			t   *table.Table
			add func(*intake.Import, *table.Table, *intake.Facts)
		}{{f.stock, stock}, {f.suppliers, supply}, {f.promotions, past}} {
			if err := in.FactsOf(ctx, one.t, func(f *intake.Facts) { one.add(in, one.t, f) }); err != nil {
				return err
			}
		}
	}
	return nil
}

func stock(in *intake.Import, t *table.Table, f *intake.Facts) {
	c := t.Cells()
	store, zone, known := in.StoreOf(t.Text(stkStore))
	if !known {
		t.Refuse("store %.40q is unknown", t.Text(stkStore))
		return
	}
	s := intake.StockLevel{
		Store: store.ID, Product: retail.ProductID(c.ID(stkProduct)),
		OnHand: c.Quantity(stkOnHand), OnOrder: maybeQuantity(&c, t, stkOnOrder), AsOf: c.At(stkAsOf, zone),
	}
	if s.OnOrder < 0 {
		c.Fail("on_order is below 0")
	}
	if c.OK() {
		f.Stock = append(f.Stock, s)
	}
}

func supply(_ *intake.Import, t *table.Table, f *intake.Facts) {
	c := t.Cells()
	s := intake.Supply{
		Product: retail.ProductID(c.ID(supProduct)), Supplier: c.ID(supSupplier),
		LeadTime: c.Count(supLead, mostLead), OrderDays: c.Text(supDays), MinOrder: maybeQuantity(&c, t, supMin),
	}
	if s.MinOrder < 0 {
		c.Fail("min_order is below 0")
	}
	if said(t.Text(supLead)) == nil {
		c.Fail("lead_time_days is empty")
	}
	if c.OK() {
		f.Supply = append(f.Supply, s)
	}
}

func past(in *intake.Import, t *table.Table, f *intake.Facts) {
	c := t.Cells()
	p := intake.PastPromotion{
		Promotion: c.ID(prmID), Store: retail.StoreID(c.MaybeID(prmStore)), Product: retail.ProductID(c.ID(prmProduct)),
		Starts: c.Day(prmStarts), Ends: c.Day(prmEnds), Feature: c.Text(prmFeature), Display: c.Text(prmDisplay),
	}
	currency := in.Currency()
	if p.Store != "" {
		s, _, known := in.StoreOf([]byte(p.Store))
		if !known {
			c.Fail("store %.40q is unknown", string(p.Store))
		}
		currency = s.Currency
	}
	p.Price, p.HasPrice = c.Minor(prmPrice, currency)
	if p.Price < 0 {
		c.Fail("price is below 0")
	}
	if p.Ends < p.Starts {
		c.Fail("ends %s lies before starts %s", p.Ends, p.Starts)
	}
	if c.OK() {
		f.Past = append(f.Past, p)
	}
}

// maybeQuantity reads a number of units, or 0 from an empty field.
func maybeQuantity(c *table.Cells, t *table.Table, col int) retail.Quantity {
	if said(t.Text(col)) == nil {
		return 0
	}
	return c.Quantity(col)
}
