package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/foresee"
	"sartor/internal/server/rollout"
	"sartor/internal/server/rooms"
	"sartor/internal/server/tonight"
	"sartor/internal/server/where"
	"sartor/internal/simulate/demo"
)

type demoCmd struct {
	jsonFlag
	Addr      string  `default:"127.0.0.1:8080" help:"Address to listen on; loopback only."`
	Preset    string  `default:"grocery" enum:"grocery,apparel,diy" help:"Kind of chain: grocery, apparel, diy (do-it-yourself)."`
	Customers int     `default:"10000" help:"Card holders."`
	Stores    int     `default:"12" help:"Stores, at most 48."`
	Days      int     `default:"200" help:"Days of history, ending yesterday."`
	Seed      uint64  `default:"20261122" help:"Equal seeds make equal chains."`
	Dir       string  `placeholder:"DIR" help:"Keep the demo's database here (default: a new temporary folder)."`
	Data      string  `placeholder:"FORMAT:PATH" help:"Real data instead of the simulated chain, such as online-retail:FILE."`
	Margin    float64 `default:"0.3" help:"With --data: margin assumed where the data give no cost, as a share of the price."`
	Paused    bool    `help:"Keep the simulated tills quiet."`
	Pace      float64 `default:"20" help:"Simulated seconds a second at the live tills."`
}

// Help shows examples.
func (demoCmd) Help() string {
	return `Examples:
  sartor demo
  sartor demo --customers 2000 --days 120 --paused --json
  sartor demo --preset apparel --days 800
  sartor demo --data online-retail:online_retail.csv.gz`
}

// demoRun is one run of it.
type demoRun struct {
	*demoCmd
	w     world
	chain demo.Demo
	line  demo.Line
	dir   string
}

// Run builds a working chain and serves it until it is told to stop.
func (c *demoCmd) Run(ctx context.Context, w world) error {
	if err := errors.Join(loopbackOnly(c.Addr), c.check()); err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fault.New(fault.Conflict, "addr_in_use", "%s cannot be used (%v); choose another address with --addr, such as --addr 127.0.0.1:0", c.Addr, errors.Unwrap(err))
	}
	if hint := c.hint(); hint != "" {
		w.note("%s", hint)
	}
	d := &demoRun{demoCmd: c, w: w, dir: w.path(c.Dir), line: demo.Line{Out: w.stderr, Terminal: isTerminal(w.stderr)}}
	d.chain = demo.Demo{Plan: c.plan(w), Line: &d.line, URL: "http://" + l.Addr().String(), Links: &rooms.Links{}, Tokens: map[string]string{}, Start: time.Now()}
	return errors.Join(d.open(ctx, l), closed(l))
}

// hint says what so small a chain cannot show; "" where it can.
func (c *demoCmd) hint() string {
	if c.Data != "" || c.Customers >= demo.Telling {
		return ""
	}
	return fmt.Sprintf("With %d card holders, four weeks may not tell where a promotion fails and why; with --customers %d they mostly do.", c.Customers, demo.Telling)
}

// closed closes what a server may have closed before.
func closed(l net.Listener) error {
	if err := l.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// open makes the demo's folder and runs the chain in it. What was not finished is
// removed: half a chain is of no use to the next start.
func (d *demoRun) open(ctx context.Context, l net.Listener) error {
	if d.Dir == "" {
		dir, err := os.MkdirTemp("", "sartor-demo-")
		if err != nil {
			return fmt.Errorf("demo folder: %w", err)
		}
		d.dir = dir
		defer os.RemoveAll(dir)
	} else if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return fmt.Errorf("demo folder: %w", err)
	}
	path := filepath.Join(d.dir, "sartor.db")
	if _, err := os.Stat(path); err == nil {
		return fault.New(fault.Conflict, "demo_exists", "%s holds a database already and the demo makes its own: choose an empty --dir, or go on with that one by \"sartor serve --db sqlite:%s\"", d.dir, path)
	}
	a, err := server.Open(ctx, server.Options{URL: "sqlite:" + path, Log: slog.New(slog.NewTextHandler(d.w.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return err
	}
	d.chain.App, d.chain.Tally = a, rooms.NewTally(a)
	d.chain.Background = func(ctx context.Context) {
		a.Background(ctx, d.chain.Tally.Run, where.Keeper{Chain: a}.Run, foresee.Keeper{Chain: a}.Run, rollout.Keeper{Chain: a}.Run, tonight.Of(a).Run)
	}
	err = errors.Join(d.run(ctx, l), a.Close())
	if !d.line.Stands() {
		for _, left := range []string{"", "-wal", "-shm", ".key", ".lock", ".sock"} {
			err = errors.Join(err, os.RemoveAll(path+left))
		}
	}
	return err
}

// check refuses what cannot be built before anything is.
func (c *demoCmd) check() error {
	if c.Data != "" {
		name, _, ok := strings.Cut(c.Data, ":")
		if !ok {
			return fault.New(fault.Malformed, "data", "--data is FORMAT:PATH, such as online-retail:online_retail.csv.gz")
		}
		_, err := formatOf(name)
		return err
	}
	if c.Days <= demo.TillDays || c.Customers < 1 || c.Stores < 1 || c.Stores > 48 {
		return fault.New(fault.Malformed, "scale", "the demo takes 1 to 48 stores, at least one customer and more than %d days", demo.TillDays)
	}
	return nil
}

// plan is what was asked for; check has gone before.
func (c *demoCmd) plan(w world) demo.Plan {
	p := demo.Plan{Preset: c.Preset, Customers: c.Customers, Stores: c.Stores, Days: c.Days, Seed: c.Seed, Margin: c.Margin, Paused: c.Paused, Pace: c.Pace}
	if name, path, ok := strings.Cut(c.Data, ":"); ok {
		format, _ := formatOf(name) // checked
		p.Data = &demo.Data{Format: format, Path: w.path(path)}
	}
	return p
}

// loopbackOnly refuses addresses that others could reach: the demo signs anybody
// in who has its link.
func loopbackOnly(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	ip := net.ParseIP(host)
	if err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fault.New(fault.Malformed, "addr", "the demo listens on this machine only: give 127.0.0.1:PORT, or run \"sartor serve\" on your own data")
	}
	return nil
}

func (d *demoRun) run(ctx context.Context, l net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := d.enrol(ctx); err != nil {
		return err
	}
	stop, err := takeCommands(ctx, d.chain.App)
	if err != nil {
		return err
	}
	defer stop()
	d.line.Show(0, "Preparing the chain")
	pages, err := join(d.chain.App, d.chain.Tally, rooms.Options{Simulated: d.simulated(), Links: d.chain.Links, Version: version, Preparing: d.line.Preparing})
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, pages, l) }()
	d.line.Say("You can sign in already: " + d.chain.SignIns[0].URL)
	view, err := d.chain.Build(ctx)
	if err != nil {
		stopped := ctx.Err() != nil
		cancel()
		err = errors.Join(err, <-served)
		if stopped {
			d.line.End("Stopped before the chain stood; nothing is kept.")
			return nil
		}
		return err
	}
	if err := d.ready(view); err != nil {
		cancel()
		return errors.Join(err, <-served)
	}
	if err = <-served; err == nil {
		d.w.note("Stopped.")
	}
	return err
}

// simulated is said on every screen; nil where the data are real.
func (d *demoRun) simulated() *view.Simulated {
	switch {
	case d.Data != "":
		return nil
	case d.Paused:
		return &view.Simulated{Seed: d.Seed}
	}
	return &view.Simulated{Seed: d.Seed, Pace: d.Pace}
}

// enrol makes the people and programs of the demo.
func (d *demoRun) enrol(ctx context.Context) error {
	now := retail.MicrosOf(time.Now())
	if err := d.chain.Hire(ctx, access.Staff{ID: "stf_demo", Login: "owner", Name: "Demo owner", Role: access.Owner}); err != nil {
		return err
	}
	for _, t := range []struct {
		name string
		role access.Role
	}{{"admin", access.Owner}, {"marketer", access.Marketer}, {"till", access.Till}} {
		secret, _, err := makeToken(ctx, d.chain.App.DB, access.Principal{Name: "demo " + t.name, Role: t.role}, now)
		if err != nil {
			return err
		}
		d.chain.Tokens[t.name] = secret
	}
	return nil
}

// ready prints the one line that scripts wait for, or what a person needs now.
func (d *demoRun) ready(view demo.View) error {
	d.line.End("")
	if d.JSON {
		return json.NewEncoder(d.w.stdout).Encode(view)
	}
	kept := "removed when it stops"
	if d.Dir != "" {
		kept = "kept: sartor serve --db " + d.chain.App.URL
	}
	d.w.note("%s stands after %.0f s.\n\n  Open   %s%s\n  Data   %s, %s\n  Stop   Ctrl-C\n", d.chain.App.Sight().Chain.Name, time.Since(d.chain.Start).Seconds(), d.chain.SignIns[0].URL, d.others(), d.dir, kept)
	return nil
}

// others are links to look at the chain as somebody else does: one of each role.
func (d *demoRun) others() string {
	var b strings.Builder
	known := map[access.Role]bool{access.Owner: true}
	for _, in := range d.chain.SignIns {
		if !known[in.Role] {
			known[in.Role] = true
			fmt.Fprintf(&b, "\n    as %s %s   %s", in.Role, in.Store, in.URL)
		}
	}
	return b.String()
}
