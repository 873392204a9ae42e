package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	codes "modernc.org/sqlite/lib"

	"sartor/internal/db/engine/lite"
)

// logLimits bound the write-ahead log. Its pages are copied into the file beside
// the writer, so that no till waits for that; the writer itself copies only the
// few that came meanwhile, and begins the log anew.
type logLimits struct {
	every time.Duration // between looks at its length
	dose  int64         // pages, from which on what came is copied
	long  int64         // pages, from which on the file is synced and the log begun anew
}

// usualLog: 32 MiB are about a second of 500 closes a second. A longer log takes longer
// to read when a server follows one that was killed. A dose takes a core for a few
// milliseconds; all of a long log at once would take it for fifty, and every second
// close would stand behind that. Pages that change often are copied more often so; the
// disk gets each a few at a time (lite.Steady), so that syncs have little left to write.
func usualLog() logLimits {
	return logLimits{every: 20 * time.Millisecond, dose: 500, long: 8_000}
}

// passes are how often the log is copied before the writer begins it anew: each
// copies what came during the one before. Behind each the file is synced: SQLite does
// so only where nothing came meanwhile, and all of it would be left to the writer.
const passes = 3

// checkpointer copies the log's pages into the file while the writer goes on.
type checkpointer struct {
	group *group
	files *files
	line  *line
	most  logLimits
	quit  func()
	ended <-chan struct{}
	done  chan struct{}
}

func startCheckpointer(g *group, path string, line *line, most logLimits) *checkpointer {
	ctx, quit := context.WithCancel(context.Background())
	c := &checkpointer{group: g, files: newFiles(path), line: line, most: most, quit: quit, ended: ctx.Done(), done: make(chan struct{})}
	go c.loop()
	return c
}

// stop ends the copying; a second call finds it ended.
func (c *checkpointer) stop() error {
	c.quit()
	<-c.done
	return c.line.close()
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

// shorten copies what came into the log, and has the writer begin it anew when it is long.
func (c *checkpointer) shorten() error {
	length, copied, err := checkpoint(c.line, looking) // looks and does nothing
	if err == nil && length-copied >= c.most.dose {
		_, _, err = checkpoint(c.line, copying)
	}
	if err != nil || length < c.most.long {
		return err
	}
	for range passes {
		if _, _, err := checkpoint(c.line, copying); err != nil {
			return err
		}
		if err := c.line.conn.Sync(); err != nil {
			return fmt.Errorf("copy the log into the file: %w", err)
		}
	}
	c.group.restart.Store(true)
	return nil
}

// Ways to ask for the length of the log: looking does nothing else, copying first
// copies all of it that no reader still needs and syncs the file. Neither waits for
// anybody.
var (
	looking = plain("checkpoint.look", "pragma wal_checkpoint(noop)")
	copying = plain("checkpoint.copy", "pragma wal_checkpoint(passive)")
)

// checkpoint asks how many pages the log has, and how many of them are copied. The log's files are never
// opened here: closing one would drop the locks that SQLite holds on it in this
// process.
func checkpoint(on *line, how *Query) (length, copied int64, err error) {
	var busy int64
	if _, err := One(context.Background(), on, how, nil, &busy, &length, &copied); err != nil {
		return 0, 0, fmt.Errorf("copy the log into the file: %w", err)
	}
	return length, copied, nil
}

// inUse reports that somebody outside of this process holds the file, such as a
// shell that looks at it: the log is copied at the next look.
func inUse(err error) bool {
	e, ok := errors.AsType[*lite.Error](err)
	return ok && (e.Primary() == codes.SQLITE_BUSY || e.Primary() == codes.SQLITE_LOCKED)
}

// begin starts the log anew when it is long: nearly all of it is copied already,
// and behind the rest the next write begins at the front, unless a reader still
// looks at an older state.
func (g *group) begin() {
	if !g.restart.Swap(false) {
		return
	}
	if _, _, err := checkpoint(g.writer, copying); err != nil && !inUse(err) {
		_ = g.breakDown(errors.Join(err, errRestart)) // every write answers it from now on
	}
}

var errRestart = errors.New("begin the log anew")
