package outlook

import (
	"math"
	"testing"

	"sartor/internal/model/lifecycle"
	"sartor/internal/retail"
)

func sizes() []Size {
	return []Size{
		{State: lifecycle.Loyal, Band: lifecycle.High, Day: 100, Customers: 400, Value: 400_000, Variance: 1e8, LastDay: 400 * 95, Expected: 4000, Spend: 400 * 1500},
		{State: lifecycle.Loyal, Band: lifecycle.Low, Day: 99, Customers: 100, Value: 10_000, Variance: 1e6, LastDay: 100 * 90, Expected: 500, Spend: 100 * 500},
		{State: lifecycle.AtRisk, Band: lifecycle.Low, Day: 100, Customers: 99, Value: 9900, Variance: 1e6, LastDay: 99 * 60, Expected: 99, Spend: 99 * 700},
	}
}

// TestSum adds up states and bands, and is silent about ranges of few customers.
func TestSum(t *testing.T) {
	t.Parallel()
	moved := []Flow{{ByState, "loyal", "at_risk", 7}, {ByState, "", "loyal", 3}, {ByState, "at_risk", "", 1}, {ByBand, "high", "low", 2}}
	r := Sum(sizes(), moved, nil, 100)
	if len(r.Segments) != 9 || r.Segments[0].ID != "new" || r.Segments[6].ID != "high" || r.Newest != 100 {
		t.Fatalf("the report is %+v", r)
	}
	loyal, _ := r.Find("loyal")
	half := 1.6448536 * math.Sqrt(1e8+1e6)
	if loyal.Customers != 500 || loyal.Value != 410_000 || !loyal.Spoken || math.Abs(float64(loyal.High)-410_000-half) > 1 || math.Abs(float64(loyal.Low)-410_000+half) > 1 {
		t.Errorf("loyal is %+v, want 500 customers, 410,000 give or take %.0f", loyal, half)
	}
	if math.Abs(loyal.Idle-6) > 1e-9 || loyal.Expected != 9 || loyal.Spend != 1300 || loyal.Came != 3 || loyal.Went != 7 {
		t.Errorf("loyal is %+v, want 6 days idle, 9 purchases of 1300, 3 came and 7 went", loyal)
	}
	if low, mid, high := loyal.Worth(); mid != 820 || low >= mid || high <= mid {
		t.Errorf("each is worth %d (%d–%d)", mid, low, high)
	}
	risk, _ := r.Find("at_risk")
	if risk.Spoken || risk.Came != 7 || risk.Went != 1 {
		t.Errorf("at risk is %+v, want no range of 99 customers", risk)
	}
	low, _ := r.Find("low")
	if low.Customers != 199 || low.Came != 2 {
		t.Errorf("low is %+v", low)
	}
	if all := r.Total; all.Customers != 599 || all.Value != 419_900 || all.Came != 3 || all.Went != 1 || !all.Spoken {
		t.Errorf("all are %+v", all)
	}
	if _, found := r.Find("asleep"); found {
		t.Error("a segment that does not exist was found")
	}
}

// TestSum_OfAPastDay goes back by what moved since, and says nothing of values.
func TestSum_OfAPastDay(t *testing.T) {
	t.Parallel()
	later := []Flow{{ByState, "loyal", "at_risk", 7}, {ByState, "", "loyal", 3}, {ByState, "at_risk", "", 1}}
	r := Sum(sizes(), nil, later, 90)
	loyal, _ := r.Find("loyal")
	risk, _ := r.Find("at_risk")
	if r.Total.Customers != 597 {
		t.Errorf("ten days ago there were %d, want 597", r.Total.Customers)
	}
	if loyal.Customers != 504 || risk.Customers != 93 || loyal.Valued || loyal.Value != 0 {
		t.Errorf("ten days ago loyal were %+v, at risk %+v; want 504 and 93 without a value", loyal, risk)
	}
	if ahead := Sum(sizes(), nil, later, 101); ahead.Segments[2].Customers != 500 || !ahead.Segments[2].Valued {
		t.Errorf("a day ahead is as of now: %+v", ahead.Segments[2])
	}
	if none := Sum(nil, nil, nil, retail.BusinessDay(5)); none.Newest != 0 || none.Total.Customers != 0 || len(none.Segments) != 9 {
		t.Errorf("nothing learned is %+v", none)
	}
}
