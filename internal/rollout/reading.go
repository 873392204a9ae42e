package rollout

import (
	"cmp"
	"math"
	"slices"
	"time"

	"sartor/internal/fault"
	"sartor/internal/model/region"
	"sartor/internal/retail"
	"sartor/internal/stat"
)

// Figure is an estimate with 90 % of what is plausible; N is what it rests on.
type Figure struct {
	Known    bool    `json:"known,omitempty"`
	Estimate float64 `json:"estimate,omitempty"`
	Low      float64 `json:"low,omitempty"`
	High     float64 `json:"high,omitempty"`
	N        int     `json:"n,omitempty"`
}

// Reading is a rollout as it was read on one day: nothing in it is typed by hand, and
// the next reading replaces it.
type Reading struct {
	At       retail.Micros      `json:"at"`
	Took     time.Duration      `json:"took"`
	Version  int64              `json:"version"` // of the rollout it read
	Through  retail.BusinessDay `json:"through"` // last day that counts
	Basis    Basis              `json:"basis"`   // what the number of units rests on
	Past     int                `json:"past"`    // launches that taught it
	Regions  []RegionRead       `json:"regions"` // the strongest first
	Sources  []SourceRead       `json:"sources"`
	Stores   []StoreRead        `json:"stores"` // the most first
	Next     *Step              `json:"next"`   // proposed; nil: nothing
	Worth    Figure             `json:"worth"`  // margin a year of the proposed stores, minor units
	Need     Figure             `json:"need"`   // units a week of all carriers with the proposed ones
	Readout  Readout            `json:"readout"`
	Verdict  Verdict            `json:"verdict"`
	Dropped  int                `json:"dropped"`  // pairs that could not be read: a week without sales
	Features []float64          `json:"features"` // of the product, as of Launch
	Expected float64            `json:"expected"` // margin a store and week that was expected of the pilot
}

// Basis is what the number of units rests on.
type Basis string

// The bases.
const (
	BySold      Basis = "sold"      // what it sells where it is carried
	ByAnalogues Basis = "analogues" // earlier launches
	ByKin       Basis = "kin"       // what a product of its kin or category sells: little experience
	ByNothing   Basis = "nothing"
)

// RegionRead is one region.
type RegionRead struct {
	Region string             `json:"region"`
	Stores int                `json:"stores"`
	Index  Figure             `json:"index"`
	Strong bool               `json:"strong,omitempty"`
	Weak   bool               `json:"weak,omitempty"`
	Weekly Figure             `json:"weekly"` // units a store
	Seen   map[Source]Spotted `json:"seen"`
}

// Spotted is what one source says of a region.
type Spotted struct {
	Observed float64 `json:"observed"`
	Expected float64 `json:"expected"`
}

// SourceRead is how much one source says.
type SourceRead struct {
	Source  Source  `json:"source"`
	Weight  float64 `json:"weight"`  // mean share of what is known, over the regions
	Regions int     `json:"regions"` // of past launches that taught its weight; 0: assumed
	Total   float64 `json:"total"`
}

// StoreRead is one store.
type StoreRead struct {
	Store  retail.StoreID `json:"store"`
	Region string         `json:"region"`
	Index  float64        `json:"index"`
	Weekly Figure         `json:"weekly"`
	Stage  int            `json:"stage"` // in which it began, 1 the pilot; 0: not yet
	Waits  bool           `json:"waits,omitempty"`
}

// Launch is an earlier new product, and what sources had said.
type Launch struct {
	Category string
	Features []float64 // price beside its category, units of the category a store and week
	Sold     float64   // units of the first 8 weeks, a store that carried it
	Came     map[string]region.Seen
	Said     map[Source][]region.Outcome
}

// Study is what a reading is made from. Days are business days of the stores; Today is
// not over and counts nowhere.
type Study struct {
	First    retail.BusinessDay
	Today    retail.BusinessDay
	Shops    []Shop
	Notes    []Tally
	Launches []Launch
	Features []float64 // of the product, as of Launch
	Typical  float64   // units a week that one product of the category sells in a store
	Buyers   Buyers
	Seed     uint64
	Taken    []retail.StoreID // by running pilots of the category: what is sold there is changed already

	hasKin bool
}

// Buyers are customers who allow it and bought it at least 4 weeks ago.
type Buyers struct{ Asked, Again int }

// Of reads a rollout.
func (s Study) Of(r *Rollout) (Reading, error) {
	const op = "rollout.Study"
	out := Reading{Version: r.Version, Through: s.Today - 1, Past: len(s.Launches), Features: s.Features}
	s.hasKin = slices.ContainsFunc(s.Shops, func(x Shop) bool { return s.span(x.Kin, s.First, s.Today) > 0 })
	demand, err := s.demand(r, &out)
	if err != nil {
		return out, fault.At(op, err)
	}
	if err := s.stores(r, demand, &out); err != nil {
		return out, fault.At(op, err)
	}
	s.readPairs(r, &out)
	s.propose(r, &out)
	s.value(r, &out)
	out.Verdict = r.judge(&out, s.Today)
	return out, nil
}

// demand reads the regions.
func (s *Study) demand(r *Rollout, out *Reading) (map[string]region.Demand, error) {
	names, evidence := s.regions(), s.evidence(r)
	found, err := region.Read(len(names), evidence)
	if err != nil {
		return nil, err
	}
	all := map[string]region.Demand{}
	for i, d := range found {
		all[names[i]] = d
		one := RegionRead{
			Region: names[i], Index: Figure{Known: true, Estimate: d.Index, Low: d.Range.Low, High: d.Range.High}, Strong: d.Strong(), Weak: d.Weak(),
			Seen: map[Source]Spotted{},
		}
		for k, source := range Sources() {
			if seen := evidence[k].Seen[i]; seen.Expected > 0 {
				one.Seen[source] = Spotted(seen)
			}
		}
		out.Regions = append(out.Regions, one)
	}
	for k, source := range Sources() {
		one := SourceRead{Source: source, Regions: evidence[k].Power.Regions}
		for i := range found {
			one.Weight += found[i].Weights[k] / float64(len(found))
			one.Total += evidence[k].Seen[i].Observed
		}
		out.Sources = append(out.Sources, one)
	}
	return all, nil
}

// stores says what each store would sell a week.
func (s *Study) stores(r *Rollout, demand map[string]region.Demand, out *Reading) error {
	local, logSD, err := s.locals(r)
	if err != nil {
		return err
	}
	from, to := s.before(r)
	weeks := max(float64(to-from)/7, 1)
	size, d := make([]float64, len(s.Shops)), make([]region.Demand, len(s.Shops))
	for i := range s.Shops {
		if s.Shops[i].Kind == retail.Online || local[i] == 0 {
			continue
		}
		d[i] = demand[s.Shops[i].Region].Times(local[i], logSD[i])
		size[i] = s.span(s.Shops[i].Traffic, from, to) / weeks
	}
	base := s.base(r, size, d)
	out.Basis = base.basis
	for i := range s.Shops {
		if d[i].Index == 0 {
			continue
		}
		one := StoreRead{Store: s.Shops[i].ID, Region: s.Shops[i].Region, Index: d[i].Index}
		if stage, ok := r.Carries(one.Store); ok {
			one.Stage = stage + 1
		}
		if base.basis != ByNothing {
			one.Weekly = base.of(size[i], d[i])
		}
		out.Stores = append(out.Stores, one)
	}
	slices.SortFunc(out.Stores, byIndex)
	s.gather(out)
	return nil
}

// gather sums the stores of each region, and lets stores of weak regions wait.
func (s *Study) gather(out *Reading) {
	for i := range out.Regions {
		g := &out.Regions[i]
		for k := range out.Stores {
			one := &out.Stores[k]
			if one.Region != g.Region {
				continue
			}
			g.Stores++
			one.Waits = g.Weak && one.Stage == 0
			w := one.Weekly
			g.Weekly.Known = w.Known
			g.Weekly.Estimate, g.Weekly.Low, g.Weekly.High = g.Weekly.Estimate+w.Estimate, g.Weekly.Low+w.Low, g.Weekly.High+w.High
		}
		if n := float64(g.Stores); n > 0 {
			g.Weekly.Estimate, g.Weekly.Low, g.Weekly.High = g.Weekly.Estimate/n, g.Weekly.Low/n, g.Weekly.High/n
			g.Weekly.N = g.Stores
		}
	}
	slices.SortFunc(out.Regions, func(a, b RegionRead) int {
		return cmp.Or(-cmp.Compare(a.Index.Estimate, b.Index.Estimate), cmp.Compare(a.Region, b.Region))
	})
}

// rate is units a week for one unit of all that a store of the chain's mean taste
// sells, and how sure it is.
type rate struct {
	units, logSD float64
	basis        Basis
}

func (b rate) of(size float64, d region.Demand) Figure {
	mean := b.units * size * d.Index
	half := stat.NormalQuantile((1+region.Level)/2) * math.Hypot(b.logSD, d.LogSD)
	return Figure{Known: mean > 0, Estimate: mean, Low: mean * math.Exp(-half), High: mean * math.Exp(half)}
}

// leastSold is from how many units on its own sales say how much it sells.
const leastSold = 30

// base says how much it sells: by itself where it is carried, else by earlier launches,
// else by what a product of its category sells, give or take a factor of two.
func (s *Study) base(r *Rollout, size []float64, d []region.Demand) rate {
	wanted, sold, sum := 0.0, 0.0, 0.0
	stores := 0.0
	for i := range s.Shops {
		if d[i].Index == 0 {
			continue
		}
		sum, stores = sum+size[i]*d[i].Index, stores+1
		if stage, ok := r.Carries(s.Shops[i].ID); ok {
			began := r.Stages[stage].Began
			wanted += size[i] * d[i].Index * float64(max(s.Today-began, 0)) / 7
			sold += s.span(s.Shops[i].Own, began, s.Today)
		}
	}
	z := stat.NormalQuantile((1 + region.Level) / 2)
	const own, twice = .1, 2 // what a store differs by beside chance; little experience
	switch {
	case sum == 0:
		return rate{basis: ByNothing}
	case sold >= leastSold && wanted > 0:
		return rate{sold / wanted, math.Sqrt(2/sold + own*own), BySold}
	case len(s.Launches) > 0:
		a := region.Analogue{K: 5}
		for _, l := range s.Launches {
			a.Past = append(a.Past, region.Experience{Features: l.Features, Sold: l.Sold})
		}
		if f, err := a.Of(s.Features); err == nil {
			return rate{f.Units / 8 * stores / sum, math.Log(f.Factor) / z, ByAnalogues}
		}
	}
	if s.Typical > 0 {
		return rate{s.Typical * stores / sum, math.Log(twice) / z, ByKin}
	}
	return rate{basis: ByNothing}
}
