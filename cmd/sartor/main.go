// Command sartor lets a chain of stores know every customer and give each
// exactly what they need: one binary with server, importer, learner and demo.
//
// This package only wires: flags, files, the lock of an embedded database, and
// the parts below internal/ joined together, a file per subcommand.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	cwd, err := os.Getwd()
	if err != nil {
		cwd = "."
	}
	code := run(ctx, os.Args[1:], world{
		getenv: os.Getenv, cwd: cwd, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, open: openExclusive,
	})
	stop()
	os.Exit(code)
}
