package store

import (
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/retail"
	"sartor/internal/sheet"
)

// Tables are what leaves as files: the tables of one store's page.
func Tables(from view.StorePages) []shell.Table {
	if from == nil {
		return nil
	}
	of := func(write func(c *shell.Call, v *view.StorePage, row shell.Row) error) func(c *shell.Call, row shell.Row) error {
		return func(c *shell.Call, row shell.Row) error {
			v, err := from.StorePage(c.R.Context(), c.Scope(), retail.StoreID(c.R.URL.Query().Get("store")))
			if err != nil {
				return err
			}
			return write(c, &v, row)
		}
	}
	return []shell.Table{
		{Name: "taste", Screen: shell.Stores, Heads: tasteHeads, Rows: of(tasteRows)},
		{Name: "wants", Screen: shell.Stores, Heads: wantHeads, Rows: of(wantRows)},
		{Name: "carried", Screen: shell.Stores, Heads: promotionHeads, Rows: of(promotionRows)},
		{Name: "shelf", Screen: shell.Stores, Heads: shelfHeads, Rows: of(shelfRows)},
		{Name: "risk", Screen: shell.Stores, Customers: true, Heads: riskHeads, Rows: of(riskRows)},
	}
}

func tasteHeads(c *shell.Call) []string {
	w, d := c.F.W.Store, c.F.W.Desk
	return []string{w.ColGoods, w.ColIndex, d.Low, d.High, c.F.W.Stock.ColPieces}
}

func tasteRows(_ *shell.Call, v *view.StorePage, row shell.Row) error {
	for _, t := range v.Tastes {
		if err := row(sheet.Text(t.Name), sheet.Number(t.Index.Mid, 2), sheet.Number(t.Index.Low, 2), sheet.Number(t.Index.High, 2), sheet.Int(t.Index.N)); err != nil {
			return err
		}
	}
	return nil
}

func wantHeads(c *shell.Call) []string {
	w, d := c.F.W.Store, c.F.W.Desk
	return []string{d.FactNumber, w.ColWanted, w.ColCustomers, d.Low, d.High}
}

func wantRows(_ *shell.Call, v *view.StorePage, row shell.Row) error {
	for _, x := range v.Regulars.Wants {
		if err := row(sheet.Text(string(x.Product)), sheet.Text(x.Name), sheet.Number(x.Customers.Mid, 1), sheet.Number(x.Customers.Low, 1), sheet.Number(x.Customers.High, 1)); err != nil {
			return err
		}
	}
	return nil
}

func promotionHeads(c *shell.Call) []string {
	w, p := c.F.W, c.F.W.Promotion
	return []string{w.Desk.FactNumber, w.Promotions.ColName, w.Store.ColCut, w.Promotions.ColState, w.Desk.Starts, w.Desk.Ends, w.Promotions.ColBudget, p.KeySpent, p.KeyReserved, w.Desk.Currency}
}

func promotionRows(c *shell.Call, v *view.StorePage, row shell.Row) error {
	for i := range v.Promotions {
		p := &v.Promotions[i]
		cut, money := c.F.W.Store.Central, func(m retail.Minor) sheet.Cell { return sheet.Minor(int64(m), v.Currency.Exponent()) }
		if p.Local {
			cut = c.F.W.Store.Local
		}
		if err := row(sheet.Text(string(p.ID)), sheet.Text(p.Name), sheet.Text(cut), sheet.Text(c.F.W.Promotions.States[p.State]), sheet.Text(p.Starts.String()), sheet.Text(p.Ends.String()),
			money(p.Budget.Cap), money(p.Budget.Given()), money(p.Budget.Reserved), sheet.Text(string(v.Currency))); err != nil {
			return err
		}
	}
	return nil
}

func shelfHeads(c *shell.Call) []string {
	w := c.F.W.Shelf
	return []string{w.ColGoods, w.ColWhat, w.Stopped}
}

func shelfRows(c *shell.Call, v *view.StorePage, row shell.Row) error {
	p := goodsOf(c, v.Stock)
	if p == nil {
		return nil
	}
	for _, x := range p.Rows {
		if err := row(sheet.Text(x.Name), sheet.Text(x.What), sheet.Text(x.Stopped.Text)); err != nil {
			return err
		}
	}
	return nil
}

func riskHeads(c *shell.Call) []string {
	w, d := c.F.W.Store, c.F.W.Desk
	return []string{w.ColCustomers, w.ColSince, w.ColIdle, w.ColWorth, d.Low, d.High, d.Currency}
}

// riskRows are customers by their numbers for who may follow them, else as the page
// calls them; how long they are silent is in days.
func riskRows(c *shell.Call, v *view.StorePage, row shell.Row) error {
	for _, r := range v.Regulars.Risk {
		who := c.Pseudonym(r.ID, r.Identifiers)
		if shell.Sees(c.Who.Role, shell.Customers) {
			who = r.ID.String()
		}
		cells := []sheet.Cell{sheet.Text(who), sheet.Text(r.Since.String()), sheet.Int(int64(r.Idle)), {}, {}, {}, sheet.Text(string(v.Currency))}
		if r.Worth.Known() {
			for i, x := range []float64{r.Worth.Mid, r.Worth.Low, r.Worth.High} {
				cells[3+i] = sheet.Minor(int64(x), v.Currency.Exponent())
			}
		}
		if err := row(cells...); err != nil {
			return err
		}
	}
	return nil
}
