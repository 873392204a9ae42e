package promotion

import (
	"testing"

	"sartor/internal/fault"
)

func TestNext_WhatEachStateLetsChange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state State
		patch string
		code  string // "" accepted
	}{
		{Draft, `{"name":{"en":"Stew"},"holdout":0.2,"budget":{"amount":100,"currency":"CHF"}}`, ""},
		{Draft, `{"state":"live"}`, ""},
		{Draft, `{"state":"live","priority":5,"name":{"en":"Stew"}}`, ""},
		{Draft, `{"state":"paused"}`, "promotion_live"},
		{Draft, `{"state":"ended"}`, "promotion_live"},
		{Draft, `{"id":"prm_stew"}`, "validation"},
		{Live, `{"state":"paused"}`, ""},
		{Live, `{"state":"ended"}`, ""},
		{Live, `{"state":"draft"}`, "promotion_live"},
		{Live, `{"ends":"2026-12-24","texts":{"en":"{product}"},"limits":{"per_day":1},"priority":-3}`, ""},
		{Live, `{"ends":"2026-11-22"}`, "validation"},
		{Live, `{"budget":{"amount":250001}}`, ""},
		{Live, `{"budget":{"amount":249999}}`, "promotion_live"},
		{Live, `{"budget":{"reserve_share":0.4}}`, "promotion_live"},
		{Live, `{"budget":{"currency":"CHF"}}`, "promotion_live"},
		{Live, `{"name":{"en":"Stew"}}`, "promotion_live"},
		{Live, `{"reward":{"percent":20}}`, "promotion_live"},
		{Live, `{"target":{"categories":["stew"]}}`, "promotion_live"},
		{Live, `{"starts":"2026-11-24"}`, "promotion_live"},
		{Live, `{"stores":["S1"]}`, "promotion_live"},
		{Live, `{"holdout":0}`, "promotion_live"},
		{Live, `{"stacking":"all"}`, "promotion_live"},
		{Live, `{"voucher_days":15}`, "promotion_live"},
		{Live, `{"min_spend":1}`, "promotion_live"},
		{Live, `{"holdout":0.1,"reward":{"percent":15}}`, ""}, // as it stands: no change
		{Paused, `{"state":"live"}`, ""},
		{Paused, `{"state":"ended"}`, ""},
		{Paused, `{"state":"draft"}`, "promotion_live"},
		{Paused, `{"transferable":false}`, "promotion_live"},
		{Ended, `{"state":"live"}`, "promotion_ended"},
		{Ended, `{"priority":1}`, "promotion_ended"},
		{Ended, `{"priority":0}`, ""},
		{Live, `{"kode":1}`, "validation"},
		{Live, `{"state":"redemed"}`, "promotion_live"},
		{Draft, `{"state":"redemed"}`, "promotion_live"},
		{Draft, `[]`, "validation"},
		{Draft, `{`, "malformed"},
	} {
		p := soup(t)
		p.State, p.Version = c.state, 3
		out, err := Next(p, []byte(c.patch))
		got := ""
		if err != nil {
			got = fault.CodeOf(err)
		}
		if got != c.code {
			t.Errorf("%s %s: got %q (%v), want %q", c.state, c.patch, got, err, c.code)
			continue
		}
		if err != nil && canon(out) != canon(Promotion{}) {
			t.Errorf("%s %s: a refusal returned %s", c.state, c.patch, canon(out))
		}
		if err == nil && (canon(out) != canon(p)) != (out.Version == 4) {
			t.Errorf("%s %s: version %d after %s", c.state, c.patch, out.Version, canon(out))
		}
		if c.code == "promotion_live" && fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s %s: kind %v, want conflict", c.state, c.patch, fault.KindOf(err))
		}
	}
}

func TestNext_NamesWhatIsLocked(t *testing.T) {
	t.Parallel()
	p := soup(t)
	p.State = Live
	_, err := Next(p, []byte(`{"priority":4,"name":{"en":"x"},"budget":{"amount":1,"currency":"CHF"}}`))
	wantFields(t, err, "/name", "/budget/amount", "/budget/currency")
}

func TestNext_NullRemoves(t *testing.T) {
	t.Parallel()
	p := soup(t)
	p.State = Live
	out, err := Next(p, []byte(`{"limits":{"per_day":null},"texts":null}`))
	if err != nil || out.Limits != (Limits{PerCustomer: 2, Total: 5000}) || len(out.Texts) != 0 {
		t.Errorf("got %+v, %v", out, err)
	}
	_, err = Next(soup(t), []byte(`{"name":null}`))
	wantFields(t, err, "/name")
}

func TestNext_ANewKindOfRewardDropsTheOldOnesFields(t *testing.T) {
	t.Parallel()
	out, err := Next(soup(t), []byte(`{"reward":{"kind":"amount","amount":50}}`))
	if err != nil || out.Reward != (Reward{Kind: Amount, Amount: 50}) {
		t.Errorf("got %+v, %v", out.Reward, err)
	}
	_, err = Next(soup(t), []byte(`{"reward":{"kind":"amount","amount":50,"percent":5}}`))
	wantFields(t, err, "/reward/percent")
}

func TestNext_DoesNotTouchItsInput(t *testing.T) {
	t.Parallel()
	p := soup(t)
	before := canon(p)
	if _, err := Next(p, []byte(`{"name":{"en":"x","de":"y"},"stores":["S1"],"target":{"categories":["z"]}}`)); err != nil {
		t.Fatal(err)
	}
	if canon(p) != before {
		t.Errorf("got %s, want %s", canon(p), before)
	}
}
