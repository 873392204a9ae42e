package engine

import (
	"context"
	stdsql "database/sql"
	"errors"
	"fmt"
	"os"
	"time"
)

// logLimits bound the write-ahead log. Its pages are copied into the file beside
// the writer, so that no till waits for that; the writer itself copies only what
// came meanwhile, once the log is long, and begins the log anew.
type logLimits struct {
	every time.Duration // between copies
	worth int64         // bytes of log; below it nothing is gained
	long  int64         // pages of log, from which on it is begun anew
}

// usualLog: a log of 64 MiB is read in a tenth of a second when a server follows
// one that was killed.
func usualLog() logLimits {
	return logLimits{every: 500 * time.Millisecond, worth: 8 << 20, long: 16_000}
}

// checkpointer copies the log's pages into the file while the writer goes on.
type checkpointer struct {
	group *group
	db    *stdsql.DB
	log   string // the write-ahead log's path
	most  logLimits
	quit  func()
	ended <-chan struct{}
	done  chan struct{}
}

func startCheckpointer(g *group, db *stdsql.DB, path string, most logLimits) *checkpointer {
	db.SetMaxOpenConns(1)
	ctx, quit := context.WithCancel(context.Background())
	c := &checkpointer{group: g, db: db, log: path + "-wal", most: most, quit: quit, ended: ctx.Done(), done: make(chan struct{})}
	go c.loop()
	return c
}

// stop ends the copying; a second call finds it ended.
func (c *checkpointer) stop() error {
	c.quit()
	<-c.done
	return c.db.Close()
}

func (c *checkpointer) loop() {
	defer close(c.done)
	tick := time.NewTicker(c.most.every)
	defer tick.Stop()
	for {
		select {
		case <-c.ended:
			return
		case <-tick.C:
		}
		if !c.group.wrote.Load() || c.group.Broken() != nil {
			continue
		}
		if info, err := os.Stat(c.log); err != nil || info.Size() < c.most.worth {
			continue // without a log there is nothing to copy
		}
		c.group.wrote.Store(false)
		frames, err := checkpoint(c.db)
		if err != nil {
			_ = c.group.breakDown(err) // every write answers it from now on
			return
		}
		if frames >= c.most.long {
			c.group.restart.Store(true)
		}
	}
}

// checkpoint copies all pages of the log that no reader still needs, syncs the
// file, and returns how long the log is. It waits for nobody.
func checkpoint(on interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *stdsql.Row
}) (frames int64, err error) {
	var busy, copied int64
	if err := on.QueryRowContext(context.Background(), "pragma wal_checkpoint(passive)").Scan(&busy, &frames, &copied); err != nil {
		return 0, fmt.Errorf("copy the log into the file: %w", err)
	}
	return frames, nil
}

// begin starts the log anew when it is long: nearly all of it is copied already,
// and behind the rest the next write begins at the front, unless a reader still
// looks at an older state.
func (g *group) begin() {
	if !g.restart.Swap(false) {
		return
	}
	if _, err := checkpoint(g.conn); err != nil {
		_ = g.breakDown(errors.Join(err, errRestart)) // every write answers it from now on
	}
}

var errRestart = errors.New("begin the log anew")
