package coming

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"sartor/internal/model/lifetime"
	"sartor/internal/model/lifetime/chance"
	"sartor/internal/model/lifetime/contest"
)

// steady are customers after MBG/NBD's own heart: constant rates, leaving by lot.
func steady(n int, until int32, seed uint64) *contest.Book {
	rng := rand.New(rand.NewPCG(seed, 1))
	var b contest.Book
	for range n {
		day := rng.Float64() * float64(until)
		rate := rng.ExpFloat64()/40 + .002
		days := []int32{int32(day)}
		for leave := rng.Float64() * .2; rng.Float64() >= leave; {
			if day += rng.ExpFloat64() / rate; day > float64(until) {
				break
			}
			days = append(days, int32(day))
		}
		b.Add(days)
	}
	return &b
}

// bursts are customers who come for weeks in a row and stay away for months.
func bursts(n int, until int32, seed uint64) *contest.Book {
	rng := rand.New(rand.NewPCG(seed, 2))
	var b contest.Book
	for range n {
		var days []int32
		for day := rng.Float64() * 120; day < float64(until); day += 60 + 90*rng.ExpFloat64() {
			if rng.Float64() < .12 && len(days) > 0 {
				break // left for good
			}
			for range 3 + rng.IntN(5) {
				days = append(days, int32(day))
				day += 1 + 6*rng.ExpFloat64()
			}
		}
		b.Add(slices.DeleteFunc(days, func(d int32) bool { return d > until }))
	}
	return &b
}

func fitted(t *testing.T, b *contest.Book, until int32) lifetime.Model {
	t.Helper()
	rows, err := lifetime.Count(b.Histories(until), 2)
	if err != nil {
		t.Fatal(err)
	}
	fit, err := rows.Fit(lifetime.Model{Kind: lifetime.MBG, K: 1}, 2)
	if err != nil {
		t.Fatal(err)
	}
	return fit.Model
}

func learned(t *testing.T, b *contest.Book, a Ask) (*chance.Model, Report) {
	t.Helper()
	m, r, err := Fit(b, a)
	if err != nil {
		t.Fatal(err)
	}
	return m, r
}

// TestFit_FindsBursts: what no renewal law knows is learned, and is right on weeks that
// nobody has seen.
func TestFit_FindsBursts(t *testing.T) {
	t.Parallel()
	const until, ahead = 500, 28
	all := bursts(2000, until+ahead, 1)
	base := fitted(t, all, until)
	m, r := learned(t, all, Ask{Until: until, Days: ahead, Base: base, Workers: 2})
	if m == nil || r.Verdict != Learned || !(r.Beyond.High < 0) || r.InUse() != r.Trees || r.Held != 3 {
		t.Fatalf("%+v", r)
	}
	var was, is []chance.Told
	for _, c := range all.Cases(until, ahead) {
		past, p := chance.PastOf(all.Of(c.Customer), until), base.Posterior(c.History).Buys(ahead)
		was, is = append(was, chance.Told{Chance: p, Bought: c.Bought > 0}), append(is, chance.Told{Chance: m.Of(&past, p), Bought: c.Bought > 0})
	}
	before, after := chance.Judge(was), chance.Judge(is)
	t.Logf("calibration error %.4f, learned %.4f, of a perfect forecast %.4f; log score %.4f and %.4f", before.ECE, after.ECE, after.Luck, before.LogScore, after.LogScore)
	if after.ECE > .03 || before.ECE < .05 || after.LogScore > before.LogScore-.02 {
		t.Errorf("learned %+v, before %+v", after, before)
	}
}

// TestFit_LeavesWhatIsRight: where the model of lifetimes is true, it stands.
func TestFit_LeavesWhatIsRight(t *testing.T) {
	t.Parallel()
	b := steady(4000, 500, 3)
	m, r := learned(t, b, Ask{Until: 500, Days: 28, Base: fitted(t, b, 500), Workers: 2})
	if m != nil || r.Verdict != NotBetter || r.InUse() != r.Base || r.Trees == nil {
		t.Errorf("%+v", r)
	}
	past := chance.PastOf(b.Of(7), 500)
	if got := m.Of(&past, .375); got != .375 {
		t.Errorf("no model makes .375 %v", got)
	}
}

// TestFit_SeesNothingThatCame: purchases behind the day change nothing, and who judges
// has learned from nothing that came after the first day judged from.
func TestFit_SeesNothingThatCame(t *testing.T) {
	t.Parallel()
	const until = 500
	whole := bursts(1000, until+60, 5)
	known := &contest.Book{}
	for i := range whole.Customers() {
		known.Add(slices.DeleteFunc(slices.Clone(whole.Of(i)), func(d int32) bool { return d > until }))
	}
	ask := Ask{Until: until, Days: 28, Base: fitted(t, known, until), Workers: 2}
	m, r := learned(t, whole, ask)
	m2, r2 := learned(t, known, ask)
	if m == nil || !reflect.DeepEqual(r, r2) || !bytes.Equal(text(t, m), text(t, m2)) {
		t.Errorf("with what came %+v, without %+v", r, r2)
	}
	for _, days := range []int{7, 28, 91, 182, 364} {
		for _, end := range []int32{150, 200, 500, 1500} {
			f := fitting{Ask: Ask{Until: end, Days: days}, book: known}
			holds(t, f.plan(1), int32(days), end)
			holds(t, f.plan(3), int32(days), end)
		}
	}
}

func holds(t *testing.T, p plan, days, end int32) {
	t.Helper()
	for _, day := range p.held {
		if day+days > end || len(p.before) > 0 && p.before[0]+days > day {
			t.Errorf("%d days ahead of %d: judged from %v, by what was learned from %v", days, end, p.held, p.before)
		}
	}
	if len(p.all) > 0 && p.all[0]+days > end {
		t.Errorf("%d days ahead of %d: learned from %v", days, end, p.all)
	}
}

// TestFit_SameForAnyWorkers, and the same again.
func TestFit_SameForAnyWorkers(t *testing.T) {
	t.Parallel()
	b := bursts(1000, 450, 6)
	ask := Ask{Until: 450, Days: 28, Base: fitted(t, b, 450)}
	var want []byte
	for _, workers := range []int{1, 3} {
		ask.Workers = workers
		m, _ := learned(t, b, ask)
		if got := text(t, m); want == nil {
			want = got
		} else if !bytes.Equal(got, want) {
			t.Errorf("%d workers learn another model", workers)
		}
	}
}

// TestFit_Short says so where there is too little, and judges what it can.
func TestFit_Short(t *testing.T) {
	t.Parallel()
	b := bursts(1000, 500, 7)
	base := fitted(t, b, 500)
	for _, c := range []struct {
		until  int32
		days   int
		judged bool
	}{{500, 364, true}, {100, 28, false}, {112, 28, true}, {195, 28, true}} {
		m, r := learned(t, b, Ask{Until: c.until, Days: c.days, Base: base, Workers: 2})
		if m != nil || r.Verdict != Short || (r.Base != nil) != c.judged || r.Trees != nil {
			t.Errorf("%d days ahead of %d: %+v", c.days, c.until, r)
		}
	}
	if m, r := learned(t, &contest.Book{}, Ask{Until: 500, Days: 28, Base: base}); m != nil || r.Verdict != Short {
		t.Errorf("of nobody %+v", r)
	}
}

func text(t *testing.T, m *chance.Model) []byte {
	t.Helper()
	out, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAlive: borne out where customers come often, and not where they come rarely.
func TestAlive(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		gap  float64
		want bool
	}{{8, true}, {150, false}} {
		rng := rand.New(rand.NewPCG(3, 3))
		var b contest.Book
		for range 2000 {
			day := 300 * rng.Float64()
			days := []int32{int32(day)}
			for rng.Float64() > .06 && day < 600 {
				day += 1 + c.gap*rng.ExpFloat64()
				days = append(days, int32(day))
			}
			b.Add(slices.DeleteFunc(days, func(d int32) bool { return d > 600 }))
		}
		holds, j, err := Alive(&b, Ask{Until: 600, Base: fitted(t, &b, 600), Workers: 2})
		if err != nil || j == nil || holds != c.want {
			t.Errorf("a purchase each %v days: %v, %+v, %v", c.gap, holds, j, err)
		}
	}
	b := steady(1000, 150, 1)
	if holds, j, err := Alive(b, Ask{Until: 150, Base: fitted(t, b, 150), Workers: 2}); holds || j != nil || err != nil {
		t.Errorf("150 days bear nothing out: %v, %+v, %v", holds, j, err)
	}
}
