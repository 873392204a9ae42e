package parcel

import (
	"fmt"
	"strconv"
	"strings"

	"sartor/internal/retail"
)

// edifact writes an interchange of ORDERS (D.01B, EANCOM 2002) a supplier: UNA, UNB,
// messages, UNZ. Parties are named by the chain's own numbers (code list 92). UNOC is
// the first repertoire that holds all of ASCII; UNOA has no lower case.
func (p *Parcel) edifact() []byte {
	var b strings.Builder
	for i, orders := range partners(p.ordered()) {
		ref := strconv.FormatInt(p.control(i), 10)
		b.WriteString("UNA:+.? '")
		seg(&b, "UNB", "UNOC:3", esc(p.Chain), esc(orders[0].supplier), p.At.Format("060102:1504"), ref)
		for n, o := range orders {
			p.message(&b, strconv.Itoa(n+1), &o)
		}
		seg(&b, "UNZ", strconv.Itoa(len(orders)), ref)
	}
	return []byte(b.String())
}

// seg writes one segment of escaped parts.
func seg(b *strings.Builder, parts ...string) {
	b.WriteString(strings.Join(parts, "+"))
	b.WriteByte('\'')
}

// mostEDIFACT is the longest name of a party, an order or a product: an..35.
const mostEDIFACT = 35

// esc bounds a name and releases the signs that separate, which count as none.
func esc(s string) string {
	s = plain(s)
	return strings.NewReplacer("?", "??", "+", "?+", ":", "?:", "'", "?'").Replace(s[:min(len(s), mostEDIFACT)])
}

func (p *Parcel) message(b *strings.Builder, ref string, o *order) {
	segments := 0
	write := func(parts ...string) {
		seg(b, parts...)
		segments++
	}
	write("UNH", ref, "ORDERS:D:01B:UN:EAN010")
	write("BGM", "220", esc(o.no), "9")
	write("DTM", "137:"+p.At.Format("20060102")+":102")
	write("DTM", "2:"+date(o.due)+":102")
	write("NAD", "BY", esc(p.Chain)+"::92")
	write("NAD", "SU", esc(o.supplier)+"::92")
	write("NAD", "DP", esc(string(o.to.ID))+"::92")
	write("CUX", "2:"+string(p.Currency)+":9")
	for i, l := range o.lines {
		line := strconv.Itoa(i + 1)
		if l.Product.GTIN != "" {
			write("LIN", line, "", string(l.Product.GTIN)+":SRV")
		} else {
			write("LIN", line)
		}
		write("PIA", "1", esc(string(l.Product.ID))+":IN")
		write("QTY", "21:"+strconv.FormatInt(l.Units, 10)+":"+measureOf(l).edifact)
		if l.Product.HasCost {
			write("PRI", "AAA:"+p.price(l.Product.Cost))
		}
	}
	write("UNS", "S")
	write("CNT", "2:"+strconv.Itoa(len(o.lines)))
	seg(b, "UNT", strconv.Itoa(segments+1), ref)
}

// x12 writes an interchange of 850 (004010) a supplier: ISA of 106 bytes, GS, sets, GE, IEA.
func (p *Parcel) x12() []byte {
	var b strings.Builder
	for i, orders := range partners(p.ordered()) {
		control := p.control(i) % 1_000_000_000
		sender, receiver := elem(p.Chain), elem(orders[0].supplier)
		fmt.Fprintf(&b, "ISA*00*%-10s*00*%-10s*ZZ*%-15.15s*ZZ*%-15.15s*%s*%s*U*00401*%09d*0*P*>~", "", "", sender, receiver,
			p.At.Format("060102"), p.At.Format("1504"), control)
		fmt.Fprintf(&b, "GS*PO*%.15s*%.15s*%s*%s*%d*X*004010~", sender, receiver, p.At.Format("20060102"), p.At.Format("1504"), control)
		for n, o := range orders {
			p.set(&b, n+1, &o)
		}
		fmt.Fprintf(&b, "GE*%d*%d~IEA*1*%09d~", len(orders), control, control)
	}
	return []byte(b.String())
}

// elem drops the signs that separate: X12 has none to release them.
func elem(s string) string {
	return strings.TrimSpace(strings.NewReplacer("*", " ", "~", " ", ">", " ").Replace(plain(s)))
}

func (p *Parcel) set(b *strings.Builder, n int, o *order) {
	segments := 0
	write := func(format string, args ...any) {
		fmt.Fprintf(b, format+"~", args...)
		segments++
	}
	write("ST*850*%04d", n)
	write("BEG*00*SA*%s**%s", elem(o.no), p.At.Format("20060102"))
	write("CUR*BY*%s", p.Currency)
	write("DTM*002*%s", date(o.due))
	write("N1*ST**92*%s", elem(string(o.to.ID)))
	for i, l := range o.lines {
		cost := ""
		if l.Product.HasCost {
			cost = p.price(l.Product.Cost)
		}
		write("PO1*%d*%d*%s*%s**%s", i+1, l.Units, measureOf(l).x12, cost, productX12(&l.Product))
	}
	write("CTT*%d", len(o.lines))
	fmt.Fprintf(b, "SE*%d*%04d~", segments+1, n)
}

// measure is a unit as the formats code it.
type measure struct{ edifact, x12 string }

// measureOf codes a line's unit: UN/ECE recommendation 20 as EANCOM takes it, and X12
// data element 355. ZZ, in both, is what the partners agreed on.
func measureOf(l *Line) measure {
	switch strings.ToUpper(strings.TrimSpace(unit(l))) {
	case "EA", "PCE", "PC", "H87", "C62":
		return measure{"PCE", "EA"}
	case "KGM", "KG":
		return measure{"KGM", "KG"}
	case "GRM", "G":
		return measure{"GRM", "GR"}
	case "LBR", "LB":
		return measure{"LBR", "LB"}
	case "LTR", "L":
		return measure{"LTR", "LT"}
	case "MTR", "M":
		return measure{"MTR", "MR"}
	}
	return measure{"ZZ", "ZZ"}
}

// productX12 names a product: UP of twelve digits, EN of thirteen, UK of fourteen, and
// the buyer's own number.
func productX12(p *retail.Product) string {
	own := "IN*" + elem(string(p.ID))
	g := strings.TrimLeft(string(p.GTIN), "0")
	switch {
	case g == "":
		return own
	case len(g) <= 12:
		return "UP*" + fmt.Sprintf("%012s", g) + "*" + own
	case len(g) == 13:
		return "EN*" + g + "*" + own
	}
	return "UK*" + g + "*" + own
}
