package till

import (
	"bytes"
	"testing"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// A fact has happened: what the till gave stands, with a flag where it clashes;
// nothing is issued.
func TestFact_StandsWithFlags(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		hand func(*voucher.Voucher)
		want string
	}{
		"good":          {func(*voucher.Voucher) {}, "prm_thanks 50 0:28 1:22"},
		"used":          {func(v *voucher.Voucher) { v.State, v.RedeemedBy = voucher.Redeemed, "elsewhere" }, "prm_thanks 50 0:28 1:22 redeemed_twice"},
		"expired":       {func(v *voucher.Voucher) { v.ValidUntil = monday - 1 }, "prm_thanks 50 0:28 1:22 expired"},
		"void":          {func(v *voucher.Voucher) { v.State = voucher.Voided }, "prm_thanks 50 0:28 1:22 voided"},
		"fits nothing":  {forProduct(4), "prm_thanks 0"},
		"last day":      {func(v *voucher.Voucher) { v.ValidUntil = monday }, "prm_thanks 50 0:28 1:22"},
		"not yet valid": {func(v *voucher.Voucher) { v.ValidFrom = monday + 3 }, "prm_thanks 50 0:28 1:22"},
	} {
		s := newShop(t, thanks())
		call := s.sale("R1", s.hand(c.hand), "no such code")
		call.Receipt.State = touchpoint.Offline
		a, reply := s.closed(call)
		same(t, name, said(&a), []string{c.want, "rejected unknown"})
		if len(a.Vouchers) != 0 || a.Decision != "" || len(s.store.sold) != 1 {
			t.Errorf("%s: %s, want nothing issued", name, reply.Body)
		}
		if _, again := s.closed(call); !again.Replayed || !bytes.Equal(again.Body, reply.Body) {
			t.Errorf("%s: the fact again answered %s", name, again.Body)
		}
	}
}

// The till went on without an answer: only what it deducted stays.
func TestFact_UnansweredOverrulesTheClose(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	kept, dropped := s.hand(), s.hand()
	call := s.sale("R1", kept, dropped)
	a, _ := s.closed(call)
	issued := a.Vouchers[0].Code
	late := s.sale("R1", kept)
	late.Receipt.State = touchpoint.Offline | touchpoint.Unanswered
	b, first := s.closed(late)
	same(t, "stands", said(&b), []string{"prm_thanks 50 0:28 1:22"})
	for held, want := range map[string]voucher.State{kept: voucher.Redeemed, dropped: voucher.Issued, issued: voucher.Voided} {
		if v := s.state(held); v.State != want {
			t.Errorf("voucher %s is %s, want %s", held, v.State, want)
		}
	}
	if s.store.keys["R1"].State != KeyUnanswered || len(s.store.backs) != 1 || !s.store.backs[0].Journal {
		t.Errorf("stands as %s, undone %+v, want one undone in the journal", s.store.keys["R1"].State, s.store.backs)
	}
	if _, again := s.closed(late); !again.Replayed || !bytes.Equal(again.Body, first.Body) {
		t.Errorf("repeated: %s", again.Body)
	}
	if _, err := s.Close(t.Context(), call); fault.CodeOf(err) != "receipt_conflict" {
		t.Errorf("a later close: %v, want receipt_conflict", err)
	}
	late.Receipt.Lines[0].Amount++
	if _, err := s.Close(t.Context(), late); fault.CodeOf(err) != "receipt_conflict" {
		t.Errorf("another fact: %v, want receipt_conflict", err)
	}
}

// Without a close before it, an unanswered fact is simply the receipt.
func TestFact_UnansweredAlone(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	call := s.sale("R1")
	call.Receipt.State = touchpoint.Offline | touchpoint.Unanswered
	s.closed(call)
	if s.store.keys["R1"].State != KeyUnanswered || len(s.store.backs) != 0 {
		t.Errorf("stands as %s after %d undone", s.store.keys["R1"].State, len(s.store.backs))
	}
}

// A race while the close is taken back is looked at anew.
func TestFact_UnansweredRaced(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	call := s.sale("R1")
	s.closed(call)
	call.Receipt.State = touchpoint.Offline | touchpoint.Unanswered
	s.store.refuse = []Refused{{Key: true, Voucher: -1}, {Voucher: -1}} // the write, then the taking back
	s.closed(call)
	if s.store.keys["R1"].State != KeyUnanswered || len(s.store.backs) != 1 {
		t.Errorf("stands as %s after %d undone", s.store.keys["R1"].State, len(s.store.backs))
	}
	s.store.refuse = make([]Refused, tries)
	late := s.sale("R2", s.hand())
	late.Receipt.State = touchpoint.Offline
	if _, err := s.Close(t.Context(), late); fault.CodeOf(err) != "busy" {
		t.Errorf("always raced: %v, want busy", err)
	}
}

// A batch is filed one by one: a bad receipt is refused alone.
func TestFacts_EachOnItsOwn(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	s.closed(s.sale("stands"))
	s.store.keys["erased"] = Filed{Receipt: "erased", State: KeyErased}
	if _, _, err := s.Void(t.Context(), VoidCall{Receipt: "awaited"}); err != nil {
		t.Fatal(err)
	}
	future, broken, other, withCode := s.sale("future"), s.sale("broken"), s.sale("stands"), s.sale("code", s.hand())
	future.Receipt.At = retail.MicrosOf(s.now.Add(time.Hour))
	broken.Receipt.Lines[0].Quantity = 0
	other.Receipt.Lines[0].Amount = 1
	fresh := s.sale("new goods")
	fresh.Receipt.Lines[0].Product = "never seen"
	calls := []Call{s.sale("good"), future, broken, other, s.sale("stands"), withCode, s.sale("erased"), fresh, s.sale("awaited"), s.sale("good")}
	results, err := s.Facts(t.Context(), calls)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "future", "quantity", "receipt_conflict", "duplicate", "", "erased", "", "", "duplicate"} {
		got := ""
		switch r := results[i]; {
		case r.Err != nil:
			got = fault.CodeOf(r.Err)
		case r.Duplicate:
			got = "duplicate"
		}
		if got != want {
			t.Errorf("%d %s: got %q, want %q", i, calls[i].Receipt.ID, got, want)
		}
	}
	if len(s.store.met) != 1 || s.store.keys["awaited"].State != KeyVoided || s.store.keys["code"].State != KeyStands {
		t.Errorf("met %v, awaited %s, code %s", s.store.met, s.store.keys["awaited"].State, s.store.keys["code"].State)
	}
}

// A redemption without a till binds the code; the receipt repeats it and pays nothing twice.
func TestRedeem_BindsUntilTheReceiptComes(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	held := s.hand()
	first, err := s.Redeem(t.Context(), held, s.sale("W1"))
	if err != nil || first.Redeemed == nil || first.Redeemed.Amount != 50 {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := s.Redeem(t.Context(), held, s.sale("W1"))
	if err != nil || again.Redeemed == nil || again.Redeemed.Amount != 50 {
		t.Errorf("again: %+v, %v", again, err)
	}
	if other, err := s.Redeem(t.Context(), held, s.sale("W2")); err != nil || other.Rejected == nil || other.Rejected.Reason != "already_redeemed" {
		t.Errorf("for another receipt: %+v, %v", other, err)
	}
	a, _ := s.closed(s.sale("W1", held))
	same(t, "the receipt", said(&a), []string{"prm_thanks 50 0:28 1:22"})
	if sale := &s.store.sold[0]; len(sale.Redeemed) != 1 || !sale.Redeemed[0].Bound {
		t.Errorf("written %+v, want it marked as bound", sale.Redeemed)
	}
	if _, err := s.Redeem(t.Context(), s.hand(), s.sale("W1")); fault.CodeOf(err) != "receipt_conflict" {
		t.Errorf("after the receipt: %v, want receipt_conflict", err)
	}
}
