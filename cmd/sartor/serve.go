package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"

	"sartor/internal/console"
	"sartor/internal/fault"
	"sartor/internal/httpapi"
	"sartor/internal/server"
	"sartor/internal/server/api"
	"sartor/internal/server/bench"
	"sartor/internal/server/foresee"
	"sartor/internal/server/rollout"
	"sartor/internal/server/rooms"
	"sartor/internal/server/rush"
	"sartor/internal/server/tonight"
	"sartor/internal/server/where"
)

type serveCmd struct {
	dbFlag
	Addr    string   `default:"127.0.0.1:8080" help:"Address to listen on."`
	Consent []string `help:"The chain's declared default: purposes that hold for customers who never answered."`
	Proof   string   `help:"What that declaration rests on; needed with --consent."`
	TLS     bool     `name:"behind-tls" help:"A proxy in front ends TLS: cookies are marked Secure, and the last entry of X-Forwarded-For, which the proxy must write, says who tries to sign in."`
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
	o := w.options(c.dbFlag)
	o.Log = log
	a, err := server.Open(ctx, o)
	if err != nil {
		return err
	}
	err = c.serve(ctx, a, w)
	return errors.Join(err, a.Close())
}

func (c *serveCmd) serve(ctx context.Context, a *server.Chain, w world) error {
	rush.Crowd()
	if err := a.DeclareConsent(ctx, c.Consent, c.Proof); err != nil {
		return err
	}
	tally := rooms.NewTally(a)
	a.Background(ctx, tally.Run, where.Keeper{Chain: a}.Run, foresee.Keeper{Chain: a}.Run, rollout.Keeper{Chain: a}.Run, tonight.Of(a).Run)
	stop, err := takeCommands(ctx, a)
	if err != nil {
		return err
	}
	defer stop()
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fault.New(fault.Conflict, "address", "%s is in use by another program: stop it, or choose another address with --addr", c.Addr)
	}
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Addr, err)
	}
	pages, err := join(a, tally, rooms.Options{BehindTLS: c.TLS, Version: version})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	a.Log.Info("serving", "addr", l.Addr().String(), "engine", a.Engine())
	w.note("Sartor serves http://%s", l.Addr())
	err = server.Serve(ctx, pages, l)
	if err == nil {
		a.Log.Info("stopped: what was under way is finished")
	}
	return err
}

// join makes the API and the console and puts them behind one server.
func join(a *server.Chain, tally *rooms.Tally, o rooms.Options) (*http.Server, error) {
	cfg := api.Config(a, o.Version)
	cfg.Where = where.Answers{Keeper: where.Keeper{Chain: a}}
	cfg.Rooms = append(cfg.Rooms, rollout.Routes(a)...)
	desk := tonight.Of(a)
	cfg.Rooms = append(cfg.Rooms, desk.Routes()...)
	answers, err := httpapi.New(cfg)
	if err != nil {
		return nil, err
	}
	o.Waits = []bench.Adds{tonight.Pages{Desk: desk}.Bench, rollout.Desk{Keeper: rollout.Keeper{Chain: a}}.Waits}
	screens, seen := rooms.Config(a, tally, o), where.Pages{Keeper: where.Keeper{Chain: a}}
	screens.Responses, screens.Estimates, screens.Rollouts, screens.Stock, screens.Rights = seen, seen, rollout.Pages(a), desk.Room(), api.Rights{Chain: a}
	return a.HTTP(server.Pages{
		Paths: httpapi.Paths(), API: answers.Handler(), Observe: cfg.Metrics.Observe,
		Console: console.New(screens).Handler(),
	}), nil
}
