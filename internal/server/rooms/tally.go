package rooms

import (
	"context"
	"sync"
	"time"

	"sartor/internal/console/view"
	"sartor/internal/db"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/voucher"
	"sartor/internal/web"
)

// Tally keeps the figures of the running day: it follows the journal, so that no
// screen ever scans it.
type Tally struct {
	chain  *server.Chain
	hub    *web.Hub[view.Tick]
	mu     sync.Mutex
	at     touchpoint.Position
	day    retail.BusinessDay
	newest time.Time
	stores map[retail.StoreID]*storeTally
	ticks  []view.Tick // newest first
}

// storeTally is one store's day so far.
type storeTally struct {
	name                        string
	sales                       [24]retail.Minor
	receipts                    [24]int64
	named, issued, used, silent int64
	given                       retail.Minor
	minutes                     map[int64]int64
	last                        time.Time
}

// Limits of the running figures: what the ticker shows, and how much of the
// journal is read for the day that was running when the server started.
const (
	mostTicks = 50
	mostToday = 100_000
	tallyRead = 5_000
	shownTail = 30 // minutes
)

// NewTally begins at the day that runs.
func NewTally(c *server.Chain) *Tally {
	return &Tally{chain: c, hub: &web.Hub[view.Tick]{}, stores: map[retail.StoreID]*storeTally{}}
}

// Run follows the journal until the context ends.
func (t *Tally) Run(ctx context.Context) {
	defer t.hub.Close()
	tick := time.NewTicker(time.Second)
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

// advance reads what came since the last time.
func (t *Tally) advance(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.at == (touchpoint.Position{}) {
		newest, err := t.chain.DB.Newest(ctx)
		if err != nil {
			return err
		}
		t.at = touchpoint.Position{Epoch: newest.Epoch, Seq: max(0, newest.Seq-mostToday)}
		if newest.Epoch > 0 {
			t.at = newest // PostgreSQL: transaction ids do not count entries; the day begins now
		}
	}
	for {
		entries, err := db.History{DB: t.chain.DB}.Entries(ctx, t.at, tallyRead)
		if err != nil {
			return err
		}
		for i := range entries {
			if err := t.count(ctx, &entries[i], len(entries)-i); err != nil {
				return err
			}
			t.at = entries[i].Position
		}
		if len(entries) < tallyRead {
			return nil
		}
	}
}

// count adds one receipt; the last mostTicks, of which left remain, become ticks.
func (t *Tally) count(ctx context.Context, e *touchpoint.Entry, left int) error {
	if e.Kind != touchpoint.KindReceipt {
		return nil
	}
	today := t.chain.Today(e.Store)
	if today != t.day {
		t.day, t.stores = today, map[retail.StoreID]*storeTally{}
	}
	if e.Day != today {
		return nil
	}
	p, err := touchpoint.Unpack(e.Body, nil)
	if err != nil || !p.State.Counts() {
		return err
	}
	chain := t.chain.DB.Catalogue()
	shop := chain.Store(e.Store)
	s := t.stores[shop.ID]
	if s == nil {
		s = &storeTally{name: shop.Name, minutes: map[int64]int64{}}
		t.stores[shop.ID] = s
	}
	at := e.At.Time()
	hour := at.In(chain.Location(e.Store)).Hour()
	for i := range p.Lines {
		s.sales[hour] += p.Lines[i].Amount
	}
	s.receipts[hour]++
	s.minutes[at.Unix()/60]++
	if e.Customer != 0 {
		s.named++
	}
	if at.After(t.newest) {
		t.newest = at
	}
	s.last = at
	return t.trace(ctx, e, s, left)
}

// trace counts what a receipt issued and used, and shows it.
func (t *Tally) trace(ctx context.Context, e *touchpoint.Entry, s *storeTally, left int) error {
	trace, err := t.chain.DB.Trace(ctx, till.Filed{Receipt: e.Receipt, Seq: e.Position.Seq, Customer: e.Customer})
	if err != nil {
		return err
	}
	for i := range trace.Issued {
		if trace.Issued[i].State != voucher.Voided {
			s.issued++
		}
	}
	for i := range trace.Redeemed {
		s.used++
		s.given += trace.Redeemed[i].Amount
	}
	if left > mostTicks {
		return nil
	}
	tick := t.tick(e, &trace)
	t.ticks = append([]view.Tick{tick}, t.ticks[:min(len(t.ticks), mostTicks-1)]...)
	t.hub.Publish(tick)
	return nil
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

// Today is the day so far.
func (t *Tally) Today(ctx context.Context, scope view.Scope) (view.Today, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	chain := t.chain.DB.Catalogue()
	out := view.Today{AsOf: t.newest, Day: t.day, Minutes: make([]int64, shownTail), Hours: []view.HourSales{}, Bench: []view.BenchItem{}}
	now := t.chain.Clock()
	var sales [24]retail.Minor
	var receipts [24]int64
	for _, shop := range chain.Stores {
		if shop.ID == "" || !scope.Allows(shop.ID) {
			continue
		}
		out.Stores++
		out.Currency = shop.Currency
		s := t.stores[shop.ID]
		if s == nil {
			continue
		}
		for h := range 24 {
			sales[h], receipts[h] = sales[h]+s.sales[h], receipts[h]+s.receipts[h]
			out.Sales, out.Receipts = out.Sales+s.sales[h], out.Receipts+s.receipts[h]
		}
		out.Named, out.Issued, out.Redeemed, out.Given = out.Named+s.named, out.Issued+s.issued, out.Redeemed+s.used, out.Given+s.given
		for i := range shownTail {
			out.Minutes[i] += s.minutes[now.Unix()/60-int64(shownTail-1-i)]
		}
	}
	local := now.In(chain.Location(1))
	for h := 4; h < 28; h++ {
		hour := h % 24
		e := view.HourSales{Hour: hour, Sold: sales[hour], Receipts: receipts[hour]}
		if passed := (local.Hour()+20)%24 - (h - 4); passed > 0 {
			e.Elapsed = 1
		} else if passed == 0 {
			e.Elapsed = float64(local.Minute()) / 60
		}
		out.Hours = append(out.Hours, e)
	}
	return out, t.budgets(ctx, &out)
}

// budgets adds where the live promotions' money stands, and what is overdrawn.
func (t *Tally) budgets(ctx context.Context, out *view.Today) error {
	all, err := t.chain.DB.Promotions(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		p := &all[i]
		if p.State != "live" {
			continue
		}
		b, err := t.chain.DB.Budget(ctx, p.Number)
		if err != nil {
			return err
		}
		out.Live++
		out.Budget.Cap, out.Budget.Reserved = out.Budget.Cap+b.Cap, out.Budget.Reserved+b.Reserved
		out.Budget.Spent, out.Budget.Contingency = out.Budget.Spent+b.Spent, out.Budget.Contingency+b.Contingency
		if b.Contingency < 0 {
			out.Bench = append(out.Bench, view.BenchItem{
				Kind: view.BenchOverdrawn, At: t.chain.Clock(), Promotion: p.ID, Name: p.NameIn("en"), Amount: -b.Contingency, Currency: p.Promotion.Budget.Currency,
			})
		}
	}
	return nil
}
