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
	case int(p.Type) == c.commuter || int(p.Type) == c.student:
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
