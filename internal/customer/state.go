package customer

import (
	"cmp"
	"hash/fnv"
	"slices"

	"sartor/internal/model/habit"
	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// State is the exact state of the fold over one customer's receipts, in the
// order of Key. The zero State is of a customer without any.
type State struct {
	Profile  habit.Profile
	Last     Key                 // of the latest receipt that counts
	Receipts int                 // with goods that did not all come back
	Spend    []StoreSpend        // by growing store number
	Through  touchpoint.Position // entries up to here are in it
	Awaits   []uint64            // hashes of receipts that voids and returns have named before they came, growing
}

// StoreSpend is what a customer left in one store, in minor units of its
// currency: goods, net of what came back.
type StoreSpend struct {
	Store    uint32
	Receipts int
	Amount   retail.Minor
}

// Key orders a customer's receipts. Baskets of one day and store are one, so
// those two come first.
type Key struct {
	Day     retail.BusinessDay
	Store   uint32
	At      retail.Micros
	Receipt retail.ReceiptID
}

// KeyOf returns an entry's place in the order.
func KeyOf(e *touchpoint.Entry) Key { return Key{e.Day, e.Store, e.At, e.Receipt} }

// Compare orders two keys.
func (k Key) Compare(other Key) int {
	return cmp.Or(cmp.Compare(k.Day, other.Day), cmp.Compare(k.Store, other.Store),
		cmp.Compare(k.At, other.At), cmp.Compare(k.Receipt, other.Receipt))
}

// Pending reports whether something was named that has not arrived yet.
func (s *State) Pending() bool { return len(s.Awaits) > 0 }

// SpendOf returns the customer's net spend in stores that the test lets
// through: those of one currency.
func (s *State) SpendOf(in func(store uint32) bool) retail.Minor {
	sum := retail.Minor(0)
	for _, p := range s.Spend {
		if in(p.Store) {
			sum += p.Amount
		}
	}
	return sum
}

// Store returns the store with most receipts, the lowest number of several; 0
// when there is none.
func (s *State) Store() uint32 {
	best := StoreSpend{}
	for _, p := range s.Spend {
		if p.Receipts > best.Receipts {
			best = p
		}
	}
	return best.Store
}

// Extend folds the next journal entry in, when that gives what a refold would:
// the receipt lies behind all others, nothing in it came back, and nothing
// waits for it. It reports false, and changes nothing, when the caller has to
// refold the customer from the journal. An entry that is in already, or does
// not count, is done with at once. Entries come in the order of the journal.
func (s *State) Extend(e *touchpoint.Entry, chain *retail.Catalogue) (ok bool, err error) {
	if !e.Position.After(s.Through) {
		return true, nil
	}
	if e.Kind != touchpoint.KindReceipt || s.awaits(e.Receipt) {
		return false, nil
	}
	r, counts, err := read(e, chain)
	if err != nil {
		return false, err
	}
	if counts {
		if s.late(r.key) || slices.ContainsFunc(r.lines, func(l line) bool { return l.units < 0 }) {
			return false, nil
		}
		s.count(&r, nil)
	}
	s.Through = e.Position
	return true, nil
}

// late reports whether a receipt does not lie behind all others.
func (s *State) late(k Key) bool {
	return s.Last != Key{} && k.Compare(s.Last) <= 0
}

func (s *State) awaits(id retail.ReceiptID) bool {
	_, found := slices.BinarySearch(s.Awaits, hashOf(id))
	return found
}

// await remembers a receipt that was named before it came.
func (s *State) await(id retail.ReceiptID) {
	h := hashOf(id)
	if at, found := slices.BinarySearch(s.Awaits, h); !found {
		s.Awaits = slices.Insert(s.Awaits, at, h)
	}
}

// hashOf is FNV-1a, stored: two ids of one hash only cost a refold.
func hashOf(id retail.ReceiptID) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // a hash never fails
	return h.Sum64()
}

// count folds one receipt, behind all others, with what is left of its lines.
// products is room to work in.
func (s *State) count(r *receipt, products []uint32) []uint32 {
	products = products[:0]
	amount, bought := retail.Minor(0), 0
	for i := range r.lines {
		l := &r.lines[i]
		amount += l.amount
		if l.units <= 0 {
			continue
		}
		bought = 1
		if l.inferable {
			products = append(products, l.product)
		}
	}
	s.Last = r.key
	s.Receipts += bought
	if len(r.lines) > 0 {
		s.spend(StoreSpend{r.key.Store, bought, amount})
	}
	s.Profile.Add(int32(r.key.Day), r.key.Store, products) // never older: receipts come in order
	return products
}

func (s *State) spend(p StoreSpend) {
	at, found := slices.BinarySearchFunc(s.Spend, p.Store, func(s StoreSpend, store uint32) int { return cmp.Compare(s.Store, store) })
	if !found {
		s.Spend = slices.Insert(s.Spend, at, StoreSpend{Store: p.Store})
	}
	s.Spend[at].Receipts += p.Receipts
	s.Spend[at].Amount += p.Amount
}
