package dbtest

import (
	"path/filepath"
	"testing"

	"sartor/internal/db/engine/enginetest"
)

func TestSQLite(t *testing.T) { Run(t, onSQLite) }

func TestPostgres(t *testing.T) {
	enginetest.Server(t)
	Run(t, enginetest.Postgres)
}

func onSQLite(t *testing.T) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "a.db")
}

// engines runs a test on both engines.
func engines(t *testing.T, test func(t *testing.T, fresh Fresh)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, onSQLite)
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		enginetest.Server(t)
		test(t, enginetest.Postgres)
	})
}
