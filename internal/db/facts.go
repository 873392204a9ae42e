package db

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// groupFacts is how many facts share one transaction: more would make a till
// wait behind them (TECH.md: 1.1 times faster at 256, five times the wait).
const groupFacts = 32

// groupQuiet is how many share one while no till is open: nobody waits, and a
// commit costs as much as two hundred rows (the demo's past: 66 s to 27 s).
const groupQuiet = 512

// quietAfter is how long no till has closed anything when none is open.
const quietAfter = 10 * time.Second

// quiet reports whether no till of this node would wait behind a long write.
func (d *DB) quiet() bool { return d.now().Unix()-d.lastSale.Load() > int64(quietAfter/time.Second) }

// group is how many facts share a write now.
func (d *DB) group() int {
	if d.quiet() {
		return groupQuiet
	}
	return groupFacts
}

// File writes receipts that have happened, in groups; each counts once. What
// stands already is answered per receipt, never as an error.
func (d *DB) File(ctx context.Context, facts []till.Fact) ([]till.Filing, error) {
	const op = "db.File"
	out := make([]till.Filing, len(facts))
	for start := 0; start < len(facts); {
		end := min(start+d.group(), len(facts))
		err := d.writeAgain(ctx, func(ctx context.Context, tx tx) error {
			for i := start; i < end; i++ {
				seq, err := tx.Next(ctx)
				if err != nil {
					return err
				}
				if out[i], err = tx.file(ctx, &facts[i], seq); err != nil {
					return fmt.Errorf("receipt %s: %w", facts[i].Receipt.ID, err)
				}
			}
			return nil
		})
		if err != nil {
			return out[:start], fault.At(op, err)
		}
		start = end
	}
	return out, nil
}

// writeAgain writes a group, all or nothing. Another node may bring the same new
// card, or an erasure, between two statements: then all is looked up once more.
func (d *DB) writeAgain(ctx context.Context, fn func(context.Context, tx) error) error {
	const tries = 8 // as for deadlocks; each means that another writer came through
	var err error
	for range tries {
		err = d.write(ctx, engine.Bulk, fn)
		if _, raced := engine.LostAt(err); !raced {
			return err
		}
	}
	return err
}

func (tx tx) file(ctx context.Context, f *till.Fact, seq int64) (till.Filing, error) {
	who, err := resolve(ctx, tx, f.Receipt.Customer, f.Receipt.At)
	if err != nil {
		return till.Filing{}, err
	}
	state := f.KeyState()
	args := []any{
		string(f.Receipt.ID), int64(f.Receipt.ID.Bucket()), seq, int64(who.customer), int64(f.Store), int64(f.Receipt.At), string(state), f.Fingerprint[:],
	}
	n, err := tx.Exec(ctx, sql("receipt.key"), args...)
	if err != nil {
		return till.Filing{}, err
	}
	if n == 0 {
		stands, err := tx.replace(ctx, f, args)
		if err != nil || stands != till.Accepted {
			return till.Filing{Outcome: stands}, err
		}
	}
	if err := tx.Run(ctx, who.steps); err != nil {
		return till.Filing{}, err
	}
	return till.Filing{Outcome: till.Accepted, Customer: who.customer, UnknownID: who.unknownID}, tx.append(ctx, f, seq, who.customer)
}

// replace looks at what stands under the id: a parked receipt gives way, an
// awaited void takes effect, equal content is a duplicate.
func (tx tx) replace(ctx context.Context, f *till.Fact, key []any) (till.FilingOutcome, error) {
	filed, _, err := findReceipt(ctx, tx, f.Receipt.ID)
	if err != nil {
		return 0, err
	}
	state := f.KeyState()
	switch filed.State {
	case till.KeySuspended:
		if filed.Fingerprint == f.Fingerprint && state == till.KeySuspended {
			return till.Duplicate, nil
		}
	case till.KeyAwaited:
		state = till.KeyVoided
	case till.KeyErased:
		return till.Erased, nil
	default:
		if filed.Fingerprint == f.Fingerprint {
			return till.Duplicate, nil
		}
		return till.Conflicting, nil
	}
	args := []any{key[0], key[1], string(filed.State), key[2], key[3], key[4], key[5], string(state), key[7]}
	n, err := tx.Exec(ctx, sql("receipt.replace"), args...)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, &engine.Lost{}
	}
	if filed.State == till.KeyAwaited {
		return till.Accepted, tx.appendVoid(ctx, f, filed.VoidedAt, key)
	}
	return till.Accepted, nil
}

// append writes the receipt into the journal, in its customer's bucket.
func (tx tx) append(ctx context.Context, f *till.Fact, seq int64, customer retail.CustomerID) error {
	n, err := tx.Exec(ctx, sql("journal.sale"), journalArgs(f, seq, customer, undecided)...)
	if err == nil && n == 0 {
		return &engine.Lost{} // erased since it was looked up
	}
	return err
}

// undecided stands for consent where a receipt is filed without a decision.
const undecided = -1

func journalArgs(f *till.Fact, seq any, customer retail.CustomerID, consent int64) []any {
	return []any{
		seq, entryBucket(f.Receipt.ID, customer), int64(touchpoint.KindReceipt), int64(customer), int64(f.Store),
		int64(f.Receipt.At), int64(f.Day), string(f.Receipt.ID), f.Body, consent,
	}
}

// appendVoid writes the void that came before its receipt.
func (tx tx) appendVoid(ctx context.Context, f *till.Fact, at retail.Micros, key []any) error {
	seq, err := tx.Next(ctx)
	if err != nil {
		return err
	}
	customer := retail.CustomerID(key[3].(int64))
	_, err = tx.Exec(ctx, sql("journal.append"), seq, entryBucket(f.Receipt.ID, customer), int64(touchpoint.KindVoid), int64(customer),
		int64(f.Store), int64(at), int64(f.Day), string(f.Receipt.ID), touchpoint.VoidBody(key[2].(int64)))
	return err
}

// entryBucket is the customer's bucket, or the receipt id's when anonymous.
func entryBucket(id retail.ReceiptID, customer retail.CustomerID) int64 {
	if customer != 0 {
		return int64(customer.Bucket())
	}
	return int64(id.Bucket())
}

// findReceipt reads what stands under a receipt id.
func findReceipt(ctx context.Context, s engine.Session, id retail.ReceiptID) (till.Filed, bool, error) {
	var (
		f           till.Filed
		fingerprint []byte
		customer    int64
	)
	found, err := engine.One(ctx, s, sql("receipt.find"), []any{string(id), int64(id.Bucket())},
		&f.Seq, &customer, &f.Store, &f.At, &f.State, &fingerprint, &f.VoidedAt, &f.Outcome)
	f.Receipt, f.Customer = id, retail.CustomerID(customer)
	copy(f.Fingerprint[:], bytes.Clone(fingerprint))
	return f, found, err
}
