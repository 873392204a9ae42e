package coming

import (
	"math"

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
	n := float64(len(order))
	if n < 2 {
		return Estimate{}
	}
	mean, square := 0.0, 0.0
	for _, c := range order {
		mean += sums[c] / seen[c] / n
	}
	for _, c := range order {
		off := sums[c]/seen[c] - mean
		square += off * off
	}
	half := level * math.Sqrt(square/(n-1)/n)
	return Estimate{mean, stat.Interval{Low: mean - half, High: mean + half}}
}
