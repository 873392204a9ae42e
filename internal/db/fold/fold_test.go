package fold_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Whatever happens in whatever order, what stands is what a rebuild makes, and
// its sums are a plain recount of what was sent.
func TestFolds_EqualARebuildAndARecount(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, url string) {
		w := newWorld(t, url, 1)
		for round := range 6 {
			w.declared = declares(round % 3)
			for range 60 {
				w.step()
			}
			w.settled()
		}
		if w.kills < 3 || len(w.sales) < 120 || len(w.forgot) < 3 || w.counts < 15 {
			t.Errorf("only %d kills, %d receipts, %d erasures, %d counts", w.kills, len(w.sales), len(w.forgot), w.counts)
		}
	})
}

// More histories, on the engine that is quick to make.
func TestFolds_ManyHistories(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "sqlite:"+t.TempDir()+"/a.db", 100+seed)
			for range 3 {
				for range 50 {
					w.step()
				}
				w.settled()
				w.declared = declares(w.n(2))
			}
		})
	}
}

func (w *world) step() {
	switch k := w.n(100); {
	case k < 44:
		w.sell()
	case k < 58:
		w.move()
	case k < 66:
		if len(w.sales) > 0 {
			w.again(w.byID[w.sales[w.n(len(w.sales))].call.Receipt.ID])
		}
	case k < 73:
		w.void()
	case k < 80:
		w.answer()
	case k < 83:
		w.forget()
	case k < 87:
		w.restrict()
	case k < 96:
		w.follow()
	default:
		w.kill()
	}
}

// settled follows to the end and compares.
func (w *world) settled() {
	w.Helper()
	w.caughtUp()
	made, err := w.db.CompareFolds(w.ctx(), w.declared)
	w.must(err)
	if !made.Same() {
		w.Fatalf("%d sales, %d kills: %+v", len(w.sales), w.kills, made)
	}
	days := w.days()
	w.fromScratch(days)
	w.recount(days)
	w.recountStock()
}

// days is demand as it stands.
func (w *world) days() map[customer.StoreDay][]byte {
	out := map[customer.StoreDay][]byte{}
	w.must(w.db.Each(w.ctx(), "demand.all", nil, func(scan func(...any) error) error {
		var (
			where customer.StoreDay
			body  []byte
		)
		err := scan(&where.Store, &where.Day, &body)
		out[where] = bytes.Clone(body)
		return err
	}))
	return out
}

func (w *world) state(id retail.CustomerID) *customer.State {
	w.Helper()
	c, err := w.db.Customer(w.ctx(), id)
	w.must(err)
	return c.State
}

// fromScratch holds every row against the pure folds over the whole journal.
func (w *world) fromScratch(days map[customer.StoreDay][]byte) {
	w.Helper()
	all, err := db.History{DB: w.db}.Entries(w.ctx(), touchpoint.Position{}, 100_000)
	w.must(err)
	chain := w.db.Catalogue()
	for _, p := range w.people {
		var mine []touchpoint.Entry
		for _, e := range all {
			if e.Customer == p.id {
				mine = append(mine, e)
			}
		}
		want, err := customer.Fold(mine, chain)
		w.must(err)
		got := w.state(p.id)
		if allowed := p.allowed(w.declared) && len(mine) > 0; (got != nil) != allowed {
			w.Fatalf("%s: profile %v, allowed %v, %d entries", p.id, got != nil, allowed, len(mine))
		}
		if got != nil && !bytes.Equal(got.Append(nil), want.Append(nil)) {
			w.Fatalf("%s: stands %+v\nfrom scratch %+v", p.id, got, want)
		}
	}
	demand, err := customer.FoldDemand(all, chain)
	w.must(err)
	for where, d := range demand {
		if len(d.Cells) > 0 && !bytes.Equal(days[where], d.Append(nil)) {
			w.Fatalf("%+v: stands %x, from scratch %+v", where, days[where], d)
		}
	}
	for where := range days {
		if d := demand[where]; d == nil || len(d.Cells) == 0 {
			w.Fatalf("%+v should not be there", where)
		}
	}
}

// A rebuild sees what does not belong, says so, and puts it right.
func TestFolds_RebuildMends(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, url string) {
		w := newWorld(t, url, 2)
		for range 80 {
			w.sell()
		}
		w.declared = declares(0)
		w.caughtUp()
		for name, args := range map[string][]any{
			"demand.put":  {int64(1), int64(1), (&customer.Demand{Cells: []customer.Cell{{Product: 1, Units: retail.One}}}).Append(nil)},
			"demand.drop": {int64(2), int64(w.sales[0].day)},
		} {
			w.must(w.db.Damage(w.ctx(), name, args...))
		}
		var hurt retail.CustomerID
		for _, p := range w.people {
			hurt = p.id
			w.must(w.db.Damage(w.ctx(), "profile.drop", int64(p.id), int64(p.id.Bucket())))
			break
		}
		seen, err := w.db.CompareFolds(w.ctx(), w.declared)
		w.must(err)
		if seen.ProfilesDiffer != 1 || seen.DaysDiffer < 1 || seen.FirstDifference == "" || w.state(hurt) != nil {
			t.Errorf("compared %+v", seen)
		}
		made, err := w.db.Rebuild(w.ctx(), w.declared)
		w.must(err)
		if made != seen || w.state(hurt) == nil {
			t.Errorf("rebuilt %+v, had seen %+v", made, seen)
		}
		w.settled()
	})
}

// A profile that was folded before consent ended is not written after it, and no
// profile of somebody forgotten ever is.
func TestFolds_NoProfileIsWrittenWithoutConsent(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, url string) {
		w := newWorld(t, url, 8)
		w.declared = declares(0)
		for len(w.people) < 3 {
			w.sell()
		}
		late := func(id retail.CustomerID, declared int64) {
			w.must(w.db.Damage(w.ctx(), "profile.put", int64(id), int64(id.Bucket()), int64(0), int64(1), (&customer.State{}).Append(nil), declared))
		}
		var ids []retail.CustomerID
		for _, p := range w.people {
			ids = append(ids, p.id)
		}
		answer := func(id retail.CustomerID, yes bool) {
			w.answers++
			w.must(w.db.SetConsent(w.ctx(), id, db.ConsentAnswer{Purpose: customer.ProfilePurpose, Granted: yes, At: retail.MicrosOf(w.clock) + retail.Micros(w.answers), Source: "test"}))
		}
		answer(ids[0], false)
		if late(ids[0], 1); w.state(ids[0]) != nil {
			t.Error("written after consent was withdrawn")
		}
		if late(ids[1], 0); w.state(ids[1]) != nil {
			t.Error("written though nothing was answered or declared")
		}
		if late(ids[1], 1); w.state(ids[1]) == nil {
			t.Error("not written though the chain declared it")
		}
		answer(ids[0], true)
		if late(ids[0], 0); w.state(ids[0]) == nil {
			t.Error("not written though it was granted")
		}
		_, err := w.db.Erase(w.ctx(), ids[2], "test", 1)
		w.must(err)
		late(ids[2], 1)
		w.must(w.db.Each(w.ctx(), "profile.find", []any{int64(ids[2]), int64(ids[2].Bucket())}, func(func(...any) error) error {
			t.Error("written after the customer was forgotten")
			return nil
		}))
	})
}

// A node that was overtaken while it thought it had the turn writes nothing.
func TestFolds_TheOvertakenWritesNothing(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, url string) {
		if url[:6] == "sqlite" {
			return // a file belongs to one process
		}
		w := newWorld(t, url, 10)
		other, err := db.Open(w.ctx(), url)
		w.must(err)
		defer other.Close()
		w.sell()
		w.caughtUp() // this node has the turn
		_, err = other.CompareFolds(w.ctx(), w.declared)
		w.must(err)
		for range 10 {
			w.sell()
		}
		for range 5 {
			w.follow()
		}
		if behind, err := w.db.Behind(w.ctx(), 100); err != nil || behind < 10 {
			t.Errorf("the overtaken node folded all but %d, %v", behind, err)
		}
		w.must(other.Close()) // which gives the turn back
		w.caughtUp()
		w.settled()
	})
}

// Withdrawing while a profile is being folded: whichever comes first, none stands.
func TestFolds_WithdrawalBeatsTheFold(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, url string) {
		w := newWorld(t, url, 4)
		w.declared = declares(0)
		for range 60 {
			w.sell()
		}
		done := make(chan error)
		go func() {
			more, err := true, error(nil)
			for more && err == nil {
				more, err = w.db.Follow(w.ctx(), w.declared)
			}
			done <- err
		}()
		for _, p := range w.people {
			w.answers++
			p.answered, p.granted = true, false
			w.must(w.db.SetConsent(w.ctx(), p.id, db.ConsentAnswer{Purpose: customer.ProfilePurpose, At: retail.MicrosOf(w.clock) + retail.Micros(w.answers), Source: "test"}))
		}
		w.must(<-done)
		for _, p := range w.people {
			if w.state(p.id) != nil {
				t.Errorf("%s has a profile after withdrawing", p.id)
			}
		}
		for range 20 { // and later receipts count for store and stock only
			w.sell()
		}
		w.settled()
		for _, p := range w.people {
			w.answers++
			p.granted = true
			w.must(w.db.SetConsent(w.ctx(), p.id, db.ConsentAnswer{Purpose: customer.ProfilePurpose, Granted: true, At: retail.MicrosOf(w.clock) + retail.Micros(w.answers), Source: "test"}))
		}
		w.caughtUp()
		for _, p := range w.people {
			if w.state(p.id) == nil {
				t.Errorf("%s has no profile though it was granted anew", p.id)
			}
		}
		w.settled()
	})
}

// Two nodes follow one journal: nothing is lost, nothing counts twice.
func TestFolds_TwoNodes(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, url string) {
		if url[:6] == "sqlite" {
			return // a file belongs to one process
		}
		w := newWorld(t, url, 6)
		other, err := db.Open(w.ctx(), url)
		w.must(err)
		defer other.Close()
		ctx, stop := context.WithCancel(w.ctx())
		done := make(chan error)
		for _, node := range []*db.DB{w.db, other} {
			go func() {
				var err error
				for err == nil && ctx.Err() == nil {
					_, err = node.Follow(ctx, w.declared)
				}
				done <- err
			}()
		}
		for i := range 120 {
			w.sell()
			if i%40 == 20 { // one node takes the turn from whoever has it
				if _, err := other.CompareFolds(w.ctx(), w.declared); err != nil {
					t.Log(err) // overtaken in turn: it says so and has changed nothing
				}
			}
		}
		stop()
		w.must(<-done)
		w.must(<-done)
		w.must(other.Close())
		w.settled()
	})
}
