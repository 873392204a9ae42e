package fill

import (
	"iter"

	"sartor/internal/customer"
	"sartor/internal/load/chain"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// entry is a past receipt as its row of the journal.
func (f *filler) entry(s *chain.Slip) touchpoint.Entry {
	e := touchpoint.Entry{
		Position: touchpoint.Position{Epoch: f.epoch, Seq: firstSeq + int64(s.Number)}, Kind: touchpoint.KindReceipt,
		Bucket: s.Bucket(f.Chain), Store: f.store[s.Store], At: s.At, Day: s.Day, Receipt: f.Chain.ID(s.Number),
	}
	if s.Customer >= 0 {
		e.Customer = f.Chain.CustomerID(s.Customer)
	}
	p := touchpoint.Packed{Till: tillID(s.Till), Lines: make([]touchpoint.PackedLine, len(s.Lines))}
	for i, l := range s.Lines {
		p.Lines[i] = touchpoint.PackedLine{Product: f.product[l.Product], Quantity: retail.Quantity(l.Units) * retail.One, Amount: l.Amount}
	}
	e.Body = p.Append(nil)
	return e
}

func tillID(n int) retail.TillID { return retail.TillID([]byte{'T', '0', byte('0' + n)}) }

func (f *filler) journal() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		var items []chain.Item
		for r := range f.Chain.Receipts {
			s := f.Chain.Slip(r, items)
			items = s.Lines
			e := f.entry(&s)
			row := []any{
				e.Position.Seq, int64(e.Bucket), int64(e.Kind), int64(e.Customer), int64(e.Store), int64(e.At), int64(e.Day), string(e.Receipt), e.Body,
			}
			if !yield(row) {
				return
			}
		}
	}
}

// demand folds day by day: receipts stand in the order of their days.
func (f *filler) demand() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		var items []chain.Item
		day, rows := retail.BusinessDay(0), map[uint32]*customer.Demand{}
		flush := func() bool {
			for n := range f.catalog.Stores {
				if d := rows[uint32(n)]; d != nil && !yield([]any{int64(n), int64(day), d.Append(nil)}) {
					return false
				}
			}
			clear(rows)
			return true
		}
		for r := range f.Chain.Receipts {
			s := f.Chain.Slip(r, items)
			items = s.Lines
			if s.Day != day && !flush() {
				return
			}
			day = s.Day
			e := f.entry(&s)
			if rows[e.Store] == nil {
				rows[e.Store] = &customer.Demand{}
			}
			if err := rows[e.Store].Add(&e, f.catalog); err != nil {
				panic(err) // an entry of our own that does not read back
			}
		}
		flush()
	}
}

// keys are written by place, which is the order of their ids.
func (f *filler) keys() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		var items []chain.Item
		for _, r := range f.Chain.ByPlace() {
			s := f.Chain.Slip(int(r), items)
			items = s.Lines
			id := f.Chain.ID(int(r))
			who := retail.CustomerID(0)
			if s.Customer >= 0 {
				who = f.Chain.CustomerID(s.Customer)
			}
			print := f.fingerprint(&s)
			row := []any{
				string(id), int64(id.Bucket()), firstSeq + int64(r), int64(who), int64(f.store[s.Store]), int64(s.At), "stands", print[:], int64(0),
			}
			if !yield(row) {
				return
			}
		}
	}
}

// fingerprint is that of the receipt as a till would send it again.
func (f *filler) fingerprint(s *chain.Slip) [16]byte {
	r := touchpoint.Receipt{
		ID: f.Chain.ID(s.Number), Store: f.Chain.StoreID(s.Store), Till: tillID(s.Till), At: s.At, Currency: "EUR", Lines: make([]touchpoint.Line, len(s.Lines)),
	}
	if s.Customer >= 0 {
		r.Customer.Identifiers = []retail.Identifier{{Kind: retail.Card, Value: f.Chain.Card(s.Customer)}}
	}
	for i, l := range s.Lines {
		r.Lines[i] = touchpoint.Line{Product: f.Chain.ProductID(l.Product), Quantity: retail.Quantity(l.Units) * retail.One, Amount: l.Amount}
	}
	return touchpoint.Fingerprint(&r)
}

// joined is when a customer joined: before all receipts.
func (f *filler) joined() int64 {
	return int64(retail.MicrosOf((f.Chain.Last - chain.Days - 1).Time()))
}

func (f *filler) customers() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, c := range f.Chain.ByID() {
			id := f.Chain.CustomerID(int(c))
			row := []any{int64(id), int64(id.Bucket()), f.joined(), "", int64(f.store[f.Chain.Home(int(c))]), int64(0), int64(0), int64(0)}
			if !yield(row) {
				return
			}
		}
	}
}

func (f *filler) identifiers() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, c := range f.Chain.ByID() {
			id := f.Chain.CustomerID(int(c))
			if !yield([]any{int64(id), string(retail.Card), f.Chain.Card(int(c)), int64(id.Bucket()), f.joined()}) {
				return
			}
		}
	}
}

// cards are written by their numbers, which grow with the customer's.
func (f *filler) cards() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for c := range f.Chain.Customers {
			id := f.Chain.CustomerID(c)
			if !yield([]any{string(retail.Card), f.Chain.Card(c), int64(id.Bucket()), int64(id)}) {
				return
			}
		}
	}
}

// profiles are the folds over each customer's receipts.
func (f *filler) profiles() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		list, from := f.Chain.ByCustomer()
		var items []chain.Item
		var entries []touchpoint.Entry
		for _, c := range f.Chain.ByID() {
			entries = entries[:0]
			for _, r := range list[from[c]:from[c+1]] {
				s := f.Chain.Slip(int(r), items)
				items, entries = s.Lines, append(entries, f.entry(&s))
			}
			if len(entries) == 0 {
				continue
			}
			state, err := customer.Fold(entries, f.catalog)
			if err != nil {
				panic(err) // entries of our own that do not read back
			}
			id := entries[0].Customer
			if !yield([]any{int64(id), int64(id.Bucket()), state.Through.Epoch, state.Through.Seq, state.Append(nil)}) {
				return
			}
		}
	}
}

// positions say that the folds have seen all of it.
func (f *filler) positions() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		last := firstSeq + int64(f.Chain.Receipts) - 1
		_ = yield([]any{"profile", f.epoch, last}) && yield([]any{"demand", f.epoch, last})
	}
}

// tills are those that have sold before.
func (f *filler) tills() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for s := range f.Chain.Stores {
			for n := range chain.Tills {
				if !yield([]any{"till/" + string(f.Chain.StoreID(s)) + "/" + string(tillID(n+1)), "2026-01-01T08:00:00Z"}) {
					return
				}
			}
		}
	}
}
