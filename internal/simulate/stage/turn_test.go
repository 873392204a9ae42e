package stage

import (
	"fmt"
	"slices"
	"testing"
	"testing/cryptotest"

	"sartor/internal/foresight"
	"sartor/internal/simulate/demo"
)

// TestStage_ASeedIsOneChain holds that a chain whose visits come in turn is the same each
// time it is played by one seed: who bought what, what was printed for whom, what was
// foretold, and what was ordered and moved for it. Twins that differ by one decision show
// what that decision did, and nothing else.
func TestStage_ASeedIsOneChain(t *testing.T) {
	var runs [2][]string
	for i := range runs {
		t.Run(fmt.Sprint(i), func(t *testing.T) { runs[i] = trace(t) })
	}
	a, b := runs[0], runs[1]
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("of %d and %d things the first that differs is\n%s\n%s", len(a), len(b), a[i], b[i])
		}
	}
	if len(a) != len(b) {
		t.Errorf("%d things happened, and %d", len(a), len(b))
	}
	for _, kind := range []string{"voucher ", "forecast ", "order "} {
		if !slices.ContainsFunc(a, func(s string) bool { return len(s) > len(kind) && s[:len(kind)] == kind }) {
			t.Errorf("nothing is known of any %s", kind)
		}
	}
}

// trace plays a small chain on the autopilot, and says what happened.
func trace(t *testing.T) (out []string) {
	cryptotest.SetGlobalRandom(t, 20261122)
	s := Build(t, demo.Plan{Preset: "grocery", Customers: 200, Stores: 2, Days: demo.TillDays + 7, Seed: 20261122, InTurn: true})
	s.Plans = true
	s.leaves()
	for range 3 {
		s.Play(1)
		out = append(out, s.happened()...)
	}
	return out
}

// leaves all goods to the autopilot.
func (s *Stage) leaves() {
	s.t.Helper()
	all := ""
	for _, class := range []string{"A", "B", "C", "fresh"} {
		all += `,"` + class + `":{"on":true,"most_units":10000}`
	}
	s.Must("PUT", "/v1/stock/plan/rules", `{"autopilot":{`+all[1:]+`}}`)
}

// happened is what stands at the end of a day.
func (s *Stage) happened() (out []string) {
	s.t.Helper()
	ctx := s.t.Context()
	vouchers, err := s.DB.NewestVouchers(ctx, 100_000)
	s.need(err)
	for i := range vouchers {
		v := &vouchers[i]
		out = append(out, fmt.Sprintf("voucher %s of %s: %d for %d, %v", v.Receipt, v.Promotion, v.Product, v.Customer, v.State))
	}
	slices.Sort(out)
	for n := range s.View.Stores {
		s.need(s.DB.Forecasts().Each(ctx, uint32(n+1), func(sheet *foresight.Sheet) error {
			for i := range sheet.Rows {
				out = append(out, fmt.Sprintf("forecast %d of %v: %v", n+1, sheet.Day, sheet.Rows[i]))
			}
			return nil
		}))
	}
	exports, err := s.DB.Plans().Exports(ctx, 1000)
	s.need(err)
	for _, e := range slices.Backward(exports) {
		rows, err := s.DB.Plans().Lines(ctx, e.Number)
		s.need(err)
		for i := range rows {
			r := &rows[i]
			out = append(out, fmt.Sprintf("order %s: %v %d of %d to %d from %d, %v", r.ID, r.Kind, r.Agreed, r.Product, r.Store, r.From, r.Why))
		}
	}
	return out
}
