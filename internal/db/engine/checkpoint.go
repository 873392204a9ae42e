package engine

import (
	"context"
	stdsql "database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"time"
)

// logLimits bound the write-ahead log. Its pages are copied into the file beside
// the writer, so that no till waits for that; the writer itself copies only the
// few that came meanwhile, and begins the log anew.
type logLimits struct {
	every time.Duration // between looks at its length
	long  uint32        // pages, from which on it is copied and begun anew
}

// usualLog: 32 MiB are about a second of 500 closes a second. Copying more often
// makes the disk busy as long and writes hot pages more often; a longer log takes
// longer to read when a server follows one that was killed.
func usualLog() logLimits { return logLimits{every: 100 * time.Millisecond, long: 8_000} }

// passes are how often the log is copied before the writer begins it anew: each
// copies what came during the one before.
const passes = 3

// checkpointer copies the log's pages into the file while the writer goes on.
type checkpointer struct {
	group *group
	db    *stdsql.DB
	index string // path of the log's index
	most  logLimits
	quit  func()
	ended <-chan struct{}
	done  chan struct{}
}

func startCheckpointer(g *group, db *stdsql.DB, path string, most logLimits) *checkpointer {
	db.SetMaxOpenConns(1)
	ctx, quit := context.WithCancel(context.Background())
	c := &checkpointer{group: g, db: db, index: path + "-shm", most: most, quit: quit, ended: ctx.Done(), done: make(chan struct{})}
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
		if c.group.Broken() != nil || c.length() < c.most.long {
			continue
		}
		for range passes {
			if err := checkpoint(c.db); err != nil {
				c.group.breakDown(err) // the disk refused a page or a sync
				return
			}
		}
		c.group.restart.Store(true)
	}
}

// length reads the number of pages in the log from the header of its index, as
// SQLite's documentation of the format has it ("mxFrame"); 0 without a log.
func (c *checkpointer) length() uint32 {
	const at = 16
	f, err := os.Open(c.index)
	if err != nil {
		return 0
	}
	defer f.Close()
	var b [4]byte
	if _, err := f.ReadAt(b[:], at); err != nil {
		return 0
	}
	return binary.NativeEndian.Uint32(b[:])
}

// checkpoint copies all pages of the log that no reader still needs and syncs the
// file. It waits for nobody.
func checkpoint(on interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *stdsql.Row
}) error {
	var busy, frames, copied int64
	if err := on.QueryRowContext(context.Background(), "pragma wal_checkpoint(passive)").Scan(&busy, &frames, &copied); err != nil {
		return fmt.Errorf("copy the log into the file: %w", err)
	}
	return nil
}

// begin starts the log anew when it is long: nearly all of it is copied already,
// and behind the rest the next write begins at the front, unless a reader still
// looks at an older state.
func (g *group) begin() {
	if !g.restart.Swap(false) {
		return
	}
	if err := checkpoint(g.conn); err != nil {
		_ = g.breakDown(errors.Join(err, errRestart)) // every write answers it from now on
	}
}

var errRestart = errors.New("begin the log anew")
