package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MostRows is what a sheet of XLSX holds, heads included.
const MostRows = 1_048_576

// xlsxTable writes a workbook of one sheet (ECMA-376, SpreadsheetML) as it goes:
// strings stand in their cells, so nothing but the running row is held.
type xlsxTable struct {
	zip   *zip.Writer
	sheet *bufio.Writer
	rows  int
	heads bool // the next row is
}

// The parts of a workbook beside its sheet. Style 1 is the bold one of heads.
const (
	partTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`
	partRels  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	partBook  = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="NAME" sheetId="1" r:id="rId1"/></sheets></workbook>`
	partLinks = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`
	partStyle = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`
	sheetHead = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`
	sheetFoot = `</sheetData></worksheet>`
)

func newXLSX(w io.Writer, name string) (*xlsxTable, error) {
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, body string }{
		{"[Content_Types].xml", partTypes}, {"_rels/.rels", partRels}, {"xl/workbook.xml", strings.Replace(partBook, "NAME", escaped(sheetName(name)), 1)},
		{"xl/_rels/workbook.xml.rels", partLinks}, {"xl/styles.xml", partStyle},
	} {
		f, err := z.Create(part.name)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(f, xml.Header+part.body); err != nil {
			return nil, err
		}
	}
	f, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return nil, err
	}
	t := &xlsxTable{zip: z, sheet: bufio.NewWriter(f)}
	_, err = t.sheet.WriteString(xml.Header + sheetHead)
	return t, err
}

// sheetName is a name a workbook takes: at most 31 signs, none of []:*?/\.
func sheetName(s string) string {
	const most = 31
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || r < ' ' {
			return ' '
		}
		return r
	}, s)
	for utf8.RuneCountInString(s) > most {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	if s = strings.TrimSpace(s); s == "" {
		return "Table"
	}
	return s
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // writing to a builder never fails
	return b.String()
}

// errFull is a sheet that takes no further row.
var errFull = errors.New("sheet: a workbook's sheet holds 1,048,576 rows")

// Row writes a row. Text is an inline string, which no spreadsheet computes.
func (t *xlsxTable) Row(cells []Cell) error {
	if t.rows == MostRows {
		return errFull
	}
	t.rows++
	style := ""
	if t.heads {
		style, t.heads = ` s="1"`, false
	}
	t.put(`<row r="`, strconv.Itoa(t.rows), `">`)
	for i, c := range cells {
		at := column(i) + strconv.Itoa(t.rows)
		switch {
		case c.text == "":
		case c.number:
			t.put(`<c r="`, at, `"`, style, `><v>`, c.text, `</v></c>`)
		default:
			t.put(`<c r="`, at, `" t="inlineStr"`, style, `><is><t xml:space="preserve">`)
			if err := xml.EscapeText(t.sheet, []byte(c.text)); err != nil {
				return err
			}
			t.put(`</t></is></c>`)
		}
	}
	_, err := t.sheet.WriteString("</row>")
	return err
}

// put writes some text; a failure stays with the writer and comes with the row's end.
func (t *xlsxTable) put(parts ...string) {
	for _, p := range parts {
		if _, err := t.sheet.WriteString(p); err != nil {
			return
		}
	}
}

// column names a column: A … Z, AA …
func column(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// Close ends sheet and workbook.
func (t *xlsxTable) Close() error {
	_, err := t.sheet.WriteString(sheetFoot)
	return errors.Join(err, t.sheet.Flush(), t.zip.Close())
}
