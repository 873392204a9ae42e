package console

import (
	"math/rand/v2"

	"sartor/internal/access"
	"sartor/internal/console/local"
	"sartor/internal/console/shell"
	"sartor/internal/console/template"
)

// templates answers the pages on which head office makes promotions.
func (s *Site) templates() *template.Desk {
	draw := s.cfg.Draw
	if draw == nil {
		draw = rand.Uint64
	}
	return &template.Desk{Templates: s.cfg.Templates, Estimates: s.cfg.Estimates, Customers: s.cfg.Customers, Draw: draw}
}

// locals answers the pages of stores' versions.
func (s *Site) locals() *local.Desk {
	return &local.Desk{Locals: s.cfg.Locals, Templates: s.cfg.Templates, Customers: s.cfg.Customers}
}

// templateRoutes are the pages and forms of head office's promotions and of stores'
// versions.
func (s *Site) templateRoutes() []shell.Route {
	t, l := s.templates(), s.locals()
	return []shell.Route{
		{Pattern: "GET /promotions/new", Screen: promotions, Action: access.EditPromotions, Answer: t.New},
		{Pattern: "POST /promotions/new", Screen: promotions, Action: access.EditPromotions, Trail: "promotion.draft", Answer: t.Save},
		{Pattern: "GET /promotions/{id}/edit", Screen: promotions, Action: access.EditPromotions, Answer: t.Edit},
		{Pattern: "POST /promotions/{id}/edit", Screen: promotions, Action: access.EditPromotions, Trail: "promotion.draft", Answer: t.Save},
		{Pattern: "GET /promotions/{id}/review", Screen: promotions, Answer: t.Review},
		{Pattern: "GET /promotions/{id}/history", Screen: promotions, Answer: t.History},
		{Pattern: "POST /promotions/{id}/history/{version}", Screen: promotions, Action: access.EditPromotions, Trail: "promotion.draft", Answer: t.Restore},
		{Pattern: "GET /promotions/{id}/stores/{store}", Screen: promotions, Answer: l.Show},
		{Pattern: "POST /promotions/{id}/stores/{store}", Screen: promotions, Action: access.EditVersions, Trail: "version.save", Answer: l.Step},
		{Pattern: "POST /promotions/{id}/transfers", Screen: promotions, Action: access.EditPromotions, Trail: "version.transfer", Answer: l.Move},
		{Pattern: "GET /approvals", Screen: promotions, Action: access.EditPromotions, Answer: l.Queue},
	}
}
