package dbtest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestSQLite(t *testing.T) { Run(t, onSQLite) }

func TestPostgres(t *testing.T) {
	postgres(t)
	Run(t, onPostgres)
}

func onSQLite(t *testing.T) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "a.db")
}

// postgres returns the address of the PostgreSQL server that tests may use.
func postgres(t *testing.T) string {
	t.Helper()
	address := os.Getenv("SARTOR_TEST_POSTGRES")
	if address == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("SARTOR_TEST_POSTGRES names no server: nothing on PostgreSQL was tested")
		}
		t.Skip("NOT TESTED ON POSTGRESQL: set SARTOR_TEST_POSTGRES=postgres://…")
	}
	return address
}

// onPostgres makes a database of its own and drops it when the test ends.
func onPostgres(t *testing.T) string {
	t.Helper()
	u, err := url.Parse(postgres(t))
	must(t, err)
	name := "sartor_" + strings.ToLower(rand.Text()[:12])
	administer(t, "create database "+name)
	t.Cleanup(func() { administer(t, "drop database if exists "+name+" with (force)") })
	u.Path = "/" + name
	return u.String()
}

// administer runs one statement on the server's own database.
func administer(t *testing.T, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, postgres(t))
	must(t, err)
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, text)
	must(t, err)
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
		postgres(t)
		test(t, onPostgres)
	})
}
