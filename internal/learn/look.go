package learn

import (
	"context"
	"fmt"
	"math"
	"slices"

	"sartor/internal/learn/extract"
	"sartor/internal/model/basket"
	"sartor/internal/model/habit"
	"sartor/internal/model/lifecycle"
	"sartor/internal/model/lifetime"
	"sartor/internal/model/lifetime/chance"
	"sartor/internal/model/wants"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// lookBatch is how many customers are computed together: their rows are held
// until then.
const lookBatch = 256

// Look is what computing the outlooks of a range of buckets takes.
type Look struct {
	Pieces   Pieces
	Chain    *retail.Catalogue
	Snapshot retail.SnapshotID
	Models   Models
	Day      retail.BusinessDay // as of its end
	Workers  int
	Base     *Base                      // nil: habits make the lists of what comes next
	Profiled map[retail.CustomerID]bool // who may be looked at
	// Was returns what stood of a customer, nil for nothing.
	Was func(id retail.CustomerID) *outlook.Outlook
	// Keeps says whether the list in an outlook was made by an order like that of Base:
	// then it stays for up to a week, unless the customer came since. Nil: never.
	Keeps func(was *outlook.Outlook) bool
	// Put keeps outlooks, at most lookBatch; between calls tills go first.
	Put func(ctx context.Context, rows []outlook.Outlook) error
}

// Outlooks computes what is expected of every customer of a range, and returns
// of how many. Without purchase models nothing is expected of anybody.
func Outlooks(ctx context.Context, l Look, r int) (int, error) {
	if l.Models.Lifetime == nil || l.Models.Habit == nil {
		return 0, nil
	}
	pieces, err := open(ctx, l.Pieces, r)
	if err != nil {
		return 0, err
	}
	b := &batch{Look: l, money: money{rate: margins(l.Chain)}, ctx: ctx}
	terms := lifetime.Terms{Days: l.Models.Lifetime.Days, Annual: l.Models.Lifetime.Annual}
	if b.valuer, err = lifetime.NewValuer(l.Models.Lifetime.Purchases, l.Models.Lifetime.Spend, terms); err != nil {
		return 0, fmt.Errorf("learn: %w", err)
	}
	if l.Base != nil {
		b.asker = l.Base.NewAsker()
	}
	_, err = extract.Merge(pieces, extract.Taker{Customer: b.customer, Anonymous: func(*extract.Row) error { return nil }})
	if err == nil {
		err = b.flush()
	}
	return b.done, err
}

// batch are customers that are computed together, by place.
type batch struct {
	Look
	ctx       context.Context // of the one call of Outlooks that it lives in
	money     money
	valuer    *lifetime.Valuer
	rows      []outlook.Outlook
	was       []*outlook.Outlook
	histories []lifetime.History
	spent     []lifetime.Spent
	pasts     []chance.Past
	days      []int32   // of the customer at hand
	margins   []float64 // share of the customer's spending
	recent    []int
	done      int

	profile habit.Profile
	scratch habit.Scratch
	asker   *wants.Asker // nil without a base
	past    basket.Past
}

// customer notes what one customer's receipts say.
func (b *batch) customer(id retail.CustomerID, rows []extract.Row) error {
	if !b.Profiled[id] {
		return nil
	}
	b.money.read = extract.Days(rows, b.money.rateOf, b.money.read)
	var track lifetime.Track
	revenue, margin, recent := 0.0, 0.0, 0
	b.days = b.days[:0]
	for _, d := range b.money.read {
		if retail.BusinessDay(d.Day) > b.Day {
			break
		}
		track.Add(d.Day)
		b.days = append(b.days, d.Day)
		revenue, margin = revenue+float64(d.Amount), margin+d.Margin
		if retail.BusinessDay(d.Day) > b.Day-retail.BusinessDay(b.Models.Lifetime.Window) {
			recent++
		}
	}
	h, ok := track.At(int32(b.Day))
	if !ok {
		return nil // bought nothing yet, or brought all of it back
	}
	was := b.Was(id)
	b.was = append(b.was, was)
	b.histories, b.spent = append(b.histories, h), append(b.spent, spentOf(b.money.read))
	b.pasts = append(b.pasts, chance.PastOf(b.days, int32(b.Day)))
	b.margins, b.recent = append(b.margins, b.Models.Lifetime.Rate.Of(margin, revenue)), append(b.recent, recent)
	b.rows = append(b.rows, outlook.Outlook{
		Customer: id, Snapshot: b.Snapshot, Day: b.Day, Purchases: int(h.Repeats) + 1, Recency: int(h.Recency), Age: int(h.Age),
		Horizon: b.Models.Lifetime.Days, Next: b.next(id, was, rows),
	})
	if len(b.rows) == lookBatch {
		return b.flush()
	}
	return nil
}

// next is the list of what the customer is likely to buy next: by the order that was
// learned, where that can speak of them, else by their habits.
func (b *batch) next(id retail.CustomerID, was *outlook.Outlook, rows []extract.Row) []outlook.Want {
	if b.kept(was, rows) {
		return was.Next
	}
	var out []outlook.Want
	if b.asker != nil {
		store := pastOf(rows, int32(b.Day), &b.past)
		ask := wants.Ask{Past: &b.past, Self: b.Base.selfOf(id), Day: int32(b.Day) + 1, Store: store, K: outlook.MostNext, New: fresh}
		for _, w := range b.asker.List(ask) {
			out = append(out, outlook.Want{Product: w.Product, Chance: w.Chance, Score: float32(w.Score)})
		}
	}
	if len(out) == 0 {
		out = b.habits(rows)
		slices.SortFunc(out, outlook.ByScore)
	}
	return out
}

// kept reports whether the list that stood may stay: nothing came of the customer since,
// and it is not the day of the week on which theirs is made anew.
func (b *batch) kept(was *outlook.Outlook, rows []extract.Row) bool {
	const week = 7
	if was == nil || len(was.Next) == 0 || b.Keeps == nil || !b.Keeps(was) {
		return false
	}
	turn := retail.BusinessDay(spread(was.Customer) % week)
	if b.Day < was.Day || (was.Day+turn)/week != (b.Day+turn)/week {
		return false
	}
	return !slices.ContainsFunc(rows, func(r extract.Row) bool { return r.Fresh || r.Day > int32(was.Day) })
}

func (b *batch) habits(rows []extract.Row) (out []outlook.Want) {
	b.profile = habit.Profile{Items: b.profile.Items[:0]}
	at := habit.Visit{Day: int32(b.Day)}
	for i := range rows {
		b.profile.Add(rows[i].Day, rows[i].Store, rows[i].Products)
		at.Store = rows[i].Store
	}
	for _, s := range b.Models.Habit.Ranked(&b.profile, at, outlook.MostNext, &b.scratch) {
		out = append(out, outlook.Want{Product: s.Product, Chance: s.Chance, Score: float32(s.Score)})
	}
	return out
}

// flush computes the batch and hands it on.
func (b *batch) flush() error {
	if len(b.rows) == 0 {
		return b.ctx.Err()
	}
	prior := b.Models.Lifetime.Prior()
	for i, e := range b.valuer.All(b.histories, b.spent, b.Workers) {
		o := &b.rows[i]
		b.expect(o, e, b.margins[i])
		b.buys(o, i, e)
		b.atLeast(o, e, b.margins[i])
		o.Left = b.left(b.histories[i], e)
		judge := outlook.Judge{Prior: prior, Borders: b.Models.Lifetime.Borders, Recent: b.recent[i], Window: b.Models.Lifetime.Window}
		if err := o.Settle(b.was[i], judge); err != nil {
			return err
		}
	}
	if err := b.Put(b.ctx, b.rows); err != nil {
		return err
	}
	b.done += len(b.rows)
	b.was, b.pasts = b.was[:0], b.pasts[:0]
	b.rows, b.histories, b.spent, b.margins, b.recent = b.rows[:0], b.histories[:0], b.spent[:0], b.margins[:0], b.recent[:0]
	return b.ctx.Err()
}

// expect writes what the purchase models say. Value is margin: what is spent,
// times the customer's own share of it that is left (SCIENCE 2.2).
//
//	Weak  Error, the standard deviation, is read off the interval as of a normal
//	      law, and not below that of Poisson purchases: it serves sums over many
func (b *batch) expect(o *outlook.Outlook, e lifetime.Expectation, margin float64) {
	o.Alive, o.AliveKnown, o.Expected = clamp(e.Alive), e.Speaks, max(0, e.Purchases)
	if b.Models.Lifetime.Spend == nil {
		return
	}
	o.Spend, o.Value, o.Low, o.High = minor(e.Spend), minor(margin*e.Value), minor(margin*e.Low), minor(margin*e.High)
	const normal = 2 * 1.6448536 // standard deviations between the 5 % and 95 % points
	o.Error = minor(margin * max((e.High-e.Low)/normal, math.Sqrt(max(0, e.Value*e.Spend))))
}

// buys writes the chances to buy, by what was learned of them: the nearer one never
// exceeds the other.
func (b *batch) buys(o *outlook.Outlook, i int, e lifetime.Expectation) {
	models := b.Models.Lifetime
	o.SoonDays = outlook.Soon
	o.Soon = clamp(models.Soon.Of(&b.pasts[i], models.Purchases.Posterior(b.histories[i]).Buys(outlook.Soon)))
	o.NoPurchase = 1 - max(o.Soon, clamp(models.Year.Of(&b.pasts[i], 1-e.None)))
	o.AliveHolds = o.AliveKnown && models.AliveHolds
}

// atLeast holds what is expected to what is likely: who buys with a chance p is expected to
// buy p times at least, and to leave as much of what one purchase leaves. The model of
// purchases takes some for gone of whom others like them came back.
//
//	Computes  E[N] ≥ P(N ≥ 1);  value ≥ P(N ≥ 1) · spend;  95 % point ≥ spend where P(N ≥ 1) > 5 %
func (b *batch) atLeast(o *outlook.Outlook, e lifetime.Expectation, margin float64) {
	p := 1 - o.NoPurchase
	if o.Expected >= p {
		return
	}
	o.Expected = p
	if b.Models.Lifetime.Spend == nil {
		return
	}
	one := max(0, margin*e.Spend)
	o.Value = max(o.Value, minor(p*one))
	if p > .05 {
		o.High = max(o.High, minor(one))
	}
	o.Error = max(o.Error, minor(one*math.Sqrt(p*(1-p))))
}

// minor rounds an amount to minor units, 0 for what is none.
func minor(x float64) retail.Minor {
	const most = 1 << 52
	if !(x > 0) {
		return 0
	}
	return retail.Minor(min(most, math.Round(x)))
}

// left is what silence has left of the chance that they still buy here.
func (b *batch) left(h lifetime.History, e lifetime.Expectation) float64 {
	if !e.Speaks || h.Recency == h.Age {
		return 1
	}
	fresh := h
	if fresh.Recency = h.Age; h.Repeats == 0 {
		fresh = lifetime.History{}
	}
	chance, ok := b.Models.Lifetime.Purchases.Posterior(fresh).Alive()
	if !ok {
		return 1
	}
	return lifecycle.Left(e.Alive, chance)
}

func clamp(chance float64) float64 { return min(1, max(0, chance)) }
