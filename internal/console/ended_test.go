package console

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sartor/internal/access"
)

// TestSignIn_SaysThatItEnded: whoever was signed in and no longer is, because the session
// was ended elsewhere, is told so by the next click and comes back to where they were; a
// stranger is not.
func TestSignIn_SaysThatItEnded(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	cookie, session := w.as(access.Owner)
	ask := func(path string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", path, nil)
		for _, c := range cookies {
			r.AddCookie(c)
		}
		rec := httptest.NewRecorder()
		w.http.ServeHTTP(rec, r)
		return rec
	}
	if rec := ask("/sign-in", cookie); strings.Contains(rec.Body.String(), "no longer signed in") {
		t.Error("who is signed in is told that it ended")
	}
	if err := w.keep.Sessions.EndSession(t.Context(), session.Hash); err != nil {
		t.Fatal(err)
	}
	next := ask("/promotions?q=x", cookie)
	if next.Code != 303 || next.Header().Get("Location") != "/sign-in?next=%2Fpromotions%3Fq%3Dx" {
		t.Fatalf("the next click: %d to %s", next.Code, next.Header().Get("Location"))
	}
	for lang, say := range map[string]string{"en": "You are no longer signed in", "de": "Die Anmeldung gilt nicht mehr"} {
		at := next.Header().Get("Location") + "&lang=" + lang
		if html := ask(at, cookie).Body.String(); !strings.Contains(html, say) || !strings.Contains(html, `value="/promotions?q=x"`) {
			t.Errorf("%s: nothing explains it, or the way back is lost", lang)
		}
		if html := ask(at).Body.String(); strings.Contains(html, say) {
			t.Errorf("%s: a stranger is told that it ended", lang)
		}
	}
}
