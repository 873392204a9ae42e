package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"sartor/internal/db"
	"sartor/internal/till"
)

// app is an open database with everything that works on it.
type app struct {
	db      *db.DB
	url     string
	keys    *keyring
	lock    *fileLock // nil: not ours, or a server engine
	sights  *sights
	desk    *till.Desk
	log     *slog.Logger
	clock   func() time.Time
	started time.Time
	tally   *tally
	work    sync.WaitGroup // background work
	serving atomic.Bool    // tills may be open: background work makes way
	quit    context.CancelFunc
}

// appOptions are what a command says about the app it needs.
type appOptions struct {
	url     string
	keyFile string
	log     *slog.Logger
	clock   func() time.Time // nil: the real one
}

// openExclusive opens a database for this process alone.
func openExclusive(ctx context.Context, url string) (*app, func() error, error) {
	a, err := openApp(ctx, appOptions{url: url, log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, nil, err
	}
	return a, a.close, nil
}

// lend gives the open app to a command that runs inside this process.
func (a *app) lend(_ context.Context, url string) (*app, func() error, error) {
	if url != a.url {
		return nil, nil, fmt.Errorf("this server has %s open, not %s", a.url, url)
	}
	return a, func() error { return nil }, nil
}

// openApp takes the lock, opens the database and its keys, and reads what
// decisions need.
func openApp(ctx context.Context, o appOptions) (*app, error) {
	a := &app{url: o.url, log: o.log, clock: o.clock}
	if a.clock == nil {
		a.clock = time.Now
	}
	a.started = a.clock()
	if path := sqlitePath(o.url); path != "" {
		lock, err := lockDatabase(path)
		if held, ok := errors.AsType[*heldError](err); ok {
			return nil, busyError(path, held)
		}
		if err != nil {
			return nil, err
		}
		a.lock = lock
	}
	if err := a.start(ctx, o); err != nil {
		return nil, errors.Join(err, a.close())
	}
	return a, nil
}

func (a *app) start(ctx context.Context, o appOptions) error {
	var err error
	if a.lock != nil {
		if err := a.lock.announce(""); err != nil {
			return err
		}
	}
	if a.db, err = db.Open(ctx, o.url); err != nil {
		return err
	}
	if a.keys, err = openKeys(ctx, a.db, keyPath(o.url, o.keyFile)); err != nil {
		return err
	}
	if a.sights, err = newSights(ctx, a.db, a.keys); err != nil {
		return err
	}
	a.tally = newTally(a)
	a.desk = till.New(till.Parts{
		Store: a.db, Sight: a.sights.current, Codes: a.keys.codes, Clock: a.clock, Draw: rand.Uint64,
	})
	return nil
}

// background starts work that ends when the app closes.
func (a *app) background(ctx context.Context) {
	ctx, a.quit = context.WithCancel(ctx)
	a.serving.Store(true)
	a.work.Go(func() { a.sights.keep(ctx, a.log) })
	a.work.Go(func() { a.runner().Run(ctx) })
	a.work.Go(func() { a.fold(ctx) })
	a.work.Go(func() { a.tally.run(ctx) })
	a.work.Go(func() { a.housekeeping(ctx) })
}

// close stops background work and closes the database cleanly, so that no large
// write-ahead log is left.
func (a *app) close() error {
	if a.quit != nil {
		a.quit()
	}
	a.work.Wait()
	var err error
	if a.db != nil {
		err = a.db.Close()
	}
	if a.lock != nil {
		err = errors.Join(err, a.lock.release())
	}
	return err
}
