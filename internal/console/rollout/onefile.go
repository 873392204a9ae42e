package rollout

import (
	"math"
	"strings"

	"sartor/internal/console/shell"
	"sartor/internal/retail"
	"sartor/internal/rollout"
	"sartor/internal/sheet"
)

// of writes a table of one rollout's page, which ?rollout= names.
func (p Ports) of(write func(m maker, row shell.Row) error) func(c *shell.Call, row shell.Row) error {
	return func(c *shell.Call, row shell.Row) error {
		s, err := p.Desk.Show(c.R.Context(), rollout.ID(c.R.URL.Query().Get("rollout")))
		if err != nil {
			return err
		}
		return write(maker{Call: c, s: &s, r: &s.Reading, w: c.F.W.Rollout, chain: p.Chain(), currency: p.currency()}, row)
	}
}

// three are an estimate and its ends; what is not known is left empty.
func three(f rollout.Figure, one func(float64) sheet.Cell) []sheet.Cell {
	if !f.Known {
		return []sheet.Cell{{}, {}, {}}
	}
	return []sheet.Cell{one(f.Estimate), one(f.Low), one(f.High)}
}

// number is one with two decimals, as shares and pieces have.
func number(x float64) sheet.Cell { return sheet.Number(x, 2) }

func storeHeads(c *shell.Call) []string {
	w, d := c.F.W.Rollout, c.F.W.Desk
	return []string{d.FactNumber, w.ColStore, w.ColRegion, w.ColWeekly, d.Low, d.High, w.ColStage}
}

func (m maker) storeRows(row shell.Row) error {
	for i := range m.r.Stores {
		x := &m.r.Stores[i]
		cells := append([]sheet.Cell{sheet.Text(string(x.Store)), sheet.Text(m.name(x.Store)), sheet.Text(x.Region)}, three(x.Weekly, number)...)
		if err := row(append(cells, sheet.Text(m.stands(x)))...); err != nil {
			return err
		}
	}
	return nil
}

func pairHeads(c *shell.Call) []string {
	w, d := c.F.W.Rollout, c.F.W.Desk
	return []string{d.FactNumber, w.ColStore, w.ColControls, w.Opening, w.Random}
}

// pairRows has what a lot chose with the chance it had.
func (m maker) pairRows(row shell.Row) error {
	for _, x := range m.pilot() {
		names, lot := make([]string, len(x.Controls)), sheet.Cell{}
		for i, id := range x.Controls {
			names[i] = m.name(id)
		}
		if x.Random {
			lot = number(x.Propensity)
		}
		if err := row(sheet.Text(string(x.Store)), sheet.Text(m.name(x.Store)), sheet.Text(strings.Join(names, ", ")), sheet.Int(int64(x.Opening)), lot); err != nil {
			return err
		}
	}
	return nil
}

func readoutHeads(c *shell.Call) []string {
	w, d := c.F.W.Rollout, c.F.W.Desk
	return []string{w.Checks, d.Band, d.Low, d.High, d.Currency}
}

// readoutRows are the page's checks: pieces, money, shares.
func (m maker) readoutRows(row shell.Row) error {
	if len(m.s.Stages) == 0 {
		return nil
	}
	ro := &m.r.Readout
	money := func(x float64) sheet.Cell { return sheet.Minor(int64(math.Round(x)), m.currency.Exponent()) }
	for _, x := range []struct {
		what string
		f    rollout.Figure
		one  func(float64) sheet.Cell
		in   retail.Currency
	}{
		{m.w.Sold, ro.Sold, number, ""}, {m.w.Margin, ro.Margin, money, m.currency}, {m.w.Repeat, ro.Repeat, number, ""}, {m.w.Taken, ro.Taken, number, ""}, {m.w.Placebo, ro.Placebo, number, ""},
	} {
		if err := row(append(append([]sheet.Cell{sheet.Text(x.what)}, three(x.f, x.one)...), sheet.Text(string(x.in)))...); err != nil {
			return err
		}
	}
	return nil
}

func regionHeads(c *shell.Call) []string {
	w, d := c.F.W.Rollout, c.F.W.Desk
	return []string{w.ColRegion, w.ColStores, w.ColIndex, d.Low, d.High, w.ColWeekly, d.Low, d.High}
}

func (m maker) regionRows(row shell.Row) error {
	for i := range m.r.Regions {
		g := &m.r.Regions[i]
		cells := []sheet.Cell{sheet.Text(g.Region), sheet.Int(int64(g.Stores)), number(g.Index.Estimate), number(g.Index.Low), number(g.Index.High)}
		if err := row(append(cells, three(g.Weekly, number)...)...); err != nil {
			return err
		}
	}
	return nil
}

func stepHeads(c *shell.Call) []string {
	w := c.F.W.House
	return []string{w.ColAt, w.ColActor, w.ColAction, w.ColReason}
}

// steps are all that was done, the newest first.
func (p Ports) steps(c *shell.Call, row shell.Row) error {
	called, err := p.Called(c.R.Context())
	if err != nil {
		return err
	}
	return p.of(func(m maker, row shell.Row) error {
		for before := int64(0); ; {
			list, err := p.Desk.History(c.R.Context(), m.s.ID, before, mostSteps)
			if err != nil {
				return err
			}
			for i := range list {
				e := &list[i]
				if err := row(sheet.At(e.Actor.At.Time(), c.F.Zone), sheet.Text(m.who(e, called)), sheet.Text(m.w.Steps[string(e.Do)]), sheet.Text(m.said(e.Actor.Reason))); err != nil {
					return err
				}
			}
			if len(list) < mostSteps {
				return nil
			}
			before = list[len(list)-1].Version
		}
	})(c, row)
}
