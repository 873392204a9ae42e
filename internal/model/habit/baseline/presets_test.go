package baseline

import (
	"slices"
	"testing"
	"time"

	"sartor/internal/model/basket"
	"sartor/internal/model/neighbour"
	"sartor/internal/model/trial"
	"sartor/internal/retail"
	"sartor/internal/simulate"
	"sartor/internal/simulate/preset"
	"sartor/internal/stat"
)

// simulated is what the card holders of a simulated chain bought.
func simulated(t *testing.T, name string, households, days int) basket.View {
	t.Helper()
	p, err := preset.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	chain, err := simulate.New(simulate.World{
		Seed: simulate.OneSeed(5), Preset: p, Origin: simulate.MondayOnOrBefore(retail.Day(2025, 1, 1)), Zone: time.UTC,
		Scale: simulate.Scale{Households: households, Stores: 4, Days: days},
	})
	if err != nil {
		t.Fatal(err)
	}
	products, customers, shops := map[retail.ProductID]uint32{}, map[string]int32{}, map[retail.StoreID]uint32{}
	var ids []string
	for _, one := range chain.Products() {
		ids = append(ids, string(one.ID))
	}
	slices.Sort(ids)
	for n, id := range ids {
		products[retail.ProductID(id)] = uint32(n)
	}
	var b basket.Builder
	for r := range chain.History(t.Context(), 0, days) {
		if len(r.Customer.Identifiers) == 0 {
			continue
		}
		card := r.Customer.Identifiers[0].Value
		if _, ok := customers[card]; !ok {
			customers[card] = int32(len(customers))
		}
		if _, ok := shops[r.Store]; !ok {
			shops[r.Store] = uint32(len(shops))
		}
		one := basket.Basket{Customer: customers[card], Day: int32(int64(r.At) / 86_400_000_000), Store: shops[r.Store]}
		for _, l := range r.Lines {
			if n, ok := products[l.Product]; ok && l.Quantity > 0 {
				one.Products = append(one.Products, n)
			}
		}
		b.Add(one)
	}
	c, err := b.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return c.All()
}

// TestSimulated_OursIsAboveEach compares on three chains of different habits, last
// basket out, and checks on each that chances come true.
func TestSimulated_OursIsAboveEach(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		preset           string
		households, days int
	}{{"grocery", 400, 150}, {"apparel", 1500, 540}, {"diy", 1200, 540}} {
		t.Run(c.preset, func(t *testing.T) {
			t.Parallel()
			all := simulated(t, c.preset, c.households, c.days)
			s := trial.LastOut(all, 1, 3, 1500)
			o := neighbour.Options{Workers: 2, Seed: 1, Most: 700}
			choice := neighbour.Tune([]trial.Split{trial.LastOut(s.Known, 1, 3, 700)}, o)
			ours, err := trial.Judge(&s, neighbour.Fixed{Title: "additive", Weights: choice.Weights, Options: o})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d customers, %d baskets, %d lines, asked %d: %+v R@10 %.4f", all.Customers(), all.Baskets(), all.Lines(), len(s.Cases), choice.Weights, ours.Score(trial.Draw{Level: .9}).Recall10.Value)
			against(t, &s, &ours)
			calibrated(t, &s, choice.Weights)
		})
	}
}

// against judges every baseline on a split; ours must not be below one, and above all
// but chance can tell.
func against(t *testing.T, s *trial.Split, ours *trial.Marks) {
	t.Helper()
	draw := trial.Draw{Level: .95, Seed: 1}
	for _, way := range All(Options{Workers: 2}) {
		marks, err := trial.Judge(s, way)
		if err != nil {
			t.Fatal(err)
		}
		d, err := trial.Compare(ours, &marks, draw)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-26s R@10 %.4f, ours less it %+.4f (%+.4f…%+.4f), R@20 %+.4f, NDCG@10 %+.4f (%+.4f…%+.4f)", way.Name(), marks.Score(draw).Recall10.Value,
			d.Recall10.Value, d.Recall10.Low, d.Recall10.High, d.Recall20.Value, d.NDCG10.Value, d.NDCG10.Low, d.NDCG10.High)
		if d.Recall10.High < 0 || d.NDCG10.High < 0 {
			t.Errorf("ours is below %s: %+v", way.Name(), d)
		}
	}
}

func calibrated(t *testing.T, s *trial.Split, w neighbour.Weights) {
	t.Helper()
	m, err := neighbour.Fit(s.Known, w, neighbour.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	half := len(s.Cases) / 2
	chances := m.Chances(s.Cases[:half])
	own, fresh := m.Trials(s.Cases[half:])
	for kind, trials := range map[neighbour.Kind][]stat.Trial{neighbour.OnlyOwn: own, neighbour.OnlyNew: fresh} {
		for i := range trials {
			trials[i].Score, _ = chances.Of(trials[i].Score, kind)
		}
		_, ece := neighbour.Reliability(trials)
		t.Logf("kind %d: %d trials, expected calibration error %.4f", kind, len(trials), ece)
		if ece > .03 {
			t.Errorf("kind %d: expected calibration error %.4f of %d trials", kind, ece, len(trials))
		}
	}
}
