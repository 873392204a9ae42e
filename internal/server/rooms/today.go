package rooms

import (
	"context"
	"math"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/retail"
	"sartor/internal/stat"
)

// day adds up the running day of the stores in scope.
func (t *Tally) day(scope view.Scope) view.Today {
	t.mu.Lock()
	defer t.mu.Unlock()
	chain, now := t.chain.DB.Catalogue(), t.chain.Clock()
	out := view.Today{AsOf: t.newest, Day: t.chain.Today(1), Minutes: make([]int64, shownTail), Hours: []view.HourSales{}, Bench: []view.BenchItem{}, Watch: t.watched}
	var shops []*storeTally
	for number, shop := range chain.Stores {
		if shop.ID == "" || !scope.Allows(shop.ID) {
			continue
		}
		out.Stores++
		out.Currency = shop.Currency
		s := t.stores[uint32(number)]
		if s == nil {
			continue
		}
		shops = append(shops, s)
		if s.day != t.chain.Today(uint32(number)) {
			continue // no receipt yet today
		}
		out.Named, out.Issued, out.Redeemed, out.Given = out.Named+s.named, out.Issued+s.issued, out.Redeemed+s.used, out.Given+s.given
		for i := range shownTail * 60 / span {
			out.Minutes[shownTail-1-i*span/60] += s.recent[now.Unix()/span-int64(i)]
		}
	}
	t.hours(&out, shops, now.In(chain.Location(1)))
	return out
}

// hours is the running day by the hour with what is usual, from one hour before
// anything ever happened to one after.
func (t *Tally) hours(out *view.Today, shops []*storeTally, local time.Time) {
	const opens = 4 // of the business day
	first, last := 24, -1
	var day [24]view.HourSales
	for i := range day {
		hour := (opens + i) % 24
		h := view.HourSales{Hour: hour, Usual: usual(shops, out.Day, hour)}
		for _, s := range shops {
			if s.day != out.Day {
				continue
			}
			h.Receipts += s.receipts[hour]
			if sold := s.sales[out.Day]; sold != nil {
				h.Sold += sold[hour]
			}
		}
		if passed := (local.Hour()+24-opens)%24 - i; passed > 0 {
			h.Elapsed = 1
		} else if passed == 0 {
			h.Elapsed = float64(local.Minute()) / 60
		}
		if h.Receipts != 0 || h.Usual.High > 0 {
			first, last = min(first, i), i
		}
		out.Sales, out.Receipts = out.Sales+h.Sold, out.Receipts+h.Receipts
		day[i] = h
	}
	if last >= 0 {
		out.Hours = day[max(0, first-1):min(24, last+2)]
	}
}

// leastUsual is how many days of a weekday tell what is usual on it.
const leastUsual = 4

// usual is what an hour of a weekday sold on the days before, with the range in
// which the next such hour lies with 90 %: mean ± z·sd·√(1+1/n).
func usual(shops []*storeTally, today retail.BusinessDay, hour int) view.Interval {
	var sum, squares, n float64
	for day := today - 7; day >= today-keptDays; day -= 7 {
		sold, whole := 0.0, len(shops) > 0
		for _, s := range shops {
			whole = whole && day > s.first
			if sales := s.sales[day]; sales != nil {
				sold += float64(sales[hour])
			}
		}
		if whole {
			sum, squares, n = sum+sold, squares+float64(sold*sold), n+1
		}
	}
	if n < leastUsual {
		return view.Interval{}
	}
	mean := sum / n
	half := stat.NormalQuantile(.95) * math.Sqrt(max(0, squares/n-float64(mean*mean))*n/(n-1)*(1+1/n))
	return view.Interval{Low: max(0, mean-half), Mid: mean, High: mean + half, N: int64(n)}
}

// Stores lists the stores with their day so far.
func (r rooms) Stores(_ context.Context, scope view.Scope) ([]view.StoreRow, error) {
	r.tally.mu.Lock()
	defer r.tally.mu.Unlock()
	out := []view.StoreRow{}
	for number, shop := range r.DB.Catalogue().Stores {
		if shop.ID == "" || !scope.Allows(shop.ID) {
			continue
		}
		row := view.StoreRow{Store: shop.ID, Name: shop.Name, Region: shop.Region, Kind: shop.Kind, Currency: shop.Currency}
		if s := r.tally.stores[uint32(number)]; s != nil {
			row.Last = s.last
			if s.day == r.Today(uint32(number)) {
				s.addTo(&row)
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// addTo adds the running day of a store to its row.
func (s *storeTally) addTo(row *view.StoreRow) {
	row.Tills = len(s.tills)
	for hour := range 24 {
		row.Receipts += s.receipts[hour]
		if sold := s.sales[s.day]; sold != nil {
			row.Sales += sold[hour]
		}
	}
}
