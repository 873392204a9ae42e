package httpapi

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/fault"
	"sartor/internal/retail"
)

func ndjson(body string) request {
	q := post("/v1/receipts", body)
	q.header = map[string]string{"Content-Type": "application/x-ndjson"}
	return q
}

// numbered receipts, one a line.
func receiptLines(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(sale("S012-T03-20261122-000481", fmt.Sprint("R", i)) + "\n")
	}
	return b.String()
}

func TestFacts_Single(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		status     int
		must       []string
	}{
		{"accepted", sale("", ""), 200, []string{`{"accepted":1,"duplicates":0,"refused":[],"refused_total":0,"warnings":[]}`}},
		{"does not hold", sale(`"quantity":1`, `"quantity":0`), 200, []string{`"accepted":0`, `"index":0,"code":"quantity","detail":"/lines/0/quantity`, `"refused_total":1`}},
		{"wrong kind", sale(`249`, `"249"`), 200, []string{`"code":"validation"`, "/lines/0/amount"}},
		{"another store", sale(`"S012"`, `"S013"`), 200, []string{`"code":"wrong_store"`}},
		{"no store", sale(`"store":"S012",`, ``), 200, []string{`"code":"validation"`, "/store is missing"}},
		{"unknown field", sale(`"till"`, `"x":1,"till"`), 200, []string{`"accepted":1`, `"unknown_field:/0/x"`}},
		{"cannot be read", `{"receipt"`, 400, []string{"malformed"}},
		{"many without their type", receiptLines(2), 400, []string{"malformed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			expect(t, newRig(t).do(t, post("/v1/receipts", c.body)), c.status, c.must, nil)
		})
	}
}

func TestFacts_BadOnesAreRefusedAlone(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	g.refuse["R2"] = fault.New(fault.Conflict, "receipt_conflict", "R2 stands with other content")
	g.refuse["R3"] = fmt.Errorf("disk /var is full")
	body := receiptLines(4) + "\n  \nnot json\n" + sale(`249`, `2.5`) + "\n" + receiptLines(1) + sale(`EUR`, `USD`)
	w := g.do(t, ndjson(body))
	expect(t, w, 200, []string{
		`"accepted":2`, `"duplicates":1`, `"refused_total":5`, `{"index":2,"code":"receipt_conflict"`, `{"index":3,"code":"internal","detail":"could not be stored; send it again"}`,
		`{"index":4,"code":"malformed"`, `{"index":5,"code":"validation","detail":"/lines/0/amount`, `{"index":7,"code":"validation","detail":"/currency`,
	}, []string{"/var"})
}

func TestFacts_Bounds(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	expect(t, g.do(t, ndjson(receiptLines(mostReceipts))), 200, []string{`"accepted":5000`}, nil)
	if len(g.batches) != (mostReceipts+chunk-1)/chunk || slices.Max(g.batches) != chunk {
		t.Errorf("handed on in %v", g.batches)
	}
	g = newRig(t)
	expect(t, g.do(t, ndjson(receiptLines(mostReceipts+1))), 413, []string{"at most 5000 receipts"}, nil)
	if len(g.stood) != mostReceipts {
		t.Errorf("%d kept before the limit", len(g.stood))
	}
	blank := strings.Repeat(" ", 1<<20)
	g = newRig(t)
	expect(t, g.do(t, ndjson(strings.Repeat(blank, 8)+"\n")), 413, []string{"too_large"}, nil)
	expect(t, g.do(t, ndjson(receiptLines(1)+strings.Repeat(blank, 7))), 200, []string{`"accepted":1`}, nil)
	q := ndjson(zip(t, receiptLines(1)+strings.Repeat(blank, 64)))
	q.header["Content-Encoding"] = "gzip"
	expect(t, g.do(t, q), 413, []string{"too_large"}, nil)
	expect(t, g.do(t, ndjson(strings.Repeat("x\n", 150))), 200, []string{`"refused_total":150`, `{"index":99,`}, []string{`{"index":100,`})
	expect(t, g.do(t, ndjson("")), 200, []string{`"accepted":0`}, nil)
}

func TestFacts_TheStoreIsDown(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	g.failing = fault.New(fault.Unavailable, "busy", "try again")
	w := g.do(t, ndjson(receiptLines(3)))
	expect(t, w, 503, []string{`"code":"busy"`}, nil)
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

// What had arrived before the connection broke is kept, whole receipts only.
func TestFacts_KeptWhenTheConnectionBreaks(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	ended := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(ended)
		g.Handler().ServeHTTP(w, r)
	}))
	defer srv.Close()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	body := receiptLines(300) + `{"receipt":"half`
	fmt.Fprintf(conn, "POST /v1/receipts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/x-ndjson\r\nContent-Length: %d\r\n\r\n", g.token[access.Till], len(body)+1000)
	if _, err := io.WriteString(conn, body); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	<-ended
	if len(g.stood) != 300 {
		t.Errorf("%d kept, want 300", len(g.stood))
	}
}

func TestFacts_ASourceOfOneStore(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	q := ndjson(receiptLines(1) + sale(`"S012"`, `"S013"`))
	q.as = access.Source
	expect(t, g.do(t, q), 200, []string{`"accepted":2`}, nil)
	g.token[access.Source] = g.issue(t, access.Principal{Role: access.Source, Stores: []retail.StoreID{"S013"}})
	expect(t, g.do(t, q), 200, []string{`"duplicates":1`, `"refused_total":1`, "wrong_store"}, nil)
}
