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
}

// Run builds a working chain and serves it until it is told to stop.
func (c *demoCmd) Run(ctx context.Context, w world) error {
	if err := loopbackOnly(c.Addr); err != nil {
		return err
	}
	d := &demo{demoCmd: c, w: w, start: time.Now(), dir: w.path(c.Dir), tokens: map[string]string{}}
	if c.Dir == "" {
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
		return fault.New(fault.Conflict, "demo_exists", "%s holds a database already; the demo makes its own: choose an empty --dir, or run \"sartor serve --db sqlite:%s\"", d.dir, path)
	}
	a, err := server.Open(ctx, server.Options{URL: "sqlite:" + path, Log: slog.New(slog.NewTextHandler(w.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return err
	}
	d.app, d.tally = a, rooms.NewTally(a)
	return errors.Join(d.run(ctx), a.Close())
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

func (d *demo) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := d.enrol(ctx); err != nil {
		return err
	}
	l, err := net.Listen("tcp", d.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", d.Addr, err)
	}
	d.url = "http://" + l.Addr().String()
	stop, err := takeCommands(ctx, d.app)
	if err != nil {
		return err
	}
	defer stop()
	d.say("preparing the chain")
	pages, err := join(d.app, d.tally, rooms.Options{Notice: d.notice(), Link: d.link, Version: version})
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, pages, l) }()
	d.w.note("Sign in: %s\n", d.signIn())
	err = d.build(ctx)
	if err != nil {
		cancel()
		return errors.Join(err, <-served)
	}
	return <-served
}

func (d *demo) signIn() string { return d.url + "/sign-in?link=" + d.link.Token }

// notice is shown on every screen and every strip.
func (d *demo) notice() string {
	if d.Data != "" {
		return ""
	}
	return fmt.Sprintf("Simulated chain, seed %d", d.Seed)
}

// say tells how far the demo is.
func (d *demo) say(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if text != "" {
		d.w.note("%5.1f s  %s", time.Since(d.start).Seconds(), text)
	}
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

// ready prints the one line that scripts wait for.
func (d *demo) ready(view demoView) error {
	d.say("ready")
	if !d.JSON {
		d.w.note("\nSartor runs at %s\nSign in: %s", d.url, d.signIn())
		return nil
	}
	return json.NewEncoder(d.w.stdout).Encode(view)
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
