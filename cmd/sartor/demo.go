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
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/rooms"
	"sartor/internal/simulate/live"
)

type demoCmd struct {
	jsonFlag
	Addr      string  `default:"127.0.0.1:8080" help:"Address to listen on; loopback only."`
	Preset    string  `default:"grocery" enum:"grocery" help:"Kind of chain: grocery."`
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
  sartor demo --data online-retail:online_retail.csv.gz`
}

// demo is one run of it.
type demo struct {
	*demoCmd
	w      world
	app    *server.Chain
	tally  *rooms.Tally
	url    string
	dir    string
	link   *rooms.Link
	tokens map[string]string
	start  time.Time
	line   demoLine
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
	d := &demo{demoCmd: c, w: w, start: time.Now(), dir: w.path(c.Dir), tokens: map[string]string{}, url: "http://" + l.Addr().String()}
	d.line.out = w.stderr
	return errors.Join(d.open(ctx, l), closed(l))
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
func (d *demo) open(ctx context.Context, l net.Listener) error {
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
	d.app, d.tally = a, rooms.NewTally(a)
	err = errors.Join(d.run(ctx, l), a.Close())
	if !d.line.stands() {
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
	if c.Days <= tillDays || c.Customers < 1 || c.Stores < 1 || c.Stores > 48 {
		return fault.New(fault.Malformed, "scale", "the demo takes 1 to 48 stores, at least one customer and more than %d days", tillDays)
	}
	return nil
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

func (d *demo) run(ctx context.Context, l net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := d.enrol(ctx); err != nil {
		return err
	}
	stop, err := takeCommands(ctx, d.app)
	if err != nil {
		return err
	}
	defer stop()
	d.line.show(0, "Preparing the chain")
	pages, err := join(d.app, d.tally, rooms.Options{Notice: d.notice(), Link: d.link, Version: version, Preparing: d.line.preparing})
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, pages, l) }()
	d.line.say("You can sign in already: " + d.signIn())
	err = d.build(ctx)
	if err != nil {
		stopped := ctx.Err() != nil
		cancel()
		err = errors.Join(err, <-served)
		if stopped {
			d.line.end("Stopped before the chain stood; nothing is kept.")
			return nil
		}
		return err
	}
	if err = <-served; err == nil {
		d.w.note("Stopped.")
	}
	return err
}

func (d *demo) signIn() string { return d.url + "/sign-in?link=" + d.link.Token }

// notice is shown on every screen and every strip.
func (d *demo) notice() string {
	if d.Data != "" {
		return ""
	}
	if d.Paused {
		return fmt.Sprintf("Simulated data, seed %d", d.Seed)
	}
	return fmt.Sprintf("Simulated data, seed %d, tills %g times as fast", d.Seed, d.Pace)
}

// enrol makes the people and programs of the demo.
func (d *demo) enrol(ctx context.Context) error {
	now := retail.MicrosOf(time.Now())
	owner := access.Staff{ID: "stf_demo", Login: "owner", Name: "Demo owner", Role: access.Owner, Created: now}
	if err := d.app.DB.CreateStaff(ctx, owner); err != nil {
		return err
	}
	d.link = &rooms.Link{Token: randomHex(16), Who: owner.Principal()}
	for _, t := range []struct {
		name string
		role access.Role
	}{{"admin", access.Owner}, {"marketer", access.Marketer}, {"till", access.Till}} {
		secret, _, err := makeToken(ctx, d.app.DB, access.Principal{Name: "demo " + t.name, Role: t.role}, now)
		if err != nil {
			return err
		}
		d.tokens[t.name] = secret
	}
	return nil
}

// build fills the chain: real data, or a simulated past played through the till.
func (d *demo) build(ctx context.Context) error {
	if d.Data != "" {
		return d.buildFromData(ctx)
	}
	s, err := d.newSimulation(time.Now())
	if err != nil {
		return err
	}
	if err := s.past(ctx); err != nil {
		return err
	}
	return s.present(ctx)
}

// ready prints the one line that scripts wait for, or what a person needs now.
func (d *demo) ready(view demoView) error {
	d.line.end("")
	if d.JSON {
		return json.NewEncoder(d.w.stdout).Encode(view)
	}
	kept := "removed when it stops"
	if d.Dir != "" {
		kept = "kept: sartor serve --db " + d.app.URL
	}
	d.w.note("%s stands after %.0f s.\n\n  Open   %s\n  Data   %s, %s\n  Stop   Ctrl-C\n", d.app.Sight().Chain.Name, time.Since(d.start).Seconds(), d.signIn(), d.dir, kept)
	return nil
}

// demoView is CONTRACTS.md 1, demo --json.
type demoView struct {
	URL       string            `json:"url"`
	SignIn    string            `json:"signin"`
	DB        string            `json:"db"`
	Tokens    map[string]string `json:"tokens"`
	Stores    []demoStore       `json:"stores"`
	Customers []demoCustomer    `json:"customers"`
	Products  []demoProduct     `json:"products"`
	Vouchers  []demoVoucher     `json:"vouchers"`
	Seed      uint64            `json:"seed,omitempty"`
	Preset    string            `json:"preset_hash,omitempty"`
	Seconds   float64           `json:"seconds"`
}

type demoStore struct {
	Store  retail.StoreID   `json:"store"`
	Name   string           `json:"name"`
	Kind   retail.StoreKind `json:"kind"`
	Region string           `json:"region"`
}

type demoCustomer struct {
	ID   string `json:"id"`
	Card string `json:"card"`
}

type demoProduct struct {
	Product retail.ProductID `json:"product"`
	Price   retail.Minor     `json:"price"`
}

type demoVoucher struct {
	Code     string           `json:"code"`
	Customer string           `json:"customer"`
	Store    retail.StoreID   `json:"store"`
	Product  retail.ProductID `json:"product"`
}

// watch plays live tills until the context ends.
func (d *demo) watch(ctx context.Context, player *live.Player) {
	d.app.Go(func() {
		if err := player.Run(ctx); err != nil && ctx.Err() == nil {
			d.app.Log.Error("live tills stopped", "err", err)
		}
	})
}
