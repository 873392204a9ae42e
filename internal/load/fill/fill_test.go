package fill

import (
	"log/slog"
	"path/filepath"
	"testing"

	"sartor/internal/db/engine/enginetest"

	"sartor/internal/load/chain"
	"sartor/internal/server"
	"sartor/internal/server/upkeep"
)

func small() chain.Size {
	return chain.Size{Seed: 3, Stores: 20, Products: 2_000, Customers: 400, Receipts: 4_000, Vouchers: 1_500, Promotions: 300, Last: 20_000}
}

// What was written in bulk is a database like any other: every invariant holds,
// and the folds are what a rebuild makes.
func TestFill_IsADatabaseLikeAnyOther(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "load.db") },
		"postgres": enginetest.Postgres,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verified(t, address(t))
		})
	}
}

func verified(t *testing.T, address string) {
	t.Helper()
	job := Job{URL: address, Chain: chain.New(small()), Say: func(string) {}}
	if err := job.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := job.Run(t.Context()); err == nil {
		t.Error("a database that is not empty was filled again")
	}
	c, err := server.Open(t.Context(), server.Options{URL: address, KeyFile: filepath.Join(t.TempDir(), "key"), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }() // only read
	declared := c.Sight().Chain.Consent
	folded, err := c.DB.CompareFolds(t.Context(), declared)
	if err != nil || !folded.Same() || folded.Profiles == 0 || folded.Days == 0 {
		t.Errorf("a rebuild finds %+v, %v", folded, err)
	}
	checks, sound, err := upkeep.Verify(t.Context(), c)
	if err != nil || !sound {
		t.Errorf("not sound: %v", err)
	}
	for _, k := range checks {
		if !k.Holds {
			t.Errorf("%s: %+v", k.Name, k.Findings)
		}
	}
}
