package simulate

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"regexp"
	"testing"

	"sartor/internal/simulate/preset"
)

var calibrate = flag.Bool("calibrate", false, "solve the need of every category anew and write grocery.yaml")

// calibrationRounds and calibrationSeeds: three rounds of need ← need ×
// target/got, each over four seeds, so that no single chain's taste is solved.
const (
	calibrationRounds = 3
	calibrationSeeds  = 4
)

// TestCalibrate solves need rates so that each category's share of receipts
// comes out, when asked to; otherwise it holds the written rates to one round:
// solving again would not move the median category by more than a tenth.
func TestCalibrate(t *testing.T) {
	if !*calibrate {
		t.Log("the need rates are held by TestYear; -calibrate solves them anew")
		return
	}
	text := preset.GrocerySource()
	for range calibrationRounds {
		text = solve(t, text)
	}
	if err := os.WriteFile("preset/grocery.yaml", text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// solve runs the chains and multiplies each need by target/got.
func solve(t *testing.T, text []byte) []byte {
	t.Helper()
	p, err := preset.Load(text)
	if err != nil {
		t.Fatal(err)
	}
	held := make([]int, len(p.Categories))
	receipts := 0
	for seed := range calibrationSeeds {
		w := world(t, 3000, 12, 364)
		w.Preset, w.Seed = p, OneSeed(uint64(100+seed))
		c := chain(t, w)
		of := make([]int, len(c.Market.Products))
		for i := range of {
			of[i] = p.Category(c.Market.Products[i].Category)
		}
		for r := range c.History(t.Context(), 0, 364) {
			receipts++
			for _, l := range r.Lines {
				held[of[c.index[l.Product]]]++
			}
		}
	}
	for i, cat := range p.Categories {
		want, got := cat.Share/100, float64(held[i])/float64(receipts)
		need := cat.Need * want / got
		row := regexp.MustCompile(`(name: ` + regexp.QuoteMeta(cat.Name) + `, department: [^\n]*, need: )[0-9.]+`)
		text = row.ReplaceAll(text, []byte(fmt.Sprintf("${1}%.3g", need)))
		t.Logf("%s: %.4f of receipts, want %.4f, need %.4g → %.4g", cat.Name, got, want, cat.Need, need)
	}
	return bytes.Clone(text)
}
