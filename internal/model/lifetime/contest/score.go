package contest

import (
	"math"

	"sartor/internal/model/lifetime"
	"sartor/internal/stat"
)

// Forecaster says how often a customer will buy within days from now, and the
// chance that they buy within a first part of them.
type Forecaster interface {
	Forecast(h lifetime.History, days, first int) (within lifetime.Counts, soon float64)
	Name() string
}

// Naive is the rival that every model has to beat: everybody goes on at their own
// rate for ever, Poisson with mean x/T·t.
type Naive struct{}

// Name returns how the rival is called in reports.
func (Naive) Name() string { return "naive-rate" }

// Forecast returns a Poisson law.
func (Naive) Forecast(h lifetime.History, days, first int) (within lifetime.Counts, soon float64) {
	mean := 0.0
	if h.Age > 0 {
		mean = float64(h.Repeats) / float64(h.Age) * float64(max(days, 0))
	}
	tail := []float64{}
	for n := 1; mean > 0; n++ {
		v := stat.PoissonAtLeast(n, mean)
		if v < 1e-12 {
			break
		}
		tail = append(tail, v)
	}
	return lifetime.NewCounts(tail), -math.Expm1(-mean * float64(first) / float64(max(days, 1)))
}

// Said is what a forecaster said of each case, in their order.
type Said struct {
	Name string
	RPS  []float64 // of the number of purchases within the horizon
	Mean []float64 // expected number
	Soon []float64 // chance to buy within the first 28 days
	In   []float64 // 1 where the number lies in the 5 to 95 % interval
}

// Try lets a forecaster speak of cases and scores it.
func Try(f Forecaster, cases []Case, horizon, workers int) Said {
	n := len(cases)
	t := Said{Name: f.Name(), RPS: make([]float64, n), Mean: make([]float64, n), Soon: make([]float64, n), In: make([]float64, n)}
	stat.Spread(stat.Work{Workers: workers, N: n, Chunk: 64}, func(_, i int) {
		c, soon := f.Forecast(cases[i].History, horizon, min(horizon, soonDays))
		t.RPS[i], t.Mean[i] = c.RPS(cases[i].Bought), c.Mean
		if y := cases[i].Bought; y >= c.Quantile(.05) && y <= c.Quantile(.95) {
			t.In[i] = 1
		}
		t.Soon[i] = soon
	})
	return t
}

// Score is how well a forecaster did.
type Score struct {
	Name     string  `json:"name"`
	RPS      float64 `json:"rps"`      // ranked probability score, a customer: decides
	MAE      float64 `json:"mae"`      // rewards forecasts that are too low: beside
	RMSE     float64 `json:"rmse"`     // beside
	Expected float64 `json:"expected"` // purchases in all
	Seen     float64 `json:"seen"`
	Coverage float64 `json:"coverage"` // share within the 5 to 95 % interval
	ECE      float64 `json:"ece"`      // of the chance to buy within 28 days
	Cases    int     `json:"cases"`
}

// Score sums a trial up.
func (t Said) Score(cases []Case) Score {
	s := Score{Name: t.Name, Cases: len(cases), RPS: stat.Mean(t.RPS), Coverage: stat.Mean(t.In)}
	square := 0.0
	for i, c := range cases {
		off := t.Mean[i] - float64(c.Bought)
		s.MAE += math.Abs(off) / float64(len(cases))
		square += off * off / float64(len(cases))
		s.Expected += t.Mean[i]
		s.Seen += float64(c.Bought)
	}
	s.RMSE, s.ECE = math.Sqrt(square), expectedError(t.Reliability(cases))
	return s
}

// Bin is a row of a reliability table: of N customers with chances between From
// and To, Chance in the mean, the share Share did buy.
type Bin struct {
	From   float64 `json:"from"`
	To     float64 `json:"to"`
	N      int     `json:"n"`
	Chance float64 `json:"chance"`
	Share  float64 `json:"share"`
}

// Reliability sets the chance to buy within 28 days beside the share that did, in
// ten equal bins; empty ones are left out.
func (t Said) Reliability(cases []Case) []Bin {
	const count = 10
	bins := [count]Bin{}
	for i, c := range cases {
		b := &bins[min(count-1, int(t.Soon[i]*count))]
		b.N++
		b.Chance += t.Soon[i]
		if c.Soon > 0 {
			b.Share++
		}
	}
	out := []Bin{}
	for i, b := range bins {
		if b.N > 0 {
			n := float64(b.N)
			out = append(out, Bin{From: float64(i) / count, To: float64(i+1) / count, N: b.N, Chance: b.Chance / n, Share: b.Share / n})
		}
	}
	return out
}

// expectedError is the mean distance of chance and share, by customers.
func expectedError(bins []Bin) float64 {
	sum, n := 0.0, 0.0
	for _, b := range bins {
		sum += float64(b.N) * math.Abs(b.Chance-b.Share)
		n += float64(b.N)
	}
	if n == 0 {
		return 0
	}
	return sum / n
}
