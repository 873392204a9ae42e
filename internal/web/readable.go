package web

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"sartor/internal/fault"
)

// Readable refuses a path or a query that is no text: bytes that are not UTF-8,
// or a NUL, which one engine stores and the other refuses. Behind it an address
// is text, so that nothing fails later as if the fault were ours.
func Readable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isText(r.URL.Path) || r.URL.RawQuery != "" && !areTexts(r.URL.Query()) {
			WriteProblem(w, r, errNoText("The address"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// mostValue bounds what is read of one value of an address, in characters: more than
// anybody types, and what a page says back of it stays small.
const mostValue = 300

// CutQuery cuts what is too long in a request's query.
func CutQuery(r *http.Request) {
	if len(r.URL.RawQuery) <= mostValue {
		return
	}
	values, long := r.URL.Query(), false
	for _, all := range values {
		for i, v := range all {
			if utf8.RuneCountInString(v) > mostValue {
				all[i], long = string([]rune(v)[:mostValue]), true
			}
		}
	}
	if long {
		u := *r.URL
		u.RawQuery = values.Encode()
		r.URL = &u
	}
}

// ParseForm reads a posted form and refuses fields that are no text, as Readable
// does for addresses.
func ParseForm(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	if !areTexts(r.PostForm) {
		return errNoText("A field")
	}
	return nil
}

func areTexts(values url.Values) bool {
	for name, all := range values {
		if !isText(name) {
			return false
		}
		for _, v := range all {
			if !isText(v) {
				return false
			}
		}
	}
	return true
}

func isText(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

func errNoText(what string) error {
	return fault.New(fault.Malformed, "malformed", "%s holds bytes that are not UTF-8 text, or a NUL.", what)
}
