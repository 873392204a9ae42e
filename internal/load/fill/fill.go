// Package fill writes the past of a large chain (internal/load/chain) into a
// database: catalogue and promotions through db, the millions of rows beside
// them in bulk, in the order of their keys, with the indexes built behind them.
// What stands afterwards is a database like any other: profiles and demand are
// what the folds give, every voucher has its ledger entries, every promotion
// the sum of them. It refuses a database in which receipts stand already.
package fill

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"sartor/internal/db"
	"sartor/internal/load/chain"
	"sartor/internal/retail"
)

// firstSeq is the number of the first receipt's entry: behind those of the
// promotions.
const firstSeq = 1_000_000

// declared is the chain's basis for customers who never answered: all of them.
const declared = `{"name":"Load","consent":["profile","offers"],"consent_proof":"load test"}`

// Job is one database to be filled.
type Job struct {
	URL   string // sqlite:PATH or postgres://…
	Chain *chain.Chain
	Say   func(text string) // progress
}

// Run fills the database.
func (j Job) Run(ctx context.Context) error {
	f := &filler{Job: j}
	if err := f.catalogue(ctx); err != nil {
		return err
	}
	b, err := openBulk(ctx, j.URL)
	if err != nil {
		return err
	}
	if err := f.rows(ctx, b); err != nil {
		return errors.Join(err, b.abort(ctx))
	}
	j.Say("indexes")
	return b.finish(ctx)
}

// filler is a job at work.
type filler struct {
	Job
	catalog *retail.Catalogue
	epoch   int64    // of all entries: they are one transaction on PostgreSQL
	product []uint32 // the database's numbers
	store   []uint32
}

// catalogue writes what is small, by the same way as an administrator.
func (f *filler) catalogue(ctx context.Context) error {
	d, err := db.Open(ctx, f.URL)
	if err != nil {
		return err
	}
	return errors.Join(f.offered(ctx, d), d.Close())
}

func (f *filler) offered(ctx context.Context, d *db.DB) error {
	receipts := int64(0)
	err := d.Each(ctx, "journal.count", nil, func(scan func(...any) error) error { return scan(&receipts) })
	if err != nil {
		return err
	}
	if receipts > 0 || len(d.Catalogue().Stores) > 1 {
		return fmt.Errorf("the database is not empty; fill a new one")
	}
	f.Say("stores, products and promotions")
	if err := d.PutSetting(ctx, "chain", declared); err != nil {
		return err
	}
	if err := d.PutStores(ctx, f.Chain.StoreList()); err != nil {
		return err
	}
	if err := d.PutProducts(ctx, f.Chain.ProductList()); err != nil {
		return err
	}
	for i, p := range f.Chain.PromotionList() {
		row, err := d.PutPromotion(ctx, db.Edit{Promotion: p, Actor: "load", Reason: "fill", At: retail.MicrosOf(p.Starts.Time())})
		if err != nil {
			return err
		}
		if row.Number != uint32(i+1) {
			return fmt.Errorf("promotion %s has number %d, not %d", p.ID, row.Number, i+1)
		}
	}
	f.catalog = d.Catalogue()
	return f.numbers()
}

func (f *filler) numbers() error {
	f.product, f.store = make([]uint32, f.Chain.Products), make([]uint32, f.Chain.Stores)
	for i := range f.product {
		n, ok := f.catalog.ProductNumber(f.Chain.ProductID(i))
		if !ok {
			return fmt.Errorf("product %d has no number", i)
		}
		f.product[i] = n
	}
	for i := range f.store {
		n, ok := f.catalog.StoreNumber(f.Chain.StoreID(i))
		if !ok {
			return fmt.Errorf("store %d has no number", i)
		}
		f.store[i] = n
	}
	return nil
}

// rows writes the large tables, each in the order of its key.
func (f *filler) rows(ctx context.Context, b bulk) error {
	f.epoch = b.epoch()
	for _, t := range []struct {
		table   string
		columns []string
		rows    iter.Seq[[]any]
	}{
		{"journal", []string{"seq", "bucket", "kind", "customer", "store", "at", "day", "receipt", "body"}, f.journal()},
		{"demand", []string{"store", "day", "body"}, f.demand()},
		{"receipt_key", []string{"receipt", "bucket", "seq", "customer", "store", "at", "state", "fingerprint", "voided_at"}, f.keys()},
		{"customer", []string{"customer", "bucket", "created_at", "language", "home_store", "consent", "merged_into", "erased_at"}, f.customers()},
		{"customer_identifier", []string{"customer", "kind", "value", "bucket", "seen_at"}, f.identifiers()},
		{"identifier", []string{"kind", "value", "bucket", "customer"}, f.cards()},
		{"profile", []string{"customer", "bucket", "epoch", "seq", "body"}, f.profiles()},
		{"voucher", voucherColumns(), f.vouchers()},
		{"redemption", []string{"receipt", "bucket", "n", "code", "alias", "voucher_bucket", "amount", "flag", "at", "state", "body"}, f.redemptions()},
		{"ledger", []string{"seq", "n", "bucket", "promotion", "alias", "event", "debit", "credit", "amount", "at"}, f.ledger()},
		{"fold", []string{"name", "epoch", "seq"}, f.positions()},
		{"setting", []string{"name", "value"}, f.tills()},
	} {
		f.Say(t.table)
		if err := b.copy(ctx, t.table, t.columns, ahead(t.rows)); err != nil {
			return fmt.Errorf("%s: %w", t.table, err)
		}
	}
	f.Say("budgets")
	return b.budgets(ctx)
}

// ahead computes rows in a goroutine of its own while others are written.
func ahead(rows iter.Seq[[]any]) iter.Seq[[]any] {
	const batch = 2_000
	return func(yield func([]any) bool) {
		lots, quit := make(chan [][]any, 4), make(chan struct{})
		defer close(quit)
		go func() {
			defer close(lots)
			lot := make([][]any, 0, batch)
			for row := range rows {
				if lot = append(lot, row); len(lot) < batch {
					continue
				}
				select {
				case lots <- lot:
				case <-quit:
					return
				}
				lot = make([][]any, 0, batch)
			}
			select {
			case lots <- lot:
			case <-quit:
			}
		}()
		for lot := range lots {
			for _, row := range lot {
				if !yield(row) {
					return
				}
			}
		}
	}
}
