package local_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"sartor/internal/db"
	"sartor/internal/db/engine/enginetest"
	"sartor/internal/promotion"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/local"
)

// within is how long this waits for a published version to reach the other node,
// which looks every two seconds, on a machine that others load.
const within = time.Minute

// TestPublish_IsAtTheTillsOfAnotherNode: two servers on one PostgreSQL; what is
// published, withdrawn and undone on one is so for tills of the other.
func TestPublish_IsAtTheTillsOfAnotherNode(t *testing.T) {
	t.Parallel()
	url, key := enginetest.Postgres(t), filepath.Join(t.TempDir(), "sartor.key")
	node := func() *server.Chain {
		c, err := server.Open(t.Context(), server.Options{URL: url, KeyFile: key, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		})
		return c
	}
	here := node()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(here.DB.PutStores(t.Context(), []retail.Store{{ID: "S1", Zone: "Etc/UTC", Currency: "EUR"}}))
	_, err := here.DB.PutPromotion(t.Context(), db.Edit{Actor: "test", At: 1, Promotion: promotion.Promotion{
		ID: "prm_x", Name: map[string]string{"en": "X"}, Reward: promotion.Reward{Kind: promotion.Amount, Amount: 50}, Target: promotion.Target{Kind: promotion.TargetAnyone},
		Starts: 20_000, Ends: 21_000, Budget: promotion.Budget{Amount: 10_000, Currency: "EUR", ReserveShare: 1}, Stacking: promotion.StackAll, VoucherDays: 14, State: promotion.Live,
		Frame: &promotion.Frame{Discount: promotion.Range{Freedom: promotion.Free}, Split: promotion.Split{Rule: promotion.SplitEqual}},
	}})
	check(err)
	check(here.Refresh(t.Context()))
	there := node()
	there.Background(context.WithoutCancel(t.Context()))
	at := local.At{Promotion: "prm_x", Store: "S1"}
	desk := local.New(local.Chain{DB: here.DB, Sight: here.Sight, Refresh: here.Refresh, Clock: here.Clock})
	amount := retail.Minor(70)
	_, err = desk.Take(t.Context(), local.Ask{At: at, Number: local.AnyNumber, Do: promotion.Save, Changes: promotion.Changes{Amount: &amount}, Actor: "ada"})
	check(err)
	for _, c := range []struct {
		do   promotion.Do
		live int // promotions that the tills of the other node know
	}{{promotion.Publish, 2}, {promotion.Withdraw, 1}, {promotion.Undo, 2}} {
		_, err := desk.Take(t.Context(), local.Ask{At: at, Number: local.AnyNumber, Do: c.do, Actor: "ada"})
		check(err)
		until := time.After(within)
		for there.Sight().Book.Len() != c.live {
			select {
			case <-until:
				t.Fatalf("%s: after %s the other node knows %d promotions, want %d", c.do, within, there.Sight().Book.Len(), c.live)
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
}
