package paper

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// TestRender_SaysAllOfIt finds on each voucher all that it must carry.
func TestRender_SaysAllOfIt(t *testing.T) {
	t.Parallel()
	for _, columns := range allColumns() {
		for _, format := range []Format{ESCPOS, Text} {
			p := Printer{Format: format, Columns: columns, Numeric: true}
			saysAll(t, strip("en"), p)
			saysAll(t, strip("de"), p)
		}
	}
}

func saysAll(t *testing.T, s Strip, p Printer) {
	t.Helper()
	parts := strings.SplitN(said(t, s, p), "-----", 2)
	if len(parts) != len(s.Vouchers) {
		t.Fatalf("%s %+v: %d parts", s.Language, p, len(parts))
	}
	for i, v := range s.Vouchers {
		want := []string{v.Value, v.Product, v.ValidFrom, v.ValidUntil, v.Code, s.Issuer, s.OptOut}
		for _, text := range slices.Concat(want, v.Why, v.Terms) {
			if !strings.Contains(parts[i], squeezed(text)) {
				t.Errorf("%s %+v: voucher %d lacks %q:\n%s", s.Language, p, i, text, parts[i])
			}
		}
	}
}

// said renders and returns all text in reading order, without blanks.
func said(t *testing.T, s Strip, p Printer) string {
	t.Helper()
	out, err := Render(s, p)
	if err != nil {
		t.Fatal(err)
	}
	if p.Format == Text {
		return squeezed(string(out))
	}
	got, err := walk(out)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := charmap.CodePage858.NewDecoder().String(strings.Join(got.lines, ""))
	if err != nil {
		t.Fatal(err)
	}
	return squeezed(decoded)
}

// squeezed drops blanks and what is spelt otherwise on CP858.
func squeezed(s string) string {
	return strings.NewReplacer(" ", "", "\n", "", "\u00a0", "", "“", `"`, "”", `"`, "–", "-").Replace(s)
}

func TestRender_WithoutReasonOrAddressTheDeskHelps(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{"en": "Ask at the service desk.", "de": "Fragen Sie am Serviceschalter."} {
		s := strip(language)
		s.OptOut = ""
		for i := range s.Vouchers {
			s.Vouchers[i].Why = []string{"  "}
		}
		got := said(t, s, Printer{Format: Text})
		if n := strings.Count(got, squeezed(want)); n != 2*len(s.Vouchers) {
			t.Errorf("%s: said %d times:\n%s", language, n, got)
		}
	}
}

func TestRender_DoubleSizeWhereItFits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		columns int
		value   string
		double  bool
	}{
		{32, strings.Repeat("x", 16), true},
		{32, strings.Repeat("x", 17), false},
		{42, strings.Repeat("x", 21), true},
		{42, strings.Repeat("x", 22), false},
		{42, strings.Repeat("€", 21), true},
	} {
		s := Strip{Vouchers: []Voucher{{Value: c.value, Code: "Q6P5-RW53-V60T"}}}
		out, err := Render(s, Printer{Columns: c.columns})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(out), "\x1d!\x11"); got != c.double {
			t.Errorf("%d signs on %d columns: double %v, want %v", len([]rune(c.value)), c.columns, got, c.double)
		}
		if !c.double && !strings.Contains(string(out), "\x1bE\x01x") {
			t.Errorf("%q is neither double nor bold", c.value)
		}
	}
}

func TestCodePage_PerLanguage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		language, text string
		number         byte
		want           string // the bytes
	}{
		{"en", "crème 2 €", 19, "cr\x8ame 2 \xd5"},
		{"de-CH", "Größe", 19, "Gr\x94\xe1e"},
		{"pl", "Żółty ser 2 €", 18, "\xbd\xa2\x88ty ser 2 EUR"},
		{"cs_CZ", "řepa", 18, "\xfdepa"},
		{"ru", "Хлеб ржаной", 17, "\x95\xab\xa5\xa1 \xe0\xa6\xa0\xad\xae\xa9"},
		{"uk", "Хліб Її", 17, "\x95\xabi\xa1 \xf4\xf5"},
		{"sr-Latn", "čaj", 18, "\x9faj"},
		{"sr", "čaj", 17, "caj"},
		{"en", "Хлеб, Щука, Йогурт", 19, "Khleb, Shchuka, Jogurt"},
		{"el", "Ψωμί Ελλάς", 19, "Psomi Ellas"},
		{"pl", "Ærø œuf ﬁlet", 18, "Aero oeuf filet"},
		{"en", "“a” – b… 3 × ½ ™", 19, "\"a\" - b... 3 \x9e \xab TM"},
		{"en", "e\u0301", 19, "\x82"},
		{"en", "漢字 👩 \ufffd", 19, "?? ? ?"},
		{"en", "5\u202f% a\u200bb\u00adc\u202ed", 19, "5 % abcd"},
		{"en", "a\x1bp\x00b\tc\nd\x7f\u009be", 19, "apb c de"},
		{"en", "\xff\xfe!", 19, "??!"},
	} {
		page := codePageFor(c.language)
		got := string(page.append(nil, clean(c.text, page)))
		if page.number != c.number || got != c.want {
			t.Errorf("%s %q: page %d %q, want %d %q", c.language, c.text, page.number, got, c.number, c.want)
		}
	}
}

func TestClean_BoundsTheLength(t *testing.T) {
	t.Parallel()
	for _, sign := range []string{"x", "é", "漢"} {
		if got := clean(strings.Repeat(sign, 5*mostSigns), anything{}); len([]rune(got)) != mostSigns {
			t.Errorf("%s: %d signs, want %d", sign, len([]rune(got)), mostSigns)
		}
	}
	page := codePageFor("en")
	if got := clean(strings.Repeat("Щ", 10_000), page); len(got) > 4*mostSigns {
		t.Errorf("spelt out to %d bytes", len(got))
	}
}

func TestWrapped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"   ", nil},
		{"ten signs.", []string{"ten signs."}},
		{"ten signs. more", []string{"ten signs.", "more"}},
		{"eleven sign", []string{"eleven", "sign"}},
		{"averyverylongword x", []string{"averyveryl", "ongword x"}},
		{"x averyverylongword", []string{"x", "averyveryl", "ongword"}},
		{"ab   cd            ef", []string{"ab   cd", "ef"}},
		{"price 0,50\u00a0€", []string{"price", "0,50\u00a0€"}},
		{"漢字漢字漢字", []string{"漢字漢字漢", "字"}},
	} {
		if got := slices.Collect(wrapped(c.text, 10)); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestWordsFor(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{"de": "Gültig ab 1.", "DE-at": "Gültig ab 1.", "en-GB": "Valid from 1.", "": "Valid from 1.", "fi": "Valid from 1."} {
		if got := wordsFor(language).validity("1.", ""); got != want {
			t.Errorf("%q: got %q, want %q", language, got, want)
		}
	}
	if got := wordsFor("en").validity("", ""); got != "" {
		t.Errorf("without dates: %q", got)
	}
}
