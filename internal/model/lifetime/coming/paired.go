package coming

import (
	"sartor/internal/model/lifetime/chance"
	"sartor/internal/stat"
)

// Estimate is a mean over customers with its 90 % interval.
type Estimate struct {
	Value float64 `json:"value"`
	stat.Interval
}

// level is of how many standard errors half an interval is.
var level = stat.NormalQuantile(.95)

// paired is the mean over customers of how much better a is than b; a customer seen on
// several days counts once.
func paired(customer []int, a, b []chance.Told) Estimate {
	sums, seen := map[int]float64{}, map[int]float64{}
	var order []int
	for i, c := range customer {
		if seen[c] == 0 {
			order = append(order, c)
		}
		sums[c] += a[i].Loss() - b[i].Loss()
		seen[c]++
	}
	means := make([]float64, len(order))
	for i, c := range order {
		means[i] = sums[c] / seen[c]
	}
	mean, se := stat.Paired(means)
	return Estimate{mean, stat.Interval{Low: mean - level*se, High: mean + level*se}}
}
