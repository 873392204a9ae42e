package csvfolder

import (
	"bytes"
	"context"
	"slices"

	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/stock"
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

// facts hands over stock, suppliers and past promotions.
func (r *reading) facts(ctx context.Context, in *intake.Import) error {
	for _, f := range r.folders {
		for _, one := range []struct {
			t   *table.Table
			add func(*intake.Import, *table.Table, *intake.Facts)
		}{{f.stock, level}, {f.suppliers, supply}, {f.promotions, past}} {
			if err := in.FactsOf(ctx, one.t, func(f *intake.Facts) { one.add(in, one.t, f) }); err != nil {
				return err
			}
		}
	}
	return nil
}

func level(in *intake.Import, t *table.Table, f *intake.Facts) {
	c := t.Cells()
	store, zone, known := in.StoreOf(t.Text(stkStore))
	if !known {
		t.Refuse("store %.40q is unknown", t.Text(stkStore))
		return
	}
	s := intake.StockLevel{
		Store: store.ID, Product: retail.ProductID(c.ID(stkProduct)),
		OnHand: c.Quantity(stkOnHand), OnOrder: maybeQuantity(&c, t, stkOnOrder), AsOf: asOf(in, &c, t, zone),
	}
	s.HasOnOrder = said(t.Text(stkOnOrder)) != nil
	switch {
	case s.OnOrder < 0:
		c.Fail("on_order is below 0")
	case s.OnHand > stock.MaxQuantity || s.OnHand < -stock.MaxQuantity || s.OnOrder > stock.MaxQuantity:
		c.Fail("more than %s units", stock.MaxQuantity)
	case s.AsOf <= 0:
		c.Fail("as_of lies before 1970")
	case in.Future(s.AsOf):
		c.Fail("as_of lies in the future")
	}
	if c.OK() {
		f.Stock = append(f.Stock, s)
		in.Names(s.Product)
	}
}

// asOf reads when a level was counted: a date alone is noon, and now where it is today
// and noon is still to come.
func asOf(in *intake.Import, c *table.Cells, t *table.Table, zone *table.Zone) retail.Micros {
	at, text, now := c.At(stkAsOf, zone), t.Text(stkAsOf), in.Now()
	if _, alone := table.ParseDate(text); !alone || at <= now {
		return at
	}
	if dawn, ok := zone.Parse(slices.Concat(bytes.TrimSpace(text), []byte("T00:00:00"))); ok && dawn <= now {
		return now
	}
	return at
}

func supply(_ *intake.Import, t *table.Table, f *intake.Facts) {
	c := t.Cells()
	s := intake.Supply{
		Product: retail.ProductID(c.ID(supProduct)), Supplier: c.MaybeID(supSupplier),
		LeadTime: stock.UnknownLead, OrderDays: c.Text(supDays), MinOrder: maybeQuantity(&c, t, supMin),
		KeepDays: !t.Has(supDays), KeepMin: !t.Has(supMin),
	}
	if said(t.Text(supLead)) != nil {
		s.LeadTime = c.Count(supLead, stock.MaxLead)
	}
	if s.MinOrder < 0 || s.MinOrder > stock.MaxQuantity {
		c.Fail("min_order is not between 0 and %s", stock.MaxQuantity)
	}
	if _, err := stock.ParseWeekdays(s.OrderDays); err != nil {
		c.Fail("order_days %.40q is no list of weekdays such as mon|thu", s.OrderDays)
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
