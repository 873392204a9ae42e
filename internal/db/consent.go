package db

import (
	"context"
	"strconv"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// consentRow is one answer of a customer, or a declaration made for them.
type consentRow struct {
	customer retail.CustomerID
	purpose  customer.Purpose
	granted  bool
	at       retail.Micros
	proof    string
	source   string
	order    int64 // grows; decides between answers of one time
}

// steps writes the answer into the history and into the column that tills read.
func (r *consentRow) steps(stands *customer.Consent) []engine.Step {
	*stands = stands.With(r.purpose, r.granted)
	id, bucket := int64(r.customer), int64(r.customer.Bucket())
	return []engine.Step{
		{Query: sql("consent.insert"), Want: 1, Args: []any{id, r.order, string(r.purpose), bucket, flag(r.granted), int64(r.at), r.proof, r.source}},
		{Query: sql("customer.consent"), Want: 1, Args: []any{id, bucket, int64(*stands)}},
	}
}

// ConsentAnswer is one line of a customer's consent history.
type ConsentAnswer struct {
	Purpose customer.Purpose
	Granted bool
	At      retail.Micros
	Proof   string
	Source  string
	Order   int64
	Actor   string        // who records it, for the audit; "": no row is left
	Told    retail.Micros // when it was recorded
}

// ConsentHistory lists a customer's answers, oldest first.
func (d *DB) ConsentHistory(ctx context.Context, id retail.CustomerID) (out []ConsentAnswer, err error) {
	err = engine.Each(ctx, d.engine.Reader(), sql("consent.history"), []any{int64(id), int64(id.Bucket())}, func(scan func(...any) error) error {
		var (
			a       ConsentAnswer
			granted int64
		)
		err := scan(&a.Purpose, &granted, &a.At, &a.Proof, &a.Source, &a.Order)
		a.Granted = granted != 0
		out = append(out, a)
		return err
	})
	return out, fault.At("db.ConsentHistory", err)
}

// SetConsent records a customer's answer. The latest by its own time holds;
// withdrawing the profile deletes it and the decisions that read it, and later
// receipts count for store and stock only.
func (d *DB) SetConsent(ctx context.Context, id retail.CustomerID, a ConsentAnswer) error {
	const op = "db.SetConsent"
	err := d.write(ctx, engine.Till, func(ctx context.Context, tx tx) error {
		var r resolved
		if err := tx.hold(ctx, id); err != nil {
			return err
		}
		if err := r.load(ctx, tx, id); err != nil {
			return err
		}
		if r.customer == 0 {
			return fault.New(fault.NotFound, "unknown_customer", "customer %s is not known", id)
		}
		var newest int64
		if _, err := engine.One(ctx, tx, sql("consent.newest"), []any{int64(r.customer), r.bucket(), string(a.Purpose)}, &newest); err != nil {
			return err
		}
		bits := r.consent
		row := consentRow{customer: r.customer, purpose: a.Purpose, granted: a.Granted, at: a.At, proof: a.Proof, source: a.Source, order: tx.Seq}
		steps := row.steps(&bits)
		if int64(a.At) < newest {
			steps = steps[:1] // an older answer arrives late: history only
		} else if a.Purpose == customer.ProfilePurpose && !a.Granted {
			who := []any{int64(r.customer), r.bucket()}
			steps = append(steps, engine.Step{Query: sql("profile.drop"), Want: engine.AnyRows, Args: who},
				engine.Step{Query: sql("erase.decisions"), Want: engine.AnyRows, Args: who}) // each holds the profile it read
			steps = append(steps, d.outlooks.Forget(r.customer)...)
		}
		if a.Actor != "" {
			steps = append(steps, auditStep(a.Actor, "consent.set", id.String(), string(a.Purpose)+" "+strconv.FormatBool(a.Granted), a.Told))
		}
		return tx.Run(ctx, steps)
	})
	return fault.At(op, err)
}

// hold lets nobody else write about a customer until the transaction ends: what
// a customer agreed to is one column for all purposes.
func (tx tx) hold(ctx context.Context, id retail.CustomerID) error {
	return tx.Run(ctx, []engine.Step{{Query: sql("customer.lock"), Want: engine.AnyRows, Args: []any{int64(id)}}})
}
