package csvfolder_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/intake/csvfolder"
	"sartor/internal/intake/intaketest"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// folder writes files by name; a name ending in .gz is compressed.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		b := []byte(text)
		if strings.HasSuffix(name, ".gz") {
			var z bytes.Buffer
			w := gzip.NewWriter(&z)
			if _, err := w.Write(b); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			b = z.Bytes()
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func run(t testing.TB, sink intake.Sink, opt intake.Options, path string) (intake.Result, error) {
	t.Helper()
	if opt.Now.IsZero() {
		opt.Now = now
	}
	return intake.Run(t.Context(), csvfolder.New(), intake.Job{Paths: []string{path}, Options: opt, Sink: sink})
}

const head = "receipt,at,store,till,customer,product,quantity,amount,discount\n"

func whole() map[string]string {
	return map[string]string{
		"receipts.csv.gz": head +
			"R1,2026-11-22T17:41:09+01:00,S012,T03,0017,5901,1,2.49,0\n" +
			"R2,2026-11-22T18:00:00,S012,T03,,5902,0.25,1.005,0.10\n" +
			"R1,2026-11-22T17:41:05+01:00,S012,,,5902,2,8,\n" +
			"R3,2026-11-23,S013,,cus_9,5901,-1,-2.49,0\n",
		"stores.csv": "store,name,region,kind,latitude,longitude,timezone,currency,opened\n" +
			"S012,Harbour,coast,urban,53.5,9.9,Europe/Berlin,EUR,2001-05-01\n" +
			"S013,,coast,online,,,America/New_York,USD,\n",
		"products.csv": "product,gtin,name,brand,category,department,price,cost,unit,case_pack,shelf_life_days,restricted\n" +
			"5901,5901234123457,\"Soup \"\"tomato\"\"\",Own,soup,grocery,2.49,1.2,EA,12,365,\n" +
			"5902,,Ham,,deli,fresh,,,KGM,,10,no_voucher|age\n",
		"customers.csv": "customer,card,email,phone,joined,home_store,language,consent\n" +
			"0017,2600000012348,a@example.com,+49 40 123,2020-01-31,S012,de-AT,profile|offers\n" +
			"0018,,,,,,,\n",
		"stock.csv":     "store,product,on_hand,on_order,as_of\nS012,5901,14,6.5,2026-11-23\n",
		"suppliers.csv": "product,supplier,lead_time_days,order_days,min_order\n5901,ACME,3,mon|thu,24\n",
		"promotions.csv": "promotion,store,product,starts,ends,price,feature,display\n" +
			"P7,,5901,2026-11-01,2026-11-07,1.99,front page,end cap\n",
	}
}

func TestCSV_WholeFolder(t *testing.T) {
	t.Parallel()
	sink := intaketest.New()
	got, err := run(t, sink, intake.Options{}, folder(t, whole()))
	if err != nil {
		t.Fatal(err)
	}
	sink.Check(t)
	got.Seconds = 0
	want := intake.Result{
		Format: "csv", Receipts: 3, Lines: 4, Customers: 3, Stores: 2, Products: 2, Amount: "9.005", Returned: "-2.49",
		Read: 3, Facts: 3, Stated: 3,
		Warnings: []string{"2 customers can get no offers: import with --consent profile,offers --proof TEXT if they agreed"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	for name, pair := range stored(sink) {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", name, pair[0], pair[1])
		}
	}
}

// TestCSV_StrangersInStock: products of a count that are on no list are named once.
func TestCSV_StrangersInStock(t *testing.T) {
	t.Parallel()
	files := whole()
	files["stock.csv"] += "S012,old,3,,2026-11-23\nS012,stray,3,,2026-11-23\nS013,stray,3,,2026-11-23\n"
	chain := func(id retail.ProductID) (retail.Product, bool) {
		return retail.Product{ID: id, Listed: true}, id == "old"
	}
	got, err := run(t, intaketest.New(), intake.Options{Product: chain}, folder(t, files))
	if err != nil || len(got.Warnings) != 2 || !strings.HasPrefix(got.Warnings[1], `products of stock.csv that are on no list of products: 1, such as ["stray"]`) {
		t.Errorf("got %q, %v", got.Warnings, err)
	}
}

// stored pairs what the sink holds of the whole folder with what it must hold.
func stored(sink *intaketest.Sink) map[string][2]any {
	return map[string][2]any{
		"receipt apart": {sink.Bills["R1"], touchpoint.Receipt{
			ID: "R1", Store: "S012", Till: "T03", At: at("2026-11-22T16:41:05Z"), Currency: "EUR", Customer: account("0017"),
			Lines: []touchpoint.Line{{Product: "5901", Quantity: 1000, Amount: 249}, {Product: "5902", Quantity: 2000, Amount: 800}},
		}},
		"local time, weight, half a cent": {sink.Bills["R2"], touchpoint.Receipt{
			ID: "R2", Store: "S012", Till: "T03", At: at("2026-11-22T17:00:00Z"), Currency: "EUR",
			Lines: []touchpoint.Line{{Product: "5902", Quantity: 250, Amount: 101, Discount: 10}},
		}},
		"date alone is noon of the store": {sink.Bills["R3"], touchpoint.Receipt{
			ID: "R3", Store: "S013", At: at("2026-11-23T17:00:00Z"), Currency: "USD", Customer: account("cus_9"),
			Lines: []touchpoint.Line{{Product: "5901", Quantity: -1000, Amount: -249}},
		}},
		"product": {sink.Goods["5901"], retail.Product{
			ID: "5901", GTIN: "05901234123457", Name: `Soup "tomato"`, Brand: "Own", Category: "soup", Department: "grocery",
			Price: 249, Cost: 120, HasCost: true, Unit: "EA", CasePack: 12, ShelfLife: 365, Listed: true,
		}},
		"product priced as last sold": {sink.Goods["5902"], retail.Product{
			ID: "5902", Name: "Ham", Category: "deli", Department: "fresh", Price: 444, Unit: "KGM", ShelfLife: 10,
			Restriction: retail.NoVoucher | retail.Age, Listed: true,
		}},
		"store": {sink.Shops["S012"], retail.Store{
			ID: "S012", Name: "Harbour", Region: "coast", Kind: retail.Urban, Latitude: 53.5, Longitude: 9.9,
			Zone: "Europe/Berlin", Currency: "EUR", Opened: "2001-05-01",
		}},
		"customer": {sink.People["0017"], intake.Customer{
			Identifiers: []retail.Identifier{
				{Kind: retail.Account, Value: "0017"}, {Kind: retail.Card, Value: "2600000012348"},
				{Kind: retail.Phone, Value: "+49 40 123"}, {Kind: retail.Email, Value: "a@example.com"},
			},
			HomeStore: "S012", Language: "de-AT", Joined: "2020-01-31",
			Consent: intake.Consent{Purposes: []string{"profile", "offers"}, Basis: intake.Answer, Proof: "customers.csv"},
		}},
		"stock": {sink.Beside[`stock "S012" "5901" 1795431600000000`], intake.StockLevel{
			Store: "S012", Product: "5901", OnHand: 14_000, OnOrder: 6_500, HasOnOrder: true, AsOf: at("2026-11-23T11:00:00Z"),
		}},
		"supplier": {sink.Beside[`supply "5901" "ACME"`], intake.Supply{
			Product: "5901", Supplier: "ACME", LeadTime: 3, OrderDays: "mon|thu", MinOrder: 24_000,
		}},
		"past promotion": {sink.Beside[`past "P7" "" "5901" 20758`], intake.PastPromotion{
			Promotion: "P7", Product: "5901", Starts: retail.Day(2026, 11, 1), Ends: retail.Day(2026, 11, 7),
			Price: 199, HasPrice: true, Feature: "front page", Display: "end cap",
		}},
	}
}

// at reads a time in UTC.
func at(text string) retail.Micros {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err) // the test's own text
	}
	return retail.MicrosOf(t)
}

func account(id string) touchpoint.Customer {
	return touchpoint.Customer{Identifiers: []retail.Identifier{{Kind: retail.Account, Value: id}}}
}

func TestCSV_ReceiptsAlone(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"receipts.csv": head + "R1,2026-11-22T10:00:00,S1,,7,A,2,5.00,1\n"})
	opt := intake.Options{Currency: "EUR", Timezone: "Europe/Berlin", Consent: []string{"profile", "offers"}, Proof: "terms"}
	for name, path := range map[string]string{"folder": dir, "file": filepath.Join(dir, "receipts.csv")} {
		sink := intaketest.New()
		got, err := run(t, sink, opt, path)
		if err != nil {
			t.Fatal(err)
		}
		sink.Check(t)
		if got.Receipts != 1 || got.Stores != 1 || got.Products != 1 || len(got.Warnings) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
		if p := sink.Goods["A"]; p.Price != 300 || !p.Listed || p.Name != "A" {
			t.Errorf("%s: %+v", name, p)
		}
		if c := sink.People["7"].Consent; c.Basis != intake.Declared {
			t.Errorf("%s: consent %+v", name, c)
		}
	}
}

func TestCSV_JSONOfTheResult(t *testing.T) {
	t.Parallel()
	got, err := run(t, intaketest.New(), intake.Options{}, folder(t, whole()))
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, member := range []string{
		`"format":"csv"`, `"receipts":3`, `"lines":4`, `"customers":3`, `"stores":2`, `"products":2`,
		`"amount":9.005`, `"returned":-2.49`, `"refused":0`, `"seconds":`,
	} {
		if !strings.Contains(string(b), member) {
			t.Errorf("%s lacks %s", b, member)
		}
	}
}

func TestCSV_DamagedGzipStoresNothing(t *testing.T) {
	t.Parallel()
	var rows strings.Builder
	rows.WriteString(head)
	for range 20_000 {
		rows.WriteString("R1,2026-11-22T10:00:00,S012,,7,A,2,5.00,1\n")
	}
	dir := folder(t, map[string]string{"receipts.csv.gz": rows.String(), "stores.csv": whole()["stores.csv"]})
	path := filepath.Join(dir, "receipts.csv.gz")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b[:len(b)-9], 0o600); err != nil {
		t.Fatal(err)
	}
	sink := intaketest.New()
	if _, err := run(t, sink, intake.Options{}, dir); !fault.Is(err, fault.Malformed) || !strings.Contains(err.Error(), "damaged or cut off") {
		t.Errorf("got %v", err)
	}
	if sink.Calls != 0 {
		t.Errorf("%d calls of the sink", sink.Calls)
	}
}

// Whatever the bytes, an import ends, and what it stores keeps the promises.
func FuzzCSV_Receipts(f *testing.F) {
	for _, row := range []string{
		"R1,2026-11-22T17:41:09+01:00,S012,T03,0017,5901,1,2.49,0\n", "\"R\"\"1\",2026-11-22,S012,,,A,-1,-2,\r\n",
		"\"", ",,,,,,,,\n", "R,1,S012,T,7,A,1,99999999999999999999,0\n", "\"a\nb\",2026-11-22,S012,,,A,1,1,\n", "\x00\n", "a\"b,2,3\n\n\n",
	} {
		f.Add([]byte(row))
	}
	f.Fuzz(func(t *testing.T, rows []byte) {
		dir := folder(t, map[string]string{"stores.csv": whole()["stores.csv"], "receipts.csv": head + string(rows)})
		sink := intaketest.New()
		got, err := run(t, sink, intake.Options{}, dir)
		if err != nil {
			t.Fatalf("%q: %v", rows, err)
		}
		sink.Check(t)
		if got.Receipts != int64(len(sink.Bills)) || got.Lines < got.Receipts {
			t.Fatalf("%q: %+v", rows, got)
		}
		if most := int64(bytes.Count(rows, []byte("\n")) + 1); got.Lines+got.Refused > most {
			t.Fatalf("%q: %d lines and %d refused of %d rows", rows, got.Lines, got.Refused, most)
		}
	})
}

// What "export" marked as text for spreadsheets reads back unchanged.
func TestCSV_MarksComeOff(t *testing.T) {
	t.Parallel()
	files := whole()
	files["products.csv"] = "product,name,brand,price\n'=1+1,'@SUM(A1),''-x,3.00\n5901,'tis,-5,2.49\n"
	sink := intaketest.New()
	if _, err := run(t, sink, intake.Options{Currency: "EUR", Timezone: "Europe/Berlin"}, folder(t, files)); err != nil {
		t.Fatal(err)
	}
	if p := sink.Goods["=1+1"]; p.Name != "@SUM(A1)" || p.Brand != "'-x" {
		t.Errorf("got %+v", p)
	}
	if p := sink.Goods["5901"]; p.Name != "'tis" || p.Brand != "-5" {
		t.Errorf("what bears no mark changed: %+v", p)
	}
}
