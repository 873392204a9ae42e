package shelf

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"sartor/internal/db/shelf"
	"sartor/internal/fault"
	"sartor/internal/intake"
	"sartor/internal/retail"
	"sartor/internal/stock"
)

// Tell takes notes in, each once; what cannot be is refused by itself. Products that
// nobody has named are met as unlisted ones.
func (k *Keeper) Tell(ctx context.Context, notes []stock.Note) ([]stock.Told, error) {
	const op = "shelf.Tell"
	if err := k.meet(ctx, notes); err != nil {
		return nil, fault.At(op, err)
	}
	out := make([]stock.Told, len(notes))
	var movements []stock.Movement
	var of []int
	now := retail.MicrosOf(k.Clock())
	for i := range notes {
		m, err := k.movement(&notes[i])
		if err == nil {
			err = stock.Check(&m, now)
		}
		if out[i].Err = err; err == nil {
			out[i].Unlisted = k.unlisted(&m)
			movements, of = append(movements, m), append(of, i)
		}
	}
	done, err := k.DB.Shelf().Record(ctx, movements)
	for j, o := range done {
		t := &out[of[j]]
		switch t.Duplicate = o == shelf.Duplicate; o {
		case shelf.Conflicting:
			t.Err = fault.New(fault.Conflict, "movement_conflict", "movement %q was told before with other content; what was told first stands, send a correction under another id. Ids are of the whole chain: where each store counts its own, begin them with the store, such as %.40s-%.40s", movements[j].ID, notes[of[j]].Store, movements[j].ID)
		default:
		}
	}
	return out, fault.At(op, err)
}

// movement is a note in numbers.
func (k *Keeper) movement(n *stock.Note) (stock.Movement, error) {
	chain := k.DB.Catalogue()
	m := stock.Movement{ID: stock.MovementID(n.ID), At: n.At, Ref: n.Ref, Due: n.Due}
	var ok bool
	if m.Kind, ok = stock.ParseKind(n.Kind); !ok {
		return m, fault.AtField("/kind", "%.20q is none of count, delivery, waste, transfer_out, transfer_in, order, cancel, reserve and release", n.Kind)
	}
	if m.Store, ok = chain.StoreNumber(n.Store); !ok {
		return m, fault.AtField("/store", "%.40q is no store of the chain; check its number: an admin or a source makes it with PUT /v1/stores/…", string(n.Store))
	}
	if n.Other != "" {
		if m.Other, ok = chain.StoreNumber(n.Other); !ok {
			return m, fault.AtField("/other_store", "%.40q is no store of the chain", string(n.Other))
		}
	}
	m.Day = retail.DayOf(m.At.Time(), chain.Location(m.Store), k.Declared().Cut)
	for i, l := range n.Lines {
		number, ok := chain.ProductNumber(l.Product)
		if !ok {
			return m, fault.AtField("/lines/"+strconv.Itoa(i)+"/product", "is no product number: one line of at most %d bytes", stock.MaxID)
		}
		m.Lines = append(m.Lines, stock.Line{Product: number, Quantity: l.Quantity, Expires: l.Expires, OnOrder: l.OnOrder})
	}
	return m, nil
}

// unlisted are the lines of products that no list of the chain names.
func (k *Keeper) unlisted(m *stock.Movement) (out []int) {
	chain := k.DB.Catalogue()
	for i := range m.Lines {
		if !chain.Product(m.Lines[i].Product).Listed {
			out = append(out, i)
		}
	}
	return out
}

// meet makes products that nobody has named before.
func (k *Keeper) meet(ctx context.Context, notes []stock.Note) error {
	var missing []retail.ProductID
	seen := map[retail.ProductID]bool{}
	chain := k.DB.Catalogue()
	for i := range notes {
		if len(notes[i].Lines) > stock.MaxLines {
			continue // refused as a whole
		}
		for _, l := range notes[i].Lines {
			if _, ok := chain.ProductNumber(l.Product); !ok && !seen[l.Product] && writable(l.Product) {
				seen[l.Product] = true
				missing = append(missing, l.Product)
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return k.DB.MeetProducts(ctx, missing)
}

func writable(id retail.ProductID) bool {
	for _, r := range string(id) {
		if retail.Unwritten(r) || r == '\uFFFD' {
			return false
		}
	}
	return id != "" && len(id) <= stock.MaxID
}

// Facts takes in what a folder says of stock and suppliers: levels are counts of their
// moment, a list each; the same list again is the same movement. known is how many rows
// stood already.
func (k *Keeper) Facts(ctx context.Context, f *intake.Facts) (known int, err error) {
	const op = "shelf.Facts"
	notes := counts(f.Stock)
	told, err := k.Tell(ctx, notes)
	for i, t := range told {
		if err == nil && t.Err != nil {
			err = t.Err
		}
		if t.Duplicate {
			known += len(notes[i].Lines)
		}
	}
	if err != nil || len(f.Supply) == 0 {
		return known, fault.At(op, err)
	}
	stand, err := k.DB.Shelf().Terms(ctx)
	if err != nil {
		return known, fault.At(op, err)
	}
	terms, err := k.terms(ctx, f.Supply, stand)
	if err != nil {
		return known, fault.At(op, err)
	}
	last := map[uint32]stock.Terms{}
	for _, t := range terms {
		last[t.Product] = t
	}
	fresh := slices.DeleteFunc(terms, func(t stock.Terms) bool { return stand[t.Product] == last[t.Product] })
	known += len(f.Supply) - len(fresh)
	if len(fresh) == 0 {
		return known, nil
	}
	return known, fault.At(op, k.DB.Shelf().PutTerms(ctx, "import", nil, fresh...))
}

// counts puts levels of one store and moment into lists.
func counts(levels []intake.StockLevel) (out []stock.Note) {
	type list struct {
		store retail.StoreID
		at    retail.Micros
	}
	type entry struct {
		list    int
		product retail.ProductID
	}
	open, seen := map[list]int{}, map[entry]bool{}
	for _, l := range levels {
		key := list{l.Store, l.AsOf}
		at, ok := open[key]
		if !ok || len(out[at].Lines) == stock.MaxLines || seen[entry{at, l.Product}] { // said twice: the later holds
			at = len(out)
			open[key] = at
			out = append(out, stock.Note{Kind: stock.Count.String(), Store: l.Store, At: l.AsOf})
		}
		seen[entry{at, l.Product}] = true
		out[at].Lines = append(out[at].Lines, stock.NoteLine{Product: l.Product, Quantity: l.OnHand, OnOrder: stock.Stated{Quantity: l.OnOrder, Said: l.HasOnOrder}})
	}
	for i := range out {
		n := &out[i]
		h := sha256.New()
		for _, l := range n.Lines {
			_, _ = fmt.Fprintf(h, "%s\x00%d %d %v\n", l.Product, l.Quantity, l.OnOrder.Quantity, l.OnOrder.Said) // a hash never fails
		}
		n.ID = fmt.Sprintf("stock.csv %s %s %.24s", n.Store, n.At.Time().Format("2006-01-02T15:04:05Z"), hex.EncodeToString(h.Sum(nil)))
	}
	return out
}

// terms are those of a list; what it has no column for stands, as long as the supplier does.
func (k *Keeper) terms(ctx context.Context, supply []intake.Supply, stand map[uint32]stock.Terms) ([]stock.Terms, error) {
	var missing []retail.ProductID
	for _, s := range supply {
		if _, ok := k.DB.Catalogue().ProductNumber(s.Product); !ok {
			missing = append(missing, s.Product)
		}
	}
	if len(missing) > 0 {
		if err := k.DB.MeetProducts(ctx, missing); err != nil {
			return nil, err
		}
	}
	var out []stock.Terms
	for _, s := range supply {
		number, _ := k.DB.Catalogue().ProductNumber(s.Product)
		days, err := stock.ParseWeekdays(s.OrderDays)
		if err != nil {
			return nil, err
		}
		t := stock.Terms{Product: number, Supplier: s.Supplier, LeadTime: s.LeadTime, OrderDays: days, MinOrder: s.MinOrder}
		if was, known := stand[number]; known && was.Supplier == t.Supplier {
			t.Spread = was.Spread
			if s.KeepDays {
				t.OrderDays = was.OrderDays
			}
			if s.KeepMin {
				t.MinOrder = was.MinOrder
			}
		}
		out = append(out, t)
	}
	return out, nil
}
