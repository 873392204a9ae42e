package console

import (
	"net/http"
	"slices"

	"sartor/internal/access"
	"sartor/internal/console/house"
	"sartor/internal/console/live"
	"sartor/internal/console/segments"
	"sartor/internal/console/setup"
	"sartor/internal/console/shell"
	"sartor/internal/console/store"
)

// doors are the addresses of those who are not signed in.
func (s *Site) doors() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /sign-in": s.signInPage, "POST /sign-in": s.signIn, "POST /sign-out": s.signOut, "GET /join": s.join, "POST /join": s.join,
	}
}

// Routes is the one table of pages and forms. A row that is missing in the
// matrix of TestRoutes_RoleByStore fails it.
func (s *Site) Routes() []shell.Route {
	on := func(h answer) func(*shell.Call) error {
		return func(c *shell.Call) error { return h(&call{Call: c, site: s}) }
	}
	return slices.Concat(s.deskRoutes(), s.templateRoutes(), s.house().Routes(), s.cfg.Rollouts.Routes(), s.cfg.Stock.Routes(), []shell.Route{
		{Pattern: "GET /{$}", Answer: on(land)},
		{Pattern: "GET /preparing", Answer: (*shell.Call).StillPreparing},
		{Pattern: "GET /today", Screen: today, Or: stores, Answer: on(todayHandler)},
		{Pattern: "GET /today/tills", Screen: today, Or: stores, Answer: func(c *shell.Call) error { return live.Stream(c, s.live()) }},
		{Pattern: "GET /customers", Screen: customers, Answer: on(customersHandler)},
		{Pattern: "GET /customers/{id}", Screen: customers, Answer: on(customerHandler)},
		{Pattern: "POST /customers/{id}/consent", Action: access.SetConsent, Trail: "consent.set", Answer: on(setConsent)},
		{Pattern: "GET /customers/{id}/export", Screen: customers, Action: access.ExportCustomer, Trail: "customer.export", Answer: on(dossier)},
		{Pattern: "POST /customers/{id}/erase", Screen: customers, Action: access.Erase, Trail: "customer.erase", Answer: on(erase)},
		{Pattern: "GET /vouchers", Screen: vouchers, Answer: on(vouchersHandler)},
		{Pattern: "GET /vouchers/{code}", Screen: vouchers, Answer: on(voucherHandler)},
		{Pattern: "POST /vouchers/{code}/void", Action: access.VoidVouchers, Trail: "voucher.void", Answer: on(voidVoucher)},
		{Pattern: "POST /vouchers/{code}/reprint", Action: access.ReprintVouchers, Trail: "voucher.reprint", Answer: on(reprint)},
		{Pattern: "GET /promotions", Screen: promotions, Answer: on(promotionsHandler)},
		{Pattern: "GET /promotions/{id}", Screen: promotions, Answer: on(promotionHandler)},
		{Pattern: "POST /promotions/{id}/state", Action: access.EditPromotions, Trail: "promotion.paused", Answer: on(setPromotionState)},
		{Pattern: "GET /segments", Screen: shell.Segments, Answer: func(c *shell.Call) error { return segments.Show(c, s.cfg.Segments) }},
		{Pattern: "GET /learn", Screen: learn, Answer: on(learnHandler)},
		{Pattern: "POST /learn/{snapshot}/stand", Action: access.RunLearn, Trail: "snapshot.stand", Answer: on(standAgain)},
		{Pattern: "GET /stores", Screen: stores, Answer: func(c *shell.Call) error { return store.List(c, s.cfg.ChainData) }},
		{Pattern: "GET /stores/{store}", Screen: stores, Answer: func(c *shell.Call) error { return store.Show(c, s.cfg.StorePages) }},
		{Pattern: "GET /settings/chain", Screen: settings, Answer: setup.Desk{Chain: s.cfg.Declares}.Show},
		{Pattern: "POST /settings/chain", Screen: settings, Action: access.EditSettings, Trail: "settings.change", Answer: setup.Desk{Chain: s.cfg.Declares}.Save},
		{Pattern: "GET /settings", Screen: settings, Answer: on(settingsHandler)},
	})
}

// house is who may come in.
func (s *Site) house() house.Ports {
	p := s.cfg.House
	p.Sessions, p.Throttle = s.cfg.Sessions, s.throttle
	return p
}

// join is the door for whoever was invited.
func (s *Site) join(w http.ResponseWriter, r *http.Request) { s.house().Join(s.around.Answer(w, r)) }

// live is where the live parts of pages come from.
func (s *Site) live() live.Source {
	return live.Source{Recent: s.cfg.Ticker, Figures: s.cfg.Live, Ticks: s.cfg.Days.Ticks}
}

// land sends somebody to the screen they work with most.
func land(c *call) error {
	own := shell.Screens(c.Who.Role)
	if len(own) == 0 {
		return shell.ErrAbsent()
	}
	c.Redirect(own[0].Home(c.Who))
	return nil
}
