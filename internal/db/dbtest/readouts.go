package dbtest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/db/readout"
	"sartor/internal/intake"
	"sartor/internal/model/lifecycle"
	"sartor/internal/model/response"
	"sartor/internal/outcome"
	"sartor/internal/retail"
)

// readouts: what measuring leaves comes back equal after a restart, a later reading
// takes the place of an earlier one, and lists leave rows out.
func readouts(t *testing.T, url string) {
	report := outcome.Report{
		At: 5, Since: 1, Look: 2, NextLook: 3,
		All:      outcome.Row{Treated: 900, Held: 100, Sales: outcome.Figure{Known: true, Estimate: .3, Low: .1, High: .5}, Kept: 1, Earned: [2]float64{1, 2}},
		Rows:     []outcome.Row{{By: outcome.ByKind, Group: "urban", Treated: 3, Held: 1, Verdict: response.Behind, Wait: 4}},
		Findings: []outcome.Finding{{Row: outcome.Row{Group: "urban"}, Instead: []outcome.Taste{{Name: "ready meals <b>", Index: 2.3, Low: 2.1, High: 2.5, N: 9}}, Swap: "ready meals"}},
		Locals:   []outcome.Local{{Store: "S1", Basis: outcome.ByLot, Local: 80, Centre: 20}},
	}
	tastes := outcome.Tastes{Store: "S1", Through: 20_000, Days: 56, Categories: []outcome.Taste{{Name: "soup", Index: 1.5, Low: 1.1, High: 2}}, Products: []outcome.Taste{}}
	d := reopened(t, url, func(d *db.DB) {
		rows := d.Readouts()
		first := report
		first.At, first.Rows = 4, nil
		for _, r := range []outcome.Report{first, report} {
			must(t, rows.PutReport(t.Context(), 7, &r))
		}
		must(t, rows.PutReport(t.Context(), 8, &first))
		old := tastes
		old.Through--
		must(t, rows.PutTastes(t.Context(), 1, &old))
		must(t, rows.PutTastes(t.Context(), 1, &tastes))
	})
	rows := d.Readouts()
	r, ok, err := rows.Report(t.Context(), 7)
	must(t, err)
	if !ok || !reflect.DeepEqual(r, report) {
		t.Errorf("read back %v\n%+v, kept\n%+v", ok, r, report)
	}
	if _, ok, err := rows.Report(t.Context(), 9); ok || err != nil {
		t.Errorf("nobody has looked at 9: %v, %v", ok, err)
	}
	heads, at := got(rows.Heads(t.Context()))(t), got(rows.ReadAt(t.Context()))(t)
	if len(at) != 2 || at[7] != 5 || at[8] != 4 || len(heads) != 2 || heads[7].Rows != nil || heads[7].At != 5 || len(heads[7].Findings) != 1 {
		t.Errorf("heads are %+v, looked at %v", heads, at)
	}
	back, ok, err := rows.Tastes(t.Context(), 1)
	must(t, err)
	if day := got(rows.TastesThrough(t.Context()))(t); !ok || !reflect.DeepEqual(back, tastes) || day != tastes.Through {
		t.Errorf("read back %v %+v through %d, kept %+v", ok, back, day, tastes)
	}
	if _, ok, err := rows.Tastes(t.Context(), 2); ok || err != nil {
		t.Errorf("nobody has looked at store 2: %v, %v", ok, err)
	}
	readoutSources(t, d)
}

// readoutSources: what measuring reads: customers at home in a store, days of
// demand, and where somebody stood on a day.
func readoutSources(t *testing.T, d *db.DB) {
	t.Helper()
	c := newChain(t, d, nil, nil)
	var list []intake.Customer
	for n := range 5 {
		list = append(list, intake.Customer{
			Identifiers: []retail.Identifier{{Kind: retail.Card, Value: receiptID("home", n)}}, HomeStore: retail.StoreID(fmt.Sprintf("S%d", 1+n%2)),
			Consent: intake.Consent{Basis: intake.Answer, Purposes: []string{"offers"}, Proof: "form"},
		})
	}
	must(t, d.Customers(t.Context(), list))
	rows := d.Readouts()
	var at []retail.CustomerID
	must(t, rows.AtHome(t.Context(), 1, func(id retail.CustomerID, consent customer.Consent) error {
		if !consent.Allows(customer.OffersPurpose) {
			t.Errorf("%s allows offers, %v was read", id, consent)
		}
		at = append(at, id)
		return nil
	}))
	if len(at) != 3 || !slices.IsSorted(at) {
		t.Errorf("at home in store 1 are %v, want three", at)
	}
	who := people(t, c, 2)
	day := retail.DayOf(noon(), retail.Store{Zone: "Europe/Berlin"}.Location(), retail.DefaultCut)
	if last := got(rows.LastSold(t.Context(), 1))(t); last != day {
		t.Errorf("store 1 sold last on %s, want %s", last, day)
	}
	days := 0
	must(t, rows.Demand(t.Context(), readout.Span{Store: 1, First: day, Last: day}, func(where customer.StoreDay, sold *customer.Demand) error {
		if days++; where != (customer.StoreDay{Store: 1, Day: day}) || len(sold.Cells) == 0 {
			t.Errorf("got %+v: %+v", where, sold)
		}
		return nil
	}))
	must(t, rows.Demand(t.Context(), readout.Span{Store: 1, First: day + 1, Last: day + 9}, func(customer.StoreDay, *customer.Demand) error { days += 100; return nil }))
	if days != 1 {
		t.Errorf("%d days of demand, want one", days)
	}
	put(t, d, 10, expected(who[0], 100, lifecycle.New, 50))
	put(t, d, 20, expected(who[0], 110, lifecycle.Loyal, 50))
	for on, want := range map[retail.BusinessDay]lifecycle.State{99: "", 100: lifecycle.New, 109: lifecycle.New, 110: lifecycle.Loyal} {
		if s := got(rows.Stood(t.Context(), who[0], on))(t); s.State != want {
			t.Errorf("on day %d they stood in %q, want %q", on, s.State, want)
		}
	}
}
