package engine

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func opened(t *testing.T) *sqlite {
	t.Helper()
	e, err := openSQLite(t.Context(), filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// A statement may be run while its rows are read, on one connection.
func TestLine_AStatementWithinItself(t *testing.T) {
	t.Parallel()
	e := opened(t)
	three := &Query{name: "three", args: []string{"from"}, sqlite: "select ?1 + column1 from (values (1), (2), (3))"}
	sum := int64(0)
	err := e.View(t.Context(), func(s Session) error {
		return Each(t.Context(), s, three, []any{int64(10)}, func(scan func(...any) error) error {
			var outer int64
			if err := scan(&outer); err != nil {
				return err
			}
			return Each(t.Context(), s, three, []any{outer}, func(scan func(...any) error) error {
				var inner int64
				err := scan(&inner)
				sum += inner
				return err
			})
		})
	})
	if want := int64(3*(11+12+13) + 3*(1+2+3)); err != nil || sum != want {
		t.Errorf("read %d, %v, want %d", sum, err, want)
	}
}

// What was deleted is not in the file either: not in a table's pages, nor in an index's.
func TestSQLite_DeletedIsOverwritten(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	e, err := openSQLite(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"create table person (n integer primary key, mail text not null)", "create index by_mail on person (mail)",
		"insert into person with recursive n (i) as (select 1 union all select i + 1 from n where i < 500) select i, 'person' || i || '@example.org' from n",
		"delete from person where n = 250",
	} {
		if err := e.Write(t.Context(), Till, func(tx *Tx) error { _, err := tx.Exec(t.Context(), plain("make", text)); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	held, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(held, []byte("person251@example.org")) {
		t.Fatalf("%d bytes hold nobody: %v", len(held), err)
	}
	if bytes.Contains(held, []byte("person250@example.org")) {
		t.Error("the file still says who was deleted")
	}
}

// A reading that its caller gives up ends at once, and hits nobody who has the
// connection next.
func TestLine_AContextsEndStopsItsReadingOnly(t *testing.T) {
	t.Parallel()
	e := opened(t)
	endless := plain("endless", "with recursive n (i) as (select 1 union all select i + 1 from n) select i from n where i = 1 or i < 0")
	for range 4 * readers {
		ctx, cancel := context.WithCancel(t.Context())
		err := Each(ctx, e.Reader(), endless, nil, func(func(...any) error) error {
			go cancel()
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("an endless reading that was given up answered %v", err)
		}
		var n int64
		if _, err := One(t.Context(), e.Reader(), plain("one", "select 1"), nil, &n); err != nil || n != 1 {
			t.Errorf("the next one read %d, %v", n, err)
		}
	}
}

// What comes after the end is refused, and nothing waits for it.
func TestLine_NothingIsReadAfterTheEnd(t *testing.T) {
	t.Parallel()
	e := opened(t)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := One(context.Background(), e.Reader(), plain("one", "select 1"), nil, new(int64)); !errors.Is(err, errPool) {
		t.Errorf("a reading after the end answered %v", err)
	}
}
