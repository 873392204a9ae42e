package dbtest

import (
	"bytes"
	"reflect"
	"slices"
	"testing"

	"sartor/internal/access"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/job"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/web"
)

// edits: what somebody changes leaves a row of the audit with it, what stands none.
func edits(t *testing.T, d *db.DB) {
	milk, shop := d.Catalogue().Product(1), d.Catalogue().Store(1)
	by := db.AuditRow{Actor: "stf_ann", Action: "product.put", Object: "milk", Reason: "why", At: 9}
	must(t, d.PutProducts(t.Context(), []retail.Product{milk}, by)) // it stands as it is
	milk.Price, shop.Name = 333, "Renamed"
	must(t, d.PutProducts(t.Context(), []retail.Product{milk}, by))
	by.Action, by.Object = "store.put", string(shop.ID)
	must(t, d.PutStores(t.Context(), []retail.Store{shop}, by))
	for object, action := range map[string]string{"milk": "product.put", string(shop.ID): "store.put"} {
		if rows := alongObject(t, d, object); len(rows) != 1 || rows[0].Action != action || rows[0].Reason != "why" {
			t.Errorf("the audit of %s is %+v, want one row", object, rows)
		}
	}
}

// catalogue: numbers are dense, never change, and survive reopening.
func catalogue(t *testing.T, url string) {
	d := reopened(t, url, func(d *db.DB) {
		sow(t, d)
		must(t, d.MeetProducts(t.Context(), []retail.ProductID{"milk", "new", "newer"}))
		must(t, d.PutProducts(t.Context(), []retail.Product{{ID: "new", Name: "New", Price: 99, Listed: true, Restriction: retail.Age}}))
	})
	edits(t, d)
	for i, id := range []retail.ProductID{"milk", "bread", "soup", "new", "newer"} {
		if n, ok := d.Catalogue().ProductNumber(id); !ok || n != uint32(i+1) {
			t.Errorf("product %s has number %d, %v; want %d", id, n, ok, i+1)
		}
	}
	fresh := d.Catalogue().Product(4)
	if fresh.Name != "New" || fresh.HasCost || !fresh.Listed || fresh.Restriction != retail.Age {
		t.Errorf("got %+v, want what was put last", fresh)
	}
	if p := d.Catalogue().Product(5); p.Listed || p.ID != "newer" {
		t.Errorf("a product met on a receipt is %+v, want an unlisted one", p)
	}
	if milk := d.Catalogue().Product(1); !milk.HasCost || milk.Cost != 80 {
		t.Errorf("got %+v, want its cost 80", milk)
	}
	n, ok := d.Catalogue().StoreNumber("S2")
	if !ok || n != 2 || d.Catalogue().Store(n).Zone != "Europe/Berlin" {
		t.Errorf("store S2 is number %d, %+v", n, d.Catalogue().Store(n))
	}
}

func settings(t *testing.T, url string) {
	d := reopened(t, url, func(d *db.DB) {
		must(t, d.PutSetting(t.Context(), "a", "1"))
		must(t, d.PutSetting(t.Context(), "a", "2 ünï 'x'"))
		must(t, d.KeepWrappedKey(t.Context(), "codes", []byte{0, 1, 0xff}))
		must(t, d.KeepWrappedKey(t.Context(), "codes", []byte("another")))
	})
	if v := got(d.Setting(t.Context(), "a"))(t); v != "2 ünï 'x'" {
		t.Errorf("got %q, want what was set last", v)
	}
	if v := got(d.Setting(t.Context(), "never"))(t); v != "" {
		t.Errorf("a setting never set is %q", v)
	}
	wrapped, ok, err := d.WrappedKey(t.Context(), "codes")
	if err != nil || !ok || !bytes.Equal(wrapped, []byte{0, 1, 0xff}) {
		t.Errorf("got key %x, %v, %v; want the first kept", wrapped, ok, err)
	}
}

func promotions(t *testing.T, url string) {
	d := reopened(t, url, func(d *db.DB) {
		draft := thanks()
		draft.State = promotion.Draft
		sow(t, d, draft)
		if b := got(d.Budget(t.Context(), 1))(t); b.Cap != 0 {
			t.Errorf("a draft has the account %+v", b)
		}
		live := thanks()
		live.Version = 1
		got(d.PutPromotion(t.Context(), db.Edit{Promotion: live, Actor: "ann", Reason: "go", At: 5}))(t)
		if _, err := d.PutPromotion(t.Context(), db.Edit{Promotion: live, Actor: "bob", At: 6}); fault.KindOf(err) != fault.Stale {
			t.Errorf("an edit of version 1 answered %v, want stale", err)
		}
		live.Version, live.Budget.Amount = 2, 2_000_000
		got(d.PutPromotion(t.Context(), db.Edit{Promotion: live, Actor: "ann", At: 7}))(t)
	})
	p := got(d.Promotion(t.Context(), "prm_thanks"))(t)
	if p.Version != 3 || p.Number != 1 || p.Budget.Amount != 2_000_000 || p.Changed != 7 {
		t.Errorf("got %+v, want version 3", p)
	}
	if old := got(d.PromotionVersion(t.Context(), 1, 2))(t); old.Budget.Amount != 1_000_000 {
		t.Errorf("version 2 is %+v, want the budget it was promised with", old)
	}
	if _, err := d.Promotion(t.Context(), "prm_none"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown promotion answered %v", err)
	}
	b := got(d.Budget(t.Context(), 1))(t)
	if b.Cap != 2_000_000 || b.Contingency != 200_000 {
		t.Errorf("got the account %+v, want cap 2000000 and contingency 200000", b)
	}
	must(t, books(t.Context(), d))
	if all := got(d.PromotionsByID(t.Context(), "", 9))(t); len(all) != 1 || all[0].Version != 3 {
		t.Errorf("listed %+v", all)
	}
	var latest [][2]int64 // numbers with their versions
	must(t, d.Each(t.Context(), "promotion.versions", nil, func(scan func(...any) error) error {
		latest = append(latest, [2]int64{})
		of := &latest[len(latest)-1]
		return scan(&of[0], &of[1])
	}))
	if len(latest) != 1 || latest[0] != [2]int64{1, 3} {
		t.Errorf("the latest versions are %v, want 3 of promotion 1", latest)
	}
	stamp := got(d.PromotionStamp(t.Context()))(t)
	p.Priority = 3
	got(d.PutPromotion(t.Context(), db.Edit{Promotion: p.Promotion, Actor: "ann", At: 7}))(t)
	if now := got(d.PromotionStamp(t.Context()))(t); now == stamp {
		t.Errorf("the stamp is %q before and after an edit", now)
	}
}

func jobs(t *testing.T, url string) {
	first := job.Job{ID: "job_1", Kind: "learn", State: job.Waiting, Created: 1, Updated: 1}
	d := reopened(t, url, func(d *db.DB) {
		must(t, d.AddJob(t.Context(), first))
		must(t, d.AddJob(t.Context(), job.Job{ID: "job_2", Kind: "import", State: job.Waiting, Created: 2, Updated: 2}))
		if err := d.AddJob(t.Context(), first); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a taken id answered %v, want a conflict", err)
		}
	})
	claimed := first
	claimed.State, claimed.Owner, claimed.Lease, claimed.Attempts, claimed.Progress = job.Running, "n1", 100, 1, `{"at":3}`
	if ok := got(d.SwapJob(t.Context(), first, claimed))(t); !ok {
		t.Error("the first claim was refused")
	}
	other := claimed
	other.Owner = "n2"
	if ok := got(d.SwapJob(t.Context(), first, other))(t); ok {
		t.Error("a second claim of the same version was granted")
	}
	if j := got(d.FindJob(t.Context(), "job_1"))(t); !reflect.DeepEqual(j, claimed) {
		t.Errorf("got %+v, want %+v", j, claimed)
	}
	open := got(d.OpenJobs(t.Context(), []string{"learn"}, 5))(t)
	if len(open) != 1 || open[0].ID != "job_1" {
		t.Errorf("open jobs are %+v, want job_1", open)
	}
	if _, err := d.FindJob(t.Context(), "none"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown job answered %v", err)
	}
	if all := got(d.Jobs(t.Context(), 9))(t); len(all) != 2 || all[0].ID != "job_2" {
		t.Errorf("jobs are %+v, want the last changed first", all)
	}
}

func snapshots(t *testing.T, url string) {
	row := func(id retail.SnapshotID, state string) db.SnapshotRow {
		return db.SnapshotRow{ID: id, Created: retail.Micros(id), State: state, Receipts: 9, Report: "{}", Body: []byte{byte(id)}}
	}
	d := reopened(t, url, func(d *db.DB) {
		must(t, d.PutSnapshot(t.Context(), row(1, "standing"), 0))
		must(t, d.PutSnapshot(t.Context(), row(2, "refused"), 1))
		must(t, d.PutSnapshot(t.Context(), row(3, "standing"), 1))
		for _, was := range []retail.SnapshotID{0, 1} { // both judged before 3 stood
			if err := d.PutSnapshot(t.Context(), row(4, "standing"), was); fault.KindOf(err) != fault.Conflict {
				t.Errorf("a run judged against %d answered %v, want a conflict", was, err)
			}
		}
		if err := d.StandAgain(t.Context(), 9, 50); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an unknown snapshot stood: %v", err)
		}
	})
	if id := got(d.StandingSnapshot(t.Context()))(t); id != 3 {
		t.Errorf("snapshot %d stands, want 3", id)
	}
	must(t, d.StandAgain(t.Context(), 1, 60))
	if id := got(d.StandingSnapshot(t.Context()))(t); id != 1 {
		t.Errorf("snapshot %d stands, want 1 again", id)
	}
	s := got(d.Snapshot(t.Context(), 1))(t)
	if !bytes.Equal(s.Body, []byte{1}) || s.Receipts != 9 {
		t.Errorf("got %+v", s)
	}
	must(t, d.ExtendSnapshot(t.Context(), 1, `{"more":1}`, []byte{1, 2}))
	if s = got(d.Snapshot(t.Context(), 1))(t); !bytes.Equal(s.Body, []byte{1, 2}) || s.Report != `{"more":1}` || s.Receipts != 9 || s.State != "standing" {
		t.Errorf("extended it is %+v", s)
	}
	if err := d.ExtendSnapshot(t.Context(), 77, "{}", nil); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown snapshot was extended: %v", err)
	}
	var states []string
	for _, s := range got(d.Snapshots(t.Context(), 9))(t) {
		states = append(states, s.State)
	}
	if !slices.Equal(states, []string{"kept", "refused", "standing"}) {
		t.Errorf("the runs are %v", states)
	}
}

func imports(t *testing.T, url string) {
	mark := intake.Mark{At: 77, Receipt: "R9"}
	facts := intake.Facts{
		Traits: []intake.Trait{{Account: "7", Name: "age", Value: "35-44"}}, Coupons: []intake.Coupon{{Code: "c", Campaign: "k", Product: "milk"}},
	}
	d := reopened(t, url, func(d *db.DB) {
		sow(t, d)
		if m := got(d.Resume(t.Context(), "csv:a"))(t); m != (intake.Mark{}) {
			t.Errorf("an import that never began stands at %+v", m)
		}
		must(t, d.SetMark(t.Context(), "csv:a", mark))
		must(t, d.Facts(t.Context(), facts))
		must(t, d.Facts(t.Context(), facts))
		people := make([]intake.Customer, 70) // three groups
		for i := range people {
			people[i] = intake.Customer{
				Identifiers: []retail.Identifier{{Kind: retail.Account, Value: receiptID("a", i)}}, HomeStore: "S2", Language: "de",
				Consent: intake.Consent{Purposes: []string{"offers"}, Basis: intake.Declared, Proof: "terms 7"},
			}
		}
		must(t, d.Customers(t.Context(), people))
		must(t, d.Customers(t.Context(), people))
	})
	if m := got(d.Resume(t.Context(), "csv:a"))(t); m != mark {
		t.Errorf("the import stands at %+v, want %+v", m, mark)
	}
	must(t, d.SetMark(t.Context(), "csv:a", intake.Mark{}))
	if m := got(d.Resume(t.Context(), "csv:a"))(t); m != (intake.Mark{}) {
		t.Errorf("a forgotten import stands at %+v", m)
	}
	left := got(d.ForeignFacts(t.Context(), []retail.Identifier{{Kind: retail.Account, Value: "7"}, {Kind: retail.Card, Value: "7"}}, 9))(t)
	if len(left) != 1 || left[0].Kind != "trait" || left[0].Object != "age" {
		t.Errorf("another system left %+v of account 7, want the one trait", left)
	}
	if ids := got(d.SomeIdentifiers(t.Context(), 100))(t); len(ids) != 70 {
		t.Errorf("%d identifiers, want 70: a second import makes nobody", len(ids))
	}
	id := got(d.FindCustomer(t.Context(), customerOf(retail.Account, receiptID("a", 69))))(t)
	c := got(d.Customer(t.Context(), id))(t)
	if c.HomeStore != 2 || c.Language != "de" {
		t.Errorf("got %+v, want home store 2 and de", c)
	}
	if said := got(d.ConsentHistory(t.Context(), id))(t); len(said) != 1 || !said[0].Granted || said[0].Source != "import:declared" {
		t.Errorf("consent is %+v, want one declaration", said)
	}
}

func staff(t *testing.T, url string) {
	ann := access.Staff{ID: "stf_1", Login: "ann", Name: "Ann", Role: access.Manager, Stores: []retail.StoreID{"S1", "S2"}, Password: "h1", Created: 5}
	hash, future := []byte("hash-of-a-session"), retail.MicrosOf(noon().AddDate(40, 0, 0))
	d := reopened(t, url, func(d *db.DB) {
		must(t, d.CreateStaff(t.Context(), ann))
		other := ann
		other.ID = "stf_2"
		if err := d.CreateStaff(t.Context(), other); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a taken login answered %v, want a conflict", err)
		}
		must(t, d.SetPassword(t.Context(), "ann", "h2"))
		must(t, d.CreateSession(t.Context(), web.Session{Hash: hash, Who: ann.Principal(), Created: 5, Expires: future}))
		must(t, d.TouchSession(t.Context(), hash, 9))
	})
	ann.Password = "h2"
	if s := got(d.StaffByLogin(t.Context(), "ann"))(t); !reflect.DeepEqual(s, ann) {
		t.Errorf("got %+v, want %+v", s, ann)
	}
	s := got(d.FindSession(t.Context(), hash))(t)
	if s.Who.ID != "stf_1" || s.Seen != 9 || s.Expires != future {
		t.Errorf("got the session %+v", s)
	}
	must(t, d.SetPassword(t.Context(), "ann", "h3"))
	if _, err := d.FindSession(t.Context(), hash); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a session from before the new password answered %v", err)
	}
	must(t, d.CreateSession(t.Context(), web.Session{Hash: hash, Who: ann.Principal(), Created: 5, Expires: future}))
	must(t, d.DisableStaff(t.Context(), "ann", 11))
	if _, err := d.FindSession(t.Context(), hash); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the session of a disabled person answered %v", err)
	}
	must(t, d.EndSession(t.Context(), hash))
	if err := d.SetPassword(t.Context(), "bob", "x"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown login answered %v", err)
	}
	if all := got(d.Staff(t.Context()))(t); len(all) != 1 || all[0].Disabled != 11 {
		t.Errorf("staff is %+v", all)
	}
}

func tokens(t *testing.T, url string) {
	tok := access.APIToken{ID: "tok_1", Hash: access.TokenHash{1, 2, 3}, Shown: "sar_ab", Name: "till", Role: access.Till, Stores: []retail.StoreID{"S1"}, Till: "T1", Created: 4}
	d := reopened(t, url, func(d *db.DB) { must(t, d.CreateToken(t.Context(), tok)) })
	if f := got(d.TokenByHash(t.Context(), tok.Hash))(t); !reflect.DeepEqual(f, tok) {
		t.Errorf("got %+v, want %+v", f, tok)
	}
	if _, err := d.TokenByHash(t.Context(), access.TokenHash{9}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown token answered %v", err)
	}
	must(t, d.RevokeToken(t.Context(), "tok_1", 8))
	if err := d.RevokeToken(t.Context(), "tok_1", 9); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a token revoked twice answered %v", err)
	}
	if all := got(d.Tokens(t.Context()))(t); len(all) != 1 || all[0].Revoked != 8 {
		t.Errorf("tokens are %+v", all)
	}
}

// answers: what was answered under an Idempotency-Key is kept once.
func answers(t *testing.T, url string) {
	first := db.KeptAnswer{Credential: "tok_1", Key: "k", Fingerprint: []byte{1}, Status: 201, Body: []byte("one"), At: 3}
	d := reopened(t, url, func(d *db.DB) {
		must(t, d.KeepAnswer(t.Context(), first))
		second := first
		second.Body = []byte("two")
		must(t, d.KeepAnswer(t.Context(), second))
		must(t, d.Audit(t.Context(), db.AuditRow{Actor: "ann", Action: "look", Object: "x", Reason: "why", At: 1}))
		must(t, d.Audit(t.Context(), db.AuditRow{Actor: "ann", Action: "look", Object: "y", At: 1}))
		for i, was := range []string{"", "T0", "T0"} { // the third knows only the first
			if err := d.Note(t.Context(), "seen", was, "T"+string(rune('0'+i)), db.AuditRow{Actor: "ann", Action: "meet", Object: "T", At: 2}); fault.Is(err, fault.Stale) != (i == 2) {
				t.Errorf("note %d: %v", i, err)
			}
		}
	})
	if seen := got(d.Setting(t.Context(), "seen"))(t); seen != "T1" {
		t.Errorf("noted %q, want the second", seen)
	}
	var body, fingerprint []byte
	var status, at, rows int64
	must(t, d.Each(t.Context(), "idempotency.find", []any{"tok_1", "k"}, func(scan func(...any) error) error {
		rows++
		return scan(&fingerprint, &status, &body, &at)
	}))
	if rows != 1 || status != 201 || string(body) != "one" {
		t.Errorf("%d rows, %d %q; want the first answer", rows, status, body)
	}
}
