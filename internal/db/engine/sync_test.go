package engine

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// writerOf makes this test binary write instead of testing: it names the pragma
// that says when a commit is synced.
const writerOf = "SARTOR_ENGINE_WRITER"

// pagesOnly makes it write pages that are copied into the file while it goes on.
const pagesOnly = "pages"

func TestMain(m *testing.M) {
	if pragma := os.Getenv(writerOf); pragma != "" {
		write := writeGroups
		if pragma == pagesOnly {
			write = writePages
		}
		if err := write(context.Background(), os.Args[1], pragma); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

const tracedGroups = 40

// writeGroups writes groups of one and of twelve and says after each that it is
// kept, as a server answers its tills.
func writeGroups(ctx context.Context, path, pragma string) error {
	e, err := openFile(ctx, path, pragma, usualLog())
	if err != nil {
		return err
	}
	insert := plain("kept.add", "insert into kept (n) values (1)")
	write := func(q *Query) error {
		return e.Write(ctx, Till, func(tx *Tx) error {
			_, err := tx.Exec(ctx, q)
			return err
		})
	}
	if err := write(plain("kept", "create table kept (n bigint not null)")); err != nil {
		return err
	}
	for i := range tracedGroups {
		var all sync.WaitGroup
		size := 1 + 11*(i%2)
		failed := make(chan error, size)
		for range size {
			all.Go(func() { failed <- write(insert) })
		}
		all.Wait()
		close(failed)
		for err := range failed {
			if err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintf(os.Stdout, "ack %d\n", i); err != nil {
			return err
		}
	}
	return e.Close()
}

const tracedPages = 1_000

// writePages writes rows of a page each, and ends when most of them are in the file.
func writePages(ctx context.Context, path, _ string) error {
	e, err := openFile(ctx, path, fullSync, logLimits{every: time.Millisecond, dose: 200, long: 1 << 31})
	if err != nil {
		return err
	}
	fill := plain("filled", fmt.Sprintf("create table filled as with recursive n(i) as (select 1 union all select i+1 from n where i < %d) select zeroblob(4000) from n", tracedPages))
	if err := e.Write(ctx, Till, func(tx *Tx) error { _, err := tx.Exec(ctx, fill); return err }); err != nil {
		return err
	}
	for look := time.NewTicker(time.Millisecond); ; <-look.C {
		if info, err := os.Stat(path); err != nil || info.Size() >= tracedPages*4096 {
			return errors.Join(err, e.Close())
		}
	}
}

// TestSync_CopiesAFewPagesAtATime: what is copied into the file reaches the disk as it
// goes, so that no commit waits behind all of it.
func TestSync_CopiesAFewPagesAtATime(t *testing.T) {
	t.Parallel()
	const most = 16
	kept, pushed, longest := 0, 0, 0
	for lines := bufio.NewScanner(traced(t, pagesOnly)); lines.Scan(); {
		switch line := lines.Text(); {
		case !strings.Contains(line, "/a.db>"):
		case strings.Contains(line, "pwrite64("):
			kept++
			longest = max(longest, kept)
		case strings.Contains(line, "sync_file_range("):
			pushed += kept
			kept = 0
		case strings.Contains(line, "sync("):
			kept = 0
		}
	}
	if pushed < tracedPages*9/10 || longest > most {
		t.Errorf("the disk was given %d of %d pages as they were copied, up to %d at once", pushed, tracedPages, longest)
	}
}

// TestSync_OneBeforeEachAcknowledgedGroup reads what the system was asked to do:
// before a group is acknowledged, all that was written for it is synced.
func TestSync_OneBeforeEachAcknowledgedGroup(t *testing.T) {
	t.Parallel()
	acks, syncs, err := syncedFirst(traced(t, fullSync))
	if err != nil {
		t.Error(err)
	}
	if acks != tracedGroups || syncs < acks {
		t.Errorf("saw %d acknowledged groups and %d syncs, want %d and as many", acks, syncs, tracedGroups)
	}
}

// TestSync_KeepsNoTimes: a commit does not wait until the file system's journal has
// the time at which the log was written. The first sync of a new file is its folder's.
func TestSync_KeepsNoTimes(t *testing.T) {
	t.Parallel()
	whole, data := 0, 0
	for lines := bufio.NewScanner(traced(t, fullSync)); lines.Scan(); {
		whole += strings.Count(lines.Text(), " fsync(")
		data += strings.Count(lines.Text(), " fdatasync(")
	}
	if whole > tracedGroups/4 || data < tracedGroups {
		t.Errorf("%d syncs keep times as well and %d do not, want nearly all of %d without", whole, data, tracedGroups)
	}
}

// TestSync_WritesEachGroupAtOnce: the frames of a commit are one call, where SQLite alone
// makes two of each frame.
func TestSync_WritesEachGroupAtOnce(t *testing.T) {
	t.Parallel()
	writes := 0
	for lines := bufio.NewScanner(traced(t, fullSync)); lines.Scan(); {
		writes += strings.Count(lines.Text(), "pwrite64(")
	}
	const besides = 45 // of the new file, its own pages, and their copy at the end
	if writes < tracedGroups || writes > tracedGroups+besides {
		t.Errorf("%d writes for %d groups", writes, tracedGroups)
	}
}

// TestSync_CatchesATwinThatSyncsLater runs the same check on the pragma that
// loses acknowledged data at a power cut.
func TestSync_CatchesATwinThatSyncsLater(t *testing.T) {
	t.Parallel()
	acks, _, err := syncedFirst(traced(t, "synchronous(NORMAL)"))
	if !errors.Is(err, errUnsynced) {
		t.Errorf("of %d acknowledged groups the check found %v, want some that were not synced", acks, err)
	}
}

// traced runs a writer under strace and returns the trace.
func traced(t *testing.T, pragma string) io.Reader {
	t.Helper()
	dir := t.TempDir()
	trace := filepath.Join(dir, "trace")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), tool(t, "strace"), "-f", "-o", trace, "-e", "trace=fsync,fdatasync,sync_file_range,write,pwrite64", "-y", self, filepath.Join(dir, "a.db"))
	cmd.Env = append(os.Environ(), writerOf+"="+pragma)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	f, err := os.Open(trace)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// tool finds a program that the test needs.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing: the syncs were not traced", name)
	}
	t.Skipf("SYNCS NOT TRACED: install %s", name)
	return ""
}

var errUnsynced = errors.New("acknowledged before it was synced")

// syncedFirst follows a trace: a write makes the file dirty, a sync that
// succeeds makes it clean, and an acknowledgement must find it clean.
func syncedFirst(trace io.Reader) (acks, syncs int, err error) {
	dirty, since := false, 0
	lines := bufio.NewScanner(trace)
	for lines.Scan() {
		line := lines.Text()
		switch {
		case strings.Contains(line, `, "ack `):
			if acks++; dirty || since == 0 {
				return acks, syncs, fmt.Errorf("%w: group %d (%d syncs before it)", errUnsynced, acks, since)
			}
			since = 0
		case strings.Contains(line, "pwrite64("):
			dirty = true
		case strings.Contains(line, "sync") && strings.HasSuffix(line, "= 0"):
			dirty = false
			since++
			syncs++
		}
	}
	return acks, syncs, lines.Err()
}
