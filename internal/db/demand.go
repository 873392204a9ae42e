package db

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"sartor/internal/customer"
	"sartor/internal/touchpoint"
)

// demandTable is where days of demand stand: the live ones, or those that a
// rebuild makes beside them.
type demandTable struct{ find, put, page *query }

func standingDemand() demandTable {
	return demandTable{sql("demand.find"), sql("demand.put"), sql("demand.page")}
}

func rebuiltDemand() demandTable {
	return demandTable{sql("demand_anew.find"), sql("demand_anew.put"), sql("demand_anew.page")}
}

// dayRow is one store's business day with the position up to which it is folded.
type dayRow struct {
	where  customer.StoreDay
	rules  int64
	at     touchpoint.Position
	body   []byte
	demand customer.Demand
}

// days folds entries into demand: receipts on their own day, voids on the day of
// what they take back.
func (f *follower) days(ctx context.Context, entries []touchpoint.Entry, table demandTable) error {
	touched := map[customer.StoreDay][]change{}
	for i := range entries {
		c, ok, err := f.change(ctx, &entries[i])
		if err != nil {
			return err
		}
		if ok {
			where := customer.StoreDayOf(c.receipt)
			touched[where] = append(touched[where], c)
		}
	}
	order := slices.SortedFunc(maps.Keys(touched), func(a, b customer.StoreDay) int {
		return cmp.Or(cmp.Compare(a.Store, b.Store), cmp.Compare(a.Day, b.Day))
	})
	for _, where := range order {
		if err := f.day(ctx, table, where, touched[where]); err != nil {
			return err
		}
	}
	return f.flush(ctx)
}

// change is a receipt that an entry adds to, or takes from, a day.
type change struct {
	at      touchpoint.Position // of the entry
	receipt *touchpoint.Entry
	void    bool
}

// change reads what an entry does to demand; erasures do nothing.
func (f *follower) change(ctx context.Context, e *touchpoint.Entry) (change, bool, error) {
	if e.Kind == touchpoint.KindReceipt {
		return change{at: e.Position, receipt: e}, true, nil
	}
	seq, ok := e.Voids()
	if !ok {
		return change{}, false, nil
	}
	var receipt *touchpoint.Entry
	err := each(ctx, f.engine.reader(), sql("journal.one"), []any{seq, int64(e.Bucket)}, func(scan func(...any) error) error {
		r, err := scanEntry(scan)
		receipt = &r
		return err
	})
	if err != nil || receipt == nil || receipt.Kind != touchpoint.KindReceipt {
		return change{}, false, err
	}
	return change{at: e.Position, receipt: receipt, void: true}, true, nil
}

func (f *follower) day(ctx context.Context, table demandTable, where customer.StoreDay, changes []change) error {
	row, err := f.readDay(ctx, table, where)
	if err != nil {
		return err
	}
	before := row.at
	for _, c := range changes {
		if !c.at.After(row.at) {
			continue
		}
		fold := row.demand.Add
		if c.void {
			fold = row.demand.Remove
		}
		if err := fold(c.receipt, f.chain); err != nil {
			return err
		}
		row.at = c.at
	}
	if row.at == before {
		return nil
	}
	return f.write(ctx, step{q: table.put, want: anyRows, args: []any{
		int64(where.Store), int64(where.Day), f.rules.Generation, row.at.Epoch, row.at.Seq, row.demand.Append(nil),
	}})
}

// readDay reads a day; one of an older generation begins anew.
func (f *follower) readDay(ctx context.Context, table demandTable, where customer.StoreDay) (dayRow, error) {
	row := dayRow{where: where}
	found, err := one(ctx, f.engine.reader(), table.find, []any{int64(where.Store), int64(where.Day)}, &row.rules, &row.at.Epoch, &row.at.Seq, &row.body)
	if err != nil {
		return row, err
	}
	if !found || row.rules != f.rules.Generation {
		return dayRow{where: where}, nil
	}
	return row, row.demand.Decode(row.body)
}
