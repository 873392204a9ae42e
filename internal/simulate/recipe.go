package simulate

import (
	"sartor/internal/simulate/basket"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/people"
)

// recipe is what the central recipe promotion truly does to the needs of a
// household that was given it: much where people cook, little where they
// hurry, and differently from store to store.
func (s *Session) recipe(p *people.Person, store uint16) []basket.Push {
	c := s.chain
	r, ty := c.World.Preset.Recipe, &c.World.Preset.Types[p.Type]
	effect := r.Base
	switch {
	case ty.CookMinded:
		effect += r.CookMinded
	case c.hurried(p):
		effect += r.Commuter
	}
	place := [4]float64{r.Urban, r.Suburban, r.Rural, r.Suburban}[c.Town.Stores[store].Kind]
	local := draw.NewKey(c.World.Seed.Traits, draw.Place, uint64(store), placeRecipe).Normal(0)
	add := draw.NatOf(effect * place).Mul(draw.ExpNat(draw.NatOf(r.Spread).Mul(local)))
	var out []basket.Push
	for _, name := range r.Categories {
		need := add
		if name == r.KitCategory {
			need = add.Mul(draw.NatOf(r.Kits))
		}
		out = append(out, basket.Push{Product: -1, Category: c.World.Preset.Category(name), Need: need})
	}
	return out
}

// placeRecipe is the ordinal of purpose 3 for a store's answer to the recipe
// promotion; those below it are basket's.
const placeRecipe = 20

func (c *Chain) hurried(p *people.Person) bool {
	return int(p.Type) == c.commuter || int(p.Type) == c.student
}

// display prepares what the recipe's display takes from quick food, whose
// place in the entrance it has: most in urban stores, from those in a hurry.
func (c *Chain) display() {
	r := c.World.Preset.Recipe
	for i, effect := range []float64{
		r.Display * r.DisplayElsewhere, r.Display, (r.Display + r.DisplayCommuter) * r.DisplayElsewhere, r.Display + r.DisplayCommuter,
	} {
		for _, name := range r.Quick {
			c.displays[i] = append(c.displays[i], basket.Push{Product: -1, Category: c.World.Preset.Category(name), Need: draw.NatOf(effect)})
		}
	}
}

// standing is what the display does to a visit; nothing on other days.
func (c *Chain) standing(p *people.Person, t *people.Trip) []basket.Push {
	if int(t.Day) < c.World.Recipe.From || int(t.Day) >= c.World.Recipe.Until {
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
