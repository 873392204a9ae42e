package dbtest

import (
	"testing"
	"time"

	"sartor/internal/db"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
)

// tillDay: a close issues, a retry gets the same bytes, a voucher is good once,
// and all of it is there after reopening.
func tillDay(t *testing.T, url string) {
	var first done
	d := reopened(t, url, func(d *db.DB) {
		c := newChain(t, d, []promotion.Promotion{thanks()}, nil)
		first = c.close(t, c.sale("R1", card("1")))
		if len(first.Vouchers) != 1 || first.Print == "" || first.Customer == "" {
			t.Fatalf("got %s, want one voucher, a strip and a customer", first.body)
		}
	})
	c := newDesk(d, got(d.Promotions(t.Context()))(t), nil)
	c.draws.Uint64() // not the numbers of the first desk again
	if again := c.close(t, c.sale("R1", card("1"))); !again.replayed || again.body != first.body {
		t.Errorf("a retry answered\n%s, want\n%s", again.body, first.body)
	}
	other := c.sale("R1", card("1"))
	other.Receipt.Lines[0].Amount = 299
	if out := c.ring(t, other); out.err == nil {
		t.Errorf("other content under R1 answered %s, want a conflict", out.body)
	}
	code := first.Vouchers[0].Code
	if used := c.close(t, c.sale("R2", card("2"), code)); len(used.Redeemed) != 1 || used.Deduction != 50 {
		t.Errorf("got %s, want the voucher redeemed for 50", used.body)
	}
	twice := c.close(t, c.sale("R3", card("1"), code))
	if len(twice.Rejected) != 1 || twice.Rejected[0].Reason != string(voucher.AlreadyRedeemed) {
		t.Errorf("got %s, want already_redeemed", twice.body)
	}
	ref, ok := c.desk.RefOf(code)
	if !ok {
		t.Fatalf("the code %s does not parse", code)
	}
	row := got(d.Voucher(t.Context(), ref))(t)
	if row.State != voucher.Redeemed || row.RedeemedBy != "R2" || row.RedeemedAmount != 50 || row.Promotion != "prm_thanks" {
		t.Errorf("the voucher stands as %+v", row)
	}
	if n := got(d.Receipts(t.Context()))(t); n != 3 {
		t.Errorf("%d receipts, want 3", n)
	}
	must(t, books(t.Context(), d))
	if n := got(d.DropAnswers(t.Context(), retail.MicrosOf(c.now())+1, 2))(t); n != 2 {
		t.Errorf("%d answers dropped at once, want 2", n)
	}
	if n := got(d.DropAnswers(t.Context(), retail.MicrosOf(c.now())+1, 100))(t); n != 1 {
		t.Errorf("%d answers dropped then, want the third", n)
	}
	must(t, d.KeepAnswer(t.Context(), db.KeptAnswer{Credential: "tok_1", Key: "k", Fingerprint: []byte{1}, Status: 201, Body: []byte("x"), At: retail.MicrosOf(c.now())}))
	for before, want := range map[retail.Micros]int{retail.MicrosOf(c.now()): 0, retail.MicrosOf(c.now()) + 1: 1} {
		if n := got(d.DropKept(t.Context(), before, 10))(t); n != want {
			t.Errorf("%d kept answers dropped from before %d, want %d", n, before, want)
		}
	}
	filed, _, err := d.Filed(t.Context(), "R1")
	must(t, err)
	if trace := got(d.Trace(t.Context(), filed))(t); trace.Answer != nil || len(trace.Issued) != 1 {
		t.Errorf("got %+v, want the answer dropped and the voucher kept", trace)
	}
}

// voids: unused vouchers become void, redemptions return, a repeat answers the
// same, and a void that came first is remembered.
func voids(t *testing.T, url string) {
	daily := thanks()
	daily.Limits.PerDay = 3
	c := newChain(t, open(t, url), []promotion.Promotion{daily}, nil)
	code := c.close(t, c.sale("R1", card("1"))).Vouchers[0].Code
	c.close(t, c.sale("R2", card("1"), code))
	gone, known, err := c.desk.Void(t.Context(), till.VoidCall{Receipt: "R2", Reason: "payment failed"})
	if err != nil || !known || len(gone.RedemptionsReturned) != 1 || len(gone.VouchersVoided) != 1 {
		t.Fatalf("the void answered %+v, %v, %v", gone, known, err)
	}
	c.pass(time.Minute)
	again, _, err := c.desk.Void(t.Context(), till.VoidCall{Receipt: "R2", Reason: "payment failed"})
	if err != nil || len(again.RedemptionsReturned) != 1 || again.VoidedAt != gone.VoidedAt {
		t.Errorf("a repeat answered %+v, %v; want %+v", again, err, gone)
	}
	if back := c.close(t, c.sale("R3", card("1"), code)); len(back.Redeemed) != 1 {
		t.Errorf("got %s, want the returned voucher redeemed", back.body)
	}
	must(t, books(t.Context(), c.DB))
	// R1 and R3 hold one voucher each of the day's three: the void gave one back.
	if x := c.close(t, c.sale("R4", card("2"))); len(x.Vouchers) != 1 {
		t.Errorf("got %s, want a third voucher: a voided one does not count", x.body)
	}
	if x := c.close(t, c.sale("R5", card("3"))); len(x.Vouchers) != 0 {
		t.Errorf("got %s, want none: the day is full", x.body)
	}
	if _, known, err := c.desk.Void(t.Context(), till.VoidCall{Receipt: "R9", Reason: "early"}); err != nil || known {
		t.Fatalf("a void before its receipt answered %v, %v", known, err)
	}
	if late := c.ring(t, c.sale("R9", card("1"))); late.err == nil {
		t.Errorf("its receipt answered %s, want 409 receipt_voided", late.body)
	}
	filed, found, err := c.Filed(t.Context(), "R9")
	if err != nil || !found || filed.State != till.KeyVoided {
		t.Errorf("R9 stands as %+v, %v, %v; want voided", filed, found, err)
	}
	must(t, books(t.Context(), c.DB))
}

// bound: a code used without a till belongs to its receipt, which repeats it.
func bound(t *testing.T, url string) {
	c := newChain(t, open(t, url), []promotion.Promotion{thanks()}, nil)
	code := c.close(t, c.sale("R1", card("1"))).Vouchers[0].Code
	first, err := c.desk.Redeem(t.Context(), code, c.sale("W1", card("")))
	if err != nil || first.Redeemed == nil {
		t.Fatalf("got %+v, %v", first, err)
	}
	again, err := c.desk.Redeem(t.Context(), code, c.sale("W1", card("")))
	if err != nil || again.Redeemed == nil || again.Redeemed.Amount != first.Redeemed.Amount {
		t.Errorf("the same again answered %+v, %v", again, err)
	}
	if other := got(c.desk.Redeem(t.Context(), code, c.sale("W2", card(""))))(t); other.Rejected == nil {
		t.Errorf("another receipt got %+v, want it refused", other)
	}
	if full := c.close(t, c.sale("W1", card(""), code)); full.Deduction != first.Redeemed.Amount {
		t.Errorf("the receipt answered %s, want the bound redemption repeated", full.body)
	}
	must(t, books(t.Context(), c.DB))
}

// facts: receipts that have happened count once, in groups, whoever sends them.
func facts(t *testing.T, url string) {
	const most = 100 // four groups
	var calls []till.Call
	d := reopened(t, url, func(d *db.DB) {
		c := newChain(t, d, nil, nil)
		for i := range most {
			call := c.sale(receiptID("F", i), card(receiptID("c", i%7)))
			call.Receipt.At -= 3_600_000_000 * retail.Micros(1+i%48)
			calls = append(calls, call)
		}
		for i, r := range got(c.desk.Facts(t.Context(), calls))(t) {
			if r.Err != nil || r.Duplicate {
				t.Fatalf("fact %d answered %+v", i, r)
			}
		}
	})
	c := newDesk(d, nil, nil)
	calls[5].Receipt.Lines[0].Amount = 1
	for i, r := range got(c.desk.Facts(t.Context(), calls))(t) {
		if want := i != 5; r.Duplicate != want || (r.Err == nil) != want {
			t.Errorf("fact %d a second time answered %+v", i, r)
		}
	}
	if n := got(d.Receipts(t.Context()))(t); n != most {
		t.Errorf("%d receipts, want %d", n, most)
	}
	follow(t, d)
	who := got(d.FindCustomer(t.Context(), card(receiptID("c", 3))))(t)
	if row := got(d.Customer(t.Context(), who))(t); row.State == nil || row.State.Receipts == 0 {
		t.Errorf("the profile is %+v", row.State)
	}
}

// expiry: a voucher past its last day gives its reserve back, once.
func expiry(t *testing.T, url string) {
	c := newChain(t, open(t, url), []promotion.Promotion{thanks()}, nil)
	used := c.close(t, c.sale("R1", card("1"))).Vouchers[0].Code
	c.close(t, c.sale("R2", card("2"), used))
	c.close(t, c.sale("R3", card("3")))
	now := retail.MicrosOf(c.now())
	if n := got(c.ExpireVouchers(t.Context(), retail.Day(2026, 11, 30), 100, now))(t); n != 0 {
		t.Errorf("%d vouchers expired before their last day", n)
	}
	if n := got(c.ExpireVouchers(t.Context(), retail.Day(2026, 12, 31), 1, now))(t); n != 1 {
		t.Errorf("%d expired, want one at a time", n)
	}
	if n := got(c.ExpireVouchers(t.Context(), retail.Day(2026, 12, 31), 100, now))(t); n != 1 {
		t.Errorf("%d expired, want the other one", n)
	}
	b := got(c.Budget(t.Context(), 1))(t)
	if b.Reserved != 0 || b.Expired != 2 || b.Spent != 50 {
		t.Errorf("got the account %+v, want nothing reserved", b)
	}
	must(t, books(t.Context(), c.DB))
}

// folds: following in slices, out of order and after a restart, ends where one
// fold of everything ends.
func folds(t *testing.T, url string) {
	var who retail.CustomerID
	d := reopened(t, url, func(d *db.DB) {
		c := newChain(t, d, nil, nil)
		for i := range 40 {
			call := c.sale(receiptID("R", i), card(receiptID("c", i%4)))
			call.Receipt.At -= retail.Micros((i * 7 % 40)) * 3_600_000_000
			if i%3 == 0 {
				got(c.desk.Facts(t.Context(), []till.Call{call}))(t)
			} else {
				c.ring(t, call)
			}
			if i%5 == 0 {
				c.follow(t)
			}
		}
		_, _, err := c.desk.Void(t.Context(), till.VoidCall{Receipt: retail.ReceiptID(receiptID("R", 1)), Reason: "x"})
		must(t, err)
		who = got(d.FindCustomer(t.Context(), card(receiptID("c", 1))))(t)
	})
	follow(t, d)
	row := got(d.Customer(t.Context(), who))(t)
	if row.State == nil || row.State.Receipts != 9 {
		t.Fatalf("the profile is %+v, want 9 receipts: 10 less the voided one", row.State)
	}
	must(t, foldedOnce(t, d))
	if end, at := got(d.Newest(t.Context()))(t), row.State.Through; at.After(end) || end == (touchpoint.Position{}) {
		t.Errorf("the profile stands at %+v behind the end %+v", at, end)
	}
}

// flags: facts that clash are stored and flagged, paid from contingency, and
// booked back when their receipt is voided; a lost answer is followed by its fact.
func flags(t *testing.T, url string) {
	c := newChain(t, open(t, url), []promotion.Promotion{thanks()}, nil)
	var codes []string
	for i := range 4 {
		codes = append(codes, c.close(t, c.sale(receiptID("R", i), card(receiptID("c", i)))).Vouchers[0].Code)
	}
	c.close(t, c.sale("used", card(""), codes[0]))
	_, _, err := c.desk.Void(t.Context(), till.VoidCall{Receipt: retail.ReceiptID(receiptID("R", 1)), Reason: "x"})
	must(t, err)
	got(c.ExpireVouchers(t.Context(), retail.Day(2026, 12, 31), 1, retail.MicrosOf(c.now())))(t)
	late := c.sale("late", card(""), codes...)
	late.Receipt.State |= touchpoint.Offline
	late.Receipt.Lines[0].Amount = 3000
	out := c.close(t, late)
	if len(out.Redeemed) != 4 {
		t.Fatalf("the fact answered %s, want all four redeemed with their flags", out.body)
	}
	if again := c.close(t, late); !again.replayed || again.body != out.body {
		t.Errorf("the fact a second time answered %s, want %s", again.body, out.body)
	}
	must(t, books(t.Context(), c.DB))
	for range 2 {
		_, _, err := c.desk.Void(t.Context(), till.VoidCall{Receipt: "late", Reason: "x"})
		must(t, err)
	}
	must(t, books(t.Context(), c.DB))
	c.pass(time.Minute)
	c.close(t, c.sale("lost", card("9")))
	fact := c.sale("lost", card("9"))
	fact.Receipt.State = touchpoint.Offline | touchpoint.Unanswered
	got(c.desk.Facts(t.Context(), []till.Call{fact}))(t)
	if again := c.ring(t, c.sale("lost", card("9"))); again.err == nil {
		t.Errorf("a close after the till went on answered %s, want a conflict", again.body)
	}
	must(t, books(t.Context(), c.DB))
}
