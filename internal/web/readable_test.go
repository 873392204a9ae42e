package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

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
