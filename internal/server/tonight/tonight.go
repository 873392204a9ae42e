// Package tonight makes the plan of what is ordered and moved tonight, and lets people
// decide on it: it reads stock, forecasts, vouchers and suppliers' terms through Sources,
// lets stock/plan plan product by product, keeps the proposals, and writes what went out
// into the books of stock. It refuses rules of planning, and speaking: API and console
// have words of their own.
//
// What always holds: a plan knows of everything that was agreed on before it looked, also
// of what no supplier and no book of stock has heard of yet (TestMake_KnowsWhatWasAgreed);
// the same decision twice is once, and of two the second sees what stands
// (TestDecide_TwiceIsOnce); a process that dies between sending and booking goes on and
// nothing is ordered twice (TestSend_DiesAndGoesOn, TestSend_KilledGoesOn); the autopilot does nothing that is
// not switched on, stays within its limits, and stops where forecasts drift
// (TestAutopilot).
package tonight

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"sartor/internal/db/plan"
	"sartor/internal/fault"
	"sartor/internal/job"
	"sartor/internal/retail"
	"sartor/internal/server"
	kernel "sartor/internal/stock/plan"
)

// making is the one job of its kind, whoever asks.
const making = "plan"

// How often is looked at what is due, and from which local hour of the day a new plan is.
const (
	look  = time.Minute
	dawn  = 5 // hours: the day before is closed, and its forecasts are made
	chunk = 150_000
)

// Sources are what a plan is made of, and where what went out is booked. Stock and
// Forecast are asked store by store.
type Sources struct {
	Fresh    func(ctx context.Context) error // waits until Stock knows what was booked
	Stock    func(ctx context.Context, store uint32) (func(product uint32) Held, error)
	Forecast func(ctx context.Context, store uint32, from retail.BusinessDay) (func(product uint32) Forecast, error)
	Terms    func(ctx context.Context) (map[uint32]Terms, error)
	Stocked  func(store uint32) bool                                               // stock of the store is known of some product; nil: of all stores
	Held     func(store uint32) int                                                // products that vouchers stop for, for want of stock
	Book     func(ctx context.Context, all []Movement) (taken []string, err error) // Refs whose ids hold something else
}

// Held is what is known of a product in a store; the zero value is not known.
type Held struct {
	Known    bool
	OnHand   float64 // below zero is an error of the books
	Reserved float64
	Arrivals []Quantity // under way, by the day they are due; day 0: overdue or unknown
	Lots     []Quantity // by their last day of sale
	Promised kernel.Promised
}

// Quantity is units of a day.
type Quantity struct {
	Day   retail.BusinessDay
	Units float64
}

// Forecast is what a product is expected to be asked for in a store.
type Forecast struct {
	Today   float64   // on the whole day before the one that was asked for
	Means   []float64 // day by day from the one that was asked for
	Ratio   float64   // variance to mean of sums
	Planned []float64 // of it, what planned promotions add
	Event   string
}

// Terms are how a product is supplied, to all stores alike.
type Terms struct {
	Supplier string // a store's own id: a depot of the chain
	Lead     float64
	LeadSD   float64
	On       func(retail.BusinessDay) bool // takes orders; nil: always
	Minimum  int
}

// Movement is what went out, to be booked once under its id.
type Movement struct {
	ID           string
	Kind         kernel.Kind
	Store, Other uint32 // an order's store; a move's giver and taker
	Product      uint32
	Units        int64
	At           retail.Micros
	Due          retail.BusinessDay
	Ref          string // the proposal
}

// Desk makes plans and takes decisions in an open chain. It is safe for concurrent use.
type Desk struct {
	*server.Chain
	Sources
}

// Run makes the night's plan when it is due and books what went out, until ctx ends. It
// is given to Chain.Background.
func (d *Desk) Run(ctx context.Context) {
	d.Recur(ctx, server.Recurring{Name: "tonight", Kind: making, Work: d.work, Every: look, Due: d.due, Fails: "no plan for tonight"})
}

// stores reports whether the chain has any; nothing is planned before.
func (d *Desk) stores() bool {
	return slices.ContainsFunc(d.DB.Catalogue().Stores, func(s retail.Store) bool { return s.ID != "" })
}

// due books what went out, and asks for a plan when the day has none.
func (d *Desk) due(ctx context.Context) error {
	if err := d.Book(ctx); err != nil {
		return err
	}
	wants, err := d.wants(ctx)
	if err != nil || !wants {
		return err
	}
	return d.Ask(ctx, "schedule")
}

// wants reports whether the day has no plan, and its morning has come.
func (d *Desk) wants(ctx context.Context) (bool, error) {
	run, found, err := d.DB.Plans().Current(ctx)
	return err == nil && (!found || run.Day < d.day()) && d.local().Hour() >= dawn && d.stores(), err
}

// Ask has a plan made; one at a time, whoever asks.
func (d *Desk) Ask(ctx context.Context, actor string) error {
	if !d.stores() {
		return fault.At("tonight.Ask", fault.New(fault.Conflict, "no_stores", "the chain has no stores to plan for; put one at /v1/stores first"))
	}
	input, err := json.Marshal(order{actor})
	if err != nil {
		return err
	}
	_, err = job.Once(ctx, d.DB, job.New(making, making, string(input), retail.MicrosOf(d.Clock())))
	return err
}

// order is what a job of making is about.
type order struct {
	Actor string `json:"actor"`
}

func (d *Desk) work(ctx context.Context, j job.Job, save job.Save) error {
	var o order
	if err := json.Unmarshal([]byte(j.Progress), &o); err != nil {
		return err
	}
	_, err := d.Make(ctx, o.Actor, func(done string) error { return save(ctx, j.Progress, done) })
	return err
}

// day is the business day of tonight: that of the chain's first store.
func (d *Desk) day() retail.BusinessDay { return d.Today(1) }

// local is the time at the chain's first store.
func (d *Desk) local() time.Time { return d.Clock().In(d.DB.Catalogue().Location(1)) }

// late reports whether tonight's cut-off is over, so that goods come a day later.
func (s *Settings) late(at time.Time) bool {
	cut, err := time.Parse("15:04", s.CutOff)
	return err == nil && (at.Hour() > cut.Hour() || at.Hour() == cut.Hour() && at.Minute() > cut.Minute())
}

// Totals are a run's sums, as they are kept with it.
type Totals struct {
	kernel.Totals
	Stores   int           `json:"stores"`
	Products int           `json:"products"`
	Shelves  int           `json:"shelves"` // store × product that were looked at
	Took     time.Duration `json:"took"`
	CutOff   string        `json:"cut_off"`
	Vans     int           `json:"vans_a_night"`
	Late     bool          `json:"late"` // made after the cut-off
	Drifting []string      `json:"drifting"`
	// Foretold are the units asked for on the next day, by class: what came is compared
	// with it, and the autopilot brakes where both part.
	Foretold map[string]float64 `json:"foretold"`
	Accepted int64              `json:"accepted"` // by the autopilot
	Hands    Hands              `json:"hands"`    // what people changed, against what came
}

// TotalsOf reads a run's sums.
func TotalsOf(r *plan.Run) (out Totals, err error) {
	err = json.Unmarshal(r.Totals, &out)
	return out, err
}
