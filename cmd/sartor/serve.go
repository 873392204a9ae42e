package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"sartor/internal/access"
	"sartor/internal/console"
	"sartor/internal/customer"
	"sartor/internal/fault"
	"sartor/internal/httpapi"
	"sartor/internal/retail"
	"sartor/internal/web"
)

// Limits of the HTTP server. A slow sender is cut off after readTimeout; a till
// waits 800 ms, so writeTimeout only ends what has hung.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 30 * time.Second
	idleTimeout   = 120 * time.Second
	stopTimeout   = 15 * time.Second // in-flight closes finish within it
	mostHeader    = 64 << 10
)

type serveCmd struct {
	dbFlag
	Addr    string   `default:"127.0.0.1:8080" help:"Address to listen on."`
	Consent []string `help:"The chain's declared default: purposes that hold for customers who never answered."`
	Proof   string   `help:"What that declaration rests on; needed with --consent."`
	KeyFile string   `placeholder:"FILE" help:"Key that wraps the chain's keys (default: beside the database)."`
	TLS     bool     `name:"behind-tls" help:"A proxy in front ends TLS: cookies are marked Secure."`
}

// Help shows examples.
func (serveCmd) Help() string {
	return `Examples:
  sartor serve
  sartor serve --addr 0.0.0.0:8080 --db postgres://sartor@db/sartor --behind-tls
  sartor serve --consent profile,offers --proof "loyalty terms, version 7"`
}

// owns marks a command that owns its database file instead of asking a server.
func (*serveCmd) owns() {}

// Run serves until it is told to stop; closes in flight finish.
func (c *serveCmd) Run(ctx context.Context, w world) error {
	log := slog.New(slog.NewJSONHandler(w.stderr, nil))
	a, err := openApp(ctx, appOptions{url: w.url(c.DB), keyFile: w.path(c.KeyFile), log: log})
	if err != nil {
		return err
	}
	err = c.serve(ctx, a, w)
	return errors.Join(err, a.close())
}

func (c *serveCmd) serve(ctx context.Context, a *app, w world) error {
	if err := a.declareConsent(ctx, c.Consent, c.Proof); err != nil {
		return err
	}
	a.background(ctx)
	stop, err := a.takeCommands(ctx)
	if err != nil {
		return err
	}
	defer stop()
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Addr, err)
	}
	server, err := a.server(serverOptions{behindTLS: c.TLS})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	a.log.Info("serving", "addr", l.Addr().String(), "engine", engineName(a.db.Embedded()))
	w.note("Sartor serves http://%s", l.Addr())
	return serveHTTP(ctx, server, l)
}

func engineName[B ~bool](embedded B) string {
	if embedded {
		return "sqlite"
	}
	return "postgres"
}

// serveHTTP serves until the context ends, then lets requests in flight finish.
func serveHTTP(ctx context.Context, server *http.Server, l net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err := server.Shutdown(end)
	if errors.Is(err, context.DeadlineExceeded) { // only streams are left
		return server.Close()
	}
	return err
}

// declareConsent stores the chain's default with what it rests on.
func (a *app) declareConsent(ctx context.Context, purposes []string, proof string) error {
	if len(purposes) == 0 {
		return nil
	}
	if proof == "" {
		return fault.New(fault.Malformed, "proof", "--consent needs --proof: what the declaration rests on, such as \"loyalty terms 7\"")
	}
	for _, p := range purposes {
		if _, ok := customer.ParsePurpose(p); !ok {
			return fault.New(fault.Malformed, "purpose", "%q is no purpose; there are profile, offers, email and analytics", p)
		}
	}
	chain, err := readChain(ctx, a.db)
	if err != nil {
		return err
	}
	chain.Consent, chain.ConsentProof = purposes, proof
	if err := writeChain(ctx, a.db, chain); err != nil {
		return err
	}
	return a.sights.refresh(ctx)
}

// takeCommands opens the socket on which other commands on this file run. The
// path of a socket is short by the system's rule, so it lies beside the file or,
// where that path is too long, in the temporary folder.
func (a *app) takeCommands(ctx context.Context) (stop func(), err error) {
	if a.lock == nil {
		return func() {}, nil
	}
	const mostPath = 100
	path := sqlitePath(a.url) + ".sock"
	if len(path) > mostPath {
		dir, err := os.MkdirTemp("", "sartor")
		if err != nil {
			return nil, err
		}
		path = filepath.Join(dir, "sock")
	}
	s, err := listenCommands(a, path)
	if err != nil {
		return nil, err
	}
	if err := a.lock.announce(path); err != nil {
		return nil, errors.Join(err, s.listener.Close())
	}
	ctx, cancel := context.WithCancel(ctx)
	a.work.Go(func() { s.serve(ctx) })
	return cancel, nil
}

// serverOptions are what a command says about the server.
type serverOptions struct {
	behindTLS bool
	notice    string
	link      *signInLink   // a one-click sign-in, for the demo
	progress  func() string // what is still being prepared; nil for nothing
}

// server joins API and console behind one log, one set of headers and limits.
func (a *app) server(o serverOptions) (*http.Server, error) {
	metrics := newMetrics()
	api, err := httpapi.New(apiConfig(a, metrics))
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, path := range httpapi.Paths() {
		mux.Handle(path, api.Handler())
	}
	mux.Handle("/", console.New(consoleConfig(a, o)).Handler())
	return &http.Server{
		Handler:           web.Watcher{Log: a.log, Now: a.clock, Observe: metrics.Observe}.Requests(mux),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: mostHeader,
		ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelWarn),
	}, nil
}

// signInLink lets the browser that has it sign in once per click as somebody.
type signInLink struct {
	token string
	who   access.Principal
}

// fold keeps derived data behind the journal until the context ends.
func (a *app) fold(ctx context.Context) {
	const pause = 300 * time.Millisecond // the contract allows two seconds
	for ctx.Err() == nil {
		more, err := a.db.Follow(ctx, a.sights.current().Chain.Consent)
		if err != nil && ctx.Err() == nil {
			a.log.Error("folds stopped behind the journal", "err", err)
			more = false
		}
		if more {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// catchUp folds all that stands in the journal.
func (a *app) catchUp(ctx context.Context) error {
	for {
		more, err := a.db.Follow(ctx, a.sights.current().Chain.Consent)
		if err != nil || !more {
			return err
		}
	}
}

// housekeeping does what is due: vouchers past their last day give their
// reserves back, answers older than 35 days go, and learning starts by its rule.
func (a *app) housekeeping(ctx context.Context) {
	const every = time.Minute
	const most = 1000
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := a.clock()
		yesterday := retail.DayOf(now, time.UTC, 0) - 1
		if _, err := a.db.ExpireVouchers(ctx, yesterday, most, retail.MicrosOf(now)); err != nil && ctx.Err() == nil {
			a.log.Error("vouchers not expired", "err", err)
		}
		if err := a.db.DropAnswers(ctx, retail.MicrosOf(now.AddDate(0, 0, -35)), most); err != nil && ctx.Err() == nil {
			a.log.Error("old answers not dropped", "err", err)
		}
		if err := a.learnWhenDue(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("learning failed", "err", err)
		}
	}
}
