package till

import (
	"reflect"
	"testing"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/voucher"
)

func (s *shop) voided(id retail.ReceiptID) VoidAnswer {
	s.t.Helper()
	a, known, err := s.Void(s.t.Context(), VoidCall{Receipt: id, Reason: "payment failed", Actor: "till"})
	if err != nil || !known {
		s.t.Fatalf("void %s: known %v, %v", id, known, err)
	}
	return a
}

func (s *shop) state(printed string) *voucher.Voucher {
	s.t.Helper()
	for _, v := range s.store.vouchers {
		if s.CodeOf(v) == printed {
			return v
		}
	}
	s.t.Fatalf("no voucher %s", printed)
	return nil
}

// Issued and unused vouchers become void, used ones stay, redeemed ones return.
func TestVoid_Outcomes(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	held := s.hand(func(v *voucher.Voucher) { v.ValidUntil = monday })
	a, _ := s.closed(s.sale("R1", held))
	first := a.Vouchers[0].Code
	s.now = s.now.Add(time.Hour)
	b, _ := s.closed(s.sale("R2", first)) // uses what R1 issued
	got := s.voided("R1")
	want := VoidAnswer{
		Receipt: "R1", VoidedAt: got.VoidedAt, VouchersVoided: []string{}, VouchersKept: []KeptView{{first, "already_redeemed"}}, RedemptionsReturned: []string{held},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if v := s.state(held); v.State != voucher.Issued || v.ValidUntil != monday+7 {
		t.Errorf("returned: %s until %s, want issued for seven more days", v.State, v.ValidUntil)
	}
	if again := s.voided("R1"); !reflect.DeepEqual(again, got) || len(s.store.backs) != 1 {
		t.Errorf("a repeat answered %+v after %d writes, want %+v", again, len(s.store.backs), got)
	}
	unused := b.Vouchers[0].Code
	if got = s.voided("R2"); !reflect.DeepEqual(got.VouchersVoided, []string{unused}) || !reflect.DeepEqual(got.RedemptionsReturned, []string{first}) {
		t.Errorf("got %+v, want %s void and %s returned", got, unused, first)
	}
	if back, _ := s.closed(s.sale("R3", first, unused)); len(back.Redeemed) != 1 || back.Rejected[0].Reason != "voided" {
		t.Errorf("after the voids: %+v", back)
	}
}

// A voucher that stays good longer keeps its own last day.
func TestVoid_ReturnedKeepsALaterDay(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := thanks()
	s.terms[1] = voucher.NewTerms(&p, "live", s.sight.Catalogue)
	held := s.hand(func(v *voucher.Voucher) { v.ValidUntil = monday + 20 })
	s.closed(s.sale("R1", held))
	s.voided("R1")
	if v := s.state(held); v.ValidUntil != monday+20 {
		t.Errorf("until %s, want its own last day", v.ValidUntil)
	}
}

func TestVoid_UnknownErasedAndRaced(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	a, known, err := s.Void(t.Context(), VoidCall{Receipt: "R1", Reason: "gone"})
	if known || err != nil || a.Receipt != "R1" || s.store.keys["R1"].State != KeyAwaited {
		t.Errorf("unknown: %+v, known %v, %v", a, known, err)
	}
	s.now = s.now.Add(time.Hour)
	if again, known, err := s.Void(t.Context(), VoidCall{Receipt: "R1"}); known || err != nil || again.VoidedAt != a.VoidedAt {
		t.Errorf("a repeat: %+v, want %+v", again, a)
	}
	s.store.keys["R2"] = Filed{Receipt: "R2", State: KeyErased}
	if _, _, err := s.Void(t.Context(), VoidCall{Receipt: "R2"}); fault.CodeOf(err) != "erased" {
		t.Errorf("erased: %v", err)
	}
	s.closed(s.sale("R3"))
	s.store.refuse = []Refused{{Voucher: -1}}
	if s.voided("R3"); s.store.keys["R3"].State != KeyVoided {
		t.Error("a lost race was not tried again")
	}
	s.closed(s.sale("R4"))
	s.store.refuse = make([]Refused, tries)
	if _, _, err := s.Void(t.Context(), VoidCall{Receipt: "R4"}); fault.CodeOf(err) != "busy" || s.store.keys["R4"].State != KeyStands {
		t.Errorf("always raced: %v, stands %s", err, s.store.keys["R4"].State)
	}
}

// What a channel without a till bound to a receipt returns by its void, before
// the receipt has arrived.
func TestVoid_OfABoundRedemption(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	held := s.hand()
	if r, err := s.Redeem(t.Context(), held, s.sale("W1")); err != nil || r.Redeemed == nil {
		t.Fatalf("%+v, %v", r, err)
	}
	a, known, err := s.Void(t.Context(), VoidCall{Receipt: "W1", Reason: "cancelled"})
	if err != nil || known || len(a.RedemptionsReturned) != 1 || s.state(held).State != voucher.Issued {
		t.Errorf("%+v, known %v, %v, voucher %s", a, known, err, s.state(held).State)
	}
	if r, err := s.Redeem(t.Context(), held, s.sale("W2")); err != nil || r.Redeemed == nil {
		t.Fatalf("%+v, %v", r, err)
	}
	s.store.refuse = []Refused{{Voucher: -1}}
	a, known, err = s.Void(t.Context(), VoidCall{Receipt: "W2", Reason: "cancelled"})
	if err != nil || known || len(a.RedemptionsReturned) != 1 {
		t.Errorf("after a lost race: %+v, known %v, %v", a, known, err)
	}
}

// Not printed voids the receipt's vouchers, printed leaves them, a repeat agrees.
func TestAck(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	a, _ := s.closed(s.sale("R1"))
	held := a.Vouchers[0].Code
	ok, err := s.Printed(t.Context(), "R1")
	if err != nil || len(ok.VouchersVoided) != 0 || s.state(held).State != voucher.Issued {
		t.Errorf("printed: %+v, %v", ok, err)
	}
	for range 2 {
		lost, err := s.NotPrinted(t.Context(), "R1", "till")
		if err != nil || len(lost.VouchersVoided) != 1 || lost.VouchersVoided[0] != held || s.state(held).State != voucher.Voided {
			t.Errorf("not printed: %+v, %v", lost, err)
		}
	}
	if len(s.store.backs) != 1 || s.store.backs[0].Journal || s.store.keys["R1"].State != KeyStands {
		t.Errorf("%d writes, receipt %s: want one that leaves the receipt", len(s.store.backs), s.store.keys["R1"].State)
	}
	for name, call := range map[string]func() error{
		"printed":     func() error { _, err := s.Printed(t.Context(), "R9"); return err },
		"not printed": func() error { _, err := s.NotPrinted(t.Context(), "R9", "till"); return err },
	} {
		if err := call(); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s of an unknown receipt: %v", name, err)
		}
	}
}

// A voucher that was used meanwhile is not taken back by a lost strip.
func TestAck_UsedStays(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	a, _ := s.closed(s.sale("R1"))
	s.closed(s.sale("R2", a.Vouchers[0].Code))
	lost, err := s.NotPrinted(t.Context(), "R1", "till")
	if err != nil || len(lost.VouchersVoided) != 0 || s.state(a.Vouchers[0].Code).State != voucher.Redeemed {
		t.Errorf("%+v, %v", lost, err)
	}
}
