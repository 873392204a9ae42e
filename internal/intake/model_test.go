package intake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
	"sartor/internal/intake"
	"sartor/internal/intake/intaketest"
	"sartor/internal/retail"
)

// Any rows in any order, spilled or not, give the receipts that a plain map of
// them gives.
func TestRun_AgreesWithAModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		type line struct {
			id     string
			minute int
			cents  int
		}
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) line {
			return line{rapid.StringMatching(`[A-C]{1,2}`).Draw(t, "id"), rapid.IntRange(0, 50).Draw(t, "minute"), rapid.IntRange(-500, 500).Draw(t, "cents")}
		}), 0, 60).Draw(rt, "lines")
		var b strings.Builder
		b.WriteString("receipt,at,customer,product,amount\n")
		amounts, first, sum := map[string][]int{}, map[string]int{}, 0
		for _, l := range lines {
			sign := ""
			if l.cents < 0 {
				sign = "-"
			}
			fmt.Fprintf(&b, "%s,2026-01-01T00:%02d,,P,%s%d.%02d\n", l.id, l.minute, sign, abs(l.cents)/100, abs(l.cents)%100)
			if was, ok := first[l.id]; !ok || l.minute < was {
				first[l.id] = l.minute
			}
			amounts[l.id] = append(amounts[l.id], l.cents)
			sum += l.cents
		}
		sink := intaketest.New()
		got, err := run(t, sink, intake.Options{Memory: rapid.SampledFrom([]int{0, 64}).Draw(rt, "memory")}, files(t, b.String()))
		if err != nil {
			rt.Fatal(err)
		}
		sink.Check(t)
		if len(sink.Bills) != len(first) || got.Receipts != int64(len(first)) || got.Lines != int64(len(lines)) {
			rt.Fatalf("%d receipts of %d: %+v", len(sink.Bills), len(first), got)
		}
		if f, err := got.Amount.Float64(); err != nil || int(f*100+copysign(0.5, f)) != sum {
			rt.Fatalf("amount %s, want %d cents", got.Amount, sum)
		}
		for id, want := range amounts {
			r := sink.Bills[retail.ReceiptID(id)]
			if at := time.Date(2026, 1, 1, 0, first[id], 0, 0, time.UTC); r.At != retail.MicrosOf(at) {
				rt.Fatalf("%s at %v, want %v", id, r.At.Time(), at)
			}
			for i, l := range r.Lines {
				if len(r.Lines) != len(want) || int(l.Amount) != want[i] {
					rt.Fatalf("%s: %+v, want %v", id, r.Lines, want)
				}
			}
		}
	})
}

func abs(n int) int { return max(n, -n) }

func copysign(f, like float64) float64 {
	if like < 0 {
		return -f
	}
	return f
}
