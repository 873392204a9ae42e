package server_test

import (
	"testing"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/server/servertest"
)

// What no store would print does not go live, over the API and from a file alike; it may
// be written, and goes live once a store sells in its currency.
func TestPromotion_OfACurrencyNobodySellsIn(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	const place = `{"name":"A","timezone":"Europe/London","currency":"`
	const euro = `{"id":"prm_euro","name":{"en":"Soup"},"reward":{"kind":"amount","amount":50},"target":{"kind":"anyone"},
		"starts":"2026-11-20","ends":"2026-12-20","budget":{"amount":250000,"currency":"EUR"},"state":"live"}`
	s.Must("PUT", "/v1/stores/S1", place+`GBP"}`)
	got := s.Do(servertest.Call{As: access.Owner, Path: "/v1/promotions", Body: euro})
	if got.Status != 422 || !got.Has("/budget/currency", "no store sells in EUR", "sell in GBP") {
		t.Errorf("over the API: %d %s", got.Status, got.Body)
	}
	list, err := promotion.ParseYAML([]byte(euro)) // JSON is YAML
	if err != nil {
		t.Fatal(err)
	}
	p := &list[0]
	if _, err := s.ApplyPromotion(t.Context(), p, "test"); !fault.Is(err, fault.Invalid) {
		t.Errorf("from a file: %v", err)
	}
	p.State = promotion.Draft
	if _, err := s.ApplyPromotion(t.Context(), p, "test"); err != nil {
		t.Errorf("as a draft: %v", err)
	}
	s.Must("PUT", "/v1/stores/S2", place+`EUR"}`)
	p.State = promotion.Live
	if _, err := s.ApplyPromotion(t.Context(), p, "test"); err != nil {
		t.Errorf("with a store that sells in it: %v", err)
	}
}

// TestPromotion_OfWhatTheChainLacks: a draft may name what comes later; it goes live when it
// is there, and what lives is changed though its names are gone.
func TestPromotion_OfWhatTheChainLacks(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	s.Must("PUT", "/v1/stores/S1", `{"name":"A","timezone":"Europe/London","currency":"EUR"}`)
	s.Must("PUT", "/v1/products/p1", `{"name":"Leek soup","category":"soup","price":199}`)
	s.Must("POST", "/v1/promotions", `{"id":"prm_bread","name":{"en":"Bread"},"reward":{"kind":"amount","amount":50},"target":{"kind":"category","categories":["bread"]},
		"stores":["S2"],"starts":"2026-11-20","ends":"2026-12-20","budget":{"amount":250000,"currency":"EUR"}}`)
	patch := func(body, tag string) servertest.Answer {
		return s.Do(servertest.Call{As: access.Owner, Method: "PATCH", Path: "/v1/promotions/prm_bread", Body: body, Header: map[string]string{"If-Match": tag}})
	}
	if got := patch(`{"state":"live"}`, `"1"`); got.Status != 422 || !got.Has(`"code":"prints_nothing"`, `"pointer":"/stores/0"`, `the nearest is \"S1\"`, `"pointer":"/target/categories/0"`) {
		t.Errorf("of what is not there: %d %s", got.Status, got.Body)
	}
	s.Must("PUT", "/v1/stores/S2", `{"name":"B","timezone":"Europe/London","currency":"EUR"}`)
	s.Must("PUT", "/v1/products/p2", `{"name":"Rye","category":"bread","price":299}`)
	if got := patch(`{"state":"live"}`, `"1"`); got.Status != 200 {
		t.Errorf("of what came: %d %s", got.Status, got.Body)
	}
	s.Must("PUT", "/v1/products/p2", `{"name":"Rye","category":"loaves","price":299}`)
	if got := patch(`{"ends":"2026-12-24"}`, `"2"`); got.Status != 200 {
		t.Errorf("what lives is not changed: %d %s", got.Status, got.Body)
	}
}
