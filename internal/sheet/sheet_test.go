package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func write(t *testing.T, f Format, rows ...[]Cell) []byte {
	t.Helper()
	var b bytes.Buffer
	table, err := New(&b, f, "Stores: north/south", []string{"Store", "=Sales"})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := table.Row(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestText_NoFormulaGetsThrough(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"=1+1", "+49 30", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "＝1", "－5", "＋1", "＠x"} {
		rows, err := csv.NewReader(bytes.NewReader(write(t, CSV, []Cell{Text(s), Int(-5)}))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if rows[0][1] != "'=Sales" || rows[1][1] != "-5" {
			t.Errorf("%q: heads and numbers: got %q", s, rows)
		}
		if !strings.HasPrefix(rows[1][0], "'") {
			t.Errorf("%q stands as %q and would be computed", s, rows[1][0])
		}
		sheet := part(t, write(t, XLSX, []Cell{Text(s)}), "xl/worksheets/sheet1.xml")
		if strings.Contains(sheet, "<f>") || !strings.Contains(sheet, `<c r="A2" t="inlineStr">`) {
			t.Errorf("%q is no text in the workbook: %s", s, sheet)
		}
	}
	if got := Bare("plain = text"); got != "plain = text" {
		t.Errorf("got %q", got)
	}
}

func TestBare_PlainTakesItBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom([]rune("'=+-@\t\ra1＝")), 0, 6, -1).Draw(t, "s")
		if got := Plain(Bare(s)); got != s {
			t.Fatalf("%q became %q became %q", s, Bare(s), got)
		}
		if got := Plain(Field(s)); got != s {
			t.Fatalf("the field %q became %q became %q", s, Field(s), got)
		}
		if formula(s) && !strings.HasPrefix(Bare(s), "'") {
			t.Fatalf("%q stays a formula", s)
		}
	})
}

func TestField_NumbersStay(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{"-5": "-5", "+4.50": "+4.50", "--5": "'--5", "-": "'-", "-5.": "'-5.", "-1+2": "'-1+2", "=1": "'=1", "12": "12", "a": "a"} {
		if got := Field(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

func TestMinor_IsExact(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n        int64
		decimals int
		want     string
	}{{249, 2, "2.49"}, {-5, 2, "-0.05"}, {0, 2, "0.00"}, {1500, 0, "1500"}, {-1, 3, "-0.001"}, {math.MinInt64, 2, "-92233720368547758.08"}} {
		if got := Minor(c.n, c.decimals); got.text != c.want || !got.number {
			t.Errorf("%d with %d decimals: got %+v, want %s", c.n, c.decimals, got, c.want)
		}
	}
	if got := Number(math.NaN(), 2); got != (Cell{}) {
		t.Errorf("no number is an empty cell, got %+v", got)
	}
}

// part reads one part of a workbook.
func part(t *testing.T, book []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestXLSX_IsAWorkbook(t *testing.T) {
	t.Parallel()
	wide := make([]Cell, 28)
	for i := range wide {
		wide[i] = Int(int64(i))
	}
	book := write(t, XLSX, []Cell{Text(`<b>&"x"</b>` + "\x00\x1b"), Minor(-249, 2)}, wide, []Cell{{}, Text(strings.Repeat("ü", 20_000))})
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml"} {
		d := xml.NewDecoder(strings.NewReader(part(t, book, name)))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	sheet := part(t, book, "xl/worksheets/sheet1.xml")
	for _, want := range []string{`<v>-2.49</v>`, `<c r="AB3"`, `&lt;b&gt;&amp;`, `<c r="A1" t="inlineStr" s="1">`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet lacks %s", want)
		}
	}
	if name := part(t, book, "xl/workbook.xml"); !strings.Contains(name, `name="Stores  north south"`) {
		t.Errorf("the sheet's name: %s", name)
	}
}
