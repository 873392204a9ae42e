package where

import (
	"context"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/db/learned"
	"sartor/internal/model/habit"
	"sartor/internal/offer"
	"sartor/internal/outcome"
	"sartor/internal/outlook"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/stat"
)

// tried is how many customers a promotion is tried on: a share of a half is then
// known to within 4 %, and it takes about a tenth of a second.
const tried = 400

// sampleSeed orders the buckets that are sampled, always alike: the same promotion
// gets the same estimate until the customers have changed.
const sampleSeed = 20_261_122

// unsaved is the number of a promotion that has none.
const unsaved = 1 << 31

// Estimate says what a promotion will probably bring if it goes live as it is.
// Customers are those of whom something is expected: strangers come on top.
// What goes with goods near their last day is not told: which goods, nobody knows yet.
func (k Keeper) Estimate(ctx context.Context, p promotion.Promotion) (outcome.Estimate, error) {
	if p.Target.Kind == promotion.TargetExpiring {
		return outcome.Estimate{Basis: outcome.OnGoods}, nil
	}
	today := k.Today(1)
	o := outcome.Outlay{Days: int(p.Ends-max(p.Starts, today)) + 1, Limits: p.Limits, Budget: p.Budget.Amount, Holdout: p.Holdout + k.Sight().Chain.GlobalHoldout}
	sizes, err := k.DB.Outlooks().Sizes(ctx)
	if err != nil {
		return outcome.Estimate{}, err
	}
	for i := range sizes {
		o.Customers += sizes[i].Customers
	}
	if o.Sample, err = k.sample(ctx, p, max(p.Starts, today)); err != nil {
		return outcome.Estimate{}, err
	}
	if o.Past, err = k.past(ctx, &p); err != nil {
		return outcome.Estimate{}, err
	}
	return o.Of(), nil
}

// trial is a promotion that is tried on customers.
type trial struct {
	Keeper
	book   *offer.Book
	chain  *retail.Catalogue
	day    retail.BusinessDay
	reward promotion.Reward
}

// sample tries the promotion, as if it were live and alone, on customers of buckets
// taken evenly.
func (k Keeper) sample(ctx context.Context, p promotion.Promotion, day retail.BusinessDay) ([]outcome.Prospect, error) {
	settings, err := k.Settings(ctx)
	if err != nil {
		return nil, err
	}
	p.State, p.Priority = promotion.Live, 0 // its worth, not its rank
	number := uint32(unsaved)
	if stands, err := k.DB.Promotion(ctx, p.ID); err == nil {
		number = stands.Number
	}
	t := trial{Keeper: k, chain: k.DB.Catalogue(), day: min(day, p.Ends), reward: p.Reward}
	t.book = offer.NewBook([]offer.Numbered{{Number: number, Promotion: p}}, t.chain, settings.Margin)
	order := make([]int, retail.Buckets)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if stat.Mix(sampleSeed, uint64(a)) < stat.Mix(sampleSeed, uint64(b)) {
			return -1
		}
		return 1
	})
	var out []outcome.Prospect
	for _, bucket := range order {
		rows, err := k.DB.Outlooks().Bucket(ctx, bucket, learned.Page{Most: tried - len(out)})
		if err != nil {
			return nil, err
		}
		for i := range rows {
			one, err := t.on(ctx, &rows[i])
			if err != nil {
				return nil, err
			}
			out = append(out, one)
		}
		if len(out) >= tried {
			break
		}
	}
	return out, nil
}

// on tries it on one customer, in the store where they shop.
func (t *trial) on(ctx context.Context, o *outlook.Outlook) (outcome.Prospect, error) {
	var out outcome.Prospect
	row, err := t.DB.Customer(ctx, o.Customer)
	if err != nil || row.State == nil {
		return out, nil //nolint:nilerr // erased or merged since: nobody who gets one
	}
	consent := row.Consent.Over(t.Sight().Chain.Consent)
	store := row.HomeStore
	if store == 0 {
		store = row.State.Store()
	}
	var profile *habit.Profile
	if consent.Allows(customer.ProfilePurpose) {
		profile = &row.State.Profile
	}
	x := offer.ExpectedOf(o)
	out.Visits = float64(x.Visits)
	d := offer.Decide(t.Sight().Snapshot, profile, nil, &offer.Context{
		Book: t.book, Day: t.day, Store: store, Customer: o.Customer, Consent: consent, Seed: uint64(o.Customer), Most: 1, Expected: x,
	})
	if len(d.Choices) == 0 {
		return out, nil
	}
	c := &d.Choices[0]
	out.Gets, out.Cost = true, t.cost(c, float64(x.Basket))
	out.Gain = c.Score + c.Cost
	return out, nil
}

// cost is what one redemption takes off.
func (t *trial) cost(c *offer.Choice, basket float64) float64 {
	price := float64(t.chain.Product(c.Product).Price)
	if c.Product == 0 {
		price = basket
	}
	switch c.Value.Kind {
	case promotion.Percent:
		off := price * float64(c.Value.Percent) / 100
		if most := float64(c.Value.MaxAmount); most > 0 {
			off = min(off, most)
		}
		return off
	case promotion.Amount:
		return float64(c.Value.Amount)
	case promotion.FreeItem:
		return float64(c.MaxCost)
	case promotion.Points:
	}
	return 0
}

// past is what the chain's own promotions of the kind did.
func (k Keeper) past(ctx context.Context, p *promotion.Promotion) ([]outcome.Past, error) {
	all, err := k.DB.Promotions(ctx)
	if err != nil {
		return nil, err
	}
	heads, err := k.DB.Readouts().Heads(ctx)
	if err != nil {
		return nil, err
	}
	budgets, err := k.DB.Budgets(ctx)
	if err != nil {
		return nil, err
	}
	var out []outcome.Past
	for i := range all {
		q := &all[i]
		if q.ID == p.ID || q.Parent != "" || q.Target.Kind != p.Target.Kind || q.Reward.Kind != p.Reward.Kind || !q.State.Released() {
			continue
		}
		b := budgets[q.Number]
		out = append(out, outcome.Past{
			Issued: b.Issued, Redeemed: b.Redeemed, Treated: heads[q.Number].All.Treated, Margin: heads[q.Number].All.Margin,
		})
	}
	return out, nil
}
