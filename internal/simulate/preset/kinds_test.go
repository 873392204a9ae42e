package preset

import (
	"strings"
	"testing"
)

// TestKindsLoad holds the other chains to the sizes of their specification.
func TestKindsLoad(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind                              string
		departments, categories, products int
		types                             int
	}{{"grocery", 13, 79, 928, 10}, {"apparel", 6, 24, 620, 9}, {"diy", 11, 62, 1900, 9}} {
		p, err := Named(c.kind)
		if err != nil {
			t.Fatalf("%s: %v", c.kind, err)
		}
		products := 0
		for _, cat := range p.Categories {
			products += cat.Products
		}
		if p.Name != c.kind || len(p.Departments) != c.departments || len(p.Categories) != c.categories || products != c.products || len(p.Types) != c.types {
			t.Errorf("%s is %q: %d departments, %d categories, %d products, %d types", c.kind, p.Name, len(p.Departments), len(p.Categories), products, len(p.Types))
		}
	}
	if _, err := Named("bakery"); err == nil || !strings.Contains(err.Error(), "diy") {
		t.Errorf("an unknown kind: %v, want one that names those there are", err)
	}
}
