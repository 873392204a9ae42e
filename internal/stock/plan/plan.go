// Package plan owns what is ordered and moved tonight, and why: a pure planner of
// one product in all places at a time, so that a chain of any size streams through
// it. It knows suppliers' terms, packs, shelves, lives, short depots, vans and what
// is promised by voucher; it refuses storage, clocks, and where forecasts come from.
//
// Time counts in days from tonight: tomorrow is day 1, and day 0 is what is left of
// today. Goods with a lead time of L
// days that are ordered tonight are for sale from day max(L, 1) on; money is in minor
// units of the chain's currency.
//
// Invariants and the tests that hold them: the worked numbers of SCIENCE.md 5.2 come
// out of the whole planner (TestOrder_WorkedNumbers); packs, minimum, shelf and
// terms hold for any input, and more stock never raises an order
// (TestItem_WhateverComes); nothing is ordered without supplier, demand or an open
// store (TestItem_SaysWhyNothing); moves are the cheapest, with the prices that prove
// it (TestMoves_Certified); a route goes only when it pays for its tour and a van is
// left (TestNight_Vans); the plan does not depend on who planned what first
// (TestNight_AnyOrder).
package plan

import (
	"math"

	"sartor/internal/fault"
	"sartor/internal/model/demand"
	"sartor/internal/retail"
)

// Horizon is the number of days that forecasts reach.
const Horizon = 28

// Shown is the number of days of which availability is told: a week.
const Shown = 7

// Chain is what a night's plan is made under, the same for all products.
type Chain struct {
	Day         retail.BusinessDay // of tonight
	Stores      []Store            // places are named by their index here
	Rules       Rules
	Calibration demand.Calibration // of the forecasts' high quantiles; nil: as they are
}

// Store is a place that holds goods.
type Store struct {
	Number    uint32
	Region    string
	Latitude  float64
	Longitude float64
	Opens     int  // day from which it sells; 1 or less: it is open
	Closes    int  // first day on which it no longer sells; 0: never
	Online    bool // it has no door that a van stops at
	Stays     bool // it takes no part in moves
}

// sells reports whether a store sells on a day.
func (s *Store) sells(day int) bool { return day >= s.Opens && (s.Closes == 0 || day < s.Closes) }

// Rules are the chain's own settings.
type Rules struct {
	// Service is the chance that a class's shelf lasts to the next delivery; a class
	// that is not named, and all of them where nothing is, follows its margin:
	// p/(p+h) of what a shortage and a unit left over cost.
	Service     map[string]float64 `json:"service"`
	MostService float64            `json:"most_service"` // by margin, at most: beyond it forecasts know nothing
	Holding     float64            `json:"holding"`      // share of its cost that a unit on a shelf costs a year
	Goodwill    float64            `json:"goodwill"`     // share of the margin that a customer who leaves without costs on top
	Salvage     float64            `json:"salvage"`      // share of their cost that spoiled goods bring
	Handling    float64            `json:"handling"`     // of a unit that is moved between stores
	Tour        float64            `json:"tour"`         // of a van's tour
	PerKm       float64            `json:"per_km"`       // of a km of it
	VanUnits    int                `json:"van_units"`    // that fit in a van
	Vans        int                `json:"vans"`         // a night; 0: nothing moves between stores
	Farthest    float64            `json:"farthest_km"`  // a van goes
	LeastGain   float64            `json:"least_gain"`   // that a move is worth a hand for
	Keep        float64            `json:"keep"`         // chance that a giver's shelf lasts without what it gives
	Together    float64            `json:"together"`     // share by which a day's demand of the whole chain errs as one
}

// Usual are the rules of a chain that set none: EUR, a van of 1,200 units.
func Usual() Rules {
	return Rules{
		MostService: .99, Holding: .25, Goodwill: .5, Handling: 3, Tour: 2500, PerKm: 60, VanUnits: 1200, Vans: 5,
		Farthest: 120, LeastGain: 200, Keep: .9, Together: .05,
	}
}

// Check refuses rules that cannot be meant, naming the field and what works.
func (r *Rules) Check() error {
	for class, u := range r.Service {
		if !(u > 0 && u < 1) {
			return fault.AtField("/service/"+class, "%g is no chance that a shelf lasts; give more than 0 and less than 1, such as 0.95", u)
		}
	}
	for _, c := range []struct {
		field     string
		value     float64
		low, high float64
		example   string
	}{
		{"/most_service", r.MostService, .5, .9999, "0.99"}, {"/holding", r.Holding, 0, 10, "0.25"}, {"/goodwill", r.Goodwill, 0, 100, "0.5"},
		{"/salvage", r.Salvage, 0, 1, "0.2"}, {"/handling", r.Handling, 0, 1e6, "3"}, {"/least_gain", r.LeastGain, 0, 1e9, "200"}, {"/tour", r.Tour, 0, 1e9, "2500"},
		{"/per_km", r.PerKm, 0, 1e6, "60"}, {"/farthest_km", r.Farthest, 0, 20_000, "120"}, {"/keep", r.Keep, .5, .9999, "0.9"},
		{"/together", r.Together, 0, .5, "0.05"}, {"/van_units", float64(r.VanUnits), 0, 1e6, "1200"}, {"/vans", float64(r.Vans), 0, 1e4, "5"},
	} {
		if !(c.value >= c.low && c.value <= c.high) {
			return fault.AtField(c.field, "is %g; give %g to %g, such as %s", c.value, c.low, c.high, c.example)
		}
	}
	return nil
}

// Check refuses a chain that cannot be planned for.
func (c *Chain) Check() error {
	if len(c.Stores) == 0 {
		return fault.New(fault.Invalid, "no_stores", "a chain without stores has nothing to plan; import stores.csv or PUT /v1/stores first")
	}
	return c.Rules.Check()
}

// distance is the way between two stores in km: the great circle, and three tenths
// for roads; 0 where one has no place on a map.
func distance(a, b *Store) float64 {
	if a.Latitude == 0 && a.Longitude == 0 || b.Latitude == 0 && b.Longitude == 0 {
		return 0
	}
	const earth, roads, degree = 6371.0, 1.3, math.Pi / 180
	dLat, dLon := (b.Latitude-a.Latitude)*degree, (b.Longitude-a.Longitude)*degree
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(a.Latitude*degree)*math.Cos(b.Latitude*degree)*math.Pow(math.Sin(dLon/2), 2)
	if d := 2 * earth * math.Asin(math.Sqrt(min(h, 1))); !math.IsNaN(d) {
		return d * roads
	}
	return 0
}
