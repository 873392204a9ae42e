package contest

import (
	"testing"

	"sartor/internal/model/lifetime"
)

// model returns a model with its parameters in their order.
func model(kind lifetime.Kind, k int, p [4]float64) lifetime.Model {
	return lifetime.Model{Kind: kind, K: k, R: p[0], Alpha: p[1], A: p[2], B: p[3]}
}

func params(m lifetime.Model) [4]float64 { return [4]float64{m.R, m.Alpha, m.A, m.B} }

// known is a published fit, with what they were found to be worth.
type known struct {
	kind   lifetime.Model
	params [4]float64
	ll     float64
}

func checkFits(t *testing.T, rows lifetime.Rows, fits []known) {
	t.Helper()
	for _, k := range fits {
		got, err := rows.Fit(k.kind, 2)
		if err != nil {
			t.Errorf("%s: %v", k.kind.Name(), err)
			continue
		}
		t.Logf("%s: %+v", k.kind.Name(), got)
		near(t, k.kind.Name()+" log-likelihood", got.LogLik, k.ll, 1e-3)
		for i, p := range params(got.Model) {
			near(t, k.kind.Name()+" "+"parameter", p, k.params[i], 1e-3*k.params[i])
		}
	}
}

func TestFit_CDNOW(t *testing.T) {
	rows := rowsUntil(t, cdnow(t), "1997-09-30")
	if rows.Customers() != 2357 || rows.Len() != 1016 || rows.Repeaters() != 946 {
		t.Fatalf("%d customers, %d repeaters, %d rows", rows.Customers(), rows.Repeaters(), rows.Len())
	}
	bg := model(lifetime.BG, 1, [4]float64{.2425945, 4.4136, .79292, 2.42589})
	mbg := model(lifetime.MBG, 1, [4]float64{.525, 6.183, .891, 1.614})
	near(t, "BG at the published parameters", rows.LogLik(bg, 2), -9582.42921, 1e-3)
	near(t, "MBG at the published parameters", rows.LogLik(mbg, 2), -9582.13583, 1e-3)
	checkFits(t, rows, []known{
		{lifetime.Model{Kind: lifetime.BG, K: 1}, [4]float64{.242595, 4.413602, .792922, 2.425907}, -9582.4292},
		{lifetime.Model{Kind: lifetime.MBG, K: 1}, [4]float64{.524843, 6.183086, .891359, 1.614002}, -9582.1357},
		{lifetime.Model{Kind: lifetime.MBG, K: 2}, [4]float64{.579896, 2.288149, 1.134453, 1.584974}, -9853.253},
		{lifetime.Model{Kind: lifetime.Pareto, K: 1}, [4]float64{.553277, 10.577682, .606240, 11.668739}, -9594.9762},
	})
	fit, err := rows.Fit(lifetime.Model{Kind: lifetime.BG, K: 1}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{.0518, .0857, .2342, .2908} {
		near(t, "standard error", fit.SE[i], want, 1e-3)
	}
}

func TestFit_Grocery(t *testing.T) {
	rows := rowsUntil(t, grocery(t), "2006-12-31")
	if rows.Customers() != 1525 || rows.Len() != 1012 {
		t.Fatalf("%d customers, %d rows", rows.Customers(), rows.Len())
	}
	checkFits(t, rows, []known{
		{lifetime.Model{Kind: lifetime.BG, K: 1}, [4]float64{.348646, 2.581671, .503845, 3.644386}, -15836.566},
		{lifetime.Model{Kind: lifetime.MBG, K: 1}, [4]float64{1.256921, 6.039142, .368277, .715764}, -15781.939},
		{lifetime.Model{Kind: lifetime.MBG, K: 2}, [4]float64{1.329175, 2.812551, .424709, .790029}, -14978.211},
		{lifetime.Model{Kind: lifetime.MBG, K: 3}, [4]float64{1.302621, 1.749786, .449442, .835406}, -14996.850},
		{lifetime.Model{Kind: lifetime.MBG, K: 4}, [4]float64{1.265267, 1.238422, .465635, .870779}, -15326.923},

		{lifetime.Model{Kind: lifetime.Pareto, K: 1}, [4]float64{.786437, 5.679040, .386239, 5.717790}, -15782.392},
	})
}

// spentUntil returns the repeat days with positive amounts of each customer.
func spentUntil(buyers []buyer, until int32) []lifetime.Spent {
	out := []lifetime.Spent{}
	for _, b := range buyers {
		s, sum := lifetime.Spent{}, 0.0
		for i, d := range b.days {
			if i > 0 && d <= until && b.amount[i] > 0 {
				s.Days++
				sum += b.amount[i]
			}
		}
		if s.Days > 0 {
			s.Mean = sum / float64(s.Days)
		}
		out = append(out, s)
	}
	return out
}

func TestFitSpend_CDNOW(t *testing.T) {
	spent := spentUntil(cdnow(t), day("1997-09-30"))
	got, err := lifetime.FitSpend(spent, 2)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", got)
	near(t, "p", got.Spend.P, 6.24957, 1e-3*6)
	near(t, "q", got.Spend.Q, 3.74422, 1e-3*4)
	near(t, "gamma", got.Spend.Gamma, 15.44352, 1e-3*15)
	near(t, "log-likelihood", got.LogLik, -4055.917695, 1e-3)
	at := 0.0
	for _, s := range spent {
		at += lifetime.Spend{P: 6.25, Q: 3.74, Gamma: 15.44}.LogLik(s)
	}
	near(t, "log-likelihood at the published parameters", at, -4055.919232, 1e-3)
	near(t, "Pearson", got.Independence.Pearson, .1139, 1e-4)
	near(t, "Spearman", got.Independence.Spearman, .2063, 1e-4)
	near(t, "log-log", got.Independence.LogLog, .1887, 1e-4)
	if got.Customers != 946 {
		t.Errorf("%d customers, want 946", got.Customers)
	}
}
