package db

import (
	"fmt"
	"testing"
	"time"

	"sartor/internal/db/readout"
	"sartor/internal/offer"
	"sartor/internal/outcome"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// unitCost is what one unit of anything costs, in minor units.
type unitCost float64

func (c unitCost) UnitCost(uint32) float64 { return float64(c) }

// population is what a survey reads.
type population struct {
	*DB
	readout.Store
}

// Whoever got a voucher comes back and buys for 900; whoever was held out comes
// back for 300. With a cost of 150 and the voucher's 50 the difference is 550.
func TestOutcome_TreatedAgainstHeldOut(t *testing.T) {
	t.Parallel()
	c := newChainOf(t, openTestDB(t), promotion.Promotion{
		ID: "prm_any", Name: map[string]string{"en": "Thanks"}, Reward: promotion.Reward{Kind: promotion.Amount, Amount: 50},
		Target: promotion.Target{Kind: promotion.TargetAnyone}, Starts: retail.Day(2026, 11, 1), Ends: retail.Day(2026, 12, 31),
		Budget:   promotion.Budget{Amount: 10_000_000, Currency: "EUR", ReserveShare: 1, ContingencyShare: .1},
		Stacking: promotion.StackOther, Transferable: true, VoucherDays: 14, State: promotion.Live, Holdout: .5,
	})
	const people = 320
	held := 0
	for n := range people {
		call := c.sale(fmt.Sprintf("A%d", n))
		call.Receipt.Customer.Identifiers[0].Value = fmt.Sprintf("26%011d", n)
		a, body := c.close(t, call)
		id, err := retail.ParseCustomerID(a.Customer)
		if err != nil {
			t.Fatalf("%s: %v", body.Body, err)
		}
		again := c.sale(fmt.Sprintf("B%d", n))
		again.Receipt.Customer = call.Receipt.Customer
		if offer.HeldOut(nil, "prm_any", id, .5) {
			if held++; len(a.Vouchers) != 0 {
				t.Fatalf("customer %s is held out and got %s", id, body.Body)
			}
		} else {
			again.Receipt.Lines[0].Amount, again.Receipt.Vouchers = 900, []string{a.Vouchers[0].Code}
		}
		again.Receipt.Lines = append(again.Receipt.Lines, touchpoint.Line{Product: "milk", Quantity: retail.One, Amount: 150})
		c.now = c.now.Add(time.Second)
		again.Receipt.At = retail.MicrosOf(c.now)
		c.close(t, again)
	}
	now := retail.MicrosOf(c.now.AddDate(0, 0, 20))
	p, err := c.Promotion(t.Context(), "prm_any")
	if err != nil {
		t.Fatal(err)
	}
	survey := outcome.Survey{From: population{c.DB, c.Readouts()}, Chain: c.Catalogue(), Costs: unitCost(150), Cut: retail.DefaultCut}
	r, err := survey.Of(t.Context(), &outcome.Family{Number: 1, Promotion: p.Promotion}, now)
	e := r.Effect()
	if err != nil || !e.Spoken || e.Held != held || e.Treated != people-held {
		t.Fatalf("got %+v, %v; want %d held out of %d", e, err, held, people)
	}
	if e.Means[0] != 700 || e.Means[1] != 150 || e.Estimate != 550 {
		t.Errorf("got %.2f against %.2f, effect %.2f; want 700, 150 and 550", e.Means[0], e.Means[1], e.Estimate)
	}
	hours, err := c.IssueHours(t.Context(), 1, 0)
	var issued, redeemed int64
	for _, h := range hours {
		issued, redeemed = issued+h.Issued, redeemed+h.Redeemed
	}
	if err != nil || redeemed != int64(people-held) || issued < redeemed {
		t.Errorf("hours add up to %d issued, %d redeemed, %v; want %d redeemed", issued, redeemed, err, people-held)
	}
}
