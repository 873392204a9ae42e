package simulate

import (
	"maps"
	"math"
	"slices"
	"testing"

	"sartor/internal/simulate/basket"
	"sartor/internal/simulate/people"
	"sartor/internal/simulate/preset"
)

// kind makes a world of a kind of chain.
func kind(tb testing.TB, name string, size Scale) *Chain {
	tb.Helper()
	p, err := preset.Named(name)
	if err != nil {
		tb.Fatal(err)
	}
	w := world(tb, size.Households, size.Stores, size.Days)
	w.Preset = p
	return chain(tb, w)
}

// cohort is what newcomers of the first days do in the year and a half after.
type cohort struct {
	people, once, days int
	gaps               []int
	lines              map[string][]int // basket sizes by type of household
}

// follow walks every household and keeps what those who came after day 0 do.
func follow(c *Chain, entry, window int32) cohort {
	out := cohort{lines: map[string][]int{}}
	w := &worker{chain: c}
	for slot := range c.slots {
		h, s := c.begin(slot), story{first: -1}
		for {
			if _, ok := c.Town.Next(&h.state, entry+window, nil); !ok {
				break
			}
			fresh := h.state.N == 0 && h.state.Person.Entity>>24 > 0
			trip, bought := w.visit(&h, nil)
			if fresh {
				out.close(s.days)
				s = story{first: -1}
			}
			if fresh && trip.Day >= 0 && trip.Day < entry {
				s.first = trip.Day
			}
			if bought {
				ty := c.World.Preset.Types[h.state.Person.Type].Name
				out.lines[ty] = append(out.lines[ty], len(w.trolley.Items))
				out.visit(&s, trip.Day, window)
			}
			c.Town.After(&h.state, trip.Second, trip.Store)
		}
		out.close(s.days)
	}
	slices.Sort(out.gaps)
	return out
}

// story is one newcomer's: first −1 for one who is not looked at.
type story struct {
	first, last int32
	days        int
}

func (c *cohort) visit(s *story, day, window int32) {
	if s.first < 0 || day > s.first+window || s.days > 0 && day == s.last {
		return
	}
	if s.days > 0 {
		c.gaps = append(c.gaps, int(day-s.last))
	}
	s.last = day
	s.days++
}

// close ends one person's story.
func (c *cohort) close(days int) {
	if days == 0 {
		return
	}
	c.people++
	c.days += days
	if days == 1 {
		c.once++
	}
}

func at(values []int, share float64) int {
	return values[int(share*float64(len(values)-1))]
}

// TestApparel_Cohort holds newcomers of the clothes chain to the cdnow cohort of
// the specification (4.3): how many come once, how often, at which gaps.
func TestApparel_Cohort(t *testing.T) {
	t.Parallel()
	co := follow(kind(t, "apparel", Scale{4000, 12, 640}), 90, 546)
	within(t, "share of one day", float64(co.once)/float64(co.people), .517, .03)
	within(t, "days a customer", float64(co.days)/float64(co.people), 2.84, .30)
	for share, want := range map[float64]float64{.1: 4, .25: 12, .5: 34, .75: 91, .9: 196} {
		within(t, "gaps", float64(at(co.gaps, share)), want, max(.15*want, 1))
	}
	lines := slices.Concat(slices.Collect(maps.Values(co.lines))...)
	mean, one := sizes(lines)
	within(t, "lines", mean, 2.1, .25)
	within(t, "share of one line", one, .48, .04)
}

// TestDIY_Baskets holds home owners and tradespeople to the sizes of their
// baskets (12).
func TestDIY_Baskets(t *testing.T) {
	t.Parallel()
	co := follow(kind(t, "diy", Scale{1500, 12, 400}), 90, 300)
	trade := slices.Concat(co.lines["painter"], co.lines["plumber"], co.lines["builder"])
	var owners []int
	for name, lines := range co.lines {
		if name != "painter" && name != "plumber" && name != "builder" {
			owners = append(owners, lines...)
		}
	}
	mean, one := sizes(owners)
	within(t, "home owners' lines", mean, 3.6, .4)
	within(t, "share of one line", one, .30, .04)
	slices.Sort(trade)
	within(t, "trade's median lines", float64(at(trade, .5)), 15, 2)
}

func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.3f, want %.3f ± %.3f", what, got, want, tolerance)
	}
}

func sizes(lines []int) (mean, one float64) {
	for _, n := range lines {
		mean += float64(n) / float64(len(lines))
		if n == 1 {
			one += 1 / float64(len(lines))
		}
	}
	return mean, one
}

// TestKinds_Laws are rows B and C for the other chains: workers and company
// change nothing.
func TestKinds_Laws(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"apparel", "diy"} {
		c := kind(t, name, Scale{600, 6, 120})
		c.World.Workers = 1
		want, n := digest(t, c, 0, 120)
		c.World.Workers = 7
		if got, m := digest(t, c, 0, 120); got != want || n == 0 {
			t.Errorf("%s: %d receipts on one worker, %d on seven, another digest", name, n, m)
		}
		few := kind(t, name, Scale{300, 6, 120})
		alone, whole := &worker{chain: few}, &worker{chain: c}
		for slot := range 300 {
			a, b := few.begin(slot), c.begin(slot)
			var seen, again []people.Trip
			alone.run(&a, 120, func(trip *people.Trip, _ []basket.Item) { seen = append(seen, *trip) })
			whole.run(&b, 120, func(trip *people.Trip, _ []basket.Item) { again = append(again, *trip) })
			if !slices.Equal(seen, again) {
				t.Fatalf("%s: household %d comes otherwise among fewer", name, slot)
			}
		}
	}
}

// work is what trips look like outside of projects and within one.
type work struct {
	trips, hours, lines, inBill [2]float64
	months                      [12]float64 // of the trips for a deck
}

// decks tells trips for decks from trips for no project.
func decks(t *testing.T, c *Chain) work {
	t.Helper()
	p := c.World.Preset
	deck := slices.IndexFunc(p.Projects.Kinds, func(k preset.Project) bool { return k.Name == "deck" })
	var out work
	for _, r := range c.window(c.population(), 0, c.World.Scale.Days) {
		ty := p.Types[c.Truth().person(HouseholdID(r.trip.Entity)).Type]
		in := min(int(r.trip.Project), 1)
		if ty.Projects == 0 && in > 0 {
			t.Fatalf("a %s works at a project", ty.Name)
		}
		if ty.Projects == 0 {
			continue
		}
		out.trips[in]++
		out.hours[in] += float64(r.trip.Elapsed)
		if in == 1 && int(r.trip.Project) != deck+1 {
			continue
		}
		if in == 1 {
			out.months[c.Date(int(r.trip.Day)).Time().Month()-1]++
		}
		out.lines[in] += float64(len(r.items))
		for _, it := range r.items {
			if slices.Contains(p.Projects.Kinds[deck].Categories, c.Market.Products[it.Product].Category) {
				out.inBill[in]++
			}
		}
	}
	return out
}

// TestProjects: trips of a project come close together, in its season, and are
// for its bill; the grocery chain has none.
func TestProjects(t *testing.T) {
	t.Parallel()
	w := decks(t, kind(t, "diy", Scale{1500, 12, 730}))
	if share := w.trips[1] / (w.trips[0] + w.trips[1]); share < .05 || share > .6 {
		t.Errorf("%.3f of home owners' trips are for projects", share)
	}
	if a, b := w.inBill[0]/w.lines[0], w.inBill[1]/w.lines[1]; b < 2.5*a {
		t.Errorf("lines on a deck's bill: %.3f usually, %.3f while building it", a, b)
	}
	if a, b := w.hours[0]/w.trips[0], w.hours[1]/w.trips[1]; b > .7*a { // the first trip comes after an ordinary gap
		t.Errorf("hours between trips: %.0f usually, %.0f during a project", a, b)
	}
	if spring, autumn := w.months[3]+w.months[4]+w.months[5], w.months[9]+w.months[10]+w.months[11]; spring < 2*autumn {
		t.Errorf("trips for decks: %.0f from April to June, %.0f from October to December", spring, autumn)
	}
	grocery := kind(t, "grocery", Scale{200, 6, 60})
	for _, r := range grocery.window(grocery.population(), 0, 60) {
		if r.trip.Project != 0 {
			t.Fatal("a project in the grocery chain")
		}
	}
}
