package upkeep

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sartor/internal/db/engine/enginetest"

	"sartor/internal/fault"
	"sartor/internal/server"
)

// The same statements look after both engines.
func TestUpkeep_OnPostgres(t *testing.T) {
	t.Parallel()
	address := enginetest.Postgres(t)
	s := newShopIn(t, openWith(t, server.Options{URL: address, KeyFile: filepath.Join(t.TempDir(), "sartor.key")}))
	all, sound, err := Verify(t.Context(), s.Chain)
	check(t, err)
	if !sound {
		t.Fatalf("a chain that nobody touched: %v", names(all))
	}
	if symptoms, well := Examine(t.Context(), Patient{Chain: s.Chain, URL: s.URL}); !well {
		t.Errorf("not well: %+v", symptoms)
	}
	dir := backedUp(t, s)
	if _, err := os.Stat(filepath.Join(dir, backupDB)); err == nil {
		t.Error("a backup on PostgreSQL has rows; pg_dump takes them")
	}
	out, err := Restore{From: dir, URL: address}.Run(t.Context())
	if err != nil || out.Vouchers == 0 {
		t.Errorf("finishing a restore: %+v, %v", out.Manifest, err)
	}
	if _, err := (Restore{From: dir, URL: "sqlite:" + filepath.Join(t.TempDir(), "x.db")}).Run(t.Context()); fault.CodeOf(err) != "other_engine" {
		t.Errorf("got %v, want other_engine", err)
	}
	for _, c := range []struct{ name, statement string }{
		{"totals", "update budget set contingency = contingency - 1"},
		{"counts", "update budget set redeemed = redeemed + 1"},
		{"vouchers", "update voucher set reserve = reserve + 1 where state = 'issued'"},
		{"redemptions", "update redemption set state = 'returned'"},
		{"receipts", "delete from receipt_key where receipt = 'R0003'"},
		{"identifiers", "delete from identifier"},
		{"erased", "delete from erasure"},
		{"segments", "update segment_size set value = value + 1"},
		{"folds", "insert into fold (name, epoch, seq) values ('demand', 9000000000000, 1) on conflict (name) do update set epoch = excluded.epoch"},
		{"consent", "delete from profile; insert into profile select customer, bucket, 0, 1, '' from customer; update customer set consent = 1"},
	} {
		enginetest.Run(t, address, c.statement)
		all, _, err := Verify(t.Context(), s.Chain)
		check(t, err)
		if !slices.Contains(names(all), c.name) {
			t.Errorf("%s: verify names %v, want %s among them", c.statement, names(all), c.name)
		}
	}
}
