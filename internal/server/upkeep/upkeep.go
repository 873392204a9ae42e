// Package upkeep looks after an open chain: it verifies what must hold, examines
// what surrounds it, copies it away and brings it back, derives it anew, and
// hands it out as files. It reads rows by statements of its own and decides
// nothing about tills or customers.
//
// What must hold is listed in invariants; TestVerify_NamesEachBrokenInvariant breaks
// one after the other by hand. A restore changes nothing before the copy has
// proven itself (TestRestore_*).
package upkeep

import (
	"context"
	"embed"

	"sartor/internal/db/engine"
	"sartor/internal/server"
)

//go:embed query/*.sql
var queryFiles embed.FS

var queries = engine.Embedded(queryFiles)

// sql returns a statement by name.
func sql(name string) *engine.Query { return queries.Named(name) }

// view runs fn on one consistent snapshot of the chain's rows.
func view(ctx context.Context, c *server.Chain, fn func(engine.Session) error) error {
	return c.DB.Engine().View(ctx, fn)
}
