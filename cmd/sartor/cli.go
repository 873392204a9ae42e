package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"sartor/internal/fault"
	"sartor/internal/server"
	"sartor/internal/server/relay"
)

// Exit codes (CONTRACTS.md 1).
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// world is what a command may touch outside of its flags.
type world struct {
	getenv func(string) string
	names  []string // of the variables that begin with envPrefix
	cwd    string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	// open gives the database: this process's own, or the server's when the
	// command runs inside it.
	open func(ctx context.Context, o server.Options) (*server.Chain, func() error, error)
	// inside says that this process owns the file: nothing is to be forwarded.
	inside bool
}

// path makes a path of the command line absolute from the caller's folder.
func (w world) path(p string) string {
	if p == "" || p == "-" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(w.cwd, p)
}

// url makes the path of an embedded database absolute.
func (w world) url(url string) string {
	if p, ok := strings.CutPrefix(url, "sqlite:"); ok {
		return "sqlite:" + w.path(p)
	}
	return url
}

func (w world) note(format string, args ...any) { fmt.Fprintf(w.stderr, format+"\n", args...) }

// options say which chain a command works on.
func (w world) options(f dbFlag) server.Options {
	return server.Options{URL: w.url(f.DB), KeyFile: w.path(f.KeyFile)}
}

// standing opens a database that is there already: a command that looks at one,
// or copies it, does not make an empty one of a mistyped path.
func (w world) standing(ctx context.Context, f dbFlag) (*server.Chain, func() error, error) {
	o := w.options(f)
	if path := server.SQLitePath(o.URL); path != "" {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return nil, nil, fault.New(fault.NotFound, "no_database", "there is no database at %s: give its place with --db", path)
		}
	}
	return w.open(ctx, o)
}

// dbFlag is the database of a command.
type dbFlag struct {
	DB      string `name:"db" default:"sqlite:sartor.db" placeholder:"URL" help:"Database: sqlite:PATH or postgres://…"`
	KeyFile string `placeholder:"FILE" help:"Key that wraps the chain's keys (default: beside the database, or sartor.key)."`
}

func (f dbFlag) database() string { return f.DB }

// jsonFlag asks for machine-readable results.
type jsonFlag struct {
	JSON bool `name:"json" help:"Print results as JSON."`
}

// databaseCommand is a command that works on a database: on a file that a
// server owns it runs inside that server.
type databaseCommand interface{ database() string }

type cli struct {
	Config kong.ConfigFlag `name:"config" placeholder:"FILE" help:"Configuration file (YAML: flag names as keys)."`

	Serve      serveCmd      `cmd:"" help:"Run the server: API, console and background jobs in one process."`
	Demo       demoCmd       `cmd:"" help:"Run a working chain, simulated or on your data, with the console on it."`
	Import     importCmd     `cmd:"" help:"Import receipts, products, stores and customers from files."`
	Learn      learnCmd      `cmd:"" help:"Learn from the receipts and publish a snapshot when it is not worse."`
	Predict    predictCmd    `cmd:"" help:"Predictions from file to file: no database, no server."`
	Backtest   backtestCmd   `cmd:"" help:"Compare all ways to foretell on the chain's own history."`
	Promotion  promotionCmd  `cmd:"" help:"Validate or apply promotions from YAML files."`
	Token      tokenCmd      `cmd:"" help:"API tokens."`
	User       userCmd       `cmd:"" help:"People who sign in to the console."`
	TillCheck  tillCheckCmd  `cmd:"" help:"Play a till through the whole contract of a server and say what is wrong."`
	Migrate    migrateCmd    `cmd:"" help:"Bring the schema up to date and say what was done."`
	Doctor     doctorCmd     `cmd:"" help:"Look at everything the chain needs to run, and say what to do."`
	Rebuild    rebuildCmd    `cmd:"" help:"Fold the journal anew and compare with what stood."`
	Backup     backupCmd     `cmd:"" help:"Copy the chain into a folder while it runs."`
	Restore    restoreCmd    `cmd:"" help:"Bring a backup back, once it has proven itself."`
	Export     exportCmd     `cmd:"" help:"Write receipts, consenting customers, vouchers and promotions as CSV."`
	Verify     verifyCmd     `cmd:"" help:"Check every invariant of the ledger and of storage."`
	ConfigCmd  configCmd     `cmd:"" name:"config" help:"Explain the configuration."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
	Completion completionCmd `cmd:"" help:"Print a completion script for bash, zsh or fish."`
}

// exitPanic carries kong's exit through its callers.
type exitPanic int

// run parses and runs one command and returns its exit code.
func run(ctx context.Context, args []string, w world) (code int) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(exitPanic)
			if !ok {
				panic(r)
			}
			code = int(e)
		}
	}()
	var c cli
	parser, err := newParser(&c, w)
	if err != nil {
		w.note("sartor: %v", err)
		return exitUsage
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	kctx, err := parser.Parse(args)
	if err == nil {
		err = unknownVariables(kctx, w.names)
	}
	if err != nil {
		w.note("sartor: %v\nRun \"%s --help\".", err, reached(err))
		return exitUsage
	}
	return exitOf(w, dispatch(ctx, kctx, w, args))
}

// reached is the command that was understood before a mistake.
func reached(err error) string {
	out := "sartor"
	parse, ok := errors.AsType[*kong.ParseError](err)
	if !ok || parse.Context == nil {
		return out
	}
	for _, p := range parse.Context.Path {
		if n := p.Command; n != nil {
			out = n.FullPath()
		}
	}
	return out
}

// counted says a number of things.
func counted[T int | int64](n T, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// dispatch runs the command here, or inside the server that owns its file.
func dispatch(ctx context.Context, kctx *kong.Context, w world, args []string) error {
	target, _ := kctx.Selected().Target.Addr().Interface().(databaseCommand)
	if _, serves := target.(interface{ owns() }); target != nil && !serves && !w.inside {
		o := relay.Order{Args: args, Cwd: w.cwd, Env: environment()}
		if name := variableOf(kctx); name != "" {
			o.Env[name] = w.getenv(name)
		}
		if r, ok := target.(interface{ readsStdin() bool }); ok && r.readsStdin() {
			var err error
			if o.In, err = relay.ReadStdin(w.stdin); err != nil {
				return err
			}
			w.stdin = bytes.NewReader(o.In)
		}
		if done, err := relayed(ctx, w, server.SQLitePath(w.url(target.database())), o); done || err != nil {
			return err
		}
	}
	kctx.BindTo(ctx, (*context.Context)(nil))
	return kctx.Run(w)
}

// variableOf is the environment variable that a command was told to read beside
// its settings; empty for none.
func variableOf(kctx *kong.Context) string {
	if c, ok := kctx.Selected().Target.Addr().Interface().(interface{ variable() string }); ok {
		return c.variable()
	}
	return ""
}

// exitOf prints a failure and names its exit code.
func exitOf(w world, err error) int {
	if err == nil {
		return exitDone
	}
	if code, ok := errors.AsType[exitError](err); ok {
		return int(code)
	}
	if errors.Is(err, context.Canceled) {
		w.note("sartor: stopped")
		return exitFailed
	}
	w.note("sartor: %s", fault.Plain(err))
	if fault.Is(err, fault.Malformed) || fault.CodeOf(err) == "usage" {
		return exitUsage
	}
	return exitFailed
}

// exitError ends a command that has already said what there was to say.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// relayed runs the command inside the server that owns the file, if one does.
func relayed(ctx context.Context, w world, path string, o relay.Order) (done bool, err error) {
	if path == "" {
		return false, nil
	}
	code, done, err := relay.Ask(ctx, path, o, relay.Streams{Out: w.stdout, Err: w.stderr})
	if err == nil && code != exitDone {
		err = exitError(code)
	}
	return done, err
}

// takeCommands runs commands of other processes on the open chain.
func takeCommands(ctx context.Context, chain *server.Chain) (stop func(), err error) {
	return relay.Take(ctx, chain, func(ctx context.Context, o relay.Order, out relay.Streams) int {
		return run(ctx, o.Args, world{
			getenv: func(k string) string { return o.Env[k] }, cwd: o.Cwd, stdin: bytes.NewReader(o.In), stdout: out.Out, stderr: out.Err, inside: true,
			open: func(_ context.Context, o server.Options) (*server.Chain, func() error, error) {
				return chain, func() error { return nil }, chain.Lend(o.URL)
			},
		})
	})
}

// envPrefix begins the environment variables a command may read.
const envPrefix = "SARTOR_"

func environment() map[string]string {
	out := map[string]string{}
	for _, kv := range os.Environ() {
		if name, value, ok := strings.Cut(kv, "="); ok && strings.HasPrefix(name, envPrefix) {
			out[name] = value
		}
	}
	return out
}
