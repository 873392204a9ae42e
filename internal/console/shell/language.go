package shell

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/console/phrase"
)

const languageCookie = "sartor_language"

// Tongue is the way to this page in the other language: its code, its name in
// itself and the address.
type Tongue struct{ Code, Label, URL string }

// languageOf returns the words a request is answered in: what ?lang= says (and
// the browser remembers), else what it remembers, else what it asks for.
func languageOf(w http.ResponseWriter, r *http.Request) *phrase.Words {
	code := remembered(w, r, taste{"lang", languageCookie, func(v string) bool { return phrase.In(v) != nil }})
	return phrase.In(cmp.Or(code, wanted(r.Header.Get("Accept-Language"))))
}

// Speak has the browser remember a language of somebody's own, for the pages that
// follow; one that the console does not speak changes nothing.
func Speak(w http.ResponseWriter, r *http.Request, language string) {
	if phrase.In(language) != nil {
		remember(w, r, languageCookie, language)
	}
}

// Speak is Speak for whoever called.
func (c *Call) Speak(language string) { Speak(c.W, c.R, language) }

// mostWanted bounds the languages read of a header; browsers send about six.
const mostWanted = 16

// wanted returns the best language of an Accept-Language header that the console
// speaks (RFC 9110, 12.5.4): German for de-AT, English when it names none.
func wanted(header string) string {
	type ask struct {
		code   string
		weight float64
	}
	var asks []ask
	for part := range strings.SplitSeq(header, ",") {
		tag, rest, _ := strings.Cut(part, ";")
		code, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		one := ask{code, 1}
		if q, ok := strings.CutPrefix(strings.ReplaceAll(rest, " ", ""), "q="); ok {
			weight, err := strconv.ParseFloat(q, 64)
			if err != nil || weight > 1 {
				continue
			}
			one.weight = weight
		}
		if phrase.In(code) != nil && one.weight > 0 && len(asks) < mostWanted {
			asks = append(asks, one)
		}
	}
	slices.SortStableFunc(asks, func(a, b ask) int { return cmp.Compare(b.weight, a.weight) })
	if len(asks) == 0 {
		return phrase.Languages()[0].Language
	}
	return asks[0].code
}

// tongue is this page in the next language.
func (c *Call) tongue() Tongue {
	all := phrase.Languages()
	at := slices.IndexFunc(all, func(w *phrase.Words) bool { return w.Language == c.F.W.Language })
	next := all[(at+1)%len(all)]
	q := c.R.URL.Query()
	q.Set("lang", next.Language)
	q.Del("done")
	q.Del("link") // a sign-in link works once
	return Tongue{Code: next.Language, Label: next.Own, URL: (&url.URL{Path: c.R.URL.Path, RawQuery: q.Encode()}).String()}
}
