package server

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sartor/internal/db"
	"sartor/internal/promotion"
	"sartor/internal/retail"
)

// A snapshot that this node cannot read, such as one of a newer version, must
// not keep it from seeing that a promotion was paused: neither at once nor when
// the snapshot can be read again.
func TestSights_APauseActsWhateverElseFails(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	var log bytes.Buffer
	c, err := Open(ctx, Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "a.db"), Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	p := promotion.Promotion{
		ID: "prm_any", Name: map[string]string{"en": "Thanks"}, Reward: promotion.Reward{Kind: promotion.Amount, Amount: 50},
		Target: promotion.Target{Kind: promotion.TargetAnyone}, Starts: retail.Day(2026, 11, 1), Ends: retail.Day(2026, 12, 31),
		Budget: promotion.Budget{Amount: 1000, Currency: "EUR", ReserveShare: 1}, Stacking: promotion.StackOther, VoucherDays: 14,
		State: promotion.Live,
	}
	put := func(p promotion.Promotion) promotion.Promotion {
		row, err := c.DB.PutPromotion(ctx, db.Edit{Promotion: p, Actor: "test", At: retail.MicrosOf(time.Now())})
		if err != nil {
			t.Fatal(err)
		}
		return row.Promotion
	}
	live := put(p)
	if err := c.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	broken := db.SnapshotRow{ID: 7, Created: 7, State: "standing", Report: "{", Body: []byte("not a snapshot")}
	if err := c.DB.PutSnapshot(ctx, broken, 0); err != nil {
		t.Fatal(err)
	}
	live.State = promotion.Paused
	put(live)
	if err := c.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "the standing snapshot cannot be read") {
		t.Errorf("the log says %q; want that the snapshot cannot be read", log.String())
	}
	terms, ok := c.Sight().Terms(1, 1)
	if !ok || !terms.Paused || c.Sight().Book.Len() != 0 {
		t.Errorf("the tills see terms %+v and %d live promotions; want it paused and none", terms, c.Sight().Book.Len())
	}
}
