package upkeep

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/retail"
)

// table reads one exported file.
func table(t *testing.T, dir, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name+".csv.gz"))
	check(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	check(t, err)
	rows, err := csv.NewReader(z).ReadAll()
	check(t, err)
	return rows
}

// Only who allows analytics is in the files, and without anything that points to
// them outside.
func TestExport_OnlyWhoAllowsAnalytics(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	allows := func(holder string, granted bool) string {
		t.Helper()
		id, err := s.DB.FindCustomer(t.Context(), card(holder))
		check(t, err)
		check(t, s.DB.SetConsent(t.Context(), id, db.ConsentAnswer{Purpose: customer.AnalyticsPurpose, Granted: granted, At: retail.MicrosOf(time.Now())}))
		return id.String()
	}
	yes, no := allows("card2", true), allows("card3", false)
	dir := filepath.Join(t.TempDir(), "export")
	out, err := Export(t.Context(), s.Chain, dir, "test")
	check(t, err)
	if out.Customers != 1 || out.Withheld != 4 || out.Named != 2 || out.Receipts != 13 {
		t.Errorf("%+v, want 1 customer with 2 of 13 receipts, and 4 withheld", out)
	}
	for _, name := range []string{"customers", "receipts", "vouchers", "promotion-results", "stores", "products"} {
		for _, row := range table(t, dir, name) {
			line := strings.Join(row, ",")
			if strings.Contains(line, "card") || strings.Contains(line, no) {
				t.Errorf("%s holds %q", name, line)
			}
			if slices.ContainsFunc(s.codes, func(code string) bool { return strings.Contains(line, code) }) {
				t.Errorf("%s holds a code that can still be used: %q", name, line)
			}
		}
	}
	named := 0
	for _, row := range table(t, dir, "receipts")[1:] {
		if row[4] == yes {
			named++
		} else if row[4] != "" {
			t.Errorf("a receipt of %s is in the files", row[4])
		}
	}
	if named != 2 {
		t.Errorf("%d lines with the customer who allows it, want 2", named)
	}
}

// A receipt with something that nothing may be inferred from has no customer.
func TestExport_SensitiveGoodsHaveNoCustomer(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	settings, err := s.Settings(t.Context())
	check(t, err)
	settings.Consent = append(settings.Consent, "analytics")
	check(t, s.PutSettings(t.Context(), settings))
	count := func() int64 {
		t.Helper()
		out, err := Export(t.Context(), s.Chain, filepath.Join(t.TempDir(), "export"), "test")
		check(t, err)
		return out.Named
	}
	if n := count(); n == 0 {
		t.Fatal("the declared default names nobody; the test shows nothing")
	}
	check(t, s.DB.PutProducts(t.Context(), []retail.Product{{ID: "P1", Name: "Bread", Price: 300, Listed: true, Restriction: retail.NoInference}}))
	if n := count(); n != 0 {
		t.Errorf("%d receipts with sensitive goods have a customer", n)
	}
}

// A name that a spreadsheet would compute is text in the files, and numbers stay numbers.
func TestExport_NoFormulas(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	check(t, s.DB.PutProducts(t.Context(), []retail.Product{{ID: "=1+1", Name: "@SUM(A1)", Brand: "-x", Price: 300, Listed: true}}))
	dir := filepath.Join(t.TempDir(), "export")
	_, err := Export(t.Context(), s.Chain, dir, "test")
	check(t, err)
	for _, row := range table(t, dir, "products")[1:] {
		if strings.HasSuffix(row[0], "1+1") {
			if row[0] != "'=1+1" || row[2] != "'@SUM(A1)" || row[3] != "'-x" || row[6] != "3.00" {
				t.Errorf("got %q", row)
			}
			return
		}
	}
	t.Error("the product is not in the files")
}
