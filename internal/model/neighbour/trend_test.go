package neighbour

import (
	"testing"

	"sartor/internal/model/basket"
)

func TestTrend_CountsTheDaysBefore(t *testing.T) {
	t.Parallel()
	var all []basket.Basket
	for day := range int32(100) {
		set := []uint32{1}
		if day >= 72 {
			set = append(set, 2)
		}
		all = append(all, basket.Basket{Customer: day % 3, Day: day, Products: set})
	}
	c := corpusOf(t, all)
	tally := basket.Count(c.All(), 1)
	x := TrendsOf(c.All(), &tally)
	out := make([]float64, c.Size())
	x.At(100, out)
	near(t, "always", out[1], 1, 1e-12)
	near(t, "since 28 days", out[2], 30/(28*.28+2), 1e-12)
	x.At(99, out)
	near(t, "a day earlier 27 of them", out[2], 29/(28*.28+2), 1e-12)
	x.At(72, out)
	near(t, "not yet sold", out[2], 2/(28*.28+2), 1e-12)
}
