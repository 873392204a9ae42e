package table

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"sartor/internal/fault"
)

func TestRead_FromAStreamPlainAndGzip(t *testing.T) {
	const text = "note,at,customer\nx,2026-01-02,7\n"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	any := func(string) bool { return true }
	for _, in := range []string{text, packed.String()} {
		tab, err := Read("standard input", strings.NewReader(in), Columns("customer", "at", "amount?"), Hooks{Others: any})
		if err != nil {
			t.Fatal(err)
		}
		if !tab.Next(t.Context()) || string(tab.Text(0)) != "7" || tab.Place(0) != 3 || tab.Place(1) != 2 || tab.Place(2) != 0 || tab.Has(2) {
			t.Errorf("customer %q at place %d, day at %d, amount at %d", tab.Text(0), tab.Place(0), tab.Place(1), tab.Place(2))
		}
		if tab.Next(t.Context()) || tab.Err() != nil || tab.Close() != nil {
			t.Errorf("the end: %v", tab.Err())
		}
	}
	if _, err := Read("standard input", strings.NewReader(text), Columns("customer", "at"), Hooks{}); err == nil || !strings.Contains(err.Error(), "note") {
		t.Errorf("a column nobody knows: %v", err)
	}
}

func TestParseDay_IsTheDateAsWritten(t *testing.T) {
	want, _ := ParseDate([]byte("2026-11-22"))
	for _, s := range []string{"2026-11-22", " 2026-11-22 ", "2026-11-22T23:59:59-11:00", "2026-11-22 00:00", "2026-11-22T01:00:00.5+14:00", "2026-11-22t10:00:00Z"} {
		if day, ok := ParseDay([]byte(s)); !ok || day != want {
			t.Errorf("%q: %v %v", s, day, ok)
		}
	}
	for _, s := range []string{"", "NaN", "22.11.2026", "2026-11-31", "2026-11-22X10:00", "2026-11-22T25:00", "2026-11-22T10:00:00+99", "2026-11-22T"} {
		if day, ok := ParseDay([]byte(s)); ok {
			t.Errorf("%q is %v", s, day)
		}
	}
}

// A file that breaks off is read up to there, and the line is the one that is cut.
func TestRead_DamageIsNamedByItsLine(t *testing.T) {
	whole := "customer,at\na,2026-01-02\nb,2026-01-03\nc,2026-01-0"
	in := io.MultiReader(strings.NewReader(whole), iotest.ErrReader(io.ErrUnexpectedEOF))
	tab, err := Read("standard input", in, Columns("customer", "at"), Hooks{})
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for tab.Next(t.Context()) {
		rows++
	}
	if f, ok := errors.AsType[*fault.Error](tab.Err()); !ok || rows != 2 || f.Fields[0].Pointer != "line 4" {
		t.Errorf("%d rows, then %v; want 2 and line 4", rows, tab.Err())
	}
	in = io.MultiReader(strings.NewReader("customer,a"), iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := Read("standard input", in, Columns("customer"), Hooks{}); fault.CodeOf(err) != "damaged" {
		t.Errorf("a header that breaks off: %v", err)
	}
}

func TestRead_OtherSeparatorsAreHintedAt(t *testing.T) {
	others := func(string) bool { return true }
	for _, header := range []string{"customer;at", "customer\tat", "customer|at"} {
		if _, err := Read("standard input", strings.NewReader(header+"\n"), Columns("customer", "at"), Hooks{Others: others}); err == nil || !strings.Contains(fault.Plain(err), "separated by commas") {
			t.Errorf("%q: %v", header, err)
		}
	}
}
