// Package httpapi is the JSON edge of CONTRACTS.md 2: it decodes, asks the
// domain, and encodes. It refuses rules of the domain and storage: whatever it
// needs stands in the small interfaces of ports.go.
//
// What always holds, with the test that holds it:
//   - every route and every member of an answer stands in openapi.json, and
//     nothing else does (TestOpenAPI_IsTheRouterBothWays, TestOpenAPI_Examples);
//   - an error becomes a status in one place and never shows its cause
//     (TestServe_OurFaultShowsNothing);
//   - a till is answered byte for byte what the desk answered (TestTill_Close);
//   - no role reaches a route it has no right to (TestRoutes_EveryRole);
//   - bodies, lines, lists, warnings, places in flight and memory have named
//     limits (TestTill_Bounds, TestFacts_Bounds, TestLane_FullIs503AndTillsGoOn).
package httpapi

import (
	"context"
	"net/http"
	"path"
	"strings"
	"time"

	"sartor/internal/access"
	"sartor/internal/httpapi/gate"
	"sartor/internal/httpapi/local"
	"sartor/internal/httpapi/room"
	"sartor/internal/httpapi/wire"
)

// Config is what the API is made of. Fields that may be nil say so; their
// routes do not exist then.
type Config struct {
	Desk       Desk
	Vouchers   Vouchers
	Customers  Customers
	Visits     Visits   // may be nil: basket, offers, timeline, export, check-in
	Segments   Segments // may be nil
	Promotions Promotions
	Where      Where          // may be nil: nobody looks where promotions work
	Versions   local.Versions // may be nil: stores' versions
	Rooms      []room.Route   // parts that lie in packages of their own
	Catalogue  Catalogue
	Tokens     access.Tokens
	Replays    Replays
	Attempts   Attempts // may be nil: bad codes are counted here alone
	Parts      []Part   // what must work for the server to be ready
	Metrics    *gate.Metrics
	Version    string
	Now        func() time.Time
	Draw       func() uint64 // 64 uniform bits, for ids
}

// Part is one thing that must work for the server to be ready.
type Part struct {
	Name  string
	Check func(ctx context.Context) error
}

// API serves the routes of CONTRACTS.md 2.
type API struct {
	cfg     Config
	tokens  access.Tokens
	lanes   *gate.Lanes
	bodies  wire.Bodies
	running *gate.Running
	tills   *tillCounts
	spec    []byte // openapi.json, of the routes that exist
	mux     *http.ServeMux
}

// New returns the API.
func New(cfg Config) (*API, error) {
	if cfg.Attempts == nil {
		cfg.Attempts = gate.NewAttempts(cfg.Now)
	}
	a := &API{
		cfg: cfg, tokens: gate.NewTokens(cfg.Tokens, cfg.Now), mux: http.NewServeMux(),
		lanes: gate.NewLanes(cfg.Metrics.Overload), running: gate.NewRunning(), tills: newTillCounts(),
	}
	a.bodies = wire.Bodies{Time: wire.BodyTime, Large: func() (func(), error) { return a.lanes.Enter(gate.Large) }}
	routes := a.routes()
	spec, err := document(routes, cfg.Version)
	if err != nil {
		return nil, err
	}
	a.spec = spec
	a.mount(routes)
	cfg.Metrics.Watch(a.lanes)
	return a, nil
}

// Paths are the addresses the API answers, to be mounted with Handler.
func Paths() []string { return []string{"/v1/", "/openapi.json", "/healthz", "/readyz", "/metrics"} }

// Handler answers every address of Paths. A trailing slash is tolerated; what
// is not a clean path does not exist, since a redirect would lose a POST's body.
func (a *API) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p := r.URL.EscapedPath(); p != "/" && strings.HasSuffix(p, "/") {
			trimmed := *r
			u := *r.URL
			u.Path, u.RawPath = strings.TrimSuffix(u.Path, "/"), strings.TrimSuffix(u.RawPath, "/")
			trimmed.URL = &u
			a.clean(w, &trimmed)
			r.Pattern = trimmed.Pattern // for the access log
			return
		}
		a.clean(w, r)
	})
}

func (a *API) clean(w http.ResponseWriter, r *http.Request) {
	if p := r.URL.EscapedPath(); path.Clean(p) != p {
		a.fail(w, r, errNoRoute())
		return
	}
	a.mux.ServeHTTP(w, r)
}
