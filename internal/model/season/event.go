package season

import "slices"

// event is one purchase of high value.
type event struct {
	class    int
	day      int32
	promoted bool
}

// thresholds are the 90 % points of a type's days: of the whole basket, and of
// the spending on one category.
func thresholds(members []*person) (basket, good int64) {
	var baskets, goods []int64
	for _, p := range members {
		for i := range p.visits {
			sum, _ := p.visits[i].total()
			baskets = append(baskets, sum)
			for _, g := range p.visits[i].goods {
				goods = append(goods, g.amount)
			}
		}
	}
	return quantile(baskets), quantile(goods)
}

// quantile is the smallest value that highShare of them do not exceed.
func quantile(values []int64) int64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[min(int(highShare*float64(len(values))), len(values)-1)]
}

// events hands out what of a day is of high value. A day is on promotion when
// half of the money was.
func (f *finder) events(v *visit, basket, good int64, say func(class int, promoted bool)) {
	if amount, promoted := v.total(); amount >= basket {
		say(Anything, 2*promoted >= amount)
	}
	for _, g := range v.goods {
		if g.amount >= good {
			say(int(g.group), 2*g.promoted >= g.amount)
		}
	}
}

// count books an event of one customer on its group.
func (f *finder) count(g *Group, buyers map[int]*Buyer, e event) {
	m := monthOf(e.day) - f.first
	if m < 0 || m >= f.years*Months {
		return
	}
	b := buyers[e.class]
	if b == nil {
		b = &Buyer{Years: make([]Pattern, f.years)}
		buyers[e.class] = b
	}
	year, month := m/Months, (f.first+m)%Months
	if o := &b.Years[year][month]; *o < 1<<16-1 {
		*o++
	}
	if e.promoted {
		g.Promoted++
	}
}

// exposure is the customers of a type who were of the chain in each month, times
// the month's open days.
func (f *finder) exposure(members []*person) []Year {
	active := make([]float64, f.years*Months+1) // differences from month to month
	for _, p := range members {
		end := -1 // months up to here are counted
		for i := range p.visits {
			from := max(monthOf(p.visits[i].day-activeDays)-f.first, end+1, 0)
			to := min(monthOf(p.visits[i].day+activeDays)-f.first, f.years*Months-1)
			if to < from {
				continue
			}
			active[from]++
			active[to+1]--
			end = to
		}
	}
	years := make([]Year, f.years)
	now := 0.0
	for m := range f.years * Months {
		now += active[m]
		years[m/Months].Exposure[(f.first+m)%Months] = now * f.open[m]
	}
	return years
}
