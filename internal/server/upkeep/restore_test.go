package upkeep

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"sartor/internal/fault"
	"sartor/internal/retail"
	"sartor/internal/server"
	"sartor/internal/stock"
)

func backedUp(t *testing.T, s *shop) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "backup")
	_, err := Backup(t.Context(), s.Chain, dir, WithKey)
	check(t, err)
	return dir
}

// A copy taken while tills close holds every receipt that was answered before it
// began, and everything in it agrees.
func TestBackup_WhileTillsClose(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	stop, stopped := make(chan struct{}), make(chan struct{})
	busy := make(chan struct{}, 1)
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			s.sell(t, fmt.Sprint("card", i%5))
			select {
			case busy <- struct{}{}:
			default:
			}
		}
	}()
	<-busy
	var (
		before, after int64
		dir           string
		err           error
	)
	for range 50 { // until a till closed while the copy was made
		before, err = s.DB.Receipts(t.Context())
		check(t, err)
		dir = backedUp(t, s)
		after, err = s.DB.Receipts(t.Context())
		check(t, err)
		if after > before {
			break
		}
	}
	close(stop)
	<-stopped
	if after == before {
		t.Error("no till closed while the backup was made; the test shows nothing")
	}
	out, err := Restore{From: dir, URL: "sqlite:" + filepath.Join(t.TempDir(), "new.db")}.Run(t.Context())
	check(t, err)
	if out.Receipts < before || out.Receipts > after+1 {
		t.Errorf("the copy holds %d receipts, there were %d before and %d after", out.Receipts, before, after)
	}
}

// What a customer's erasure removed does not come back, wherever the list of
// erasures after the backup is found.
func TestRestore_TheForgottenStayForgotten(t *testing.T) {
	t.Parallel()
	for name, place := range map[string]func(t *testing.T, s *shop, r *Restore){
		"in the database that stands": func(t *testing.T, s *shop, r *Restore) { r.URL, r.Force = s.URL, "test" },
		"beside the target": func(t *testing.T, s *shop, r *Restore) {
			list, err := s.DB.Erasures(t.Context())
			check(t, err)
			check(t, server.WriteErasures(server.ErasuresPath(server.SQLitePath(r.URL)), list))
		},
		"given by hand": func(t *testing.T, s *shop, r *Restore) {
			list, err := s.DB.Erasures(t.Context())
			check(t, err)
			r.Erasures = filepath.Join(t.TempDir(), "list.csv")
			check(t, server.WriteErasures(r.Erasures, list))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			dir := backedUp(t, s)
			late, err := s.DB.FindCustomer(t.Context(), card("card2"))
			check(t, err)
			_, err = s.DB.Erase(t.Context(), late, "test", retail.MicrosOf(time.Now()))
			check(t, err)
			r := Restore{From: dir, URL: "sqlite:" + filepath.Join(t.TempDir(), "new.db")}
			place(t, s, &r)
			check(t, s.Chain.Close())
			out, err := r.Run(t.Context())
			check(t, err)
			if out.Forgotten != 1 {
				t.Errorf("%d erased, want the one after the backup", out.Forgotten)
			}
			c := openAt(t, server.SQLitePath(r.URL))
			if _, err := c.DB.FindCustomer(t.Context(), card("card2")); !fault.Is(err, fault.NotFound) {
				t.Errorf("the customer erased after the backup came back: %v", err)
			}
			if _, err := c.DB.FindCustomer(t.Context(), card("card1")); err != nil {
				t.Errorf("a customer who was not erased is gone: %v", err)
			}
		})
	}
}

// A voucher on paper is good after a restore: code, key and row came along.
func TestRestore_AVoucherOnPaperIsStillGood(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	dir := backedUp(t, s)
	check(t, s.Chain.Close())
	path := filepath.Join(t.TempDir(), "new.db")
	_, err := Restore{From: dir, URL: "sqlite:" + path}.Run(t.Context())
	check(t, err)
	again := &shop{Chain: openAt(t, path), n: 1000}
	again.sell(t, "card3", s.codes[0])
}

// What was told of stock comes along: the shelf stands as it did, what was sold since the
// count is off it, all of it recounts, and a movement that is told again is known.
func TestRestore_StockStandsAsItDid(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.sell(t, "card2")
	check(t, s.CatchUp(t.Context()))
	day := s.Today(1)
	held := func(c *server.Chain) stock.Level {
		shops, err := c.DB.Shelf().Shops(t.Context())
		check(t, err)
		level, err := c.DB.Shelf().Today(t.Context(), shops[0], day)
		check(t, err)
		return level
	}
	was := held(s.Chain)
	if h := was.Find(1); h == nil || h.OnHand != 0 || h.Counted == 0 {
		t.Fatalf("one was counted and one sold since: %+v", was)
	}
	dir := backedUp(t, s)
	check(t, s.Chain.Close())
	path := filepath.Join(t.TempDir(), "new.db")
	_, err := Restore{From: dir, URL: "sqlite:" + path}.Run(t.Context())
	check(t, err)
	c := openAt(t, path)
	check(t, c.CatchUp(t.Context()))
	if is := held(c); !reflect.DeepEqual(is, was) {
		t.Errorf("restored as %+v, was %+v", is, was)
	}
	if all, sound, err := Verify(t.Context(), c); err != nil || !sound {
		t.Errorf("unsound: %+v, %v", all, err)
	}
}

// Whoever opens the database after a restore was killed finishes it, or clears
// away what it had prepared.
func TestRestore_TheNextOneToOpenFinishesIt(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	dir := backedUp(t, s)
	copyOf := func(t *testing.T) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "new.db")
		check(t, copyFile(filepath.Join(dir, backupDB), server.StagedPath(path)))
		check(t, copyFile(filepath.Join(dir, backupKey), server.KeyPath(server.StagedPath(path))))
		return path
	}
	undecided := copyOf(t)
	if n, err := openAt(t, undecided).DB.Receipts(t.Context()); err != nil || n != 0 {
		t.Errorf("a restore that was never decided brought %d receipts, %v", n, err)
	}
	decided := copyOf(t)
	check(t, os.WriteFile(server.StagedPath(decided)+".commit", nil, 0o600))
	c := openAt(t, decided)
	if n, err := c.DB.Receipts(t.Context()); err != nil || n == 0 {
		t.Errorf("a restore that was decided brought %d receipts, %v", n, err)
	}
	if _, sound, err := Verify(t.Context(), c); err != nil || !sound {
		t.Errorf("what was finished at opening is unsound: %v", err)
	}
}

// Nothing is replaced by a copy that does not prove itself.
func TestRestore_RefusesBeforeItReplaces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(t *testing.T, s *shop, r *Restore)
		code  string
	}{
		"another chain's key": {func(t *testing.T, _ *shop, r *Restore) {
			r.KeyFile = filepath.Join(t.TempDir(), "other.key")
			check(t, os.WriteFile(r.KeyFile, []byte(strings.Repeat("ab", 32)+"\n"), 0o600))
		}, "key_wrong"},
		"a key file that is none": {func(t *testing.T, _ *shop, r *Restore) { r.KeyFile = "/nowhere.key" }, "key_missing"},
		"a damaged copy": {func(t *testing.T, _ *shop, r *Restore) {
			f, err := os.OpenFile(filepath.Join(r.From, backupDB), os.O_WRONLY|os.O_APPEND, 0)
			check(t, err)
			_, err = f.Write([]byte("x"))
			check(t, err)
			check(t, f.Close())
		}, "damaged"},
		"no --force":            {func(_ *testing.T, _ *shop, r *Restore) { r.Force = "" }, "exists"},
		"a folder that is none": {func(t *testing.T, _ *shop, r *Restore) { r.From = t.TempDir() }, "no_backup"},
		"another engine":        {func(_ *testing.T, _ *shop, r *Restore) { r.URL = "postgres://nowhere/x" }, "other_engine"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			r := Restore{From: backedUp(t, s), URL: s.URL, Force: "test"}
			s.sell(t, "card0") // after the backup: still there when nothing was replaced
			had, err := s.DB.Receipts(t.Context())
			check(t, err)
			check(t, s.Chain.Close())
			c.spoil(t, s, &r)
			if _, err := r.Run(t.Context()); fault.CodeOf(err) != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
			old := openAt(t, s.path)
			if n, err := old.DB.Receipts(t.Context()); err != nil || n != had {
				t.Errorf("the database that stood has %d receipts, want %d: %v", n, had, err)
			}
			check(t, old.Close())
			if left, _ := filepath.Glob(s.path + ".restoring*"); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// A copy in which something does not hold is refused by name.
func TestRestore_RefusesAnUnsoundCopy(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	check(t, s.Chain.Close())
	check(t, tamper(t, s.path, "update budget set reserved = reserved + 1"))
	broken := openAt(t, s.path)
	dir := filepath.Join(t.TempDir(), "backup")
	_, err := Backup(t.Context(), broken, dir, WithKey)
	check(t, err)
	path := filepath.Join(t.TempDir(), "new.db")
	_, err = Restore{From: dir, URL: "sqlite:" + path}.Run(t.Context())
	if fault.CodeOf(err) != "unsound" || !strings.Contains(err.Error(), "totals") {
		t.Errorf("got %v, want a refusal that names totals", err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the unsound copy was put in place: %v", err)
	}
}

func TestRestore_NotUnderARunningServer(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	_, err := Restore{From: backedUp(t, s), URL: s.URL, Force: "test"}.Run(t.Context())
	if fault.CodeOf(err) != "database_in_use" {
		t.Errorf("got %v, want database_in_use", err)
	}
}

func TestBackup_AppearsWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	dir := filepath.Join(t.TempDir(), "backup")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Backup(ctx, s.Chain, dir, WithKey); err == nil {
		t.Fatal("a stopped backup says it is done")
	}
	if left, _ := filepath.Glob(dir + "*"); len(left) > 0 {
		t.Errorf("a stopped backup left %v", left)
	}
	_, err := Backup(t.Context(), s.Chain, dir, WithoutKey)
	check(t, err)
	if _, err := os.Stat(filepath.Join(dir, backupKey)); !os.IsNotExist(err) {
		t.Errorf("the key is in a backup without key: %v", err)
	}
	if _, err := Backup(t.Context(), s.Chain, dir, WithKey); fault.CodeOf(err) != "exists" {
		t.Errorf("a second backup into the same folder: %v", err)
	}
}
