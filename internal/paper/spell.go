package paper

import (
	"strings"
	"unicode"
)

// spelt returns the ASCII spelling of a sign that devices lack; a capital is
// spelt like its small letter with the first sign in capitals.
func spelt(r rune) (string, bool) {
	if s, ok := spelling[r]; ok {
		return s, true
	}
	s, ok := spelling[unicode.ToLower(r)]
	if !ok || s == "" {
		return s, ok
	}
	return strings.ToUpper(s[:1]) + s[1:], true
}

// spelling is never written to after the start. Letters that are a letter and
// a mark in Unicode (é, š, ё) are not in it: they lose the mark.
var spelling = table(
	// Punctuation and symbols.
	"' ‘ ’ ‚ ‛ ′ ʼ ´", `" “ ” „ ‟ ″ « »`, "< ‹", "> ›", "- ‐ ‑ ‒ – — ― −", "... …", "* • · ∙ ● ★ ☆", "x × ✕",
	"/ ÷ ⁄ ∕", "-> →", "<- ←", "<= ≤", ">= ≥", "+/- ±", "~ ≈", "(C) ©", "(R) ®", "deg °", "! ¡", "? ¿", "| ¦", "S. §",
	// Money.
	"EUR €", "GBP £", "JPY ¥", "RUB ₽", "UAH ₴", "TRY ₺", "INR ₹", "KRW ₩", "c ¢",
	// Latin letters without parts.
	"ss ß", "ae æ", "oe œ", "o ø", "l ł", "d đ ð", "th þ", "h ħ", "i ı", "ng ŋ",
	// Cyrillic as parcels and timetables spell it.
	"a а", "b б", "v в", "g г ґ", "d д", "e е", "zh ж", "z з", "i и і", "j й ј", "k к", "l л", "m м", "n н", "o о",
	"p п", "r р", "s с", "t т", "u у", "f ф", "kh х", "ts ц", "ch ч", "sh ш", "shch щ", "y ы", "e э", "yu ю", "ya я",
	"ye є", "dj ђ", "lj љ", "nj њ", "c ћ", "dz џ ѕ",
	// Greek likewise.
	"a α", "v β", "g γ", "d δ", "e ε", "z ζ", "i η", "th θ", "i ι", "k κ", "l λ", "m μ", "n ν", "x ξ", "o ο", "p π",
	"r ρ", "s σ ς", "t τ", "y υ", "f φ", "ch χ", "ps ψ", "o ω",
)

// table reads lines of a spelling and the signs that take it; the hard and the
// soft sign are spelt with nothing.
func table(lines ...string) map[rune]string {
	out := map[rune]string{'ъ': "", 'ь': ""}
	for _, line := range lines {
		spelled, of, _ := strings.Cut(line, " ")
		for _, r := range of {
			if r != ' ' {
				out[r] = spelled
			}
		}
	}
	return out
}
