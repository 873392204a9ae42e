// Package extract owns what learning keeps of the journal while it runs: one
// piece a slice of the journal and range of buckets, packed and sorted by
// customer, so that slices are read by whoever is free and a range is put
// together again by merging, in memory that does not depend on the history.
//
// It refuses what must not be learned from: parked and training receipts, and
// goods marked no_inference, which count nowhere. Invariants and their tests:
// the slices cover the journal once, however it is cut
// (TestCut_CoversTheJournalOnce); a merge gives the receipts back, whatever the
// slices (TestMerge_EqualsTheJournal); foreign bytes are an error, never a panic
// (FuzzOpen).
package extract

import (
	"cmp"
	"fmt"
	"slices"

	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// Ranges is into how many ranges the buckets are divided: enough for several
// nodes to share, few enough that a slice of 100,000 receipts still fills each.
const Ranges = 16

// Width is how many buckets a range has.
const Width = retail.Buckets / Ranges

// RangeOf returns the range a bucket lies in.
func RangeOf(bucket int) int { return bucket / Width }

// Slices of the journal: at least one, about sliceEntries each, at most
// MostSlices, so that a run is never more rows than one look shows.
const (
	sliceEntries = 100_000
	MostSlices   = 256
)

// Span is one slice of the journal: the entries numbered First…Last that do not
// lie behind Through. Older says up to where the standing snapshot has read.
type Span struct {
	First   int64               `json:"first"`
	Last    int64               `json:"last"`
	Through touchpoint.Position `json:"through"`
	Older   touchpoint.Position `json:"older"`
}

// Cut divides the journal up to a position into slices of about equal numbers.
func Cut(through, older touchpoint.Position, newest, receipts int64) []Span {
	n := min(MostSlices, 1+receipts/sliceEntries)
	width := max(1, (newest+n-1)/n)
	var out []Span
	for first := int64(1); first <= newest; first += width {
		out = append(out, Span{First: first, Last: min(newest, first+width-1), Through: through, Older: older})
	}
	return out
}

// Row is one receipt as learning reads it.
type Row struct {
	Customer retail.CustomerID // 0: anonymous
	Seq      int64             // its number in the journal
	Day      int32             // business day, days since 1970-01-01
	Store    uint32
	Fresh    bool           // it came after what the standing snapshot has read
	Back     retail.Minor   // worth of goods brought back on it, at least 0
	Products []uint32       // bought on it, growing, each once
	Amounts  []retail.Minor // what was paid for each
	Reduced  []bool         // whether any of it was at a cut price
}

// Amount is what was paid for the goods on the receipt.
func (r *Row) Amount() (sum retail.Minor) {
	for _, a := range r.Amounts {
		sum += a
	}
	return sum
}

// order is that within a range: customer, day, store, then the journal's.
func order(a, b *Row) int {
	return cmp.Or(cmp.Compare(a.Customer, b.Customer), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Store, b.Store), cmp.Compare(a.Seq, b.Seq))
}

// Sieve collects one slice of the journal.
type Sieve struct {
	Inferable func(product uint32) bool
	span      Span
	ranges    [Ranges]heap
	lines     []touchpoint.PackedLine
}

// heap is what a slice holds of one range; rows point into products and amounts.
type heap struct {
	rows     []packedRow
	products []uint32
	amounts  []retail.Minor
	reduced  []bool
	voided   []int64
	read     int64
	receipts int64
}

type packedRow struct {
	Row
	at, n uint32
}

// NewSieve begins a slice.
func NewSieve(span Span, inferable func(product uint32) bool) *Sieve {
	return &Sieve{Inferable: inferable, span: span}
}

// Add takes the next entry of the slice.
func (s *Sieve) Add(e *touchpoint.Entry) error {
	h := &s.ranges[RangeOf(e.Bucket)]
	if seq, ok := e.Voids(); ok {
		h.voided = append(h.voided, seq)
		return nil
	}
	if e.Kind != touchpoint.KindReceipt {
		return nil
	}
	h.read++
	p, err := touchpoint.Unpack(e.Body, s.lines)
	if err != nil {
		return fmt.Errorf("learn: receipt %s: %w", e.Receipt, err)
	}
	s.lines = p.Lines
	if p.State.Counts() {
		h.receipts++
		s.take(h, e)
	}
	return nil
}

// take keeps what was bought and what came back, unless it is not to be learned from.
func (s *Sieve) take(h *heap, e *touchpoint.Entry) {
	at := len(h.products)
	row := Row{
		Customer: e.Customer, Seq: e.Position.Seq, Day: int32(e.Day), Store: e.Store, Fresh: e.Position.After(s.span.Older),
	}
	if byProduct := func(a, b touchpoint.PackedLine) int { return cmp.Compare(a.Product, b.Product) }; !slices.IsSortedFunc(s.lines, byProduct) {
		slices.SortStableFunc(s.lines, byProduct)
	}
	for i := range s.lines {
		l := &s.lines[i]
		switch last := len(h.products) - 1; {
		case !s.Inferable(l.Product):
		case l.Quantity <= 0:
			row.Back += max(0, -l.Amount)
		case last >= at && h.products[last] == l.Product:
			h.amounts[last] += max(0, l.Amount)
			h.reduced[last] = h.reduced[last] || l.Discount > 0
		default:
			h.products, h.amounts = append(h.products, l.Product), append(h.amounts, max(0, l.Amount))
			h.reduced = append(h.reduced, l.Discount > 0)
		}
	}
	if n := len(h.products) - at; n > 0 || row.Back > 0 {
		h.rows = append(h.rows, packedRow{row, uint32(at), uint32(n)})
	}
}

// Read returns how many receipts the sieve has seen.
func (s *Sieve) Read() (n int64) {
	for r := range s.ranges {
		n += s.ranges[r].read
	}
	return n
}

// Pieces returns the packed slice, one piece a range; the sieve is spent.
func (s *Sieve) Pieces() [Ranges][]byte {
	var out [Ranges][]byte
	for r := range s.ranges {
		out[r] = s.ranges[r].pack(s.span.First)
		s.ranges[r] = heap{}
	}
	return out
}
