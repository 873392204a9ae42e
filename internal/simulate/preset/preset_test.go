package preset

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestGroceryLoads(t *testing.T) {
	t.Parallel()
	p, err := Grocery()
	if err != nil {
		t.Fatal(err)
	}
	products, share := 0, 0.0
	for _, c := range p.Categories {
		products += c.Products
		share += c.Share
	}
	if len(p.Categories) != 79 || products != 928 || len(p.Departments) != 13 || math.Abs(share-433.6) > .05 {
		t.Errorf("%d categories, %d products, %d departments, shares add to %.1f; want 79, 928, 13, 433.6", len(p.Categories), products, len(p.Departments), share)
	}
	stores := 0
	for _, r := range p.Regions {
		stores += len(r.Stores)
	}
	if stores != 48 || len(p.Types) != 10 {
		t.Errorf("%d stores and %d types, want 48 and 10", stores, len(p.Types))
	}
	if len(p.Hash()) != 16 {
		t.Errorf("hash is %q", p.Hash())
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	text := string(grocery)
	for _, c := range []struct{ name, old, new, must string }{
		{"unknown key", "chain: Osmund Markets", "chain: Osmund Markets\nchian: x", "chian"},
		{"missing key", "radius_km: 85\n", "", "radius_km"},
		{"missing key deep in a list", ", life: 6, tag: cook", ", tag: cook", "life"},
		{"unknown category", "quick: [chilled ready meals,", "quick: [chilly meals,", "chilly meals"},
		{"wrong kind of store", "Brackwater u", "Brackwater x", "Brackwater x"},
		{"not YAML", "chain: Osmund Markets", "chain: [", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(text, c.old) {
				t.Fatalf("the preset does not hold %q", c.old)
			}
			_, err := Load([]byte(strings.Replace(text, c.old, c.new, 1)))
			if err == nil || !strings.Contains(err.Error(), c.must) {
				t.Errorf("error is %v, want one that names %q", err, c.must)
			}
		})
	}
}

// TestNames is row Y for brands.
func TestNames(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, 20261122} {
		names := Brands(seed, 120)
		if len(names) != 120 || len(slices.Compact(slices.Sorted(slices.Values(names)))) != 120 {
			t.Fatalf("seed %d: %d names, want 120 different ones", seed, len(names))
		}
		for _, n := range names {
			if tooNear(n, append(words(knownBrands), words(rudeWords)...)) {
				t.Errorf("seed %d: %q is too near a refused word", seed, n)
			}
		}
	}
	for _, c := range []struct {
		a, b string
		near bool
	}{
		{"milka", "milka", true}, {"milkas", "milka", true}, {"ilka", "milka", true}, {"mulka", "milka", true},
		{"mulkas", "milka", false}, {"", "a", true}, {"", "ab", false},
	} {
		if withinOneEdit(c.a, c.b) != c.near {
			t.Errorf("withinOneEdit(%q, %q) is %v", c.a, c.b, !c.near)
		}
	}
}
