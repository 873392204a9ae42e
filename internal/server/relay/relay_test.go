package relay

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sartor/internal/server"
)

// The path of a database may be longer than a socket's may be; the folder made
// for the socket then goes with the server.
func TestTake_ALongPathLeavesNothingBehind(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	dir := filepath.Join(t.TempDir(), strings.Repeat("d", 100))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	chain, err := server.Open(t.Context(), server.Options{URL: "sqlite:" + filepath.Join(dir, "a.db")})
	if err != nil {
		t.Fatal(err)
	}
	stop, err := Take(t.Context(), chain, func(context.Context, Order, Streams) int { return 0 })
	if err != nil {
		t.Fatal(err)
	}
	if made, err := os.ReadDir(temp); err != nil || len(made) != 1 {
		t.Errorf("%d folders were made for the socket, %v; want one", len(made), err)
	}
	stop()
	if err := chain.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}
