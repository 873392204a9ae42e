package simulate

import (
	"testing"
	"time"

	"sartor/internal/retail"
	"sartor/internal/simulate/preset"
)

func world(tb testing.TB, households, stores, days int) World {
	tb.Helper()
	p, err := preset.Grocery()
	if err != nil {
		tb.Fatal(err)
	}
	return World{
		Seed: OneSeed(20261122), Preset: p, Scale: Scale{households, stores, days},
		Origin: retail.Day(2026, 5, 4), Zone: time.UTC,
	}
}

func chain(tb testing.TB, w World) *Chain {
	tb.Helper()
	c, err := New(w)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// BenchmarkReceipt is the open world on one worker, from visit to receipt; the
// chain itself is made outside.
func BenchmarkReceipt(b *testing.B) {
	w := world(b, 4000, 12, 364)
	w.Workers = 1
	c := chain(b, w)
	receipts, lines := 0, 0
	for b.Loop() {
		for r := range c.History(b.Context(), 0, 364) {
			receipts++
			lines += len(r.Lines)
		}
	}
	b.ReportMetric(float64(receipts)/b.Elapsed().Seconds(), "receipts/s")
	b.ReportMetric(float64(lines)/float64(receipts), "lines/receipt")
}

// BenchmarkDay is the demo's history: 12,800 households, 12 stores, 200 days,
// on all workers, with the making of the chain.
func BenchmarkDay(b *testing.B) {
	w := world(b, 12_800, 12, 200)
	receipts := 0
	for b.Loop() {
		for range chain(b, w).History(b.Context(), 0, 200) {
			receipts++
		}
	}
	b.ReportMetric(float64(receipts)/b.Elapsed().Seconds(), "receipts/s")
	b.ReportMetric(float64(receipts)/float64(b.N), "receipts")
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/200*1e6, "µs/day")
}

// BenchmarkSession is the demo's last four weeks, visit by visit, with a
// voucher on every receipt; bringing households to day 172 is counted apart.
func BenchmarkSession(b *testing.B) {
	c := chain(b, world(b, 12_800, 12, 200))
	visits := 0
	for b.Loop() {
		b.StopTimer()
		s, err := c.Session(b.Context(), 172, 200)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		for v, ok := s.Next(); ok; v, ok = s.Next() {
			visits++
			s.Answer(v, Answer{Printed: []Printed{{
				Code: string(v.Receipt.ID), Product: v.Receipt.Lines[0].Product, Percent: 20, From: c.Date(v.Day + 1), Until: c.Date(v.Day + 14),
			}}})
		}
	}
	b.ReportMetric(float64(visits)/b.Elapsed().Seconds(), "visits/s")
	b.ReportMetric(float64(visits)/float64(b.N), "visits")
}
