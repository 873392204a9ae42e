// Package simulate owns the simulated chain: a world with a known truth that
// the demo plays and every model is tested against. Equal worlds happen
// equally, to the byte, whatever the number of workers (TestWorkers) and
// whether a household is looked at alone or in the whole (TestHouseholdAlone).
//
// It speaks to Sartor only as any chain does: stores, products, members,
// receipts, vouchers presented. The truth behind them is Truth, for tests only:
// nothing but cmd/sartor and tests may import this package.
//
// This is the open world of the specification: shelves are an exogenous
// function and households do not touch each other.
package simulate

import (
	"fmt"
	"runtime"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/simulate/basket"
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/people"
	"sartor/internal/simulate/preset"
)

// Version names the laws and defaults: it rises whenever one of them changes.
// Version 2 adds what a store's own version of the central promotion does; a
// chain without that promotion has the receipts of version 1.
const Version = 2

// Seed holds the two seeds of a world: Traits decide who people are and what
// products are worth, Noise what happens.
type Seed struct{ Traits, Noise uint64 }

// OneSeed sets both seeds.
func OneSeed(n uint64) Seed { return Seed{Traits: n, Noise: n} }

// Scale is how large a world is.
type Scale struct {
	Households int // at day 0; the chain grows by the preset's share
	Stores     int // shops, at most 48; a web shop is added
	Days       int // days that may be asked for, from 0
}

// Recipe is the central recipe promotion as the world sees it: vouchers of
// Promotion move needs, by what they are for, and from day From to day Until
// (exclusive) its display stands in every entrance whose tills do not print it
// for the store's own quick food. The zero Recipe is none.
type Recipe struct {
	Promotion   retail.PromotionID
	From, Until int
}

// World is a chain that may happen. Origin is the date of day 0 and a Monday;
// Zone the store's IANA time zone.
type World struct {
	Seed    Seed
	Preset  *preset.Preset
	Scale   Scale
	Origin  retail.BusinessDay
	Zone    *time.Location
	Workers int // 0: as many as there are processors
	Recipe  Recipe
	Latent  []Latent // products that nobody sells yet
}

// Bounds of a world: household numbers take 24 bits, stores come from the list.
const (
	mostHouseholds = 1<<24 - 1
	mostDays       = 4000
)

// Chain is a world made ready: immutable and safe for use by many goroutines.
type Chain struct {
	World  World
	Stores []retail.Store // the web shop comes last
	Town   *people.Town
	Market *basket.Market

	slots    int // households that ever are, newcomers in their place not counted
	numbers  numbers
	tills    [][]retail.TillID
	offsets  []int64 // microseconds of local midnight, by day from 0
	index    map[retail.ProductID]int
	latent   []latent
	missed   draw.Nat // of satisfaction, for a wanted product that is not on the shelf
	commuter int
	student  int
	leans    [][]draw.Nat     // by type of household and category; nil for none
	displays [4][]basket.Push // of the recipe promotion: hurried or not, urban or not
	meant    []goods          // by category: what it is to the recipe promotion
}

// New prepares a world: the town, the range, prices and the demand of all its
// days.
func New(w World) (*Chain, error) {
	if err := w.check(); err != nil {
		return nil, fault.At("simulate.New", err)
	}
	days := int32(w.Scale.Days + 1)
	cal := people.NewCalendar(w.Preset, w.Origin, -int32(w.Preset.Rhythm.BurnIn)-8, days+8)
	town := people.NewTown(w.Preset, people.Seed(w.Seed), w.Scale.Stores, cal)
	places := make([]basket.Place, len(town.Stores))
	for i, s := range town.Stores {
		places[i] = basket.Place{Region: s.Region, Kind: s.Kind}
	}
	c := &Chain{
		World: w, Town: town, numbers: newNumbers(w.Seed.Traits),
		Market: basket.NewMarket(w.Preset, basket.Seed(w.Seed), basket.Setting{Places: places, Calendar: cal, Days: days, Held: w.held()}),
		slots:  w.Scale.Households + int(float64(w.Scale.Households)*w.Preset.Rhythm.Grows*float64(w.Scale.Days)/365),
	}
	c.wants()
	c.stores()
	c.missed = draw.NatOf(w.Preset.Response.Missed)
	c.commuter, c.student = w.Preset.Type("commuter"), w.Preset.Type("student")
	c.index = make(map[retail.ProductID]int, len(c.Market.Products))
	for i, p := range c.Market.Products {
		c.index[p.ID] = i
	}
	c.mean()
	c.lean()
	for day := range days {
		c.offsets = append(c.offsets, c.midnight(day))
	}
	return c, nil
}

func (w *World) check() error {
	stores := 0
	if w.Preset != nil {
		for _, r := range w.Preset.Regions {
			stores += len(r.Stores)
		}
	}
	switch {
	case w.Preset == nil:
		return fault.AtField("preset", "is missing")
	case w.Scale.Households < 1 || w.Scale.Households > mostHouseholds/2:
		return fault.AtField("households", "%d: 1 to %d", w.Scale.Households, mostHouseholds/2)
	case w.Scale.Stores < 1 || w.Scale.Stores > stores:
		return fault.AtField("stores", "%d: 1 to %d", w.Scale.Stores, stores)
	case w.Scale.Days < 1 || w.Scale.Days > mostDays:
		return fault.AtField("days", "%d: 1 to %d", w.Scale.Days, mostDays)
	case w.Origin.Time().Weekday() != time.Monday:
		return fault.AtField("origin", "%s is not a Monday", w.Origin)
	case w.Zone == nil:
		return fault.AtField("zone", "is missing")
	}
	for _, l := range w.Latent {
		if w.Preset.Category(l.Category) < 0 {
			return fault.AtField("latent", "%q: no category is called so", l.Category)
		}
	}
	if w.Workers <= 0 {
		w.Workers = runtime.GOMAXPROCS(0)
	}
	return nil
}

// MondayOnOrBefore returns the Monday that a world may begin on.
func MondayOnOrBefore(d retail.BusinessDay) retail.BusinessDay {
	return d - retail.BusinessDay((int(d.Time().Weekday())+6)%7)
}

// Notice is the line that every screen and voucher of a simulated chain shows.
func (w World) Notice() string {
	return fmt.Sprintf("Simulated chain, seed %d", w.Seed.Noise)
}

// kinds of stores by number.
var kinds = [4]retail.StoreKind{retail.Urban, retail.Suburban, retail.Rural, retail.Online}

func (c *Chain) stores() {
	const perDegree = 111 // km
	for i, s := range c.Town.Stores {
		id := retail.StoreID(fmt.Sprintf("S%03d", i+1))
		if s.Kind == people.Online {
			id = "S900"
		}
		c.Stores = append(c.Stores, retail.Store{
			ID: id, Number: uint32(i + 1), Name: s.Name, Region: c.World.Preset.Regions[s.Region].Name, Kind: kinds[s.Kind],
			Latitude: 44 + s.Y.Float()/perDegree, Longitude: -30 + s.X.Float()/perDegree, // an island that is on no map
			Zone: c.World.Zone.String(), Currency: retail.Currency(c.World.Preset.Currency),
			Opened: (c.World.Origin - 2000).String(),
		})
		var tills []retail.TillID
		for n := range s.Tills {
			tills = append(tills, retail.TillID(fmt.Sprintf("T%02d", n+1)))
		}
		c.tills = append(c.tills, tills)
	}
}

// midnight is local midnight of a day in microseconds, by the offset that
// holds at noon: shops are closed while clocks change.
func (c *Chain) midnight(day int32) int64 {
	d := (c.World.Origin + retail.BusinessDay(day)).Time()
	noon := time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, c.World.Zone)
	return noon.UnixMicro() - 12*3600*1e6
}

// Moment is a second of a day, local time.
func (c *Chain) Moment(day, second int) retail.Micros {
	return retail.Micros(c.offsets[day] + int64(second)*1e6)
}

// Day returns the number of a date in this world.
func (c *Chain) Day(d retail.BusinessDay) int { return int(d - c.World.Origin) }

// Date returns the date of a day.
func (c *Chain) Date(day int) retail.BusinessDay { return c.World.Origin + retail.BusinessDay(day) }

// Products returns the range, prices as listed on day 0.
func (c *Chain) Products() []retail.Product { return c.Market.Products }

// Slots returns how many households ever live side by side.
func (c *Chain) Slots() int { return c.slots }

// joins is the day a slot joins the growing chain; 0 for those there before.
// It does not depend on how many days are asked for.
func (c *Chain) joins(slot int) int32 {
	extra := slot - c.World.Scale.Households
	if extra < 0 {
		return 0
	}
	return 1 + int32(float64(extra)*365/(float64(c.World.Scale.Households)*c.World.Preset.Rhythm.Grows))
}

// tasteOf is what of a person decides its baskets.
func (c *Chain) tasteOf(p *people.Person) basket.Taste {
	ty := c.World.Preset.Types[p.Type]
	return basket.Taste{
		Entity: p.Entity, Quick: draw.LnOf(ty.Taste.Quick), Cook: draw.LnOf(ty.Taste.Cook), Light: draw.LnOf(ty.Taste.Light),
		Beta: p.Beta, Delta: p.Delta, Gap: draw.ExpNat(p.Gap), Baby: p.Baby, Pet: p.Pet,
		Business: ty.Name == c.World.Preset.BusinessType, Lean: c.leans[p.Type],
	}
}

// lean prepares what types of households buy more or less of.
func (c *Chain) lean() {
	p := c.World.Preset
	c.leans = make([][]draw.Nat, len(p.Types))
	for i, ty := range p.Types {
		if len(ty.Leans) > 0 {
			c.leans[i] = make([]draw.Nat, len(p.Categories))
		}
		for _, l := range ty.Leans {
			for _, name := range l.Categories {
				c.leans[i][p.Category(name)] += draw.LnOf(l.Factor)
			}
		}
	}
}
