package proof

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"sartor/internal/customer"
	"sartor/internal/offer"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/simulate"
)

// What is asked of tailoring (the numbers are the chain's promise).
const (
	leastRatio    = 3.0
	leastDisjoint = .95
	pairsWanted   = 1000
	habitSize     = 20 // products among which a household's habit is looked for: those it truly likes most
	leastLift     = 2  // times as much as the average household likes them: what everybody buys tells nobody apart
)

// Each part is asked of the chain as it is and of its broken twin, in which
// everybody is offered the favourites of their store.
func TestItReallyTailors(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.asks()
	t.Run("vouchers hit true habits", w.hitsHabits)
	t.Run("disjoint habits get disjoint vouchers", w.keepsApart)
	t.Run("reasons equal a recount", w.recounts)
	t.Run("decisions replay", w.replays)
}

// products are those a decision offered by personal promotions.
func products(d *offer.Decision) []uint32 {
	var out []uint32
	for i := range d.Choices {
		if c := &d.Choices[i]; c.Product != 0 {
			out = append(out, c.Product)
		}
	}
	return out
}

// printed are the products on a receipt's personal vouchers.
func (w *town) printed(v *visit) []uint32 {
	var out []uint32
	for _, p := range v.answer.Vouchers {
		if n, ok := w.Catalogue().ProductNumber(retail.ProductID(p.Product)); ok {
			out = append(out, n)
		}
	}
	return out
}

// favourites is the broken twin: the same promotions, receipts, seeds and
// vouchers held, but the goods are those the store sells most.
func (w *town) favourites(t *testing.T) func(d *offer.Decision) []uint32 {
	t.Helper()
	book := w.book(t, func(p promotion.Promotion) promotion.Promotion {
		if p.Target.Kind.Personal() {
			p.Target.Kind = promotion.TargetCategory
		}
		return p
	})
	return func(d *offer.Decision) []uint32 {
		in := &d.Read
		out := offer.Decide(w.sight.Snapshot, nil, in.Basket, &offer.Context{
			Book: book, Day: in.Day, Store: in.Store, Customer: in.Customer, Seed: d.Seed, Most: in.Most, Held: in.Held,
			Consent: customer.Consent(0).With(customer.OffersPurpose, true),
		})
		return products(&out)
	}
}

// habit is what a receipt's household truly likes, most of all and more than
// others do.
func (w *town) habit(v *visit) map[uint32]bool {
	out := map[uint32]bool{}
	who, ok := w.truth.Who(v.receipt)
	if !ok {
		return out
	}
	for _, l := range w.truth.Habit(who, habitSize) {
		if n, ok := w.Catalogue().ProductNumber(l.Product); ok && l.Rate >= leastLift*w.average[l.Product] {
			out[n] = true
		}
	}
	return out
}

// asks computes how much the average household of the receipts likes each product.
func (w *town) asks() {
	w.average = map[retail.ProductID]float64{}
	met := map[simulate.HouseholdID]bool{}
	for i := range w.receipts {
		who, ok := w.truth.Who(w.receipts[i].receipt)
		if !ok || met[who] {
			continue
		}
		met[who] = true
		for _, l := range w.truth.Habit(who, len(w.chain.Products())) {
			w.average[l.Product] += l.Rate
		}
	}
	for p := range w.average {
		w.average[p] /= float64(len(met))
	}
}

// rate is a share with its counts.
type rate struct{ hits, of int }

func (r *rate) add(habit map[uint32]bool, products []uint32) {
	for _, p := range products {
		r.of++
		if habit[p] {
			r.hits++
		}
	}
}

func (r rate) share() float64 { return float64(r.hits) / float64(max(1, r.of)) }

func (w *town) hitsHabits(t *testing.T) {
	var real, twin, popular, plain, plainTwin rate
	byKind := map[promotion.TargetKind]*rate{}
	favourites := w.favourites(t)
	w.decisions(t, func(v *visit, d *offer.Decision) {
		habit, printed, instead := w.habit(v), w.printed(v), favourites(d)
		real.add(habit, printed)
		twin.add(habit, instead)
		for _, f := range w.sight.Snapshot.Model.StoreFavourites(d.Read.Store, w.sight.Chain.MostVouchers, nil) {
			popular.add(habit, []uint32{f.Product})
		}
		liked := w.liked(v)
		plain.add(liked, printed)
		plainTwin.add(liked, instead)
		for i := range d.Choices {
			if c := &d.Choices[i]; c.Ghost == offer.Treated && c.Product != 0 {
				if byKind[c.Reason.Kind] == nil {
					byKind[c.Reason.Kind] = &rate{}
				}
				byKind[c.Reason.Kind].add(habit, []uint32{c.Product})
			}
		}
	})
	for kind, r := range byKind {
		t.Logf("%-10s %5d printed, %.3f of them habits", kind, r.of, r.share())
	}
	t.Logf("printed %d, habits %.3f; store favourites by the same rules %d, %.3f (%.1f ×); the most popular %.3f (%.1f ×)",
		real.of, real.share(), twin.of, twin.share(), real.share()/twin.share(), popular.share(), real.share()/popular.share())
	t.Logf("among the %d products liked most, whoever else likes them: %.3f, store favourites %.3f", habitSize, plain.share(), plainTwin.share())
	if real.of < 1000 || twin.of < 1000 {
		t.Fatalf("%d and %d vouchers are too few to say anything", real.of, twin.of)
	}
	if real.share() < leastRatio*twin.share() {
		t.Errorf("vouchers hit habits at %.3f, store favourites at %.3f: less than %.0f ×", real.share(), twin.share(), leastRatio)
	}
	if twin.share() >= leastRatio*popular.share() || popular.share() >= leastRatio*twin.share() {
		t.Errorf("a twin that knows nobody passes: %.3f and %.3f", twin.share(), popular.share())
	}
}

// liked is what a receipt's household truly likes most, popular or not.
func (w *town) liked(v *visit) map[uint32]bool {
	out := map[uint32]bool{}
	if who, ok := w.truth.Who(v.receipt); ok {
		for _, l := range w.truth.Habit(who, habitSize) {
			n, _ := w.Catalogue().ProductNumber(l.Product)
			out[n] = true
		}
	}
	return out
}

// shopper is what one customer was offered last, and what they truly like most,
// popular or not: two who share a staple are no strangers.
type shopper struct {
	store         uint32
	habit         map[uint32]bool
	offered, twin []uint32
}

func (w *town) shoppers(t *testing.T) []shopper {
	t.Helper()
	favourites := w.favourites(t)
	at := map[retail.CustomerID]int{}
	var out []shopper
	w.decisions(t, func(v *visit, d *offer.Decision) {
		p := w.printed(v)
		if len(p) == 0 {
			return
		}
		who := d.Read.Customer
		if _, met := at[who]; !met {
			at[who] = len(out)
			out = append(out, shopper{})
		}
		out[at[who]] = shopper{d.Read.Store, w.liked(v), p, favourites(d)}
	})
	return out
}

// keepsApart draws pairs of customers of one store whose habits share nothing.
func (w *town) keepsApart(t *testing.T) {
	all := w.shoppers(t)
	rng := rand.New(rand.NewPCG(7, 7))
	var pairs, apart, twin int
	for range 2_000_000 {
		a, b := &all[rng.IntN(len(all))], &all[rng.IntN(len(all))]
		if pairs == pairsWanted {
			break
		}
		if a.store != b.store || overlaps(a.habit, b.habit) {
			continue
		}
		pairs++
		apart += disjoint(a.offered, b.offered)
		twin += disjoint(a.twin, b.twin)
	}
	t.Logf("of %d pairs with disjoint habits %d got disjoint vouchers; %d with store favourites", pairs, apart, twin)
	if pairs < pairsWanted {
		t.Fatalf("%d pairs of disjoint habits among %d customers, want %d", pairs, len(all), pairsWanted)
	}
	if float64(apart) < leastDisjoint*pairsWanted {
		t.Errorf("%d of %d pairs got disjoint vouchers, want %.0f %%", apart, pairs, 100*leastDisjoint)
	}
	if float64(twin) >= leastDisjoint*pairsWanted {
		t.Errorf("the twin that knows nobody keeps %d of %d apart: this asks for nothing", twin, pairs)
	}
}

func overlaps(a, b map[uint32]bool) bool {
	for p := range a {
		if b[p] {
			return true
		}
	}
	return len(a) == 0 || len(b) == 0
}

func disjoint(a, b []uint32) int {
	if slices.ContainsFunc(a, func(p uint32) bool { return slices.Contains(b, p) }) {
		return 0
	}
	return 1
}

// replays makes every logged decision of the last days again, from the rows of
// the database and the promotions and snapshot that stand there.
func (w *town) replays(t *testing.T) {
	world := offer.World{
		Snapshot: w.kept(t, w.sight.Snapshot.ID), HoldoutKey: w.sight.Chain.HoldoutKey,
		Book: w.book(t, func(p promotion.Promotion) promotion.Promotion { return p }),
	}
	n, bytesLogged, needed := 0, 0, 0
	for i := range w.receipts {
		v := &w.receipts[i]
		if v.answer.Decision == "" {
			continue
		}
		d, log := w.decision(t, v.receipt)
		again, err := offer.Replay(&d, world)
		if err != nil || !bytes.Equal(again.Append(nil), log) {
			t.Fatalf("receipt %s: replayed %+v, %v\nlogged %+v", v.receipt, again, err, d)
		}
		n++
		bytesLogged += len(log)
		d.Read.Profile = nil
		if again, err := offer.Replay(&d, world); err != nil || !slices.Equal(products(&again), products(&d)) {
			needed++
		}
	}
	t.Logf("%d decisions replayed, %d bytes each; without the profile %d come out otherwise", n, bytesLogged/max(1, n), needed)
	if n < 1000 || needed < n/2 {
		t.Errorf("%d decisions, of which %d need the profile: too few to say anything", n, needed)
	}
}
