package tonight

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"sartor/internal/db/plan"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// A number of units is asked about once more where it is more than muchMore times what
// is proposed, and either does not fit the shelf or lasts longer than manyWeeks.
const (
	muchMore  = 10
	manyWeeks = 8
)

// Unlikely is a number that nobody confirmed, with what it would mean; nothing is written.
type Unlikely struct {
	error
	Times float64 // what is proposed
	Weeks float64 // that it would last; infinite where nothing is expected to be sold
	Shelf int64   // units that fit; 0: any number
	Cost  float64 // of an order, in minor units
}

// Unwrap returns the fault inside.
func (u *Unlikely) Unwrap() error { return u.error }

// sureOf returns *Unlikely for a number that is asked about once more.
func (d *Desk) sureOf(ctx context.Context, c *Choice, r *plan.Row) error {
	if c.State != plan.Adjusted || c.Confirmed == c.Units || c.Units <= muchMore*r.Units {
		return nil
	}
	settings, err := d.PlanSettings(ctx)
	if err != nil {
		return err
	}
	of, err := d.Forecast(ctx, r.Store, d.day()+1)
	if err != nil {
		return err
	}
	u := &Unlikely{Times: float64(c.Units) / float64(r.Units), Weeks: math.Inf(1), Shelf: int64(settings.Shelf[d.DB.Catalogue().Product(r.Product).Category])}
	u.Cost = r.Why.Outlay * u.Times
	sum, means := 0.0, of(r.Product).Means
	for _, m := range means {
		sum += m
	}
	if sum > 0 {
		u.Weeks = float64(c.Units) / (sum / float64(len(means)) * 7)
	}
	if u.Weeks <= manyWeeks && (u.Shelf == 0 || c.Units <= u.Shelf) {
		return nil
	}
	u.error = unlikely(u, c.Units, d.DB.Catalogue().Store(r.Store).Currency)
	return u
}

// unlikely says what a number would mean, and how it is confirmed.
func unlikely(u *Unlikely, units int64, in retail.Currency) error {
	decimals := 0
	if u.Times != math.Trunc(u.Times) {
		decimals = 1 // exactly muchMore times is not asked about
	}
	means := []string{strconv.FormatFloat(u.Times, 'f', decimals, 64) + " times what is proposed"}
	if u.Weeks < math.MaxInt32 {
		means = append(means, fmt.Sprintf("%.0f weeks of what is expected to be sold", u.Weeks))
	} else {
		means = append(means, "none of it is expected to be sold")
	}
	if u.Shelf > 0 && units > u.Shelf {
		means = append(means, fmt.Sprintf("the shelf holds %d", u.Shelf))
	}
	if u.Cost > 0 {
		means = append(means, retail.Money{Amount: retail.Minor(minor(u.Cost)), Currency: in}.Decimal()+" "+string(in)+" at cost")
	}
	err := fault.AtField("/units", "%d is %s; if it is meant, send it again with \"confirm\": %d", units, strings.Join(means, ", "), units)
	err.Code = "confirm_units"
	return err
}
