package rooms_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/web"
)

// openPages opens so many pages of signed-in staff, each following the tills,
// and returns when each has got its first event.
func (h *house) openPages(keeper web.Keeper, n int) {
	h.t.Helper()
	got := make(chan bool, n)
	who := access.Principal{ID: "stf_owner", Name: "Mara Olsen", Role: access.Owner}
	for range n {
		rec := httptest.NewRecorder()
		if _, err := keeper.Start(rec, httptest.NewRequest("POST", "/sign-in", nil), who); err != nil {
			h.t.Fatal(err)
		}
		conn, err := net.Dial("tcp", h.pages.Listener.Addr().String())
		if err != nil {
			h.t.Fatal(err)
		}
		h.t.Cleanup(func() { _ = conn.Close() })
		if _, err := fmt.Fprintf(conn, "GET /today/tills HTTP/1.1\r\nHost: x\r\nCookie: %s\r\n\r\n", rec.Result().Cookies()[0]); err != nil {
			h.t.Fatal(err)
		}
		go func() {
			first := true
			for lines := bufio.NewScanner(conn); lines.Scan(); {
				if first && strings.HasPrefix(lines.Text(), "event: figures") {
					first = false
					got <- true
				}
			}
		}()
	}
	for i := range n {
		select {
		case <-got:
		case <-h.t.Context().Done():
			h.t.Fatalf("only %d pages follow", i)
		}
	}
}

// cpu is the time this process has computed so far.
func cpu(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestPages_HundredsCostTheTillsLittle closes receipts with no page open and with
// five hundred: what the closes compute beyond is what the pages take by
// themselves, and that is bounded.
func TestPages_HundredsCostTheTillsLittle(t *testing.T) {
	if testing.Short() {
		return // measures computing time, which the race detector multiplies
	}
	h := build(t)
	const pages, closes = 500, 150
	measure := func() (computed, took time.Duration) {
		from, began := cpu(t), time.Now()
		for range closes {
			h.sell(`"customer":{"card":"2600000099991"}`)
		}
		return cpu(t) - from, time.Since(began)
	}
	measure() // warm
	alone, _ := measure()
	h.openPages(web.Keeper{Sessions: h.DB, Now: time.Now}, pages)
	with, took := measure()
	const each = 500 * time.Microsecond // of a page, a second: a core for two thousand
	if most := 2*alone + time.Duration(float64(pages)*took.Seconds()*float64(each)); with > most {
		t.Errorf("%d closes compute for %s beside %d pages in %s, for %s alone; at most %s", closes, with, pages, took, alone, most)
	}
	t.Logf("%d closes: %s of computing alone, %s beside %d pages within %s", closes, alone, with, pages, took)
}
