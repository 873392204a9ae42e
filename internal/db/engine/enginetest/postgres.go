// Package enginetest gives tests a PostgreSQL database of their own, on the
// server that SARTOR_TEST_POSTGRES names. Without one a test is skipped loudly;
// under CI=true it fails, so that nobody takes a skipped suite for a green one.
package enginetest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server returns the address of the server that tests may use.
func Server(t *testing.T) string {
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

// Postgres makes an empty database, drops it when the test ends, and returns its
// address.
func Postgres(t *testing.T) string {
	t.Helper()
	u, err := url.Parse(Server(t))
	if err != nil {
		t.Fatal(err)
	}
	name := "sartor_" + strings.ToLower(rand.Text()[:12])
	Administer(t, "create database "+name)
	t.Cleanup(func() { Administer(t, "drop database if exists "+name+" with (force)") })
	u.Path = "/" + name
	return u.String()
}

// Administer runs one statement on the server's own database.
func Administer(t *testing.T, statement string) {
	t.Helper()
	Run(t, Server(t), statement)
}

// Run runs one statement on the database of an address.
func Run(t *testing.T, address, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }() // the statement was answered
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}
