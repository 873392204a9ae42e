package paper

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sartor/internal/fault"
)

var update = flag.Bool("update", false, "write the golden files anew")

// strip is what a till in a language gets: an ordinary voucher and one whose
// every text is too long for its line.
func strip(language string) Strip {
	s := Strip{
		Language: "en", Issuer: "Osmund Markets", Store: "Brackwater", OptOut: "osmund.example/me",
		Notice: "Simulated chain, seed 20261122",
		Vouchers: []Voucher{
			{
				Value: "1.50 off", Product: "Oat drink barista, any size", Why: []string{"You buy it often."},
				Terms: []string{"One use, in any Osmund store"}, ValidFrom: "16 Oct", ValidUntil: "29 Oct 2026",
				Code: "Q6P5-RW53-V60T", Alias: "2900000010253",
			},
			{
				Value: "15 % off, at most 3.00 €", Product: "Crème fraîche “Vallée Blanche” with herbs – 200 g or 400 g",
				Why:   []string{"You buy it every 9 days, the last time 11 days ago.", "Sour cream is in most of your baskets."},
				Terms: []string{"One use", "From a basket of 20.00 €, not with other vouchers on the same product"}, ValidUntil: "29 Oct 2026",
				Code: "958Z-TFH9-NZBN", Alias: "2999999999991",
			},
		},
	}
	if language != "de" {
		s.Language = language
		return s
	}
	s.Language, s.Store, s.Notice = "de-DE", "Süd-Ufer", "Simulierte Kette, Startwert 20261122"
	v := &s.Vouchers[0]
	v.Value, v.Product, v.Why = "1,50\u00a0€ weniger", "Haferdrink Barista, alle Größen", []string{"Sie kaufen ihn oft."}
	v.Terms, v.ValidFrom, v.ValidUntil = []string{"Einmal einlösbar, in jedem Osmund-Markt"}, "16.10.", "29.10.2026"
	v = &s.Vouchers[1]
	v.Value, v.Why = "15 % weniger, höchstens 3,00 €", []string{"Sie kaufen es alle 9 Tage, zuletzt vor 11 Tagen."}
	v.Terms, v.ValidUntil = []string{"Ab einem Einkauf von 20,00 €"}, "29.10.2026"
	return s
}

func allColumns() []int { return []int{32, 42, 48} }

func TestRender_Golden(t *testing.T) {
	t.Parallel()
	type golden struct {
		name  string
		strip Strip
		p     Printer
	}
	var cases []golden
	for _, columns := range allColumns() {
		for _, format := range []Format{ESCPOS, Text, PNG} {
			en := Printer{Format: format, Columns: columns, Cut: true, QR: true}
			de := Printer{Format: format, Columns: columns, Numeric: true}
			cases = append(cases,
				golden{fmt.Sprintf("en-%d.%s", columns, format), strip("en"), en},
				golden{fmt.Sprintf("de-%d.%s", columns, format), strip("de"), de})
		}
	}
	cases = append(cases,
		golden{"pl-42.escpos", strip("pl"), Printer{}}, golden{"ru-42.escpos", strip("ru"), Printer{}})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := Render(c.strip, c.p)
			if err != nil {
				t.Fatal(err)
			}
			checkGolden(t, c.name, got)
		})
	}
}

// checkGolden compares with testdata: text as it is, printer bytes quoted line
// by line, pictures dot by dot.
func checkGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if strings.HasSuffix(name, ".escpos") {
		got = quoted(got)
	}
	if *update {
		if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(file, got, 0o644)); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("no golden file %s; run the test with -update and read it", file)
	}
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".png") {
		samePicture(t, got, want)
		return
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got:\n%s\nwant:\n%s", name, got, want)
	}
}

func quoted(stream []byte) []byte {
	var out []byte
	for line := range bytes.SplitAfterSeq(stream, []byte("\n")) {
		if len(line) > 0 {
			out = append(strconv.AppendQuoteToASCII(out, latin(line)), '\n')
		}
	}
	return out
}

// latin turns bytes into the signs of the same number, so that quoting shows
// each as one escape.
func latin(b []byte) string {
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
	}
	return string(out)
}

func samePicture(t *testing.T, got, want []byte) {
	t.Helper()
	g, w := picture(t, got), picture(t, want)
	if g.Rect != w.Rect {
		t.Fatalf("picture is %v, want %v", g.Rect, w.Rect)
	}
	for i := range g.Pix {
		if g.Pix[i] != w.Pix[i] {
			t.Fatalf("pictures differ first at dot %d, %d", i%g.Stride, i/g.Stride)
		}
	}
}

// picture decodes a PNG and holds it against one bit a dot.
func picture(t *testing.T, b []byte) *image.Paletted {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := img.(*image.Paletted)
	if !ok || len(p.Palette) != 2 {
		t.Fatalf("got a %T, want a picture of two colours", img)
	}
	const depth = 24 // byte of the bit depth in the header chunk (PNG 11.2.1)
	if b[depth] != 1 {
		t.Fatalf("%d bits a dot, want 1", b[depth])
	}
	return p
}

func TestRender_SameBytesAgain(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{ESCPOS, Text, PNG} {
		a, errA := Render(strip("en"), Printer{Format: format, QR: true})
		b, errB := Render(strip("en"), Printer{Format: format, QR: true})
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: not the same twice (%v, %v)", format, errA, errB)
		}
	}
}

func TestRender_Refuses(t *testing.T) {
	t.Parallel()
	good := strip("en").Vouchers[0]
	with := func(change func(*Voucher)) Strip {
		v := good
		change(&v)
		return Strip{Vouchers: []Voucher{v}}
	}
	for _, c := range []struct {
		name  string
		strip Strip
		p     Printer
		ok    bool
	}{
		{"the default profile", with(func(*Voucher) {}), Printer{}, true},
		{"an unknown format", with(func(*Voucher) {}), Printer{Format: "pdf"}, false},
		{"other columns", with(func(*Voucher) {}), Printer{Columns: 40}, false},
		{"negative columns", with(func(*Voucher) {}), Printer{Columns: -1}, false},
		{"no code", with(func(v *Voucher) { v.Code = "" }), Printer{}, false},
		{"hyphens only", with(func(v *Voucher) { v.Code = "---" }), Printer{}, false},
		{"a code of 12 signs", with(func(v *Voucher) { v.Code = "Q6P5RW53V60T" }), Printer{}, true},
		{"a code of 13 signs", with(func(v *Voucher) { v.Code = "Q6P5RW53V60T0" }), Printer{}, false},
		{"a code with a command", with(func(v *Voucher) { v.Code = "Q6P5\x1bp" }), Printer{}, false},
		{"a code set switch", with(func(v *Voucher) { v.Code = "{C12" }), Printer{}, false},
		{"no alias", with(func(v *Voucher) { v.Alias = "" }), Printer{Numeric: true}, true},
		{"a wrong check digit", with(func(v *Voucher) { v.Alias = "2900000010254" }), Printer{}, false},
		{"an alias of 14 digits", with(func(v *Voucher) { v.Alias = "02900000010253" }), Printer{}, false},
	} {
		for _, format := range []Format{ESCPOS, Text, PNG} {
			p := c.p
			if p.Format == "" {
				p.Format = format
			}
			out, err := Render(c.strip, p)
			if c.ok != (err == nil) || c.ok != (len(out) > 0) || (err != nil && !fault.Is(err, fault.Invalid)) {
				t.Errorf("%s as %s: got %d bytes, %v", c.name, p.Format, len(out), err)
			}
		}
	}
}

func TestRender_NoVouchersNoStrip(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{ESCPOS, Text, PNG} {
		if out, err := Render(Strip{Issuer: "Osmund"}, Printer{Format: format}); err != nil || out != nil {
			t.Errorf("%s: got %d bytes, %v", format, len(out), err)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	for _, c := range []struct {
		name, language string
		format         Format
	}{{"escpos", "en", ESCPOS}, {"escpos-de", "de", ESCPOS}, {"text", "en", Text}, {"png", "en", PNG}} {
		b.Run(c.name, func(b *testing.B) {
			s, p := strip(c.language), Printer{Format: c.format, Columns: 42, Cut: true}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Render(s, p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
