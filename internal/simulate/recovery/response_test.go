package recovery

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"sartor/internal/offer"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/simulate"
	"sartor/internal/simulate/preset"
	"sartor/internal/touchpoint"
)

// town is a chain that ran a promotion: who was offered it, who was held out by
// lot, and what all of them bought. It is what a database tells a survey.
type town struct {
	t       *testing.T
	chain   *simulate.Chain
	goods   *retail.Catalogue
	first   map[retail.CustomerID]outcome.Exposure
	held    map[retail.CustomerID]bool
	entries map[retail.CustomerID][]touchpoint.Entry
	seq     int64
	promo   promotion.Promotion
	share   float64
	key     []byte
	given   map[retail.CustomerID]int // vouchers offered so far
	made    int
	pool    []retail.ProductID // what vouchers are for
	placebo bool               // of those held out, half by another lot: nothing was done to anybody
}

const (
	weeksBefore  = 8
	runs         = 28 // days of the promotion
	mostVouchers = 8  // a customer
)

// promoted plays eight weeks without and four with the promotion.
func promoted(t *testing.T, w simulate.World, p promotion.Promotion) *town {
	t.Helper()
	ch, err := simulate.New(w)
	if err != nil {
		t.Fatal(err)
	}
	products := slices.Clone(ch.Products())
	for i := range products {
		products[i].Number = uint32(i + 1)
	}
	c := &town{
		t: t, chain: ch, goods: retail.NewCatalogue(products, ch.Stores), first: map[retail.CustomerID]outcome.Exposure{}, held: map[retail.CustomerID]bool{},
		entries: map[retail.CustomerID][]touchpoint.Entry{}, promo: p, share: p.Holdout, key: []byte("recovery"), given: map[retail.CustomerID]int{},
	}
	for _, g := range products {
		if slices.Contains(p.Target.Categories, g.Category) {
			c.pool = append(c.pool, g.ID)
		}
	}
	for r := range ch.History(t.Context(), 0, 7*weeksBefore) {
		c.enter(&r)
	}
	s, err := ch.Session(t.Context(), 7*weeksBefore, 7*weeksBefore+runs)
	if err != nil {
		t.Fatal(err)
	}
	for {
		v, ok := s.Next()
		if !ok {
			return c
		}
		s.Answer(v, c.close(&v))
	}
}

// who is the customer of a receipt, 0 for nobody known.
func (c *town) who(r *touchpoint.Receipt) retail.CustomerID {
	for _, id := range r.Customer.Identifiers {
		if id.Kind == retail.Card {
			n, err := strconv.ParseUint(id.Value, 10, 64)
			if err != nil {
				c.t.Fatal(err)
			}
			return retail.CustomerID(n * 1024)
		}
	}
	return 0
}

// enter files a receipt.
func (c *town) enter(r *touchpoint.Receipt) retail.CustomerID {
	id := c.who(r)
	if id == 0 {
		return 0
	}
	c.seq++
	store, _ := c.goods.StoreNumber(r.Store)
	p := touchpoint.Packed{Till: r.Till}
	for _, l := range r.Lines {
		n, _ := c.goods.ProductNumber(l.Product)
		p.Lines = append(p.Lines, touchpoint.PackedLine{Product: n, Quantity: l.Quantity, Amount: l.Amount, Discount: l.Discount})
	}
	c.entries[id] = append(c.entries[id], touchpoint.Entry{
		Position: touchpoint.Position{Seq: c.seq}, Kind: touchpoint.KindReceipt, Customer: id, Store: store, At: retail.MicrosOf(r.At.Time()), Body: p.Append(nil),
	})
	return id
}

// close files a visit and gives its customer a voucher for one of the goods, eight at
// most, unless the lot says no.
func (c *town) close(v *simulate.Visit) simulate.Answer {
	v.Receipt.Vouchers = nil
	id := c.enter(&v.Receipt)
	n, _ := c.goods.StoreNumber(v.Receipt.Store)
	day := c.chain.Date(v.Day)
	if id == 0 || c.given[id] >= mostVouchers {
		return simulate.Answer{}
	}
	c.given[id]++
	if _, met := c.first[id]; !met {
		c.first[id] = outcome.Exposure{Customer: id, At: retail.MicrosOf(v.Receipt.At.Time()), Store: n}
		c.held[id] = offer.HeldOut(c.key, string(c.promo.ID), id, c.share)
	}
	if c.held[id] {
		return simulate.Answer{}
	}
	c.made++
	return simulate.Answer{Printed: []simulate.Printed{{
		Code: fmt.Sprint(c.made), Promotion: c.promo.ID, Product: c.pool[int(uint32(c.made)*2654435761>>8)%len(c.pool)], Value: c.promo.Reward.MaxAmount, Percent: c.promo.Reward.Percent, From: day + 1, Until: day + 14,
	}}}
}

// arm lists who was treated and who was not; in the placebo both arms were not.
func (c *town) arm(of func(retail.CustomerID) bool) []outcome.Exposure {
	var out []outcome.Exposure
	for id, e := range c.first {
		if of(id) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b outcome.Exposure) int { return int(a.Customer - b.Customer) })
	return out
}

// Treated are those who got a voucher.
func (c *town) Treated(context.Context, uint32, int) ([]outcome.Exposure, error) {
	return c.arm(func(id retail.CustomerID) bool {
		if c.placebo {
			return c.held[id] && offer.HeldOut(c.key, "placebo", id, .5)
		}
		return !c.held[id]
	}), nil
}

// Held are those who by lot got none.
func (c *town) Held(context.Context, uint32, int) ([]outcome.Exposure, error) {
	return c.arm(func(id retail.CustomerID) bool {
		return c.held[id] && (!c.placebo || !offer.HeldOut(c.key, "placebo", id, .5))
	}), nil
}

// History is what a customer left at the tills.
func (c *town) History(_ context.Context, id retail.CustomerID, _, _ retail.Micros) (outcome.History, error) {
	return outcome.History{Entries: c.entries[id]}, nil
}

// Stood knows nobody.
func (c *town) Stood(context.Context, retail.CustomerID, retail.BusinessDay) (outcome.Standing, error) {
	return outcome.Standing{}, nil
}

// free is a chain that pays nothing for its goods.
type free struct{}

// UnitCost is nothing.
func (free) UnitCost(uint32) float64 { return 0 }

// autumn is the central recipe promotion, with half of the customers held out.
func autumn(p *preset.Preset) promotion.Promotion {
	from := origin() + 7*weeksBefore
	return promotion.Promotion{
		ID: "prm_autumn", Target: promotion.Target{Kind: promotion.TargetCategory, Categories: p.Recipe.Categories},
		Reward: promotion.Reward{Kind: promotion.Percent, Percent: 10, MaxAmount: 300}, Starts: from, Ends: from + runs, VoucherDays: 14, Holdout: .5,
	}
}

// TestResponse_UrbanStoresFlop: from receipts alone, the central recipe promotion is
// found to work in the suburbs and not in urban stores, whose customers buy quick
// food instead; where nothing was done to anybody, nothing is found.
func TestResponse_UrbanStoresFlop(t *testing.T) {
	t.Parallel()
	p := named(t, "grocery")
	promo := autumn(p)
	c := promoted(t, simulate.World{
		Seed: simulate.OneSeed(8), Preset: p, Origin: origin(), Zone: time.UTC, Scale: simulate.Scale{Households: 7000, Stores: 9, Days: 7*weeksBefore + runs + 1},
		Recipe: simulate.Recipe{Promotion: promo.ID, From: 7 * weeksBefore, Until: 7*weeksBefore + runs},
	}, promo)
	quick := func(category uint32) bool { return slices.Contains(p.Recipe.Quick, c.goods.CategoryName(category)) }
	s := outcome.Survey{From: c, Chain: c.goods, Costs: free{}, Cut: retail.DefaultCut, Allowed: quick}
	r, err := s.Of(t.Context(), &outcome.Family{Number: 1, Promotion: promo}, retail.MicrosOf((promo.Ends).Time()))
	if err != nil {
		t.Fatal(err)
	}
	urban, _ := r.Find(outcome.ByKind, string(retail.Urban))
	suburban, _ := r.Find(outcome.ByKind, string(retail.Suburban))
	t.Logf("urban %+.2f (%+.2f to %+.2f) of %d, suburban %+.2f (%+.2f to %+.2f) of %d", urban.Sales.Estimate, urban.Sales.Low, urban.Sales.High, urban.Treated+urban.Held,
		suburban.Sales.Estimate, suburban.Sales.Low, suburban.Sales.High, suburban.Treated+suburban.Held)
	if suburban.Sales.Low < .2 || urban.Sales.Low > 0 || urban.Sales.High > .3 {
		t.Errorf("suburbs gain and urban stores do not: %+v, %+v", suburban.Sales, urban.Sales)
	}
	if len(r.Findings) == 0 || r.Findings[0].Row.Group != "urban" || r.Findings[0].Than.Group != "suburban" {
		t.Fatalf("found %+v, want urban stores against suburban ones", r.Findings)
	}
	f := r.Findings[0]
	t.Logf("instead %+v, of its goods %+v, swap %q", f.Instead, f.Promoted, f.Swap)
	if !slices.ContainsFunc(f.Instead, func(one outcome.Taste) bool { return slices.Contains(p.Recipe.Quick, one.Name) }) || !slices.Contains(p.Recipe.Quick, f.Swap) || f.Promoted.High >= 1 {
		t.Errorf("urban customers buy quick food instead, and less of its goods: %+v", f)
	}
	c.placebo = true
	none, err := s.Of(t.Context(), &outcome.Family{Number: 1, Promotion: promo}, retail.MicrosOf((promo.Ends).Time()))
	if err != nil || len(none.Findings) != 0 || none.All.Sales.Proven() || none.All.Treated+none.All.Held != r.All.Held {
		t.Errorf("nothing was done to anybody: %+v, findings %+v, %v", none.All, none.Findings, err)
	}
}
