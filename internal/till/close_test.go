package till

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sartor/internal/customer"
	"sartor/internal/fault"
	"sartor/internal/offer"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// A voucher of the receipt goes with it into one write, with its decision.
func TestClose_IssuesAndLogs(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks(func(p *promotion.Promotion) { p.ValidAfterDays = 1 }))
	a, _ := s.closed(s.sale("R1"))
	if len(a.Vouchers) != 1 || a.Decision == "" || a.Customer == "" || len(s.store.sold) != 1 {
		t.Fatalf("got %+v in %d writes", a, len(s.store.sold))
	}
	v, sale := a.Vouchers[0], &s.store.sold[0]
	if v.ValidFrom != "2026-11-24" || v.ValidUntil != "2026-12-07" || v.Value.Amount != 50 || v.Value.Kind != "amount" || len(v.Why) == 0 || v.Alias == "" || v.Text == "" {
		t.Errorf("voucher %+v", v)
	}
	if len(sale.Issued) != 1 || sale.Decision == nil || sale.Issued[0].Voucher.Reserve != 50 || sale.Issued[0].Voucher.Customer == 0 || string(answerBody(sale.Answer)) == "" {
		t.Errorf("written %+v", sale)
	}
	if anonymous, _ := s.closed(s.anonymous("R2")); anonymous.Customer != "" || len(anonymous.Vouchers) != 1 {
		t.Errorf("anonymous: %+v, want a voucher and no customer", anonymous)
	}
}

// Consent is looked at when it is used: the chain's default holds until answered.
func TestClose_Consent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answered, declared customer.Consent
		vouchers           int
	}{
		"nothing declared":             {0, 0, 0},
		"declared":                     {0, customer.Consent(0).With(customer.OffersPurpose, true), 1},
		"withdrawn against a default":  {customer.Consent(0).With(customer.OffersPurpose, false), customer.Consent(0).With(customer.OffersPurpose, true), 0},
		"granted without a default":    {customer.Consent(0).With(customer.OffersPurpose, true), 0, 1},
		"profile alone is not offers":  {customer.Consent(0).With(customer.ProfilePurpose, true), 0, 0},
		"offers without profile: like": {customer.Consent(0).With(customer.OffersPurpose, true).With(customer.ProfilePurpose, false), 0, 1},
	} {
		s := newShop(t, thanks())
		s.sight.Chain.Consent = c.declared
		s.store.people[card] = Person{ID: retail.NewCustomerID(5, 7), Consent: c.answered}
		a, _ := s.closed(s.sale("R1"))
		if len(a.Vouchers) != c.vouchers || (a.Decision == "") != (c.vouchers == 0) {
			t.Errorf("%s: %+v, want %d vouchers, and a decision only with them", name, a, c.vouchers)
		}
	}
}

// A held-out customer gets nothing; what they would have got is logged.
func TestClose_HoldoutIsLoggedAndNotGiven(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	s.sight.Chain.GlobalHoldout, s.sight.Chain.HoldoutKey = 1, []byte("key")
	a, _ := s.closed(s.sale("R1"))
	if sale := &s.store.sold[0]; len(a.Vouchers) != 0 || a.Decision == "" || sale.Ghosts != 1 || len(sale.Issued) != 0 {
		t.Errorf("got %+v, ghosts %d, want one ghost and no voucher", a, sale.Ghosts)
	}
}

func TestClose_Times(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ago    time.Duration
		code   string
		issues int
	}{
		"five minutes ahead": {-5 * time.Minute, "", 1}, "more than that": {-5*time.Minute - time.Second, "future", 0},
		"ten minutes old": {10 * time.Minute, "", 1}, "older is a fact": {10*time.Minute + time.Second, "", 0},
	} {
		s := newShop(t, thanks())
		call := s.sale("R1", s.hand())
		call.Receipt.At = retail.MicrosOf(s.now.Add(-c.ago))
		reply, err := s.Close(t.Context(), call)
		if err != nil || c.code != "" {
			if err == nil || fault.CodeOf(err) != c.code {
				t.Errorf("%s: %v, want %q", name, err, c.code)
			}
			continue
		}
		if a := s.read(reply); len(a.Vouchers) != c.issues || len(a.Redeemed) != 1 {
			t.Errorf("%s: %s, want %d issued and one redeemed", name, reply.Body, c.issues)
		}
	}
}

// The business day is the store's: at half past one it is still the evening before.
func TestClose_BusinessDayOfTheStore(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{"2026-11-24T02:59:59Z": "prm_thanks 50 0:28 1:22", "2026-11-24T03:00:00Z": "rejected expired"} {
		s := newShop(t)
		p := thanks()
		s.terms[1] = voucher.NewTerms(&p, promotion.Live, s.sight.Catalogue)
		var err error
		if s.now, err = time.Parse(time.RFC3339, at); err != nil {
			t.Fatal(err)
		}
		a, _ := s.closed(s.sale("R1", s.hand(func(v *voucher.Voucher) { v.ValidUntil = monday })))
		same(t, at, said(&a), []string{want})
	}
}

// Past the deadline the sale closes and nothing is issued.
func TestClose_PastTheDeadlineNothingIsIssued(t *testing.T) {
	t.Parallel()
	for took, issues := range map[time.Duration]int{799 * time.Millisecond: 1, 800 * time.Millisecond: 0} {
		s := newShop(t, thanks())
		held, start, asked := s.hand(), s.now, 0
		s.clock = func() time.Time { // the first look is the arrival
			if asked++; asked > 1 {
				return start.Add(took)
			}
			return start
		}
		a, reply := s.closed(s.sale("R1", held))
		if len(a.Vouchers) != issues || len(a.Redeemed) != 1 {
			t.Errorf("after %v: %s, want %d issued and the redemption", took, reply.Body, issues)
		}
	}
	s := newShop(t, thanks())
	start, asked := s.now, 0
	s.clock = func() time.Time {
		if asked++; asked > 1 {
			return start.Add(time.Second)
		}
		return start
	}
	call := s.sale("R1")
	call.Wait = 2 * time.Second
	if a, _ := s.closed(call); len(a.Vouchers) != 1 {
		t.Errorf("a longer deadline: %+v", a)
	}
}

// What moved between reading and writing is read again; a promotion that is used
// up is left out, and the sale closes whatever happens.
func TestClose_DecidesAgainAfterALostRace(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks(), thanks(func(p *promotion.Promotion) { p.ID, p.Priority = "prm_other", -5 }))
	s.sight.Chain.MostVouchers = 1
	s.store.refuse = []Refused{{Voucher: -1, Promotion: 1}}
	for s.draws.Uint64()>>60 != 0 { // any start will do
	}
	a, _ := s.closed(s.sale("R1"))
	if len(a.Vouchers) != 1 || a.Vouchers[0].Promotion == "prm_thanks" {
		t.Errorf("got %+v, want the other promotion's voucher", a.Vouchers)
	}

	held := s.hand()
	s.store.before = func() {
		for _, v := range s.store.vouchers {
			if s.CodeOf(v) == held {
				v.State, v.RedeemedBy = voucher.Redeemed, "elsewhere"
			}
		}
	}
	a, _ = s.closed(s.sale("R2", held))
	same(t, "raced", said(&a), []string{"rejected already_redeemed"})

	s.store.refuse = make([]Refused, tries-2)
	if a, _ = s.closed(s.sale("R30")); len(a.Vouchers) != 1 {
		t.Errorf("the last round but one issues, got %+v", a.Vouchers)
	}
	s.store.refuse = make([]Refused, tries-1)
	if a, _ = s.closed(s.sale("R31")); len(a.Vouchers) != 0 {
		t.Errorf("the last round issues nothing, got %+v", a.Vouchers)
	}
	s.store.refuse = make([]Refused, tries)
	if _, err := s.Close(t.Context(), s.sale("R4")); fault.CodeOf(err) != "busy" {
		t.Errorf("got %v, want busy after %d rounds", err, tries)
	}
}

// A receipt that cannot be one is refused before anything is read.
func TestClose_RefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*touchpoint.Receipt)
		code   string
	}{
		"unknown store":  {func(r *touchpoint.Receipt) { r.Store = "S9" }, "validation"},
		"other currency": {func(r *touchpoint.Receipt) { r.Currency = "USD" }, "validation"},
		"quantity 0":     {func(r *touchpoint.Receipt) { r.Lines[0].Quantity = 0 }, "quantity"},
		"unlike signs":   {func(r *touchpoint.Receipt) { r.Lines[0].Amount = -1 }, "quantity"},
		"too many lines": {func(r *touchpoint.Receipt) {
			r.Lines = make([]touchpoint.Line, touchpoint.MaxLines+1)
		}, "too_large"},
	} {
		s := newShop(t, thanks())
		call := s.sale("R1")
		c.change(&call.Receipt)
		if _, err := s.Close(t.Context(), call); fault.CodeOf(err) != c.code || len(s.store.sold) != 0 {
			t.Errorf("%s: %v and %d writes, want %s", name, err, len(s.store.sold), c.code)
		}
	}
}

// Unknown products are met as unlisted, unknown tills accepted, strangers warned of.
func TestClose_MeetsWhatIsNew(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	call := s.sale("R1")
	call.Receipt.Till = "T99"
	call.Receipt.Lines = append(call.Receipt.Lines, touchpoint.Line{Product: "new", Quantity: retail.One, Amount: 10})
	call.Warnings = []string{"unknown field: colour"}
	a, _ := s.closed(call)
	if len(s.store.met) != 1 || s.store.met[0] != "new" || len(a.Warnings) != 1 {
		t.Errorf("met %v, warnings %v", s.store.met, a.Warnings)
	}
	call = s.sale("R2")
	call.Receipt.Customer = touchpoint.Customer{ID: "cus_7"}
	if a, _ = s.closed(call); a.Customer != "" || len(a.Warnings) != 1 || a.Warnings[0] != "unknown_customer" || len(a.Vouchers) != 1 {
		t.Errorf("an unknown id: %+v, want anonymous with a warning", a)
	}
}

// Training and parked receipts redeem and issue nothing.
func TestClose_WhatDoesNotCountGivesNothing(t *testing.T) {
	t.Parallel()
	for _, state := range []touchpoint.State{touchpoint.Training, touchpoint.Suspended} {
		s := newShop(t, thanks())
		call := s.sale("R1", s.hand())
		call.Receipt.State = state
		if a, _ := s.closed(call); len(a.Redeemed)+len(a.Vouchers)+len(a.Rejected) != 0 || a.Decision != "" {
			t.Errorf("state %d: %+v, want nothing", state, a)
		}
	}
}

func TestQuote_ChangesNothing(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	held := s.hand()
	call := s.sale("", held)
	reply, err := s.Quote(t.Context(), call)
	if err != nil {
		t.Fatal(err)
	}
	a := s.read(reply)
	if len(a.Redeemed) != 1 || len(a.Vouchers) != 1 || a.Vouchers[0].Code != "" || a.Decision != "" || a.Customer != "" || a.Receipt != "" {
		t.Errorf("quote %s, want a redemption and a voucher without code, decision or customer", reply.Body)
	}
	call.Receipt.Lines = append(call.Receipt.Lines, touchpoint.Line{Product: "never seen", Quantity: retail.One, Amount: 10})
	if reply, err = s.Quote(t.Context(), call); err != nil || len(s.read(reply).Redeemed) != 1 {
		t.Errorf("with an unknown product: %s, %v", reply.Body, err)
	}
	if len(s.store.sold)+len(s.store.met) != 0 {
		t.Errorf("%d writes, made the products %v", len(s.store.sold), s.store.met)
	}
	if b, _ := s.closed(s.sale("R1", held)); b.Deduction != a.Deduction {
		t.Errorf("closed with %d, quoted %d", b.Deduction, a.Deduction)
	}
}

// What a customer holds and can use is told to the decision; what has run out is not.
func TestClose_TellsTheDecisionWhatIsHeld(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	me := retail.NewCustomerID(5, 7)
	s.store.people[card] = Person{ID: me}
	for _, until := range []retail.BusinessDay{monday - 1, monday} {
		s.hand(forProduct(1), func(v *voucher.Voucher) { v.Customer, v.ValidUntil = me, until })
	}
	s.hand(forProduct(2), func(v *voucher.Voucher) { v.Customer, v.State = me, voucher.Redeemed })
	s.closed(s.sale("R1"))
	d, err := offer.DecodeDecision(s.store.sold[0].Decision)
	if err != nil || len(d.Read.Held) != 1 || d.Read.Held[0].Product != 1 || !d.Read.Held[0].Open {
		t.Errorf("held %+v, %v, want the one that is good today", d.Read.Held, err)
	}
}

// A promotion found used up is left out by the closes that follow, for two seconds.
func TestClose_LeavesOutWhatWasFoundUsedUp(t *testing.T) {
	t.Parallel()
	s := newShop(t, thanks())
	s.store.refuse = []Refused{{Voucher: -1, Promotion: 1}}
	for i, c := range []struct {
		later    time.Duration
		vouchers int
	}{{0, 0}, {0, 0}, {shutFor - time.Nanosecond, 0}, {time.Nanosecond, 1}} {
		s.now = s.now.Add(c.later)
		call := s.sale(fmt.Sprintf("R%d", i))
		call.Receipt.At = retail.MicrosOf(s.now)
		if a, _ := s.closed(call); len(a.Vouchers) != c.vouchers {
			t.Errorf("close %d: %d vouchers, want %d", i, len(a.Vouchers), c.vouchers)
		}
	}
	s.store.refuse = []Refused{{Voucher: -1, Promotion: 1}}
	s.closed(s.sale("R8"))
	s.voided("R3")
	if a, _ := s.closed(s.sale("R9")); len(a.Vouchers) != 1 {
		t.Error("a void makes room, and nothing is issued")
	}
	other := newShop(t, thanks())
	if a, _ := other.closed(other.sale("R1")); len(a.Vouchers) != 1 {
		t.Error("another desk was told")
	}
}

// The memory of them has a bound.
func TestShut_IsBounded(t *testing.T) {
	t.Parallel()
	s := shut{until: map[uint32]time.Time{}}
	for n := range uint32(mostShut + 10) {
		s.put(n, time.Unix(0, 0))
	}
	if got := s.with([]uint32{5, mostShut + 3}, time.Unix(1, 0)); len(s.until) > mostShut || !slices.IsSorted(got) || len(got) != 11 {
		t.Errorf("%d remembered, closed %v", len(s.until), got)
	}
	if got := s.with([]uint32{5}, time.Unix(2, 0)); len(got) != 1 || len(s.until) != 0 {
		t.Errorf("after its time: %v, %d remembered", got, len(s.until))
	}
}
