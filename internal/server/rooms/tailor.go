package rooms

import (
	"cmp"
	"context"
	"slices"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/local"
	"sartor/internal/server/shelf"
	"sartor/internal/stock"
)

// tailors lets pages read and move stores' versions of promotions.
type tailors struct {
	*server.Chain
	desk *local.Desk
}

// locals is the desk of stores' versions on an open chain.
func locals(c *server.Chain) tailors {
	return tailors{c, local.New(local.Chain{DB: c.DB, Sight: c.Sight, Refresh: c.Refresh, Clock: c.Clock})}
}

// shownSteps is how much of a version's history a page has.
const shownSteps = 20

// Local is one store's version with all that tailoring it takes.
func (t tailors) Local(ctx context.Context, scope view.Scope, at view.LocalAt) (view.Local, error) {
	if !scope.Allows(at.Store) {
		return view.Local{}, fault.New(fault.NotFound, "", "no such version")
	}
	s, err := t.desk.Read(ctx, local.At{Promotion: at.Promotion, Store: at.Store})
	if err != nil {
		return view.Local{}, err
	}
	who, err := t.staff(ctx)
	if err != nil {
		return view.Local{}, err
	}
	out := view.Local{
		Centre: s.Centre.Promotion, Store: placeOf(&s.Shop), Version: s.Version, Author: nameOfActor(who, s.Author), Actor: nameOfActor(who, s.Actor), Share: s.Share,
		Budget: budgetOf(&s.Account), Issued: s.Account.Issued, Used: s.Account.Redeemed,
	}
	if out.Liking, err = t.liking(ctx, s.Shop.Number); err != nil {
		return out, err
	}
	out.Pool = t.pool(&s.Centre.Promotion, &out.Liking)
	out.Named = t.named(&s)
	if out.Version.Number > 0 {
		if out.Steps, err = t.steps(ctx, at, who); err != nil {
			return out, err
		}
	}
	out.Fair, err = t.fair(ctx, s.Centre.Number, at.Store)
	return out, err
}

// staff are the names of staff by id.
func (t tailors) staff(ctx context.Context) (map[string]string, error) {
	list, err := t.DB.Staff(ctx)
	out := make(map[string]string, len(list))
	for i := range list {
		out[list[i].ID] = list[i].Name
	}
	return out, err
}

// nameOfActor is what a person of a version's history is called: whoever really acted.
func nameOfActor(who map[string]string, actor string) string {
	id, _ := access.SplitActor(actor)
	return who[id]
}

func placeOf(s *retail.Store) view.Place {
	return view.Place{ID: s.ID, Name: cmp.Or(s.Name, string(s.ID)), Region: s.Region, Kind: s.Kind}
}

func budgetOf(b *db.BudgetRow) view.Budget {
	return view.Budget{Cap: b.Cap, Reserved: b.Reserved, Spent: b.Spent, Contingency: b.Contingency, Overspent: b.Overspent}
}

// liking is what the store's customers buy beside the chain's, as it was last read.
func (t tailors) liking(ctx context.Context, store uint32) (view.Liking, error) {
	tastes, ok, err := t.DB.Readouts().Tastes(ctx, store)
	if err != nil || !ok {
		return view.Liking{}, err
	}
	out := view.Liking{Through: tastes.Through, Weeks: tastes.Days / 7, Stock: stocked(t.DB.Catalogue(), t.Shelf().Store(store))}
	for _, c := range tastes.Categories {
		out.Categories = append(out.Categories, view.Taste{Name: c.Name, Index: tasteOf(&c)})
	}
	return out, nil
}

// stocked counts what a store has, by category; s is nil where nothing was ever told.
func stocked(chain *retail.Catalogue, s *shelf.Store) map[string]view.Stocked {
	out := map[string]view.Stocked{}
	if s == nil {
		return out
	}
	for i := range s.Level.Held {
		h := &s.Level.Held[i]
		p, category := h.Position(s.Sight), chain.CategoryName(chain.CategoryOf(h.Product))
		if p.Basis == stock.Unknown || !chain.Product(h.Product).Listed || category == "" {
			continue
		}
		c := out[category]
		if c.Of++; p.Available > 0 {
			c.In++
		}
		out[category] = c
	}
	return out
}

func tasteOf(t *outcome.Taste) view.Interval {
	return view.Interval{Low: t.Low, Mid: t.Index, High: t.High, N: int64(t.N)}
}

// mostFree is how many categories are offered where a store may choose freely: more
// are found by searching.
const mostFree = 20

// pool is what the frame lets the store choose from, what its customers buy most of
// first.
func (t tailors) pool(p *promotion.Promotion, l *view.Liking) []view.Choice {
	if p.Frame == nil || p.Frame.Products.Freedom == promotion.Locked {
		return nil
	}
	like := map[string]view.Interval{}
	for _, c := range l.Categories {
		like[c.Name] = c.Index
	}
	var out []view.Choice
	if p.Frame.Products.Freedom == promotion.Free {
		for _, c := range l.Categories[:min(len(l.Categories), mostFree)] {
			out = append(out, view.Choice{Part: "categories", ID: c.Name, Name: c.Name, Leaning: c.Index})
		}
		return out
	}
	for _, c := range p.Frame.Products.Categories {
		out = append(out, view.Choice{Part: "categories", ID: c, Name: c, Leaning: like[c]})
	}
	for _, b := range p.Frame.Products.Brands {
		out = append(out, view.Choice{Part: "brands", ID: b, Name: b})
	}
	chain := t.DB.Catalogue()
	for _, id := range p.Frame.Products.Products {
		n, _ := chain.ProductNumber(id)
		product := chain.Product(n)
		out = append(out, view.Choice{Part: "products", ID: string(id), Name: cmp.Or(product.Name, string(id)), Leaning: like[product.Category]})
	}
	slices.SortStableFunc(out, func(a, b view.Choice) int { return cmp.Compare(b.Leaning.Low, a.Leaning.Low) })
	return out[:min(len(out), view.MostChoices)]
}

// named says what the products of both versions are called.
func (t tailors) named(s *local.State) map[retail.ProductID]string {
	chain, out := t.DB.Catalogue(), map[retail.ProductID]string{}
	ids := append(slices.Clone(s.Centre.Target.Products), s.Changes.Products...)
	if s.Live != nil {
		ids = append(ids, s.Live.Products...)
	}
	if s.Centre.Reward.Product != "" {
		ids = append(ids, s.Centre.Reward.Product)
	}
	for _, id := range ids {
		if n, ok := chain.ProductNumber(id); ok {
			out[id] = chain.Product(n).Name
		}
	}
	return out
}

func (t tailors) steps(ctx context.Context, at view.LocalAt, who map[string]string) ([]view.LocalEvent, error) {
	rows, err := t.desk.History(ctx, local.At{Promotion: at.Promotion, Store: at.Store}, 0, shownSteps)
	var out []view.LocalEvent
	for i := range rows {
		out = append(out, view.LocalEvent{Do: rows[i].Command, Who: nameOfActor(who, rows[i].Actor), At: rows[i].At.Time(), Comment: rows[i].Comment})
	}
	return out, err
}

// fair is how the store's version does beside the centre's, as it was last read.
func (t tailors) fair(ctx context.Context, centre uint32, store retail.StoreID) (*view.Fair, error) {
	report, ok, err := t.DB.Readouts().Report(ctx, centre)
	if err != nil || !ok {
		return nil, err
	}
	at := slices.IndexFunc(report.Locals, func(l outcome.Local) bool { return l.Store == store })
	if at < 0 {
		return nil, nil
	}
	l := &report.Locals[at]
	out := &view.Fair{Local: int64(l.Local), Centre: int64(l.Centre), Matched: l.Basis == outcome.ByMatched, DaysToWait: l.Wait}
	if l.Sales.Known {
		out.Difference = view.Interval{Low: l.Sales.Low, Mid: l.Sales.Estimate, High: l.Sales.High, N: int64(l.Local + l.Centre)}
	}
	return out, nil
}

// Locals are a promotion's versions in scope, and what is left of the centre's budget.
func (t tailors) Locals(ctx context.Context, scope view.Scope, id retail.PromotionID) (view.LocalList, error) {
	var out view.LocalList
	if !scope.All && len(scope.Stores) == 0 {
		return out, nil
	}
	centre, err := t.DB.Promotion(ctx, id)
	if err != nil {
		return out, err
	}
	b, err := t.DB.Account(ctx, centre.Number) // its own: what stores were given is no longer in it
	if err != nil {
		return out, err
	}
	out.Free = max(b.Cap-b.Reserved-b.Spent, 0)
	of := local.Of{Promotion: id, Most: mostListed}
	if !scope.All {
		of.Scope = scope.Stores
	}
	states, err := t.desk.List(ctx, of)
	if err != nil {
		return out, err
	}
	out.Rows, err = t.rows(ctx, states)
	return out, err
}

// mostListed is how many versions a promotion's page lists.
const mostListed = 200

// Queue is what waits for head office, the longest waiting first.
func (t tailors) Queue(ctx context.Context) ([]view.LocalRow, error) {
	states, err := t.desk.Queue(ctx, local.State{}.Row, view.MostRows)
	if err != nil {
		return nil, err
	}
	return t.rows(ctx, states)
}

func (t tailors) rows(ctx context.Context, states []local.State) ([]view.LocalRow, error) {
	who, err := t.staff(ctx)
	out := make([]view.LocalRow, 0, len(states))
	for i := range states {
		s := &states[i]
		out = append(out, view.LocalRow{
			Promotion: s.Centre.ID, PromotionName: s.Centre.NameIn("en"), Store: placeOf(&s.Shop), Version: s.Version, Author: nameOfActor(who, s.Author), Centre: s.Centre.Promotion,
			Named: t.named(s), Budget: budgetOf(&s.Account), Issued: s.Account.Issued, Used: s.Account.Redeemed,
		})
	}
	return out, err
}

// TryLocal says where changes leave the frame.
func (t tailors) TryLocal(ctx context.Context, at view.LocalAt, c promotion.Changes) ([]promotion.Breach, error) {
	p, err := t.DB.Promotion(ctx, at.Promotion)
	if err != nil {
		return nil, err
	}
	return p.Frame.Breaches(p.Promotion, c, t.DB.Catalogue()), nil
}

// StepLocal takes one step of a version.
func (t tailors) StepLocal(ctx context.Context, actor view.Actor, step view.LocalStep) error {
	_, err := t.desk.Take(ctx, local.Ask{At: local.At{Promotion: step.At.Promotion, Store: step.At.Store}, Number: step.Number, Do: step.Do, Changes: step.Changes, Comment: step.Comment, Actor: actor.Staff})
	return err
}

// Transfer moves free budget within a promotion.
func (t tailors) Transfer(ctx context.Context, actor view.Actor, m view.Transfer) error {
	return t.desk.Transfer(ctx, local.Move{Promotion: m.Promotion, From: m.From, To: m.To, Amount: m.Amount, Version: m.Version, Reason: actor.Reason, Actor: actor.Staff})
}
