package promotion

import (
	"testing"

	"sartor/internal/retail"
)

func TestAllows(t *testing.T) {
	t.Parallel()
	store := retail.Store{ID: "S1", Region: "coast", Currency: "EUR"}
	for _, c := range []struct {
		name   string
		change func(*Promotion)
		day    retail.BusinessDay
		want   Refusal
	}{
		{"first day", func(*Promotion) {}, retail.Day(2026, 11, 23), ""},
		{"last day", func(*Promotion) {}, retail.Day(2026, 12, 6), ""},
		{"day before", func(*Promotion) {}, retail.Day(2026, 11, 22), NotStarted},
		{"day after", func(*Promotion) {}, retail.Day(2026, 12, 7), Over},
		{"draft", func(p *Promotion) { p.State = Draft }, retail.Day(2026, 12, 1), NotLive},
		{"paused", func(p *Promotion) { p.State = Paused }, retail.Day(2026, 12, 1), NotLive},
		{"this store", func(p *Promotion) { p.Stores = []retail.StoreID{"S0", "S1"} }, retail.Day(2026, 12, 1), ""},
		{"another store", func(p *Promotion) { p.Stores = []retail.StoreID{"S0"} }, retail.Day(2026, 12, 1), OtherStore},
		{"another region", func(p *Promotion) { p.Regions = []string{"hills"} }, retail.Day(2026, 12, 1), OtherRegion},
		{"everywhere", func(p *Promotion) { p.Regions = nil }, retail.Day(2026, 12, 1), ""},
		{"store in list, region not: both narrow", func(p *Promotion) {
			p.Stores, p.Regions = []retail.StoreID{"S1"}, []string{"hills"}
		}, retail.Day(2026, 12, 1), OtherRegion},
		{"another currency", func(p *Promotion) { p.Budget.Currency = "CHF" }, retail.Day(2026, 12, 1), OtherCurrency},
	} {
		p := soup(t)
		p.State = Live
		c.change(&p)
		if got := p.Refuses(store, c.day); got != c.want || p.Allows(store, c.day) != (c.want == "") {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestValidity_AlsoPastTheEnd(t *testing.T) {
	t.Parallel()
	p := soup(t)
	from, until := p.Validity(p.Ends)
	if from.String() != "2026-12-07" || until.String() != "2026-12-20" {
		t.Errorf("got %s to %s", from, until)
	}
	p.ValidAfterDays, p.VoucherDays = 0, 1
	if from, until := p.Validity(p.Starts); from != p.Starts || until != p.Starts {
		t.Errorf("got %s to %s", from, until)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	p := soup(t)
	p.Texts = map[string]string{"en": "{discount} off {product}!", "de": "{product}: {discount}"}
	for _, c := range []struct {
		kind                    RewardKind
		texts                   map[string]string
		lang, discount, product string
		want                    string
	}{
		{Percent, p.Texts, "en", "15 %", "Leek soup", "15 % off Leek soup!"},
		{Percent, p.Texts, "de-AT", "15 %", "Lauchsuppe", "Lauchsuppe: 15 %"},
		{Percent, p.Texts, "fr", "15 %", "Soupe", "15 % off Soupe!"},
		{Percent, p.Texts, "", "15 %", "Soup", "15 % off Soup!"},
		{Percent, nil, "fr", "15 %", "Soupe", "15 % de remise sur Soupe"},
		{Percent, nil, "de", "15 %", "", "15 % Rabatt auf Ihren Einkauf"},
		{FreeItem, nil, "xx", "", "Soup", "Free: Soup"},
		{Points, nil, "en", "50 points", "", "50 points on your purchase"},
		{Percent, p.Texts, "en", "15 %", "{discount} {x}", "15 % off {discount} {x}!"}, // a hostile product name is not filled again
	} {
		p.Reward.Kind, p.Texts = c.kind, c.texts
		if got := p.Text(c.lang, c.discount, c.product); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.kind, c.lang, got, c.want)
		}
	}
	p.Name = map[string]string{"de": "Suppe", "nl": "Soep"}
	if p.NameIn("de-CH") != "Suppe" || p.NameIn("nl") != "Soep" || p.NameIn("fr") != "Suppe" {
		t.Errorf("names: %q %q %q", p.NameIn("de-CH"), p.NameIn("nl"), p.NameIn("fr"))
	}
}
