package upkeep

import (
	stdsql "database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	_ "modernc.org/sqlite" // what breaks rows by hand

	"sartor/internal/db"
	"sartor/internal/db/learned"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/stock"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// shop is a small chain in a file: six customers with consent, vouchers issued,
// used and voided, and somebody who was forgotten.
type shop struct {
	*server.Chain
	path      string
	n         int
	forgotten retail.CustomerID
	codes     []string // issued and unused
}

func openAt(t *testing.T, path string) *server.Chain {
	t.Helper()
	return openWith(t, server.Options{URL: "sqlite:" + path})
}

func openWith(t *testing.T, o server.Options) *server.Chain {
	t.Helper()
	o.Log = slog.New(slog.DiscardHandler)
	c, err := server.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() }) // most tests close it themselves
	return c
}

func newShop(t *testing.T) *shop {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shop.db")
	s := newShopIn(t, openAt(t, path))
	s.path = path
	return s
}

// newShopIn fills an empty chain.
func newShopIn(t *testing.T, c *server.Chain) *shop {
	t.Helper()
	s := &shop{Chain: c}
	ctx := t.Context()
	settings := server.DefaultSettings()
	settings.GlobalHoldout, settings.Consent, settings.ConsentProof = 0, []string{"profile", "offers"}, "terms"
	check(t, s.PutSettings(ctx, settings))
	check(t, s.DB.PutStores(ctx, []retail.Store{{ID: "S1", Name: "One", Zone: "Etc/UTC", Currency: "EUR"}}))
	check(t, s.DB.PutProducts(ctx, []retail.Product{{ID: "P1", Name: "Bread", Category: "bread", Price: 300, Listed: true}}))
	day := retail.DayOf(time.Now(), time.UTC, retail.DefaultCut)
	p := promotion.Promotion{
		ID: "prm_thanks", Name: map[string]string{"en": "Thank you"}, Target: promotion.Target{Kind: promotion.TargetAnyone},
		Reward: promotion.Reward{Kind: promotion.Amount, Amount: 50}, Starts: day - 1, Ends: day + 30,
		Budget: promotion.Budget{Amount: 100_000, Currency: "EUR", ReserveShare: .5, ContingencyShare: .1},
		Limits: promotion.Limits{PerDay: 100}, Stacking: promotion.StackAll, Transferable: true, VoucherDays: 14, State: promotion.Live,
	}
	_, err := s.DB.PutPromotion(ctx, db.Edit{Promotion: p, Actor: "test", At: retail.MicrosOf(time.Now())})
	check(t, err)
	check(t, s.Refresh(ctx))
	for i := range 12 {
		s.sell(t, fmt.Sprint("card", i%6))
	}
	s.sell(t, "card0", s.codes[0], s.codes[1])
	s.codes = s.codes[2:]
	voided := s.sell(t, "card1")
	_, _, err = s.Desk.Void(ctx, till.VoidCall{Receipt: voided, Reason: "test", Actor: "test"})
	check(t, err)
	s.codes = s.codes[:len(s.codes)-1]
	s.forgotten, err = s.DB.FindCustomer(ctx, card("card5"))
	check(t, err)
	_, err = s.DB.Erase(ctx, s.forgotten, "test", retail.MicrosOf(time.Now()))
	check(t, err)
	told, err := s.Shelf().Tell(ctx, []stock.Note{{ID: "M1", Kind: "count", Store: "S1", At: retail.MicrosOf(time.Now()), Lines: []stock.NoteLine{{Product: "P1", Quantity: retail.One}}}})
	check(t, err)
	check(t, told[0].Err)
	check(t, s.CatchUp(ctx))
	s.learn(t)
	return s
}

// learn writes what learning would about three of the customers, twice.
func (s *shop) learn(t *testing.T) {
	t.Helper()
	for run, state := range []lifecycle.State{lifecycle.Loyal, lifecycle.AtRisk} {
		b := learned.Batch{At: retail.Micros(run + 1), Declared: s.Sight().Chain.Consent}
		for i := range 3 - run {
			id, err := s.DB.FindCustomer(t.Context(), card(fmt.Sprint("card", i)))
			check(t, err)
			b.Rows = append(b.Rows, outlook.Outlook{
				Customer: id, Snapshot: 1, Day: 20_000, Purchases: 3, Recency: 20, Age: 30, Horizon: outlook.Year, Left: 1, Spend: 500, Value: 9000, High: 20_000, Error: 7000,
				State: state, Since: 20_000, Rule: lifecycle.Steady, Band: lifecycle.High,
			})
		}
		w, err := s.DB.Outlooks().Put(t.Context(), b)
		check(t, err)
		if w.Rows != len(b.Rows) {
			t.Fatalf("of %d outlooks %+v", len(b.Rows), w)
		}
	}
}

func card(value string) touchpoint.Customer {
	return touchpoint.Customer{Identifiers: []retail.Identifier{{Kind: retail.Card, Value: value}}}
}

// sell closes one receipt and keeps the codes it printed.
func (s *shop) sell(t *testing.T, holder string, codes ...string) retail.ReceiptID {
	t.Helper()
	s.n++
	r := touchpoint.Receipt{
		ID: retail.ReceiptID(fmt.Sprintf("R%04d", s.n)), Store: "S1", Till: "T1", Currency: "EUR", At: retail.MicrosOf(time.Now()),
		Customer: card(holder), Lines: []touchpoint.Line{{Product: "P1", Quantity: retail.One, Amount: 300}}, Vouchers: codes,
	}
	reply, err := s.Desk.Close(t.Context(), till.Call{Receipt: r, Wait: time.Minute})
	check(t, err)
	var a till.Answer
	check(t, json.Unmarshal(reply.Body, &a))
	if len(a.Vouchers) == 0 || len(a.Redeemed) != len(codes) {
		t.Fatalf("receipt %s: %d vouchers, %d redeemed of %v: %s", r.ID, len(a.Vouchers), len(a.Redeemed), codes, reply.Body)
	}
	for _, v := range a.Vouchers {
		s.codes = append(s.codes, v.Code)
	}
	return r.ID
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tamper runs a statement on a closed database, past every rule but its own.
func tamper(t *testing.T, path, statement string) error {
	t.Helper()
	raw, err := stdsql.Open("sqlite", "file:"+path)
	check(t, err)
	defer raw.Close()
	_, err = raw.ExecContext(t.Context(), statement)
	return err
}
