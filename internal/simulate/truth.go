package simulate

import (
	"cmp"
	"math"
	"slices"

	"sartor/internal/retail"
	"sartor/internal/simulate/basket"
	"sartor/internal/simulate/people"
)

// HouseholdID names a household in truth. It has no form in common with
// anything that leaves the simulator.
type HouseholdID uint64

// Truth is the side door to what is known of a chain because it was made up:
// for tests, never for anything that decides.
type Truth struct{ chain *Chain }

// Truth opens the side door.
func (c *Chain) Truth() Truth { return Truth{c} }

// Person is what a household truly is.
type Person struct {
	Type, Style string
	Home        retail.StoreID
	Gap         float64 // μ, days
	K           float64 // regularity
	Joined      int     // day
	Cards       []string
	Language    string
	Consent     Consent
}

// Who returns the household behind a receipt, also behind an anonymous one.
func (t Truth) Who(id retail.ReceiptID) (HouseholdID, bool) {
	entity, _, ok := t.chain.numbers.visitOf(id)
	return HouseholdID(entity), ok && int(people.Slot(entity)) < t.chain.slots
}

// Owner returns the household a card was given to.
func (t Truth) Owner(card string) (HouseholdID, bool) {
	entity, ok := t.chain.numbers.ownerOf(card)
	return HouseholdID(entity), ok && int(people.Slot(entity)) < t.chain.slots
}

// Person describes a household.
func (t Truth) Person(h HouseholdID) Person {
	c := t.chain
	p := t.person(h)
	m := c.member(&p)
	out := Person{
		Type: c.World.Preset.Types[p.Type].Name, Style: c.World.Preset.Styles[p.Style].Name,
		Home: c.Stores[p.Home()].ID, Gap: math.Exp(p.Gap.Float()), K: p.K.Float(), Joined: int(p.Joined),
		Language: m.Language,
	}
	if p.Member {
		out.Cards, out.Consent = m.Cards, m.Consent
	}
	return out
}

func (t Truth) person(h HouseholdID) people.Person {
	slot := people.Slot(uint64(h))
	return t.chain.Town.Person(slot, uint8(h>>24), t.chain.joins(int(slot)))
}

// Liking is how often a household would take a product: units of a category's
// share, summed over categories, at its home store in an ordinary week.
type Liking struct {
	Product  retail.ProductID
	Category string
	Rate     float64 // expected purchases a visit, due-ness and shocks left out
}

// Habit lists what a household truly likes, most first: its favourite products
// by need, appeal, taste, place and price, at most n.
func (t Truth) Habit(h HouseholdID, n int) []Liking {
	c := t.chain
	p := t.person(h)
	var sh basket.Shopper
	c.Market.Shopper(&sh, c.tasteOf(&p))
	var out []Liking
	for _, l := range c.Market.Likings(&sh, p.Home()) {
		pr := &c.Market.Products[l.Product]
		out = append(out, Liking{Product: pr.ID, Category: pr.Category, Rate: l.Rate})
	}
	slices.SortFunc(out, func(a, b Liking) int {
		return cmp.Or(cmp.Compare(b.Rate, a.Rate), cmp.Compare(a.Product, b.Product))
	})
	return out[:min(n, len(out))]
}

// Central is what the central promotion truly adds to a household's needs at a
// store, in logarithms: for head office's goods, and for quick goods where the
// store swaps to them.
func (t Truth) Central(h HouseholdID, store retail.StoreID) (recipe, swap float64) {
	p := t.person(h)
	at := slices.IndexFunc(t.chain.Stores, func(s retail.Store) bool { return s.ID == store })
	if at < 0 {
		return 0, 0
	}
	return t.chain.recipe(&p, uint16(at)).Float(), t.chain.swap(&p, uint16(at)).Float()
}

// Wave is the true season of a type's baskets of high value; Amplitude 0 is none.
type Wave struct {
	Type      string
	Amplitude float64 // of the logarithm
	Peak      float64 // days after 1 January 0:00
}

// Seasons lists the types of the chain with their waves.
func (t Truth) Seasons() []Wave {
	var out []Wave
	for _, ty := range t.chain.World.Preset.Types {
		w := Wave{Type: ty.Name, Amplitude: ty.Amplitude}
		if ty.Amplitude > 0 {
			w.Peak = math.Mod((ty.Peak-.5)/12+1, 1) * 365.25
		}
		out = append(out, w)
	}
	return out
}

// Living returns who has not left for good by the beginning of a day; a pause is
// no end.
func (t Truth) Living(day int) map[HouseholdID]bool {
	c := t.chain
	all := c.population()
	c.blocks(len(all), func(w *worker, i int) {
		w.run(&all[i], int32(day), func(*people.Trip, []basket.Item) {})
	})
	out := make(map[HouseholdID]bool, len(all))
	for i := range all {
		if s := &all[i].state; !s.Left {
			out[HouseholdID(s.Person.Entity)] = true
		}
	}
	return out
}
