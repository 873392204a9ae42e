package learn

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"sartor/internal/learn/extract"
	"sartor/internal/model/basket"
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
	order, report, err := Order(t.Context(), task, result.Models.Habit, nil)
	if err != nil || order == nil || !report.Outcome.New || report.Outcome.Kept || report.Name != wants.Additive || report.Of != 1 || report.Gain.Recall10.Low <= 0 {
		t.Fatalf("%+v, %+v, %v", order, report, err)
	}
	again, report, err := Order(t.Context(), task, result.Models.Habit, order)
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
	stands := &wants.Model{}
	if order, report, err := Order(t.Context(), task, result.Models.Habit, stands); err != nil || order != stands || !report.Outcome.Kept || report.Outcome.New || report.Outcome.Why == "" {
		t.Errorf("%+v, %+v, %v", order, report, err)
	}
	if base, err := MakeBase(t.Context(), task, result.Models.Habit, nil); err != nil || base != nil {
		t.Errorf("a base without an order: %v, %v", base, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := Order(ctx, task, result.Models.Habit, nil); err == nil {
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

func TestEvery(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{0: 1, 1: 1, mostBase: 1, mostBase + 1: 2, 767_401: 77} {
		if got := every(n); got != want {
			t.Errorf("of %d customers one in %d, want %d", n, got, want)
		}
	}
}
