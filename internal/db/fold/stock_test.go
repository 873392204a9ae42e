package fold_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"sartor/internal/db/shelf"
	"sartor/internal/retail"
	"sartor/internal/stock"
)

// move tells a movement of some day of the last twenty, some of them twice, and often
// one of a moment before receipts that were read already.
func (w *world) move() {
	if len(w.moves) > 0 && w.n(6) == 0 {
		again := w.moves[w.n(len(w.moves))]
		out, err := w.db.Shelf().Record(w.ctx(), []stock.Movement{*again})
		w.must(err)
		if out[0] != shelf.Duplicate {
			w.Fatalf("%s told again: %v", again.ID, out[0])
		}
		return
	}
	store := uint32(1 + w.n(2))
	at := w.clock.Add(-time.Duration(20*24*60-len(w.sales)*120+w.n(3)*w.n(4000)) * time.Minute)
	m := stock.Movement{
		ID: stock.MovementID(fmt.Sprintf("M%d", len(w.moves))), Store: store, At: retail.MicrosOf(at),
		Day: retail.DayOf(at, w.db.Catalogue().Location(store), retail.DefaultCut), Kind: stock.Kinds()[w.n(6)],
	}
	if w.n(2) == 0 {
		m.Kind = stock.Count
	}
	if m.Kind == stock.TransferOut {
		m.Other = 3 - store
	}
	for range 1 + w.n(3) {
		l := stock.Line{Product: uint32(1 + w.n(6)), Quantity: retail.Quantity(1+w.n(30)) * retail.One}
		if m.Kind == stock.Delivery && w.n(2) == 0 {
			l.Expires = m.Day + retail.BusinessDay(w.n(9))
		}
		if !slices.ContainsFunc(m.Lines, func(o stock.Line) bool { return o.Product == l.Product }) {
			m.Lines = append(m.Lines, l)
		}
	}
	w.must(stock.Check(&m, retail.MicrosOf(w.clock)))
	out, err := w.db.Shelf().Record(w.ctx(), []stock.Movement{m})
	w.must(err)
	if out[0] != shelf.Accepted {
		w.Fatalf("%s: %v", m.ID, out[0])
	}
	if m.Kind == stock.Count {
		w.counts++
	}
	w.moves = append(w.moves, &m)
}

// event is one thing that changed what is on hand.
type event struct {
	at    retail.Micros
	told  int // its place among the movements
	day   retail.BusinessDay
	count bool
	units retail.Quantity // counted, or come less gone
}

// events are all that happened to a product in a store, by moment; a count behind what
// happened at the same one.
func (w *world) events(store, product uint32) (out []event) {
	chain := w.db.Catalogue()
	for i, m := range w.moves {
		for _, l := range m.Lines {
			if m.Store == store && l.Product == product {
				sign := map[stock.Kind]retail.Quantity{stock.Count: 1, stock.Delivery: 1, stock.TransferIn: 1, stock.Waste: -1, stock.TransferOut: -1}[m.Kind]
				out = append(out, event{at: m.At, told: i, day: m.Day, count: m.Kind == stock.Count, units: l.Quantity * sign})
			}
		}
	}
	goods := chain.Product(product).Restriction&retail.NotGoods == 0
	for _, s := range w.sales {
		number, _ := chain.StoreNumber(s.call.Receipt.Store)
		for _, l := range s.call.Receipt.Lines {
			if p, _ := chain.ProductNumber(l.Product); p == product && number == store && goods && !s.voided && s.call.Receipt.State.Counts() {
				out = append(out, event{at: s.call.Receipt.At, told: -1, day: s.day, units: -l.Quantity})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b event) int {
		count := func(e event) int {
			if e.count {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(count(a), count(b)), cmp.Compare(a.told, b.told))
	})
	return out
}

// recountStock holds what stores hold at the end of each day against a recount of
// single events, knowing nothing of days and folds.
func (w *world) recountStock() {
	w.Helper()
	shops, err := w.db.Shelf().Shops(w.ctx())
	w.must(err)
	last := retail.DayOf(w.clock, time.UTC, 0) + 1
	for _, shop := range shops {
		level, day := stock.Level{}, shop.First-1
		err := w.db.Shelf().Days(w.ctx(), stock.Span{Store: shop.Store, First: shop.First, Last: last}, func(d retail.BusinessDay, moved *stock.Day, sold stock.Sold) error {
			level, day = level.Next(d, moved, sold), d
			w.sameLevel(shop.Store, day, &level)
			return nil
		})
		w.must(err)
		w.must(w.db.Shelf().Levels(w.ctx(), stock.Span{Store: shop.Store, First: 0, Last: last}, func(d retail.BusinessDay, l *stock.Level) error {
			w.sameLevel(shop.Store, d, l)
			return nil
		}))
		now, err := w.db.Shelf().Today(w.ctx(), shop, last)
		w.must(err)
		w.sameLevel(shop.Store, last, &now)
	}
}

func (w *world) sameLevel(store uint32, day retail.BusinessDay, l *stock.Level) {
	w.Helper()
	for product := uint32(1); product <= 6; product++ {
		counted, units := false, retail.Quantity(0)
		for _, e := range w.events(store, product) {
			switch {
			case e.day > day:
			case e.count:
				counted, units = true, e.units
			default:
				units += e.units
			}
		}
		h := l.Find(product)
		switch {
		case !counted && h != nil && h.Counted != 0:
			w.Fatalf("store %d, product %d was never counted until %s: %+v", store, product, day, h)
		case counted && (h == nil || h.Counted == 0 || h.OnHand != units):
			w.Fatalf("store %d, product %d on %s: %+v, a recount says %s", store, product, day, h, units)
		}
	}
}

// Stock that stands and is another than the journal says is found and mended.
func TestFolds_RebuildMendsStock(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, url string) {
		w := newWorld(t, url, 3)
		for len(w.moves) < 20 {
			w.sell()
			w.move()
		}
		w.settled()
		shops, err := w.db.Shelf().Shops(w.ctx())
		w.must(err)
		shop := shops[0]
		for _, damage := range []struct {
			name string
			args []any
		}{
			{"stock_day.put", []any{int64(shop.Store), int64(shop.First + 1), new(stock.Day).Append(nil)}},
			{"stock_day.drop", []any{int64(shop.Store), int64(shop.First)}},
			{"stock_store.put", []any{int64(shop.Store), int64(0), int64(0), int64(shop.First + 1), int64(shop.Closed)}},
			{"stock_level.put", []any{int64(shop.Store), int64(shop.First - 3), new(stock.Level).Append(nil)}},
			{"stock_level.reopen", []any{int64(shop.Store), int64(0)}},
		} {
			w.must(w.db.Damage(w.ctx(), damage.name, damage.args...))
			if damage.name == "stock_level.reopen" && shop.Closed < shop.First {
				continue // no day is over yet by this machine's clock
			}
			made, err := w.db.Rebuild(w.ctx(), w.declared)
			w.must(err)
			if made.Same() || made.FirstDifference == "" {
				t.Errorf("%s was not found: %+v", damage.name, made)
			}
			w.settled()
		}
	})
}
