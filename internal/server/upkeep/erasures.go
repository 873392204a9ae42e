package upkeep

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"sartor/internal/db"
	"sartor/internal/db/engine"
	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server"
)

// lists gathers every list of erasures there is: the backup's, the newer one
// that was given or lies beside the target, and that of what stands there.
func (r Restore) lists(ctx context.Context, path string) (all []db.Erasure, err error) {
	if r.Erasures != "" {
		if all, err = server.ReadErasures(r.Erasures); err != nil {
			return nil, err
		}
	}
	places := []string{filepath.Join(r.From, backupErasures)}
	if path != "" {
		places = append(places, server.ErasuresPath(path))
		if old, err := erasuresIn(ctx, path); err == nil { // one that cannot be read is why it is replaced
			all = append(all, old...)
		}
	}
	for _, place := range places {
		list, err := server.ReadErasures(place)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// erasuresIn reads the list of a database that nobody has open.
func erasuresIn(ctx context.Context, path string) (out []db.Erasure, err error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	e, err := engine.Open(ctx, "sqlite:"+path)
	if err != nil {
		return nil, err
	}
	err = engine.Each(ctx, e.Reader(), sql("erasures"), nil, func(scan func(...any) error) error {
		var (
			id int64
			at retail.Micros
		)
		err := scan(&id, &at)
		out = append(out, db.Erasure{Customer: retail.CustomerID(id), At: at})
		return err
	})
	return out, errors.Join(err, e.Close())
}

// forget erases everybody on the lists, and returns how many of them the chain
// still knew.
func forget(ctx context.Context, c *server.Chain, list []db.Erasure) (n int, err error) {
	for _, e := range list {
		_, err := c.DB.Erase(ctx, e.Customer, "restore", e.At)
		if fault.Is(err, fault.NotFound) { // forgotten in the copy already, or never known to it
			continue
		}
		if err != nil {
			return n, fmt.Errorf("erase %s: %w", e.Customer, err)
		}
		n++
	}
	return n, nil
}
