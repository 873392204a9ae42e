// Command load puts load on Sartor and measures what docs/BENCHMARKS.md holds
// it to. It drives the product from outside, as tills and operators do: the
// built binary, HTTP on loopback, a database on disk. Every command is bounded
// in time and count, stops what it has started and prints one table. It refuses
// to guess: a figure it could not measure is an error.
//
//	go run ./internal/load fill  --dir DIR             a chain of a million customers on disk
//	go run ./internal/load close --dir DIR             tills, open loop
//	go run ./internal/load facts --dir DIR             POST /v1/receipts, folds caught up
//	go run ./internal/load import --file FILE          online-retail, end to end
//	go run ./internal/load learn --dir DIR             sartor learn
//	go run ./internal/load pages --dir DIR             the console: each page, and many people clicking
//	go run ./internal/load serve --dir DIR             resident size and time to ready
//	go run ./internal/load lifetime --dir DIR          sartor predict lifetime, file to file
//	go run ./internal/load size                        the binary, and the demo's times
//
// --db postgres://… measures PostgreSQL; the size of the chain in it lies in DIR.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"text/tabwriter"
	"time"

	"sartor/internal/load/chain"
	"sartor/internal/load/fill"
	"sartor/internal/retail"
)

func main() {
	runtime.GOMAXPROCS(2 * runtime.NumCPU()) // a goroutine that is kept waiting would be charged to the server
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// bench is one command with what all of them share.
type bench struct {
	flags *flag.FlagSet
	dir   string
	db    string
	addr  string
	token string
	out   *tabwriter.Writer
}

func run(ctx context.Context, args []string, out io.Writer) error {
	commands := map[string]func(*bench, context.Context, []string) error{
		"fill": (*bench).fill, "close": (*bench).close, "facts": (*bench).facts, "import": (*bench).imports,
		"learn": (*bench).learn, "pages": (*bench).pages, "serve": (*bench).serve, "size": (*bench).size, "lifetime": (*bench).lifetime,
	}
	if len(args) == 0 || commands[args[0]] == nil {
		return fmt.Errorf("name a command: fill, close, facts, import, learn, pages, serve, size or lifetime")
	}
	b := &bench{flags: flag.NewFlagSet(args[0], flag.ContinueOnError), out: tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)}
	b.flags.StringVar(&b.dir, "dir", "load", "folder of the database, the binary and what is written beside them")
	b.flags.StringVar(&b.db, "db", "", "sqlite:PATH or postgres://… (default: load.db in the folder)")
	b.flags.StringVar(&b.addr, "addr", "127.0.0.1:18170", "address the server under load listens on")
	if err := commands[args[0]](b, ctx, args[1:]); err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	return b.out.Flush()
}

// parse reads the flags and makes the folder.
func (b *bench) parse(args []string) error {
	if err := b.flags.Parse(args); err != nil {
		return err
	}
	if b.flags.NArg() > 0 {
		return fmt.Errorf("unexpected %q", b.flags.Arg(0))
	}
	dir, err := filepath.Abs(b.dir)
	if err != nil {
		return err
	}
	b.dir = dir
	if b.db == "" {
		b.db = "sqlite:" + filepath.Join(dir, "load.db")
	}
	return os.MkdirAll(dir, 0o700)
}

func (b *bench) sizeFile() string { return filepath.Join(b.dir, "load.json") }

// row prints a line of the table: what, the value, the limit it is held to.
func (b *bench) row(what, value, limit string) {
	fmt.Fprintf(b.out, "%s\t%s\t%s\n", what, value, limit)
}

func (b *bench) say(text string) {
	fmt.Fprintln(os.Stderr, time.Now().Format(time.TimeOnly), text)
}

// fill makes the database that the other commands work on.
func (b *bench) fill(ctx context.Context, args []string) error {
	size := chain.Default(retail.DayOf(time.Now(), time.UTC, 0) - 1)
	b.flags.IntVar(&size.Customers, "customers", size.Customers, "card holders")
	b.flags.IntVar(&size.Receipts, "receipts", size.Receipts, "past receipts of ten to twelve lines")
	b.flags.IntVar(&size.Vouchers, "vouchers", size.Vouchers, "past vouchers, at most one a receipt")
	b.flags.IntVar(&size.Promotions, "promotions", size.Promotions, "live promotions")
	b.flags.IntVar(&size.Stores, "stores", size.Stores, "stores")
	if err := b.parse(args); err != nil {
		return err
	}
	if size.Vouchers > size.Receipts || size.Receipts < chain.Days || size.Customers < 1 || size.Stores < 1 {
		return fmt.Errorf("a chain needs a customer, a store, a receipt a day and no more vouchers than receipts")
	}
	start := time.Now()
	job := fill.Job{URL: b.db, Chain: chain.New(size), Say: b.say}
	if err := job.Run(ctx); err != nil {
		return err
	}
	if err := size.Save(b.sizeFile()); err != nil {
		return err
	}
	b.row("rows written", time.Since(start).Round(time.Second).String(), "")
	b.say("learning")
	p, err := b.sartor(ctx, "learn", "--db", b.db)
	if err != nil {
		return err
	}
	b.row("learned", p.wall.Round(time.Second).String()+", "+p.peak(), "")
	b.row("filled", time.Since(start).Round(time.Second).String(), "≤ 12 min")
	return nil
}
