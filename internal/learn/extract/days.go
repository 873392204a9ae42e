package extract

import (
	"math"

	"sartor/internal/retail"
)

// Day is a purchase day of one customer: all receipts of a business day, net of
// what was brought back.
type Day struct {
	Day    int32
	Amount retail.Minor
	Margin float64 // of it, minor units
}

// backDays is how long goods find the day they were bought on (SCIENCE 0.2).
const backDays = 90

// Days returns the purchase days of one customer's rows, by day, in dst. rate is
// the share of a product's price that is left as margin.
//
// Goods brought back take their worth off the newest purchase days of the last
// 90, down to nothing; a day of which nothing is left is no purchase. What finds
// no day is forgotten: it was bought before the journal began.
func Days(rows []Row, rate func(product uint32) float64, dst []Day) []Day {
	dst = dst[:0]
	for i := range rows {
		r := &rows[i]
		if len(r.Products) > 0 {
			if last := len(dst) - 1; last < 0 || dst[last].Day != r.Day {
				dst = append(dst, Day{Day: r.Day})
			}
			dst[len(dst)-1].take(r, rate)
		}
		back(dst, r.Day, r.Back)
	}
	kept := dst[:0]
	for _, d := range dst {
		if d.Amount >= 0 {
			kept = append(kept, d)
		}
	}
	return kept
}

func (d *Day) take(r *Row, rate func(product uint32) float64) {
	if d.Amount == emptied {
		d.Amount = 0
	}
	for k, product := range r.Products {
		d.Amount += r.Amounts[k]
		d.Margin += float64(r.Amounts[k]) * rate(product)
	}
}

// emptied marks a day of which nothing is left; a day on which everything was
// free has the amount 0 and stays one.
const emptied = math.MinInt64

// back takes goods off the newest days.
func back(days []Day, day int32, worth retail.Minor) {
	for i := len(days) - 1; i >= 0 && worth > 0 && days[i].Day >= day-backDays; i-- {
		d := &days[i]
		if d.Amount <= 0 {
			continue
		}
		take := min(worth, d.Amount)
		left := d.Amount - take
		d.Margin *= float64(left) / float64(d.Amount)
		d.Amount, worth = left, worth-take
		if left == 0 {
			d.Amount = emptied
		}
	}
}
