package upkeep

import (
	"strings"
	"testing"
	"time"

	"sartor/internal/db"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server/local"
)

// tailor gives the shop a promotion with a version of its store's, live, with a
// voucher out.
func (s *shop) tailor(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	day := retail.DayOf(time.Now(), time.UTC, retail.DefaultCut)
	p := promotion.Promotion{
		ID: "prm_framed", Name: map[string]string{"en": "Framed"}, Target: promotion.Target{Kind: promotion.TargetAnyone},
		Reward: promotion.Reward{Kind: promotion.Amount, Amount: 60}, Starts: day - 1, Ends: day + 30, Priority: 10,
		Budget: promotion.Budget{Amount: 50_000, Currency: "EUR", ReserveShare: .5, ContingencyShare: .1},
		Limits: promotion.Limits{PerDay: 100, Total: 500}, Stacking: promotion.StackAll, Transferable: true, VoucherDays: 14, State: promotion.Live,
		Frame: &promotion.Frame{Discount: promotion.Range{Freedom: promotion.Free}, Split: promotion.Split{Rule: promotion.SplitEqual}},
	}
	_, err := s.DB.PutPromotion(ctx, db.Edit{Promotion: p, Actor: "test", At: retail.MicrosOf(time.Now())})
	check(t, err)
	check(t, s.Refresh(ctx))
	desk := local.New(local.Chain{DB: s.DB, Sight: s.Sight, Refresh: s.Refresh, Clock: time.Now})
	amount := retail.Minor(75)
	for _, ask := range []local.Ask{{Do: promotion.Save, Changes: promotion.Changes{Amount: &amount}}, {Do: promotion.Publish}} {
		ask.At, ask.Number, ask.Actor = local.At{Promotion: "prm_framed", Store: "S1"}, local.AnyNumber, "test"
		_, err := desk.Take(ctx, ask)
		check(t, err)
	}
	for _, card := range []string{"card0", "card1", "card2"} {
		s.sell(t, card)
	}
}

func TestVerify_NamesBrokenFamilies(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.tailor(t)
	check(t, s.Chain.Close())
	if names := failing(t, s.path); len(names) != 0 {
		t.Fatalf("before anything was broken, %v did not hold", names)
	}
	for _, c := range []struct{ name, statement string }{
		{"families", "update budget set cap = cap + 1 where promotion = 2"},
		{"families", "update budget set kin = kin - 1 where promotion = 2"},
		{"families", "update ledger set amount = amount + 1 where debit = 'shared'"},
		{"families", "delete from ledger where credit = 'shared'"},
		{"families", "update store_version set live = '', funded = 0 where latest = 1"},
		{"families", "update promotion set state = 'ended' where family <> 0"},
		{"families", "update promotion set family = 0 where family <> 0"},
		{"families", "delete from store_version"},
		{"families", "update voucher set family = 1 where family <> 0"},
		{"days", "update promotion_day set issued = issued + 1 where promotion = 2"},
		{"totals", "update budget set cap = cap - 1 where promotion = 3"},
	} {
		path := copied(t, s.path)
		check(t, tamper(t, path, c.statement))
		if names := failing(t, path); !strings.Contains(strings.Join(names, " "), c.name) {
			t.Errorf("%s: verify names %v, want %s among them", c.statement, names, c.name)
		}
	}
	for statement, constraint := range map[string]string{
		"update budget set kin = -1":                           "budget_kin",
		"update budget set most = kin - 1 where promotion = 2": "budget_kin",
		"update store_version set state = 'gone'":              "store_version_state",
		"update store_version set funded = 0 where live <> ''": "store_version_live",
	} {
		if err := tamper(t, s.path, statement); err == nil || !strings.Contains(err.Error(), constraint) {
			t.Errorf("%s: got %v, want a refusal by %s", statement, err, constraint)
		}
	}
}
