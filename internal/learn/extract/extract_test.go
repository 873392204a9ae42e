package extract

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sartor/internal/retail"
	"sartor/internal/touchpoint"
)

// However the journal is cut, each of its numbers lies in exactly one slice.
func TestCut_CoversTheJournalOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		newest := rapid.Int64Range(0, 5_000_000).Draw(t, "newest")
		receipts := rapid.Int64Range(0, 60_000_000).Draw(t, "receipts")
		next := int64(1)
		spans := Cut(touchpoint.Position{Seq: newest}, touchpoint.Position{}, newest, receipts)
		for _, s := range spans {
			if s.First != next || s.Last < s.First {
				t.Fatalf("after %d: %+v", next-1, s)
			}
			next = s.Last + 1
		}
		if next != newest+1 || len(spans) > MostSlices {
			t.Fatalf("%d slices end at %d of %d", len(spans), next-1, newest)
		}
	})
}

const secret = 7 // a product that nothing is inferred from

// told is what a merge gave out, as text that two of them can be compared by.
type told struct{ people, nobody []string }

func (x *told) taker() Taker {
	say := func(r *Row) string {
		return fmt.Sprintf("%d %d/%d fresh %v back %d %v %v %v", r.Customer, r.Day, r.Store, r.Fresh, r.Back, r.Products, r.Amounts, r.Reduced)
	}
	return Taker{
		Customer: func(id retail.CustomerID, rows []Row) error {
			for i := range rows {
				if rows[i].Customer != id {
					return fmt.Errorf("a row of %d among those of %d", rows[i].Customer, id)
				}
				x.people = append(x.people, say(&rows[i]))
			}
			return nil
		},
		Anonymous: func(r *Row) error { x.nobody = append(x.nobody, say(r)); return nil },
	}
}

// merged cuts a journal into n slices and puts each range together again.
func merged(t interface{ Fatal(...any) }, journal []touchpoint.Entry, n int) (told, Totals) {
	var out told
	var sum Totals
	older := touchpoint.Position{Seq: int64(len(journal) / 2)}
	width := int64(len(journal)/n + 1)
	var pieces [Ranges][]*Piece
	for first := int64(1); first <= int64(len(journal)); first += width {
		s := NewSieve(Span{First: first, Last: first + width - 1, Older: older}, func(p uint32) bool { return p != secret })
		for i := range journal[first-1 : min(first-1+width, int64(len(journal)))] {
			if err := s.Add(&journal[first-1+int64(i)]); err != nil {
				t.Fatal(err)
			}
		}
		for r, b := range s.Pieces() {
			p, err := Open(b)
			if err != nil {
				t.Fatal(err)
			}
			pieces[r] = append(pieces[r], p)
		}
	}
	for r := range pieces {
		totals, err := Merge(pieces[r], out.taker())
		if err != nil {
			t.Fatal(err)
		}
		sum.Read, sum.Receipts = sum.Read+totals.Read, sum.Receipts+totals.Receipts
		sum.Rows, sum.Lines = sum.Rows+totals.Rows, sum.Lines+totals.Lines
	}
	slices.Sort(out.nobody) // they come slice by slice
	return out, sum
}

// journal draws receipts, training ones, returns, and receipts taken back.
func journal(seed uint64, n int) []touchpoint.Entry {
	rng := rand.New(rand.NewPCG(seed, 1))
	var out []touchpoint.Entry
	for seq := int64(1); seq <= int64(n); seq++ {
		e := touchpoint.Entry{
			Position: touchpoint.Position{Seq: seq}, Kind: touchpoint.KindReceipt, Store: uint32(1 + rng.IntN(3)), Day: retail.BusinessDay(20_000 + rng.IntN(9)),
			Bucket: rng.IntN(retail.Buckets), Receipt: retail.ReceiptID(fmt.Sprint("R", seq)),
		}
		if rng.IntN(3) > 0 {
			e.Customer = retail.CustomerID(1+rng.IntN(20))<<40 | retail.CustomerID(rng.IntN(3)*400)
			e.Bucket = e.Customer.Bucket()
		}
		if back := rng.IntN(n); back < len(out) && rng.IntN(10) == 0 {
			e.Kind, e.Bucket, e.Body = touchpoint.KindVoid, out[back].Bucket, touchpoint.VoidBody(out[back].Position.Seq)
			out = append(out, e)
			continue
		}
		var p touchpoint.Packed
		if rng.IntN(8) == 0 {
			p.State = touchpoint.Training
		}
		for range rng.IntN(6) {
			l := touchpoint.PackedLine{Product: uint32(1 + rng.IntN(12)), Quantity: retail.One, Amount: retail.Minor(rng.IntN(900))}
			if rng.IntN(7) == 0 {
				l.Quantity, l.Amount = -l.Quantity, -l.Amount
			}
			if rng.IntN(5) == 0 {
				l.Discount = 1
			}
			p.Lines = append(p.Lines, l)
		}
		e.Body = p.Append(nil)
		out = append(out, e)
	}
	return out
}

// naive reads the journal as it lies: what a merge must give back.
func naive(entries []touchpoint.Entry) (out told) {
	voided := map[int64]bool{}
	for i := range entries {
		if seq, ok := entries[i].Voids(); ok {
			voided[seq] = true
		}
	}
	var rows []Row
	for i := range entries {
		e := &entries[i]
		p, err := touchpoint.Unpack(e.Body, nil)
		if e.Kind != touchpoint.KindReceipt || voided[e.Position.Seq] || err != nil || !p.State.Counts() {
			continue
		}
		row := plain(e, p.Lines)
		row.Fresh = e.Position.Seq > int64(len(entries)/2)
		if len(row.Products) > 0 || row.Back > 0 && row.Customer != 0 {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(RangeOf(a.Customer.Bucket()), RangeOf(b.Customer.Bucket())), order(&a, &b))
	})
	take := out.taker()
	for i := range rows {
		if rows[i].Customer == 0 {
			_ = take.Anonymous(&rows[i])
			continue
		}
		_ = take.Customer(rows[i].Customer, rows[i:i+1])
	}
	slices.Sort(out.nobody)
	return out
}

// plain is a row of one receipt, by a map.
func plain(e *touchpoint.Entry, lines []touchpoint.PackedLine) Row {
	row := Row{Customer: e.Customer, Seq: e.Position.Seq, Day: int32(e.Day), Store: e.Store}
	paid, reduced := map[uint32]retail.Minor{}, map[uint32]bool{}
	for _, l := range lines {
		switch {
		case l.Product == secret:
		case l.Quantity < 0:
			row.Back -= l.Amount
		default:
			paid[l.Product] += l.Amount
			reduced[l.Product] = reduced[l.Product] || l.Discount > 0
		}
	}
	row.Products = slices.Sorted(maps.Keys(paid))
	for _, n := range row.Products {
		row.Amounts, row.Reduced = append(row.Amounts, paid[n]), append(row.Reduced, reduced[n])
	}
	return row
}

func TestMerge_EqualsTheJournal(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		entries := journal(seed, 400)
		want := naive(entries)
		if len(want.people) < 100 || len(want.nobody) < 50 {
			t.Fatalf("too little to compare: %d and %d rows", len(want.people), len(want.nobody))
		}
		for _, n := range []int{1, 2, 7, 60} {
			got, totals := merged(t, entries, n)
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, %d slices:\n%s\nwant\n%s", seed, n, strings.Join(got.people, "\n"), strings.Join(want.people, "\n"))
			}
			if totals.Read == 0 || totals.Receipts >= totals.Read || totals.Rows < len(want.people) {
				t.Errorf("totals %+v", totals)
			}
		}
	}
}

// Whatever bytes stand there, reading them ends with rows or an error.
func FuzzOpen(f *testing.F) {
	s := NewSieve(Span{First: 1, Last: 100}, func(uint32) bool { return true })
	for _, e := range journal(3, 100) {
		if err := s.Add(&e); err != nil {
			f.Fatal(err)
		}
	}
	for _, b := range s.Pieces() {
		f.Add(b)
	}
	f.Add([]byte{pieceVersion, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 4})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Open(b)
		if err != nil {
			if p != nil {
				t.Error("a failure with a piece")
			}
			return
		}
		n := 0
		_, err = Merge([]*Piece{p}, Taker{
			Customer:  func(_ retail.CustomerID, rows []Row) error { n += len(rows); return nil },
			Anonymous: func(*Row) error { n++; return nil },
		})
		if err == nil && n > len(b) {
			t.Errorf("%d rows of %d bytes", n, len(b))
		}
	})
}
