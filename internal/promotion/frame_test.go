package promotion

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/retail"
)

// framed is the contracted promotion with a frame; live and at version 3.
func framed(t testing.TB, frame string) Promotion {
	t.Helper()
	p, err := Parse([]byte(strings.Replace(contracted, `"priority"`, `"frame":`+frame+`,"priority"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	p.State, p.Version = Live, 3
	return p
}

const openFrame = `{"discount":{"low":5,"high":20},"max_amount":"free","target":{"kinds":["category","due"]},
 "products":{"categories":["soup","ready_meals"],"brands":["Quick"],"products":["p9"]},"customers":"free",
 "dates":{"earliest":"2026-11-20","latest":"2026-12-31"},"per_customer":{"low":1,"high":3},"texts":"free",
 "split":{"S1":50000,"S2":60000},"approval":["discount"],"compare":0.25}`

// goods are p1 (soup, Stock), p2 (ready_meals, Quick), p3 (kits, Quick), p4
// (kits, Stock), p5 (ready_meals, takes no voucher), p9 (kits, Stock).
func goods() *retail.Catalogue {
	product := func(n uint32, id retail.ProductID, brand, category string, r retail.Restriction) retail.Product {
		return retail.Product{Number: n, ID: id, Brand: brand, Category: category, Restriction: r, Listed: true, Price: 100}
	}
	return retail.NewCatalogue([]retail.Product{
		product(1, "p1", "Stock", "soup", 0), product(2, "p2", "Quick", "ready_meals", 0), product(3, "p3", "Quick", "kits", 0),
		product(4, "p4", "Stock", "kits", 0), product(5, "p5", "Fine", "ready_meals", retail.Age), product(6, "p9", "Stock", "kits", 0),
	}, nil)
}

func TestFrame_ReadsWhatItWrites(t *testing.T) {
	t.Parallel()
	for _, text := range []string{openFrame, `{}`, `{"split":"by_sales","approval":"always","texts":"locked"}`} {
		p := framed(t, text)
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(b)
		again.Version = p.Version
		if err != nil || !reflect.DeepEqual(again, p) {
			t.Errorf("%s came back as %+v (%v), want %+v", b, again.Frame, err, p.Frame)
		}
	}
	if b, err := json.Marshal(soup(t)); err != nil || strings.Contains(string(b), "frame") {
		t.Errorf("a promotion without a frame is written as %s (%v)", b, err)
	}
}

// TestFrame_BothSidesOfEveryBorder checks frames themselves; an empty pointer
// means that it holds.
func TestFrame_BothSidesOfEveryBorder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ frame, pointer string }{
		{`{"discount":{"low":15,"high":15}}`, ""},
		{`{"discount":{"low":16,"high":20}}`, "/frame/discount"},
		{`{"discount":{"low":5,"high":14}}`, "/frame/discount"},
		{`{"discount":{"low":0,"high":20}}`, "/frame/discount/low"},
		{`{"discount":{"low":20,"high":15}}`, "/frame/discount/high"},
		{`{"discount":{"low":1,"high":100}}`, ""},
		{`{"discount":{"low":1,"high":101}}`, "/frame/discount/high"},
		{`{"discount":{"low":1}}`, "/frame/discount/high"},
		{`{"discount":"open"}`, "/frame/discount"},
		{`{"discount":12}`, "/frame/discount"},
		{`{"max_amount":{"low":300,"high":300}}`, ""},
		{`{"max_amount":{"low":301,"high":400}}`, "/frame/max_amount"},
		{`{"target":{"kinds":[]}}`, "/frame/target/kinds"},
		{`{"target":{"kinds":["everyone"]}}`, "/frame/target/kinds/0"},
		{`{"products":{}}`, "/frame/products"},
		{`{"products":{"brands":["Quick","Quick"]}}`, "/frame/products/brands/1"},
		{`{"customers":{"low":1,"high":2}}`, "/frame/customers"},
		{`{"dates":{"earliest":"2026-11-23","latest":"2026-12-06"}}`, ""},
		{`{"dates":{"earliest":"2026-11-24","latest":"2026-12-06"}}`, "/frame/dates/earliest"},
		{`{"dates":{"earliest":"2026-11-23","latest":"2026-12-05"}}`, "/frame/dates/latest"},
		{`{"per_customer":{"low":1,"high":1}}`, ""},
		{`{"per_customer":{"low":0,"high":1}}`, "/frame/per_customer/low"},
		{`{"split":{"S1":250000}}`, ""},
		{`{"split":{"S1":250000,"S2":1}}`, "/frame/split"},
		{`{"split":{"S1":0}}`, "/frame/split/S1"},
		{`{"split":"fair"}`, "/frame/split"},
		{`{"approval":["discount","price"]}`, "/frame/approval/1"},
		{`{"approval":true}`, "/frame/approval"},
		{`{"compare":0.05}`, ""},
		{`{"compare":0.049}`, "/frame/compare"},
		{`{"compare":0.5}`, ""},
		{`{"compare":0.51}`, "/frame/compare"},
		{`{"channels":"free"}`, "/frame/channels"},
		{`[]`, "/frame"},
	} {
		_, err := Parse([]byte(strings.Replace(contracted, `"priority"`, `"frame":`+c.frame+`,"priority"`, 1)))
		if got := pointers(err); got != c.pointer {
			t.Errorf("frame %s is refused at %q, want %q: %v", c.frame, got, c.pointer, err)
		}
	}
	_, err := Parse([]byte(strings.Replace(contracted, `"priority"`, `"parent":"prm_x","priority"`, 1)))
	if got := pointers(err); got != "/parent" {
		t.Errorf("a promotion that says it is a store's version is refused at %q, want /parent", got)
	}
}

func pointers(err error) string {
	if err == nil {
		return ""
	}
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err.Error()
	}
	var out []string
	for _, f := range e.Fields {
		out = append(out, f.Pointer)
	}
	return strings.Join(out, " ")
}

func TestFrame_ChecksChanges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		changes  string
		pointers string
		must     string // in the detail
	}{
		{`{}`, "", ""},
		{`{"reward":{"percent":20}}`, "", ""},
		{`{"reward":{"percent":21}}`, "/reward/percent", "20 % at most; this is 21 %. Enter 20 %, or ask head office"},
		{`{"reward":{"percent":5}}`, "", ""},
		{`{"reward":{"percent":4}}`, "/reward/percent", "5 % at least"},
		{`{"reward":{"amount":100}}`, "/reward/amount", "no meaning"},
		{`{"reward":{"max_amount":1}}`, "", ""},
		{`{"reward":{"max_amount":0}}`, "/reward/max_amount", "at least 1"},
		{`{"target":{"kind":"category"}}`, "", ""},
		{`{"target":{"kind":"favourite"}}`, "", ""}, // the centre's own
		{`{"target":{"kind":"next"}}`, "/target/kind", "favourite, category, due"},
		{`{"target":{"categories":["ready_meals"]}}`, "", ""},
		{`{"target":{"categories":["ready_meals","kits"]}}`, "/target/categories/1", `"kits" is not among`},
		{`{"target":{"categories":[]}}`, "/target/categories", "good for everything"},
		{`{"target":{"categories":[],"products":["p2","p9"]}}`, "", ""},
		{`{"target":{"categories":[],"products":["p3"]}}`, "", ""}, // by its brand
		{`{"target":{"categories":[],"products":["p4"]}}`, "/target/products/0", "ready_meals"},
		{`{"target":{"categories":["kits"],"brands":["Quick"]}}`, "", ""}, // of the brand, all is allowed
		{`{"target":{"products":["p5"]}}`, "/target/products/0", "takes no voucher"},
		{`{"target":{"products":["p7"]}}`, "/target/products/0", "not in the product list"},
		{`{"target":{"states":["loyal"]}}`, "", ""},
		{`{"target":{"states":["asleep"]}}`, "/target/states/0", "is none of"},
		{`{"starts":"2026-11-20","ends":"2026-12-31"}`, "", ""},
		{`{"starts":"2026-11-19"}`, "/starts", "2026-11-20 is the first day that works"},
		{`{"ends":"2027-01-01"}`, "/ends", "2026-12-31 is the last day that works"},
		{`{"starts":"2026-12-20"}`, "/ends", "lies before starts"},
		{`{"limits":{"per_customer":3}}`, "", ""},
		{`{"limits":{"per_customer":4}}`, "/limits/per_customer", "3 at most"},
		{`{"texts":{"en":"{discount} off","de":"{discount} auf {product}"}}`, "", ""},
		{`{"texts":{"en":""}}`, "", ""},
		{`{"texts":{"en":"{price}"}}`, "/texts/en", "not a place"},
	} {
		p := framed(t, openFrame)
		changes, err := ParseChanges([]byte(c.changes))
		if err != nil {
			t.Fatalf("%s: %v", c.changes, err)
		}
		err = p.Frame.Check(p, changes, goods())
		if got := pointers(err); got != c.pointers || err != nil && !strings.Contains(err.Error(), c.must) {
			t.Errorf("%s is refused at %q, want %q with %q: %v", c.changes, got, c.pointers, c.must, err)
		}
	}
}

func TestFrame_LocksWhatItDoesNotName(t *testing.T) {
	t.Parallel()
	all := `{"reward":{"percent":14,"max_amount":200},"target":{"kind":"due","categories":["ready_meals"],"states":["loyal"],"values":["high"]},
 "starts":"2026-11-24","ends":"2026-12-05","limits":{"per_customer":1},"texts":{"en":"x"}}`
	changes, err := ParseChanges([]byte(all))
	if err != nil {
		t.Fatal(err)
	}
	p := framed(t, `{}`)
	want := "/reward/percent /reward/max_amount /target/kind /target/categories /target/states /target/values /starts /ends /limits/per_customer /texts/en"
	for _, f := range []*Frame{p.Frame, nil} {
		if got := pointers(f.Check(p, changes, goods())); got != want {
			t.Errorf("locked parts are refused at %s, want %s", got, want)
		}
	}
	if got := len(changes.Parts()); got != len(Parts()) {
		t.Errorf("the changes touch %d parts, want %d", got, len(Parts()))
	}
}

func TestChanges_RefuseWhatIsHeadOffices(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ body, pointers string }{
		{`{"budget":{"amount":1}}`, "/budget"},
		{`{"reward":{"kind":"amount"}}`, "/reward/kind"},
		{`{"stores":["S1"]}`, "/stores"},
		{`{"limits":{"total":1}}`, "/limits/total"},
		{`{"limits":{"per_customer":0}}`, "/limits/per_customer"},
		{`{"reward":{"percent":"15"}}`, "/reward/percent"},
		{`[]`, ""},
	} {
		_, err := ParseChanges([]byte(c.body))
		if err == nil || pointers(err) != c.pointers {
			t.Errorf("%s: got %v, want a refusal at %q", c.body, err, c.pointers)
		}
	}
}

func TestChanges_PatchAndTakeBack(t *testing.T) {
	t.Parallel()
	c, err := ParseChanges([]byte(`{"reward":{"percent":18},"texts":{"en":"a","de":"b"},"target":{"categories":["soup"]}}`))
	if err != nil {
		t.Fatal(err)
	}
	c, err = c.Patch([]byte(`{"reward":{"percent":null,"max_amount":250},"texts":{"de":null},"target":{"categories":[]}}`))
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(c)
	if want := `{"reward":{"max_amount":250},"target":{"categories":[]},"texts":{"en":"a"}}`; err != nil || string(b) != want {
		t.Errorf("the patch left %s (%v), want %s", b, err, want)
	}
	if _, err := c.Patch([]byte(`3`)); err == nil {
		t.Error("a number was taken for a patch")
	}
}

// drawn makes a promotion of a store's out of the centre's by chance.
func drawn(t *rapid.T, p Promotion) Promotion {
	list := func(name string, from ...string) []string {
		l := rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, 2, rapid.ID[string]).Draw(t, name)
		if len(l) == 0 {
			return nil
		}
		return l
	}
	p.Reward.Percent = rapid.IntRange(1, 30).Draw(t, "percent")
	p.Reward.MaxAmount = retail.Minor(rapid.IntRange(1, 600).Draw(t, "most"))
	p.Target.Kind = rapid.SampledFrom(TargetKinds()).Draw(t, "kind")
	p.Target.Categories = list("categories", "soup", "ready_meals", "kits")
	p.Target.Brands = list("brands", "Quick", "Stock")
	p.Target.Products = nil
	for _, id := range list("products", "p1", "p2", "p3", "p4", "p5", "p9") {
		p.Target.Products = append(p.Target.Products, retail.ProductID(id))
	}
	p.Target.States = rapid.SampledFrom([][]lifecycle.State{nil, lifecycle.States()[:1]}).Draw(t, "states")
	p.Starts += retail.BusinessDay(rapid.IntRange(-9, 9).Draw(t, "starts"))
	p.Ends += retail.BusinessDay(rapid.IntRange(0, 40).Draw(t, "ends"))
	p.Limits.PerCustomer = rapid.Int64Range(1, 5).Draw(t, "per_customer")
	p.Texts = rapid.SampledFrom([]map[string]string{nil, p.Texts, {"de": "{discount}"}}).Draw(t, "texts")
	return p
}

// TestApply_DiffRoundTrips holds that changes carry all that a store changed,
// through JSON too.
func TestApply_DiffRoundTrips(t *testing.T) {
	t.Parallel()
	centre := framed(t, openFrame)
	rapid.Check(t, func(t *rapid.T) {
		local := drawn(t, centre)
		if Check(local) != nil {
			return // no promotion
		}
		b, err := json.Marshal(ChangesOf(centre, local))
		if err != nil {
			t.Fatal(err)
		}
		var c Changes
		if err := json.Unmarshal(b, &c); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		got, err := Apply(centre, c, "S1")
		if err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if left := Diff(local, got); len(left) != 0 {
			t.Fatalf("%s makes something else: %s", b, raw(left))
		}
		if got.ID != "prm_soup.S1" || got.Parent != centre.ID || len(got.Stores) != 1 || got.Frame != nil || got.Budget != centre.Budget {
			t.Fatalf("the version is %+v", got)
		}
		touched := map[Part]bool{}
		for _, d := range Diff(centre, got) {
			touched[d.Part] = true
		}
		for _, p := range c.Parts() {
			if !touched[p] {
				t.Fatalf("%s touches %s, and no difference shows it", b, p)
			}
		}
	})
}

// TestFrame_NothingAcceptedLiesOutside judges accepted changes by what the frame
// says, counted anew product by product.
func TestFrame_NothingAcceptedLiesOutside(t *testing.T) {
	t.Parallel()
	centre, chain := framed(t, openFrame), goods()
	first, _ := retail.ParseDay("2026-11-20")
	accepted, last := 0, first+41
	rapid.Check(t, func(t *rapid.T) {
		local, fits := drawn(t, centre), func(p Promotion) bool { return centre.Frame.Check(centre, ChangesOf(centre, p), chain) == nil }
		for n := 0; n < 20 && !fits(local); n++ { // one in forty does
			local = drawn(t, centre)
		}
		if !fits(local) {
			return
		}
		accepted++
		in := func(n, low, high int64) bool { return n >= low && n <= high }
		if !in(int64(local.Reward.Percent), 5, 20) || !in(local.Limits.PerCustomer, 1, 3) ||
			local.Starts < first || local.Ends > last || local.Starts > local.Ends ||
			!slices.Contains([]TargetKind{TargetFavourite, TargetCategory, TargetDue}, local.Target.Kind) {
			t.Fatalf("accepted outside the frame: %s", raw(local))
		}
		for n := 1; n < len(chain.Products); n++ {
			p := chain.Products[n]
			pooled := p.Category == "soup" || p.Category == "ready_meals" || p.Brand == "Quick" || p.ID == "p9"
			if !pooled && matches(&local.Target, &p) {
				t.Fatalf("accepted, and good for %s outside the pool: %s", p.ID, raw(local))
			}
		}
	})
	if accepted == 0 {
		t.Error("nothing was accepted: the property looked at nothing")
	}
}

// matches is the rule of a target's lists: all narrow together.
func matches(t *Target, p *retail.Product) bool {
	return (len(t.Products) == 0 || slices.Contains(t.Products, p.ID)) && (len(t.Brands) == 0 || slices.Contains(t.Brands, p.Brand)) &&
		(len(t.Categories) == 0 || slices.Contains(t.Categories, p.Category))
}

func TestApply_RefusesWhatCannotHold(t *testing.T) {
	t.Parallel()
	p := framed(t, openFrame)
	none := 0
	if _, err := Apply(p, Changes{Percent: &none}, "S1"); pointers(err) != "/reward/percent" {
		t.Errorf("0 percent: got %v", err)
	}
	child, err := Apply(p, Changes{}, "S 1/ä")
	if err != nil {
		t.Fatalf("a store with an odd id: %v", err)
	}
	if _, err := Apply(child, Changes{}, "S2"); fault.CodeOf(err) != "no_centre" {
		t.Errorf("a version of a version: got %v", err)
	}
	if child.Family() != p.ID || p.Family() != p.ID {
		t.Errorf("families are %s and %s", child.Family(), p.Family())
	}
}

func TestFrame_Share(t *testing.T) {
	t.Parallel()
	sales := map[retail.StoreID]retail.Minor{"S1": 300, "S2": 100, "S3": -5}
	for _, c := range []struct {
		split string
		store retail.StoreID
		want  retail.Minor
	}{
		{`"equal"`, "S1", 62500}, {`"equal"`, "S9", 0}, {`"by_sales"`, "S1", 140625}, {`"by_sales"`, "S3", 0},
		{`{"S1":700}`, "S1", 700}, {`{"S1":700}`, "S2", 0},
	} {
		p := framed(t, `{"compare":0.25,"split":`+c.split+`}`)
		if got := p.Frame.Share(250000, c.store, sales); got != c.want {
			t.Errorf("split %s gives %s %d, want %d", c.split, c.store, got, c.want)
		}
	}
	if got := framed(t, `{"split":"by_sales","compare":0.5}`).Frame.Share(100, "S1", map[retail.StoreID]retail.Minor{"S1": 0, "S2": 0}); got != 25 {
		t.Errorf("with no sales: got %d, want 25", got)
	}
}

func TestFrame_NamesLineAndColumnInYAML(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ frame, place, says string }{
		{"discount: {low: 5, high: 14}", "2:14", "frame.discount 5 to 14 leaves out the promotion's own 15"},
		{"texts: open", "2:10", "frame.texts must be locked or free"},
		{"chanels: free", "2:3", `unknown field "chanels"; the fields here are discount`},
		{"products: {categories: []}", "2:14", "frame.products is empty"},
		{"split: {S1: 1.5}", "2:15", "is not a whole number"},
	} {
		_, err := ParseYAML([]byte("frame:\n  " + c.frame + "\n" + soupYAML))
		if pointers(err) != c.place || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %s saying %q", c.frame, err, c.place, c.says)
		}
	}
}
