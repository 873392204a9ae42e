package shelf

import (
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
)

// Supplier is where goods of some categories come from.
type Supplier struct {
	Lead int32 // days from the evening of an order to the morning of its delivery
	Days uint8 // bit n: it takes orders on weekday n, 0 Monday
}

// law holds the preset's numbers as integers.
type law struct {
	classes                                 [4]preset.Supplier // daily, fresh, dry, seasonal
	season                                  draw.Nat
	late, short, lateBooked, confused       draw.Share
	lateDays, shortLow, shortHigh           draw.Nat
	phantom, countWrong, marked             draw.Share
	shrink                                  [2]draw.Nat // of a unit and night: usual, of what is stolen more often
	safety                                  draw.Nat
	window, facing, countEvery, countBy     int32
	confusedTimes, cut, fails, double, vans int32
	recalls                                 bool
}

func newLaw(p *preset.Supply) law {
	n, sh := draw.NatOf, draw.ShareOf
	const nights = 30 // a month
	l := law{
		classes: [4]preset.Supplier{p.Daily, p.Fresh, p.Dry, p.Seasonal}, season: n(p.SeasonFrom),
		late: sh(p.Late), short: sh(p.Short), lateBooked: sh(p.LateBooked), confused: sh(p.Confused),
		lateDays: n(p.LateDays), shortLow: n(p.ShortLow), shortHigh: n(p.ShortHigh),
		phantom: sh(p.Phantom / nights), countWrong: sh(p.CountWrong), marked: sh(p.MarkedStores),
		safety: n(p.Safety), window: int32(p.Window), facing: int32(p.Facing),
		countEvery: int32(p.CountEvery), countBy: int32(p.CountBy), confusedTimes: int32(p.ConfusedTimes),
		cut: int32(100*p.Marked + .5), fails: int32(p.Fails), double: int32(p.DoubleDay), vans: int32(p.VanUnits), recalls: p.Recalls,
	}
	const parts = 1 << 12 // shares of a unit a night are far below 1/4096
	l.shrink = [2]draw.Nat{n(p.Shrink / nights * parts), n(p.Shrink / nights * p.ShrinkTimes * parts)}
	return l
}

// Entities of purpose 40 beside suppliers and lanes; never renumbered.
const (
	ofCategory = 1 << 40 // + category: its supplier
	ofStore    = 1 << 41 // + store: marks down
	ofChain    = 1 << 42 // double delivery; recalls and failures by year
)

// supply draws the suppliers and which category comes from which.
func (s *Shelves) supply() {
	var first [4]int
	for class, c := range s.law.classes {
		first[class] = len(s.suppliers)
		for range c.Count {
			k := draw.NewKey(s.seed.Traits, draw.Supply, uint64(len(s.suppliers)), 0)
			days := c.OrderLow + k.Pick(0, c.OrderHigh-c.OrderLow+1)
			out := Supplier{Lead: int32(c.LeadLow + k.Pick(1, c.LeadHigh-c.LeadLow+1))}
			begin := k.Pick(2, 7)
			for i := range days {
				out.Days |= 1 << ((i*7/days + begin) % 7)
			}
			s.suppliers = append(s.suppliers, out)
		}
	}
	for i := range s.at.Goods {
		class := s.class(&s.at.Goods[i])
		k := draw.NewKey(s.seed.Traits, draw.Supply, ofCategory+uint64(s.at.Goods[i].Category), 0)
		s.from = append(s.from, first[class]+k.Pick(uint64(class), s.law.classes[class].Count))
	}
}

func (s *Shelves) class(g *Good) int {
	switch {
	case g.Life > 0 && g.Life <= int32(s.law.classes[0].Life):
		return 0
	case g.Life > 0 && g.Life <= int32(s.law.classes[1].Life):
		return 1
	case g.Season >= s.law.season && g.Life == 0:
		return 3
	}
	return 2
}

// Terms are what a store knows of where a product comes from.
type Terms struct {
	Supplier int
	Supplied Supplier
	Pack     int32 // units
	Life     int32 // days; 0: it does not spoil
}

// Terms returns the terms of a product.
func (s *Shelves) Terms(product int) Terms {
	g := &s.at.Goods[product]
	return Terms{Supplier: s.from[product], Supplied: s.suppliers[s.from[product]], Pack: g.Pack, Life: g.Life}
}

// Suppliers returns how many there are.
func (s *Shelves) Suppliers() int { return len(s.suppliers) }

// Takes reports whether a supplier takes orders on a day.
func (v Supplier) Takes(day int32) bool { return v.takes(day) == day }

// takes returns the first day from a day on at which a supplier takes orders.
func (v Supplier) takes(day int32) int32 {
	for v.Days>>(uint32(day+7_000_000)%7)&1 == 0 {
		day++
	}
	return day
}

// comes is the morning on which an order of the evening of a day is expected in
// a store: the next one on which it is open.
func (s *Shelves) comes(v Supplier, store int, day int32) int32 {
	at := v.takes(day) + v.Lead
	for range 7 {
		if s.at.Open(store, at) {
			return at
		}
		at++
	}
	return at
}

// failure is one supplier's days without deliveries in each year.
type failure struct {
	supplier    int
	from, until int32
}

// fails draws the failure of the year that a day is in.
func (s *Shelves) fails(day int32) failure {
	const year = 364
	y := int64(day / year)
	k := draw.NewKey(s.seed.Noise, draw.Supply, ofChain, y)
	from := int32(y*year) + int32(k.Pick(1, year-int(s.law.fails)))
	return failure{k.Pick(0, len(s.suppliers)), from, from + s.law.fails}
}

// misfortunes draws which products are called back.
func (s *Shelves) misfortunes() {
	const year = 364
	if !s.law.recalls {
		return
	}
	for y := s.at.First / year; y <= s.at.First/year+12; y++ {
		k := draw.NewKey(s.seed.Noise, draw.Supply, ofChain, int64(y))
		s.recalled[y*year+int32(k.Pick(2, year))] = k.Pick(3, len(s.at.Goods))
	}
}

// twice chooses the cell that gets one order twice: of a store drawn, the good
// that keeps and of which most stands there when the shelves open.
func (s *Shelves) twice() {
	if s.law.double <= 0 || len(s.at.Places) == 0 {
		return
	}
	store := draw.NewKey(s.seed.Noise, draw.Supply, ofChain, -1).Pick(0, len(s.at.Places))
	most := int64(0)
	for product := range s.at.Goods {
		if n := s.cell(store, product).flows.Opened; s.at.Goods[product].Life == 0 && n > most {
			s.double, most = store*len(s.at.Goods)+product, n
		}
	}
}

// marks reports whether a store marks down on the last day.
func (s *Shelves) marks(store int) bool {
	return draw.NewKey(s.seed.Traits, draw.Supply, ofStore+uint64(store), 0).Below(0, s.law.marked)
}
