package httpapi

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/httpapi/gate"
	"sartor/internal/httpapi/wire"
	"sartor/internal/paper"
	"sartor/internal/retail"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
)

// sale is the contract's close, with one part replaced.
func sale(old, now string) string {
	const s = `{"receipt":"S012-T03-20261122-000481","store":"S012","till":"T03","at":"2026-11-22T17:41:09+01:00","currency":"EUR",` +
		`"customer":{"card":"2600000012348"},"lines":[{"product":"5901234123457","quantity":1,"amount":249,"discount":0}],` +
		`"vouchers":["Q6P5-RW53-V60T"],"deadline_ms":800,"print":{"format":"escpos","columns":42,"cut":true}}`
	if old != "" && !strings.Contains(s, old) {
		panic(old + " is not in the sale")
	}
	return strings.Replace(s, old, now, 1)
}

func post(path, body string) request {
	return request{as: access.Till, method: "POST", path: path, body: body}
}

var errDisk = errors.New("disk /var/lib/sartor is full")

func TestTill_Close(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		fail       error
		status     int
		must, not  []string
		calls      int
	}{
		{name: "as in the contract", body: sale("", ""), status: 200, calls: 1},
		{name: "anonymous", body: sale(`{"card":"2600000012348"}`, `null`), status: 200, calls: 1},
		{name: "no lists at all", body: `{"receipt":"R","store":"S012","at":"2026-11-22T17:41:09+01:00","currency":"EUR"}`, status: 200, calls: 1},
		{name: "broken JSON", body: `{"receipt":`, status: 400, must: []string{`"code":"malformed"`, "ends too early"}},
		{name: "a wrong value, then no JSON", body: `[`, status: 400, must: []string{`"code":"malformed"`}},
		{name: "text as amount in broken JSON", body: strings.TrimSuffix(sale(`249`, `"249"`), "}"), status: 400, must: []string{`"code":"malformed"`}},
		{name: "no JSON", body: `receipt=R1`, status: 400, must: []string{"byte 0"}},
		{name: "nothing", body: ``, status: 400, must: []string{"body is empty"}},
		{name: "two values", body: sale("", "") + `{}`, status: 400},
		{name: "a field twice", body: sale(`"store"`, `"till":"T9","store"`), status: 400, must: []string{"stands twice", `"pointer":"/till"`}},
		{name: "not UTF-8", body: sale("T03\"", "T\xff\""), status: 400},
		{name: "half a surrogate", body: sale("T03\"", `T\ud800"`), status: 400},
		{name: "a list", body: `[` + sale("", "") + `]`, status: 422, must: []string{"must be an object, not a list"}},
		{name: "text as amount", body: sale(`249`, `"249"`), status: 422, must: []string{`"pointer":"/lines/0/amount"`, "whole number", "not text"}},
		{name: "major units", body: sale(`249`, `2.49`), status: 422, must: []string{`"pointer":"/lines/0/amount"`, "249 for 2.49"}},
		{name: "amount beyond int64", body: sale(`249`, `99999999999999999999`), status: 422, must: []string{`"pointer":"/lines/0/amount"`}},
		{name: "quantity as text", body: sale(`"quantity":1`, `"quantity":"1"`), status: 422, must: []string{`"pointer":"/lines/0/quantity"`, "0.25"}},
		{name: "card as number", body: sale(`"2600000012348"`, `2600000012348`), status: 422, must: []string{`"pointer":"/customer/card"`, "must be text"}},
		{name: "time without offset", body: sale(`09+01:00`, `09`), status: 422, must: []string{`"pointer":"/at"`, "offset"}},
		{name: "no time", body: sale(`"at":"2026-11-22T17:41:09+01:00",`, ``), status: 422, must: []string{`"pointer":"/at"`}, calls: 1},
		{name: "5 minutes ahead", body: sale(`17:41:09`, `17:47:09`), status: 200, calls: 1},
		{name: "more than 5 minutes ahead", body: sale(`17:41:09`, `17:47:10`), status: 422, must: []string{`"code":"future"`}, calls: 1},
		{name: "quantity 0", body: sale(`"quantity":1`, `"quantity":0`), status: 422, must: []string{`"code":"quantity"`, "/lines/0/quantity"}, calls: 1},
		{name: "sign unlike the amount's", body: sale(`"quantity":1`, `"quantity":-1`), status: 422, must: []string{`"code":"quantity"`}, calls: 1},
		{name: "negative discount", body: sale(`"discount":0`, `"discount":-1`), status: 422, must: []string{"/lines/0/discount"}, calls: 1},
		{name: "other currency", body: sale(`EUR`, `GBP`), status: 422, must: []string{`"pointer":"/currency"`}, calls: 1},
		{name: "negative deadline", body: sale(`800`, `-1`), status: 422, must: []string{"/deadline_ms"}},
		{name: "a printer nobody has", body: sale(`escpos`, `fax`), status: 422, must: []string{"/print/format"}},
		{name: "paper nobody has", body: sale(`42`, `43`), status: 422, must: []string{"/print/columns"}},
		{name: "token of another store", body: sale(`"S012"`, `"S013"`), status: 403, must: []string{`"code":"wrong_store"`}},
		{name: "no store", body: `{}`, status: 422, must: []string{`"pointer":"/store"`, "/store is missing"}, not: []string{"other stores"}},
		{name: "store nobody knows is another store too", body: sale(`"S012"`, `"S999"`), status: 403},
		{name: "ext too large", body: sale(`"deadline_ms"`, `"ext":{"a":"`+strings.Repeat("x", 2048)+`"},"deadline_ms"`), status: 422, must: []string{"/ext"}, calls: 1},
		{name: "10,001 lines", body: manyLines(10_001), status: 413, must: []string{`"code":"too_large"`}, calls: 1},
		{name: "conflict", body: sale("", ""), fail: fault.New(fault.Conflict, "receipt_conflict", "other content"), status: 409, must: []string{"receipt_conflict"}, calls: 1},
		{name: "expired", body: sale("", ""), fail: fault.New(fault.Gone, "answer_expired", "gone"), status: 410, must: []string{"answer_expired"}, calls: 1},
		{name: "our fault shows nothing", body: sale("", ""), fail: fault.At("db.Sell", errDisk), status: 500, not: []string{"disk", "/var", "db.Sell"}, calls: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := newRig(t)
			g.failing = c.fail
			w := g.do(t, post("/v1/till/close", c.body))
			expect(t, w, c.status, c.must, c.not)
			if got := len(g.done()); got != c.calls {
				t.Errorf("%d operations ran, want %d: %v", got, c.calls, g.done())
			}
			if c.status == 200 && !bytes.Equal(w.Body.Bytes(), g.replied.Body) {
				t.Errorf("not byte for byte what the desk said: %q", w.Body)
			}
		})
	}
}

func manyLines(n int) string {
	line := `{"product":"P","quantity":1,"amount":1}`
	return sale(`{"product":"5901234123457","quantity":1,"amount":249,"discount":0}`, strings.Repeat(line+",", n-1)+line)
}

func TestTill_EveryPartOfACloseArrives(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	body := `{"receipt":"R1","store":"S012","till":"T03","at":"2026-11-22T17:41:09.25+01:00","currency":"EUR",
 "customer":{"id":"cus_1","email":"e@x","phone":"+49","account":"77","card":"26"},
 "lines":[{"product":"A","quantity":-0.25,"amount":-99,"discount":3,"return_of":"R0","return_line":2},{"product":"B","quantity":1.5e1,"amount":0},{"product":"C","quantity":0.3455,"amount":7}],
 "vouchers":["q6p5rw53v60t","2912345678905"],"deadline_ms":250,"offline":true,"unanswered":true,"training":true,"suspended":true,
 "print":{"format":"text","columns":32,"cut":true,"qr":true,"numeric":true},"ext":{"lane": 4}}`
	expect(t, g.do(t, post("/v1/till/close", body)), 200, nil, nil)
	got := g.till[0]
	want := till.Call{
		Receipt: touchpoint.Receipt{
			ID: "R1", Store: "S012", Till: "T03", At: retail.MicrosOf(time.Date(2026, 11, 22, 16, 41, 9, 250e6, time.UTC)), Currency: "EUR",
			Customer: touchpoint.Customer{ID: "cus_1", Identifiers: []retail.Identifier{{Kind: retail.Card, Value: "26"}, {Kind: retail.Account, Value: "77"}, {Kind: retail.Phone, Value: "+49"}, {Kind: retail.Email, Value: "e@x"}}},
			Lines:    []touchpoint.Line{{Product: "A", Quantity: -250, Amount: -99, Discount: 3, ReturnOf: "R0", ReturnLine: 2}, {Product: "B", Quantity: 15_000}, {Product: "C", Quantity: 346, Amount: 7}},
			Vouchers: []string{"q6p5rw53v60t", "2912345678905"}, Ext: []byte(`{"lane": 4}`),
			State: touchpoint.Offline | touchpoint.Unanswered | touchpoint.Training | touchpoint.Suspended,
		},
		Wait: 250 * time.Millisecond, Actor: access.Principal{ID: "tok_till", Role: access.Till, Stores: []retail.StoreID{"S012"}},
		Print: &paper.Printer{Format: paper.Text, Columns: 32, Cut: true, QR: true, Numeric: true},
	}
	if fmt.Sprintf("%+v", got.Receipt) != fmt.Sprintf("%+v", want.Receipt) {
		t.Errorf("receipt:\n got %+v\nwant %+v", got.Receipt, want.Receipt)
	}
	if got.Wait != want.Wait || *got.Print != *want.Print || fmt.Sprint(got.Actor) != fmt.Sprint(want.Actor) || len(got.Warnings) != 0 {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestTill_DeadlineBothSides(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]time.Duration{
		sale(`"deadline_ms":800,`, ``): 0, sale(`800`, `null`): 0, sale(`800`, `0`): time.Nanosecond,
		sale(`800`, `1`): time.Millisecond, sale(`800`, `9223372036854775807`): time.Minute,
	} {
		g := newRig(t)
		expect(t, g.do(t, post("/v1/till/close", body)), 200, nil, nil)
		if got := g.till[0].Wait; got != want {
			t.Errorf("%s: waits %v, want %v", body[250:], got, want)
		}
	}
}

func TestTill_UnknownFieldsAreNamedCountedAndIgnored(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	body := sale(`"discount":0`, `"discount":0,"vat":{"deep":[1]},"a/b~c":1`)
	body = strings.Replace(body, `{"card"`, `{"loyalty":null,"card"`, 1)
	body = strings.Replace(body, `"cut":true`, `"cut":true,"dpi":203`, 1)
	body = strings.Replace(body, `{"receipt"`, `{"cashier":"Ms X","receipt"`, 1)
	expect(t, g.do(t, post("/v1/till/close", body)), 200, nil, nil)
	want := []string{"unknown_field:/cashier", "unknown_field:/customer/loyalty", "unknown_field:/print/dpi", "unknown_field:/lines/0/vat", "unknown_field:/lines/0/a~1b~0c"}
	if got := g.till[0].Warnings; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := g.UnknownFields(); len(got) != 1 || got[0] != (TillCount{Store: "S012", Till: "T03", Fields: 5}) {
		t.Errorf("counted %+v", got)
	}
	many := sale(`"discount":0`, `"x":0`+strings.Repeat(`,"`+strings.Repeat("y", 100)+`%d":0`, 30))
	for i := range 30 {
		many = strings.Replace(many, "%d", fmt.Sprint(i), 1)
	}
	expect(t, g.do(t, post("/v1/till/close", many)), 200, nil, nil)
	if got := g.till[1].Warnings; len(got) != wire.MostWarnings+1 || got[wire.MostWarnings] != "unknown_fields:11 more" || len(got[1]) > 100 {
		t.Errorf("got %d warnings: %q", len(got), got)
	}
}

func TestTill_Bounds(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	pad := func(n int) string {
		s := sale(`"deadline_ms"`, `"ignored":"","deadline_ms"`)
		return strings.Replace(s, `"ignored":""`, `"ignored":"`+strings.Repeat("x", n-len(s))+`"`, 1)
	}
	expect(t, g.do(t, post("/v1/till/close", pad(mostClose))), 200, nil, nil)
	expect(t, g.do(t, post("/v1/till/close", pad(mostClose+1))), 413, []string{"too_large"}, nil)
	chunked := httptest.NewRequest("POST", "/v1/till/close", io.MultiReader(strings.NewReader(pad(mostClose+1))))
	chunked.Header.Set("Authorization", "Bearer "+g.token[access.Till])
	w := httptest.NewRecorder()
	g.Handler().ServeHTTP(w, chunked)
	expect(t, w, 413, []string{"too_large"}, nil)
	expect(t, g.do(t, post("/v1/till/close", manyLines(10_000))), 200, nil, nil)
	deep := sale(`"deadline_ms"`, `"x":`+strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000)+`,"deadline_ms"`)
	expect(t, g.do(t, post("/v1/till/close", deep)), 400, nil, nil)
	if got := g.lanes.InFlight(); got[gate.Large] != 0 || got[gate.Tills] != 0 {
		t.Errorf("places still held: %v", got)
	}
}

func TestTill_Gzip(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	send := func(packed string, want int) {
		t.Helper()
		q := post("/v1/till/close", packed)
		q.header = map[string]string{"Content-Encoding": "gzip"}
		expect(t, g.do(t, q), want, nil, nil)
	}
	send(zip(t, sale("", "")), 200)
	send(zip(t, strings.Repeat(" ", mostClose+1-len(sale("", "")))+sale("", "")), 413)
	bomb := zip(t, strings.Repeat(" ", 64<<20))
	send(bomb, 413)
	send(zip(t, sale("", ""))[:40], 400)
	send("not gzip", 400)
	q := post("/v1/till/close", "x")
	q.header = map[string]string{"Content-Encoding": "br"}
	expect(t, g.do(t, q), 415, []string{"gzip"}, nil)
}

func zip(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, s); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A till that sends half a body and falls silent is answered and let go.
func TestTill_SlowBody(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	g.bodies.Time = 30 * time.Millisecond
	srv := httptest.NewServer(g.Handler())
	defer srv.Close()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /v1/till/close HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 500\r\n\r\n{\"receipt\":", g.token[access.Till])
	answer, err := io.ReadAll(conn)
	if err != nil && !errors.Is(err, os.ErrClosed) {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(answer), "HTTP/1.1 408 ") || !strings.Contains(string(answer), `"code":"too_slow"`) {
		t.Errorf("got %s", answer)
	}
	if len(g.done()) != 0 {
		t.Errorf("ran %v", g.done())
	}
}

func TestTill_Replayed(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	if h := g.do(t, post("/v1/till/close", sale("", ""))).Header(); h.Get("Idempotent-Replayed") != "" || h.Get("Cache-Control") != "no-store" {
		t.Errorf("a first answer: %v", h)
	}
	g.replied.Replayed = true
	if h := g.do(t, post("/v1/till/close", sale("", ""))).Header(); h.Get("Idempotent-Replayed") != "true" {
		t.Errorf("a replay: %v", h)
	}
}

func TestTill_QuoteNeedsNoReceipt(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	expect(t, g.do(t, post("/v1/till/quote", sale(`"receipt":"S012-T03-20261122-000481",`, ""))), 200, nil, nil)
	expect(t, g.do(t, post("/v1/till/quote", sale(`"quantity":1`, `"quantity":0`))), 422, nil, nil)
}

func TestTill_BoundToItsTill(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	g.token[access.Till] = g.issue(t, access.Principal{Role: access.Till, Stores: []retail.StoreID{"S012"}, Till: "T03"})
	expect(t, g.do(t, post("/v1/till/close", sale("", ""))), 200, nil, nil)
	expect(t, g.do(t, post("/v1/till/close", sale("T03\"", "T04\""))), 403, []string{"wrong_till"}, nil)
	g.token[access.Till] = g.issue(t, access.Principal{Role: access.Till})
	expect(t, g.do(t, post("/v1/till/close", sale(`"S012"`, `"S013"`))), 200, nil, nil)
	expect(t, g.do(t, post("/v1/till/close", sale(`"S012"`, `"S999"`))), 422, []string{"/store"}, nil)
}

func TestTill_AckAndVoid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, path, body string
		await            bool // Void finds no receipt
		status           int
		must             []string
		ran              string
	}{
		{"printed", "/v1/till/close/ack", `{"receipt":"R1","printed":true}`, false, 200, []string{`"receipt":"R1"`, `"vouchers_voided":[]`, `"warnings":[]`}, "printed"},
		{"not printed", "/v1/till/close/ack", `{"receipt":"R1","printed":false,"x":1}`, false, 200, []string{`"7K2M-9QXA-41TD"`, "unknown_field:/x"}, "not printed"},
		{"ack says nothing", "/v1/till/close/ack", `{"receipt":"R1"}`, false, 422, []string{`"/printed"`}, ""},
		{"ack of nothing", "/v1/till/close/ack", `{"printed":true}`, false, 422, []string{`"/receipt"`}, ""},
		{"ack of text", "/v1/till/close/ack", `{"receipt":"R1","printed":"yes"}`, false, 422, []string{"true or false"}, ""},
		{"ack elsewhere", "/v1/till/close/ack", `{"receipt":"ELSEWHERE","printed":true}`, false, 403, []string{"wrong_store"}, ""},
		{"ack too large", "/v1/till/close/ack", `{"receipt":"` + strings.Repeat("R", mostSmall) + `"}`, false, 413, nil, ""},
		{"void", "/v1/till/void", `{"receipt":"R1","reason":"card declined","at":"2026-11-22T17:42:00+01:00"}`, false, 200, []string{`"vouchers_kept":[]`, `"redemptions_returned":[]`}, "void"},
		{"void before its receipt", "/v1/till/void", `{"receipt":"R1"}`, true, 202, []string{`"receipt":"R1"`}, "void"},
		{"void elsewhere", "/v1/till/void", `{"receipt":"ELSEWHERE"}`, false, 403, nil, ""},
		{"void of nothing", "/v1/till/void", `{}`, false, 422, nil, ""},
		{"void in the future", "/v1/till/void", `{"receipt":"R1","at":"2026-11-22T18:42:00+01:00"}`, false, 422, []string{`"code":"future"`}, ""},
		{"void with a novel", "/v1/till/void", `{"receipt":"R1","reason":"` + strings.Repeat("x", 201) + `"}`, false, 422, []string{"/reason"}, ""},
		{"void with an escape", "/v1/till/void", `{"receipt":"R1\u001b@"}`, false, 422, []string{"/receipt"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := newRig(t)
			g.known = !c.await
			expect(t, g.do(t, post(c.path, c.body)), c.status, c.must, nil)
			ran := slices.DeleteFunc(g.done(), func(s string) bool { return s == "store of" })
			if strings.Join(ran, ",") != c.ran {
				t.Errorf("ran %v, want %s", ran, c.ran)
			}
		})
	}
}

func TestLane_FullIs503AndTillsGoOn(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	var leave []func()
	for {
		out, err := g.lanes.Enter(gate.Desks)
		if err != nil {
			break
		}
		leave = append(leave, out)
	}
	get := request{as: access.Owner, method: "GET", path: "/v1/stores"}
	w := g.do(t, get)
	expect(t, w, 503, []string{`"code":"overloaded"`}, nil)
	if w.Header().Get("Retry-After") != "1" {
		t.Errorf("Retry-After %q", w.Header().Get("Retry-After"))
	}
	expect(t, g.do(t, post("/v1/till/close", sale("", ""))), 200, nil, nil)
	expect(t, g.do(t, request{method: "GET", path: "/healthz"}), 200, nil, nil)
	leave[0]()
	expect(t, g.do(t, get), 200, nil, nil)
	if got := g.lanes.InFlight()[gate.Desks]; got != int64(len(leave)-1) {
		t.Errorf("%d places held, want %d", got, len(leave)-1)
	}
}
