package dbtest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// between is a store on which something else happens after a sale was decided
// and before it is written.
type between struct {
	till.Store
	first func()
}

func (b *between) Sell(ctx context.Context, s till.Sale) error {
	if do := b.first; do != nil {
		b.first = nil
		do()
	}
	return b.Store.Sell(ctx, s)
}

// TestErase_ASaleInFlightStaysAnonymous: a customer is forgotten after a close
// has read who they are and before it writes. Nothing of the sale may be filed
// under the forgotten one.
func TestErase_ASaleInFlightStaysAnonymous(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		gap := &between{}
		c := newChain(t, d, []promotion.Promotion{thanks()}, func(s till.Store) till.Store { gap.Store = s; return gap })
		c.close(t, c.sale("R1", card("1")))
		ann := got(d.FindCustomer(t.Context(), card("1")))(t)
		gap.first = func() { got(d.Erase(t.Context(), ann, "desk", 99))(t) }
		sale := c.close(t, c.sale("R2", card("1")))
		if sale.Customer == ann.String() {
			t.Errorf("the answer names %s, who was forgotten before it", sale.Customer)
		}
		for _, e := range got(d.Timeline(t.Context(), ann, db.Moment{}, 9))(t) {
			if e.Kind == touchpoint.KindReceipt {
				t.Errorf("receipt %s was filed under the forgotten customer", e.Receipt)
			}
		}
		if held := got(d.CustomerVouchers(t.Context(), ann, 9))(t); len(held) != 0 {
			t.Errorf("the forgotten customer got vouchers: %+v", held)
		}
		byID := c.close(t, c.sale("R3", touchpoint.Customer{ID: ann.String()}))
		if byID.Customer != "" {
			t.Errorf("their id answered %q, want nobody", byID.Customer)
		}
	})
}

// TestConsent_WithdrawnWhileASaleIsInFlight: an answer that comes after a close
// was decided and before it is written holds for that close.
func TestConsent_WithdrawnWhileASaleIsInFlight(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		gap := &between{}
		c := newChain(t, d, []promotion.Promotion{thanks()}, func(s till.Store) till.Store { gap.Store = s; return gap })
		if a := c.close(t, c.sale("R1", card("1"))); len(a.Vouchers) != 1 {
			t.Fatalf("answered %s, want a voucher", a.body)
		}
		ann := got(d.FindCustomer(t.Context(), card("1")))(t)
		gap.first = func() {
			must(t, d.SetConsent(t.Context(), ann, db.ConsentAnswer{Purpose: customer.OffersPurpose, Granted: false, At: 1}))
		}
		if a := c.close(t, c.sale("R2", card("1"))); len(a.Vouchers) != 0 || a.Decision != "" {
			t.Errorf("answered %s, want no offer", a.body)
		}
	})
}

// TestErase_LeavesOthersAlone: a receipt that was parked with one card and
// finished with another belongs to the second; forgetting the first changes
// neither its answer nor its void.
func TestErase_LeavesOthersAlone(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		c := newChain(t, d, []promotion.Promotion{thanks()}, nil)
		parked := c.sale("R1", card("1"))
		parked.Receipt.State = touchpoint.Suspended
		c.close(t, parked)
		first := c.close(t, c.sale("R1", card("2")))
		ann := got(d.FindCustomer(t.Context(), card("1")))(t)
		got(d.Erase(t.Context(), ann, "desk", 99))(t)
		again := c.ring(t, c.sale("R1", card("2")))
		if again.err != nil || again.body != first.body {
			t.Errorf("the other customer's receipt answered %v\n%s, want\n%s", again.err, again.body, first.body)
		}
		void, known, err := c.desk.Void(t.Context(), till.VoidCall{Receipt: "R1"})
		if err != nil || !known || len(void.VouchersVoided) != 1 {
			t.Errorf("its void answered %+v, %v", void, err)
		}
	})
}

// TestProposals_WhoIsApartStaysApart: what somebody said is not asked again by the
// next receipt, and can be taken back.
func TestProposals_WhoIsApartStaysApart(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		c := newChain(t, d, nil, nil)
		c.close(t, c.sale("R1", card("2")))
		c.close(t, c.sale("R2", card("1")))
		both := card("1")
		both.Identifiers = append(both.Identifiers, card("2").Identifiers...)
		c.close(t, c.sale("R3", both))
		open := func() int { return len(got(d.MergeProposals(t.Context(), 9))(t)) }
		list := got(d.MergeProposals(t.Context(), 9))(t)
		if len(list) != 1 {
			t.Fatalf("%d proposals, want 1", len(list))
		}
		no := db.Apart{Customer: list[0].Customer, Other: list[0].Other, Actor: "desk", At: 99}
		must(t, d.SetApart(t.Context(), no))
		c.close(t, c.sale("R4", both))
		if open() != 0 || len(got(d.MergeProposalsOf(t.Context(), no.Customer, 9))(t)) != 0 {
			t.Error("the next receipt asks again")
		}
		no.Back = true
		must(t, d.SetApart(t.Context(), no))
		if open() != 1 {
			t.Error("taken back, nobody is asked")
		}
		no.Other = no.Customer
		if err := d.SetApart(t.Context(), no); fault.KindOf(err) != fault.NotFound {
			t.Errorf("what nobody proposed answered %v", err)
		}
	})
}

// TestErase_TakesIdentifiersFromOthersProposals: an identifier that came with
// somebody else's receipt goes with the one it points to.
func TestErase_TakesIdentifiersFromOthersProposals(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		c := newChain(t, d, nil, nil)
		phone := customerOf(retail.Phone, "+49 1")
		c.close(t, c.sale("R1", phone))
		c.close(t, c.sale("R2", card("1")))
		both := card("1")
		both.Identifiers = append(both.Identifiers, phone.Identifiers...)
		c.close(t, c.sale("R3", both))
		if list := got(d.MergeProposals(t.Context(), 9))(t); len(list) != 1 {
			t.Fatalf("%d proposals, want 1", len(list))
		}
		got(d.Erase(t.Context(), got(d.FindCustomer(t.Context(), phone))(t), "desk", 99))(t)
		if list := got(d.MergeProposals(t.Context(), 9))(t); len(list) != 0 {
			t.Errorf("a proposal still holds the phone number: %+v", list)
		}
	})
}

// TestConsent_AnswersOfOneMomentAllHold: a customer answers for two purposes at
// once, at two places; neither answer is lost.
func TestConsent_AnswersOfOneMomentAllHold(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		c := newChain(t, d, nil, nil)
		c.close(t, c.sale("R1", card("1")))
		ann := got(d.FindCustomer(t.Context(), card("1")))(t)
		for round := range 40 {
			granted := round%2 == 0
			var all sync.WaitGroup
			for _, p := range customer.Purposes() {
				all.Go(func() {
					if err := d.SetConsent(t.Context(), ann, db.ConsentAnswer{Purpose: p, Granted: granted, At: retail.Micros(round + 1)}); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			row := got(d.Customer(t.Context(), ann))(t)
			for _, p := range customer.Purposes() {
				if row.Consent.Allows(p) != granted {
					t.Fatalf("round %d: %s stands at %v, answered %v", round, p, row.Consent.Allows(p), granted)
				}
			}
		}
	})
}

// TestFile_CardsFirstSeenInTwoBatchesAtOnce: two batches bring the same new
// cards at the same time; both are stored, and each card is one customer.
func TestFile_CardsFirstSeenInTwoBatchesAtOnce(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		c := newChain(t, d, nil, nil)
		var all sync.WaitGroup
		for _, batch := range []string{"A", "B", "C", "D"} {
			calls := make([]till.Call, 24)
			for i := range calls {
				calls[i] = c.sale(receiptID(batch, i), card(receiptID("card", i)))
				calls[i].Print = nil
			}
			all.Go(func() {
				results, err := c.desk.Facts(t.Context(), calls)
				if err != nil {
					t.Errorf("batch %s: %v", batch, err)
				}
				for i := range results {
					if results[i].Err != nil {
						t.Errorf("batch %s, %d: %v", batch, i, results[i].Err)
					}
				}
			})
		}
		all.Wait()
		if n := got(d.CountCustomers(t.Context(), 999))(t); n != 24 {
			t.Errorf("%d customers for 24 cards", n)
		}
	})
}

// TestFact_OneVoucherTwiceOnAReceipt: a till that was offline deducted one
// voucher twice, by its code and by its digits. The receipt stands: the second is
// flagged, for a known customer as for nobody.
func TestFact_OneVoucherTwiceOnAReceipt(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		c := newChain(t, d, []promotion.Promotion{thanks()}, nil)
		for _, who := range []string{"1", ""} {
			given := c.close(t, c.sale("R"+who, card(who))).Vouchers[0]
			fact := c.sale("F"+who, card(who), given.Code, given.Alias)
			fact.Receipt.State = touchpoint.Offline
			out := c.ring(t, fact)
			if out.err != nil || len(out.Redeemed) != 2 || out.Redeemed[1].Flag != "redeemed_twice" {
				t.Errorf("customer %q: answered %v %s, want both, the second flagged", who, out.err, out.body)
			}
		}
		must(t, books(t.Context(), d))
		void := got(d.Budget(t.Context(), 1))(t)
		if void.Redeemed != 2 {
			t.Errorf("%d redeemed, want 2", void.Redeemed)
		}
	})
}

// TestFacts_ALimitDoesNotUndoWhatHappened: a receipt that comes as a fact stands
// with its vouchers, however fresh it is and whatever its customer has used.
func TestFacts_ALimitDoesNotUndoWhatHappened(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		only := thanks()
		only.Limits.PerCustomer = 1
		c := newChain(t, d, []promotion.Promotion{only}, nil)
		one := c.close(t, c.sale("R1", card(""))).Vouchers[0].Code
		two := c.close(t, c.sale("R2", card(""))).Vouchers[0].Code
		if a := c.close(t, c.sale("R3", card("1"), one)); a.Deduction != 50 {
			t.Fatalf("answered %s, want the voucher used", a.body)
		}
		results := got(c.desk.Facts(t.Context(), []till.Call{c.sale("R4", card("1"), two)}))(t)
		if results[0].Err != nil || results[0].Duplicate {
			t.Errorf("the fact answered %+v, want it stored", results[0])
		}
		if b := got(d.Budget(t.Context(), 1))(t); b.Redeemed != 2 {
			t.Errorf("%d redeemed, want 2", b.Redeemed)
		}
	})
}

// TestVoid_OfABoundRedemptionBeforeItsReceipt: the code is good again and the
// receipt that comes later is stored voided, in one write.
func TestVoid_OfABoundRedemptionBeforeItsReceipt(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		c := newChain(t, d, []promotion.Promotion{thanks()}, nil)
		held := c.close(t, c.sale("R1", card("1"))).Vouchers[0].Code
		if r, err := c.desk.Redeem(t.Context(), held, c.sale("W1", card(""))); err != nil || r.Redeemed == nil {
			t.Fatalf("redeemed %+v, %v", r, err)
		}
		for range 2 {
			a, known, err := c.desk.Void(t.Context(), till.VoidCall{Receipt: "W1", Reason: "cancelled"})
			if err != nil || known || len(a.RedemptionsReturned) != 1 {
				t.Errorf("the void answered %+v, %v, %v", a, known, err)
			}
		}
		if late := c.ring(t, c.sale("W1", card(""), held)); fault.CodeOf(late.err) != "receipt_voided" {
			t.Errorf("the receipt answered %v, want it voided", late.err)
		}
		if used := c.close(t, c.sale("R2", card(""), held)); used.Deduction != 50 {
			t.Errorf("the code answered %s, want it good again", used.body)
		}
		must(t, books(t.Context(), d))
	})
}

// TestVoid_ThatNeverMetItsReceiptIsForgotten: what waits is remembered for a
// time; what arrived stays.
func TestVoid_ThatNeverMetItsReceiptIsForgotten(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		c := newChain(t, d, nil, nil)
		for _, id := range []retail.ReceiptID{"W1", "W2"} {
			if _, known, err := c.desk.Void(t.Context(), till.VoidCall{Receipt: id, At: 1}); err != nil || known { // told now, of long ago
				t.Fatalf("the void of %s answered %v, %v", id, known, err)
			}
		}
		if late := c.ring(t, c.sale("W2", card(""))); fault.CodeOf(late.err) != "receipt_voided" {
			t.Fatalf("the receipt answered %v, want it voided", late.err)
		}
		now := time.Now()
		if n := got(d.DropAwaited(t.Context(), retail.MicrosOf(now.Add(-time.Hour)), 9))(t); n != 0 {
			t.Errorf("%d forgotten within the hour", n)
		}
		if n := got(d.DropAwaited(t.Context(), retail.MicrosOf(now.Add(time.Hour)), 9))(t); n != 1 {
			t.Errorf("%d forgotten, want the one that waits", n)
		}
		c.close(t, c.sale("W1", card("")))
		if late := c.ring(t, c.sale("W2", card(""))); fault.CodeOf(late.err) != "receipt_voided" {
			t.Errorf("the voided receipt answered %v", late.err)
		}
	})
}

// TestPromotion_LimitBelowWhatIsIssued: a live promotion's total limit may be
// lowered; below what is out already it is refused in words, not a fault.
func TestPromotion_LimitBelowWhatIsIssued(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		d := open(t, fresh(t))
		c := newChain(t, d, []promotion.Promotion{thanks()}, nil)
		for _, a := range c.tills(t, c.buyers("B", 3)) {
			must(t, a.err)
		}
		next := c.promotions[0].Promotion
		next.Limits.Total = 2
		_, err := d.PutPromotion(t.Context(), db.Edit{Promotion: next, Actor: "ann", At: 1})
		wantLimit(t, err)
		next.Limits.Total = 3
		got(d.PutPromotion(t.Context(), db.Edit{Promotion: next, Actor: "ann", At: 1}))(t)
	})
}

func wantLimit(t *testing.T, err error) {
	t.Helper()
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Kind != fault.Invalid || len(e.Fields) != 1 || e.Fields[0].Pointer != "/limits/total" {
		t.Errorf("answered %v, want a refusal of /limits/total", err)
	}
}
