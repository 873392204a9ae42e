package wire

import (
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

const contracted = `{"receipt":"S012-T03-20261122-000481","store":"S012","till":"T03","at":"2026-11-22T17:41:09+01:00","currency":"EUR",` +
	`"customer":{"card":"2600000012348"},"lines":[{"product":"5901234123457","quantity":1,"amount":249,"discount":0}],` +
	`"vouchers":["Q6P5-RW53-V60T"],"deadline_ms":800,"print":{"format":"escpos","columns":42,"cut":true}}`

func TestReceipt_Quantities(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]retail.Quantity{
		"1": 1000, "0": 0, "-1": -1000, "999999": 999_999_000, "1000000": 1_000_000_000, "0.25": 250, "1.2345": 1235, "-0.0005": -1, "1e2": 100_000, "null": 0,
	} {
		call, err := Receipt([]byte(strings.Replace(contracted, `"quantity":1`, `"quantity":`+text, 1)), access.Principal{})
		if err != nil || call.Receipt.Lines[0].Quantity != want {
			t.Errorf("%s: got %+v, %v, want %d", text, call.Receipt.Lines, err, want)
		}
	}
	for _, text := range []string{`"1"`, `true`, `[1]`, `{}`, `1e400`, `99999999999999999999`} {
		_, err := Receipt([]byte(strings.Replace(contracted, `"quantity":1`, `"quantity":`+text, 1)), access.Principal{})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "/lines/0/quantity") {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

func TestReceipt_NamesUnknownFields(t *testing.T) {
	t.Parallel()
	call, err := Receipt([]byte(`{"a":1,"lines":[{"b":{"c":[]}},{"b":2}],"print":{"~/":0}}`), access.Principal{})
	if got := strings.Join(call.Warnings, " "); err != nil || got != "unknown_field:/a unknown_field:/print/~0~1 unknown_field:/lines/0/b unknown_field:/lines/1/b" {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestDecode_NamesTheUnknownField(t *testing.T) {
	t.Parallel()
	type body struct {
		Name  string `json:"name"`
		Parts []struct {
			N int `json:"n"`
		} `json:"parts"`
	}
	for text, want := range map[string]string{
		`{"nmae":"x"}`:         "unknown_field /nmae",
		`{"parts":[{"m":1}]}`:  "unknown_field /parts/0/m",
		`{"Name":"x"}`:         "unknown_field /Name",
		`{"parts":{"n":1}}`:    "validation /parts",
		`{"parts":[{"n":.1}]}`: "malformed /parts/0/n",
		`{"name":"x"`:          "malformed ",
		` `:                    "malformed ",
	} {
		out, err := Decode[body]([]byte(text))
		if got := fault.CodeOf(err) + " " + firstPointer(err); got != want || out.Name != "" {
			t.Errorf("%s: got %s (%v), want %s", text, got, err, want)
		}
	}
}

func firstPointer(err error) string {
	if e, ok := err.(*fault.Error); ok && len(e.Fields) > 0 { //nolint:errorlint // made here, not wrapped
		return e.Fields[0].Pointer
	}
	return ""
}

func FuzzReceipt(f *testing.F) {
	f.Add([]byte(contracted))
	f.Add([]byte(`{"lines":[{"quantity":1e400,"x":{}}],"customer":{"y":[]},"ext":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		call, err := Receipt(b, access.Principal{})
		if err != nil && !fault.Is(err, fault.Malformed) && !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", b, err)
		}
		if len(call.Warnings) > MostWarnings+1 {
			t.Errorf("%d warnings", len(call.Warnings))
		}
	})
}

func BenchmarkReceipt_12Lines(b *testing.B) {
	line := `{"product":"5901234123457","quantity":1,"amount":249,"discount":0}`
	body := []byte(strings.Replace(contracted, line, strings.Repeat(line+",", 11)+line, 1))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Receipt(body, access.Principal{}); err != nil {
			b.Fatal(err)
		}
	}
}
