package completejourney_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sartor/internal/intake"
	"sartor/internal/intake/completejourney"
	"sartor/internal/intake/intaketest"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

func run(t *testing.T, sink intake.Sink, opt intake.Options, path string) intake.Result {
	t.Helper()
	out, err := intake.Run(t.Context(), completejourney.New(), intake.Job{Paths: []string{path}, Options: opt, Sink: sink})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The numbers are those counted from the published files.
func TestCompleteJourney_TotalsOfThePublishedData(t *testing.T) {
	t.Parallel()
	path := intaketest.Data(t, "complete_journey")
	sink := intaketest.New()
	got := run(t, sink, intake.Options{}, path)
	sink.Check(t)
	t.Logf("%.2f s", got.Seconds)
	if got.Receipts != 47_243 || got.Lines != 75_000 || got.Customers != 2_377 || got.Stores != 293 || got.Products != 92_331 ||
		got.Amount != "233935.24" || got.Returned != "0" || got.Refused != 0 {
		t.Errorf("%+v", got)
	}
	sold := checkLines(t, sink)
	if sold != 20_902 {
		t.Errorf("%d products sold, want 20902", sold)
	}
	kinds := sink.Kinds()
	for kind, want := range map[string]int{
		"campaign": 27, "sent": 6_589, "coupon": 116_204 - 4_872, "redemption": 2_102, "past": 360_535,
		"trait": 801*7 - 233 - 137,
	} {
		if kinds[kind] != want {
			t.Errorf("%s: %d facts, want %d", kind, kinds[kind], want)
		}
	}
	again := run(t, sink, intake.Options{}, path)
	if again.Receipts != 0 || again.Duplicates != 47_243 || again.Facts != got.Facts {
		t.Errorf("a second run: %+v", again)
	}
	checkRedemptions(t, sink)
}

// money adds up what the lines say, in cents, and the units of fuel.
type money struct {
	value, discount, coupon, match retail.Minor
	fuel                           retail.Quantity
}

func checkLines(t *testing.T, sink *intaketest.Sink) (sold int) {
	t.Helper()
	var sum money
	var couponLines, fuelLines int
	departments := map[string]retail.Minor{}
	products := map[retail.ProductID]bool{}
	for _, r := range sink.Bills {
		for _, l := range r.Lines {
			p := sink.Goods[l.Product]
			sum.value += l.Amount
			sum.discount += l.Discount
			products[l.Product] = true
			departments[p.Department] += l.Amount
			if strings.HasPrefix(p.Name, "GASOLINE-REG UNLEADED") {
				fuelLines++
				sum.fuel += l.Quantity
			}
		}
		couponLines += addCoupons(t, r, &sum)
	}
	if want := (money{23393524, 4018091, 135671, 24210, 764 * retail.One}); sum != want {
		t.Errorf("got %+v, want %+v", sum, want)
	}
	if couponLines != 1_135 || fuelLines != 764 {
		t.Errorf("%d lines with a coupon, want 1135; %d of fuel, want 764", couponLines, fuelLines)
	}
	for name, want := range map[string]retail.Minor{
		"GROCERY": 11866198, "DRUG GM": 2956343, "PRODUCE": 1668642, "FUEL": 1652899,
	} {
		if departments[name] != want {
			t.Errorf("department %s: %d, want %d", name, departments[name], want)
		}
	}
	return len(products)
}

// addCoupons reads back what the receipt's own object says of coupons.
func addCoupons(t *testing.T, r touchpoint.Receipt, sum *money) (lines int) {
	t.Helper()
	if r.Ext == nil {
		return 0
	}
	var ext struct {
		Lines []struct {
			Line          int
			Coupon, Match json.Number
		}
	}
	if err := json.Unmarshal(r.Ext, &ext); err != nil {
		t.Fatalf("receipt %s: %v in %s", r.ID, err, r.Ext)
	}
	for _, l := range ext.Lines {
		if l.Line < 0 || l.Line >= len(r.Lines) {
			t.Fatalf("receipt %s has no line %d", r.ID, l.Line)
		}
		coupon, _, err := retail.ParseMinor(l.Coupon.String(), "USD")
		if err != nil {
			t.Fatal(err)
		}
		sum.coupon += coupon
		if coupon > 0 {
			lines++
		}
		if l.Match == "" {
			continue
		}
		match, _, err := retail.ParseMinor(l.Match.String(), "USD")
		if err != nil {
			t.Fatal(err)
		}
		sum.match += match
	}
	return lines
}

// Every redemption is by a household that was sent the campaign, within its
// dates, with a known coupon.
func checkRedemptions(t *testing.T, sink *intaketest.Sink) {
	t.Helper()
	type key struct{ campaign, other string }
	coupons := map[key]bool{}
	for _, f := range sink.Beside {
		if c, ok := f.(intake.Coupon); ok {
			coupons[key{c.Campaign, c.Code}] = true
		}
	}
	for _, f := range sink.Beside {
		r, ok := f.(intake.CouponRedemption)
		if !ok {
			continue
		}
		c, _ := sink.Beside["campaign "+strconv.Quote(r.Campaign)].(intake.Campaign)
		_, sent := sink.Beside["sent "+strconv.Quote(r.Campaign)+" "+strconv.Quote(r.Account)]
		if r.Day < c.Starts || r.Day > c.Ends || !sent || !coupons[key{r.Campaign, r.Code}] {
			t.Fatalf("%+v is of no campaign: %+v", r, c)
		}
	}
}

func TestCompleteJourney_OddIdsStay(t *testing.T) {
	t.Parallel()
	sink := intaketest.New()
	run(t, sink, intake.Options{}, intaketest.Data(t, "complete_journey"))
	if _, ok := sink.Goods["9e+05"]; !ok {
		t.Error("product 9e+05 is gone")
	}
	if _, ok := sink.Bills["4.0128e+10"]; !ok {
		t.Error("basket 4.0128e+10 is gone")
	}
	r := sink.Bills["31625220889"]
	want := time.Date(2017, 1, 28, 14, 6, 53, 0, time.FixedZone("", -5*3600))
	if r.At != retail.MicrosOf(want) || r.Store != "309" || r.Customer.Identifiers[0].Value != "2261" || r.Currency != "USD" {
		t.Errorf("%+v", r)
	}
	p, ok := sink.Beside[`past "week-1" "337" "1000050" 17167`].(intake.PastPromotion)
	if !ok || p.Display != "front end cap" || p.Feature != "" || p.Ends.String() != "2017-01-01" {
		t.Errorf("%+v", p)
	}
}

func TestCompleteJourney_RefusesRowsAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "transactions_sample.csv", "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,week,transaction_timestamp\n"+
		"1,9,B1,P1,0,0,0,1.40,0.40,1,2017-01-01T07:30:27-05:00\n"+
		"1,9,B1,P2,1,x,0,0,0,1,2017-01-01T07:30:27-05:00\n"+
		"1,9,B1,G,12504,25.01,0.3,0,0,1,2017-01-01T07:30:27-05:00\n")
	write(t, dir, "products.csv", "product_id,manufacturer_id,department,brand,product_category,product_type,package_size\n"+
		"G,69,FUEL,National,FUEL,GASOLINE-REG UNLEADED,\nP1,2,SPIRITS,Private,LIQUOR,RUM,1 LT\n")
	write(t, dir, "promotions_sample.csv", "product_id,store_id,display_location,mailer_location,week\nP1,9,3,0,1\nP1,9,Q,0,2\nP1,9,0,A,54\n")
	sink := intaketest.New()
	got := run(t, sink, intake.Options{}, dir)
	sink.Check(t)
	if got.Lines != 2 || got.Refused != 3 || got.Amount != "25.01" || got.Adjusted != 1 || got.Facts != 1 {
		t.Errorf("%+v", got)
	}
	r := sink.Bills["B1"]
	if string(r.Ext) != `{"lines":[{"line":0,"coupon":1.40,"match":0.40}]}` {
		t.Errorf("ext %s", r.Ext)
	}
	if len(r.Lines) != 2 || r.Lines[0].Quantity != retail.One || r.Lines[1].Quantity != retail.One || r.Lines[1].Discount != 30 {
		t.Errorf("lines %+v", r.Lines)
	}
	if p := sink.Goods["P1"]; p.Restriction != retail.Age || p.Name != "RUM, 1 LT" || p.Brand != "Private" {
		t.Errorf("%+v", p)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
