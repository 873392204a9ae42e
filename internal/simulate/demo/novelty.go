package demo

import (
	"context"
	"fmt"
	"math"
	"slices"

	"sartor/internal/retail"
	"sartor/internal/rollout"
	server "sartor/internal/server/rollout"
	"sartor/internal/simulate"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
	"sartor/internal/stat"
)

// hummus is the new product of the grocery chain's story: how much more each region
// wants it is truth, what leaks of it before is searches and ideas.
func hummus() simulate.Latent {
	return simulate.Latent{
		Name: "Paprika hummus 200 g", Category: "dips and hummus", Appeal: 1, Adds: .5,
		Wanted: map[string]float64{"Coast": 1.9, "South": 1.2, "Midland": 1.15, "Lakes": .95, "North": .75, "Hills": .5},
	}
}

// latents are those of a kind of chain: another kind of shop has none.
func latents(p *preset.Preset) []simulate.Latent {
	if p.Category(hummus().Category) < 0 {
		return nil
	}
	return []simulate.Latent{hummus()}
}

// What leaks in the half year before: the mean of a region that wants it as the chain.
const (
	searches = 110
	ideas    = 25
)

// novelty proposes the latent product of the story, with what leaked of it.
func (s *simulation) novelty(ctx context.Context) error {
	if len(s.world.Latent) == 0 {
		return nil
	}
	l, g, chain := s.world.Latent[0], s.chain.Latents()[0], s.App.DB.Catalogue()
	category, _ := chain.CategoryNumber(l.Category)
	plan := rollout.Plan{
		Name: g.Name, Product: g.ID, Category: g.Category, Price: g.Price, Cost: g.Cost,
		Gates: rollout.Gates{StopAlone: true}, Supply: rollout.Supply{Pack: g.CasePack, ShelfLife: g.ShelfLife},
	}
	for p := range chain.Products {
		if k := &chain.Products[p]; k.ID != "" && k.ID != g.ID && chain.CategoryOf(uint32(p)) == category && len(plan.Kin) < 3 {
			plan.Kin = append(plan.Kin, k.ID)
		}
	}
	desk, who := server.Desk{Keeper: server.Keeper{Chain: s.App}}, rollout.Actor{ID: "stf_marketer", Reason: "simulated"}
	if _, err := desk.Make(ctx, proposed, plan, who); err != nil {
		return err
	}
	_, err := desk.AddNotes(ctx, proposed, leaks(s.Seed, l, chain.Stores), who)
	return err
}

// proposed is the id of the story's rollout.
const proposed = "rol_paprika-hummus"

// mostLaunched is how many rollouts the simulated stores look at.
const mostLaunched = 50

// Launch has the simulated stores do what was decided of new products: those of a
// stage that began carry one from tomorrow on, with the filling that was planned,
// and take one out that was stopped.
func (d *Demo) Launch(ctx context.Context) error {
	if d.Player == nil {
		return nil
	}
	all, err := server.Desk{Keeper: server.Keeper{Chain: d.App}}.List(ctx, nil, mostLaunched)
	if err != nil {
		return err
	}
	latent := d.Player.Chain().Latents()
	for i := range all {
		r := &all[i]
		at := slices.IndexFunc(latent, func(g retail.Product) bool { return g.ID == r.Plan.Product })
		if at < 0 || len(r.Stages) == 0 {
			continue
		}
		fresh := false
		d.Player.With(func(s *simulate.Session) { fresh = carry(s, r) })
		if g := latent[at]; fresh {
			g.Listed = true
			if err := d.App.Sink().Products(ctx, []retail.Product{g}); err != nil {
				return err
			}
		}
	}
	return nil
}

// carry does to a session's stores what a rollout says, and reports whether any is new
// to the product.
func carry(s *simulate.Session, r *rollout.Shown) (fresh bool) {
	if r.State == rollout.Stopped {
		s.Withdraw(r.Plan.Product)
		return false
	}
	for _, stage := range r.Stages {
		for _, p := range stage.Stores {
			fresh = s.Launch(r.Plan.Product, p.Store, p.Opening) || fresh
		}
	}
	return fresh
}

// leaks are what was searched for and proposed of a product, region by region.
func leaks(seed uint64, l simulate.Latent, stores []retail.Store) []rollout.Note {
	var names []string
	for _, store := range stores {
		if store.ID != "" && store.Kind != retail.Online && !slices.Contains(names, store.Region) {
			names = append(names, store.Region)
		}
	}
	slices.Sort(names)
	var out []rollout.Note
	for i, name := range names {
		k := draw.NewKey(seed, draw.Product, 1<<42+uint64(i), 0)
		wanted, given := l.Wanted[name]
		if !given {
			wanted = 1
		}
		for slot, leak := range []struct {
			source rollout.Source
			mean   float64
		}{{rollout.FromSearch, searches}, {rollout.FromIdea, ideas}} {
			mean := leak.mean * wanted
			count := int(math.Round(mean + math.Sqrt(mean)*stat.NormalQuantile(k.U(uint64(slot)))))
			if count > 0 {
				out = append(out, rollout.Note{ID: fmt.Sprintf("simulated-%s-%s", leak.source, name), Source: leak.source, Region: name, Count: count})
			}
		}
	}
	return out
}
