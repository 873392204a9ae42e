package rooms_test

import (
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/console"
	"sartor/internal/server/rooms"
	"sartor/internal/web"
)

// TestReceipts_All: a customer's file holds each of their receipts once, also those that
// their page does not show and beyond one page of reading.
func TestReceipts_All(t *testing.T) {
	t.Parallel()
	h := build(t)
	const more = 405 // beyond one reading
	var who string
	for range more {
		who = h.sell(`"customer":{"card":"2600000077778"}`).Customer
	}
	h.person("stf_boss", "boss", access.Owner)
	cookie, _ := h.as("stf_boss")
	cfg := rooms.Config(h.Chain, rooms.NewTally(h.Chain), rooms.Options{Version: "test"})
	cfg.Sessions = web.Keeper{Sessions: h.DB, Now: time.Now}
	r := httptest.NewRequest("GET", "/export/receipts.csv?customer="+who, nil)
	r.AddCookie(cookie)
	rec := httptest.NewRecorder()
	console.New(cfg).Handler().ServeHTTP(rec, r)
	rows, err := csv.NewReader(rec.Body).ReadAll()
	if rec.Code != http.StatusOK || err != nil || len(rows) != 1+more {
		t.Fatalf("%d: %d rows of %d receipts, %v", rec.Code, len(rows), more, err)
	}
	const receipt = 4 // its column
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		seen[row[receipt]] = true
	}
	if len(seen) != more {
		t.Errorf("%d receipts of %d", len(seen), more)
	}
}
