package rooms

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server/editor"
	"sartor/internal/server/servertest"
)

// edited is a chain with a store, goods and somebody who edits promotions.
func edited(t *testing.T) (*servertest.Shop, editor.Editor, view.Actor) {
	t.Helper()
	s := servertest.Open(t)
	s.NobodyHeldOut()
	s.Must("PUT", "/v1/stores/S012", `{"name":"Harbour","region":"coast","kind":"urban","timezone":"Europe/Berlin","currency":"EUR"}`)
	for i, name := range []string{"Tomato soup", "Rye bread"} {
		s.Must("PUT", fmt.Sprintf("/v1/products/59%02d", i), fmt.Sprintf(`{"name":%q,"category":%q,"brand":"Osmund","price":300,"cost":120}`, name, strings.ToLower(strings.Fields(name)[1])))
	}
	s.Must("PUT", "/v1/products/5999", `{"name":"Soup of the pharmacy","category":"health","price":300,"restricted":"no_voucher"}`)
	return s, edits(s.Chain), view.Actor{Staff: "stf_mara", Role: access.Marketer, Reason: "spring"}
}

func soup() promotion.Promotion {
	return promotion.Promotion{
		Name: map[string]string{"en": "Soup week"}, Reward: promotion.Reward{Kind: promotion.Percent, Percent: 15, MaxAmount: 300},
		Target: promotion.Target{Kind: promotion.TargetCategory, Categories: []string{"soup"}}, Starts: retail.Day(2026, 11, 20), Ends: retail.Day(2026, 12, 20),
		Budget:  promotion.Budget{Amount: 250_000, Currency: "EUR", ReserveShare: .3, ContingencyShare: .1},
		Limits:  promotion.Limits{PerCustomer: 2},
		Holdout: .1, Stacking: promotion.StackOther, Transferable: true, VoucherDays: 14, State: promotion.Draft,
	}
}

func TestSave_NewTwiceIsOne(t *testing.T) {
	t.Parallel()
	_, e, mara := edited(t)
	set := view.SaveTemplate{Promotion: soup(), Once: 77}
	first, err := e.SaveTemplate(t.Context(), mara, set)
	if err != nil || first.Promotion.ID != "prm_soup_week" || first.Promotion.Version != 1 {
		t.Fatalf("got %+v, %v", first, err)
	}
	again, err := e.SaveTemplate(t.Context(), mara, set)
	if err != nil || again.Promotion.ID != first.Promotion.ID || again.Promotion.Version != 1 {
		t.Errorf("sent twice: %+v, %v", again.Promotion, err)
	}
	// Another promotion of the same name is another one, once for each form.
	set.Promotion.Reward.Percent = 20
	for range 2 {
		other, err := e.SaveTemplate(t.Context(), mara, set)
		if err != nil || other.Promotion.ID == first.Promotion.ID || other.Promotion.Version != 1 {
			t.Errorf("another of the same name: %+v, %v", other.Promotion, err)
		}
	}
	all, err := e.DB.Promotions(t.Context())
	if err != nil || len(all) != 2 {
		t.Errorf("%d promotions stand, %v", len(all), err)
	}
}

// TestSave_AtOnceIsOne: a form that is sent while the same is being worked on leads to
// what the first one made, a change too; another of the same name and moment stands beside.
func TestSave_AtOnceIsOne(t *testing.T) {
	t.Parallel()
	_, e, mara := edited(t)
	const senders = 8
	atOnce := func(set func(n int) view.SaveTemplate) (out [senders]view.Edition) {
		var (
			all  sync.WaitGroup
			gate = make(chan struct{})
		)
		for n := range senders {
			all.Go(func() {
				<-gate
				var err error
				if out[n], err = e.SaveTemplate(t.Context(), mara, set(n)); err != nil {
					t.Errorf("sender %d: %v", n, err)
				}
			})
		}
		close(gate)
		all.Wait()
		return out
	}
	for _, v := range atOnce(func(int) view.SaveTemplate { return view.SaveTemplate{Promotion: soup(), Once: 77} }) {
		if v.Promotion.ID != "prm_soup_week" || v.Promotion.Version != 1 {
			t.Errorf("made at once: %+v", v.Promotion)
		}
	}
	changed := soup()
	changed.ID, changed.Version, changed.Reward.Percent = "prm_soup_week", 1, 20
	for _, v := range atOnce(func(int) view.SaveTemplate { return view.SaveTemplate{Promotion: changed, Base: 1} }) {
		if v.Promotion.Version != 2 || v.Promotion.Reward.Percent != 20 {
			t.Errorf("changed at once: %+v", v.Promotion)
		}
	}
	ids := map[retail.PromotionID]int{}
	for _, v := range atOnce(func(n int) view.SaveTemplate {
		p := soup()
		p.Name, p.Reward.Percent = map[string]string{"en": "Bread week"}, 10+n
		return view.SaveTemplate{Promotion: p, Once: uint64(n + 1)}
	}) {
		ids[v.Promotion.ID]++
	}
	if len(ids) != senders {
		t.Errorf("different ones of one name: %v", ids)
	}
}

func TestSave_Stale(t *testing.T) {
	t.Parallel()
	_, e, mara := edited(t)
	one, err := e.SaveTemplate(t.Context(), mara, view.SaveTemplate{Promotion: soup(), Once: 1})
	if err != nil {
		t.Fatal(err)
	}
	change := func(percent int) promotion.Promotion {
		p := one.Promotion
		p.Reward.Percent, p.Limits = percent, promotion.Limits{}
		return p
	}
	two, err := e.SaveTemplate(t.Context(), mara, view.SaveTemplate{Promotion: change(20), Base: 1})
	if err != nil || two.Promotion.Version != 2 || two.Promotion.Limits.PerCustomer != 0 {
		t.Fatalf("got %+v, %v: a limit taken away must go", two.Promotion, err)
	}
	if twice, err := e.SaveTemplate(t.Context(), mara, view.SaveTemplate{Promotion: change(20), Base: 1}); err != nil || twice.Promotion.Version != 2 {
		t.Errorf("the same sent twice: %+v, %v", twice.Promotion, err)
	}
	if _, err := e.SaveTemplate(t.Context(), mara, view.SaveTemplate{Promotion: change(25), Base: 1}); !fault.Is(err, fault.Stale) {
		t.Errorf("an edit of version 1 on version 2: %v", err)
	}
	list, err := e.Editions(t.Context(), one.Promotion.ID)
	if err != nil || len(list) != 2 || list[0].Promotion.Version != 2 || list[1].Promotion.Reward.Percent != 15 {
		t.Errorf("history %+v, %v", list, err)
	}
	if _, err := e.Edition(t.Context(), one.Promotion.ID, 9); !fault.Is(err, fault.NotFound) {
		t.Errorf("a version that never was: %v", err)
	}
	// What only an owner may do.
	bare := change(20)
	bare.Holdout = 0
	if _, err := e.SaveTemplate(t.Context(), mara, view.SaveTemplate{Promotion: bare, Base: 2}); !fault.Is(err, fault.Denied) {
		t.Errorf("a marketer switched proof off: %v", err)
	}
	mara.Role = access.Owner
	if out, err := e.SaveTemplate(t.Context(), mara, view.SaveTemplate{Promotion: bare, Base: 2}); err != nil || out.Promotion.Holdout != 0 {
		t.Errorf("an owner: %v", err)
	}
}

func TestFit_WritesNothing(t *testing.T) {
	t.Parallel()
	s, e, _ := edited(t)
	s.Must("POST", "/v1/receipts", fmt.Sprintf(`{"receipt":"r1","store":"S012","till":"T1","at":%q,"currency":"EUR","customer":{"card":"2600000012348"},"lines":[{"product":"5900","quantity":1,"amount":300}]}`, s.At(0)))
	id, err := e.DB.FindCustomer(t.Context(), identifierOf("2600000012348"))
	if err != nil {
		t.Fatal(err)
	}
	for _, purpose := range []string{"profile", "offers"} {
		s.Must("PUT", "/v1/customers/"+id.String()+"/consent", fmt.Sprintf(`{"purpose":%q,"granted":true,"proof":"asked"}`, purpose))
	}
	if err := s.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := soup()
	p.Target = promotion.Target{Kind: promotion.TargetAnyone}
	p.Texts, p.MinSpend, p.Holdout = map[string]string{"en": "Warm: {discount} off {product}"}, 20_00, 0
	before := counts(t, e)
	fit, err := e.Fit(t.Context(), view.Fitting{Promotion: p, Store: "S012", Customer: id})
	if err != nil {
		t.Fatal(err)
	}
	if fit.HeldOut || !strings.Contains(fit.Strip, "Warm:") || !strings.Contains(fit.Strip, "20.00") || !strings.Contains(fit.Strip, "0000-0000-0000") {
		t.Errorf("got %+v", fit)
	}
	local := p // a store's version, alone and not live, prints what it would print beside its promotion
	local.Parent, local.ID, local.Stores, local.Texts = "prm_soup", "prm_soup.S012", []retail.StoreID{"S012"}, map[string]string{"en": "Here: {discount} off {product}"}
	if fit, err = e.Fit(t.Context(), view.Fitting{Promotion: local, Store: "S012", Customer: id}); err != nil || !strings.Contains(fit.Strip, "Here:") {
		t.Errorf("a store's version: %+v, %v", fit, err)
	}
	p.Holdout = .999999 // by lot, nearly everybody
	if fit, err = e.Fit(t.Context(), view.Fitting{Promotion: p, Store: "S012", Customer: id}); err != nil || !fit.HeldOut || fit.Strip == "" {
		t.Errorf("held out: %+v, %v", fit, err)
	}
	p.Target, p.Holdout = promotion.Target{Kind: promotion.TargetCategory, Categories: []string{"bread"}}, 0 // never bought
	if fit, err = e.Fit(t.Context(), view.Fitting{Promotion: p, Store: "S012", Customer: id}); err != nil || fit.Strip != "" || !fit.Unlearned || fit.NoConsent {
		t.Errorf("a promotion for what they never bought: %+v, %v", fit, err)
	}
	s.Must("PUT", "/v1/customers/"+id.String()+"/consent", `{"purpose":"offers","granted":false,"proof":"asked"}`)
	if fit, err = e.Fit(t.Context(), view.Fitting{Promotion: soup(), Store: "S012", Customer: id}); err != nil || fit.Strip != "" || !fit.NoConsent {
		t.Errorf("without consent: %+v, %v", fit, err)
	}
	if _, err = e.Fit(t.Context(), view.Fitting{Promotion: p, Store: "S404"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown store: %v", err)
	}
	if after := counts(t, e); after != before {
		t.Errorf("trying on changed %q to %q", before, after)
	}
}

// counts says how many rows stand that a decision could have written.
func counts(t *testing.T, e editor.Editor) string {
	t.Helper()
	vouchers, err := e.DB.Budgets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all, err := e.DB.Promotions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	stamp, err := e.DB.PromotionStamp(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(vouchers, len(all), stamp)
}

func TestGoods_FindsWhatTakesAVoucher(t *testing.T) {
	t.Parallel()
	_, e, _ := edited(t)
	g, err := e.Goods(t.Context(), "SOUP")
	if err != nil || len(g.Products) != 1 || g.Products[0].ID != "5900" || len(g.Categories) != 1 || g.More {
		t.Errorf("got %+v, %v", g, err)
	}
	if g, err = e.Goods(t.Context(), "osm"); err != nil || len(g.Brands) != 1 {
		t.Errorf("a brand: %+v, %v", g, err)
	}
	if g, err = e.Goods(t.Context(), "  "); err != nil || len(g.Products)+len(g.Brands)+len(g.Categories) != 0 {
		t.Errorf("nothing asked for: %+v, %v", g, err)
	}
}
