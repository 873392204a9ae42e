package console

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/live"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

// listen opens the stream as a role and returns its lines; header is name and
// value in turn.
func (w *workshop) listen(role access.Role, path string, header ...string) *bufio.Scanner {
	w.t.Helper()
	srv := w.serve()
	cookie, _ := w.as(role)
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, srv.URL+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.AddCookie(cookie)
	r.Header.Set("Accept-Encoding", "gzip") // asked for, and still not compressed
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := srv.Client().Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = res.Body.Close() })
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("Content-Encoding") != "" {
		w.t.Fatalf("got %d %v", res.StatusCode, res.Header)
	}
	return bufio.NewScanner(res.Body)
}

// event reads up to the end of the next event of a name.
func event(t *testing.T, lines *bufio.Scanner, name string) string {
	t.Helper()
	var out strings.Builder
	for lines.Scan() {
		out.WriteString(lines.Text() + "\n")
		if lines.Text() != "" {
			continue
		}
		if strings.Contains(out.String(), "event: "+name+"\n") {
			return out.String()
		}
		out.Reset()
	}
	t.Fatalf("the stream ended: %v after %q", lines.Err(), out.String())
	return ""
}

func (w *workshop) publish(ticks ...view.Tick) {
	for _, t := range ticks {
		t.At = now()
		w.tick.Publish(t)
	}
}

func printed(seq int64) view.Tick {
	return view.Tick{Seq: seq, Store: storeBra, StoreName: hostile, Kind: view.TickPrinted, Product: hostile, Code: codeOne, Currency: "EUR"}
}

// TestStream_GoesOn opens a page, breaks the line and comes again: what came
// meanwhile is there at once, newest first, no more than the list holds; what
// the page had already seen does not come again.
func TestStream_GoesOn(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.publish(printed(100))
	page := w.page(access.Owner, "/today", 200)
	at := strings.Split(strings.Split(page, "/today/tills?after=")[1], `"`)[0]
	for i := range int64(30) { // more than the list holds
		w.publish(printed(200 + i))
	}
	got := event(t, w.listen(access.Owner, "/today/tills?after="+at), "rows")
	first, second := strings.Index(got, `data-seq="229"`), strings.Index(got, `data-seq="228"`)
	if n := strings.Count(got, "<li"); n != live.MostRows || first < 0 || first > second || strings.Contains(got, `data-seq="100"`) {
		t.Errorf("%d rows: %s", n, got)
	}
	if strings.Contains(got, "<script>alert") || !strings.Contains(got, "/vouchers/"+codeOne) {
		t.Errorf("got %s", got)
	}
	id := strings.Split(strings.Split(got, "id: ")[1], "\n")[0]
	w.publish(printed(300))
	got = event(t, w.listen(access.Owner, "/today/tills?after="+at, "Last-Event-ID", id), "rows")
	if strings.Count(got, "<li") != 1 || !strings.Contains(got, `data-seq="300"`) {
		t.Errorf("after %s: %s", id, got)
	}
}

// TestStream_OneRowASecond publishes more than anybody could read: each look
// brings the newest alone.
func TestStream_OneRowASecond(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	lines := w.listen(access.Owner, "/today/tills?after="+w.tick.Newest())
	event(t, lines, "figures") // the first look is over
	for seq := range int64(2) {
		w.publish(printed(10*seq+1), printed(10*seq+2))
		got := event(t, lines, "rows")
		if strings.Count(got, "<li") != 1 || !strings.Contains(got, `data-seq="`+strconv.FormatInt(10*seq+2, 10)+`"`) {
			t.Errorf("got %s", got)
		}
	}
}

// TestStream_FiguresAsThePageWritesThem compares what the stream sends with what
// the page shows, in both languages, and sends nothing twice.
func TestStream_FiguresAsThePageWritesThem(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "de"} {
		w := newWorkshop(t)
		page := w.ask(access.Owner, "/today", "Accept-Language", lang).Body.String()
		got := event(t, w.listen(access.Owner, "/today/tills", "Accept-Language", lang), "figures")
		var now map[string]string
		if err := json.Unmarshal([]byte(strings.Split(strings.Split(got, "data: ")[1], "\n")[0]), &now); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{live.Sold, live.SoldNote, live.Out, live.OutNote, live.Back, live.BackNote, live.Rate, "feed"} {
			if !strings.Contains(page, `data-live="`+key+`">`+now[key]+"<") || now[key] == "" {
				t.Errorf("%s: the stream says %q, the page does not", key, now[key])
			}
		}
		if !strings.Contains(page, `class="`+now["feed-class"]+`"`) {
			t.Errorf("the feed is %q", now["feed-class"])
		}
	}
}

func TestStream_ScopeAndRights(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.publish(view.Tick{Seq: 1, Store: storeBra, StoreName: "Brackwater", Kind: view.TickSilent}, view.Tick{Seq: 2, Store: storeCor, StoreName: "Corvale", Kind: view.TickSilent})
	lines := w.listen(access.Manager, "/today/tills") // of Brackwater
	if got := event(t, lines, "rows"); strings.Contains(got, "Corvale") || !strings.Contains(got, "Brackwater") {
		t.Errorf("a manager reads %s", got)
	}
	if scope := w.fake.figured.Load(); scope == nil && event(t, lines, "figures") == "" || w.fake.figured.Load().Allows(storeCor) {
		t.Error("a manager's figures are of the own store")
	}
	w.publish(printed(3))
	if got := event(t, w.listen(access.Planner, "/today/tills"), "rows"); strings.Contains(got, codeOne) {
		t.Errorf("a planner follows no vouchers: %s", got)
	}
	w.page(access.Analyst, "/today/tills", 404)
}

// TestStream_SlowReadersHoldUpNobody opens hundreds of pages of which many never
// read: whoever reads gets what came.
func TestStream_SlowReadersHoldUpNobody(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	srv := w.serve()
	const pages, asleep = 500, 100
	w.publish(printed(1))
	rows := make(chan string, pages)
	for i := range pages {
		conn, err := net.Dial("tcp", srv.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		cookie, _ := w.as(access.Owner) // a session each
		if _, err := fmt.Fprintf(conn, "GET /today/tills HTTP/1.1\r\nHost: x\r\nCookie: %s\r\n\r\n", cookie); err != nil {
			t.Fatal(err)
		}
		if i < asleep {
			continue
		}
		go func() {
			for lines := bufio.NewScanner(conn); lines.Scan(); {
				if strings.Contains(lines.Text(), "data-seq") {
					rows <- lines.Text()
					return
				}
			}
			rows <- ""
		}()
	}
	for i := range pages - asleep {
		select {
		case got := <-rows:
			if !strings.Contains(got, `data-seq="1"`) {
				t.Fatalf("page %d got %q", i, got)
			}
		case <-t.Context().Done():
			t.Fatalf("only %d pages got the row", i)
		}
	}
	if n := w.tick.Readers(); n != pages {
		t.Errorf("%d pages are open", n)
	}
}

func TestStream_EndsWhenTheServerStops(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.publish(printed(1))
	lines := w.listen(access.Owner, "/today/tills")
	event(t, lines, "rows")
	w.tick.Close()
	for lines.Scan() {
		if strings.Contains(lines.Text(), "event: rows") {
			t.Errorf("got %s", lines.Text())
		}
	}
	lines = w.listen(access.Owner, "/today/tills")
	if !lines.Scan() || lines.Text() != "retry: 30000" {
		t.Errorf("without a place: %q", lines.Text())
	}
}

func TestScope_NoStoresIsNothing(t *testing.T) {
	t.Parallel()
	nobody := shell.ScopeOf(access.Principal{Role: access.Manager})
	if nobody.Allows(storeBra) || nobody.All {
		t.Error("a manager of no store sees no store")
	}
	if !shell.ScopeOf(access.Principal{Role: access.Planner}).Allows(storeBra) {
		t.Error("a planner sees all stores")
	}
	if shell.ScopeOf(access.Principal{Role: access.Planner, Stores: []retail.StoreID{storeCor}}).Allows(storeBra) {
		t.Error("somebody of one store sees one store")
	}
}
