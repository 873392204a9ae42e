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
	"time"

	"sartor/internal/access"
	"sartor/internal/console/segments"
	"sartor/internal/console/shell"
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
	Commands   view.Commands
	Staff      view.Staff
	Sessions   web.Keeper
	Ticker     *web.Hub[view.Tick]

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
		cfg: cfg, around: shell.Around{Assets: shell.LoadAssets(), Scene: cfg.Scene, Now: cfg.Now},
		throttle: web.NewThrottle(cfg.Now), hashing: make(chan struct{}, signInsAtOnce),
	}
}

// Handler returns all routes with the wrappers that pages need: secure headers,
// same-origin forms, a bound on bodies, compression. The caller puts
// web.Watcher around it and mounts it at "/".
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", s.around.Assets)
	mux.HandleFunc("GET /sign-in", s.signInPage)
	mux.HandleFunc("POST /sign-in", s.signIn)
	mux.HandleFunc("POST /sign-out", s.signOut)

	mux.Handle("GET /{$}", s.signedIn("", land))
	mux.Handle("GET /find", s.signedIn("", find))
	mux.Handle("GET /preparing", s.signedIn("", func(c *call) error { return c.StillPreparing() }))
	mux.Handle("GET /today", s.signedIn(today, todayHandler))
	mux.Handle("GET /today/tills", s.signedIn(today, tillsHandler))
	mux.Handle("GET /customers", s.signedIn(customers, customersHandler))
	mux.Handle("GET /customers/{id}", s.signedIn(customers, customerHandler))
	mux.Handle("POST /customers/{id}/consent", s.form(access.SetConsent, setConsent))
	mux.Handle("GET /vouchers", s.signedIn(vouchers, vouchersHandler))
	mux.Handle("GET /vouchers/{code}", s.signedIn(vouchers, voucherHandler))
	mux.Handle("POST /vouchers/{code}/void", s.form(access.VoidVouchers, voidVoucher))
	mux.Handle("POST /vouchers/{code}/reprint", s.form(access.ReprintVouchers, reprint))
	mux.Handle("GET /promotions", s.signedIn(promotions, promotionsHandler))
	mux.Handle("GET /promotions/{id}", s.signedIn(promotions, promotionHandler))
	mux.Handle("POST /promotions/{id}/state", s.form(access.EditPromotions, setPromotionState))
	mux.Handle("GET /segments", s.signedIn(shell.Segments, func(c *call) error { return segments.Show(c.Call, s.cfg.Segments) }))
	mux.Handle("GET /learn", s.signedIn(learn, learnHandler))
	mux.Handle("POST /learn/{snapshot}/stand", s.form(access.RunLearn, standAgain))
	mux.Handle("GET /stores", s.signedIn(stores, storesHandler))
	mux.Handle("GET /settings", s.signedIn(settings, settingsHandler))
	mux.Handle("/", s.signedIn("", absent))
	return web.Secure(web.Gzip(web.SameOrigin(web.Limit(mostForm, mux))))
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

// signedIn serves a page to those whose role sees the screen. Strangers are
// sent to sign in, whatever they asked for; for all others what they may not
// see does not exist.
func (s *Site) signedIn(need screen, h answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		session, err := s.cfg.Sessions.Find(r)
		if fault.Is(err, fault.Unknown) {
			s.toSignIn(w, r)
			return
		}
		c := &call{Call: s.around.Answer(w, r), site: s}
		c.Of(session)
		if err == nil && need != "" && !(shell.Sees(c.Who.Role, need) && c.Who.May(need.Reads())) {
			err = shell.ErrAbsent()
		}
		if err == nil {
			err = h(c)
		}
		if err != nil {
			c.Fail(err)
		}
	})
}

// form serves a change: the role's right, the session's token, then the work.
func (s *Site) form(need access.Action, h answer) http.Handler {
	return s.signedIn("", func(c *call) error {
		if !c.Who.May(need) {
			return shell.ErrAbsent()
		}
		if err := web.ParseForm(c.R); err != nil {
			return fault.New(web.KindOf(err), "bad_form", "This form cannot be read. Load the page again.")
		}
		if err := c.Session.CheckForm(c.R); err != nil {
			return err
		}
		return h(c)
	})
}

func absent(*call) error { return shell.ErrAbsent() }

// land sends somebody to the screen they work with most.
func land(c *call) error {
	own := shell.Screens(c.Who.Role)
	if len(own) == 0 {
		return shell.ErrAbsent()
	}
	c.Redirect("/" + string(own[0]))
	return nil
}
