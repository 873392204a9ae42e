package console

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/phrase"
)

// TestPages_InOneLanguage reads every page in German: no text of the English
// catalogue is left on it, and numbers are written as German writes them. Where
// a page quotes what is not ours, it marks it lang="en".
func TestPages_InOneLanguage(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	german := map[string]bool{}
	for _, text := range texts(reflect.ValueOf(*phrase.German())) {
		german[text] = true
	}
	var foreign []string
	for _, text := range texts(reflect.ValueOf(*phrase.English())) {
		const telling = 9 // shorter ones are words of both languages
		if len(text) >= telling && !german[text] && !strings.Contains(text, "{") {
			foreign = append(foreign, text)
		}
	}
	if len(foreign) < 300 {
		t.Fatalf("only %d texts to look for", len(foreign))
	}
	all := pages()
	all["absent"] = "/nowhere"
	for name, path := range all {
		html := w.ask(access.Owner, path, "Accept-Language", "de-AT,de;q=0.9,en;q=0.5").Body.String()
		if !strings.Contains(html, `<html lang="de"`) {
			t.Errorf("%s: does not say that it is German", name)
		}
		html = regexp.MustCompile(`<(\w+)[^>]* lang="en"[^>]*>[^<]*</\w+>`).ReplaceAllString(html, "")
		shown := regexp.MustCompile(`\s+`).ReplaceAllString(regexp.MustCompile(`<(?:b|a|span)[^>]*>|</(?:b|a|span)>`).ReplaceAllString(html, ""), " ")
		for _, text := range foreign {
			if strings.Contains(shown, ">"+text) || strings.Contains(shown, `"`+text+`"`) {
				t.Errorf("%s says %q in a German page", name, text)
			}
		}
		for _, bad := range []string{`[€$£]\d`, `[1-9]\d{0,2},\d{3}\b[^.]`, `\b\d+\.\d\s%`, `\b(in|vor|seit|nächsten) [\d.]+ Tage\b`} {
			if hit := regexp.MustCompile(bad).FindString(shown); hit != "" {
				t.Errorf("%s writes %q", name, hit)
			}
		}
		if left := slotLeft(html); left != "" {
			t.Errorf("%s: the slot %s was not filled", name, left)
		}
	}
}

// TestToday_NamesEveryCase: what the simulated tills may tell of is said in the page's language.
func TestToday_NamesEveryCase(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../simulate/live/director.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds := regexp.MustCompile(`Kind += "(\w+)"`).FindAllStringSubmatch(string(source), -1)
	if len(kinds) < 10 {
		t.Fatalf("found only %v", kinds)
	}
	for _, k := range kinds {
		if phrase.German().Today.Watches[k[1]] == "" || phrase.English().Today.Watches[k[1]] == "" {
			t.Errorf("%s has no words", k[1])
		}
	}
}

// texts returns every text of a catalogue.
func texts(v reflect.Value) (out []string) {
	switch v.Kind() {
	case reflect.String:
		return []string{v.String()}
	case reflect.Struct:
		for i := range v.NumField() {
			out = append(out, texts(v.Field(i))...)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			out = append(out, texts(v.MapIndex(k))...)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			out = append(out, texts(v.Index(i))...)
		}
	}
	return out
}

// ask gets a page with a header or a cookie more; name and value in turn.
func (w *workshop) ask(role access.Role, path string, header ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	if role != "" {
		c, _ := w.as(role)
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	return rec
}

func TestLanguage_IsChosen(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for _, c := range []struct {
		name, path, accept, cookie, want string
		kept                             bool
	}{
		{"nothing said", "/sign-in", "", "", "en", false},
		{"the browser's", "/sign-in", "de-CH, en;q=0.8", "", "de", false},
		{"the heavier one", "/sign-in", "de;q=0.4, en-GB;q=0.8", "", "en", false},
		{"none we speak", "/sign-in", "fr, *;q=0.1", "", "en", false},
		{"one refused by weight", "/sign-in", "de;q=0, fr", "", "en", false},
		{"no weight that is one", "/sign-in", "de;q=x, en;q=0.1", "", "en", false},
		{"remembered", "/sign-in", "en", "sartor_language=de", "de", false},
		{"remembered nonsense", "/sign-in", "de", "sartor_language=../x", "de", false},
		{"asked for", "/sign-in?lang=de", "en", "sartor_language=en", "de", true},
		{"asked for nonsense", "/sign-in?lang=%3Cb%3E", "en", "sartor_language=de", "de", false},
		{"on a page of work", "/today?lang=de", "en", "", "de", true},
		{"a failure", "/nowhere?lang=de", "en", "", "de", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			role := access.Owner
			if strings.HasPrefix(c.path, "/sign-in") {
				role = ""
			}
			rec := w.ask(role, c.path, "Accept-Language", c.accept, "Cookie", c.cookie)
			if !strings.Contains(rec.Body.String(), `<html lang="`+c.want+`"`) {
				t.Errorf("want %s, got %.80s", c.want, rec.Body.String())
			}
			kept := false
			for _, cookie := range rec.Result().Cookies() {
				if cookie.Name == "sartor_language" {
					kept = cookie.Value == c.want && cookie.HttpOnly && cookie.SameSite == http.SameSiteLaxMode
				}
			}
			if kept != c.kept {
				t.Errorf("remembered: %v, want %v", kept, c.kept)
			}
		})
	}
	for what, rec := range map[string]*httptest.ResponseRecorder{
		"signing in":   w.get("", "/sign-in?link=einmal"),
		"one's access": w.post(access.Desk, "/me/language", url.Values{"language": {"de"}}),
	} {
		if !slices.ContainsFunc(rec.Result().Cookies(), func(c *http.Cookie) bool { return c.Name == "sartor_language" && c.Value == "de" }) {
			t.Errorf("%s: the browser does not remember the staff member's language: %v", what, rec.Result().Cookies())
		}
	}
	if rec := w.post(access.Desk, "/me/language", url.Values{"language": {"xx"}}); rec.Code != 422 {
		t.Errorf("a language nobody has: %d", rec.Code)
	}
	w.ask(access.Owner, "/today?lang=de")
	if got := w.fake.spoken.Load(); got != "de" {
		t.Errorf("names are asked for in %v", got)
	}
	html := w.ask(access.Owner, "/segments?on=2026-03-01&lang=de&done=stands").Body.String()
	if !strings.Contains(html, `href="/segments?lang=en&amp;on=2026-03-01" lang="en" hreflang="en"`) {
		t.Error("the way back to English keeps where one is")
	}
}

// TestNotes_EveryKeyHasWords: what learning notes by a key is read in each language.
func TestNotes_EveryKeyHasWords(t *testing.T) {
	t.Parallel()
	keys := noted(t)
	if len(keys) < 12 {
		t.Errorf("only %v are seen", keys)
	}
	for _, key := range keys {
		for _, w := range phrase.Languages() {
			if w.Learn.Notes[key] == "" {
				t.Errorf("learning notes %s, which has no words in %s", key, w.Own)
			}
		}
	}
	w := newWorkshop(t)
	html := w.ask(access.Owner, "/learn?lang=de").Body.String()
	for _, want := range []string{"Log-Likelihood von −0,6100 je Kunde", "über 4 Stichtage unter 3 Kandidaten"} {
		if !strings.Contains(html, want) {
			t.Errorf("the German page does not say %q", want)
		}
	}
}

// noted are the keys of notes in the source of learning.
func noted(t *testing.T) (keys []string) {
	t.Helper()
	names, err := filepath.Glob("../learn/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, hit := range regexp.MustCompile(`(?:note\(|Says(?:: |, [\w.]+ = ))"([a-z]+\.[a-z]+)"`).FindAllSubmatch(text, -1) {
			keys = append(keys, string(hit[1]))
		}
	}
	return keys
}
