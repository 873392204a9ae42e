package db

import (
	"context"
	"math"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// CustomerRow is what stands about a customer beside receipts.
type CustomerRow struct {
	ID          retail.CustomerID
	Identifiers []retail.Identifier
	Language    string
	HomeStore   uint32
	Consent     customer.Consent
	Created     retail.Micros
	State       *customer.State  // nil: no profile
	Outlook     *outlook.Outlook // nil: nothing learned yet
}

// FindCustomer returns whom an id or identifiers name, the survivor of merges;
// it makes nobody. Absence is fault.NotFound.
func (d *DB) FindCustomer(ctx context.Context, who touchpoint.Customer) (retail.CustomerID, error) {
	const op = "db.FindCustomer"
	r, err := resolve(ctx, d.engine.Reader(), who, 0)
	if err == nil && (r.customer == 0 || r.fresh) {
		err = fault.New(fault.NotFound, "unknown_customer", "nobody is known by that")
	}
	if err != nil {
		return 0, fault.At(op, err)
	}
	return r.customer, nil
}

// Customer reads one customer with identifiers and profile.
func (d *DB) Customer(ctx context.Context, id retail.CustomerID) (CustomerRow, error) {
	const op = "db.Customer"
	s := d.engine.Reader()
	out := CustomerRow{ID: id}
	var home, merged, erased int64
	found, err := engine.One(ctx, s, sql("customer.find"), []any{int64(id), int64(id.Bucket())}, &out.Language, &home, &out.Consent, &merged, &erased, &out.Created)
	switch {
	case err != nil:
		return CustomerRow{}, fault.At(op, err)
	case !found:
		return CustomerRow{}, fault.At(op, fault.New(fault.NotFound, "unknown_customer", "customer %s is not known", id))
	case erased != 0:
		return CustomerRow{}, fault.At(op, fault.New(fault.Gone, "erased", "customer %s was erased", id))
	case merged != 0:
		return d.Customer(ctx, retail.CustomerID(merged))
	}
	out.HomeStore = uint32(home)
	if out.Identifiers, err = readIdentifiers(ctx, s, id); err != nil {
		return CustomerRow{}, fault.At(op, err)
	}
	out.State, out.Outlook, err = d.outlooks.Profile(ctx, s, id)
	return out, fault.At(op, err)
}

func readIdentifiers(ctx context.Context, s engine.Session, id retail.CustomerID) (out []retail.Identifier, err error) {
	err = engine.Each(ctx, s, sql("customer.identifiers"), []any{int64(id), int64(id.Bucket())}, func(scan func(...any) error) error {
		var i retail.Identifier
		err := scan(&i.Kind, &i.Value)
		out = append(out, i)
		return err
	})
	return out, err
}

// Moment is a place in a customer's timeline: entries of one instant are ordered
// by their number. The zero Moment is behind all of them.
type Moment struct {
	At  retail.Micros
	Seq int64
}

// Timeline lists a customer's journal entries before a moment, newest first.
func (d *DB) Timeline(ctx context.Context, id retail.CustomerID, before Moment, most int) (out []touchpoint.Entry, err error) {
	if before == (Moment{}) {
		before = Moment{At: math.MaxInt64, Seq: math.MaxInt64}
	}
	args := []any{int64(id), int64(id.Bucket()), int64(before.At), before.Seq, int64(most)}
	err = engine.Each(ctx, d.engine.Reader(), sql("journal.timeline"), args, func(scan func(...any) error) error {
		e := touchpoint.Entry{Customer: id, Bucket: id.Bucket()}
		err := scan(&e.Position.Seq, &e.Kind, &e.Store, &e.At, &e.Day, &e.Receipt, &e.Body)
		out = append(out, e)
		return err
	})
	return out, fault.At("db.Timeline", err)
}

// SomeIdentifiers lists identifiers in their order, at most `most`.
func (d *DB) SomeIdentifiers(ctx context.Context, most int) (out []retail.Identifier, err error) {
	err = engine.Each(ctx, d.engine.Reader(), sql("identifier.some"), []any{int64(most)}, func(scan func(...any) error) error {
		var i retail.Identifier
		err := scan(&i.Kind, &i.Value)
		out = append(out, i)
		return err
	})
	return out, fault.At("db.SomeIdentifiers", err)
}

// ForeignFact is something that another system left about a customer: a trait, a
// mailing they were sent, a coupon they used.
type ForeignFact struct {
	Kind     string // trait, sent, redemption
	Campaign string // of a mailing or a coupon
	Object   string // name of a trait, code of a coupon
	At       int64  // business day of a redemption, 0 otherwise
	Body     string // JSON, as imported
}

// ForeignFacts lists what another system left about a customer, at most `most`
// rows for each of their accounts.
func (d *DB) ForeignFacts(ctx context.Context, ids []retail.Identifier, most int) (out []ForeignFact, err error) {
	for _, i := range ids {
		if i.Kind != retail.Account {
			continue
		}
		err := engine.Each(ctx, d.engine.Reader(), sql("fact.of_person"), []any{i.Value, int64(most)}, func(scan func(...any) error) error {
			var f ForeignFact
			err := scan(&f.Kind, &f.Campaign, &f.Object, &f.At, &f.Body)
			out = append(out, f)
			return err
		})
		if err != nil {
			return nil, fault.At("db.ForeignFacts", err)
		}
	}
	return out, nil
}
