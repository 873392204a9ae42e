package db

import (
	"context"
	stdsql "database/sql"

	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

// ReloadCatalogue reads products and stores anew and swaps them in at once.
func (d *DB) ReloadCatalogue(ctx context.Context) error {
	const op = "db.ReloadCatalogue"
	d.reloading.Lock() // what was read later is stored later
	defer d.reloading.Unlock()
	var (
		stores   []retail.Store
		products []retail.Product
	)
	err := d.engine.View(ctx, func(s engine.Session) (err error) {
		if stores, err = readStores(ctx, s); err != nil {
			return err
		}
		products, err = readProducts(ctx, s, 0)
		return err
	})
	if err != nil {
		return fault.At(op, err)
	}
	d.catalogue.Store(retail.NewCatalogue(products, stores))
	return nil
}

func readStores(ctx context.Context, s engine.Session) (out []retail.Store, err error) {
	err = engine.Each(ctx, s, sql("store.all"), nil, func(scan func(...any) error) error {
		var st retail.Store
		err := scan(&st.Number, &st.ID, &st.Name, &st.Region, &st.Kind, &st.Latitude, &st.Longitude, &st.Zone, &st.Currency, &st.Opened)
		out = append(out, st)
		return err
	})
	return out, err
}

// followCatalogue reads only the products behind those that are known: a till waits for it.
func (d *DB) followCatalogue(ctx context.Context) error {
	d.reloading.Lock()
	defer d.reloading.Unlock()
	known := d.Catalogue()
	further, err := readProducts(ctx, d.engine.Reader(), max(len(known.Products)-1, 0))
	if err == nil {
		d.catalogue.Store(known.With(further))
	}
	return fault.At("db.followCatalogue", err)
}

// readProducts reads the products above a number.
func readProducts(ctx context.Context, s engine.Session, after int) (out []retail.Product, err error) {
	err = engine.Each(ctx, s, sql("product.since"), []any{int64(after)}, func(scan func(...any) error) error {
		var (
			p      retail.Product
			cost   stdsql.NullInt64
			listed int64
		)
		err := scan(&p.Number, &p.ID, &p.GTIN, &p.Name, &p.Brand, &p.Category, &p.Department, &p.Price, &cost,
			&p.Unit, &p.CasePack, &p.ShelfLife, &p.Restriction, &listed)
		p.Cost, p.HasCost, p.Listed = retail.Minor(cost.Int64), cost.Valid, listed != 0
		out = append(out, p)
		return err
	})
	return out, err
}

// PutStores makes or changes stores by their id, all or none, with the rows that this
// leaves in the audit.
func (d *DB) PutStores(ctx context.Context, stores []retail.Store, trail ...AuditRow) error {
	return d.putCatalogue(ctx, len(stores), d.ReloadCatalogue, func(i int) (*engine.Query, []any) {
		s := stores[i]
		return sql("store.put"), []any{string(s.ID), s.Name, s.Region, string(s.Kind), s.Latitude, s.Longitude, s.Zone, string(s.Currency), s.Opened}
	}, trail...)
}

// PutProducts makes or changes products by their id, in writes that let tills
// through; what stands as it is is left alone, and what a person confirmed or the
// word list presumes to be private holds (retail.Settle). What changes nothing leaves
// no row in the audit.
func (d *DB) PutProducts(ctx context.Context, products []retail.Product, trail ...AuditRow) error {
	const lighter = 8 // than a receipt
	known := d.Catalogue()
	var changed []retail.Product
	for _, p := range products {
		number, ok := known.ProductNumber(p.ID)
		p.Number, p.Restriction = number, retail.Settle(&p, known.Product(number).Restriction)
		if !ok || known.Product(number) != p {
			changed = append(changed, p)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	for start := 0; start < len(changed); {
		group := changed[start:min(start+lighter*d.group(), len(changed))]
		err := d.writeCatalogue(ctx, len(group), func(i int) (*engine.Query, []any) {
			p := group[i]
			return sql("product.put"), []any{
				string(p.ID), string(p.GTIN), p.Name, p.Brand, p.Category, p.Department, int64(p.Price),
				stdsql.NullInt64{Int64: int64(p.Cost), Valid: p.HasCost}, p.Unit, int64(p.CasePack), int64(p.ShelfLife), int64(p.Restriction), flag(p.Listed),
			}
		}, trail...)
		if err != nil {
			return fault.At("db.PutProducts", err)
		}
		trail = nil
		start += len(group)
	}
	return d.ReloadCatalogue(ctx)
}

// MeetProducts makes sure that every id has a number: an unknown one becomes an
// unlisted product. Known ids cost a map look-up.
func (d *DB) MeetProducts(ctx context.Context, ids []retail.ProductID) error {
	known := d.Catalogue()
	var fresh []retail.ProductID
	for _, id := range ids {
		if _, ok := known.ProductNumber(id); !ok {
			fresh = append(fresh, id)
		}
	}
	return d.putCatalogue(ctx, len(fresh), d.followCatalogue, func(i int) (*engine.Query, []any) {
		return sql("product.meet"), []any{string(fresh[i])}
	})
}

func (d *DB) putCatalogue(ctx context.Context, n int, then func(context.Context) error, row func(i int) (*engine.Query, []any), trail ...AuditRow) error {
	if n == 0 {
		return nil
	}
	if err := d.writeCatalogue(ctx, n, row, trail...); err != nil {
		return fault.At("db.putCatalogue", err)
	}
	return then(ctx)
}

func (d *DB) writeCatalogue(ctx context.Context, n int, row func(i int) (*engine.Query, []any), trail ...AuditRow) error {
	steps := []engine.Step{{Query: sql("catalogue.lock"), Want: engine.AnyRows}}
	for i := range n {
		q, args := row(i)
		steps = append(steps, engine.Step{Query: q, Want: engine.AnyRows, Args: args})
	}
	for _, t := range trail {
		steps = append(steps, auditStep(t.Actor, t.Action, t.Object, t.Reason, t.At))
	}
	return d.apply(ctx, engine.Bulk, steps)
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Setting reads one of the chain's settings; "" when it was never set.
func (d *DB) Setting(ctx context.Context, name string) (string, error) {
	var value string
	_, err := engine.One(ctx, d.engine.Reader(), sql("setting.get"), []any{name}, &value)
	return value, fault.At("db.Setting", err)
}

// PutSetting sets one of the chain's settings.
func (d *DB) PutSetting(ctx context.Context, name, value string) error {
	return fault.At("db.PutSetting", d.apply(ctx, engine.Bulk, []engine.Step{{Query: sql("setting.put"), Want: 1, Args: []any{name, value}}}))
}
