package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	codes "modernc.org/sqlite/lib" // the embedded engine: pure Go, one static binary

	"sartor/internal/db/engine/lite"
)

// readers bounds the reading connections: two cores gain nothing from more.
const readers = 4

// sqlite is one file: one writing connection behind a queue (group.go)
// and a pool of reading ones.
type sqlite struct {
	*group
	path        string
	pool        *pool
	checkpoints *checkpointer
}

// fullSync makes every commit wait until the disk has it (sync_test.go).
const fullSync = "synchronous(FULL)"

// openSQLite opens the file with write-ahead log and full sync.
func openSQLite(ctx context.Context, path string) (*sqlite, error) {
	return openFile(ctx, path, fullSync, usualLog())
}

func openFile(ctx context.Context, path, sync string, log logLimits) (*sqlite, error) {
	if path == "" {
		return nil, errors.New("sqlite: needs a path")
	}
	if f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	} else if err := f.Close(); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	writer, err := connect(path, sync, "cache_size(-131072)", "wal_autocheckpoint(0)")
	if err != nil {
		return nil, err
	}
	if err := gather(writer, sync); err != nil {
		return nil, errors.Join(err, writer.close())
	}
	reading, err := newPool(path)
	if err != nil {
		return nil, errors.Join(err, writer.close())
	}
	copying, err := steady(path, sync)
	if err != nil {
		return nil, errors.Join(err, reading.close(), writer.close())
	}
	e := &sqlite{path: path, pool: reading, group: startGroup(writer, newFiles(path))}
	e.checkpoints = startCheckpointer(e.group, path, copying, log)
	return e, nil
}

// connect opens a connection with the pragmas that every one needs, and more: what is
// deleted from a page is overwritten there, so that an erasure holds in the file too. Of several
// that give a new file its log at once SQLite sends away all but one, however long they
// would wait, lest they wait for each other: they come again.
func connect(path string, pragmas ...string) (*line, error) {
	pragmas = append([]string{"busy_timeout(10000)", "journal_mode(WAL)", "temp_store(MEMORY)", "secure_delete(FAST)"}, pragmas...)
	conn, err := lite.Open(path, pragmas...)
	for again := 0; err != nil && inUse(err) && again < mostAgain; again++ {
		time.Sleep(pause)
		conn, err = lite.Open(path, pragmas...)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return newLine(conn), nil
}

// gather has the frames of one commit written at once, where each commit is synced.
func gather(writer *line, sync string) error {
	if sync != fullSync {
		return nil
	}
	if _, _, err := checkpoint(writer, looking); err != nil { // which opens the log
		return err
	}
	return writer.conn.Gather()
}

// steady is a connection that copies the log into the file a few pages at a time.
func steady(path, sync string) (*line, error) {
	copying, err := connect(path, sync)
	if err != nil {
		return nil, err
	}
	if _, _, err = checkpoint(copying, looking); err == nil { // which opens the file
		err = copying.conn.Steady()
	}
	if err != nil {
		return nil, errors.Join(err, copying.close())
	}
	return copying, nil
}

// How often a connection that was sent away comes again, and after which pause.
const (
	mostAgain = 100
	pause     = 20 * time.Millisecond
)

// failing reports whether the disk or the file is to blame: what such a write
// left behind is not known.
func failing(err error) bool {
	e, ok := errors.AsType[*lite.Error](err)
	if !ok {
		return false
	}
	switch e.Primary() {
	case codes.SQLITE_IOERR, codes.SQLITE_FULL, codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB, codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN:
		return true
	}
	return false
}

func (e *sqlite) Dialect() Dialect { return SQLite }

func (e *sqlite) Reader() Session { return e.pool }

func (e *sqlite) View(ctx context.Context, fn func(Session) error) error {
	return e.pool.view(ctx, fn)
}

func (e *sqlite) Close() error {
	return errors.Join(e.stop(), e.checkpoints.stop(), e.pool.close())
}

var vacuum = &Query{name: "vacuum", sqlite: "vacuum into ?1", args: []string{"path"}}

func (e *sqlite) Backup(ctx context.Context, path string) error {
	l, err := connect(e.path) // of its own: the readers may only read
	if err != nil {
		return err
	}
	_, err = l.Exec(ctx, vacuum, path)
	return errors.Join(err, l.close())
}

// conditional keeps /*ENGINE text*/ for the engine and drops it for the other.
func conditional(text string, d Dialect) string {
	other := Postgres
	if d == Postgres {
		other = SQLite
		text = strings.ReplaceAll(text, " blob ", " bytea ")
	}
	for {
		open := strings.Index(text, "/*"+string(other))
		if open < 0 {
			break
		}
		end := strings.Index(text[open:], "*/")
		if end < 0 {
			break
		}
		text = text[:open] + text[open+end+2:]
	}
	text = strings.ReplaceAll(text, "/*"+string(d), "")
	return strings.ReplaceAll(text, "*/", "")
}

// Ready takes the number from which the writer counts on.
func (e *sqlite) Ready(ctx context.Context, last int64) error {
	return e.Write(ctx, Bulk, func(*Tx) error {
		e.seq = max(e.seq, last)
		return nil
	})
}
