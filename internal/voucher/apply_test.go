package voucher

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

const (
	milk = uint32(iota + 1)
	soup
	cheese
	wine // age
	card // no_voucher
	bag
)

const today = retail.BusinessDay(20_000)

func chain() *retail.Catalogue {
	product := func(n uint32, id, category string, r retail.Restriction) retail.Product {
		return retail.Product{ID: retail.ProductID(id), Number: n, Name: id, Brand: "b-" + id, Category: category, Restriction: r, Listed: true}
	}
	return retail.NewCatalogue([]retail.Product{
		product(milk, "milk", "dairy", 0), product(soup, "soup", "soups", 0), product(cheese, "cheese", "dairy", 0),
		product(wine, "wine", "drinks", retail.Age), product(card, "card", "cards", retail.NoVoucher), product(bag, "bag", "", retail.NotGoods),
	}, []retail.Store{
		{ID: "S1", Number: 1, Region: "coast", Currency: "EUR"}, {ID: "S2", Number: 2, Region: "hills", Currency: "EUR"}, {ID: "S3", Number: 3, Region: "coast", Currency: "GBP"},
	})
}

func line(product uint32, quantity float64, amount retail.Minor) touchpoint.PackedLine {
	return touchpoint.PackedLine{Product: product, Quantity: retail.Quantity(quantity * 1000), Amount: amount}
}

// rule is a live promotion on everything that tests change.
func rule(changes ...func(*promotion.Promotion)) *Terms {
	p := promotion.Promotion{
		ID: "prm_x", Target: promotion.Target{Kind: promotion.TargetAnyone}, Budget: promotion.Budget{Currency: "EUR"},
		Stacking: promotion.StackAll, Transferable: true, State: promotion.Live,
	}
	for _, change := range changes {
		change(&p)
	}
	return NewTerms(&p, p.State, chain())
}

// give is a presented, issued voucher of promotion 1.
func give(serial uint32, v Value, t *Terms) Presented {
	return Presented{Code: fmt.Sprintf("C%d", serial), Found: true, Terms: t, Voucher: Voucher{
		Serial: serial, PromotionNumber: 1, State: Issued, Value: v, ValidFrom: today, ValidUntil: today, Receipt: "earlier",
	}}
}

func amount(n retail.Minor) Value { return Value{Kind: promotion.Amount, Amount: n} }

func percent(p int, most retail.Minor) Value {
	return Value{Kind: promotion.Percent, Percent: p, MaxAmount: most}
}

func sale(lines ...touchpoint.PackedLine) *Sale {
	c := chain()
	return &Sale{Receipt: "R1", Store: c.Store(1), Day: today, Lines: lines, Chain: c}
}

// say writes an outcome in one line: "C1=50[0:50] C2!expired".
func say(o Outcome) string {
	var out []string
	for _, r := range o.Redeemed {
		var lines []string
		for _, l := range r.Lines {
			lines = append(lines, fmt.Sprintf("%d:%d", l.Index, l.Amount))
		}
		s := fmt.Sprintf("%s=%d[%s]", r.Code, r.Amount, strings.Join(lines, " "))
		if r.Points != 0 {
			s += fmt.Sprintf("+%dp", r.Points)
		}
		if r.Flag != "" {
			s += "?" + string(r.Flag)
		}
		out = append(out, s)
	}
	for _, r := range o.Rejected {
		out = append(out, r.Code+"!"+string(r.Reason))
	}
	return strings.Join(out, " ")
}

func TestApply_Values(t *testing.T) {
	t.Parallel()
	dairy := rule(func(p *promotion.Promotion) { p.Target.Categories = []string{"dairy"} })
	onMilk := func(p Presented) Presented { p.Voucher.Product = milk; return p }
	free := Value{Kind: promotion.FreeItem, Product: milk}
	for _, c := range []struct {
		name  string
		lines []touchpoint.PackedLine
		codes []Presented
		want  string
	}{
		{"amount once, not per unit", []touchpoint.PackedLine{line(milk, 3, 300)}, []Presented{give(1, amount(50), rule())}, "C1=50[0:50]"},
		{"amount at most the sum", []touchpoint.PackedLine{line(milk, 1, 30), line(soup, 1, 900)}, []Presented{onMilk(give(1, amount(50), rule()))}, "C1=30[0:30]"},
		{"amount splits by largest remainder, tie to the lower index", []touchpoint.PackedLine{line(milk, 1, 100), line(cheese, 1, 100), line(soup, 1, 100)},
			[]Presented{give(1, amount(50), rule())}, "C1=50[0:17 1:17 2:16]"},
		{"lines that get nothing are left out", []touchpoint.PackedLine{line(milk, 1, 1), line(soup, 1, 9999)}, []Presented{give(1, amount(10), rule())}, "C1=10[1:10]"},
		{"percent of all units", []touchpoint.PackedLine{line(milk, 3, 333)}, []Presented{give(1, percent(10, 999), rule())}, "C1=33[0:33]"},
		{"percent half up", []touchpoint.PackedLine{line(milk, 1, 5)}, []Presented{give(1, percent(10, 999), rule())}, "C1=1[0:1]"},
		{"percent just below half", []touchpoint.PackedLine{line(milk, 1, 149)}, []Presented{give(1, percent(1, 999), rule())}, "C1=1[0:1]"},
		{"percent capped", []touchpoint.PackedLine{line(milk, 1, 1000)}, []Presented{give(1, percent(50, 300), rule())}, "C1=300[0:300]"},
		{"percent whole", []touchpoint.PackedLine{line(milk, 1, 249)}, []Presented{give(1, percent(100, 999), rule())}, "C1=249[0:249]"},
		{"free item: one unit, half up", []touchpoint.PackedLine{line(milk, 2, 249)}, []Presented{give(1, free, rule())}, "C1=125[0:125]"},
		{"free item: cheapest line", []touchpoint.PackedLine{line(milk, 2, 500), line(milk, 1, 240), line(soup, 1, 1)}, []Presented{give(1, free, rule())}, "C1=240[1:240]"},
		{"free item: tie to the lower index", []touchpoint.PackedLine{line(milk, 2, 480), line(milk, 1, 240)}, []Presented{give(1, free, rule())}, "C1=240[0:240]"},
		{"free item: whole line below one unit", []touchpoint.PackedLine{line(milk, 0.3, 301)}, []Presented{give(1, free, rule())}, "C1=301[0:301]"},
		{"free item: weights above one", []touchpoint.PackedLine{line(milk, 1.5, 300)}, []Presented{give(1, free, rule())}, "C1=200[0:200]"},
		{"points deduct nothing", []touchpoint.PackedLine{line(milk, 1, 100)}, []Presented{give(1, Value{Kind: promotion.Points, Points: 70}, rule())}, "C1=0[]+70p"},
		{"points on a line paid by another voucher", []touchpoint.PackedLine{line(milk, 1, 100)},
			[]Presented{give(1, amount(100), rule()), give(2, Value{Kind: promotion.Points, Points: 70}, rule())}, "C1=100[0:100] C2=0[]+70p"},
		{"each on what earlier ones left", []touchpoint.PackedLine{line(milk, 1, 100)},
			[]Presented{give(1, amount(30), rule()), give(2, percent(10, 999), rule()), give(3, amount(100), rule())}, "C1=30[0:30] C2=7[0:7] C3=63[0:63]"},
		{"nothing left", []touchpoint.PackedLine{line(milk, 1, 100)}, []Presented{give(1, amount(100), rule()), give(2, amount(1), rule())}, "C1=100[0:100] C2!basket_not_eligible"},
		{"order presented decides", []touchpoint.PackedLine{line(milk, 1, 100)}, []Presented{give(2, amount(1), rule()), give(1, amount(100), rule())}, "C2=1[0:1] C1=99[0:99]"},
		{"target list", []touchpoint.PackedLine{line(soup, 1, 100), line(cheese, 1, 100), line(milk, 1, 100)}, []Presented{give(1, amount(10), dairy)}, "C1=10[1:5 2:5]"},
		{"voucher's product beats the target", []touchpoint.PackedLine{line(cheese, 1, 100), line(milk, 1, 100)}, []Presented{onMilk(give(1, amount(10), dairy))}, "C1=10[1:10]"},
		{"age and no_voucher goods stay out", []touchpoint.PackedLine{line(wine, 1, 900), line(card, 1, 900), line(bag, 1, 900), line(soup, 1, 5)}, []Presented{give(1, amount(10), rule())}, "C1=5[3:5]"},
		{"returned goods stay out", []touchpoint.PackedLine{line(milk, -1, -100), line(milk, 1, 40)}, []Presented{give(1, amount(50), rule())}, "C1=40[1:40]"},
		{"an unlisted product counts for anyone", []touchpoint.PackedLine{line(9999, 1, 100)}, []Presented{give(1, amount(50), rule())}, "C1=50[0:50]"},
		{"an unlisted product is in no category", []touchpoint.PackedLine{line(9999, 1, 100)}, []Presented{give(1, amount(50), dairy)}, "C1!basket_not_eligible"},
		{"a voucher that would give nothing is kept", []touchpoint.PackedLine{line(milk, 1, 4)}, []Presented{give(1, percent(10, 999), rule())}, "C1!basket_not_eligible"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out := Apply(sale(c.lines...), c.codes)
			if got := say(out); got != c.want {
				t.Errorf("got %s, want %s (%+v)", got, c.want, out.Rejected)
			}
		})
	}
}

// refusal is a good voucher of 50 on milk for 10.00, made bad in one way.
type refusal struct {
	name string
	make func() (*Sale, []Presented)
	want string
	says string // in the detail
}

func set(change func(*Presented, *Sale)) func() (*Sale, []Presented) {
	return func() (*Sale, []Presented) {
		s, p := sale(line(milk, 1, 1000)), give(1, amount(50), rule())
		change(&p, s)
		return s, []Presented{p}
	}
}

func refuses(t *testing.T, cases []refusal) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, codes := c.make()
			out := Apply(s, codes)
			if got := say(out); got != c.want {
				t.Fatalf("got %s, want %s", got, c.want)
			}
			if c.says != "" && !strings.Contains(out.Rejected[0].Detail, c.says) {
				t.Errorf("detail %q does not say %q", out.Rejected[0].Detail, c.says)
			}
		})
	}
}

func TestApply_RefusesByStateDayAndStore(t *testing.T) {
	t.Parallel()
	refuses(t, []refusal{
		{"unknown", set(func(p *Presented, _ *Sale) { p.Found = false }), "C1!unknown", "scan"},
		{"redeemed names the first receipt", set(func(p *Presented, _ *Sale) { p.Voucher.State, p.Voucher.RedeemedBy = Redeemed, "R0" }), "C1!already_redeemed", "R0"},
		{"voided", set(func(p *Presented, _ *Sale) { p.Voucher.State = Voided }), "C1!voided", "taken back"},
		{"expired state", set(func(p *Presented, _ *Sale) { p.Voucher.State = Expired }), "C1!expired", today.String()},
		{"last day", set(func(p *Presented, s *Sale) { p.Voucher.ValidUntil = s.Day }), "C1=50[0:50]", ""},
		{"day after the last", set(func(p *Presented, s *Sale) { p.Voucher.ValidUntil = s.Day - 1 }), "C1!expired", "until"},
		{"day before the first", set(func(p *Presented, s *Sale) { p.Voucher.ValidFrom = s.Day + 1 }), "C1!not_yet_valid", (today + 1).String()},
		{"on the receipt that issued it", set(func(p *Presented, s *Sale) { p.Voucher.Receipt = s.Receipt }), "C1!not_yet_valid", "another"},
		{"other store", set(func(p *Presented, _ *Sale) {
			p.Terms = rule(func(p *promotion.Promotion) { p.Stores = []retail.StoreID{"S2"} })
		}), "C1!wrong_store", "S1"},
		{"its store", set(func(p *Presented, _ *Sale) {
			p.Terms = rule(func(p *promotion.Promotion) { p.Stores = []retail.StoreID{"S2", "S1"} })
		}), "C1=50[0:50]", ""},
		{"other region", set(func(p *Presented, _ *Sale) {
			p.Terms = rule(func(p *promotion.Promotion) { p.Regions = []string{"hills"} })
		}), "C1!wrong_store", ""},
		{"stores and regions narrow together", set(func(p *Presented, _ *Sale) {
			p.Terms = rule(func(p *promotion.Promotion) { p.Stores, p.Regions = []retail.StoreID{"S1"}, []string{"hills"} })
		}), "C1!wrong_store", ""},
		{"other currency", set(func(_ *Presented, s *Sale) { s.Store = s.Chain.Store(3) }), "C1!wrong_store", "S3"},
	})
}

func TestApply_RefusesByCustomerPromotionAndBasket(t *testing.T) {
	t.Parallel()
	refuses(t, []refusal{
		{"transferable", set(func(p *Presented, _ *Sale) { p.Voucher.Customer = 7 }), "C1=50[0:50]", ""},
		{"not transferable, another customer", set(func(p *Presented, s *Sale) { p.Terms, p.Voucher.Customer, s.Customer = personal(), 7, 8 }), "C1!wrong_customer", ""},
		{"not transferable, nobody named", set(func(p *Presented, _ *Sale) { p.Terms, p.Voucher.Customer = personal(), 7 }), "C1!wrong_customer", "card"},
		{"not transferable, its customer", set(func(p *Presented, s *Sale) { p.Terms, p.Voucher.Customer, s.Customer = personal(), 7, 7 }), "C1=50[0:50]", ""},
		{"issued to nobody", set(func(p *Presented, s *Sale) { p.Terms, s.Customer = personal(), 8 }), "C1=50[0:50]", ""},
		{"paused", set(func(p *Presented, _ *Sale) {
			p.Terms = rule(func(p *promotion.Promotion) { p.State = promotion.Paused })
		}), "C1!promotion_paused", "paused"},
		{"ended stays good", set(func(p *Presented, _ *Sale) {
			p.Terms = rule(func(p *promotion.Promotion) { p.State = promotion.Ended })
		}), "C1=50[0:50]", ""},
		{"minimum spend just met", set(func(p *Presented, _ *Sale) { p.Terms = least(1000) }), "C1=50[0:50]", ""},
		{"minimum spend just missed", set(func(p *Presented, _ *Sale) { p.Terms = least(1001) }), "C1!basket_not_eligible", "0.01 EUR"},
		{"limit open", set(func(p *Presented, s *Sale) { p.Terms, s.Customer, s.Used = twice(), 7, map[uint32]int64{1: 1} }), "C1=50[0:50]", ""},
		{"limit reached", set(func(p *Presented, s *Sale) { p.Terms, s.Customer, s.Used = twice(), 7, map[uint32]int64{1: 2} }), "C1!limit_reached", "2 of 2"},
		{"limit of another promotion", set(func(p *Presented, s *Sale) { p.Terms, s.Customer, s.Used = twice(), 7, map[uint32]int64{2: 9} }), "C1=50[0:50]", ""},
		{"nobody has no limit", set(func(p *Presented, s *Sale) { p.Terms, s.Used = twice(), map[uint32]int64{1: 9} }), "C1=50[0:50]", ""},
		{"nothing fits", set(func(p *Presented, _ *Sale) { p.Voucher.Product = soup }), "C1!basket_not_eligible", "soup"},
	})
}

func personal() *Terms { return rule(func(p *promotion.Promotion) { p.Transferable = false }) }
func twice() *Terms    { return rule(func(p *promotion.Promotion) { p.Limits.PerCustomer = 2 }) }
func least(n retail.Minor) *Terms {
	return rule(func(p *promotion.Promotion) { p.MinSpend = n })
}

func stacked(s promotion.Stacking) *Terms {
	return rule(func(p *promotion.Promotion) { p.Stacking = s })
}

func TestApply_Stacking(t *testing.T) {
	t.Parallel()
	type code struct {
		serial, promotion uint32
		stacking          promotion.Stacking
	}
	all, other, none := promotion.StackAll, promotion.StackOther, promotion.StackNone
	for _, c := range []struct {
		name  string
		codes []code
		want  string
	}{
		{"all of one promotion", []code{{1, 1, all}, {2, 1, all}}, "C1=10[0:10] C2=10[0:10]"},
		{"one per promotion", []code{{1, 1, other}, {2, 1, other}, {3, 2, other}}, "C1=10[0:10] C3=10[0:10] C2!not_combinable"},
		{"two versions of one promotion", []code{{1, 1, all}, {2, 1, other}}, "C1=10[0:10] C2!not_combinable"},
		{"none first", []code{{1, 1, none}, {2, 2, all}}, "C1=10[0:10] C2!not_combinable"},
		{"none second", []code{{1, 1, all}, {2, 2, none}, {3, 3, all}}, "C1=10[0:10] C3=10[0:10] C2!not_combinable"},
		{"the same code twice", []code{{1, 1, all}, {1, 1, all}}, "C1=10[0:10] C1!not_combinable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var codes []Presented
			for _, k := range c.codes {
				p := give(k.serial, amount(10), stacked(k.stacking))
				p.Voucher.PromotionNumber = k.promotion
				codes = append(codes, p)
			}
			if got := say(Apply(sale(line(milk, 1, 1000)), codes)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestApply_RefusedCodesDoNotClash(t *testing.T) {
	t.Parallel()
	late := give(1, amount(10), stacked(promotion.StackNone))
	late.Voucher.State = Expired
	if got, want := say(Apply(sale(line(milk, 1, 100)), []Presented{late, give(2, amount(10), rule())})), "C2=10[0:10] C1!expired"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestApply_LimitCountsThisBasket(t *testing.T) {
	t.Parallel()
	s := sale(line(milk, 1, 1000))
	s.Customer, s.Used = 7, map[uint32]int64{1: 1}
	if got, want := say(Apply(s, []Presented{give(1, amount(10), twice()), give(2, amount(10), twice())})), "C1=10[0:10] C2!limit_reached"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestApply_BoundIsRepeatedAndNotBookedAgain(t *testing.T) {
	t.Parallel()
	p := give(1, amount(40), rule())
	p.Voucher.State, p.Voucher.RedeemedBy = Redeemed, "R1"
	p.Bound = &Redemption{Amount: 40, Lines: []LineShare{{0, 40}}}
	out := Apply(sale(line(milk, 1, 100)), []Presented{p, p, give(2, amount(100), rule())})
	if got, want := say(out), "C1=40[0:40] C2=60[0:60] C1!not_combinable"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	if !out.Redeemed[0].Bound || out.Redeemed[1].Bound || out.Deduction != 100 {
		t.Errorf("got %+v", out)
	}
}

func TestStand_FactsStandWithTheirFlags(t *testing.T) {
	t.Parallel()
	used, voided, expired, late, early := give(1, amount(10), rule()), give(2, amount(10), rule()), give(3, amount(10), rule()), give(4, amount(10), rule()), give(5, amount(10), personal())
	used.Voucher.State, used.Voucher.RedeemedBy = Redeemed, "R0"
	voided.Voucher.State = Voided
	expired.Voucher.State = Expired
	late.Voucher.ValidUntil = today - 1
	early.Voucher.ValidFrom, early.Voucher.Customer = today+5, 9
	missing, odd := give(6, amount(10), rule()), give(7, amount(10), rule())
	missing.Found = false
	odd.Voucher.Product = soup
	out := Stand(sale(line(milk, 1, 100)), []Presented{used, voided, expired, late, early, missing, odd, early})
	want := "C1=10[0:10]?redeemed_twice C2=10[0:10]?voided C3=10[0:10]?expired C4=10[0:10]?expired C5=10[0:10] C7=0[] C5=10[0:10]?redeemed_twice C6!unknown"
	if got := say(out); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestUnknownAndMistypedSayTheSame(t *testing.T) {
	t.Parallel()
	p := give(1, amount(10), rule())
	p.Found = false
	a := Apply(sale(), []Presented{p}).Rejected
	b := Stand(sale(), []Presented{p}).Rejected
	if !reflect.DeepEqual(a, b) || a[0].Reason != Unknown {
		t.Errorf("got %+v and %+v", a, b)
	}
}
