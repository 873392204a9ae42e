package outcome

import (
	"context"
	"time"

	"sartor/internal/retail"
)

// Records is what a reading needs of the database.
type Records interface {
	// Treated lists customers who got a voucher of the promotion, the first time
	// each, at most `most` of them, chosen by their ids alone.
	Treated(ctx context.Context, promotion uint32, most int) ([]Exposure, error)
	// Held lists customers whom the promotion's own lot held out.
	Held(ctx context.Context, promotion uint32, most int) ([]Exposure, error)
	// History reads a customer's entries in [from, to] and vouchers' deductions.
	History(ctx context.Context, customer retail.CustomerID, from, to retail.Micros) (History, error)
}

// Reading reads what came of promotions.
type Reading struct {
	Records Records
	Costs   Costs
	Cut     time.Duration // of the business day
}

// Of reads one promotion's effect as it stands at now.
func (r Reading) Of(ctx context.Context, promotion uint32, now retail.Micros) (Effect, error) {
	held, err := r.Records.Held(ctx, promotion, MostArm)
	if err != nil {
		return Effect{}, err
	}
	treated, err := r.Records.Treated(ctx, promotion, MostArm)
	if err != nil {
		return Effect{}, err
	}
	out := Effect{Treated: len(treated), Held: len(held)}
	if min(len(treated), len(held)) < LeastArm {
		return out, nil // nothing to be said: no receipt is read
	}
	h, err := r.observe(ctx, held, now)
	if err != nil {
		return out, err
	}
	t, err := r.observe(ctx, treated, now)
	if err != nil {
		return out, err
	}
	return Measure(t, h), nil
}

func (r Reading) observe(ctx context.Context, list []Exposure, now retail.Micros) ([]Observation, error) {
	out := make([]Observation, 0, len(list))
	for _, e := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		w := WindowOf(e, r.endOf(e.Until), now)
		h, err := r.Records.History(ctx, e.Customer, w.From, w.Until)
		if err != nil {
			return nil, err
		}
		o, err := Observe(h, w, r.Costs)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// endOf is the end of a business day, in UTC: a zone's hours do not matter for a
// window of days that both arms share.
func (r Reading) endOf(day retail.BusinessDay) retail.Micros {
	return retail.MicrosOf((day + 1).Time().Add(r.Cut))
}
