package retail

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestIDs_PrintWhatTheyRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 1<<63-1).Draw(t, "n")
		if got, err := ParseCustomerID(CustomerID(n).String()); err != nil || got != CustomerID(n) {
			t.Fatalf("%d: %s, %d, %v", n, CustomerID(n), got, err)
		}
		if got, err := ParseDecisionID(strings.ToUpper(DecisionID(n).String()[4:])); err == nil {
			t.Fatalf("without its prefix it read as %d", got)
		}
		if got, err := ParseDecisionID(DecisionID(n).String()); err != nil || got != DecisionID(n) {
			t.Fatalf("%d: %d, %v", n, got, err)
		}
		if got, err := ParseSnapshotID("snp_" + strings.ToUpper(SnapshotID(n).String()[4:])); err != nil || got != SnapshotID(n) {
			t.Fatalf("%d: %d, %v", n, got, err)
		}
	})
}

func TestIDs_RefuseWhatWasNeverGivenOut(t *testing.T) {
	t.Parallel()
	if CustomerID(0).String() != "" || CustomerID(1).String() != "cus_1" || CustomerID(32).String() != "cus_10" {
		t.Errorf("got %q %q %q", CustomerID(0), CustomerID(1), CustomerID(32))
	}
	if got, err := ParseCustomerID("cus_7zzzzzzzzzzzz"); err != nil || got != 1<<63-1 {
		t.Errorf("the largest: got %d, %v", got, err)
	}
	for _, s := range []string{"", "cus_", "cus_0", "dec_1", "1", "cus_u", "cus_-1", "cus_8000000000000", "cus_zzzzzzzzzzzzz", "cus_00000000000001", "cus_é", "CUS_1"} {
		if got, err := ParseCustomerID(s); err == nil || got != 0 {
			t.Errorf("%q: got %d, want a refusal", s, got)
		}
	}
}

func FuzzParseCustomerID(f *testing.F) {
	f.Add("cus_1")
	f.Add("cus_7zzzzzzzzzzzz")
	f.Add("cus_zzzzzzzzzzzzz")
	f.Fuzz(func(t *testing.T, s string) {
		id, err := ParseCustomerID(s)
		if err != nil {
			if id != 0 {
				t.Fatalf("%q: a failure left %d", s, id)
			}
			return
		}
		if back, err := ParseCustomerID(id.String()); err != nil || back != id || id <= 0 {
			t.Fatalf("%q: %d prints %s reads %d, %v", s, id, id, back, err)
		}
	})
}

func TestCustomerID_CarriesItsBucket(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bucket := rapid.IntRange(0, Buckets-1).Draw(t, "bucket")
		id := NewCustomerID(rapid.Uint64().Draw(t, "random"), bucket)
		if id <= 0 || id.Bucket() != bucket {
			t.Fatalf("got %d, bucket %d, want %d", id, id.Bucket(), bucket)
		}
	})
	if id := NewCustomerID(0, 0); id == 0 {
		t.Error("nobody was made a customer")
	}
}

// The hash is part of the stored format.
func TestBucketOf_Golden(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{"": 0xe3b0 & 1023, "abc": 0xba78 & 1023} { // SHA-256 begins e3b0, ba78
		if got := BucketOf(s); got != want {
			t.Errorf("%q: got %d, want %d", s, got, want)
		}
	}
	seen := map[int]bool{}
	for i := range 20_000 {
		b := ReceiptID(fmt.Sprintf("R%d", i)).Bucket()
		if b < 0 || b >= Buckets {
			t.Fatalf("bucket %d", b)
		}
		seen[b] = true
	}
	if len(seen) != Buckets {
		t.Errorf("%d of %d buckets in use", len(seen), Buckets)
	}
}

func TestParseGTIN(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]GTIN{
		"4006381333931": "04006381333931", "9813765030011": "09813765030011", "9828508010106": "09828508010106", // SCIENCE.md 11.2
		"73513537": "00000073513537", "036000291452": "00036000291452", "00012345600012": "00012345600012",
	} {
		if got, ok := ParseGTIN(in); !ok || got != want {
			t.Errorf("%s: got %q %v, want %s", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "4006381333932", "400638133393", "40063813339x1", "٤٠٠٦", "-006381333931", "123456789", "400638133393100"} {
		if got, ok := ParseGTIN(in); ok || got != "" {
			t.Errorf("%q: got %q", in, got)
		}
	}
}

// Every single wrong digit is caught (GS1: the weights are prime to 10).
func TestCheckDigit_CatchesAnyWrongDigit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[0-9]{12}`).Draw(t, "body")
		code := []byte(body + string(CheckDigit(body)))
		if _, ok := ParseGTIN(string(code)); !ok {
			t.Fatalf("%s does not read", code)
		}
		at, by := rapid.IntRange(0, 12).Draw(t, "at"), rapid.IntRange(1, 9).Draw(t, "by")
		code[at] = '0' + (code[at]-'0'+byte(by))%10
		if _, ok := ParseGTIN(string(code)); ok {
			t.Fatalf("%s reads", code)
		}
	})
}

func TestRestriction(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		r                       Restriction
		discountable, inferable bool
	}{
		{0, true, true}, {NoVoucher, false, true}, {NoInference, true, false}, {Age, false, true}, {NotGoods, false, false}, {NoVoucher | NoInference, false, false},
	} {
		if c.r.Discountable() != c.discountable || c.r.Inferable() != c.inferable {
			t.Errorf("%b: got %v %v", c.r, c.r.Discountable(), c.r.Inferable())
		}
	}
}

func TestParseRestriction(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]Restriction{
		"": 0, "no_voucher": NoVoucher, " no_inference | age ": NoInference | Age, "age|no_voucher|no_inference|": NoVoucher | NoInference | Age,
	} {
		if got, wrong := ParseRestriction(words); got != want || wrong != "" {
			t.Errorf("%q: got %b and %q, want %b", words, got, wrong, want)
		}
	}
	if got, wrong := ParseRestriction("age|novoucher"); got != 0 || wrong != "novoucher" {
		t.Errorf("got %b and %q, want nothing and the wrong word", got, wrong)
	}
}

func TestDayOf(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at   string
		zone *time.Location
		cut  time.Duration
		want string
	}{
		{"2026-11-22T17:41:09+01:00", berlin, DefaultCut, "2026-11-22"},
		{"2026-11-23T03:59:59+01:00", berlin, DefaultCut, "2026-11-22"},
		{"2026-11-23T04:00:00+01:00", berlin, DefaultCut, "2026-11-23"},
		{"2026-11-23T00:00:00+01:00", berlin, 0, "2026-11-23"},
		{"2026-11-22T23:30:00Z", berlin, 0, "2026-11-23"},
		{"2026-11-22T23:30:00Z", time.UTC, DefaultCut, "2026-11-22"},
		{"2026-03-29T03:30:00+02:00", berlin, DefaultCut, "2026-03-28"}, // the hour after the clocks went forward
		{"2026-03-29T02:00:00Z", berlin, DefaultCut, "2026-03-29"},      // 04:00 there
		{"2026-10-25T02:30:00+01:00", berlin, DefaultCut, "2026-10-24"}, // the hour that comes twice
		{"2024-03-01T01:00:00Z", time.UTC, DefaultCut, "2024-02-29"},
		{"1969-12-31T12:00:00Z", time.UTC, DefaultCut, "1969-12-31"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := DayOf(at, c.zone, c.cut).String(); got != c.want {
			t.Errorf("%s in %s, cut %v: got %s, want %s", c.at, c.zone, c.cut, got, c.want)
		}
	}
}

func TestDay_PrintsWhatItReads(t *testing.T) {
	t.Parallel()
	if Day(1970, 1, 1) != 0 || Day(1969, 12, 31) != -1 || Day(2000, 3, 1)-Day(2000, 2, 28) != 2 {
		t.Error("days are not counted from 1970-01-01")
	}
	rapid.Check(t, func(t *rapid.T) {
		d := BusinessDay(rapid.Int32Range(-25_000, 400_000).Draw(t, "day"))
		if back, err := ParseDay(d.String()); err != nil || back != d {
			t.Fatalf("%d prints %s reads %d, %v", d, d, back, err)
		}
	})
	for _, s := range []string{"", "2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026-01-01T00:00:00Z", " 2026-01-01"} {
		if d, err := ParseDay(s); err == nil || d != 0 {
			t.Errorf("%q: got %s", s, d)
		}
	}
}

func TestMicros(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := Micros(rapid.Int64Range(-1<<52, 1<<52).Draw(t, "at"))
		if back := MicrosOf(m.Time()); back != m || m.Time().Location() != time.UTC {
			t.Fatalf("%d became %d", m, back)
		}
	})
}

func TestCatalogue(t *testing.T) {
	t.Parallel()
	c := NewCatalogue([]Product{
		{ID: "P3", Number: 3, Category: "soup"}, {ID: "P1", Number: 1, Category: "tea"}, {ID: "P4", Number: 4, Category: "soup"}, {ID: "P2", Number: 2},
	}, []Store{{ID: "S2", Number: 2}, {ID: "S1", Number: 1}})
	for id, n := range map[ProductID]uint32{"P1": 1, "P2": 2, "P3": 3, "P4": 4} {
		got, ok := c.ProductNumber(id)
		if !ok || got != n || c.Product(n).ID != id {
			t.Errorf("%s: number %d %v, product %+v", id, got, ok, c.Product(n))
		}
	}
	if n, ok := c.StoreNumber("S2"); !ok || n != 2 || c.Store(2).ID != "S2" {
		t.Errorf("store: got %d %v", n, ok)
	}
	if c.CategoryOf(3) != c.CategoryOf(4) || c.CategoryOf(3) == c.CategoryOf(1) || c.CategoryOf(2) != 0 || c.Categories() != 3 {
		t.Errorf("categories %d %d %d %d of %d", c.CategoryOf(1), c.CategoryOf(2), c.CategoryOf(3), c.CategoryOf(4), c.Categories())
	}
	if c.CategoryName(c.CategoryOf(4)) != "soup" || c.CategoryName(0) != "" || c.CategoryName(99) != "" || c.CategoryOf(99) != 0 {
		t.Error("names of categories")
	}
	if _, ok := c.ProductNumber("P9"); ok || c.Product(99).ID != "" || c.Store(99).ID != "" || c.Product(0).ID != "" {
		t.Error("what is unknown is not zero")
	}
	if _, ok := c.StoreNumber("S9"); ok {
		t.Error("an unknown store has a number")
	}
}

func TestLocation_OfAnUnknownZoneIsUTC(t *testing.T) {
	t.Parallel()
	if loc := (Store{Zone: "Moon/Base"}).Location(); loc != time.UTC {
		t.Errorf("got %s", loc)
	}
	if loc := (Store{Zone: "Europe/Berlin"}).Location(); loc.String() != "Europe/Berlin" {
		t.Errorf("got %s", loc)
	}
}

// A catalogue grows without being read anew: what was known keeps its numbers,
// and older catalogues do not see what came later.
func TestCatalogue_With(t *testing.T) {
	t.Parallel()
	base := NewCatalogue([]Product{{Number: 1, ID: "a", Category: "soup"}}, []Store{{Number: 1, ID: "S1", Zone: "Europe/Berlin"}})
	grown := base
	for n := uint32(2); n <= 2*mostRecent+10; n++ {
		next := grown.With([]Product{{Number: n, ID: ProductID("p" + strconv.Itoa(int(n)))}})
		if _, ok := grown.ProductNumber(ProductID("p" + strconv.Itoa(int(n)))); ok || len(grown.Products) != int(n) {
			t.Fatalf("the catalogue before %d changed", n)
		}
		grown = next
	}
	for n := uint32(2); n <= 2*mostRecent+10; n++ {
		id := ProductID("p" + strconv.Itoa(int(n)))
		if got, ok := grown.ProductNumber(id); !ok || got != n || grown.Product(n).ID != id {
			t.Fatalf("%s has number %d, %v", id, got, ok)
		}
	}
	if n, ok := grown.ProductNumber("a"); !ok || n != 1 || grown.Location(1).String() != "Europe/Berlin" || len(grown.recent) > mostRecent {
		t.Errorf("a is %d, %v; %d recent", n, ok, len(grown.recent))
	}
	left := base.With([]Product{{Number: 2, ID: "left", Category: "tea"}})
	right := base.With([]Product{{Number: 2, ID: "right", Category: "soup"}})
	if left.Product(2).ID != "left" || right.Product(2).ID != "right" {
		t.Errorf("two of one origin share a place: %v, %v", left.Product(2), right.Product(2))
	}
	if left.CategoryName(left.CategoryOf(2)) != "tea" || right.CategoryOf(2) != right.CategoryOf(1) || base.Categories() != 2 || right.Categories() != 2 {
		t.Error("categories do not follow their catalogue")
	}
	gap := base.With([]Product{{Number: 1, ID: "taken"}, {Number: 3, ID: "c", Category: "tea"}})
	if n, ok := gap.ProductNumber("c"); !ok || n != 3 || gap.Product(2).ID != "" || gap.CategoryName(gap.CategoryOf(3)) != "tea" || gap.Product(1).ID != "a" {
		t.Errorf("behind a gap: number %d, %v; 1 is %s", n, ok, gap.Product(1).ID)
	}
}
