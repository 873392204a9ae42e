package rooms

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/costly"
	"sartor/internal/server/local"
	"sartor/internal/server/regular"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
	"sartor/internal/web"
)

// Tally keeps the figures of the running day and of the weeks before it: it
// follows the journal, so that no screen ever scans it.
type Tally struct {
	chain    *server.Chain
	costly   *costly.Readings
	recent   *web.Recent[view.Tick]
	standing atomic.Pointer[standing] // what open pages read
	mu       sync.Mutex               // guards all below
	at       touchpoint.Position
	newest   time.Time
	stores   map[uint32]*storeTally
	ticks    []view.Tick        // newest first
	visitors []visitor          // newest first, each once
	watched  []view.Watched     // newest first
	yields   map[int64]db.Yield // of the slice being read: what came of the receipts that a till was answered for
	regulars *regular.Circles   // guards itself
	local    *local.Desk        // likewise: steps of stores' versions
	shows    int                // the last of the slice that become ticks
	near     bool               // it has been at the journal's end: from now on it reads short slices
}

// storeTally is what one store sold: the running day in full, earlier ones by
// the hour.
type storeTally struct {
	day                 retail.BusinessDay // that runs; what follows is of it
	receipts            [24]int64
	named, issued, used int64
	given               retail.Minor
	tills               map[retail.TillID]bool
	recent              map[int64]int64 // receipts in spans of ten seconds
	last                time.Time

	sales map[retail.BusinessDay]*[24]retail.Minor // of every day that is kept
	first retail.BusinessDay                       // the day it began to read: not whole
}

// visitor is somebody who has just been at a till.
type visitor struct {
	id    retail.CustomerID
	store retail.StoreID
}

// Limits of the running figures: what the ticker shows, and how much of the
// journal is read for the days before the server started.
const (
	mostTicks    = 50
	mostAtOnce   = 10 // of half a second: more pass by unread, and each costs five queries
	mostVisitors = view.MostRows
	mostWatched  = 4
	mostToday    = 100_000
	tallyRead    = 1_000 // about 20 ms of work: what a page waits for at most
	tallyNear    = 32    // as it runs: a till waits for one or two milliseconds of it
	shownTail    = 30    // minutes
	span         = 10    // seconds of one entry of recent
	keptDays     = 56    // eight of each weekday
)

// tallyEvery is how often the journal is looked at, and for how long it is followed in
// short slices.
const tallyEvery = 500 * time.Millisecond

// NewTally begins at the day that runs.
func NewTally(c *server.Chain) *Tally {
	return &Tally{chain: c, costly: costly.Of(costly.Chain{DB: c.DB, Clock: c.Clock, Log: c.Log, Fresh: c.LearnWait, Rest: c.Rest}), recent: web.NewRecent[view.Tick](strconv.FormatInt(c.Clock().UnixNano(), 36)), stores: map[uint32]*storeTally{}, regulars: &regular.Circles{Chain: regular.Chain{DB: c.DB, Sight: c.Sight, Today: c.Today, Clock: c.Clock, Log: c.Log, Rest: c.Rest}}, local: local.New(local.Chain{DB: c.DB, Sight: c.Sight, Refresh: c.Refresh, Clock: c.Clock})}
}

// Run follows the journal until the context ends.
func (t *Tally) Run(ctx context.Context) {
	defer t.recent.Close()
	var beside sync.WaitGroup
	beside.Go(func() { t.regulars.Run(ctx) })
	beside.Go(func() { t.costly.Run(ctx) })
	defer beside.Wait()
	tick := time.NewTicker(tallyEvery)
	defer tick.Stop()
	for {
		if err := t.advance(ctx); err != nil && ctx.Err() == nil {
			t.chain.Log.Warn("figures of the day not refreshed", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Watch takes something worth watching that whoever directs the tills found.
func (t *Tally) Watch(w view.Watched) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watched = slices.Insert(t.watched, 0, w)
	t.watched = t.watched[:min(len(t.watched), mostWatched)]
}

// read adds a receipt or takes a voided one off.
func (t *Tally) read(ctx context.Context, e *touchpoint.Entry, left int) error {
	switch e.Kind {
	case touchpoint.KindReceipt:
		return t.count(ctx, e, left)
	case touchpoint.KindVoid:
		return t.takeBack(ctx, e, left)
	}
	return nil
}

// count adds one receipt; the last of a slice, of which left remain, become ticks.
func (t *Tally) count(ctx context.Context, e *touchpoint.Entry, left int) error {
	p, err := touchpoint.Unpack(e.Body, nil)
	if err != nil || !p.State.Counts() {
		return err
	}
	s, today := t.store(e)
	hour := e.At.Time().In(t.chain.DB.Catalogue().Location(e.Store)).Hour()
	s.sell(e.Day, hour, amountOf(&p))
	if at := earlier(e.At.Time(), t.chain.Clock()); at.After(t.newest) {
		t.newest = at
	}
	if at := e.At.Time(); at.After(s.last) {
		s.last = at // of any day: a store that is quiet today has sold before
	}
	if e.Customer != 0 {
		t.meet(visitor{e.Customer, t.chain.DB.Catalogue().Store(e.Store).ID})
	}
	if e.Day != today {
		return nil
	}
	s.receipts[hour]++
	s.tills[p.Till] = true
	s.recent[e.At.Time().Unix()/span]++
	if e.Customer != 0 {
		s.named++
	}
	return t.trace(ctx, e, s, left)
}

// store is the tally of an entry's store; a day that is over gives way.
func (t *Tally) store(e *touchpoint.Entry) (s *storeTally, today retail.BusinessDay) {
	today = t.chain.Today(e.Store)
	s = t.stores[e.Store]
	if s == nil {
		s = &storeTally{first: e.Day, sales: map[retail.BusinessDay]*[24]retail.Minor{}}
		t.stores[e.Store] = s
	}
	if s.day != today {
		*s = storeTally{day: today, first: s.first, sales: s.sales, last: s.last, tills: map[retail.TillID]bool{}, recent: map[int64]int64{}}
		for day := range s.sales {
			if day < today-keptDays {
				delete(s.sales, day)
			}
		}
	}
	return s, today
}

func (s *storeTally) sell(day retail.BusinessDay, hour int, amount retail.Minor) {
	if day < s.day-keptDays {
		return
	}
	if s.sales[day] == nil {
		s.sales[day] = &[24]retail.Minor{}
	}
	s.sales[day][hour] += amount
}

// takeBack takes a voided receipt of the running day off and says so.
func (t *Tally) takeBack(ctx context.Context, e *touchpoint.Entry, left int) error {
	was, ok, err := t.chain.DB.Undone(ctx, e)
	if err != nil || !ok {
		return err
	}
	p, err := touchpoint.Unpack(was.Body, nil)
	if err != nil || !p.State.Counts() {
		return err
	}
	s, today := t.store(&was)
	hour := was.At.Time().In(t.chain.DB.Catalogue().Location(was.Store)).Hour()
	s.sell(was.Day, hour, -amountOf(&p))
	if was.Day != today {
		return nil
	}
	s.receipts[hour]--
	if was.Customer != 0 {
		s.named--
	}
	shop := t.chain.DB.Catalogue().Store(was.Store)
	t.show(view.Tick{Seq: e.Position.Seq, At: e.At.Time(), Store: shop.ID, StoreName: shop.Name, Kind: view.TickVoided, Currency: shop.Currency}, left)
	return nil
}

// meet puts somebody in front of the latest visitors.
func (t *Tally) meet(v visitor) {
	t.visitors = slices.DeleteFunc(t.visitors, func(w visitor) bool { return w.id == v.id })
	t.visitors = append(t.visitors, v)
	if len(t.visitors) > mostVisitors {
		t.visitors = slices.Delete(t.visitors, 0, len(t.visitors)-mostVisitors)
	}
}

// trace counts what a receipt issued and used, and shows it when it is among the
// last: at a thousand receipts a second nobody could read the others.
func (t *Tally) trace(ctx context.Context, e *touchpoint.Entry, s *storeTally, left int) error {
	yield := t.yields[e.Position.Seq]
	s.issued, s.used, s.given = s.issued+yield.Issued, s.used+yield.Used, s.given+yield.Taken
	if left > t.shows {
		return nil
	}
	var trace till.Trace
	var err error
	if yield.Issued+yield.Used > 0 {
		if trace, err = t.chain.DB.Trace(ctx, filedOf(e)); err != nil {
			return err
		}
	}
	t.show(t.tick(e, &trace), left)
	return nil
}

// show puts a tick in front, for pages to come and for those that listen.
func (t *Tally) show(tick view.Tick, left int) {
	if left > t.shows {
		return
	}
	t.ticks = slices.Insert(t.ticks, 0, tick)
	t.ticks = t.ticks[:min(len(t.ticks), mostTicks)]
	t.recent.Publish(tick)
}

func (t *Tally) tick(e *touchpoint.Entry, trace *till.Trace) view.Tick {
	chain := t.chain.DB.Catalogue()
	shop := chain.Store(e.Store)
	out := view.Tick{Seq: e.Position.Seq, At: e.At.Time(), Store: shop.ID, StoreName: shop.Name, Kind: view.TickSilent, Currency: shop.Currency}
	var first *voucher.Voucher
	switch {
	case len(trace.Redeemed) > 0:
		first, out.Kind, out.More = &trace.Redeemed[0].Voucher, view.TickUsed, len(trace.Redeemed)-1
	case len(trace.Issued) > 0:
		first, out.Kind, out.More = &trace.Issued[0], view.TickPrinted, len(trace.Issued)-1
	default:
		return out
	}
	out.Voucher, out.Code = valueView(first.Value), t.chain.Desk.CodeOf(first)
	out.Product, out.Promotion = productName(chain, first.Product), promotionName(t.chain.Sight(), first)
	return out
}

func valueView(v voucher.Value) view.Value {
	return view.Value{Kind: v.Kind, Amount: v.Amount, Percent: v.Percent, MaxAmount: v.MaxAmount, Points: v.Points}
}

func productName(chain *retail.Catalogue, number uint32) string {
	if number == 0 {
		return ""
	}
	p := chain.Product(number)
	if p.Name == "" {
		return string(p.ID)
	}
	return p.Name
}

// promotionName is a promotion's name as it is called now.
func promotionName(sight *till.Sight, v *voucher.Voucher) string {
	if p, ok := sight.Book.Promotion(v.PromotionNumber); ok {
		return p.NameIn("en")
	}
	return string(v.Promotion)
}

// Ticks returns the latest receipts, newest first.
func (t *Tally) Ticks(_ context.Context, scope view.Scope, n int) ([]view.Tick, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := []view.Tick{}
	for _, tick := range t.ticks {
		if len(out) < n && scope.Allows(tick.Store) {
			out = append(out, tick)
		}
	}
	return out, nil
}

// latest lists who was at the tills in scope last, newest first.
func (t *Tally) latest(scope view.Scope) []retail.CustomerID {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []retail.CustomerID
	for _, v := range slices.Backward(t.visitors) {
		if scope.Allows(v.store) {
			out = append(out, v.id)
		}
	}
	return out
}
