package dbtest

import (
	"errors"
	"slices"
	"testing"

	"sartor/internal/db"
	"sartor/internal/db/local"
	"sartor/internal/db/plan"
	"sartor/internal/fault"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	staffing "sartor/internal/staff"
)

func TestUndo(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		t.Run("of a version", func(t *testing.T) { t.Parallel(); versionsUndo(t, fresh(t)) })
		t.Run("two at once", func(t *testing.T) { t.Parallel(); raceOfUndo(t, fresh(t)) })
		t.Run("of a sweep", func(t *testing.T) { t.Parallel(); sweepsUndo(t, fresh(t)) })
		t.Run("while it goes out", func(t *testing.T) { t.Parallel(); raceOfSweeps(t, fresh(t)) })
	})
}

// asking is a promotion of which head office sees every version first.
func asking(t *testing.T, url string) *db.DB {
	t.Helper()
	d := open(t, url)
	p := framed()
	p.Frame.Approval = promotion.Approval{Always: true}
	sow(t, d, p)
	return d
}

// asked saves a version and sends it to head office.
func asked(t *testing.T, d *db.DB, of sharer, amount retail.Minor) {
	t.Helper()
	got(step(t, d, of, promotion.Command{Do: promotion.Save, Changes: more(amount)}))(t)
	got(step(t, d, of, promotion.Command{Do: promotion.Submit, Comment: "the pass is closed"}))(t)
}

// approved lets a version live at once.
func approved(t *testing.T, d *db.DB, of sharer) local.Row {
	t.Helper()
	got(step(t, d, of, promotion.Command{Do: promotion.Approve}))(t)
	return got(step(t, d, of, promotion.Command{Do: promotion.Publish}))(t)
}

// undo takes the last step back.
func undo(t *testing.T, d *db.DB, of sharer) (local.Row, error) {
	t.Helper()
	row, _, err := d.Locals().Find(t.Context(), 1, of.store)
	must(t, err)
	cmd := promotion.Command{Do: promotion.Undo}
	for _, r := range got(d.Locals().History(t.Context(), &row, row.Number, 2))(t) {
		cmd.Past = append(cmd.Past, r.Version)
	}
	return step(t, d, of, cmd)
}

// atTill is what a store's own promotion gives, 0 when tills do not go by it.
func atTill(t *testing.T, d *db.DB, child uint32) retail.Minor {
	t.Helper()
	p := got(d.PromotionOf(t.Context(), child))(t)
	if p.State != promotion.Live {
		return 0
	}
	return p.Reward.Amount
}

// versionsUndo: an approval that is undone waits again with its note and what was live
// before is at the till, with its money; so does what was withdrawn. Taking back what waits
// leaves what is live.
func versionsUndo(t *testing.T, url string) {
	d, one, two := asking(t, url), sharer{1, 30_000}, sharer{2, 20_000}
	asked(t, d, one, 60)
	child := approved(t, d, one).Child
	asked(t, d, one, 75)
	if approved(t, d, one); atTill(t, d, child) != 75 {
		t.Fatalf("at the till are %d", atTill(t, d, child))
	}
	back := got(undo(t, d, one))(t)
	stands, _, err := d.Locals().Find(t.Context(), 1, 1)
	must(t, err)
	if back.State != promotion.Submitted || stands.State != promotion.Submitted || stands.Comment != "the pass is closed" || *stands.Live.Amount != 60 || *stands.Changes.Amount != 75 || atTill(t, d, child) != 60 {
		t.Errorf("undone it stands as %+v; at the till are %d", stands, atTill(t, d, child))
	}
	if wait := got(d.Locals().Waiting(t.Context(), &local.Row{}, 9))(t); len(wait) != 1 || wait[0].Number != back.Number {
		t.Errorf("%+v wait", wait)
	}
	if rows := got(d.House.AuditAlong(t.Context(), staffing.AuditRange{Along: staffing.AlongAction, Value: "version.undo", Before: staffing.Newest(), Most: 9}))(t); len(rows) != 1 || rows[0].Object != "prm_framed.S1" {
		t.Errorf("the audit says %+v", rows)
	}
	must(t, books(t.Context(), d))
	if kept := got(step(t, d, one, promotion.Command{Do: promotion.Withdraw}))(t); kept.State != promotion.VersionDraft || atTill(t, d, child) != 60 {
		t.Errorf("taken back from head office's desk it stands as %+v; at the till are %d", kept, atTill(t, d, child))
	}
	got(step(t, d, one, promotion.Command{Do: promotion.Withdraw}))(t)
	if own := got(d.Account(t.Context(), child))(t); atTill(t, d, child) != 0 || own.Cap != 0 {
		t.Errorf("withdrawn, %d are at the till, with %+v", atTill(t, d, child), own)
	}
	got(undo(t, d, one))(t)
	if own := got(d.Account(t.Context(), child))(t); atTill(t, d, child) != 60 || own.Cap != 30_000 {
		t.Errorf("withdrawn by mistake, %d are at the till, with %+v", atTill(t, d, child), own)
	}
	// What head office moved stays moved, whether the version is taken up by undoing or anew.
	for cap, m := range map[retail.Minor]local.Move{32_000: {To: 1, Amount: 2_000}, 5_000: {From: 1, Amount: 25_000}} {
		m.Centre, m.Version, m.Actor, m.At = 1, 1, "eve", retail.MicrosOf(noon())
		must(t, d.Locals().Transfer(t.Context(), m))
		got(step(t, d, one, promotion.Command{Do: promotion.Withdraw}))(t)
		got(undo(t, d, one))(t)
		if own := got(d.Account(t.Context(), child))(t); own.Cap != cap {
			t.Errorf("it had %d when it was withdrawn, and has %d again", cap, own.Cap)
		}
		m.From, m.To = m.To, m.From
		must(t, d.Locals().Transfer(t.Context(), m))
	}
	must(t, books(t.Context(), d))
	asked(t, d, two, 45)
	first := approved(t, d, two).Child
	if again := got(undo(t, d, two))(t); again.Live != nil || again.Funded || atTill(t, d, first) != 0 {
		t.Errorf("the first version undone stands as %+v; at the till are %d", again, atTill(t, d, first))
	}
	if centre := got(d.Account(t.Context(), 1))(t); centre.Cap != 70_000 {
		t.Errorf("head office has %+v left", centre)
	}
	if _, err := undo(t, d, two); fault.CodeOf(err) != "nothing_to_undo" {
		t.Errorf("undone twice: %v", err)
	}
	must(t, books(t.Context(), d))
}

// raceOfUndo: of two who undo at once one does, and the money moves once.
func raceOfUndo(t *testing.T, url string) {
	const rounds = 5
	d, one := asking(t, url), sharer{1, 30_000}
	asked(t, d, one, 60)
	for round := range rounds {
		child, errs := approved(t, d, one).Child, make([]error, 2)
		together(len(errs), func(i int) { _, errs[i] = undo(t, d, one) })
		won := 0
		for _, err := range errs {
			switch code := fault.CodeOf(err); {
			case err == nil:
				won++
			case code != "stale" && code != "nothing_to_undo":
				t.Errorf("who came too late was told: %v", err)
			}
		}
		row, _, err := d.Locals().Find(t.Context(), 1, 1)
		must(t, err)
		if won != 1 || row.State != promotion.Submitted || row.Live != nil || atTill(t, d, child) != 0 {
			t.Errorf("round %d: %d undid it, and %+v stands", round, won, row)
		}
		must(t, books(t.Context(), d))
	}
}

// sweep accepts all that a run proposes to both stores, at one moment.
func sweep(t *testing.T, s plan.Store, run int64, at retail.Micros) (n int64) {
	t.Helper()
	for _, store := range []uint32{1, 2} {
		n += got(s.AcceptAll(t.Context(), plan.Sweep{Filter: plan.Filter{Run: run}, Store: store, Actor: "ada", At: at}))(t)
	}
	return n
}

// unsweep takes back in both stores what somebody accepted at a moment, and says what stands.
func unsweep(t *testing.T, s plan.Store, w plan.Sweep) []plan.Swept {
	t.Helper()
	for _, w.Store = range []uint32{1, 2} {
		must(t, s.UndoAll(t.Context(), w, w.At+1_000_000))
	}
	return got(s.Swept(t.Context(), w.At, w.Actor))(t)
}

// sweepsUndo: exactly what was accepted at once is proposed again: not what one decided
// alone, what another decided since, or what went out; under a newer run it lapses.
func sweepsUndo(t *testing.T, url string) {
	d := open(t, url)
	s := d.Plans()
	run := proposed(t, d, 3, 1_000)
	find := func(store uint32, line int64) plan.Row {
		return got(s.Find(t.Context(), plan.ID{Store: store, Run: run.Number, Line: line}))(t)
	}
	got(s.Decide(t.Context(), find(1, 2), plan.Decision{State: plan.Accepted, Agreed: 12, Actor: "ada", At: 1_400}))(t)
	if n := sweep(t, s, run.Number, 1_500); n != 5 {
		t.Fatalf("%d accepted", n)
	}
	read := find(2, 2)
	got(s.Decide(t.Context(), find(1, 3), plan.Decision{State: plan.Adjusted, Agreed: 6, Actor: "bo", Reason: "half", At: 1_600}))(t)
	got(s.Send(t.Context(), plan.Export{ID: "moves", Kind: "move", Actor: "ada", At: 1_700}))(t)
	mine := plan.Sweep{Filter: plan.Filter{Run: run.Number}, Actor: "ada", At: 1_500}
	others, never := mine, mine
	others.Actor, never.At = "bo", 1_501
	unsweep(t, s, others)
	unsweep(t, s, never)
	if stands := got(s.Swept(t.Context(), 1_500, "ada"))(t); !slices.Equal(stands, []plan.Swept{{Store: 1, State: plan.Sent, Count: 1}, {Store: 2, State: plan.Accepted, Count: 2}, {Store: 2, State: plan.Sent, Count: 1}}) {
		t.Errorf("before it is undone stand %+v", stands)
	}
	for range 2 { // twice is once
		if stands := unsweep(t, s, mine); !slices.Equal(stands, []plan.Swept{{Store: 1, State: plan.Sent, Count: 1}, {Store: 2, State: plan.Proposed, Count: 2}, {Store: 2, State: plan.Sent, Count: 1}}) {
			t.Errorf("undone stand %+v", stands)
		}
	}
	if alone, other, back := find(1, 2), find(1, 3), find(2, 2); alone.State != plan.Accepted || other.State != plan.Adjusted || back.State != plan.Proposed || back.Agreed != 0 {
		t.Errorf("alone %+v, another's %+v, undone %+v", alone, other, back)
	}
	if _, err := s.Decide(t.Context(), read, plan.Decision{State: plan.Rejected, Actor: "bo", At: 1_800}); !fault.Is(err, fault.Stale) {
		t.Errorf("decided on what was undone since: %v", err)
	}
	if rows := got(d.AuditAlong(t.Context(), staffing.AuditRange{Along: staffing.AlongAction, Value: "proposal.undo", Before: staffing.Newest(), Most: 9}))(t); len(rows) != 1 || rows[0].Object != "pro_1-2-0" || rows[0].Actor != "ada" {
		t.Errorf("the audit says %+v", rows)
	}
	if n := sweep(t, s, run.Number, 1_900); n != 2 {
		t.Fatalf("%d accepted again", n)
	}
	next := proposed(t, d, 3, 2_000)
	if stands := unsweep(t, s, plan.Sweep{Filter: plan.Filter{Run: next.Number}, Actor: "ada", At: 1_900}); !slices.Equal(stands, []plan.Swept{{Store: 2, State: plan.Lapsed, Count: 2}}) {
		t.Errorf("undone under a newer run stand %+v", stands)
	}
}

// raceOfSweeps: while what was accepted goes out, two take it back: each line went out or
// is proposed again, and none is both or neither.
func raceOfSweeps(t *testing.T, url string) {
	const lines, rounds = 20, 4
	d := open(t, url)
	s := d.Plans()
	for round := range int64(rounds) {
		run := proposed(t, d, lines, retail.Micros(1_000*(round+1)))
		w := plan.Sweep{Filter: plan.Filter{Run: run.Number}, Actor: "ada", At: retail.Micros(1_000*round + 1_500)}
		if n := sweep(t, s, run.Number, w.At); n == 0 {
			t.Fatal("nothing was accepted")
		}
		errs := make([]error, 3)
		together(len(errs), func(i int) {
			if i == 2 {
				_, errs[i] = s.Send(t.Context(), plan.Export{ID: "x" + string(rune('a'+round)), Actor: "bo", At: w.At + 9})
				return
			}
			for _, store := range []uint32{1, 2} {
				mine := w
				mine.Store = store
				errs[i] = errors.Join(errs[i], s.UndoAll(t.Context(), mine, w.At+10))
			}
		})
		must(t, errors.Join(errs...))
		for _, one := range got(s.Swept(t.Context(), w.At, "ada"))(t) {
			if one.State != plan.Sent && one.State != plan.Proposed {
				t.Errorf("round %d leaves %+v", round, one)
			}
		}
		if left := got(s.Agreed(t.Context(), plan.ID{}, 99))(t); len(left) != 0 {
			t.Errorf("round %d: %d agreed on neither went out nor came back", round, len(left))
		}
	}
}
