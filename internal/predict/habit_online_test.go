package predict

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"sartor/internal/model/basket"
	"sartor/internal/model/modeltest"
	"sartor/internal/model/trial"
	"sartor/internal/retail"
)

// basketFile writes what a split knows as an analyst would.
func basketFile(v basket.View) string {
	var b strings.Builder
	b.WriteString("customer,basket,at,product\n")
	for u := range v.Customers() {
		from, to := v.Span(u)
		for n := from; n < to; n++ {
			for _, p := range v.Set(n) {
				fmt.Fprintf(&b, "c%d,%d,%s,p%06d\n", u, n, retail.BusinessDay(v.Day(n)), p)
			}
		}
	}
	return b.String()
}

// scored predicts from a split's file and judges the lists.
func scored(t testing.TB, s *trial.Split, h Habit) (recall10, recall20 float64, sum HabitSummary) {
	t.Helper()
	var out bytes.Buffer
	h.Receipts, h.Out, h.Top, h.Seed, h.Workers, h.Now = "-", "-", 20, 1, 2, time.Now
	sum, err := PredictHabit(t.Context(), h, Streams{In: strings.NewReader(basketFile(s.Known)), Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string][]uint32{}
	for _, row := range rows[1:] {
		p, err := strconv.Atoi(strings.TrimPrefix(row[2], "p"))
		if err != nil {
			t.Fatal(err)
		}
		lists[row[0]] = append(lists[row[0]], uint32(p))
	}
	n := float64(len(s.Cases))
	for _, one := range s.Cases {
		m := trial.MarkOf(lists[fmt.Sprintf("c%d", one.Customer)], one.Truth)
		recall10, recall20 = recall10+m.Recall10/n, recall20+m.Recall20/n
	}
	return recall10, recall20, sum
}

// onlineSplits are the protocols with the bar of each: RANKER "Results", tuned (3.4)
// with its trend.
func onlineSplits(t testing.TB) map[string]onlineSplit {
	all := modeltest.Online(t).All()
	return map[string]onlineSplit{
		"last basket out": {trial.LastOut(all, 1, 4, 10_000), .2276, .3147},
		"october":         {trial.Before(all, modeltest.DayOf(t, "2011-10-01"), 2, 10_000), .1762, .2527},
		"november":        {trial.Before(all, modeltest.DayOf(t, "2011-11-01"), 2, 10_000), .1984, .2862},
	}
}

type onlineSplit struct {
	trial.Split
	recall10, recall20 float64
}

// TestHabit_OnlineRetail: the choice that the command makes inside the file reaches
// the published additive score. The other splits, and the command with its trees,
// are the benchmark's: a minute of the processor each.
func TestHabit_OnlineRetail(t *testing.T) {
	t.Parallel()
	c := onlineSplits(t)["november"]
	r10, r20, sum := scored(t, &c.Split, Habit{plain: true})
	t.Logf("%s %+v by %s: R@10 %.4f R@20 %.4f, judged by %d, %.1f s", sum.Model, sum.Weights, sum.Holdout, r10, r20, sum.Judges, sum.Seconds)
	for i, s := range sum.Scores {
		t.Logf("  %-26s %.4f %.4f", s.Name, s.Recall10.Value, s.Recall20.Value)
		if i > 0 {
			t.Logf("     ours less it %+.4f (%+.4f…%+.4f)", sum.Against[i-1].Recall10.Value, sum.Against[i-1].Recall10.Low, sum.Against[i-1].Recall10.High)
		}
	}
	if r10 < c.recall10 || r20 < c.recall20 {
		t.Errorf("below the published additive score: R@10 %.4f, R@20 %.4f", r10, r20)
	}
}

// BenchmarkHabitOnlineRetail is the whole command on the three splits, without its
// trees and with them.
func BenchmarkHabitOnlineRetail(b *testing.B) {
	for name, split := range onlineSplits(b) {
		for trees, plain := range map[string]bool{"without trees": true, "with trees": false} {
			b.Run(name+", "+trees, func(b *testing.B) {
				for b.Loop() {
					r10, r20, sum := scored(b, &split.Split, Habit{plain: plain})
					b.ReportMetric(r10, "recall@10")
					b.ReportMetric(r20, "recall@20")
					b.Logf("%s: %s", name, sum.Model)
				}
			})
		}
	}
}
