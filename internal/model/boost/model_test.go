package boost

import (
	"bytes"
	"math"
	"slices"
	"testing"
)

func TestModel_BinsAndValuesAgree(t *testing.T) {
	t.Parallel()
	m, report, held := fitted(t, Squared{}, Options{Trees: 40, Least: 5})
	rows := makeRows(3000, 2).rows
	keys, out := make([]uint32, len(rows)), make([]float64, 3000)
	for i, v := range rows {
		keys[i] = Key(v)
	}
	m.Scores(keys, out)
	s := side{Sample: held, spans: held.Targets.spans(), score: out}
	if got, want := s.mean(&Options{Loss: Squared{}, Workers: 1}), report.Held[report.Trees]; got != want {
		t.Errorf("loss from values %v, from bins %v", got, want)
	}
	for i := range 20 {
		if got := m.Score(rows[i*6 : i*6+6]); got != out[i] {
			t.Errorf("row %d scores %v alone and %v among others", i, got, out[i])
		}
	}
	parts := make([]float64, 3000)
	for i := range parts {
		parts[i] = m.base
	}
	for _, some := range []Trees{{-3, 0}, {0, 7}, {7, 40}, {40, 90}} {
		m.Add(some, keys, parts)
	}
	if !slices.Equal(parts, out) {
		t.Error("the trees in parts say otherwise than all at once")
	}
	if m.Scores(keys[:5], out[:1]); out[0] != 0 {
		t.Errorf("a row that is too short scores %v", out[0])
	}
}

func TestKey_OrdersAsValuesDo(t *testing.T) {
	t.Parallel()
	inf := float32(math.Inf(1))
	order := []float32{float32(math.NaN()), -inf, -math.MaxFloat32, -1, -math.SmallestNonzeroFloat32, 0, math.SmallestNonzeroFloat32, 1, math.MaxFloat32, inf}
	for i := range order[1:] {
		if Key(order[i]) >= Key(order[i+1]) {
			t.Errorf("key of %v is not below that of %v", order[i], order[i+1])
		}
	}
	if negative := float32(math.Copysign(0, -1)); Key(negative) != Key(0) {
		t.Error("−0 and 0 have different keys")
	}
}

func TestCuts_ZeroHasABinOfItsOwn(t *testing.T) {
	t.Parallel()
	var sample []float32
	for i := range 1000 {
		sample = append(sample, float32(i-300)/100, 0)
	}
	c, err := NewCuts(sample, 1, 16)
	if err != nil {
		t.Fatal(err)
	}
	zero := c.bin(0, 0)
	if c.bin(0, -math.SmallestNonzeroFloat32) == zero || c.bin(0, math.SmallestNonzeroFloat32) == zero {
		t.Error("something else falls into the bin of zero")
	}
	if c.bin(0, float32(math.NaN())) != 0 || c.bin(0, -9) != 1 {
		t.Error("missing is not bin 0, or the least value not bin 1")
	}
	if n := len(c.bounds[0]) + 1; n != 16 {
		t.Errorf("%d bins, want 16", n)
	}
	counts := make([]int, 17)
	for _, v := range sample {
		counts[c.bin(0, v)]++
	}
	for b, n := range counts[1:] {
		if uint8(b+1) != zero && (n < 40 || n > 120) {
			t.Errorf("bin %d holds %d of 999 values that are not 0, want about 67", b+1, n)
		}
	}
}

func TestDecode_ReadsWhatAppendWrote(t *testing.T) {
	t.Parallel()
	for name, loss := range losses() {
		m, _, _ := fitted(t, loss, Options{Trees: 10})
		src := m.Append(nil)
		back, err := Decode(src)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(back.Append(nil), src) {
			t.Errorf("%s: decoding and encoding again gives other bytes", name)
		}
		for i, rows := 0, makeRows(50, 3).rows; i < len(rows); i += 6 {
			if a, b := m.Score(rows[i:i+6]), back.Score(rows[i:i+6]); a != b {
				t.Fatalf("%s: a row scores %v and, decoded, %v", name, a, b)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	m, _, _ := fitted(f, Squared{}, Options{Trees: 3})
	src := m.Append(nil)
	f.Add(src)
	f.Add(src[:len(src)/2])
	f.Add([]byte{version, 1})
	f.Fuzz(func(t *testing.T, src []byte) {
		m, err := Decode(src)
		if err != nil {
			if m != nil {
				t.Error("an error and a model")
			}
			return
		}
		if !bytes.Equal(m.Append(nil), src) {
			t.Error("what decodes does not encode to the same bytes")
		}
		if s := m.Score(make([]float32, m.Width())); s != s {
			t.Error("a decoded model scores NaN")
		}
	})
}

func BenchmarkFit(b *testing.B) {
	m := makeRows(100_000, 1)
	var cuts Cuts
	s := m.sample(b, &cuts, draw(Logistic{}, m.mean, 1))
	for b.Loop() {
		if _, _, err := Fit(*s, nil, Options{Loss: Logistic{}, Trees: 20}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*20*100_000*6/b.Elapsed().Seconds()/1e6, "Mvalues·trees/s")
}

func BenchmarkScores(b *testing.B) {
	m, _, _ := fitted(b, Squared{}, Options{Trees: 150, Patience: 150})
	rows := makeRows(256, 2).rows
	keys, out := make([]uint32, len(rows)), make([]float64, 256)
	for i, v := range rows {
		keys[i] = Key(v)
	}
	for b.Loop() {
		m.Scores(keys, out)
	}
	b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/256, "ns/row")
}
