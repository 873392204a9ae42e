package wants

import (
	"encoding/hex"
	"os"
	"reflect"
	"strings"
	"testing"

	"sartor/internal/model/neighbour"
	"sartor/internal/model/ranker"
	"sartor/internal/model/trial"
	"sartor/internal/stat"
)

func small() *Model {
	return &Model{
		Weights: Weights{Delta: .8, K: 300, NN: .5, Near: .6, Pop: .1, Eta: .25, Trend: .75},
		Chances: neighbour.Chances{Own: stat.Curve{{From: 0, Hits: 1, Trials: 90}, {From: .25, Hits: 30, Trials: 60}}, New: stat.Curve{{From: .5, Hits: 2, Trials: 210}}},
	}
}

func withTrees(t testing.TB) *Model {
	t.Helper()
	c := chain(t, 150)
	r, _, err := ranker.Train([]trial.Split{trial.Before(c.All(), c.LastDay()-20, 2, 1000)}, ranker.Options{Workers: 2, Seed: 1, Trees: 3})
	if err != nil {
		t.Fatal(err)
	}
	return &Model{Weights: small().Weights, Ranker: r}
}

func TestCodec_RoundTrip(t *testing.T) {
	t.Parallel()
	for _, m := range []*Model{small(), {Weights: Weights{Delta: .5}}, withTrees(t)} {
		got, err := Decode(m.Append(nil))
		if err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("%+v came back as %+v, %v", m, got, err)
		}
	}
}

// What each version wrote is read for ever: a snapshot is kept for months.
func TestDecode_EachVersion(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/version-1.hex")
	if err != nil {
		t.Fatal(err)
	}
	b, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Decode(b); err != nil || !reflect.DeepEqual(got, small()) {
		t.Errorf("version 1 is read as %+v, %v", got, err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, m := range []*Model{small(), withTrees(f)} {
		b := m.Append(nil)
		f.Add(b)
		f.Add(b[:len(b)-1])
		f.Add(append(b, 0))
	}
	f.Add([]byte{2})
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Decode(b)
		if err != nil {
			if m != nil {
				t.Fatalf("a failure returns %+v", m)
			}
			return
		}
		again, err := Decode(m.Append(nil))
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Fatalf("%+v came back as %+v, %v", m, again, err)
		}
	})
}
