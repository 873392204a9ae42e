package export

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/retail"
	"sartor/internal/sheet"
)

// at is an instant in the chain's zone; empty for none.
func (t *taking) at(when time.Time) sheet.Cell {
	return sheet.At(when, t.F.Zone)
}

func money(m retail.Minor, c retail.Currency) sheet.Cell {
	return sheet.Minor(int64(m), c.Exponent())
}

// units is an estimate in minor units as one in major ones.
func units(x float64, c retail.Currency) sheet.Cell {
	for range c.Exponent() {
		x /= 10
	}
	return sheet.Number(x, c.Exponent()+2)
}

func storeHeads(c *shell.Call) []string {
	w := c.F.W
	return []string{w.Desk.FactNumber, w.Stores.ColStore, w.Stores.ColRegion, w.Stores.ColKind, w.Stores.ColTills, w.Stores.ColReceipts, w.Stores.ColSales, w.Desk.Currency, w.Stores.ColLast}
}

func stores(t *taking) error {
	rows, err := t.Stores.Stores(t.R.Context(), t.Scope())
	if err != nil {
		return err
	}
	for _, r := range view.FilterStores(rows, t.q) {
		if err := t.row(sheet.Text(string(r.Store)), sheet.Text(r.Name), sheet.Text(r.Region), sheet.Text(string(r.Kind)), sheet.Int(int64(r.Tills)),
			sheet.Int(r.Receipts), money(r.Sales, r.Currency), sheet.Text(string(r.Currency)), t.at(r.Last)); err != nil {
			return err
		}
	}
	return nil
}

func promotionHeads(c *shell.Call) []string {
	w := c.F.W
	return []string{
		w.Desk.FactNumber, w.Promotions.ColName, w.Promotions.ColState, w.Desk.Starts, w.Desk.Ends, w.Promotions.ColIssued, w.Promotions.ColRedeemed,
		w.Promotions.ColBudget, w.Promotion.ColGiven, w.Promotion.KeyReserved, w.Desk.Currency, w.Promotions.ColEffect, w.Desk.Low, w.Desk.High, w.Desk.Basis,
	}
}

func promotions(t *taking) error {
	rows, err := t.Promotions.Promotions(t.R.Context(), t.Scope())
	if err != nil {
		return err
	}
	for _, r := range view.FilterPromotions(rows, t.q, t.F.W.Language) {
		p, cur := &r.Promotion, r.Promotion.Budget.Currency
		cells := []sheet.Cell{
			sheet.Text(string(p.ID)), sheet.Text(p.NameIn(t.F.W.Language)), sheet.Text(t.F.W.Promotions.States[p.State]), sheet.Text(p.Starts.String()), sheet.Text(p.Ends.String()),
			sheet.Int(r.Issued), sheet.Int(r.Redeemed), money(r.Budget.Cap, cur), money(r.Budget.Given(), cur), money(r.Budget.Reserved, cur), sheet.Text(string(cur)),
			{}, {}, {}, sheet.Int(r.Effect.Treated + r.Effect.Held),
		}
		if m := r.Effect.Margin; m.Known() {
			cells[11], cells[12], cells[13] = units(m.Mid, cur), units(m.Low, cur), units(m.High, cur)
		}
		if err := t.row(cells...); err != nil {
			return err
		}
	}
	return nil
}

func voucherHeads(c *shell.Call) []string {
	w := c.F.W
	heads := []string{w.Vouchers.ColState, w.Vouchers.ColPromotion, w.Desk.Product, w.Stores.ColStore, w.Vouchers.ColIssued, w.Vouchers.ColUntil, w.Desk.Flag}
	if c.MayFollow() {
		heads = append([]string{w.Desk.Code}, heads...)
	}
	return heads
}

func vouchers(t *taking) error {
	page := view.Page{Text: strings.TrimSpace(t.q.Get("q")), Limit: view.MostRows}
	for {
		list, err := t.Vouchers.Vouchers(t.R.Context(), t.Scope(), page)
		if err != nil {
			return err
		}
		for i := range list.Items {
			v := &list.Items[i]
			cells := []sheet.Cell{
				sheet.Text(t.F.W.Vouchers.States[v.State]), sheet.Text(v.PromotionName), sheet.Text(v.Product), sheet.Text(v.StoreName), t.at(v.IssuedAt),
				sheet.Text(v.ValidUntil.String()), sheet.Text(string(v.Flag)),
			}
			if t.MayFollow() {
				cells = slices.Insert(cells, 0, sheet.Text(v.Code))
			}
			if err := t.row(cells...); err != nil {
				return err
			}
		}
		if list.Next == "" || list.Next == page.Cursor {
			return nil
		}
		page.Cursor = list.Next
	}
}

func customerHeads(c *shell.Call) []string {
	w := c.F.W
	heads := []string{w.Desk.FactNumber, w.Customers.ColStore, w.Customers.ColReceipts, w.Customers.ColSpend, w.Desk.Currency, w.Customers.ColLast, w.Customers.ColVouchers}
	if c.Who.May(access.SeeNames) {
		for _, kind := range retail.IdentifierKinds() {
			heads = append(heads, w.Customers.Identifiers[string(kind)])
		}
	}
	return heads
}

// customers is all of them by their numbers, or the one that was searched for: the
// file has the page's rows, not its order of who came last.
func customers(t *taking) error {
	page := view.Page{Text: strings.TrimSpace(t.q.Get("q")), Cursor: view.AllCustomers, Limit: view.MostRows}
	if page.Text != "" && !t.Who.May(access.SeeNames) && !strings.HasPrefix(page.Text, "cus_") {
		return nil
	}
	for {
		list, err := t.Customers.Customers(t.R.Context(), t.Scope(), page)
		if err != nil {
			return err
		}
		for i := range list.Items {
			if page.Text != "" && !t.Meets(page.Text, list.Items[i].Standing) {
				continue
			}
			if err := t.customer(&list.Items[i]); err != nil {
				return err
			}
		}
		if page.Text != "" || list.Next == "" || list.Next == page.Cursor {
			return nil
		}
		page.Cursor = list.Next
	}
}

func (t *taking) customer(r *view.CustomerRow) error {
	cells := []sheet.Cell{
		sheet.Text(r.ID.String()), sheet.Text(r.HomeStore), sheet.Int(r.Receipts), money(r.Spend, r.Currency), sheet.Text(string(r.Currency)), t.at(r.Last), sheet.Int(r.Vouchers),
	}
	if t.Who.May(access.SeeNames) {
		named := r.Identifiers
		if !t.Who.MayName(r.Standing) {
			named = nil // served by somebody else
		}
		for _, kind := range retail.IdentifierKinds() {
			cells = append(cells, sheet.Text(strings.Join(valuesOf(named, kind), ", ")))
		}
	}
	return t.row(cells...)
}

func valuesOf(ids []retail.Identifier, kind retail.IdentifierKind) (out []string) {
	for _, id := range ids {
		if id.Kind == kind {
			out = append(out, id.Value)
		}
	}
	return out
}

func receiptHeads(c *shell.Call) []string {
	w := c.F.W
	return []string{w.House.ColAt, w.Touch.Title, w.Stores.ColStore, w.House.Till, w.Desk.Receipt, w.Customers.ColSpend, w.Desk.Currency, w.Touch.ColItems, w.Vouchers.ColIssued, w.Promotions.ColRedeemed}
}

// receipts are all of one customer, with returns and receipts that were taken back.
func receipts(t *taking) error {
	id, err := retail.ParseCustomerID(t.q.Get("customer"))
	if err != nil {
		return shell.ErrAbsent()
	}
	return t.Customers.Receipts(t.R.Context(), t.Scope(), id, func(x view.Touch) error {
		return t.row(t.at(x.At), sheet.Text(t.F.W.Touch.Receipts[string(x.Kind)]), sheet.Text(x.StoreName), sheet.Text(x.Till), sheet.Text(string(x.Receipt)), money(x.Amount, x.Currency),
			sheet.Text(string(x.Currency)), sheet.Int(int64(x.Items)), sheet.Int(int64(x.Printed)), sheet.Int(int64(x.Used)))
	})
}

func memberHeads(c *shell.Call) []string {
	w := c.F.W.Segments
	d := c.F.W.Desk
	return []string{w.ColCustomer, d.State, d.Band, w.ColSince, w.ColWorth, d.Low, d.High, d.Currency}
}

// members are those of one segment, at risk unless another is named.
func members(t *taking) error {
	of := view.MembersOf{Segment: cmp.Or(t.q.Get("segment"), "at_risk")}
	if day, err := retail.ParseDay(t.q.Get("on")); err == nil {
		of.On = day
	}
	report, err := t.Segments.Segments(t.R.Context(), of.On)
	if err != nil {
		return err
	}
	w := t.F.W.Segments
	for {
		list, err := t.Segments.Members(t.R.Context(), of)
		if err != nil {
			return err
		}
		for _, m := range list.Items {
			cells := []sheet.Cell{sheet.Text(m.Customer.String()), sheet.Text(w.States[string(m.State)]), sheet.Text(w.Bands[string(m.Band)]), sheet.Text(m.Since.String()), {}, {}, {}, sheet.Text(string(report.Currency))}
			if m.Now != nil {
				cells[4], cells[5], cells[6] = money(m.Now.Value, report.Currency), money(m.Now.Low, report.Currency), money(m.Now.High, report.Currency)
			}
			if err := t.row(cells...); err != nil {
				return err
			}
		}
		if list.Next == 0 || list.Next <= of.After {
			return nil
		}
		of.After = list.Next
	}
}
