package promotion

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"

	"sartor/internal/fault"
	"sartor/internal/retail"
)

// TestCheck_BothSidesOfEveryBorder changes one thing of a good promotion. An
// empty pointer means that it still holds.
func TestCheck_BothSidesOfEveryBorder(t *testing.T) {
	t.Parallel()
	type change func(*Promotion)
	words := func(n int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = strconv.Itoa(i)
		}
		return out
	}
	for _, c := range []struct {
		name    string
		pointer string
		change  change
	}{
		{"as it is", "", func(*Promotion) {}},
		{"no id yet", "", func(p *Promotion) { p.ID = "" }},
		{"id of 64", "", func(p *Promotion) { p.ID = retail.PromotionID(strings.Repeat("a", 64)) }},
		{"id of 65", "/id", func(p *Promotion) { p.ID = retail.PromotionID(strings.Repeat("a", 65)) }},
		{"id with a slash", "/id", func(p *Promotion) { p.ID = "a/b" }},
		{"no name", "/name", func(p *Promotion) { p.Name = nil }},
		{"blank name", "/name/en", func(p *Promotion) { p.Name = map[string]string{"en": " "} }},
		{"name of 80", "", func(p *Promotion) { p.Name = map[string]string{"en": strings.Repeat("ü", 80)} }},
		{"name of 81", "/name/en", func(p *Promotion) { p.Name = map[string]string{"en": strings.Repeat("ü", 81)} }},
		{"name that runs backwards", "/name/en", func(p *Promotion) { p.Name = map[string]string{"en": "soup\u202egnp.exe"} }},
		{"name of two lines", "/name/en", func(p *Promotion) { p.Name = map[string]string{"en": "a\nb"} }},
		{"printer command in a name", "/name/en", func(p *Promotion) { p.Name = map[string]string{"en": "a\x1b@b"} }},
		{"language with region", "", func(p *Promotion) { p.Name = map[string]string{"de-AT": "Suppe"} }},
		{"no language", "/name/german", func(p *Promotion) { p.Name = map[string]string{"german": "Suppe"} }},
		{"empty language", "/name/", func(p *Promotion) { p.Name = map[string]string{"": "Suppe"} }},

		{"percent 1", "", func(p *Promotion) { p.Reward.Percent = 1 }},
		{"percent 0", "/reward/percent", func(p *Promotion) { p.Reward.Percent = 0 }},
		{"percent 100", "", func(p *Promotion) { p.Reward.Percent = 100 }},
		{"percent 101", "/reward/percent", func(p *Promotion) { p.Reward.Percent = 101 }},
		{"max_amount 1", "", func(p *Promotion) { p.Reward.MaxAmount = 1 }},
		{"max_amount 0", "/reward/max_amount", func(p *Promotion) { p.Reward.MaxAmount = 0 }},
		{"amount 1", "", func(p *Promotion) { p.Reward = Reward{Kind: Amount, Amount: 1} }},
		{"amount 0", "/reward/amount", func(p *Promotion) { p.Reward = Reward{Kind: Amount} }},
		{"amount below 0", "/reward/amount", func(p *Promotion) { p.Reward = Reward{Kind: Amount, Amount: -5} }},
		{"amount with percent", "/reward/percent", func(p *Promotion) { p.Reward = Reward{Kind: Amount, Amount: 1, Percent: 5} }},
		{"free item", "", func(p *Promotion) { p.Reward = Reward{Kind: FreeItem, Product: "123"} }},
		{"free nothing", "/reward/product", func(p *Promotion) { p.Reward = Reward{Kind: FreeItem} }},
		{"points 1", "", func(p *Promotion) { p.Reward = Reward{Kind: Points, Points: 1} }},
		{"points 0", "/reward/points", func(p *Promotion) { p.Reward = Reward{Kind: Points} }},
		{"no kind", "/reward/kind", func(p *Promotion) { p.Reward = Reward{} }},

		{"product without one", "/target/products", func(p *Promotion) { p.Target = Target{Kind: TargetProduct} }},
		{"product with one", "", func(p *Promotion) { p.Target = Target{Kind: TargetProduct, Products: []retail.ProductID{"1"}} }},
		{"brand without one", "/target/brands", func(p *Promotion) { p.Target = Target{Kind: TargetBrand} }},
		{"category without one", "/target/categories", func(p *Promotion) { p.Target = Target{Kind: TargetCategory} }},
		{"unknown target", "/target/kind", func(p *Promotion) { p.Target.Kind = "vip" }},
		{"due", "", func(p *Promotion) { p.Target = Target{Kind: TargetDue} }},
		{"blank entry", "/target/brands/1", func(p *Promotion) { p.Target.Brands = []string{"a", " "} }},
		{"entry twice", "/target/brands/2", func(p *Promotion) { p.Target.Brands = []string{"a", "b", "a"} }},
		{"entry of 128", "", func(p *Promotion) { p.Target.Brands = []string{strings.Repeat("a", 128)} }},
		{"entry of 129", "/target/brands/0", func(p *Promotion) { p.Target.Brands = []string{strings.Repeat("a", 129)} }},
		{"list of 10,000", "", func(p *Promotion) { p.Regions = words(10_000) }},
		{"list of 10,001", "/regions", func(p *Promotion) { p.Regions = words(10_001) }},

		{"a free item beside what expires", "/reward/kind", func(p *Promotion) { p.Reward, p.Target.Kind = Reward{Kind: FreeItem, Product: "p1"}, TargetExpiring }},
		{"which ends", "", func(p *Promotion) {
			p.Reward, p.Target.Kind, p.State = Reward{Kind: FreeItem, Product: "p1"}, TargetExpiring, Ended
		}},
		{"one day", "", func(p *Promotion) { p.Ends = p.Starts }},
		{"ends before", "/ends", func(p *Promotion) { p.Ends = p.Starts - 1 }},
		{"ten years", "", func(p *Promotion) { p.Ends = p.Starts + 3660 }},
		{"a day more", "/ends", func(p *Promotion) { p.Ends = p.Starts + 3661 }},
		{"first day", "", func(p *Promotion) { p.Starts, p.Ends = retail.Day(2000, 1, 1), retail.Day(2000, 1, 2) }},
		{"day before the first", "/starts", func(p *Promotion) { p.Starts = retail.Day(1999, 12, 31) }},
		{"day after the last", "/starts", func(p *Promotion) { p.Starts, p.Ends = retail.Day(2200, 1, 1), retail.Day(2200, 1, 1) }},

		{"min_spend below 0", "/min_spend", func(p *Promotion) { p.MinSpend = -1 }},
		{"limit below 0", "/limits/total", func(p *Promotion) { p.Limits.Total = -1 }},
		{"budget of one reserve", "", func(p *Promotion) { p.Budget.Amount = 90 }}, // 0.3 of 300
		{"budget below one reserve", "/budget/amount", func(p *Promotion) { p.Budget.Amount = 89 }},
		{"budget 0", "/budget/amount", func(p *Promotion) { p.Budget.Amount = 0 }},
		{"budget 0 of points", "", func(p *Promotion) { p.Reward, p.Budget.Amount = Reward{Kind: Points, Points: 5}, 0 }},
		{"budget too large", "/budget/amount", func(p *Promotion) { p.Budget.Amount = MaxAmount + 1 }},
		{"currency in small letters", "/budget/currency", func(p *Promotion) { p.Budget.Currency = "eur" }},
		{"reserve 1", "", func(p *Promotion) { p.Budget.ReserveShare = 1 }},
		{"reserve above 1", "/budget/reserve_share", func(p *Promotion) { p.Budget.ReserveShare = 1.0001 }},
		{"reserve 0", "/budget/reserve_share", func(p *Promotion) { p.Budget.ReserveShare = 0 }},
		{"reserve not a number", "/budget/reserve_share", func(p *Promotion) { p.Budget.ReserveShare = math.NaN() }},
		{"contingency 0", "", func(p *Promotion) { p.Budget.ContingencyShare = 0 }},
		{"contingency above 1", "/budget/contingency_share", func(p *Promotion) { p.Budget.ContingencyShare = 1.01 }},

		{"holdout 0", "", func(p *Promotion) { p.Holdout = 0 }},
		{"holdout below 0", "/holdout", func(p *Promotion) { p.Holdout = -0.1 }},
		{"holdout 0.99", "", func(p *Promotion) { p.Holdout = 0.99 }},
		{"holdout 1", "/holdout", func(p *Promotion) { p.Holdout = 1 }},
		{"priority 1000", "", func(p *Promotion) { p.Priority = 1000 }},
		{"priority 1001", "/priority", func(p *Promotion) { p.Priority = 1001 }},
		{"priority -1001", "/priority", func(p *Promotion) { p.Priority = -1001 }},
		{"valid at once", "", func(p *Promotion) { p.ValidAfterDays = 0 }},
		{"valid before issue", "/valid_after_days", func(p *Promotion) { p.ValidAfterDays = -1 }},
		{"valid after 366", "/valid_after_days", func(p *Promotion) { p.ValidAfterDays = 366 }},
		{"good for a day", "", func(p *Promotion) { p.VoucherDays = 1 }},
		{"good for no day", "/voucher_days", func(p *Promotion) { p.VoucherDays = 0 }},
		{"good for 732", "/voucher_days", func(p *Promotion) { p.VoucherDays = 732 }},
		{"stacking", "/stacking", func(p *Promotion) { p.Stacking = "some" }},
		{"state", "/state", func(p *Promotion) { p.State = "redemed" }},

		{"no texts", "", func(p *Promotion) { p.Texts = nil }},
		{"text without places", "", func(p *Promotion) { p.Texts = map[string]string{"en": "A gift"} }},
		{"empty text", "/texts/en", func(p *Promotion) { p.Texts = map[string]string{"en": ""} }},
		{"unknown place", "/texts/en", func(p *Promotion) { p.Texts = map[string]string{"en": "{amount} off"} }},
		{"open brace", "/texts/en", func(p *Promotion) { p.Texts = map[string]string{"en": "{product off"} }},
		{"closing brace", "/texts/en", func(p *Promotion) { p.Texts = map[string]string{"en": "product} off"} }},
		{"text of 128", "", func(p *Promotion) { p.Texts = map[string]string{"en": strings.Repeat("é", 128)} }},
		{"text of 129", "/texts/en", func(p *Promotion) { p.Texts = map[string]string{"en": strings.Repeat("é", 129)} }},
	} {
		p := soup(t)
		c.change(&p)
		err := Check(p)
		switch {
		case c.pointer == "" && err != nil:
			t.Errorf("%s: refused: %v", c.name, err)
		case c.pointer != "" && err == nil:
			t.Errorf("%s: taken, want %s refused", c.name, c.pointer)
		case c.pointer != "":
			wantFields(t, err, c.pointer)
			if fault.KindOf(err) != fault.Invalid || fault.CodeOf(err) != "validation" {
				t.Errorf("%s: got kind %v code %q", c.name, fault.KindOf(err), fault.CodeOf(err))
			}
		}
	}
}

func TestCheck_SaysWhatWorks(t *testing.T) {
	t.Parallel()
	p := soup(t)
	p.Budget.Amount, p.Ends = 10, p.Starts-5
	err := Check(p)
	wantFields(t, err, "/ends", "/budget/amount")
	for _, must := range []string{"the first day that works is 2026-11-23", "use at least 90"} {
		if !strings.Contains(err.Error(), must) {
			t.Errorf("%v does not say %q", err, must)
		}
	}
}

func TestCheck_AnswersAreBounded(t *testing.T) {
	t.Parallel()
	p := soup(t)
	p.Regions = make([]string, 9_000) // all of them blank, all but one a repetition
	e, ok := errors.AsType[*fault.Error](Check(p))
	if !ok || len(e.Fields) != maxFlaws || !strings.Contains(e.Hint, "17949 more") {
		t.Errorf("got %d fields and %q", len(e.Fields), e.Hint)
	}
}
