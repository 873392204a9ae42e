package promotion

import (
	"strings"

	"sartor/internal/promotion/file"
)

// MaxText bounds a text: four lines of the narrowest paper (32 columns).
const MaxText = 128

// The places of a text that a voucher fills.
const (
	discountPlace = "{discount}"
	productPlace  = "{product}"
)

func (c *checker) texts(p Promotion) {
	for _, lang := range languages(p.Texts) {
		at, s := "/texts/"+file.Escape(lang), p.Texts[lang]
		c.language(lang, at)
		c.line(s, at, MaxText)
		if strings.TrimSpace(s) == "" {
			c.bad(at, "is empty; write something like {discount} off {product}, or leave it out")
		}
		if odd := strayBrace(s); odd != "" {
			c.bad(at, "%q is not a place that gets filled; use {discount} and {product}, without other braces", file.Clip(odd))
		}
	}
}

// strayBrace returns the first brace that belongs to no known place.
func strayBrace(s string) string {
	rest := strings.NewReplacer(discountPlace, "", productPlace, "").Replace(s)
	i := strings.IndexAny(rest, "{}")
	if i < 0 {
		return ""
	}
	if end := strings.IndexByte(rest[i:], '}'); rest[i] == '{' && end > 0 {
		return rest[i : i+end+1]
	}
	return rest[i : i+1]
}

// Text returns what the voucher says in a language: the promotion's text, or a
// standing one, with its places filled. The discount and the product's name
// come finished; an empty product means the whole basket.
func (p *Promotion) Text(lang, discount, product string) string {
	lang, template := p.template(lang)
	if product == "" {
		product = standingFor(lang).basket
	}
	return strings.NewReplacer(discountPlace, discount, productPlace, product).Replace(template)
}

// template chooses among the texts: the language, its base, English, any; then
// the standing text in the language.
func (p *Promotion) template(lang string) (string, string) {
	base, _, _ := strings.Cut(lang, "-")
	for _, l := range []string{lang, base} {
		if t, ok := p.Texts[l]; ok {
			return l, t
		}
	}
	if len(p.Texts) > 0 {
		first := languages(p.Texts)[0]
		return first, p.Texts[first]
	}
	words := standingFor(base)
	switch p.Reward.Kind {
	case FreeItem:
		return base, words.free
	case Points:
		return base, words.points
	}
	return base, words.off
}

// NameIn returns the promotion's name in a language, else in English, else in
// any.
func (p *Promotion) NameIn(lang string) string {
	base, _, _ := strings.Cut(lang, "-")
	for _, l := range []string{lang, base, "en"} {
		if n, ok := p.Name[l]; ok {
			return n
		}
	}
	if keys := languages(p.Name); len(keys) > 0 {
		return p.Name[keys[0]]
	}
	return string(p.ID)
}

// standing are the texts of a promotion that brought none.
type standing struct{ off, free, points, basket string }

func standingFor(lang string) standing {
	base, _, _ := strings.Cut(lang, "-")
	switch base {
	case "de":
		return standing{"{discount} Rabatt auf {product}", "Gratis: {product}", "{discount} auf {product}", "Ihren Einkauf"}
	case "fr":
		return standing{"{discount} de remise sur {product}", "Offert : {product}", "{discount} sur {product}", "vos achats"}
	case "es":
		return standing{"{discount} de descuento en {product}", "Gratis: {product}", "{discount} en {product}", "su compra"}
	case "it":
		return standing{"{discount} di sconto su {product}", "In omaggio: {product}", "{discount} su {product}", "la spesa"}
	case "nl":
		return standing{"{discount} korting op {product}", "Gratis: {product}", "{discount} op {product}", "uw aankoop"}
	}
	return standing{"{discount} off {product}", "Free: {product}", "{discount} on {product}", "your purchase"}
}
