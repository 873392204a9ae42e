package tonight

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"sartor/internal/db/plan"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/stock"
	kernel "sartor/internal/stock/plan"
)

// mostID bounds an export's id, in characters.
const mostID = 64

// Parcel asks for what was agreed on to go out.
type Parcel struct {
	ID    string // the asker's own
	Store uint32 // 0: all
	Kind  string // "": orders and moves
	Actor string
}

// NothingToSend is the code of a Send that finds nothing agreed on which has not gone out.
const NothingToSend = "nothing_to_send"

// Send lets what was agreed on go out under an id, and books it. The same id again is
// the same export; one that died in the middle goes on. Without anything to go out there
// is no export: that is a Conflict.
func (d *Desk) Send(ctx context.Context, p Parcel) (plan.Export, error) {
	const op = "tonight.Send"
	if n := utf8.RuneCountInString(p.ID); n == 0 || n > mostID || strings.ContainsFunc(p.ID, retail.Unwritten) || strings.ContainsAny(p.ID, "/?#") || p.ID == "." || p.ID == ".." {
		return plan.Export{}, fault.At(op, fault.AtField("/export", "needs 1 to %d characters without / ? and #, and not dots alone, such as evening-2026-11-22", mostID))
	}
	if _, err := d.DB.Plans().FindExport(ctx, p.ID); fault.Is(err, fault.NotFound) {
		if some, err := d.leaves(ctx, p); err != nil || !some {
			return plan.Export{}, fault.At(op, cmp.Or[error](err, fault.New(fault.Conflict, NothingToSend, "nothing that was accepted waits to go out; accept proposals first")))
		}
	} // another error shows again below
	e, err := d.DB.Plans().Send(ctx, plan.Export{ID: p.ID, Store: p.Store, Kind: p.Kind, Actor: p.Actor, At: retail.MicrosOf(d.Clock())})
	if err != nil {
		return e, fault.At(op, err)
	}
	return e, fault.At(op, d.Book(ctx))
}

// leaves reports whether anything that was agreed on would go out.
func (d *Desk) leaves(ctx context.Context, p Parcel) (bool, error) {
	var after plan.ID
	if p.Store > 0 {
		after = plan.ID{Store: p.Store - 1, Run: math.MaxInt64, Line: math.MaxInt64}
	}
	for {
		rows, err := d.DB.Plans().Agreed(ctx, after, bookedAtOnce)
		for i := range rows {
			r := &rows[i]
			if p.Store > 0 && r.Store != p.Store {
				return false, err
			}
			if r.Agreed > 0 && (p.Kind == "" || p.Kind == string(r.Kind)) {
				return true, err
			}
		}
		if err != nil || len(rows) < bookedAtOnce {
			return false, err
		}
		after = rows[len(rows)-1].ID
	}
}

// bookedAtOnce is how many lines are booked before they are noted as booked.
const bookedAtOnce = 200

// Book writes what went out into the books of stock: each line once, under its own id,
// so that what was booked and not noted when a process died is booked again as a repeat.
// What cannot be booked stays with what plans know of, and holds nothing else up.
func (d *Desk) Book(ctx context.Context) error {
	if d.Sources.Book == nil {
		return nil
	}
	for after := (plan.ID{}); ; {
		rows, err := d.DB.Plans().Unbooked(ctx, after, bookedAtOnce)
		if err != nil || len(rows) == 0 {
			return fault.At("tonight.Book", err)
		}
		after = rows[len(rows)-1].ID
		moves := make([]Movement, len(rows))
		for i := range rows {
			moves[i] = movement(&rows[i])
		}
		taken, err := d.Sources.Book(ctx, moves)
		if err != nil {
			return fault.At("tonight.Book", err)
		}
		rows = slices.DeleteFunc(rows, func(r plan.Row) bool { return slices.Contains(taken, r.ID.String()) })
		if err := d.DB.Plans().Book(ctx, rows); err != nil {
			return fault.At("tonight.Book", err)
		}
	}
}

// movement is a line as it is booked; it says the same whenever it is made.
func movement(r *plan.Row) Movement {
	m := Movement{
		ID: stock.Own + r.ID.String(), Kind: r.Kind, Store: r.Store, Product: r.Product, Units: r.Agreed, At: r.Decided, Due: r.Due, Ref: r.ID.String(),
	}
	if r.Kind == kernel.Move {
		m.Store, m.Other = r.From, r.Store
	}
	return m
}
