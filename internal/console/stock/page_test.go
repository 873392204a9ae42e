package stock

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sartor/internal/console/phrase"
	"sartor/internal/console/shell"
	"sartor/internal/console/view"
	"sartor/internal/retail"
)

// TestAnswer_SaysOnlyWhatThereIs: no plan is announced with moves, orders or haulage
// that it does not have.
func TestAnswer_SaysOnlyWhatThereIs(t *testing.T) {
	t.Parallel()
	around := shell.Around{Assets: shell.LoadAssets(), Scene: func() view.Scene { return view.Scene{Zone: time.UTC} }, Now: func() time.Time { return time.Date(2026, 10, 15, 14, 32, 0, 0, time.UTC) }}
	for _, c := range []struct {
		open, moves int64
		haulage     float64
		store       bool
		want        string
	}{
		{116, 0, 0, false, "With 116 orders tonight 16 Oct’s shelves go from 90.0 % to 95.0 %."},
		{1, 1, 4200, false, "With 1 move tonight 16 Oct’s shelves go from 90.0 % to 95.0 %, for €42.00 of haulage."},
		{14, 5, 4200, false, "With 9 orders and 5 moves tonight 16 Oct’s shelves go from 90.0 % to 95.0 %, for €42.00 of haulage."},
		{3, 0, 0, true, "Brackwater: 3 orders to decide."},
	} {
		call := around.Answer(httptest.NewRecorder(), httptest.NewRequest("GET", "/stock?lang=en", nil))
		half := Range{Low: .9, Mid: .9, High: .9}
		v := &Evening{Made: true, Chain: !c.store, Currency: "EUR", Open: c.open, OpenMove: c.moves, Orders: int(c.open - c.moves), Moves: int(c.moves), Haulage: c.haulage,
			Stores: []Place{{ID: "S1", Name: "Brackwater"}}, Days: []Day{{Day: retail.Day(2026, 10, 16), Without: half, With: Range{Low: .94, Mid: .95, High: .96}}}}
		b := builder{Call: call, v: v, w: call.F.W.Stock}
		var said strings.Builder
		for _, part := range b.answer() {
			said.WriteString(part.Text)
		}
		if got := strings.ReplaceAll(said.String(), phrase.NBSP, " "); got != c.want {
			t.Errorf("%d open, %d of them moves: %q, want %q", c.open, c.moves, got, c.want)
		}
		for _, r := range b.limits().Rows {
			if note := strings.ReplaceAll(r.Note, phrase.NBSP, " "); note == "" && r.Name == call.F.W.Stock.Haulage && c.haulage == 0 || strings.HasPrefix(note, "0 ") || strings.Contains(note, " 0 moves") {
				t.Errorf("%d open: the plan takes %s, %q", c.open, r.Name, note)
			}
		}
	}
}
