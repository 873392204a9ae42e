// Package console owns the pages staff work with: one handler, one read, one
// view struct and one template a page. It turns typed numbers into finished
// sentences and pictures; it refuses rules of the domain, storage and scripts
// that a page would need to be read.
//
// What always holds, with the test that holds it:
//   - nothing inline, so the content security policy allows nothing
//     (TestPages_NothingInline);
//   - identifiers of customers reach owner, account and desk only
//     (TestPages_NamesOnlyForThoseWhoServe);
//   - what somebody may not see answers exactly like what does not exist
//     (TestPages_DeniedLooksAbsent);
//   - every change is a form with the session's token and works without
//     scripts (TestForms);
//   - one h1, the answer below it, one main (TestPages_Golden).
package console

import (
	"net/http"
	"slices"
	"time"

	"sartor/internal/console/export"
	"sartor/internal/console/house"
	"sartor/internal/console/rollout"
	"sartor/internal/console/seasons"
	"sartor/internal/console/shell"
	"sartor/internal/console/stock"
	"sartor/internal/console/store"
	"sartor/internal/console/view"
	"sartor/internal/fault"
	"sartor/internal/web"
)

// Config is what the console is made of. Every field without "may be nil" is
// needed.
type Config struct {
	Scene func() view.Scene // what stands around every page, as it is now

	Days       view.Days
	Customers  view.Customers
	Vouchers   view.Vouchers
	Promotions view.Promotions
	ChainData  view.Chain
	Segments   view.Segments
	Templates  view.Templates
	Responses  view.Responses // may be nil: nobody looks where promotions work
	Locals     view.Locals
	Estimates  view.Estimates // may be nil: nothing is expected of a promotion yet
	Draw       func() uint64  // numbers of forms; may be nil: the machine's
	Commands   view.Commands
	Rights     view.Rights
	Staff      view.Staff
	Rollouts   rollout.Ports // may be empty: no new products
	Declares   view.Declarations
	House      house.Ports // without sessions and throttle: they are the site's
	Sessions   web.Keeper
	Ticker     *web.Recent[view.Tick]
	Live       view.Live
	Finder     view.Finder
	Shelf      view.Shelf
	StorePages view.StorePages
	Stock      stock.Ports // may be empty: nobody plans
	Logbook    export.Logbook

	Now func() time.Time
}

// mostForm bounds a posted form: a reason and a few numbers.
const mostForm = 64 << 10

// Site serves the console.
type Site struct {
	cfg      Config
	around   shell.Around
	throttle *web.Throttle
	hashing  chan struct{} // one place for each sign-in that computes now
}

// signInsAtOnce bounds the passwords checked at the same time: 19 MiB each.
const signInsAtOnce = 2

// New returns the console.
func New(cfg Config) *Site {
	return &Site{
		cfg: cfg, around: shell.Around{Assets: shell.LoadAssets(), Scene: cfg.Scene, Now: cfg.Now, Shelf: cfg.Shelf},
		throttle: web.NewThrottle(cfg.Now), hashing: make(chan struct{}, signInsAtOnce),
	}
}

// Handler returns all routes with the wrappers that pages need: secure headers,
// same-origin forms, a bound on bodies, compression. The caller puts
// web.Watcher around it and mounts it at "/".
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", s.around.Assets)
	mux.HandleFunc("GET /favicon.ico", s.around.Assets.Icon)
	for pattern, h := range s.doors() {
		mux.HandleFunc(pattern, h)
	}
	for _, rt := range s.Routes() {
		mux.Handle(rt.Pattern, s.serve(rt))
	}
	mux.Handle("/", s.serve(shell.Route{Answer: func(*shell.Call) error { return shell.ErrAbsent() }}))
	return web.Secure(web.Gzip(web.SameOrigin(web.Limit(mostForm, mux))))
}

// files are what lists that are taken along are read from.
func (s *Site) files() export.Ports {
	return export.Ports{
		Customers: s.cfg.Customers, Vouchers: s.cfg.Vouchers, Promotions: s.cfg.Promotions, Stores: s.cfg.ChainData, Segments: s.cfg.Segments, Logbook: s.cfg.Logbook,
		Audit: s.cfg.House.Programs, Responses: s.cfg.Responses, Templates: s.cfg.Templates, Locals: s.cfg.Locals, People: s.cfg.House.People, Programs: s.cfg.House.Programs,
		Tables: slices.Concat(s.cfg.Rollouts.Tables(), s.cfg.Stock.Tables(), s.cfg.House.Tables(), store.Tables(s.cfg.StorePages), seasons.Tables(s.cfg.ChainData)),
	}
}

// What every page wears is the shell's.
type (
	frame  = shell.Frame
	head   = shell.Head
	badge  = shell.Badge
	crumb  = shell.Crumb
	screen = shell.Screen
)

// The screens that exist.
const (
	today      = shell.Today
	customers  = shell.Customers
	promotions = shell.Promotions
	vouchers   = shell.Vouchers
	stores     = shell.Stores
	learn      = shell.Learn
	settings   = shell.Settings
)

// call is one request of somebody signed in, on this site.
type call struct {
	*shell.Call
	site *Site
}

// answer answers one request of somebody signed in.
type answer func(c *call) error

// serve answers a row of the table. Strangers are sent to sign in, whatever they
// asked for; for all others what they may not see does not exist. A form brings
// the session's token.
func (s *Site) serve(rt shell.Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		web.CutQuery(r)
		session, err := s.cfg.Sessions.Find(r)
		if fault.Is(err, fault.Unknown) {
			s.toSignIn(w, r)
			return
		}
		c := s.around.Answer(w, r)
		c.Of(session)
		if err == nil && !rt.Lets(c.Who, r.PathValue("store")) {
			err = shell.ErrAbsent()
		}
		if err == nil && rt.Changes() {
			err = formOf(c)
		}
		if err == nil {
			err = rt.Answer(c)
		}
		if err != nil {
			c.Fail(err)
		}
	})
}

// formOf reads a posted form and checks that it is of this session.
func formOf(c *shell.Call) error {
	if err := web.ParseForm(c.R); err != nil {
		return fault.New(web.KindOf(err), "bad_form", "This form cannot be read. Load the page again.")
	}
	return c.Session.CheckForm(c.R)
}
