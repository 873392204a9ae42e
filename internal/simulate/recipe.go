package simulate

import (
	"slices"

	"sartor/internal/simulate/basket"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/people"
)

// goods says which law of the central promotion a voucher falls under. It hangs
// on what the voucher is for, never on who made the promotion.
type goods uint8

// The goods of a voucher, as far as the central promotion's laws go.
const (
	otherGoods  goods = iota
	recipeGoods       // those that head office chose
	quickGoods        // those that a store swaps them for
)

// goodsOf tells what a voucher of the central promotion is for; one without goods
// is for what head office chose.
func (c *Chain) goodsOf(v *held) goods {
	of := recipeGoods
	for _, category := range v.categories {
		if of = c.meant[category]; of != otherGoods {
			break
		}
	}
	return of
}

// mean prepares what the categories are to the central promotion, and what its
// display takes from quick food, whose place in the entrance it has: most in
// urban stores, from those in a hurry.
func (c *Chain) mean() {
	r := c.World.Preset.Recipe
	c.meant = make([]goods, len(c.World.Preset.Categories))
	for _, name := range r.Categories {
		c.meant[c.World.Preset.Category(name)] = recipeGoods
	}
	for _, name := range r.Quick {
		c.meant[c.World.Preset.Category(name)] = quickGoods
	}
	for i, effect := range []float64{
		r.Display * r.DisplayElsewhere, r.Display, (r.Display + r.DisplayCommuter) * r.DisplayElsewhere, r.Display + r.DisplayCommuter,
	} {
		for _, name := range r.Quick {
			c.displays[i] = append(c.displays[i], basket.Push{Product: -1, Category: c.World.Preset.Category(name), Need: draw.NatOf(effect)})
		}
	}
}

// theme is how much of each law holds for a household at a visit; 0: nothing.
type theme struct {
	recipe draw.Nat
	quick  []draw.Nat // in the order of the preset's quick categories; nil: none
}

// central is what the central promotion truly does to the needs of a household
// that was given it: once, however many papers it holds.
func (c *Chain) central(p *people.Person, store uint16, th theme) []basket.Push {
	var out []basket.Push
	r := c.World.Preset.Recipe
	if th.recipe > 0 {
		add := c.recipe(p, store).Mul(th.recipe)
		for _, name := range r.Categories {
			need := add
			if name == r.KitCategory {
				need = add.Mul(draw.NatOf(r.Kits))
			}
			out = append(out, basket.Push{Product: -1, Category: c.World.Preset.Category(name), Need: need})
		}
	}
	for i, lift := range th.quick {
		out = append(out, basket.Push{Product: -1, Category: c.World.Preset.Category(r.Quick[i]), Need: c.swap(p, store).Mul(lift)})
	}
	return out
}

// recipe is what head office's goods gain: much where people cook, little where
// they hurry, and differently from store to store.
func (c *Chain) recipe(p *people.Person, store uint16) draw.Nat {
	r := c.World.Preset.Recipe
	effect := r.Base
	switch {
	case c.World.Preset.Types[p.Type].CookMinded:
		effect += r.CookMinded
	case c.hurried(p):
		effect += r.Commuter
	}
	place := [4]float64{r.Urban, r.Suburban, r.Rural, r.Suburban}[c.Town.Stores[store].Kind]
	return draw.NatOf(effect * place).Mul(c.local(store, placeRecipe))
}

// swap is what quick goods gain where the promotion is for them: most among
// those in a hurry, in urban stores.
func (c *Chain) swap(p *people.Person, store uint16) draw.Nat {
	r := c.World.Preset.Recipe
	effect := r.Swap
	if c.hurried(p) {
		effect = r.SwapCommuter
	}
	if c.Town.Stores[store].Kind != people.Urban {
		effect *= r.SwapElsewhere
	}
	return draw.NatOf(effect).Mul(c.local(store, placeSwap))
}

// local is how a store differs from others of its kind.
func (c *Chain) local(store uint16, answer int64) draw.Nat {
	n := draw.NewKey(c.World.Seed.Traits, draw.Place, uint64(store), answer).Normal(0)
	return draw.ExpNat(draw.NatOf(c.World.Preset.Recipe.Spread).Mul(n))
}

// Ordinals of purpose 3 for a store's answers to the central promotion; those
// below them are basket's.
const (
	placeRecipe = 20
	placeSwap   = 21
)

// liftOf is how much of the laws a cut of the price brings: they hold for 10 %,
// and more brings less than in proportion.
func liftOf(cut draw.Nat) draw.Nat {
	at := [...]struct{ cut, lift draw.Nat }{{0, 0}, {10 << 12, draw.One}, {15 << 12, draw.One * 5 / 4}, {25 << 12, draw.One * 3 / 2}}
	for i := 1; i < len(at); i++ {
		low, high := at[i-1], at[i]
		if cut < high.cut {
			return low.lift + (high.lift - low.lift).Mul((cut - low.cut).Div(high.cut-low.cut))
		}
	}
	return at[len(at)-1].lift
}

func (c *Chain) hurried(p *people.Person) bool {
	return int(p.Type) == c.commuter || int(p.Type) == c.student
}

// standing is what the display does to a visit; nothing on other days, nor where
// the store has put its own goods into the entrance.
func (w *worker) standing(p *people.Person, t *people.Trip) []basket.Push {
	c := w.chain
	if int(t.Day) < c.World.Recipe.From || int(t.Day) >= c.World.Recipe.Until || w.swapped != nil && w.swapped(t) {
		return nil
	}
	i := 0
	if c.hurried(p) {
		i = 2
	}
	if c.Town.Stores[t.Store].Kind == people.Urban {
		i++
	}
	return c.displays[i]
}

// rebuilt is how many days a store's own goods stay in the entrance after its
// tills last printed for them: displays are built once a week.
const rebuilt = 7

// entrance is on which days a store's tills printed for one quick category: the
// first of a row without a gap of a week, and the last.
type entrance struct{ first, last int32 }

// shows reports whether the store's staff have put the category into the entrance:
// they build what its tills print for, over night.
func (e entrance) shows(day int32) bool { return day > e.first && day <= e.last+rebuilt }

// swapped reports whether a store's entrance holds quick food.
func (s *Session) swapped(t *people.Trip) bool {
	return slices.ContainsFunc(s.quick[t.Store], func(e entrance) bool { return e.shows(t.Day) })
}

// built notes for which quick categories a store's tills print.
func (s *Session) built(store uint16, day int32, categories []int) {
	for i, name := range s.chain.World.Preset.Recipe.Quick {
		if !slices.Contains(categories, s.chain.World.Preset.Category(name)) {
			continue
		}
		at := &s.quick[store][i]
		if day > at.last+rebuilt {
			at.first = day
		}
		at.last = max(at.last, day)
	}
}

// theme is which laws hold for a household at a visit: of what it was given, quick
// food as far as the store that gave it stands for it.
func (s *Session) theme(p *purse, t *people.Trip) (th theme) {
	today := s.date(t.Day)
	for _, g := range p.given {
		if today < g.from || today > g.until {
			continue
		}
		if g.of == recipeGoods {
			th.recipe = max(th.recipe, g.lift)
		}
		if g.of != quickGoods {
			continue
		}
		if th.quick == nil {
			th.quick = make([]draw.Nat, len(s.chain.World.Preset.Recipe.Quick))
		}
		for i := range th.quick {
			if s.quick[g.store][i].shows(t.Day) {
				th.quick[i] = max(th.quick[i], g.lift)
			}
		}
	}
	return th
}
