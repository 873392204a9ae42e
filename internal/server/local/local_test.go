package local

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
)

// desk is one on a chain of three stores, two of them on the coast, with a
// promotion of the coast that stores may tailor. refreshed counts how often tills
// were let know.
func desk(t *testing.T, change func(*promotion.Promotion)) (d *Desk, refreshed *int) {
	t.Helper()
	rows, err := db.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "chain.db"))
	check(t, err)
	t.Cleanup(func() { check(t, rows.Close()) })
	check(t, rows.PutStores(t.Context(), []retail.Store{
		{ID: "S1", Region: "coast", Zone: "Etc/UTC", Currency: "EUR"}, {ID: "S2", Region: "coast", Zone: "Etc/UTC", Currency: "EUR"},
		{ID: "S3", Region: "hills", Zone: "Etc/UTC", Currency: "EUR"},
	}))
	p := promotion.Promotion{
		ID: "prm_x", Name: map[string]string{"en": "X"}, Reward: promotion.Reward{Kind: promotion.Amount, Amount: 50},
		Target: promotion.Target{Kind: promotion.TargetAnyone}, Starts: 20_000, Ends: 20_100, Regions: []string{"coast"},
		Budget:   promotion.Budget{Amount: 10_000, Currency: "EUR", ReserveShare: 1},
		Stacking: promotion.StackAll, VoucherDays: 14, State: promotion.Live,
		Frame: &promotion.Frame{Discount: promotion.Range{Freedom: promotion.Free}, Compare: .2, Split: promotion.Split{Rule: promotion.SplitEqual}},
	}
	change(&p)
	_, err = rows.PutPromotion(t.Context(), db.Edit{Promotion: p, Actor: "test", At: 1})
	check(t, err)
	refreshed = new(int)
	return New(Chain{
		DB: rows, Sight: func() *till.Sight { return &till.Sight{} }, Clock: func() time.Time { return time.Unix(1_800_000_000, 0) },
		Refresh: func(context.Context) error { *refreshed++; return nil },
	}), refreshed
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func save(store retail.StoreID, number int64, amount retail.Minor) Ask {
	return Ask{At: At{"prm_x", store}, Number: number, Do: promotion.Save, Changes: promotion.Changes{Amount: &amount}, Actor: "ada"}
}

// TestTake_NamesTheChainLacks: a store's draft may be for what is still to come; what goes
// live, or to head office, is for goods that the chain has.
func TestTake_NamesTheChainLacks(t *testing.T) {
	t.Parallel()
	d, _ := desk(t, func(p *promotion.Promotion) {
		p.Frame.Products.Freedom, p.Frame.Target.Freedom = promotion.Free, promotion.Free
	})
	check(t, d.DB.PutProducts(t.Context(), []retail.Product{{ID: "5901", Name: "Soup", Category: "soup", Listed: true}}))
	step := func(do promotion.Do, number int64, category string) error {
		kind := promotion.TargetCategory
		_, err := d.Take(t.Context(), Ask{At: At{"prm_x", "S1"}, Number: number, Do: do, Changes: promotion.Changes{Kind: &kind, Categories: []string{category}}, Actor: "ada"})
		return err
	}
	check(t, step(promotion.Save, 0, "sopu"))
	if err := step(promotion.Publish, 1, ""); fault.CodeOf(err) != "prints_nothing" || !strings.Contains(fault.Plain(err), `the nearest is "soup"`) {
		t.Errorf("a category of nobody went live: %v", err)
	}
	check(t, step(promotion.Save, 1, "soup"))
	check(t, step(promotion.Publish, 2, ""))
}

func TestTake_TwiceIsOnce(t *testing.T) {
	t.Parallel()
	d, _ := desk(t, func(*promotion.Promotion) {})
	first, err := d.Take(t.Context(), save("S1", 0, 60))
	check(t, err)
	again, err := d.Take(t.Context(), save("S1", 0, 60))
	if err != nil || again.Number != 1 || first.Number != 1 {
		t.Errorf("the same step again made version %d of %d (%v)", again.Number, first.Number, err)
	}
	_, err = d.Take(t.Context(), save("S1", 0, 70))
	old, ok := errors.AsType[*Stale](err)
	if !ok || old.State.Number != 1 || *old.State.Changes.Amount != 60 || len(old.State.Diff) != 1 || !fault.Is(err, fault.Stale) {
		t.Errorf("another step on what no longer stands: %v", err)
	}
	other := save("S1", 0, 60)
	other.Actor = "eve"
	if _, err := d.Take(t.Context(), other); !fault.Is(err, fault.Stale) {
		t.Errorf("the same step of somebody else: %v", err)
	}
}

func TestTake_IsAtTheTillAtOnce(t *testing.T) {
	t.Parallel()
	d, refreshed := desk(t, func(*promotion.Promotion) {})
	_, err := d.Take(t.Context(), save("S1", 0, 60))
	check(t, err)
	if *refreshed != 0 {
		t.Error("a draft was announced to tills")
	}
	live, err := d.Take(t.Context(), Ask{At: At{"prm_x", "S1"}, Number: 1, Do: promotion.Publish, Actor: "ada"})
	check(t, err)
	if *refreshed != 1 || live.AtTill.Reward.Amount != 60 || live.AtTill.ID != "prm_x.S1" || live.Account.Cap != 4000 {
		t.Errorf("%d refreshes; at the till %+v with %+v", *refreshed, live.AtTill, live.Account)
	}
	away, err := d.Take(t.Context(), Ask{At: At{"prm_x", "S1"}, Number: AnyNumber, Do: promotion.Withdraw, Actor: "ada"})
	check(t, err)
	if *refreshed != 2 || away.AtTill.ID != "prm_x" || away.Account.Cap != 0 {
		t.Errorf("%d refreshes; at the till %+v with %+v", *refreshed, away.AtTill, away.Account)
	}
}

// TestTake_Undo: who approved takes it back, once however often it is sent, and the store
// waits again with its note; nobody undoes a step of another.
func TestTake_Undo(t *testing.T) {
	t.Parallel()
	d, refreshed := desk(t, func(p *promotion.Promotion) { p.Frame.Approval.Always = true })
	ask := func(number int64, do promotion.Do, actor string) Ask {
		return Ask{At: At{"prm_x", "S1"}, Number: number, Do: do, Actor: actor, Comment: string(do)}
	}
	_, err := d.Take(t.Context(), save("S1", 0, 60))
	check(t, err)
	for i, a := range []Ask{ask(1, promotion.Submit, "ada"), ask(2, promotion.Approve, "eve"), ask(3, promotion.Publish, "eve")} {
		if _, err := d.Take(t.Context(), a); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
	}
	if _, err := d.Take(t.Context(), ask(4, promotion.Undo, "ada")); fault.CodeOf(err) != "step_of_another" {
		t.Errorf("the store undoes an approval: %v", err)
	}
	for range 2 {
		back, err := d.Take(t.Context(), ask(4, promotion.Undo, "eve"))
		if err != nil || back.Number != 5 || back.State != promotion.Submitted || back.Comment != "submit" || back.AtTill.ID != "prm_x" || back.Account.Cap != 0 || *refreshed != 2 {
			t.Errorf("undone after %d refreshes it stands as %+v (%v)", *refreshed, back, err)
		}
	}
	_, err = d.Take(t.Context(), ask(5, promotion.Approve, "eve"))
	check(t, err)
	if old, ok := errors.AsType[*Stale](func() error { _, err := d.Take(t.Context(), ask(4, promotion.Undo, "ada")); return err }()); !ok || old.State.State != promotion.Approved {
		t.Errorf("undone over what stands since: %v", old)
	}
}

func TestRead_OtherStores(t *testing.T) {
	t.Parallel()
	d, _ := desk(t, func(*promotion.Promotion) {})
	for _, at := range []At{{"prm_x", "S3"}, {"prm_x", "S9"}, {"prm_y", "S1"}} {
		if _, err := d.Read(t.Context(), at); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v: got %v, want not found", at, err)
		}
		ask := save(at.Store, AnyNumber, 60)
		ask.At = at
		if _, err := d.Take(t.Context(), ask); !fault.Is(err, fault.NotFound) {
			t.Errorf("a step of %v: got %v, want not found", at, err)
		}
	}
}

func TestList_InScopeAndInOrder(t *testing.T) {
	t.Parallel()
	d, _ := desk(t, func(*promotion.Promotion) {})
	for _, store := range []retail.StoreID{"S2", "S1"} {
		_, err := d.Take(t.Context(), save(store, 0, 60))
		check(t, err)
	}
	for _, c := range []struct {
		of   Of
		want string
	}{
		{Of{Promotion: "prm_x", Most: 9}, "S1S2"}, {Of{Promotion: "prm_x", Most: 1}, "S1"}, {Of{Promotion: "prm_x", After: "S1", Most: 9}, "S2"},
		{Of{Promotion: "prm_x", Scope: []retail.StoreID{"S2", "S9"}, Most: 9}, "S2"}, {Of{Promotion: "prm_x", Scope: []retail.StoreID{"S3"}, Most: 9}, ""},
	} {
		all, err := d.List(t.Context(), c.of)
		check(t, err)
		got := ""
		for i := range all {
			got += string(all[i].Store)
		}
		if got != c.want {
			t.Errorf("%+v: got %s, want %s", c.of, got, c.want)
		}
	}
	own, err := d.OfStore(t.Context(), "S2", 9)
	check(t, err)
	if len(own) != 1 || own[0].Promotion != "prm_x" || own[0].Centre.ID != "prm_x" {
		t.Errorf("the store's own are %+v", own)
	}
}

// TestShare_BySales divides by what stores sold; with nothing sold, alike.
func TestShare_BySales(t *testing.T) {
	t.Parallel()
	d, _ := desk(t, func(p *promotion.Promotion) { p.Frame.Split.Rule = promotion.SplitBySales })
	s, err := d.Read(t.Context(), At{"prm_x", "S1"})
	check(t, err)
	if s.Share != 4000 { // half of 10,000, less a fifth for those who are compared
		t.Errorf("with nothing sold the share is %d, want 4000", s.Share)
	}
	d.sold, d.asked = map[retail.StoreID]retail.Minor{"S1": 300, "S2": 100, "S3": 10_000}, d.Clock()
	if s, err = d.Read(t.Context(), At{"prm_x", "S1"}); err != nil || s.Share != 6000 {
		t.Errorf("with three quarters of the coast's sales the share is %d (%v), want 6000", s.Share, err)
	}
}
