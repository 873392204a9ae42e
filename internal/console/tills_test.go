package console

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"sartor/internal/access"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

// listen opens the stream as a role and returns its lines.
func (w *workshop) listen(role access.Role) *bufio.Scanner {
	w.t.Helper()
	srv := w.serve()
	cookie, _ := w.as(role)
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, srv.URL+"/today/tills", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.AddCookie(cookie)
	r.Header.Set("Accept-Encoding", "gzip") // asked for, and still not compressed
	res, err := srv.Client().Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = res.Body.Close() })
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("Content-Encoding") != "" {
		w.t.Fatalf("got %d %v", res.StatusCode, res.Header)
	}
	w.untilRead(w.t.Context())
	return bufio.NewScanner(res.Body)
}

// event reads up to the end of the next event with data.
func event(t *testing.T, lines *bufio.Scanner) string {
	t.Helper()
	var out strings.Builder
	for lines.Scan() {
		out.WriteString(lines.Text() + "\n")
		if lines.Text() == "" && strings.Contains(out.String(), "data:") {
			return out.String()
		}
	}
	t.Fatalf("the stream ended: %v after %q", lines.Err(), out.String())
	return ""
}

func TestTills_RowsArriveTogetherNewestFirst(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	lines := w.listen(access.Owner)
	for i := range int64(30) { // more than the list holds, within one second
		w.tick.Publish(view.Tick{Seq: 200 + i, At: now(), Store: storeBra, StoreName: hostile, Kind: view.TickPrinted, Product: hostile, Code: codeOne, Currency: "EUR"})
	}
	got := event(t, lines)
	if n := strings.Count(got, "<li"); n > tickerRows || n == 0 {
		t.Errorf("%d rows", n)
	}
	first, last := strings.Index(got, `data-seq="229"`), strings.Index(got, `data-seq="228"`)
	if !strings.Contains(got, "event: rows\n") || first < 0 || first > last || strings.Contains(got, "<script>alert") || !strings.Contains(got, "/vouchers/"+codeOne) {
		t.Errorf("got %s", got)
	}
}

func TestTills_ScopeAndRights(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	lines := w.listen(access.Manager) // of Brackwater
	w.tick.Publish(view.Tick{Seq: 1, At: now(), Store: storeCor, StoreName: "Corvale", Kind: view.TickSilent})
	w.tick.Publish(view.Tick{Seq: 2, At: now(), Store: storeBra, StoreName: "Brackwater", Kind: view.TickSilent})
	if got := event(t, lines); strings.Contains(got, "Corvale") || !strings.Contains(got, "Brackwater") {
		t.Errorf("a manager reads %s", got)
	}
	planner := newWorkshop(t)
	lines = planner.listen(access.Planner)
	planner.tick.Publish(view.Tick{Seq: 3, At: now(), Store: storeBra, StoreName: "Brackwater", Kind: view.TickPrinted, Code: codeOne})
	if got := event(t, lines); strings.Contains(got, codeOne) {
		t.Errorf("a planner follows no vouchers: %s", got)
	}
	w.page(access.Analyst, "/today/tills", 404)
}

func TestTills_EndsWhenTheServerStops(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	lines := w.listen(access.Owner)
	w.tick.Close()
	for lines.Scan() {
		if strings.Contains(lines.Text(), "data:") {
			t.Errorf("got %s", lines.Text())
		}
	}
	if w.tick.Readers() != 0 {
		t.Error("somebody still listens")
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
