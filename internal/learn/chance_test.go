package learn

import (
	"testing"

	"sartor/internal/model/boost"
	"sartor/internal/model/lifetime/chance"
	"sartor/internal/outlook"
	"sartor/internal/retail"
)

// sure are trees that give everybody the same chance.
func sure(t *testing.T, days int, p float64) *chance.Model {
	t.Helper()
	const rows = 10
	cuts, err := boost.NewCuts(make([]float32, rows*chance.Width), chance.Width, 4)
	if err != nil {
		t.Fatal(err)
	}
	table, y := cuts.Table(rows), make([]float64, rows)
	if err := table.Add(make([]float32, rows*chance.Width)); err != nil {
		t.Fatal(err)
	}
	for i := range y {
		y[i] = p
	}
	trees, _, err := boost.Fit(boost.Sample{Table: table, Targets: boost.Targets{Y: y}}, nil, boost.Options{Loss: boost.Logistic{}, Trees: 1})
	if err != nil {
		t.Fatal(err)
	}
	return chance.New(days, 1, trees)
}

// TestOutlooks_SayWhatWasLearned: chances come from what was learned of them, the nearer
// one never above the other; P(alive) is for people where the run found it borne out.
func TestOutlooks_SayWhatWasLearned(t *testing.T) {
	t.Parallel()
	p := newPast()
	p.days(0, 60, itself)
	result := p.run(t, nil)
	models, report := moneyOf(regulars(1, 400)).purchases(2, nil)
	if models == nil || len(report.Chances) != 2 || report.Chances[0].Days != outlook.Soon || report.Chances[1].Days != outlook.Year || report.Alive == nil || report.Chances[0].InUse() == nil {
		t.Fatalf("%+v", report)
	}
	result.Models.Lifetime = models
	l := Look{Models: result.Models, Day: 20_060, Workers: 2, Was: func(retail.CustomerID) *outlook.Outlook { return nil }}
	for _, c := range []struct {
		soon, year *chance.Model
		holds      bool
		want       [2]float64 // soon and within the horizon; 0: whatever the model of purchases says
	}{
		{nil, nil, false, [2]float64{}},
		{sure(t, 28, .25), nil, true, [2]float64{.25, 0}},
		{sure(t, 28, .25), sure(t, 364, .5), true, [2]float64{.25, .5}},
		{sure(t, 28, .75), sure(t, 364, .5), false, [2]float64{.75, .75}},
	} {
		models.Soon, models.Year, models.AliveHolds = c.soon, c.year, c.holds
		for _, o := range p.looked(t, l) {
			year := 1 - o.NoPurchase
			near := func(got, want float64) bool { return want == 0 || got > want-1e-3 && got < want+1e-3 }
			if o.SoonDays != outlook.Soon || !(o.Soon > 0 && o.Soon <= year) || !near(o.Soon, c.want[0]) || !near(year, c.want[1]) || o.AliveHolds != c.holds {
				t.Fatalf("%+v: %+v", c, o)
			}
		}
	}
}

// TestOutlooks_ExpectWhatIsLikely: the model of purchases takes customers of long silence for
// gone; where it was learned that such come back, they are expected to, with what they leave.
func TestOutlooks_ExpectWhatIsLikely(t *testing.T) {
	t.Parallel()
	p := newPast()
	p.days(0, 60, itself)
	result := p.run(t, nil)
	models, _ := moneyOf(regulars(1, 400)).purchases(2, nil)
	if models == nil || models.Spend == nil {
		t.Fatal("nothing is known of spend: the case proves nothing")
	}
	result.Models.Lifetime = models
	l := Look{Models: result.Models, Day: 20_860, Workers: 2, Was: func(retail.CustomerID) *outlook.Outlook { return nil }}
	gone := 0
	for _, o := range p.looked(t, l) {
		if o.Expected < .25 {
			gone++
		}
	}
	if gone == 0 {
		t.Fatal("the model of purchases takes nobody for gone: the case proves nothing")
	}
	models.Soon, models.Year = sure(t, 28, .25), sure(t, 364, .5)
	for _, o := range p.looked(t, l) {
		if year := 1 - o.NoPurchase; o.Expected < year || o.Spend > 0 && (o.Value <= 0 || o.High < o.Value) {
			t.Fatalf("%.2f to buy, %.4f purchases expected, worth %d of %d to %d", year, o.Expected, o.Value, o.Low, o.High)
		}
	}
}
