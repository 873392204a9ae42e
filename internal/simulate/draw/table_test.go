package draw

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"flag"
	"math"
	"os"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

var update = flag.Bool("update", false, "write tables.bin anew")

// edges returns f at the 4,097 edges of [0,1], scaled and rounded.
func edges(scale float64, f func(x float64) float64) []int32 {
	out := make([]int32, 4097)
	for i := range out {
		out[i] = int32(math.Round(scale * f(float64(i)/4096)))
	}
	return out
}

func quantiles(f func(u float64) float64) []int32 {
	inside := func(u float64) float64 { return min(max(u, 0x1p-25), 1-0x1p-25) }
	low := edges(4096, func(x float64) float64 { return f(inside(x / 4096)) })
	mid := edges(4096, func(x float64) float64 { return f(inside(x)) })
	high := edges(4096, func(x float64) float64 { return f(inside(1 - (1-x)/4096)) })
	return append(append(low, mid...), high...)
}

func gammaQuantiles(shape float64) []int32 {
	d := distuv.Gamma{Alpha: shape, Beta: shape}
	out := make([]int32, gammaSteps+1)
	for i := range out {
		u := min(max(float64(i)/gammaSteps, 1.0/8192), 1-1.0/8192)
		out[i] = int32(math.Round(65536 * d.Quantile(u)))
	}
	return out
}

func wantTables() []int32 {
	var all []int32
	all = append(all, edges(4096, math.Log1p)...)
	all = append(all, edges(1<<30, func(x float64) float64 { return math.Exp2(x) - 1e-9 })...)
	all = append(all, edges(4096, func(x float64) float64 { return math.Cos(2 * math.Pi * x) })...)
	all = append(all, quantiles(func(u float64) float64 { return -math.Log(-math.Log(u)) })...)
	all = append(all, quantiles(func(u float64) float64 { return math.Sqrt2 * math.Erfinv(2*u-1) })...)
	for j := range shapes {
		all = append(all, gammaQuantiles(math.Exp((lowestShape+float64(j)*shapeStep)/4096))...)
	}
	return all
}

// TestTables holds the embedded integers to their formulas; the last bit may
// differ where this machine rounds otherwise.
func TestTables(t *testing.T) {
	want := wantTables()
	if *update {
		var b []byte
		last, step := int64(0), int64(0)
		for _, v := range want {
			now := int64(v) - last
			b = binary.AppendVarint(b, now-step)
			last, step = int64(v), now
		}
		var out bytes.Buffer
		w, err := flate.NewWriter(&out, flate.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Close(), os.WriteFile("tables.bin", out.Bytes(), 0o644)); err != nil {
			t.Fatal(err)
		}
		return
	}
	var all []int32
	for _, s := range tables.steps() {
		all = append(all, s[:]...)
	}
	for i := range tables.gamma {
		all = append(all, tables.gamma[i][:]...)
	}
	if len(all) != len(want) {
		t.Fatalf("tables.bin holds %d numbers, want %d", len(all), len(want))
	}
	for i, w := range want {
		if got := all[i]; abs(int64(got)-int64(w)) > 1+abs(int64(w))>>28 {
			t.Fatalf("table entry %d is %d, want %d", i, got, w)
		}
	}
}

func abs(x int64) int64 { return max(x, -x) }
