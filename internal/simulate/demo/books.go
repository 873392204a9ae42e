package demo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"sartor/internal/retail"
	"sartor/internal/simulate"
	"sartor/internal/simulate/shelf"
	"sartor/internal/stock"
)

// books are what the stores of the simulated chain write down of their stock, on
// its way to Sartor: shoppers of the last TillDays meet shelves that empty and
// refill, and each night's notes are told like any chain's. It is safe for
// concurrent use.
type books struct {
	chain   *simulate.Chain
	shelves *shelf.Shelves
	known   func() *retail.Catalogue // Sartor's own numbers

	mu      sync.Mutex
	waiting []shelf.Movement
	tell    sync.Mutex // one at a time, in their order
}

// hear takes a movement while a night passes.
func (b *books) hear(m shelf.Movement) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if m.Told == "" { // else Sartor wrote it down when it sent it
		b.waiting = append(b.waiting, m)
	}
}

// take returns what has been written down until a moment and was not asked for
// before.
func (b *books) take(until retail.Micros) (out []shelf.Movement) {
	b.mu.Lock()
	defer b.mu.Unlock()
	keep := b.waiting[:0]
	for _, m := range b.waiting {
		if b.chain.Moment(int(m.Day), int(m.Second)) <= until {
			out = append(out, m)
		} else {
			keep = append(keep, m)
		}
	}
	b.waiting = keep
	return out
}

// kinds are the words of the simulated stores in Sartor's.
var kinds = map[shelf.Kind]stock.Kind{
	shelf.Count: stock.Count, shelf.Delivery: stock.Delivery, shelf.Waste: stock.Waste, shelf.Ordered: stock.Order,
	shelf.Cancelled: stock.Cancel, shelf.Sent: stock.TransferOut, shelf.Received: stock.TransferIn,
}

// note is what the lines of one note have in common.
type note struct {
	kind   shelf.Kind
	store  int
	other  int
	day    int32
	second int32
	due    int32
}

// notes puts lines together as stores do: one note for a van's delivery, one for
// an evening's waste, one order for all that comes on a day. now bounds their
// moments: live days pass faster than the calendar's.
func (b *books) notes(list []shelf.Movement, now retail.Micros) []stock.Movement {
	var out []stock.Movement
	open, known := map[note]int{}, b.known()
	for _, m := range list {
		n := note{kind: m.Kind, store: m.Store, other: m.Other, day: m.Day, second: m.Second, due: m.Due}
		if m.Kind == shelf.Cancelled {
			n.due = m.Day
		}
		at, ok := open[n]
		if !ok || len(out[at].Lines) == stock.MaxLines {
			at = len(out)
			open[n] = at
			out = append(out, b.begin(n, m.Serial, now))
		}
		product, _ := known.ProductNumber(b.chain.Products()[m.Product].ID) // the whole range was enrolled
		line := stock.Line{Product: product, Quantity: retail.Quantity(m.Quantity)}
		if m.Last != 0 && m.Kind != shelf.Waste {
			line.Expires = out[at].Day + retail.BusinessDay(m.Last-m.Day)
		}
		out[at].Lines = append(out[at].Lines, line)
	}
	return out
}

func (b *books) begin(n note, serial int64, now retail.Micros) stock.Movement {
	store := b.chain.Stores[n.store]
	m := stock.Movement{
		ID:   stock.MovementID(fmt.Sprintf("%s %s %s %d", n.kind, store.ID, b.chain.Date(int(n.day)), serial)),
		Kind: kinds[n.kind], At: min(b.chain.Moment(int(n.day), int(n.second)), now),
	}
	m.Store, _ = b.known().StoreNumber(store.ID)
	m.Day = retail.DayOf(m.At.Time(), b.chain.World.Zone, retail.DefaultCut)
	if n.other >= 0 {
		m.Other, _ = b.known().StoreNumber(b.chain.Stores[n.other].ID)
	}
	if n.due != 0 {
		m.Due = m.Day + retail.BusinessDay(n.due-n.day)
	}
	return m
}

// Stock tells Sartor what the simulated stores have written down since the last
// time; without shelves there is nothing to tell.
func (d *Demo) Stock(ctx context.Context) error {
	if d.books == nil {
		return nil
	}
	d.books.tell.Lock()
	defer d.books.tell.Unlock()
	now := retail.MicrosOf(d.App.Clock())
	until := now
	if !d.Paused {
		until = math.MaxInt64 // live days pass faster than the calendar's: all of it is told as of now
	}
	list := d.books.notes(d.books.take(until), now)
	if len(list) == 0 {
		return nil
	}
	_, err := d.App.DB.Shelf().Record(ctx, list)
	return err
}

// Shelves are those of the simulated stores; nil with real data.
func (d *Demo) Shelves() *shelf.Shelves {
	if d.books == nil {
		return nil
	}
	return d.books.shelves
}

// supply names the suppliers of the simulated chain and what they take.
func (s *simulation) supply(ctx context.Context) error {
	shelves := s.session.Shelves()
	s.books.shelves = shelves
	goods := s.chain.Products()
	out := make([]stock.Terms, len(goods))
	for i := range goods {
		t := shelves.Terms(i)
		number, _ := s.books.known().ProductNumber(goods[i].ID)
		out[i] = stock.Terms{
			Product: number, Supplier: fmt.Sprintf("Supplier %02d", t.Supplier+1),
			LeadTime: int(t.Supplied.Lead), OrderDays: stock.Weekdays(t.Supplied.Days),
		}
	}
	return s.App.DB.Shelf().PutTerms(ctx, "demo", nil, out...)
}

// nights tells what stores write down while the live tills play.
func (s *simulation) nights(ctx context.Context) {
	const every = 2 * time.Second
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := errors.Join(s.Launch(ctx), s.Stock(ctx)); err != nil && ctx.Err() == nil {
			s.App.Log.Error("the simulated stores do not do what was decided, or tell nothing of their stock", "err", err)
			return
		}
	}
}
