package db

import (
	"context"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// Again is a voucher that was used a second time on a receipt that had happened.
type Again struct {
	Code    string
	Voucher voucher.Voucher
	Amount  retail.Minor
	At      retail.Micros
	Store   uint32 // of the second receipt
}

// UsedTwice lists vouchers used a second time since an instant, newest first.
func (d *DB) UsedTwice(ctx context.Context, since retail.Micros, most int) ([]Again, error) {
	const op = "db.UsedTwice"
	var (
		out  []Again
		refs [][2]int64
	)
	err := engine.Each(ctx, d.engine.Reader(), sql("redemption.twice"), []any{int64(since), int64(most)}, func(scan func(...any) error) error {
		var (
			a   Again
			ref [2]int64
		)
		err := scan(&a.Code, &ref[0], &ref[1], &a.Amount, &a.At, &a.Store)
		out, refs = append(out, a), append(refs, ref)
		return err
	})
	if err != nil {
		return nil, fault.At(op, err)
	}
	for i, ref := range refs {
		found, err := d.readVouchers(ctx, d.engine.Reader(), sql("voucher.find"), ref[0], ref[1])
		if err != nil {
			return nil, fault.At(op, err)
		}
		if len(found) == 1 {
			out[i].Voucher = found[0].Voucher
		}
	}
	return out, nil
}

// MergeProposal says that two customers may be one person; a person decides.
type MergeProposal struct {
	Customer, Other               retail.CustomerID
	Identifiers, OtherIdentifiers []retail.Identifier
	Kind                          retail.IdentifierKind // what came with the receipt of one and points to the other
	SeenAt                        retail.Micros
}

// MergeProposals lists who may be one person, newest first.
func (d *DB) MergeProposals(ctx context.Context, most int) ([]MergeProposal, error) {
	out, err := d.readProposals(ctx, sql("merge.newest"), int64(most))
	return out, fault.At("db.MergeProposals", err)
}

// MergeProposalsOf lists whom one customer may be one with, newest first.
func (d *DB) MergeProposalsOf(ctx context.Context, id retail.CustomerID, most int) ([]MergeProposal, error) {
	out, err := d.readProposals(ctx, sql("merge.of_customer"), int64(id), int64(id.Bucket()), int64(most))
	return out, fault.At("db.MergeProposalsOf", err)
}

func (d *DB) readProposals(ctx context.Context, q *engine.Query, args ...any) (out []MergeProposal, err error) {
	s := d.engine.Reader()
	err = engine.Each(ctx, s, q, args, func(scan func(...any) error) error {
		var (
			m     MergeProposal
			value string
		)
		err := scan(&m.Customer, &m.Other, &m.Kind, &value, &m.SeenAt)
		out = append(out, m)
		return err
	})
	for i := range out {
		if err != nil {
			return nil, err
		}
		if out[i].Identifiers, err = readIdentifiers(ctx, s, out[i].Customer); err == nil {
			out[i].OtherIdentifiers, err = readIdentifiers(ctx, s, out[i].Other)
		}
	}
	return out, err
}

// Apart is somebody's word on a proposal: they are two people, or, taken back, may
// be one after all.
type Apart struct {
	Customer, Other retail.CustomerID
	Back            bool
	Actor, Reason   string
	At              retail.Micros
}

// SetApart keeps that two customers are not one person, so that nobody is asked
// again. It is fault.NotFound when nobody proposed it.
func (d *DB) SetApart(ctx context.Context, a Apart) error {
	const op = "db.SetApart"
	rejected, action := int64(a.At), "merge.reject"
	if a.Back {
		rejected, action = 0, "merge.reopen"
	}
	err := d.write(ctx, engine.Till, func(ctx context.Context, tx tx) error {
		n, err := tx.Exec(ctx, sql("merge.reject"), int64(a.Customer), int64(a.Other), int64(a.Customer.Bucket()), rejected)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "unknown_proposal", "nobody proposed that %s and %s are one", a.Customer, a.Other)
		}
		if err != nil {
			return err
		}
		return tx.Run(ctx, []engine.Step{auditStep(a.Actor, action, a.Customer.String()+" "+a.Other.String(), a.Reason, a.At)})
	})
	return fault.At(op, err)
}

// CountCustomers counts who is known, up to a bound: beyond it nobody counts on
// while a page waits.
func (d *DB) CountCustomers(ctx context.Context, most int64) (int64, error) {
	var n int64
	_, err := engine.One(ctx, d.engine.Reader(), sql("customer.count"), []any{most}, &n)
	return n, fault.At("db.CountCustomers", err)
}

// Undone returns the receipt that a void took back; false when the entry is no
// void, or its receipt is gone.
func (d *DB) Undone(ctx context.Context, void *touchpoint.Entry) (touchpoint.Entry, bool, error) {
	seq, ok := void.Voids()
	if !ok {
		return touchpoint.Entry{}, false, nil
	}
	found, err := d.Entry(ctx, seq, void.Bucket)
	return found, err == nil && found.Receipt != "", err
}

// Entry reads one entry of the journal; a zero one is absent.
func (d *DB) Entry(ctx context.Context, seq int64, bucket int) (touchpoint.Entry, error) {
	list, err := readEntries(ctx, d.engine.Reader(), sql("journal.one"), seq, int64(bucket))
	if err != nil || len(list) == 0 {
		return touchpoint.Entry{}, fault.At("db.Entry", err)
	}
	return list[0], nil
}
