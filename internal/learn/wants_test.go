package learn

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"sartor/internal/learn/extract"
	"sartor/internal/model/basket"
	"sartor/internal/model/trial"
	"sartor/internal/model/wants"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// circles is a past of n customers in ten circles: what a circle buys moves on every 16
// days, so that others of it tell what comes next better than own habits do.
func circles(n int) *past {
	p := &past{profiled: map[retail.CustomerID]bool{}}
	rng := rand.New(rand.NewPCG(5, 3))
	for day := range 160 {
		for u := range n {
			p.profiled[retail.CustomerID(u+1)] = true
			if b := circle(u, day, rng); rng.IntN(14) == 0 && len(b.Lines) > 0 {
				p.add(day, u, b)
			}
		}
	}
	return p
}

func circle(u, day int, rng *rand.Rand) (b touchpoint.Packed) {
	for k := range 4 {
		if product := 10 + u%10*10 + (day/16+k)%10; rng.IntN(5) < 3 {
			b.Lines = append(b.Lines, touchpoint.PackedLine{Product: uint32(product), Quantity: retail.One, Amount: 100})
		}
	}
	return b
}

func TestPlain_LargeChainsGoWithoutTrees(t *testing.T) {
	t.Parallel()
	if plain(mostRanked) != "" || plain(mostRanked+1) == "" {
		t.Errorf("at %d customers: %q; at one more: %q", mostRanked, plain(mostRanked), plain(mostRanked+1))
	}
}

// The order that is learned is the one that lists are made by, is kept with its snapshot,
// and what stood is kept where the new one is worse.
func TestOrder(t *testing.T) {
	t.Parallel()
	p := circles(160)
	delete(p.profiled, 7)
	result := p.run(t, nil)
	task := p.task(nil)
	var err error
	if task.Pieces, err = inMemory(t.Context(), &task); err != nil {
		t.Fatal(err)
	}
	order, report, err := Order(t.Context(), task, result.Models.Habit, wants.Standing{})
	if err != nil || order == nil || !report.Outcome.New || report.Outcome.Kept || report.Name != wants.Additive || report.Of != 1 || report.Gain.Recall10.Low <= 0 {
		t.Fatalf("%+v, %+v, %v", order, report, err)
	}
	again, report, err := Order(t.Context(), task, result.Models.Habit, wants.Standing{Model: order, Learned: report.Learned})
	if err != nil || again == nil || report.Standing == nil || report.Outcome.New == report.Outcome.Kept {
		t.Errorf("%+v, %+v, %v", again, report, err)
	}
	result.Models.Wants = order
	body, err := result.Models.Pack()
	if err != nil {
		t.Fatal(err)
	}
	if back, _, err := Load(body, "{}"); err != nil || back.Wants == nil || !slices.Equal(back.Wants.Append(nil), order.Append(nil)) {
		t.Errorf("the order came back as %+v, %v", back.Wants, err)
	}
	base, err := MakeBase(t.Context(), task, result.Models.Habit, order)
	if err != nil || base == nil || base.selfOf(7) != basket.Anonymous || base.selfOf(8) == basket.Anonymous || len(base.self) > 159 {
		t.Fatalf("%+v, %v", base, err)
	}
	p.comparesLists(t, Look{Models: result.Models, Base: base})
}

// A report from before anybody asked what an order was learned from is read carefully: what
// was kept then had been judged by baskets it knew, so that nothing is held against it.
func TestReport_LearnedOf(t *testing.T) {
	t.Parallel()
	score := trial.Score{Name: "trees", Recall10: trial.Estimate{Value: .4}}
	old := func(fresh bool) *WantsReport {
		return &WantsReport{Outcome: Outcome{New: fresh, Kept: !fresh}, Report: wants.Report{InUse: score}}
	}
	now := old(true)
	now.Learned = wants.Learned{Through: 7}
	for name, c := range map[string]struct {
		of   *WantsReport
		want wants.Learned
	}{
		"none": {}, "told": {now, now.Learned},
		"old and new then": {old(true), wants.Learned{Through: 20_787, Score: score}}, "old and kept": {old(false), wants.Learned{Through: 20_787}},
	} {
		r := Report{LastDay: retail.BusinessDay(20_787).String(), Wants: c.of}
		if got := r.LearnedOf(); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// comparesLists looks with the base and without: lists by the order hold what the circle
// has moved on to.
func (p *past) comparesLists(t *testing.T, l Look) {
	t.Helper()
	l.Models.Lifetime, _ = moneyOf(regulars(1, 400)).purchases(2, nil)
	l.Day, l.Workers, l.Was = 20_160, 1, func(retail.CustomerID) *outlook.Outlook { return nil }
	ordered := p.looked(t, l)
	l.Base = nil
	plain := p.looked(t, l)
	ahead, behind := 0, 0
	for id, o := range ordered {
		for i, w := range o.Next {
			if i > 0 && w.Score > o.Next[i-1].Score {
				t.Fatalf("%s: place %d before one that scores less: %+v", id, i, o.Next)
			}
		}
		now := uint32(10 + (int(id)-1)%10*10 + (159/16+3)%10)
		ahead, behind = ahead+among(o.Next, now), behind+among(plain[id].Next, now)
		if o.Next = plain[id].Next; o.Value != plain[id].Value || o.State != plain[id].State {
			t.Errorf("%s: the lists changed more than themselves: %+v, %+v", id, o, plain[id])
		}
	}
	if ahead < behind+behind/4 || ahead < len(ordered)/4 {
		t.Errorf("%d of %d lists have among the first four what the circle has just come to, by habits %d", ahead, len(ordered), behind)
	}
}

func among(list []outlook.Want, product uint32) int {
	if slices.ContainsFunc(list[:min(4, len(list))], func(w outlook.Want) bool { return w.Product == product }) {
		return 1
	}
	return 0
}

// Too young a chain keeps what stands, and says what it needs.
func TestOrder_Few(t *testing.T) {
	t.Parallel()
	p := newPast()
	p.days(0, 12, itself)
	result := p.run(t, nil)
	task := p.task(nil)
	var err error
	if task.Pieces, err = inMemory(t.Context(), &task); err != nil {
		t.Fatal(err)
	}
	stands := wants.Standing{Model: &wants.Model{}, Learned: wants.Learned{Through: 7}}
	if order, report, err := Order(t.Context(), task, result.Models.Habit, stands); err != nil || order != stands.Model || report.Learned != stands.Learned || !report.Outcome.Kept || report.Outcome.New || report.Outcome.Why == "" {
		t.Errorf("%+v, %+v, %v", order, report, err)
	}
	if base, err := MakeBase(t.Context(), task, result.Models.Habit, nil); err != nil || base != nil {
		t.Errorf("a base without an order: %v, %v", base, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := Order(ctx, task, result.Models.Habit, wants.Standing{}); err == nil {
		t.Error("it went on after it was stopped")
	}
}

func TestPastOf(t *testing.T) {
	t.Parallel()
	rows := []extract.Row{
		{Day: 1, Store: 1, Products: []uint32{3, 5}}, {Day: 1, Store: 1, Products: []uint32{4, 5}}, {Day: 1, Store: 2, Products: []uint32{9}},
		{Day: 2, Store: 2, Back: 50}, {Day: 4, Store: 1, Products: []uint32{3}}, {Day: 6, Store: 8, Products: []uint32{7}},
	}
	var past basket.Past
	if store := pastOf(rows, 5, &past); store != 1 || !slices.Equal(past.Days, []int32{1, 1, 4}) || !slices.Equal(past.Sets[0], []uint32{3, 4, 5}) || past.Len() != 3 {
		t.Errorf("store %d, %+v", store, past)
	}
	if !slices.Equal(rows[0].Products, []uint32{3, 5}) {
		t.Error("the rows were changed")
	}
}

func TestOrderTime(t *testing.T) {
	t.Parallel()
	for customers, want := range map[int]time.Duration{0: 2 * time.Minute, 4_372: 163_720 * time.Millisecond, 48_000: 10 * time.Minute, 48_001: 10 * time.Minute, 250_000_000: 10 * time.Minute} {
		if got := orderTime(customers); got != want {
			t.Errorf("%d customers have %v, want %v", customers, got, want)
		}
	}
}

func TestEvery(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{0: 1, 1: 1, mostBase: 1, mostBase + 1: 2, 767_401: 77} {
		if got := every(n); got != want {
			t.Errorf("of %d customers one in %d, want %d", n, got, want)
		}
	}
}

// A list stays until its customer comes again, another order ranks, or the day of the
// week comes on which it is made anew.
func TestOutlooks_ListsThatStay(t *testing.T) {
	t.Parallel()
	b := batch{Look: Look{Day: 100, Keeps: func(was *outlook.Outlook) bool { return was.Snapshot == 7 }}}
	quiet := []extract.Row{{Day: 90}, {Day: 95}}
	old := func() *outlook.Outlook {
		return &outlook.Outlook{Customer: 5, Snapshot: 7, Day: 99, Next: []outlook.Want{{Product: 1}}}
	}
	turn := retail.BusinessDay(spread(5) % 7)
	for (b.Day+turn)%7 == 0 {
		b.Day, quiet[1].Day = b.Day+1, quiet[1].Day+1
	}
	was := old()
	was.Day = b.Day - 1
	if !b.kept(was, quiet) {
		t.Fatalf("of day %d, made anew on day %d", was.Day, b.Day)
	}
	for name, c := range map[string]struct {
		was  *outlook.Outlook
		rows []extract.Row
		day  retail.BusinessDay
	}{
		"nothing stood":         {nil, quiet, b.Day},
		"a list of nothing":     {&outlook.Outlook{Customer: 5, Snapshot: 7, Day: was.Day}, quiet, b.Day},
		"another order":         {&outlook.Outlook{Customer: 5, Snapshot: 8, Day: was.Day, Next: was.Next}, quiet, b.Day},
		"they came":             {was, append(quiet[:2:2], extract.Row{Day: int32(was.Day) + 1}), b.Day},
		"a receipt that is new": {was, append(quiet[:2:2], extract.Row{Day: 80, Fresh: true}), b.Day},
		"a week later":          {was, quiet, b.Day + 7},
		"a day before":          {was, quiet, was.Day - 1},
	} {
		at := b
		at.Day = c.day
		if at.kept(c.was, c.rows) {
			t.Errorf("%s: the list stays", name)
		}
	}
	anew := 0
	for day := range retail.BusinessDay(7) {
		at := b
		at.Day = b.Day + day
		was.Day = at.Day - 1
		if !at.kept(was, quiet) {
			anew++
		}
	}
	if anew != 1 {
		t.Errorf("made anew on %d days of a week, want 1", anew)
	}
	if b.Keeps = nil; b.kept(was, quiet) {
		t.Error("it stays though nobody says that it may")
	}
}
