package db

import (
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"sartor/internal/customer"
	"sartor/internal/offer"
	"sartor/internal/paper"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
	"sartor/internal/voucher/code"
)

// chain is a small chain at a till, on one engine.
type chain struct {
	*DB
	desk   *till.Desk
	deskOn func(till.Store) *till.Desk // one of its tills on another store
	now    time.Time
}

func newChain(t *testing.T, d *DB) *chain {
	t.Helper()
	return newChainOf(t, d, thanks())
}

// thanks is a promotion for anyone.
func thanks() promotion.Promotion {
	return promotion.Promotion{
		ID: "prm_any", Name: map[string]string{"en": "Thanks"}, Reward: promotion.Reward{Kind: promotion.Amount, Amount: 50},
		Target: promotion.Target{Kind: promotion.TargetAnyone}, Starts: retail.Day(2026, 11, 1), Ends: retail.Day(2026, 12, 31),
		Budget:   promotion.Budget{Amount: 1000, Currency: "EUR", ReserveShare: 1, ContingencyShare: .1},
		Stacking: promotion.StackOther, Transferable: true, VoucherDays: 14, State: promotion.Live,
	}
}

// newChainOf is the chain with one promotion.
func newChainOf(t *testing.T, d *DB, only promotion.Promotion) *chain {
	t.Helper()
	c := &chain{DB: d, now: time.Date(2026, 11, 23, 16, 41, 0, 0, time.UTC)}
	ctx := t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(d.PutStores(ctx, []retail.Store{{ID: "S1", Name: "Brackwater", Region: "coast", Kind: retail.Urban, Zone: "Europe/Berlin", Currency: "EUR"}}))
	ok(d.PutProducts(ctx, []retail.Product{
		{ID: "milk", Name: "Milk", Category: "dairy", Price: 120, Cost: 80, HasCost: true, Listed: true},
		{ID: "bread", Name: "Bread", Category: "bakery", Price: 300, Cost: 150, HasCost: true, Listed: true},
	}))
	p, err := d.PutPromotion(ctx, Edit{Actor: "test", At: retail.MicrosOf(c.now), Promotion: only})
	ok(err)
	book := offer.NewBook([]offer.Numbered{{Number: p.Number, Promotion: p.Promotion}}, d.Catalogue(), offer.DefaultMargin)
	terms := voucher.NewTerms(&p.Promotion, promotion.Live, d.Catalogue())
	sight := func() *till.Sight {
		return &till.Sight{
			Catalogue: d.Catalogue(), Book: book,
			Terms: func(uint32, int64) (*voucher.Terms, bool) { return terms, true },
			Chain: till.Chain{
				Name: "Osmund", Language: "en", MostVouchers: 2, Cut: retail.DefaultCut,
				Consent: customer.Consent(0).With(customer.OffersPurpose, true).With(customer.ProfilePurpose, true),
			},
		}
	}
	draws := rand.New(rand.NewPCG(1, 2))
	c.deskOn = func(store till.Store) *till.Desk {
		return till.New(till.Parts{
			Store: store, Sight: sight, Codes: code.NewRing(code.Keys{}), Clock: func() time.Time { return c.now }, Draw: draws.Uint64,
		})
	}
	c.desk = c.deskOn(d)
	return c
}

// sale is a plain basket of bread.
func (c *chain) sale(id string, codes ...string) till.Call {
	return till.Call{
		Print: &paper.Printer{Format: paper.Text, Columns: 42},
		Receipt: touchpoint.Receipt{
			ID: retail.ReceiptID(id), Store: "S1", Till: "T1", At: retail.MicrosOf(c.now), Currency: "EUR", Vouchers: codes,
			Customer: touchpoint.Customer{Identifiers: []retail.Identifier{{Kind: retail.Card, Value: "2600000012348"}}},
			Lines:    []touchpoint.Line{{Product: "bread", Quantity: retail.One, Amount: 300}},
		},
	}
}

func (c *chain) close(t *testing.T, call till.Call) (till.Answer, till.Reply) {
	t.Helper()
	reply, err := c.desk.Close(t.Context(), call)
	if err != nil {
		t.Fatalf("close %s: %v", call.Receipt.ID, err)
	}
	var a till.Answer
	if err := json.Unmarshal(reply.Body, &a); err != nil {
		t.Fatalf("answer %q: %v", reply.Body, err)
	}
	return a, reply
}

func openTestDB(t *testing.T) *DB {
	t.Helper()
	d, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func TestClose_IssuesRedeemsOnceReplaysAndVoids(t *testing.T) {
	t.Parallel()
	c := newChain(t, openTestDB(t))
	first, reply := c.close(t, c.sale("R1"))
	if len(first.Vouchers) != 1 || first.Print == "" || first.Customer == "" {
		t.Fatalf("got %s, want one voucher, a strip and a customer", reply.Body)
	}
	_, again := c.close(t, c.sale("R1"))
	if !again.Replayed || string(again.Body) != string(reply.Body) {
		t.Errorf("a retry answered\n%s, want\n%s", again.Body, reply.Body)
	}
	issued := first.Vouchers[0].Code
	used, body := c.close(t, c.sale("R2", issued))
	if len(used.Redeemed) != 1 || used.Deduction != 50 {
		t.Fatalf("got %s, want the voucher redeemed for 50", body.Body)
	}
	twice, body := c.close(t, c.sale("R3", issued))
	if len(twice.Rejected) != 1 || twice.Rejected[0].Reason != "already_redeemed" {
		t.Errorf("got %s, want already_redeemed", body.Body)
	}
	void, known, err := c.desk.Void(t.Context(), till.VoidCall{Receipt: "R2", Reason: "payment failed"})
	if err != nil || !known || len(void.RedemptionsReturned) != 1 || len(void.VouchersVoided) != 1 {
		t.Fatalf("void answered %+v, %v, %v", void, known, err)
	}
	repeat, _, err := c.desk.Void(t.Context(), till.VoidCall{Receipt: "R2", Reason: "payment failed"})
	if err != nil || len(repeat.RedemptionsReturned) != 1 || repeat.VoidedAt != void.VoidedAt {
		t.Errorf("a repeated void answered %+v, %v; want %+v", repeat, err, void)
	}
	if back, body := c.close(t, c.sale("R4", issued)); len(back.Redeemed) != 1 {
		t.Errorf("got %s, want the returned voucher redeemed", body.Body)
	}
}

// A decision holds the profile it read: it goes with the profile.
func TestConsent_WithdrawingTheProfileForgetsDecisions(t *testing.T) {
	t.Parallel()
	c := newChain(t, openTestDB(t))
	answer, _ := c.close(t, c.sale("R1"))
	who, err := retail.ParseCustomerID(answer.Customer)
	if err != nil {
		t.Fatal(err)
	}
	logged := func() (n int) {
		err := c.Each(t.Context(), "decision.of_customer", []any{int64(who), int64(who.Bucket()), int64(10)}, func(func(...any) error) error {
			n++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	say := func(purpose customer.Purpose, granted bool) {
		err := c.SetConsent(t.Context(), who, ConsentAnswer{Purpose: purpose, Granted: granted, At: retail.MicrosOf(c.now), Source: "desk"})
		if err != nil {
			t.Fatal(err)
		}
	}
	if say(customer.EmailPurpose, false); logged() != 1 {
		t.Errorf("%d decisions, want the one of the receipt", logged())
	}
	if say(customer.ProfilePurpose, false); logged() != 0 {
		t.Errorf("%d decisions stay without consent to a profile", logged())
	}
}
