package db

import (
	"context"

	"sartor/internal/db/engine"
	"sartor/internal/db/foreseen"
	"sartor/internal/db/readout"
	"sartor/internal/db/rollout"
	"sartor/internal/fault"
	"sartor/internal/outcome"
	"sartor/internal/retail"
	"sartor/internal/till"
)

// Treated lists customers who got a voucher of the promotion, the first time
// each. Of more than most, one in so many is read, whoever they are.
func (d *DB) Treated(ctx context.Context, promotion uint32, most int) ([]outcome.Exposure, error) {
	const op = "db.Treated"
	b, err := d.Budget(ctx, promotion)
	if err != nil {
		return nil, fault.At(op, err)
	}
	every := 1 + (b.Issued+b.Voided)/int64(most)
	out, err := d.exposures(ctx, sql("outcome.treated"), int64(promotion), every, int64(most))
	return out, fault.At(op, err)
}

// Held lists customers whom the promotion's own lot held out.
func (d *DB) Held(ctx context.Context, promotion uint32, most int) ([]outcome.Exposure, error) {
	out, err := d.exposures(ctx, sql("outcome.held"), int64(promotion), int64(most))
	return out, fault.At("db.Held", err)
}

func (d *DB) exposures(ctx context.Context, q *engine.Query, args ...any) (out []outcome.Exposure, err error) {
	err = engine.Each(ctx, d.engine.Reader(), q, args, func(scan func(...any) error) error {
		var e outcome.Exposure
		err := scan(&e.Customer, &e.At, &e.Until, &e.Store)
		out = append(out, e)
		return err
	})
	return out, err
}

// History reads a customer's entries in [from, to] and what vouchers took off.
func (d *DB) History(ctx context.Context, id retail.CustomerID, from, to retail.Micros) (outcome.History, error) {
	const op = "db.History"
	var out outcome.History
	who := []any{int64(id), int64(id.Bucket())}
	var err error
	if out.Entries, err = readEntries(ctx, d.engine.Reader(), sql("outcome.entries"), append(who, int64(from), int64(to))...); err != nil {
		return out, fault.At(op, err)
	}
	err = engine.Each(ctx, d.engine.Reader(), sql("outcome.deductions"), who, func(scan func(...any) error) error {
		var c outcome.Deduction
		err := scan(&c.At, &c.Store, &c.Amount)
		out.Deductions = append(out.Deductions, c)
		return err
	})
	return out, fault.At(op, err)
}

// withhold writes what lots held back: the other arm of the promotions' readouts.
func (p *plan) withhold(held []till.Withheld, customer retail.CustomerID) {
	for _, w := range held {
		p.add(till.Refused{Voucher: -1}, sql("ghost.insert"), engine.AnyRows, int64(w.Promotion), int64(customer), int64(customer.Bucket()),
			int64(w.Arm), int64(p.at), int64(w.Until), int64(w.Store))
	}
}

// IssueHour is one hour of one store's vouchers under a promotion.
type IssueHour struct {
	Store            uint32
	At               retail.Micros // the hour's beginning
	Issued, Redeemed int64
	Given            retail.Minor // what redeemed ones took off
}

// IssueHours lists a promotion's vouchers by store and hour since a time.
func (d *DB) IssueHours(ctx context.Context, promotion uint32, after retail.Micros) (out []IssueHour, err error) {
	const hour = 3_600_000_000
	err = engine.Each(ctx, d.engine.Reader(), sql("outcome.hours"), []any{int64(promotion), int64(after)}, func(scan func(...any) error) error {
		var h IssueHour
		err := scan(&h.Store, &h.At, &h.Issued, &h.Redeemed, &h.Given)
		h.At *= hour
		out = append(out, h)
		return err
	})
	return out, fault.At("db.IssueHours", err)
}

// Forecasts keeps what stores' products will ask for.
func (d *DB) Forecasts() foreseen.Store { return foreseen.Store{Engine: d.engine, Query: sql} }

// Readouts keeps how promotions work and what stores' customers like.
func (d *DB) Readouts() readout.Store {
	return readout.Store{Engine: d.engine, Query: sql, Outlooks: d.outlooks}
}

// Rollouts reads and writes how new products come into the stores.
func (d *DB) Rollouts() rollout.Store { return rollout.Store{Engine: d.engine, Query: sql} }
