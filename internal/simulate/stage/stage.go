// Package stage is a simulated chain on the real server for a test to play on: a
// database, console and API behind HTTP, tills that are clients of the contract,
// and a clock that moves when the test turns it. Nothing sleeps and nothing runs
// by itself: what a server does in the background is done at the end of each day
// that is played. Where visits come in turn, a seed is one chain, each time it is
// played (TestStage_ASeedIsOneChain). The product does not know it.
package stage

import (
	"context"
	"io"
	"net/http/httptest"
	"testing"
	"time"

	"sartor/internal/access"
	"sartor/internal/console"
	"sartor/internal/httpapi"
	"sartor/internal/model/forecast"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/server/api"
	"sartor/internal/server/bench"
	"sartor/internal/server/foresee"
	"sartor/internal/server/rollout"
	"sartor/internal/server/rooms"
	"sartor/internal/server/servertest"
	"sartor/internal/server/tonight"
	"sartor/internal/server/where"
	"sartor/internal/simulate"
	"sartor/internal/simulate/demo"
	"sartor/internal/till"
	"sartor/internal/touchpoint"
	"sartor/internal/web"
)

// Stage is a chain with its past, as the demo makes it, and its present in the
// hands of a test.
type Stage struct {
	*servertest.Shop
	View   demo.View
	Demo   *demo.Demo
	Tally  *rooms.Tally
	Pages  string                    // where console and API are
	Sold   func(*touchpoint.Receipt) // hears each receipt of Sell; nil: nobody does
	Nights *tonight.Desk
	Plans  bool // forecasts and a plan are made each morning that is played, as a server does

	t      testing.TB
	day    int // of the chain's world: the one in hand
	played int // days
	lots   lots
}

// patience is how long a till or a browser of a stage waits: a busy machine is no
// story.
const patience = 2 * time.Minute

// Build makes a chain of a plan; it ends with the test.
func Build(t testing.TB, plan demo.Plan) *Stage {
	t.Helper()
	shop := servertest.Open(t)
	s := &Stage{Shop: shop, t: t, Tally: rooms.NewTally(shop.Chain)}
	if plan.InTurn {
		shop.Lots = s.lots.draw
	}
	plan.Paused, plan.Patience = true, patience
	s.Demo = &demo.Demo{
		Plan: plan, App: shop.Chain, Tally: s.Tally, Line: &demo.Line{Out: io.Discard}, Links: &rooms.Links{}, Tokens: map[string]string{}, Start: time.Now(),
		Background: func(ctx context.Context) { shop.Go(func() { s.Tally.Run(ctx) }) },
	}
	s.open()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	t.Cleanup(stop)
	s.need(s.Demo.Hire(ctx, access.Staff{ID: "stf_owner", Login: "owner", Name: "Owner", Role: access.Owner}))
	for name, role := range map[string]access.Role{"admin": access.Owner, "marketer": access.Marketer, "till": access.Till} {
		s.Demo.Tokens[name] = shop.Token(access.Principal{Role: role})
	}
	var err error
	s.View, err = s.Demo.Build(ctx)
	s.need(err)
	s.day = s.Demo.Today
	s.Measure()
	return s
}

// open puts console and API behind one address.
func (s *Stage) open() {
	cfg := api.Config(s.Chain, "test")
	cfg.Where = where.Answers{Keeper: where.Keeper{Chain: s.Chain}}
	cfg.Rooms = append(cfg.Rooms, rollout.Routes(s.Chain)...)
	s.Nights = tonight.Of(s.Chain)
	cfg.Rooms = append(cfg.Rooms, s.Nights.Routes()...)
	answers, err := httpapi.New(cfg)
	s.need(err)
	waits := []bench.Adds{tonight.Pages{Desk: s.Nights}.Bench, rollout.Desk{Keeper: rollout.Keeper{Chain: s.Chain}}.Waits}
	rc := rooms.Config(s.Chain, s.Tally, rooms.Options{Version: "test", Notice: "Simulated data", Links: s.Demo.Links, Waits: waits})
	seen := where.Pages{Keeper: where.Keeper{Chain: s.Chain}}
	rc.Responses, rc.Estimates, rc.Rollouts, rc.Stock, rc.Rights = seen, seen, rollout.Pages(s.Chain), s.Nights.Room(), api.Rights{Chain: s.Chain}
	rc.Sessions = web.Keeper{Sessions: s.DB, Now: time.Now} // a browser judges a cookie's last day by its own clock
	listening := httptest.NewUnstartedServer(nil)
	listening.Config = s.HTTP(server.Pages{Paths: httpapi.Paths(), API: answers.Handler(), Observe: cfg.Metrics.Observe, Console: console.New(rc).Handler()})
	listening.Start()
	s.t.Cleanup(listening.Close)
	s.Pages = listening.URL
	s.Demo.URL = s.Pages
}

func (s *Stage) need(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// Turn sets the chain's clock; it never goes back.
func (s *Stage) Turn(at time.Time) {
	if by := at.Sub(s.Now()); by > 0 {
		s.Wait(by)
	}
	s.lots.of(at)
}

// Play plays days through the till contract, and what the chain does by itself
// at the end of each.
func (s *Stage) Play(days int) {
	s.t.Helper()
	ctx := s.t.Context()
	for range days {
		s.day++
		s.morning(ctx)
		s.need(s.Demo.Player.Days(ctx, s.day, s.Turn))
		s.evening(ctx)
	}
	s.Measure()
}

// Sell plays days without Sartor at the tills: the day's receipts come in when it is
// over, and stores do what was decided of new products.
func (s *Stage) Sell(days int) {
	s.t.Helper()
	ctx := s.t.Context()
	for range days {
		s.day++
		var calls []till.Call
		for _, r := range s.Demo.Player.Receipts(s.day) {
			if s.Sold != nil {
				s.Sold(&r)
			}
			calls = append(calls, till.Call{Receipt: r})
		}
		s.Turn(s.Demo.Player.Chain().Moment(s.day-1, closing).Time())
		results, err := s.Chain.Desk.Facts(ctx, calls)
		s.need(err)
		for i := range results {
			s.need(results[i].Err)
		}
		s.evening(ctx)
	}
}

// closing is the second of a store's day at which the day's receipts have come in.
const closing = 23 * 3600

// Measure reads how promotions work and what stores' customers like.
func (s *Stage) Measure() {
	s.t.Helper()
	s.need(where.Keeper{Chain: s.Chain}.Now(s.t.Context()))
}

// morning forecasts and plans the day in hand at its dawn, when Plans says so.
func (s *Stage) morning(ctx context.Context) {
	s.t.Helper()
	if !s.Plans {
		return
	}
	s.Demo.Player.With(func(open *simulate.Session) { open.Dawn(s.day - 1) })
	const dawn = 5*3600 + 60 // s
	s.Turn(s.Demo.Player.Chain().Moment(s.day-1, dawn).Time())
	s.need(s.Demo.Stock(ctx))
	s.need(s.CatchUp(ctx))
	short := forecast.Options{Rows: 3000, Only: []string{"ses+7", "pooled"}} // some weeks of small stores teach no more
	s.need(foresee.Keeper{Chain: s.Chain, Options: short}.Now(ctx))
	s.need(s.Shelf().Refresh(ctx))
	_, err := s.Nights.Make(ctx, "schedule", func(string) error { return ctx.Err() })
	s.need(err)
}

// evening is what a server does in the background, once.
func (s *Stage) evening(ctx context.Context) {
	s.t.Helper()
	s.need(s.Demo.Launch(ctx))
	s.need(s.Demo.Stock(ctx))
	s.need(s.CatchUp(ctx))
	s.need(s.Refresh(ctx))
	yesterday := retail.DayOf(s.Now(), time.UTC, 0) - 1
	for n := 1; n > 0; {
		var err error
		n, err = s.DB.ExpireVouchers(ctx, yesterday, 1000, retail.MicrosOf(s.Now()))
		s.need(err)
	}
	if s.played++; s.played%learnEvery == 0 && !s.Demo.Untailored {
		s.need(s.LearnNow(ctx))
	}
}

// learnEvery is in how many days a stage learns anew: a server does each night.
const learnEvery = 14

// SignInAs returns the link of somebody of a role, of a store unless it is "".
func (s *Stage) SignInAs(role access.Role, store retail.StoreID) string {
	s.t.Helper()
	for _, in := range s.Demo.SignIns {
		if in.Role == role && in.Store == store {
			return in.URL
		}
	}
	s.t.Fatalf("nobody here is %s of %q", role, store)
	return ""
}
