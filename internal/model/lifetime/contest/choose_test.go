package contest

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"sartor/internal/model/lifetime"
)

func bookOf(buyers []buyer) *Book {
	b := &Book{}
	for _, one := range buyers {
		b.Add(one.days)
	}
	return b
}

// heldOut is what the automatic choice, which saw nothing after the calibration,
// reaches on the holdout.
func heldOut(t *testing.T, b *Book, until string, horizon int) (Choice, Score) {
	t.Helper()
	c, err := b.Choose(Ask{Until: day(until), Horizon: horizon, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	cases := b.Cases(day(until), horizon)
	s := Try(c.Fit.Model, cases, horizon, 2).Score(cases)
	for _, one := range c.Tried {
		t.Logf("%-12s inner RPS %.5f, log-likelihood %.1f %s", one.Name, one.RPS, one.LogLik, one.Failed)
	}
	t.Logf("%s on the holdout: RPS %.5f, total %.1f of %.0f (%.3f), MAE %.4f, RMSE %.4f, ECE %.4f, coverage %.3f of %d",
		c.Why, s.RPS, s.Expected, s.Seen, s.Expected/s.Seen, s.MAE, s.RMSE, s.ECE, s.Coverage, s.Cases)
	return c, s
}

func TestChoose_CDNOW(t *testing.T) {
	b := bookOf(cdnow(t))
	if r := b.Regularity(day("1997-09-30")); r.Customers != 507 || r.K < 1.0555 || r.K > 1.0565 {
		t.Errorf("regularity %+v, want 1.056 of 507", r)
	}
	if _, s := heldOut(t, b, "1997-09-30", 273); s.RPS > .5101 || s.Seen != 1882 {
		t.Errorf("RPS %.5f of %v purchases, want at most .5101 of 1882", s.RPS, s.Seen)
	}
	cases := b.Cases(day("1997-09-30"), 273)
	naive := Try(Naive{}, cases, 273, 2).Score(cases)
	near(t, "naive total", naive.Expected, 2930.1, .05)
	near(t, "naive MAE", naive.MAE, 1.0237, 1e-4)
}

func TestChoose_Grocery(t *testing.T) {
	b := bookOf(grocery(t))
	if r := b.Regularity(day("2006-12-31")); r.Customers != 713 || r.K < 2.5175 || r.K > 2.5185 {
		t.Errorf("regularity %+v, want 2.518 of 713", r)
	}
	if _, s := heldOut(t, b, "2006-12-31", 364); s.RPS > .9974 || s.Seen != 3389 {
		t.Errorf("RPS %.5f of %v purchases, want at most .9974 of 3389", s.RPS, s.Seen)
	}
}

// The figures of SCIENCE 1.6 for each model on the two holdouts.
func TestScore_PublishedHoldouts(t *testing.T) {
	for _, c := range []struct {
		rows                  lifetime.Rows
		cases                 []Case
		days                  int
		kind                  lifetime.Model
		total, mae, rmse, rps float64
	}{
		{rowsUntil(t, cdnow(t), "1997-09-30"), bookOf(cdnow(t)).Cases(day("1997-09-30"), 273), 273, lifetime.Model{Kind: lifetime.BG, K: 1}, 1653.4, .7855, 1.6080, .51037},
		{rowsUntil(t, cdnow(t), "1997-09-30"), bookOf(cdnow(t)).Cases(day("1997-09-30"), 273), 273, lifetime.Model{Kind: lifetime.MBG, K: 1}, 1576.7, .7648, 1.6072, .51003},
		{rowsUntil(t, grocery(t), "2006-12-31"), bookOf(grocery(t)).Cases(day("2006-12-31"), 364), 364, lifetime.Model{Kind: lifetime.MBG, K: 2}, 3811.5, 1.3998, 3.1488, .99731},
		{rowsUntil(t, grocery(t), "2006-12-31"), bookOf(grocery(t)).Cases(day("2006-12-31"), 364), 364, lifetime.Model{Kind: lifetime.MBG, K: 3}, 3710.0, 1.3562, 3.1171, .99974},
	} {
		fit, err := c.rows.Fit(c.kind, 2)
		if err != nil {
			t.Fatal(err)
		}
		s := Try(fit.Model, c.cases, c.days, 2).Score(c.cases)
		near(t, c.kind.Name()+" total", s.Expected, c.total, .06)
		near(t, c.kind.Name()+" MAE", s.MAE, c.mae, 6e-5)
		near(t, c.kind.Name()+" RMSE", s.RMSE, c.rmse, 6e-5)
		near(t, c.kind.Name()+" RPS", s.RPS, c.rps, 6e-6)
	}
}

// drawnBook holds customers of a model, first seen within the first 90 days.
func drawnBook(m lifetime.Model, n int, until int32) *Book {
	rng, b := rand.New(rand.NewPCG(21, uint64(m.K))), &Book{}
	for range n {
		start := rng.Int32N(90)
		days := []int32{start}
		for _, d := range m.Newcomer().Sample(rng, int(until-start), nil) {
			days = append(days, start+1+int32(d))
		}
		b.Add(days)
	}
	return b
}

func TestChoose_FindsTheRegularity(t *testing.T) {
	for _, want := range []lifetime.Model{model(lifetime.MBG, 1, [4]float64{1.2, 14, .5, 1.5}), model(lifetime.MBG, 3, [4]float64{1.8, 5, .4, 1.5})} {
		b := drawnBook(want, 1500, 700)
		c, err := b.Choose(Ask{Until: 500, Horizon: 180, Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		if c.Fit.Model.Kind != want.Kind || c.Fit.Model.K != want.K {
			t.Errorf("chose %s for customers of %s: %+v", c.Fit.Model.Name(), want.Name(), c.Tried)
		}
		cases := b.Cases(500, 180)
		s := Try(c.Fit.Model, cases, 180, 2).Score(cases)
		if s.ECE > .03 || s.Expected/s.Seen < .93 || s.Expected/s.Seen > 1.07 {
			t.Errorf("%s on what came: %+v", want.Name(), s)
		}
	}
}

func TestChoose_SaysWhenItCannotJudge(t *testing.T) {
	b := drawnBook(model(lifetime.MBG, 1, [4]float64{1.2, 14, .5, 1.5}), 1000, 700)
	c, err := b.Choose(Ask{Until: 700, Horizon: 13, Workers: 1})
	if err != nil || c.Fit.Model.Name() != "mbgnbd" || len(c.Tried) != 0 || c.Why == "" {
		t.Errorf("%+v (%v)", c, err)
	}
	small := drawnBook(model(lifetime.MBG, 1, [4]float64{1.2, 14, .5, 1.5}), lifetime.LeastCustomers-1, 700)
	if _, err := small.Choose(Ask{Until: 700, Horizon: 90, Workers: 1}); !errors.Is(err, lifetime.ErrTooFew) {
		t.Errorf("chosen for %d customers: %v", small.Customers(), err)
	}
	if _, err := (&Book{}).Choose(Ask{Until: 700, Horizon: 90, Workers: 1}); !errors.Is(err, lifetime.ErrTooFew) {
		t.Errorf("chosen for nobody: %v", err)
	}
}

// A choice is asked before every fit whether it shall go on.
func TestChoose_Stops(t *testing.T) {
	b := drawnBook(model(lifetime.MBG, 1, [4]float64{1.2, 14, .5, 1.5}), 300, 400)
	stop, asked := errors.New("stop"), 0
	for most := range 6 {
		asked = 0
		_, err := b.Choose(Ask{Until: 400, Horizon: 100, Workers: 1, Stop: func() error {
			if asked++; asked > most {
				return stop
			}
			return nil
		}})
		if !errors.Is(err, stop) || asked != most+1 {
			t.Errorf("stopped by the %d. question: asked %d times, %v", most+1, asked, err)
		}
	}
}

func TestBook_CasesCountWhatCame(t *testing.T) {
	b := &Book{}
	b.Add([]int32{40, 10, 10, 12, 39, 68, 69})
	b.Add(nil)
	b.Add([]int32{41})
	got := b.Cases(40, 40)
	if len(got) != 1 || got[0].Customer != 0 || got[0].History.Repeats != 3 || got[0].Bought != 2 || got[0].Soon != 1 {
		t.Errorf("%+v, want customer 0 with 3 repeats who bought twice, once within 28 days", got)
	}
	if got := b.Cases(40, 28); got[0].Bought != 1 {
		t.Errorf("the day after the horizon counts: %+v", got)
	}
}

func TestCounts_RPSIsProper(t *testing.T) {
	p := lifetime.Model{Kind: lifetime.MBG, K: 2, R: 1.33, Alpha: 2.81, A: .42, B: .79}.Posterior(lifetime.History{Repeats: 5, Recency: 280, Age: 364})
	law, rival := p.Counts(364), p.Counts(300)
	mean := func(c lifetime.Counts) float64 {
		sum := 0.0
		for y := 0; y <= law.Most(); y++ {
			sum += (law.AtLeast(y) - law.AtLeast(y+1)) * c.RPS(y)
		}
		return sum
	}
	if !(mean(law) < mean(rival)) {
		t.Errorf("the true law scores %v, another one %v", mean(law), mean(rival))
	}
	near(t, "certain and right", lifetime.NewCounts([]float64{1, 1}).RPS(2), 0, 0)
	near(t, "certain and two too low", lifetime.Counts{}.RPS(2), 2, 0)
}

// What came after the last known day may be anything.
func TestChoose_SeesNothingThatCame(t *testing.T) {
	b, cut := drawnBook(model(lifetime.MBG, 2, [4]float64{1.8, 5, .4, 1.5}), 600, 700), &Book{}
	for i := range b.Customers() {
		cut.Add(slices.DeleteFunc(slices.Clone(b.Of(i)), func(d int32) bool { return d > 500 }))
	}
	ask := Ask{Until: 500, Horizon: 150, Workers: 2, Candidates: []lifetime.Model{{Kind: lifetime.MBG, K: 1}, {Kind: lifetime.MBG, K: 2}}}
	with, err := b.Choose(ask)
	without, worse := cut.Choose(ask)
	if err != nil || worse != nil || !reflect.DeepEqual(with, without) {
		t.Errorf("with what came %+v (%v), without %+v (%v)", with, err, without, worse)
	}
	for _, o := range with.Origins {
		if int(o.Day)+o.Horizon != 500 {
			t.Errorf("judged from %d over %d days, known until 500", o.Day, o.Horizon)
		}
	}
}

func TestBook_SampleIsEvenlyTaken(t *testing.T) {
	b := &Book{}
	for i := range int32(10) {
		b.Add([]int32{i})
	}
	for most, want := range map[int][]int{1: {5}, 4: {1, 3, 6, 8}, 10: {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 99: {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}} {
		got, at := b.Sample(most)
		if !slices.Equal(at, want) || got.Customers() != len(want) {
			t.Errorf("%d of ten: %v", most, at)
			continue
		}
		for i, from := range at {
			if !slices.Equal(got.Of(i), b.Of(from)) {
				t.Errorf("customer %d bought on %v, in the sample on %v", from, b.Of(from), got.Of(i))
			}
		}
	}
	if got, at := (&Book{}).Sample(3); got.Customers() != 0 || len(at) != 0 {
		t.Errorf("of nobody: %v", at)
	}
}
