package engine

import (
	"context"
	stdsql "database/sql"
	"errors"
	"fmt"
	"time"

	driver "modernc.org/sqlite"
)

// logLimits bound the write-ahead log. Its pages are copied into the file beside
// the writer, so that no till waits for that; the writer itself copies only the
// few that came meanwhile, and begins the log anew.
type logLimits struct {
	every time.Duration // between looks at its length
	long  int64         // pages, from which on it is copied and begun anew
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
	files *files
	db    *stdsql.DB
	most  logLimits
	quit  func()
	ended <-chan struct{}
	done  chan struct{}
}

func startCheckpointer(g *group, path string, db *stdsql.DB, most logLimits) *checkpointer {
	db.SetMaxOpenConns(1)
	ctx, quit := context.WithCancel(context.Background())
	c := &checkpointer{group: g, files: newFiles(path), db: db, most: most, quit: quit, ended: ctx.Done(), done: make(chan struct{})}
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
		if c.group.Broken() != nil {
			return
		}
		err := c.files.check()
		if err == nil {
			err = c.shorten()
		}
		if err != nil && !inUse(err) {
			_ = c.group.breakDown(err) // the disk refused a page or a sync: every write answers it
			return
		}
	}
}

// shorten copies the log when it is long, and has the writer begin it anew.
func (c *checkpointer) shorten() error {
	length, err := checkpoint(c.db, "noop") // looks and does nothing
	if err != nil || length < c.most.long {
		return err
	}
	for range passes {
		if _, err := checkpoint(c.db, "passive"); err != nil {
			return err
		}
	}
	c.group.restart.Store(true)
	return nil
}

// checkpoint asks for the length of the log in pages; "passive" first copies all
// of it that no reader still needs and syncs the file. Neither waits for anybody.
// The log's files are never opened here: closing one would drop the locks that
// SQLite holds on it in this process.
func checkpoint(on interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *stdsql.Row
}, mode string) (length int64, err error) {
	var busy, copied int64
	if err := on.QueryRowContext(context.Background(), "pragma wal_checkpoint("+mode+")").Scan(&busy, &length, &copied); err != nil {
		return 0, fmt.Errorf("copy the log into the file: %w", err)
	}
	return length, nil
}

// inUse reports that somebody outside of this process holds the file, such as a
// shell that looks at it: the log is copied at the next look.
func inUse(err error) bool {
	const busy, locked = 5, 6 // SQLITE_BUSY, SQLITE_LOCKED
	e, ok := errors.AsType[*driver.Error](err)
	return ok && (e.Code()&0xff == busy || e.Code()&0xff == locked)
}

// begin starts the log anew when it is long: nearly all of it is copied already,
// and behind the rest the next write begins at the front, unless a reader still
// looks at an older state.
func (g *group) begin() {
	if !g.restart.Swap(false) {
		return
	}
	if _, err := checkpoint(g.conn, "passive"); err != nil && !inUse(err) {
		_ = g.breakDown(errors.Join(err, errRestart)) // every write answers it from now on
	}
}

var errRestart = errors.New("begin the log anew")
