// Package csvfolder reads the folder of CSV files that docs/IMPORT.md defines:
// receipts, products, stores, customers, stock, suppliers and promotions, as far as
// they exist; what the chain has already need not come again. A path may also be a
// receipts file by itself.
//
// Every header is checked by name before anything is stored. A store's zone and
// currency come from stores.csv, else from the chain, else from the options; without
// any the import is refused. Without products.csv the products on the receipts that the
// chain has not are listed, named by their id, priced as last sold; with it, others
// become unlisted. A customer's number becomes the identifier account. Rows of a
// receipt may stand apart. A row whose quantity is 0 or differs in sign from
// its amount is refused, as at the till.
package csvfolder

import (
	"cmp"
	"context"
	"path/filepath"

	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/table"
)

// Name is the format's name on the command line.
const Name = "csv"

// New returns the format for one import.
func New() intake.Format {
	r := &reading{}
	return intake.Format{Name: Name, Read: r.read, Customers: r.customers, Facts: r.facts}
}

// reading is the state of one import.
type reading struct {
	folders []folder
	list    bool // a product list was read
	shops   bool // a store list was read
	row     intake.Row
}

// folder holds the tables of one path; nil for a file that is not there.
type folder struct {
	receipts, products, stores, customers, stock, suppliers, promotions *table.Table
}

func (r *reading) read(ctx context.Context, in *intake.Import) error {
	for _, path := range in.Paths {
		f, err := open(in, path)
		if err != nil {
			return err
		}
		r.folders = append(r.folders, f)
		r.list = r.list || f.products != nil
		r.shops = r.shops || f.stores != nil
	}
	if !r.shops && len(in.Options.Stores) == 0 && (in.Options.Currency == "" || in.Options.Timezone == "") {
		return fault.New(fault.Invalid, "usage", "there is no stores.csv and the chain has no store yet, so --currency and --timezone are required")
	}
	standing := func(_ context.Context, in *intake.Import, _ folder) error { in.Standing(); return nil }
	for _, pass := range []func(context.Context, *intake.Import, folder) error{r.stores, standing, r.products, r.receipts} {
		for _, f := range r.folders {
			if err := pass(ctx, in, f); err != nil {
				return err
			}
		}
	}
	if !r.list {
		in.ListUntold()
	}
	return nil
}

// open opens all files of a path and checks their headers.
func open(in *intake.Import, path string) (folder, error) {
	var f folder
	if !table.IsFolder(path) {
		var err error
		if f.receipts, err = in.Open(path, receiptColumns()); err == nil {
			f.receipts.Marked()
		}
		return f, err
	}
	found := false
	for _, one := range []struct {
		name    string
		columns []table.Column
		table   **table.Table
	}{
		{"receipts", receiptColumns(), &f.receipts},
		{"products", productColumns(), &f.products},
		{"stores", storeColumns(), &f.stores},
		{"customers", customerColumns(), &f.customers},
		{"stock", stockColumns(), &f.stock},
		{"suppliers", supplierColumns(), &f.suppliers},
		{"promotions", promotionColumns(), &f.promotions},
	} {
		at, ok := table.Find(path, one.name)
		if !ok {
			continue
		}
		t, err := in.Open(at, one.columns)
		if err != nil {
			return f, err
		}
		t.Marked() // what "export" wrote reads back unchanged
		*one.table, found = t, true
	}
	if !found {
		return f, fault.New(fault.NotFound, "no_file", "%s holds none of receipts.csv, products.csv, stores.csv, customers.csv, stock.csv, suppliers.csv and promotions.csv (or the same with .gz)", filepath.Clean(path))
	}
	return f, nil
}

// shop makes a store that no list describes, false when the options do not say
// enough for it.
func shop(in *intake.Import, id string) (retail.Store, bool) {
	o := &in.Options
	s := retail.Store{ID: retail.StoreID(id), Name: id, Zone: o.Timezone, Currency: o.Currency}
	return s, o.Timezone != "" && o.Currency != ""
}

// filled completes a listed store from the options.
func filled(in *intake.Import, s retail.Store) retail.Store {
	s.Zone = cmp.Or(s.Zone, in.Options.Timezone)
	s.Currency = cmp.Or(s.Currency, in.Options.Currency)
	s.Name = cmp.Or(s.Name, string(s.ID))
	return s
}
