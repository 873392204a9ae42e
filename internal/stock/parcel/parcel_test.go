package parcel

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"sartor/internal/retail"
)

func evening() *Parcel {
	store := func(id, name string) retail.Store { return retail.Store{ID: retail.StoreID(id), Name: name} }
	oat := retail.Product{ID: "oat", GTIN: "04012345678901", Name: "=Oat drink", Cost: 105, HasCost: true}
	bare := retail.Product{ID: "rye+loaf", Name: "Rye (dark) Öko", Unit: "KGM"}
	return &Parcel{
		Number: 7, ID: "evening", Chain: "Osmund", Currency: "EUR", At: time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC),
		Orders: []Line{
			{Supplier: "Dahl's", To: store("S2", "Selwick"), Product: bare, Units: 12, Pack: 6, Due: 20_780},
			{Supplier: "Aver", To: store("S1", "Brack"), Product: oat, Units: 24, Pack: 12, Due: 20_781},
			{Supplier: "Dahl's", To: store("S2", "Selwick"), Product: oat, Units: 36, Pack: 12, Due: 20_780},
		},
		Moves: []Line{{From: store("S1", "Brack"), To: store("S2", "Selwick"), Product: oat, Units: 5, Due: 20_780}},
	}
}

// segments splits an interchange at its ends, which released signs are not.
func segments(s string) []string {
	s = strings.TrimPrefix(s, "UNA:+.? '")
	s = strings.ReplaceAll(s, "?'", "\x00")
	return strings.Split(strings.TrimSuffix(s, "'"), "'")
}

func TestEDIFACT(t *testing.T) {
	t.Parallel()
	files := strings.SplitAfter(string(evening().Write(EDIFACT, Whole)), "'UNA")
	if len(files) != 2 {
		t.Fatalf("%d interchanges, want one a supplier", len(files))
	}
	two := segments("UNA" + files[1])
	want := []string{
		"UNB+UNOC:3+Osmund+Dahl\x00s+261122:1530+7001", "UNH+1+ORDERS:D:01B:UN:EAN010", "BGM+220+PO-7-2+9", "DTM+137:20261122:102", "DTM+2:20261123:102",
		"NAD+BY+Osmund::92", "NAD+SU+Dahl\x00s::92", "NAD+DP+S2::92", "CUX+2:EUR:9", "LIN+1++04012345678901:SRV", "PIA+1+oat:IN", "QTY+21:36:PCE", "PRI+AAA:1.05",
		"LIN+2", "PIA+1+rye?+loaf:IN", "QTY+21:12:KGM", "UNS+S", "CNT+2:2", "UNT+18+1", "UNZ+1+7001",
	}
	if got := strings.Join(two, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

// A name is at most 35 characters, and a sign that is released is one of them.
func TestEDIFACT_NamesAreBounded(t *testing.T) {
	t.Parallel()
	p := evening()
	p.Chain = strings.Repeat("+", 40)
	if text := string(p.Write(EDIFACT, Whole)); !strings.Contains(text, "NAD+BY+"+strings.Repeat("?+", 35)+"::92'") {
		t.Errorf("got %s", text)
	}
}

// A unit is coded as each format codes it; one that neither knows is no piece.
func TestMeasures(t *testing.T) {
	t.Parallel()
	for unit, want := range map[string]measure{
		"": {"PCE", "EA"}, "EA": {"PCE", "EA"}, "KGM": {"KGM", "KG"}, "kg": {"KGM", "KG"}, "GRM": {"GRM", "GR"}, "LTR": {"LTR", "LT"}, "MTR": {"MTR", "MR"}, "LBR": {"LBR", "LB"},
		"bunch": {"ZZ", "ZZ"},
	} {
		if got := measureOf(&Line{Product: retail.Product{Unit: unit}}); got != want {
			t.Errorf("%q is %v, want %v", unit, got, want)
		}
	}
}

func TestX12(t *testing.T) {
	t.Parallel()
	text := string(evening().Write(X12, Whole))
	if text[105] != '~' || text[3] != '*' || text[104] != '>' {
		t.Errorf("ISA is not 106 bytes: %q", text[:110])
	}
	want := []string{"GS*PO*Osmund*Dahl's*20261122*1530*7001*X*004010", "ST*850*0001", "BEG*00*SA*PO-7-2**20261122", "CUR*BY*EUR", "DTM*002*20261123", "N1*ST**92*S2",
		"PO1*1*36*EA*1.05**EN*4012345678901*IN*oat", "PO1*2*12*KG***IN*rye+loaf", "CTT*2", "SE*9*0001", "GE*1*7001", "IEA*1*000007001"}
	if !strings.Contains(text, strings.Join(want, "~")+"~") {
		t.Errorf("got %s", strings.ReplaceAll(text, "~", "~\n"))
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	for part, want := range map[Part]int{Whole: 4, Orders: 4, Transfers: 2} {
		text := strings.TrimPrefix(string(evening().Write(CSV, part)), "\ufeff")
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(rows) != want {
			t.Errorf("%q: %d rows, %v", part, len(rows), err)
		}
		if strings.Contains(text, ",=Oat") {
			t.Error("a spreadsheet would compute the product's name")
		}
	}
	p := evening()
	p.Orders = nil
	if text := string(p.Write(CSV, Whole)); !strings.Contains(text, "transfer_no") || !strings.Contains(text, "TR-7-1,S1,S2,2026-11-22,1,04012345678901,oat") {
		t.Errorf("%s", text)
	}
}

func TestPDF(t *testing.T) {
	t.Parallel()
	p := evening()
	for i := range 100 {
		p.Moves = append(p.Moves, Line{From: p.Moves[0].From, To: p.Moves[0].To, Product: retail.Product{ID: retail.ProductID(fmt.Sprint("p", i)), Name: fmt.Sprint("Good ", i)}, Units: 3, Due: 20_780})
	}
	text := p.Write(PDF, Whole)
	if !bytes.HasPrefix(text, []byte("%PDF-1.4")) || !bytes.HasSuffix(text, []byte("%%EOF\n")) || bytes.Count(text, []byte("/Type /Page ")) != 3 {
		t.Errorf("%d pages", bytes.Count(text, []byte("/Type /Page ")))
	}
	for _, want := range []string{"(p99)", `Rye \(dark\) \326ko`, "TR-7-1   Brack > Selwick", "(5 EA)", "(12 KGM)"} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("%s does not stand on the paper", want)
		}
	}
	var start int
	if _, err := fmt.Sscanf(string(text[bytes.LastIndex(text, []byte("startxref")):]), "startxref\n%d", &start); err != nil || !bytes.HasPrefix(text[start:], []byte("xref\n")) {
		t.Errorf("startxref is %d, %v", start, err)
	}
	if !bytes.Equal(text, p.Write(PDF, Whole)) {
		t.Error("the same parcel is other bytes")
	}
}

func FuzzParcel(f *testing.F) {
	f.Add("Dahl", "oat", "Oat")
	f.Add("'+:?", "~*>", "(\\)")
	f.Fuzz(func(t *testing.T, supplier, id, name string) {
		p := evening()
		p.Orders = []Line{{Supplier: supplier, To: retail.Store{ID: retail.StoreID(id)}, Product: retail.Product{ID: retail.ProductID(id), Name: name}, Units: 1, Due: 20_000}}
		if got := len(segments(string(p.Write(EDIFACT, Whole)))); got != 16 && !strings.Contains(supplier+id, "?") {
			t.Errorf("%d segments", got)
		}
		if got := strings.Count(string(p.Write(X12, Whole)), "~"); got != 12 {
			t.Errorf("%d segments of X12", got)
		}
		p.Write(PDF, Whole)
		p.Write(CSV, Whole)
	})
}
