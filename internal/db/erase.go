package db

import (
	"context"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Erased is what one erasure removed.
type Erased struct {
	Identifiers int
	Receipts    int
	Vouchers    int
	At          retail.Micros
}

// Erase forgets a customer: identifiers, profile, outlook, consent, decisions, stored
// answers, reasons and what another system left about them go; receipts stay as anonymous ones. It is itself a
// journal entry, so that a rebuild equals it, and stands in the list that
// travels beside backups. What CustomerExport returns is what it removes.
func (d *DB) Erase(ctx context.Context, id retail.CustomerID, actor string, at retail.Micros) (Erased, error) {
	const op = "db.Erase"
	out := Erased{At: at}
	err := d.write(ctx, engine.Till, func(ctx context.Context, tx tx) error {
		out = Erased{At: at}
		customer, bucket := int64(id), int64(id.Bucket())
		n, err := tx.Exec(ctx, sql("erase.customer"), customer, bucket, int64(at))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "unknown_customer", "customer %s is not known", id)
		}
		steps, err := tx.forget(ctx, id, &out)
		if err != nil {
			return err
		}
		mine := []any{customer, bucket}
		for _, q := range []string{
			"erase.identifiers", "erase.proposals", "erase.consent", "erase.answers", "erase.decisions", "erase.ghosts", "erase.redemptions", "erase.journal", "erase.pieces", "profile.drop",
		} {
			steps = append(steps, engine.Step{Query: sql(q), Want: engine.AnyRows, Args: mine})
		}
		steps = append(steps, d.outlooks.Forget(id)...)
		steps = append(steps,
			engine.Step{Query: sql("erase.proposed"), Want: engine.AnyRows, Args: []any{customer}},
			engine.Step{Query: sql("erase.list"), Want: engine.AnyRows, Args: []any{customer, bucket, int64(at)}},
			engine.Step{Query: sql("journal.append"), Want: 1, Args: []any{
				engine.SeqArg{}, bucket, int64(touchpoint.KindErasure), customer, int64(0), int64(at), int64(0), "", []byte{},
			}},
			auditStep(actor, "customer.erase", id.String(), "", at))
		return tx.Run(ctx, steps)
	})
	return out, fault.At(op, err)
}

// forget takes identifiers, receipt keys and vouchers from the customer.
func (tx tx) forget(ctx context.Context, id retail.CustomerID, out *Erased) ([]engine.Step, error) {
	mine := []any{int64(id), int64(id.Bucket())}
	ids, err := readIdentifiers(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	var steps []engine.Step
	for _, i := range ids {
		steps = append(steps, engine.Step{Query: sql("erase.identifier"), Want: engine.AnyRows, Args: []any{string(i.Kind), i.Value, identifierBucket(i), int64(id)}})
		if i.Kind == retail.Account { // another system named them by the chain's own number
			steps = append(steps, engine.Step{Query: sql("erase.facts"), Want: engine.AnyRows, Args: []any{i.Value}})
		}
	}
	err = engine.Each(ctx, tx, sql("journal.receipts"), mine, func(scan func(...any) error) error {
		var receipt retail.ReceiptID
		err := scan(&receipt)
		steps = append(steps, engine.Step{Query: sql("erase.keys"), Want: engine.AnyRows, Args: []any{string(receipt), int64(receipt.Bucket()), int64(id)}})
		out.Receipts++
		return err
	})
	if err != nil {
		return nil, err
	}
	n, err := tx.Exec(ctx, sql("erase.vouchers"), mine...)
	out.Identifiers, out.Vouchers = len(ids), int(n)
	return steps, err
}

// Erasure is one customer who was forgotten, and when.
type Erasure struct {
	Customer retail.CustomerID
	At       retail.Micros
}

// Erasures lists everybody who was forgotten, oldest first.
func (d *DB) Erasures(ctx context.Context) (out []Erasure, err error) {
	err = engine.Each(ctx, d.engine.Reader(), sql("erase.all"), nil, func(scan func(...any) error) error {
		var (
			e      Erasure
			bucket int64
		)
		err := scan(&e.Customer, &bucket, &e.At)
		out = append(out, e)
		return err
	})
	return out, fault.At("db.Erasures", err)
}
