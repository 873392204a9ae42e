package upkeep

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/sheet"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher/code"
)

// Exported counts what was written.
type Exported struct {
	Receipts   int64 `json:"receipts"`
	Lines      int64 `json:"lines"`
	Named      int64 `json:"named"` // receipts with a customer
	Customers  int64 `json:"customers"`
	Withheld   int64 `json:"withheld"` // customers who do not allow analytics
	Vouchers   int64 `json:"vouchers"`
	Promotions int64 `json:"promotions"`
	Stores     int64 `json:"stores"`
	Products   int64 `json:"products"`
}

// Export writes a new folder of gzipped CSV files, receipts and lists in the
// columns that "import csv" reads. A customer is in it, under a pseudonym and
// without identifiers, only with consent to analytics; the receipts of others
// are anonymous, and so is one with a product that nothing may be inferred from.
func Export(ctx context.Context, c *server.Chain, dest, actor string) (out Exported, err error) {
	if entries, err := os.ReadDir(dest); err == nil && len(entries) > 0 {
		return out, fault.New(fault.Conflict, "exists", "%s is there already and not empty; an export goes into a new folder", dest)
	}
	part := dest + ".part"
	if err := errors.Join(os.RemoveAll(part), os.MkdirAll(part, 0o700)); err != nil {
		return out, err
	}
	e := &exporter{dir: part, chain: c.DB.Catalogue(), declared: c.Sight().Chain.Consent, codes: c.Codes(), ids: map[uint32]string{}}
	err = view(ctx, c, func(s engine.Session) error { return e.all(ctx, s) })
	if err == nil {
		err = c.DB.Audit(ctx, db.AuditRow{Actor: actor, Action: "chain.export", Object: dest, At: retail.MicrosOf(c.Clock())})
	}
	if err == nil {
		_ = os.Remove(dest) // an empty folder gives way; anything else refuses the rename
		err = os.Rename(part, dest)
	}
	if err != nil {
		return out, errors.Join(fmt.Errorf("export: %w", err), os.RemoveAll(part))
	}
	return e.out, nil
}

// exporter writes the files one after the other.
type exporter struct {
	dir      string
	chain    *retail.Catalogue
	declared customer.Consent
	codes    *code.Ring
	ids      map[uint32]string // promotions by number
	out      Exported
}

func (e *exporter) all(ctx context.Context, s engine.Session) error {
	for _, step := range []func(context.Context, engine.Session) error{e.stores, e.products, e.promotions, e.customers, e.receipts, e.vouchers} {
		if err := step(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// file writes one gzipped CSV file. Text that a spreadsheet would compute is marked
// as text, and "import csv" takes the mark off again.
func (e *exporter) file(name, columns string, rows func(row func(cells ...string) error) error) error {
	return writeFile(filepath.Join(e.dir, name+".csv.gz"), func(w io.Writer) error {
		z := gzip.NewWriter(w)
		c := csv.NewWriter(z)
		err := c.Write(strings.Split(columns, ","))
		if err == nil {
			err = rows(func(cells ...string) error {
				for i := range cells {
					cells[i] = sheet.Field(cells[i])
				}
				return c.Write(cells)
			})
		}
		c.Flush()
		return errors.Join(err, c.Error(), z.Close())
	})
}

// allows reports whether a customer with these answers may be in the files.
func (e *exporter) allows(answers customer.Consent) bool {
	return answers.Over(e.declared).Allows(customer.AnalyticsPurpose)
}

// name is the customer's pseudonym, "" for nobody and for who does not allow it.
func (e *exporter) name(id retail.CustomerID, answers customer.Consent) string {
	if id == 0 || !e.allows(answers) {
		return ""
	}
	return id.String()
}

func (e *exporter) customers(ctx context.Context, s engine.Session) error {
	return e.file("customers", "customer,joined,home_store,language,consent", func(row func(...string) error) error {
		return engine.Each(ctx, s, sql("export.customers"), nil, func(scan func(...any) error) error {
			var (
				id       retail.CustomerID
				answers  customer.Consent
				created  retail.Micros
				home     uint32
				language string
			)
			if err := scan(&id, &answers, &created, &home, &language); err != nil {
				return err
			}
			if !e.allows(answers) {
				e.out.Withheld++
				return nil
			}
			e.out.Customers++
			var purposes []string
			for _, p := range customer.Purposes() {
				if answers.Over(e.declared).Allows(p) {
					purposes = append(purposes, string(p))
				}
			}
			return row(id.String(), created.Time().Format(time.DateOnly), string(e.chain.Store(home).ID), language, strings.Join(purposes, "|"))
		})
	})
}

func (e *exporter) receipts(ctx context.Context, s engine.Session) error {
	return e.file("receipts", "receipt,at,store,till,customer,product,quantity,amount,discount", func(row func(...string) error) error {
		return engine.Each(ctx, s, sql("export.receipts"), nil, func(scan func(...any) error) error {
			var (
				receipt, name string
				id            retail.CustomerID
				answers       customer.Consent
				store         uint32
				at            retail.Micros
				body          []byte
			)
			if err := scan(&receipt, &id, &answers, &store, &at, &body); err != nil {
				return err
			}
			p, err := touchpoint.Unpack(body, nil)
			if err != nil || !p.State.Counts() {
				return err
			}
			e.out.Receipts++
			if name = e.name(id, answers); name != "" && e.sensitive(p.Lines) {
				name = ""
			}
			if name != "" {
				e.out.Named++
			}
			shop := e.chain.Store(store)
			for i := range p.Lines {
				l := &p.Lines[i]
				e.out.Lines++
				err := row(receipt, at.Time().Format(time.RFC3339), string(shop.ID), string(p.Till), name, string(e.chain.Product(l.Product).ID),
					l.Quantity.String(), decimal(l.Amount, shop.Currency), decimal(l.Discount, shop.Currency))
				if err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// sensitive reports whether a line is of goods that nothing is inferred from.
func (e *exporter) sensitive(lines []touchpoint.PackedLine) bool {
	for i := range lines {
		if e.chain.Product(lines[i].Product).Restriction&retail.NoInference != 0 {
			return true
		}
	}
	return false
}

func decimal(amount retail.Minor, c retail.Currency) string {
	return retail.Money{Amount: amount, Currency: c}.Decimal()
}

func number[N ~int | ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }
