package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"

	"sartor/internal/walkthrough"
)

// asCommand makes this test binary the program itself, so that a document's
// commands run as a reader types them.
const asCommand = "TEST_BINARY_IS_THE_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

// command puts a command named sartor into a folder and returns the folder.
func command(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\n%s=1 exec %q \"$@\"\n", asCommand, self)
	if err := os.WriteFile(filepath.Join(dir, "sartor"), []byte(script), 0o700); err != nil { //nolint:gosec // a command is executable
		t.Fatal(err)
	}
	return dir
}

// freeAddress is where nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// serving starts the server where the reader does, in another terminal, and
// ends it with the shell.
const serving = `serving() {
  sartor serve --addr %[1]s --db sqlite:chain.db 2> serve.log &
  trap "kill $!" EXIT
  until curl -s -o /dev/null http://%[1]s/readyz; do kill -0 $! && sleep .1; done
}
`

// TestReadme_TheSessionShowsWhatItPromises: import, promotions, and a till's
// quote, close, retry, redeem and void are typed as they stand, against a server
// on the database just made, and answer what stands below them.
func TestReadme_TheSessionShowsWhatItPromises(t *testing.T) {
	t.Parallel()
	dir, address := command(t), freeAddress(t)
	ready := filepath.Join(dir, "serving.sh")
	if err := os.WriteFile(ready, fmt.Appendf(nil, serving, address), 0o600); err != nil {
		t.Fatal(err)
	}
	readme := walkthrough.Read(t, "../../README.md", "127.0.0.1:8080", address, "TOKEN=$(sartor", "serving; TOKEN=$(sartor")
	if compared := readme.Walk(t, "PATH="+dir+":"+os.Getenv("PATH"), "BASH_ENV="+ready); compared < 6 {
		t.Errorf("only %d answers were compared: the test looks at the wrong place", compared)
	}
}
