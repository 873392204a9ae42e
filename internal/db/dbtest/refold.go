package dbtest

import (
	"bytes"
	"fmt"
	"testing"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// journal reads all that folds may see of it, in slices.
func journal(t *testing.T, d *db.DB) (all []touchpoint.Entry) {
	t.Helper()
	h := db.History{DB: d, Declared: everybody()}
	const slice = 1000
	var at touchpoint.Position
	for {
		next := got(h.Entries(t.Context(), at, slice))(t)
		all = append(all, next...)
		if len(next) < slice {
			return all
		}
		at = next[len(next)-1].Position
	}
}

// foldedOnce compares what followers have written with one fold of the whole
// journal: nothing lost, nothing counted twice.
func foldedOnce(t *testing.T, d *db.DB) error {
	t.Helper()
	all := journal(t, d)
	byCustomer := map[retail.CustomerID][]touchpoint.Entry{}
	byNumber := map[int64]*touchpoint.Entry{}
	days := map[customer.StoreDay]*customer.Demand{}
	for i := range all {
		e := &all[i]
		byNumber[e.Position.Seq] = e
		if e.Customer != 0 {
			byCustomer[e.Customer] = append(byCustomer[e.Customer], *e)
		}
		if err := demand(days, byNumber, e, d.Catalogue()); err != nil {
			return err
		}
	}
	for id, entries := range byCustomer {
		want := got(customer.Fold(entries, d.Catalogue()))(t)
		row, err := d.Customer(t.Context(), id)
		if fault.Is(err, fault.Gone) {
			continue // erased: their receipts are nobody's
		}
		must(t, err)
		if row.State == nil || !bytes.Equal(row.State.Append(nil), want.Append(nil)) {
			return fmt.Errorf("customer %s: the profile is\n%+v, one fold of the journal is\n%+v", id, row.State, want)
		}
	}
	for day, want := range days {
		body := demandRow(t, d, day)
		if !bytes.Equal(body, want.Append(nil)) {
			return fmt.Errorf("store %d on %s: the demand is %x, one fold of the journal is %x", day.Store, day.Day, body, want.Append(nil))
		}
	}
	return nil
}

func demand(days map[customer.StoreDay]*customer.Demand, byNumber map[int64]*touchpoint.Entry, e *touchpoint.Entry, chain *retail.Catalogue) error {
	sold, move := e, (*customer.Demand).Add
	if e.Kind == touchpoint.KindVoid {
		seq, _ := e.Voids()
		if sold, move = byNumber[seq], (*customer.Demand).Remove; sold == nil {
			return fmt.Errorf("void %d comes before what it voids", e.Position.Seq)
		}
	} else if e.Kind != touchpoint.KindReceipt {
		return nil
	}
	day := customer.StoreDayOf(sold)
	if days[day] == nil {
		days[day] = &customer.Demand{}
	}
	return move(days[day], sold, chain)
}

func demandRow(t *testing.T, d *db.DB, day customer.StoreDay) (body []byte) {
	t.Helper()
	must(t, d.Each(t.Context(), "demand.find", []any{int64(day.Store), int64(day.Day)}, func(scan func(...any) error) error { return scan(&body) }))
	return body
}
