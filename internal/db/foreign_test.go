package db

import (
	"path/filepath"
	"testing"

	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// What another system left about a customer is found by their account, and goes
// with them; what it left about others stays.
func TestErase_TakesWhatAnotherSystemLeft(t *testing.T) {
	t.Parallel()
	d, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	account := func(number string) []retail.Identifier {
		return []retail.Identifier{{Kind: retail.Card, Value: "C" + number}, {Kind: retail.Account, Value: number}}
	}
	var facts intake.Facts
	for _, number := range []string{"17", "18"} {
		if err := d.Customers(t.Context(), []intake.Customer{{Identifiers: account(number)}}); err != nil {
			t.Fatal(err)
		}
		facts.Traits = append(facts.Traits, intake.Trait{Account: number, Name: "age", Value: "35-44"})
		facts.Sent = append(facts.Sent, intake.Sent{Campaign: "5", Account: number})
		facts.Redemptions = append(facts.Redemptions, intake.CouponRedemption{Account: number, Code: "1000", Campaign: "5", Day: 17_000})
	}
	facts.Coupons = []intake.Coupon{{Code: "1000", Campaign: "5", Product: "milk"}}
	for range 2 { // and a second import changes nothing
		if err := d.Facts(t.Context(), facts); err != nil {
			t.Fatal(err)
		}
	}
	left := func(number string) int {
		t.Helper()
		found, err := d.ForeignFacts(t.Context(), account(number), 100)
		if err != nil {
			t.Fatal(err)
		}
		return len(found)
	}
	if left("17") != 3 || left("18") != 3 {
		t.Fatalf("found %d and %d, want 3 each", left("17"), left("18"))
	}
	id, err := d.FindCustomer(t.Context(), touchpoint.Customer{Identifiers: account("17")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Erase(t.Context(), id, "test", 1); err != nil {
		t.Fatal(err)
	}
	if left("17") != 0 || left("18") != 3 {
		t.Errorf("after the erasure %d and %d are left, want 0 and 3", left("17"), left("18"))
	}
}
