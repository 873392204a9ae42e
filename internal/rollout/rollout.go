// Package rollout owns how a new product comes into the stores: where demand for it
// is highest and what that is read from, which stores pilot it and beside which it is
// measured, what the pilot changed, and whether the next stores get it. It decides;
// it refuses to know receipts, storage and pages, and never carries a product itself.
//
// Invariants and the tests that hold them: a step is taken only where the table of
// states lets it (TestNext_StatesAndGates); a gate that is shut is passed by nobody
// without a reason (TestNext_StatesAndGates); no store is pilot and control at once,
// and a control serves one pilot (TestPropose_PairsHold); a known effect lies within
// its range and a launch that changes nothing is stopped
// (TestStory_GoodIsRampedDudIsStopped); random stores are drawn with the logged
// propensity (TestPropose_RandomStoresAreLogged).
package rollout

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// ID names a rollout: "rol_…".
type ID string

// State is where a rollout stands.
type State string

// The states.
const (
	Draft    State = "draft"
	Piloting State = "pilot"
	Due      State = "reading" // a pilot whose planned weeks are over: somebody is asked to decide
	Ramping  State = "ramp"
	Done     State = "done"
	Stopped  State = "stopped"
)

// States lists them in their order.
func States() []State { return []State{Draft, Piloting, Due, Ramping, Done, Stopped} }

// Open reports whether something can still be decided.
func (s State) Open() bool { return s != Done && s != Stopped }

// Rollout is one product's way into the stores. Version grows with each step.
type Rollout struct {
	ID      ID     `json:"id"`
	Version int64  `json:"version"`
	State   State  `json:"state"`
	Plan    Plan   `json:"plan"`
	Stages  []Step `json:"stages"` // stages that have begun, the pilot first
	// From is where the journal ended when the pilot began: its receipts lie behind it.
	From touchpoint.Position `json:"from"`
}

// Plan is what is to be rolled out, and under which gates. Only a draft's product,
// category and kin may change.
type Plan struct {
	Name     string             `json:"name"`
	Product  retail.ProductID   `json:"product"`  // under which tills will sell it
	Category string             `json:"category"` // in which it competes
	Kin      []retail.ProductID `json:"kin"`      // products whose buyers would like it
	Price    retail.Minor       `json:"price"`
	Cost     retail.Minor       `json:"cost"`
	Gates    Gates              `json:"gates"`
	Supply   Supply             `json:"supply"`
}

// Gates are what each stage has to earn before the next (SCIENCE.md 8.4).
type Gates struct {
	PilotStores int          `json:"pilot_stores"` // pairs of the pilot
	StageWeeks  int          `json:"stage_weeks"`  // at least, of each stage
	MostWeeks   int          `json:"most_weeks"`   // undecided for so long: stopped
	MinMargin   retail.Minor `json:"min_margin"`   // a store and week, after what it takes from others; 0 in a draft: a quarter of what is expected
	Repeat      float64      `json:"repeat"`       // share of its buyers who come again within 4 weeks
	MaxWaste    float64      `json:"max_waste"`    // share of what is delivered
	MinFill     float64      `json:"min_fill"`     // share of demanded units that is met
	StopAlone   bool         `json:"stop_alone"`   // the kill rule acts by itself
}

// Supply is what can be delivered.
type Supply struct {
	Weekly    int `json:"weekly"`     // units the supplier and the depot can send in a week; 0: not known
	Opening   int `json:"opening"`    // units there are for the shelves' first filling; 0: enough
	Pack      int `json:"pack"`       // units of a case
	CoverDays int `json:"cover_days"` // that the first filling is to last
	ShelfLife int `json:"shelf_life_days"`
}

// Step is a stage that has begun or is proposed.
type Step struct {
	Share  float64            `json:"share"` // of suitable stores that carry it from now on; 0: the pilot
	Began  retail.BusinessDay `json:"began"` // first day of sale; 0: proposed
	Stores []Place            `json:"stores"`
}

// Place is one store of a stage.
type Place struct {
	Store      retail.StoreID   `json:"store"`
	Controls   []retail.StoreID `json:"controls"`   // measured beside these; none: not measured
	Random     bool             `json:"random"`     // by lot, to learn where nothing is expected
	Propensity float64          `json:"propensity"` // the chance with which the lot drew it
	Opening    int              `json:"opening"`    // units of the first filling
}

// Shares are those of the stages after the pilot.
func Shares() []float64 { return []float64{.1, .3, 1} }

// Carries returns the stage in which a store began, and whether it carries it.
func (r *Rollout) Carries(store retail.StoreID) (stage int, ok bool) {
	for i := range r.Stages {
		if slices.ContainsFunc(r.Stages[i].Stores, func(p Place) bool { return p.Store == store }) {
			return i, true
		}
	}
	return 0, false
}

// Carriers lists all stores that carry it.
func (r *Rollout) Carriers() (out []retail.StoreID) {
	for i := range r.Stages {
		for _, p := range r.Stages[i].Stores {
			out = append(out, p.Store)
		}
	}
	return out
}

// Pilot lists the stores that a pilot changes or is measured beside while it runs.
func (r *Rollout) Pilot() (out []retail.StoreID) {
	if r.State != Piloting || len(r.Stages) == 0 {
		return nil
	}
	for _, p := range r.Stages[0].Stores {
		out = append(append(out, p.Store), p.Controls...)
	}
	return out
}

// Began is the pilot's first day; 0 for a draft.
func (r *Rollout) Began() retail.BusinessDay {
	if len(r.Stages) == 0 {
		return 0
	}
	return r.Stages[0].Began
}

// StateOn is the state on a day: a pilot whose weeks are over is being read.
func (r *Rollout) StateOn(day retail.BusinessDay) State {
	if r.State == Piloting && day >= r.Due() {
		return Due
	}
	return r.State
}

// Due is the first day on which the stage that runs may be followed by the next.
func (r *Rollout) Due() retail.BusinessDay {
	if len(r.Stages) == 0 {
		return 0
	}
	return r.Stages[len(r.Stages)-1].Began + retail.BusinessDay(7*r.Plan.Gates.StageWeeks)
}

// Limits of a plan.
const (
	MostKin     = 50
	mostText    = 120
	mostStores  = 100
	mostWeeks   = 52
	mostUnits   = 10_000_000
	mostDays    = 365
	LeastPairs  = 3 // with fewer only a very large effect could be seen
	pairsWanted = 6
)

// Defaults fills in what was left out.
func (p Plan) Defaults() Plan {
	g := &p.Gates
	for _, d := range []struct {
		at *int
		to int
	}{{&g.PilotStores, pairsWanted}, {&g.StageWeeks, 4}, {&g.MostWeeks, 12}, {&p.Supply.Pack, 1}, {&p.Supply.CoverDays, 14}} {
		if *d.at == 0 {
			*d.at = d.to
		}
	}
	for _, d := range []struct {
		at *float64
		to float64
	}{{&g.Repeat, .25}, {&g.MaxWaste, .2}, {&g.MinFill, .95}} {
		if *d.at == 0 {
			*d.at = d.to
		}
	}
	if p.Kin == nil {
		p.Kin = []retail.ProductID{}
	}
	return p
}

// unwritten is said of a text that is not written.
const unwritten = "holds a line break or another sign that nobody can read"

// written reports whether people can read a text in one line, and a database keep it.
func written(text string) bool { return !strings.ContainsFunc(text, retail.Unwritten) }

// Check refuses a plan that cannot hold, naming the field.
func (p *Plan) Check() error {
	for _, text := range []struct{ at, value string }{{"/name", p.Name}, {"/product", string(p.Product)}, {"/category", p.Category}} {
		if strings.TrimSpace(text.value) == "" {
			return fault.AtField(text.at, "is missing")
		}
		if utf8.RuneCountInString(text.value) > mostText || !utf8.ValidString(text.value) {
			return fault.AtField(text.at, "has more than %d characters, or is not UTF-8", mostText)
		}
		if !written(text.value) {
			return fault.AtField(text.at, unwritten)
		}
	}
	if len(p.Kin) > MostKin {
		return fault.AtField("/kin", "names %d products; at most %d", len(p.Kin), MostKin)
	}
	if slices.Contains(p.Kin, p.Product) {
		return fault.AtField("/kin", "names the product itself; name products that its buyers buy now")
	}
	if p.Price <= 0 || p.Cost < 0 || p.Cost >= p.Price {
		return fault.AtField("/price", "price %d and cost %d: both in minor units, the price above the cost", p.Price, p.Cost)
	}
	return p.numbers()
}

func (p *Plan) numbers() error {
	g, s := &p.Gates, &p.Supply
	for _, n := range []struct {
		at                 string
		value, least, most int
	}{
		{"/gates/pilot_stores", g.PilotStores, LeastPairs, mostStores}, {"/gates/stage_weeks", g.StageWeeks, 2, mostWeeks},
		{"/gates/most_weeks", g.MostWeeks, g.StageWeeks, mostWeeks}, {"/supply/weekly", s.Weekly, 0, mostUnits}, {"/supply/opening", s.Opening, 0, mostUnits},
		{"/supply/pack", s.Pack, 1, mostUnits}, {"/supply/cover_days", s.CoverDays, 1, mostDays}, {"/supply/shelf_life_days", s.ShelfLife, 0, 10 * mostDays},
	} {
		if n.value < n.least || n.value > n.most {
			return fault.AtField(n.at, "is %d; from %d to %d", n.value, n.least, n.most)
		}
	}
	for _, n := range []struct {
		at    string
		value float64
	}{{"/gates/repeat", g.Repeat}, {"/gates/max_waste", g.MaxWaste}, {"/gates/min_fill", g.MinFill}} {
		if !(n.value > 0 && n.value <= 1) {
			return fault.AtField(n.at, "is %v; a share above 0, at most 1", n.value)
		}
	}
	if g.MinMargin < 0 {
		return fault.AtField("/gates/min_margin", "is %d; at least 0 minor units a store and week", g.MinMargin)
	}
	return nil
}
