package db

import (
	"context"
	"testing"

	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// slow is a database to which another till gets first: what was read before a
// sale is written is old by then.
type slow struct {
	*DB
	before func()
}

// Sell lets the other till write first, once.
func (s *slow) Sell(ctx context.Context, sale till.Sale) error {
	if first := s.before; first != nil {
		s.before = nil
		first()
	}
	return s.DB.Sell(ctx, sale)
}

// TestSell_LimitOfThePresenter: two tills serve one customer at once, each with
// a voucher of a promotion that they may use once. The write's guard, not the
// count that was read, decides: the later one is refused, and the sale closes.
func TestSell_LimitOfThePresenter(t *testing.T) {
	t.Parallel()
	only := thanks()
	only.Limits.PerCustomer, only.Stacking = 1, promotion.StackAll
	c := newChainOf(t, openTestDB(t), only)
	give := func(id string) string {
		call := c.sale(id)
		call.Receipt.Customer = touchpoint.Customer{} // anybody may use it
		a, _ := c.close(t, call)
		if len(a.Vouchers) != 1 {
			t.Fatalf("%s was issued %d vouchers, want 1", id, len(a.Vouchers))
		}
		return a.Vouchers[0].Code
	}
	one, two := give("R1"), give("R2")
	c.now = c.now.AddDate(0, 0, 1)
	by := func(id, code string) till.Call {
		call := c.sale(id, code)
		call.Receipt.Customer = touchpoint.Customer{Identifiers: []retail.Identifier{{Kind: retail.Card, Value: "26"}}}
		return call
	}
	c.close(t, by("R3", "none")) // who the customer is stands before the race
	var other till.Answer
	behind := &slow{DB: c.DB}
	behind.before = func() { other, _ = c.close(t, by("R4", one)) }
	late := *c
	late.desk = c.deskOn(behind)
	got, _ := late.close(t, by("R5", two))
	if len(other.Redeemed) != 1 || len(got.Redeemed) != 0 || len(got.Rejected) != 1 || got.Rejected[0].Reason != "limit_reached" {
		t.Errorf("the faster till redeemed %v, the later one %v, rejected %v; want one, none, limit_reached", other.Redeemed, got.Redeemed, got.Rejected)
	}
}
