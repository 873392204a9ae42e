package learn

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/learn/extract"
	"sartor/internal/model/habit"
	"sartor/internal/model/lifetime"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// past is a journal in memory.
type past struct {
	entries  []touchpoint.Entry
	profiled map[retail.CustomerID]bool
	asked    int
}

func (p *past) Slice(_ context.Context, span extract.Span, after int64, most int) ([]touchpoint.Entry, error) {
	p.asked++
	from, to := max(after, span.First-1), min(span.Last, int64(len(p.entries)))
	return p.entries[from:min(to, from+int64(most))], nil
}

func (p *past) Profiled(_ context.Context, r int) (map[retail.CustomerID]bool, error) {
	out := maps.Clone(p.profiled)
	maps.DeleteFunc(out, func(id retail.CustomerID, _ bool) bool { return extract.RangeOf(id.Bucket()) != r })
	return out, nil
}

const (
	shoppers = 120
	goods    = 200
)

// days adds a receipt of every shopper on two of five days, of their own six
// products and a popular one; give says whose name it gets.
func (p *past) days(from, to int, give func(shopper int) int) {
	rng := rand.New(rand.NewPCG(uint64(from), 7))
	for day := from; day < to; day++ {
		for u := range shoppers {
			if (day+u)%5 < 2 {
				p.add(day, give(u), bought(u, rng))
			}
		}
	}
}

func bought(shopper int, rng *rand.Rand) (out touchpoint.Packed) {
	own := rand.New(rand.NewPCG(uint64(shopper), 3))
	put := func(product int) {
		out.Lines = append(out.Lines, touchpoint.PackedLine{Product: uint32(product), Quantity: retail.One, Amount: 100})
	}
	for range 6 {
		if product := 1 + own.IntN(goods); rng.IntN(2) == 0 {
			put(product)
		}
	}
	put(1 + rng.IntN(12))
	return out
}

func (p *past) add(day, shopper int, packed touchpoint.Packed) {
	seq := int64(len(p.entries) + 1)
	p.entries = append(p.entries, touchpoint.Entry{
		Position: touchpoint.Position{Seq: seq}, Kind: touchpoint.KindReceipt, Customer: retail.CustomerID(shopper + 1), Bucket: retail.CustomerID(shopper + 1).Bucket(), Store: 1,
		Day: retail.BusinessDay(20000 + day), Receipt: retail.ReceiptID(fmt.Sprint("R", seq)), Body: packed.Append(nil),
	})
}

func (p *past) takeBack(seq int64) {
	e := p.entries[seq-1]
	e.Position, e.Kind, e.Body = touchpoint.Position{Seq: int64(len(p.entries) + 1)}, touchpoint.KindVoid, touchpoint.VoidBody(seq)
	p.entries = append(p.entries, e)
}

func itself(u int) int { return u }

func newPast() *past {
	p := &past{profiled: map[retail.CustomerID]bool{}}
	for u := range shoppers {
		p.profiled[retail.CustomerID(u+1)] = true
	}
	return p
}

func catalogue() *retail.Catalogue {
	products := make([]retail.Product, 0, goods)
	for n := range goods {
		products = append(products, retail.Product{ID: retail.ProductID(fmt.Sprintf("P%03d", n+1)), Number: uint32(n + 1), Category: fmt.Sprint("C", n/10), Listed: true})
	}
	return retail.NewCatalogue(products, []retail.Store{{ID: "S1", Number: 1, Currency: "EUR", Zone: "UTC"}})
}

func (p *past) task(standing *Standing) Task {
	var older touchpoint.Position
	if standing != nil {
		older = standing.Through
	}
	newest := int64(len(p.entries))
	spans := extract.Cut(touchpoint.Position{Seq: newest}, older, newest, newest)
	return Task{History: p, Spans: spans, Chain: catalogue(), Standing: standing, Workers: 2, Now: func() time.Time { return time.Unix(0, 0) }}
}

func (p *past) run(t *testing.T, standing *Standing) Result {
	t.Helper()
	out, err := Run(t.Context(), p.task(standing))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func standingOf(r Result) *Standing { return &Standing{Models: r.Models, Through: r.Report.Through} }

// A batch whose receipts were given to customers by lot is refused, of later
// days or of the same ones; an honest batch of the same size is published.
func TestRun_RefusesAPoisonedBatch(t *testing.T) {
	t.Parallel()
	byLot := func(seed uint64) func(int) int {
		rng := rand.New(rand.NewPCG(seed, 11))
		return func(int) int { return rng.IntN(shoppers) }
	}
	for _, c := range []struct {
		name     string
		from, to int
		give     func(int) int
		want     bool
	}{
		{"honest", 60, 90, itself, true},
		{"a few honest days", 60, 63, itself, true},
		{"by lot, later days", 60, 90, byLot(1), false},
		{"by lot, the same days", 30, 60, byLot(2), false},
		{"by lot, one week", 60, 67, byLot(3), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPast()
			p.days(0, 60, itself)
			first := p.run(t, nil)
			if !first.Report.Published || first.Report.Through.Seq != int64(len(p.entries)) {
				t.Fatalf("first %+v", first.Report)
			}
			p.days(c.from, c.to, c.give)
			got := p.run(t, standingOf(first)).Report
			if got.Published != c.want || got.Since == nil || got.Standing.Customers < shoppers*3/4 {
				t.Errorf("published %v, want %v: %s", got.Published, c.want, got.Why)
			}
			if !c.want && !strings.Contains(got.Why, "least allowed") {
				t.Errorf("why %q", got.Why)
			}
		})
	}
}

// Each of the two comparisons refuses on its own.
func TestRun_RefusesAWorseModel(t *testing.T) {
	t.Parallel()
	score := func(recall float64) habit.Score {
		s := habit.Score{Customers: 100}
		s.Recall.Value, s.Recall.Low, s.Recall.High = recall, recall-.02, recall+.02
		return s
	}
	match := func(fresh, standing float64) habit.Match {
		return habit.Match{Fresh: score(fresh), Standing: score(standing)}
	}
	for _, c := range []struct {
		name        string
		same, since habit.Match
		want        bool
	}{
		{"as good", match(.3, .3), match(.2, .2), true},
		{"within the interval", match(.29, .3), match(.19, .2), true},
		{"worse on the same baskets", match(.27, .3), match(.2, .2), false},
		{"a little worse since", match(.3, .3), match(.15, .2), true},
		{"worse since", match(.3, .3), match(.14, .2), false},
		{"drifts by a twentieth", match(.3, .3), match(1.901, 2), true},
		{"drifts by more", match(.3, .3), match(1.899, 2), false},
		{"nobody came since", match(.3, .3), habit.Match{}, true},
		{"far lower than once, yet as good as what stands on the same", match(.1, .1), habit.Match{}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var r Report
			if r.decide(habit.Report{Same: c.same, Since: c.since}, &Standing{}); r.Published != c.want {
				t.Errorf("published %v: %s", r.Published, r.Why)
			}
		})
	}
}

// Learning twice from the same is no reason to refuse.
func TestRun_TheSameAgain(t *testing.T) {
	t.Parallel()
	p := newPast()
	p.days(0, 30, itself)
	first := p.run(t, nil)
	again := p.run(t, standingOf(first))
	if !again.Report.Published || again.Report.Since != nil || again.Report.Receipts != first.Report.Receipts {
		t.Errorf("%+v", again.Report)
	}
}

// Whatever the history lacks, there is a clear end and no figure that is none.
func TestRun_LittleToLearnFrom(t *testing.T) {
	t.Parallel()
	one := touchpoint.Packed{Lines: []touchpoint.PackedLine{{Product: 1, Quantity: retail.One, Amount: 1}}}
	training := one
	training.State = touchpoint.Training
	for _, c := range []struct {
		name     string
		fill     func(p *past)
		fails    string
		scorable int
	}{
		{"empty", func(*past) {}, "no basket to learn from", 0},
		{"training only", func(p *past) { p.add(1, 1, training) }, "no basket to learn from", 0},
		{"voided", func(p *past) { p.add(1, 1, one); p.takeBack(1) }, "no basket to learn from", 0},
		{"one receipt", func(p *past) { p.add(1, 1, one) }, "", 0},
		{"one customer", func(p *past) { p.days(0, 40, func(int) int { return 7 }) }, "", 1},
		{"only anonymous", func(p *past) { p.days(0, 20, func(int) int { return -1 }) }, "", 0},
		{"nobody consented", func(p *past) { p.days(0, 20, itself); clear(p.profiled) }, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPast()
			c.fill(p)
			out, err := Run(t.Context(), p.task(nil))
			if c.fails != "" {
				if err == nil || !strings.Contains(err.Error(), c.fails) {
					t.Fatalf("got %v", err)
				}
				return
			}
			if err != nil || out.Report.Scorable != c.scorable || !out.Report.Published {
				t.Fatalf("%+v, %v", out.Report, err)
			}
			finite(t, reflect.ValueOf(out.Report))
			if again := p.run(t, standingOf(out)); !again.Report.Published {
				t.Errorf("again: %s", again.Report.Why)
			} else {
				finite(t, reflect.ValueOf(again.Report))
			}
		})
	}
}

// finite fails on any figure in a report that is not a number.
func finite(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Float64:
		if math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0) {
			t.Errorf("%v in the report", v.Float())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			finite(t, v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			finite(t, v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			finite(t, v.Elem())
		}
	}
}

// What must not be inferred from stays out, and so do customers who did not agree.
func TestRun_LeavesOut(t *testing.T) {
	t.Parallel()
	p := newPast()
	p.days(0, 30, itself)
	for u := range shoppers / 2 {
		delete(p.profiled, retail.CustomerID(u+1))
	}
	chain := catalogue()
	products := slices.Clone(chain.Products)[1:]
	products[0].Restriction = retail.NoInference
	task := p.task(nil)
	task.Chain = retail.NewCatalogue(products, chain.Stores[1:])
	out, err := Run(t.Context(), task)
	if err != nil || out.Report.Customers != shoppers/2 || out.Models.Habit.Popularity(1) != 0 || out.Models.Habit.Popularity(2) == 0 {
		t.Errorf("%+v, popularity %d and %d, %v", out.Report, out.Models.Habit.Popularity(1), out.Models.Habit.Popularity(2), err)
	}
}

// Between looks at the journal and between ranges tills go first, and a run that
// is stopped ends there.
func TestRun_Pauses(t *testing.T) {
	t.Parallel()
	p := newPast()
	p.days(0, 420, itself)
	task := p.task(nil)
	task.Spans = task.Spans[:1]
	task.Spans[0].Last = int64(len(p.entries))
	var seen []int64
	task.Pause = func(_ context.Context, receipts int64) error {
		seen = append(seen, receipts)
		return nil
	}
	looks := len(p.entries)/lookSize + 1
	if _, err := Run(t.Context(), task); err != nil || len(seen) != looks+extract.Ranges || seen[0] != lookSize || seen[len(seen)-1] != int64(len(p.entries)) {
		t.Errorf("paused at %v of %d, %v", seen, len(p.entries), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	task.Pause = func(context.Context, int64) error { cancel(); return ctx.Err() }
	p.asked, task.Pieces = 0, nil
	if _, err := Run(ctx, task); err == nil || p.asked != 1 {
		t.Errorf("a stopped run went on: %d looks, %v", p.asked, err)
	}
}

// Slices and workers change nothing of what is learned.
func TestRun_TheSameHoweverItIsCut(t *testing.T) {
	t.Parallel()
	p := newPast()
	p.days(0, 60, itself)
	p.takeBack(7)
	want := p.run(t, nil)
	for _, width := range []int64{1, 2, 5} {
		task := p.task(nil)
		whole := task.Spans[0]
		task.Spans, task.Workers = nil, int(width)
		for at, n := int64(1), whole.Last/width+1; at <= whole.Last; at += n {
			task.Spans = append(task.Spans, extract.Span{First: at, Last: min(whole.Last, at+n-1), Through: whole.Through})
		}
		got, err := Run(t.Context(), task)
		if err != nil || !slices.Equal(got.Body, want.Body) || got.Report.Receipts != want.Report.Receipts {
			t.Errorf("%d slices, %d workers: another snapshot, %v", len(task.Spans), task.Workers, err)
		}
	}
}

func TestLoad_ReadsWhatRunStored(t *testing.T) {
	t.Parallel()
	p := newPast()
	p.days(0, 20, itself)
	out := p.run(t, nil)
	const report = `{"receipts":7,"through":{"epoch":1,"seq":9}}`
	check := func(what string, body []byte, want Models) {
		t.Helper()
		m, r, err := Load(body, report)
		if err != nil || r.Receipts != 7 || r.Through.Seq != 9 || !slices.Equal(m.Habit.Append(nil), want.Habit.Append(nil)) ||
			!reflect.DeepEqual(m.Lifetime, want.Lifetime) || (m.Season == nil) != (want.Season == nil) || m.Season != nil && !slices.Equal(m.Season.Append(nil), want.Season.Append(nil)) {
			t.Errorf("%s: %+v, %v", what, r, err)
		}
	}
	check("what a run stored", out.Body, out.Models)
	old, err := squeeze(out.Models.Habit.Append(nil))
	if err != nil {
		t.Fatal(err)
	}
	check("before there were parts", old, Models{Habit: out.Models.Habit})
	full := Models{Habit: out.Models.Habit, Season: out.Models.Season, Lifetime: &outlook.Models{
		Purchases: lifetime.Model{K: 2, R: .1 + .2, Alpha: 2, A: 1, B: 3}, Spend: &lifetime.Spend{P: 1.0 / 3, Q: 4, Gamma: 15}, Days: 364,
	}}
	body, err := full.Pack()
	if err != nil {
		t.Fatal(err)
	}
	check("all parts", body, full)
	later := append(append(slices.Clone(body), 5), "later"...)
	check("a part of a later program", append(append(later, byte(len(old)&0x7f|0x80), byte(len(old)>>7&0x7f|0x80), byte(len(old)>>14)), old...), full)
	for name, bad := range map[string][]byte{
		"nothing": nil, "no gzip": []byte("no gzip"), "no parts": []byte(container), "a name without an end": append([]byte(container), 200),
		"half of it": body[:len(body)/2], "a habit that is none": append(append([]byte(container), 5), "habit\x01x"...),
	} {
		if m, _, err := Load(bad, "{}"); err == nil || m.Habit != nil {
			t.Errorf("%s was read", name)
		}
	}
}
