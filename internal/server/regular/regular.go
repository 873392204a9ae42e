// Package regular knows which customers are whose: each store's regulars, where they
// stand, and what they want today. It recounts behind the tills and keeps the sums in
// memory only; it decides nothing and shows nobody who was erased or came again
// (TestRegulars_AreTheStoresOwn).
package regular

import (
	"cmp"
	"context"
	"encoding/binary"
	"hash/fnv"
	"log/slog"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/customer"
	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/model/habit"
	"sartor/internal/model/lifecycle"
	"sartor/internal/outlook"
	"sartor/internal/retail"
	"sartor/internal/stat"
	"sartor/internal/till"
)

// Chain is what the count needs of the open chain.
type Chain struct {
	DB    *db.DB
	Sight func() *till.Sight
	Today func(store uint32) retail.BusinessDay
	Clock func() time.Time
	Log   *slog.Logger
	Rest  func(context.Context, time.Duration) error // so long beside few tills, longer beside many
}

// Circles knows which customers are whose: each store's, by who has most of their
// receipts. It is a recount of outlooks and profiles, made behind the tills and kept
// in memory only, so that nothing of a person outlives their erasure in it: who is
// shown is read anew.
type Circles struct {
	Chain
	mu     sync.Mutex
	at     time.Time // of the recount that stands; zero: none
	stores map[uint32]*circle
	wants  map[uint32]wanted // by store, of this day
}

// circle is one store's regulars.
type circle struct {
	total  int64
	states map[lifecycle.State]int64
	risk   []view.Regular
	sample []lot // the smallest lots: an even draw of all of them
}

// lot is a customer's place in the draw.
type lot struct {
	place uint64
	id    retail.CustomerID
	visit float64 // chance that they come on a day
}

// wanted is what a store's regulars want on a day.
type wanted struct {
	day   retail.BusinessDay
	at    time.Time // of the recount it rests on
	asked int
	list  []view.Demand
}

// Bounds of what is kept of a store, and of the work of a recount.
const (
	mostRisk     = 12  // shown
	mostSlipping = 120 // kept of a store, and looked at anew for each page: one read each
	mostAsked    = 160 // regulars whose habits are read: half the width of a range of all of 640
	mostWants    = 10
	sliceOfOnes  = 64 // read at once: 2 ms of a processor, for which a till may have to wait
	atATime      = 2 * time.Millisecond
	restPerWork  = 9   // how long it rests for the time it worked: it takes a tenth of a processor beside few tills
	recountShare = 100 // of the time between two recounts, one part is spent recounting
	leastBetween = time.Minute
	recountLooks = 5 * time.Second
)

// Run recounts when it is time, until the context ends.
func (r *Circles) Run(ctx context.Context) {
	tick := time.NewTicker(recountLooks)
	defer tick.Stop()
	var due time.Time
	for {
		if now := time.Now(); now.After(due) {
			err := r.recount(ctx)
			if err != nil && ctx.Err() == nil {
				r.Log.Warn("stores' regulars not recounted", "err", err)
			}
			due = time.Now().Add(max(leastBetween, recountShare*time.Since(now)))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// recount reads all customers once, working a tenth of the time at most, and the less the more tills sell.
func (r *Circles) recount(ctx context.Context) error {
	stores, worked := map[uint32]*circle{}, time.Duration(0)
	for bucket := range retail.Buckets {
		for after, more := retail.CustomerID(0), true; more; {
			from := time.Now()
			n, last, err := r.slice(ctx, stores, bucket, after)
			if err != nil {
				return err
			}
			after, more = last, n == sliceOfOnes
			if worked += time.Since(from); worked < atATime {
				continue
			}
			if err := r.Rest(ctx, restPerWork*worked); err != nil {
				return err
			}
			worked = 0
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	for _, c := range stores {
		slices.SortFunc(c.risk, dearest)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at, r.stores = r.Clock(), stores
	return nil
}

func (r *Circles) slice(ctx context.Context, stores map[uint32]*circle, bucket int, after retail.CustomerID) (n int, last retail.CustomerID, err error) {
	var o outlook.Outlook // its room is used for all of them: nothing of it is kept
	err = r.DB.Each(ctx, "regular.bucket", []any{int64(bucket), int64(after), int64(sliceOfOnes)}, func(scan func(...any) error) error {
		var (
			snapshot       int64
			expected, body []byte
		)
		n++
		if err := scan(&last, &snapshot, &expected, &body); err != nil {
			return err
		}
		var profile customer.State
		o.Customer, o.Snapshot = last, retail.SnapshotID(snapshot)
		if known := profile.Decode(body) == nil && o.Decode(expected) == nil; !known {
			return nil // of another version: the next refold and run write it anew
		}
		store := profile.Store()
		c := stores[store]
		if c == nil {
			c = &circle{states: map[lifecycle.State]int64{}}
			stores[store] = c
		}
		c.add(&o)
		return nil
	})
	return n, last, err
}

// add counts one regular.
func (c *circle) add(o *outlook.Outlook) {
	c.total++
	c.states[o.State]++
	if o.State == lifecycle.AtRisk {
		one := view.Regular{ID: o.Customer, Since: o.Since, Idle: o.Idle()}
		if o.Value > 0 {
			one.Worth = view.Interval{Low: float64(o.Low), Mid: float64(o.Value), High: float64(o.High), N: int64(o.Purchases)}
		}
		c.risk = keep(c.risk, one, mostSlipping, dearest)
	}
	if o.Horizon > 0 && o.State != lifecycle.Lapsed {
		place := lot{id: o.Customer, place: drawn(o.Customer), visit: -math.Expm1(-o.Expected / float64(o.Horizon))}
		c.sample = keep(c.sample, place, mostAsked, func(a, b lot) int { return cmp.Compare(a.place, b.place) })
	}
}

func dearest(a, b view.Regular) int {
	return cmp.Or(cmp.Compare(b.Worth.Mid, a.Worth.Mid), cmp.Compare(a.ID, b.ID))
}

// keep puts one into an ordered list of the first so many.
func keep[T any](list []T, one T, most int, by func(a, b T) int) []T {
	at, _ := slices.BinarySearchFunc(list, one, by)
	if at == most {
		return list
	}
	list = slices.Insert(list, at, one)
	return list[:min(len(list), most)]
}

// drawn is a customer's lot: as good as chance, and the same each time.
func drawn(id retail.CustomerID) uint64 {
	h := fnv.New64a()
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(id)*0x9e3779b97f4a7c15)
	_, _ = h.Write(b[:]) // a hash never fails
	return h.Sum64()
}

// Of is what is known of a store's regulars.
func (r *Circles) Of(ctx context.Context, store uint32) (view.Regulars, error) {
	r.mu.Lock()
	at, c := r.at, r.stores[store]
	r.mu.Unlock()
	out := view.Regulars{Counted: at, States: map[lifecycle.State]int64{}}
	if c == nil {
		return out, nil
	}
	out.Total, out.States = c.total, maps.Clone(c.states)
	if err := r.slipping(ctx, c, &out); err != nil {
		return out, err
	}
	w, err := r.want(ctx, store, c)
	out.Wants, out.Asked = w.list, w.asked
	return out, err
}

// slipping lists who is at risk, the dearest first, as they stand now: who came again, said
// no or was erased since the recount is neither listed nor counted.
func (r *Circles) slipping(ctx context.Context, c *circle, out *view.Regulars) error {
	for _, one := range c.risk {
		now, err := r.DB.Outlooks().Find(ctx, one.ID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		switch {
		case err == nil && now.State == lifecycle.AtRisk && len(out.Risk) == mostRisk:
			continue
		case err == nil && now.State == lifecycle.AtRisk:
			row, err := r.DB.Customer(ctx, one.ID)
			if err != nil {
				return err
			}
			one.Identifiers = row.Identifiers
			out.Risk = append(out.Risk, one)
			continue
		case err == nil:
			out.States[now.State]++
		default:
			out.Total--
		}
		out.States[lifecycle.AtRisk]--
	}
	return nil
}

// want is what a store's regulars want today, computed once a day and recount.
func (r *Circles) want(ctx context.Context, store uint32, c *circle) (wanted, error) {
	day := r.Today(store)
	r.mu.Lock()
	w, at := r.wants[store], r.at
	r.mu.Unlock()
	if w.day == day && w.at.Equal(at) {
		return w, nil
	}
	w = wanted{day: day, at: at}
	sight := r.Sight()
	if sight.Snapshot == nil || len(c.sample) == 0 {
		return w, nil
	}
	sums, n, err := r.ask(ctx, habit.Visit{Store: store, Day: int32(day)}, c)
	if err != nil {
		return w, err
	}
	w.asked = n
	for product, s := range sums {
		p := sight.Catalogue.Product(product)
		if !p.Restriction.Inferable() || p.ID == "" {
			continue
		}
		w.list = append(w.list, view.Demand{Product: p.ID, Name: cmp.Or(p.Name, string(p.ID)), Customers: s.of(float64(c.total-c.states[lifecycle.Lapsed]), float64(n))})
	}
	slices.SortFunc(w.list, func(a, b view.Demand) int {
		return cmp.Or(cmp.Compare(b.Customers.Mid, a.Customers.Mid), cmp.Compare(a.Product, b.Product))
	})
	w.list = slices.Clip(w.list[:min(len(w.list), mostWants)])
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.wants == nil {
		r.wants = map[uint32]wanted{}
	}
	r.wants[store] = w
	return w, nil
}

// ask reads the habits of the sample.
func (r *Circles) ask(ctx context.Context, at habit.Visit, c *circle) (map[uint32]*chances, int, error) {
	sums, n := map[uint32]*chances{}, 0
	var scratch habit.Scratch
	model := r.Sight().Snapshot.Model
	for _, one := range c.sample {
		row, err := r.DB.Customer(ctx, one.id)
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Gone) {
			continue
		}
		if err != nil {
			return nil, 0, err
		}
		if row.State == nil || row.Outlook == nil {
			continue // said no since
		}
		n++
		for _, s := range model.Evaluate(&row.State.Profile, at, &scratch).Favourites[:] {
			sum := sums[s.Product]
			if sum == nil {
				sum = &chances{}
				sums[s.Product] = sum
			}
			sum.add(one.visit * s.Chance)
		}
	}
	return sums, n, nil
}

// chances adds up that customers want a product.
type chances struct{ sum, squares float64 }

func (c *chances) add(p float64) { c.sum, c.squares = c.sum+p, c.squares+float64(p*p) }

// of is how many of all regulars want it, when so many were asked: with 90 % the
// count lies within. Two things make it uncertain. Each of the N wants it with an own
// chance p, which gives Σp(1−p), taken N/n times that of the n asked; and the n are a
// draw of the N without putting back, which gives N²·(1−n/N)·s²/n.
func (c *chances) of(all, asked float64) view.Interval {
	if asked < 2 {
		return view.Interval{}
	}
	all = max(all, asked)
	mean := c.sum / asked
	spread := max(0, c.squares/asked-float64(mean*mean)) * asked / (asked - 1)
	own := all / asked * max(0, c.sum-c.squares)
	drawn := all * all * (1 - asked/all) * spread / asked
	half := stat.NormalQuantile(.95) * math.Sqrt(own+drawn)
	mid := all * mean
	return view.Interval{Low: max(0, mid-half), Mid: mid, High: min(all, mid+half), N: int64(asked)}
}
