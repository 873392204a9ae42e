package csvfolder_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/intake/intaketest"
	"sartor/internal/retail"
)

// refusedRows runs an import and returns what it refused as "file:line reason".
func refusedRows(t testing.TB, sink intake.Sink, opt intake.Options, dir string) ([]string, intake.Result) {
	t.Helper()
	var out bytes.Buffer
	opt.Refused = &out
	got, err := run(t, sink, opt, dir)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) == 0 || strings.Join(rows[0], ",") != "file,line,reason" {
		t.Fatalf("the refused rows are no CSV: %v %v", rows, err)
	}
	var lines []string
	for _, r := range rows[1:] {
		lines = append(lines, r[0]+":"+r[1]+" "+r[2])
	}
	if int64(len(lines)) != got.Refused {
		t.Errorf("%d refused rows written, %d counted", len(lines), got.Refused)
	}
	return lines, got
}

// wrongReceipts are rows of receipts.csv with the reason why each is refused.
var wrongReceipts = []struct{ name, row, reason string }{
	{"short row", "R,2026-11-22T10:00:00,S012", `the row has 3 fields, the header 9`},
	{"long row", "R,2026-11-22T10:00:00,S012,T,7,A,1,1,0,x", `the row has 10 fields, the header 9`},
	{"no receipt", ",2026-11-22T10:00:00,S012,T,7,A,1,1,0", `receipt is empty`},
	{"spaces for a receipt", "  ,2026-11-22T10:00:00,S012,T,7,A,1,1,0", `receipt is empty`},
	{"long receipt", strings.Repeat("r", 129) + ",2026-11-22T10:00:00,S012,T,7,A,1,1,0", `receipt is longer than 128 bytes`},
	{"NUL", "R\x00,2026-11-22T10:00:00,S012,T,7,A,1,1,0", `receipt holds the control character 0x00`},
	{"escape in a product", "R,2026-11-22T10:00:00,S012,T,7,\x1b@,1,1,0", `product holds the control character 0x1b`},
	{"C1 control", "R,2026-11-22T10:00:00,S012,T,7,\u009b2J,1,1,0", `product holds the control character U+009B`},
	{"not UTF-8", "R,2026-11-22T10:00:00,S012,T,\xff,A,1,1,0", `customer is not UTF-8`},
	{"no product", "R,2026-11-22T10:00:00,S012,T,7,,1,1,0", `product is empty`},
	{"unknown store", "R,2026-11-22T10:00:00,S99,T,7,A,1,1,0", `store "S99" is not in stores.csv; add it there, or give --currency and --timezone`},
	{"no store", "R,2026-11-22T10:00:00,,T,7,A,1,1,0", `store is empty`},
	{"no time", "R,,S012,T,7,A,1,1,0", `at "" is not a time such as 2026-11-22T17:41:09+01:00, 2026-11-22T17:41:09 or 2026-11-22`},
	{"no such day", "R,2026-02-29,S012,T,7,A,1,1,0", `at "2026-02-29" is not a time such as 2026-11-22T17:41:09+01:00, 2026-11-22T17:41:09 or 2026-11-22`},
	{"future", "R,2026-11-24T12:05:01Z,S012,T,7,A,1,1,0", `the time lies in the future`},
	{"today before noon", "R,2026-11-24,S013,T,7,A,1,1,0", `at 2026-11-24 says no time and counts as noon, which is still to come: write the time, or import it once noon is over`},
	{"before computers", "R,1969-12-31T10:00:00,S012,T,7,A,1,1,0", `the time lies before 1970`},
	{"quantity 0", "R,2026-11-22T10:00:00,S012,T,7,A,0,0,0", `quantity is 0`},
	{"quantity rounds to 0", "R,2026-11-22T10:00:00,S012,T,7,A,0.0004,1,0", `quantity is 0`},
	{"signs", "R,2026-11-22T10:00:00,S012,T,7,A,-1,1,0", `quantity and amount differ in sign`},
	{"other signs", "R,2026-11-22T10:00:00,S012,T,7,A,1,-0.01,0", `quantity and amount differ in sign`},
	{"quantity in words", "R,2026-11-22T10:00:00,S012,T,7,A,one,1,0", `quantity "one" is not a decimal number such as 2.49`},
	{"exponent", "R,2026-11-22T10:00:00,S012,T,7,A,1,1e3,0", `amount "1e3" is not a decimal number such as 2.49`},
	{"comma for a point", "R,2026-11-22T10:00:00,S012,T,7,A,1,\"1,50\",0", `amount "1,50" is not a decimal number such as 2.49`},
	{"NaN", "R,2026-11-22T10:00:00,S012,T,7,A,1,NaN,0", `amount "NaN" is not a decimal number such as 2.49`},
	{"huge amount", "R,2026-11-22T10:00:00,S012,T,7,A,1,10000000000.01,0", `the amount is too large`},
	{"huge quantity", "R,2026-11-22T10:00:00,S012,T,7,A,1000000000.001,1,0", `quantity "1000000000.001" is too large a quantity`},
	{"discount below 0", "R,2026-11-22T10:00:00,S012,T,7,A,1,1,-0.01", `discount is below 0`},
	{"stray text", "\"R\"x,2026-11-22T10:00:00,S012,T,7,A,1,1,0", `text stands between a closing quote and the next comma`},
	{"open quote", "\"R,2026-11-22T10:00:00,S012,T,7,A,1,1,0", `a quote opens that does not close within 1 MiB or the file`},
	{"field above 1 MiB", strings.Repeat("r", 1<<20) + ",2026-11-22T10:00:00,S012,T,7,A,1,1,0", `the row is longer than 1 MiB`},
	{"other store", "OK,2026-11-22T10:00:00,S013,T1,7,A,1,1,0", `receipt "OK" names the store "S013" here and "S012" before (line 2)`},
	{"other till", "OK,2026-11-22T10:00:00,S012,T2,7,A,1,1,0", `receipt "OK" names the till "T2" here and "T1" before (line 2)`},
	{"other customer", "OK,2026-11-22T10:00:00,S012,T1,8,A,1,1,0", `receipt "OK" names the customer "8" here and "7" before (line 2)`},
}

func TestCSV_RefusesReceiptRowsAlone(t *testing.T) {
	t.Parallel()
	good := "OK,2026-11-22T10:00:00,S012,T1,7,A,1,1.00,0\n"
	for _, c := range wrongReceipts {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"stores.csv": whole()["stores.csv"]}
			files["receipts.csv"] = head + good + c.row + "\n" + strings.ReplaceAll(good, "OK", "OK2")
			sink := intaketest.New()
			lines, got := refusedRows(t, sink, intake.Options{}, folder(t, files))
			sink.Check(t)
			if len(lines) != 1 || lines[0] != "receipts.csv:3 "+c.reason {
				t.Errorf("got %q\nwant receipts.csv:3 %s", lines, c.reason)
			}
			if got.Lines != 2 || got.Receipts != 2 || got.Amount != "2" || sink.Bills["OK2"].ID == "" {
				t.Errorf("the rest was not kept: %+v", got)
			}
			if len(sink.People) != 1 {
				t.Errorf("customers %v", sink.People)
			}
		})
	}
}

func TestCSV_KeepsTheLastGoodValues(t *testing.T) {
	t.Parallel()
	files := map[string]string{"stores.csv": whole()["stores.csv"], "receipts.csv": head +
		strings.Repeat("r", 128) + ",2026-11-24T12:05:00Z,S012,T,7,A,1,10000000000.00,0\n" +
		"R2,1970-01-01T00:00:00Z,S012,,,B B,1000000000,0,0\n" +
		"R3, 2024-02-29 ,S012,, ,A, 0.0005 , .5 ,\n" +
		"R4,2026-11-22T10:00:00.123456789-0530,S012,,9e+05,007,1,+1.,0\r\n"}
	sink := intaketest.New()
	lines, got := refusedRows(t, sink, intake.Options{}, folder(t, files))
	sink.Check(t)
	if len(lines) != 0 || got.Receipts != 4 || got.Amount != "10000000001.5" {
		t.Errorf("%q %+v", lines, got)
	}
	if r := sink.Bills["R3"]; r.Lines[0].Quantity != 1 || !r.Customer.Anonymous() {
		t.Errorf("R3 %+v", r)
	}
	r := sink.Bills["R4"]
	if r.At != at("2026-11-22T15:30:00Z")+123456 || r.Lines[0].Product != "007" || r.Customer.Identifiers[0].Value != "9e+05" {
		t.Errorf("R4 %+v", r)
	}
}

// wrongOthers are rows of the other files with the reason why each is refused.
var wrongOthers = []struct{ name, file, row, reason string }{
	{"store twice", "stores.csv", "S012,,,,,,Europe/Rome,EUR,", `store "S012" stands twice; the first is kept`},
	{"store kind", "stores.csv", "S9,,,village,,,Europe/Rome,EUR,", `kind "village" is none of urban, suburban, rural, online`},
	{"store zone", "stores.csv", "S9,,,,,,Mars/Base,EUR,", `timezone "Mars/Base" is not a time zone such as Europe/London`},
	{"store currency", "stores.csv", "S9,,,,,,Europe/Rome,euro,", `currency "euro" is not a currency such as EUR`},
	{"store latitude", "stores.csv", "S9,,,,90.1,,Europe/Rome,EUR,", `latitude "90.1" is not a number of degrees from -90 to 90`},
	{"store longitude", "stores.csv", "S9,,,,,NaN,Europe/Rome,EUR,", `longitude "NaN" is not a number of degrees from -180 to 180`},
	{"store opened", "stores.csv", "S9,,,,,,Europe/Rome,EUR,1.5.2001", `opened "1.5.2001" is not a date such as 2026-11-22`},
	{"product twice", "products.csv", "5901,,,,,,,,,,,", `product "5901" stands twice; the first is kept`},
	{"gtin", "products.csv", "9,5901234123458,,,,,,,,,,", `gtin "5901234123458" is not a barcode number of 8, 12, 13 or 14 digits with a right check digit`},
	{"price", "products.csv", "9,,,,,,-1,,,,,", `a price or cost is below 0`},
	{"pack", "products.csv", "9,,,,,,,,,1.5,,", `case_pack "1.5" is not a whole number from 0 to 100000`},
	{"life", "products.csv", "9,,,,,,,,,,36501,", `shelf_life_days "36501" is not a whole number from 0 to 36500`},
	{"restricted", "products.csv", "9,,,,,,,,,,,secret", `restricted "secret" is none of no_voucher, no_inference, age`},
	{"long name", "products.csv", "9,," + strings.Repeat("n", 513) + ",,,,,,,,,", `name is longer than 512 bytes`},
	{"bell in a name", "products.csv", "9,,x\ay,,,,,,,,,", `name holds the control character 0x07`},
	{"customer twice", "customers.csv", "0017,,,,,,,", `customer "0017" stands twice; the first is kept`},
	{"email", "customers.csv", "9,,nobody,,,,,", `email "nobody" is not an address such as a@example.com`},
	{"phone", "customers.csv", "9,,,call me,,,,", `phone "call me" holds letters`},
	{"home store", "customers.csv", "9,,,,,S99,,", `home_store "S99" is unknown`},
	{"consent", "customers.csv", "9,,,,,,,profile|all", `consent "all" is none of profile, offers, email, analytics`},
	{"language", "customers.csv", "9,,,,,,d_e,", `language "d_e" is not a language such as en or de-AT`},
	{"stock store", "stock.csv", "S99,5901,1,,2026-11-23", `store "S99" is unknown`},
	{"stock quantity", "stock.csv", "S012,5901,,,2026-11-23", `on_hand "" is not a decimal number such as 2.49`},
	{"on order", "stock.csv", "S012,5901,1,-1,2026-11-23", `on_order is below 0`},
	{"stock in the future", "stock.csv", "S012,5901,1,,2126-11-23", `as_of lies in the future`},
	{"stock tomorrow", "stock.csv", "S012,5901,1,,2026-11-25", `as_of lies in the future`},
	{"stock of 1900", "stock.csv", "S012,5901,1,,1900-01-01", `as_of lies before 1970`},
	{"stock of no time", "stock.csv", "S012,5901,1,,1970-01-01T00:00:00Z", `as_of lies before 1970`},
	{"stock of year 1", "stock.csv", "S012,5901,1,,0001-01-01", `as_of lies before 1970`},
	{"too much stock", "stock.csv", "S012,5901,1000001,,2026-11-23", `more than 1000000 units`},
	{"lead time", "suppliers.csv", "5901,ACME2,3651,,", `lead_time_days "3651" is not a whole number from 0 to 3650`},
	{"order days", "suppliers.csv", "5901,ACME2,,someday,", `order_days "someday" is no list of weekdays such as mon|thu`},
	{"least order", "suppliers.csv", "5901,,,,-1", `min_order is not between 0 and 1000000`},
	{"ends first", "promotions.csv", "P8,,5901,2026-11-08,2026-11-07,,,", `ends 2026-11-07 lies before starts 2026-11-08`},
	{"no date", "promotions.csv", "P8,,5901,2026-11-08,never,,,", `ends "never" is not a date such as 2026-11-22`},
}

func TestCSV_RefusesOtherRowsAlone(t *testing.T) {
	t.Parallel()
	for _, c := range wrongOthers {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := whole()
			line := strings.Count(files[c.file], "\n") + 1
			files[c.file] += c.row + "\n"
			sink := intaketest.New()
			lines, got := refusedRows(t, sink, intake.Options{}, folder(t, files))
			sink.Check(t)
			if want := c.file + ":" + string(rune('0'+line)) + " " + c.reason; len(lines) != 1 || lines[0] != want {
				t.Errorf("got  %q\nwant %q", lines, want)
			}
			if got.Receipts != 3 || got.Stores != 2 || got.Products != 2 || got.Customers != 3 || got.Facts != 3 {
				t.Errorf("the rest was not kept: %+v", got)
			}
		})
	}
}

const oneRow = "R1,2026-11-22T10:00:00,S1,,7,A,2,5.00,1\n"

var berlin = intake.Options{Currency: "EUR", Timezone: "Europe/Berlin"}

// wrongWholes are folders and options with which nothing can be imported.
var wrongWholes = []struct {
	name  string
	files map[string]string
	opt   intake.Options
	kind  fault.Kind
	must  string
}{
	{"no file of ours", map[string]string{"sales.csv": "product\n"}, berlin, fault.NotFound, "holds none of receipts.csv, products.csv"},
	{"no stores, no options", map[string]string{"receipts.csv": head + oneRow}, intake.Options{}, fault.Invalid, "--currency and --timezone are required"},
	{"no currency", map[string]string{"receipts.csv": head + oneRow}, intake.Options{Timezone: "Europe/Berlin"}, fault.Invalid, "--currency"},
	{"store without zone", map[string]string{"receipts.csv": head + oneRow, "stores.csv": "store,currency\nS1,EUR\n"}, intake.Options{}, fault.Invalid, "timezone and currency of store S1 (line 2)"},
	{"bad zone", map[string]string{"receipts.csv": head + oneRow}, intake.Options{Currency: "EUR", Timezone: "Local"}, fault.Invalid, "is not a time zone"},
	{"bad currency", map[string]string{"receipts.csv": head + oneRow}, intake.Options{Currency: "eur", Timezone: "Europe/Berlin"}, fault.Invalid, "is not a currency"},
	{"consent without proof", map[string]string{"receipts.csv": head + oneRow}, intake.Options{Consent: []string{"offers"}}, fault.Invalid, "--proof"},
	{"unknown purpose", map[string]string{"receipts.csv": head + oneRow}, intake.Options{Consent: []string{"all"}, Proof: "x"}, fault.Invalid, "is not a purpose"},
	{"unknown column", map[string]string{"receipts.csv": "receipt,at,store,product,quantity,amount,colour\n"}, berlin, fault.Malformed, `receipts.csv has the unknown column "colour"; known are receipt,at,`},
	{"semicolons", map[string]string{"receipts.csv": strings.ReplaceAll(head, ",", ";")}, berlin, fault.Malformed, "columns are separated by commas"},
	{"missing column", map[string]string{"receipts.csv": "receipt,at,store,product,quantity\n"}, berlin, fault.Malformed, "receipts.csv lacks the column amount"},
	{"column twice", map[string]string{"receipts.csv": "receipt,at,store,product,quantity,amount,at\n"}, berlin, fault.Malformed, "has the column at twice"},
	{"empty file", map[string]string{"receipts.csv": ""}, berlin, fault.Malformed, "no header row"},
	{"late file's header", map[string]string{"receipts.csv": head + oneRow, "stock.csv": "shop\n"}, berlin, fault.Malformed, `stock.csv has the unknown column "shop"`},
	{"workbook", map[string]string{"receipts.csv": "PK\x03\x04rest"}, berlin, fault.Malformed, "Excel"},
	{"UTF-16", map[string]string{"receipts.csv": "\xff\xfer\x00"}, berlin, fault.Malformed, "UTF-16"},
	{"cut off gzip", map[string]string{"receipts.csv": "\x1f\x8b\x08\x00\x00"}, berlin, fault.Malformed, "damaged or cut off"},
}

func TestCSV_StopsBeforeStoringAnything(t *testing.T) {
	t.Parallel()
	for _, c := range wrongWholes {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sink := intaketest.New()
			_, err := run(t, sink, c.opt, folder(t, c.files))
			if !fault.Is(err, c.kind) || !strings.Contains(err.Error(), c.must) {
				t.Errorf("got %v (%v), want %v with %q", err, fault.KindOf(err), c.kind, c.must)
			}
			if sink.Calls != 0 {
				t.Errorf("%d calls of the sink", sink.Calls)
			}
		})
	}
}

// Today's date stands before the store's noon as well: it is then the moment of the
// import. New York is at seven in the morning, Berlin past noon.
func TestCSV_StockOfTodayIsNoLaterThanNow(t *testing.T) {
	t.Parallel()
	files := whole()
	files["stock.csv"] += "S013,5901,3,, 2026-11-24 \nS012,5902,4,,2026-11-24\n"
	sink := intaketest.New()
	lines, _ := refusedRows(t, sink, intake.Options{}, folder(t, files))
	if len(lines) != 0 {
		t.Errorf("refused %q", lines)
	}
	for place, want := range map[string]retail.Micros{`"S013" "5901"`: retail.MicrosOf(now), `"S012" "5902"`: at("2026-11-24T11:00:00Z")} {
		if _, ok := sink.Beside[fmt.Sprintf("stock %s %d", place, want)]; !ok {
			t.Errorf("%s is not counted at %s", place, want.Time())
		}
	}
}

// TestCSV_StockAlone: what a chain sends each evening needs no receipts and no store list:
// the chain has its stores, and they stay as they are.
func TestCSV_StockAlone(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"stock.csv":     "store,product,on_hand,on_order,as_of\nS012,5901,-3,,2026-11-23\nS99,5901,1,,2026-11-23\n",
		"suppliers.csv": whole()["suppliers.csv"],
	}
	has := intake.Options{Stores: []retail.Store{{ID: "S012", Name: "Harbour", Zone: "Europe/Berlin", Currency: "EUR"}}}
	sink := intaketest.New()
	lines, got := refusedRows(t, sink, has, folder(t, files))
	sink.Check(t)
	if len(lines) != 1 || lines[0] != `stock.csv:3 store "S99" is unknown` {
		t.Errorf("refused %q", lines)
	}
	if _, ok := sink.Beside[fmt.Sprintf(`stock "S012" "5901" %d`, at("2026-11-23T11:00:00Z"))]; !ok || len(sink.Beside) != 2 || got.Facts != 2 {
		t.Errorf("stock and supplier: %+v, %v", got, sink.Beside)
	}
	if len(sink.Shops) != 0 || len(sink.Goods) != 0 {
		t.Errorf("the chain's own were handed over: %v, %v", sink.Shops, sink.Goods)
	}
}

// TestCSV_WhatIsNotToldStands holds that receipts without a list of products or stores
// change neither in a chain that has them; a product that has only its id is priced anew.
func TestCSV_WhatIsNotToldStands(t *testing.T) {
	t.Parallel()
	chain := map[retail.ProductID]retail.Product{
		"A": {ID: "A", Name: "Oat milk", Category: "milk", Price: 199, Cost: 120, HasCost: true, Unit: "EA", CasePack: 6},
		"B": {ID: "B", Name: "B", Price: 100, Unit: "EA", Listed: true},
	}
	has := intake.Options{
		Stores:  []retail.Store{{ID: "S1", Name: "Harbour", Zone: "Europe/Berlin", Currency: "EUR"}},
		Product: func(id retail.ProductID) (retail.Product, bool) { p, ok := chain[id]; return p, ok },
	}
	sink := intaketest.New()
	sink.Shops["S1"] = has.Stores[0]
	got, err := run(t, sink, has, folder(t, map[string]string{"receipts.csv": head +
		"R1,2026-11-22T10:00:00,S1,,,A,1,1.50,\nR1,2026-11-22T10:00:00,S1,,,B,1,3.00,\nR1,2026-11-22T10:00:00,S1,,,C,1,2.00,\n"}))
	if err != nil {
		t.Fatal(err)
	}
	sink.Check(t)
	if _, ok := sink.Goods["A"]; ok || sink.Goods["B"].Price != 300 || sink.Goods["C"].Name != "C" || !sink.Goods["C"].Listed {
		t.Errorf("products are handed over as %+v", sink.Goods)
	}
	if sink.Shops["S1"] != has.Stores[0] || got.Products != 3 {
		t.Errorf("%+v, store %+v", got, sink.Shops["S1"])
	}
}
