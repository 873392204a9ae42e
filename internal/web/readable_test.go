package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestCutQuery(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", mostValue)
	for given, want := range map[string]string{long: long, long + "x": long, "short": "short"} {
		r := httptest.NewRequest("GET", "/?"+url.Values{"q": {given, "b"}, "on": {"2026-11-29"}}.Encode(), nil)
		CutQuery(r)
		if q := r.URL.Query(); q.Get("q") != want || len(q["q"]) != 2 || q.Get("on") != "2026-11-29" {
			t.Errorf("%d characters are read as %d", len([]rune(given)), len([]rune(q.Get("q"))))
		}
	}
}

func TestReadable_AddressesAndFieldsAreText(t *testing.T) {
	t.Parallel()
	h := Readable(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := ParseForm(r); err != nil {
			WriteProblem(w, r, err)
		}
	}))
	for _, c := range []struct {
		address, form string
		want          int
	}{
		{"/a?q=b", "x=y", 200},
		{"/%F0%9F%98%80?q=%C3%A4", "x=%C3%A4", 200},
		{"/%00", "", 400},
		{"/%ff", "", 400},
		{"/?q=%00", "", 400},
		{"/?q=a&q=%ED%A0%80", "", 400},
		{"/?%ff=q", "", 400},
		{"/", "x=%00", 400},
		{"/", "%ff=y", 400},
	} {
		r := httptest.NewRequest("POST", c.address, strings.NewReader(c.form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if rec.Code != c.want {
			t.Errorf("%s with %q: got %d, want %d", c.address, c.form, rec.Code, c.want)
		}
	}
}
