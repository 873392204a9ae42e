package regular

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"sartor/internal/console/view"
	"sartor/internal/customer"
	"sartor/internal/db/learned"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/server/servertest"
)

// aDay lets some want something, each with an own chance, and asks a few of them.
func aDay(r *rand.Rand, all, asked int) (in view.Interval, came int) {
	p := make([]float64, all)
	for i := range p {
		p[i] = r.Float64() * r.Float64() * .4
		if r.Float64() < p[i] {
			came++
		}
	}
	var s chances
	for _, i := range r.Perm(all)[:asked] {
		s.add(p[i])
	}
	return s.of(float64(all), float64(asked)), came
}

// The range of how many want something holds the count in nine of ten days, also
// when one in five was asked, and is no wider than it has to be.
func TestChances_TheRangeHolds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct{ all, asked int }{{640, 160}, {160, 160}, {4000, 160}} {
		held, wide, days := 0, 0.0, 1500
		for range days {
			in, came := aDay(r, c.all, c.asked)
			if in.Low <= float64(came) && float64(came) <= in.High {
				held++
			}
			wide += in.High - in.Low
		}
		if share := float64(held) / float64(days); share < .88 || share > .93 {
			t.Errorf("%d of %d asked: the range holds %.3f of the days, want .9", c.asked, c.all, share)
		}
		if wide/float64(days) > float64(c.all)*.4 {
			t.Errorf("%d of %d asked: %.0f wide says nothing", c.asked, c.all, wide/float64(days))
		}
	}
	if got := (&chances{sum: 1, squares: 1}).of(10, 1); got.Known() {
		t.Errorf("one customer is no range: %+v", got)
	}
}

func TestKeep_IsTheFirstOfAll(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	var all, kept []int
	for range 500 {
		n := r.IntN(1000)
		all = append(all, n)
		kept = keep(kept, n, 12, cmp.Compare[int])
	}
	slices.Sort(all)
	if !slices.Equal(kept, all[:12]) {
		t.Errorf("got %v, want %v", kept, all[:12])
	}
}

// knowThirty has 20 customers of one store and 10 of another, a fifth at risk.
func knowThirty(t *testing.T, s *servertest.Shop) {
	t.Helper()
	today := s.Today(1)
	b := learned.Batch{At: retail.MicrosOf(s.Clock()), Declared: customer.Consent(0).With(customer.ProfilePurpose, true)}
	for i := range 30 {
		var made struct{ Customer string }
		s.Must("POST", "/v1/till/close", fmt.Sprintf(`{"receipt":%q,"store":"S00%d","till":"T1","at":%q,"currency":"EUR","customer":{"card":"c%02d"},"lines":[{"product":"bread","quantity":1,"amount":300}]}`,
			s.Receipt(), 1+i/20, s.At(0), i)).Into(t, &made)
		id, err := retail.ParseCustomerID(made.Customer)
		if err != nil {
			t.Fatal(err)
		}
		state := lifecycle.Loyal
		if i%5 == 0 {
			state = lifecycle.AtRisk
		}
		b.Rows = append(b.Rows, outlook.Outlook{
			Customer: id, Snapshot: 1, Day: today, Purchases: 3, Recency: 20, Age: 30, Horizon: outlook.Year, Left: 1, Expected: 8, Value: retail.Minor(20_000 + i), High: 50_000, Error: 9000,
			Spend: 2500, State: state, Since: today, Rule: lifecycle.Steady, Band: lifecycle.High,
		})
	}
	for more := true; more; {
		var err error
		if more, err = s.DB.Follow(t.Context(), b.Declared); err != nil {
			t.Fatal(err)
		}
	}
	if w, err := s.DB.Outlooks().Put(t.Context(), b); err != nil || w.Rows != 30 {
		t.Fatalf("%+v, %v", w, err)
	}
}

// A store's regulars are those with most of their receipts there; who is erased or
// came again is neither shown nor counted as at risk, before the next recount too.
func TestRegulars_AreTheStoresOwn(t *testing.T) {
	t.Parallel()
	s := servertest.Open(t)
	for _, id := range []string{"S001", "S002"} {
		s.Must("PUT", "/v1/stores/"+id, `{"name":"A","kind":"urban","timezone":"UTC","currency":"EUR"}`)
	}
	knowThirty(t, s)
	r := Circles{Chain: Chain{DB: s.DB, Sight: s.Sight, Today: s.Today, Clock: s.Clock, Log: s.Log, Rest: s.Rest}}
	if v, err := r.Of(t.Context(), 1); err != nil || !v.Counted.IsZero() || v.Total != 0 {
		t.Errorf("before a recount: %+v, %v", v, err)
	}
	if err := r.recount(t.Context()); err != nil {
		t.Fatal(err)
	}
	at := func(store uint32) view.Regulars {
		t.Helper()
		v, err := r.Of(t.Context(), store)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	one, two := at(1), at(2)
	if one.Total != 20 || one.States[lifecycle.AtRisk] != 4 || len(one.Risk) != 4 || one.Risk[0].Worth.Mid < one.Risk[3].Worth.Mid || two.Total != 10 || len(two.Risk) != 2 {
		t.Errorf("got %+v and %+v", one, two)
	}
	if _, err := s.DB.Erase(t.Context(), one.Risk[0].ID, "test", retail.MicrosOf(s.Clock())); err != nil {
		t.Fatal(err)
	}
	left := at(1)
	if len(left.Risk) != 3 || left.Risk[0].ID == one.Risk[0].ID || left.States[lifecycle.AtRisk] != 3 || left.Total != 19 {
		t.Errorf("who was erased is still shown or counted: %+v", left)
	}
	again, err := s.DB.Outlooks().Find(t.Context(), one.Risk[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	again.State, again.Snapshot = lifecycle.Loyal, 2
	if w, err := s.DB.Outlooks().Put(t.Context(), learned.Batch{At: retail.MicrosOf(s.Clock()), Declared: customer.Consent(0).With(customer.ProfilePurpose, true), Rows: []outlook.Outlook{again}}); err != nil || w.Rows != 1 {
		t.Fatalf("%+v, %v", w, err)
	}
	if back := at(1); len(back.Risk) != 2 || back.States[lifecycle.AtRisk] != 2 || back.States[lifecycle.Loyal] != one.States[lifecycle.Loyal]+1 || back.Total != 19 {
		t.Errorf("who came again is still shown or counted: %+v", back)
	}
	if before := at(1); before.States[lifecycle.AtRisk] != 2 {
		t.Errorf("looking twice counts twice: %+v", before)
	}
}
