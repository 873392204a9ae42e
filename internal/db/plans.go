package db

import plans "sartor/internal/db/plan"

// Plans reads and writes the nights' plans.
func (d *DB) Plans() plans.Store { return plans.Store{Engine: d.engine, Query: sql} }
