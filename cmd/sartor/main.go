// Command sartor lets a chain of stores know every customer and give each
// exactly what they need: one binary with server, importer, learner and demo.
//
// This package only wires: flags, files, the lock of an embedded database, and
// the parts below internal/ joined together, a file per subcommand.
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"maps"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"sartor/internal/server"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends at once
	cwd, err := os.Getwd()
	if err != nil {
		cwd = "."
	}
	code := run(ctx, os.Args[1:], world{
		getenv: os.Getenv, names: slices.Sorted(maps.Keys(environment())), cwd: cwd, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, open: openExclusive,
	})
	stop()
	os.Exit(code)
}

// openExclusive opens a database for this process alone.
func openExclusive(ctx context.Context, o server.Options) (*server.Chain, func() error, error) {
	o.Log = slog.New(slog.DiscardHandler)
	chain, err := server.Open(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	return chain, chain.Close, nil
}

// randomHex returns n random bytes in hexadecimal digits.
func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}
