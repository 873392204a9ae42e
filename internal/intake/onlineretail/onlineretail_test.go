package onlineretail_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sartor/internal/intake"
	"sartor/internal/intake/intaketest"
	"sartor/internal/intake/onlineretail"
	"sartor/internal/retail"
)

func run(t testing.TB, sink intake.Sink, opt intake.Options, paths ...string) intake.Result {
	t.Helper()
	out, err := intake.Run(t.Context(), onlineretail.New(), intake.Job{Paths: paths, Options: opt, Sink: sink})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The numbers are those published with the data set.
func TestOnlineRetail_TotalsOfThePublishedData(t *testing.T) {
	t.Parallel()
	path := intaketest.Data(t, "online_retail/online_retail.csv.gz")
	sink := intaketest.New()
	got := run(t, sink, intake.Options{}, path)
	sink.Check(t)
	want := intake.Result{
		Format: "online-retail", Receipts: 25_900, Lines: 541_909, Customers: 4_372, Stores: 1, Products: 4_070,
		Amount: "9747747.934", Returned: "-918936.61", Read: 25_900, Adjusted: 2, Facts: 4_372,
	}
	if len(got.Warnings) != 2 || !strings.HasPrefix(got.Warnings[0], "4372 customers can get no offers") {
		t.Errorf("warnings: %q", got.Warnings)
	}
	t.Logf("%.2f s", got.Seconds)
	got.Seconds, got.Warnings = 0, nil
	if !equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	checkReceipts(t, sink)

	again := run(t, sink, intake.Options{}, path)
	if again.Receipts != 0 || again.Duplicates != 25_900 || again.Lines != 541_909 || again.Amount != got.Amount {
		t.Errorf("a second run: %+v", again)
	}
}

func equal(a, b intake.Result) bool {
	a.Warnings, b.Warnings = nil, nil
	return a.Format == b.Format && a.Receipts == b.Receipts && a.Lines == b.Lines && a.Customers == b.Customers &&
		a.Stores == b.Stores && a.Products == b.Products && a.Amount == b.Amount && a.Returned == b.Returned &&
		a.Refused == b.Refused && a.Read == b.Read && a.Adjusted == b.Adjusted && a.Facts == b.Facts
}

func checkReceipts(t *testing.T, sink *intaketest.Sink) {
	t.Helper()
	var quantity retail.Quantity
	var lines, anonymous, cancelled, cancelledLines, fees int
	for id, r := range sink.Bills {
		lines += len(r.Lines)
		if r.Customer.Anonymous() {
			anonymous += len(r.Lines)
		}
		if strings.HasPrefix(string(id), "C") {
			cancelled++
			cancelledLines += len(r.Lines)
		}
		for _, l := range r.Lines {
			quantity += l.Quantity
			if sink.Goods[l.Product].Restriction&retail.NotGoods != 0 {
				fees++
			}
		}
	}
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"lines", lines, 541_909},
		{"anonymous lines", anonymous, 135_080},
		{"cancelled invoices", cancelled, 3_836},
		{"cancelled lines", cancelledLines, 9_288},
		{"lines that are no goods", fees, 1256 + 710 + 572 + 144 + 77 + 63 + 37 + 34 + 16 + 3 + 34},
		// Two bad debts of one unit each were turned from 1 to -1.
		{"units", int(quantity / retail.One), 5_176_450 - 4},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %d, want %d", c.what, c.got, c.want)
		}
	}
	if a, b := sink.Goods["15056BL"].Name, sink.Goods["15056bl"].Name; a == "" || b == "" {
		t.Errorf("codes that differ in case are not two products: %q, %q", a, b)
	}
	if p := sink.Goods["85123A"]; p.Name != "WHITE HANGING HEART T-LIGHT HOLDER" || p.Price <= 0 || !p.Listed {
		t.Errorf("85123A: %+v", p)
	}
	debt := sink.Bills["A563186"]
	if len(debt.Lines) != 1 || debt.Lines[0].Amount != -1106206 || debt.Lines[0].Quantity != -retail.One {
		t.Errorf("bad debt: %+v", debt)
	}
	first := sink.Bills["536365"] // 2010-12-01T08:26 in London
	if want := time.Date(2010, 12, 1, 8, 26, 0, 0, time.UTC); first.At != retail.MicrosOf(want) {
		t.Errorf("536365 at %v, want %v", first.At.Time(), want)
	}
}

func TestOnlineRetail_PublishedSpelling(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"as published": "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n" +
			"536365,85123A,\"HEART, WHITE\",6,12/1/2010 8:27,2.55,17850,United Kingdom\r\n" +
			"536365,POST,\xa3 POSTAGE,1,12/1/2010 8:26,0.005,17850,United Kingdom\r\n" +
			"C536366,85123A,\"HEART, WHITE\",-1,7/4/2011 13:05:30,2.55,,France\r\n",
		"as here": "\xef\xbb\xbfinvoice_no,stock_code,description,quantity,invoice_date,unit_price,customer_id,country\n" +
			"536365,85123A,\"HEART, WHITE\",6,2010-12-01T08:27:00,2.55,17850,United Kingdom\n" +
			"536365,POST,£ POSTAGE,1,2010-12-01T08:26:00,0.005,17850,United Kingdom\n" +
			"C536366,85123A,\"HEART, WHITE\",-1,2011-07-04 13:05:30,2.55,,France\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "f.csv")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			sink := intaketest.New()
			got := run(t, sink, intake.Options{Consent: []string{"profile", "offers"}, Proof: "terms of 2010"}, path)
			sink.Check(t)
			if got.Amount != "12.755" || got.Returned != "-2.55" || got.Receipts != 2 || got.Refused != 0 || len(got.Warnings) != 0 {
				t.Errorf("%+v", got)
			}
			r := sink.Bills["536365"]
			if want := time.Date(2010, 12, 1, 8, 26, 0, 0, time.UTC); r.At != retail.MicrosOf(want) || len(r.Lines) != 2 {
				t.Errorf("536365: %+v", r)
			}
			if r.Lines[1].Amount != 1 { // half a penny, away from zero
				t.Errorf("0.005 became %d", r.Lines[1].Amount)
			}
			back := sink.Bills["C536366"]
			if want := time.Date(2011, 7, 4, 12, 5, 30, 0, time.UTC); back.At != retail.MicrosOf(want) {
				t.Errorf("a summer time in London: %v, want %v", back.At.Time(), want)
			}
			if n := sink.Goods["POST"].Name; n != "£ POSTAGE" {
				t.Errorf("name %q", n)
			}
			if c := sink.People["17850"].Consent; c.Basis != intake.Declared || c.Proof != "terms of 2010" || len(c.Purposes) != 2 {
				t.Errorf("consent %+v", c)
			}
		})
	}
}

func BenchmarkOnlineRetail_Parse(b *testing.B) {
	path := intaketest.Data(b, "online_retail/online_retail.csv.gz")
	for b.Loop() {
		if got := run(b, nothing{}, intake.Options{}, path); got.Lines != 541_909 {
			b.Fatal(got.Lines)
		}
	}
	b.ReportMetric(541_909*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}
