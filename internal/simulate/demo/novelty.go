package demo

import (
	"context"
	"fmt"
	"math"
	"slices"

	"sartor/internal/retail"
	"sartor/internal/rollout"
	server "sartor/internal/server/rollout"
	"sartor/internal/simulate/draw"
	"sartor/internal/stat"
)

// latent is a product that customers would like and that nobody sells yet
// (SIMULATION.md 9.1): how much more each region wants it is truth, what leaks of it
// before is searches and ideas.
type latent struct {
	id       rollout.ID
	product  retail.ProductID
	name     string
	category string
	wanted   map[string]float64 // by region; 1 elsewhere
}

// hummus is the one of the story.
func hummus() latent {
	return latent{
		id: "rol_paprika-hummus", product: "latent-001", name: "Paprika hummus 200 g", category: "dips and hummus",
		wanted: map[string]float64{"Coast": 1.9, "South": 1.2, "Midland": 1.15, "Lakes": .95, "North": .75, "Hills": .5},
	}
}

// What leaks in the half year before: the mean of a region that wants it as the chain.
const (
	searches = 110
	ideas    = 25
)

// novelty proposes the latent product of the story, with what leaked of it.
func (s *simulation) novelty(ctx context.Context) error {
	l, chain := hummus(), s.App.DB.Catalogue()
	category, known := chain.CategoryNumber(l.category)
	if !known {
		return nil // another kind of shop
	}
	plan := rollout.Plan{Name: l.name, Product: l.product, Category: l.category, Gates: rollout.Gates{StopAlone: true}, Supply: rollout.Supply{Pack: 6, ShelfLife: 24}}
	price, n := retail.Minor(0), retail.Minor(0)
	for p := range chain.Products {
		if g := &chain.Products[p]; g.ID != "" && chain.CategoryOf(uint32(p)) == category {
			price, n = price+g.Price, n+1
			if len(plan.Kin) < 3 {
				plan.Kin = append(plan.Kin, g.ID)
			}
		}
	}
	if n == 0 || price < 10*n {
		return nil
	}
	plan.Price = price / n
	plan.Cost = plan.Price * 6 / 10
	desk, who := server.Desk{Keeper: server.Keeper{Chain: s.App}}, rollout.Actor{ID: "stf_marketer", Reason: "simulated"}
	if _, err := desk.Make(ctx, l.id, plan, who); err != nil {
		return err
	}
	_, err := desk.AddNotes(ctx, l.id, s.leaks(l), who)
	return err
}

// leaks are what was searched for and proposed, region by region.
func (s *simulation) leaks(l latent) []rollout.Note {
	var names []string
	for _, store := range s.App.DB.Catalogue().Stores {
		if store.ID != "" && store.Kind != retail.Online && !slices.Contains(names, store.Region) {
			names = append(names, store.Region)
		}
	}
	slices.Sort(names)
	var out []rollout.Note
	for i, name := range names {
		k := draw.NewKey(s.Seed, draw.Product, 1<<42+uint64(i), 0)
		wanted, given := l.wanted[name]
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
