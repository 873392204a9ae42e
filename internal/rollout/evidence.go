package rollout

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"sartor/internal/fault"
	"sartor/internal/model/region"
	"sartor/internal/model/response"
	"sartor/internal/retail"
	"sartor/internal/stat"
)

// Source is where demand shows before a launch.
type Source string

// The sources. The first three and the last are read from receipts.
const (
	FromKin      Source = "kin"      // what buyers of its kin buy now
	FromCategory Source = "category" // its category beside everything else
	FromLaunches Source = "launches" // earlier new products of its category
	FromSearch   Source = "search"   // searches that found nothing
	FromAsk      Source = "ask"      // questions at the service desk
	FromIdea     Source = "idea"     // ideas and votes of customers
	FromSold     Source = "sold"     // what it sold itself where it is carried
)

// Sources lists them in the order they are shown.
func Sources() []Source {
	return []Source{FromKin, FromCategory, FromLaunches, FromSearch, FromAsk, FromIdea, FromSold}
}

// Posted reports whether a source comes from outside.
func (s Source) Posted() bool { return s == FromSearch || s == FromAsk || s == FromIdea }

// Note is what somebody saw: a number of searches, questions or ideas in a region or
// a store, by an id of the sender's under which it counts once.
type Note struct {
	ID     string             `json:"id"`
	Source Source             `json:"source"`
	Region string             `json:"region,omitempty"`
	Store  retail.StoreID     `json:"store,omitempty"`
	Count  int                `json:"count"`
	Day    retail.BusinessDay `json:"day"`
}

// Check refuses a note that says nothing, or of a day that today does not look back at.
// At is where the note lies in what was sent.
func (n *Note) Check(at string, today retail.BusinessDay) error {
	switch first, last := today-mostDays, today+1; { // a calendar's day begins before that of a store
	case strings.TrimSpace(n.ID) == "" || len(n.ID) > mostText:
		return fault.AtField(at+"/id", "an id of yours, 1 to %d bytes: under it the note counts once", mostText)
	case !written(n.ID):
		return fault.AtField(at+"/id", unwritten)
	case !n.Source.Posted():
		return fault.AtField(at+"/source", "%.40q is posted by nobody; it is search, ask or idea", string(n.Source))
	case (n.Region == "") == (n.Store == ""):
		return fault.AtField(at+"/region", "name a region or a store, one of the two")
	case n.Count < 1 || n.Count > mostUnits:
		return fault.AtField(at+"/count", "is %d; from 1 to %d", n.Count, mostUnits)
	case n.Day < first || n.Day > last:
		return fault.AtField(at+"/day", "is %s; from %s to %s", n.Day, first, last)
	}
	return nil
}

// Tally is the sum of notes of one source in one place.
type Tally struct {
	Source Source
	Region string
	Store  retail.StoreID
	Count  int64
}

// weeksBefore is how long sales are looked back at.
const weeksBefore = 26

// Shop is what is known of a store, a number a day from Study.First on.
type Shop struct {
	ID       retail.StoreID
	Name     string
	Region   string
	Kind     retail.StoreKind
	Place    [2]float64 // latitude and longitude; zero: not known
	Traffic  []float64  // units of everything
	Category []float64  // units of its category, itself included
	Margin   []float64  // of its category, minor units
	Kin      []float64  // units of its kin
	Own      []float64  // units of itself
}

// regions are the regions of stores where one can walk in, by name.
func (s *Study) regions() []string {
	var out []string
	for i := range s.Shops {
		if s.Shops[i].Kind != retail.Online {
			out = append(out, s.Shops[i].Region)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// span sums days [from, to) that are known.
func (s *Study) span(daily []float64, from, to retail.BusinessDay) float64 {
	sum := 0.0
	for d := max(from, s.First); d < to; d++ {
		if i := int(d - s.First); i < len(daily) {
			sum += daily[i]
		}
	}
	return sum
}

// weekly sums whole weeks [from, from + 7·weeks); ok is false when some of it is not known.
func (s *Study) weekly(daily []float64, from retail.BusinessDay, weeks int) (out []float64, ok bool) {
	if from < s.First || from+retail.BusinessDay(7*weeks) > s.Today || weeks < 1 {
		return nil, false
	}
	out = make([]float64, weeks)
	for w := range out {
		day := from + retail.BusinessDay(7*w)
		out[w] = s.span(daily, day, day+7)
	}
	return out, true
}

// before is the span of weeks that nothing of the launch has touched.
func (s *Study) before(r *Rollout) (from, to retail.BusinessDay) {
	to = s.Today
	if b := r.Began(); b != 0 {
		to = min(b, s.Today)
	}
	return max(s.First, to-7*weeksBefore), to
}

// sales is what the regions bought of something, beside their part of all the chain sold.
func (s *Study) sales(r *Rollout, of func(*Shop) []float64) []region.Seen {
	from, to := s.before(r)
	names := s.regions()
	seen, traffic := make([]float64, len(names)), make([]float64, len(names))
	var weeks [][]float64
	for i := range s.Shops {
		shop := &s.Shops[i]
		at, found := slices.BinarySearch(names, shop.Region)
		if shop.Kind == retail.Online || !found {
			continue
		}
		seen[at] += s.span(of(shop), from, to)
		traffic[at] += s.span(shop.Traffic, from, to)
		if w, ok := s.weekly(of(shop), to-7*min(weeksBefore, (to-from)/7), int(min(weeksBefore, (to-from)/7))); ok {
			weeks = append(weeks, w)
		}
	}
	return beside(seen, traffic, region.Dispersion(weeks))
}

// beside turns sums into seen and expected; a dispersion lets them count for less.
func beside(seen, traffic []float64, dispersion float64) []region.Seen {
	all, share := 0.0, 0.0
	for i := range seen {
		all, share = all+seen[i], share+traffic[i]
	}
	out := make([]region.Seen, len(seen))
	for i := range out {
		if share > 0 && all > 0 {
			out[i] = region.Seen{Observed: max(seen[i], 0) / dispersion, Expected: all * traffic[i] / share / dispersion}
		}
	}
	return out
}

// noted is what was posted of a source, by region.
func (s *Study) noted(r *Rollout, source Source) []region.Seen {
	names := s.regions()
	seen, traffic := make([]float64, len(names)), make([]float64, len(names))
	from, to := s.before(r)
	at := map[retail.StoreID]int{}
	for i := range s.Shops {
		if n, ok := slices.BinarySearch(names, s.Shops[i].Region); ok && s.Shops[i].Kind != retail.Online {
			traffic[n] += s.span(s.Shops[i].Traffic, from, to)
			at[s.Shops[i].ID] = n
		}
	}
	for _, t := range s.Notes {
		n, known := slices.BinarySearch(names, t.Region)
		if t.Store != "" {
			n, known = lookUp(at, t.Store)
		}
		if t.Source == source && known {
			seen[n] += float64(t.Count)
		}
	}
	return beside(seen, traffic, 1)
}

func lookUp(at map[retail.StoreID]int, store retail.StoreID) (int, bool) {
	n, known := at[store]
	return n, known
}

// sold is what it sold itself, beside what the stores that carry it sell of everything
// since then.
func (s *Study) sold(r *Rollout) []region.Seen {
	names := s.regions()
	seen, traffic := make([]float64, len(names)), make([]float64, len(names))
	for i := range s.Shops {
		shop := &s.Shops[i]
		stage, carries := r.Carries(shop.ID)
		n, found := slices.BinarySearch(names, shop.Region)
		if !carries || !found {
			continue
		}
		began := r.Stages[stage].Began
		seen[n] += s.span(shop.Own, began, s.Today)
		traffic[n] += s.span(shop.Traffic, began, s.Today)
	}
	return beside(seen, traffic, 2) // sales of one product vary about twice as much as by chance
}

// soldPower is what own sales are worth: they are the thing itself, but of few stores.
func soldPower() region.Power { return region.Power{Slope: 1, SlopeSE: .05, Error: .15} }

// evidence is everything the index is read from, in the order of Sources.
func (s *Study) evidence(r *Rollout) []region.Evidence {
	var out []region.Evidence
	for _, source := range Sources() {
		e := region.Evidence{Power: s.power(source)}
		switch source {
		case FromKin:
			e.Seen = s.sales(r, func(x *Shop) []float64 { return x.Kin })
		case FromCategory:
			e.Seen = s.sales(r, func(x *Shop) []float64 { return x.Category })
		case FromLaunches:
			e.Seen = s.launched(r.Plan.Category)
		case FromSold:
			e.Seen, e.Power = s.sold(r), soldPower()
		default:
			e.Seen = s.noted(r, source)
		}
		out = append(out, e)
	}
	return out
}

// guess is what a source is taken to be worth until launches have taught better
// (starting values: no measurement stands behind them). Who searches or asks for it
// wants it; buyers of its kin differ less by region than those of something new; what
// a whole category sells says little of one product.
func guess(source Source) region.Power {
	switch source {
	case FromKin:
		return region.Power{Slope: 1.5, SlopeSE: .75, Error: .35}
	case FromCategory:
		return region.Power{Slope: 1, SlopeSE: .75, Error: .6}
	case FromLaunches, FromSearch, FromAsk, FromIdea, FromSold:
	}
	return region.Power{Slope: 1, SlopeSE: .5, Error: .35}
}

// power is what a source is worth by what it foretold of earlier launches.
func (s *Study) power(source Source) region.Power {
	var past []region.Outcome
	for _, l := range s.Launches {
		past = append(past, l.Said[source]...)
	}
	return region.Learn(guess(source), past)
}

// launched is how earlier launches of a category sold by region.
func (s *Study) launched(category string) []region.Seen {
	names := s.regions()
	out := make([]region.Seen, len(names))
	for _, l := range s.Launches {
		if l.Category != category {
			continue
		}
		for name, seen := range l.Came {
			if n, found := slices.BinarySearch(names, name); found {
				out[n].Observed += seen.Observed
				out[n].Expected += seen.Expected
			}
		}
	}
	return out
}

// locals are how much more than their region's stores a store's customers buy of its
// kin, and how sure that is on the scale of logarithms.
func (s *Study) locals(r *Rollout) (index, logSD []float64, err error) {
	from, to := s.before(r)
	index, logSD = make([]float64, len(s.Shops)), make([]float64, len(s.Shops))
	for _, name := range s.regions() {
		var at []int
		seen, traffic := []float64{}, []float64{}
		for i := range s.Shops {
			if shop := &s.Shops[i]; shop.Region == name && shop.Kind != retail.Online {
				at = append(at, i)
				seen = append(seen, max(s.span(s.near(shop), from, to), 0))
				traffic = append(traffic, s.span(shop.Traffic, from, to))
			}
		}
		var counts []response.Count
		for _, c := range beside(seen, traffic, 3) { // of weeks that vary about three times as much as by chance
			if c.Expected == 0 {
				c.Observed = 0
			}
			counts = append(counts, response.Count(c))
		}
		found, err := response.Indices(counts)
		if err != nil {
			return nil, nil, err
		}
		for k, f := range found {
			index[at[k]] = f.Index
			logSD[at[k]] = (math.Log(f.Range.High) - math.Log(max(f.Range.Low, 1e-9))) / 2 / stat.NormalQuantile((1+region.Level)/2)
		}
	}
	return index, logSD, nil
}

// near is what a store sells that is nearest to the product: its kin, else its category.
func (s *Study) near(shop *Shop) []float64 {
	if s.hasKin {
		return shop.Kin
	}
	return shop.Category
}

// byIndex orders stores by what is expected of them, the most first.
func byIndex(a, b StoreRead) int {
	return cmp.Or(-cmp.Compare(a.Weekly.Estimate, b.Weekly.Estimate), cmp.Compare(a.Store, b.Store))
}
