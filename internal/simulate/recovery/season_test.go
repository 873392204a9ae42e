package recovery

import (
	"math"
	"testing"
	"time"

	"sartor/internal/model/season"
	"sartor/internal/retail"
	"sartor/internal/simulate"
	"sartor/internal/simulate/people"
	"sartor/internal/simulate/preset"
)

// origin is the Monday on which every chain of these tests begins: a few days
// before a year, so that two whole years follow.
func origin() retail.BusinessDay { return simulate.MondayOnOrBefore(retail.Day(2025, 1, 1)) }

func named(t *testing.T, kind string) *preset.Preset {
	t.Helper()
	p, err := preset.Named(kind)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The classes of goods of a walk without baskets: every visit, and those for a
// basket of high value.
const (
	visits = 1
	high   = 2
)

// walked collects the visits of a chain, and which of them truly are for a
// basket of high value.
func walked(p *preset.Preset, seed uint64, households, days int32) (*season.Collector, map[uint64]int) {
	cal := people.NewCalendar(p, origin(), -400, days+8)
	town := people.NewTown(p, people.Seed{Traits: seed, Noise: seed}, 12, cal)
	var c season.Collector
	types := map[uint64]int{}
	for slot := range uint32(households) {
		s := town.Begin(slot, 0)
		for {
			day, ok := town.Next(&s, days, nil)
			if !ok {
				break
			}
			trip := town.Trip(&s)
			var bought []season.Line
			if s.N%3 == 0 { // enough to see who is there, and they fit the collector
				bought = append(bought, season.Line{Group: visits, Amount: 1})
			}
			if trip.High {
				bought = append(bought, season.Line{Group: high, Amount: 1000})
			}
			if day >= 0 {
				c.Add(season.Purchase{Customer: s.Person.Entity, Day: int32(origin()) + day, Lines: bought})
				types[s.Person.Entity] = int(s.Person.Type)
			}
			town.After(&s, trip.Second, trip.Store)
		}
	}
	return &c, types
}

// TestSeasons_SixTypesFourSilent is row P of the specification: of the grocery
// chain's ten types six have a season of their baskets of high value.
func TestSeasons_SixTypesFourSilent(t *testing.T) {
	t.Parallel()
	p := named(t, "grocery")
	const seeds = 3
	found, wrong, off := 0, 0, 0.0
	for seed := range uint64(seeds) {
		c, types := walked(p, 100+seed, 9000, 735)
		division := season.Division{Kinds: len(p.Types), Of: func(u uint64) (int, bool) { k, ok := types[u]; return k, ok }}
		for _, s := range c.FindBy(division, seed).Seasons {
			if s.Class != high {
				continue
			}
			ty := p.Types[s.Type]
			if (s.Verdict == season.Reported) != (ty.Amplitude > 0) {
				t.Logf("seed %d: %s with A %.2f is %s: %s; %d events, p %.4f, q %.4f, A %.2f, peak %.0f", seed, ty.Name, ty.Amplitude, s.Verdict, s.Why, s.Events, s.P, s.Q, s.Amplitude, s.Peak)
			}
			if s.Verdict != season.Reported {
				continue
			}
			if ty.Amplitude == 0 {
				wrong++
				continue
			}
			found++
			off += math.Abs(apart(s.Peak, trulyPeaks(ty))) / (6 * seeds)
		}
	}
	t.Logf("%.2f of six types found, %.2f of four falsely, peaks off by %.0f days on average", float64(found)/seeds, float64(wrong)/seeds, off)
	if 10*found < 45*seeds || wrong > 0 {
		t.Errorf("in %d chains %d seasons are found, at least 4.5 of six each; %d falsely", seeds, found, wrong)
	}
}

// trulyPeaks is the day of the year of a type's wave.
func trulyPeaks(ty preset.Type) float64 { return math.Mod((ty.Peak-.5)/12+1, 1) * 365.25 }

// apart is the distance of two days of the year, signed.
func apart(a, b float64) float64 { return math.Remainder(a-b, 365.25) }

// receipts collects a chain's receipts as learning would.
func receipts(t *testing.T, p *preset.Preset, seed uint64, size simulate.Scale) (*season.Collector, *simulate.Chain) {
	t.Helper()
	ch, err := simulate.New(simulate.World{Seed: simulate.OneSeed(seed), Preset: p, Origin: origin(), Zone: time.UTC, Scale: size})
	if err != nil {
		t.Fatal(err)
	}
	category := map[retail.ProductID]uint32{}
	for _, pr := range ch.Products() {
		category[pr.ID] = uint32(p.Category(pr.Category))
	}
	var c season.Collector
	truth := ch.Truth()
	for r := range ch.History(t.Context(), 0, size.Days) {
		h, ok := truth.Who(r.ID)
		if !ok {
			t.Fatalf("nobody is behind %s", r.ID)
		}
		one := season.Purchase{Customer: uint64(h), Day: int32(retail.DayOf(r.At.Time(), time.UTC, retail.DefaultCut))}
		for _, l := range r.Lines {
			one.Lines = append(one.Lines, season.Line{Group: category[l.Product], Amount: int64(l.Amount), Promoted: l.Discount > 0})
		}
		c.Add(one)
	}
	return &c, ch
}

// TestSeasons_OfLearnedTypes: from receipts alone the do-it-yourself chain's
// gardeners are told from the others, and so is their spring.
func TestSeasons_OfLearnedTypes(t *testing.T) {
	t.Parallel()
	p := named(t, "diy")
	c, ch := receipts(t, p, 5, simulate.Scale{Households: 2500, Stores: 6, Days: 735})
	truth := ch.Truth()
	cal := c.Find(1)
	in := map[string][]int{} // by true type: how many of each learned one
	for customer, lines := range c.Customers() {
		kind, ok := cal.Typology.Of(lines)
		if !ok {
			continue
		}
		ty := truth.Person(simulate.HouseholdID(customer)).Type
		if in[ty] == nil {
			in[ty] = make([]int, len(cal.Typology.Kinds))
		}
		in[ty][kind]++
	}
	gardeners, share := most(in["gardener"])
	if share < .75 {
		t.Errorf("%d types learned; of the gardeners %.2f are of one: %v", len(cal.Typology.Kinds), share, in["gardener"])
	}
	for _, ty := range []string{"painter", "plumber", "builder"} {
		kind, share := most(in[ty])
		if share < .55 || kind == gardeners {
			t.Errorf("%s: %.2f of them are of type %d, gardeners of %d", ty, share, kind, gardeners)
		}
	}
	reported := 0
	for _, s := range cal.Of(gardeners) {
		if s.Class == season.Anything && (s.Verdict != season.Reported || math.Abs(apart(s.Peak, 137)) > 25) {
			t.Errorf("gardeners' baskets of high value peak in mid-May: %+v", s)
		}
		if s.Verdict == season.Reported {
			reported++
		}
	}
	day := func(m time.Month, d int) int32 { return int32(retail.Day(2027, m, d)) }
	furniture := p.Category("garden furniture")
	if !speaksOf(cal, day(4, 20), gardeners, furniture) || speaksOf(cal, day(10, 20), gardeners, furniture) {
		t.Errorf("garden furniture is to be spoken of in April and not in October: %+v", cal.Anticipation())
	}
	t.Logf("%d types, %d seasons of gardeners' goods and baskets", len(cal.Typology.Kinds), reported)
}

func most(counts []int) (kind int, share float64) {
	sum := 0
	for k, n := range counts {
		sum += n
		if n > counts[kind] {
			kind = k
		}
	}
	if sum == 0 {
		return 0, 0
	}
	return kind, float64(counts[kind]) / float64(sum)
}

func speaksOf(cal *season.Calendar, day int32, kind, class int) bool {
	for _, w := range cal.InSeason(day, kind) {
		if w.Class == class {
			return true
		}
	}
	return false
}

// TestSeasons_NoneIsSilence: the same chain without waves, feasts and weather has
// no season, whatever is looked at.
func TestSeasons_NoneIsSilence(t *testing.T) {
	t.Parallel()
	p := named(t, "diy")
	p.Feasts, p.Weather.Warm, p.MonthStart = nil, nil, 1
	for i := range p.Types {
		p.Types[i].Amplitude = 0
	}
	for i := range p.Categories {
		p.Categories[i].Amplitude = 0
	}
	for i := range p.Projects.Kinds {
		p.Projects.Kinds[i].Amplitude = 0
	}
	c, _ := receipts(t, p, 6, simulate.Scale{Households: 2500, Stores: 6, Days: 735})
	cal := c.Find(1)
	looked, spoken := 0, 0
	for _, s := range cal.Seasons {
		if s.Events >= season.LeastEvents && s.Customers >= season.LeastCustomers {
			looked++
		}
		if s.Verdict != season.Silent {
			spoken++
			t.Logf("found where there is none: %+v", s)
		}
	}
	t.Logf("%d types and classes could be read, %d spoke", looked, spoken)
	if looked < 50 || spoken > 0 {
		t.Errorf("of %d types and classes without a season %d are reported", looked, spoken)
	}
}
