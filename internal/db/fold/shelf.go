package fold

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"sartor/internal/customer"
	"sartor/internal/db/engine"
	"sartor/internal/retail"
	"sartor/internal/stock"
	"sartor/internal/touchpoint"
)

// Stock is folded beside demand, with its position and in its transactions: what
// moved in a store on a business day is a row like what it sold, and a count keeps
// what was sold after its moment. Levels at the end of each day follow from both
// (levels.go); an entry of a day that is closed opens it again.

// shop is how far a store's stock has come.
type shop struct {
	at     touchpoint.Position // the entry that changed it last
	first  retail.BusinessDay  // the first day on which anything moved
	closed retail.BusinessDay  // the last day with a level; first − 1 for none
}

// shelves are stores' days of movements in memory.
type shelves struct {
	*work
	rows    map[customer.StoreDay]*stock.Day
	begin   func(ctx context.Context, where customer.StoreDay) (*stock.Day, error)
	changed map[customer.StoreDay]bool    // rows that are not written yet
	shops   map[uint32]*shop              // stores of which anything was told
	touched map[uint32]retail.BusinessDay // stores since the last write, and the earliest day
	firsts  map[retail.BusinessDay]bool   // days whose first entry is known
	opened  []engine.Step                 // of firsts
	tails   *tails                        // how late the receipts read so far are
	sales   map[customer.StoreDay][]sale  // read back for late counts
	end     touchpoint.Position           // as far as is read back
}

// sale is a receipt, or what takes one back, that was read back.
type sale struct {
	at   touchpoint.Position
	seq  int64 // of the receipt
	when retail.Micros
	sold stock.Sold
	sign retail.Quantity
}

// tails tell how late the newest receipt of a store's day is, for the days whose
// entries were all read by this process: a count behind it needs nothing read back.
type tails struct {
	whole map[retail.BusinessDay]bool // read from its first entry on
	read  map[customer.StoreDay]bool  // read back
	last  map[customer.StoreDay]retail.Micros
}

// mostTails bounds the store-days kept; beyond it all are forgotten, and counts read back.
const mostTails = 100_000

func newTails() *tails {
	return &tails{map[retail.BusinessDay]bool{}, map[customer.StoreDay]bool{}, map[customer.StoreDay]retail.Micros{}}
}

func (t *tails) saw(where customer.StoreDay, at retail.Micros) {
	if len(t.last) > mostTails {
		*t = *newTails()
	}
	t.last[where] = max(t.last[where], at)
}

// behind reports whether no receipt of the day is later than a moment.
func (t *tails) behind(where customer.StoreDay, at retail.Micros) bool {
	return (t.whole[where.Day] || t.read[where]) && t.last[where] <= at
}

// readShops returns the stores of which anything was told.
func (f *Folds) readShops(ctx context.Context) (map[uint32]*shop, error) {
	out := map[uint32]*shop{}
	err := engine.Each(ctx, f.Engine.Reader(), f.Query("stock_store.all"), nil, func(scan func(...any) error) error {
		var (
			store uint32
			s     shop
		)
		err := scan(&store, &s.at.Epoch, &s.at.Seq, &s.first, &s.closed)
		out[store] = &s
		return err
	})
	return out, err
}

// shelves begins a slice.
func (w *work) shelves(ctx context.Context, end touchpoint.Position) (*shelves, error) {
	shops, err := w.readShops(ctx)
	return &shelves{
		work: w, end: end, rows: map[customer.StoreDay]*stock.Day{}, begin: w.readMoves, changed: map[customer.StoreDay]bool{}, shops: shops,
		touched: map[uint32]retail.BusinessDay{}, firsts: w.firsts, tails: w.tails, sales: map[customer.StoreDay][]sale{},
	}, err
}

// readMoves is a day as it stands.
func (w *work) readMoves(ctx context.Context, where customer.StoreDay) (*stock.Day, error) {
	var body []byte
	row := &stock.Day{}
	found, err := engine.One(ctx, w.Engine.Reader(), w.Query("stock_day.find"), []any{int64(where.Store), int64(where.Day)}, &body)
	if err == nil && found {
		err = row.Decode(body)
	}
	return row, err
}

// of returns a store's day, nil for one that is none of ours.
func (s *shelves) of(ctx context.Context, where customer.StoreDay) (*stock.Day, error) {
	if row, ok := s.rows[where]; ok {
		return row, nil
	}
	row, err := s.begin(ctx, where)
	if err == nil && row != nil {
		s.rows[where] = row
	}
	return row, err
}

// note remembers the first entry of a business day.
func (s *shelves) note(ctx context.Context, e *touchpoint.Entry) error {
	if s.firsts[e.Day] {
		return nil
	}
	var at touchpoint.Position
	known, err := engine.One(ctx, s.Engine.Reader(), s.Query("journal_day.find"), []any{int64(e.Day)}, &at.Epoch, &at.Seq)
	if err != nil {
		return err
	}
	if !known {
		s.tails.whole[e.Day] = true
		s.opened = append(s.opened, engine.Step{
			Query: s.Query("journal_day.put"), Want: engine.AnyRows, Args: []any{int64(e.Day), e.Position.Epoch, e.Position.Seq},
		})
	}
	s.firsts[e.Day] = true
	return nil
}

// move counts a movement in its store, and in the one it goes to.
func (s *shelves) move(ctx context.Context, e *touchpoint.Entry) error {
	m, err := stock.FromEntry(e)
	if err != nil {
		return err
	}
	where := customer.StoreDayOf(e)
	row, err := s.of(ctx, where)
	if err != nil {
		return err
	}
	if row != nil {
		var failed error
		row.Add(&m, func(product uint32, after retail.Micros) retail.Quantity {
			q, err := s.soldAfter(ctx, e, cut{product, after})
			failed = cmp.Or(failed, err)
			return q
		})
		if failed != nil {
			return failed
		}
		s.told(where)
	}
	if m.Kind != stock.TransferOut || m.Other == 0 {
		return nil
	}
	there := customer.StoreDay{Store: m.Other, Day: e.Day}
	if row, err = s.of(ctx, there); err == nil && row != nil {
		row.Expect(&m)
		s.told(there)
	}
	return err
}

// told marks a day that a movement changed, and makes its store known.
func (s *shelves) told(where customer.StoreDay) {
	s.changed[where] = true
	if s.shops[where.Store] == nil {
		s.shops[where.Store] = &shop{first: where.Day, closed: where.Day - 1}
	}
	s.shops[where.Store].first = min(s.shops[where.Store].first, where.Day)
	s.touch(where)
}

// touch notes that a store's stock is another from a day on.
func (s *shelves) touch(where customer.StoreDay) {
	if s.shops[where.Store] == nil {
		return
	}
	if day, ok := s.touched[where.Store]; !ok || where.Day < day {
		s.touched[where.Store] = where.Day
	}
}

// sell counts a receipt, or takes one back (times −1), where its day has counts.
func (s *shelves) sell(ctx context.Context, e *touchpoint.Entry, times retail.Quantity) error {
	where := customer.StoreDayOf(e)
	s.tails.saw(where, e.At)
	if s.shops[e.Store] == nil {
		return nil
	}
	s.touch(where)
	row, err := s.of(ctx, where)
	if err != nil || row == nil || !row.Counted() {
		return err
	}
	sold, err := s.soldBy(e)
	if err != nil {
		return err
	}
	if row.Sell(sold, e.At, times) {
		s.changed[where] = true
	}
	return nil
}

// soldBy is what one receipt sold.
func (w *work) soldBy(e *touchpoint.Entry) (stock.Sold, error) {
	var d customer.Demand
	err := d.Add(e, w.chain)
	return soldOf(&d), err
}

// soldOf is demand as stock sees it: what comes back is there again.
func soldOf(d *customer.Demand) stock.Sold {
	out := make(stock.Sold, len(d.Cells))
	for i, c := range d.Cells {
		out[i] = stock.Sale{Product: c.Product, Units: c.Units - c.Returned}
	}
	return out
}

// cut is what of a product's sales a count asks for.
type cut struct {
	product uint32
	after   retail.Micros
}

// soldAfter is what receipts before an entry of the journal sold after a moment of its
// store's day.
func (s *shelves) soldAfter(ctx context.Context, e *touchpoint.Entry, c cut) (sum retail.Quantity, err error) {
	where := customer.StoreDayOf(e)
	if s.tails.behind(where, c.after) {
		return 0, nil
	}
	sales, ok := s.sales[where]
	if !ok {
		if sales, err = s.readBack(ctx, where); err != nil {
			return 0, err
		}
		s.sales[where] = sales
	}
	for _, one := range sales {
		if one.when > c.after && e.Position.After(one.at) {
			sum += one.sold.Of(c.product) * one.sign
		}
	}
	return sum, nil
}

// readBack reads a store's day from its first entry to the end of the slice.
func (s *shelves) readBack(ctx context.Context, where customer.StoreDay) (out []sale, err error) {
	var from touchpoint.Position
	if _, err := engine.One(ctx, s.Engine.Reader(), s.Query("journal_day.find"), []any{int64(where.Day)}, &from.Epoch, &from.Seq); err != nil {
		return nil, err
	}
	receipts := map[int64]sale{}
	entries, err := ReadEntries(ctx, s.Engine.Reader(), s.Query("journal.of_day"), int64(where.Store), int64(where.Day),
		from.Epoch, from.Seq, s.end.Epoch, s.end.Seq+1)
	if err != nil {
		return nil, err
	}
	last := retail.Micros(0)
	for i := range entries {
		e := &entries[i]
		if seq, ok := e.Voids(); ok {
			if r, ok := receipts[seq]; ok {
				r.at, r.sign = e.Position, -1
				out = append(out, r)
			}
			continue
		}
		one := sale{at: e.Position, seq: e.Position.Seq, when: e.At, sign: 1}
		if one.sold, err = s.soldBy(e); err != nil {
			return nil, err
		}
		receipts[one.seq] = one
		out, last = append(out, one), max(last, e.At)
	}
	s.tails.read[where] = true
	s.tails.saw(where, last)
	return out, nil
}

// steps are the writes of what changed since the last, all by an entry at or before
// a position.
func (s *shelves) steps(through touchpoint.Position) []engine.Step {
	steps := s.opened
	s.opened = nil
	for _, where := range slices.SortedFunc(maps.Keys(s.changed), inPlace) {
		steps = append(steps, s.moveStep(where, s.rows[where]))
	}
	clear(s.changed)
	for _, store := range slices.Sorted(maps.Keys(s.touched)) {
		day, shop := s.touched[store], s.shops[store]
		if shop.at = through; day <= shop.closed {
			steps = append(steps, engine.Step{Query: s.Query("stock_level.reopen"), Want: engine.AnyRows, Args: []any{int64(store), int64(day)}})
			s.restAfter(store, shop.closed-day)
			shop.closed = max(day, shop.first) - 1 // sales alone begin nothing
		}
		steps = append(steps, s.shopStep(store, shop))
	}
	clear(s.touched)
	return steps
}

func (w *work) shopStep(store uint32, s *shop) engine.Step {
	return engine.Step{Query: w.Query("stock_store.put"), Want: 1, Args: []any{int64(store), s.at.Epoch, s.at.Seq, int64(s.first), int64(s.closed)}}
}

// moveStep writes a day of movements; one on which nothing is left has no row.
func (w *work) moveStep(where customer.StoreDay, d *stock.Day) engine.Step {
	key := []any{int64(where.Store), int64(where.Day)}
	if d == nil || len(d.Cells) == 0 {
		return engine.Step{Query: w.Query("stock_day.drop"), Want: engine.AnyRows, Args: key}
	}
	return engine.Step{Query: w.Query("stock_day.put"), Want: 1, Args: append(key, d.Append(nil))}
}

// Levels that were opened far back are made anew after a rest: receipts of the past
// that trickle in would have a year of levels made for each handful.
const (
	deep     = 7 // days
	deepRest = 30 * time.Second
)

func (f *Folds) restAfter(store uint32, days retail.BusinessDay) {
	if days > deep {
		f.rests[store] = f.Now().Add(deepRest)
	}
}
