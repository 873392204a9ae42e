// Package demo owns how the demo's chain comes to be: a simulated past filed as
// facts and then played through the till until this moment, or real data
// imported, each with promotions and the live tills on top (SIMULATION.md 13.2).
// It builds in an open chain it was handed, says how far it is on a Line, and
// listens to nothing. That scripts find what its View names is held by
// TestDemo_SaysWhatScriptsNeed, that half a chain is not kept by
// TestDemo_TakesBackHalfAChain.
package demo

import (
	"context"
	"time"

	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/rooms"
	"sartor/internal/simulate"
	"sartor/internal/simulate/live"
)

// Telling is from how many card holders on four weeks mostly tell where a promotion fails
// and why: below, they are too few for a verdict that chance gives one time in ten.
const Telling = 12_000

// TillDays is how many of the last days go through the till; the rest comes as
// facts.
const TillDays = 28

// Plan says what chain to build.
type Plan struct {
	Preset    string // kind of chain: grocery, apparel, diy
	Customers int    // card holders
	Stores    int
	Days      int // of history, ending yesterday; more than TillDays
	Seed      uint64
	Margin    float64           // with Data: assumed where they give no cost, as a share of the price
	Paused    bool              // no live tills
	Pace      float64           // simulated seconds a second at the live tills
	Patience  time.Duration     // how long a live till waits for an answer; 800 ms unless set
	Data      *Data             // real data instead of the simulated chain; nil for none
	Latent    []simulate.Latent // products that nobody sells yet; nil: that of the chain's story
	Ahead     int               // days that can be played after today; 29 unless set
	// Untailored is a chain as it was without Sartor: all of its past comes as facts,
	// nothing is learned of it, no promotion stands and nothing new is proposed.
	Untailored bool
	Truth      bool // keep what was wanted of each product, store and day
	InTurn     bool // one visit is at a till at a time, all over the chain: nothing hangs on who was first
}

// usualAhead is for how many days a demo's world goes on.
const usualAhead = 29

// Data is a file of real receipts.
type Data struct {
	Format intake.Format
	Path   string
}

// Demo is one chain being built.
type Demo struct {
	Plan
	App    *server.Chain
	Tally  *rooms.Tally
	Line   *Line
	URL    string // where it is served
	Links  *rooms.Links
	Tokens map[string]string
	Start  time.Time

	SignIns []SignIn // whoever was hired; the owner first

	// Background has the chain work by itself from then on.
	Background func(context.Context)
	// Player is the live tills, once a simulated chain stands; Paused ones are left
	// to whoever asked for them.
	Player *live.Player
	Today  int // the world's day in hand

	books *books // of the simulated stores; nil with real data
}

// Build fills the chain and starts its live tills.
func (d *Demo) Build(ctx context.Context) (View, error) {
	if d.Data != nil {
		return d.fromData(ctx)
	}
	s, err := d.newSimulation(d.App.Clock())
	if err != nil {
		return View{}, err
	}
	if err := s.past(ctx); err != nil {
		return View{}, err
	}
	return s.present(ctx)
}

// View is CONTRACTS.md 1, demo --json.
type View struct {
	URL       string            `json:"url"`
	SignIn    string            `json:"signin"`
	DB        string            `json:"db"`
	Tokens    map[string]string `json:"tokens"`
	Stores    []Store           `json:"stores"`
	Customers []Customer        `json:"customers"`
	Products  []Product         `json:"products"`
	Vouchers  []Voucher         `json:"vouchers"`
	SignIns   []SignIn          `json:"sign_ins"`
	Seed      uint64            `json:"seed,omitempty"`
	Preset    string            `json:"preset_hash,omitempty"`
	Seconds   float64           `json:"seconds"`
}

// Store is a store that scripts may name.
type Store struct {
	Store  retail.StoreID   `json:"store"`
	Name   string           `json:"name"`
	Kind   retail.StoreKind `json:"kind"`
	Region string           `json:"region"`
}

// Customer is a customer with consent who is not held out of everything.
type Customer struct {
	ID   string `json:"id"`
	Card string `json:"card"`
}

// Product is a product on sale.
type Product struct {
	Product retail.ProductID `json:"product"`
	Price   retail.Minor     `json:"price"`
}

// Voucher is a voucher issued in the simulated past and redeemable today.
type Voucher struct {
	Code     string           `json:"code"`
	Customer string           `json:"customer"`
	Store    retail.StoreID   `json:"store"`
	Product  retail.ProductID `json:"product"`
}

// watch plays live tills until the context ends.
func (d *Demo) watch(ctx context.Context, player *live.Player) {
	d.App.Go(func() {
		if err := player.Run(ctx); err != nil && ctx.Err() == nil {
			d.App.Log.Error("live tills stopped", "err", err)
		}
	})
}
