package shell

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestNames_AreCutSafely(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{initials("Mara van Osmund"), "MV"}, {initials(""), ""}, {lastSigns("ab"), "ab"}, {lastSigns("2600000014417"), "4417"},
		{clip(strings.Repeat("ä", 201)), strings.Repeat("ä", 100)}, {clip("ä" + strings.Repeat("x", 199)), "ä" + strings.Repeat("x", 198)},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// TestIcon: the mark is there under the address that browsers ask by themselves, as a
// picture, and kept.
func TestIcon(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]bool{http.MethodGet: true, http.MethodHead: false} {
		w := httptest.NewRecorder()
		LoadAssets().Icon(w, httptest.NewRequest(method, "/favicon.ico", nil))
		if h := w.Header(); w.Code != 200 || h.Get("Content-Type") != "image/svg+xml" || h.Get("Cache-Control") != "public, max-age=86400" || strings.HasPrefix(w.Body.String(), "<svg") != want {
			t.Errorf("%s: %d, %v, %.20q", method, w.Code, h, w.Body)
		}
	}
}
