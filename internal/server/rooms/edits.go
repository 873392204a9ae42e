package rooms

import (
	"context"

	"sartor/internal/server"
	"sartor/internal/server/editor"
)

// edits lets pages read and write head office's promotions.
func edits(c *server.Chain) editor.Editor {
	return editor.Editor{Chain: editor.Chain{
		DB: c.DB, Sight: c.Sight, Refresh: c.Refresh, Today: c.Today, Codes: c.Codes(), Clock: c.Clock,
		Margin: func(ctx context.Context) (float64, error) {
			s, err := c.Settings(ctx)
			return s.Margin, err
		},
	}}
}
