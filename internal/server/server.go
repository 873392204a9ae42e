// Package server is the open chain: one database with its lock, its keys, the
// world as decisions see it, the till's desk, and the work that goes on behind
// the tills. Commands open it for themselves or borrow it from the server that
// runs; the API and the console read it through their adapters in api and rooms.
//
// It refuses flags, output and the environment: those belong to cmd/sartor.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"sartor/internal/db"
	"sartor/internal/fault"
	"sartor/internal/job"
	"sartor/internal/retail"
	"sartor/internal/server/rush"
	"sartor/internal/server/shelf"
	"sartor/internal/till"
	"sartor/internal/voucher/code"
)

// Chain is an open database with everything that works on it.
type Chain struct {
	DB         *db.DB
	URL        string
	Desk       *till.Desk
	Log        *slog.Logger
	Clock      func() time.Time
	Draw       func() uint64 // uniform 64 bits: lots, serials, ids
	*rush.Rush               // what is worked behind the tills makes way for them

	keys    *keyring
	keyFile string
	lock    *Lock // nil: not ours, or a server engine
	sights  *sights
	shelf   *shelf.Keeper
	work    sync.WaitGroup // background work
	started time.Time
	base    base
	quit    context.CancelFunc
	ended   sync.Once
	slack   []byte // untouched: see Background
}

// Options are what a command says about the chain it needs.
type Options struct {
	URL     string
	KeyFile string // "": beside the database
	Log     *slog.Logger
	Clock   func() time.Time // nil: the real one
	Draw    func() uint64    // nil: the machine's chance
}

// Open takes the lock, opens the database and its keys, and reads what
// decisions need. A database in use is a fault.Conflict that names its owner.
func Open(ctx context.Context, o Options) (*Chain, error) {
	c := &Chain{URL: o.URL, Log: o.Log, Clock: o.Clock, Draw: o.Draw}
	if c.Draw == nil {
		c.Draw = rand.Uint64
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Log == nil { // a command that speaks for itself
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.started, c.Rush = c.Clock(), &rush.Rush{Clock: c.Clock}
	if path := SQLitePath(o.URL); path != "" {
		lock, err := TakeLock(path)
		if held, ok := errors.AsType[*HeldError](err); ok {
			return nil, BusyError(path, held)
		}
		if err != nil {
			return nil, err
		}
		c.lock = lock
		if err := finishSwap(path); err != nil {
			return nil, errors.Join(fmt.Errorf("finish the restore of %s: %w", path, err), lock.Release())
		}
	}
	if err := c.start(ctx, o); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (c *Chain) start(ctx context.Context, o Options) error {
	var err error
	if c.lock != nil {
		if err := c.lock.Announce(""); err != nil {
			return err
		}
	}
	if c.DB, err = db.Open(ctx, o.URL); err != nil {
		return err
	}
	c.keyFile = keyPath(o.URL, o.KeyFile)
	if c.keys, err = openKeys(ctx, c.DB, c.keyFile); err != nil {
		return err
	}
	c.shelf = shelf.NewKeeper(shelf.Chain{DB: c.DB, Ended: c.endedVouchers, Declared: c.declaredStock, Clock: c.Clock, Log: c.Log})
	c.sights = &sights{db: c.DB, keys: c.keys, log: c.Log, shelf: c.shelf}
	if err := c.sights.refresh(ctx); err != nil {
		return err
	}
	c.Desk = c.DeskAt(c.Clock, c.Draw)
	if c.lock == nil {
		return nil
	}
	return job.Orphaned(ctx, c.DB, kinds(), retail.MicrosOf(c.Clock())) // the file is ours: whoever had it is dead
}

// DeskAt is a till's desk with a clock and lots of its own.
func (c *Chain) DeskAt(clock func() time.Time, draw func() uint64) *till.Desk {
	return till.New(till.Parts{Store: c.DB, Sight: c.Sight, Codes: c.keys.codes, Clock: clock, Draw: draw})
}

// Shelf keeps what stores hold.
func (c *Chain) Shelf() *shelf.Keeper { return c.shelf }

// endedVouchers counts, by promotion of head office's, the vouchers that came to an end.
func (c *Chain) endedVouchers(ctx context.Context) (map[uint32]shelf.Ended, error) {
	budgets, err := c.DB.Budgets(ctx)
	out := make(map[uint32]shelf.Ended, len(budgets))
	for number, b := range budgets {
		out[number] = shelf.Ended{Redeemed: b.Redeemed, Expired: b.Expired}
	}
	return out, err
}

func (c *Chain) declaredStock() shelf.Declared {
	return shelf.Declared{Cut: c.Sight().Chain.Cut, Estimates: c.sights.estimates.Load()}
}

// Codes makes and reads the chain's voucher codes.
func (c *Chain) Codes() *code.Ring { return c.keys.codes }

// KeyFile is where the key that wraps the chain's keys lies.
func (c *Chain) KeyFile() string { return c.keyFile }

// Sight is the world as decisions see it right now.
func (c *Chain) Sight() *till.Sight { return c.sights.current() }

// Refresh reads what changed in the world; a change made here acts at once.
func (c *Chain) Refresh(ctx context.Context) error { return c.sights.refresh(ctx) }

// Engine names what keeps the rows.
func (c *Chain) Engine() string {
	if c.DB.Embedded() {
		return "sqlite"
	}
	return "postgres"
}

// Check reports whether the database answers and takes writes.
func (c *Chain) Check(ctx context.Context) error {
	if err := c.DB.Broken(); err != nil {
		return err
	}
	_, err := c.DB.Setting(ctx, chainSetting)
	return err
}

// Lend gives the open chain to a command that runs inside this process; it must
// be meant for this database.
func (c *Chain) Lend(url string) error {
	if url != c.URL {
		return fault.New(fault.Invalid, "other_database", "this server has %s open, not %s", c.URL, url)
	}
	return nil
}

// Announce writes the address of the command socket into the lock file; without
// a lock there is nobody to tell.
func (c *Chain) Announce(socket string) error {
	if c.lock == nil {
		return nil
	}
	return c.lock.Announce(socket)
}

// Go runs work that Close waits for; it must end when its context does.
func (c *Chain) Go(work func()) { c.work.Go(work) }

// Close stops background work and closes the database cleanly, so that no large
// write-ahead log is left. Closing again does nothing.
func (c *Chain) Close() error {
	var err error
	c.ended.Do(func() { err = c.end() })
	return err
}

func (c *Chain) end() error {
	if c.quit != nil {
		c.quit()
	}
	c.work.Wait()
	var err error
	if c.DB != nil {
		err = c.DB.Close()
	}
	if c.lock != nil {
		err = errors.Join(err, c.lock.Release())
	}
	return err
}
