package trouble

import (
	"fmt"
	"iter"
	"reflect"
	"testing"
	"time"

	"sartor/internal/retail"
	"sartor/internal/simulate/preset"
	"sartor/internal/touchpoint"
)

// days yields receipts of 12 stores, store by store within each day.
func days(n, perDay int) iter.Seq[touchpoint.Receipt] {
	return func(yield func(touchpoint.Receipt) bool) {
		at := retail.MicrosOf(time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC))
		for n := range n * 12 * perDay {
			day, store, i := n/(12*perDay), n/perDay%12, n%perDay
			r := touchpoint.Receipt{
				ID:    retail.ReceiptID(fmt.Sprintf("S%03d-T01-%d-%d", store, day, i)),
				Store: retail.StoreID(fmt.Sprintf("S%03d", store)),
				At:    at + retail.Micros(day)*86400*1e6 + retail.Micros(i)*1000e6,
				Lines: []touchpoint.Line{{Product: "p", Quantity: retail.One, Amount: retail.Minor(100 + i)}},
			}
			if !yield(r) {
				return
			}
		}
	}
}

func laws(t *testing.T) Laws {
	t.Helper()
	p, err := preset.Grocery()
	if err != nil {
		t.Fatal(err)
	}
	return Laws{Seed: 20261122, Rate: p.Trouble}
}

// TestFoldingUndoesTrouble is row T: the distinct receipts of the stream with
// trouble are those of the clean stream, each unchanged.
func TestFoldingUndoesTrouble(t *testing.T) {
	t.Parallel()
	clean := map[retail.ReceiptID]touchpoint.Receipt{}
	for d := range None().Over(days(60, 40)) {
		if d.Cause != OnTime || d.Arrives != d.Receipt.At {
			t.Fatalf("a clean world delivers %s as %q", d.Receipt.ID, d.Cause)
		}
		clean[d.Receipt.ID] = d.Receipt
	}
	folded := map[retail.ReceiptID]touchpoint.Receipt{}
	causes := map[Cause]int{}
	copies := 0
	var before retail.Micros
	for d := range laws(t).Over(days(60, 40)) {
		if d.Arrives < before || d.Arrives < d.Receipt.At {
			t.Fatalf("%s arrives at %d after %d, written at %d", d.Receipt.ID, d.Arrives, before, d.Receipt.At)
		}
		before = d.Arrives
		if first, ok := folded[d.Receipt.ID]; ok {
			copies++
			if !reflect.DeepEqual(first, d.Receipt) {
				t.Fatalf("the second delivery of %s has other content", d.Receipt.ID)
			}
		}
		folded[d.Receipt.ID] = d.Receipt
		causes[d.Cause]++
	}
	if !reflect.DeepEqual(folded, clean) {
		t.Errorf("%d distinct receipts with trouble, %d without, or others", len(folded), len(clean))
	}
	n := float64(len(clean))
	for _, c := range []struct {
		cause    Cause
		low, top float64
	}{{Duplicate, .012, .018}, {Late, .006, .010}, {Outage, .001, .05}} {
		if got := float64(causes[c.cause]) / n; got < c.low || got > c.top {
			t.Errorf("%q is %.4f of receipts, want %.3f to %.3f", c.cause, got, c.low, c.top)
		}
	}
	if copies != causes[Duplicate] {
		t.Errorf("%d copies, %d marked as duplicates", copies, causes[Duplicate])
	}
}

func TestTrainingIsRare(t *testing.T) {
	t.Parallel()
	l, n := laws(t), 0
	for r := range days(60, 40) {
		if l.Training(r.ID) {
			n++
		}
	}
	if n < 15 || n > 55 { // one in 900 of 28,800
		t.Errorf("%d training receipts beside 28,800", n)
	}
}

func TestOverStopsWhenAsked(t *testing.T) {
	t.Parallel()
	n := 0
	for range laws(t).Over(days(10, 10)) {
		if n++; n == 7 {
			break
		}
	}
	if n != 7 {
		t.Errorf("stopped after %d", n)
	}
}
