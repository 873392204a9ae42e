package rollout

import (
	"math"

	"sartor/internal/console/shell"
	"sartor/internal/rollout"
	"sartor/internal/sheet"
)

// Tables are what leaves as files.
func (p Ports) Tables() []shell.Table {
	if p.Desk == nil {
		return nil
	}
	return []shell.Table{
		{Name: "rollouts", Screen: shell.Rollouts, Heads: heads, Rows: p.all},
		{Name: "leaving", Screen: shell.Rollouts, Heads: leavingHeads, Rows: p.leaving},
		{Name: "rollout", Screen: shell.Rollouts, Heads: storeHeads, Rows: p.of(maker.storeRows)},
		{Name: "pairs", Screen: shell.Rollouts, Heads: pairHeads, Rows: p.of(maker.pairRows)},
		{Name: "readout", Screen: shell.Rollouts, Heads: readoutHeads, Rows: p.of(maker.readoutRows)},
		{Name: "regions", Screen: shell.Rollouts, Heads: regionHeads, Rows: p.of(maker.regionRows)},
		{Name: "steps", Screen: shell.Rollouts, Heads: stepHeads, Rows: p.steps},
	}
}

func heads(c *shell.Call) []string {
	w, d := c.F.W.Rollout, c.F.W.Desk
	return []string{d.FactNumber, w.ColName, w.Product, w.Category, w.ColState, w.ColStores, w.ColAdvice, w.ColChanged}
}

// all are new products, the last changed first.
func (p Ports) all(c *shell.Call, row shell.Row) error {
	w := c.F.W.Rollout
	for after := (*rollout.Shown)(nil); ; {
		list, err := p.Desk.List(c.R.Context(), after, mostListed)
		if err != nil {
			return err
		}
		for i := range list {
			s := &list[i]
			advice := ""
			if s.Read && s.State.Open() {
				advice = w.Advices[string(s.Reading.Verdict.Do)]
			}
			if err := row(sheet.Text(string(s.ID)), sheet.Text(s.Plan.Name), sheet.Text(string(s.Plan.Product)), sheet.Text(s.Plan.Category), sheet.Text(w.States[string(s.StateOn(s.Today))]),
				sheet.Int(int64(len(s.Carriers()))), sheet.Text(advice), sheet.At(s.Actor.At.Time(), c.F.Zone)); err != nil {
				return err
			}
		}
		if len(list) < mostListed {
			return nil
		}
		after = &list[len(list)-1]
	}
}

func leavingHeads(c *shell.Call) []string {
	w, d := c.F.W.Rollout, c.F.W.Desk
	return []string{w.Product, w.ColProduct, w.ColLoss, d.Currency, w.ColDepend, w.ColInstead, w.ColSays}
}

// leaving are the products that lose money, with how many customers depend on each.
func (p Ports) leaving(c *shell.Call, row shell.Row) error {
	d, err := p.Desk.Delistings(c.R.Context())
	if err != nil {
		return err
	}
	w, cur := c.F.W.Rollout, p.currency()
	for i := range d.Items {
		x := &d.Items[i]
		says, instead := w.MayGo, ""
		if x.Veto {
			says = w.Veto
		}
		if x.Substitute != "" {
			instead = p.product(x.Substitute)
		}
		if err := row(sheet.Text(string(x.Product)), sheet.Text(p.product(x.Product)), sheet.Minor(int64(math.Round(x.Loss)), cur.Exponent()), sheet.Text(string(cur)), sheet.Int(int64(x.Dependent)), sheet.Text(instead), sheet.Text(says)); err != nil {
			return err
		}
	}
	return nil
}
