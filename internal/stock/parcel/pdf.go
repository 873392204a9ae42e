package parcel

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sartor/internal/retail"
)

// transfer is what goes from one store to another.
type transfer struct {
	no       string
	from, to retail.Store
	due      retail.BusinessDay
	lines    []*Line
}

// moved groups the moves by the stores they leave and reach.
func (p *Parcel) moved() []transfer {
	lines := make([]*Line, len(p.Moves))
	for i := range p.Moves {
		lines[i] = &p.Moves[i]
	}
	slices.SortStableFunc(lines, func(a, b *Line) int {
		return cmp.Or(cmp.Compare(a.From.ID, b.From.ID), cmp.Compare(a.To.ID, b.To.ID), cmp.Compare(a.Due, b.Due), cmp.Compare(a.Product.ID, b.Product.ID))
	})
	var out []transfer
	for _, l := range lines {
		last := len(out) - 1
		if last < 0 || out[last].from.ID != l.From.ID || out[last].to.ID != l.To.ID || out[last].due != l.Due {
			out = append(out, transfer{no: "TR-" + strconv.FormatInt(p.Number, 10) + "-" + strconv.Itoa(len(out)+1), from: l.From, to: l.To, due: l.Due})
			last++
		}
		out[last].lines = append(out[last].lines, l)
	}
	return out
}

// A4 in points, and how lines stand on it.
const (
	pageWidth, pageHeight = 595, 842
	margin                = 48
	lead                  = 16
	linesOnPage           = (pageHeight - 2*margin) / lead
)

// row is a line on paper: four columns, bold or not.
type row struct {
	bold  bool
	cells [4]string
}

// rows are what stands on the pick list: moves first, since vans leave, then orders.
func (p *Parcel) rows() (out []row) {
	head := func(title, when string) {
		out = append(out, row{}, row{bold: true, cells: [4]string{title, "", "", when}})
	}
	add := func(l *Line) {
		out = append(out, row{cells: [4]string{"[  ]  " + l.Product.Name, string(l.Product.ID), strconv.FormatInt(l.Units, 10) + " " + unit(l), string(l.Product.GTIN)}})
	}
	out = append(out, row{bold: true, cells: [4]string{p.Chain + ": " + p.ID, "", "", p.At.Format("2006-01-02 15:04")}})
	for _, t := range p.moved() {
		head(t.no+"   "+t.from.Name+" > "+t.to.Name, t.due.String())
		for _, l := range t.lines {
			add(l)
		}
	}
	for _, o := range p.ordered() {
		head(o.no+"   "+o.supplier+" > "+o.to.Name, o.due.String())
		for _, l := range o.lines {
			add(l)
		}
	}
	return out
}

// pdf writes the pick list: PDF 1.4 with the two standard fonts every reader has.
func (p *Parcel) pdf() []byte {
	var pages [][]byte
	rows := p.rows()
	for first := 0; first < len(rows); first += linesOnPage {
		pages = append(pages, page(rows[first:min(first+linesOnPage, len(rows))], len(pages)+1))
	}
	w := &pdfWriter{}
	w.out.WriteString("%PDF-1.4\n")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 5+2*i)
	}
	w.object("<< /Type /Catalog /Pages 2 0 R >>")
	w.object(fmt.Sprintf("<< /Type /Pages /Kids [ %s] /Count %d >>", kids.String(), len(pages)))
	for _, font := range []string{"Helvetica", "Helvetica-Bold"} {
		w.object("<< /Type /Font /Subtype /Type1 /BaseFont /" + font + " /Encoding /WinAnsiEncoding >>")
	}
	for i, content := range pages {
		w.object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents %d 0 R >>", pageWidth, pageHeight, 6+2*i))
		w.object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content))
	}
	return w.end()
}

// page draws rows from the top, and the page's number at the foot.
func page(rows []row, number int) []byte {
	var b bytes.Buffer
	columns := [4]int{margin, 300, 390, 450}
	text := func(x, y int, font, s string) {
		if s != "" {
			fmt.Fprintf(&b, "BT /%s 10 Tf %d %d Td (%s) Tj ET\n", font, x, y, winAnsi(s))
		}
	}
	for i, r := range rows {
		y, font := pageHeight-margin-i*lead, "F1"
		if r.bold {
			font = "F2"
			fmt.Fprintf(&b, "%d %d m %d %d l S\n", margin, y-3, pageWidth-margin, y-3)
		}
		for c, s := range r.cells {
			text(columns[c], y, font, s)
		}
	}
	text(pageWidth/2, margin/2, "F1", strconv.Itoa(number))
	return b.Bytes()
}

// winAnsi writes a text's bytes in the page's encoding, with the signs of a PDF string
// released; what it has no sign for is a full stop. A cell is cut to its width.
func winAnsi(s string) string {
	const most = 58
	var b strings.Builder
	for n, r := range []rune(s) {
		switch {
		case n >= most:
			return b.String()
		case r == '(' || r == ')' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '€':
			b.WriteString(`\200`)
		case r >= ' ' && r <= '~':
			b.WriteRune(r)
		case r >= 0xA1 && r <= 0xFF:
			fmt.Fprintf(&b, `\%03o`, r)
		default:
			b.WriteByte('.')
		}
	}
	return b.String()
}

// pdfWriter writes objects and remembers where they begin.
type pdfWriter struct {
	out bytes.Buffer
	at  []int
}

func (w *pdfWriter) object(body string) {
	w.at = append(w.at, w.out.Len())
	fmt.Fprintf(&w.out, "%d 0 obj\n%s\nendobj\n", len(w.at), body)
}

func (w *pdfWriter) end() []byte {
	start := w.out.Len()
	fmt.Fprintf(&w.out, "xref\n0 %d\n0000000000 65535 f \n", len(w.at)+1)
	for _, at := range w.at {
		fmt.Fprintf(&w.out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&w.out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(w.at)+1, start)
	return w.out.Bytes()
}
