package dbtest

import (
	"fmt"
	"slices"
	"testing"

	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/db/learned"
	"sartor/internal/fault"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// expected is an outlook of somebody who stands there on a day.
func expected(id retail.CustomerID, day retail.BusinessDay, state lifecycle.State, value retail.Minor) outlook.Outlook {
	o := outlook.Outlook{
		Customer: id, Snapshot: 1, Day: day, Purchases: 3, Recency: 20, Age: 30, Horizon: 91, Alive: .75, AliveKnown: true, AliveHolds: true, SoonDays: 28, Soon: .5, Left: .75,
		Expected: 4.5, NoPurchase: .25, Spend: 1500, Value: value, Low: 0, High: 3 * value, Error: value / 2,
		State: state, Since: day, Rule: lifecycle.Steady, Band: lifecycle.Low, Next: []outlook.Want{{Product: 1, Chance: .5, Score: 2}},
	}
	if value >= 10_000 {
		o.Band = lifecycle.High
	}
	return o
}

// people makes customers of a card each.
func people(t *testing.T, c *chain, n int) (out []retail.CustomerID) {
	t.Helper()
	for i := range n {
		name := receiptID("crowd", i)
		c.close(t, c.sale(name, card(name)))
		out = append(out, got(c.FindCustomer(t.Context(), card(name)))(t))
	}
	c.follow(t)
	slices.Sort(out)
	return out
}

func put(t *testing.T, d *db.DB, at retail.Micros, rows ...outlook.Outlook) learned.Written {
	t.Helper()
	return got(d.Outlooks().Put(t.Context(), learned.Batch{At: at, Declared: everybody(), Rows: rows}))(t)
}

// recounted holds the sums against a plain count of the outlooks.
func recounted(t *testing.T, d *db.DB) []outlook.Size {
	t.Helper()
	of := map[string]outlook.Size{}
	for bucket := range 1024 {
		for _, o := range got(d.Outlooks().Bucket(t.Context(), bucket, learned.Page{Most: 1000}))(t) {
			key := string(o.State) + " " + string(o.Band)
			s := of[key]
			sd := float64(o.Error / 100)
			of[key] = outlook.Size{
				State: o.State, Band: o.Band, Customers: s.Customers + 1, Value: s.Value + o.Value, Variance: s.Variance + 1e4*sd*sd,
				LastDay: s.LastDay + int64(o.Day) - int64(o.Idle()), Expected: s.Expected + o.Expected, Spend: s.Spend + o.Spend,
			}
		}
	}
	sizes := got(d.Outlooks().Sizes(t.Context()))(t)
	if len(sizes) != len(of) {
		t.Errorf("%d segments have sums, %d have customers", len(sizes), len(of))
	}
	for _, s := range sizes {
		want := of[string(s.State)+" "+string(s.Band)]
		if want.Day = s.Day; s != want {
			t.Errorf("the sums are\n%+v, a recount is\n%+v", s, want)
		}
	}
	return sizes
}

func bySegment(flows []outlook.Flow) (out []string) {
	for _, f := range flows {
		out = append(out, fmt.Sprintf("%s %s→%s %d", f.Kind, f.From, f.To, f.Customers))
	}
	slices.Sort(out)
	return out
}

func members(t *testing.T, d *db.DB, in learned.Segment, on retail.BusinessDay) (out []retail.CustomerID) {
	t.Helper()
	page := learned.Page{Most: 2}
	for {
		some := got(d.Outlooks().Members(t.Context(), in, on, page))(t)
		for i := range some {
			out = append(out, some[i].Customer)
		}
		if len(some) < page.Most {
			return out
		}
		page.After = out[len(out)-1]
	}
}

// outlooks: an outlook, its move and the sums are one; the same again changes
// nothing; who was where on a day has an answer afterwards.
func outlooks(t *testing.T, url string) {
	var who []retail.CustomerID
	const march = retail.BusinessDay(20_000)
	d := reopened(t, url, func(d *db.DB) {
		who = people(t, newChain(t, d, nil, nil), 5)
		first := make([]outlook.Outlook, len(who))
		for i, id := range who {
			first[i] = expected(id, march, lifecycle.Loyal, retail.Minor(5000+2000*i)) // the last two are high
		}
		if w := put(t, d, 100, first...); w != (learned.Written{Rows: 5, Moved: 5, Judged: 5}) {
			t.Errorf("the first time it wrote %+v", w)
		}
		if w := put(t, d, 200, first...); w != (learned.Written{Same: 5, Judged: 5}) {
			t.Errorf("the same again wrote %+v", w)
		}
		later := expected(who[0], march+10, lifecycle.AtRisk, 4000)
		same := expected(who[1], march+10, lifecycle.Loyal, 7500)
		if w := put(t, d, 300, later, same); w != (learned.Written{Rows: 2, Moved: 1, Judged: 2}) {
			t.Errorf("ten days later it wrote %+v", w)
		}
		put(t, d, 300, expected(who[0], march+20, lifecycle.Lapsed, 100)) // by the same clock
	})
	sizes := recounted(t, d)
	if len(sizes) != 3 || sizes[0].State != lifecycle.Lapsed || sizes[1].Band != lifecycle.High || sizes[2].Customers != 2 {
		t.Errorf("the sizes are %+v", sizes)
	}
	wereIn(t, d, who, march)
	if got := bySegment(got(d.Outlooks().Flows(t.Context(), march, march+20))(t)); !slices.Equal(got, []string{"state at_risk→lapsed 1", "state loyal→at_risk 1"}) {
		t.Errorf("moved after the first day: %v", got)
	}
	moves := got(d.Outlooks().Moves(t.Context(), who[0], 9))(t)
	if len(moves) != 3 || moves[0].State != lifecycle.Lapsed || moves[0].From != lifecycle.AtRisk || moves[2].From != "" || moves[1].Day != march+10 || moves[0].At <= moves[1].At {
		t.Errorf("the moves of the first are %+v", moves)
	}
	one := got(d.Outlooks().Find(t.Context(), who[1]))(t)
	if one.Value != 7500 || one.Day != march+10 || len(one.Next) != 1 {
		t.Errorf("expected of the second is %+v", one)
	}
	row, person := got(d.Customer(t.Context(), who[1]))(t), got(d.Person(t.Context(), card(got(d.Customer(t.Context(), who[1]))(t).Identifiers[0].Value), 0))(t)
	if row.Outlook == nil || person.Outlook == nil || row.Outlook.Value != 7500 || person.Outlook.Next[0].Product != 1 {
		t.Errorf("with the profile came %+v and %+v", row.Outlook, person.Outlook)
	}
	if _, err := d.Outlooks().Find(t.Context(), who[1]+1024); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an outlook of nobody answered %v", err)
	}
}

// wereIn asks who was where on the days of outlooks.
func wereIn(t *testing.T, d *db.DB, who []retail.CustomerID, march retail.BusinessDay) {
	t.Helper()
	for _, c := range []struct {
		in   learned.Segment
		on   retail.BusinessDay
		want []retail.CustomerID
	}{
		{learned.Segment{State: lifecycle.Loyal}, march - 1, nil},
		{learned.Segment{State: lifecycle.Loyal}, march, who},
		{learned.Segment{State: lifecycle.Loyal}, march + 9, who},
		{learned.Segment{State: lifecycle.Loyal}, march + 10, who[1:]},
		{learned.Segment{State: lifecycle.AtRisk}, march + 19, who[:1]},
		{learned.Segment{State: lifecycle.AtRisk}, march + 20, nil},
		{learned.Segment{State: lifecycle.Lapsed}, march + 99, who[:1]},
		{learned.Segment{Band: lifecycle.High}, march + 99, who[3:]},
		{learned.Segment{Band: lifecycle.Low}, march, who[:3]},
	} {
		if got := members(t, d, c.in, c.on); !slices.Equal(got, c.want) {
			t.Errorf("in %+v on %d were %v, want %v", c.in, c.on, got, c.want)
		}
	}
}

// outlooksForgotten: a withdrawal, an erasure and a withdrawn default take outlook
// and moves, the sums follow, and past sizes stay.
func outlooksForgotten(t *testing.T, url string) {
	const day = retail.BusinessDay(20_000)
	var who []retail.CustomerID
	d := reopened(t, url, func(d *db.DB) {
		who = people(t, newChain(t, d, nil, nil), 4)
		for _, id := range who {
			put(t, d, 100, expected(id, day, lifecycle.Loyal, 9000))
		}
		say := func(id retail.CustomerID, granted bool, at retail.Micros) {
			must(t, d.SetConsent(t.Context(), id, db.ConsentAnswer{Purpose: customer.ProfilePurpose, Granted: granted, At: at}))
		}
		say(who[0], false, 10)
		got(d.Erase(t.Context(), who[1], "desk", 20))(t)
		say(who[2], true, 30)
	})
	recounted(t, d)
	none := func(id retail.CustomerID) {
		t.Helper()
		if _, err := d.Outlooks().Find(t.Context(), id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("what is expected of %s answered %v", id, err)
		}
		if moves := got(d.Outlooks().Moves(t.Context(), id, 9))(t); len(moves) != 0 {
			t.Errorf("the moves of %s are still %+v", id, moves)
		}
	}
	none(who[0])
	none(who[1])
	if w := put(t, d, 200, expected(who[0], day+1, lifecycle.Loyal, 1), expected(who[1], day+1, lifecycle.Loyal, 1)); w.Kept != 2 || w.Rows != 0 {
		t.Errorf("outlooks of those who do not allow it: %+v", w)
	}
	none(who[0])
	ask := func(id retail.CustomerID) learned.Written {
		rows := []outlook.Outlook{expected(id, day+2, lifecycle.AtRisk, 8000)}
		return got(d.Outlooks().Put(t.Context(), learned.Batch{At: 300, Rows: rows}))(t)
	}
	if w := ask(who[3]); w.Kept != 1 { // the chain's default is withdrawn, and not yet followed
		t.Errorf("without a default it wrote %+v about who never answered", w)
	}
	got(d.Rebuild(t.Context(), customer.Consent(0)))(t)
	none(who[3])
	if got(d.Outlooks().Find(t.Context(), who[2]))(t).Value != 9000 {
		t.Error("an own answer does not keep what is expected")
	}
	if w := ask(who[2]); w.Rows != 1 || w.Moved != 1 {
		t.Errorf("without a default it wrote %+v about who allowed it", w)
	}
	if sizes := recounted(t, d); len(sizes) != 1 || sizes[0].Customers != 1 {
		t.Errorf("left are %+v", sizes)
	}
	leftAndRefused(t, d, who[2])
}

// leftAndRefused looks at what is noted of those who left, and at what is never written.
func leftAndRefused(t *testing.T, d *db.DB, who retail.CustomerID) {
	t.Helper()
	const day = retail.BusinessDay(20_000)
	left := int64(0)
	for _, f := range got(d.Outlooks().Flows(t.Context(), 0, day+9))(t) {
		if f.Kind == "state" && f.From == "loyal" && f.To == "" {
			left += f.Customers
		}
	}
	if left != 3 {
		t.Errorf("%d are noted to have left the records, want 3", left)
	}
	bad := expected(who, day, "asleep", 1)
	if _, err := d.Outlooks().Put(t.Context(), learned.Batch{Rows: []outlook.Outlook{bad}}); err == nil {
		t.Error("a state that does not exist was written")
	}
	if _, err := d.Outlooks().Put(t.Context(), learned.Batch{Rows: make([]outlook.Outlook, learned.MostBatch+1)}); err == nil {
		t.Error("a batch beyond its bound was written")
	}
}
