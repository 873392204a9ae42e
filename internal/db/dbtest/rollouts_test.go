package dbtest

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/rollout"
	staffing "sartor/internal/staff"
)

func rolloutOf(id rollout.ID) rollout.Rollout {
	return rollout.Rollout{ID: id, Version: 1, State: rollout.Draft, Plan: rollout.Plan{
		Name: "Paprika hummus <b>", Product: "hummus", Category: "dips", Kin: []retail.ProductID{"dip"}, Price: 249, Cost: 149,
	}.Defaults(), Stages: []rollout.Step{}}
}

func TestRollouts(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) { rollouts(t, fresh(t)) })
}

// rollouts: steps come back equal after a restart, of many who take one at once one
// wins, and a note counts once.
func rollouts(t *testing.T, url string) {
	actor := rollout.Actor{ID: "stf_range", Reason: "read on Monday", At: 7}
	first := rollout.Entry{Rollout: rolloutOf("rol_a"), Do: rollout.Make, Actor: actor}
	d := reopened(t, url, func(d *db.DB) {
		must(t, d.Rollouts().Put(t.Context(), &first))
		later := rollout.Entry{Rollout: rolloutOf("rol_b"), Do: rollout.Make, Actor: actor}
		must(t, d.Rollouts().Put(t.Context(), &later))
	})
	rows := d.Rollouts()
	if back := got(rows.Find(t.Context(), "rol_a"))(t); !reflect.DeepEqual(back, first) {
		t.Errorf("read back\n%+v, kept\n%+v", back, first)
	}
	if err := rows.Put(t.Context(), &first); !fault.Is(err, fault.Stale) {
		t.Errorf("made twice: %v", err)
	}
	if _, err := rows.Find(t.Context(), "rol_z"); !fault.Is(err, fault.NotFound) {
		t.Errorf("absent: %v", err)
	}
	raceOfRollouts(t, d, first)
	held := got(rows.Find(t.Context(), "rol_a"))(t)
	all := got(rows.History(t.Context(), "rol_a", 0, 9))(t)
	if held.Version != 2 || len(all) != 2 || all[0].Do != rollout.Hold || all[1].Do != rollout.Make || len(got(rows.History(t.Context(), "rol_a", 2, 9))(t)) != 1 {
		t.Errorf("history is %+v", all)
	}
	page := got(rows.Newest(t.Context(), nil, 1))(t)
	rest := got(rows.Newest(t.Context(), &page[0], 5))(t)
	if page[0].ID != "rol_a" || len(rest) != 1 || rest[0].ID != "rol_b" {
		t.Errorf("newest are %+v, then %+v", page, rest)
	}
	rolloutNotes(t, d)
	raceOfPilots(t, d)
}

func raceOfRollouts(t *testing.T, d *db.DB, first rollout.Entry) {
	t.Helper()
	var won atomic.Int64
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			next := first
			next.Version, next.Do, next.Actor.At = 2, rollout.Hold, 9
			switch err := d.Rollouts().Put(t.Context(), &next); {
			case err == nil:
				won.Add(1)
			case !fault.Is(err, fault.Stale):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	trail := got(d.AuditAlong(t.Context(), staffing.AuditRange{Along: staffing.AlongObject, Value: "rol_a", Before: staffing.Newest(), Most: 9}))(t)
	if won.Load() != 1 || len(trail) != 2 || trail[0].Action != "rollout.hold" {
		t.Errorf("%d of 16 steps won, the audit says %+v", won.Load(), trail)
	}
}

// raceOfPilots: of many rollouts of one product, one begins its pilot, and the others are
// told which; those of another product, and the next step of the one that runs, are free.
func raceOfPilots(t *testing.T, d *db.DB) {
	t.Helper()
	begin := func(id rollout.ID, product retail.ProductID) error {
		e := rollout.Entry{Rollout: rolloutOf(id), Do: rollout.Make, Actor: rollout.Actor{ID: "stf_range", At: 3}}
		e.Plan.Product = product
		must(t, d.Rollouts().Put(t.Context(), &e))
		e.Version, e.State, e.Do = 2, rollout.Piloting, rollout.Approve
		return d.Rollouts().Put(t.Context(), &e)
	}
	var won atomic.Value
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			id := rollout.ID("rol_race" + string(rune('a'+n)))
			switch err := begin(id, "tapenade"); {
			case err == nil && won.Swap(id) != nil:
				t.Errorf("%s is a second pilot of its product", id)
			case err != nil && fault.CodeOf(err) != "product_runs":
				t.Error(err)
			}
		})
	}
	wg.Wait()
	winner, _ := won.Load().(rollout.ID)
	if err := begin("rol_late", "tapenade"); fault.CodeOf(err) != "product_runs" || !strings.Contains(err.Error(), string(winner)) {
		t.Errorf("%s runs, but a second one is told %v", winner, err)
	}
	must(t, begin("rol_other", "pesto"))
	if beside := got(d.Rollouts().Running(t.Context(), winner))(t); len(beside) != 1 || beside[0].ID != "rol_other" {
		t.Errorf("beside %s run %+v, want rol_other alone", winner, beside)
	}
	pilotsApart(t, d)
	next := got(d.Rollouts().Find(t.Context(), winner))(t)
	next.Version, next.State = 3, rollout.Ramping
	must(t, d.Rollouts().Put(t.Context(), &next))
}

// pilotsApart: two pilots in one category share no store, neither as one that carries the
// product nor as one to be measured beside; those of another category may.
func pilotsApart(t *testing.T, d *db.DB) {
	t.Helper()
	begin := func(id rollout.ID, category, store, control string) error {
		e := rollout.Entry{Rollout: rolloutOf(id), Do: rollout.Make, Actor: rollout.Actor{ID: "stf_range", At: 4}}
		e.Plan.Product, e.Plan.Category = retail.ProductID(id), category
		must(t, d.Rollouts().Put(t.Context(), &e))
		e.Version, e.State, e.Do = 2, rollout.Piloting, rollout.Approve
		e.Stages = []rollout.Step{{Stores: []rollout.Place{{Store: retail.StoreID(store), Controls: []retail.StoreID{retail.StoreID(control)}}}}}
		return d.Rollouts().Put(t.Context(), &e)
	}
	must(t, begin("rol_first", "salads", "S1", "S2"))
	for id, at := range map[rollout.ID][2]string{"rol_same": {"S1", "S3"}, "rol_on_control": {"S2", "S3"}, "rol_beside": {"S3", "S1"}, "rol_both": {"S3", "S2"}} {
		if err := begin(id, "salads", at[0], at[1]); fault.CodeOf(err) != "stores_shared" || !strings.Contains(err.Error(), "rol_first") {
			t.Errorf("%s runs in stores of rol_first: %v", id, err)
		}
	}
	must(t, begin("rol_apart", "salads", "S3", "S4"))
	must(t, begin("rol_else", "bread", "S1", "S2"))
}

func rolloutNotes(t *testing.T, d *db.DB) {
	t.Helper()
	rows, who := d.Rollouts(), rollout.Actor{ID: "tok_web", At: 11}
	notes := []rollout.Note{
		{ID: "n1", Source: rollout.FromSearch, Region: "Coast", Count: 40, Day: 20_000}, {ID: "n2", Source: rollout.FromSearch, Region: "Coast", Count: 2, Day: 20_001},
		{ID: "n3", Source: rollout.FromAsk, Store: "S1", Count: 3, Day: 20_000},
	}
	for i, want := range []int{3, 0} {
		if n := got(rows.AddNotes(t.Context(), "rol_a", notes, who))(t); n != want {
			t.Errorf("time %d added %d notes, want %d", i+1, n, want)
		}
	}
	other := slices.Clone(notes)
	other[0].ID, other[2].Count = "n4", 9
	if _, err := rows.AddNotes(t.Context(), "rol_a", other, who); !fault.Is(err, fault.Conflict) {
		t.Errorf("another content: %v", err)
	}
	want := []rollout.Tally{{Source: rollout.FromAsk, Store: "S1", Count: 3}, {Source: rollout.FromSearch, Region: "Coast", Count: 42}}
	if sums := got(rows.Tallies(t.Context(), "rol_a"))(t); !slices.Equal(sums, want) {
		t.Errorf("sums are %+v", sums)
	}
	if _, ok, err := rows.Reading(t.Context(), "rol_a"); ok || err != nil {
		t.Errorf("nobody has looked: %v, %v", ok, err)
	}
	reading := rollout.Reading{At: 5, Version: 2, Basis: rollout.ByKin, Stores: []rollout.StoreRead{{Store: "S1", Weekly: rollout.Figure{Known: true, Estimate: 7, Low: 3.5, High: 14}}}, Verdict: rollout.Verdict{Do: rollout.Go, Why: []rollout.Reason{rollout.ToPropose}}}
	old := reading
	old.At, old.Stores = 4, nil
	must(t, rows.PutReading(t.Context(), "rol_a", &old))
	must(t, rows.PutReading(t.Context(), "rol_a", &reading))
	if back, ok, err := rows.Reading(t.Context(), "rol_a"); err != nil || !ok || !reflect.DeepEqual(back, reading) {
		t.Errorf("read back %v\n%+v, kept\n%+v, %v", ok, back, reading, err)
	}
	if _, ok, err := rows.Delistings(t.Context()); ok || err != nil {
		t.Errorf("nobody has looked at what loses money: %v, %v", ok, err)
	}
	leave := rollout.Delistings{At: 5, Through: 20_000, Weeks: 13, Items: []rollout.Delisting{{Earned: rollout.Earned{Product: "sprat", Margin: -5}, Loss: 20, Loyal: []rollout.Loyal{{Customer: 7 << 20, Share: .3}}}}}
	must(t, rows.PutDelistings(t.Context(), &rollout.Delistings{At: 4}))
	must(t, rows.PutDelistings(t.Context(), &leave))
	if back, ok, err := rows.Delistings(t.Context()); err != nil || !ok || !reflect.DeepEqual(back, leave) {
		t.Errorf("read back %v\n%+v, kept\n%+v, %v", ok, back, leave, err)
	}
}
