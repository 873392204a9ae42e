package promotion

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"sartor/internal/fault"
	"sartor/internal/promotion/file"
	"sartor/internal/retail"
)

// contracted is the example of the contract, letter by letter.
const contracted = `{"id":"prm_soup","name":{"en":"Soup week"},
 "reward":{"kind":"percent","percent":15,"max_amount":300},
 "target":{"kind":"favourite","products":[],"brands":[],"categories":["soup"]},
 "starts":"2026-11-23","ends":"2026-12-06","stores":[],"regions":["coast"],"min_spend":0,
 "limits":{"per_customer":2,"per_day":500,"total":5000},
 "budget":{"amount":250000,"currency":"EUR","reserve_share":0.3,"contingency_share":0.1},
 "priority":0,"stacking":"other_promotions","transferable":true,"same_basket":false,
 "holdout":0.1,"valid_after_days":1,"voucher_days":14,"texts":{"en":"{discount} off {product}"},"state":"draft"}`

// least is the smallest promotion: the required fields only.
const least = `{"name":{"en":"Soup week"},"reward":{"kind":"amount","amount":50},"target":{"kind":"anyone"},
 "starts":"2026-11-23","ends":"2026-11-23","budget":{"amount":1000,"currency":"EUR"}}`

func soup(t testing.TB) Promotion {
	t.Helper()
	p, err := Parse([]byte(contracted))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParse_TheContractedExample(t *testing.T) {
	t.Parallel()
	want := Promotion{
		ID: "prm_soup", Name: map[string]string{"en": "Soup week"},
		Reward: Reward{Kind: Percent, Percent: 15, MaxAmount: 300},
		Target: Target{Kind: TargetFavourite, Categories: []string{"soup"}},
		Starts: retail.Day(2026, 11, 23), Ends: retail.Day(2026, 12, 6), Regions: []string{"coast"},
		Limits:   Limits{PerCustomer: 2, PerDay: 500, Total: 5000},
		Budget:   Budget{Amount: 250000, Currency: "EUR", ReserveShare: 0.3, ContingencyShare: 0.1},
		Stacking: StackOther, Transferable: true, Holdout: 0.1, ValidAfterDays: 1, VoucherDays: 14,
		Texts: map[string]string{"en": "{discount} off {product}"}, State: Draft,
	}
	if got := soup(t); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestMarshalJSON_WritesTheContractedShape(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(soup(t))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer("\n ", "", "\n", "").Replace(contracted)
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestParse_DefaultsOfWhatIsAbsent(t *testing.T) {
	t.Parallel()
	p, err := Parse([]byte(least))
	if err != nil {
		t.Fatal(err)
	}
	if p.ID != "prm_soup_week" || p.Stacking != StackOther || !p.Transferable || p.SameBasket || p.Holdout != 0.1 ||
		p.ValidAfterDays != 1 || p.VoucherDays != 14 || p.Budget.ReserveShare != 0.3 || p.Budget.ContingencyShare != 0.1 ||
		p.State != Draft || p.Limits != (Limits{}) {
		t.Errorf("got %+v", p)
	}
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, must := range []string{`"stores":[]`, `"regions":[]`, `"products":[]`, `"limits":{}`, `"texts":{}`, `"min_spend":0`} {
		if !strings.Contains(string(b), must) {
			t.Errorf("%s lacks %s", b, must)
		}
	}
}

func TestParse_AbsentAndNullAreTheSame(t *testing.T) {
	t.Parallel()
	withNulls := strings.Replace(least, `"name"`, `"id":null,"stores":null,"limits":null,"holdout":null,"state":null,"name"`, 1)
	a, err1 := Parse([]byte(least))
	b, err2 := Parse([]byte(withNulls))
	if err1 != nil || err2 != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("got %+v, %v and %+v, %v", a, err1, b, err2)
	}
	_, err := Parse([]byte(strings.Replace(least, `{"en":"Soup week"}`, `null`, 1)))
	wantFields(t, err, "/name")
}

// wantFields fails unless the error names exactly these places.
func wantFields(t *testing.T, err error, pointers ...string) {
	t.Helper()
	var got []string
	if e, ok := errors.AsType[*fault.Error](err); ok {
		for _, f := range e.Fields {
			got = append(got, f.Pointer)
		}
	}
	if !reflect.DeepEqual(got, pointers) {
		t.Errorf("got fields %q, want %q (%v)", got, pointers, err)
	}
}

func TestParse_RefusesByName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, from, to string // one replacement in the contracted example
		pointer, says  string
	}{
		{"unknown field", `"priority"`, `"prioritie"`, "/prioritie", `unknown field "prioritie"; the fields here are id, name, reward`},
		{"unknown field inside", `"percent":15`, `"percent":15,"cap":1`, "/reward/cap", "max_amount"},
		{"another case is another name", `"stores"`, `"Stores"`, "/Stores", "unknown field"},
		{"a slash in a name is escaped", `"priority"`, `"a/b~c"`, "/a~1b~0c", "unknown"},
		{"text for a number", `"percent":15`, `"percent":"15"`, "/reward/percent", "must be a number, not text"},
		{"number for text", `["soup"]`, `[5]`, "/target/categories/0", "must be text, not a number"},
		{"object for a list", `"stores":[]`, `"stores":{}`, "/stores", "must be a list, not an object"},
		{"text for a flag", `"transferable":true`, `"transferable":"yes"`, "/transferable", "must be true or false, not text"},
		{"half a percent", `"percent":15`, `"percent":1.5`, "/reward/percent", "whole number"},
		{"money as on a price tag", `"amount":250000`, `"amount":2500.00`, "/budget/amount", "minor units"},
		{"a number beyond counting", `"amount":250000`, `"amount":9007199254740994`, "/budget/amount", "too large"},
		{"no date", `"2026-11-23"`, `"2026-11-31"`, "/starts", "is not a date such as"},
		{"a limit of nothing", `"per_day":500`, `"per_day":0`, "/limits/per_day", "leave it out for no limit"},
		{"missing", `"ends":"2026-12-06",`, ``, "/ends", "is missing"},
		{"missing inside", `"currency":"EUR",`, ``, "/budget/currency", "is missing"},
		{"twice", `"min_spend":0`, `"min_spend":0,"min_spend":0`, "/min_spend", "stands twice"},
	} {
		p, err := Parse([]byte(strings.Replace(contracted, c.from, c.to, 1)))
		wantFields(t, err, c.pointer)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) || !reflect.DeepEqual(p, Promotion{}) {
			t.Errorf("%s: got %v, want it to say %q and nothing returned", c.name, err, c.says)
		}
	}
}

func TestParse_AllErrorsAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Parse([]byte(`{"name":5,"reward":{"kind":"amount"},"x":1,"starts":"soon"}`))
	wantFields(t, err, "/name", "/target", "/starts", "/ends", "/budget", "/x")
}

func TestParse_WhatIsNotJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, body, place string }{
		{"empty", ``, "1:1"},
		{"cut off", "{\"a\":1,\n\"b\":", "2:5"},
		{"a comma too many", "{\"a\":1,\n  }", "2:3"},
		{"text behind", `{} {}`, "1:4"},
		{"words", `promotion`, "1:1"},
	} {
		_, err := Parse([]byte(c.body))
		if !fault.Is(err, fault.Malformed) {
			t.Errorf("%s: got %v, want malformed", c.name, err)
			continue
		}
		wantFields(t, err, c.place)
	}
	for name, body := range map[string]string{
		"not UTF-8": "{\"name\":\"\xff\"}",
		"deep":      strings.Repeat("[", 100) + strings.Repeat("]", 100),
	} {
		if _, err := Parse([]byte(body)); !fault.Is(err, fault.Malformed) {
			t.Errorf("%s: got %v, want malformed", name, err)
		}
	}
	if _, err := Parse(make([]byte, file.MaxBytes+1)); !fault.Is(err, fault.TooLarge) {
		t.Errorf("got %v, want too large", err)
	}
	if _, err := Parse([]byte(`[]`)); !fault.Is(err, fault.Invalid) {
		t.Errorf("a list: got %v, want invalid", err)
	}
}

func TestUnmarshalJSON_ReadsWhatOlderRulesTook(t *testing.T) {
	t.Parallel()
	broken := strings.Replace(contracted, `"percent":15`, `"percent":150`, 1)
	p := Promotion{Version: 7}
	if err := json.Unmarshal([]byte(broken), &p); err != nil || p.Reward.Percent != 150 || p.Version != 7 {
		t.Errorf("got %+v, %v", p, err)
	}
	if _, err := Parse([]byte(broken)); !fault.Is(err, fault.Invalid) {
		t.Errorf("Parse took percent 150: %v", err)
	}
}

func TestSlugID(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name map[string]string
		want retail.PromotionID
	}{
		{map[string]string{"en": "Soup week"}, "prm_soup_week"},
		{map[string]string{"de": "Süße Äpfel -- 20 %!"}, "prm_su_e_apfel_20"},
		{map[string]string{"de": "Suppen", "en": "Soups"}, "prm_soups"},
		{map[string]string{"ja": "スープ"}, ""},
		{map[string]string{"ja": "スープ", "nl": "Soep"}, "prm_soep"},
		{map[string]string{"en": strings.Repeat("long name ", 20)}, "prm_long_name_long_name_long_name_long_name_l"},
		{nil, ""},
	} {
		if got := SlugID(c.name); got != c.want {
			t.Errorf("%v: got %q, want %q", c.name, got, c.want)
		}
	}
	if a, b := RandomID(0), RandomID(1<<62); a == b || len(a) > maxID || !strings.HasPrefix(string(a), "prm_") {
		t.Errorf("got %q and %q", a, b)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(contracted))
	f.Add([]byte(least))
	f.Add([]byte(`{"name":{"en":"a"},"texts":{"de-AT":"{product}"},"x/y":[null,1e9,"\u0000"]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse(b)
		if err != nil {
			if !reflect.DeepEqual(p, Promotion{}) {
				t.Fatalf("a failure returned %+v", p)
			}
			return
		}
		printed, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse(printed)
		if err != nil || !reflect.DeepEqual(canon(back), canon(p)) {
			t.Fatalf("%s\ngot  %+v, %v\nwant %+v", printed, back, err, p)
		}
	})
}

// canon drops the difference between an absent and an empty list or text.
func canon(p Promotion) string {
	b, err := json.Marshal(p)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
