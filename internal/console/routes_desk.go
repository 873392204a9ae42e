package console

import (
	"sartor/internal/access"
	"sartor/internal/console/bench"
	"sartor/internal/console/export"
	"sartor/internal/console/saved"
	"sartor/internal/console/search"
	"sartor/internal/console/shell"
)

// deskRoutes are what lies on every desk: finding, files, saved views, keys.
func (s *Site) deskRoutes() []shell.Route {
	return []shell.Route{
		{Pattern: "GET /find", Answer: func(c *shell.Call) error {
			return search.Find(c, search.Ports{Finder: s.cfg.Finder, Shelf: s.cfg.Shelf})
		}},
		{Pattern: "GET /products/{product}", Screen: stores, Or: promotions, Answer: func(c *shell.Call) error { return search.Product(c, s.cfg.Finder) }},
		{Pattern: "GET /export/{file}", Trail: "list.export", Answer: func(c *shell.Call) error { return export.File(c, s.files()) }},
		{Pattern: "POST /views", Trail: shell.Untracked + "somebody's own bookmark", Answer: func(c *shell.Call) error { return saved.Save(c, s.cfg.Shelf) }},
		{Pattern: "POST /views/drop", Trail: shell.Untracked + "somebody's own bookmark", Answer: func(c *shell.Call) error { return saved.Drop(c, s.cfg.Shelf) }},
		{Pattern: "POST /today/aside", Screen: today, Trail: shell.Untracked + "a setting of one browser, for a day", Answer: bench.Aside},
		{Pattern: "POST /customers/{id}/apart", Screen: customers, Action: access.SeeNames, Trail: "merge.reject", Answer: func(c *shell.Call) error {
			if err := (&call{Call: c, site: s}).ownPair(); err != nil {
				return err
			}
			return bench.Apart(c, s.cfg.Commands)
		}},
		{Pattern: "POST /keys", Trail: shell.Untracked + "a setting of one browser", Answer: saved.Keys},
	}
}
