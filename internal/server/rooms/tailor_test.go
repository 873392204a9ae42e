package rooms

import (
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server/editor"
	"sartor/internal/server/shelf"
	"sartor/internal/stock"
)

// TestLocals_OnARealChain takes a store's version through its steps over rows: what
// stands is read back, the queue has it, money moves with it, another's store has none.
func TestLocals_OnARealChain(t *testing.T) {
	t.Parallel()
	s, e, mara := edited(t)
	s.Must("PUT", "/v1/stores/S020", `{"name":"Corvale","region":"hills","kind":"rural","timezone":"Europe/Berlin","currency":"EUR"}`)
	p := framed(t, e, mara)
	l, at := locals(s.Chain), view.LocalAt{Promotion: p.ID, Store: "S012"}
	own := view.Scope{Stores: []retail.StoreID{"S012"}}
	read := func() view.Local {
		t.Helper()
		v, err := l.Local(t.Context(), own, at)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	v := read()
	share := v.Share // of two stores alike: at most half
	if v.Version.Number != 0 || share <= 0 || share > 125_000 || len(v.Pool) != 2 || len(v.Liking.Categories) != 0 {
		t.Errorf("before anything was written: version %d, share %d, pool %+v, liking %+v", v.Version.Number, share, v.Pool, v.Liking)
	}
	percent, bert := 25, view.Actor{Staff: "stf_bert", Role: access.Manager}
	if out, err := l.TryLocal(t.Context(), at, promotion.Changes{Percent: &percent}); err != nil || len(out) != 1 || out[0].Rule != promotion.RuleTooHigh || out[0].Works != "20 %" {
		t.Errorf("25 %%: %+v, %v", out, err)
	}
	step := func(do promotion.Do, number int64, c promotion.Changes) {
		t.Helper()
		if err := l.StepLocal(t.Context(), bert, view.LocalStep{At: at, Number: number, Do: do, Changes: c, Comment: "fits here"}); err != nil {
			t.Fatalf("%s on %d: %v", do, number, err)
		}
	}
	percent = 18
	step(promotion.Save, 0, promotion.Changes{Percent: &percent, Categories: []string{"bread"}})
	step(promotion.Submit, 1, promotion.Changes{})
	queue, err := l.Queue(t.Context())
	if err != nil || len(queue) != 1 || queue[0].Store.Name != "Harbour" || queue[0].Version.State != promotion.Submitted {
		t.Errorf("the queue: %+v, %v", queue, err)
	}
	step(promotion.Approve, 2, promotion.Changes{})
	step(promotion.Publish, 3, promotion.Changes{})
	step(promotion.Publish, 3, promotion.Changes{}) // sent twice
	if v = read(); v.Version.State != promotion.VersionLive || v.Budget.Cap != share || len(v.Steps) < 4 || v.Version.Number != 4 {
		t.Errorf("live: %+v, budget %+v of %d, %d steps", v.Version, v.Budget, share, len(v.Steps))
	}
	before, err := l.Locals(t.Context(), own, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.StepLocal(t.Context(), mara, view.LocalStep{At: at, Number: 2, Do: promotion.Withdraw}); !fault.Is(err, fault.Stale) {
		t.Errorf("a step on what moved on: %v", err)
	}
	if err := l.Transfer(t.Context(), mara, view.Transfer{Promotion: p.ID, From: "S012", Amount: 20_000}); err != nil {
		t.Fatal(err)
	}
	list, err := l.Locals(t.Context(), view.Scope{All: true}, p.ID)
	if err != nil || len(list.Rows) != 1 || list.Rows[0].Budget.Cap != share-20_000 || list.Free != before.Free+20_000 {
		t.Errorf("after the transfer: %+v of %d, free %d of %d, %v", list.Rows[0].Budget, share, list.Free, before.Free, err)
	}
	inScope(t, l, at)
}

// inScope asks for a version from stores that are not its own.
func inScope(t *testing.T, l tailors, at view.LocalAt) {
	t.Helper()
	if list, err := l.Locals(t.Context(), view.Scope{Stores: []retail.StoreID{"S020"}}, at.Promotion); err != nil || len(list.Rows) != 0 {
		t.Errorf("another's list: %+v, %v", list, err)
	}
	if list, err := l.Locals(t.Context(), view.Scope{}, at.Promotion); err != nil || len(list.Rows) != 0 {
		t.Errorf("the list of nobody's stores: %+v, %v", list, err)
	}
	if _, err := l.Local(t.Context(), view.Scope{Stores: []retail.StoreID{"S020"}}, at); !fault.Is(err, fault.NotFound) {
		t.Errorf("another's store: %v", err)
	}
	rows, err := (rooms{Chain: l.Chain, tally: NewTally(l.Chain)}).Promotions(t.Context(), view.Scope{All: true})
	if err != nil || len(rows) != 1 {
		t.Errorf("the list of promotions has %d rows, %v: a store's version stands on the page of its promotion", len(rows), err)
	}
}

// framed is the soup promotion, live, with a frame.
func framed(t *testing.T, e editor.Editor, mara view.Actor) promotion.Promotion {
	t.Helper()
	p := soup()
	p.Frame = &promotion.Frame{
		Discount: promotion.Range{Freedom: promotion.Within, Low: 10, High: 20}, Products: promotion.Pool{Freedom: promotion.Within, Categories: []string{"soup", "bread"}},
		Approval: promotion.Approval{Parts: []promotion.Part{promotion.PartDiscount}}, Compare: .2,
	}
	saved, err := e.SaveTemplate(t.Context(), mara, view.SaveTemplate{Promotion: p, Once: 1})
	if err != nil {
		t.Fatal(err)
	}
	p = saved.Promotion
	p.State = promotion.Live
	if _, err = e.SaveTemplate(t.Context(), mara, view.SaveTemplate{Promotion: p, Base: 1}); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestStocked_WhatIsThere: a category's stock counts listed products that were told of,
// and nothing is said of a store of which nothing was.
func TestStocked_WhatIsThere(t *testing.T) {
	t.Parallel()
	goods := make([]retail.Product, 5)
	for i := range goods {
		goods[i] = retail.Product{ID: retail.ProductID(rune('a' + i)), Number: uint32(i + 1), Category: "soups", Listed: i != 3}
	}
	goods[4].Category = "bowls"
	chain := retail.NewCatalogue(goods, nil)
	held := func(product uint32, n retail.Quantity) stock.Held {
		return stock.Held{Product: product, Counted: 1, OnHand: n}
	}
	s := &shelf.Store{Level: stock.Level{Held: []stock.Held{held(1, 4000), held(2, 0), {Product: 3}, held(4, 9000)}}}
	if got := stocked(chain, s); len(got) != 1 || got["soups"] != (view.Stocked{In: 1, Of: 2}) {
		t.Errorf("got %+v, want one of two soups: one was never counted, one is not listed", got)
	}
	if got := stocked(chain, nil); len(got) != 0 {
		t.Errorf("of a store of which nothing was told: %+v", got)
	}
}
