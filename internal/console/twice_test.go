package console

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/web"
)

// TestLocal_SentTwiceByAVisitor: a form that is sent twice is done once and is no
// conflict, for whoever acts for a colleague too.
func TestLocal_SentTwiceByAVisitor(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	cookie := w.visitor(now().Add(20 * time.Minute))
	ask := httptest.NewRequest("GET", "/", nil)
	ask.AddCookie(cookie)
	s, err := w.keep.Find(ask)
	if err != nil {
		t.Fatal(err)
	}
	form := w.typed(access.Manager, storeBra)
	form["/target/categories"] = []string{"soups"}
	form.Set("do", "save")
	form.Set(web.FormField, s.FormToken())
	for n := range 2 {
		r := httptest.NewRequest("POST", versionPath(storeBra), strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.AddCookie(cookie)
		rec := httptest.NewRecorder()
		if w.http.ServeHTTP(rec, r); rec.Code != 303 {
			t.Errorf("sent %d times: got %d", n+1, rec.Code)
		}
	}
}
