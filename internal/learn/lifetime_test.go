package learn

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sartor/internal/learn/extract"
	"sartor/internal/model/lifetime"
	"sartor/internal/model/lifetime/contest"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// regulars draws the purchase days of customers who come at random, each at a
// pace of their own, and leave after a purchase with a chance of .05.
func regulars(seed uint64, customers int) (out [][]extract.Row) {
	rng := rand.New(rand.NewPCG(seed, 3))
	for range customers {
		day, gap := float64(rng.IntN(300)), 7+rng.ExpFloat64()*20
		worth := retail.Minor(500 + rng.IntN(3000))
		var rows []extract.Row
		for day < 730 {
			rows = append(rows, extract.Row{Customer: 1, Day: 20_000 + int32(day), Products: []uint32{1}, Amounts: []retail.Minor{worth + retail.Minor(rng.IntN(400))}})
			if day += 1 + rng.ExpFloat64()*gap; rng.IntN(20) == 0 {
				break
			}
		}
		out = append(out, rows)
	}
	return out
}

func moneyOf(people [][]extract.Row) *money {
	m := &money{rate: []float64{0, .4}}
	for _, rows := range people {
		m.add(rows)
	}
	return m
}

func TestPurchases_LearnsWhatItCan(t *testing.T) {
	t.Parallel()
	m := moneyOf(regulars(1, 500))
	models, report := m.purchases(2, nil)
	if !report.Outcome.New || models == nil || models.Spend == nil || report.Fresh == nil || report.Fresh.RPS.Low >= report.Fresh.RPS.High {
		t.Fatalf("%+v", report)
	}
	if math.Abs(models.Rate.Segment-.4) > 1e-9 || models.Borders.High <= models.Borders.Middle || models.Borders.Middle <= 0 {
		t.Errorf("margin %g, borders %+v", models.Rate.Segment, models.Borders)
	}
	if report.Drift.Alarm || len(report.Drift.Weeks) != driftWeeks+1 {
		t.Errorf("drift of honest weeks: %+v", report.Drift)
	}
	finite(t, reflect.ValueOf(report))
	again, same := m.purchases(1, models)
	if !same.Outcome.New || same.Standing == nil || again.Purchases != models.Purchases {
		t.Errorf("learned again, with one worker: %+v", same.Outcome)
	}
}

// A part that cannot be learned leaves what stands, and says so.
func TestPurchases_TooFew(t *testing.T) {
	t.Parallel()
	stands := &outlook.Models{Purchases: lifetime.Model{K: 1, R: 1, Alpha: 2, A: 1, B: 3}}
	for name, people := range map[string][][]extract.Row{"nobody": nil, "some": regulars(2, lifetime.LeastCustomers-1)} {
		m := moneyOf(people)
		if models, report := m.purchases(2, nil); models != nil || report.Outcome.New || report.Outcome.Kept || report.Outcome.Why == "" {
			t.Errorf("%s: %+v", name, report.Outcome)
		}
		models, report := m.purchases(2, stands)
		if models != stands || !report.Outcome.Kept || report.Model != "mbgnbd" {
			t.Errorf("%s: what stood was not kept: %+v", name, report)
		}
		if _, err := json.Marshal(report); err != nil {
			t.Error(err)
		}
	}
}

// A model that scores worse than what stands, on the same customers, is refused;
// one that scores as well is not.
func TestPurchases_RefusesAWorseModel(t *testing.T) {
	t.Parallel()
	m := moneyOf(regulars(4, 800))
	_, until, _ := m.book.Span()
	choose := func(kind lifetime.Model) contest.Choice {
		c, err := m.book.Choose(contest.Ask{Until: until, Horizon: horizonDays, Workers: 2, Candidates: []lifetime.Model{kind}})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	random, even := choose(lifetime.Model{K: 1}), choose(lifetime.Model{K: 6})
	stands := &outlook.Models{Purchases: random.Fit.Model}
	var out LifetimeReport
	if why := m.judge(&out, even, stands, 2); !strings.Contains(why.Why, "most allowed") || out.Fresh.RPS.Value <= out.Standing.RPS.Value {
		t.Errorf("regular gaps were believed of customers who come at random: %q, %+v and %+v", why.Why, out.Fresh, out.Standing)
	}
	if why := m.judge(&out, random, stands, 2); why.Why != "" {
		t.Errorf("refused as worse than itself: %s", why.Why)
	}
	if why := m.judge(&out, random, &outlook.Models{Purchases: even.Fit.Model}, 2); why.Why != "" {
		t.Errorf("the better one was refused: %s", why.Why)
	}
}

// A week in which everybody buys every other day is no week of these customers.
func TestDrift_AlarmsWhenAWeekIsUnlikeTheOthers(t *testing.T) {
	t.Parallel()
	people := regulars(5, 800)
	last := int32(0)
	for _, rows := range people {
		last = max(last, rows[len(rows)-1].Day)
	}
	for u, rows := range people {
		for day := last + 1 + int32(u%2); day <= last+7; day += 2 {
			people[u] = append(slices.Clip(rows), extract.Row{Customer: 1, Day: day, Products: []uint32{1}, Amounts: []retail.Minor{9}})
		}
	}
	m := moneyOf(people)
	rows, err := lifetime.Count(m.book.Histories(last), 2)
	if err != nil {
		t.Fatal(err)
	}
	fit, err := rows.Fit(lifetime.Model{K: 1}, 2)
	if err != nil {
		t.Fatal(err)
	}
	if d := m.drift(fit.Model, last+7); !d.Alarm || d.Why == "" {
		t.Errorf("%+v", d)
	}
	if d := m.drift(fit.Model, last); d.Alarm {
		t.Errorf("alarmed before it: %+v", d)
	}
}

// A sample keeps what each of its customers did together, and the chain's sums.
func TestMoney_SampleKeepsCustomersWhole(t *testing.T) {
	t.Parallel()
	m := moneyOf(regulars(7, 50))
	some := m.sample(20)
	if some.book.Customers() != 20 || len(some.spent) != 20 || some.segment() != m.segment() || m.sample(50) != m {
		t.Fatalf("%d customers, %d spendings", some.book.Customers(), len(some.spent))
	}
	at := 0
	for i := range 20 {
		for at < 50 && !(slices.Equal(m.book.Of(at), some.book.Of(i)) && m.spent[at] == some.spent[i]) {
			at++
		}
	}
	if at == 50 {
		t.Error("a customer of the sample is none of the chain's, or out of order")
	}
}

// A run that is told to stop while it fits purchase models ends there, and passes nothing
// off as refused.
func TestRun_StopsBetweenFits(t *testing.T) {
	t.Parallel()
	p := many(210)
	task := p.task(nil)
	var err error
	if task.Pieces, err = inMemory(t.Context(), &task); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ranges := 0
	task.Pause = func(context.Context, int64) error {
		if ranges++; ranges == extract.Ranges {
			stop()
		}
		return nil
	}
	if out, err := Run(ctx, task); !errors.Is(err, context.Canceled) || ranges != extract.Ranges {
		t.Errorf("%d ranges, %+v, %v", ranges, out.Report.Lifetime, err)
	}
}
