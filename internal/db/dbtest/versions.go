package dbtest

import (
	"slices"
	"testing"

	"sartor/internal/db"
	"sartor/internal/db/local"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// framed is 50 off for anyone, of which stores may give 40 to 80; two per
// customer, 100 in all.
func framed() promotion.Promotion {
	p := thanks()
	p.ID, p.Name, p.Budget.Amount, p.Limits = "prm_framed", map[string]string{"en": "Framed"}, 100_000, promotion.Limits{PerCustomer: 2, Total: 100}
	p.Stacking = promotion.StackOther
	p.Frame = &promotion.Frame{
		Discount: promotion.Range{Freedom: promotion.Within, Low: 40, High: 80}, Texts: promotion.Free,
		Split: promotion.Split{Rule: promotion.SplitEqual}, // compares nobody: who would be is up to the lot
	}
	return p
}

// more is a version that gives so many minor units.
func more(amount retail.Minor) promotion.Changes { return promotion.Changes{Amount: &amount} }

// head is the promotion of head office's as it stands.
func head(t *testing.T, d *db.DB) db.NumberedPromotion {
	t.Helper()
	return got(d.Promotion(t.Context(), "prm_framed"))(t)
}

// sharer is a store that makes a version, with its share of the budget.
type sharer struct {
	store uint32
	share retail.Minor
}

// step takes one step of a store's version.
func step(t *testing.T, d *db.DB, of sharer, cmd promotion.Command) (local.Row, error) {
	t.Helper()
	p := head(t, d)
	was, _, err := d.Locals().Find(t.Context(), p.Number, of.store)
	must(t, err)
	was.Promotion, was.Store = p.ID, d.Catalogue().Store(of.store).ID
	cmd.Actor, cmd.At = "ada", retail.MicrosOf(noon())
	next := was
	if next.Version, err = was.Next(p.Promotion, cmd, d.Catalogue()); err != nil {
		return local.Row{}, err
	}
	return d.Locals().Put(t.Context(), local.Step{Was: was, Row: next, Centre: p.Promotion, Share: of.share})
}

// live saves and publishes a version.
func live(t *testing.T, d *db.DB, of sharer, amount retail.Minor) local.Row {
	t.Helper()
	got(step(t, d, of, promotion.Command{Do: promotion.Save, Changes: more(amount)}))(t)
	return got(step(t, d, of, promotion.Command{Do: promotion.Publish}))(t)
}

// desk puts a desk on what is live now.
func desk(t *testing.T, d *db.DB) *chain {
	t.Helper()
	return newDesk(d, got(d.AllPromotions(t.Context()))(t), nil)
}

// versions: a store's version goes live with its share and is a promotion of its
// own at its store's tills, known by its promotion's id; limits count over both.
func versions(t *testing.T, url string) {
	var published local.Row
	d := reopened(t, url, func(d *db.DB) {
		sow(t, d, framed())
		published = live(t, d, sharer{1, 30_000}, 70)
	})
	c := desk(t, d)
	if published.State != promotion.VersionLive || published.Child == 0 || published.Number != 2 {
		t.Fatalf("published as %+v", published)
	}
	stands, found, err := d.Locals().Find(t.Context(), 1, 1)
	must(t, err)
	if !found || stands.Live == nil || *stands.Live.Amount != 70 || stands.Child != published.Child || stands.Store != "S1" || stands.Actor != "ada" {
		t.Fatalf("read back as %+v, %v", stands, found)
	}
	if _, err := d.Promotion(t.Context(), "prm_framed.S1"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a version answers to an id of its own: %v", err)
	}
	first := c.close(t, c.sale("R1", card("1")))
	there := c.sale("R2", card("1"))
	there.Receipt.Store = "S2"
	second := c.close(t, there)
	for i, a := range []done{first, second} {
		want := []retail.Minor{70, 50}[i]
		if len(a.Vouchers) != 1 || a.Vouchers[0].Promotion != "prm_framed" || a.Vouchers[0].Value.Amount != want {
			t.Fatalf("close %d answered %s, want one voucher of prm_framed over %d", i, a.body, want)
		}
	}
	if a := c.close(t, c.sale("R3", card("1"))); len(a.Vouchers) != 0 {
		t.Errorf("a third voucher of the family: %s", a.body)
	}
	codes := []string{first.Vouchers[0].Code, second.Vouchers[0].Code}
	if a := c.close(t, c.sale("R4", card("2"), codes...)); len(a.Redeemed) != 1 || len(a.Rejected) != 1 || a.Rejected[0].Reason != "not_combinable" {
		t.Errorf("two of a family on one receipt: %s", a.body)
	}
	if child := got(d.PromotionOf(t.Context(), published.Child))(t); child.Number != published.Child || child.State != promotion.Live {
		t.Errorf("the store's promotion is %+v, want number %d, live", child, published.Child)
	}
	if own := got(d.Account(t.Context(), published.Child))(t); own.Cap != 30_000 || own.Issued != 2 || own.Contingency != 3_000 {
		t.Errorf("the version's account is %+v", own)
	}
	if whole := got(d.Budget(t.Context(), 1))(t); whole.Cap != 100_000 || whole.Issued != 3 || whole.Contingency != 10_000 {
		t.Errorf("the family's account is %+v", whole)
	}
	must(t, books(t.Context(), d))
}

// versionsFollow: what still fits follows its promotion, the rest keeps its terms
// and says why; the steps are kept.
func versionsFollow(t *testing.T, url string) {
	d := open(t, url)
	sow(t, d, framed())
	live(t, d, sharer{1, 20_000}, 70)
	live(t, d, sharer{2, 20_000}, 45)
	edit := func(change func(*promotion.Promotion)) {
		p := head(t, d).Promotion
		f := *p.Frame
		p.Frame = &f
		change(&p)
		got(d.PutPromotion(t.Context(), db.Edit{Promotion: p, Actor: "eve", At: retail.MicrosOf(noon())}))(t)
	}
	edit(func(p *promotion.Promotion) { p.Priority = 3; p.Frame.Discount.High = 60; p.Budget.Amount = 120_000 })
	kin := got(d.Kin(t.Context(), 1))(t)
	rows := got(d.Locals().Of(t.Context(), 1, 0, 10))(t)
	if len(kin) != 2 || len(rows) != 2 {
		t.Fatalf("%d promotions of %d versions", len(kin), len(rows))
	}
	if kin[0].Version != 1 || kin[0].Priority != 0 || rows[0].Attention == "" || rows[0].Live == nil {
		t.Errorf("what no longer fits became %+v, %+v", kin[0].Promotion, rows[0])
	}
	if kin[1].Version != 2 || kin[1].Priority != 3 || rows[1].Attention != "" || rows[1].Number != 3 || rows[1].Command != promotion.Follow {
		t.Errorf("what fits became %+v, %+v", kin[1].Promotion, rows[1])
	}
	edit(func(p *promotion.Promotion) { p.State = promotion.Paused })
	if again := got(d.Kin(t.Context(), 1))(t); again[1].Version != 2 {
		t.Errorf("a pause wrote %+v, and changes nothing of the version", again[1])
	}
	edit(func(p *promotion.Promotion) { p.State = promotion.Live; p.Frame.Discount.High = 80 })
	if rows = got(d.Locals().Of(t.Context(), 1, 0, 10))(t); rows[0].Attention != "" {
		t.Errorf("what fits again became %+v", rows[0])
	}
	past := got(d.PromotionHistory(t.Context(), 1, 4, 10))(t)
	if len(past) != 3 || past[0].Version != 3 || past[0].State != promotion.Paused || past[2].Frame.Discount.High != 80 || past[0].Actor != "eve" {
		t.Errorf("head office's versions before the fourth are %+v", past)
	}
	steps := got(d.Locals().History(t.Context(), &rows[0], rows[0].Number+1, 10))(t)
	var did []promotion.Do
	for _, s := range steps {
		did = append(did, s.Command)
	}
	if want := []promotion.Do{promotion.Follow, promotion.Follow, promotion.Publish, promotion.Save}; !slices.Equal(did, want) {
		t.Errorf("the steps kept are %v, want %v", did, want)
	}
	must(t, books(t.Context(), d))
}

// versionsMoney: a withdrawn version gives back what is free, and the rest when its
// vouchers are done; money moves between stores as far as it is free.
func versionsMoney(t *testing.T, url string) {
	d := open(t, url)
	sow(t, d, framed())
	one, two := live(t, d, sharer{1, 30_000}, 70), live(t, d, sharer{2, 30_000}, 60)
	c := desk(t, d)
	c.close(t, c.sale("R1", card("1")))
	move := local.Move{Centre: 1, Version: 1, From: 1, To: 2, Amount: 29_931, Actor: "eve", At: retail.MicrosOf(noon())}
	if err := d.Locals().Transfer(t.Context(), move); fault.CodeOf(err) != "no_budget" {
		t.Errorf("moving more than is free: %v", err)
	}
	move.Amount = 20_000
	must(t, d.Locals().Transfer(t.Context(), move))
	move.From, move.To, move.Amount = 2, 0, 50_000
	must(t, d.Locals().Transfer(t.Context(), move))
	if own := got(d.Account(t.Context(), two.Child))(t); own.Cap != 0 || own.Contingency != 0 {
		t.Errorf("the account that everything was moved from is %+v", own)
	}
	must(t, books(t.Context(), d))
	if gone := got(step(t, d, sharer{1, 0}, promotion.Command{Do: promotion.Withdraw}))(t); !gone.Funded || gone.Live != nil {
		t.Errorf("withdrawn as %+v", gone)
	}
	if own := got(d.Account(t.Context(), one.Child))(t); own.Cap != 70 || own.Reserved != 70 || own.Contingency != 0 {
		t.Errorf("the account of the withdrawn version is %+v", own)
	}
	if a := c.close(t, c.sale("R2", card("2"))); len(a.Vouchers) != 0 && a.Vouchers[0].Value.Amount == 70 {
		t.Errorf("a till that knows the version still printed it: %s", a.body)
	}
	move.From, move.To, move.Amount = 0, 1, 10
	if err := d.Locals().Transfer(t.Context(), move); fault.CodeOf(err) != "no_version" {
		t.Errorf("moving money to a withdrawn version: %v", err)
	}
	at := retail.MicrosOf(noon())
	settle := func() { got2(d.Locals().Settle(t.Context(), local.Row{}, 10, at))(t) }
	settle()
	got(d.ExpireVouchers(t.Context(), retail.Day(2027, 1, 31), 100, at))(t)
	settle()
	if own := got(d.Account(t.Context(), one.Child))(t); own.Cap != 0 {
		t.Errorf("after its last voucher the account is %+v", own)
	}
	row, _, err := d.Locals().Find(t.Context(), 1, 1)
	must(t, err)
	if row.Funded {
		t.Error("the version still holds money")
	}
	must(t, books(t.Context(), d))
	if again := got(step(t, d, sharer{1, 40_000}, promotion.Command{Do: promotion.Publish}))(t); again.Child != one.Child {
		t.Errorf("published anew as another promotion: %+v", again)
	}
	if own := got(d.Account(t.Context(), one.Child))(t); own.Cap != 10_000 { // what it had when it was withdrawn, whatever the split says now
		t.Errorf("published anew, the account is %+v", own)
	}
	must(t, books(t.Context(), d))
}

func got2[A, B any](_ A, _ B, err error) func(t *testing.T) {
	return func(t *testing.T) {
		t.Helper()
		must(t, err)
	}
}

// versionsWhole: a step that is overtaken at its very end leaves nothing behind, not
// its promotion and not its money.
func versionsWhole(t *testing.T, url string) {
	d := open(t, url)
	sow(t, d, framed())
	got(step(t, d, sharer{1, 0}, promotion.Command{Do: promotion.Save, Changes: more(60)}))(t)
	p := head(t, d)
	was, _, err := d.Locals().Find(t.Context(), p.Number, 1)
	must(t, err)
	next := was
	next.Version, err = was.Next(p.Promotion, promotion.Command{Do: promotion.Publish, Actor: "ada", At: 1}, d.Catalogue())
	must(t, err)
	got(step(t, d, sharer{1, 0}, promotion.Command{Do: promotion.Save, Changes: more(65)}))(t)
	if _, err := d.Locals().Put(t.Context(), local.Step{Was: was, Row: next, Centre: p.Promotion, Share: 10_000}); !fault.Is(err, fault.Stale) {
		t.Errorf("publishing what was overtaken: %v", err)
	}
	kin := got(d.Kin(t.Context(), p.Number))(t)
	if own := got(d.Account(t.Context(), p.Number))(t); len(kin) != 0 || own.Cap != 100_000 || own.Contingency != 10_000 {
		t.Errorf("it left %d promotions and the account %+v", len(kin), own)
	}
	must(t, books(t.Context(), d))
}

// versionsQueue: submitted versions wait in the order in which they came, page by
// page, and leave when they are answered; a store's own are found by it.
func versionsQueue(t *testing.T, url string) {
	d := open(t, url)
	p := framed()
	p.Frame.Approval = promotion.Approval{Always: true}
	sow(t, d, p)
	for _, store := range []uint32{2, 1} {
		got(step(t, d, sharer{store, 0}, promotion.Command{Do: promotion.Save, Changes: more(60)}))(t)
		got(step(t, d, sharer{store, 0}, promotion.Command{Do: promotion.Submit}))(t)
	}
	first := got(d.Locals().Waiting(t.Context(), &local.Row{}, 1))(t)
	if len(first) != 1 || first[0].Store != "S1" { // both came at once: by number
		t.Fatalf("first in the queue: %+v", first)
	}
	second := got(d.Locals().Waiting(t.Context(), &first[0], 10))(t)
	if len(second) != 1 || second[0].Store != "S2" {
		t.Fatalf("second in the queue: %+v", second)
	}
	got(step(t, d, sharer{1, 0}, promotion.Command{Do: promotion.SendBack, Comment: "less, please"}))(t)
	got(step(t, d, sharer{2, 0}, promotion.Command{Do: promotion.Approve}))(t)
	if left := got(d.Locals().Waiting(t.Context(), &local.Row{}, 10))(t); len(left) != 0 {
		t.Errorf("%d still wait", len(left))
	}
	own := got(d.Locals().OfStore(t.Context(), 1, 0, 10))(t)
	if len(own) != 1 || own[0].State != promotion.SentBack || own[0].Comment != "less, please" {
		t.Errorf("the store's versions are %+v", own)
	}
}
