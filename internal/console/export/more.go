package export

import (
	"strings"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/terms"
	"sartor/internal/console/view"
	"sartor/internal/model/response"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/sheet"
)

// The tables that are no lists of their own screen: of a promotion (?promotion=…), of
// who may come in, and of what was learned.

func (t *taking) promotion() retail.PromotionID {
	return retail.PromotionID(t.q.Get("promotion"))
}

func responseHeads(c *shell.Call) []string {
	w := c.F.W
	return []string{
		w.Response.Groups, w.Response.ColGroup, w.Promotion.ArmTreated, w.Promotion.ArmHeld, w.Response.ColSales, w.Desk.Low, w.Desk.High,
		w.Response.ColMargin, w.Desk.Low, w.Desk.High, w.Desk.Currency, w.Promotions.ColState,
	}
}

// responses are the groups of a promotion's page with their ranges; shares are of 1.
func responses(t *taking) error {
	if t.Responses == nil {
		return shell.ErrAbsent()
	}
	if _, err := t.Promotions.Promotion(t.R.Context(), t.Scope(), t.promotion()); err != nil {
		return err
	}
	v, err := t.Responses.Response(t.R.Context(), t.Scope(), t.promotion())
	if err != nil {
		return err
	}
	w := t.F.W.Response
	for i := range v.Rows {
		r := &v.Rows[i]
		cells := []sheet.Cell{
			sheet.Text(w.By[string(r.By)]), sheet.Text(groupName(&v, r)), sheet.Int(int64(r.Treated)), sheet.Int(int64(r.Held)), {}, {}, {}, {}, {}, {},
			sheet.Text(string(v.Currency)), sheet.Text(map[response.Verdict]string{response.Behind: w.Behind, response.Ahead: w.Ahead}[r.Verdict]),
		}
		if r.Sales.Known {
			cells[4], cells[5], cells[6] = sheet.Number(r.Sales.Estimate, 4), sheet.Number(r.Sales.Low, 4), sheet.Number(r.Sales.High, 4)
		}
		if r.Margin.Known {
			cells[7], cells[8], cells[9] = units(r.Margin.Estimate, v.Currency), units(r.Margin.Low, v.Currency), units(r.Margin.High, v.Currency)
		}
		if err := t.row(cells...); err != nil {
			return err
		}
	}
	return nil
}

func groupName(v *view.Response, r *outcome.Row) string {
	if name := v.Stores[retail.StoreID(r.Group)].Name; r.By == outcome.ByStore && name != "" {
		return name
	}
	return r.Group
}

func editionHeads(c *shell.Call) []string {
	w := c.F.W
	return []string{w.Template.ColVersion, w.House.ColAt, w.House.ColActor, w.Promotions.ColState, w.Template.ColPart, w.Template.ColBefore, w.Template.ColNow}
}

// editions are a promotion's versions, a row a change; the first one has none.
func editions(t *taking) error {
	list, err := t.Templates.Editions(t.R.Context(), t.promotion())
	if err != nil {
		return err
	}
	if scope := t.Scope(); !scope.All {
		for i := range list {
			list[i].Promotion = list[i].Promotion.For(scope.Stores)
		}
	}
	for i := range list {
		e := &list[i]
		changes := []terms.Change{{}}
		if i+1 < len(list) {
			changes = terms.Between(t.F, &list[i+1].Promotion, &e.Promotion, terms.Names{})
		}
		for _, c := range changes {
			if err := t.row(sheet.Int(e.Promotion.Version), t.at(e.At), sheet.Text(e.Author), sheet.Text(t.F.W.Promotions.States[e.Promotion.State]), sheet.Text(c.Name), sheet.Text(c.Was), sheet.Text(c.Is)); err != nil {
				return err
			}
		}
	}
	return nil
}

func versionHeads(c *shell.Call) []string {
	w := c.F.W
	return []string{w.Promotions.ColName, w.Local.ColStore, w.Stores.ColRegion, w.Local.ColState, w.Local.ColChanges, w.Local.ColIssued, w.Local.ColUsed, w.Local.ColBudget, w.Promotion.ColGiven, w.Promotion.KeyReserved, w.Desk.Currency}
}

func (t *taking) versionRow(r *view.LocalRow) error {
	cur := r.Centre.Budget.Currency
	return t.row(sheet.Text(r.Centre.NameIn(t.F.W.Language)), sheet.Text(r.Store.Name), sheet.Text(r.Store.Region), sheet.Text(t.F.W.Local.States[string(r.Version.State)]), sheet.Text(localOf(t.F, r)),
		sheet.Int(r.Issued), sheet.Int(r.Used), money(r.Budget.Cap, cur), money(r.Budget.Given(), cur), money(r.Budget.Reserved, cur), sheet.Text(string(cur)))
}

// localOf says what a store changed, in a line.
func localOf(f phrase.Formatter, r *view.LocalRow) string {
	is := r.Version.Changes.On(r.Centre)
	return terms.Summary(f, &r.Centre, &is, terms.Names{Product: func(id retail.ProductID) string { return r.Named[id] }})
}

// versions are stores' versions of a promotion.
func versions(t *taking) error {
	list, err := t.Locals.Locals(t.R.Context(), t.Scope(), t.promotion())
	if err != nil {
		return err
	}
	for i := range list.Rows {
		if err := t.versionRow(&list.Rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func queueHeads(c *shell.Call) []string {
	return append(versionHeads(c), c.F.W.House.ColAt, c.F.W.House.ColActor)
}

// queue is what waits for a yes.
func queue(t *taking) error {
	rows, err := t.Locals.Queue(t.R.Context())
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		cur := r.Centre.Budget.Currency
		if err := t.row(sheet.Text(r.Centre.NameIn(t.F.W.Language)), sheet.Text(r.Store.Name), sheet.Text(r.Store.Region), sheet.Text(t.F.W.Local.States[string(promotion.Submitted)]), sheet.Text(localOf(t.F, r)),
			sheet.Int(r.Issued), sheet.Int(r.Used), money(r.Budget.Cap, cur), money(r.Budget.Given(), cur), money(r.Budget.Reserved, cur), sheet.Text(string(cur)), t.at(r.Version.Submitted.Time()), sheet.Text(r.Author)); err != nil {
			return err
		}
	}
	return nil
}

func staffHeads(c *shell.Call) []string {
	w := c.F.W.House
	return []string{c.F.W.Desk.FactNumber, w.Login, w.ColName, w.ColRole, w.ColWhere, w.Serves, w.ColState, w.ColCreated}
}

// staffed are those who may sign in.
func staffed(t *taking) error {
	all, err := t.People.Everyone(t.R.Context(), t.Who)
	if err != nil {
		return err
	}
	w := t.F.W.House
	for i := range all {
		s := &all[i]
		state := w.Active
		if s.Disabled != 0 {
			state = w.Disabled
		}
		if err := t.row(sheet.Text(s.ID), sheet.Text(s.Login), sheet.Text(s.Name), sheet.Text(t.roleName(s.Role)), sheet.Text(joined(s.Stores)), sheet.Text(joined(s.Served)), sheet.Text(state), t.at(s.Created.Time())); err != nil {
			return err
		}
	}
	return nil
}

func (t *taking) roleName(r access.Role) string {
	if name := t.F.W.Roles[string(r)]; name != "" {
		return name
	}
	return string(r)
}

func joined[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, e := range list {
		words[i] = string(e)
	}
	return strings.Join(words, " ")
}

func tokenHeads(c *shell.Call) []string {
	w := c.F.W.House
	return []string{c.F.W.Desk.FactNumber, w.ColToken, w.ColFor, w.ColRole, w.ColWhere, w.Till, w.ColCreated, w.States["withdrawn"]}
}

// tokens are the programs and tills that may call; their secrets are kept nowhere.
func tokens(t *taking) error {
	all, err := t.Programs.Carriers(t.R.Context(), t.Who)
	if err != nil {
		return err
	}
	for i := range all {
		k := &all[i]
		gone := sheet.Cell{}
		if k.Revoked != 0 {
			gone = t.at(k.Revoked.Time())
		}
		if err := t.row(sheet.Text(k.ID), sheet.Text(k.Shown), sheet.Text(k.Name), sheet.Text(t.roleName(k.Role)), sheet.Text(joined(k.Stores)), sheet.Text(string(k.Till)), t.at(k.Created.Time()), gone); err != nil {
			return err
		}
	}
	return nil
}

func scoreHeads(c *shell.Call) []string {
	w := c.F.W
	return []string{w.Learn.ColModel, w.Learn.ColScore, w.Desk.Low, w.Desk.High, w.Learn.ColBaskets, w.Learn.ColState}
}

// scores are the candidates of what stands learned, then the runs of the history.
func scores(t *taking) error {
	v, err := t.Stores.Learn(t.R.Context())
	if err != nil {
		return err
	}
	w := t.F.W.Learn
	for _, s := range v.Scores {
		state := w.Rival
		switch {
		case s.Chosen:
			state = w.Chosen["scores"]
		case s.Baseline:
			state = w.Baseline
		}
		if err := t.row(sheet.Text(w.Model(s.Model)), sheet.Number(s.Value.Mid, 4), sheet.Number(s.Value.Low, 4), sheet.Number(s.Value.High, 4), sheet.Int(s.Value.N), sheet.Text(state)); err != nil {
			return err
		}
	}
	return nil
}

func runHeads(c *shell.Call) []string {
	w := c.F.W
	return []string{w.Learn.ColSnapshot, w.Learn.ColStarted, w.Learn.ColTook, w.Learn.CountReceipts, w.Learn.ColModel, w.Learn.ColScore, w.Desk.Low, w.Desk.High, w.Learn.ColStood, w.Learn.ColState}
}

// runs are those of learning; what one took is in seconds.
func runs(t *taking) error {
	v, err := t.Stores.Learn(t.R.Context())
	if err != nil {
		return err
	}
	for i := range v.Runs {
		r := &v.Runs[i]
		cells := []sheet.Cell{sheet.Text(r.Snapshot), t.at(r.Started), sheet.Number(r.Took.Seconds(), 1), sheet.Int(r.Receipts), sheet.Text(t.F.W.Learn.Model(r.Chosen)), {}, {}, {}, {}, sheet.Text(string(r.State))}
		if r.Score.Known() {
			cells[5], cells[6], cells[7] = sheet.Number(r.Score.Mid, 4), sheet.Number(r.Score.Low, 4), sheet.Number(r.Score.High, 4)
		}
		if r.Rival.Known() {
			cells[8] = sheet.Number(r.Rival.Mid, 4)
		}
		if err := t.row(cells...); err != nil {
			return err
		}
	}
	return nil
}
