package basket

import (
	"sartor/internal/simulate/draw"
	"sartor/internal/simulate/preset"
)

// law holds the preset's numbers as integers, converted once.
type law struct {
	listed [4]draw.Share

	placeProduct, placeCategory, region     draw.Nat
	driftKeep, driftStep                    draw.Nat
	weeklyKeep, weeklyStep, daily, storeDay draw.Nat
	categorySD, categoryMean                draw.Nat
	productOwn, productBrand                draw.Nat // the two parts of taste
	habit, habitStep, habitHigh             draw.Nat
	feature, change                         draw.Nat
	missing                                 draw.Share
	readyMeal                               draw.Nat
	gapCap, dueAt, debt                     draw.Nat
	unitsBase, unitsBreadth, unitsPromo     draw.Nat
	unitsBusiness                           draw.Nat
	leafletNeed, display                    draw.Nat
	leaflet, built, promoted                draw.Share
	moves                                   draw.Share // a week
	moveMean, moveSD                        draw.Nat
	zone                                    [3]draw.Nat
	lnNeed                                  []draw.Nat
	amplitude, peak                         []draw.Nat
	cycle                                   []int64 // hours
	slope                                   []int64 // 2⁻²⁰ of x per hour
	warm                                    []draw.Nat
	rain                                    draw.Nat
	weatherKeep, weatherStep                draw.Nat
	wetStays, wetComes                      draw.Share
	weighedLow, weighedHigh, weighedCentre  draw.Nat
	depthLow, depthMedian, depthHigh        draw.Nat
	youngest, elsewhere                     draw.Share
	marked                                  draw.Nat
}

func newLaw(p *preset.Preset) law {
	n, sh := draw.NatOf, draw.ShareOf
	ne, t, pr := p.Needs, p.Traits, p.Promotions
	l := law{
		placeProduct: n(ne.PlaceProductSD), placeCategory: n(ne.PlaceCategorySD), region: n(ne.RegionSD),
		driftKeep: n(ne.DriftKeep), driftStep: step(ne.DriftSD, ne.DriftKeep),
		weeklyKeep: n(ne.WeeklyKeep), weeklyStep: step(ne.WeeklySD, ne.WeeklyKeep), daily: n(ne.DailySD), storeDay: n(ne.StoreDaySD),
		categorySD: n(t.CategorySD), categoryMean: n(t.CategoryMean),
		productOwn: n(t.ProductSD).Mul(root(1 - t.BrandShare)), productBrand: n(t.ProductSD).Mul(root(t.BrandShare)),
		habit: n(t.Habit), habitHigh: n(t.HabitHigh), habitStep: n((t.HabitHigh - t.Habit) / float64(t.HabitRuns-1)),
		feature: n(ne.Feature), change: n(ne.Switch), missing: sh(ne.Missing), readyMeal: draw.LnOf(ne.ReadyMeal),
		gapCap: n(ne.GapCap), dueAt: n(ne.DueAt), debt: n(ne.DebtDays),
		unitsBase: n(p.Units.Base), unitsBreadth: n(p.Units.Breadth), unitsPromo: n(p.Units.Promoted), unitsBusiness: n(p.Units.Business),
		leafletNeed: n(pr.LeafletNeed / pr.LeafletDelta), display: n(pr.Display), leaflet: sh(pr.Leaflet), built: sh(pr.Built), promoted: sh(pr.Weeks),
		moves: sh(p.Products.Moves / 52), moveMean: n(p.Products.MoveMean), moveSD: n(p.Products.MoveSD),
		rain: n(p.Weather.Rain), weatherKeep: n(p.Weather.Keep), weatherStep: step(p.Weather.SD, p.Weather.Keep),
		wetStays: sh(p.Weather.WetStays), wetComes: sh(p.Weather.Wet * (1 - p.Weather.WetStays) / (1 - p.Weather.Wet)),
		weighedLow: n(p.Products.WeighedLow), weighedHigh: n(p.Products.WeighedHigh), weighedCentre: draw.LnOf(0.6),
		depthLow: n(pr.DepthLow), depthMedian: n(pr.DepthMedian), depthHigh: n(pr.DepthHigh),
		youngest: sh(p.Supply.Youngest), elsewhere: sh(p.Supply.Elsewhere), marked: draw.LnOf(p.Supply.MarkedDemand),
	}
	for i, kind := range []string{"urban", "suburban", "rural"} {
		k := p.Kinds[kind]
		l.listed[i] = sh(k.Listed)
		l.zone[i] = draw.LnOf(1 + k.Price/p.Products.ZoneShare)
	}
	l.listed[3] = draw.One32
	l.categories(p)
	return l
}

func (l *law) categories(p *preset.Preset) {
	for _, c := range p.Categories {
		l.lnNeed = append(l.lnNeed, draw.LnOf(c.Need/1000))
		l.amplitude = append(l.amplitude, draw.NatOf(c.Amplitude))
		l.peak = append(l.peak, draw.NatOf(c.Peak))
		l.cycle = append(l.cycle, int64(c.Cycle*24))
		l.slope = append(l.slope, int64((1<<20)/(24*(p.Needs.Slope*c.Cycle+p.Needs.SlopeDays))))
	}
	l.warm = make([]draw.Nat, len(p.Categories))
	for _, w := range p.Weather.Warm {
		for _, name := range w.Categories {
			l.warm[p.Category(name)] = draw.NatOf(w.Factor)
		}
	}
}

// step is the innovation that gives an autoregression of the first order with
// the given persistence its standard deviation: sd·√(1 − keep²).
func step(sd, keep float64) draw.Nat { return draw.NatOf(sd).Mul(root(1 - keep*keep)) }

// root is √x by logarithms.
func root(x float64) draw.Nat { return draw.ExpNat(draw.LnOf(x) / 2) }
