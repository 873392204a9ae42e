package paper

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// nasty are pieces of text that have broken printers and layouts before.
func nasty() []string {
	return []string{
		"\x1bp\x00\x19\xfa", "\x1b@", "\x1dV\x00", "\x10\x14\x01\x00\x01", "\x1c.", "\x00", "\x7f", "\n\n\n", "\r", "\t", "\u0085", "\u009b2J",
		"\u2028", "\u202egnp.exe", "\u200b", "\ufeff", "\xff\xfe", "\xc3", "é", "e\u0301", strings.Repeat("\u0301", 50), "Ａ", "漢字", "👩‍👩‍👧", "ﷺ",
		"ß", "Żółć", "Хлеб", "Ψωμί", "€", "½", "№", "\u00a0", "\u202f", "\u00ad", "{B{C", "%s%n", "<b>&amp;", strings.Repeat("W", 200), " ", "-", "a b",
	}
}

func text() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(nasty()), rapid.String()), 0, 6).Draw(t, "parts")
		return strings.Join(parts, rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
	})
}

func hostileStrip() *rapid.Generator[Strip] {
	return rapid.Custom(func(t *rapid.T) Strip {
		draw := func(name string) string { return text().Draw(t, name) }
		s := Strip{
			Language: rapid.SampledFrom([]string{"", "en", "de-AT", "pl", "ru", "sr-Latn", "\x1bp"}).Draw(t, "language"),
			Issuer:   draw("issuer"), Store: draw("store"), OptOut: draw("optout"), Notice: draw("notice"),
		}
		for range rapid.IntRange(1, 3).Draw(t, "vouchers") {
			s.Vouchers = append(s.Vouchers, Voucher{
				Value: draw("value"), Product: draw("product"), Why: []string{draw("why"), draw("why 2")},
				Terms: []string{draw("terms")}, ValidFrom: draw("from"), ValidUntil: draw("until"),
				Code: "Q6P5-RW53-V60T", Alias: "2900000010253",
			})
		}
		return s
	})
}

func printer() *rapid.Generator[Printer] {
	return rapid.Custom(func(t *rapid.T) Printer {
		return Printer{
			Columns: rapid.SampledFrom(allColumns()).Draw(t, "columns"), Cut: rapid.Bool().Draw(t, "cut"),
			QR: rapid.Bool().Draw(t, "qr"), Numeric: rapid.Bool().Draw(t, "numeric"),
		}
	})
}

func TestRender_NeverWiderThanThePaper(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, p := hostileStrip().Draw(t, "strip"), printer().Draw(t, "printer")
		checkStream(t, s, p)
		checkText(t, s, p)
		pen, err := newPen()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range layout(s, p, pen) {
			if n := textWidth(r.text); n > p.Columns || (r.look == double && 2*n > p.Columns) {
				t.Fatalf("row %q of look %d is %d wide on %d columns", r.text, r.look, n, p.Columns)
			}
		}
	})
}

// TestPNG_HostileTextIsDrawn draws fewer cases: a picture takes milliseconds.
func TestPNG_HostileTextIsDrawn(t *testing.T) {
	t.Parallel()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		if n++; n%5 != 0 {
			return
		}
		s, p := hostileStrip().Draw(rt, "strip"), printer().Draw(rt, "printer")
		p.Format = PNG
		out, err := Render(s, p)
		if err != nil {
			rt.Fatal(err)
		}
		if img := picture(t, out); img.Rect.Dx() != dots(p.Columns) {
			rt.Fatalf("picture is %v, want %d dots wide", img.Rect, dots(p.Columns))
		}
	})
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkStream renders for a printer and walks the stream: only our commands,
// only showable bytes, no line too wide, every symbol there.
func checkStream(t fataler, s Strip, p Printer) {
	t.Helper()
	p.Format = ESCPOS
	out, err := Render(s, p)
	if err != nil {
		t.Fatalf("%+v: %v", p, err)
	}
	got, err := walk(out)
	if err != nil {
		t.Fatalf("%+v: %v in %q", p, err, out)
	}
	if want := codePageFor(s.Language).number; got.page != want || got.cut != p.Cut {
		t.Fatalf("page %d cut %v, want %d %v", got.page, got.cut, want, p.Cut)
	}
	for i, w := range got.widths {
		if w > p.Columns {
			t.Fatalf("line %q takes %d of %d columns", got.lines[i], w, p.Columns)
		}
	}
	symbols := len(s.Vouchers)
	if p.QR {
		symbols *= 2
	}
	if len(got.symbols) != symbols {
		t.Fatalf("symbols %q, want %d", got.symbols, symbols)
	}
}

// checkText renders as text: lines within the columns, nothing but signs.
func checkText(t fataler, s Strip, p Printer) {
	t.Helper()
	p.Format = Text
	out, err := Render(s, p)
	if err != nil {
		t.Fatalf("%+v: %v", p, err)
	}
	if !utf8.Valid(out) || len(out) == 0 || out[len(out)-1] != '\n' {
		t.Fatalf("text is no text: %q", out)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(out), "\n"), "\n") {
		if textWidth(line) > p.Columns || strings.HasSuffix(line, " ") {
			t.Fatalf("line %q takes %d of %d columns", line, textWidth(line), p.Columns)
		}
		for _, r := range line {
			if !unicode.IsGraphic(r) {
				t.Fatalf("sign %U in line %q", r, line)
			}
		}
	}
}

func FuzzRender(f *testing.F) {
	for _, piece := range nasty() {
		f.Add(piece, piece+" "+piece, "en", uint8(0))
	}
	f.Add("Brot", "Żółć", "pl", uint8(7))
	f.Fuzz(func(t *testing.T, a, b, language string, choice uint8) {
		p := Printer{Columns: allColumns()[int(choice)%3], Cut: choice&4 != 0, QR: choice&8 != 0, Numeric: choice&16 != 0}
		s := Strip{Language: language, Issuer: a, Store: b, OptOut: a, Notice: b, Vouchers: []Voucher{{
			Value: a, Product: b, Why: []string{b, a}, Terms: []string{a}, ValidFrom: b, ValidUntil: a,
			Code: "Q6P5-RW53-V60T", Alias: "2900000010253",
		}}}
		checkStream(t, s, p)
		checkText(t, s, p)
	})
}
