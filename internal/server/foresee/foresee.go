// Package foresee keeps forecasts of every store's products behind the tills: each night
// it reads what stores sold, learns how the chain's demand goes on, and leaves a row a
// store and part. Package foresight computes, db/foreseen keeps, plans and pages only
// read. It refuses to hurry: between stores tills go first.
//
// Invariants and the tests that hold them: a night that was killed goes on with the
// stores that it had not done, a day that was done is not done again
// (TestKeeper_GoesOnAfterADeath, TestKeeper_Rests); what is left is what was sold, by
// weekday, with its why (TestKeeper_LeavesForecasts).
package foresee

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db/readout"
	"sartor/internal/fault"
	"sartor/internal/foresight"
	"sartor/internal/job"
	"sartor/internal/model/forecast"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/stock"
)

// forecasting is the one job of its kind, whoever asks, on however many nodes.
const forecasting = "forecast"

const (
	look     = 30 * time.Second // between looks at what is due
	readings = 12               // stores that the model is learned from, at most
	resting  = 3                // for the time it worked: it takes a quarter of a processor beside tills
)

// Keeper keeps forecasts in an open chain.
type Keeper struct {
	*server.Chain
	Options forecast.Options // of the nights' models; what is 0 takes the usual
}

// progress is how far a night is: its job's progress.
type progress struct {
	Day      retail.BusinessDay `json:"day"`      // the last day that was known
	Store    int                `json:"store"`    // of the catalogue, that comes next
	Products int                `json:"products"` // forecast
	Model    string             `json:"model,omitempty"`
}

// Run asks for what is due and does it, until ctx ends. It is given to
// Chain.Background. The first look comes after a pause: a server that starts serves first.
func (k Keeper) Run(ctx context.Context) {
	k.Recur(ctx, server.Recurring{Name: "foresee", Kind: forecasting, Work: k.work, Every: look, First: look, Due: k.askWhenDue, Fails: "forecasts not looked at"})
}

// askWhenDue adds the job when a day has ended that no night has looked at.
func (k Keeper) askWhenDue(ctx context.Context) error {
	day, err := k.lastDay(ctx)
	if err != nil || day == 0 {
		return err
	}
	j, err := k.DB.FindJob(ctx, forecasting)
	switch {
	case fault.Is(err, fault.NotFound):
	case err != nil || j.State.Open():
		return err
	default:
		var p progress
		if err := json.Unmarshal([]byte(j.Progress), &p); err == nil && p.Day >= day {
			return nil
		}
	}
	return k.Ask(ctx)
}

// Ask adds the job, unless it is open.
func (k Keeper) Ask(ctx context.Context) error {
	_, err := job.Once(ctx, k.DB, job.New(forecasting, forecasting, "{}", retail.MicrosOf(k.Clock())))
	return fault.At("foresee.Ask", err)
}

// lastDay is the last day that is known: yesterday, or the last one on which anything
// was sold where a chain's receipts ended before; 0 when nothing was ever sold.
func (k Keeper) lastDay(ctx context.Context) (last retail.BusinessDay, err error) {
	chain := k.DB.Catalogue()
	for n := 1; n < len(chain.Stores); n++ {
		yesterday := k.Today(uint32(n)) - 1
		if last >= yesterday {
			continue
		}
		day, err := k.DB.Readouts().LastSold(ctx, uint32(n))
		if err != nil {
			return 0, err
		}
		last = max(last, min(day, yesterday))
	}
	return last, nil
}

// Now makes all forecasts at once and waits for it.
func (k Keeper) Now(ctx context.Context) error {
	return k.night(ctx, progress{}, func(context.Context, progress, string) error { return ctx.Err() })
}

func (k Keeper) work(ctx context.Context, j job.Job, save job.Save) error {
	var p progress
	if err := json.Unmarshal([]byte(j.Progress), &p); err != nil {
		return fmt.Errorf("read the night's progress: %w", err)
	}
	return k.night(ctx, p, func(ctx context.Context, p progress, message string) error {
		text, err := json.Marshal(p)
		if err != nil {
			return err
		}
		return save(ctx, string(text), message)
	})
}

// note keeps how far a night is.
type note func(ctx context.Context, p progress, message string) error

// night makes the forecasts of all stores that are not done.
func (k Keeper) night(ctx context.Context, p progress, save note) error {
	last, err := k.lastDay(ctx)
	if err != nil || last == 0 {
		return err // nothing was sold yet: the first receipts make it due
	}
	if p.Day != last {
		p = progress{Day: last, Store: 1}
	}
	chain := k.DB.Catalogue()
	n := foresight.Night{Chain: chain, At: retail.MicrosOf(k.Clock())}
	if err := save(ctx, p, "reading what stores sold"); err != nil {
		return err
	}
	if n.Alike, err = k.analogues(ctx, last); err != nil {
		return err
	}
	at := &known{last: last}
	if at.promotions, err = k.promotions(ctx); err != nil {
		return err
	}
	if n.Model, _, err = k.learn(ctx, at); err != nil {
		return err
	}
	p.Model = nameOf(n.Model.Report())
	for ; p.Store < len(chain.Stores); p.Store++ {
		if err := save(ctx, p, fmt.Sprintf("%d products, store %d of %d", p.Products, p.Store, len(chain.Stores)-1)); err != nil {
			return err
		}
		made, err := k.store(ctx, uint32(p.Store), &n, at)
		if err != nil {
			return fmt.Errorf("store %s: %w", chain.Store(uint32(p.Store)).ID, err)
		}
		p.Products += made
	}
	return save(ctx, p, fmt.Sprintf("%d products in %d stores, as of %s", p.Products, len(chain.Stores)-1, last))
}

// nameOf names the ways that a model goes on, one a kind of series.
func nameOf(r forecast.Report) (out string) {
	seen := map[string]bool{}
	for _, g := range r.Groups {
		if seen[g.Model] {
			continue
		}
		if seen[g.Model] = true; out != "" {
			out += "; "
		}
		out += g.Model
	}
	return out
}

// known is what holds for all stores of a night.
type known struct {
	last       retail.BusinessDay
	promotions []issuing
}

// past reads what one store sold.
func (k Keeper) past(ctx context.Context, store uint32, at *known) (*foresight.Past, error) {
	from := k.Clock()
	p := foresight.NewPast(store, at.last)
	p.Plan(k.plansOf(k.DB.Catalogue().Store(store), at.promotions)...)
	span := readout.Span{Store: store, First: p.First, Last: at.last}
	err := k.DB.Readouts().Demand(ctx, span, func(where customer.StoreDay, d *customer.Demand) error {
		p.Add(where.Day, d)
		return ctx.Err()
	})
	if err == nil {
		err = k.DB.Shelf().RanEmpty(ctx, stock.Span(span), p.Empty)
	}
	if err != nil {
		return nil, err
	}
	p.Settle()
	return p, k.Rest(ctx, resting*k.Clock().Sub(from))
}

// learn learns from the products of some stores, taken evenly.
func (k Keeper) learn(ctx context.Context, at *known) (m *forecast.Model, asked int, err error) {
	chain := k.DB.Catalogue()
	stores := len(chain.Stores) - 1
	asked = min(stores, readings)
	var lot foresight.Lot
	for i := range asked {
		p, err := k.past(ctx, uint32(1+i*stores/asked), at)
		if err != nil {
			return nil, 0, err
		}
		lot.Draw(p, asked)
	}
	o := k.Options
	o.Workers, o.Seed, o.Stop = k.Workers(), 1, ctx.Err
	m, err = foresight.Learn(&lot, foresight.Category(chain), o)
	return m, asked, err
}

// analogues compares what stores sold in the last weeks.
func (k Keeper) analogues(ctx context.Context, last retail.BusinessDay) (*foresight.Analogues, error) {
	chain := k.DB.Catalogue()
	out := foresight.NewAnalogues(foresight.Category(chain))
	for n := 1; n < len(chain.Stores); n++ {
		from := k.Clock()
		out.Begin(uint32(n), last)
		span := readout.Span{Store: uint32(n), First: last - foresight.Comparable + 1, Last: last}
		err := k.DB.Readouts().Demand(ctx, span, func(where customer.StoreDay, d *customer.Demand) error {
			out.Add(where.Day, d)
			return ctx.Err()
		})
		if err != nil {
			return nil, err
		}
		out.End()
		if err := k.Rest(ctx, resting*k.Clock().Sub(from)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// store makes one store's forecasts and keeps them; made is their number.
func (k Keeper) store(ctx context.Context, store uint32, n *foresight.Night, at *known) (made int, err error) {
	p, err := k.past(ctx, store, at)
	if err != nil {
		return 0, err
	}
	stint := k.Stint(resting)
	var one sync.Mutex // while one worker rests, so do the others
	n.Rest = func() error {
		one.Lock()
		defer one.Unlock()
		return stint.Breathe(ctx)
	}
	sheets, err := n.Sheets(p)
	if err != nil {
		return 0, err
	}
	if err := k.DB.Forecasts().Put(ctx, store, at.last, sheets); err != nil {
		return 0, err
	}
	return p.Len(), stint.Breathe(ctx)
}
