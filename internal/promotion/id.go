package promotion

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"sartor/internal/retail"
)

// maxID bounds an id: it stands in addresses and in every voucher's row.
const maxID = 64

// SlugID returns the id a name gives, "prm_soup_week" for "Soup week", so that
// the same file applied twice means the same promotion. A name without Latin
// letters or digits gives "".
func SlugID(name map[string]string) retail.PromotionID {
	for _, lang := range languages(name) {
		if s := slug(name[lang]); s != "" {
			return retail.PromotionID("prm_" + s)
		}
	}
	return ""
}

// slug keeps the Latin letters and digits of a name, without accents, and joins
// what lies between them by one low line.
func slug(name string) string {
	const longest = 40
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case unicode.Is(unicode.Mn, r): // the accent of the letter before it
		case b.Len() >= longest:
			return b.String()
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return b.String()
}

// RandomID returns an id from a random number, for a name that gives none or
// whose id is taken.
func RandomID(random uint64) retail.PromotionID {
	return retail.PromotionID("prm_" + strconv.FormatUint(random|1<<63, 36))
}

// languages returns the languages of a text: English first, then by code.
func languages(texts map[string]string) []string {
	out := slices.Sorted(maps.Keys(texts))
	if i := slices.Index(out, "en"); i > 0 {
		out = slices.Insert(slices.Delete(out, i, i+1), 0, "en")
	}
	return out
}
