package contest

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"testing"

	"sartor/internal/model/lifetime"
)

func TestBacktest_RanksWhoMadeTheDataFirst(t *testing.T) {
	truth := model(lifetime.MBG, 2, [4]float64{1.8, 5, .4, 1.5})
	b := drawnBook(truth, 1500, 700)
	r := Rolling{Origins: b.RollingOrigins(700, 120, 3), Horizon: 120, Workers: 2, Candidates: []lifetime.Model{{Kind: lifetime.MBG, K: 1}, {Kind: lifetime.MBG, K: 2}, {Kind: lifetime.MBG, K: 5}}}
	if !slices.Equal(r.Origins, []int32{580, 460, 340}) {
		t.Fatalf("origins %v", r.Origins)
	}
	got, err := b.Backtest(r)
	if err != nil {
		t.Fatal(err)
	}
	if got.Best != truth.Name() || got.Customers != 1500 || got.Cases != 4500 {
		t.Errorf("best %s of %d customers in %d cases", got.Best, got.Customers, got.Cases)
	}
	for i, c := range got.Compared {
		t.Logf("%s: RPS %.4f %.4f, beyond %.4f %.4f, MAE %.4f, ratio %.3f %.3f, ECE %.4f, coverage %.3f", c.Name, c.RPS.Value, c.RPS.Interval, c.Beyond.Value, c.Beyond.Interval, c.MAE.Value, c.Ratio.Value, c.Ratio.Interval, c.ECE, c.Coverage)
		if len(c.At) != 3 || (i < 3 && len(c.Fits) != 3) || c.Failed != "" {
			t.Errorf("%s speaks at %d of 3 origins: %s", c.Name, len(c.At), c.Failed)
		}
		if n := c.Reliability; len(n) == 0 || !(c.RPS.Interval.Low < c.RPS.Value && c.RPS.Value < c.RPS.Interval.High) {
			t.Errorf("%s: %+v", c.Name, c)
		}
	}
	best, naive := got.Compared[1], got.Compared[3]
	if best.ECE > .03 || !(best.Ratio.Interval.Low-.03 < 1 && 1 < best.Ratio.Interval.High+.03) || best.Beyond != (Estimate{}) {
		t.Errorf("the true model: %+v", best)
	}
	if !(naive.Beyond.Interval.Low > 0) || naive.Name != "naive-rate" {
		t.Errorf("the naive rival is not beaten for certain: %+v", naive.Beyond)
	}
	again, _ := b.Backtest(Rolling{Origins: r.Origins, Horizon: 120, Workers: 5, Candidates: r.Candidates})
	if !reflect.DeepEqual(got, again) {
		t.Error("workers show in the result")
	}
}

// A ratio's interval against the one of independent customers, worked by hand.
func TestPeople_RatioCountsCustomersOnce(t *testing.T) {
	p := persons([]Case{{Customer: 7}, {Customer: 9}, {Customer: 7}})
	got := p.ratio([]float64{1, 5, 3}, ones(3))
	near(t, "mean", got.Value, 3, 1e-15)
	// Customer 7: 4 of 2 cases, off by −2; customer 9: 5 of 1, off by 2.
	near(t, "half", got.Interval.High-3, 1.6448536*math.Sqrt(8*2)/3, 1e-6)
}

func TestRollingOrigins_LeaveAsMuchBeforeAsBehind(t *testing.T) {
	b := &Book{}
	b.Add([]int32{100, 400})
	for _, c := range []struct {
		horizon, count int
		want           []int32
	}{
		{100, 3, []int32{300, 250, 200}}, {100, 2, []int32{300, 200}}, {150, 3, []int32{250}}, {151, 3, nil}, {30, 3, []int32{370, 340, 310}}, {0, 3, nil}, {30, 0, nil},
	} {
		if got := b.RollingOrigins(400, c.horizon, c.count); !slices.Equal(got, c.want) {
			t.Errorf("horizon %d, %d origins: %v, want %v", c.horizon, c.count, got, c.want)
		}
	}
	if _, err := b.Backtest(Rolling{Origins: []int32{300}, Horizon: 50}); !errors.Is(err, lifetime.ErrTooFew) {
		t.Errorf("a backtest of one customer: %v", err)
	}
	if _, err := b.Backtest(Rolling{Horizon: 50}); !errors.Is(err, lifetime.ErrTooFew) {
		t.Errorf("a backtest of no origin: %v", err)
	}
}
