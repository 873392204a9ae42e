package offer

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// A decision read back from its log is made again, byte for byte.
func TestReplay_Equal(t *testing.T) {
	t.Parallel()
	learned()
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		d := s.decide()
		if !d.Made() {
			return
		}
		log := d.Append(nil)
		read, err := DecodeDecision(log)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Replay(&read, s.world())
		if err != nil || !bytes.Equal(again.Append(nil), log) {
			t.Fatalf("replayed %+v, %v, want %+v", again, err, d)
		}
	})
}

func (s *setting) world() World {
	return World{
		Snapshot: s.snapshot, Book: NewBook(s.live, retail.NewCatalogue(s.products, storeList()), DefaultMargin), HoldoutKey: s.ctx.HoldoutKey,
	}
}

// Each input is needed: without it the replay is not the decision that was logged.
func TestReplay_NeedsEachInput(t *testing.T) {
	t.Parallel()
	first := func() *setting {
		s := settingOf(t, promo(1, promotion.TargetFavourite, func(p *promotion.Promotion) { p.Limits.PerCustomer = 1 }),
			promo(2, promotion.TargetDue), promo(3, promotion.TargetFavourite), promo(4, promotion.TargetProduct), promo(5, promotion.TargetAnyone), promo(6, promotion.TargetNext), promo(7, promotion.TargetExpiring, func(p *promotion.Promotion) { p.Priority = 10 }))
		own := s.favourites()
		s.ctx.Ahead = s.unknown(3)
		s.ctx.Expiring = []Expiring{{Product: own[3], Until: today + 3}}
		s.basket, s.ctx.Out, s.ctx.Closed, s.ctx.Most = own[:1], own[1:2], []uint32{3}, 3
		s.ctx.Held = []Held{{Promotion: 1}, {Promotion: 9, Product: own[2], Open: true}}
		s.ctx.GlobalHoldout, s.ctx.Through.Seq = 1, 77
		s.ctx.Expected = Expected{State: StateAtRisk, Band: BandMiddle, Alive: .4, Visits: .05, Basket: 2500, Value: 9000}
		return s
	}
	for name, forget := range map[string]func(d *Decision){
		"nothing":    nil,
		"position":   func(d *Decision) { d.Read.Through.Seq = 0 },
		"day":        func(d *Decision) { d.Read.Day += 200 },
		"store":      func(d *Decision) { d.Read.Store = 3 },
		"customer":   func(d *Decision) { d.Read.Customer = 0 },
		"consent":    func(d *Decision) { d.Read.Consent = 0 },
		"most":       func(d *Decision) { d.Read.Most = 1 },
		"global":     func(d *Decision) { d.Read.GlobalHoldout = 0 },
		"basket":     func(d *Decision) { d.Read.Basket = nil },
		"limits":     func(d *Decision) { d.Read.Held = d.Read.Held[1:] },
		"held":       func(d *Decision) { d.Read.Held = d.Read.Held[:1] },
		"closed":     func(d *Decision) { d.Read.Closed = nil },
		"stock":      func(d *Decision) { d.Read.Out = nil },
		"profile":    func(d *Decision) { d.Read.Profile = nil },
		"outlook":    func(d *Decision) { d.Read.Expected = Expected{} },
		"ahead":      func(d *Decision) { d.Read.Ahead = nil },
		"expiring":   func(d *Decision) { d.Read.Expiring = nil },
		"last day":   func(d *Decision) { d.Read.Expiring[0].Until++ },
		"seed":       func(d *Decision) { d.Seed = 0 },
		"other seed": func(d *Decision) { d.Seed++ },
	} {
		s := first()
		for s.ctx.Seed = 1; uniform(s.ctx.Seed, 0) >= explore || uniform(s.ctx.Seed, 1) < .2; s.ctx.Seed++ {
		} // a seed that explores: any other draws the best
		d := s.decide()
		log := d.Append(nil)
		if len(d.Choices) < 2 || len(d.Read.Closed) == 0 || len(d.Read.Out) == 0 || len(d.Read.Held) != 2 {
			t.Fatalf("the case is too plain: %+v", d)
		}
		if forget != nil {
			forget(&d)
		}
		again, err := Replay(&d, s.world())
		if equal := err == nil && bytes.Equal(again.Append(nil), log); equal != (forget == nil) {
			t.Errorf("without %s: equal %v, %v", name, equal, err)
		}
	}
}

func TestReplay_RefusesAnotherWorld(t *testing.T) {
	t.Parallel()
	s := settingOf(t, promo(1, promotion.TargetFavourite))
	d := s.decide()
	for name, change := range map[string]func(s *setting, w *World){
		"other_snapshot": func(_ *setting, w *World) { w.Snapshot = &Snapshot{ID: 43, Model: w.Snapshot.Model} },
		"other_book":     func(s *setting, w *World) { s.products[3].Price++; *w = s.world() },
		"other_rule":     func(*setting, *World) { d.Rule = 1 },
		"no_inputs":      func(*setting, *World) { d.Read = Inputs{} },
	} {
		s := settingOf(t, s.live...)
		w := s.world()
		change(s, &w)
		before := d
		if _, err := Replay(&d, w); fault.CodeOf(err) != name {
			t.Errorf("got %v, want %s", err, name)
		}
		if d = before; name == "no_inputs" || name == "other_rule" {
			d = s.decide()
		}
	}
}

// The version of a book names all that a decision reads of it, whatever the order.
func TestBook_Version(t *testing.T) {
	t.Parallel()
	s := settingOf(t, promo(1, promotion.TargetFavourite), promo(2, promotion.TargetNext))
	base := s.world().Book.Version
	for name, change := range map[string]func(s *setting){
		"a price":       func(s *setting) { s.products[5].Price++ },
		"a cost":        func(s *setting) { s.products[5].Cost++ },
		"a restriction": func(s *setting) { s.products[5].Restriction = retail.Age },
		"a category":    func(s *setting) { s.products[5].Category = "c9" },
		"a brand":       func(s *setting) { s.products[5].Brand = "b3" },
		"unlisting":     func(s *setting) { s.products[5].Listed = false },
		"a version":     func(s *setting) { s.live[0].Promotion.Version++ },
		"one less":      func(s *setting) { s.live = s.live[:1] },
	} {
		other := settingOf(t, promo(1, promotion.TargetFavourite), promo(2, promotion.TargetNext))
		if change(other); other.world().Book.Version == base {
			t.Errorf("%s leaves the version", name)
		}
	}
	s.live[0], s.live[1] = s.live[1], s.live[0]
	if s.world().Book.Version != base {
		t.Error("the order of promotions changes the version")
	}
	s.products = append(s.products, retail.Product{ID: "met on a receipt", Number: products + 1})
	if s.world().Book.Version != base {
		t.Error("a product met on a receipt changes the version")
	}
}
