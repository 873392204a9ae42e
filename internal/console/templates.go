package console

import (
	"math/rand/v2"

	"sartor/internal/access"
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

// templateRoutes are the pages and forms of head office's promotions.
func (s *Site) templateRoutes() []shell.Route {
	t := s.templates()
	return []shell.Route{
		{Pattern: "GET /promotions/new", Screen: promotions, Action: access.EditPromotions, Answer: t.New},
		{Pattern: "POST /promotions/new", Screen: promotions, Action: access.EditPromotions, Trail: "promotion.draft", Answer: t.Save},
		{Pattern: "GET /promotions/{id}/edit", Screen: promotions, Action: access.EditPromotions, Answer: t.Edit},
		{Pattern: "POST /promotions/{id}/edit", Screen: promotions, Action: access.EditPromotions, Trail: "promotion.draft", Answer: t.Save},
		{Pattern: "GET /promotions/{id}/review", Screen: promotions, Answer: t.Review},
		{Pattern: "GET /promotions/{id}/history", Screen: promotions, Answer: t.History},
	}
}
