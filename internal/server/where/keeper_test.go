package where_test

import (
	"context"
	stdsql "database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // damages what stands, as no part of the product does

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/job"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
	"sartor/internal/server/where"
)

// shop sells through the API: ten people who each come twice, on two days.
func shop(t *testing.T) *servertest.Shop {
	t.Helper()
	s := servertest.Open(t)
	s.NobodyHeldOut()
	if err := s.DeclareConsent(t.Context(), []string{"profile", "offers"}, "terms of the test"); err != nil {
		t.Fatal(err)
	}
	s.Must("PUT", "/v1/stores/S012", `{"name":"Brackwater","region":"coast","kind":"urban","timezone":"Europe/Berlin","currency":"EUR"}`)
	for _, id := range []string{"soup", "bread"} {
		s.Must("PUT", "/v1/products/"+id, fmt.Sprintf(`{"name":%q,"category":%q,"price":249,"cost":150}`, id, id))
	}
	s.Must("POST", "/v1/promotions", `{"id":"prm_soup","name":{"en":"Soup week"},"reward":{"kind":"amount","amount":50},
		"target":{"kind":"anyone"},"starts":"2026-11-20","ends":"2026-12-20","budget":{"amount":250000,"currency":"EUR"},"holdout":0.1,"state":"live"}`)
	for range 2 {
		for n := range 10 {
			s.Wait(time.Minute)
			a := s.Do(servertest.Call{As: access.Owner, Path: "/v1/till/close", Body: fmt.Sprintf(
				`{"receipt":%q,"store":"S012","till":"T03","at":%q,"currency":"EUR","customer":{"card":"26000000%05d"},"lines":[{"product":"bread","quantity":3,"amount":747}]}`, s.Receipt(), s.At(0), n)})

			if a.Status != 200 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
		s.Wait(24 * time.Hour)
	}
	if err := s.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// looked is that shop when its promotion has been read.
func looked(t *testing.T) (*servertest.Shop, where.Keeper, db.NumberedPromotion) {
	t.Helper()
	s := shop(t)
	k := where.Keeper{Chain: s.Chain}
	if err := k.Now(t.Context()); err != nil {
		t.Fatal(err)
	}
	p, err := s.DB.Promotion(t.Context(), "prm_soup")
	if err != nil {
		t.Fatal(err)
	}
	return s, k, p
}

// TestKeeper_ReadsWhatIsDue: what was read is kept, with its time; few customers
// are counted and not spoken of; what a store's customers like is read once a day.
func TestKeeper_ReadsWhatIsDue(t *testing.T) {
	t.Parallel()
	s, _, p := looked(t)
	r, read, err := s.DB.Readouts().Report(t.Context(), p.Number)
	if err != nil || !read || r.All.Treated+r.All.Held < 8 || r.All.Sales.Known || len(r.Of(outcome.ByStore)) != 1 {
		t.Errorf("got %+v, %v, %v; want ten customers counted", r, read, err)
	}
	tastes, read, err := s.DB.Readouts().Tastes(t.Context(), 1)
	if err != nil || !read || tastes.Store != "S012" || len(tastes.Categories) != 1 || tastes.Categories[0].Index != 1 {
		t.Errorf("got %+v, %v, %v; a chain of one store likes what the chain likes", tastes, read, err)
	}
	effect, err := s.Effect(t.Context(), p.Number)
	if err != nil || effect.Treated != r.All.Treated || effect.Spoken {
		t.Errorf("the promotion's page gets %+v, %v", effect, err)
	}
}

// TestKeeper_Rests: nothing is read twice in a row, and again when it is old.
func TestKeeper_Rests(t *testing.T) {
	t.Parallel()
	s := shop(t)
	k := where.Keeper{Chain: s.Chain}
	at := func() retail.Micros {
		if err := k.Now(t.Context()); err != nil {
			t.Fatal(err)
		}
		heads, err := s.DB.Readouts().Heads(t.Context())
		if err != nil || len(heads) != 1 {
			t.Fatalf("%v, %v", heads, err)
		}
		for _, r := range heads {
			return r.At
		}
		return 0
	}
	first := at()
	if again := at(); again != first {
		t.Errorf("read at %d and at once again at %d", first, again)
	}
	s.Wait(where.LeastAge)
	if later := at(); later <= first {
		t.Error("it was old enough to be read again")
	}
	day, err := s.DB.Readouts().TastesThrough(t.Context())
	if due, e := k.TastesDue(t.Context()); err != nil || e != nil || due || day != s.Today(1)-1 {
		t.Errorf("tastes were read through %s, %v, %v; due %v", day, err, e, due)
	}
	s.Wait(24 * time.Hour)
	if due, err := k.TastesDue(t.Context()); err != nil || due {
		t.Errorf("nothing was sold since: due %v, %v", due, err)
	}
}

// TestKeeper_RestsAsLongAsItWorked: after a round of a minute there is none for twenty,
// and one that says nothing of itself is followed by the next.
func TestKeeper_RestsAsLongAsItWorked(t *testing.T) {
	t.Parallel()
	s := shop(t)
	k := where.Keeper{Chain: s.Chain}
	asked := func() bool {
		if err := k.Ask(t.Context()); err != nil {
			t.Fatal(err)
		}
		j, err := s.DB.FindJob(t.Context(), "response")
		return err == nil && j.State.Open()
	}
	if !asked() {
		t.Fatal("nobody has looked yet, and nobody is asked to")
	}
	done := func(progress string) {
		old, err := s.DB.FindJob(t.Context(), "response")
		if err != nil {
			t.Fatal(err)
		}
		now := old
		now.State, now.Progress, now.Updated = job.Done, progress, retail.MicrosOf(s.Now())
		if swapped, err := s.DB.SwapJob(t.Context(), old, now); err != nil || !swapped {
			t.Fatal(swapped, err)
		}
	}
	done(`{"worked":60000000000}`)
	if asked() {
		t.Error("a minute's work, and at once the next round")
	}
	s.Wait(20*time.Minute - time.Second)
	if asked() {
		t.Error("a minute's work, and the next round within twenty")
	}
	s.Wait(time.Second)
	if !asked() {
		t.Error("twenty minutes after a minute's work there is no next round")
	}
	for _, progress := range []string{"{}", "", "[]", `{"worked":1e30}`, `{"worked":-5}`} {
		if done(progress); !asked() {
			t.Errorf("a round that says %q of itself keeps the next one away", progress)
		}
	}
	done(`{"worked":9223372036854775807}`)
	if s.Wait(24 * time.Hour); asked() {
		t.Error("a round that worked for longer than anybody believes is followed by the next")
	}
	kept := ""
	if err := k.Work(t.Context(), job.Job{Progress: `{"worked":3600000000000}`}, func(_ context.Context, progress, _ string) error { kept = progress; return nil }); err != nil || !strings.HasPrefix(kept, `{"worked":3600`) {
		t.Errorf("a second attempt says %s, %v: the first one's work is lost", kept, err)
	}
}

// TestKeeper_OneThatCannotBeReadKeepsNobodyWaiting: a reading that was damaged is made
// anew, and the round ends well.
func TestKeeper_OneThatCannotBeReadKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	s, k, p := looked(t)
	damaged := func() bool {
		_, read, err := s.DB.Readouts().Report(t.Context(), p.Number)
		return err != nil || !read
	}
	raw, err := stdsql.Open("sqlite", "file:"+strings.TrimPrefix(s.Chain.URL, "sqlite:")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	_, err = raw.ExecContext(t.Context(), "update response set head = 'x'")
	if err := errors.Join(err, raw.Close()); err != nil || !damaged() {
		t.Fatalf("nothing was damaged: %v", err)
	}
	s.Wait(where.LeastAge)
	if err := k.Now(t.Context()); err != nil || damaged() {
		t.Errorf("it was not read anew: %v", err)
	}
}

// TestPages_AnothersStoreIsLeftOut: who is bound to stores sees own ones only, and
// an estimate without anybody known says so.
func TestPages_AnothersStoreIsLeftOut(t *testing.T) {
	t.Parallel()
	s := shop(t)
	k := where.Keeper{Chain: s.Chain}
	if err := k.Now(t.Context()); err != nil {
		t.Fatal(err)
	}
	pages := where.Pages{Keeper: k}
	for store, want := range map[retail.StoreID]int{"S012": 1, "S013": 0} {
		v, err := pages.Response(t.Context(), view.Scope{Stores: []retail.StoreID{store}}, "prm_soup")
		if err != nil || len(v.Of(outcome.ByStore)) != want || len(v.Stores) != want || len(v.Of(outcome.ByKind)) != 1 {
			t.Errorf("bound to %s: %d stores' rows, %v, want %d", store, len(v.Of(outcome.ByStore)), err, want)
		}
	}
	p, err := s.DB.Promotion(t.Context(), "prm_soup")
	if err != nil {
		t.Fatal(err)
	}
	e, err := pages.Estimate(t.Context(), p.Promotion)
	if err != nil || e.Basis != view.BasisNone || e.Reach.Known() {
		t.Errorf("nothing was learned of anybody: %+v, %v", e, err)
	}
	p.Target.Kind = promotion.TargetExpiring
	if e, err := pages.Estimate(t.Context(), p.Promotion); err != nil || e.Basis != view.BasisGoods {
		t.Errorf("of goods that nobody knows yet: %+v, %v", e, err)
	}
	if v, err := (where.Answers{Keeper: k}).Estimate(t.Context(), p.Promotion); err != nil || v.Basis != outcome.OnGoods || v.Reach != nil || v.Vouchers != nil {
		t.Errorf("of goods that nobody knows yet: %+v, %v", v, err)
	}
}
