package lite

import (
	"bytes"
	"database/sql"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func open(t *testing.T) *Conn {
	t.Helper()
	conn, err := Open(filepath.Join(t.TempDir(), "a.db"), "journal_mode(WAL)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	return conn
}

func prepare(t *testing.T, conn *Conn, text string) *Stmt {
	t.Helper()
	s, err := conn.Prepare(text)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func one(t *testing.T, s *Stmt, args []any, dest ...any) error {
	t.Helper()
	if err := s.Query(args...); err != nil {
		t.Fatal(err)
	}
	defer s.Reset()
	if more, err := s.Next(); err != nil || !more {
		t.Fatal(more, err)
	}
	return s.Scan(dest...)
}

type (
	small uint8
	name  string
	flag  bool
)

// What is bound reads back equal, in whatever order it was bound before.
func TestStmt_ReadsBackWhatWasBound(t *testing.T) {
	t.Parallel()
	s := prepare(t, open(t), "select ?1, ?2, ?3, ?4, ?5, ?6, ?7")
	long := strings.Repeat("ü", 2*mostRoom)
	for _, text := range []string{"", "a", long, "b\x00c", "", "d"} {
		for _, blob := range [][]byte{nil, {}, {0, 1, 255}, []byte(long)} {
			var (
				n     int64
				got   string
				raw   []byte
				x     float64
				tiny  small
				named name
				null  sql.NullInt64
			)
			args := []any{int64(math.MinInt64), text, blob, 1.5, small(255), name(text), sql.NullInt64{}}
			if err := one(t, s, args, &n, &got, &raw, &x, &tiny, &named, &null); err != nil {
				t.Fatal(err)
			}
			if n != math.MinInt64 || got != text || !bytes.Equal(raw, blob) || x != 1.5 || tiny != 255 || string(named) != text || null.Valid {
				t.Errorf("%.20q and %.20q read back as %d %.20q %.20q %v %d %.20q %v", text, blob, n, got, raw, x, tiny, named, null)
			}
		}
	}
}

// A column that does not fit is an error and no other value.
func TestScan_RefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	conn := open(t)
	for _, c := range []struct {
		column string
		dest   any
	}{
		{"256", new(small)}, {"-1", new(small)}, {"'1'", new(int64)}, {"null", new(int64)}, {"1.5", new(int64)}, {"null", new(string)},
		{"7", new(string)}, {"'x'", new(float64)}, {"3000000000", new(int32)}, {"1", new([]byte)}, {"1", new(struct{})}, {"1", 1},
	} {
		if err := one(t, prepare(t, conn, "select "+c.column), nil, c.dest); err == nil {
			t.Errorf("%s was read into a %T", c.column, c.dest)
		}
	}
	var on flag
	if err := one(t, prepare(t, conn, "select 1"), nil, &on); err != nil || !bool(on) {
		t.Errorf("1 was read as %v, %v", on, err)
	}
	if err := one(t, prepare(t, conn, "select 1, 2"), nil, new(int64)); err == nil {
		t.Error("two columns were read into one variable")
	}
}

// A statement that failed says why and can be used again.
func TestStmt_GoesOnAfterAnError(t *testing.T) {
	t.Parallel()
	conn := open(t)
	if err := conn.Run("create table a (n integer primary key, text text not null) strict"); err != nil {
		t.Fatal(err)
	}
	s := prepare(t, conn, "insert into a values (?1, ?2)")
	for _, c := range []struct {
		args []any
		ok   bool
	}{
		{[]any{int64(1), "a"}, true}, {[]any{int64(1), "b"}, false}, {[]any{int64(2), nil}, false}, {[]any{int64(3)}, false},
		{[]any{struct{}{}, "c"}, false}, {[]any{uint64(math.MaxUint64), "c"}, false}, {[]any{int64(2), "c"}, true},
	} {
		n, err := s.Exec(c.args...)
		if (err == nil) != c.ok || c.ok && n != 1 {
			t.Errorf("%v changed %d rows, %v", c.args, n, err)
		}
	}
	var n, sum int64
	if err := one(t, prepare(t, conn, "select count(*), sum(n) from a"), nil, &n, &sum); err != nil || n != 2 || sum != 3 {
		t.Errorf("%d rows of sum %d stand, %v, want the two that were accepted", n, sum, err)
	}
	if _, err := conn.Prepare("select nonsense from"); err == nil {
		t.Error("nonsense was prepared")
	}
}

// A file is synced through the handle that SQLite holds: no second one is opened, whose
// closing would drop its locks.
func TestSync_UsesSQLitesOwnHandle(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "b.db")
	conn, err := Open(path, "journal_mode(WAL)")
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Run("create table kept (body)"); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadDir("/proc/self/fd") // none where the system does not list them
	for range 100 {
		if err := conn.Sync(); err != nil {
			t.Fatal(err)
		}
	}
	if after, err := os.ReadDir("/proc/self/fd"); err == nil && len(after) > len(before)+20 {
		t.Errorf("%d files are open, %d were before", len(after), len(before))
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
}
