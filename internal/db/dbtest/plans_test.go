package dbtest

import (
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"sartor/internal/db"
	"sartor/internal/db/plan"
	"sartor/internal/fault"
	"sartor/internal/retail"
	kernel "sartor/internal/stock/plan"
)

// TestProposals holds both engines to what db/plan promises.
func TestProposals(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, fresh Fresh) {
		for name, test := range map[string]func(t *testing.T, url string){
			"plans": plans, "plans follow": plansFollow, "plans sent once": plansSentOnce, "plans race": racePlans, "plans overtaken": plansOvertaken,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, fresh(t))
			})
		}
	})
}

// proposed is a run with some lines to each of two stores, made at a moment.
func proposed(t *testing.T, d *db.DB, lines int, at retail.Micros) plan.Run {
	t.Helper()
	s := d.Plans()
	run := got(s.Begin(t.Context(), plan.Run{Day: 20_000, AsOf: at, Made: at, Actor: "planner"}))(t)
	for _, store := range []uint32{1, 2} {
		var rows []plan.Row
		for line := range lines {
			rows = append(rows, plan.Row{
				ID: plan.ID{Store: store, Run: run.Number, Line: int64(line + 1)}, Kind: kernel.Order, Product: uint32(line + 1), Supplier: "Dahl", Class: "A",
				Due: 20_002, Units: 12, Gain: int64(100 * (line + 1)), Why: plan.Why{Pack: 6, Gain: [3]float64{1, 2, 3}, Terms: []plan.Term{{Kind: kernel.Need, Value: 9, Days: 3}}},
			})
		}
		rows[0].Kind, rows[0].From, rows[0].Supplier = kernel.Move, 3-store, ""
		must(t, second(s.Publish(t.Context(), run, store, rows)))
	}
	run.Made = at + 1
	run.Totals = []byte(`{"orders":4}`)
	must(t, s.Open(t.Context(), run))
	return run
}

func second[T any](_ T, err error) error { return err }

// plans: what is proposed is read back, decided, and taken back as it was.
func plans(t *testing.T, url string) {
	d := reopened(t, url, func(d *db.DB) { proposed(t, d, 3, 1_000) })
	s := d.Plans()
	run, found, err := s.Current(t.Context())
	must(t, err)
	if !found || run.Number != 1 || string(run.Totals) != `{"orders":4}` || run.Day != 20_000 {
		t.Fatalf("%+v, %v", run, found)
	}
	if all := got(s.Newest(t.Context(), 5))(t); len(all) != 1 || all[0].Number != run.Number {
		t.Errorf("%+v", all)
	}
	f := plan.Filter{Run: run.Number, State: plan.Proposed}
	first := got(s.List(t.Context(), f, nil, 4))(t)
	rest := got(s.List(t.Context(), f, &first[3], 10))(t)
	if len(first) != 4 || len(rest) != 2 || first[0].Gain != 300 || rest[1].Gain != 100 || first[0].Why.Terms[0].Days != 3 {
		t.Errorf("%d, %d: %+v", len(first), len(rest), first)
	}
	f.Kind = "order"
	if of := got(s.OfStore(t.Context(), 2, f, 0, 10))(t); len(of) != 2 || of[0].Store != 2 {
		t.Errorf("%+v", of)
	}
	if from := got(s.FromStore(t.Context(), 2, run.Number, 10))(t); len(from) != 1 || from[0].Store != 1 || from[0].From != 2 {
		t.Errorf("%+v", from)
	}
	one := got(s.Find(t.Context(), first[0].ID))(t)
	next := got(s.Decide(t.Context(), one, plan.Decision{State: plan.Adjusted, Agreed: 6, Actor: "ada", Reason: "half the shelf is closed", At: 1_500}))(t)
	if stands := got(s.Find(t.Context(), one.ID))(t); stands.State != plan.Adjusted || stands.Agreed != 6 || stands.Version != next.Version || stands.Reason == "" {
		t.Errorf("%+v", stands)
	}
	if _, err := s.Decide(t.Context(), one, plan.Decision{State: plan.Accepted, Agreed: 12, Actor: "bo", At: 1_501}); !fault.Is(err, fault.Stale) {
		t.Errorf("decided on what no longer stands: %v", err)
	}
	for since, want := range map[retail.Micros]int{1_500: 1, 1_501: 0} {
		if all := got(s.Changed(t.Context(), since, 9))(t); len(all) != want {
			t.Errorf("%d orders were changed since %d, want %d: %+v", len(all), since, want, all)
		}
	}
	got(s.Decide(t.Context(), next, plan.Decision{State: plan.Proposed, Actor: "ada", At: 1_502}))(t)
	if n := got(s.AcceptAll(t.Context(), plan.Sweep{Filter: plan.Filter{Run: run.Number, Kind: "order"}, Store: 1, LeastGain: 250, Actor: "ada", At: 1_600}))(t); n != 1 {
		t.Errorf("%d accepted, want the one above 250", n)
	}
	if sums := got(s.Sums(t.Context(), run.Number, 0))(t); len(sums) != 3 || sums[1].State != plan.Accepted && sums[0].State != plan.Accepted {
		t.Errorf("%+v", sums)
	}
	if stores := got(s.Stores(t.Context(), run.Number, plan.Proposed))(t); !slices.Equal(stores, []uint32{1, 2}) {
		t.Errorf("%v", stores)
	}
	if _, err := s.Find(t.Context(), plan.ID{Store: 9, Run: 1, Line: 1}); !fault.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
	if again, err := plan.ParseID(one.ID.String()); err != nil || again != one.ID {
		t.Errorf("%v, %v", again, err)
	}
}

// plansFollow: a run that is made while somebody decides proposes nothing again that
// was decided meanwhile, or was rejected that day; what nobody decided lapses.
func plansFollow(t *testing.T, url string) {
	d := open(t, url)
	s := d.Plans()
	first := proposed(t, d, 4, 1_000)
	rows := got(s.OfStore(t.Context(), 1, plan.Filter{Run: first.Number}, 0, 10))(t)
	got(s.Decide(t.Context(), rows[1], plan.Decision{State: plan.Rejected, Actor: "ada", Reason: "no", At: 1_900}))(t)
	// The next run looked at stock at 2,000; product 3 is accepted after that, product 4 before.
	got(s.Decide(t.Context(), rows[3], plan.Decision{State: plan.Accepted, Agreed: 12, Actor: "ada", At: 1_950}))(t)
	got(s.Decide(t.Context(), rows[2], plan.Decision{State: plan.Accepted, Agreed: 18, Actor: "ada", At: 2_500}))(t)
	next := proposed(t, d, 4, 2_000)
	var products []uint32
	for _, r := range got(s.OfStore(t.Context(), 1, plan.Filter{Run: next.Number}, 0, 10))(t) {
		products = append(products, r.Product)
	}
	if !slices.Equal(products, []uint32{1, 4}) { // 2 was rejected, 3 decided meanwhile; of 4 the run knew
		t.Errorf("products %v are proposed again", products)
	}
	if was := got(s.Find(t.Context(), rows[0].ID))(t); was.State != plan.Lapsed {
		t.Errorf("%+v did not lapse", was)
	}
	if changed := got(s.Changed(t.Context(), 1_951, 10))(t); len(changed) != 1 || changed[0].Product != 3 || changed[0].Agreed != 18 {
		t.Errorf("people changed %+v since 1,951", changed)
	}
	if all := got(s.Settled(t.Context(), 2_000))(t); !all[plan.Shelf{Store: 1, Product: 2}] || !all[plan.Shelf{Store: 1, Product: 3}] || all[plan.Shelf{Store: 1, Product: 4}] {
		t.Errorf("settled at 2,000: %v", all)
	}
	decidedStays(t, s, next.Number)
	if _, err := s.Decide(t.Context(), rows[0], plan.Decision{State: plan.Accepted, Agreed: 12, Actor: "bo", At: 2_600}); !fault.Is(err, fault.Stale) {
		t.Errorf("a lapsed proposal was accepted: %v", err)
	}
	if err := s.Open(t.Context(), next); !fault.Is(err, fault.Conflict) {
		t.Errorf("a run that is whole was opened: %v", err)
	}
}

// plansOvertaken: a node that lags publishes a plan of an older view, under a number
// before or behind the newer one's: nothing of that one changes, decided or not.
func plansOvertaken(t *testing.T, url string) {
	d := open(t, url)
	s := d.Plans()
	before := got(s.Begin(t.Context(), plan.Run{Day: 20_000, AsOf: 1_000, Made: 1_000, Actor: "node 1"}))(t)
	newer := proposed(t, d, 4, 2_000)
	behind := got(s.Begin(t.Context(), plan.Run{Day: 20_000, AsOf: 1_999, Made: 1_999, Actor: "node 1"}))(t)
	rows := got(s.OfStore(t.Context(), 1, plan.Filter{Run: newer.Number}, 0, 10))(t)
	got(s.Decide(t.Context(), rows[1], plan.Decision{State: plan.Accepted, Agreed: 12, Actor: "ada", At: 2_100}))(t)
	got(s.Send(t.Context(), plan.Export{ID: "evening", Actor: "ada", At: 2_200}))(t)
	got(s.Decide(t.Context(), rows[2], plan.Decision{State: plan.Adjusted, Agreed: 18, Actor: "ada", Reason: "a fair", At: 2_300}))(t)
	stands := got(s.OfStore(t.Context(), 1, plan.Filter{Run: newer.Number}, 0, 10))(t)
	for _, late := range []plan.Run{before, behind} {
		line := plan.Row{ID: plan.ID{Store: 1, Run: late.Number, Line: 1}, Kind: kernel.Order, Product: 1, Supplier: "Dahl", Class: "A", Due: 20_002, Units: 60}
		for product := range uint32(4) {
			line.Product, line.Line = product+1, int64(product+1)
			if n, err := s.Publish(t.Context(), late, 1, []plan.Row{line}); !fault.Is(err, fault.Conflict) || n != 0 {
				t.Errorf("plan %d of an older view publishes %d lines: %v", late.Number, n, err)
			}
		}
		if all := got(s.OfStore(t.Context(), 1, plan.Filter{Run: late.Number}, 0, 10))(t); len(all) != 0 {
			t.Errorf("plan %d of an older view proposes %+v", late.Number, all)
		}
	}
	if all := got(s.OfStore(t.Context(), 1, plan.Filter{Run: newer.Number}, 0, 10))(t); !reflect.DeepEqual(all, stands) {
		t.Errorf("of the newer plan stands %+v, want %+v", all, stands)
	}
	same := got(s.Begin(t.Context(), plan.Run{Day: 20_000, AsOf: 2_000, Made: 2_400, Actor: "node 2"}))(t)
	must(t, second(s.Publish(t.Context(), same, 2, nil)))
}

// decidedStays: what was decided in a run is listed and counted while a newer one stands:
// what was agreed on until it goes out, the rest from a moment on.
func decidedStays(t *testing.T, s plan.Store, run int64) {
	t.Helper()
	count := func(f plan.Filter) (n int) {
		t.Helper()
		f.Run = run
		for after := (*plan.Row)(nil); ; n++ {
			rows := got(s.List(t.Context(), f, after, 1))(t)
			if len(rows) == 0 {
				return n
			}
			after = &rows[0]
		}
	}
	stands := func(what string, agreed, sent int) {
		t.Helper()
		for f, want := range map[plan.Filter]int{
			{State: plan.Accepted}: agreed, {State: plan.Accepted, End: 1}: agreed, {State: plan.Accepted, End: 2}: 0, {State: plan.Accepted, Kind: "move"}: 0,
			{State: plan.Sent, Since: 2_700}: sent, {State: plan.Sent, Since: 2_701}: 0, {State: plan.Rejected, Since: 1_900}: 1, {State: plan.Rejected, Since: 1_901}: 0,
		} {
			if n := count(f); n != want {
				t.Errorf("%s: %d of %+v, want %d", what, n, f, want)
			}
		}
		sums := map[plan.State]int64{}
		for _, one := range got(s.Sums(t.Context(), run, 1_900))(t) {
			sums[one.State] += one.Count
		}
		if sums[plan.Accepted] != int64(agreed) || sums[plan.Sent] != int64(sent) || sums[plan.Rejected] != 1 || sums[plan.Proposed] == 0 {
			t.Errorf("%s: %v", what, sums)
		}
	}
	stands("agreed on", 2, 0)
	got(s.Send(t.Context(), plan.Export{ID: "evening", Actor: "ada", At: 2_700}))(t)
	stands("sent", 0, 2)
}

// plansSentOnce: an export takes what was agreed on, once; asked for again it is the
// same, and one that died in the middle goes on.
func plansSentOnce(t *testing.T, url string) {
	d := open(t, url)
	s := d.Plans()
	run := proposed(t, d, 3, 1_000)
	for _, store := range []uint32{1, 2} {
		got(s.AcceptAll(t.Context(), plan.Sweep{Filter: plan.Filter{Run: run.Number}, Store: store, Actor: "ada", At: 1_500}))(t)
	}
	ask := plan.Export{ID: "evening-1", Kind: "order", Actor: "ada", At: 1_600}
	e := got(s.Send(t.Context(), ask))(t)
	lines := got(s.Lines(t.Context(), e.Number))(t)
	if !e.Whole || e.Number != 1 || len(lines) != 4 || lines[0].State != plan.Sent || lines[0].Agreed != 12 {
		t.Fatalf("%+v: %+v", e, lines)
	}
	if again := got(s.Send(t.Context(), ask))(t); again != e || len(got(s.Lines(t.Context(), e.Number))(t)) != 4 {
		t.Errorf("asked for again it is %+v", again)
	}
	if _, err := s.Send(t.Context(), plan.Export{ID: "evening-1", Kind: "move", Actor: "ada"}); !fault.Is(err, fault.Conflict) {
		t.Errorf("other content under the same id: %v", err)
	}
	other := got(s.Send(t.Context(), plan.Export{ID: "evening-2", Actor: "bo", At: 1_700}))(t)
	if moves := got(s.Lines(t.Context(), other.Number))(t); len(moves) != 2 || moves[0].Kind != kernel.Move {
		t.Errorf("the second export took %+v", moves)
	}
	if _, err := s.Decide(t.Context(), lines[0], plan.Decision{State: plan.Proposed, Actor: "ada", At: 1_800}); !fault.Is(err, fault.Stale) {
		t.Errorf("taken back after it went out: %v", err)
	}
	if all := got(s.Exports(t.Context(), 10))(t); len(all) != 2 || all[0].ID != "evening-2" || got(s.FindExport(t.Context(), "evening-1"))(t) != e {
		t.Errorf("%+v", all)
	}
	if open := got(s.Pending(t.Context()))(t); len(open) != 6 || len(got(s.Unbooked(t.Context(), plan.ID{}, 10))(t)) != 6 || len(got(s.Agreed(t.Context(), plan.ID{}, 10))(t)) != 0 {
		t.Errorf("%d pending", len(open))
	}
	must(t, s.Book(t.Context(), lines))
	must(t, s.Book(t.Context(), lines))
	if open := got(s.Pending(t.Context()))(t); len(open) != 2 {
		t.Errorf("%d pending, want the two moves", len(open))
	}
}

// racePlans: planners decide the same lines at once, others send all the time: each line
// is decided once and goes out under one export.
func racePlans(t *testing.T, url string) {
	d := open(t, url)
	s := d.Plans()
	run := proposed(t, d, 20, 1_000)
	rows := got(s.List(t.Context(), plan.Filter{Run: run.Number, State: plan.Proposed}, nil, 100))(t)
	won := make([]atomic.Int64, len(rows))
	var group sync.WaitGroup
	for planner := range 4 {
		group.Go(func() {
			for i := range rows {
				_, err := s.Decide(t.Context(), rows[i], plan.Decision{State: plan.Adjusted, Agreed: int64(6 * (planner + 1)), Actor: "p", At: 1_500})
				switch {
				case err == nil:
					won[i].Add(1)
				case !fault.Is(err, fault.Stale):
					t.Error(err)
				}
			}
		})
	}
	for sender := range 2 {
		group.Go(func() {
			for n := range 5 {
				if _, err := s.Send(t.Context(), plan.Export{ID: string(rune('a'+sender)) + string(rune('0'+n)), Actor: "s", At: 1_600}); err != nil && !fault.Is(err, fault.Unavailable) {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	got(s.Send(t.Context(), plan.Export{ID: "last", Actor: "s", At: 1_700}))(t)
	seen := map[plan.ID]int{}
	for _, e := range got(s.Exports(t.Context(), 100))(t) {
		for _, l := range got(s.Lines(t.Context(), e.Number))(t) {
			seen[l.ID]++
		}
	}
	for i := range rows {
		if won[i].Load() != 1 || seen[rows[i].ID] != 1 {
			t.Errorf("%s was decided %d times and went out %d times", rows[i].ID, won[i].Load(), seen[rows[i].ID])
		}
	}
}
