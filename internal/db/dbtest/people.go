package dbtest

import (
	"testing"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// customerOf names a customer by one identifier.
func customerOf(kind retail.IdentifierKind, value string) touchpoint.Customer {
	return touchpoint.Customer{Identifiers: []retail.Identifier{{Kind: kind, Value: value}}}
}

// identity: the first identifier makes the customer, a further one is attached,
// one that points elsewhere becomes a proposal and never a merge.
func identity(t *testing.T, url string) {
	var ann, bob retail.CustomerID
	d := reopened(t, url, func(d *db.DB) {
		c := newChain(t, d, nil, nil)
		c.close(t, c.sale("R1", card("1")))
		c.close(t, c.sale("R2", customerOf(retail.Phone, "+49 1")))
		both := card("1")
		both.Identifiers = append(both.Identifiers,
			retail.Identifier{Kind: retail.Phone, Value: "+49 1"}, retail.Identifier{Kind: retail.Email, Value: "a@b.example"})
		c.close(t, c.sale("R3", both))
		ann, bob = got(d.FindCustomer(t.Context(), card("1")))(t), got(d.FindCustomer(t.Context(), customerOf(retail.Phone, "+49 1")))(t)
	})
	if ann == bob || ann == 0 || bob == 0 {
		t.Fatalf("card 1 is %s and the phone %s; want two customers", ann, bob)
	}
	if who := got(d.FindCustomer(t.Context(), customerOf(retail.Email, "a@b.example")))(t); who != ann {
		t.Errorf("the further identifier names %s, want %s", who, ann)
	}
	c := got(d.Customer(t.Context(), ann))(t)
	if len(c.Identifiers) != 2 || c.Identifiers[0].Kind != retail.Card {
		t.Errorf("identifiers are %+v, want card and email", c.Identifiers)
	}
	line := got(d.Timeline(t.Context(), ann, db.Moment{}, 9))(t)
	if len(line) != 2 || line[0].Receipt != "R3" || line[1].Receipt != "R1" {
		t.Errorf("the timeline is %+v, want R3 and R1", line)
	}
	pagesOfOne(t, d, ann, line)
	if _, err := d.FindCustomer(t.Context(), card("unseen")); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unseen card answered %v", err)
	}
	byID := got(d.Person(t.Context(), touchpoint.Customer{ID: "cus_nobody"}, 0))(t)
	if byID.ID != 0 || !byID.UnknownID {
		t.Errorf("an unknown id is %+v, want nobody", byID)
	}
}

// pagesOfOne: entry by entry, as a cursor does, a timeline is the same; entries
// of one instant are not skipped.
func pagesOfOne(t *testing.T, d *db.DB, who retail.CustomerID, all []touchpoint.Entry) {
	t.Helper()
	var at db.Moment
	for i := range all {
		page := got(d.Timeline(t.Context(), who, at, 1))(t)
		if len(page) != 1 || page[0].Receipt != all[i].Receipt {
			t.Fatalf("page %d of the timeline is %+v, want %s", i, page, all[i].Receipt)
		}
		at = db.Moment{At: page[0].At, Seq: page[0].Position.Seq}
	}
	if page := got(d.Timeline(t.Context(), who, at, 1))(t); len(page) != 0 {
		t.Errorf("behind the last entry stands %+v", page)
	}
}

// consent: the latest answer by its own time holds, and withdrawing the profile
// deletes it.
func consent(t *testing.T, url string) {
	var ann retail.CustomerID
	d := reopened(t, url, func(d *db.DB) {
		c := newChain(t, d, nil, nil)
		c.close(t, c.sale("R1", card("1")))
		c.follow(t)
		ann = got(d.FindCustomer(t.Context(), card("1")))(t)
		if row := got(d.Customer(t.Context(), ann))(t); row.State == nil {
			t.Fatal("no profile after the fold")
		}
		say := func(granted bool, at retail.Micros) {
			must(t, d.SetConsent(t.Context(), ann, db.ConsentAnswer{Purpose: customer.ProfilePurpose, Granted: granted, At: at, Proof: "p", Source: "desk"}))
		}
		say(true, 10)
		say(false, 30)
		say(true, 20) // late: history only
	})
	if rows := alongObject(t, d, ann.String()); len(rows) != 0 {
		t.Errorf("the audit of answers that nobody recorded is %+v", rows)
	}
	must(t, d.SetConsent(t.Context(), ann, db.ConsentAnswer{Purpose: customer.AnalyticsPurpose, Granted: true, At: 5, Actor: "stf_desk", Told: 40}))
	if rows := alongObject(t, d, ann.String()); len(rows) != 1 || rows[0].Actor != "stf_desk" || rows[0].Action != "consent.set" || rows[0].Reason != "analytics true" || rows[0].Place.At != 40 {
		t.Errorf("the audit of an answer is %+v", rows)
	}
	row := got(d.Customer(t.Context(), ann))(t)
	if row.Consent.Over(everybody()).Allows(customer.ProfilePurpose) || row.State != nil {
		t.Errorf("got %+v, want the profile withdrawn and gone", row)
	}
	said := got(d.ConsentHistory(t.Context(), ann))(t)
	if len(said) != 4 || said[2].At != 20 || said[3].Granted {
		t.Errorf("the history is %+v, want three answers by their time", said)
	}
	c := newDesk(d, nil, nil)
	c.close(t, c.sale("R2", card("1")))
	c.follow(t)
	if row := got(d.Customer(t.Context(), ann))(t); row.State != nil {
		t.Error("a profile came back without consent")
	}
	if err := d.SetConsent(t.Context(), ann+1024, db.ConsentAnswer{Purpose: customer.ProfilePurpose}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown customer answered %v", err)
	}
}

// erasure: what names the customer goes, receipts stay as anonymous ones, the
// paper stays good.
func erasure(t *testing.T, url string) {
	var ann retail.CustomerID
	var code string
	d := reopened(t, url, func(d *db.DB) {
		c := newChain(t, d, []promotion.Promotion{thanks()}, nil)
		code = c.close(t, c.sale("R1", card("1"))).Vouchers[0].Code
		c.close(t, c.sale("R2", card("1")))
		c.follow(t)
		ann = got(d.FindCustomer(t.Context(), card("1")))(t)
		gone := got(d.Erase(t.Context(), ann, "ann", 99))(t)
		if gone.Identifiers != 1 || gone.Receipts != 2 || gone.Vouchers != 2 {
			t.Errorf("erased %+v, want 1 identifier, 2 receipts, 2 vouchers", gone)
		}
		if _, err := d.Erase(t.Context(), ann, "ann", 100); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a second erasure answered %v", err)
		}
	})
	if _, err := d.FindCustomer(t.Context(), card("1")); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the card still names somebody: %v", err)
	}
	if _, err := d.Customer(t.Context(), ann); fault.KindOf(err) != fault.Gone {
		t.Errorf("the customer answered %v, want gone", err)
	}
	if list := got(d.Erasures(t.Context()))(t); len(list) != 1 || list[0].Customer != ann {
		t.Errorf("the list beside backups is %v", list)
	}
	if line := got(d.Timeline(t.Context(), ann, db.Moment{}, 9))(t); len(line) != 1 || line[0].Kind != touchpoint.KindErasure {
		t.Errorf("their timeline is %+v, want the erasure alone", line)
	}
	if held := got(d.CustomerVouchers(t.Context(), ann, 9))(t); len(held) != 0 {
		t.Errorf("still holds %+v", held)
	}
	c := newDesk(d, got(d.Promotions(t.Context()))(t), nil)
	c.pass(1)
	if again := c.ring(t, c.sale("R2", card("1"))); fault.KindOf(again.err) != fault.Gone {
		t.Errorf("a repeat of an erased receipt answered %v, want gone", again.err)
	}
	c.draws.Uint64()
	if used := c.close(t, c.sale("R3", card(""), code)); used.Deduction != 50 {
		t.Errorf("the paper answered %s, want it good", used.body)
	}
	c.close(t, c.sale("R4", card("1")))
	if who := got(d.FindCustomer(t.Context(), card("1")))(t); who == ann {
		t.Error("the card names the forgotten customer again")
	}
	must(t, books(t.Context(), d))
}
