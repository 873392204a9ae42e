package preset

import (
	_ "embed" // the lists of refused names
	"strings"

	"sartor/internal/simulate/draw"
)

//go:embed testdata/known-brands.txt
var knownBrands string

//go:embed testdata/rude-words.txt
var rudeWords string

// The syllables of brands and people: 22 onsets, 9 nuclei, 14 codas.
var (
	onsets = strings.Fields("b br c d dr f g gr h k l m n p pr r s st t tr v w")
	nuclei = strings.Fields("a e i o u ai ea ou y")
	codas  = strings.Fields("l m n r s t nd rn ll x th ck rd lm")
)

// triesPerName is how many candidates a brand has; the chance that a candidate
// is refused is below one in ten.
const triesPerName = 12

// Brands returns n different invented brand names, in the order of the seed.
// None is within one edit of a known brand or a rude word.
func Brands(seed uint64, n int) []string {
	refused := append(words(knownBrands), words(rudeWords)...)
	out := make([]string, 0, n)
	taken := map[string]bool{}
	for i := range n {
		for try := range triesPerName {
			name := Name(draw.NewKey(seed, draw.Product, 1<<40+uint64(i), int64(try)))
			if !taken[name] && !tooNear(name, refused) {
				taken[name] = true
				out = append(out, name)
				break
			}
		}
	}
	return out
}

// Name makes one name of two or three syllables.
func Name(k draw.Key) string {
	var b strings.Builder
	syllables := 2 + k.Pick(0, 2)
	for s := range syllables {
		i := uint64(1 + 3*s)
		b.WriteString(onsets[k.Pick(i, len(onsets))])
		b.WriteString(nuclei[k.Pick(i+1, len(nuclei))])
		if s == syllables-1 {
			b.WriteString(codas[k.Pick(i+2, len(codas))])
		}
	}
	name := b.String()
	return strings.ToUpper(name[:1]) + name[1:]
}

func words(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if w := strings.TrimSpace(line); w != "" && w[0] != '#' {
			out = append(out, w)
		}
	}
	return out
}

func tooNear(name string, refused []string) bool {
	name = strings.ToLower(name)
	for _, w := range refused {
		if withinOneEdit(name, w) || len(w) > 3 && strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// withinOneEdit reports whether one insertion, deletion or substitution at
// most leads from a to b.
func withinOneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}
